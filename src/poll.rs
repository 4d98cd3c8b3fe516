//! One source through fetch, parse, normalise and attribute.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use crate::attribute::{Attributor, Text};
use crate::clock::Clock;
use crate::config::SourceConfig;
use crate::digest;
use crate::domain::Entry;
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request, Validators};
use crate::normalise;
use crate::parse::{self, Context, Document};
use crate::schedule::{Came, Hints, Trouble};
use crate::store::{self, Outcome, PolledBody, SourceState};

/// The class of failure of a body that is no feed.
const NO_FEED: &str = "no_feed";

/// What reading a body takes.
#[derive(Clone)]
pub struct Reading {
    /// Finds the countries.
    pub attributor: Arc<Attributor>,
    /// One permit a core: reading is work for the cores, and bodies wait for their turn.
    pub readers: Arc<Semaphore>,
    /// The first sight of entries that are new: one time for a round, so that the order in which
    /// sources happen to answer decides nothing.
    pub first_seen: DateTime<Utc>,
}

/// What came of a poll.
#[derive(Debug)]
pub struct Polled {
    /// When the source was asked.
    pub at: DateTime<Utc>,
    /// Whether it was asked without validators.
    pub asked_whole: bool,
    /// What the schedule makes of it.
    pub came: Came,
    result: PollResult,
}

#[derive(Debug)]
enum PollResult {
    /// `304`, or a body that is stored already.
    Same {
        validators: Option<Validators>,
        bytes: u64,
    },
    Read(Box<Read>),
    /// A failure, with the entries that could be read all the same.
    Failed {
        kind: &'static str,
        message: String,
        entries: Vec<Entry>,
        bytes: u64,
    },
    Held,
}

#[derive(Debug)]
struct Read {
    validators: Option<Validators>,
    body_hash: String,
    feed_title: Option<String>,
    entries: Vec<Entry>,
    body: PolledBody,
    bytes: u64,
}

/// Asks `source`, of which `state` is known, and reads what it sends. `whole` leaves the validators
/// out.
pub async fn poll(
    client: &Client,
    reading: &Reading,
    source: &SourceConfig,
    state: &SourceState,
    whole: bool,
    clock: &Clock,
) -> Polled {
    let url = state
        .moved_to
        .as_deref()
        .and_then(|url| url.parse().ok())
        .unwrap_or_else(|| source.source.url.clone());
    let validators = state
        .validators
        .as_deref()
        .filter(|_| !whole)
        .and_then(|text| serde_json::from_str(text).ok());
    let asked_whole = validators.is_none();
    let answer = client.get(&Request::new(url).unless(validators)).await;
    let at = clock.now();
    let (came, result) = match answer {
        Answer::NotModified(answer) => (
            Came::NotModified {
                lifetime: answer.freshness.lifetime,
                moved_to: answer.permanent_to.map(String::from),
            },
            PollResult::Same {
                validators: Some(answer.validators),
                bytes: 0,
            },
        ),
        Answer::Failed(failure) => failed(&failure, Vec::new(), 0),
        Answer::Body(body) => take(reading, source, state, *body).await,
    };
    Polled {
        at,
        asked_whole,
        came,
        result,
    }
}

impl Polled {
    /// What troubled the source, if something did.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match &self.came {
            Came::Failed { trouble, .. } => Some(*trouble),
            _ => None,
        }
    }

    /// The poll as the store records it, on top of what was known before; takes the entries and
    /// the body out.
    #[must_use]
    pub fn record(&mut self, before: &SourceState) -> store::Poll {
        let mut poll = store::Poll {
            at: self.at,
            outcome: Outcome::NotModified,
            bytes: 0,
            state: before.clone(),
            entries: Vec::new(),
            body: None,
        };
        let state = &mut poll.state;
        match std::mem::replace(&mut self.result, PollResult::Held) {
            PollResult::Same { validators, bytes } => {
                poll.bytes = bytes;
                state.validators = kept(validators);
                state.trouble = None;
            }
            PollResult::Read(read) => {
                poll.outcome = Outcome::Read;
                poll.bytes = read.bytes;
                poll.entries = read.entries;
                poll.body = Some(read.body);
                state.validators = kept(read.validators);
                state.body_hash = Some(read.body_hash);
                state.feed_title = read.feed_title;
                state.listed_at = Some(self.at);
                state.trouble = None;
            }
            PollResult::Failed {
                kind,
                message,
                entries,
                bytes,
            } => {
                poll.bytes = bytes;
                poll.entries = entries;
                state.trouble = Some(message.clone());
                poll.outcome = Outcome::Failed {
                    kind: kind.to_owned(),
                    message,
                };
            }
            PollResult::Held => poll.outcome = Outcome::Held,
        }
        poll
    }
}

/// Reads a body, off the threads that wait for the network.
async fn take(
    reading: &Reading,
    source: &SourceConfig,
    state: &SourceState,
    mut body: Body,
) -> (Came, PollResult) {
    let hash = digest::hex(&body.bytes);
    if body.cut.is_none() && state.body_hash.as_deref() == Some(hash.as_str()) {
        let came = Came::NotModified {
            // A whole answer replaces what an earlier one said (RFC 9111, section 4.3.3).
            lifetime: Some(body.freshness.lifetime.unwrap_or_default()),
            moved_to: body.permanent_to.map(String::from),
        };
        let result = PollResult::Same {
            validators: body.validators,
            bytes: body.received,
        };
        return (came, result);
    }
    let cut = body.cut.take();
    // The semaphore is never closed; without a permit the body would only be read a little sooner.
    let permit = Arc::clone(&reading.readers).acquire_owned().await.ok();
    let (reading, source, received) = (reading.clone(), source.clone(), body.received);
    let read = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        read(&reading, &source, body, hash)
    })
    .await;
    match (read, cut) {
        (Ok(Ok((_, read))), Some(cut)) => failed(&cut, read.entries, received),
        (Ok(Ok((came, read))), None) => (came, PollResult::Read(Box::new(read))),
        (_, Some(cut)) => failed(&cut, Vec::new(), received),
        (Ok(Err(message)), None) => unreadable(message, received),
        (Err(_), None) => {
            let sentence = "the feed could not be read: reading it failed; please report its URL";
            unreadable(sentence.to_owned(), received)
        }
    }
}

fn read(
    reading: &Reading,
    source: &SourceConfig,
    body: Body,
    body_hash: String,
) -> Result<(Came, Read), String> {
    let context = Context {
        url: Some(&body.final_url),
        content_type: body.content_type.as_deref(),
        content_language: body.content_language.as_deref(),
        content_location: body.content_location.as_ref().map(url::Url::as_str),
    };
    let document = parse::read(&body.bytes, &context)
        .map_err(|error| format!("{}: {error}", shown(&body.final_url)))?;
    let rules = normalise::Rules {
        language: source.language,
        strip: source.strip.clone(),
        ..normalise::Rules::default()
    };
    let (mut entries, warnings) =
        normalise::entries(&document, &source.source, &rules, reading.first_seen);
    for warning in warnings.lines() {
        tracing::debug!(source.id = %source.source.id, "{warning}");
    }
    for entry in &mut entries {
        attribute(&reading.attributor, source, entry);
    }
    let came = Came::Feed {
        new_entries: 0,
        lifetime: body.freshness.lifetime,
        hints: hints(&document),
        moved_to: body.permanent_to.map(String::from),
    };
    let read = Read {
        validators: body.validators,
        body_hash,
        feed_title: (document.feed.head.title)
            .as_ref()
            .map(|title| normalise::plain_text(&title.value)),
        entries,
        bytes: body.received,
        body: PolledBody {
            url: body.final_url.into(),
            content_type: body.content_type,
            bytes: body.bytes,
        },
    };
    Ok((came, read))
}

fn attribute(attributor: &Attributor, source: &SourceConfig, entry: &mut Entry) {
    let attribution = attributor.attribute(&Text {
        language: entry.language,
        title: &entry.title,
        summary: &entry.summary,
        categories: &entry.categories,
        feed_country: source.source.country,
        url: entry.url.as_deref(),
    });
    entry.countries = attribution.into();
}

/// What the document says about when to read it again.
fn hints(document: &Document) -> Hints {
    let hints = &document.feed.hints;
    Hints {
        ttl_minutes: hints.ttl_minutes,
        skip_hours: hints.skip_hours.clone(),
        skip_days: hints.skip_days.clone(),
        update_period: hints.update_period,
    }
}

fn failed(failure: &Failure, entries: Vec<Entry>, bytes: u64) -> (Came, PollResult) {
    if failure.kind == FailureKind::Held {
        return (
            Came::Held(failure.retry_after.unwrap_or_default()),
            PollResult::Held,
        );
    }
    let came = Came::Failed {
        trouble: trouble(failure.kind),
        retry_after: failure.retry_after,
    };
    let result = PollResult::Failed {
        kind: failure.kind.as_str(),
        message: failure.message.clone(),
        entries,
        bytes,
    };
    (came, result)
}

fn unreadable(message: String, bytes: u64) -> (Came, PollResult) {
    let came = Came::Failed {
        trouble: Trouble::Content,
        retry_after: None,
    };
    let result = PollResult::Failed {
        kind: NO_FEED,
        message,
        entries: Vec::new(),
        bytes,
    };
    (came, result)
}

/// What to do about a kind of failure.
fn trouble(kind: FailureKind) -> Trouble {
    match kind {
        FailureKind::Dns | FailureKind::Unreachable => Trouble::Unreachable,
        FailureKind::Network | FailureKind::Timeout | FailureKind::Truncated => Trouble::Network,
        FailureKind::Status(500..) => Trouble::Server,
        FailureKind::RateLimited(_) => Trouble::Throttled,
        FailureKind::Denied(_) => Trouble::Denied,
        FailureKind::Missing => Trouble::Missing,
        FailureKind::Gone => Trouble::Gone,
        _ => Trouble::Content,
    }
}

fn kept(validators: Option<Validators>) -> Option<String> {
    validators.and_then(|validators| serde_json::to_string(&validators).ok())
}

/// A URL as messages show it: its query may hold a key.
fn shown(url: &url::Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Fails only for URLs that cannot have a host, which have no name or password either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}
