//! Reading lists that are asked for: what each is known by, when it is asked next, and what troubles it.

use std::collections::BTreeMap;

use super::{Error, Store};

/// What is remembered of a reading list between two requests for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// The name of its copy.
    pub name: String,
    /// What the copy is known by: the client's own state.
    pub validators: Option<String>,
    /// The hash of the copy that the validators are of.
    pub copy: Option<String>,
    /// The scheduler's own state.
    pub schedule: String,
    /// The class of the last failure, and what it said in one sentence; none when the last request went
    /// well.
    pub trouble: Option<(String, String)>,
}

impl Store {
    /// What is remembered of every list, by its name.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn lists(&self) -> Result<BTreeMap<String, ListState>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT name, validators, copy, schedule, kind, trouble FROM list")?;
        let rows = query.query_map([], |row| {
            let (kind, said): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
            Ok(ListState {
                name: row.get(0)?,
                validators: row.get(1)?,
                copy: row.get(2)?,
                schedule: row.get(3)?,
                trouble: kind.zip(said),
            })
        })?;
        let all = rows.map(|list| list.map(|list| (list.name.clone(), list)));
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// Keeps what is known of a list from now on.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn save_list(&self, list: &ListState) -> Result<(), Error> {
        let (kind, said) = list.trouble.clone().unzip();
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO list (name, validators, copy, schedule, kind, trouble)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                &list.name,
                &list.validators,
                &list.copy,
                &list.schedule,
                kind,
                said,
            ))?;
        Ok(())
    }

    /// Forgets a list.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_list(&self, name: &str) -> Result<(), Error> {
        self.db
            .prepare_cached("DELETE FROM list WHERE name = ?1")?
            .execute([name])?;
        Ok(())
    }
}
