//! One source through fetch, parse, normalise and attribute.

mod page;
mod request;
mod rulebook;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use url::Url;

use crate::article::{self, Selectors};
use crate::attribute::{Attributor, Text};
use crate::clock::Clock;
use crate::config::{Kind, SourceConfig};
use crate::digest;
use crate::domain::Entry;
use crate::domain::address::shown;
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request, Validators, Wanted};
use crate::normalise;
use crate::parse::{self, Context, Document, Unreadable};
use crate::schedule::{self, Came, Hints, Trouble};
use crate::store::{self, Outcome, PolledBody, SourceState};

pub use page::{PageCame, facts, page};
pub use request::{at, first, place};
pub use rulebook::{May, Rulebook};

/// The class of failure of a body that is no feed.
const NO_FEED: &str = "no_feed";

/// Entries of one body that are kept, the newest: no source may drown the others.
const MOST_ENTRIES: usize = 1_000;

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
    /// Says which pages may be asked for.
    pub rulebook: Arc<Rulebook>,
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

/// Asks `source`, of which `state` and `schedule` are known, and reads what it sends.
pub async fn poll(
    client: &Client,
    reading: &Reading,
    source: &SourceConfig,
    state: &SourceState,
    schedule: &schedule::State,
    clock: &Clock,
) -> Polled {
    let whole = schedule.should_ask_whole(clock.now());
    let request = Request {
        has_waited: schedule.has_waited(),
        ..request::request(source, state, whole)
    };
    let asked_whole = request.validators.is_none();
    let answer = match source.kind {
        Kind::Feed => client.get(&request).await,
        Kind::Page(_) => listing(client, reading, request, clock).await,
    };
    let at = clock.now();
    let (came, result) = match answer {
        Answer::NotModified(answer) => (
            Came::NotModified {
                lifetime: answer.freshness.lifetime,
                retry_after: answer.freshness.retry_after,
                moved_to: request::moves(source, answer.permanent_to),
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

/// Asks for a page of headlines, where its site lets programs ask for it, and for the place that
/// redirects lead to.
async fn listing(client: &Client, reading: &Reading, request: Request, clock: &Clock) -> Answer {
    if let Some(refused) = refused(client, reading, &request.url, clock).await {
        return refused;
    }
    let asked = request.url.clone();
    let answer = client.get(&request.wanting(Wanted::Page)).await;
    if let Answer::Body(body) = &answer
        && body.final_url.path() != asked.path()
        && let Some(refused) = refused(client, reading, &body.final_url, clock).await
    {
        return refused;
    }
    answer
}

/// Why a page may not be asked for, if it may not.
async fn refused(client: &Client, reading: &Reading, url: &Url, clock: &Clock) -> Option<Answer> {
    match reading.rulebook.may(client, url, clock).await {
        May::Yes(_) => None,
        May::No(why) => Some(Answer::Failed(Failure::refused(why))),
        May::NotNow => Some(Answer::Failed(Failure::held())),
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
            retry_after: body.freshness.retry_after,
            moved_to: request::moves(source, body.permanent_to),
        };
        let result = PollResult::Same {
            validators: body.validators,
            bytes: body.received,
        };
        return (came, result);
    }
    let retry_after = body.freshness.retry_after;
    let cut = body.cut.take().map(|cut| Failure { retry_after, ..cut });
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
        (Ok(Err(message)), None) => unreadable(message, received, retry_after),
        (Err(_), None) => {
            let sentence = "the feed could not be read: reading it failed; please report its URL";
            unreadable(sentence.to_owned(), received, retry_after)
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
        content_location: body.content_location.as_ref().map(Url::as_str),
    };
    let document = match &source.kind {
        Kind::Feed => parse::read(&body.bytes, &context).map_err(|error| error.to_string()),
        Kind::Page(selectors) => list(&body, &context, selectors),
    }
    .map_err(|error| format!("{}: {error}", shown(&body.final_url)))?;
    let (mut entries, warnings) =
        normalise::entries(&document, &source.source, &source.rules, reading.first_seen);
    for warning in document.warnings.iter().map(ToString::to_string) {
        tracing::debug!(source.id = %source.source.id, "{warning}");
    }
    for warning in warnings {
        tracing::debug!(source.id = %source.source.id, "{warning}");
    }
    if entries.len() > MOST_ENTRIES {
        tracing::warn!(
            source.id = %source.source.id,
            listed = entries.len(),
            kept = MOST_ENTRIES,
            "the feed lists more entries than are read at once; the newest are kept"
        );
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published));
        entries.truncate(MOST_ENTRIES);
    }
    for entry in &mut entries {
        attribute(&reading.attributor, source, entry);
    }
    let came = Came::Feed {
        new_entries: 0,
        lifetime: body.freshness.lifetime,
        retry_after: body.freshness.retry_after,
        hints: hints(&document),
        moved_to: request::moves(source, body.permanent_to),
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

/// Reads a page of headlines. One without any may be something else altogether.
///
/// # Errors
/// What is wrong with the page or with the selectors, in one sentence without the place.
pub fn list(body: &Body, context: &Context<'_>, selectors: &Selectors) -> Result<Document, String> {
    let content_type = body.content_type.as_deref();
    let listed = article::listing(&body.bytes, &body.final_url, content_type, selectors);
    listed.map_err(|error| match parse::read(&body.bytes, context) {
        Ok(_) => "it is a feed; remove kind = \"page\" and select".to_owned(),
        Err(other @ (Unreadable::Challenge | Unreadable::Empty)) => other.to_string(),
        Err(_) => error.to_string(),
    })
}

/// Says what `entry` is about.
pub fn attribute(attributor: &Attributor, source: &SourceConfig, entry: &mut Entry) {
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

fn unreadable(message: String, bytes: u64, retry_after: Option<Duration>) -> (Came, PollResult) {
    let came = Came::Failed {
        trouble: Trouble::Content,
        retry_after,
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
        FailureKind::RateLimited(300..=399) => Trouble::Deferred,
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
