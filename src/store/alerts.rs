//! Alerts: which there are, which stories they were given for, and what is still to be done.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;

use super::merge::FAMILY;
use super::stories::story_id;
use super::{Error, Store, millis, time};
use crate::domain::StoryId;

/// An alert that is to be given for a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The alert's name.
    pub alert: String,
    /// The story.
    pub story: StoryId,
    /// When that was decided.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
}

/// What became of an alert for a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was given.
    Told,
    /// The story was as it asks when the alert was new: no news.
    Known,
    /// The story was withdrawn before it was given.
    Gone,
    /// It could not be given for too long.
    Failed,
}

impl Ending {
    fn as_str(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Known => "known",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

/// What an alert has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertTally {
    /// Since when there is one that asks for this.
    pub since: DateTime<Utc>,
    /// Stories that it was given for.
    pub told: usize,
    /// Stories that it is still to be given for.
    pub waiting: usize,
    /// Stories that it could not be given for.
    pub failed: usize,
    /// What the last failure said.
    pub trouble: Option<String>,
}

impl Store {
    /// Remembers that these alerts are all there are, each by its name and a hash of what it asks for,
    /// and forgets the others. Gives the names of those that are new, or ask for something else now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn set_alerts(
        &self,
        alerts: &[(&str, String)],
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let mut query = self.db.prepare_cached("SELECT name, asks FROM alert")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let known: BTreeMap<String, String> = rows.collect::<Result<_, _>>()?;
        for name in known.keys() {
            if !alerts.iter().any(|(alert, _)| alert == name) {
                self.db
                    .prepare_cached("DELETE FROM alert WHERE name = ?1")?
                    .execute([name])?;
            }
        }
        let mut new = Vec::new();
        for (name, asks) in alerts {
            if known.get(*name) == Some(asks) {
                continue;
            }
            self.db
                .prepare_cached(
                    "INSERT INTO alert (name, asks, since) VALUES (?1, ?2, ?3)
                     ON CONFLICT (name) DO UPDATE SET asks = excluded.asks, since = excluded.since",
                )?
                .execute((name, asks, millis(now)))?;
            new.push((*name).to_owned());
        }
        Ok(new)
    }

    /// The published stories that have an entry first seen since `since`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn published_of(&self, since: DateTime<Utc>) -> Result<Vec<StoryId>, Error> {
        self.ids(
            "SELECT id FROM story WHERE stage = 'published' AND id IN
                 (SELECT story FROM entry WHERE first_seen >= ?1 AND story IS NOT NULL)
             ORDER BY id",
            [millis(since)],
        )
    }

    /// Whether an alert is done with a story, or waits to be given for it: for the story itself, or
    /// for one that was merged into it, on whatever way.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn is_alerted(&self, alert: &str, story: StoryId) -> Result<bool, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "{FAMILY} SELECT EXISTS (
                 SELECT 1 FROM alerted WHERE alert = ?1 AND story IN (SELECT id FROM family))"
        ))?;
        Ok(query.query_row((alert, story.to_string()), |row| row.get(0))?)
    }

    /// An alert is to be given for a story, from now on; once only.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn alert(&self, alert: &str, story: StoryId, now: DateTime<Utc>) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO alerted (alert, story, at, due) VALUES (?1, ?2, ?3, ?3)",
            )?
            .execute((alert, story.to_string(), millis(now)))?;
        Ok(())
    }

    /// An alert is done with a story.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn alert_ended(
        &self,
        alert: &str,
        story: StoryId,
        ending: Ending,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        // One that the configuration has no longer has no rows to be kept either.
        self.db
            .prepare_cached(
                "INSERT INTO alerted (alert, story, at, came)
                     SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM alert WHERE name = ?1)
                 ON CONFLICT (alert, story) DO UPDATE SET came = excluded.came, due = NULL",
            )?
            .execute((alert, story.to_string(), millis(now), ending.as_str()))?;
        Ok(())
    }

    /// An alert could not be given for a story, and is to be tried again at `due`.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn alert_failed(
        &self,
        alert: &str,
        story: StoryId,
        trouble: &str,
        due: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "UPDATE alerted SET trouble = ?3, due = ?4, tries = tries + 1
                 WHERE alert = ?1 AND story = ?2",
            )?
            .execute((alert, story.to_string(), trouble, millis(due)))?;
        Ok(())
    }

    /// What is to be given by now, the longest due first.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn alerts_due(&self, now: DateTime<Utc>) -> Result<Vec<Due>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT alert, story, at, tries FROM alerted WHERE due <= ?1
             ORDER BY due, story, alert LIMIT 1000",
        )?;
        let rows = query.query_map([millis(now)], |row| {
            Ok(Due {
                alert: row.get(0)?,
                story: story_id(row, 1)?,
                at: time(row.get(2)?),
                tries: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The earliest time at which an alert is to be given.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn next_alert(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT MIN(due) FROM alerted WHERE due IS NOT NULL")?;
        Ok(query.query_row([], |row| Ok(row.get::<_, Option<i64>>(0)?.map(time)))?)
    }

    /// What an alert has come to; none before the first round with it.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn alert_tally(&self, alert: &str) -> Result<Option<AlertTally>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT since, COUNT(came = 'told' OR NULL), COUNT(due), COUNT(came = 'failed' OR NULL),
                 (SELECT trouble FROM alerted WHERE alert = ?1 AND trouble IS NOT NULL
                  ORDER BY at DESC, story DESC LIMIT 1)
             FROM alert LEFT JOIN alerted ON alerted.alert = alert.name
             WHERE name = ?1 GROUP BY name",
        )?;
        let count = |number: i64| number.unsigned_abs() as usize;
        let tally = query.query_row([alert], |row| {
            Ok(AlertTally {
                since: time(row.get(0)?),
                told: count(row.get(1)?),
                waiting: count(row.get(2)?),
                failed: count(row.get(3)?),
                trouble: row.get(4)?,
            })
        });
        Ok(tally.optional()?)
    }
}
