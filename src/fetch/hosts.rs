//! Politeness per host: few requests at once, spaced, and none while it asks to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::{Origin, Settings, Spacing};
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
    /// One permit, for the head of the queue of requests that keep a distance of the site's own.
    queue: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

/// When the host may be asked.
#[derive(Debug)]
struct Pace {
    /// The earliest start of the next request.
    next_start: Instant,
    /// The earliest start of the next request that keeps a distance of the site's own.
    next_spaced: Instant,
    /// When a request that joins the queue of those comes to its head, if none is held up before it.
    queue_ends: Instant,
    /// Until when it asked to be left alone, by the clock on the wall: a machine that slept has
    /// waited.
    held_until: Option<DateTime<Utc>>,
    /// Until when that holds for extras, which are no source's.
    extras_held_until: Option<DateTime<Utc>>,
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

    /// Waits until the host of `url` may be asked, `spacing` after the last that kept one, and for
    /// an extra where that is one.
    ///
    /// A distance of the site's own comes before the host's turn, so that a feed need not wait for it.
    /// Then comes the turn, then the host's spacing, and only then a place among all requests: whoever
    /// waits for a slow host keeps nobody else from theirs.
    pub(super) async fn turn(
        &self,
        url: &Url,
        spacing: Option<Spacing>,
        is_extra: bool,
    ) -> Result<Turn, Held> {
        let host = self.host(url);
        let _head = match spacing {
            Some(spacing) => {
                host.check_held(self.clock.now(), is_extra)?;
                Some(host.head_of_queue(spacing).await?)
            }
            None => None,
        };
        let here = permit(&host.turns).await;
        loop {
            host.check_held(self.clock.now(), is_extra)?;
            let next_start = host.pace().next_start;
            tokio::time::sleep_until(next_start).await;
            let everywhere = permit(&self.everywhere).await;
            if host.start(self.interval, spacing) {
                return Ok(Turn {
                    host,
                    clock: self.clock.clone(),
                    _here: here,
                    _everywhere: everywhere,
                });
            }
        }
    }

    /// As [`Turn::may_reuse_connection`], for who waits for no turn.
    pub(super) fn may_reuse_connection(&self, url: &Url) -> bool {
        self.host(url).may_reuse_connection()
    }

    /// As [`Turn::has_connected`], for who waits for no turn.
    pub(super) fn has_connected(&self, url: &Url) {
        self.host(url).has_connected();
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
        let until = self.after(wait);
        let mut pace = self.host.pace();
        pace.held_until = pace.held_until.max(Some(until));
    }

    /// Leaves the host alone for `wait`, at most a day, but for its sources.
    pub(super) fn hold_extras(&self, wait: Duration) {
        let until = self.after(wait);
        let mut pace = self.host.pace();
        pace.extras_held_until = pace.extras_held_until.max(Some(until));
    }

    fn after(&self, wait: Duration) -> DateTime<Utc> {
        let wait = TimeDelta::from_std(wait).map_or(LONGEST_HOLD, |wait| wait.min(LONGEST_HOLD));
        self.clock.now() + wait
    }

    /// Whether a request may go over a connection that an earlier one has opened, and that the
    /// host may have closed since.
    pub(super) fn may_reuse_connection(&self) -> bool {
        self.host.may_reuse_connection()
    }

    /// Notes that there is a connection now.
    pub(super) fn has_connected(&self) {
        self.host.has_connected();
    }
}

impl Host {
    fn new(turns: usize) -> Self {
        let now = Instant::now();
        Self {
            turns: Arc::new(Semaphore::new(turns)),
            queue: Arc::new(Semaphore::new(1)),
            pace: Mutex::new(Pace {
                next_start: now,
                next_spaced: now,
                queue_ends: now,
                held_until: None,
                extras_held_until: None,
                connected_until: now,
            }),
        }
    }

    fn may_reuse_connection(&self) -> bool {
        Instant::now() < self.pace().connected_until
    }

    fn has_connected(&self) {
        self.pace().connected_until = Instant::now() + IDLE;
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits at the end of the queue until the next in it may start. Nobody in it does before what is
    /// given back is dropped.
    async fn head_of_queue(&self, spacing: Spacing) -> Result<OwnedSemaphorePermit, Held> {
        self.join_queue(spacing)?;
        let head = permit(&self.queue).await;
        let next = self.pace().next_spaced;
        tokio::time::sleep_until(next).await;
        Ok(head)
    }

    fn join_queue(&self, spacing: Spacing) -> Result<(), Held> {
        let mut pace = self.pace();
        let now = Instant::now();
        let head = pace.queue_ends.max(now);
        if head - now > spacing.longest_queue {
            return Err(Held(head - now));
        }
        pace.queue_ends = head + spacing.apart;
        Ok(())
    }

    /// Refuses a request while the host wants to be left alone.
    fn check_held(&self, now: DateTime<Utc>, is_extra: bool) -> Result<(), Held> {
        self.pace().held(now, is_extra).map_or(Ok(()), Err)
    }

    /// Starts a request, unless another took this start.
    fn start(&self, interval: Duration, spacing: Option<Spacing>) -> bool {
        let mut pace = self.pace();
        let now = Instant::now();
        let free = now >= pace.next_start;
        if free {
            pace.next_start = now + interval;
            if let Some(spacing) = spacing {
                pace.next_spaced = now + spacing.apart;
                pace.queue_ends = pace.queue_ends.max(pace.next_spaced);
            }
        }
        free
    }

    fn is_idle(&self, (instant, now): (Instant, DateTime<Utc>)) -> bool {
        let pace = self.pace();
        pace.next_start <= instant && pace.queue_ends <= instant && pace.held(now, true).is_none()
    }
}

impl Pace {
    /// Whether the host wants to be left alone at `now`, by extras or by everybody.
    fn held(&self, now: DateTime<Utc>, is_extra: bool) -> Option<Held> {
        let extras = self.extras_held_until.filter(|_| is_extra);
        let left = self.held_until.max(extras)? - now;
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
mod tests;
