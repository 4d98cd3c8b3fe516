//! What is remembered of a story's life: the facts that have to hold from round to round.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Countries, EntryId, StoryId};

/// Where a story stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Waiting out the settle window; not published yet.
    Settling,
    /// In its editions.
    Published,
    /// Its entries joined an elder story.
    Merged(StoryId),
    /// Withdrawn by the operator; it does not come back.
    Dropped,
}

/// A report that tells the story to readers of a language that is not the representative's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The entry that tells it.
    pub entry: EntryId,
    /// Its link when it began to tell the story to readers, or at first publication.
    pub link: String,
    /// Hash of its title and text that `updated` last spoke of, as its feed gives them.
    pub told_text: String,
    /// The last correction of its text.
    pub updated: DateTime<Utc>,
}

/// One story's lasting facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its id.
    pub id: StoryId,
    /// `tag:<authority>,<date>:story/<ulid>`, whole, as minted; later changes of the authority do
    /// not touch it.
    pub uri: String,
    /// Where it stands.
    pub stage: Stage,
    /// When a poll first brought an entry of it; the settle window counts from here.
    pub first_seen: DateTime<Utc>,
    /// When it was first published by us; none before.
    pub shown: Option<DateTime<Utc>>,
    /// The representative's date at first publication; frozen then.
    pub published: DateTime<Utc>,
    /// The last significant change but for corrections of its speakers' texts.
    pub updated: DateTime<Utc>,
    /// The link of the representative when it came to stand for the story, or at first publication.
    pub link: String,
    /// The entry whose title, summary and text stand for the story.
    pub representative: EntryId,
    /// Hash of the representative's title and text that `updated` last spoke of, as its feed gives them.
    pub told_text: String,
    /// Who tells it to readers of other languages, in the order of the entries.
    pub speakers: Vec<Speaker>,
    /// The number of outlets that `updated` last spoke of.
    pub told_outlets: usize,
    /// How many outlets report it.
    pub outlets: usize,
    /// What it is about.
    pub countries: Countries,
    /// Its topics, by their slugs.
    pub topics: Vec<String>,
    /// The operator's editions that ask something of its reports and have it, by their names in paths.
    pub editions: Vec<String>,
    /// Whether an entry of it was news when it was first seen: an older story joins the archive, not
    /// the subscription documents.
    pub fresh: bool,
    /// When it has to be looked at again although nothing came: the end of the settle window, or
    /// of the half hour between two significant changes.
    pub due: Option<DateTime<Utc>>,
    /// When it was merged or dropped.
    pub gone: Option<DateTime<Utc>>,
    /// Why the operator withdrew it, where that was said.
    pub reason: Option<String>,
}

impl Life {
    /// The report of this entry as one that tells the story, if it is one beside the representative.
    #[must_use]
    pub fn speaker(&self, entry: EntryId) -> Option<&Speaker> {
        self.speakers.iter().find(|speaker| speaker.entry == entry)
    }

    /// The last significant change that readers of any language were told of.
    #[must_use]
    pub fn last_told(&self) -> DateTime<Utc> {
        let corrections = self.speakers.iter().map(|speaker| speaker.updated);
        corrections.fold(self.updated, DateTime::max)
    }
}
