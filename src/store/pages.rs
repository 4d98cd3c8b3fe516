//! The pages of entries: which have been asked for, and what they said.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, named_params};

use super::columns::Columns;
use super::{Error, Member, Store, millis, time};
use crate::domain::{Countries, Entry, EntryId, EntryKey, PageFacts, SourceId};

/// Times that a page is asked for: more than once only where a try was cut short, as by the end of the
/// program, or its site asked to be left alone.
const TRIES: i64 = 3;

/// Entries that are looked at for pages to ask for.
const MOST_WANTED: i64 = 1_000;

/// What came of asking for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// It was read.
    Read(Box<PageFacts>),
    /// The site does not let programs ask for it; one sentence.
    Forbidden(String),
    /// It failed; one sentence.
    Failed(String),
    /// It was put off.
    Later {
        /// Until then.
        due: DateTime<Utc>,
        /// Whether that was a try.
        counts: bool,
    },
}

/// What a site lets programs ask for, and until when that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRules {
    /// Scheme, name and port.
    pub site: String,
    /// When they are to be asked for again.
    pub until: DateTime<Utc>,
    /// As `robots.txt` has them; empty where that could not be had, and nothing may be asked.
    pub rules: String,
}

/// A page for whose sake its site may want to be left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedPage {
    /// Where the entry leads.
    pub url: String,
    /// When it was last to be asked for.
    pub asked_at: DateTime<Utc>,
    /// Whether it is put off.
    pub is_put_off: bool,
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPage {
    /// Of which entry.
    pub entry: EntryKey,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// What it says.
    pub facts: PageFacts,
}

impl Store {
    /// Entries of `sources` first seen since `seen` and published since `published` whose pages were
    /// not asked for yet and are due at `now`, the newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn without_page(
        &self,
        sources: &[&SourceId],
        seen: DateTime<Utc>,
        published: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Member>, Error> {
        let ids: Vec<&str> = sources.iter().map(|id| id.as_str()).collect();
        self.members(
            "WHERE source IN (SELECT value FROM json_each(?1)) AND first_seen >= ?2
                 AND published >= ?3 AND url IS NOT NULL
                 AND (page.entry IS NULL OR (page.came IS NULL AND page.tries < ?4
                     AND (page.due IS NULL OR page.due <= ?5)))
             ORDER BY published DESC, source, guid LIMIT ?6",
            (
                serde_json::to_string(&ids)?,
                millis(seen),
                millis(published),
                TRIES,
                millis(now),
                MOST_WANTED,
            ),
        )
    }

    /// The pages of entries first seen since `seen` that are put off at `now`, or were asked for after
    /// `asked`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn touched_pages(
        &self,
        seen: DateTime<Utc>,
        asked: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<TouchedPage>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT entry.url, page.asked_at, page.came IS NULL AND page.due > ?3 AS put_off
             FROM page JOIN entry ON entry.id = page.entry
             WHERE entry.first_seen >= ?1 AND entry.url IS NOT NULL
                 AND (page.asked_at > ?2 OR put_off)",
        )?;
        let times = (millis(seen), millis(asked), millis(now));
        let rows = query.query_map(times, |row| {
            let mut columns = Columns::of(row);
            Ok(TouchedPage {
                url: columns.value()?,
                asked_at: columns.time()?,
                is_put_off: columns.value::<Option<bool>>()?.unwrap_or_default(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that these pages are about to be asked for: whatever happens, they are not asked for
    /// without end.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn begin_pages(&self, entries: &[EntryId], at: DateTime<Utc>) -> Result<(), Error> {
        self.step(|store| {
            let mut statement = store.db.prepare_cached(
                "INSERT INTO page (entry, asked_at, tries) VALUES (?1, ?2, 1)
                 ON CONFLICT (entry) DO UPDATE SET asked_at = ?2, tries = tries + 1",
            )?;
            for entry in entries {
                statement.execute((entry.0, millis(at)))?;
            }
            Ok(())
        })
    }

    /// Records what came of pages. An entry of which one says something has to be grouped anew, and
    /// has the page's date where its feed gave none.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it is recorded.
    pub fn end_pages(&self, pages: &[(EntryId, Came)]) -> Result<(), Error> {
        self.step(|store| {
            for (entry, came) in pages {
                store.end_page(*entry, came)?;
            }
            Ok(())
        })
    }

    fn end_page(&self, entry: EntryId, came: &Came) -> Result<(), Error> {
        let (word, trouble, facts) = match came {
            Came::Read(facts) => ("read", None, Some(facts)),
            Came::Forbidden(trouble) => ("forbidden", Some(trouble), None),
            Came::Failed(trouble) => ("failed", Some(trouble), None),
            Came::Later { due, counts } => {
                self.db
                    .prepare_cached(
                        "UPDATE page SET tries = tries - ?3, due = ?2
                         WHERE entry = ?1 AND came IS NULL",
                    )?
                    .execute((entry.0, millis(*due), i64::from(!counts)))?;
                return Ok(());
            }
        };
        self.db
            .prepare_cached(
                "UPDATE page SET came = :came, trouble = :trouble, facts = :facts
                 WHERE entry = :entry",
            )?
            .execute(named_params! {
                ":entry": entry.0,
                ":came": word,
                ":trouble": trouble,
                ":facts": facts.map(serde_json::to_string).transpose()?,
            })?;
        let Some(facts) = facts else { return Ok(()) };
        self.db
            .prepare_cached("UPDATE entry SET waiting = 1 WHERE id = ?1")?
            .execute([entry.0])?;
        if let Some(published) = facts.published {
            self.db
                .prepare_cached(
                    "UPDATE entry SET published = MIN(?2, first_seen), dated = 1
                     WHERE id = ?1 AND dated = 0",
                )?
                .execute((entry.0, millis(published)))?;
        }
        Ok(())
    }

    /// Every page that was read, in the order in which they were asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn read_pages(&self) -> Result<Vec<ReadPage>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT entry.source, entry.guid, page.asked_at, page.facts
             FROM page JOIN entry ON entry.id = page.entry WHERE page.facts IS NOT NULL
             ORDER BY page.asked_at, entry.source, entry.guid",
        )?;
        let rows = query.query_map([], |row| {
            let mut columns = Columns::of(row);
            Ok(ReadPage {
                entry: EntryKey {
                    source: SourceId::new(columns.value::<String>()?),
                    guid: columns.value()?,
                },
                asked_at: columns.time()?,
                facts: columns.json()?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes over a page that another store has of an entry, if the entry is here.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn adopt_page(&self, page: &ReadPage) -> Result<(), Error> {
        let id: Option<i64> = self
            .db
            .prepare_cached("SELECT id FROM entry WHERE source = ?1 AND guid = ?2")?
            .query_row((page.entry.source.as_str(), &page.entry.guid), |row| {
                row.get(0)
            })
            .optional()?;
        let Some(id) = id.map(EntryId) else {
            return Ok(());
        };
        self.begin_pages(&[id], page.asked_at)?;
        self.end_pages(&[(id, Came::Read(Box::new(page.facts.clone())))])
    }

    /// What the page at this address said when another entry that leads to it asked.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn page_at(&self, canonical_url: &str) -> Result<Option<PageFacts>, Error> {
        let facts: Option<String> = self
            .db
            .prepare_cached(
                "SELECT page.facts FROM entry JOIN page ON page.entry = entry.id
                 WHERE entry.canonical_url = ?1 AND page.facts IS NOT NULL LIMIT 1",
            )?
            .query_row([canonical_url], |row| row.get(0))
            .optional()?;
        Ok(facts
            .map(|facts| serde_json::from_str(&facts))
            .transpose()?)
    }

    /// Whether entries of the same source with other titles than `entry` lead to the page at this
    /// address too.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn is_of_several(&self, canonical_url: &str, entry: &Entry) -> Result<bool, Error> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM entry
                     WHERE canonical_url = ?1 AND source = ?2 AND title <> ?3)",
            )?
            .query_row(
                (canonical_url, entry.key.source.as_str(), &entry.title),
                |row| row.get(0),
            )?)
    }

    /// Says what an entry with a page is about.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn set_about(&self, entry: EntryId, countries: &Countries) -> Result<(), Error> {
        self.db
            .prepare_cached("UPDATE page SET about = ?2 WHERE entry = ?1")?
            .execute((entry.0, serde_json::to_string(countries)?))?;
        Ok(())
    }

    /// What is remembered of the texts of a source's pages; empty where nothing is.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn furniture(&self, source: &SourceId) -> Result<String, Error> {
        let memory: Option<String> = self
            .db
            .prepare_cached("SELECT memory FROM furniture WHERE source = ?1")?
            .query_row([source.as_str()], |row| row.get(0))
            .optional()?;
        Ok(memory.unwrap_or_default())
    }

    /// Remembers that of the texts of a source's pages.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn keep_furniture(&self, source: &SourceId, memory: &str) -> Result<(), Error> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO furniture (source, memory) VALUES (?1, ?2)")?
            .execute((source.as_str(), memory))?;
        Ok(())
    }

    /// What sites let programs ask for, as far as that holds at `now`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn site_rules(&self, now: DateTime<Utc>) -> Result<Vec<SiteRules>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT site, until, rules FROM rules WHERE until > ?1 ORDER BY site",
        )?;
        let rows = query.query_map([millis(now)], |row| {
            Ok(SiteRules {
                site: row.get(0)?,
                until: time(row.get(1)?),
                rules: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what sites let programs ask for.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn keep_site_rules(&self, rules: &[SiteRules]) -> Result<(), Error> {
        if rules.is_empty() {
            return Ok(());
        }
        self.step(|store| {
            let mut statement = store.db.prepare_cached(
                "INSERT OR REPLACE INTO rules (site, until, rules) VALUES (?1, ?2, ?3)",
            )?;
            for rules in rules {
                statement.execute((&rules.site, millis(rules.until), &rules.rules))?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
