//! The database as a file: made whole or not at all, its owner's alone, and told from the files of
//! other programs.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::Error;

/// What SQLite calls `application_id`: whose the file is. The letters "grio".
pub(super) const OURS: i32 = 0x6772_696f;

/// Addresses of sources and what hubs sign with are secrets: nobody but the owner reads them, whatever
/// the umask lets through. SQLite gives the files beside it the same rights.
const PRIVATE: u32 = 0o600;

/// What others than the owner and the group may do.
const OTHERS: u32 = 0o007;

/// What SQLite keeps beside a database: parts of it, and of no other that later has its name.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes a database at `path`, where there is none: `fill` is given an empty one under another name,
/// and what it leaves there is put in place. Whoever is killed meanwhile leaves no half of it.
pub(super) fn make(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |source: io::Error| Error::Make {
        path: path.to_owned(),
        source,
    };
    let part = with_ending(path, ".part");
    // Of one who was killed.
    remove(&part).map_err(failed)?;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE)
        .open(&part)
        .map_err(failed)?;
    let placed = fill(&part).and_then(|()| put_in_place(&part, path).map_err(failed));
    if placed.is_err() {
        // Nothing is lost by what stays: the next one removes it.
        let _ = remove(&part);
    }
    placed
}

fn put_in_place(part: &Path, path: &Path) -> io::Result<()> {
    // Whoever closes it last writes the log into it, and says nothing where that fails.
    if with_ending(part, BESIDE[0]).exists() {
        let what = "no space left for what is in its log";
        return Err(io::Error::new(ErrorKind::StorageFull, what));
    }
    // What stands beside a database that was moved away would be taken for a part of this one.
    for ending in BESIDE {
        remove_if_there(&with_ending(path, ending))?;
    }
    fs::rename(part, path)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Takes from others what they may do with a database that is there. What its group may do is the
/// operator's to say.
pub(super) fn keep_from_others(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    let private = Permissions::from_mode(mode & 0o777 & !OTHERS);
    for file in BESIDE.iter().chain([&""]) {
        match fs::set_permissions(with_ending(path, file), private.clone()) {
            // Where its owner is another one, who let this user in, it is theirs to say.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
            Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(())
}

/// Whether the database is griot's, or empty and may become so.
pub(super) fn is_ours(db: &Connection) -> rusqlite::Result<bool> {
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    let owner = number("PRAGMA application_id")?;
    if owner != 0 {
        return Ok(owner == i64::from(OURS));
    }
    // What the first versions made bears no mark.
    let steps = number("PRAGMA user_version")?;
    let ours = number(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('source', 'entry', 'note')",
    )?;
    match steps {
        0 => Ok(number("SELECT count(*) FROM sqlite_schema")? == 0),
        _ => Ok(steps > 0 && ours == 3),
    }
}

fn remove(database: &Path) -> io::Result<()> {
    for ending in BESIDE {
        remove_if_there(&with_ending(database, ending))?;
    }
    remove_if_there(database)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
