//! The daemon: rounds on schedule, the editions over HTTP, and a word to systemd on how it goes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Config, Problems};
use crate::publish::pages;
use crate::refresh::{Progress, Refresher, SETTLE_DAEMON, Subscriber, Summary, Which};
use crate::serve::{self, Limits, Policy, Server, Snapshot};

/// How long readers may keep a document without asking: an edition changes whenever one of its
/// many sources brings news, which no schedule of a single source tells.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);

/// At least this long between two rounds: sources are spread over the hour, and what comes due in
/// the meantime shares a round.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(15);

/// How soon after a round what hubs bring makes another one: several bring it at once.
const AFTER_NEWS: Duration = Duration::from_secs(3);

/// At least this long between two looks at what hubs have to be asked and told.
const BETWEEN_CHORES: Duration = Duration::from_secs(1);

/// At most this long without looking at the clock, which may have jumped.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Polls and serves until `stop` resolves; then ends what is under way.
///
/// # Errors
/// When the store, the public folder or the address cannot be used.
pub async fn run(
    config: Config,
    clock: Clock,
    chance: Chance,
    reload: Reload,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let listener = listen(&config).await?;
    let address = listener.local_addr()?;
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_DAEMON)?;
    let mut site = Site::open(&refresher, &clock)?;
    let subscriber = Subscriber::open(&mut refresher, chance)?;
    site.server.open_door(subscriber.callbacks());
    let (stopping, stopped) = watch::channel(false);
    let serving = tokio::spawn(serve::serve(
        listener,
        Arc::clone(&site.server),
        Limits::of_process(),
        until(stopped.clone()),
    ));
    tokio::spawn(async move {
        stop.await;
        // Fails only when nobody waits for it any more.
        let _ = stopping.send(true);
    });
    notify(&[NotifyState::Ready]);
    tracing::info!(
        sources = refresher.config().enabled().count(),
        "serving http://{address}/ and polling on schedule"
    );
    let ended = rounds(
        &mut refresher,
        subscriber,
        &mut site,
        &clock,
        &reload,
        stopped,
    )
    .await;
    notify(&[NotifyState::Stopping]);
    serving.await.context("the server did not end cleanly")?;
    ended
}

/// Rounds until told to stop. A round that fails as a whole is said and tried again: the disk that
/// was full may have room again.
async fn rounds(
    refresher: &mut Refresher,
    mut subscriber: Subscriber,
    site: &mut Site,
    clock: &Clock,
    reload: &Reload,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    while !*stopped.borrow() {
        let stop = Box::pin(until(stopped.clone()));
        let watchdog = Watchdog;
        let mut is_served = false;
        match refresher.round(&Which::Scheduled, &watchdog, stop).await {
            Ok(None) => break,
            Ok(Some(summary)) => {
                told(&summary);
                site.round_ended(&summary);
                let loaded = site.load(refresher, clock);
                is_served = loaded.is_ok();
                if let Err(error) = loaded {
                    tracing::error!("{error:#}; readers get the editions of the last round");
                }
            }
            Err(error) => tracing::error!("the round was given up: {error}"),
        }
        notify(&[NotifyState::Watchdog]);
        let pause = Pause::after_round(refresher, clock);
        tokio::select! {
            () = pause.pass(refresher, &mut subscriber, is_served) => continue,
            () = until(stopped.clone()) => continue,
            () = reload.asked() => {}
        }
        // The next round begins at once, and writes what the configuration has changed.
        reload.take_over(refresher, &mut subscriber, site);
    }
    Ok(refresher.finish_alerts().await?)
}

/// Where the configuration is read anew when somebody asks for it.
pub struct Reload {
    ask: Arc<Notify>,
    read: Box<dyn Fn() -> Result<Config, Problems> + Send + Sync>,
}

impl Reload {
    /// Reads by `read`.
    pub fn new(read: impl Fn() -> Result<Config, Problems> + Send + Sync + 'static) -> Self {
        Self {
            ask: Arc::default(),
            read: Box::new(read),
        }
    }

    /// What is notified to ask for it. Asked during a round, it is done after that.
    #[must_use]
    pub fn asking(&self) -> Arc<Notify> {
        Arc::clone(&self.ask)
    }

    async fn asked(&self) {
        self.ask.notified().await;
    }

    /// Takes the configuration over, if it is right as a whole; otherwise says what is wrong, and the
    /// old one stays. Nothing that is under way is dropped.
    fn take_over(&self, refresher: &mut Refresher, hubs: &mut Subscriber, site: &mut Site) {
        // systemd takes the two together for one message (sd_notify(3)).
        match NotifyState::monotonic_usec_now() {
            Ok(now) => notify(&[NotifyState::Reloading, now]),
            Err(_) => notify(&[NotifyState::Reloading]),
        }
        match (self.read)() {
            Err(problems) => {
                tracing::error!("the configuration is refused and the old one stays: {problems}");
            }
            Ok(config) => match refresher.reconfigure(config, SETTLE_DAEMON) {
                Err(error) => tracing::error!("the old configuration stays: {error}"),
                Ok(kept) => {
                    hubs.reconfigured(refresher);
                    site.policy = policy(refresher.config());
                    let sources = refresher.config().enabled().count();
                    tracing::info!(sources, "the configuration was taken over");
                    if !kept.is_empty() {
                        let kept = kept.join(", ");
                        tracing::warn!("{kept} cannot change while it runs; restart for it");
                    }
                }
            },
        }
        notify(&[NotifyState::Ready]);
    }
}

/// Gives the alerts that are due, and never ends.
async fn alerts(refresher: &mut Refresher) {
    if let Err(error) = refresher.give_alerts().await {
        tracing::error!("alerts wait for the next round: {error}");
    }
    std::future::pending().await
}

/// The time between two rounds, in which hubs are spoken with and alerts given.
struct Pause {
    clock: Clock,
    began: Instant,
    next_round: Instant,
}

impl Pause {
    fn after_round(refresher: &Refresher, clock: &Clock) -> Self {
        let began = Instant::now();
        let wait = wait(refresher.next_event().ok().flatten(), clock.now());
        Self {
            clock: clock.clone(),
            began,
            next_round: began + wait,
        }
    }

    /// Waits for the next round, which comes soon where hubs bring news. Our own hub is told of what
    /// is served already.
    async fn pass(mut self, refresher: &mut Refresher, hubs: &mut Subscriber, is_served: bool) {
        loop {
            match hubs.see_to(refresher) {
                Ok(true) => {
                    let next = wait(refresher.next_event().ok().flatten(), self.clock.now());
                    let soon = match refresher.has_deliveries() {
                        true => AFTER_NEWS,
                        false => next,
                    };
                    self.next_round = self.next_round.min(self.began + soon);
                }
                Ok(false) => {}
                Err(error) => tracing::error!("subscriptions are not kept: {error}"),
            }
            if is_served && let Err(error) = refresher.keep_announcing().await {
                tracing::error!("the hub is not told: {error}");
            }
            if Instant::now() >= self.next_round {
                return;
            }
            let chore = self.next_chore(refresher, hubs, is_served);
            tokio::select! {
                () = tokio::time::sleep_until(self.next_round.min(chore)) => {}
                () = hubs.woken() => {}
                () = alerts(refresher) => {}
            }
        }
    }

    /// When there is next something to see to besides rounds.
    fn next_chore(&self, refresher: &Refresher, hubs: &Subscriber, is_served: bool) -> Instant {
        let asking = hubs.next(refresher).ok().flatten();
        let telling = refresher.next_announcement().ok().flatten();
        let next = asking
            .into_iter()
            .chain(telling.filter(|_| is_served))
            .min();
        let left = next.map_or(LONGEST_SLEEP, |next| {
            (next - self.clock.now()).to_std().unwrap_or_default()
        });
        Instant::now() + left.clamp(BETWEEN_CHORES, LONGEST_SLEEP)
    }
}

/// How long to sleep before the next look.
fn wait(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    next.map_or(LONGEST_SLEEP, |next| {
        (next - now).to_std().unwrap_or_default()
    })
    .clamp(BETWEEN_ROUNDS, LONGEST_SLEEP)
}

/// One sentence a round, and one for each failure; silence where nothing was due.
fn told(summary: &Summary) {
    let sources = &summary.sources;
    for failure in &summary.failures {
        tracing::warn!(
            source.id = failure.source,
            kind = failure.kind,
            "{}",
            failure.message
        );
    }
    if sources.polled > 0 || summary.editions.written > 0 {
        tracing::info!(
            polled = sources.polled,
            changed = sources.changed,
            failed = sources.failed,
            entries.new = summary.entries.new,
            stories.new = summary.stories.new,
            editions.written = summary.editions.written,
            "round done"
        );
    }
    let status = format!(
        "last round {}: {} polled, {} failed, {} new entries",
        summary.finished.format("%H:%M:%S UTC"),
        sources.polled,
        sources.failed,
        summary.entries.new
    );
    notify(&[NotifyState::Status(&status)]);
}

/// The socket that systemd holds for us, or one of our own.
async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let address = config.serve.listen;
    if let Some(held) = ListenFd::from_env().take_tcp_listener(0)? {
        held.set_nonblocking(true)?;
        if held.local_addr()? != address {
            tracing::info!(
                "systemd's socket says where to serve, not {address} of the configuration"
            );
        }
        return Ok(TcpListener::from_std(held)?);
    }
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another server there? choose another with --listen")
    })
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Tells systemd, where it runs us and asked to be told.
fn notify(states: &[NotifyState<'_>]) {
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(false, states);
}

/// Feeds systemd's watchdog while a round makes progress, and only then.
struct Watchdog;

impl Progress for Watchdog {
    fn polling(&self, _sources: usize) {
        notify(&[NotifyState::Watchdog]);
    }

    fn polled(&self, _source: &str) {
        notify(&[NotifyState::Watchdog]);
    }

    fn step(&self, _what: &'static str) {
        notify(&[NotifyState::Watchdog]);
    }

    fn done(&self) {}
}

/// The published folder, as it is served.
#[derive(Debug)]
pub(crate) struct Site {
    policy: Policy,
    pub(crate) server: Arc<Server>,
}

impl Site {
    /// Writes what is to be published already, and takes it up: a start shows the last editions at
    /// once, and empty ones where there were none.
    pub(crate) fn open(refresher: &Refresher, clock: &Clock) -> anyhow::Result<Self> {
        let policy = policy(refresher.config());
        let site = Self {
            server: Arc::new(Server::new(&policy, clock.clone())),
            policy,
        };
        refresher.publish_what_waits()?;
        site.load(refresher, clock)?;
        Ok(site)
    }

    /// Takes up what was published since.
    pub(crate) fn load(&self, refresher: &Refresher, clock: &Clock) -> anyhow::Result<()> {
        let previous = self.server.snapshot();
        let snapshot = Snapshot::load(
            &refresher.config().instance.public_dir,
            &self.policy,
            &refresher.gone()?,
            Some(&previous),
            clock.now(),
        )?;
        self.server.replace(snapshot);
        Ok(())
    }

    /// Counts a round.
    pub(crate) fn round_ended(&self, summary: &Summary) {
        let took = summary.finished - summary.started;
        self.server.metrics.round_ended(&serve::Round {
            ended: summary.finished.timestamp(),
            milliseconds: took.num_milliseconds().unsigned_abs(),
            changed: summary.sources.changed as u64,
            not_modified: summary.sources.not_modified as u64,
            failed: summary.sources.failed as u64,
            skipped: summary.sources.skipped as u64,
            bytes: summary.bytes.received,
            entries: summary.entries.new as u64,
            stories: summary.stories.new as u64,
            editions: summary.editions.written as u64,
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn sleep_ends_with_the_next_source_and_never_runs_long_or_hot() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(wait(None, now), LONGEST_SLEEP);
        assert_eq!(wait(Some(now - TimeDelta::hours(1)), now), BETWEEN_ROUNDS);
        assert_eq!(
            wait(Some(now + TimeDelta::seconds(30)), now),
            Duration::from_secs(30)
        );
        assert_eq!(wait(Some(now + TimeDelta::hours(9)), now), LONGEST_SLEEP);
    }
}
