//! Polled bodies, kept compressed for replay.

use std::io;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Error, Poll, PolledBody, Store, millis, time};
use crate::domain::SourceId;

/// zstd's level: bodies are written once and seldom read, but a round waits for the writing.
const LEVEL: i32 = 3;

/// One archived body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// The source that sent it.
    pub source: SourceId,
    /// When.
    pub at: DateTime<Utc>,
    /// The URL that it came from.
    pub url: String,
    /// Its content type as sent.
    pub content_type: Option<String>,
    /// The bytes as they were read, decompressed.
    pub body: Vec<u8>,
}

pub(super) fn keep(db: &Connection, poll: &Poll, body: &PolledBody) -> Result<(), Error> {
    let packed = zstd::encode_all(body.bytes.as_slice(), LEVEL).map_err(|error| broken(&error))?;
    db.prepare_cached(
        "INSERT INTO archive (source, at, url, content_type, size, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        poll.state.id.as_str(),
        millis(poll.at),
        &body.url,
        body.content_type.as_deref(),
        packed.len() as i64,
        packed,
    ))?;
    Ok(())
}

impl Store {
    /// Hands every archived body since `since` to `each`, the oldest first.
    ///
    /// # Errors
    /// When the database refuses, or a body cannot be unpacked.
    pub fn replay(
        &self,
        since: DateTime<Utc>,
        mut each: impl FnMut(Archived),
    ) -> Result<(), Error> {
        let mut query = self.db.prepare(
            "SELECT source, at, url, content_type, body FROM archive
             WHERE at >= ?1 ORDER BY at, id",
        )?;
        let mut rows = query.query([millis(since)])?;
        while let Some(row) = rows.next()? {
            let packed: Vec<u8> = row.get(4)?;
            each(Archived {
                source: SourceId::new(row.get::<_, String>(0)?),
                at: time(row.get(1)?),
                url: row.get(2)?,
                content_type: row.get(3)?,
                body: zstd::decode_all(packed.as_slice()).map_err(|error| broken(&error))?,
            });
        }
        Ok(())
    }
}

fn broken(error: &io::Error) -> Error {
    Error::Value(format!("an archived body: {error}"))
}
