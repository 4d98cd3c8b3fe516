//! What our own hub has to be told of: kept until it has been, whatever happens in between.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, Store, millis, time};

/// A published document that the hub has to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// Its path below the base URL.
    pub path: String,
    /// Which of its changes this is.
    pub change: i64,
}

impl Store {
    /// Notes, before they are put in place, that these documents change: the hub has to be told from
    /// `now` on, and of one document not twice within `pause`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn note_changes(
        &self,
        paths: &[String],
        now: DateTime<Utc>,
        pause: TimeDelta,
    ) -> Result<(), Error> {
        self.step(|store| {
            let mut note = store.db.prepare_cached(
                "INSERT INTO ping (path, changed, due) VALUES (?1, 1, ?2)
                 ON CONFLICT (path) DO UPDATE SET changed = changed + 1,
                     due = MIN(COALESCE(due, ?4), MAX(?2, MIN(COALESCE(told, 0), ?2) + ?3))",
            )?;
            for path in paths {
                let pause = pause.num_milliseconds();
                note.execute((path, millis(now), pause, i64::MAX))?;
            }
            Ok(())
        })
    }

    /// What the hub has to be told by `now`; without a time, whatever it has not been told.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn pings(&self, now: Option<DateTime<Utc>>) -> Result<Vec<Ping>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT path, changed FROM ping WHERE due <= ?1 ORDER BY path")?;
        let rows = query.query_map([now.map_or(i64::MAX, millis)], |row| {
            Ok(Ping {
                path: row.get(0)?,
                change: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the hub next has to be told something.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn next_ping(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let mut query = self.db.prepare_cached("SELECT MIN(due) FROM ping")?;
        let due: Option<i64> = query.query_row([], |row| row.get(0))?;
        Ok(due.map(time))
    }

    /// Notes that the hub was told of these; what has changed since stays to be told.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn told(&self, pings: &[Ping], now: DateTime<Utc>) -> Result<(), Error> {
        self.step(|store| {
            let mut note = store.db.prepare_cached(
                "UPDATE ping SET told = ?3, due = NULL WHERE path = ?1 AND changed = ?2",
            )?;
            for ping in pings {
                note.execute((&ping.path, ping.change, millis(now)))?;
            }
            Ok(())
        })
    }

    /// Forgets what a hub was told and has to be: there is none any more.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_pings(&self) -> Result<(), Error> {
        self.db.prepare_cached("DELETE FROM ping")?.execute([])?;
        Ok(())
    }
}
