//! The reading list of all editions (OPML 2.0), by region.

use crate::domain::{Edition, Instance, Scope};

use super::issue::{address, edition_name};
use super::pages::regions;
use super::paths::{self, Format};
use super::words::{Words, words};
use super::xml::Xml;
use super::xml_text;

/// The index in [`Words::regions`] of the countries outside Africa.
const ELSEWHERE: usize = 5;

/// The reading list. It has no date: nothing in it changes but the editions.
#[must_use]
pub fn render(instance: &Instance, editions: &[Edition]) -> Vec<u8> {
    let words = words(instance.language);
    let mut xml = Xml::new();
    xml.start("opml", &[("version", "2.0")]);
    xml.start("head", &[]);
    xml.text("title", &[], &xml_text::label(&instance.name));
    xml.end();
    xml.start("body", &[]);
    for edition in editions.iter().filter(|edition| region(edition).is_none()) {
        outline(&mut xml, instance, edition, words);
    }
    for (at, name) in words.regions.iter().enumerate() {
        let mut members: Vec<&Edition> = editions
            .iter()
            .filter(|edition| region(edition) == Some(at))
            .collect();
        members.sort_by_cached_key(|edition| (edition.scope_slug(), edition.language));
        if !members.is_empty() {
            xml.start("outline", &[("text", name)]);
            for edition in members {
                outline(&mut xml, instance, edition, words);
            }
            xml.end();
        }
    }
    xml.finish()
}

/// The index in [`Words::regions`] of a country's edition; none for those of several countries.
fn region(edition: &Edition) -> Option<usize> {
    match &edition.scope {
        Scope::Country(country) => Some(regions::region(*country).unwrap_or(ELSEWHERE)),
        Scope::All | Scope::Region { .. } => None,
    }
}

fn outline(xml: &mut Xml, instance: &Instance, edition: &Edition, words: &Words) {
    let name = edition_name(edition, words);
    let feed = address(instance, &paths::feed(edition, Format::Atom));
    let page = address(instance, &paths::page(edition));
    let language = edition.language.unwrap_or(words.language);
    xml.empty(
        "outline",
        &[
            ("type", "rss"),
            ("text", name.as_str()),
            ("title", name.as_str()),
            ("xmlUrl", feed.as_str()),
            ("htmlUrl", page.as_str()),
            ("language", language.as_str()),
        ],
    );
}
