//! The reading list of all editions (OPML 2.0), by region.

use crate::domain::{Edition, Instance, Scope};

use super::issue::{address, edition_name};
use super::pages::{regions, sort_key};
use super::paths::{self, Format};
use super::words::{Words, words};
use super::xml::Xml;
use super::xml_text;

/// The index in [`Words::regions`] of the countries that no region has.
const ELSEWHERE: usize = 9;

/// The reading list. It has no date: nothing in it changes but the editions. It is nested once:
/// many readers keep the outermost folder alone.
#[must_use]
pub fn render(instance: &Instance, editions: &[Edition]) -> Vec<u8> {
    let words = words(instance.language);
    let mut xml = Xml::new();
    xml.start("opml", &[("version", "2.0")]);
    xml.start("head", &[]);
    xml.text("title", &[], &xml_text::label(&instance.name));
    xml.end();
    xml.start("body", &[]);
    for edition in editions
        .iter()
        .filter(|e| Group::of(e) == Group::Everything)
    {
        outline(&mut xml, instance, edition, words);
    }
    let regions = words.regions.iter().enumerate();
    let regions = regions.map(|(at, name)| (Group::Region(at), *name));
    let others = [
        (Group::Topics, words.topics),
        (Group::Own, words.own_editions),
    ];
    for (group, name) in regions.chain(others) {
        let mut members: Vec<&Edition> =
            editions.iter().filter(|e| Group::of(e) == group).collect();
        members.sort_by_cached_key(|edition| by_name(edition, words));
        if !members.is_empty() {
            xml.start("outline", &[("text", name), ("title", name)]);
            for edition in members {
                outline(&mut xml, instance, edition, words);
            }
            xml.end();
        }
    }
    xml.finish()
}

/// As readers of the instance's language look for names; a country's own edition comes before those
/// that are narrowed, to a language and then to a topic.
fn by_name(edition: &Edition, words: &Words) -> impl Ord + use<> {
    let topic = edition.topic.clone();
    let whole = Edition {
        topic: topic.filter(|_| edition.scope == Scope::All),
        ..Edition::of(edition.scope.clone())
    };
    let name = edition_name(&whole, words);
    (sort_key(&name), edition.scope_slug(), edition.language)
}

/// Where an edition stands in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// First: of everything.
    Everything,
    /// Of a country, by its region: the index in [`Words::regions`].
    Region(usize),
    /// Of one topic, whatever the country.
    Topics,
    /// What the operator drew up.
    Own,
}

impl Group {
    fn of(edition: &Edition) -> Self {
        match (&edition.scope, &edition.topic) {
            (Scope::Country(country), _) => {
                Self::Region(regions::region(*country).unwrap_or(ELSEWHERE))
            }
            (Scope::All, None) => Self::Everything,
            (_, Some(_)) => Self::Topics,
            (Scope::Own { .. }, None) => Self::Own,
        }
    }
}

fn outline(xml: &mut Xml, instance: &Instance, edition: &Edition, words: &Words) {
    let name = edition_name(edition, words);
    let feed = address(instance, &paths::feed(edition, Format::Atom));
    let page = address(instance, &paths::page(edition));
    let language = match edition.languages() {
        [language] => *language,
        _ => words.language,
    };
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
