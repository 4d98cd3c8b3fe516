//! Rulings: the operator's word on which entries report one event.

use chrono::{DateTime, Utc};

use super::EntryKey;

/// What the operator has ruled. It speaks of entries, not of stories, so that it holds whatever
/// becomes of a story's id, and in another database that has the same entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the operator's words.
    pub reason: String,
    /// Entries that report one event; at least one.
    pub together: Vec<EntryKey>,
    /// Entries that report another event than these, or other ones; none where stories were
    /// joined.
    pub apart: Vec<EntryKey>,
}

impl Ruling {
    /// Whether it joins stories; one that does not splits some off.
    #[must_use]
    pub fn joins(&self) -> bool {
        self.apart.is_empty()
    }
}
