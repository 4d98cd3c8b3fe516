//! What goes into grouping and what comes out of it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{Country, EntryId, Language, SourceId, StoryId};
use crate::group::text::prior::Prior;
use crate::group::weights::Weights;

/// What grouping looks at in one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The entry. The same entry arriving again is an edit of it.
    pub entry: EntryId,
    /// The id that this entry gives to a story it founds.
    pub founds: StoryId,
    /// The feed that brought it.
    pub source: SourceId,
    /// Who published it; empty when it is not known, and then no rule about outlets applies.
    pub outlet: String,
    /// Who owns the outlet.
    pub owner: Option<String>,
    /// The language it is written in. Entries without one are compared with one another only.
    pub language: Option<Language>,
    /// Plain text.
    pub title: String,
    /// Plain text; may be empty.
    pub summary: String,
    /// Plain text of the full content; may be empty.
    pub text: String,
    /// What the outlet files it under: sections and tags.
    pub categories: Vec<String>,
    /// What is said of where its text is from.
    pub credits: Credits,
    /// The outlet's date; none where it is missing, absurd or had to be clamped, or where it
    /// [cannot be right](usable_date).
    pub published: Option<DateTime<Utc>>,
    /// When a poll first brought it.
    pub seen: DateTime<Utc>,
    /// What it is about, as far as attribution could tell.
    pub countries: Vec<Country>,
}

/// What is said of where the text of an entry is from, beside the text itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credits {
    /// Names of its authors.
    pub authors: Vec<String>,
    /// Whom its outlet or its dateline names as its origin.
    pub origin: Option<String>,
    /// Its copyright line.
    pub rights: Option<String>,
    /// How the full text ends, plain, where [`Item::text`] is cut before.
    pub ending: String,
}

impl Item {
    /// Its date or, failing that, when it was seen.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.published.unwrap_or(self.seen)
    }
}

/// Age of a new entry from which on its date is doubted.
const STALE: TimeDelta = TimeDelta::days(30);
/// How long after a source was first seen its entries may still be the backlog of a first poll.
const FIRST_POLL: TimeDelta = TimeDelta::hours(1);

/// The date of an entry that was first seen at `seen`, unless it cannot be right: a source that has
/// been polled `since` before then does not bring for news what is a month old, but it does mistype
/// a year.
#[must_use]
pub fn usable_date(
    published: DateTime<Utc>,
    seen: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mistyped = is_late(published, seen) && seen - since >= FIRST_POLL;
    (!mistyped).then_some(published)
}

/// Whether an entry comes so late that its date is doubted.
#[must_use]
pub fn is_late(published: DateTime<Utc>, seen: DateTime<Utc>) -> bool {
    seen - published > STALE
}

/// How sure grouping must be before it joins two entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caution {
    /// Fewer false merges, more events that appear twice.
    Cautious,
    /// The setting that all published figures are measured with.
    #[default]
    Balanced,
    /// Fewer events that appear twice, more false merges.
    Eager,
}

impl Caution {
    /// What every threshold is multiplied by.
    pub(super) fn strictness(self) -> f32 {
        match self {
            Self::Cautious => 1.25,
            Self::Balanced => 1.0,
            Self::Eager => 0.8,
        }
    }
}

/// How grouping works. One setting serves every language and every kind of stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How far apart the dates of two entries of one event may lie, and for how long after it was
    /// first seen an entry can still be joined or moved. Bounds the memory.
    pub window: TimeDelta,
    /// How sure it must be.
    pub caution: Caution,
    /// What the evidence weighs.
    pub weights: Weights,
    /// What is known of words before the first entry.
    pub prior: Arc<Prior>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: TimeDelta::days(7),
            caution: Caution::default(),
            weights: Weights::default(),
            prior: Arc::default(),
        }
    }
}

/// What one round changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Every entry whose story is new or another than before, by entry.
    pub assigned: Vec<Assignment>,
    /// Stories that proved to be one, by the id that ends.
    pub merged: Vec<Merge>,
    /// Pairs of stories of which the second follows up the first; the elder id stands first.
    pub related: Vec<(StoryId, StoryId)>,
}

/// One entry's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Which entry.
    pub entry: EntryId,
    /// The story that it belongs to from now on.
    pub story: StoryId,
    /// Why.
    pub reason: Reason,
}

/// Two stories became one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The id that ends, and is never used again.
    pub from: StoryId,
    /// The elder id, which lives on.
    pub into: StoryId,
}

/// Why an entry stands where it stands. Stored with each membership.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The entry of the story that it is most like; none when it stands alone.
    pub partner: Option<EntryId>,
    /// How alike the two are: the weighted sum of the features times the factors.
    pub score: f32,
    /// What the link to a story has to reach.
    pub threshold: f32,
    /// Whether the two are one text, lightly edited or cut.
    pub near_copy: bool,
    /// Whether the two are written in different languages.
    pub across_languages: bool,
    /// What was added up.
    pub features: Vec<Feature>,
    /// What the sum was multiplied by; only factors other than 1.
    pub factors: Vec<Feature>,
    /// Words that both have, the rarest first.
    pub shared: Vec<String>,
    /// Why the operator wants it there; none where the evidence alone has put it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<String>,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// What it is, in words: `words`, `names and numbers`, `time between`.
    pub name: String,
    /// Its value, 0 to 1; for a factor the factor itself.
    pub value: f32,
    /// What it weighs in the sum; 1 for a factor.
    pub weight: f32,
}
