//! Room on the disk: what was forgotten leaves pages free within the file, which what comes next takes;
//! to give them back, the last ones have to be moved there.

use rusqlite::Connection;

use super::{Error, Store};

/// Bytes that the log beside the database keeps when all of it is written into that.
const LOG: i64 = 16 << 20;

/// Pages that are given back in one go: the log grows by little more, also where the disk is full.
const AT_ONCE: u64 = 2_048;

/// What `PRAGMA auto_vacuum` says of a database of which no page can be moved.
const UNMOVABLE: u64 = 0;

/// Has a database that holds nothing yet keep what it takes to move its pages.
pub(super) fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "journal_size_limit", LOG)?;
    if number(db, "PRAGMA page_count")? == 0 {
        db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    Ok(())
}

pub(super) fn number(db: &Connection, query: &str) -> rusqlite::Result<u64> {
    let number: i64 = db.prepare_cached(query)?.query_row([], |row| row.get(0))?;
    Ok(number.unsigned_abs())
}

impl Store {
    /// Gives the room of what was forgotten back to the disk; how many bytes.
    ///
    /// It takes a few megabytes of room meanwhile. A database that an earlier version made has to be
    /// written anew for it, once, which takes twice what is left in it: in the folder for temporary
    /// files, and in the log.
    ///
    /// # Errors
    /// When the database refuses, or there is no room for it; then nothing is lost.
    pub fn give_back(&self) -> Result<u64, Error> {
        self.checked()?;
        let free = || number(&self.db, "PRAGMA freelist_count");
        if free()? == 0 {
            return Ok(0);
        }
        let before = self.sizes()?.database;
        if number(&self.db, "PRAGMA auto_vacuum")? == UNMOVABLE {
            self.write_anew()?;
        }
        let mut left = free()?;
        while left > 0 && self.write_log()? {
            let mut moves =
                (self.db).prepare_cached(&format!("PRAGMA incremental_vacuum({AT_ONCE})"))?;
            let mut moved = moves.query([])?;
            while moved.next()?.is_some() {}
            let now = free()?;
            if now >= left {
                break;
            }
            left = now;
        }
        self.write_log()?;
        Ok(before.saturating_sub(self.sizes()?.database))
    }

    fn write_anew(&self) -> Result<(), Error> {
        self.db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        // In memory it would take as much of that as of the disk.
        self.db.pragma_update(None, "temp_store", "FILE")?;
        let written = self.db.execute_batch("VACUUM");
        self.db.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(written?)
    }

    /// Writes the log into the database, which is as short as it can be then; whether nobody who reads
    /// was in the way.
    fn write_log(&self) -> Result<bool, Error> {
        let in_the_way: bool =
            (self.db).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(!in_the_way)
    }
}
