//! Where a text was written and by which agency, before its first sentence: `NIAMEY (Agency) – `.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::patterns::{AGENCY_LINE, ARABIC_LINE, CAPITALS_LINE, DATED_LINE, DATELINE};
use super::{folded, key};
use crate::domain::{Agency, Country, Language};

/// Datelines that stand before one text at most: an agency's, and that of who took it over.
const MOST_DATELINES: usize = 2;

/// Words of a place's name at most, its particles among them.
const MOST_WORDS: usize = 4;

/// Words that are written small in names of places, and articles.
const PARTICLES: &[&str] = &[
    "al", "and", "au", "aux", "d", "da", "das", "de", "del", "des", "do", "dos", "du", "e", "el",
    "en", "et", "l", "la", "le", "les", "of", "on", "os", "sous", "sur", "the", "upon", "y",
];

/// Cuts `NIAMEY (Agency) – ` or `PARIS - ` off the beginning. A country's name stays: it says what
/// the text is about, and not where it was written.
pub(super) fn without_dateline(mut text: &str) -> &str {
    for _ in 0..MOST_DATELINES {
        let place_and_agency = DATELINE
            .find(text)
            .filter(|found| begins_with_place(found.as_str()));
        let arabic = || {
            let found = ARABIC_LINE.find(text)?;
            is_arabic_place(found.as_str(), &text[found.end()..]).then_some(found)
        };
        let bare = || {
            let found = CAPITALS_LINE.find(text).or_else(arabic)?;
            (!is_country(found.as_str()) && !is_abbreviation(found.as_str())).then_some(found)
        };
        let found = place_and_agency
            .or_else(|| DATED_LINE.find(text))
            .or_else(|| AGENCY_LINE.find(text))
            .or_else(bare);
        match found {
            Some(found) if found.end() < text.len() && found.len() < 90 => {
                text = &text[found.end()..];
            }
            _ => break,
        }
    }
    text
}

/// Whether a place stands before the bracket, as in `Le Caire (MENA) - `; and not a body, nor
/// anything else, with its abbreviation: "Union africaine (UA) : ".
fn begins_with_place(dateline: &str) -> bool {
    let (before, behind) = dateline.split_once(['(', '[']).unwrap_or((dateline, ""));
    let letters = behind.split([')', ']']).next().unwrap_or_default();
    // A date may follow the place.
    let end = before.find(|c: char| matches!(c, ',' | '،') || c.is_numeric());
    let place = &before[..end.unwrap_or(before.len())];
    let words = place.split(|c: char| !c.is_alphabetic());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_particle = |word: &str| PARTICLES.contains(&&*word.to_lowercase());
    let most = match words.first() {
        Some(first) if is_particle(first) => 2,
        _ => MOST_WORDS,
    };
    let is_agency = !Agency::called(letters).is_empty() && Agency::called(place).is_empty();
    // Names of bodies are not written in capitals.
    let is_capitals = !place.contains(char::is_lowercase);
    let mut names = words.iter();
    words.len() <= most
        && names.all(|word| !word.starts_with(char::is_lowercase) || is_particle(word))
        && (is_capitals || is_agency || !stands_for(letters, &words))
}

/// Whether the letters are taken from these words, in their order, the first of the first.
fn stands_for(letters: &str, words: &[&str]) -> bool {
    let letters: Vec<char> = key(letters).chars().flat_map(folded).collect();
    let name: String = key(&words.concat()).chars().flat_map(folded).collect();
    let mut name = name.chars();
    words.len() > 1
        && name.clone().next() == letters.first().copied()
        && letters.iter().all(|letter| name.any(|c| c == *letter))
}

/// Whether these words before a dash may be a place, an agency or who wrote. Two or three that end
/// with what a thing belongs to, or that a second dash parts from the rest, are of the sentence: "the
/// Tunisian president – so and so – receives".
fn is_arabic_place(dateline: &str, rest: &str) -> bool {
    let words: Vec<&str> = dateline.split_whitespace().collect();
    // The last one is the dash.
    let [first, .., last, _] = &words[..] else {
        return true;
    };
    // A person's name may end so, too, and begins without the article.
    let belongs = last.ends_with("ية") || last.ends_with('ي') && first.starts_with("ال");
    let mut next = rest.split_whitespace().take(MOST_WORDS);
    let is_parted = next.any(|word| matches!(word, "-" | "–" | "—"));
    first.starts_with("وكال") || !belongs && !is_parted
}

/// The agency that a dateline names, as it is written there; none where it is the outlet's own.
pub(super) fn agency(dateline: &str, outlet: &str) -> Option<String> {
    let own = Agency::called(outlet);
    let mut names = dateline
        .split(['(', ')', '[', ']', ',', '،', '–', '—', '/'])
        .map(|name| name.trim().trim_end_matches(['-', ' ', '.']));
    let name = names.find(|name| {
        let called = Agency::called(name);
        !called.is_empty() && !called.iter().any(|agency| own.contains(agency))
    });
    name.map(str::to_owned)
}

/// Whether the text is a country's name and no more.
pub(in super::super) fn is_country(text: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let languages = [
            Language::FRENCH,
            Language::ENGLISH,
            Language::PORTUGUESE,
            Language::ARABIC,
        ];
        Country::all()
            .flat_map(|country| languages.map(|language| key(country.name(language))))
            .collect()
    });
    NAMES.contains(&key(text))
}

/// RDC, ONU.
fn is_abbreviation(text: &str) -> bool {
    let name = key(text);
    name.is_ascii() && name.len() < 5
}
