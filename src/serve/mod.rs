//! The editions over HTTP, from memory: a snapshot of the public folder that is swapped whole.
//!
//! HTTP/1.1 is spoken by ourselves ([`http1`]): what stands at a path is read and described once,
//! when it is published, and an answer copies that description and points at the bytes. A general
//! library builds a table of fields for every answer and writes it out again, which takes longer
//! than all the rest (docs/serving.md has the figures). HTTP/2 is hyper's. Both ask [`answer`] what
//! to say, so that they say the same.

mod answer;
mod coding;
mod conditional;
mod connection;
mod fields;
mod http1;
mod http2;
mod metrics;
mod patience;
mod request;
mod resource;
mod snapshot;

use std::sync::{Arc, PoisonError, RwLock};

pub use connection::{Limits, serve};
pub use metrics::{Metrics, Round};
pub use resource::Policy;
pub use snapshot::{LoadError, Snapshot};

use crate::clock::Clock;

/// What the connections share: the site as it stands, and the counters.
#[derive(Debug)]
pub struct Server {
    snapshot: RwLock<Arc<Snapshot>>,
    /// `Cache-Control` of everything that is published.
    cache_control: String,
    clock: Clock,
    /// The counters that `/metrics` shows; the daemon adds its rounds.
    pub metrics: Metrics,
}

impl Server {
    /// A server without anything to serve yet: `/healthz` says that it is not ready.
    #[must_use]
    pub fn new(policy: &Policy, clock: Clock) -> Self {
        Self {
            snapshot: RwLock::default(),
            cache_control: policy.cache_control(),
            clock,
            metrics: Metrics::default(),
        }
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
}
