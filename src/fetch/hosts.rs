//! Politeness per host: few requests at once, spaced, and none while it asks to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::Settings;

/// Hosts remembered before those that are idle are forgotten: redirects may name any number.
const MOST_HOSTS: usize = 4096;

/// How long a connection that nobody uses is kept for the next request.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// Every host that was asked, made on demand, and the limit over all of them.
#[derive(Debug)]
pub(super) struct Hosts {
    hosts: Mutex<HashMap<Origin, Arc<Host>>>,
    everywhere: Arc<Semaphore>,
    per_host: usize,
    interval: Duration,
}

/// Scheme, name and port.
type Origin = (String, String, u16);

#[derive(Debug)]
struct Host {
    /// As many permits as requests may be under way at this host.
    turns: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

/// When the host may be asked.
#[derive(Debug)]
struct Pace {
    /// The earliest start of the next request.
    next_start: Instant,
    /// Until when it asked to be left alone.
    held_until: Instant,
    /// Until when a connection from an earlier request may still be open.
    connected_until: Instant,
}

/// Leave to ask a host one thing; the next in line has it when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: Arc<Host>,
    _here: OwnedSemaphorePermit,
    _everywhere: OwnedSemaphorePermit,
}

/// The host asked to be left alone for this long yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held(pub Duration);

impl Hosts {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            hosts: Mutex::default(),
            everywhere: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            per_host: settings.per_host_connections.max(1),
            interval: settings.per_host_interval,
        }
    }

    /// Waits until the host of `url` may be asked.
    ///
    /// The host's own turn comes first, then its spacing, and only then a place among all
    /// requests: whoever waits for a slow host keeps nobody else from theirs.
    pub(super) async fn turn(&self, url: &Url) -> Result<Turn, Held> {
        let host = self.host(url);
        let here = permit(&host.turns).await;
        loop {
            tokio::time::sleep_until(host.ready()?).await;
            let everywhere = permit(&self.everywhere).await;
            if host.start(self.interval) {
                return Ok(Turn {
                    host,
                    _here: here,
                    _everywhere: everywhere,
                });
            }
        }
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let origin = (
            url.scheme().to_owned(),
            url.host_str().unwrap_or_default().to_owned(),
            url.port_or_known_default().unwrap_or_default(),
        );
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || !host.is_idle(now));
        }
        let make = || Arc::new(Host::new(self.per_host));
        Arc::clone(hosts.entry(origin).or_insert_with(make))
    }
}

impl Turn {
    /// Leaves the host alone for `wait`, whoever asks.
    pub(super) fn hold(&self, wait: Duration) {
        let mut pace = self.host.pace();
        // A wait beyond what the clock can count is capped by the caller; failing that, ignored.
        if let Some(until) = Instant::now().checked_add(wait) {
            pace.held_until = pace.held_until.max(until);
        }
    }

    /// Whether a request may go over a connection that an earlier one has opened, and that the
    /// host may have closed since.
    pub(super) fn may_reuse_connection(&self) -> bool {
        Instant::now() < self.host.pace().connected_until
    }

    /// Notes that there is a connection now.
    pub(super) fn has_connected(&self) {
        self.host.pace().connected_until = Instant::now() + IDLE;
    }
}

impl Host {
    fn new(turns: usize) -> Self {
        let now = Instant::now();
        Self {
            turns: Arc::new(Semaphore::new(turns)),
            pace: Mutex::new(Pace {
                next_start: now,
                held_until: now,
                connected_until: now,
            }),
        }
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the next request may start.
    fn ready(&self) -> Result<Instant, Held> {
        let pace = self.pace();
        match pace.held_until.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => Err(Held(left)),
            _ => Ok(pace.next_start),
        }
    }

    /// Starts a request, unless another took this start.
    fn start(&self, interval: Duration) -> bool {
        let mut pace = self.pace();
        let now = Instant::now();
        let free = now >= pace.next_start;
        if free {
            pace.next_start = now + interval;
        }
        free
    }

    fn is_idle(&self, now: Instant) -> bool {
        let pace = self.pace();
        pace.next_start <= now && pace.held_until <= now
    }
}

async fn permit(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    #[expect(clippy::expect_used, reason = "no semaphore here is ever closed")]
    Arc::clone(semaphore)
        .acquire_owned()
        .await
        .expect("an open semaphore")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(concurrency: usize, per_host: usize, interval: Duration) -> Hosts {
        Hosts::new(&Settings {
            concurrency,
            per_host_connections: per_host,
            per_host_interval: interval,
            ..Settings::default()
        })
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    const NEVER: Duration = Duration::from_millis(30);

    #[tokio::test]
    async fn a_host_is_asked_one_thing_at_a_time_and_others_go_on() {
        let hosts = hosts(8, 1, Duration::ZERO);
        let first = hosts.turn(&url("http://a/1")).await.unwrap();
        let second = tokio::time::timeout(NEVER, hosts.turn(&url("http://a:80/2"))).await;
        assert!(second.is_err(), "the same host waits");
        for other in ["http://b/", "https://a/", "http://a:81/"] {
            hosts.turn(&url(other)).await.unwrap();
        }
        drop(first);
        hosts.turn(&url("http://a/2")).await.unwrap();
    }

    #[tokio::test]
    async fn who_waits_for_a_slow_host_takes_no_place_from_others() {
        let hosts = Arc::new(hosts(2, 1, Duration::ZERO));
        let _slow = hosts.turn(&url("http://slow/")).await.unwrap();
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let hosts = Arc::clone(&hosts);
                tokio::spawn(async move { hosts.turn(&url("http://slow/")).await.map(drop) })
            })
            .collect();
        tokio::task::yield_now().await;
        hosts.turn(&url("http://quick/")).await.unwrap();
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn starts_at_one_host_are_spaced_even_when_several_may_run() {
        let interval = Duration::from_millis(15);
        let hosts = hosts(8, 3, interval);
        let begin = Instant::now();
        let site = url("http://a/");
        let turns = (hosts.turn(&site), hosts.turn(&site), hosts.turn(&site));
        let (a, b, c) = tokio::join!(turns.0, turns.1, turns.2);
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert!(begin.elapsed() >= interval * 2);
    }

    #[tokio::test]
    async fn a_held_host_is_not_asked_and_says_for_how_long() {
        let hosts = hosts(8, 1, Duration::ZERO);
        let site = url("http://a/");
        hosts
            .turn(&site)
            .await
            .unwrap()
            .hold(Duration::from_secs(60));
        let Held(left) = hosts.turn(&site).await.unwrap_err();
        assert!(left > Duration::from_secs(50) && left <= Duration::from_secs(60));
        assert!(hosts.turn(&url("http://b/")).await.is_ok());
    }
}
