//! What editions are made of: which stories a document holds, and in which order.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rusqlite::OptionalExtension as _;

use super::stories::{COLUMNS, FIRST, read, story_id};
use super::{Error, Store, millis, time};
use crate::domain::{Country, Headline, Language, Life, StoryId, Topic};

/// What a subscription document shows: how many stories, and of which kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// About any of these; every story when none is named.
    pub countries: &'a [Country],
    /// On any of these; every story when none is named.
    pub topics: &'a [Topic],
    /// Noted for this edition of the operator's.
    pub edition: Option<&'a str>,
    /// With an entry in this language.
    pub language: Option<Language>,
    /// At most so many, but never fewer than those first seen within a day of the newest; ten
    /// times as many where that day is a flood.
    pub items: usize,
}

/// What is reported most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MostReported {
    /// The date of the newest entry.
    pub until: DateTime<Utc>,
    /// Published stories of which at least two sources brought entries, those that most brought
    /// first.
    pub stories: Vec<StoryId>,
}

/// How often `items` goes into the largest document: the first poll of many sources brings more in
/// a day than any reader takes.
const MOST: usize = 10;

impl Store {
    /// The stories of a subscription document, the newest first; ties by id.
    ///
    /// A story that was no news when it was first seen appears only where the document would
    /// otherwise be empty.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn select(&self, selection: &Selection<'_>) -> Result<Vec<StoryId>, Error> {
        let day = TimeDelta::days(1).num_milliseconds();
        let mut newest = self.newest(&condition(selection, "story.fresh = 1"), selection)?;
        let since = match newest.iter().map(|(_, first_seen)| *first_seen).max() {
            Some(latest) => latest - day,
            None => {
                newest = self.newest(&condition(selection, "story.fresh = 0"), selection)?;
                i64::MAX
            }
        };
        let shown = newest
            .into_iter()
            .enumerate()
            .filter(|(place, (_, first_seen))| *place < selection.items || *first_seen > since);
        Ok(shown.map(|(_, (story, _))| story).collect())
    }

    /// The newest stories that meet a condition, as many as the largest document holds, each with when
    /// it was first seen. Those that come later are not looked at, however many there are.
    fn newest(
        &self,
        condition: &str,
        selection: &Selection<'_>,
    ) -> Result<Vec<(StoryId, i64)>, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT story.id, story.first_seen FROM story WHERE {condition}
             ORDER BY story.published DESC, story.id DESC LIMIT ?1"
        ))?;
        let most = selection.items.saturating_mul(MOST) as i64;
        let rows = query.query_map([most], |row| Ok((story_id(row, 0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// For each month of the selection's stories, in UTC, the date of one of them; the oldest
    /// first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn months(&self, selection: &Selection<'_>) -> Result<Vec<DateTime<Utc>>, Error> {
        let condition = condition(selection, "1");
        let mut query = self.db.prepare_cached(&format!(
            "SELECT MIN(story.published) FROM story WHERE {condition}
             GROUP BY strftime('%Y-%m', story.published / 1000, 'unixepoch') ORDER BY 1"
        ))?;
        let rows = query.query_map([], |row| row.get(0).map(time))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// For each day in UTC of the selection's stories published from `from` until before `to`, how many
    /// there are; the oldest day first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn days(
        &self,
        selection: &Selection<'_>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<(NaiveDate, usize)>, Error> {
        let condition = condition(selection, "story.published >= ?1 AND story.published < ?2");
        let mut query = self.db.prepare_cached(&format!(
            "SELECT MIN(story.published), COUNT(*) FROM story WHERE {condition}
             GROUP BY strftime('%Y-%m-%d', story.published / 1000, 'unixepoch') ORDER BY 1"
        ))?;
        let rows = query.query_map((millis(from), millis(to)), |row| {
            Ok((
                time(row.get(0)?).date_naive(),
                row.get::<_, i64>(1)?.unsigned_abs() as usize,
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The selection's stories published from `from` until before `to`, the newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn between(
        &self,
        selection: &Selection<'_>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<StoryId>, Error> {
        let condition = condition(selection, "story.published >= ?1 AND story.published < ?2");
        self.ids(
            &format!(
                "SELECT story.id AS id FROM story WHERE {condition}
                 ORDER BY story.published DESC, story.id DESC"
            ),
            (millis(from), millis(to)),
        )
    }

    /// When one of the selection's stories last changed that were published from `from` until before
    /// `to`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn last_change(
        &self,
        selection: &Selection<'_>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let condition = condition(selection, "story.published >= ?1 AND story.published < ?2");
        let mut query = self.db.prepare_cached(&format!(
            "SELECT MAX(MAX(story.updated, story.published)) FROM story WHERE {condition}"
        ))?;
        let last: Option<i64> = query.query_row((millis(from), millis(to)), |row| row.get(0))?;
        Ok(last.map(time))
    }

    /// As [`Store::between`], only what a list shows of each.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn headlines(
        &self,
        selection: &Selection<'_>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Headline>, Error> {
        let condition = condition(selection, "story.published >= ?1 AND story.published < ?2");
        let mut query = self.db.prepare_cached(&format!(
            "SELECT story.id, story.published, first.title, first.language, story.outlets
             FROM story {FIRST}
             WHERE {condition} ORDER BY story.published DESC, story.id DESC"
        ))?;
        let rows = query.query_map((millis(from), millis(to)), |row| {
            let (id, language): (String, Option<String>) = (row.get(0)?, row.get(3)?);
            let (published, title) = (time(row.get(1)?), row.get(2)?);
            let outlets = row.get::<_, i64>(4)?.unsigned_abs() as usize;
            let headline = |id| Headline {
                id,
                published,
                title,
                language: language.and_then(|tag| tag.parse().ok()),
                outlets,
            };
            Ok(id.parse().ok().map(headline))
        })?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// How many published stories the selection holds in all, and when one last changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn count(
        &self,
        selection: &Selection<'_>,
    ) -> Result<(usize, Option<DateTime<Utc>>), Error> {
        let condition = condition(selection, "1");
        let mut query = self.db.prepare_cached(&format!(
            "SELECT COUNT(*), MAX(story.updated) FROM story WHERE {condition}"
        ))?;
        Ok(query.query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?.unsigned_abs() as usize,
                row.get::<_, Option<i64>>(1)?.map(time),
            ))
        })?)
    }

    /// The stories that left the selection's countries, topics and edition for good, in whatever language,
    /// the last first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn gone(&self, selection: &Selection<'_>, limit: usize) -> Result<Vec<Life>, Error> {
        let about = about_any(selection);
        let mut query = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM story WHERE gone IS NOT NULL AND shown IS NOT NULL {about}
             ORDER BY gone DESC, id DESC LIMIT ?1"
        ))?;
        let rows = query.query_map([limit as i64], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with the published stories that are dated from `since` until before `until`, and
    /// are about one of `countries` where there are any; by date, then id. What `each` reads stands
    /// as it stood when this began, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the database refuses, and whatever `each` says.
    pub fn each_published<E: From<Error>>(
        &self,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
        countries: &[Country],
        mut each: impl FnMut(&Self, StoryId) -> Result<(), E>,
    ) -> Result<(), E> {
        let codes: Vec<String> = countries.iter().map(|code| format!("'{code}'")).collect();
        let about = match codes.is_empty() {
            true => String::new(),
            false => format!(
                "AND id IN (SELECT story FROM about WHERE country IN ({}))",
                codes.join(", ")
            ),
        };
        let sql = format!(
            "SELECT id FROM story WHERE stage = 'published' AND published >= ?1
             AND published < ?2 {about} ORDER BY published, id"
        );
        let reading = self.db.unchecked_transaction().map_err(Error::from)?;
        let mut query = self.db.prepare(&sql).map_err(Error::from)?;
        let mut rows = query
            .query([millis(since), millis(until)])
            .map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(self, story_id(row, 0).map_err(Error::from)?)?;
        }
        drop(rows);
        drop(query);
        Ok(reading.finish().map_err(Error::from)?)
    }

    /// Published stories that at least `outlets` outlets reported, those that changed last first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn moving(&self, outlets: usize, limit: usize) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT id FROM story WHERE stage = 'published' AND outlets >= ?1
             ORDER BY fresh DESC, updated DESC, id DESC LIMIT ?2",
            (outlets as i64, limit as i64),
        )
    }

    /// What most sources brought in the `span` that ends with the newest entry's date; nothing before
    /// the first entry. The clock has no say in it: where nothing comes, it stays as it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn most_reported(
        &self,
        span: TimeDelta,
        limit: usize,
    ) -> Result<Option<MostReported>, Error> {
        let newest: Option<i64> = self
            .db
            .prepare_cached(
                // From the latest backwards: the first one whose story is out is it.
                "SELECT entry.published FROM entry INDEXED BY entry_by_date
                 CROSS JOIN story ON story.id = entry.story
                 WHERE story.stage = 'published' AND story.fresh = 1
                 ORDER BY entry.published DESC LIMIT 1",
            )?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(newest) = newest else {
            return Ok(None);
        };
        let stories = self.ids(
            "SELECT story.id FROM entry JOIN story ON story.id = entry.story
             WHERE entry.published > ?1 AND story.stage = 'published' AND story.outlets >= 2
             GROUP BY story.id HAVING COUNT(DISTINCT entry.source) >= 2
             ORDER BY MIN(COUNT(DISTINCT entry.source), story.outlets) DESC,
                      MAX(entry.published) DESC, story.id DESC
             LIMIT ?2",
            (newest - span.num_milliseconds(), limit as i64),
        )?;
        Ok(Some(MostReported {
            until: time(newest),
            stories,
        }))
    }

    /// The ids of the newest stories, for listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn list(&self, limit: usize) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT id FROM story WHERE gone IS NULL ORDER BY published DESC, id DESC LIMIT ?1",
            [limit as i64],
        )
    }

    /// How many stories are published, and how many of them at least two outlets reported.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn story_counts(&self) -> Result<(usize, usize), Error> {
        let mut query = self.db.prepare_cached(
            "SELECT COUNT(*), COALESCE(SUM(outlets >= 2), 0) FROM story
             WHERE stage = 'published'",
        )?;
        Ok(query.query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?.unsigned_abs() as usize,
                row.get::<_, i64>(1)?.unsigned_abs() as usize,
            ))
        })?)
    }

    /// How many stories are published.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn published(&self) -> Result<u64, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT COUNT(*) FROM story WHERE stage = 'published'")?;
        Ok(query
            .query_row([], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    }

    /// The countries that at least one published story is about.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn countries(&self) -> Result<Vec<Country>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT DISTINCT country FROM about ORDER BY country")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        let mut all = Vec::new();
        for code in rows {
            all.extend(code?.parse::<Country>());
        }
        Ok(all)
    }
}

/// The part of a query that a selection asks for. Codes, topics, names in paths and subtags are letters, digits and
/// hyphens only, so they can stand in the text, which keeps the statement cache small for the many editions without them.
fn condition(selection: &Selection<'_>, freshness: &str) -> String {
    let about = about_any(selection);
    let language = selection.language.map_or_else(String::new, |language| {
        format!(
            "AND EXISTS (SELECT 1 FROM entry
                         WHERE entry.story = story.id AND entry.language = '{language}')"
        )
    });
    // The plus keeps SQLite from going through all that is published, where it need only look up what
    // the selection names (https://www.sqlite.org/optoverview.html, section 8.2).
    let stage = match about.is_empty() {
        true => "story.stage",
        false => "+story.stage",
    };
    format!("{stage} = 'published' AND {freshness} {about} {language}")
}

fn about_any(selection: &Selection<'_>) -> String {
    let any = |of: &str, values: Vec<String>| match values.is_empty() {
        true => String::new(),
        false => format!(
            "AND story.id IN (SELECT story FROM {of} IN ({})) ",
            values.join(", ")
        ),
    };
    let countries = selection.countries.iter().map(|c| format!("'{c}'"));
    let topics = selection.topics.iter().map(|t| format!("'{}'", t.slug()));
    let editions = selection.edition.iter().map(|name| format!("'{name}'"));
    any("about WHERE country", countries.collect())
        + &any("topic WHERE topic", topics.collect())
        + &any("noted WHERE edition", editions.collect())
}
