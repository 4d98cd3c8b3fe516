//! What the references of a document stand for, and which of them may be published.

use std::borrow::Cow;

use url::Url;

use super::address::absolute;
use crate::domain::Source;
use crate::domain::address::Keys;
use crate::parse::{Document, Format};

/// How the references of a document or a text become addresses.
#[derive(Clone, Debug)]
pub(super) struct References {
    base: Url,
    /// Whether `base` is where the feed stands, so that a reference to itself leads to no page.
    within_feed: bool,
    /// The feed, as it may be published; none where the document is a page for people.
    feed: Option<Url>,
    /// What the source is asked with.
    keys: Keys,
}

impl References {
    /// Those of `document`, which a poll of `source` brought.
    pub(super) fn of(document: &Document, source: &Source) -> Self {
        let keys = Keys::of(&source.url);
        let is_feed = document.format != Format::Page;
        let feed = is_feed
            .then(|| keys.taken_out(source.url.clone()))
            .flatten();
        Self {
            base: document.base.as_ref().unwrap_or(&source.url).clone(),
            within_feed: is_feed,
            feed,
            keys,
        }
    }

    /// Those of a text that stands on the page `base`, which holds no key.
    pub(super) fn on_page(base: &Url) -> Self {
        Self {
            base: base.clone(),
            within_feed: false,
            feed: None,
            keys: Keys::default(),
        }
    }

    /// As these, relative to another `base`.
    pub(super) fn relative_to(&self, base: &Url) -> Self {
        Self {
            base: base.clone(),
            within_feed: false,
            ..self.clone()
        }
    }

    /// What relative references are relative to.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// `reference` as an absolute http URL without a key of the source's; none where it leads to
    /// the feed itself.
    pub(super) fn address(&self, reference: &str) -> Option<Url> {
        if self.within_feed && is_same_document(reference) {
            return None;
        }
        self.open(absolute(reference, &self.base)?)
    }

    /// The value that the attribute `name` of a link, an image or a film keeps.
    pub(super) fn attribute<'v>(&self, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
        // No page is an image.
        if is_same_document(value) && (self.within_feed || name != "href") {
            return None;
        }
        let Some(url) = absolute(value, &self.base) else {
            return Some(Cow::Borrowed(value));
        };
        // As it was understood: readers may understand a strange one otherwise.
        Some(Cow::Owned(self.open(url)?.into()))
    }

    fn open(&self, url: Url) -> Option<Url> {
        let url = self.keys.taken_out(url)?;
        let is_feed = self.feed.as_ref().is_some_and(|feed| is_same(&url, feed));
        (!is_feed).then_some(url)
    }
}

/// Whether `reference` means the document that it stands in (RFC 3986, section 4.4).
fn is_same_document(reference: &str) -> bool {
    let reference = reference.trim();
    reference.is_empty() || reference.starts_with('#')
}

/// Whether both are one place of one host, by whichever scheme.
fn is_same(url: &Url, other: &Url) -> bool {
    let place = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        (path, url.query().unwrap_or_default().to_owned())
    };
    url.host() == other.host() && url.port() == other.port() && place(url) == place(other)
}
