//! One request after another, redirects followed by hand, until there is an answer.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    USER_AGENT,
};
use reqwest::{Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::body::{self, Bounds};
use super::fields::{freshness, text, wait};
use super::guard::{Closed, Guard};
use super::hosts::{Held, Hosts, Turn};
use super::request::shown;
use super::{
    Answer, Body, Error, Failure, FailureKind, NotModified, Request, RetryScope, Settings,
    Validators, tls,
};
use crate::clock::Clock;

/// What we would rather have (RFC 9110, section 12.5.1).
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
     application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, \
     */*;q=0.1";

/// What [`super::decode`] undoes.
const CODINGS: &str = "gzip, br, zstd, deflate";

/// Most fields of an answer's header, and most bytes of it over HTTP/2; over HTTP/1.1 the library
/// stops at some 400 KB.
const MOST_FIELDS: usize = 100;
const MOST_HEADER_BYTES: u32 = 64 << 10;

/// Longest that a host's `Retry-After` is kept to in memory.
const LONGEST_HOLD: Duration = Duration::from_secs(24 * 60 * 60);

/// The client. One serves a whole instance: it knows every host's turn.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    guard: Guard,
    hosts: Hosts,
    large_bodies: Semaphore,
    settings: Settings,
    clock: Clock,
}

/// Where a poll has come to, through its redirects.
struct Trail {
    /// Every URL asked, the last being the one to ask next.
    urls: Vec<Url>,
    /// Whether every redirect so far moves the feed for good.
    permanent: bool,
    /// Time left to the poll.
    left: Duration,
}

/// What one hop comes to.
enum Step {
    Redirect { to: Url, permanent: bool },
    Done(Answer),
}

impl Client {
    /// Builds the client. `clock` says what time it is when a publisher speaks in dates.
    ///
    /// # Errors
    ///
    /// When an extra root is no certificate, or the TLS library cannot be set up.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, Error> {
        let guard = Guard::new(&settings.allow_networks);
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&settings.extra_roots)?)
            .dns_resolver(guard.clone())
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(settings.connect_timeout())
            .pool_max_idle_per_host(settings.per_host_connections.max(1))
            .http1_max_headers(MOST_FIELDS)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http2_max_header_list_size(MOST_HEADER_BYTES)
            .default_headers(standing_fields(&settings)?)
            .build()
            .map_err(|error| Error::Setup(error.to_string()))?;
        Ok(Self {
            http,
            guard,
            hosts: Hosts::new(&settings),
            large_bodies: Semaphore::new(body::LARGE_AT_ONCE),
            settings,
            clock,
        })
    }

    /// Asks for one feed, when its host's turn has come.
    pub async fn get(&self, request: &Request) -> Answer {
        let mut trail = Trail {
            urls: vec![request.url.clone()],
            permanent: true,
            left: self.settings.timeout,
        };
        loop {
            let step = match self.hop(request, &mut trail).await {
                Ok(Step::Redirect { to, permanent }) => {
                    trail.turn_to(to, permanent, self.settings.max_redirects)
                }
                Ok(Step::Done(answer)) => return answer,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = step {
                return Answer::Failed(trail.blame(failure));
            }
        }
    }

    async fn hop(&self, request: &Request, trail: &mut Trail) -> Result<Step, Failure> {
        let url = trail.here().clone();
        self.guard.check(&url)?;
        let turn = self
            .hosts
            .turn(&url)
            .await
            .map_err(|held| held_back(&url, held))?;
        let start = Instant::now();
        let deadline = start + trail.left;
        let step = self.ask(request, trail, &turn, deadline).await;
        trail.left = trail.left.saturating_sub(start.elapsed());
        step
    }

    async fn ask(
        &self,
        request: &Request,
        trail: &Trail,
        turn: &Turn,
        deadline: Instant,
    ) -> Result<Step, Failure> {
        let url = trail.here();
        let place = shown(url);
        let sent = request
            .validators
            .as_ref()
            .filter(|sent| sent.url == without_login(url));
        let mut ask = self.http.get(without_login(url)).headers(conditions(sent));
        if url.origin() == request.url.origin() {
            ask = ask.headers(private_fields(request));
        }
        let by = deadline.min(Instant::now() + self.settings.header_timeout());
        let response = match timeout_at(by, ask.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(transport_failure(&error, &place)),
            Err(_) => {
                return Err(Failure::new(
                    FailureKind::Timeout,
                    format!("{place} did not answer in time; [fetch] timeout sets how long"),
                ));
            }
        };
        match response.status().as_u16() {
            200 | 203 => self.body(response, trail, deadline).await.map(Step::Done),
            304 => self.unchanged(&response, sent, trail).map(Step::Done),
            300 | 301 | 302 | 303 | 307 | 308 => {
                let step = redirect(&response, url);
                body::drain(response, deadline).await;
                step
            }
            _ => {
                let failure = refusal(&response, &place, self.clock.now());
                if let (RetryScope::Host, Some(wait)) =
                    (self.settings.retry_scope, failure.retry_after)
                {
                    turn.hold(wait.min(LONGEST_HOLD));
                }
                body::drain(response, deadline).await;
                Err(failure)
            }
        }
    }

    async fn body(
        &self,
        mut response: Response,
        trail: &Trail,
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let place = shown(trail.here());
        let bounds = Bounds {
            max_body: self.settings.max_body,
            deadline,
            large: &self.large_bodies,
        };
        let reading = body::read(&mut response, bounds, &place).await?;
        if reading.bytes.is_empty() {
            return Err(Failure::new(
                FailureKind::NoContent(response.status().as_u16()),
                format!(
                    "{place} answered {} with nothing in it",
                    response.status().as_u16()
                ),
            ));
        }
        let headers = response.headers();
        let here = without_login(trail.here());
        let validators = validators(headers, &here);
        Ok(Answer::Body(Box::new(Body {
            bytes: reading.bytes,
            content_type: text(headers, CONTENT_TYPE),
            content_language: text(headers, CONTENT_LANGUAGE),
            content_location: text(headers, CONTENT_LOCATION)
                .and_then(|location| here.join(&location).ok()),
            validators: validators.filter(|_| reading.cut.is_none()),
            freshness: freshness(headers, self.clock.now()),
            permanent_to: trail.moved_to(),
            final_url: here,
            cut: reading.cut,
            received: reading.received,
        })))
    }

    /// A `304` refreshes what it names and leaves the rest (RFC 9111, section 4.3.4).
    fn unchanged(
        &self,
        response: &Response,
        sent: Option<&Validators>,
        trail: &Trail,
    ) -> Result<Answer, Failure> {
        let Some(sent) = sent else {
            return Err(Failure::new(
                FailureKind::UnaskedNotModified,
                format!(
                    "{} says that nothing changed (304), although it was asked for the whole feed",
                    shown(trail.here())
                ),
            ));
        };
        let headers = response.headers();
        Ok(Answer::NotModified(NotModified {
            validators: Validators {
                url: sent.url.clone(),
                etag: text(headers, ETAG).or_else(|| sent.etag.clone()),
                last_modified: text(headers, LAST_MODIFIED).or_else(|| sent.last_modified.clone()),
            },
            freshness: freshness(headers, self.clock.now()),
            permanent_to: trail.moved_to(),
        }))
    }
}

impl Trail {
    fn here(&self) -> &Url {
        // Never empty: it begins with the request's URL and only grows.
        &self.urls[self.urls.len() - 1]
    }

    /// Goes on to `to`, unless that leads round or too far.
    fn turn_to(&mut self, to: Url, permanent: bool, most: usize) -> Result<(), Failure> {
        let failed = |what: String| {
            let message = format!("{} {what}", shown(self.here()));
            Err(Failure::new(FailureKind::Redirect, message))
        };
        if self.urls.contains(&to) {
            return failed(format!("redirects in a circle, to {}", shown(&to)));
        }
        if self.urls.len() > most {
            return failed(format!("redirects yet again, after {most} times"));
        }
        // A move from https to http is followed, but never for good.
        let downgrade = self.here().scheme() == "https" && to.scheme() == "http";
        self.permanent &= permanent && !downgrade;
        self.urls.push(to);
        Ok(())
    }

    /// Names the place that was asked for where it is another that failed.
    fn blame(&self, mut failure: Failure) -> Failure {
        if self.urls.len() > 1 {
            let from = shown(&self.urls[0]);
            failure.message = format!("{} (redirected from {from})", failure.message);
        }
        failure
    }

    fn moved_to(&self) -> Option<Url> {
        (self.permanent && self.urls.len() > 1).then(|| self.here().clone())
    }
}

/// Where a redirect leads (RFC 9110, section 15.4). A name or password in the target is the
/// redirecting server's, not ours, and is dropped; so is a fragment.
fn redirect(response: &Response, from: &Url) -> Result<Step, Failure> {
    let status = response.status();
    let failed = |what: &str| {
        let message = format!("{} answered {} {what}", shown(from), status.as_u16());
        Err(Failure::new(FailureKind::Redirect, message))
    };
    let Some(location) = response.headers().get(LOCATION) else {
        return failed("without saying where to");
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    match from.join(location.trim()) {
        Ok(to) => {
            let mut to = without_login(&to);
            to.set_fragment(None);
            let permanent = matches!(status.as_u16(), 301 | 308);
            Ok(Step::Redirect { to, permanent })
        }
        Err(_) => failed("with a target that is no URL"),
    }
}

/// What any status means that is neither a feed nor a redirect.
fn refusal(response: &Response, place: &str, now: chrono::DateTime<chrono::Utc>) -> Failure {
    let status = response.status();
    let code = status.as_u16();
    let retry_after = wait(response.headers(), now);
    let (kind, meaning) = match code {
        401 => (
            FailureKind::Denied(code),
            "it wants a login; give the source its credentials",
        ),
        403 => (
            FailureKind::Denied(code),
            "it does not let us in; ask the outlet",
        ),
        451 => (
            FailureKind::Denied(code),
            "it may not show the feed, for legal reasons",
        ),
        404 => (
            FailureKind::Missing,
            "there is no feed; look for its new address",
        ),
        410 => (
            FailureKind::Gone,
            "the feed is gone for good; look for another or forget it",
        ),
        429 => (FailureKind::RateLimited(code), "we ask too often"),
        503 if retry_after.is_some() => (FailureKind::RateLimited(code), "it asks us to wait"),
        202 => (
            FailureKind::NoContent(code),
            "often the page of a bot wall; ask the outlet",
        ),
        201..=299 => (FailureKind::NoContent(code), "which is no whole feed"),
        _ => (
            FailureKind::Status(code),
            status.canonical_reason().unwrap_or("no known status"),
        ),
    };
    let mut failure = Failure::new(kind, format!("{place} answered {code}: {meaning}"));
    failure.retry_after = retry_after.filter(|_| status != StatusCode::OK);
    failure
}

/// What a transport error means. The library's own words are kept only where they say more.
pub(super) fn transport_failure(error: &reqwest::Error, place: &str) -> Failure {
    let (kind, what) = if let Some(closed) = cause::<Closed>(error) {
        (FailureKind::Refused, format!("is not asked: {closed}"))
    } else if let Some(tls) = cause::<rustls::Error>(error) {
        (FailureKind::Tls, format!("cannot be trusted: {tls}"))
    } else if error.is_dns() {
        (
            FailureKind::Dns,
            "has a name that cannot be resolved".to_owned(),
        )
    } else if error.is_timeout() {
        (FailureKind::Timeout, "is too slow to connect to".to_owned())
    } else if cause::<io::Error>(error).is_some_and(|error| has_no_route(error.kind())) {
        (
            FailureKind::Unreachable,
            "cannot be reached: there is no route to it".to_owned(),
        )
    } else if error.is_connect() {
        (
            FailureKind::Network,
            format!("cannot be connected to: {}", innermost(error)),
        )
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

fn held_back(url: &Url, Held(left): Held) -> Failure {
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

fn without_login(url: &Url) -> Url {
    let mut url = url.clone();
    // Fails only for URLs that cannot have a host; those are refused before they are asked.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

fn validators(headers: &HeaderMap, url: &Url) -> Option<Validators> {
    let (etag, last_modified) = (text(headers, ETAG), text(headers, LAST_MODIFIED));
    (etag.is_some() || last_modified.is_some()).then(|| Validators {
        url: url.clone(),
        etag,
        last_modified,
    })
}

/// Both validators where both are known (RFC 9110, section 13.2.2 leaves the choice to the server).
fn conditions(sent: Option<&Validators>) -> HeaderMap {
    let etag = sent.and_then(|sent| sent.etag.as_deref());
    let last_modified = sent.and_then(|sent| sent.last_modified.as_deref());
    [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, field_value(value?)?)))
        .collect()
}

/// What only the origin of the source's own URL gets to see.
fn private_fields(request: &Request) -> HeaderMap {
    let mut fields: HeaderMap = request
        .fields
        .iter()
        .filter_map(|(name, value)| {
            let mut value = field_value(value.reveal())?;
            value.set_sensitive(true);
            Some((name.parse::<HeaderName>().ok()?, value))
        })
        .collect();
    let (name, password) = (request.url.username(), request.url.password());
    if (!name.is_empty() || password.is_some()) && !fields.contains_key(AUTHORIZATION) {
        fields
            .extend(basic(name, password.unwrap_or_default()).map(|login| (AUTHORIZATION, login)));
    }
    fields
}

/// RFC 7617.
fn basic(name: &str, password: &str) -> Option<HeaderValue> {
    let mut login: Vec<u8> = percent_encoding::percent_decode_str(name).collect();
    login.push(b':');
    login.extend(percent_encoding::percent_decode_str(password));
    let mut value = HeaderValue::try_from(format!("Basic {}", base64(&login))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// A field's value with the bytes that its characters stand for (see [`Validators`]).
fn field_value(text: &str) -> Option<HeaderValue> {
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    HeaderValue::from_bytes(&bytes.ok()?).ok()
}

fn standing_fields(settings: &Settings) -> Result<HeaderMap, Error> {
    let agent = settings.user_agent();
    let agent = HeaderValue::try_from(agent).map_err(|error| Error::Setup(error.to_string()))?;
    Ok([
        (USER_AGENT, agent),
        (ACCEPT, HeaderValue::from_static(FEEDS)),
        (ACCEPT_ENCODING, HeaderValue::from_static(CODINGS)),
    ]
    .into_iter()
    .collect())
}
