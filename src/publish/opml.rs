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
    let members = |group: Group| {
        let mut members: Vec<&Edition> =
            editions.iter().filter(|e| Group::of(e) == group).collect();
        if group != Group::Across {
            members.sort_by_cached_key(|edition| (edition.scope_slug(), edition.language));
        }
        members
    };
    for edition in members(Group::Across) {
        outline(&mut xml, instance, edition, words);
    }
    let regions = words.regions.iter().enumerate();
    let named = std::iter::once((Group::Topics, words.topics))
        .chain(regions.map(|(at, name)| (Group::Region(at), *name)));
    for (group, name) in named {
        let members = members(group);
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

/// Where an edition stands in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// First: of everything, and what the operator drew up.
    Across,
    /// Of one topic, whatever the country.
    Topics,
    /// Of a country, by its region: the index in [`Words::regions`].
    Region(usize),
}

impl Group {
    fn of(edition: &Edition) -> Self {
        match (&edition.scope, &edition.topic) {
            (Scope::Country(country), _) => {
                Self::Region(regions::region(*country).unwrap_or(ELSEWHERE))
            }
            (_, Some(_)) => Self::Topics,
            (_, None) => Self::Across,
        }
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
