//! When the next poll of a source is, and why then.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::pattern::{Kind, Slot, cron_slot, spaced};
use super::state::{FIRST_PACE, LEAST_PACE, MOST_PACE, capped};
use super::{CAP, GONE_PAUSE, Pattern, State, Trouble, spread};
use crate::domain::SourceId;

/// How soon we try again after our own network was gone.
const OFFLINE_RETRY: TimeDelta = TimeDelta::minutes(5);

/// How much longer than after other failures we wait where a person has to mend something.
const PATIENCE: i32 = 6;

/// What the operator asks for, for one source.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The source: what is spread is spread by its name.
    pub source: SourceId,
    /// The source's own schedule.
    pub own: Option<Pattern>,
    /// The schedule of sources without one of their own.
    pub default: Pattern,
    /// Least time between two polls of a source without a schedule of its own.
    pub min_interval: Duration,
    /// Whether a source without a schedule of its own follows its own pace.
    pub adaptive: bool,
    /// Wait after the second failure in a row; it doubles with each further one.
    pub backoff: Duration,
    /// Until when a hub can be relied on to deliver what is new, if one can. Then a source without a
    /// schedule of its own is asked once a day, to see that nothing is missing.
    pub pushed: Option<DateTime<Utc>>,
}

/// The next poll of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// When it is due.
    pub at: DateTime<Utc>,
    /// From when on a single round may take it: what is due within a tenth of its interval is due,
    /// so that an hourly cron job that starts seconds early skips no hour. Never ahead of what a
    /// publisher asked.
    pub ready: DateTime<Utc>,
    /// Our own side alone: schedule, least interval, back-off. A poll that comes a little before
    /// is counted as if it came then (see [`State::was_due`]).
    pub ours: DateTime<Utc>,
    /// Our schedule and least interval alone.
    pub scheduled: DateTime<Utc>,
    /// Our back-off alone, after failures in a row.
    pub back_off: Option<DateTime<Utc>>,
    /// Before this the publisher does not want to be asked.
    pub not_before: Option<Limit>,
    /// Before this it is not asked whatever an operator says: a `Retry-After` or the pause after a
    /// `410`.
    pub hold: Option<Limit>,
    /// What decided `at`.
    pub why: Reason,
}

/// A time before which a source is not asked, and what says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// The time.
    pub until: DateTime<Utc>,
    /// What says so.
    pub why: Reason,
}

/// Which sources a round takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The daemon's: what is due by now.
    Due,
    /// A single one, started by hand or by cron: what is due or about to be.
    Single,
    /// `--all`: every source that is not on hold.
    All,
}

/// Why a poll is when it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It has never been asked.
    FirstPoll,
    /// The schedule says so.
    Schedule(String),
    /// The least interval between two polls, or the pace at which the source brings news.
    Interval(TimeDelta),
    /// Our own network was gone.
    Offline,
    /// So many failures in a row.
    BackOff(u32),
    /// The answer is fresh until then (RFC 9111, section 4.2).
    Fresh,
    /// RSS `ttl`.
    Ttl,
    /// `sy:updatePeriod` and `sy:updateFrequency`.
    UpdatePeriod,
    /// A hub delivers what is new.
    Pushed,
    /// RSS `skipHours` or `skipDays`.
    Skipped,
    /// `Retry-After` (RFC 9110, section 10.2.3).
    RetryAfter,
    /// It is gone (`410`), and probed rarely.
    Gone,
}

impl Next {
    /// Whether `round` at `now` asks the source.
    #[must_use]
    pub fn is_due(&self, now: DateTime<Utc>, round: Round) -> bool {
        match round {
            Round::Due => self.at <= now,
            Round::Single => self.ready <= now,
            Round::All => self.hold.as_ref().is_none_or(|hold| hold.until <= now),
        }
    }
}

/// Says when the source of `rules`, of which `state` is known, is asked next.
#[must_use]
pub fn next_poll(state: &State, rules: &Rules, now: DateTime<Utc>) -> Next {
    // A last poll far in the future is a clock that was set back since.
    let last = state.last_poll.filter(|last| *last - now <= CAP);
    let first = Slot::at(now);
    let (scheduled, why) = last.map_or((first, Reason::FirstPoll), |last| {
        scheduled(state, rules, last)
    });
    let back_off = last.and_then(|last| Some(last + back_off(state, rules)?));
    let (slot, mut why) = ours(state, rules, last, (scheduled, why), back_off);
    let hold = hold(state, now);
    let wish = last.and_then(|_| publishers(state, now)).max(hold.clone());
    let mut at = slot.at;
    let mut ready = slot.ready;
    if let Some(wish) = &wish {
        if wish.until > at {
            why = wish.why.clone();
        }
        at = at.max(wish.until);
        ready = ready.max(wish.until);
    }
    // What is overdue is asked now, unless now is when it must not be.
    let open = |at: DateTime<Utc>| {
        let late = state.hints.after_skips(now.max(at));
        if late > now {
            late.max(state.hints.after_skips(at))
        } else {
            at
        }
    };
    if open(at) > at {
        why = Reason::Skipped;
    }
    Next {
        at: open(at),
        ready: open(ready),
        ours: slot.over,
        scheduled: scheduled.at,
        back_off,
        not_before: wish,
        hold,
        why,
    }
}

/// Our own side, after a poll at `last`: what is scheduled, sooner after an outage of our own, later
/// by back-off.
fn ours(
    state: &State,
    rules: &Rules,
    last: Option<DateTime<Utc>>,
    (mut slot, mut why): (Slot, Reason),
    back_off: Option<DateTime<Utc>>,
) -> (Slot, Reason) {
    if let Some(last) = last.filter(|_| state.offline) {
        let soon =
            last + OFFLINE_RETRY + spread::within(TimeDelta::minutes(1), &rules.source, "offline");
        if soon < slot.at {
            slot = Slot::at(soon);
            why = Reason::Offline;
        }
    }
    if let Some(until) = back_off {
        if until > slot.at {
            why = Reason::BackOff(state.failures);
        }
        slot = slot.not_before(until);
    }
    (slot, why)
}

fn scheduled(state: &State, rules: &Rules, last: DateTime<Utc>) -> (Slot, Reason) {
    let pattern = rules.own.as_ref().unwrap_or(&rules.default);
    let by_schedule = || Reason::Schedule(pattern.to_string());
    let hour = TimeDelta::hours(1);
    let last = state.counted_from(last);
    let least = match rules.own {
        Some(_) => TimeDelta::zero(),
        None => bounded(rules.min_interval),
    };
    let pace = (rules.own.is_none() && rules.adaptive).then(|| {
        let pace = state.pace.unwrap_or(FIRST_PACE);
        bounded(pace.clamp(LEAST_PACE, MOST_PACE)).max(least)
    });
    let (slot, why) = match pattern.kind() {
        Kind::Always => {
            let slot = spaced(&rules.source, last, least);
            let at = slot.over;
            (Slot { at, ..slot }, by_schedule())
        }
        Kind::Hourly => {
            let interval = pace.unwrap_or(hour.max(least));
            let why = if interval == hour {
                by_schedule()
            } else {
                Reason::Interval(interval)
            };
            (spaced(&rules.source, last, interval), why)
        }
        Kind::Cron(cron) => {
            let interval = pace.filter(|_| state.pace.is_some()).unwrap_or(least);
            // A line that has no further time within the library's calendar: once a day will do.
            let slot = cron_slot(cron, &rules.source, last, interval)
                .unwrap_or_else(|| spaced(&rules.source, last, CAP));
            (slot, by_schedule())
        }
    };
    let pushed = rules.pushed.filter(|_| rules.own.is_none());
    match pushed.map(|until| until.min(last + CAP)) {
        Some(later) if later > slot.at => (slot.not_before(later), Reason::Pushed),
        _ => (slot, why),
    }
}

/// How long to wait after the failures so far. The first is retried when next due, except when we
/// were told that we ask too often and not how long to wait.
fn back_off(state: &State, rules: &Rules) -> Option<TimeDelta> {
    let trouble = state.trouble?;
    let doublings = match state.failures {
        0 => return None,
        failures if trouble == Trouble::Throttled && state.retry_at.is_none() => failures - 1,
        1 => return None,
        failures => failures - 2,
    };
    let patience = match trouble {
        Trouble::Denied | Trouble::Missing => PATIENCE,
        _ => 1,
    };
    let wait = bounded(rules.backoff) * patience * (1 << doublings.min(16));
    let salt = format!("failure {}", state.failures);
    let jitter = spread::within(wait / 10, &rules.source, &salt);
    Some((wait + jitter).min(CAP))
}

/// Until when the publisher's last answer and document ask for patience.
fn publishers(state: &State, now: DateTime<Utc>) -> Option<Limit> {
    // Beyond the cap it was noted by a clock that is set back since.
    let from = state.last_success.filter(|at| *at - now <= CAP)?;
    let ttl = state.hints.ttl_minutes;
    let ttl = ttl.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
    [
        (state.lifetime, Reason::Fresh),
        (ttl, Reason::Ttl),
        (state.hints.update_period, Reason::UpdatePeriod),
    ]
    .into_iter()
    .filter_map(|(wait, why)| {
        // To be asked again at once is no wish to be left alone.
        let wait = wait.filter(|wait| !wait.is_zero())?;
        let until = from + capped(wait);
        Some(Limit { until, why })
    })
    .max()
}

/// Until when nobody asks, whatever an operator says.
fn hold(state: &State, now: DateTime<Utc>) -> Option<Limit> {
    // Beyond the cap it was set by a clock that is set back since.
    let retry = state.retry_at.filter(|at| *at - now <= CAP);
    let retry = retry.map(|until| Limit {
        until,
        why: Reason::RetryAfter,
    });
    let gone = (state.trouble == Some(Trouble::Gone))
        .then_some(state.last_poll)
        .flatten();
    let gone = gone.filter(|at| *at <= now + CAP).map(|at| Limit {
        until: at + GONE_PAUSE,
        why: Reason::Gone,
    });
    retry.max(gone)
}

/// A duration of the configuration, at most a year: beyond that dates could run out of range.
fn bounded(duration: Duration) -> TimeDelta {
    let year = TimeDelta::days(366);
    TimeDelta::from_std(duration).map_or(year, |duration| duration.min(year))
}

impl Reason {
    /// The word that `--json` uses.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::FirstPoll => "first_poll",
            Self::Schedule(_) => "schedule",
            Self::Interval(_) => "interval",
            Self::Offline => "offline",
            Self::BackOff(_) => "back_off",
            Self::Fresh => "fresh",
            Self::Ttl => "ttl",
            Self::UpdatePeriod => "update_period",
            Self::Pushed => "pushed",
            Self::Skipped => "skipped",
            Self::RetryAfter => "retry_after",
            Self::Gone => "gone",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstPoll => f.write_str("it has never been asked"),
            Self::Schedule(pattern) => write!(f, "its schedule is \"{pattern}\""),
            Self::Interval(interval) => {
                write!(f, "it is asked every {} minutes", interval.num_minutes())
            }
            Self::Offline => f.write_str("there was no network"),
            Self::BackOff(failures) => write!(f, "it failed {failures} times in a row"),
            Self::Fresh => f.write_str("its last answer says that it stays fresh until then"),
            Self::Ttl => f.write_str("its feed asks for it (ttl)"),
            Self::UpdatePeriod => f.write_str("its feed asks for it (sy:updatePeriod)"),
            Self::Pushed => {
                f.write_str("its hub delivers what is new, and once a day it is asked all the same")
            }
            Self::Skipped => f.write_str("its feed asks for it (skipHours, skipDays)"),
            Self::RetryAfter => f.write_str("its server asks for it (Retry-After)"),
            Self::Gone => f.write_str("it is gone (410) and only probed once a week"),
        }
    }
}
