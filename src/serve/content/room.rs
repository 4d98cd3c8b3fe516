//! What is read from the disk for answers that are under way, bounded for all of them together.

use std::sync::Arc;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that are held at a time.
const TOGETHER: usize = 32 << 20;

/// Room is counted in these.
const KIB: usize = 1 << 10;

/// The room that there is for what was read and is not sent yet. Readers who take nothing may fill it,
/// and no more than it.
#[derive(Clone, Debug)]
pub struct Room(Arc<Semaphore>);

/// What takes up room until it is dropped.
struct Held {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(TOGETHER / KIB)))
    }
}

impl Room {
    /// Holds `bytes`; none where there is no room for them.
    pub(in crate::serve) fn hold(&self, bytes: Vec<u8>) -> Option<Bytes> {
        let size = u32::try_from(bytes.len().div_ceil(KIB)).ok()?;
        let room = Arc::clone(&self.0).try_acquire_many_owned(size).ok()?;
        Some(Bytes::from_owner(Held { bytes, _room: room }))
    }
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
