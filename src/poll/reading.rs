//! Bodies to entries: off the threads that wait for the network, and with no more in memory at a
//! time than there is room for, whatever outlets send.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::hub;
use super::rulebook::Rulebook;
use super::{NO_FEED, PollResult, Read, failed, request, unreadable};
use crate::article::{self, Selectors};
use crate::attribute::{Attributor, Text};
use crate::config::{Kind, SourceConfig};
use crate::digest;
use crate::domain::address::shown;
use crate::domain::{Country, Entry, WALL};
use crate::fetch::{self, Body, Failure, FailureKind};
use crate::normalise::{self, Memory};
use crate::parse::{self, Context, Document, Unreadable, Warning};
use crate::schedule::{Came, Hints};
use crate::store::PolledBody;

/// Up to this size a body is read beside others; of those that are larger one at a time.
const SMALL: usize = 512 << 10;

/// What the bodies may come to together that are being read, or of which what they brought is not
/// recorded yet. A larger one has all of it.
const TOGETHER: usize = 8 << 20;

/// Room is counted in these.
const KIB: usize = 1 << 10;

/// The turns and the room that bodies have between them; one for an instance.
#[derive(Clone, Debug)]
pub struct Readers {
    /// A permit for each core: reading is work for the cores, and bodies wait for their turn.
    turns: Arc<Semaphore>,
    /// KiB of unpacked bodies.
    room: Arc<Semaphore>,
}

/// What reading a body takes.
#[derive(Clone)]
pub struct Reading {
    /// Finds the countries.
    pub attributor: Arc<Attributor>,
    /// Whose turn it is.
    pub readers: Readers,
    /// The first sight of entries that are new: one time for a round, so that the order in which
    /// sources happen to answer decides nothing.
    pub first_seen: DateTime<Utc>,
    /// Whether bodies are handed on for the archive.
    pub keeps_bodies: bool,
    /// Says which pages may be asked for.
    pub rulebook: Arc<Rulebook>,
}

/// What is known of a source before a body of it is read.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Hash of the body that is stored.
    pub hash: Option<String>,
    /// What is remembered of its texts.
    pub memory: String,
}

/// What came of a body.
#[derive(Debug)]
pub(super) struct Took {
    pub came: Came,
    pub result: PollResult,
    pub held: Held,
}

/// What is in memory of a body takes up room for as long as this lives.
#[derive(Debug, Default)]
pub(super) struct Held {
    unpacked: Option<OwnedSemaphorePermit>,
    received: fetch::Place,
}

impl Readers {
    /// A turn for each of so many cores.
    #[must_use]
    pub fn new(cores: usize) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(cores)),
            room: Arc::new(Semaphore::new(TOGETHER / KIB)),
        }
    }

    async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed; without a permit the body would only be read sooner.
        Arc::clone(&self.turns).acquire_owned().await.ok()
    }

    async fn room(&self, size: usize) -> Option<OwnedSemaphorePermit> {
        let permits = u32::try_from(size.min(TOGETHER) / KIB).unwrap_or(u32::MAX);
        Arc::clone(&self.room)
            .acquire_many_owned(permits)
            .await
            .ok()
    }
}

impl Reading {
    /// Reads a body of `source`, unless it is the one that is known.
    pub(super) async fn take(&self, source: &SourceConfig, known: Known, body: Box<Body>) -> Took {
        let (received, retry_after) = (body.received, body.freshness.retry_after);
        let cut = body.cut.clone().map(|cut| Failure { retry_after, ..cut });
        let (mut body, mut most) = (body, SMALL);
        loop {
            let room = self.readers.room(most).await;
            let turn = self.readers.turn().await;
            let (reading, source, known) = (self.clone(), source.clone(), known.clone());
            let look = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                reading.look(&source, &known, body, most, room)
            });
            match (look.await, cut.as_ref()) {
                (Ok(Ok(took)), _) => return took,
                (Ok(Err(larger)), _) => (body, most) = (larger, usize::MAX),
                (Err(_), Some(cut)) => return failed(cut, Vec::new(), received),
                (Err(_), None) => {
                    let sentence =
                        "the feed could not be read: reading it failed; please report its URL";
                    return unreadable(Unread::no_feed(sentence), received, retry_after);
                }
            }
        }
    }

    /// Reads a body that unpacks to `most` bytes at most; a larger one comes back.
    fn look(
        &self,
        source: &SourceConfig,
        known: &Known,
        mut body: Box<Body>,
        most: usize,
        room: Option<OwnedSemaphorePermit>,
    ) -> Result<Took, Box<Body>> {
        let received = body.received;
        let bytes = match body.unpack(most) {
            Ok(bytes) => bytes,
            Err(failure) if failure.kind == FailureKind::TooLarge && most < usize::MAX => {
                return Err(body);
            }
            Err(failure) => {
                let retry_after = body.freshness.retry_after;
                let failure = Failure {
                    retry_after,
                    ..failure
                };
                return Ok(failed(&failure, Vec::new(), received));
            }
        };
        let mut held = Held {
            unpacked: room,
            received: fetch::Place::default(),
        };
        held.needs(bytes.len());
        let hash = digest::hex(&bytes);
        let mut took = if body.cut.is_none() && known.hash.as_ref() == Some(&hash) {
            same(source, *body)
        } else {
            self.read(source, *body, bytes, (hash, &known.memory), &mut held)
        };
        took.held = held;
        Ok(took)
    }

    fn read(
        &self,
        source: &SourceConfig,
        mut body: Body,
        bytes: Vec<u8>,
        (body_hash, memory): (String, &str),
        held: &mut Held,
    ) -> Took {
        let (received, retry_after) = (body.received, body.freshness.retry_after);
        let cut = body.cut.take().map(|cut| Failure { retry_after, ..cut });
        let document = match (document(source, &body, &bytes), &cut) {
            (Ok(document), _) => document,
            (Err(_), Some(cut)) => return failed(cut, Vec::new(), received),
            (Err(unread), None) => return unreadable(unread, received, retry_after),
        };
        // What another version remembered is forgotten.
        let mut memory: Memory = serde_json::from_str(memory).unwrap_or_default();
        if let Some(cut) = cut {
            drop((body, bytes));
            let (entries, _) = self.entries(source, &document, &mut memory);
            return failed(&cut, entries, received);
        }
        let came = Came::Feed {
            new_entries: 0,
            lifetime: body.freshness.lifetime,
            retry_after,
            hints: hints(&document),
            moved_to: request::moves(source, body.permanent_to.take()),
        };
        let validators = body.validators.take();
        let announced = hub::announced(source, &body, &document);
        let kept = self.keeps_bodies.then(|| {
            let (kept, place) = keep(body, bytes);
            held.received = place;
            kept
        });
        let (entries, warnings) = self.entries(source, &document, &mut memory);
        let read = Read {
            validators,
            is_whole: document.warnings.count(&Warning::Truncated) == 0,
            body_hash,
            feed_title: (document.feed.head.title)
                .as_ref()
                .map(|title| normalise::plain_text(&title.value)),
            entries,
            warnings,
            announced,
            memory: serde_json::to_string(&memory).unwrap_or_default(),
            bytes: received,
            body: kept,
        };
        Took::nothing(came, PollResult::Read(Box::new(read)))
    }

    /// The entries of a document, and what was wrong with it, a line for each kind of defect.
    fn entries(
        &self,
        source: &SourceConfig,
        document: &Document,
        memory: &mut Memory,
    ) -> (Vec<Entry>, Vec<String>) {
        let (facts, rules) = (&source.source, &source.rules);
        let (mut entries, warnings) =
            normalise::remembering(document, facts, rules, memory, self.first_seen);
        let warnings = warnings.lines();
        for warning in &warnings {
            tracing::debug!(source = %source.source.id, "{warning}");
        }
        let is_read = |entry: &&mut Entry| {
            let listed = entry.listed.as_ref();
            listed.is_none_or(|listed| !listed.is_relisted)
        };
        for entry in entries.iter_mut().filter(is_read) {
            attribute(&self.attributor, source, entry);
        }
        (entries, warnings)
    }
}

impl Took {
    /// Of which nothing large is in memory.
    pub(super) fn nothing(came: Came, result: PollResult) -> Self {
        Self {
            came,
            result,
            held: Held::default(),
        }
    }
}

impl Held {
    /// Gives back the room that `bytes` do not need.
    fn needs(&mut self, bytes: usize) {
        if let Some(room) = &mut self.unpacked {
            let spare = room.num_permits().saturating_sub(bytes.div_ceil(KIB));
            drop(room.split(spare));
        }
    }
}

/// A body that is stored already.
fn same(source: &SourceConfig, body: Body) -> Took {
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
    Took::nothing(came, result)
}

/// A body for the archive: as it was received, or compressed where it was received plain.
fn keep(body: Body, bytes: Vec<u8>) -> (PolledBody, fetch::Place) {
    let url = body.final_url.to_string();
    let content_location = body.content_location.clone().map(String::from);
    let (content_type, content_language) =
        (body.content_type.clone(), body.content_language.clone());
    let (codings, received, place) = body.into_received();
    let bytes = if codings.is_empty() { bytes } else { received };
    let kept = PolledBody {
        url,
        content_type,
        content_language,
        content_location,
        codings,
        bytes,
    };
    (kept.packed(), place)
}

/// Why a body is no document.
pub(super) struct Unread {
    /// The class of failure.
    pub(super) kind: &'static str,
    /// One sentence.
    pub(super) message: String,
}

impl Unread {
    fn no_feed(message: impl Into<String>) -> Self {
        Self {
            kind: NO_FEED,
            message: message.into(),
        }
    }
}

fn document(source: &SourceConfig, body: &Body, bytes: &[u8]) -> Result<Document, Unread> {
    let context = Context {
        url: Some(&body.final_url),
        content_type: body.content_type.as_deref(),
        content_language: body.content_language.as_deref(),
        content_location: body.content_location.as_ref().map(Url::as_str),
        outlet_language: source.rules.language.or(source.source.outlet.language),
    };
    let read = match &source.kind {
        Kind::Feed => parse::read(bytes, &context).map_err(|error| error.to_string()),
        Kind::Page(selectors) => list(bytes, &body.final_url, &context, selectors),
    };
    read.map_err(|error| {
        let message = format!("{}: {error}", shown(&body.final_url));
        match parse::read(bytes, &context) {
            Err(Unreadable::Challenge) => Unread {
                kind: WALL,
                message,
            },
            _ => Unread::no_feed(message),
        }
    })
}

/// Reads the page of headlines that came from `url`. One without any may be something else
/// altogether.
///
/// # Errors
/// What is wrong with the page or with the selectors, in one sentence without the place.
pub fn list(
    bytes: &[u8],
    url: &Url,
    context: &Context<'_>,
    selectors: &Selectors,
) -> Result<Document, String> {
    let listed = article::listing(bytes, url, context.content_type, selectors);
    listed.map_err(|error| match parse::read(bytes, context) {
        Ok(_) => "it is a feed; remove kind = \"page\" and select".to_owned(),
        Err(other @ (Unreadable::Challenge | Unreadable::Empty)) => other.to_string(),
        Err(_) => error.to_string(),
    })
}

/// Says what `entry` is about.
pub fn attribute(attributor: &Attributor, source: &SourceConfig, entry: &mut Entry) {
    let attribution = attributor.attribute(&text(entry, source.source.country));
    entry.countries = attribution.into();
}

/// What there is to judge `entry` by, of a source of this country.
#[must_use]
pub fn text(entry: &Entry, feed_country: Option<Country>) -> Text<'_> {
    Text {
        language: entry.language,
        title: &entry.title,
        summary: &entry.summary,
        categories: &entry.categories,
        feed_country,
        url: entry.url.as_deref(),
    }
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
