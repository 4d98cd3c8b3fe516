//! The daemon: rounds on schedule, the editions over HTTP, and a word to systemd on how it goes.

mod journal;
mod pause;
mod reload;
mod site;

use std::future::Future;
use std::io;
use std::sync::Arc;

use anyhow::Context as _;
use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::refresh::{
    Progress, ReadingLists, Refresher, SETTLE_DAEMON, Subscriber, Summary, Which,
};
use crate::serve::{self, Limits};

use journal::Journal;
use pause::Pause;

pub use reload::Reload;
pub(crate) use site::Site;

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
    let listeners = listen(&config).await?;
    let places = places(&listeners)?;
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_DAEMON)?;
    refresher.ask_ahead()?;
    let mut lists = ReadingLists::default();
    lists.begin(&refresher, &Which::Scheduled)?;
    let mut site = Site::open(&refresher, &clock)?;
    let subscriber = Subscriber::open(&mut refresher, chance)?;
    site.server.open_door(subscriber.callbacks());
    let (stopping, stopped) = watch::channel(false);
    let serving = tokio::spawn(serve::serve(
        listeners,
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
        "serving {places} and polling on schedule"
    );
    let ended = rounds(
        &mut refresher,
        Beside { subscriber, lists },
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

/// What goes on beside the rounds.
struct Beside {
    subscriber: Subscriber,
    lists: ReadingLists,
}

/// Rounds until told to stop. A round that fails as a whole is said and tried again: the disk that
/// was full may have room again. A database that is damaged stays so, and ends the daemon.
async fn rounds(
    refresher: &mut Refresher,
    mut beside: Beside,
    site: &mut Site,
    clock: &Clock,
    reload: &Reload,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let (health, stock) = refresher.look()?;
    let mut journal = Journal::begin(&health, &refresher.lists()?);
    site.server.metrics.holds(&stock);
    while !*stopped.borrow() {
        let stop = Box::pin(until(stopped.clone()));
        let watchdog = Watchdog;
        let mut is_served = false;
        if let Err(error) = beside.lists.begin(refresher, &Which::Scheduled) {
            tracing::error!("reading lists wait for the next round: {error}");
        }
        match refresher.round(&Which::Scheduled, &watchdog, stop).await {
            Ok(None) => break,
            Ok(Some(mut summary)) => {
                summary.lists = beside.lists.take_told();
                match refresher.look() {
                    Ok((health, stock)) => {
                        journal.round_ended(&summary, &health);
                        site.round_ended(&summary, &stock);
                    }
                    Err(error) => journal.given_up(&error),
                }
                match refresher.lists() {
                    Ok(lists) => journal.lists(&summary.lists, &lists),
                    Err(error) => journal.given_up(&error),
                }
                told(&summary);
                let loaded = site.take_up(summary.files, refresher, clock);
                is_served = loaded.is_ok();
                if let Err(error) = loaded {
                    tracing::error!("{error:#}; readers get the editions of the last round");
                }
            }
            Err(error) if error.is_damage() => return Err(error.into()),
            Err(error) => {
                journal.given_up(&error);
                site.server.metrics.round_given_up();
                site.may_have_changed();
            }
        }
        notify(&[NotifyState::Watchdog]);
        let pause = Pause::after_round(refresher, clock);
        let is_other = tokio::select! {
            lists_changed = pause.pass(refresher, &mut beside, is_served) => lists_changed,
            () = until(stopped.clone()) => false,
            () = reload.asked() => true,
        };
        if is_other {
            // The next round begins at once, and writes what the configuration has changed.
            reload.take_over(refresher, &mut beside.subscriber, site);
        }
    }
    Ok(refresher.finish_alerts().await?)
}

/// One sentence a round; silence where nothing was due.
fn told(summary: &Summary) {
    let sources = &summary.sources;
    if sources.polled > 0 || summary.editions.written > 0 {
        tracing::info!(
            polled = sources.polled,
            changed = sources.changed,
            failed = sources.failed,
            entries.new = summary.entries.new,
            stories.new = summary.stories.new,
            editions.written = summary.editions.written,
            duration_ms = (summary.finished - summary.started).num_milliseconds(),
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

/// The sockets that systemd holds for us, or one of our own.
async fn listen(config: &Config) -> anyhow::Result<Vec<TcpListener>> {
    let address = config.serve.listen;
    let held = held().context("systemd holds a socket for us that nobody can be served on")?;
    if held.is_empty() {
        let own = TcpListener::bind(address).await.map_err(|error| {
            let remedy = remedy(error.kind());
            anyhow::Error::new(error).context(format!("cannot listen on {address}; {remedy}"))
        })?;
        return Ok(vec![own]);
    }
    let at_address = |listener: &TcpListener| listener.local_addr().is_ok_and(|at| at == address);
    if !held.iter().any(at_address) {
        tracing::info!("systemd's socket says where to serve, not {address} of the configuration");
    }
    Ok(held)
}

/// What to do about an address that nobody can be served on.
fn remedy(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::AddrInUse => "is another server there? choose another with --listen",
        io::ErrorKind::AddrNotAvailable => "choose an address of this machine with --listen",
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 are the system's: choose another with --listen, or let systemd hold \
             the socket (griot.socket)"
        }
        _ => "choose another with --listen",
    }
}

/// What systemd hands over (`sd_listen_fds(3)`): a socket for each `ListenStream=`.
fn held() -> io::Result<Vec<TcpListener>> {
    let mut held = ListenFd::from_env();
    let mut listeners = Vec::new();
    for at in 0..held.len() {
        if let Some(listener) = held.take_tcp_listener(at)? {
            listener.set_nonblocking(true)?;
            listeners.push(TcpListener::from_std(listener)?);
        }
    }
    Ok(listeners)
}

/// The addresses that are served, for the journal.
fn places(listeners: &[TcpListener]) -> io::Result<String> {
    let places: Vec<String> = listeners
        .iter()
        .map(|listener| Ok(format!("http://{}/", listener.local_addr()?)))
        .collect::<io::Result<_>>()?;
    Ok(places.join(", "))
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
