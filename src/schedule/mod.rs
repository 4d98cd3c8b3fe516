//! When a source may be asked: cron, adaptive interval, what publishers ask for, back-off, jitter.
//!
//! Pure: the time comes in, [`State`] is what is known of a source from its earlier polls, and
//! [`next_poll`] says when the next one is and why. [`State::record`] takes in what came of a
//! poll. Nothing here waits, asks or remembers; the store keeps the states.
//!
//! Two sides decide. *Ours*: the schedule, the least interval, back-off. *The publisher's*:
//! `Retry-After`, freshness, `ttl`, `sy:`, skipped hours and days. The later one wins, and only
//! the publisher's side is exempt from every tolerance.

mod cron;
mod next;
mod pattern;
mod skips;
mod spread;
mod state;

#[cfg(test)]
mod tests;

pub use next::{Limit, Next, Reason, Round, Rules, next_poll};
pub use pattern::{BadSchedule, Pattern};
pub use skips::Hints;
pub use state::{Came, Moving, POLLS_TO_MOVE, State, Trouble, is_outage};

use chrono::TimeDelta;

/// The longest that a publisher, or a back-off, keeps us away: a mistaken `max-age` of a year
/// silences nobody for a year.
pub const CAP: TimeDelta = TimeDelta::days(1);

/// How long a feed that is gone (`410`) is left alone between two probes.
pub const GONE_PAUSE: TimeDelta = TimeDelta::days(7);
