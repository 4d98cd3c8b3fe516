//! Entries: stored once per key, edited in place with their history kept.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::columns::Columns;
use super::{Error, Store, identity, millis, prune, time};
use crate::digest;
use crate::domain::{Entry, EntryId, EntryKey, Language, PageFacts, SourceId, StoryId};

/// A stored entry with its place in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub id: EntryId,
    /// The entry.
    pub entry: Entry,
    /// Its story; none while it waits for its first grouping.
    pub story: Option<StoryId>,
    /// The entry whose text it copies.
    pub copy_of: Option<EntryId>,
    /// Whether it is a text of its own (see [`crate::domain::Report::independent`]).
    pub independent: bool,
    /// Why it is in its story, as the grouping stage wrote it; empty before.
    pub reason: String,
    /// What its page says, where it was asked for: what the feed did not say is filled in.
    pub page: Option<PageFacts>,
    /// The summary that its feed gives, where there is a page: what that says may stand in its place.
    pub(super) feed_summary: Option<String>,
}

/// What an entry said before it was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// When the edit was seen.
    pub at: DateTime<Utc>,
    /// The title until then.
    pub title: String,
    /// The summary until then.
    pub summary: String,
}

/// A title that an entry had until it was edited: the entry, when the edit was seen, and the title.
pub type EarlierTitle = (EntryId, DateTime<Utc>, String);

/// How long before its source last listed anything an entry may have been seen last, and count as listed
/// then: half of it passes before it is noted once more.
pub(super) const LISTED: TimeDelta = TimeDelta::days(1);

pub(super) enum Upserted {
    New,
    Edited,
    Known,
    /// Its texts would be needed, and were not read.
    Unread,
}

/// Stores `entry`, or what changed in `known`, the number of the stored one that it is. The first
/// date and the first sight stay: a moved date neither sorts an entry anew nor tells of it again.
///
/// An entry is edited when its outlet says something else than before. What is cleaned otherwise
/// because the rest of the feed taught something else is no edit, and stays as it was.
pub(super) fn upsert(
    db: &Connection,
    entry: &Entry,
    known: Option<i64>,
    at: DateTime<Utc>,
) -> Result<Upserted, Error> {
    let words = entry.listed.as_ref().map(|listed| listed.words.as_str());
    let is_unread = (entry.listed.as_ref()).is_some_and(|listed| listed.is_relisted);
    let Some(id) = known else {
        if prune::is_forgotten(db, entry)? {
            return Ok(Upserted::Known);
        }
        if is_unread {
            return Ok(Upserted::Unread);
        }
        let hash = fingerprint(entry);
        let guid = identity::free_key(db, entry)?;
        insert(db, entry, &guid, &hash, at)?;
        identity::remember(db, db.last_insert_rowid(), &identity::marks(entry))?;
        return Ok(Upserted::New);
    };
    identity::remember(db, id, &identity::marks(entry))?;
    let (old_hash, old_words) = db
        .prepare_cached("SELECT hash, words FROM entry WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
    if words.is_none() || words != old_words.as_deref() {
        if is_unread {
            return Ok(Upserted::Unread);
        }
        let hash = fingerprint(entry);
        if old_hash != hash {
            edit(db, id, entry, &hash, at)?;
            return Ok(Upserted::Edited);
        }
    }
    // Its row is a wide one: that it is still listed is noted now and then, not in every poll.
    db.prepare_cached(
        "UPDATE entry SET last_seen = ?2, words = COALESCE(?3, words)
         WHERE id = ?1 AND (last_seen NOT BETWEEN ?4 AND ?2 OR ?3 IS NOT NULL AND words IS NOT ?3)",
    )?
    .execute((id, millis(at), words, millis(at - LISTED / 2)))?;
    Ok(Upserted::Known)
}

/// Hash of what a reader would see of the entry. Dates are left out: publishers move them. So is
/// what links carry beside the page: it says in which section or poll an item was listed.
fn fingerprint(entry: &Entry) -> String {
    let link = entry.canonical_url.as_ref().or(entry.url.as_ref());
    let mut fields = vec![
        entry.title.as_str(),
        entry.summary.as_str(),
        entry.content.as_deref().unwrap_or_default(),
        link.map_or("", String::as_str),
        entry.image.as_deref().unwrap_or_default(),
        entry.rights.as_deref().unwrap_or_default(),
        entry.origin.as_ref().map_or("", |origin| &*origin.name),
        entry.language.as_ref().map_or("", Language::as_str),
    ];
    fields.extend(entry.authors.iter().map(String::as_str));
    fields.push("");
    fields.extend(entry.categories.iter().map(String::as_str));
    fields.push("");
    fields.extend(entry.enclosures.iter().map(|file| file.url.as_str()));
    digest::fields(fields)
}

fn origin(entry: &Entry) -> Result<Option<String>, Error> {
    let origin = entry.origin.as_ref().map(serde_json::to_string);
    Ok(origin.transpose()?)
}

fn insert(
    db: &Connection,
    entry: &Entry,
    guid: &str,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let mut statement = db.prepare_cached(
        "INSERT INTO entry
             (source, guid, url, canonical_url, title, summary, content, language, published,
              dated, authors, categories, image, enclosures, rights, origin, countries,
              first_seen,
              last_seen, hash, words, waiting)
         VALUES (:source, :guid, :url, :canonical_url, :title, :summary, :content, :language,
                 :published, :dated, :authors, :categories, :image, :enclosures, :rights, :origin,
                 :countries, :first_seen, :last_seen, :hash, :words, 1)",
    )?;
    statement.execute(named_params! {
        ":source": entry.key.source.as_str(),
        ":guid": guid,
        ":url": entry.url,
        ":canonical_url": entry.canonical_url,
        ":title": entry.title,
        ":summary": entry.summary,
        ":content": entry.content,
        ":language": entry.language.as_ref().map(Language::as_str),
        ":published": millis(entry.published),
        ":dated": entry.dated,
        ":authors": serde_json::to_string(&entry.authors)?,
        ":categories": serde_json::to_string(&entry.categories)?,
        ":image": entry.image,
        ":enclosures": serde_json::to_string(&entry.enclosures)?,
        ":rights": entry.rights,
        ":origin": origin(entry)?,
        ":countries": serde_json::to_string(&entry.countries)?,
        ":first_seen": millis(entry.first_seen),
        ":last_seen": millis(at),
        ":hash": hash,
        ":words": entry.listed.as_ref().map(|listed| &*listed.words),
    })?;
    Ok(())
}

fn edit(
    db: &Connection,
    id: i64,
    entry: &Entry,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO revision (entry, at, title, summary)
             SELECT id, ?2, title, summary FROM entry
             WHERE id = ?1 AND (title <> ?3 OR summary <> ?4)",
    )?
    .execute((id, millis(at), &entry.title, &entry.summary))?;
    let mut statement = db.prepare_cached(
        "UPDATE entry SET
             url = :url, canonical_url = :canonical_url, title = :title, summary = :summary,
             content = :content, language = :language, authors = :authors,
             categories = :categories, image = :image, enclosures = :enclosures,
             rights = :rights, origin = :origin, countries = :countries, last_seen = :last_seen, hash = :hash,
             words = :words, waiting = 1
         WHERE id = :id",
    )?;
    statement.execute(named_params! {
        ":id": id,
        ":url": entry.url,
        ":canonical_url": entry.canonical_url,
        ":title": entry.title,
        ":summary": entry.summary,
        ":content": entry.content,
        ":language": entry.language.as_ref().map(Language::as_str),
        ":authors": serde_json::to_string(&entry.authors)?,
        ":categories": serde_json::to_string(&entry.categories)?,
        ":image": entry.image,
        ":enclosures": serde_json::to_string(&entry.enclosures)?,
        ":rights": entry.rights,
        ":origin": origin(entry)?,
        ":countries": serde_json::to_string(&entry.countries)?,
        ":last_seen": millis(at),
        ":hash": hash,
        ":words": entry.listed.as_ref().map(|listed| &*listed.words),
    })?;
    Ok(())
}

impl Store {
    /// The entries that are new or edited since they were last grouped, in the order in which the
    /// polls brought them; among those of one poll, by date, source and key.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn waiting(&self) -> Result<Vec<Member>, Error> {
        self.members(WAITING, [])
    }

    /// The first of [`Store::waiting`], no more than so many, one after the other: a first round brings
    /// more than has to be held.
    ///
    /// # Errors
    /// What `take` says, or when the database refuses.
    pub fn each_waiting<E: From<Error>>(
        &self,
        most: usize,
        take: impl FnMut(Member) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(&format!("{WAITING} LIMIT ?1"), [most as i64], take)
    }

    /// The grouped entries that were first seen since `since`, by first sight, then id. An edited one
    /// still has the story it had.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn grouped(&self, since: DateTime<Utc>) -> Result<Vec<Member>, Error> {
        self.members(GROUPED, [millis(since)])
    }

    /// As [`Store::grouped`], one after the other.
    ///
    /// # Errors
    /// What `take` says, or when the database refuses.
    pub fn each_grouped<E: From<Error>>(
        &self,
        since: DateTime<Utc>,
        take: impl FnMut(Member) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(GROUPED, [millis(since)], take)
    }

    /// When a source brought its first entry, of those that are remembered.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn first_sight(&self, source: &SourceId) -> Result<Option<DateTime<Utc>>, Error> {
        let first: Option<i64> = self
            .db
            .prepare_cached("SELECT MIN(first_seen) FROM entry WHERE source = ?1")?
            .query_row([source.as_str()], |row| row.get(0))?;
        Ok(first.map(time))
    }

    /// The keys of all grouped entries, each with its story.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn stories_of_entries(&self) -> Result<BTreeMap<EntryKey, String>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT source, guid, story FROM entry WHERE story IS NOT NULL")?;
        let rows = query.query_map([], |row| {
            let key = EntryKey {
                source: SourceId::new(row.get::<_, String>(0)?),
                guid: row.get(1)?,
            };
            Ok((key, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entries of a story, by date, then source and key.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn members_of(&self, story: StoryId) -> Result<Vec<Member>, Error> {
        self.members(
            "WHERE story = ?1 ORDER BY published, source, guid",
            [story.to_string()],
        )
    }

    /// The entry with this number.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn entry(&self, id: EntryId) -> Result<Option<Member>, Error> {
        Ok(self.members("WHERE id = ?1", [id.0])?.pop())
    }

    /// The story that an entry is in; none for one that waits, or is not there.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn story_of(&self, id: EntryId) -> Result<Option<StoryId>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT story FROM entry WHERE id = ?1")?;
        let story: Option<Option<String>> = query.query_row([id.0], |row| row.get(0)).optional()?;
        Ok(story.flatten().and_then(|id| id.parse().ok()))
    }

    /// What an entry said before each of its edits, the eldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn revisions(&self, id: EntryId) -> Result<Vec<Revision>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT at, title, summary FROM revision WHERE entry = ?1 ORDER BY at, rowid",
        )?;
        let rows = query.query_map([id.0], |row| {
            Ok(Revision {
                at: time(row.get(0)?),
                title: row.get(1)?,
                summary: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The titles that entries of a story had before they were edited, with the number of each
    /// entry; the eldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn earlier_titles(&self, story: StoryId) -> Result<Vec<EarlierTitle>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT revision.entry, revision.at, revision.title
             FROM entry JOIN revision ON revision.entry = entry.id
             WHERE entry.story = ?1 ORDER BY revision.at, revision.rowid",
        )?;
        let rows = query.query_map([story.to_string()], |row| {
            Ok((EntryId(row.get(0)?), time(row.get(1)?), row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn members(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Member>, Error> {
        let mut members = Vec::new();
        self.each(condition, parameters, |member| {
            members.push(member);
            Ok::<_, Error>(())
        })?;
        Ok(members)
    }

    fn each<E: From<Error>>(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
        mut take: impl FnMut(Member) -> Result<(), E>,
    ) -> Result<(), E> {
        let query = format!(
            "SELECT {COLUMNS} FROM entry LEFT JOIN page ON page.entry = entry.id {condition}"
        );
        let mut query = self.db.prepare_cached(&query).map_err(Error::from)?;
        let mut rows = query.query(parameters).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(read(row).map_err(Error::from)?)?;
        }
        Ok(())
    }
}

/// Which entries wait to be grouped.
const WAITING: &str = "WHERE waiting = 1 ORDER BY first_seen, published, source, guid";

/// Which entries were grouped that were first seen since a time.
const GROUPED: &str = "WHERE first_seen >= ?1 AND story IS NOT NULL ORDER BY first_seen, id";

/// The columns that [`read`] takes, in its order.
const COLUMNS: &str = "entry.id, entry.story, entry.copy_of, entry.independent, entry.reason, \
     entry.source, entry.guid, entry.url, entry.canonical_url, entry.title, entry.summary, \
     entry.content, entry.language, entry.published, entry.dated, entry.authors, \
     entry.categories, entry.image, entry.enclosures, entry.rights, entry.origin, \
     entry.countries, entry.first_seen, page.facts, page.about";

fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
    let mut columns = Columns::of(row);
    let mut member = Member {
        id: EntryId(columns.value()?),
        story: columns.maybe_parsed()?,
        copy_of: columns.value::<Option<i64>>()?.map(EntryId),
        independent: columns.value()?,
        reason: columns.value::<Option<String>>()?.unwrap_or_default(),
        entry: Entry {
            key: EntryKey {
                source: SourceId::new(columns.value::<String>()?),
                guid: columns.value()?,
            },
            url: columns.value()?,
            canonical_url: columns.value()?,
            title: columns.value()?,
            summary: columns.value()?,
            content: columns.value()?,
            language: columns
                .value::<Option<String>>()?
                .and_then(|tag| tag.parse().ok()),
            published: columns.time()?,
            dated: columns.value()?,
            authors: columns.json()?,
            categories: columns.json()?,
            image: columns.value()?,
            enclosures: columns.json()?,
            rights: columns.value()?,
            origin: columns.maybe_json()?,
            countries: columns.json()?,
            first_seen: columns.time()?,
            listed: None,
        },
        page: None,
        feed_summary: None,
    };
    let page: Option<PageFacts> = columns.maybe_json()?;
    let about = columns.maybe_json()?;
    if let Some(page) = page {
        member.feed_summary = Some(member.entry.summary.clone());
        member.entry.fill(&page);
        if let Some(about) = about {
            member.entry.countries = about;
        }
        member.page = Some(page);
    }
    Ok(member)
}
