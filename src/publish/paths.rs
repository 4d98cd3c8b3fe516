//! Where everything that is published stands, under the base URL and under the folder alike.

use crate::domain::{Edition, Scope, StoryId};

use super::archive::Period;

/// The reading list of all editions.
pub const OPML: &str = "editions.opml";

/// The folder of the editions' documents.
pub const FEEDS: &str = "feeds";

/// A format in which an edition is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The end of its paths, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// Its media type, without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// An edition's subscription document: `feeds/ne.atom`.
#[must_use]
pub fn feed(edition: &Edition, format: Format) -> String {
    format!("{FEEDS}/{}.{}", edition.slug(), format.extension())
}

/// The files that an edition always has.
#[must_use]
pub fn feeds(edition: &Edition) -> [String; 3] {
    Format::ALL.map(|format| feed(edition, format))
}

/// The folder of an edition's archive documents: `feeds/ne/archive`.
#[must_use]
pub fn archives(edition: &Edition) -> String {
    format!("{FEEDS}/{}/archive", edition.slug())
}

/// An edition's archive document of a month or a day: `feeds/ne/archive/2026-11.atom`.
#[must_use]
pub fn archive(edition: &Edition, period: Period) -> String {
    format!("{}/{period}.atom", archives(edition))
}

/// An edition's page for people: `ne/`; the start page, which is the empty path, for everything.
#[must_use]
pub fn page(edition: &Edition) -> String {
    match (&edition.scope, &edition.topic) {
        (Scope::All, None) => String::new(),
        _ => format!("{}/", edition.scope_slug()),
    }
}

/// A story's page for people: `story/<ulid>/`.
#[must_use]
pub fn story(id: StoryId) -> String {
    format!("story/{id}/")
}
