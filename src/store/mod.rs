//! What griot remembers, in SQLite.
//!
//! The interface speaks in domain types and whole steps ("record these polls", "save this
//! grouping"), each one transaction; no SQL stands outside this module. One connection writes.
//! `journal_mode=WAL` with `synchronous=FULL` makes a step that returned survive a power cut, and
//! an unfinished one leave no trace.
//!
//! What is still to be done after a crash is in the tables themselves: an entry without a story
//! waits for grouping, and a row of `stale` names a story whose editions have to be written.

mod alerts;
mod archive;
mod editions;
mod entries;
mod find;
mod history;
mod identity;
mod images;
mod migrations;
mod pages;
mod pings;
mod prune;
mod rounds;
mod rulings;
mod sources;
mod stories;
mod subscriptions;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use alerts::{AlertTally, Due, Ending};
pub use archive::{Archived, PolledBody};
pub use editions::Selection;
pub use entries::{Member, Revision};
pub use history::{Failing, PollLine};
pub use images::{ImageEnd, ShownImages, WantedImage};
pub use pages::{Came, ReadPage, SiteRules};
pub use pings::Ping;
pub use prune::{Keep, Pruned};
pub use rounds::ArchivedRound;
pub use rulings::RuledEntry;
pub use sources::{Outcome, Poll, PollTally, SourceState};
pub use stories::{Membership, Stale};

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or created.
    #[error(
        "cannot open the database {path}: {source}; does the folder exist, and may this user write there?"
    )]
    Open {
        /// The database file.
        path: PathBuf,
        /// SQLite's word on it.
        source: rusqlite::Error,
    },
    /// The file is damaged.
    #[error(
        "the database {path} is damaged ({detail}); restore a backup, or move the file away and let griot poll anew"
    )]
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What the integrity check found.
        detail: String,
    },
    /// A newer griot wrote the file.
    #[error(
        "the database {path} was written by a newer griot (schema {found}, this one knows {known}); run that version, or restore a backup"
    )]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The schema in the file.
        found: i64,
        /// The newest schema this version knows.
        known: i64,
    },
    /// The disk is full.
    #[error(
        "the disk that holds the database is full; free some space, the next round carries on from here"
    )]
    Full,
    /// Another program has not let go of the file for too long.
    #[error(
        "the database is in use by another program, which keeps it locked; end that program, or \
         try again later"
    )]
    Busy,
    /// Anything else SQLite says.
    #[error("the database refused a step: {0}")]
    Sqlite(rusqlite::Error),
    /// A stored value cannot be read back.
    #[error("the database holds a value that griot cannot read ({0}); restore a backup")]
    Value(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

/// How large a database is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The database, without its log.
    pub database: u64,
    /// Its write-ahead log.
    pub wal: u64,
    /// The archived bodies, a part of the database.
    pub archive: u64,
}

/// The database of one instance.
#[derive(Debug)]
pub struct Store {
    db: Connection,
}

impl Store {
    /// A database that lives as long as this.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        Self::open(Path::new(":memory:"))
    }

    /// Opens or creates the database at `path`, checks that it is whole, and brings its schema up
    /// to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is damaged, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let at = |source| match source {
            rusqlite::Error::SqliteFailure(failure, detail)
                if matches!(
                    failure.code,
                    rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt
                ) =>
            {
                Error::Corrupt {
                    path: path.to_owned(),
                    detail: detail.unwrap_or_else(|| failure.to_string()),
                }
            }
            source => match Error::from(source) {
                Error::Sqlite(source) => Error::Open {
                    path: path.to_owned(),
                    source,
                },
                plain => plain,
            },
        };
        let mut db = Connection::open(path).map_err(at)?;
        db.busy_timeout(std::time::Duration::from_secs(10))
            .map_err(at)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(at)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(at)?;
        db.pragma_update(None, "foreign_keys", true).map_err(at)?;
        db.pragma_update(None, "cache_size", -16_384).map_err(at)?;
        let found: String = db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(at)?;
        if found != "ok" {
            return Err(Error::Corrupt {
                path: path.to_owned(),
                detail: found,
            });
        }
        migrations::run(&mut db, path)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db })
    }

    /// Copies the whole database to `file` while it is in use.
    ///
    /// # Errors
    /// When `file` cannot be written.
    pub fn backup(&self, file: &Path) -> Result<(), Error> {
        self.db
            .backup("main", file, None::<fn(rusqlite::backup::Progress)>)
            .map_err(|source| Error::Open {
                path: file.to_owned(),
                source,
            })
    }

    /// Runs `work` as one transaction: all of it is stored, or, when it fails or panics, nothing.
    ///
    /// # Errors
    /// What `work` says, or the database when it refuses to begin or to commit.
    pub fn step<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)
            .map_err(Error::from)?;
        let done = work(self)?;
        transaction.commit().map_err(Error::from)?;
        Ok(done)
    }

    /// How large it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn sizes(&self) -> Result<Sizes, Error> {
        let number = |query: &str| -> Result<u64, Error> {
            let mut query = self.db.prepare_cached(query)?;
            let number: i64 = query.query_row([], |row| row.get(0))?;
            Ok(number.unsigned_abs())
        };
        let wal = self.db.path().map(|path| format!("{path}-wal"));
        let wal = wal.and_then(|path| std::fs::metadata(path).ok());
        Ok(Sizes {
            database: number("PRAGMA page_count")? * number("PRAGMA page_size")?,
            wal: wal.map_or(0, |file| file.len()),
            archive: number("SELECT bytes FROM archive_size")?,
        })
    }

    /// A note that the store keeps under `name`, such as what the published files were made from.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn note(&self, name: &str) -> Result<Option<String>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM note WHERE name = ?1")?;
        let mut rows = query.query([name])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// Keeps `value` under `name`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn set_note(&self, name: &str, value: &str) -> Result<(), Error> {
        self.db.execute(
            "INSERT INTO note (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )?;
        Ok(())
    }
}

/// Times are stored as milliseconds since the Unix epoch.
fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
