//! Politeness per host: few requests at once, spaced, and none while it asks to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::{Origin, Settings};
use crate::clock::Clock;

/// Hosts remembered before those that are idle are forgotten: redirects may name any number.
const MOST_HOSTS: usize = 4096;

/// How long a connection that nobody uses is kept for the next request.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// Longest that a host's wish to be left alone is kept to. What seems longer was noted by a clock
/// that is set back since.
const LONGEST_HOLD: TimeDelta = TimeDelta::days(1);

/// Every host that was asked, made on demand, and the limit over all of them.
#[derive(Debug)]
pub(super) struct Hosts {
    hosts: Mutex<HashMap<Origin, Arc<Host>>>,
    everywhere: Arc<Semaphore>,
    per_host: usize,
    interval: Duration,
    clock: Clock,
}

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
    /// Until when it asked to be left alone, by the clock on the wall: a machine that slept has
    /// waited.
    held_until: Option<DateTime<Utc>>,
    /// Until when a connection from an earlier request may still be open.
    connected_until: Instant,
}

/// Leave to ask a host one thing; the next in line has it when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: Arc<Host>,
    clock: Clock,
    _here: OwnedSemaphorePermit,
    _everywhere: OwnedSemaphorePermit,
}

/// The host asked to be left alone for this long yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held(pub Duration);

impl Hosts {
    pub(super) fn new(settings: &Settings, clock: Clock) -> Self {
        Self {
            hosts: Mutex::default(),
            everywhere: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            per_host: settings.per_host_connections.max(1),
            interval: settings.per_host_interval,
            clock,
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
            tokio::time::sleep_until(host.ready(self.clock.now())?).await;
            let everywhere = permit(&self.everywhere).await;
            if host.start(self.interval) {
                return Ok(Turn {
                    host,
                    clock: self.clock.clone(),
                    _here: here,
                    _everywhere: everywhere,
                });
            }
        }
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let origin = Origin::of(url);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            let now = (Instant::now(), self.clock.now());
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || !host.is_idle(now));
        }
        let make = || Arc::new(Host::new(self.per_host));
        Arc::clone(hosts.entry(origin).or_insert_with(make))
    }
}

impl Turn {
    /// Leaves the host alone for `wait`, at most a day, whoever asks.
    pub(super) fn hold(&self, wait: Duration) {
        let wait = TimeDelta::from_std(wait).map_or(LONGEST_HOLD, |wait| wait.min(LONGEST_HOLD));
        let mut pace = self.host.pace();
        pace.held_until = pace.held_until.max(Some(self.clock.now() + wait));
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
                held_until: None,
                connected_until: now,
            }),
        }
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the next request may start.
    fn ready(&self, now: DateTime<Utc>) -> Result<Instant, Held> {
        let pace = self.pace();
        pace.held(now).map_or(Ok(pace.next_start), Err)
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

    fn is_idle(&self, (instant, now): (Instant, DateTime<Utc>)) -> bool {
        let pace = self.pace();
        pace.next_start <= instant && pace.held(now).is_none()
    }
}

impl Pace {
    /// Whether the host wants to be left alone at `now`.
    fn held(&self, now: DateTime<Utc>) -> Option<Held> {
        let left = self.held_until? - now;
        let is_held = left > TimeDelta::zero() && left <= LONGEST_HOLD;
        is_held.then(|| Held(left.to_std().unwrap_or_default()))
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
        let settings = Settings {
            concurrency,
            per_host_connections: per_host,
            per_host_interval: interval,
            ..Settings::default()
        };
        Hosts::new(&settings, Clock::manual(DateTime::UNIX_EPOCH))
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
        let minute = Duration::from_secs(60);
        hosts.turn(&site).await.unwrap().hold(minute);
        hosts.clock.advance(TimeDelta::seconds(20));
        let left = hosts.turn(&site).await.unwrap_err();
        assert_eq!(left, Held(minute * 2 / 3));
        assert!(hosts.turn(&url("http://b/")).await.is_ok());
        hosts.clock.advance(TimeDelta::seconds(40));
        assert!(hosts.turn(&site).await.is_ok());
    }

    #[tokio::test]
    async fn no_host_is_held_beyond_a_day_nor_by_a_clock_that_was_set_back() {
        let hosts = hosts(8, 1, Duration::ZERO);
        let site = url("http://a/");
        hosts.turn(&site).await.unwrap().hold(Duration::MAX);
        let left = hosts.turn(&site).await.unwrap_err();
        assert_eq!(left, Held(Duration::from_secs(24 * 60 * 60)));
        hosts.clock.advance(TimeDelta::days(-400));
        assert!(hosts.turn(&site).await.is_ok());
    }
}
