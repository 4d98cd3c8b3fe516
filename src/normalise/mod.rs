//! Feed items to entries: canonical links, clean text, safe HTML, language, dates.
//!
//! Everything here is a function of the document, the source and the time that is passed in: the
//! same poll gives the same entries.

mod address;
mod allowance;
mod boilerplate;
mod draft;
mod entry;
mod html;
mod identity;
mod image;
mod label;
mod language;
mod pages;
mod references;
mod summary;
mod title;
mod tracking;

use chrono::{DateTime, Utc};
use regex::Regex;

use crate::domain::{Entry, Language, Source};
use crate::parse::{Document, Warnings};

pub use address::canonical_url;
pub use boilerplate::Memory;
pub use html::{plain_text, plain_text_of_safe, sanitise};
pub use identity::part;
pub use pages::Pages;
pub use title::Decoration;

/// How the texts of a source are cleaned.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The language of the source, when it is one.
    pub language: Option<Language>,
    /// The outlet's own boilerplate: whatever matches in a paragraph goes.
    pub strip: Vec<Regex>,
    /// What becomes of "URGENT :", "[Vidéo]" and their like around titles. They go by default: what is urgent
    /// today is not tomorrow, and the other outlets' titles are compared without.
    pub urgency: Decoration,
    /// What becomes of emoji. They go by default.
    pub emoji: Decoration,
    /// Which addresses of the outlet's pages stand for others. None do by default.
    pub pages: Pages,
}

/// Title, summary and text without markup and boilerplate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Plain text.
    pub title: String,
    /// Plain text; empty when there is none, or none that says more than the title.
    pub summary: String,
    /// Plain text, paragraphs separated by blank lines; empty when there is none.
    pub text: String,
    /// The news agency in a dateline, as it was written: the dateline is cut off. None where it is
    /// the outlet itself.
    pub credit: Option<String>,
}

/// The entries of `document`, which a poll of `source` brought at `now`.
///
/// What is wrong with items is told in the warnings; an item without any text is left out, and so
/// is one that is listed twice.
#[must_use]
pub fn entries(
    document: &Document,
    source: &Source,
    rules: &Rules,
    now: DateTime<Utc>,
) -> (Vec<Entry>, Warnings) {
    remembering(document, source, rules, &mut Memory::default(), now)
}

/// As [`entries`], with what earlier documents of the source taught about its boilerplate, which
/// this one adds to. Of an item of which the last one said the same, no more is read than it takes to
/// know its entry again (see [`crate::domain::Listed::is_relisted`]).
#[must_use]
pub fn remembering(
    document: &Document,
    source: &Source,
    rules: &Rules,
    memory: &mut Memory,
    now: DateTime<Utc>,
) -> (Vec<Entry>, Warnings) {
    entry::entries(document, source, rules, memory, now)
}

/// Cleans one item's texts as [`entries`] does, without what a whole feed would teach.
#[must_use]
pub fn clean(
    title: &str,
    summary: &str,
    content: Option<&str>,
    outlet: Option<&str>,
    rules: &Rules,
) -> Cleaned {
    let names: Vec<&str> = outlet.into_iter().collect();
    let learnt = boilerplate::Learnt::default();
    let cleaning = summary::Cleaning::new(&names, &learnt, rules);
    let raw = summary::Raw {
        title: plain_text(&title[..title.floor_char_boundary(title::LONGEST)]),
        summary: html::paragraphs(summary),
        content: content.map(html::paragraphs).unwrap_or_default(),
    };
    let title = cleaning.title(&raw.title);
    cleaning.apply(&raw, title)
}

#[cfg(test)]
mod tests;
