//! Which stored entry an item of a poll is.
//!
//! Whether a guid or a page is shared by several items shows in the entries themselves: once two of
//! a source bear it, it names none of them any more, at whichever poll that was seen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ToSql, named_params};

use super::{Error, millis, time};
use crate::domain::identity::{Likeness, Named, Shared, is_moment, words};
use crate::domain::{Entry, Marks, SourceId};

/// Entries that are looked at for one mark of an item, the newest: what more of them bear tells
/// nothing.
const MOST_CANDIDATES: usize = 20;

// The entries of a source that bear a mark.
const BY_GUID: &str = "source = ?1 AND mark_guid = ?2";
const BY_PAGE: &str = "source = ?1 AND mark_page = ?2";
const BY_CODE: &str = "source = ?1 AND mark_code = ?2";
const BY_TITLE: &str = "source = ?1 AND mark_title = ?2";
/// By the index of dates: that of sources is no help to find one.
const BY_DATE: &str = "+source = ?1 AND published = ?2";

/// For each entry of a poll the number of the stored one that it is; none for a new one. No two
/// are the same.
pub(super) fn known(db: &Connection, entries: &[Entry]) -> Result<Vec<Option<i64>>, Error> {
    let marks: Vec<Marks> = entries.iter().map(marks).collect();
    let mut shared = Shared::by(&marks.iter().collect::<Vec<_>>());
    for (entry, marks) in entries.iter().zip(&marks) {
        note_shared(db, &entry.key.source, marks, &mut shared)?;
    }
    let mut pairs: BTreeSet<(Likeness, usize, i64)> = BTreeSet::new();
    for (place, (entry, marks)) in entries.iter().zip(&marks).enumerate() {
        for (id, stored) in candidates(db, &entry.key.source, marks, &shared)? {
            let likeness = marks.likeness(&stored, &shared);
            pairs.extend(likeness.map(|likeness| (likeness, place, id)));
        }
    }
    let mut known = vec![None; entries.len()];
    let mut taken = BTreeSet::new();
    for (_, place, id) in pairs {
        if known[place].is_none() && taken.insert(id) {
            known[place] = Some(id);
        }
    }
    Ok(known)
}

/// The marks of an entry; those that follow from its key, where it does not say how it is listed.
pub(super) fn marks(entry: &Entry) -> Marks {
    match &entry.listed {
        Some(listed) => listed.marks.clone(),
        None => Marks::of(Named {
            guid: Some(&entry.key.guid),
            page: entry.canonical_url.as_deref(),
            title: &entry.title,
            date: entry.dated.then_some(entry.published),
        }),
    }
}

/// Adds the marks that several stored entries of the source bear already.
fn note_shared(
    db: &Connection,
    source: &SourceId,
    marks: &Marks,
    shared: &mut Shared,
) -> Result<(), Error> {
    let are_several = |condition: &str, mark: &str| -> Result<bool, Error> {
        let mut query = db.prepare_cached(&format!(
            "SELECT COUNT(*) > 1 FROM (SELECT 1 FROM entry WHERE {condition} LIMIT 2)"
        ))?;
        Ok(query.query_row((source.as_str(), mark), |row| row.get(0))?)
    };
    if let Some(guid) = &marks.guid
        && are_several(BY_GUID, guid)?
    {
        shared.guids.insert(guid.clone());
    }
    if let Some(page) = &marks.page
        && are_several(BY_PAGE, page)?
    {
        shared.pages.insert(page.clone());
    }
    Ok(())
}

/// The stored entries that have a telling mark in common with an item.
fn candidates(
    db: &Connection,
    source: &SourceId,
    marks: &Marks,
    shared: &Shared,
) -> Result<BTreeMap<i64, Marks>, Error> {
    let guid = marks
        .guid
        .as_ref()
        .filter(|guid| !shared.guids.contains(*guid));
    let page = marks
        .page
        .as_ref()
        .filter(|page| !shared.pages.contains(*page));
    let moment = marks.date.filter(|date| is_moment(*date)).map(millis);
    let mut found = BTreeMap::new();
    for (column, mark) in [(BY_GUID, guid), (BY_PAGE, page)] {
        if let Some(mark) = mark {
            found.extend(bearing(db, source, column, mark)?);
        }
    }
    // An item that is listed as it was needs no more.
    let is_plain = |stored: &Marks| marks.likeness(stored, shared) == Some(Likeness::Same);
    if found.values().any(is_plain) {
        return Ok(found);
    }
    for (column, mark) in [(BY_CODE, &marks.code), (BY_TITLE, &marks.title)] {
        if let Some(mark) = mark {
            found.extend(bearing(db, source, column, mark)?);
        }
    }
    if let Some(moment) = moment {
        found.extend(bearing(db, source, BY_DATE, &moment)?);
    }
    Ok(found)
}

/// The newest entries of a source that bear a mark, with all of theirs.
fn bearing(
    db: &Connection,
    source: &SourceId,
    condition: &str,
    mark: &dyn ToSql,
) -> Result<Vec<(i64, Marks)>, Error> {
    let mut query = db.prepare_cached(&format!(
        "SELECT id, mark_guid, mark_page, mark_code, mark_title, title, published, dated
         FROM entry WHERE {condition}
         ORDER BY id DESC LIMIT {MOST_CANDIDATES}"
    ))?;
    let rows = query.query_map([&source.as_str() as &dyn ToSql, mark], |row| {
        let title: String = row.get(5)?;
        let date: DateTime<Utc> = time(row.get(6)?);
        let stored = Marks {
            guid: row.get(1)?,
            page: row.get(2)?,
            code: row.get(3)?,
            title: row.get(4)?,
            words: words(&title),
            date: row.get::<_, bool>(7)?.then_some(date),
        };
        Ok((row.get(0)?, stored))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers by what an entry is known now.
pub(super) fn remember(db: &Connection, id: i64, marks: &Marks) -> Result<(), Error> {
    db.prepare_cached(
        "UPDATE entry SET mark_guid = :guid, mark_page = :page, mark_code = :code,
                          mark_title = :title
         WHERE id = :id AND (mark_guid IS NOT :guid OR mark_page IS NOT :page
             OR mark_code IS NOT :code OR mark_title IS NOT :title)",
    )?
    .execute(named_params! {
        ":id": id,
        ":guid": marks.guid,
        ":page": marks.page,
        ":code": marks.code,
        ":title": marks.title,
    })?;
    Ok(())
}

/// The key for a new entry: its own, or a longer one where an earlier entry has that.
pub(super) fn free_key(db: &Connection, entry: &Entry) -> Result<String, Error> {
    let mut query = db.prepare_cached("SELECT 1 FROM entry WHERE source = ?1 AND guid = ?2")?;
    let guid = &entry.key.guid;
    let with_page = entry
        .canonical_url
        .iter()
        .map(|page| format!("{guid} {page}"));
    let with_date = entry.dated.then(|| {
        let page = entry.canonical_url.as_deref().unwrap_or_default();
        format!(
            "{guid} {page} {}",
            entry.published.format("%Y-%m-%dT%H:%M:%SZ")
        )
    });
    let numbered = (2..).map(|number: u64| format!("{guid} {number}"));
    let keys = std::iter::once(guid.clone())
        .chain(with_page)
        .chain(with_date);
    for key in keys.chain(numbered) {
        if !query.exists((entry.key.source.as_str(), &key))? {
            return Ok(key);
        }
    }
    Ok(guid.clone())
}

/// Marks the entries of a database that was made before there were any.
pub(super) fn mark_all(db: &Connection) -> Result<(), Error> {
    let mut query =
        db.prepare("SELECT id, guid, canonical_url, title, published, dated FROM entry")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (guid, title): (String, String) = (row.get(1)?, row.get(3)?);
        let page: Option<String> = row.get(2)?;
        let marks = Marks::of(Named {
            // A key that is no guid says nothing beside link and title.
            guid: Some(&*guid).filter(|guid| !guid.starts_with("title:")),
            page: page.as_deref(),
            title: &title,
            date: row.get::<_, bool>(5)?.then_some(time(row.get(4)?)),
        });
        remember(db, row.get(0)?, &marks)?;
    }
    Ok(())
}
