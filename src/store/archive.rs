//! Polled bodies, kept as they were received: what a replay reads.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Error, Keep, Outcome, Poll, Store, millis};
use crate::domain::SourceId;

/// zstd's level for bodies that were received plain: they are written once and seldom read.
const LEVEL: i32 = 3;

/// A body for the archive, as it was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolledBody {
    /// The URL that it came from, after redirects.
    pub url: String,
    /// Its `Content-Type` as sent.
    pub content_type: Option<String>,
    /// Its `Content-Language` as sent.
    pub content_language: Option<String>,
    /// Its `Content-Location`, made absolute.
    pub content_location: Option<String>,
    /// The content codings that the bytes are in, the last applied last; empty where they are
    /// plain.
    pub codings: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// An archived body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// The source that sent it.
    pub source: SourceId,
    /// When.
    pub at: DateTime<Utc>,
    /// The first sight of what was new in it.
    pub first_seen: DateTime<Utc>,
    /// Hash of what it unpacks to; none for what hubs delivered, and for the bodies of the earliest
    /// versions.
    pub hash: Option<String>,
    /// The body.
    pub body: PolledBody,
}

impl PolledBody {
    /// Compresses bytes that were received plain.
    #[must_use]
    pub fn packed(self) -> Self {
        if !self.codings.is_empty() {
            return self;
        }
        match pack(&self.bytes) {
            Ok(bytes) => Self {
                codings: "zstd".to_owned(),
                bytes,
                ..self
            },
            // Only for want of memory: then it is kept as it is.
            Err(_) => self,
        }
    }
}

fn pack(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::stream::encode_all(plain, LEVEL)
}

pub(super) fn keep(db: &Connection, poll: &Poll, body: &PolledBody) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO archive (source, at, url, content_type, content_language, content_location,
                              codings, hash, first_seen, round, size, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute((
        poll.state.id.as_str(),
        millis(poll.at),
        &body.url,
        body.content_type.as_deref(),
        body.content_language.as_deref(),
        body.content_location.as_deref(),
        &body.codings,
        // The state's is that of the last document that was polled.
        (poll.state.body_hash.as_deref()).filter(|_| poll.outcome != Outcome::Delivered),
        millis(poll.first_seen),
        millis(poll.round),
        body.bytes.len() as i64,
        &body.bytes,
    ))?;
    Ok(())
}

impl Store {
    /// Lets go of archived bodies that are too old, and of the oldest where they come to too much
    /// together; says how many went. Costs next to nothing where there is nothing to do.
    ///
    /// # Errors
    /// When the database refuses; then nothing went.
    pub fn bound_archive(&self, keep: &Keep, now: DateTime<Utc>) -> Result<usize, Error> {
        let (oldest, bytes): (Option<i64>, i64) = self
            .db
            .prepare_cached("SELECT (SELECT MIN(at) FROM archive), bytes FROM archive_size")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let too_old = millis(now - keep.archive);
        let mut excess = bytes - i64::try_from(keep.archive_bytes).unwrap_or(i64::MAX);
        if excess <= 0 && oldest.is_none_or(|oldest| oldest >= too_old) {
            return Ok(0);
        }
        self.step(|store| {
            let mut going = Vec::new();
            let mut query = store
                .db
                .prepare_cached("SELECT at, id, size FROM archive ORDER BY at, id")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (at, id, size): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if excess <= 0 && at >= too_old {
                    break;
                }
                excess -= size;
                going.push(id);
            }
            let mut delete = store
                .db
                .prepare_cached("DELETE FROM archive WHERE id = ?1")?;
            for id in &going {
                delete.execute([id])?;
            }
            store.db.execute(
                "DELETE FROM round WHERE at < COALESCE(
                     (SELECT COALESCE(round, at) FROM archive ORDER BY at, id LIMIT 1),
                     ?1)",
                [millis(now)],
            )?;
            Ok(going.len())
        })
    }
}
