//! Stories whose editions have to be written: what is published goes by this.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

use super::columns::Columns;
use super::{Error, Store, time};
use crate::domain::{Country, Life, SourceId, StoryId};

/// Under this name the months are kept of which archive documents have to be written anew.
const RETOLD: &str = "retold-months";

/// A story whose editions and pages have to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The story.
    pub story: StoryId,
    /// The countries that it is about, and those that it was about when it was last written.
    pub countries: Vec<Country>,
    /// Its topics, and those that it had when it was last written.
    pub topics: Vec<String>,
    /// The operator's editions that it is noted for, and those that it was when it was last written.
    pub editions: Vec<String>,
}

impl Store {
    /// Marks the editions that a story is in as to be written, beside those that are marked for it
    /// already: one of its entries may say something new although its own facts are unchanged.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn mark_stale(&self, life: &Life) -> Result<(), Error> {
        self.mark(life.id, [life])
    }

    /// As [`Store::mark_stale`], with what it was and what it is.
    pub(super) fn mark<'a>(
        &self,
        story: StoryId,
        lives: impl IntoIterator<Item = &'a Life>,
    ) -> Result<(), Error> {
        let mut countries: BTreeSet<Country> = BTreeSet::new();
        let (mut topics, mut editions) = (BTreeSet::new(), BTreeSet::new());
        for life in lives {
            countries.extend(&life.countries.primary);
            topics.extend(life.topics.iter().cloned());
            editions.extend(life.editions.iter().cloned());
        }
        let waiting = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM stale WHERE story = ?1"))?
            .query_row([story.to_string()], stale)
            .optional()?;
        if let Some(waiting) = waiting {
            countries.extend(waiting.countries);
            topics.extend(waiting.topics);
            editions.extend(waiting.editions);
        }
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO stale (story, countries, topics, editions)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((
                story.to_string(),
                serde_json::to_string(&countries)?,
                serde_json::to_string(&topics)?,
                serde_json::to_string(&editions)?,
            ))?;
        Ok(())
    }

    /// The stories whose editions have to be written.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn stale(&self) -> Result<Vec<Stale>, Error> {
        let mut query = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM stale ORDER BY story"))?;
        let rows = query.query_map([], stale)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Marks the stories that a source has entries in, which are about to be forgotten at its outlet's
    /// request, and their months: what archive documents say does not change otherwise.
    pub(super) fn mark_stories_of(&self, source: &SourceId) -> Result<(), Error> {
        let stories = self.ids(
            "SELECT id FROM story WHERE shown IS NOT NULL AND gone IS NULL
             AND id IN (SELECT story FROM entry WHERE source = ?1)",
            [source.as_str()],
        )?;
        for story in &stories {
            if let Some(life) = self.life(*story)? {
                self.mark_stale(&life)?;
            }
        }
        let mut months = self.db.prepare_cached(
            "SELECT MIN(published) FROM story WHERE shown IS NOT NULL AND gone IS NULL
             AND id IN (SELECT story FROM entry WHERE source = ?1)
             GROUP BY strftime('%Y-%m', published / 1000, 'unixepoch')",
        )?;
        let months = months.query_map([source.as_str()], |row| row.get(0).map(time))?;
        let mut months: BTreeSet<DateTime<Utc>> = months.collect::<Result<_, _>>()?;
        months.extend(self.retold()?);
        self.set_note(RETOLD, &serde_json::to_string(&months)?)
    }

    /// For each month of which archive documents may tell what an outlet asked to be forgotten, the
    /// date of one of its stories.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn retold(&self) -> Result<Vec<DateTime<Utc>>, Error> {
        let noted = self.note(RETOLD)?;
        Ok(noted.map_or(Ok(Vec::new()), |noted| serde_json::from_str(&noted))?)
    }

    /// The editions of these stories have been written, and the documents of months that are told anew.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn written(&self, stale: &[Stale]) -> Result<(), Error> {
        self.step(|store| {
            let mut delete = store
                .db
                .prepare_cached("DELETE FROM stale WHERE story = ?1")?;
            for story in stale {
                delete.execute([story.story.to_string()])?;
            }
            store.forget_note(RETOLD)
        })
    }

    /// Marks the stories that are related to those that are marked: their pages and items name these,
    /// with their titles.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn mark_related(&self) -> Result<(), Error> {
        self.step(|store| {
            let marked: BTreeSet<StoryId> =
                store.stale()?.iter().map(|stale| stale.story).collect();
            for story in &marked {
                store.mark_related_to(*story, &marked)?;
            }
            Ok(())
        })
    }

    /// Marks the stories that are related to this one, but for those that are marked.
    pub(super) fn mark_related_to(
        &self,
        story: StoryId,
        marked: &BTreeSet<StoryId>,
    ) -> Result<(), Error> {
        for other in self.related(story)? {
            if marked.contains(&other) {
                continue;
            }
            if let Some(life) = self.life(other)?
                && life.shown.is_some()
                && life.gone.is_none()
            {
                self.mark_stale(&life)?;
            }
        }
        Ok(())
    }
}

/// The columns that [`stale`] takes, in its order.
const COLUMNS: &str = "story, countries, topics, editions";

fn stale(row: &Row<'_>) -> rusqlite::Result<Stale> {
    let mut columns = Columns::of(row);
    Ok(Stale {
        story: columns.parsed()?,
        countries: columns.json()?,
        topics: columns.json()?,
        editions: columns.json()?,
    })
}
