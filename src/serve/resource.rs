//! One published file as it is served: its bytes in every coding, and what is said about them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use super::coding::Coding;
use super::conditional;
use super::content::Content;
use super::fields::add;
use crate::domain::Language;

/// How much longer than `max-age` a cache may answer while it asks us (RFC 5861, section 3).
const STALE_WHILE_REVALIDATE: Duration = Duration::from_secs(10 * 60);
/// How long a cache may answer while we fail (RFC 5861, section 4): better old news than none.
const STALE_IF_ERROR: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder of the copies of images: each is one address at its outlet, and stays as it came.
pub(super) const COPIES: &str = "images/";

/// `Cache-Control` of what never changes (RFC 8246).
const LASTING: &str = "public, max-age=31536000, immutable";

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

impl Policy {
    /// `Cache-Control` of everything that is published.
    pub(super) fn cache_control(&self) -> String {
        format!(
            "public, max-age={}, stale-while-revalidate={}, stale-if-error={}",
            self.max_age.as_secs(),
            STALE_WHILE_REVALIDATE.as_secs(),
            STALE_IF_ERROR.as_secs(),
        )
    }
}

/// What readers do with a resource, as far as it changes what we say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// For people: kept out of search engines.
    Page,
    /// A document that readers subscribe to.
    Feed,
    /// Style sheets, images, reading lists.
    Other,
}

/// One coding of a resource, with what is said of it, ready to be copied into an answer.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub coding: Coding,
    /// With its quotes.
    pub etag: String,
    pub content: Content,
    /// The field lines of a 200.
    lines: Box<str>,
    /// Where those begin that a 304 carries too.
    shared: usize,
}

impl Body {
    /// The field lines of a 200.
    pub(super) fn lines(&self) -> &str {
        &self.lines
    }

    /// Those that a 304 carries as the 200 would (RFC 9110, section 15.4.5).
    pub(super) fn shared_lines(&self) -> &str {
        &self.lines[self.shared..]
    }
}

/// One published file: the bytes in every coding that we hold, and the fields that go with them.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Relative to the site, without a leading slash.
    path: String,
    pub(super) content_type: &'static str,
    /// When these bytes were first published, in whole seconds.
    pub(super) modified: DateTime<Utc>,
    /// The first is the identity coding.
    pub(super) bodies: Vec<Body>,
}

impl Resource {
    /// Makes a resource of the file at `path` (relative to the site, without a leading slash) from
    /// its bytes, identity first, and the time when they were written; `hold` says how they are held.
    pub(super) fn new(
        path: &str,
        codings: Vec<(Coding, Vec<u8>)>,
        modified: DateTime<Utc>,
        policy: &Policy,
        hold: impl Fn(Vec<u8>) -> Content,
    ) -> Self {
        let identity = codings.first().map(|(_, bytes)| bytes.as_slice());
        let hash = hash(identity.unwrap_or_default());
        let bodies = codings
            .into_iter()
            .map(|(coding, bytes)| Body {
                coding,
                etag: etag(&hash, coding),
                content: hold(bytes),
                lines: Box::default(),
                shared: 0,
            })
            .collect();
        let resource = Self {
            path: path.to_owned(),
            content_type: content_type(path).1,
            modified,
            bodies,
        };
        resource.published_at(modified, policy)
    }

    /// Whether both publish the same bytes, in whatever codings.
    pub(super) fn same_content(&self, other: &Self) -> bool {
        self.etag() == other.etag()
    }

    /// The same resource, with the time at which its bytes were first published.
    pub(super) fn published_at(mut self, modified: DateTime<Utc>, policy: &Policy) -> Self {
        self.modified = modified;
        let language = self.language(policy);
        let shared = self.shared_lines(policy);
        for body in &mut self.bodies {
            let mut lines = String::new();
            add(&mut lines, "Content-Type", self.content_type);
            add(
                &mut lines,
                "Content-Length",
                &body.content.len().to_string(),
            );
            add(&mut lines, "Accept-Ranges", "none");
            if let Some(token) = body.coding.token() {
                add(&mut lines, "Content-Encoding", token);
            }
            if let Some(language) = language {
                add(&mut lines, "Content-Language", language.as_str());
            }
            body.shared = lines.len();
            add(&mut lines, "ETag", &body.etag);
            body.lines = (lines + &shared).into_boxed_str();
        }
        self
    }

    /// The field lines that all codings, and 200 and 304, have in common.
    fn shared_lines(&self, policy: &Policy) -> String {
        let mut lines = String::new();
        let modified = conditional::format_date(self.modified);
        add(&mut lines, "Last-Modified", &modified);
        match self.path.starts_with(COPIES) {
            true => add(&mut lines, "Cache-Control", LASTING),
            false => add(&mut lines, "Cache-Control", &policy.cache_control()),
        }
        if self.bodies.len() > 1 {
            add(&mut lines, "Vary", "Accept-Encoding");
        }
        match content_type(&self.path).0 {
            Kind::Page => add(&mut lines, "X-Robots-Tag", "noindex"),
            Kind::Feed => add(&mut lines, "Link", &links(&self.path, policy)),
            Kind::Other => {}
        }
        lines
    }

    /// The language of a page.
    fn language(&self, policy: &Policy) -> Option<Language> {
        let named = translation(&self.path).map(|(_, language)| language);
        let is_page = content_type(&self.path).0 == Kind::Page;
        is_page.then(|| named.unwrap_or(policy.language))
    }

    fn etag(&self) -> Option<&str> {
        self.bodies.first().map(|body| body.etag.as_str())
    }

    /// The body in `coding`, if we hold it.
    pub(super) fn body(&self, coding: Coding) -> Option<&Body> {
        self.bodies.iter().find(|body| body.coding == coding)
    }

    /// What we hold, with the sizes in bytes.
    pub(super) fn held(&self) -> impl Iterator<Item = (Coding, usize)> {
        self.bodies
            .iter()
            .map(|body| (body.coding, body.content.len()))
    }
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
fn etag(hash: &str, coding: Coding) -> String {
    match coding.token() {
        None => format!("\"{hash}\""),
        Some(token) => format!("\"{hash}-{token}\""),
    }
}

/// The `Link` field of the feed at `path`: `rel=self` and `rel=hub` (WebSub, section 4).
fn links(path: &str, policy: &Policy) -> String {
    let topic = format!("<{}{path}>; rel=\"self\"", policy.base_url);
    // What is in the archive is complete: no hub is told of it.
    let hub = (policy.hub.as_ref()).filter(|_| !path.contains("/archive/"));
    match hub {
        Some(hub) => format!("{topic}, <{hub}>; rel=\"hub\""),
        None => topic,
    }
}

/// The folder and the language of a page that stands beside a folder's own: `ne/index.en.html`.
pub(super) fn translation(path: &str) -> Option<(&str, Language)> {
    let (folder, tag) = path.strip_suffix(".html")?.rsplit_once("index.")?;
    let is_whole = folder.is_empty() || folder.ends_with('/');
    let language: Language = tag.parse().ok()?;
    // What stands for a language in other letters, or goes on behind it, is no file's name.
    (is_whole && language.as_str() == tag).then_some((folder, language))
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
