//! Retention: what is forgotten, and what never is.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, Store, millis};

/// How long and how much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Entries and stories, by first sight.
    pub entries: TimeDelta,
    /// Polled bodies, by age.
    pub archive: TimeDelta,
    /// Polled bodies, by their size together, in bytes.
    pub archive_bytes: u64,
}

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Entries.
    pub entries: usize,
    /// Stories without an entry left.
    pub stories: usize,
    /// Lines of polling history.
    pub polls: usize,
}

impl Store {
    /// Forgets the entries, stories and lines of history that are older than `keep` says; archived
    /// bodies are [`Store::bound_archive`]'s.
    ///
    /// An entry that its source still lists stays, however old, for it would come back as new.
    /// Tombstones stay: what was dropped or merged must not return.
    ///
    /// # Errors
    /// When the database refuses; then nothing went.
    pub fn prune(&self, keep: Keep, now: DateTime<Utc>) -> Result<Pruned, Error> {
        self.step(|store| {
            let oldest = millis(now - keep.entries);
            let entries = store.db.execute(
                "DELETE FROM entry WHERE first_seen < ?1 AND waiting = 0 AND last_seen <
                     COALESCE((SELECT listed_at FROM source WHERE source.id = entry.source), 0)",
                [oldest],
            )?;
            let stories = store.db.execute(
                "DELETE FROM story WHERE gone IS NULL AND first_seen < ?1
                 AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.story = story.id)",
                [oldest],
            )?;
            let polls = store.db.execute(
                "DELETE FROM poll WHERE at < ?1",
                [millis(now - keep.archive)],
            )?;
            // Sites of long ago; those in use are asked anew every day.
            store.db.execute(
                "DELETE FROM rules WHERE until < ?1",
                [millis(now - keep.archive)],
            )?;
            // Ids never come back: what alerts did with stories that are forgotten tells nothing.
            store.db.execute(
                "DELETE FROM alerted WHERE due IS NULL AND at < ?1
                 AND story NOT IN (SELECT id FROM story)",
                [oldest],
            )?;
            Ok(Pruned {
                entries,
                stories,
                polls,
            })
        })
    }
}
