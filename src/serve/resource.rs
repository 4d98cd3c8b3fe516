//! One published file as it is served: its bytes in every coding, and what is said about them.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderValue;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use super::coding::Coding;
use super::conditional;
use crate::domain::Language;

/// What an instance says about everything that it serves.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Where readers find the site; ends in a slash.
    pub base_url: Url,
    /// How long an answer is fresh: the time between two rounds.
    pub max_age: Duration,
    /// The language of pages that do not name another.
    pub language: Language,
    /// The WebSub hub that is told of changes.
    pub hub: Option<Url>,
}

/// What readers do with a resource, as far as it changes what we say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For people: kept out of search engines.
    Page,
    /// A document that readers subscribe to.
    Feed,
    /// Style sheets, images, reading lists.
    Other,
}

/// One coding of a resource.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub coding: Coding,
    pub etag: HeaderValue,
    pub bytes: Bytes,
}

/// One published file: the bytes in every coding that we hold, and the fields that go with them.
#[derive(Clone, Debug)]
pub struct Resource {
    pub(super) kind: Kind,
    pub(super) content_type: HeaderValue,
    /// `Content-Language` of a page.
    pub(super) language: Option<HeaderValue>,
    /// When these bytes were first published, in whole seconds.
    pub(super) modified: DateTime<Utc>,
    pub(super) last_modified: HeaderValue,
    /// `rel=self` and `rel=hub` of a feed (WebSub, section 4).
    pub(super) links: Option<HeaderValue>,
    /// The first is the identity coding.
    pub(super) bodies: Vec<Body>,
}

impl Resource {
    /// Makes a resource of the file at `path` (relative to the site, without a leading slash) from
    /// its bytes, identity first, and the time when they were written.
    pub(super) fn new(
        path: &str,
        codings: Vec<(Coding, Bytes)>,
        modified: DateTime<Utc>,
        policy: &Policy,
    ) -> Self {
        let (kind, content_type) = content_type(path);
        let identity = codings.first().map(|(_, bytes)| bytes.as_ref());
        let hash = hash(identity.unwrap_or_default());
        let bodies = codings
            .into_iter()
            .map(|(coding, bytes)| Body {
                coding,
                etag: etag(&hash, coding),
                bytes,
            })
            .collect();
        Self {
            kind,
            content_type: HeaderValue::from_static(content_type),
            language: (kind == Kind::Page).then(|| {
                let language = translation(path).map_or(policy.language, |(_, language)| language);
                value(language.as_str())
            }),
            modified,
            last_modified: value(&conditional::format_date(modified)),
            links: (kind == Kind::Feed).then(|| links(path, policy)),
            bodies,
        }
    }

    /// Whether both publish the same bytes, in whatever codings.
    pub(super) fn same_content(&self, other: &Self) -> bool {
        self.etag() == other.etag()
    }

    /// The same resource, with the time at which its bytes were first published.
    pub(super) fn published_at(mut self, modified: DateTime<Utc>) -> Self {
        self.modified = modified;
        self.last_modified = value(&conditional::format_date(modified));
        self
    }

    fn etag(&self) -> Option<&HeaderValue> {
        self.bodies.first().map(|body| &body.etag)
    }

    /// The body in `coding`, if we hold it.
    pub(super) fn body(&self, coding: Coding) -> Option<&Body> {
        self.bodies.iter().find(|body| body.coding == coding)
    }

    /// What we hold, with the sizes in bytes.
    pub(super) fn held(&self) -> Vec<(Coding, usize)> {
        self.bodies
            .iter()
            .map(|body| (body.coding, body.bytes.len()))
            .collect()
    }
}

/// A field value of text that we wrote ourselves; a character that no field may hold empties it.
pub(super) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Half of the SHA-256, in hexadecimal: 128 bits are enough to tell one content from another.
fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write;

    let digest = Sha256::digest(bytes);
    digest.iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A strong entity tag, another one for each coding (RFC 9110, section 8.8.3.3).
fn etag(hash: &str, coding: Coding) -> HeaderValue {
    value(&match coding.token() {
        None => format!("\"{hash}\""),
        Some(token) => format!("\"{hash}-{token}\""),
    })
}

/// The `Link` field of the feed at `path`.
fn links(path: &str, policy: &Policy) -> HeaderValue {
    let topic = format!("<{}{path}>; rel=\"self\"", policy.base_url);
    // What is in the archive is complete: no hub is told of it.
    let hub = (policy.hub.as_ref()).filter(|_| !path.contains("/archive/"));
    value(&match hub {
        Some(hub) => format!("{topic}, <{hub}>; rel=\"hub\""),
        None => topic,
    })
}

/// The folder and the language of a page that stands beside a folder's own: `ne/index.en.html`.
pub(super) fn translation(path: &str) -> Option<(&str, Language)> {
    let (folder, tag) = path.strip_suffix(".html")?.rsplit_once("index.")?;
    let is_whole = folder.is_empty() || folder.ends_with('/');
    Some((folder, tag.parse().ok()?)).filter(|_| is_whole)
}

/// What a file is, by the end of its name and, for JSON, by its folder.
fn content_type(path: &str) -> (Kind, &'static str) {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "html" => (Kind::Page, "text/html; charset=utf-8"),
        "atom" => (Kind::Feed, "application/atom+xml; charset=utf-8"),
        "rss" => (Kind::Feed, "application/rss+xml; charset=utf-8"),
        "json" if path.starts_with("feeds/") => {
            (Kind::Feed, "application/feed+json; charset=utf-8")
        }
        other => (Kind::Other, other_content_type(other)),
    }
}

fn other_content_type(extension: &str) -> &'static str {
    match extension {
        "json" => "application/json",
        "opml" => "text/x-opml; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        _ => "application/octet-stream",
    }
}
