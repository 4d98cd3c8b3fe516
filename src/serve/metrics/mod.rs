//! Figures for Prometheus: what the daemon did, what it holds, and what readers asked.
//!
//! Names and units are as OpenMetrics has them; the labels take few values, whatever outlets and
//! readers send. What is counted in rounds is added when one ends; what it holds is as the last round
//! left it; the process is asked when somebody looks.

mod plain;
mod process;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry, Unit};

use crate::domain::{Condition, Stock};
use process::Process;

/// Upper bounds of the histogram of polls, in seconds; `[fetch] timeout` lies within.
const POLL_SECONDS: [f64; 11] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0];

/// The same of rounds.
const ROUND_SECONDS: [f64; 10] = [0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];

/// One label of few values.
macro_rules! label {
    ($name:ident, $label:ident) => {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
        struct $name {
            $label: &'static str,
        }
    };
}

label!(Outcome, outcome);
label!(Change, change);
label!(State, state);
label!(Folder, folder);
label!(Version, version);

/// The class of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: u16,
}

/// The figures of one round, to be added to the counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// When it ended.
    pub ended: DateTime<Utc>,
    /// How long it took.
    pub took: Duration,
    /// Polls that brought a changed feed.
    pub changed: u64,
    /// Polls that brought nothing new.
    pub not_modified: u64,
    /// Polls that failed, by the class of failure.
    pub failed: BTreeMap<String, u64>,
    /// Sources that were due and not asked.
    pub skipped: u64,
    /// How long each poll took, the wait for its host's turn included.
    pub polls: Vec<Duration>,
    /// Bytes received.
    pub bytes: u64,
    /// Entries that were new, and that were edited.
    pub entries: [u64; 2],
    /// Stories that were new, that changed, and that were merged into another.
    pub stories: [u64; 3],
    /// Pages of entries that were read, that failed, and that their sites keep programs from.
    pub pages: [u64; 3],
    /// Editions that were written.
    pub editions: u64,
}

/// The figures of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    rounds: Family<Outcome, Counter>,
    last_round: Gauge,
    round_seconds: Histogram,
    polls: Family<Outcome, Counter>,
    failures: Family<Kind, Counter>,
    poll_seconds: Histogram,
    bytes: Counter,
    entries: Family<Change, Counter>,
    stories: Family<Change, Counter>,
    pages: Family<Outcome, Counter>,
    editions: Counter,
    held: Held,
    requests: Family<Status, Counter>,
    /// Counters of the usual answers, at hand without a look-up for every request.
    usual: [(StatusCode, Counter); 3],
    connections: Gauge,
}

/// What the instance holds.
#[derive(Debug, Default)]
struct Held {
    sources: Family<State, Gauge>,
    moved: Gauge,
    due: Gauge,
    under_way: Gauge,
    entries: Gauge,
    stories: Gauge,
    database: Gauge,
    wal: Gauge,
    archive: Gauge,
    free: Family<Folder, Gauge>,
}

impl Metrics {
    /// Those of a process that began at `started`.
    #[must_use]
    pub fn new(started: DateTime<Utc>) -> Self {
        let requests = Family::<Status, Counter>::default();
        let usual = [
            StatusCode::OK,
            StatusCode::NOT_MODIFIED,
            StatusCode::NOT_FOUND,
        ]
        .map(|status| (status, counter(&requests, status)));
        let mut metrics = Self {
            registry: Registry::default(),
            rounds: Family::default(),
            last_round: Gauge::default(),
            round_seconds: Histogram::new(ROUND_SECONDS),
            polls: Family::default(),
            failures: Family::default(),
            poll_seconds: Histogram::new(POLL_SECONDS),
            bytes: Counter::default(),
            entries: Family::default(),
            stories: Family::default(),
            pages: Family::default(),
            editions: Counter::default(),
            held: Held::default(),
            requests,
            usual,
            connections: Gauge::default(),
        };
        metrics.register(started);
        // A rate needs to have seen the nought that it began at.
        metrics.add_round(&Round::default());
        metrics.add_outcome("given_up", 0);
        metrics.holds(&Stock::default());
        metrics
    }

    fn register(&mut self, started: DateTime<Utc>) {
        self.registry
            .register_collector(Box::new(Process { started }));
        let mut all = Names(self.registry.sub_registry_with_prefix("griot"));
        let version = env!("CARGO_PKG_VERSION");
        all.plain("build", "This griot", Info::new(Version { version }));
        all.plain("rounds", "Rounds by what came of them", self.rounds.clone());
        let help = "When the last round ended that was not given up";
        all.timed("last_round_timestamp", help, self.last_round.clone());
        let help = "How long rounds took";
        all.timed("round_duration", help, self.round_seconds.clone());
        all.plain("polls", "Polls by what came of them", self.polls.clone());
        let help = "Polls that failed by the class of failure";
        all.plain("poll_failures", help, self.failures.clone());
        let help = "How long polls took, the wait for the host's turn included";
        all.timed("poll_duration", help, self.poll_seconds.clone());
        all.sized(
            "received",
            "Bytes received from sources",
            self.bytes.clone(),
        );
        all.plain(
            "entries",
            "Entries that came or were edited",
            self.entries.clone(),
        );
        all.plain(
            "stories",
            "Stories that began or changed",
            self.stories.clone(),
        );
        let help = "Pages of entries that were asked for";
        all.plain("pages", help, self.pages.clone());
        all.plain(
            "editions_written",
            "Editions written",
            self.editions.clone(),
        );
        self.held.register(&mut all);
        let help = "Requests of readers by status";
        all.plain("http_requests", help, self.requests.clone());
        let help = "Connections of readers that are open";
        all.plain("http_connections", help, self.connections.clone());
    }

    /// Adds a round that came to its end.
    pub fn round_ended(&self, round: &Round) {
        self.add_outcome("done", 1);
        self.last_round.set(round.ended.timestamp());
        self.round_seconds.observe(round.took.as_secs_f64());
        self.add_round(round);
    }

    /// When the last round ended that was not given up; none where none has since the start.
    pub(super) fn last_round(&self) -> Option<DateTime<Utc>> {
        let at = self.last_round.get();
        DateTime::from_timestamp(at, 0).filter(|_| at > 0)
    }

    /// Counts a round that was given up.
    pub fn round_given_up(&self) {
        self.add_outcome("given_up", 1);
    }

    fn add_outcome(&self, outcome: &'static str, count: u64) {
        self.rounds
            .get_or_create(&Outcome { outcome })
            .inc_by(count);
    }

    fn add_round(&self, round: &Round) {
        for (outcome, count) in [
            ("changed", round.changed),
            ("not_modified", round.not_modified),
            ("failed", round.failed.values().sum()),
            ("skipped", round.skipped),
        ] {
            self.polls.get_or_create(&Outcome { outcome }).inc_by(count);
        }
        for (kind, count) in &round.failed {
            let kind = kind.clone();
            self.failures.get_or_create(&Kind { kind }).inc_by(*count);
        }
        for poll in &round.polls {
            self.poll_seconds.observe(poll.as_secs_f64());
        }
        self.bytes.inc_by(round.bytes);
        for (change, count) in ["new", "edited"].into_iter().zip(round.entries) {
            self.entries.get_or_create(&Change { change }).inc_by(count);
        }
        for (change, count) in ["new", "changed", "merged"].into_iter().zip(round.stories) {
            self.stories.get_or_create(&Change { change }).inc_by(count);
        }
        for (outcome, count) in ["read", "failed", "forbidden"].into_iter().zip(round.pages) {
            self.pages.get_or_create(&Outcome { outcome }).inc_by(count);
        }
        self.editions.inc_by(round.editions);
    }

    /// Takes over what the instance holds now.
    pub fn holds(&self, stock: &Stock) {
        self.held.set(stock);
    }

    /// Counts one answer to a reader.
    pub(super) fn answered(&self, status: StatusCode) {
        match self.usual.iter().find(|(usual, _)| *usual == status) {
            Some((_, counter)) => counter.inc(),
            None => counter(&self.requests, status).inc(),
        };
    }

    pub(super) fn connection_opened(&self) {
        self.connections.inc();
    }

    pub(super) fn connection_closed(&self) {
        self.connections.dec();
    }

    /// The figures in the OpenMetrics text format 1.0.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// The same in the older text format of Prometheus, which every tool reads.
    #[must_use]
    pub fn render_plain(&self) -> String {
        plain::from_open_metrics(&self.render())
    }
}

fn counter(requests: &Family<Status, Counter>, status: StatusCode) -> Counter {
    let status = status.as_u16();
    requests.get_or_create(&Status { status }).clone()
}

impl Held {
    fn register(&self, all: &mut Names<'_>) {
        let help = "Configured sources by how they are doing";
        all.plain("sources", help, self.sources.clone());
        let help = "Sources that permanent redirects have taken elsewhere";
        all.plain("sources_moved", help, self.moved.clone());
        let help = "Sources whose time had come when the last round ended";
        all.plain("sources_due", help, self.due.clone());
        let help = "Polls that were under way when the last round ended";
        all.plain("polls_under_way", help, self.under_way.clone());
        let help = "Entries that are remembered";
        all.plain("store_entries", help, self.entries.clone());
        let help = "Stories that are published";
        all.plain("store_stories", help, self.stories.clone());
        let help = "Bytes of the database";
        all.sized("database_size", help, self.database.clone());
        let help = "Bytes of the database's write-ahead log";
        all.sized("database_wal_size", help, self.wal.clone());
        let help = "Bytes of archived bodies, within the database";
        all.sized("archive_size", help, self.archive.clone());
        let help = "Free bytes on the disk of a folder";
        all.sized("disk_free", help, self.free.clone());
    }

    fn set(&self, stock: &Stock) {
        for condition in Condition::CONFIGURED {
            let state = condition.as_str();
            let count = stock.sources.get(&condition).copied().unwrap_or_default();
            self.sources
                .get_or_create(&State { state })
                .set(whole(count));
        }
        for (gauge, value) in [
            (&self.moved, stock.moved),
            (&self.due, stock.due),
            (&self.under_way, stock.under_way),
            (&self.entries, stock.entries),
            (&self.stories, stock.stories),
            (&self.database, stock.database),
            (&self.wal, stock.wal),
            (&self.archive, stock.archive),
        ] {
            gauge.set(whole(value));
        }
        for (folder, free) in [("state", stock.state_free), ("public", stock.public_free)] {
            if let Some(free) = free {
                self.free.get_or_create(&Folder { folder }).set(whole(free));
            }
        }
    }
}

fn whole(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Where metrics are registered, by the unit that they end in.
struct Names<'r>(&'r mut Registry);

impl Names<'_> {
    fn plain(&mut self, name: &str, help: &str, metric: impl Metric) {
        self.0.register(name, help, metric);
    }

    fn timed(&mut self, name: &str, help: &str, metric: impl Metric) {
        self.0.register_with_unit(name, help, Unit::Seconds, metric);
    }

    fn sized(&mut self, name: &str, help: &str, metric: impl Metric) {
        self.0.register_with_unit(name, help, Unit::Bytes, metric);
    }
}
