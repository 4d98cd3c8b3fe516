//! What a round lets go of, and when it is safe to.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::publishing::open_since;
use super::{Error, Quietly, Refresher, Summary, existing_store, keep};
use crate::config::Config;
use crate::store::{self, Pruned};

/// Under this name the store keeps the day of the last round.
const DAY: &str = "day";

/// Under this name it keeps when a round last came long after the one before.
const LEAP: &str = "leap";

/// Under this name it keeps the day on which it last forgot.
const PRUNED: &str = "pruned";

/// Rounds that are further apart than this are so for a reason: the machine was off, or its clock is
/// wrong.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(32);

/// For so long after that nothing is forgotten: time for a clock to be set right, and for an operator to
/// read of it.
const IN_DOUBT: TimeDelta = TimeDelta::hours(24);

/// What [`Refresher::prune_now`] would forget at `now`.
///
/// # Errors
/// When there is no store, or it refuses.
pub fn prunable(config: &Config, now: DateTime<Utc>) -> Result<Pruned, Error> {
    let store = existing_store(config)?;
    let open = open_since(&store, now)?;
    Ok(store.prunable(keep(config), open, now)?)
}

impl Refresher {
    /// Notes that a round begins at `now`.
    pub(super) fn begin_day(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let today = now.date_naive();
        let last = self.store.note(DAY)?;
        let last: Option<NaiveDate> = last.and_then(|day| day.parse().ok());
        if last == Some(today) {
            return Ok(());
        }
        if last.is_some_and(|last| today - last > LONGEST_PAUSE) {
            tracing::warn!(
                "the last round was on {}; if that is not so, this machine's clock is wrong, and \
                 nothing is forgotten for a day",
                last.unwrap_or(today)
            );
            self.store.set_note(LEAP, &now.to_rfc3339())?;
        }
        Ok(self.store.set_note(DAY, &today.to_string())?)
    }

    /// The time by which it is judged what is old. After what may have been a leap of the clock nothing
    /// is: a clock that is wrong for an hour must not cost the memory of years. One that has gone back
    /// behind the leap is right again.
    pub(super) fn age_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
        let leap = self.store.note(LEAP)?;
        let leap: Option<DateTime<Utc>> = leap.and_then(|leap| leap.parse().ok());
        let is_doubtful = leap.is_some_and(|leap| leap <= now && now < leap + IN_DOUBT);
        Ok(if is_doubtful {
            DateTime::UNIX_EPOCH
        } else {
            now
        })
    }

    /// Forgets what is too old now, whatever was forgotten today, gives its room back to the disk and
    /// writes the editions without it: in this order, since these may need the room.
    ///
    /// # Errors
    /// When the store or the public folder refuses.
    pub fn prune_now(&mut self) -> Result<Pruned, Error> {
        let now = self.clock.now();
        let open = open_since(&self.store, now)?;
        let mut pruned = self.store.prune(keep(&self.config), open, now)?;
        match self.store.give_back() {
            Err(store::Error::Full) => tracing::warn!(
                "there is no room to make the database smaller; what comes next takes the place of what went"
            ),
            freed => pruned.freed = freed?,
        }
        let mut summary = Summary::begin(now, b"prune");
        self.settle(now, &Quietly, &mut summary)?;
        self.publish(&Quietly, &mut summary)?;
        Ok(pruned)
    }

    /// Forgets what is too old: archived bodies at once, the rest once a day.
    pub(super) fn prune(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let (keep, age) = (keep(&self.config), self.age_at(now)?);
        let bodies = self.store.bound_archive(&keep, age)?;
        if bodies > 0 {
            tracing::debug!(bodies, "let go of the oldest archived bodies");
        }
        let today = now.date_naive().to_string();
        if age < now || self.store.note(PRUNED)?.as_ref() == Some(&today) {
            return Ok(());
        }
        let pruned = self.store.prune(keep, open_since(&self.store, now)?, now)?;
        tracing::debug!(
            entries = pruned.entries,
            stories = pruned.stories,
            "forgot what is older than it is kept"
        );
        Ok(self.store.set_note(PRUNED, &today)?)
    }
}
