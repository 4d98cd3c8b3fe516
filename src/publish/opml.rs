//! The reading list of all editions (OPML 2.0), by region.

use crate::domain::{Country, Edition, Instance, Scope};

use super::issue::{address, edition_name};
use super::paths::{self, Format};
use super::words::{Words, words};
use super::xml::Xml;
use super::xml_text;

/// The African Union's five regions, in the order of [`Words::regions`].
const REGIONS: [&str; 5] = [
    "DZ EG EH LY MA MR TN",
    "BF BJ CI CV GH GM GN GW LR ML NE NG SL SN TG",
    "BI CD CF CG CM GA GQ ST TD",
    "DJ ER ET KE KM MG MU RW SC SD SO SS TZ UG",
    "AO BW LS MW MZ NA SZ ZA ZM ZW",
];

/// The index in [`Words::regions`] of the countries outside Africa.
const ELSEWHERE: usize = REGIONS.len();

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

/// The region of a country's edition; none for the editions of more than one country.
fn region(edition: &Edition) -> Option<usize> {
    match &edition.scope {
        Scope::Country(country) => Some(region_of(*country)),
        Scope::All | Scope::Region { .. } => None,
    }
}

fn region_of(country: Country) -> usize {
    REGIONS
        .iter()
        .position(|codes| codes.split(' ').any(|code| code == country.code()))
        .unwrap_or(ELSEWHERE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_african_country_has_its_region() {
        for country in Country::african() {
            assert_ne!(region_of(country), ELSEWHERE, "{country}");
        }
        assert_eq!(region_of("FR".parse().unwrap()), ELSEWHERE);
    }
}
