//! Retention: what is forgotten, and what never is.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::entries::LISTED;
use super::{Error, Store, identity, millis};
use crate::digest;
use crate::domain::{Entry, Marks};

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

/// How long lines of polling history are kept at least.
const HISTORY: TimeDelta = TimeDelta::days(7);

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Entries.
    pub entries: usize,
    /// Stories without an entry left.
    pub stories: usize,
    /// Lines of polling history.
    pub polls: usize,
    /// Archived bodies.
    pub bodies: usize,
    /// Bytes that the disk has back, where that was asked for.
    pub freed: u64,
}

impl Store {
    /// Forgets the entries, stories, lines of history and archived bodies that are older than `keep`
    /// says, or too many.
    ///
    /// An entry that its source still lists stays, however old, unless that was not heard from for as
    /// long as entries are kept: it is dead, or polled no more. So do the stories that were published
    /// since `open`, with their entries, and those that are still to be written: what is in no archive
    /// document yet would never be in one. An entry that went is remembered by a hash, and is not taken
    /// for new if it is ever listed again. Tombstones stay: what was dropped or merged must not return,
    /// where readers had it.
    /// The editions of stories that went are marked as to be written, with the pages of their months.
    ///
    /// # Errors
    /// When the database refuses; then nothing went.
    pub fn prune(
        &self,
        keep: Keep,
        open: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Pruned, Error> {
        self.step(|store| store.let_go(keep, open, now))
    }

    /// What [`Store::prune`] would forget. Nothing goes: it is all done, counted and undone.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn prunable(
        &self,
        keep: Keep,
        open: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Pruned, Error> {
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let pruned = self.let_go(keep, open, now)?;
        transaction.rollback()?;
        Ok(pruned)
    }

    fn let_go(&self, keep: Keep, open: DateTime<Utc>, now: DateTime<Utc>) -> Result<Pruned, Error> {
        let oldest = millis(now - keep.entries);
        let entries = self.prune_entries(oldest, millis(open))?;
        let stories = self.prune_stories(oldest)?;
        // Where no bodies are kept, what became of the last polls is told by these lines all the same.
        let old = [millis(now - keep.archive.max(HISTORY))];
        let polls = (self.db).execute("DELETE FROM poll WHERE at < ?1", old)?;
        // Sites of long ago; those in use are asked anew every day.
        (self.db).execute("DELETE FROM rules WHERE until < ?1", old)?;
        // Ids never come back: what alerts did with stories that are forgotten tells nothing.
        self.db.execute(
            "DELETE FROM alerted WHERE due IS NULL AND at < ?1
             AND story NOT IN (SELECT id FROM story)",
            [oldest],
        )?;
        Ok(Pruned {
            entries,
            stories,
            polls,
            bodies: self.let_go_of_bodies(&keep, now)?,
            freed: 0,
        })
    }

    /// Lets go of the entries that were first seen before `oldest`, are no longer listed, and are in no
    /// story that was published since `open`, or has to be written. The stories that keep others are due
    /// to be looked at again.
    fn prune_entries(&self, oldest: i64, open: i64) -> Result<usize, Error> {
        const OLD: &str = "entry.first_seen < ?1 AND entry.waiting = 0
             AND NOT EXISTS (SELECT 1 FROM source WHERE source.id = entry.source
                 AND source.last_success >= ?1 AND COALESCE(source.listed_at, 0) <= entry.last_seen + ?3)
             AND NOT EXISTS (SELECT 1 FROM story WHERE story.id = entry.story AND story.gone IS NULL
                 AND (story.published >= ?2 OR story.id IN (SELECT story FROM stale)))";
        let bounds = [oldest, open, LISTED.num_milliseconds()];
        let mut old = self.db.prepare_cached(&format!(
            "SELECT source, mark_guid, mark_page, mark_title FROM entry WHERE {OLD}"
        ))?;
        let names = old.query_map(bounds, |row| {
            let source: String = row.get(0)?;
            let marks = Marks {
                guid: row.get(1)?,
                page: row.get(2)?,
                title: row.get(3)?,
                ..Marks::default()
            };
            Ok(name(&source, &marks))
        })?;
        let mut remember = self
            .db
            .prepare_cached("INSERT OR IGNORE INTO forgotten (key) VALUES (?1)")?;
        for name in names {
            if let Some(name) = name? {
                remember.execute([name])?;
            }
        }
        self.db.execute(
            &format!(
                "UPDATE story SET due = 0
                 WHERE gone IS NULL AND id IN (SELECT story FROM entry WHERE {OLD})"
            ),
            bounds,
        )?;
        Ok(self
            .db
            .execute(&format!("DELETE FROM entry WHERE {OLD}"), bounds)?)
    }

    /// Lets go of the stories that were first seen before `oldest` and have no entry left; and of the
    /// tombstones of those that nobody ever saw, once no other leads to them.
    fn prune_stories(&self, oldest: i64) -> Result<usize, Error> {
        self.db.execute(
            "DELETE FROM story WHERE gone IS NOT NULL AND shown IS NULL AND first_seen < ?1
             AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.story = story.id)
             AND NOT EXISTS (SELECT 1 FROM story AS other WHERE other.merged_into = story.id)",
            [oldest],
        )?;
        let ids = self.ids(
            "SELECT id FROM story WHERE gone IS NULL AND first_seen < ?1
             AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.story = story.id)",
            [oldest],
        )?;
        let mut published = BTreeSet::new();
        for id in &ids {
            if let Some(life) = self.life(*id)?.filter(|life| life.shown.is_some()) {
                self.mark_stale(&life)?;
                published.insert(life.published);
                // While it is known who names it.
                self.mark_who_names_one(*id, &BTreeSet::new())?;
            }
            self.db
                .prepare_cached("DELETE FROM story WHERE id = ?1")?
                .execute([id.to_string()])?;
        }
        self.thin(published)?;
        Ok(ids.len())
    }
}

/// Whether the entry is one that was let go of for its age.
pub(super) fn is_forgotten(db: &Connection, entry: &Entry) -> Result<bool, Error> {
    let Some(name) = name(entry.key.source.as_str(), &identity::marks(entry)) else {
        return Ok(false);
    };
    let mut query = db.prepare_cached("SELECT 1 FROM forgotten WHERE key = ?1")?;
    let found: Option<i64> = query.query_row([name], |row| row.get(0)).optional()?;
    Ok(found.is_some())
}

/// What is left of an entry that went: a hash of all that names it together, since some outlets give
/// one guid, or one page, to many. None where only its title names it.
fn name(source: &str, marks: &Marks) -> Option<i64> {
    if marks.guid.is_none() && marks.page.is_none() {
        return None;
    }
    let parts = [&marks.guid, &marks.page, &marks.title];
    let parts = parts.map(|part| part.as_deref().unwrap_or_default());
    let hash = digest::wide(
        [source, parts[0], parts[1], parts[2]]
            .join("\u{0}")
            .as_bytes(),
    );
    Some(i64::from_le_bytes(std::array::from_fn(|place| {
        hash.to_le_bytes()[place]
    })))
}
