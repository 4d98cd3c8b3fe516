//! The editions over HTTP, from memory: a snapshot of the public folder that is swapped whole. Only
//! stories' pages and images are read when somebody asks for them.
//!
//! HTTP/1.1 is spoken by ourselves ([`http1`]): what stands at a path is read and described once,
//! when it is published, and an answer copies that description and points at the bytes. A general
//! library builds a table of fields for every answer and writes it out again, and we send many
//! (docs/serving.md has the figures). What is rare and takes more is left to such a
//! library ([`general`]): HTTP/2, and what hubs deliver. Both ask [`answer`] what to say, so that they
//! say the same.

mod answer;
mod callback;
mod coding;
mod conditional;
mod connection;
mod content;
mod fields;
mod general;
mod http1;
mod language;
mod metrics;
mod patience;
mod request;
mod resource;
mod rest;
mod search;
mod snapshot;

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use callback::Door;

pub use callback::{Callbacks, Delivery};
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
    /// Where hubs call, if they may.
    door: OnceLock<Door>,
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
            metrics: Metrics::new(clock.now()),
            clock,
            door: OnceLock::new(),
        }
    }

    /// Lets `callbacks` answer hubs from now on, and for good.
    pub fn open_door(&self, callbacks: Arc<dyn Callbacks>) {
        // It is opened once.
        let _ = self.door.set(Door::new(callbacks));
    }

    /// The door, where it is open and `path` is a hub's place behind it.
    fn door(&self, path: &str) -> Option<&Door> {
        self.door.get().filter(|_| callback::token(path).is_some())
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
