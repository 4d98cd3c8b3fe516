//! One request after another, redirects followed by hand, until there is an answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, ETAG, HeaderMap,
    LAST_MODIFIED, LINK,
};
use reqwest::{RequestBuilder, Response};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::answer::nothing;
use super::body::{self, Bounds, Room};
use super::failures::{held_back, hung_up, refusal, transport_failure, walled};
use super::fields::{freshness, list, text, texts};
use super::guard::Guard;
use super::hosts::{self, Hosts, Turn};
use super::outgoing::{ANY, conditions, private_fields, standing_fields, wanted, without_login};
use super::trail::{Redirect, Trail, redirect};
use super::{
    Answer, Body, Error, Failure, FailureKind, NotModified, Request, RetryScope, Settings, Spacing,
    Trust, Validators, tls,
};
use crate::clock::Clock;
use crate::domain::address::shown;

/// Most fields of an answer's header, and most bytes of it over HTTP/2; over HTTP/1.1 the library
/// stops at some 400 KB.
const MOST_FIELDS: usize = 100;
const MOST_HEADER_BYTES: u32 = 64 << 10;

/// How long extras leave a host alone that answers `429` without saying how long.
const UNSAID_WAIT: Duration = Duration::from_secs(60 * 60);

/// The client. One serves a whole instance: it knows every host's turn.
#[derive(Debug)]
pub struct Client {
    pub(super) http: reqwest::Client,
    /// The same for sources with an exception from whom the system trusts, made on demand.
    excepted: Mutex<HashMap<Trust, reqwest::Client>>,
    pub(super) guard: Guard,
    pub(super) hosts: Hosts,
    room: Room,
    pub(super) settings: Settings,
    pub(super) clock: Clock,
}

/// What one hop comes to.
enum Step {
    Redirect(Redirect),
    Done(Answer),
}

impl Client {
    /// Builds the client. `clock` says what time it is when a publisher speaks in dates.
    ///
    /// # Errors
    ///
    /// When the TLS or HTTP library cannot be set up.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, Error> {
        let guard = Guard::new(&settings.allow_networks);
        let http = http(&settings, Some(&guard), &Trust::System)?;
        Ok(Self {
            http,
            excepted: Mutex::default(),
            guard,
            hosts: Hosts::new(&settings, clock.clone()),
            room: Room::new(&settings),
            settings,
            clock,
        })
    }

    /// Asks for one feed, when its host's turn has come.
    pub async fn get(&self, request: &Request) -> Answer {
        self.get_by_leave(request, |_| std::future::ready(Ok(request.spacing)))
            .await
    }

    /// As [`Client::get`], where `leave` is asked before each place, those that redirects lead to
    /// included: it says how far apart its site wants such requests, or why it may not be asked.
    pub async fn get_by_leave<F>(&self, request: &Request, leave: impl Fn(Url) -> F) -> Answer
    where
        F: Future<Output = Result<Option<Spacing>, Failure>>,
    {
        let mut trail = Trail::new(request.url.clone(), self.settings.timeout);
        loop {
            let hop = match leave(trail.here().clone()).await {
                Ok(spacing) => self.hop(request, spacing, &mut trail).await,
                Err(failure) => Err(failure),
            };
            let step = match hop {
                Ok(Step::Redirect(redirect)) if !request.follows => Err(redirect.told(&trail)),
                Ok(Step::Redirect(redirect)) => {
                    trail.turn_to(redirect, self.settings.max_redirects)
                }
                Ok(Step::Done(answer)) => return answer,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = step {
                return Answer::Failed(trail.blame(failure));
            }
        }
    }

    async fn hop(
        &self,
        request: &Request,
        spacing: Option<Spacing>,
        trail: &mut Trail,
    ) -> Result<Step, Failure> {
        let url = trail.here().clone();
        self.guard.check(&url)?;
        let turn = self
            .hosts
            .turn(&url, spacing, request.is_extra)
            .await
            .map_err(|held| held_back(&url, held))?;
        let start = Instant::now();
        let deadline = start + trail.left;
        let mut step = self.ask(request, trail, &turn, deadline).await;
        trail.left = trail.left.saturating_sub(start.elapsed());
        if self.settings.retry_scope == RetryScope::Host
            && let Some(wait) = wished_for(&step)
        {
            turn.hold(wait);
        }
        if request.is_extra {
            if let Err(failure) = &mut step
                && matches!(failure.kind, FailureKind::RateLimited(_))
            {
                failure.retry_after.get_or_insert(UNSAID_WAIT);
            }
            if let Some(wait) = wished_for(&step) {
                turn.hold_extras(wait);
            }
        }
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
        // Keys and exceptions are for the source's own origin; elsewhere it is a stranger.
        let is_own = url.origin() == request.url.origin();
        let trust = if is_own {
            &request.trust
        } else {
            &Trust::System
        };
        let mut ask = (self.trusting(trust)?)
            .get(without_login(url))
            .headers(wanted(request))
            .headers(conditions(sent));
        if is_own {
            ask = ask.headers(private_fields(request));
        }
        let by = deadline.min(Instant::now() + self.settings.header_timeout());
        let response = match timeout_at(by, send(ask, turn)).await {
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
            200 | 203 => self
                .body(response, request, trail, deadline)
                .await
                .map(Step::Done),
            304 => self.unchanged(&response, sent, trail).map(Step::Done),
            300 | 301 | 302 | 303 | 307 | 308 => {
                let redirect = redirect(&response, url, self.clock.now());
                body::drain(response, deadline).await;
                match redirect? {
                    Redirect {
                        not_yet: Some(failure),
                        ..
                    } if !request.has_waited => Err(failure),
                    redirect => Ok(Step::Redirect(redirect)),
                }
            }
            _ => {
                let failure = refusal(&response, &place, self.clock.now());
                let coding = list(response.headers(), CONTENT_ENCODING);
                let beginning = body::drain(response, deadline).await;
                Err(walled(failure, &place, &coding, &beginning))
            }
        }
    }

    /// The connections to servers that may show what `trust` says.
    fn trusting(&self, trust: &Trust) -> Result<reqwest::Client, Failure> {
        if *trust == Trust::System {
            return Ok(self.http.clone());
        }
        let mut excepted = self.excepted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = excepted.get(trust) {
            return Ok(http.clone());
        }
        let http = http(&self.settings, Some(&self.guard), trust)
            .map_err(|error| Failure::new(FailureKind::Tls, error.to_string()))?;
        excepted.insert(trust.clone(), http.clone());
        Ok(http)
    }

    async fn body(
        &self,
        mut response: Response,
        request: &Request,
        trail: &Trail,
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let place = shown(trail.here());
        let bounds = Bounds {
            deadline,
            most: request.most,
            room: &self.room,
        };
        let status = response.status().as_u16();
        let (received, cut) = body::receive(&mut response, bounds, &place).await?;
        if received.bytes.is_empty() {
            return Err(nothing(&place, status));
        }
        let headers = response.headers();
        let here = without_login(trail.here());
        let validators = validators(headers, &here);
        Ok(Answer::Body(Box::new(Body {
            content_type: text(headers, CONTENT_TYPE),
            content_language: text(headers, CONTENT_LANGUAGE),
            content_location: text(headers, CONTENT_LOCATION)
                .and_then(|location| here.join(&location).ok()),
            links: texts(headers, LINK),
            validators: validators.filter(|_| cut.is_none()),
            freshness: freshness(headers, self.clock.now()),
            permanent_to: trail.moved_to(),
            final_url: here,
            cut,
            received: received.bytes.len() as u64,
            packed: received,
            content_encoding: list(headers, CONTENT_ENCODING),
            status,
            limit: self.settings.max_body.min(request.most),
            trail: trail.clone(),
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
        Ok(Answer::NotModified(Box::new(NotModified {
            validators: Validators {
                url: sent.url.clone(),
                etag: entity_tag(headers).or_else(|| sent.etag.clone()),
                last_modified: text(headers, LAST_MODIFIED).or_else(|| sent.last_modified.clone()),
            },
            freshness: freshness(headers, self.clock.now()),
            permanent_to: trail.moved_to(),
        })))
    }
}

/// The HTTP library, told to leave everything to us that concerns politeness. Without a guard, names
/// may stand for any address.
pub(super) fn http(
    settings: &Settings,
    guard: Option<&Guard>,
    trust: &Trust,
) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder();
    if let Some(guard) = guard {
        builder = builder.dns_resolver(guard.clone());
    }
    builder
        .tls_backend_preconfigured(tls::config(trust)?)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(settings.connect_timeout())
        .pool_idle_timeout(hosts::IDLE)
        .pool_max_idle_per_host(settings.per_host_connections.max(1))
        .http1_max_headers(MOST_FIELDS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http2_max_header_list_size(MOST_HEADER_BYTES)
        // What is sent beyond this waits at the sender until there is room for it.
        .http2_initial_stream_window_size(body::SMALL as u32)
        .default_headers(standing_fields(settings)?)
        .build()
        .map_err(|error| Error::Setup(error.to_string()))
}

/// How long whoever answered asks to be left alone.
fn wished_for(step: &Result<Step, Failure>) -> Option<Duration> {
    match step {
        Ok(Step::Done(Answer::Body(body))) => body.freshness.retry_after,
        Ok(Step::Done(Answer::NotModified(unchanged))) => unchanged.freshness.retry_after,
        Ok(Step::Done(Answer::Failed(failure))) | Err(failure) => failure.retry_after,
        Ok(Step::Redirect(_)) => None,
    }
}

/// Sends a request; once more where the first went over a connection that its host had meanwhile
/// closed, which says nothing about the host (RFC 9112, section 9.3.1).
async fn send(ask: RequestBuilder, turn: &Turn) -> reqwest::Result<Response> {
    let again = ask.try_clone().filter(|_| turn.may_reuse_connection());
    let answer = match (ask.send().await, again) {
        (Err(error), Some(again)) if hung_up(&error) => again.send().await,
        (answer, _) => answer,
    };
    if answer.is_ok() {
        turn.has_connected();
    }
    answer
}

/// The entity-tag of an answer. `*` is none (RFC 9110, section 8.8.3): sent back it would mean
/// whatever there is (13.1.2), and nothing would ever be new.
fn entity_tag(headers: &HeaderMap) -> Option<String> {
    text(headers, ETAG).filter(|tag| tag.trim() != ANY)
}

fn validators(headers: &HeaderMap, url: &Url) -> Option<Validators> {
    let (etag, last_modified) = (entity_tag(headers), text(headers, LAST_MODIFIED));
    (etag.is_some() || last_modified.is_some()).then(|| Validators {
        url: url.clone(),
        etag,
        last_modified,
    })
}
