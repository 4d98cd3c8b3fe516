//! The rules of scheduling, one by one.

mod memory;
mod ours;
mod publishers;
mod sequences;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};

use super::*;
use crate::domain::SourceId;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A Friday, ten o'clock.
fn ten() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 10, 0, 0).unwrap()
}

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

/// The rules of a configuration that says nothing.
fn rules() -> Rules {
    Rules {
        source: SourceId::new("exemple-niger"),
        own: None,
        default: Pattern::hourly(),
        min_interval: HOUR,
        adaptive: true,
        backoff: 10 * MINUTE,
        pushed: None,
    }
}

fn with_own(pattern: &str) -> Rules {
    Rules {
        own: Some(pattern.parse().unwrap()),
        ..rules()
    }
}

/// A feed that asks for nothing.
fn feed(new_entries: usize) -> Came {
    Came::Feed {
        new_entries,
        lifetime: None,
        retry_after: None,
        hints: Hints::default(),
        moved_to: None,
    }
}

fn fresh_for(lifetime: Duration) -> Came {
    Came::Feed {
        new_entries: 0,
        lifetime: Some(lifetime),
        retry_after: None,
        hints: Hints::default(),
        moved_to: None,
    }
}

fn hinted(hints: Hints) -> Came {
    Came::Feed {
        new_entries: 0,
        lifetime: None,
        retry_after: None,
        hints,
        moved_to: None,
    }
}

/// A `304` that says how long it is fresh, or nothing.
fn unchanged(lifetime: Option<Duration>) -> Came {
    Came::NotModified {
        lifetime,
        retry_after: None,
        moved_to: None,
    }
}

fn failed(trouble: Trouble, retry_after: Option<Duration>) -> Came {
    Came::Failed {
        trouble,
        retry_after,
    }
}

/// Records a poll as a round does.
fn poll(state: &mut State, rules: &Rules, at: DateTime<Utc>, came: &Came) {
    let due = next_poll(state, rules, at);
    state.record(at, true, came);
    state.was_due(&due);
}

/// What is known after `polls`, the last of them at ten.
fn after(polls: &[Came]) -> State {
    let mut state = State::default();
    for (index, came) in polls.iter().rev().enumerate().rev() {
        let ago = TimeDelta::hours(i64::try_from(index).unwrap());
        state.record(ten() - ago, true, came);
    }
    state
}

fn next(polls: &[Came], rules: &Rules) -> Next {
    next_poll(&after(polls), rules, ten())
}
