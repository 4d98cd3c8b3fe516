//! What a page says of its article, place by place.

use chrono::{DateTime, Utc};
use url::Url;

use crate::parse::dates;

/// Where a page says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A script of structured data (JSON-LD by schema.org).
    JsonLd,
    /// `itemprop` attributes (microdata by schema.org).
    Microdata,
    /// Open Graph's `meta` elements, `article:` and `og:`.
    OpenGraph,
    /// Those of X's cards, `twitter:`.
    Twitter,
    /// Dublin Core's `meta` elements.
    DublinCore,
    /// Other `meta` elements.
    Meta,
    /// Elements for readers: headings, `time`, links, and where they stand.
    Markup,
    /// The address of the page.
    Address,
    /// The text itself, found among what stands around it.
    Text,
}

/// A value and where the page says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// What is said.
    pub value: T,
    /// Where.
    pub origin: Origin,
}

/// Longer values are no titles, names or addresses.
const LONGEST: usize = 2_000;

/// Longer words and names are none.
const LONGEST_NAME: usize = 120;

/// Names or words in one list.
const MOST_NAMES: usize = 30;

/// What one place says: the first of each that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claims {
    pub title: Option<String>,
    pub description: Option<String>,
    pub text: Option<String>,
    pub images: Vec<String>,
    pub keywords: Vec<String>,
    pub section: Option<String>,
    pub published: Option<DateTime<Utc>>,
    pub modified: Option<DateTime<Utc>>,
    pub authors: Vec<String>,
    pub language: Option<String>,
    pub canonical: Option<String>,
    pub site_name: Option<String>,
}

/// A field of text: set once, by the first value that says something.
pub(super) fn note(field: &mut Option<String>, value: &str) {
    if field.is_none() {
        *field = line(value).filter(|value| value.len() <= LONGEST);
    }
}

/// As [`note`], for a date.
pub(super) fn note_date(field: &mut Option<DateTime<Utc>>, value: &str) {
    if field.is_none() {
        *field = dates::read(value);
    }
}

/// Adds a name or word to a list, in which it stands once.
pub(super) fn note_name(names: &mut Vec<String>, value: &str) {
    let Some(name) = line(value).filter(|name| name.len() <= LONGEST_NAME) else {
        return;
    };
    let lower = name.to_lowercase();
    if names.len() < MOST_NAMES && names.iter().all(|known| known.to_lowercase() != lower) {
        names.push(name);
    }
}

/// As [`note_name`], for several in one value, between commas or semicolons.
pub(super) fn note_names(names: &mut Vec<String>, value: &str) {
    for name in value.split([',', ';', '،', '|']) {
        note_name(names, name);
    }
}

/// As [`note_name`], for people: what is an address and no name is left out, and so is "by".
pub(super) fn note_author(names: &mut Vec<String>, value: &str) {
    let name = line(value).unwrap_or_default();
    let by = ["par ", "by ", "por ", "بقلم "];
    let lower = name.to_lowercase();
    let start = by.iter().find(|by| lower.starts_with(**by));
    let name = start.map_or(&*name, |by| name.get(by.len()..).unwrap_or_default());
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '|' | ',' | '-'));
    if !name.contains("://") && !name.contains('@') && !name.starts_with("www.") {
        note_name(names, name);
    }
}

/// The text on one line; none where it says nothing.
pub(super) fn line(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.contains(char::is_alphanumeric).then_some(out)
}

/// What all places say together.
pub(super) struct Heard {
    /// The most trustworthy first.
    pub places: Vec<(Origin, Claims)>,
}

impl Heard {
    /// The first value that a place gives.
    pub(super) fn first<T>(&self, value: impl Fn(&Claims) -> Option<T>) -> Option<Said<T>> {
        self.places.iter().find_map(|(origin, claims)| {
            value(claims).map(|value| Said {
                value,
                origin: *origin,
            })
        })
    }

    /// As [`Heard::first`], with one place asked before the others.
    pub(super) fn first_but<T>(
        &self,
        before: Origin,
        value: impl Fn(&Claims) -> Option<T>,
    ) -> Option<Said<T>> {
        let mut at_first = self.places.iter().filter(|(origin, _)| *origin == before);
        at_first
            .find_map(|(origin, claims)| {
                value(claims).map(|value| Said {
                    value,
                    origin: *origin,
                })
            })
            .or_else(|| self.first(&value))
    }

    /// The first list that is not empty.
    pub(super) fn list(
        &self,
        value: impl Fn(&Claims) -> &Vec<String>,
    ) -> Option<Said<Vec<String>>> {
        self.first(|claims| Some(value(claims).clone()).filter(|list| !list.is_empty()))
    }
}

/// `reference` as an absolute address of the web.
pub(super) fn address(base: &Url, reference: &str) -> Option<Url> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > LONGEST {
        return None;
    }
    let url = base.join(reference).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}
