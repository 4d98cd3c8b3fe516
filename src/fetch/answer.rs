//! What came of a request.

use std::fmt;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use super::Validators;
use super::body::{Received, too_large, undecodable};
use super::decode::{Fault, codings, decode};
use super::trail::Trail;
use crate::domain::{WALL, address::shown};

/// What came of a request.
#[derive(Debug)]
pub enum Answer {
    /// Nothing changed since the validators that were sent.
    NotModified(Box<NotModified>),
    /// A body, in whole or in part.
    Body(Box<Body>),
    /// Nothing that could be read.
    Failed(Failure),
}

/// A `304` to a conditional request (RFC 9110, section 15.4.5).
#[derive(Clone, Debug)]
pub struct NotModified {
    /// The validators to keep from now on: those that were sent, with what the `304` replaced.
    pub validators: Validators,
    /// How long it stays fresh; what it does not say holds as it was (RFC 9111, section 4.3.4).
    pub freshness: Freshness,
    /// See [`Body::permanent_to`].
    pub permanent_to: Option<Url>,
}

/// A body, in whole or in part, as it was received: [`Body::unpack`] gives its bytes.
///
/// While it lives it has its place among the bodies that are in memory at once.
#[derive(Debug)]
pub struct Body {
    /// `Content-Type` as received.
    pub content_type: Option<String>,
    /// `Content-Language` as received.
    pub content_language: Option<String>,
    /// `Content-Location`, made absolute: the base of relative references where it is given.
    pub content_location: Option<Url>,
    /// `Link` as received, one for each field.
    pub links: Vec<String>,
    /// To be kept only together with the parsed and stored body. None when the answer had none,
    /// and none when the body is not whole.
    pub validators: Option<Validators>,
    /// How long it stays fresh.
    pub freshness: Freshness,
    /// The URL that answered.
    pub final_url: Url,
    /// Where the feed has moved for good: set when there was a redirect, every redirect was a
    /// `301` or `308`, and none led from https to http.
    pub permanent_to: Option<Url>,
    /// Why the body is not whole, when it is not. Entries that can be read from such a body are
    /// worth keeping; what it stands for is a failed poll all the same.
    pub cut: Option<Failure>,
    /// Bytes of body received, before decompression.
    pub received: u64,
    pub(super) packed: Received,
    /// The value of `Content-Encoding`; once it is unpacked, the codings that it really was in.
    pub(super) content_encoding: String,
    pub(super) status: u16,
    /// Most bytes that it may unfold to.
    pub(super) limit: usize,
    pub(super) trail: Trail,
}

impl Body {
    /// A body that was received earlier, from `url` and in `codings`: it may unfold to `limit` bytes.
    #[must_use]
    pub fn received_earlier(url: Url, codings: String, bytes: Vec<u8>, limit: usize) -> Self {
        Self {
            content_type: None,
            content_language: None,
            content_location: None,
            links: Vec::new(),
            validators: None,
            freshness: Freshness::default(),
            final_url: url.clone(),
            permanent_to: None,
            cut: None,
            received: bytes.len() as u64,
            packed: Received {
                bytes,
                place: Place::default(),
            },
            content_encoding: codings,
            status: 200,
            limit,
            trail: Trail::new(url, Duration::ZERO),
        }
    }

    /// Undoes the content codings. This is work for the cores, to be done where it keeps nobody
    /// waiting: a few bytes may unfold to many.
    ///
    /// Gives at most `most` bytes, and never more than `[fetch] max_body`. Where a coding proves to
    /// be broken or to end early, `cut` says so from then on, and there are no validators.
    ///
    /// # Errors
    /// [`FailureKind::TooLarge`] when it is larger: then it may be tried again with more. Another
    /// kind when there is nothing in it that could be read.
    pub fn unpack(&mut self, most: usize) -> Result<Vec<u8>, Failure> {
        let place = shown(&self.final_url);
        let most = most.min(self.limit);
        let blamed = |failure| Err(self.trail.blame(failure));
        let codings = codings(&self.content_encoding, &self.packed.bytes);
        let (bytes, fault) = match codings.is_empty() {
            true if self.packed.bytes.len() > most => (Vec::new(), Some(Fault::TooLarge)),
            true => (std::mem::take(&mut self.packed.bytes), None),
            false => decode(&codings, &self.packed.bytes, most),
        };
        let broken = match fault {
            Some(Fault::TooLarge) => return blamed(too_large(&place, self.limit)),
            fault => fault.map(|fault| undecodable(&fault, &place)),
        };
        let cut = self.cut.take().or(broken);
        if bytes.is_empty() {
            return blamed(cut.unwrap_or_else(|| nothing(&place, self.status)));
        }
        if cut.is_some() {
            self.validators = None;
        }
        self.cut = cut;
        self.content_encoding = codings.join(", ");
        Ok(bytes)
    }

    /// As [`Body::unpack`], for what is of use only when nothing of it is missing.
    ///
    /// # Errors
    /// Those of [`Body::unpack`]; and why it is not whole, where it is not.
    pub fn unpack_whole(&mut self, most: usize) -> Result<Vec<u8>, Failure> {
        let bytes = self.unpack(most)?;
        self.cut.take().map_or(Ok(bytes), Err)
    }

    /// The codings that it was received in, empty where it was plain, with the bytes as they were
    /// received, and their place among the bodies in memory. Where it was plain, the bytes went out
    /// when it was unpacked.
    #[must_use]
    pub fn into_received(self) -> (String, Vec<u8>, Place) {
        let Received { bytes, place } = self.packed;
        (self.content_encoding, bytes, place)
    }
}

/// A place among the bodies that are in memory at once; free when this is dropped.
#[derive(Debug, Default)]
pub struct Place {
    _room: Option<OwnedSemaphorePermit>,
}

impl From<Option<OwnedSemaphorePermit>> for Place {
    fn from(room: Option<OwnedSemaphorePermit>) -> Self {
        Self { _room: room }
    }
}

/// A successful answer without a body.
pub(super) fn nothing(place: &str, status: u16) -> Failure {
    Failure::new(
        FailureKind::NoContent(status),
        format!("{place} answered {status} with nothing in it"),
    )
}

/// How long an answer stays fresh (RFC 9111, section 4.2), and how long to stay away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// Remaining lifetime by `Cache-Control: max-age` or, without it, `Expires`. None when the
    /// answer says neither; zero when it says that it is stale already.
    pub lifetime: Option<Duration>,
    /// How long the publisher asks to be left alone (`Retry-After`), uncapped. No specification
    /// gives it a meaning beside a feed; whoever sends it has one in mind.
    pub retry_after: Option<Duration>,
}

/// Nothing that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which kind of failure.
    pub kind: FailureKind,
    /// One sentence that names the thing, the place and, where there is one, the remedy.
    pub message: String,
    /// How long the publisher asks to be left alone (RFC 9110, section 10.2.3), uncapped.
    pub retry_after: Option<Duration>,
    /// Where a redirect leads that was not to be followed.
    pub redirect_to: Option<Box<Url>>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The kinds of failure that are told apart, because what to do about them differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The host's name could not be resolved.
    Dns,
    /// No route to the host, or no network at all.
    Unreachable,
    /// No connection, or one that broke before an answer.
    Network,
    /// No trust: certificate, host name or protocol.
    Tls,
    /// Too slow: connection, first byte, or the whole.
    Timeout,
    /// What came is not HTTP as we read it, or its header is too large.
    Protocol,
    /// An address that may not be asked, or a scheme that is not http.
    Refused,
    /// A redirect without target, a loop, or too many.
    Redirect,
    /// Any status that has no kind of its own.
    Status(u16),
    /// `401`, `403`, `451`.
    Denied(u16),
    /// A refusal with a page that wants proof that we are a person.
    Walled(u16),
    /// `404`.
    Missing,
    /// `410`: gone for good.
    Gone,
    /// `429`, `503` with `Retry-After`, or a redirect that is not to be followed yet.
    RateLimited(u16),
    /// `304` although nothing conditional was asked.
    UnaskedNotModified,
    /// A successful status without a feed's body: `200` with nothing in it, `202`, `204` …
    NoContent(u16),
    /// More bytes than allowed, before or after decompression.
    TooLarge,
    /// A content coding that is broken or unknown.
    Encoding,
    /// The body ended early.
    Truncated,
    /// Not asked: the host's `Retry-After` is in force.
    Held,
}

impl FailureKind {
    /// The word that `--json` uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Unreachable => "unreachable",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Protocol => "protocol",
            Self::Refused => "refused",
            Self::Redirect => "redirect",
            Self::Status(_) => "status",
            Self::Denied(_) => "denied",
            Self::Walled(_) => WALL,
            Self::Missing => "missing",
            Self::Gone => "gone",
            Self::RateLimited(_) => "rate_limited",
            Self::UnaskedNotModified => "unasked_not_modified",
            Self::NoContent(_) => "no_content",
            Self::TooLarge => "too_large",
            Self::Encoding => "encoding",
            Self::Truncated => "truncated",
            Self::Held => "held",
        }
    }

    /// The HTTP status behind it, when there was one.
    #[must_use]
    pub fn status(self) -> Option<u16> {
        match self {
            Self::Status(status)
            | Self::Denied(status)
            | Self::Walled(status)
            | Self::RateLimited(status)
            | Self::NoContent(status) => Some(status),
            Self::Missing => Some(404),
            Self::Gone => Some(410),
            Self::UnaskedNotModified => Some(304),
            _ => None,
        }
    }
}

impl Failure {
    /// Not asked, for a reason that is not the client's: one sentence.
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Refused, message)
    }

    /// Not asked, for its host does not want to be asked anything now.
    #[must_use]
    pub fn held() -> Self {
        Self::new(FailureKind::Held, "its host wants to be left alone for now")
    }

    pub(super) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
            redirect_to: None,
        }
    }
}
