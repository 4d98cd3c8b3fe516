//! The hub that a feed names, and what hubs deliver.

use std::time::Duration;

use url::Url;

use super::reading::{Known, Reading};
use super::{PollResult, Polled};
use crate::config::{Kind, SourceConfig};
use crate::domain::{Announced, address};
use crate::fetch::{Body, Trust};
use crate::parse::{Document, header};
use crate::schedule::Came;
use crate::websub::Links;

/// A document that a hub brought, all of a feed or a part.
#[derive(Debug)]
pub struct Delivered {
    /// The feed's own address.
    pub topic: Url,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// `Content-Encoding` as sent.
    pub codings: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Reads what a hub delivered for `source`, of whose texts so much is remembered: as a poll reads a
/// body, but nothing follows from what is not in it.
///
/// # Errors
/// When it cannot be read: one sentence.
pub async fn delivered(
    reading: &Reading,
    source: &SourceConfig,
    memory: String,
    delivered: Delivered,
    limit: usize,
) -> Result<Polled, String> {
    let Delivered {
        topic,
        content_type,
        codings,
        bytes,
    } = delivered;
    let mut body = Body::received_earlier(topic, codings, bytes, limit);
    body.content_type = content_type;
    let before = Known { hash: None, memory };
    let took = reading.take(source, before, Box::new(body)).await;
    match took.result {
        PollResult::Read(read) => Ok(Polled {
            took: Duration::ZERO,
            at: reading.first_seen,
            first_seen: reading.first_seen,
            asked_whole: false,
            came: Came::Delivered,
            result: PollResult::Delivered(read),
            _held: took.held,
        }),
        PollResult::Failed { message, .. } => Err(message),
        PollResult::Same { .. } | PollResult::Delivered(_) | PollResult::Held => {
            Err("there is nothing in it".to_owned())
        }
    }
}

/// The hub that a document names whose answer is at hand, and that may be asked for it: what is
/// kept behind keys goes through no other hands.
pub(super) fn announced(
    source: &SourceConfig,
    body: &Body,
    document: &Document,
) -> Option<Announced> {
    let place = &source.source.url;
    let access = &source.access;
    let is_keyed = !address::is_open(place) || !access.headers.is_empty();
    if is_keyed || access.trust != Trust::System || !matches!(source.kind, Kind::Feed) {
        return None;
    }
    let mut said = Links::default();
    let fields = body.links.iter().flat_map(|field| header::links(field));
    for link in fields.filter(|link| link.anchor.is_none()) {
        let target = match Url::parse(&link.target) {
            Ok(_) => link.target,
            Err(_) => (body.final_url.join(&link.target)).map_or(link.target, String::from),
        };
        said.add(&link.rel, &target);
    }
    let mut written = Links::default();
    for link in &document.feed.head.links {
        written.add(&link.rel, &link.href);
    }
    let found = Links::announced(said, written, &[place, &body.final_url])?;
    let is_open = Url::parse(&found.topic).is_ok_and(|topic| address::is_open(&topic));
    Some(found).filter(|_| is_open)
}
