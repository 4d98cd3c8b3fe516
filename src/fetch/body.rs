//! Reading a body: bounded in time, in bytes received and in bytes decompressed.

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::client::transport_failure;
use super::decode::{Decoding, Fault};
use super::fields::text;
use super::{Failure, FailureKind};

/// Up to this size a body may be read beside any number of others.
const SMALL: usize = 1 << 20;

/// Bodies beyond [`SMALL`] that are read at once: what bounds the memory of a round, whatever
/// its concurrency.
pub(super) const LARGE_AT_ONCE: usize = 4;

/// Bytes of an unwanted body that are read so that its connection can be used again.
const DRAINED: usize = 16 << 10;

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
    let mut decoding = Decoding::new(&coding, bounds.max_body);
    let mut received = 0_usize;
    let mut permit = None;
    let cut = loop {
        let piece = match timeout_at(bounds.deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => piece,
            Ok(Ok(None)) => break None,
            Ok(Err(error)) => break Some(broken_off(&error, place)),
            Err(_) => break Some(too_slow(place, received)),
        };
        received += piece.len();
        if received > bounds.max_body {
            return Err(too_large(place, bounds.max_body));
        }
        if permit.is_none() && received.max(decoding.len()) > SMALL {
            permit = bounds.wait_for_room().await;
        }
        match decoding.push(&piece) {
            Ok(()) => {}
            Err(fault @ Fault::Corrupt(_)) => break Some(faulty(&fault, place, &bounds)),
            Err(fault) => return Err(faulty(&fault, place, &bounds)),
        }
    };
    let (bytes, fault) = decoding.finish();
    if fault == Some(Fault::TooLarge) {
        return Err(too_large(place, bounds.max_body));
    }
    let cut = cut.or_else(|| fault.map(|fault| faulty(&fault, place, &bounds)));
    match cut {
        Some(failure) if bytes.is_empty() => Err(failure),
        cut => Ok(Reading {
            bytes,
            received: received as u64,
            cut,
        }),
    }
}

/// Reads what little an error or redirect has to say, so that its connection can be used again.
pub(super) async fn drain(mut response: Response, deadline: Instant) {
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

fn faulty(fault: &Fault, place: &str, bounds: &Bounds<'_>) -> Failure {
    let message = match fault {
        Fault::TooLarge => return too_large(place, bounds.max_body),
        Fault::Corrupt(how) => {
            format!("{place} sends a compressed body that cannot be read: {how}")
        }
        Fault::Unknown(coding) => format!("{place} sends the coding \"{coding}\" unasked"),
    };
    Failure::new(FailureKind::Encoding, message)
}
