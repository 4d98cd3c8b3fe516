//! The schema, and how an older one becomes it. Forward only.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{Error, file, identity, told};

/// The newest schema.
pub(super) const KNOWN: usize = 18;

/// Each step brings the schema from its index to the next; `user_version` says where a file is.
const STEPS: [&str; KNOWN] = [
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
    include_str!("schema_10.sql"),
    include_str!("schema_11.sql"),
    include_str!("schema_12.sql"),
    include_str!("schema_13.sql"),
    include_str!("schema_14.sql"),
    include_str!("schema_15.sql"),
    include_str!("schema_16.sql"),
    include_str!("schema_17.sql"),
    include_str!("schema_18.sql"),
];

/// The schema whose entries bear marks, which SQL alone does not make.
const MARKED: usize = 5;

/// The schema whose stories are told as what feeds say, without their pages.
const TOLD_BY_FEEDS: usize = 15;

/// Refuses what a newer version wrote.
pub(super) fn refuse_newer(db: &Connection, path: &Path) -> Result<(), Error> {
    let found = version(db)?;
    match usize::try_from(found) {
        Ok(version) if version > KNOWN => Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: i64::try_from(KNOWN).unwrap_or(i64::MAX),
        }),
        _ => Ok(()),
    }
}

/// Whether the schema is the newest.
pub(super) fn is_done(db: &Connection) -> Result<bool, Error> {
    Ok(steps_done(db)? == KNOWN)
}

fn version(db: &Connection) -> Result<i64, Error> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn steps_done(db: &Connection) -> Result<usize, Error> {
    Ok(usize::try_from(version(db)?).unwrap_or(0))
}

/// Brings the schema up to the one of this number, each step a transaction.
pub(super) fn up_to(db: &mut Connection, schema: usize) -> Result<(), Error> {
    while steps_done(db)? < schema {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have done it meanwhile: nobody does now.
        let step = steps_done(&transaction)?;
        if step >= schema {
            return Ok(());
        }
        transaction.execute_batch(STEPS[step])?;
        match step + 1 {
            MARKED => identity::mark_all(&transaction)?,
            TOLD_BY_FEEDS => told::leave_pages_out(&transaction)?,
            _ => {}
        }
        transaction.pragma_update(None, "application_id", file::OURS)?;
        transaction.pragma_update(None, "user_version", i64::try_from(step + 1).unwrap_or(0))?;
        transaction.commit()?;
    }
    Ok(())
}
