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
mod check;
mod columns;
mod editions;
mod entries;
mod file;
mod find;
mod history;
mod identity;
mod images;
mod lists;
mod merge;
mod migrations;
mod pages;
mod pings;
mod prune;
mod room;
mod rounds;
mod rulings;
mod sources;
mod stale;
mod stories;
mod subscriptions;
mod told;

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use check::Check;

pub use alerts::{AlertTally, Due, Ending};
pub use archive::{Archived, PolledBody};
pub use editions::Selection;
pub use entries::{EarlierTitle, Member, Revision};
pub use history::{Failing, PollLine};
pub use images::{ImageEnd, ShownImages, WantedImage};
pub use lists::ListState;
pub use pages::{Came, ReadPage, SiteRules, TouchedPage};
pub use pings::Ping;
pub use prune::{Keep, Pruned};
pub use rounds::ArchivedRound;
pub use rulings::RuledEntry;
pub use sources::{Outcome, Poll, PollTally, SourceState};
pub use stale::Stale;
pub use stories::Membership;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened.
    #[error("cannot open the database {path} ({detail}); may this user read and write it?")]
    Open {
        /// The database file.
        path: PathBuf,
        /// SQLite's word on it.
        detail: String,
    },
    /// The file cannot be made, or not be kept from others.
    #[error(
        "cannot make the database {path}: {source}; there has to be a folder with room, in which \
         this user may write"
    )]
    Make {
        /// The database file.
        path: PathBuf,
        /// The system's word on it.
        source: io::Error,
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
    /// Another program's database stands there.
    #[error(
        "{path} is the database of another program, and is left alone; name another folder as state_dir in [instance]"
    )]
    Foreign {
        /// The database file.
        path: PathBuf,
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
        "no space left on the disk that holds the database; make room, the next round carries on from here"
    )]
    Full,
    /// The system does not read or write the file.
    #[error(
        "the system cannot read or write the database ({0}); look at its disk, at quotas and at \
         limits on the size of files: the next round carries on from here"
    )]
    Disk(rusqlite::Error),
    /// This user may look at the database and not change it.
    #[error(
        "the database may be read and not written; let the user that griot runs as own it, with all \
         that begins with its name"
    )]
    ReadOnly,
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

impl Error {
    /// Whether its sentence leaves open which file is meant.
    #[must_use]
    pub fn lacks_the_file(&self) -> bool {
        matches!(
            self,
            Self::Full
                | Self::Disk(_)
                | Self::ReadOnly
                | Self::Busy
                | Self::Sqlite(_)
                | Self::Value(_)
        )
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(ReadOnly) => Self::ReadOnly,
            Some(SystemIoFailure) => Self::Disk(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

/// What SQLite takes for all pages of a database that is copied.
const ALL_PAGES: c_int = -1;

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
    check: Check,
}

/// When a database is checked that is opened.
#[derive(Clone, Copy)]
enum Checked {
    /// Before anything is read.
    First,
    /// Before anything is committed.
    Beside,
}

impl Store {
    /// A database that lives as long as this.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        let db = Connection::open_in_memory()?;
        Self::over(db, Path::new(":memory:"), Checked::First)?.brought_up_to_date()
    }

    /// Opens the database at `path`, checks that it is griot's and whole, and brings its schema up to
    /// date. Where there is none, one is made.
    ///
    /// # Errors
    /// When the file cannot be opened or made, is damaged, is another program's, or was written by a
    /// newer version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_checked(path, Checked::First)
    }

    /// As [`Store::open`], without waiting until it is checked whether the database is whole: that goes
    /// on beside the first reads, for it reads every page. What is damaged may be read, therefore, until
    /// [`Store::checked`] has told; nothing is written to it.
    ///
    /// # Errors
    /// As [`Store::open`], but for damage that only the check finds.
    pub fn open_at_once(path: &Path) -> Result<Self, Error> {
        Self::open_checked(path, Checked::Beside)
    }

    /// Opens the database that is there at `path`, checks that it is griot's and whole, and leaves its
    /// schema as it is. Unless [that is today's](Store::is_up_to_date) it can only be copied.
    ///
    /// # Errors
    /// As [`Store::open`], and when there is none.
    pub fn open_as_it_is(path: &Path) -> Result<Self, Error> {
        Self::open_there(path, Checked::First)
    }

    /// Whether its schema is today's.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn is_up_to_date(&self) -> Result<bool, Error> {
        migrations::is_done(&self.db)
    }

    /// Waits until it is known whether the database is whole.
    ///
    /// # Errors
    /// When it is damaged, or cannot be read.
    pub fn checked(&self) -> Result<(), Error> {
        self.check.passed()
    }

    fn open_checked(path: &Path, checked: Checked) -> Result<Self, Error> {
        if let Err(error) = path.symlink_metadata()
            && error.kind() == ErrorKind::NotFound
        {
            file::make(path, |part| {
                let db = Connection::open(part).map_err(opening(part))?;
                let store = Self::over(db, part, Checked::First)?;
                store.brought_up_to_date().map(drop)
            })?;
        }
        Self::open_there(path, checked)?.brought_up_to_date()
    }

    fn open_there(path: &Path, checked: Checked) -> Result<Self, Error> {
        // Nobody but a failing disk, or a mistaken hand, leaves an empty one: stories would get new
        // ids, and readers all of them again.
        if let Ok(found) = path.symlink_metadata()
            && found.is_file()
            && found.len() == 0
        {
            return Err(Error::Corrupt {
                path: path.to_owned(),
                detail: "it is empty".to_owned(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(opening(path))?;
        let store = Self::over(db, path, checked)?;
        file::keep_from_others(path).map_err(|source| Error::Make {
            path: path.to_owned(),
            source,
        })?;
        Ok(store)
    }

    fn brought_up_to_date(mut self) -> Result<Self, Error> {
        migrations::up_to(&mut self.db, migrations::KNOWN)?;
        Ok(self)
    }

    /// The store over a connection, whatever its schema.
    fn over(mut db: Connection, path: &Path, checked: Checked) -> Result<Self, Error> {
        let at = opening(path);
        db.busy_timeout(std::time::Duration::from_secs(10))
            .map_err(&at)?;
        if !file::is_ours(&db).map_err(&at)? {
            return Err(Error::Foreign {
                path: path.to_owned(),
            });
        }
        room::prepare(&db).map_err(&at)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(&at)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(&at)?;
        db.pragma_update(None, "foreign_keys", true).map_err(&at)?;
        db.pragma_update(None, "cache_size", -16_384).map_err(&at)?;
        // What is sorted stays in memory: nothing is written outside the state folder.
        db.pragma_update(None, "temp_store", "MEMORY")
            .map_err(&at)?;
        // Otherwise a statement is compiled anew for each value that is bound to it, which costs more
        // than most of them do: SQLite looks for a plan that suits the value, of which we have none.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(&at)?;
        let check = match checked {
            Checked::First => {
                let check = Check::of(&db, path);
                check.passed()?;
                check
            }
            Checked::Beside => Check::beside(&mut db, path)?,
        };
        migrations::refuse_newer(&db, path)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, check })
    }

    /// Copies the whole database, as it stands at one moment and whatever its schema, to `file` while it
    /// is in use, and lets `finish` have the copy before it is there.
    ///
    /// # Errors
    /// When `file` cannot be written.
    pub fn backup(
        &self,
        file: &Path,
        finish: impl FnOnce(&Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let at = opening(file);
        file::make(file, |part| {
            let mut copy = Connection::open(part).map_err(&at)?;
            // In one step: it reads one moment, and what is written meanwhile does not make it begin
            // again.
            let done = Backup::new(&self.db, &mut copy)
                .and_then(|backup| backup.step(ALL_PAGES))
                .map_err(&at)?;
            if done != StepResult::Done {
                return Err(Error::Busy);
            }
            finish(&Self::over(copy, part, Checked::First)?)
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
        // Before the lock is taken, for which others wait: the check of a large database takes its time.
        self.checked()?;
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
        let number = |query: &str| room::number(&self.db, query);
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

    /// Forgets what is kept under `name`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_note(&self, name: &str) -> Result<(), Error> {
        self.db
            .execute("DELETE FROM note WHERE name = ?1", [name])?;
        Ok(())
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

/// Tells what fails while the file at `path` is opened.
fn opening(path: &Path) -> impl Fn(rusqlite::Error) -> Error {
    move |error| {
        let detail = match &error {
            rusqlite::Error::SqliteFailure(failure, detail) => {
                detail.clone().unwrap_or_else(|| failure.to_string())
            }
            error => error.to_string(),
        };
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Error::Corrupt { path, detail }
            }
            _ => match Error::from(error) {
                Error::Sqlite(_) | Error::ReadOnly => Error::Open { path, detail },
                plain => plain,
            },
        }
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
