//! Bytes to feed documents: decode, repair, read.
//!
//! [`read`] never fails on a document that holds a feed, however damaged, and never panics. It
//! goes three steps, each linear in the size of the input:
//!
//! - `decode` finds the encoding and makes text of the bytes;
//! - `scan` and `tree` cut the text into elements. They bear what XML forbids and feeds do: bare
//!   `&` and `<`, tags that do not match, HTML's entities, junk around the document, a missing end;
//! - `fields` (RSS, Atom, RDF, CDF), `sitemap` and `json` read the elements, each field under all its names.
//!
//! Reading and repairing are one step, of our own, and no feed crate stands behind it. A repair
//! that writes XML for a strict parser has to find the tags first, which is most of the reading;
//! and what such parsers hand on has lost what we need: the type of a text, `xml:base`,
//! `xml:lang`, whether a guid is a permalink, Atom 0.3 altogether. An id that the parser makes up,
//! as some do, would double the entry at the next poll. No entity that a document declares is
//! expanded, so there is no expansion to bound and no file to fetch.

pub mod dates;
mod decode;
mod document;
mod entity;
mod fields;
pub mod header;
mod hints;
mod json;
mod limits;
mod media;
mod namespace;
mod person;
mod scan;
mod scope;
mod sitemap;
mod text;
mod tree;
mod unreadable;
mod warning;
mod xml;

use std::borrow::Cow;

use url::Url;

use crate::domain::Language;

pub use document::{
    Category, Content, Document, Feed, Format, Generator, Head, Hints, Image, Item, Link, Media,
    Person, Source, Text,
};
pub use sitemap::is_of_news;
pub use unreadable::Unreadable;
pub use warning::{Warning, Warnings};

/// What is known of a document besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Where it came from, after redirects.
    pub url: Option<&'a Url>,
    /// Content-Type, with its charset.
    pub content_type: Option<&'a str>,
    /// Content-Language.
    pub content_language: Option<&'a str>,
    /// Content-Location.
    pub content_location: Option<&'a str>,
    /// The language of whoever publishes it: a hint for bytes of which nothing says what they are.
    pub outlet_language: Option<Language>,
}

impl Context<'_> {
    /// What relative references are relative to (RFC 3986, section 5.1).
    fn base(&self) -> Option<Url> {
        let location = self
            .content_location
            .map(str::trim)
            .filter(|l| !l.is_empty());
        let location = location.and_then(|location| match self.url {
            Some(url) => url.join(location).ok(),
            None => Url::parse(location).ok(),
        });
        location
            .filter(|url| matches!(url.scheme(), "http" | "https") && scope::is_base(url))
            .as_ref()
            .or(self.url)
            .and_then(scope::shortened)
    }

    /// The one language that HTTP names; several say nothing about the text.
    fn language(&self) -> Option<String> {
        let language = self.content_language?.trim();
        let one = !language.is_empty() && !language.contains(',');
        one.then(|| scope::tag(language))?
    }
}

/// Reads a feed document of any format.
///
/// # Errors
///
/// When the bytes hold no feed: see [`Unreadable`]. A feed without items is no error.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, Unreadable> {
    let mut warnings = Warnings::default();
    let bytes = decode::inflate(bytes, &mut warnings);
    let decoded = decode::decode(&bytes, context.content_type, context.outlet_language);
    for warning in decoded.warnings {
        warnings.note(warning);
    }
    let text = decoded.text.trim_start_matches(['\u{feff}', '\u{fffe}']);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut document = match text.trim_start().starts_with('{') {
        true => json::read(text, context)?,
        false => xml::read(text, context)?,
    };
    document.encoding = decoded.encoding;
    warnings.note_all(std::mem::take(&mut document.warnings));
    document.warnings = warnings;
    Ok(document)
}

/// The text of a page for people, that is of HTML, whatever its bytes are written in. Empty where
/// there is nothing to read.
#[must_use]
pub fn page(bytes: &[u8], content_type: Option<&str>) -> String {
    let bytes = decode::inflate(bytes, &mut Warnings::default());
    let decoded = decode::decode_page(&bytes, content_type);
    decoded
        .text
        .trim_start_matches(['\u{feff}', '\u{fffe}'])
        .to_owned()
}

/// The text of an XML document that is no feed, whatever its bytes are written in.
#[must_use]
pub fn decoded(bytes: &[u8], content_type: Option<&str>) -> String {
    let bytes = decode::inflate(bytes, &mut Warnings::default());
    let decoded = decode::decode(&bytes, content_type, None);
    decoded
        .text
        .trim_start_matches(['\u{feff}', '\u{fffe}'])
        .to_owned()
}

/// `text` with XML's and HTML's references resolved; what is none stays as it stands.
#[must_use]
pub fn unescape(text: &str) -> Cow<'_, str> {
    entity::unescape(text, &mut Warnings::default())
}
