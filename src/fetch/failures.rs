//! What went wrong, in one sentence.

use std::error::Error as StdError;
use std::io;

use chrono::{DateTime, Utc};
use reqwest::Response;
use url::Url;

use super::decode::{codings, decode};
use super::fields::wait;
use super::guard::Closed;
use super::hosts::Held;
use super::{Failure, FailureKind};
use crate::domain::address::shown;
use crate::domain::wall::{is_wall, is_walled_off};

/// What any status means that is neither a feed nor a redirect.
pub(super) fn refusal(response: &Response, place: &str, now: DateTime<Utc>) -> Failure {
    let status = response.status();
    let code = status.as_u16();
    let retry_after = wait(response.headers(), now);
    let (kind, meaning) = match code {
        401 => (
            FailureKind::Denied(code),
            "it wants a login; give the source its credentials (headers in its table)",
        ),
        403 => (
            FailureKind::Denied(code),
            "it does not let us in; ask the outlet",
        ),
        451 => (
            FailureKind::Denied(code),
            "it may not show the feed, for legal reasons; ask the outlet",
        ),
        404 => (
            FailureKind::Missing,
            "there is no feed; look for its new address",
        ),
        410 => (
            FailureKind::Gone,
            "the feed is gone for good; look for another or forget it",
        ),
        429 => (
            FailureKind::RateLimited(code),
            "we ask too often; it is asked less often from now on",
        ),
        503 if retry_after.is_some() => (
            FailureKind::RateLimited(code),
            "it asks us to wait, and so we do",
        ),
        202 => (
            FailureKind::NoContent(code),
            "often the page of a bot wall; ask the outlet",
        ),
        201..=299 => (
            FailureKind::NoContent(code),
            "which is no whole feed; look at the address in a browser",
        ),
        500..=599 => (
            FailureKind::Status(code),
            "the trouble is the server's; it is asked again later",
        ),
        _ => (
            FailureKind::Status(code),
            status.canonical_reason().unwrap_or("no known status"),
        ),
    };
    let says = |name: &str| response.headers().get(name)?.to_str().ok();
    let mut failure = match may_be_walled(kind) && is_walled_off(says) {
        true => wall(code, place),
        false => Failure::new(kind, format!("{place} answered {code}: {meaning}")),
    };
    failure.retry_after = retry_after;
    failure
}

/// Tells a refusal for what it is where the page that came with it is a bot wall's, which begins with
/// the bytes `beginning` in `coding`.
pub(super) fn walled(failure: Failure, place: &str, coding: &str, beginning: &[u8]) -> Failure {
    let Some(code) = failure
        .kind
        .status()
        .filter(|_| may_be_walled(failure.kind))
    else {
        return failure;
    };
    let (page, _) = decode(&codings(coding, beginning), beginning, PAGE);
    let page = if page.is_empty() { beginning } else { &page };
    match is_wall(&String::from_utf8_lossy(page)) {
        true => Failure {
            retry_after: failure.retry_after,
            ..wall(code, place)
        },
        false => failure,
    }
}

/// Most bytes that the beginning of a page may unfold to.
const PAGE: usize = 64 << 10;

fn wall(code: u16, place: &str) -> Failure {
    let what = "a bot check in the place of the feed: its protection does not let feed readers in; \
         ask the outlet to let griot's User-Agent pass";
    Failure::new(
        FailureKind::Walled(code),
        format!("{place} answered {code} with {what}"),
    )
}

/// Whether what was refused this way may have been refused by a bot wall.
fn may_be_walled(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::Denied(_)
            | FailureKind::Status(_)
            | FailureKind::NoContent(_)
            | FailureKind::RateLimited(_)
    )
}

/// What a transport error means. The library's own words are kept only where they say more.
pub(super) fn transport_failure(error: &reqwest::Error, place: &str) -> Failure {
    let (kind, what) = if let Some(closed) = cause::<Closed>(error) {
        (FailureKind::Refused, format!("is not asked: {closed}"))
    } else if let Some(rustls::Error::InvalidMessage(_)) = cause(error) {
        // What came back is no TLS at all.
        let what = "does not speak TLS: is it http only?".to_owned();
        (FailureKind::Protocol, what)
    } else if let Some(tls) = cause::<rustls::Error>(error) {
        (FailureKind::Tls, format!("cannot be trusted: {tls}"))
    } else if error.is_dns() {
        (
            FailureKind::Dns,
            "has a name that cannot be resolved; check its spelling, and this machine's DNS"
                .to_owned(),
        )
    } else if error.is_timeout() {
        let what = "is too slow to connect to; it is asked again later".to_owned();
        (FailureKind::Timeout, what)
    } else if cause::<io::Error>(error).is_some_and(|error| has_no_route(error.kind())) {
        (
            FailureKind::Unreachable,
            "cannot be reached: there is no route to it; check this machine's network".to_owned(),
        )
    } else if error.is_connect() {
        (
            FailureKind::Network,
            format!("cannot be connected to: {}", innermost(error)),
        )
    } else if hung_up(error) {
        (FailureKind::Network, "hung up without an answer".to_owned())
    } else if cause::<io::Error>(error).is_some() {
        (
            FailureKind::Network,
            format!("broke the connection: {}", innermost(error)),
        )
    } else {
        (
            FailureKind::Protocol,
            format!("does not speak proper HTTP: {}", innermost(error)),
        )
    };
    Failure::new(kind, format!("{place} {what}"))
}

/// Whether the other side closed the connection before it answered.
pub(super) fn hung_up(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let closed = |error: &io::Error| {
        matches!(
            error.kind(),
            BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof
        )
    };
    // The HTTP library has a kind of its own for this, which only its words give away.
    cause::<io::Error>(error).is_some_and(closed)
        || innermost(error) == "connection closed before message completed"
}

fn has_no_route(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable};
    matches!(kind, HostUnreachable | NetworkDown | NetworkUnreachable)
}

/// The cause of type `T` of an error, also inside I/O errors, which hide theirs.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn innermost(error: &reqwest::Error) -> String {
    let mut innermost: &dyn StdError = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// Not asked, because the host wants to be left alone.
pub(super) fn held_back(url: &Url, Held(left): Held) -> Failure {
    let mut failure = Failure::new(
        FailureKind::Held,
        format!(
            "{} is not asked: its host wants to be left alone for now",
            shown(url)
        ),
    );
    failure.retry_after = Some(left);
    failure
}
