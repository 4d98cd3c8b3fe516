//! The record of polls: what came of each, as far back as it is kept.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Error, Outcome, Poll, PollTally, Store, millis, time};
use crate::domain::SourceId;

/// Failures in a row that have not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// The class of the last one, one word.
    pub kind: String,
    /// When the first one was, as far back as the history goes.
    pub since: DateTime<Utc>,
}

/// A line of a source's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollLine {
    /// When the source was asked.
    pub at: DateTime<Utc>,
    /// `not_modified`, `changed`, `failed`, or `delivered` by a hub.
    pub outcome: String,
    /// The class of a failure, one word.
    pub kind: Option<String>,
    /// What went wrong, if something did.
    pub message: Option<String>,
    /// Bytes received.
    pub bytes: u64,
    /// Entries listed, new and edited.
    pub tally: PollTally,
}

impl Store {
    /// The last `limit` polls of a source, the newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn history(&self, source: &SourceId, limit: usize) -> Result<Vec<PollLine>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT at, outcome, kind, message, bytes, seen, added, edited FROM poll
             WHERE source = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        let rows = query.query_map((source.as_str(), limit as i64), |row| {
            Ok(PollLine {
                at: time(row.get(0)?),
                outcome: row.get(1)?,
                kind: row.get(2)?,
                message: row.get(3)?,
                bytes: row.get::<_, i64>(4)?.unsigned_abs(),
                tally: PollTally {
                    seen: row.get::<_, i64>(5)?.unsigned_abs() as usize,
                    new: row.get::<_, i64>(6)?.unsigned_abs() as usize,
                    updated: row.get::<_, i64>(7)?.unsigned_abs() as usize,
                },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When a poll of `source` last brought something new, as far back as the history goes.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn last_news(&self, source: &SourceId) -> Result<Option<DateTime<Utc>>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT at FROM poll WHERE source = ?1 AND added > 0 ORDER BY at DESC LIMIT 1",
        )?;
        let mut rows = query.query([source.as_str()])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?.map(time))
    }

    /// When entries of `source` were first seen, and how many each time; the oldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn arrivals(&self, source: &SourceId) -> Result<Vec<(DateTime<Utc>, u32)>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT first_seen, COUNT(*) FROM entry WHERE source = ?1
             GROUP BY first_seen ORDER BY first_seen",
        )?;
        let rows = query.query_map([source.as_str()], |row| {
            Ok((time(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The sources whose last poll failed.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn failing(&self) -> Result<HashMap<SourceId, Failing>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT s.id, last.kind, MIN(poll.at) FROM source AS s
             JOIN poll AS last ON last.outcome = 'failed' AND last.id = (SELECT id FROM poll
                 WHERE source = s.id ORDER BY at DESC, id DESC LIMIT 1)
             JOIN poll ON poll.source = s.id AND poll.at > COALESCE((SELECT at FROM poll
                 WHERE source = s.id AND outcome <> 'failed'
                 ORDER BY at DESC, id DESC LIMIT 1), -1)
             WHERE s.trouble IS NOT NULL GROUP BY s.id",
        )?;
        let rows = query.query_map([], |row| {
            Ok((
                SourceId::new(row.get::<_, String>(0)?),
                Failing {
                    kind: row.get(1)?,
                    since: time(row.get(2)?),
                },
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Adds a line for `poll`. A source that was not asked gets none.
pub(super) fn add(db: &Connection, poll: &Poll, tally: PollTally) -> Result<(), Error> {
    let (outcome, kind, message) = match &poll.outcome {
        Outcome::NotModified => ("not_modified", None, None),
        Outcome::Read => ("changed", None, None),
        Outcome::Delivered => ("delivered", None, None),
        Outcome::Held => return Ok(()),
        Outcome::Failed { kind, message, .. } => ("failed", Some(kind), Some(message)),
    };
    db.prepare_cached(
        "INSERT INTO poll (source, at, outcome, kind, message, bytes, seen, added, edited)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        poll.state.id.as_str(),
        millis(poll.at),
        outcome,
        kind,
        message,
        i64::try_from(poll.bytes).unwrap_or(i64::MAX),
        tally.seen as i64,
        tally.new as i64,
        tally.updated as i64,
    ))?;
    Ok(())
}
