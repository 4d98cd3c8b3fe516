//! All countries by name: the index that a search for one leads to.

use maud::{Markup, html};

use super::layout::{Page, fitting};
use super::text::{dir, sort_key};
use super::{FRAME, LANGUAGES, MAX_BYTES, Site};
use crate::domain::{Country, Language};

/// Bytes of the letters that lead into the list.
const LETTERS: usize = 3 * 1024;

/// Countries up to which a page has room for the names of all of them in all languages; beyond, it
/// has them for those of Africa.
const ROOM_FOR_ALL_NAMES: usize = 90;

/// The page of all countries that have an edition, in the order of their names in `language`, each
/// with its names in the other languages, so that what a reader calls it is found on the page.
#[must_use]
pub fn countries(site: &Site<'_>, language: Language) -> Vec<u8> {
    let page = Page::at("countries/", site, language);
    let mut named: Vec<(String, Country)> = site
        .countries()
        .map(|country| (sort_key(country.name(page.language)), country))
        .collect();
    named.sort_unstable();
    let letters: Vec<&[(String, Country)]> = named
        .chunk_by(|(one, _), (other, _)| letter(one) == letter(other))
        .collect();
    let links = letters.iter().map(|names| {
        let letter = letter(&names[0].0);
        html! { li { a href={ "#l-" (letter) } { (letter) } } }
    });
    let (links, _) = fitting(links, LETTERS);
    let few = named.len() <= ROOM_FOR_ALL_NAMES;
    let sections = letters.iter().map(|names| section(&page, names, few));
    let (sections, _) = fitting(sections, MAX_BYTES - FRAME);
    let words = page.words;
    let main = html! {
        h1 { (words.countries) }
        (page.search(&[]))
        p.note { (words.countries_how) }
        nav aria-label=(words.letters) { ul.letters { (links) } }
        div.names { (sections) }
    };
    page.render(&[words.countries, &site.instance.name], &main)
}

/// The letter under which a name stands, in upper case.
fn letter(key: &str) -> String {
    key.chars().take(1).flat_map(char::to_uppercase).collect()
}

fn section(page: &Page<'_>, names: &[(String, Country)], few: bool) -> Markup {
    let letter = names
        .first()
        .map(|(key, _)| letter(key))
        .unwrap_or_default();
    html! {
        section aria-labelledby={ "l-" (letter) } {
            h2 id={ "l-" (letter) } { (letter) }
            ul {
                @for (_, country) in names {
                    li {
                        a href=(page.to(&format!("{}/", country.slug()))) { (country.name(page.language)) }
                        @if few || country.is_african() {
                            @for (at, (language, name)) in others(*country, page.language).into_iter().enumerate() {
                                @if at > 0 { span.dot { " · " } } @else { " " }
                                small lang=(language) dir=[dir(Some(language), page.language)] { (name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Its names in the other languages, each once.
fn others(country: Country, shown: Language) -> Vec<(Language, &'static str)> {
    let mut others: Vec<(Language, &str)> = Vec::new();
    for language in LANGUAGES {
        let name = country.name(language);
        let is_said = name == country.name(shown) || others.iter().any(|(_, other)| *other == name);
        if !is_said {
            others.push((language, name));
        }
    }
    others
}
