//! Receiving a body: bounded in time and in bytes, on its own and together with all others.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::decode::Fault;
use super::failures::transport_failure;
use super::{Failure, FailureKind, Place, Settings};

/// Up to this size a body may be received beside any number of others.
pub(super) const SMALL: usize = 128 << 10;

/// What small bodies may come to together: with many requests under way, each is small sooner.
const SMALL_TOGETHER: usize = 8 << 20;

/// Bodies of the largest size that have room beside one another.
const LARGE_AT_ONCE: usize = 2;

/// Room for bodies is counted in these.
const KIB: usize = 1 << 10;

/// Bytes of an unwanted body that are read so that its connection can be used again.
const DRAINED: usize = 16 << 10;

/// Longest that reading an unwanted body may take: a new connection costs less.
const DRAINING: Duration = Duration::from_secs(1);

/// The room that bodies have between them: what bounds the memory of a round, whatever its
/// concurrency and whatever outlets send.
#[derive(Debug)]
pub(super) struct Room {
    max_body: usize,
    /// Up to this size a body needs no room.
    small: usize,
    /// KiB for bodies beyond that.
    large: Arc<Semaphore>,
}

/// Within what a body must stay.
pub(super) struct Bounds<'a> {
    /// When it must be complete.
    pub deadline: Instant,
    /// Most bytes of it, where that is less than what any may have.
    pub most: usize,
    /// What it shares with others.
    pub room: &'a Room,
}

/// A body as far as it came.
#[derive(Debug)]
pub(super) struct Received {
    /// As received: codings are not undone.
    pub bytes: Vec<u8>,
    /// Its place, if it is large; held for as long as the bytes are.
    pub place: Place,
}

/// Receives the body of `response`, which comes from `place`.
///
/// A body that breaks off is handed on as far as it came, with the reason; one that is too large is
/// not.
pub(super) async fn receive(
    response: &mut Response,
    mut bounds: Bounds<'_>,
    place: &str,
) -> Result<(Received, Option<Failure>), Failure> {
    let small = bounds.room.small;
    let max_body = bounds.room.max_body.min(bounds.most);
    let announced = usize::try_from(response.content_length().unwrap_or_default());
    let announced = announced.unwrap_or(usize::MAX);
    if announced > max_body {
        return Err(too_large(place, max_body));
    }
    let mut bytes = Vec::new();
    let mut room = None;
    if announced > small {
        // Before anything of it is in memory, and not only when it has grown.
        room = bounds.wait_for_room(announced).await;
    }
    let cut = loop {
        let piece = match timeout_at(bounds.deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => piece,
            Ok(Ok(None)) => break None,
            Ok(Err(error)) => break Some(broken_off(&error, place)),
            Err(_) => break Some(too_slow(place, bytes.len())),
        };
        if bytes.len() + piece.len() > max_body {
            return Err(too_large(place, max_body));
        }
        if room.is_none() && bytes.len() + piece.len() > small {
            room = bounds.wait_for_room(max_body).await;
        }
        append(&mut bytes, &piece);
    };
    match cut {
        Some(failure) if bytes.is_empty() => Err(failure),
        cut => {
            let place = Place::from(room);
            Ok((Received { bytes, place }, cut))
        }
    }
}

/// Reads what little an error or redirect has to say, so that its connection can be used again; gives
/// the beginning of it.
pub(super) async fn drain(mut response: Response, deadline: Instant) -> Vec<u8> {
    let deadline = deadline.min(Instant::now() + DRAINING);
    let mut beginning = Vec::new();
    while let Ok(Ok(Some(piece))) = timeout_at(deadline, response.chunk()).await {
        let left = DRAINED - beginning.len();
        beginning.extend_from_slice(&piece[..piece.len().min(left)]);
        if piece.len() > left {
            break;
        }
    }
    beginning
}

impl Room {
    pub(super) fn new(settings: &Settings) -> Self {
        let max_body = settings.max_body;
        Self {
            max_body,
            small: SMALL.min(SMALL_TOGETHER / settings.concurrency.max(1)),
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE * max_body.div_ceil(KIB))),
        }
    }
}

impl Bounds<'_> {
    /// Waits until there is room for a large body of this size; the time counts against nobody.
    async fn wait_for_room(&mut self, size: usize) -> Option<OwnedSemaphorePermit> {
        let since = Instant::now();
        let permits = u32::try_from(size.div_ceil(KIB)).unwrap_or(u32::MAX);
        let large = Arc::clone(&self.room.large);
        let room = large.acquire_many_owned(permits).await.ok();
        self.deadline += since.elapsed();
        room
    }
}

/// Grows by doubling while it is small, and then in steps: a large body costs little more than its
/// bytes.
fn append(received: &mut Vec<u8>, piece: &[u8]) {
    if received.len() + piece.len() > received.capacity() {
        received.reserve_exact(piece.len().max(received.len().min(SMALL)));
    }
    received.extend_from_slice(piece);
}

fn broken_off(error: &reqwest::Error, place: &str) -> Failure {
    let mut failure = transport_failure(error, place);
    if matches!(failure.kind, FailureKind::Network | FailureKind::Protocol) {
        failure.kind = FailureKind::Truncated;
        failure.message = format!("{place} broke off in the middle of its answer");
    }
    failure
}

fn too_slow(place: &str, received: usize) -> Failure {
    Failure::new(
        FailureKind::Timeout,
        format!(
            "{place} was still sending after {received} bytes when the time was up; \
             [fetch] timeout sets it"
        ),
    )
}

pub(super) fn too_large(place: &str, limit: usize) -> Failure {
    Failure::new(
        FailureKind::TooLarge,
        format!("{place} sends more than {limit} bytes; [fetch] max_body sets the limit"),
    )
}

pub(super) fn undecodable(fault: &Fault, place: &str) -> Failure {
    let what = match fault {
        Fault::Unknown(coding) => format!("in the coding \"{coding}\", which was not asked for"),
        Fault::TooLarge | Fault::Corrupt => "that is damaged or ends early".to_owned(),
    };
    Failure::new(
        FailureKind::Encoding,
        format!("{place} sends a compressed body {what}"),
    )
}
