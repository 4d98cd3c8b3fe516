//! Stories and entries by what a person has of them: an address, a number, the beginning of an id.

use rusqlite::params;

use super::entries::Member;
use super::{Error, Store};
use crate::domain::{EntryKey, StoryId};

impl Store {
    /// The entry with this key.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn entry_of(&self, key: &EntryKey) -> Result<Option<Member>, Error> {
        let key = [key.source.as_str(), key.guid.as_str()];
        Ok(self.members("WHERE source = ?1 AND guid = ?2", key)?.pop())
    }

    /// The entries that `name` stands for: the number of one, else those with that guid or address,
    /// a slash at its end or none; else those whose address begins so.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn entries_named(&self, name: &str) -> Result<Vec<Member>, Error> {
        let numbered = match name.parse::<i64>() {
            Ok(number) => self.members("WHERE id = ?1", [number])?,
            Err(_) => Vec::new(),
        };
        if !numbered.is_empty() {
            return Ok(numbered);
        }
        let bare = name.trim_end_matches('/');
        let slashed = format!("{bare}/");
        let exact = self.members(
            "WHERE guid IN (?1, ?2, ?3) OR url IN (?1, ?2, ?3) OR canonical_url IN (?1, ?2, ?3)
             ORDER BY published DESC, id",
            [name, bare, &slashed],
        )?;
        if !exact.is_empty() || !name.contains("://") {
            return Ok(exact);
        }
        self.members(
            "WHERE substr(url, 1, length(?1)) = ?1 ORDER BY published DESC, id",
            [name],
        )
    }

    /// The newest stories whose ids begin with `start`, in either case, at most so many; and how many
    /// there are in all.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn stories_beginning(
        &self,
        start: &str,
        limit: usize,
    ) -> Result<(Vec<StoryId>, usize), Error> {
        let start = start.to_ascii_uppercase();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let newest = self.ids(
            "SELECT id FROM story WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id DESC LIMIT ?2",
            params![start, limit],
        )?;
        let all: i64 = self
            .db
            .prepare_cached("SELECT count(*) FROM story WHERE substr(id, 1, length(?1)) = ?1")?
            .query_row([&start], |row| row.get(0))?;
        Ok((newest, all.unsigned_abs() as usize))
    }
}
