//! What a feed document holds, as read: nothing is cleaned yet beyond what reading needs.

use std::time::Duration;

use chrono::{DateTime, Utc, Weekday};
use url::Url;

use super::Warnings;

/// A feed document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is written in.
    pub format: Format,
    /// The encoding that its bytes were read in, lower-case.
    pub encoding: String,
    /// What relative references without an `xml:base` are relative to: Content-Location, else the
    /// document's URL (RFC 3986, section 5.1).
    pub base: Option<Url>,
    /// The feed itself.
    pub feed: Feed,
    /// Its items in the order of the document.
    pub entries: Vec<Item>,
    /// What was wrong with it.
    pub warnings: Warnings,
}

/// The family of formats that a document belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// RSS 0.91 to 2.0, by Netscape, Userland and the RSS Board.
    #[default]
    Rss,
    /// RSS 0.90 and 1.0, and whatever else stands in `rdf:RDF`.
    Rdf,
    /// Atom 1.0 (RFC 4287) and 0.3.
    Atom,
    /// Microsoft's Channel Definition Format.
    Cdf,
    /// JSON Feed 1.0 and 1.1.
    Json,
    /// No feed: a page of headlines.
    Page,
    /// Google's news sitemap.
    Sitemap,
}

impl Format {
    /// Its name, as readers know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS (RDF)",
            Self::Atom => "Atom",
            Self::Cdf => "CDF",
            Self::Json => "JSON Feed",
            Self::Page => "page",
            Self::Sitemap => "news sitemap",
        }
    }
}

/// A media type of text, as the three that feeds use or any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text; markup when `media_type` says so, and unsafe until sanitised.
    pub value: String,
    /// `text/plain`, `text/html`, `application/xhtml+xml`, or what the feed names.
    pub media_type: String,
    /// Its own or inherited language tag.
    pub language: Option<String>,
    /// The `xml:base` it stands under.
    pub base: Option<Url>,
}

impl Text {
    /// Plain text of no known language.
    #[must_use]
    pub fn plain(value: impl Into<String>) -> Self {
        Self::of_type(value, PLAIN)
    }

    /// HTML of no known language.
    #[must_use]
    pub fn html(value: impl Into<String>) -> Self {
        Self::of_type(value, HTML)
    }

    fn of_type(value: impl Into<String>, media_type: &str) -> Self {
        Self {
            value: value.into(),
            media_type: media_type.to_owned(),
            language: None,
            base: None,
        }
    }

    /// Whether the value is markup.
    #[must_use]
    pub fn is_markup(&self) -> bool {
        self.media_type.contains("html") || self.media_type.ends_with("xml")
    }
}

pub(super) const PLAIN: &str = "text/plain";
pub(super) const HTML: &str = "text/html";
pub(super) const XHTML: &str = "application/xhtml+xml";

/// A link and what is said of its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Absolute where a base was known.
    pub href: String,
    /// `alternate`, `self`, `enclosure`, …
    pub rel: String,
    /// Media type.
    pub media_type: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Language of the target.
    pub hreflang: Option<String>,
    /// Bytes, as the feed writes it.
    pub length: Option<String>,
    /// Whether it is an element of RSS, whose text is the address.
    pub is_rss: bool,
}

impl Link {
    /// Whether it leads to a page for people, as far as its type tells.
    fn is_page(&self) -> bool {
        let kind = self.media_type.as_deref().unwrap_or("text/html");
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
    }
}

/// An author or contributor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Home page.
    pub uri: Option<String>,
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Category {
    /// The category itself.
    pub term: String,
    /// The vocabulary it is of.
    pub scheme: Option<String>,
    /// What readers should see.
    pub label: Option<String>,
}

/// An image of a feed or an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Where it is.
    pub href: String,
    /// Title.
    pub title: Option<String>,
    /// What it links to.
    pub link: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

/// A media file: an enclosure, or one of Media RSS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// Where it is.
    pub url: String,
    /// Media type; Media RSS's `medium` where that is all that is said.
    pub media_type: Option<String>,
    /// Bytes, as the feed writes it.
    pub length: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

/// The program that made a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generator {
    /// Name.
    pub name: String,
    /// Home page.
    pub uri: Option<String>,
    /// Version.
    pub version: Option<String>,
}

/// What feeds, items and the sources of items have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Title.
    pub title: Option<Text>,
    /// Every link, in order.
    pub links: Vec<Link>,
    /// Atom id or RSS guid, as it stands.
    pub id: Option<String>,
    /// When it was first published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Authors.
    pub authors: Vec<Person>,
    /// Contributors.
    pub contributors: Vec<Person>,
    /// Who publishes it (RSS `webMaster`, `dc:publisher`, `itunes:owner`).
    pub publisher: Option<Person>,
    /// Categories, each once.
    pub categories: Vec<Category>,
    /// Language tag.
    pub language: Option<String>,
    /// Image.
    pub image: Option<Image>,
    /// Copyright or licence.
    pub rights: Option<Text>,
}

impl Head {
    /// The page it is about: RSS's own link or else, of its `alternate` links (RFC 4287, section
    /// 4.2.7.2), the first that is a page for people, in its own language. There may be one of each
    /// type and language (4.1.2).
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        let own = self.language.as_deref().map(primary);
        let fits = |link: &&Link| {
            let language = link.hreflang.as_deref().map(primary);
            let speaks = match language {
                Some(language) if own.as_ref() != Some(&language) => Speaks::Another,
                Some(_) => Speaks::Own,
                None => Speaks::Unsaid,
            };
            (!link.is_rss, !link.is_page(), speaks)
        };
        let alternates = self.links.iter().filter(|link| link.rel == "alternate");
        alternates.min_by_key(fits).map(|link| &*link.href)
    }
}

/// Which language a link leads to, the best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Speaks {
    Own,
    Unsaid,
    Another,
}

/// The language of a tag, whatever its region.
fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_lowercase()
}

/// A feed, or the feed that an item was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// What it has in common with items.
    pub head: Head,
    /// Subtitle (RSS `description`).
    pub subtitle: Option<Text>,
    /// Small square image (Atom).
    pub icon: Option<String>,
    /// Wide image (Atom).
    pub logo: Option<String>,
    /// What made it.
    pub generator: Option<Generator>,
    /// How often it wants to be asked.
    pub hints: Hints,
}

/// What a feed says about when to ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// RSS `ttl`: minutes for which it may be cached.
    pub ttl_minutes: Option<u32>,
    /// RSS `skipHours`: hours of the day, GMT, in which nothing new comes.
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`.
    pub skip_days: Vec<Weekday>,
    /// RSS 1.0 module `sy:`: the time between two updates.
    pub update_period: Option<Duration>,
}

/// An item (RSS) or entry (Atom).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What it has in common with feeds.
    pub head: Head,
    /// Summary (RSS `description`).
    pub summary: Option<Text>,
    /// Full texts, the best first.
    pub content: Vec<Content>,
    /// Enclosures.
    pub enclosures: Vec<Media>,
    /// Images and other files by Media RSS.
    pub media: Vec<Media>,
    /// Where it was taken from.
    pub source: Option<Box<Source>>,
    /// The page with its comments.
    pub comments: Option<String>,
    /// Whether the guid is said, or by default taken, to be a link.
    pub guid_is_permalink: Option<bool>,
    /// The outlet's own link where `link` leads over a counting host (FeedBurner `origLink`).
    pub original_link: Option<String>,
}

impl Item {
    /// The guid, where it is a link too.
    #[must_use]
    pub fn permalink(&self) -> Option<&str> {
        let id = self.head.id.as_deref()?;
        let is_link = id.contains("://") || id.starts_with('/');
        (is_link && self.guid_is_permalink == Some(true)).then_some(id)
    }
}

/// Full text, in the document or elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The text; empty when `src` is given.
    pub text: Text,
    /// Where it is instead (RFC 4287, section 4.1.3.2).
    pub src: Option<String>,
}

/// The feed that an item was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// As much as is known of it.
    pub feed: Feed,
    /// Its URL (RSS `source url`).
    pub href: Option<String>,
}
