//! Rounds as the archive knows them: what a replay goes through, in order of time.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Archived, Error, PolledBody, Store, millis, time};
use crate::domain::SourceId;

/// When the round of an archived body began, by its entries: bodies of the first schema do not
/// name it.
const BEGAN: &str = "(SELECT COALESCE(MAX(entry.first_seen), archive.at) FROM entry
      WHERE entry.first_seen <= archive.at)";

/// A round that brought something into the archive, or looked at a story again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchivedRound {
    /// When it began.
    pub at: DateTime<Utc>,
    /// For how long a new story waited in it; none where that was not noted.
    pub settle: Option<TimeDelta>,
    /// The numbers of its archived bodies, in the order in which they came.
    pub bodies: Vec<i64>,
}

impl Store {
    /// The rounds that began at `since` or later, the oldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn archived_rounds(&self, since: DateTime<Utc>) -> Result<Vec<ArchivedRound>, Error> {
        let mut rounds = BTreeMap::<i64, ArchivedRound>::new();
        let mut noted = self
            .db
            .prepare("SELECT at, settle FROM round WHERE at >= ?1")?;
        let mut rows = noted.query([millis(since)])?;
        while let Some(row) = rows.next()? {
            let round = rounds.entry(row.get(0)?).or_default();
            round.settle = Some(TimeDelta::milliseconds(row.get(1)?));
        }
        let mut bodies = self.db.prepare(&format!(
            "SELECT COALESCE(round, {BEGAN}) AS began, id FROM archive
             WHERE began >= ?1 ORDER BY at, id"
        ))?;
        let mut rows = bodies.query([millis(since)])?;
        while let Some(row) = rows.next()? {
            let round = rounds.entry(row.get(0)?).or_default();
            round.bodies.push(row.get(1)?);
        }
        let dated = rounds.into_iter().map(|(at, round)| ArchivedRound {
            at: time(at),
            ..round
        });
        Ok(dated.collect())
    }

    /// An archived body by its number.
    ///
    /// # Errors
    /// When the database refuses, or there is none.
    pub fn archived_body(&self, number: i64) -> Result<Archived, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT source, at, COALESCE(first_seen, {BEGAN}), hash, url, content_type,
                    content_language, content_location, codings, body
             FROM archive WHERE id = ?1"
        ))?;
        Ok(query.query_row([number], |row| {
            Ok(Archived {
                source: SourceId::new(row.get::<_, String>(0)?),
                at: time(row.get(1)?),
                first_seen: time(row.get(2)?),
                hash: row.get(3)?,
                body: PolledBody {
                    url: row.get(4)?,
                    content_type: row.get(5)?,
                    content_language: row.get(6)?,
                    content_location: row.get(7)?,
                    codings: row.get(8)?,
                    bytes: row.get(9)?,
                },
            })
        })?)
    }

    /// Notes that a round which began at `at` began a story or looked at one again, and for how
    /// long new ones waited in it.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn note_round(&self, at: DateTime<Utc>, settle: TimeDelta) -> Result<(), Error> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO round (at, settle) VALUES (?1, ?2)")?
            .execute((millis(at), settle.num_milliseconds()))?;
        Ok(())
    }
}
