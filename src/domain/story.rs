//! Stories: the entries that report one event, published as one item.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{Countries, Enclosure, EntryKey, Language, Origin, Outlet, Source};

/// The lasting id of a story: minted once, opaque, never reused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StoryId(Ulid);

/// The text is no story id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no story id (26 letters and digits, as `griot story list` shows them)")]
pub struct NotAStoryId(pub String);

impl StoryId {
    /// The id that the entry `key`, first polled at `first_poll`, gives to a story it founds.
    ///
    /// The time is that of the poll and the rest a hash of the key, so that the same archive gives
    /// the same ids. `digest` hashes the bytes it is given; 80 bits of it are used.
    #[must_use]
    pub fn mint(first_poll: DateTime<Utc>, key: &EntryKey, digest: impl Fn(&[u8]) -> u128) -> Self {
        let mut bytes = key.source.as_str().as_bytes().to_vec();
        bytes.push(0);
        bytes.extend_from_slice(key.guid.as_bytes());
        let millis = u64::try_from(first_poll.timestamp_millis()).unwrap_or_default();
        Self(Ulid::from_parts(millis, digest(&bytes)))
    }

    /// When the first entry of the story was first polled: the time that the id carries.
    #[must_use]
    pub fn first_poll(self) -> DateTime<Utc> {
        i64::try_from(self.0.timestamp_ms())
            .ok()
            .and_then(DateTime::from_timestamp_millis)
            .unwrap_or_default()
    }

    /// The first id of those that entries first polled at `time` could give.
    #[must_use]
    pub fn earliest(time: DateTime<Utc>) -> Self {
        let millis = u64::try_from(time.timestamp_millis()).unwrap_or_default();
        Self(Ulid::from_parts(millis, 0))
    }

    /// The id after this one in the same millisecond, for an entry whose own id is taken: one that
    /// founds a second story because the first stayed with the others.
    #[must_use]
    pub fn next(self) -> Self {
        Self(Ulid::from_parts(
            self.0.timestamp_ms(),
            self.0.random().wrapping_add(1),
        ))
    }
}

impl FromStr for StoryId {
    type Err = NotAStoryId;

    fn from_str(text: &str) -> Result<Self, NotAStoryId> {
        Ulid::from_string(text)
            .map(Self)
            .map_err(|_| NotAStoryId(text.to_owned()))
    }
}

impl TryFrom<String> for StoryId {
    type Error = NotAStoryId;

    fn try_from(text: String) -> Result<Self, NotAStoryId> {
        text.parse()
    }
}

impl From<StoryId> for String {
    fn from(id: StoryId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for StoryId {
    /// 26 characters of Crockford's base 32, upper-case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for StoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One outlet's entry as a story shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Where it was read.
    pub source: Arc<Source>,
    /// The feed's own title, when it has one; empty where that changes.
    pub feed_title: Option<String>,
    /// Plain text.
    pub title: String,
    /// Link to the entry at its outlet.
    pub url: String,
    /// The language it is written in.
    pub language: Option<Language>,
    /// The outlet's date of it (see [`super::Entry::published`]).
    pub published: DateTime<Utc>,
    /// When a poll first brought it.
    pub first_seen: DateTime<Utc>,
    /// Whether it is a text of its own: no copy of an agency's or another member's text, and not
    /// of an owner who has already spoken.
    pub independent: bool,
    /// Copyright or licence line.
    pub rights: Option<String>,
    /// Where the outlet has it from, as far as it says.
    pub origin: Option<Origin>,
    /// Why it is in its story, where that was noted.
    pub bond: Option<Bond>,
    /// Titles that it had before, the eldest first.
    pub retitled: Vec<Retitled>,
}

/// Why a report stands beside others, as far as readers are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bond {
    /// How it was found.
    pub tie: Tie,
    /// The outlet of the report that it is most like, when that is still there.
    pub with: Option<String>,
    /// Words that both have, as this report writes them, the rarest first.
    pub words: Vec<String>,
}

/// How a report was found to belong to its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The two are one text, lightly edited or cut.
    Copy,
    /// They say the same in one language.
    Alike,
    /// They say the same in two languages.
    AcrossLanguages,
    /// The operator has ruled so.
    Ruling,
}

/// A title that an outlet has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retitled {
    /// When the change was seen.
    pub at: DateTime<Utc>,
    /// The title until then, plain text.
    pub before: String,
}

impl Report {
    /// The outlet that reported.
    #[must_use]
    pub fn outlet(&self) -> &Outlet {
        &self.source.outlet
    }
}

/// Another story that a story names as related: a follow-up, or what it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryRef {
    /// Its id.
    pub id: StoryId,
    /// Its lasting URI, as [`Story::uri`].
    pub uri: String,
    /// Its title, plain text.
    pub title: String,
    /// As [`Story::language`].
    pub language: Option<Language>,
    /// How many outlets report it.
    pub outlets: usize,
}

/// A published story as lists of older ones show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Its id.
    pub id: StoryId,
    /// As [`Story::published`].
    pub published: DateTime<Utc>,
    /// As [`Story::title`].
    pub title: String,
    /// As [`Story::language`].
    pub language: Option<Language>,
    /// How many outlets report it.
    pub outlets: usize,
}

/// What we publish: one item of our feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// `tag:<authority>,<date>:story/<ulid>`, stored whole when minted: the Atom id, RSS guid and
    /// JSON Feed id in every edition.
    pub uri: String,
    /// Frozen at first publication.
    pub published: DateTime<Utc>,
    /// The last change that a reader would call significant (RFC 4287, section 4.2.15).
    pub updated: DateTime<Utc>,
    /// The representative's link at first publication; it does not move afterwards.
    pub link: String,
    /// The representative's title, plain text.
    pub title: String,
    /// The representative's summary, plain text; may be empty.
    pub summary: String,
    /// The representative's full text as safe HTML, only where its outlet allows it.
    pub content: Option<String>,
    /// The representative's language.
    pub language: Option<Language>,
    /// The representative's authors.
    pub authors: Vec<String>,
    /// Absolute URL of an image.
    pub image: Option<String>,
    /// The representative's media files.
    pub enclosures: Vec<Enclosure>,
    /// What it is about.
    pub countries: Countries,
    /// Its topics, by their slugs.
    pub topics: Vec<String>,
    /// Every entry of the story, the representative first, then by date.
    pub reports: Vec<Report>,
    /// Follow-ups and what they follow.
    pub related: Vec<StoryRef>,
}

impl Story {
    /// How many outlets reported it, the representative's included.
    #[must_use]
    pub fn outlet_count(&self) -> usize {
        let mut names: Vec<_> = self
            .reports
            .iter()
            .map(|report| &report.outlet().name)
            .collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// How many texts of their own stand behind it.
    #[must_use]
    pub fn independent_count(&self) -> usize {
        self.reports
            .iter()
            .filter(|report| report.independent)
            .count()
    }
}

/// What stands in a feed for a story that is gone (RFC 6721).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The id of the story that is gone.
    pub id: StoryId,
    /// Its lasting URI.
    pub uri: String,
    /// When it went.
    pub at: DateTime<Utc>,
    /// The story that it was merged into; none when it was withdrawn.
    pub merged_into: Option<StoryRef>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SourceId;

    fn key(guid: &str) -> EntryKey {
        EntryKey {
            source: SourceId::new("a"),
            guid: guid.to_owned(),
        }
    }

    #[test]
    fn one_entry_always_founds_the_same_id_and_another_a_different_one() {
        let digest = |bytes: &[u8]| {
            bytes
                .iter()
                .fold(7, |sum, byte| sum * 31 + u128::from(*byte))
        };
        let at = DateTime::UNIX_EPOCH;
        let first = StoryId::mint(at, &key("1"), digest);
        assert_eq!(first, StoryId::mint(at, &key("1"), digest));
        assert_ne!(first, StoryId::mint(at, &key("2"), digest));
        assert_ne!(first, first.next());
        assert_eq!(first.first_poll(), at);
        assert_eq!(first.to_string().parse(), Ok(first));
    }
}
