//! Entries: one item of one source, normalised.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Country, Language, Listed, SourceId};

/// The store's number of an entry. Internal: it never appears in what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub i64);

/// What makes an entry one: its source and, within it, its guid or, failing that, its canonical link.
///
/// Scoped to the source, so that no feed can overwrite another's entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryKey {
    /// The source that carries the entry.
    pub source: SourceId,
    /// Normalised guid, else canonical link, else title and date; as it was at first sight, for it
    /// stays whatever becomes of these. With more than one of them where one alone was taken.
    pub guid: String,
}

/// The countries of an entry or a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countries {
    /// What it is about, the weightiest first: these decide the editions.
    pub primary: Vec<Country>,
    /// What it only names.
    pub mentioned: Vec<Country>,
}

/// A media file that an entry carries (RSS `enclosure`, Atom `link rel="enclosure"`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Absolute URL.
    pub url: String,
    /// Media type; empty when the feed does not say.
    pub media_type: String,
    /// Bytes, as far as the feed says.
    pub length: Option<u64>,
}

/// Whom an outlet names as the origin of an entry (RSS 2.0 `source`, RFC 4287 section 4.2.11): the
/// outlet that it has taken it from, or the news agency in its dateline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Plain text.
    pub name: String,
    /// Absolute URL of its site or feed.
    pub url: Option<String>,
}

/// One item of a source, normalised: text is clean, links are absolute, HTML is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What makes it one.
    pub key: EntryKey,
    /// The link as the outlet gives it, made absolute.
    pub url: Option<String>,
    /// The link without what only tracks or varies: equal for equal pages.
    pub canonical_url: Option<String>,
    /// Plain text.
    pub title: String,
    /// Plain text, without the outlet's boilerplate; may be empty.
    pub summary: String,
    /// Sanitised HTML of the full text, when the feed carries one.
    pub content: Option<String>,
    /// The language of this entry: its own, its source's, its feed's, or detected.
    pub language: Option<Language>,
    /// The outlet's date, or `first_seen` where that lies in the future, is absurd or is missing.
    pub published: DateTime<Utc>,
    /// Whether `published` is the outlet's own date.
    pub dated: bool,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// The outlet's own categories.
    pub categories: Vec<String>,
    /// Absolute URL of its image.
    pub image: Option<String>,
    /// Media files.
    pub enclosures: Vec<Enclosure>,
    /// Copyright or licence line of the entry or, failing that, of its feed.
    pub rights: Option<String>,
    /// Where its outlet has it from, as far as it says.
    pub origin: Option<Origin>,
    /// What it is about.
    pub countries: Countries,
    /// When a poll first brought it.
    pub first_seen: DateTime<Utc>,
    /// How its feed lists it, where it was just read; what the store remembers of that is its own.
    pub listed: Option<Listed>,
}
