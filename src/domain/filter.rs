//! What a story has to be to be taken: by an edition that the operator draws up, or by an alert.

use super::{Country, Language, Topic};

/// What is asked of a story. Everything that is asked for has to hold, and of each list any member
/// will do; a list without members asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// It is about one of these.
    pub countries: Vec<Country>,
    /// It has one of these.
    pub topics: Vec<Topic>,
    /// One of its reports is in one of these.
    pub languages: Vec<Language>,
    /// One of its reports is by an outlet of one of these names.
    pub outlets: Vec<String>,
    /// The title or summary of one of its reports has one of these words or phrases.
    pub words: Vec<String>,
    /// No report's title or summary has any of these.
    pub without: Vec<String>,
}

impl Filter {
    /// Whether it asks for nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.countries.is_empty() && self.topics.is_empty() && !self.asks_reports()
    }

    /// Whether it asks for something that only the reports themselves tell, beside what a story is
    /// about and its topics.
    #[must_use]
    pub fn asks_reports(&self) -> bool {
        let Self {
            languages,
            outlets,
            words,
            without,
            ..
        } = self;
        !(languages.is_empty() && outlets.is_empty() && words.is_empty() && without.is_empty())
    }

    /// Whether a story that is about these countries and has these topics is taken, as far as that
    /// goes.
    #[must_use]
    pub fn takes(&self, about: &[Country], on: &[String]) -> bool {
        takes(&self.countries, &self.topics, about, on)
    }
}

/// Whether a story that is `about` these countries and `on` these topics has one of the countries
/// and one of the topics that are wanted; where none is, any will do.
pub(super) fn takes(
    countries: &[Country],
    topics: &[Topic],
    about: &[Country],
    on: &[String],
) -> bool {
    let has = |topic: &Topic| on.iter().any(|slug| slug == topic.slug());
    (countries.is_empty() || countries.iter().any(|country| about.contains(country)))
        && (topics.is_empty() || topics.iter().any(has))
}
