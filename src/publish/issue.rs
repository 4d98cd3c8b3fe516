//! An edition at one moment: what a subscription document is made of.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::{Edition, Instance, Language, Story, Tombstone};

use super::archive::Period;
use super::paths::{self, Format};
use super::words::{Words, words};

/// An edition at one moment, ready to be rendered.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// Who publishes it.
    pub instance: &'a Instance,
    /// Which edition.
    pub edition: &'a Edition,
    /// Its stories, the newest first.
    pub stories: &'a [&'a Story],
    /// What is gone, the newest first. Only Atom has a place for it (RFC 6721).
    pub tombstones: &'a [Tombstone],
    /// The newest archive document of the edition, when there is one (RFC 5005, section 4).
    pub prev_archive: Option<Period>,
}

impl Issue<'_> {
    /// The words of the instance's language.
    pub(super) fn words(&self) -> &'static Words {
        words(self.instance.language)
    }

    /// The absolute address of a published path.
    pub(super) fn address(&self, path: &str) -> String {
        address(self.instance, path)
    }

    /// Where the edition is served in a format.
    pub(super) fn feed(&self, format: Format) -> String {
        self.address(&paths::feed(self.edition, format))
    }

    /// The edition's page for people.
    pub(super) fn page(&self) -> String {
        self.address(&paths::page(self.edition))
    }

    /// The language of its items, or of the words around them where they are in several.
    pub(super) fn language(&self) -> Language {
        match self.edition.languages() {
            [language] => *language,
            _ => self.words().language,
        }
    }

    /// `Niger – griot`.
    pub(super) fn title(&self) -> String {
        let instance = super::xml_text::label(&self.instance.name);
        format!("{} – {instance}", edition_name(self.edition, self.words()))
    }

    /// `Niger: each event once, …`.
    pub(super) fn description(&self) -> String {
        let name = edition_name(self.edition, self.words());
        format!("{name} – {}", self.words().description)
    }

    /// When it last changed: the newest `updated` of its stories (RFC 4287, section 4.2.15). An
    /// edition without stories has the date of its last tombstone, else one that never moves.
    pub(super) fn updated(&self) -> DateTime<Utc> {
        let stories = self
            .stories
            .iter()
            .map(|story| story.updated.max(story.published))
            .max();
        let tombstones = || self.tombstones.iter().map(|tombstone| tombstone.at).max();
        stories
            .or_else(tombstones)
            .unwrap_or_else(|| DateTime::from_timestamp_nanos(BEFORE_ALL_STORIES))
    }
}

/// 2026-01-01T00:00:00Z in nanoseconds: what an edition without stories says that it was updated.
/// A feed has to name a date, and zero reads as a mistake.
const BEFORE_ALL_STORIES: i64 = 1_767_225_600_000_000_000;

/// The absolute address of a published path.
pub(super) fn address(instance: &Instance, path: &str) -> String {
    format!("{}{path}", instance.base_url)
}

/// `Niger`, `Niger – Sport`, `Sahel (arabe)`.
pub(super) fn edition_name(edition: &Edition, words: &Words) -> String {
    let name = super::xml_text::label(&edition.name(words.language, words.everything));
    match edition.language {
        Some(language) => format!("{name} ({})", language.name(words.language)),
        None => name,
    }
}

/// A date as Atom and JSON Feed want it (RFC 3339, upper-case, whole seconds).
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_without_stories_has_a_date_that_never_moves() {
        let at = DateTime::from_timestamp_nanos(BEFORE_ALL_STORIES);
        assert_eq!(rfc3339(at), "2026-01-01T00:00:00Z");
    }
}
