//! The published folder, as the daemon serves it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Stock;
use crate::publish::pages;
use crate::refresh::{Progress, Refresher, Summary};
use crate::serve::{self, Policy, Server, Snapshot};

/// How long readers may keep a document without asking: an edition changes whenever one of its
/// many sources brings news, which no schedule of a single source tells.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);

/// The published folder, as it is served.
#[derive(Debug)]
pub(crate) struct Site {
    policy: Policy,
    pub(crate) server: Arc<Server>,
    /// Whether what is served is what stands in the folder, under the policy.
    is_current: bool,
}

impl Site {
    /// Writes what is to be published already, and takes it up: a start shows the last editions at
    /// once, and empty ones where there were none.
    pub(crate) fn open(refresher: &Refresher, clock: &Clock) -> anyhow::Result<Self> {
        let policy = policy(refresher.config());
        let mut site = Self {
            server: Arc::new(Server::new(&policy, clock.clone())),
            policy,
            is_current: false,
        };
        refresher.publish_what_waits(&Starting)?;
        site.take_up(0, refresher, clock)?;
        Ok(site)
    }

    /// Goes by another configuration from the next time that something is taken up.
    pub(super) fn reconfigured(&mut self, config: &Config) {
        self.policy = policy(config);
        self.is_current = false;
    }

    /// Takes up whatever there is the next time: a round that failed may have written files before.
    pub(super) fn may_have_changed(&mut self) {
        self.is_current = false;
    }

    /// Takes up what was published since, if any files were.
    pub(crate) fn take_up(
        &mut self,
        files: usize,
        refresher: &Refresher,
        clock: &Clock,
    ) -> anyhow::Result<()> {
        self.is_current &= files == 0;
        if self.is_current {
            return Ok(());
        }
        let previous = self.server.snapshot();
        let snapshot = Snapshot::load(
            &refresher.config().instance.public_dir,
            &self.policy,
            &refresher.gone()?,
            Some(&previous),
            clock.now(),
        )?;
        self.server.replace(snapshot);
        self.is_current = true;
        Ok(())
    }

    /// Counts a round, after which the instance holds so much.
    pub(crate) fn round_ended(&self, summary: &Summary, stock: &Stock) {
        let Summary {
            sources,
            entries,
            stories,
            pages,
            ..
        } = summary;
        let mut failed = BTreeMap::new();
        for failure in &summary.failures {
            *failed.entry(failure.kind.clone()).or_default() += 1;
        }
        let count = |count: usize| count as u64;
        let took = summary.finished - summary.started;
        self.server.metrics.holds(stock);
        self.server.metrics.round_ended(&serve::Round {
            ended: summary.finished,
            took: took.to_std().unwrap_or_default(),
            changed: count(sources.changed),
            not_modified: count(sources.not_modified),
            failed,
            skipped: count(sources.skipped),
            polls: summary.polls.clone(),
            bytes: summary.bytes.received,
            entries: [entries.new, entries.updated].map(count),
            stories: [stories.new, stories.changed, stories.merged].map(count),
            pages: [pages.read, pages.failed, pages.forbidden].map(count),
            editions: count(summary.editions.written),
        });
    }
}

fn policy(config: &Config) -> Policy {
    Policy {
        base_url: config.instance.base_url.clone(),
        max_age: MAX_AGE,
        hub: config.publish.hub.clone(),
        language: pages::spoken(config.instance.language),
    }
}

/// Asks systemd for more time to start, as long as it goes on: where everything has to be written anew,
/// that takes a while.
struct Starting;

/// What it asks for at a time, in microseconds.
const MORE_TIME: u32 = 60_000_000;

impl Progress for Starting {
    fn polling(&self, _sources: usize) {}
    fn polled(&self, _source: &str) {}

    fn step(&self, _what: &'static str) {
        super::notify(&[NotifyState::ExtendTimeoutUsec(MORE_TIME)]);
    }

    fn done(&self) {}
}
