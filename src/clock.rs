//! The one place that knows what time it is.
//!
//! Everything else is handed a [`Clock`], so that schedules, back-off and story life can be shown
//! by saying what time it is instead of waiting for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

/// Where the current time comes from: the machine, or a test.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Milliseconds since the Unix epoch, shared by every clone of the clock.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(
            start.timestamp_millis(),
        ))))
    }

    /// The time now, in whole milliseconds: what is stored is then what was compared.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let millis = match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one place")]
            Source::System => DateTime::<Utc>::from(SystemTime::now()).timestamp_millis(),
            Source::Manual(millis) => millis.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Sets a manual clock; the machine's clock is not ours to set, and stays.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Source::Manual(millis) = &self.0 {
            millis.store(now.timestamp_millis(), Ordering::SeqCst);
        }
    }

    /// Moves a manual clock by `by`; the machine's clock is not ours to move, and stays.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Manual(millis) = &self.0 {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }
}
