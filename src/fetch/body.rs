//! Reading a body: bounded in time, in bytes received and in bytes decompressed.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::decode::{Fault, decode};
use super::failures::transport_failure;
use super::fields::text;
use super::{Failure, FailureKind};

/// Up to this size a body may be received beside any number of others.
const SMALL: usize = 256 << 10;

/// Bodies beyond [`SMALL`] that are received at once: what bounds the memory of a round, whatever
/// its concurrency.
pub(super) const LARGE_AT_ONCE: usize = 2;

/// Bytes of an unwanted body that are read so that its connection can be used again.
const DRAINED: usize = 16 << 10;

/// Longest that reading an unwanted body may take: a new connection costs less.
const DRAINING: Duration = Duration::from_secs(1);

/// Within what a body must stay.
pub(super) struct Bounds<'a> {
    /// Most bytes, before and after decompression.
    pub max_body: usize,
    /// When it must be complete.
    pub deadline: Instant,
    /// A permit for each body beyond [`SMALL`].
    pub large: &'a Semaphore,
}

/// A body as far as it came.
pub(super) struct Reading {
    /// Decompressed.
    pub bytes: Vec<u8>,
    /// Bytes received.
    pub received: u64,
    /// Why it is not whole.
    pub cut: Option<Failure>,
}

/// Reads the body of `response`, which comes from `place`.
///
/// A body that breaks off is handed on as far as it came; one that is too large is not.
pub(super) async fn read(
    response: &mut Response,
    mut bounds: Bounds<'_>,
    place: &str,
) -> Result<Reading, Failure> {
    let announced = response.content_length().unwrap_or_default();
    if announced > bounds.max_body as u64 {
        return Err(too_large(place, bounds.max_body));
    }
    let coding = text(response.headers(), CONTENT_ENCODING).unwrap_or_default();
    let mut received = Vec::new();
    let mut permit = None;
    let cut = loop {
        let piece = match timeout_at(bounds.deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => piece,
            Ok(Ok(None)) => break None,
            Ok(Err(error)) => break Some(broken_off(&error, place)),
            Err(_) => break Some(too_slow(place, received.len())),
        };
        if received.len() + piece.len() > bounds.max_body {
            return Err(too_large(place, bounds.max_body));
        }
        if permit.is_none() && received.len() + piece.len() > SMALL {
            permit = bounds.wait_for_room().await;
        }
        append(&mut received, &piece);
    };
    // Decoded in one go, and not piece by piece: however much a few bytes unfold to, only as many
    // bodies unfold at once as there are threads.
    let length = received.len() as u64;
    let (bytes, fault) = decode(&coding, received, bounds.max_body);
    let cut = match fault {
        Some(Fault::TooLarge) => return Err(too_large(place, bounds.max_body)),
        Some(fault) => cut.or_else(|| Some(undecodable(&fault, place))),
        None => cut,
    };
    match cut {
        Some(failure) if bytes.is_empty() => Err(failure),
        cut => Ok(Reading {
            bytes,
            received: length,
            cut,
        }),
    }
}

/// Reads what little an error or redirect has to say, so that its connection can be used again.
pub(super) async fn drain(mut response: Response, deadline: Instant) {
    let deadline = deadline.min(Instant::now() + DRAINING);
    let mut left = DRAINED;
    while let Ok(Ok(Some(piece))) = timeout_at(deadline, response.chunk()).await {
        match left.checked_sub(piece.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

impl<'a> Bounds<'a> {
    /// Waits until another large body may be read; the time counts against nobody.
    async fn wait_for_room(&mut self) -> Option<SemaphorePermit<'a>> {
        let since = Instant::now();
        let permit = self.large.acquire().await.ok();
        self.deadline += since.elapsed();
        permit
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

fn too_large(place: &str, limit: usize) -> Failure {
    Failure::new(
        FailureKind::TooLarge,
        format!("{place} sends more than {limit} bytes; [fetch] max_body sets the limit"),
    )
}

fn undecodable(fault: &Fault, place: &str) -> Failure {
    let what = match fault {
        Fault::Unknown(coding) => format!("in the coding \"{coding}\", which was not asked for"),
        Fault::TooLarge | Fault::Corrupt => "that is damaged or ends early".to_owned(),
    };
    Failure::new(
        FailureKind::Encoding,
        format!("{place} sends a compressed body {what}"),
    )
}
