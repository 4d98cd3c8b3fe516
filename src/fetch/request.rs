//! What is asked for.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::Trust;
use crate::domain::Secret;

/// One poll, before it is made.
#[derive(Clone, Debug)]
pub struct Request {
    /// The feed. Name and password in it become an `Authorization` and are sent to this origin
    /// only.
    pub url: Url,
    /// What the last answer was known by; `None` asks for the whole feed.
    pub validators: Option<Validators>,
    /// Header fields of this source's own, such as `Authorization`: sent to the origin of `url`
    /// only, and never shown.
    pub fields: Vec<(String, Secret)>,
    /// Which certificates the origin of `url` may show; any other place has to satisfy the system.
    pub trust: Trust,
    /// Whether the wait that a redirect asked for is over. Otherwise a redirect with `Retry-After`
    /// is not followed (RFC 9110, section 10.2.3).
    pub has_waited: bool,
    /// What is wanted of the place.
    pub wants: Wanted,
    /// Whether redirects are followed. Otherwise one is a failure that says where it leads.
    pub follows: bool,
    /// Most bytes of the answer, as sent and as decompressed, where that is less than what
    /// `[fetch] max_body` allows.
    pub most: usize,
    /// The distance that its site wants it to keep, where that says so.
    pub spacing: Option<Spacing>,
    /// Whether no source is asked, but a page or an image that an entry leads to, or the rules for
    /// these. No schedule keeps a wish to be left alone for such, and so the client does: for all of
    /// them at that host.
    pub is_extra: bool,
}

/// How far apart a site wants some requests to start. They stand in one queue, whoever makes them, and
/// others go past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spacing {
    /// From one start to the next.
    pub apart: Duration,
    /// Where the queue is longer than this it is not joined: the host counts as one that wants to be left
    /// alone.
    pub longest_queue: Duration,
}

/// What is wanted of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// A feed.
    #[default]
    Feed,
    /// A page for people.
    Page,
    /// Plain text, as `robots.txt` is.
    Text,
    /// An image.
    Image,
    /// A reading list.
    List,
}

impl Request {
    /// Asks for the whole feed at `url`.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self {
            url,
            validators: None,
            fields: Vec::new(),
            trust: Trust::System,
            has_waited: false,
            wants: Wanted::Feed,
            follows: true,
            most: usize::MAX,
            spacing: None,
            is_extra: false,
        }
    }

    /// Asks for something else than a feed.
    #[must_use]
    pub fn wanting(mut self, wants: Wanted) -> Self {
        self.wants = wants;
        self
    }

    /// Asks for something that no source is.
    #[must_use]
    pub fn as_extra(mut self) -> Self {
        self.is_extra = true;
        self
    }

    /// Asks for the feed only if it is no longer what `validators` stand for.
    #[must_use]
    pub fn unless(mut self, validators: Option<Validators>) -> Self {
        self.validators = validators;
        self
    }
}

/// What an answer is known by (RFC 9110, section 8.8), and the URL that sent it.
///
/// Each is the field's value exactly as received, byte for byte: a byte is the character of the
/// same number, so that no server's spelling is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The URL that sent them: the only one they are ever sent to.
    pub url: Url,
    /// `ETag`, quotes and `W/` included.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}
