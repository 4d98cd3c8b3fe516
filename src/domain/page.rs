//! What the page of an entry says beyond its feed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Entry;

/// A summary of fewer characters says next to nothing.
const LITTLE: usize = 80;

/// What the page of an entry says, cleaned as an entry is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// Plain text; empty when the page has none.
    pub summary: String,
    /// The beginning of the text, plain; empty when the page has none. It is compared and never
    /// republished.
    pub text: String,
    /// Absolute URL of its image.
    pub image: Option<String>,
    /// The outlet's keywords and section.
    pub categories: Vec<String>,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// When the outlet says that it was published.
    pub published: Option<DateTime<Utc>>,
}

impl PageFacts {
    /// The summary of an entry whose feed gives `own`: what says next to nothing gives way to what says
    /// more.
    #[must_use]
    pub fn summary_beside<'a>(&'a self, own: &'a str) -> &'a str {
        let is_more = self.summary.chars().count() > own.chars().count();
        match says_little(own) && is_more {
            true => &self.summary,
            false => own,
        }
    }
}

/// Whether a summary says next to nothing.
#[must_use]
pub fn says_little(summary: &str) -> bool {
    summary.chars().nth(LITTLE).is_none()
}

impl Entry {
    /// Whether its page may say something that its feed did not.
    #[must_use]
    pub fn lacks_something(&self) -> bool {
        let has_text = self.content.is_some();
        !has_text
            || says_little(&self.summary)
            || self.image.is_none()
            || self.categories.is_empty()
            || !self.dated
    }

    /// Fills in what its feed did not say. What the feed says stands.
    pub fn fill(&mut self, page: &PageFacts) {
        self.summary = page.summary_beside(&self.summary).to_owned();
        if self.image.is_none() {
            self.image.clone_from(&page.image);
        }
        if self.categories.is_empty() {
            self.categories.clone_from(&page.categories);
        }
        if self.authors.is_empty() {
            self.authors.clone_from(&page.authors);
        }
        if let Some(published) = page.published.filter(|_| !self.dated) {
            self.published = published.min(self.first_seen);
            self.dated = true;
        }
    }
}
