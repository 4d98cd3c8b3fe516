//! A schedule as an operator writes it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use super::cron::Cron;
use super::spread;
use crate::domain::SourceId;

/// Most that a time written in crontab(5) is moved within its minute, so that sources with the
/// same line do not start in the same second.
const MOST_SPREAD: TimeDelta = TimeDelta::seconds(50);

/// Most of an interval that counts as over when a round starts early.
const MOST_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// As long as polls come at most this much after a source's own moment, the next is when the
/// interval is over; beyond, it waits for the moment itself. No poll comes before its interval is
/// over, so that what a slow round costs adds up; this is how much of it does, and how few sources
/// stay together after a round that asked them all at once.
const MOST_DRIFT: TimeDelta = TimeDelta::minutes(2);

/// A schedule as an operator writes it: `hourly`, `@always`, or five fields as in crontab(5).
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Every hour, at a minute of the source's own.
    Hourly,
    /// In every round.
    Always,
    /// When a crontab(5) line says.
    Cron(Box<Cron>),
}

/// The text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is no schedule: {why}")]
pub struct BadSchedule {
    text: String,
    why: String,
}

/// A time at which a pattern comes due, and how far before it a round may take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// When the daemon takes it: at the source's own moment, so that sources are spread.
    pub(super) at: DateTime<Utc>,
    /// What it is counted as, whenever it is taken between `ready` and then: the end of the
    /// interval, or the minute that a crontab(5) line names.
    pub(super) over: DateTime<Utc>,
    /// From when on a single round may take it.
    pub(super) ready: DateTime<Utc>,
}

impl Slot {
    /// One that is to be taken at `at`, and no earlier.
    pub(super) fn at(at: DateTime<Utc>) -> Self {
        Self {
            at,
            over: at,
            ready: at,
        }
    }

    /// The same, and no earlier than `until`.
    pub(super) fn not_before(self, until: DateTime<Utc>) -> Self {
        Self {
            at: self.at.max(until),
            over: self.over.max(until),
            ready: self.ready.max(until),
        }
    }
}

impl Pattern {
    /// Every hour, at a minute of the source's own.
    #[must_use]
    pub fn hourly() -> Self {
        Self {
            text: "hourly".to_owned(),
            kind: Kind::Hourly,
        }
    }

    /// Whether it is `@always`: due in every round.
    #[must_use]
    pub fn is_always(&self) -> bool {
        matches!(self.kind, Kind::Always)
    }

    /// The text that it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.kind
    }
}

impl FromStr for Pattern {
    type Err = BadSchedule;

    fn from_str(text: &str) -> Result<Self, BadSchedule> {
        let kind = match text.trim() {
            "hourly" => Kind::Hourly,
            "@always" => Kind::Always,
            line => Kind::Cron(Box::new(Cron::parse(line).map_err(|why| BadSchedule {
                text: text.to_owned(),
                why,
            })?)),
        };
        Ok(Self {
            text: text.trim().to_owned(),
            kind,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How much before its end an interval counts as over, for a round that starts early: a tenth, at
/// most five minutes.
pub(super) fn tolerance(interval: TimeDelta) -> TimeDelta {
    (interval / 10).min(MOST_TOLERANCE)
}

/// The slot of `source` that follows a poll at `last` by at least `interval`, at the moment of the
/// hour that is the source's own where the interval leaves room for one.
pub(super) fn spaced(source: &SourceId, last: DateTime<Utc>, interval: TimeDelta) -> Slot {
    let over = last + interval;
    let at = if interval >= TimeDelta::hours(1) {
        own_moment(source, over - MOST_DRIFT).max(over)
    } else {
        over + spread::within(interval / 20, source, "pace")
    };
    Slot {
        at,
        over,
        ready: over - tolerance(interval),
    }
}

/// The slot of a crontab(5) line after a poll at `last`, at least `interval` after it.
pub(super) fn cron_slot(
    cron: &Cron,
    source: &SourceId,
    last: DateTime<Utc>,
    interval: TimeDelta,
) -> Option<Slot> {
    let slot = cron.after(last + interval - tolerance(interval))?;
    let gap = cron.after(slot)? - slot;
    let second = spread::within(MOST_SPREAD.min(tolerance(gap)), source, "second");
    Some(Slot {
        at: (slot + second).max(last + interval),
        over: slot,
        ready: slot - tolerance(gap),
    })
}

/// The first moment from `from` on at the source's own minute and second of the hour.
fn own_moment(source: &SourceId, from: DateTime<Utc>) -> DateTime<Utc> {
    let hour = TimeDelta::hours(1);
    let own = spread::within(hour, source, "minute").num_seconds();
    let past = (from.timestamp() - own).rem_euclid(hour.num_seconds());
    let whole = from.timestamp_subsec_nanos() == 0;
    let wait = if past == 0 && whole {
        0
    } else {
        hour.num_seconds() - past
    };
    let start = DateTime::from_timestamp(from.timestamp(), 0).unwrap_or(from);
    start + TimeDelta::seconds(wait)
}
