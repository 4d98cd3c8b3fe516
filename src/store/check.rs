//! The integrity check of a database. It reads every page, which takes a second for each gigabyte or
//! more, so it may go on beside the first reads: nothing is committed before it has ended.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{Error, opening};

/// How long the check waits for who keeps the file locked.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the check of a database finds.
#[derive(Clone, Debug)]
pub(super) struct Check {
    path: PathBuf,
    found: Arc<OnceLock<Found>>,
}

#[derive(Debug)]
enum Found {
    Whole,
    Damaged(String),
    /// Why it cannot be told.
    Unknown(String),
}

impl Check {
    /// Of a connection, in its own time.
    pub(super) fn of(db: &Connection, path: &Path) -> Self {
        let check = Self::begun(path);
        check.found.get_or_init(|| look(db, path));
        check
    }

    /// In a thread of its own, until whose end nothing is committed on `db`, and nothing after it
    /// where it finds damage.
    pub(super) fn beside(db: &mut Connection, path: &Path) -> Result<Self, Error> {
        let check = Self::begun(path);
        let (path, ending) = (check.path.clone(), Ending(check.clone()));
        thread::Builder::new()
            .name("check".to_owned())
            .spawn(move || {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let found = match Connection::open_with_flags(&path, flags) {
                    Ok(db) => look(&db, &path),
                    Err(error) => Found::from(opening(&path)(error)),
                };
                ending.0.found.get_or_init(|| found);
            })
            .map_err(|error| Error::Open {
                path: check.path.clone(),
                detail: error.to_string(),
            })?;
        let awaited = check.clone();
        db.commit_hook(Some(move || awaited.passed().is_err()))?;
        Ok(check)
    }

    fn begun(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            found: Arc::default(),
        }
    }

    /// Waits for the end of the check.
    ///
    /// # Errors
    /// When the file is damaged, or cannot be read.
    pub(super) fn passed(&self) -> Result<(), Error> {
        let path = self.path.clone();
        match self.found.wait() {
            Found::Whole => Ok(()),
            Found::Damaged(detail) => Err(Error::Corrupt {
                path,
                detail: detail.clone(),
            }),
            Found::Unknown(detail) => Err(Error::Open {
                path,
                detail: detail.clone(),
            }),
        }
    }
}

/// Ends a check that its thread leaves without a word: who waits for it would wait for ever.
struct Ending(Check);

impl Drop for Ending {
    fn drop(&mut self) {
        let unknown = || Found::Unknown("its check did not end".to_owned());
        self.0.found.get_or_init(unknown);
    }
}

impl From<Error> for Found {
    fn from(error: Error) -> Self {
        match error {
            Error::Corrupt { detail, .. } => Self::Damaged(detail),
            Error::Open { detail, .. } => Self::Unknown(detail),
            error => Self::Unknown(error.to_string()),
        }
    }
}

fn look(db: &Connection, path: &Path) -> Found {
    let found = db
        .busy_timeout(PATIENCE)
        .and_then(|()| db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)));
    match found {
        Ok(found) if found == "ok" => Found::Whole,
        Ok(found) => Found::Damaged(found),
        Err(error) => opening(path)(error).into(),
    }
}
