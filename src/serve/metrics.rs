//! Counters for Prometheus: what the daemon did, and what readers asked.

use std::sync::atomic::AtomicU64;

use axum::http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

/// What came of one poll.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: u16,
}

/// The figures of one round, to be added to the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// When it ended, in seconds since the Unix epoch.
    pub ended: i64,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// Polls that brought a changed feed.
    pub changed: u64,
    /// Polls that brought nothing new.
    pub not_modified: u64,
    /// Polls that failed.
    pub failed: u64,
    /// Sources that were due and not asked.
    pub skipped: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Entries that were new.
    pub entries: u64,
    /// Stories that were new.
    pub stories: u64,
    /// Editions that were written.
    pub editions: u64,
}

/// The counters of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    rounds: Counter,
    round_ended: Gauge,
    round_seconds: Gauge<f64, AtomicU64>,
    polls: Family<Outcome, Counter>,
    bytes: Counter,
    entries: Counter,
    stories: Counter,
    editions: Counter,
    requests: Family<Status, Counter>,
    /// Counters of the usual answers, at hand without a look-up for every request.
    usual: [(StatusCode, Counter); 3],
    connections: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::<Status, Counter>::default();
        let usual = [
            StatusCode::OK,
            StatusCode::NOT_MODIFIED,
            StatusCode::NOT_FOUND,
        ]
        .map(|status| (status, counter(&requests, status)));
        let mut metrics = Self {
            registry: Registry::with_prefix("griot"),
            rounds: Counter::default(),
            round_ended: Gauge::default(),
            round_seconds: Gauge::default(),
            polls: Family::default(),
            bytes: Counter::default(),
            entries: Counter::default(),
            stories: Counter::default(),
            editions: Counter::default(),
            requests,
            usual,
            connections: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

fn counter(requests: &Family<Status, Counter>, status: StatusCode) -> Counter {
    let status = status.as_u16();
    requests.get_or_create(&Status { status }).clone()
}

impl Metrics {
    fn register(&mut self) {
        let all = &mut self.registry;
        all.register("rounds", "Rounds that ended", self.rounds.clone());
        all.register(
            "round_ended_timestamp",
            "When the last round ended",
            self.round_ended.clone(),
        );
        all.register_with_unit(
            "round",
            "How long the last round took",
            Unit::Seconds,
            self.round_seconds.clone(),
        );
        all.register("polls", "Polls by what came of them", self.polls.clone());
        all.register_with_unit(
            "received",
            "Bytes received from sources",
            Unit::Bytes,
            self.bytes.clone(),
        );
        all.register("entries", "Entries that were new", self.entries.clone());
        all.register("stories", "Stories that were new", self.stories.clone());
        all.register(
            "editions_written",
            "Editions written",
            self.editions.clone(),
        );
        all.register(
            "http_requests",
            "Requests of readers by status",
            self.requests.clone(),
        );
        all.register(
            "http_connections",
            "Connections of readers that are open",
            self.connections.clone(),
        );
    }

    /// Adds what a round did.
    pub fn round_ended(&self, round: &Round) {
        self.rounds.inc();
        self.round_ended.set(round.ended);
        #[expect(
            clippy::cast_precision_loss,
            reason = "no round takes 2^52 milliseconds"
        )]
        self.round_seconds.set(round.milliseconds as f64 / 1000.0);
        for (outcome, count) in [
            ("changed", round.changed),
            ("not_modified", round.not_modified),
            ("failed", round.failed),
            ("skipped", round.skipped),
        ] {
            self.polls.get_or_create(&Outcome { outcome }).inc_by(count);
        }
        self.bytes.inc_by(round.bytes);
        self.entries.inc_by(round.entries);
        self.stories.inc_by(round.stories);
        self.editions.inc_by(round.editions);
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

    /// The counters in the OpenMetrics text format.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
