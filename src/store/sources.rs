//! Sources between polls, and the record of each poll.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, named_params};

use super::columns::Columns;
use super::{Error, PolledBody, Store, entries, history, identity, millis, time};
use crate::domain::{Announced, Entry, Source, SourceId};

/// What is remembered of a source between two polls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// Which source.
    pub id: SourceId,
    /// What the configuration said of it when it was last polled, so that entries keep their
    /// outlet when a source is taken out of the configuration.
    pub facts: Source,
    /// Where permanent redirects have taken it.
    pub moved_to: Option<String>,
    /// What the client knows the last body by; opaque here.
    pub validators: Option<String>,
    /// Hash of the last body that was received whole and read.
    pub body_hash: Option<String>,
    /// The feed's own title; empty where that changes.
    pub feed_title: Option<String>,
    /// The scheduler's own state; opaque here.
    pub schedule: String,
    /// When it was last asked.
    pub last_poll: Option<DateTime<Utc>>,
    /// When it last answered well.
    pub last_success: Option<DateTime<Utc>>,
    /// When its list of entries was last read whole.
    pub listed_at: Option<DateTime<Utc>>,
    /// When it next may be asked.
    pub next_poll: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub failures: u32,
    /// What went wrong last, in one sentence.
    pub trouble: Option<String>,
    /// What is wrong with the document that was last read, a line for each kind of defect.
    pub warnings: Vec<String>,
    /// What the normaliser remembers of its texts; opaque here.
    pub memory: String,
    /// The hub that its feed names.
    pub announced: Option<Announced>,
}

impl SourceState {
    /// The state of a source that was never polled.
    #[must_use]
    pub fn new(facts: Source) -> Self {
        Self {
            id: facts.id.clone(),
            facts,
            moved_to: None,
            validators: None,
            body_hash: None,
            feed_title: None,
            schedule: String::new(),
            last_poll: None,
            last_success: None,
            listed_at: None,
            next_poll: None,
            failures: 0,
            trouble: None,
            warnings: Vec::new(),
            memory: String::new(),
            announced: None,
        }
    }

    /// Lets the next poll ask for the document and read it as if none were known.
    pub(super) fn read_whole_next(&mut self) {
        self.validators = None;
        self.body_hash = None;
        self.memory = String::new();
    }

    /// The state under what the configuration says now. An edited URL is the same source at another
    /// place: what belongs to the old place goes, its entries stay.
    #[must_use]
    pub fn configured(mut self, facts: Source) -> Self {
        if self.facts.url != facts.url {
            self.moved_to = None;
            self.validators = None;
            self.body_hash = None;
            self.schedule = String::new();
            self.announced = None;
        }
        self.facts = facts;
        self
    }
}

/// How a poll ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The source said so, or sent what is stored.
    NotModified,
    /// A body was read; its entries are with the poll.
    Read,
    /// Its hub brought a document; its entries are with the poll, which asked nobody.
    Delivered,
    /// It was not asked: its host wants to be left alone.
    Held,
    /// It failed.
    Failed {
        /// The class of the failure, one word.
        kind: String,
        /// The HTTP status behind it, where there was one.
        status: Option<u16>,
        /// One sentence that names the thing, the place and the remedy.
        message: String,
    },
}

/// One poll, to be recorded with what came of it.
#[derive(Clone, Debug)]
pub struct Poll {
    /// When the source was asked.
    pub at: DateTime<Utc>,
    /// When the round began that asked it: the first sight of what is new.
    pub first_seen: DateTime<Utc>,
    /// When the round began that records it: the same one, or a later one where the answer took
    /// long.
    pub round: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// Bytes received.
    pub bytes: u64,
    /// The source's state from now on; stored in the same transaction as the entries, so that no
    /// validator outlives entries that were lost.
    pub state: SourceState,
    /// The entries that the body lists.
    pub entries: Vec<Entry>,
    /// The body itself, for the archive.
    pub body: Option<PolledBody>,
}

/// What one poll brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollTally {
    /// Entries that the body lists.
    pub seen: usize,
    /// Entries that were not known.
    pub new: usize,
    /// Entries whose title or text changed.
    pub updated: usize,
}

impl Store {
    /// Every source that the store knows, whether or not it is still configured.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn sources(&self) -> Result<HashMap<SourceId, SourceState>, Error> {
        let mut query = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM source"))?;
        let rows = query.query_map([], read)?;
        rows.map(|state| {
            let state = state?;
            Ok((state.id.clone(), state))
        })
        .collect()
    }

    /// The hubs that the feeds of sources name, as they were last polled.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn announced(&self) -> Result<HashMap<SourceId, Announced>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT id, hub, topic FROM source WHERE hub IS NOT NULL")?;
        let mut rows = query.query([])?;
        let mut named = HashMap::new();
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let id = SourceId::new(columns.value::<String>()?);
            named.extend(announced(&mut columns)?.map(|announced| (id, announced)));
        }
        Ok(named)
    }

    /// Records polls with their entries and states, all or nothing.
    ///
    /// `conclude` is told of each poll how much of it was new, and may complete it before its
    /// state is stored: when a source is next asked hangs on what it brought. Says what each
    /// brought, in the order of the polls.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it is recorded.
    pub fn record(
        &self,
        polls: &mut [Poll],
        mut conclude: impl FnMut(usize, &mut Poll, PollTally),
    ) -> Result<Vec<PollTally>, Error> {
        self.step(|store| {
            let mut tallies = Vec::with_capacity(polls.len());
            for (place, poll) in polls.iter_mut().enumerate() {
                let tally = store.add_entries(poll)?;
                conclude(place, poll, tally);
                store.add_poll(poll, tally)?;
                tallies.push(tally);
            }
            Ok(tallies)
        })
    }

    fn add_entries(&self, poll: &mut Poll) -> Result<PollTally, Error> {
        let mut tally = PollTally {
            seen: poll.entries.len(),
            ..PollTally::default()
        };
        let known = identity::known(&self.db, &poll.entries)?;
        for (entry, known) in poll.entries.iter().zip(known) {
            match entries::upsert(&self.db, entry, known, poll.at)? {
                entries::Upserted::New => tally.new += 1,
                entries::Upserted::Edited => tally.updated += 1,
                entries::Upserted::Known => {}
                // The next poll reads it whole.
                entries::Upserted::Unread => poll.state.read_whole_next(),
            }
        }
        Ok(tally)
    }

    fn add_poll(&self, poll: &Poll, tally: PollTally) -> Result<(), Error> {
        save(&self.db, &poll.state)?;
        history::add(&self.db, poll, tally)?;
        if let Some(body) = &poll.body {
            super::archive::keep(&self.db, poll, body)?;
        }
        Ok(())
    }

    /// How many entries a source has in the store, and the date of the newest.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn entries_by_source(&self) -> Result<HashMap<SourceId, (u64, DateTime<Utc>)>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT source, COUNT(*), MAX(published) FROM entry GROUP BY source")?;
        let rows = query.query_map([], |row| {
            let count: i64 = row.get(1)?;
            Ok((
                SourceId::new(row.get::<_, String>(0)?),
                (count.unsigned_abs(), time(row.get(2)?)),
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets a source with all its entries, at the request of its outlet. The stories that held
    /// them are due to be looked at again, and have no link where that was one of the source's; their
    /// editions, and the documents of their months, have to be written. Says how many entries went.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget(&self, source: &SourceId) -> Result<usize, Error> {
        self.step(|store| {
            let id = source.as_str();
            store.mark_stories_of(source)?;
            store.db.execute(
                "UPDATE story SET due = 0, link = CASE WHEN representative IN
                         (SELECT id FROM entry WHERE source = ?1)
                     OR link IN (SELECT url FROM entry WHERE source = ?1) THEN '' ELSE link END
                 WHERE gone IS NULL
                     AND id IN (SELECT story FROM entry WHERE source = ?1)",
                [id],
            )?;
            let gone = store
                .db
                .execute("DELETE FROM entry WHERE source = ?1", [id])?;
            store.db.execute("DELETE FROM source WHERE id = ?1", [id])?;
            store
                .db
                .execute("DELETE FROM poll WHERE source = ?1", [id])?;
            store
                .db
                .execute("DELETE FROM archive WHERE source = ?1", [id])?;
            store
                .db
                .execute("DELETE FROM furniture WHERE source = ?1", [id])?;
            Ok(gone)
        })
    }
}

fn save(db: &Connection, state: &SourceState) -> Result<(), Error> {
    let mut statement = db.prepare_cached(
        "INSERT OR REPLACE INTO source
             (id, facts, moved_to, validators, body_hash, feed_title, schedule, last_poll,
              last_success, listed_at, next_poll, failures, trouble, warnings, memory, hub, topic)
         VALUES (:id, :facts, :moved_to, :validators, :body_hash, :feed_title, :schedule,
                 :last_poll, :last_success, :listed_at, :next_poll, :failures, :trouble, :warnings,
                 :memory, :hub, :topic)",
    )?;
    statement.execute(named_params! {
        ":id": state.id.as_str(),
        ":facts": serde_json::to_string(&state.facts)?,
        ":moved_to": state.moved_to,
        ":validators": state.validators,
        ":body_hash": state.body_hash,
        ":feed_title": state.feed_title,
        ":schedule": state.schedule,
        ":last_poll": state.last_poll.map(millis),
        ":last_success": state.last_success.map(millis),
        ":listed_at": state.listed_at.map(millis),
        ":next_poll": state.next_poll.map(millis),
        ":failures": state.failures,
        ":trouble": state.trouble,
        ":warnings": serde_json::to_string(&state.warnings)?,
        ":memory": state.memory,
        ":hub": state.announced.as_ref().map(|named| named.hub.as_str()),
        ":topic": state.announced.as_ref().map(|named| named.topic.as_str()),
    })?;
    Ok(())
}

/// The hub and the topic of a feed, where it names both.
fn announced(columns: &mut Columns<'_, '_>) -> rusqlite::Result<Option<Announced>> {
    let hub: Option<String> = columns.value()?;
    let topic: Option<String> = columns.value()?;
    let named = |hub: String| hub.parse().ok();
    let (hub, topic) = (hub.and_then(named), topic);
    Ok(hub.zip(topic).map(|(hub, topic)| Announced { hub, topic }))
}

/// The columns that [`read`] takes, in its order.
const COLUMNS: &str = "id, facts, moved_to, validators, body_hash, feed_title, schedule, \
     last_poll, last_success, listed_at, next_poll, failures, trouble, warnings, memory, hub, topic";

fn read(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    let mut columns = Columns::of(row);
    Ok(SourceState {
        id: SourceId::new(columns.value::<String>()?),
        facts: columns.json()?,
        moved_to: columns.value()?,
        validators: columns.value()?,
        body_hash: columns.value()?,
        feed_title: columns.value()?,
        schedule: columns.value()?,
        last_poll: columns.maybe_time()?,
        last_success: columns.maybe_time()?,
        listed_at: columns.maybe_time()?,
        next_poll: columns.maybe_time()?,
        failures: columns.value()?,
        trouble: columns.value()?,
        warnings: columns.json()?,
        memory: columns.value()?,
        announced: announced(&mut columns)?,
    })
}
