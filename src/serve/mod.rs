//! The editions over HTTP, from memory: a snapshot of the public folder that is swapped whole.
//!
//! Connections are driven by `hyper_util`, which axum stands on, and not by `axum::serve`: that
//! one sets no timeout for a request's header, so that a client which never ends its request would
//! hold its connection for ever.

mod callback;
mod coding;
mod conditional;
mod connection;
mod language;
mod metrics;
mod patience;
mod resource;
mod respond;
mod search;
mod snapshot;

use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use axum::http::HeaderValue;

use callback::Door;

pub use callback::{Callbacks, Delivery};
pub use connection::{Limits, serve};
pub use metrics::{Metrics, Round};
pub use resource::Policy;
pub use snapshot::{LoadError, Snapshot};

/// How much longer than `max-age` a cache may answer while it asks us (RFC 5861, section 3).
const STALE_WHILE_REVALIDATE: Duration = Duration::from_secs(10 * 60);
/// How long a cache may answer while we fail (RFC 5861, section 4): better old news than none.
const STALE_IF_ERROR: Duration = Duration::from_secs(24 * 60 * 60);

/// What the connections share: the site as it stands, and the counters.
#[derive(Debug)]
pub struct Server {
    snapshot: RwLock<Arc<Snapshot>>,
    /// `Cache-Control` of everything that is published.
    cache_control: HeaderValue,
    /// Where hubs call, if they may.
    door: OnceLock<Door>,
    /// The counters that `/metrics` shows; the daemon adds its rounds.
    pub metrics: Metrics,
}

impl Server {
    /// A server without anything to serve yet: `/healthz` says that it is not ready.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let cache_control = format!(
            "public, max-age={}, stale-while-revalidate={}, stale-if-error={}",
            policy.max_age.as_secs(),
            STALE_WHILE_REVALIDATE.as_secs(),
            STALE_IF_ERROR.as_secs(),
        );
        Self {
            snapshot: RwLock::default(),
            cache_control: resource::value(&cache_control),
            door: OnceLock::new(),
            metrics: Metrics::default(),
        }
    }

    /// Lets `callbacks` answer hubs from now on, and for good.
    pub fn open_door(&self, callbacks: Arc<dyn Callbacks>) {
        // It is opened once.
        let _ = self.door.set(Door::new(callbacks));
    }

    /// The site as it stands.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let current = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Puts another snapshot in place, whole: each request sees the old site or the new one.
    pub fn replace(&self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        *self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = snapshot;
    }

    fn is_ready(&self) -> bool {
        !self.snapshot().is_empty()
    }
}
