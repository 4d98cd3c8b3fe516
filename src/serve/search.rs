//! The way from the name of a country to its page: what the field on the pages asks for, which on
//! any other server leads to the list of all countries.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::snapshot::Snapshot;
use crate::domain::{Country, Language};

/// The folder of the page that lists all countries.
const COUNTRIES: &str = "/countries/";

/// Bytes of a question that is worth an answer.
const LONGEST: usize = 200;

/// The languages that countries have names in.
const LANGUAGES: [Language; 4] = [
    Language::FRENCH,
    Language::ENGLISH,
    Language::PORTUGUESE,
    Language::ARABIC,
];

/// Where the page of the country is that `query` asks for, relative to `path`; in the language of
/// the page that was asked. None where that is no search, or where several may be meant.
pub(super) fn place(snapshot: &Snapshot, path: &str, query: Option<&str>) -> Option<String> {
    let file = path.strip_prefix(COUNTRIES)?;
    if snapshot.page_of(path) != Some(COUNTRIES) {
        return None;
    }
    let asked = query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("q="))
        .filter(|asked| asked.len() <= LONGEST)?
        .replace('+', " ");
    let asked = fold(&percent_decode_str(&asked).decode_utf8_lossy());
    let page = |country: Country| format!("/{}/", country.slug());
    let countries = Country::all().filter(|country| snapshot.has(&page(*country)));
    let country = meant(&asked, countries)?;
    Some(format!("../{}/{file}", country.slug()))
}

/// The country of this name or code in any language, else the only one whose name begins so.
fn meant(asked: &str, countries: impl Iterator<Item = Country>) -> Option<Country> {
    if asked.is_empty() {
        return None;
    }
    let named = |country: &Country| LANGUAGES.map(|language| fold(country.name(language)));
    let mut begun = Vec::new();
    for country in countries {
        let names = named(&country);
        if names.iter().any(|name| name == asked) || country.slug() == asked {
            return Some(country);
        }
        if names.iter().any(|name| name.starts_with(asked)) {
            begun.push(country);
        }
    }
    match begun.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Letters and digits in lower case, without marks and without the Arabic article.
fn fold(text: &str) -> String {
    let folded: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = folded
        .split_whitespace()
        .map(|word| word.strip_prefix("ال").unwrap_or(word))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_by_its_name_in_any_language() {
        for (asked, found) in [
            ("Niger", Some("NE")),
            ("NIGERIA", Some("NG")),
            ("nigér", Some("NE")),
            ("ne", Some("NE")),
            ("egypte", Some("EG")),
            ("Egypt", Some("EG")),
            ("مصر", Some("EG")),
            ("سودان", Some("SD")),
            ("cote d'ivoire", Some("CI")),
            ("burkina", Some("BF")),
            ("Moçambique", Some("MZ")),
            ("Guin", None),
            ("Atlantis", None),
            ("", None),
            ("%", None),
        ] {
            let country = meant(&fold(asked), Country::african());
            let code = country.as_ref().map(Country::code);
            assert_eq!(code, found, "{asked}");
        }
    }
}
