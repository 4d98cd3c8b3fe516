//! Stories whose editions have to be written: what is published goes by this.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

use super::columns::Columns;
use super::merge::FAMILY;
use super::{Error, Store};
use crate::domain::{Country, Life, SourceId, Stage, StoryId};

/// Under this name the months are kept of which archive documents have to be written anew.
const RETOLD: &str = "retold-months";

/// Under this name the months are kept of which stories were forgotten whose pages named them.
const THINNED: &str = "thinned-months";

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
    /// request, and has the archive documents told anew that may say something of them.
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
        self.retell(&stories)
    }

    /// Has the archive documents of the months of these stories written anew, and those of what is
    /// related to them and names them: what such documents say does not change otherwise.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn retell(&self, stories: &[StoryId]) -> Result<(), Error> {
        let mut published = Vec::new();
        for story in stories {
            for told in std::iter::once(*story).chain(self.related(*story)?) {
                published.extend(self.life(told)?.map(|life| life.published));
            }
        }
        self.add_months(RETOLD, published)
    }

    /// A moment of each month of which the archive documents have to be written anew.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn retold(&self) -> Result<BTreeSet<DateTime<Utc>>, Error> {
        self.months_noted(RETOLD)
    }

    /// Has the pages of the months written anew in which stories were published that are forgotten:
    /// nothing else tells any more which months these were.
    pub(super) fn thin(
        &self,
        published: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> Result<(), Error> {
        self.add_months(THINNED, published)
    }

    /// A moment of each month of which the pages name stories that were forgotten since.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn thinned(&self) -> Result<BTreeSet<DateTime<Utc>>, Error> {
        self.months_noted(THINNED)
    }

    fn add_months(
        &self,
        name: &str,
        moments: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> Result<(), Error> {
        let before = self.months_noted(name)?;
        let mut months = before.clone();
        months.extend(moments.into_iter().map(beginning_of_month));
        match months == before {
            true => Ok(()),
            false => self.set_note(name, &serde_json::to_string(&months)?),
        }
    }

    fn months_noted(&self, name: &str) -> Result<BTreeSet<DateTime<Utc>>, Error> {
        let noted = self.note(name)?;
        Ok(noted.map_or(Ok(BTreeSet::new()), |noted| serde_json::from_str(&noted))?)
    }

    /// The editions of these stories have been written, and the documents and pages of months that
    /// are told anew.
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
            store.forget_note(RETOLD)?;
            store.forget_note(THINNED)
        })
    }

    /// Marks the stories that name those that are marked, with their titles: those that are related to
    /// them, in pages and items, and those that were merged into them, in what stands in their place.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn mark_who_names(&self) -> Result<(), Error> {
        self.step(|store| {
            let marked: BTreeSet<StoryId> =
                store.stale()?.iter().map(|stale| stale.story).collect();
            for story in &marked {
                store.mark_who_names_one(*story, &marked)?;
            }
            Ok(())
        })
    }

    /// Marks the stories that mention one of these countries without being about it: their pages link
    /// to a country's edition where there is one.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn mark_who_mentions(&self, countries: &[Country]) -> Result<(), Error> {
        let stories = self.ids(
            "SELECT id FROM story WHERE shown IS NOT NULL AND gone IS NULL AND EXISTS (
                 SELECT 1 FROM json_each(story.countries, '$.mentioned') AS mentioned
                 WHERE mentioned.value IN (SELECT value FROM json_each(?1)))",
            [serde_json::to_string(countries)?],
        )?;
        for story in stories {
            if let Some(life) = self.life(story)? {
                self.mark_stale(&life)?;
            }
        }
        Ok(())
    }

    /// As [`Store::mark_who_names`], of one story. Those that are `marked` are so already.
    pub(super) fn mark_who_names_one(
        &self,
        story: StoryId,
        marked: &BTreeSet<StoryId>,
    ) -> Result<(), Error> {
        let mut others = self.related(story)?;
        others.extend(self.led_here(story)?);
        for other in others {
            if marked.contains(&other) {
                continue;
            }
            if let Some(life) = self.life(other)?
                && life.shown.is_some()
                && life.stage != Stage::Dropped
            {
                self.mark_stale(&life)?;
            }
        }
        Ok(())
    }

    /// The stories that were merged into this one, on whatever way.
    fn led_here(&self, story: StoryId) -> Result<Vec<StoryId>, Error> {
        self.ids(
            &format!("{FAMILY} SELECT id FROM family WHERE id != ?1 ORDER BY id"),
            [story.to_string(), story.to_string()],
        )
    }
}

fn beginning_of_month(at: DateTime<Utc>) -> DateTime<Utc> {
    let first = at.date_naive().with_day(1).unwrap_or(at.date_naive());
    first.and_time(NaiveTime::MIN).and_utc()
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
