//! Stories: where their entries belong, how they live, and which editions have to be written.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, RowIndex, named_params};

use super::columns::Columns;
use super::{Error, Store, millis, time};
use crate::domain::{EntryId, Life, Stage, StoryId, StoryRef};

/// An entry's place in a story, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The entry.
    pub entry: EntryId,
    /// Its story.
    pub story: StoryId,
    /// Why, as the grouping stage wrote it.
    pub reason: String,
    /// The entry whose text it copies.
    pub copy_of: Option<EntryId>,
}

impl Store {
    /// Puts entries into their stories; they wait no longer.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn place(&self, memberships: &[Membership]) -> Result<(), Error> {
        let mut update = self.db.prepare_cached(
            "UPDATE entry SET story = ?2, reason = ?3, copy_of = ?4, waiting = 0 WHERE id = ?1",
        )?;
        for place in memberships {
            update.execute((
                place.entry.0,
                place.story.to_string(),
                &place.reason,
                place.copy_of.map(|id| id.0),
            ))?;
        }
        Ok(())
    }

    /// Entries that were looked at and stay where they are wait no longer.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn settle(&self, entries: &[EntryId]) -> Result<(), Error> {
        let mut update = self
            .db
            .prepare_cached("UPDATE entry SET waiting = 0 WHERE id = ?1")?;
        for entry in entries {
            update.execute([entry.0])?;
        }
        Ok(())
    }

    /// Notes which of a story's entries are texts of their own.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn set_independent(&self, entry: EntryId, independent: bool) -> Result<(), Error> {
        self.db
            .prepare_cached("UPDATE entry SET independent = ?2 WHERE id = ?1")?
            .execute((entry.0, independent))?;
        Ok(())
    }

    /// The lasting facts of a story.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn life(&self, id: StoryId) -> Result<Option<Life>, Error> {
        let mut query = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM story WHERE id = ?1"))?;
        Ok(query.query_row([id.to_string()], read).optional()?)
    }

    /// Stores a story's facts and marks its editions as to be written, those that it leaves
    /// included. A story that was never shown marks none, whatever becomes of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn save_life(&self, life: &Life) -> Result<(), Error> {
        let before = self.life(life.id)?;
        if before.as_ref() == Some(life) {
            return Ok(());
        }
        self.write_life(life)?;
        if before
            .as_ref()
            .is_none_or(|before| is_elsewhere(before, life))
        {
            self.write_about(life)?;
        }
        if life.shown.is_none() {
            return Ok(());
        }
        self.mark(life.id, before.iter().chain([life]))
    }

    /// The stories that have to be looked at although nothing came. None waits for longer than
    /// `longest`: what seems to was put off by a clock that ran ahead.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn due(&self, now: DateTime<Utc>, longest: TimeDelta) -> Result<Vec<StoryId>, Error> {
        let farthest = now
            .checked_add_signed(longest)
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.ids(
            // SQLite would rather go through all stories in the order of their ids.
            "SELECT id FROM story INDEXED BY story_due WHERE due <= ?1
             UNION ALL SELECT id FROM story INDEXED BY story_due WHERE due > ?2 ORDER BY id",
            [millis(now), millis(farthest)],
        )
    }

    /// The earliest time at which a story has to be looked at although nothing came.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT MIN(due) FROM story WHERE due IS NOT NULL")?;
        Ok(query.query_row([], |row| Ok(row.get::<_, Option<i64>>(0)?.map(time)))?)
    }

    /// Every story that entries first seen since `since` have founded, also those that are gone.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn stories_since(&self, since: DateTime<Utc>) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT id FROM story WHERE id >= ?1 ORDER BY id",
            [StoryId::earliest(since).to_string()],
        )
    }

    /// Every story that readers have seen, also those that are gone.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn ever_published(&self) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT id FROM story WHERE shown IS NOT NULL ORDER BY id",
            [],
        )
    }

    /// The stories that were withdrawn although there were entries of theirs, and still are.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn withdrawn(&self) -> Result<Vec<Life>, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM story WHERE stage = 'dropped'
             AND EXISTS (SELECT 1 FROM entry WHERE entry.story = story.id) ORDER BY id"
        ))?;
        let rows = query.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Links stories as related, in both directions.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn relate(&self, one: StoryId, other: StoryId) -> Result<(), Error> {
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO related (story, other)
             SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM story WHERE id = ?1)",
        )?;
        insert.execute([one.to_string(), other.to_string()])?;
        insert.execute([other.to_string(), one.to_string()])?;
        Ok(())
    }

    /// The stories related to `story`, by id.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn related(&self, story: StoryId) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT other AS id FROM related WHERE story = ?1 ORDER BY other",
            [story.to_string()],
        )
    }

    /// The stories related to `story` that readers see, the newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn related_references(&self, story: StoryId) -> Result<Vec<StoryRef>, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT story.id, story.uri, first.title, first.language, story.outlets FROM related
             JOIN story ON story.id = related.other {FIRST}
             WHERE related.story = ?1 AND story.shown IS NOT NULL AND story.gone IS NULL
             ORDER BY story.published DESC, story.id"
        ))?;
        let rows = query.query_map([story.to_string()], reference)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A story as others refer to it; none unless readers see it.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn reference(&self, story: StoryId) -> Result<Option<StoryRef>, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT story.id, story.uri, first.title, first.language, story.outlets FROM story {FIRST}
             WHERE story.id = ?1 AND story.shown IS NOT NULL AND story.gone IS NULL"
        ))?;
        Ok(query.query_row([story.to_string()], reference).optional()?)
    }

    pub(super) fn ids(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<StoryId>, Error> {
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(parameters, |row| story_id(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn write_life(&self, life: &Life) -> Result<(), Error> {
        let (stage, merged_into) = match life.stage {
            Stage::Settling => ("settling", None),
            Stage::Published => ("published", None),
            Stage::Merged(into) => ("merged", Some(into.to_string())),
            Stage::Dropped => ("dropped", None),
        };
        // An update in place: replacing the row would take its countries and relations with it.
        let mut statement = self.db.prepare_cached(
            "INSERT INTO story
                 (id, uri, stage, merged_into, first_seen, shown, published, updated, link,
                  representative, told_text, speakers, told_outlets, outlets, countries, topics,
                  editions, fresh, due, gone, reason)
             VALUES (:id, :uri, :stage, :merged_into, :first_seen, :shown, :published, :updated,
                     :link, :representative, :told_text, :speakers, :told_outlets, :outlets,
                     :countries, :topics, :editions, :fresh, :due, :gone, :reason)
             ON CONFLICT (id) DO UPDATE SET
                 stage = excluded.stage, merged_into = excluded.merged_into,
                 first_seen = excluded.first_seen, shown = excluded.shown,
                 published = excluded.published, updated = excluded.updated,
                 link = excluded.link, representative = excluded.representative,
                 told_text = excluded.told_text, speakers = excluded.speakers,
                 told_outlets = excluded.told_outlets,
                 outlets = excluded.outlets, countries = excluded.countries,
                 topics = excluded.topics, editions = excluded.editions, fresh = excluded.fresh,
                 due = excluded.due, gone = excluded.gone, reason = excluded.reason",
        )?;
        statement.execute(named_params! {
            ":id": life.id.to_string(),
            ":uri": life.uri,
            ":stage": stage,
            ":merged_into": merged_into,
            ":first_seen": millis(life.first_seen),
            ":shown": life.shown.map(millis),
            ":published": millis(life.published),
            ":updated": millis(life.updated),
            ":link": life.link,
            ":representative": life.representative.0,
            ":told_text": life.told_text,
            ":speakers": serde_json::to_string(&life.speakers)?,
            ":told_outlets": life.told_outlets as i64,
            ":outlets": life.outlets as i64,
            ":countries": serde_json::to_string(&life.countries)?,
            ":topics": serde_json::to_string(&life.topics)?,
            ":editions": serde_json::to_string(&life.editions)?,
            ":fresh": life.fresh,
            ":due": life.due.map(millis),
            ":gone": life.gone.map(millis),
            ":reason": life.reason,
        })?;
        Ok(())
    }

    fn write_about(&self, life: &Life) -> Result<(), Error> {
        for sql in [
            "DELETE FROM about WHERE story = ?1",
            "DELETE FROM topic WHERE story = ?1",
            "DELETE FROM noted WHERE story = ?1",
        ] {
            self.db
                .prepare_cached(sql)?
                .execute([life.id.to_string()])?;
        }
        if life.shown.is_none() {
            return Ok(());
        }
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO about (country, story, published) VALUES (?1, ?2, ?3)")?;
        for country in &life.countries.primary {
            insert.execute((country.code(), life.id.to_string(), millis(life.published)))?;
        }
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO topic (topic, story, published) VALUES (?1, ?2, ?3)")?;
        for topic in &life.topics {
            insert.execute((topic, life.id.to_string(), millis(life.published)))?;
        }
        let mut insert = self
            .db
            .prepare_cached("INSERT INTO noted (edition, story) VALUES (?1, ?2)")?;
        for edition in &life.editions {
            insert.execute((edition, life.id.to_string()))?;
        }
        Ok(())
    }
}

pub(super) fn story_id(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<StoryId> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            Box::<dyn std::error::Error + Send + Sync>::from(error),
        )
    })
}

/// Whether a story stands otherwise in the tables by which editions find it.
fn is_elsewhere(before: &Life, life: &Life) -> bool {
    let place = |life: &Life| (life.shown.is_some(), life.published);
    place(before) != place(life)
        || before.countries.primary != life.countries.primary
        || before.topics != life.topics
        || before.editions != life.editions
}

fn reference(row: &Row<'_>) -> rusqlite::Result<StoryRef> {
    let language: Option<String> = row.get(3)?;
    Ok(StoryRef {
        id: story_id(row, 0)?,
        uri: row.get(1)?,
        title: row.get(2)?,
        language: language.and_then(|tag| tag.parse().ok()),
        outlets: row.get::<_, i64>(4)?.unsigned_abs() as usize,
    })
}

/// The entry that stands for a story. Where that one is forgotten and the story was not told since, it
/// is the first of those that are left: no story that readers see is without words.
pub(super) const FIRST: &str = "JOIN entry AS first ON first.id = COALESCE(
         (SELECT id FROM entry WHERE id = story.representative),
         (SELECT MIN(id) FROM entry WHERE entry.story = story.id))";

/// The columns that [`read`] takes, in its order.
pub(super) const COLUMNS: &str = "story.id, story.uri, story.stage, story.merged_into, \
     story.first_seen, story.shown, story.published, story.updated, story.link, \
     story.representative, story.told_text, story.speakers, story.told_outlets, story.outlets, \
     story.countries, story.topics, story.editions, story.fresh, story.due, story.gone, story.reason";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Life> {
    let mut columns = Columns::of(row);
    let id = columns.parsed()?;
    let uri = columns.value()?;
    let stage: String = columns.value()?;
    let merged_into = columns.maybe_parsed()?;
    let merged = || {
        let lacks = rusqlite::Error::InvalidColumnType(3, "merged_into".to_owned(), Type::Null);
        merged_into.map(Stage::Merged).ok_or(lacks)
    };
    Ok(Life {
        id,
        uri,
        stage: match stage.as_str() {
            "settling" => Stage::Settling,
            "merged" => merged()?,
            "dropped" => Stage::Dropped,
            _ => Stage::Published,
        },
        first_seen: columns.time()?,
        shown: columns.maybe_time()?,
        published: columns.time()?,
        updated: columns.time()?,
        link: columns.value()?,
        representative: EntryId(columns.value()?),
        told_text: columns.value()?,
        speakers: columns.json()?,
        told_outlets: columns.count()?,
        outlets: columns.count()?,
        countries: columns.json()?,
        topics: columns.json()?,
        editions: columns.json()?,
        fresh: columns.value()?,
        due: columns.maybe_time()?,
        gone: columns.maybe_time()?,
        reason: columns.value()?,
    })
}
