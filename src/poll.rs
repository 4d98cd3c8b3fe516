//! One source through fetch, parse, normalise and attribute.

mod hub;
mod image;
mod list;
mod page;
mod reading;
mod request;
mod rulebook;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use url::Url;

use crate::clock::Clock;
use crate::config::{Kind, SourceConfig};
use crate::domain::{Announced, Entry, WALL};
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request, Validators, Wanted};
use crate::schedule::{self, Came, Trouble};
use crate::store::{self, Archived, Outcome, PolledBody, SourceState};

pub use hub::{Delivered, delivered};
pub use image::{ImageCame, image};
pub use list::{ListAsked, ListCame, reading_list};
use page::{LONGEST_QUEUE, distance};
pub use page::{PageCame, PutOff, facts, page};
pub use reading::{Readers, Reading, attribute, list, text};
pub use request::{at, first, place};
pub use rulebook::{May, Rulebook};

use reading::{Held, Known, Took, Unread};

/// The class of failure of a body that is no feed.
const NO_FEED: &str = "no_feed";

/// What came of a poll.
#[derive(Debug)]
pub struct Polled {
    /// When the source was asked.
    pub at: DateTime<Utc>,
    /// The first sight of what is new in it.
    first_seen: DateTime<Utc>,
    /// Whether it was asked without validators.
    pub asked_whole: bool,
    /// What the schedule makes of it.
    pub came: Came,
    /// How long it took, the wait for its host's turn included.
    pub took: Duration,
    result: PollResult,
    /// The room that what it brought takes up until it is recorded.
    _held: Held,
}

#[derive(Debug)]
enum PollResult {
    /// `304`, or a body that is stored already.
    Same {
        validators: Option<Validators>,
        bytes: u64,
    },
    Read(Box<Read>),
    /// What a hub brought.
    Delivered(Box<Read>),
    /// A failure, with the entries that could be read all the same.
    Failed {
        kind: &'static str,
        status: Option<u16>,
        message: String,
        entries: Vec<Entry>,
        bytes: u64,
    },
    Held,
}

#[derive(Debug)]
struct Read {
    validators: Option<Validators>,
    /// Whether the document came to its end.
    is_whole: bool,
    body_hash: String,
    feed_title: Option<String>,
    warnings: Vec<String>,
    memory: String,
    announced: Option<Announced>,
    entries: Vec<Entry>,
    /// For the archive, where there is one.
    body: Option<PolledBody>,
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
    let began = Instant::now();
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
    let took = match answer {
        Answer::NotModified(answer) => Took::nothing(
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
        Answer::Body(body) => {
            let known = Known {
                hash: state.body_hash.clone(),
                memory: state.memory.clone(),
            };
            reading.take(source, known, body).await
        }
    };
    Polled {
        at,
        first_seen: reading.first_seen,
        asked_whole,
        came: took.came,
        took: began.elapsed(),
        result: took.result,
        _held: took.held,
    }
}

/// Asks for a page of headlines, and at the places that redirects lead to, each where its site lets
/// programs ask for it.
async fn listing(client: &Client, reading: &Reading, request: Request, clock: &Clock) -> Answer {
    let request = request.wanting(Wanted::Page);
    let first = &request.url;
    let leave = async |url: Url| match reading.rulebook.may(client, &url, clock).await {
        May::Yes(delay) => {
            Ok(delay.and_then(|apart| distance(apart, LONGEST_QUEUE, url == *first)))
        }
        May::No(why) => Err(Failure::refused(why)),
        May::Unknown(failure) => Err(failure),
    };
    client.get_by_leave(&request, leave).await
}

/// What a feed calls itself, for as long as it does. A title that changes, as one that bears the date
/// does, names nothing, and is empty from then on.
fn lasting(before: Option<String>, now: Option<String>) -> Option<String> {
    match (before, now) {
        (None, title) | (title, None) => title,
        (Some(before), Some(now)) => Some(if before == now { before } else { String::new() }),
    }
}

/// Reads a body that `source` sent earlier, when so much was remembered of its texts.
///
/// # Errors
/// When the body cannot be read: one sentence.
pub async fn reread(
    reading: &Reading,
    source: &SourceConfig,
    archived: Archived,
    memory: String,
    limit: usize,
) -> Result<Polled, String> {
    let (kept, known) = (archived.body, archived.hash);
    let url = Url::parse(&kept.url).map_err(|error| format!("its URL is none ({error})"))?;
    let mut body = Body::received_earlier(url, kept.codings, kept.bytes, limit);
    body.content_type = kept.content_type;
    body.content_language = kept.content_language;
    body.content_location = kept.content_location.and_then(|url| url.parse().ok());
    let before = Known { hash: None, memory };
    let took = reading.take(source, before, Box::new(body)).await;
    match &took.result {
        PollResult::Failed { message, .. } => return Err(message.clone()),
        // Not every coding notices what became of its bytes.
        PollResult::Read(read) if known.is_some_and(|known| known != read.body_hash) => {
            return Err("the archived body is damaged".to_owned());
        }
        _ => {}
    }
    Ok(Polled {
        at: archived.at,
        first_seen: reading.first_seen,
        asked_whole: true,
        came: took.came,
        took: Duration::ZERO,
        result: took.result,
        _held: took.held,
    })
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

    /// The poll as the store records it, by the round that began at `round` and on top of what was
    /// known before; takes the entries and the body out.
    #[must_use]
    pub fn record(&mut self, before: &SourceState, round: DateTime<Utc>) -> store::Poll {
        let mut poll = store::Poll {
            at: self.at,
            first_seen: self.first_seen,
            round,
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
                poll.body = read.body;
                // What is missing may come under the validators of what is here. They are taken when the
                // same comes again: a feed that never ends properly costs one more answer each time it
                // changes.
                if read.is_whole {
                    state.validators = kept(read.validators);
                }
                state.body_hash = Some(read.body_hash);
                state.feed_title = lasting(state.feed_title.take(), read.feed_title);
                state.warnings = read.warnings;
                state.memory = read.memory;
                state.announced = read.announced;
                state.listed_at = Some(self.at);
                state.trouble = None;
            }
            // It is no answer: what the last one left stands.
            PollResult::Delivered(read) => {
                poll.outcome = Outcome::Delivered;
                poll.bytes = read.bytes;
                poll.entries = read.entries;
                poll.body = read.body;
                state.memory = read.memory;
            }
            PollResult::Failed {
                kind,
                status,
                message,
                entries,
                bytes,
            } => {
                poll.bytes = bytes;
                poll.entries = entries;
                state.trouble = Some(message.clone());
                poll.outcome = Outcome::Failed {
                    kind: kind.to_owned(),
                    status,
                    message,
                };
            }
            PollResult::Held => poll.outcome = Outcome::Held,
        }
        poll
    }
}

fn failed(failure: &Failure, entries: Vec<Entry>, bytes: u64) -> Took {
    if failure.kind == FailureKind::Held {
        return Took::nothing(
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
        status: failure.kind.status(),
        message: failure.message.clone(),
        entries,
        bytes,
    };
    Took::nothing(came, result)
}

fn unreadable(unread: Unread, bytes: u64, retry_after: Option<Duration>) -> Took {
    let Unread { kind, message } = unread;
    let trouble = match kind {
        // A person has to mend it.
        WALL => Trouble::Denied,
        _ => Trouble::Content,
    };
    let came = Came::Failed {
        trouble,
        retry_after,
    };
    let result = PollResult::Failed {
        kind,
        status: Some(200),
        message,
        entries: Vec::new(),
        bytes,
    };
    Took::nothing(came, result)
}

/// What to do about a kind of failure.
fn trouble(kind: FailureKind) -> Trouble {
    match kind {
        FailureKind::Dns | FailureKind::Unreachable => Trouble::Unreachable,
        FailureKind::Network | FailureKind::Timeout | FailureKind::Truncated => Trouble::Network,
        FailureKind::Status(500..) => Trouble::Server,
        FailureKind::RateLimited(300..=399) => Trouble::Deferred,
        FailureKind::RateLimited(_) => Trouble::Throttled,
        FailureKind::Denied(_) | FailureKind::Walled(_) => Trouble::Denied,
        FailureKind::Missing => Trouble::Missing,
        FailureKind::Gone => Trouble::Gone,
        _ => Trouble::Content,
    }
}

fn kept(validators: Option<Validators>) -> Option<String> {
    validators.and_then(|validators| serde_json::to_string(&validators).ok())
}
