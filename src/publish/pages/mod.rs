//! Pages for people: start page, editions, stories, sources; no script, few bytes.
//!
//! Pure functions from domain types to bytes: the same input gives the same page, and times are
//! shown absolute. Links within the site are relative, so that a site below a path works.

mod countries;
mod dates;
mod edition;
mod gone;
mod history;
mod item;
mod layout;
pub(super) mod regions;
mod sources;
mod start;
mod story;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::domain::{Country, Edition, Instance, Language, Scope, StoryId};

pub use words::spoken;

pub use countries::countries;
pub use edition::edition;
pub use gone::{gone, not_found};
pub use history::{Volume, history, month_folder};
pub use sources::sources;
pub use start::{EditionSummary, Moving, start};
pub use story::{has_every_language, story};
pub(super) use text::sort_key;

/// The languages that the interface speaks. A page is `index.html` in the instance's own and, beside
/// it, `index.en.html` in another.
pub const LANGUAGES: [Language; 4] = [
    Language::FRENCH,
    Language::ENGLISH,
    Language::PORTUGUESE,
    Language::ARABIC,
];

/// The most bytes that a page has: many readers pay by the megabyte.
pub const MAX_BYTES: usize = 50 * 1024;

/// What a page's frame and headings may take of [`MAX_BYTES`]; the rest is for its list.
const FRAME: usize = 8 * 1024;

/// The files that every page refers to, by their names below the public folder. Their bytes
/// change with the program alone.
pub const ASSETS: [(&str, &[u8]); 2] = [
    ("style.css", include_bytes!("style.css")),
    ("icon.svg", include_bytes!("icon.svg")),
];

/// What all pages of a site share.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Who publishes.
    pub instance: &'a Instance,
    /// Every edition that is published; countries without one are named without a link.
    pub editions: &'a [Edition],
}

impl Site<'_> {
    fn has_edition_of(&self, wanted: Country) -> bool {
        self.editions
            .iter()
            .any(|edition| matches!(edition.scope, Scope::Country(country) if country == wanted))
    }

    /// The countries that have an edition.
    fn countries(&self) -> impl Iterator<Item = Country> {
        self.editions.iter().filter_map(|edition| match edition {
            Edition {
                scope: Scope::Country(country),
                topic: None,
                language: None,
            } => Some(*country),
            _ => None,
        })
    }
}

/// The file of the page of a folder in a language that the interface speaks, relative to the public
/// folder.
#[must_use]
pub fn page_file(folder: &str, language: Language, instance: &Instance) -> String {
    if language == spoken(instance.language) {
        format!("{folder}index.html")
    } else {
        named_file(folder, language)
    }
}

/// The file that names the language of the page of a folder.
#[must_use]
pub fn named_file(folder: &str, language: Language) -> String {
    format!("{folder}index.{language}.html")
}

/// The folder of the page of `edition`.
#[must_use]
pub fn edition_folder(edition: &Edition) -> String {
    format!("{}/", edition.scope_slug())
}

/// The folder of the page of the story `id`, also when it is gone.
#[must_use]
pub fn story_folder(id: StoryId) -> String {
    format!("story/{id}/")
}

/// The file of the page of `edition`, relative to the public folder. An edition that is narrowed
/// to a language has no page of its own: it shares that of its scope.
#[must_use]
pub fn edition_file(edition: &Edition) -> String {
    format!("{}/index.html", edition.scope_slug())
}

/// What readers in `language` see as the edition's name: `Niger`, `Niger (français)`.
#[must_use]
pub fn edition_name(edition: &Edition, language: Language) -> String {
    let words = words::Words::of(language);
    let name = edition.name(language, words.all_news);
    match edition.language {
        Some(narrow) => format!("{name} ({})", narrow.name(words::spoken(language))),
        None => name,
    }
}
