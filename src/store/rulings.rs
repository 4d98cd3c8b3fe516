//! What the operator has ruled on entries.

use std::collections::BTreeMap;

use super::{Error, Store, millis, time};
use crate::domain::{EntryId, EntryKey, Ruling, SourceId, StoryId};

/// An entry that rulings name, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledEntry {
    /// What makes it one.
    pub key: EntryKey,
    /// Its number.
    pub id: EntryId,
    /// Its story; none while it waits for its first grouping.
    pub story: Option<StoryId>,
}

impl Store {
    /// Keeps a ruling, the newest of all; gives its number.
    ///
    /// # Errors
    /// When the database refuses, or an entry is named twice.
    pub fn rule(&self, ruling: &Ruling) -> Result<i64, Error> {
        self.db
            .prepare_cached("INSERT INTO ruling (at, reason) VALUES (?1, ?2)")?
            .execute((millis(ruling.at), &ruling.reason))?;
        let number = self.db.last_insert_rowid();
        let mut insert = self.db.prepare_cached(
            "INSERT INTO ruled (ruling, source, guid, apart) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (keys, apart) in [(&ruling.together, false), (&ruling.apart, true)] {
            for key in keys {
                insert.execute((number, key.source.as_str(), &key.guid, apart))?;
            }
        }
        Ok(number)
    }

    /// Forgets a ruling; whether there was one of this number.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn revoke(&self, number: i64) -> Result<bool, Error> {
        let mut delete = self
            .db
            .prepare_cached("DELETE FROM ruling WHERE number = ?1")?;
        Ok(delete.execute([number])? > 0)
    }

    /// Every ruling by its number, the oldest first; its entries in the order of their keys.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn rulings(&self) -> Result<BTreeMap<i64, Ruling>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT number, at, reason FROM ruling")?;
        let rows = query.query_map([], |row| {
            let ruling = Ruling {
                at: time(row.get(1)?),
                reason: row.get(2)?,
                together: Vec::new(),
                apart: Vec::new(),
            };
            Ok((row.get(0)?, ruling))
        })?;
        let mut rulings: BTreeMap<i64, Ruling> = rows.collect::<Result<_, _>>()?;
        if rulings.is_empty() {
            return Ok(rulings);
        }
        let mut query = self.db.prepare_cached(
            "SELECT ruling, source, guid, apart FROM ruled ORDER BY ruling, source, guid",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let key = EntryKey {
                source: SourceId::new(row.get::<_, String>(1)?),
                guid: row.get(2)?,
            };
            if let Some(ruling) = rulings.get_mut(&row.get(0)?) {
                match row.get(3)? {
                    true => ruling.apart.push(key),
                    false => ruling.together.push(key),
                }
            }
        }
        Ok(rulings)
    }

    /// The entries that any ruling names, as far as they are stored, by number.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn ruled_entries(&self) -> Result<Vec<RuledEntry>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT DISTINCT entry.id, source, guid, entry.story
             FROM ruled JOIN entry USING (source, guid) ORDER BY entry.id",
        )?;
        let rows = query.query_map([], |row| {
            let story: Option<String> = row.get(3)?;
            Ok(RuledEntry {
                id: EntryId(row.get(0)?),
                key: EntryKey {
                    source: SourceId::new(row.get::<_, String>(1)?),
                    guid: row.get(2)?,
                },
                story: story.and_then(|id| id.parse().ok()),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
