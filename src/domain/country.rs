//! Countries by their ISO 3166-1 alpha-2 codes, with their names in four languages.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Language;

/// `code, fr, en, pt, ar, group` a line; the group is `africa`, `menu` (well covered) or empty.
const TABLE: &str = include_str!("../../data/countries.tsv");

/// An ISO 3166-1 country. Upper-case in configuration and JSON, lower-case in paths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// The code is no ISO 3166-1 alpha-2 code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no ISO 3166-1 country code (two letters, such as NE for Niger)")]
pub struct UnknownCountry(pub String);

struct Row {
    names: [&'static str; 4],
    african: bool,
}

static ROWS: LazyLock<HashMap<Country, Row>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let code: [u8; 2] = cells.next()?.as_bytes().try_into().ok()?;
            let names = [cells.next()?, cells.next()?, cells.next()?, cells.next()?];
            let african = cells.next() == Some("africa");
            Some((Country(code), Row { names, african }))
        })
        .collect()
});

static SORTED: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut all: Vec<_> = ROWS.keys().copied().collect();
    all.sort_unstable();
    all
});

impl Country {
    /// Every country of ISO 3166-1, by code.
    pub fn all() -> impl Iterator<Item = Country> {
        SORTED.iter().copied()
    }

    /// The 54 African countries, by code.
    pub fn african() -> impl Iterator<Item = Country> {
        Self::all().filter(|country| country.is_african())
    }

    /// Whether it is one of the 54 African countries.
    #[must_use]
    pub fn is_african(self) -> bool {
        ROWS.get(&self).is_some_and(|row| row.african)
    }

    /// The upper-case code, as in `NE`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The lower-case code, as paths carry it: `ne`.
    #[must_use]
    pub fn slug(&self) -> String {
        self.code().to_ascii_lowercase()
    }

    /// Its name in French, Portuguese or Arabic; in English for every other language.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        ROWS.get(&self)
            .map_or("", |row| row.names[language.column()])
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    /// Reads a code in either case.
    fn from_str(code: &str) -> Result<Self, UnknownCountry> {
        let unknown = || UnknownCountry(code.to_owned());
        let bytes: [u8; 2] = code.as_bytes().try_into().map_err(|_| unknown())?;
        let country = Self(bytes.map(|byte| byte.to_ascii_uppercase()));
        if ROWS.contains_key(&country) {
            Ok(country)
        } else {
            Err(unknown())
        }
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;

    fn try_from(code: String) -> Result<Self, UnknownCountry> {
        code.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_countries_we_promise() {
        assert_eq!(Country::african().count(), 54);
        for code in ["LB", "CA", "US", "FR", "RU", "UA"] {
            assert!(code.parse::<Country>().is_ok(), "{code}");
        }
    }

    #[test]
    fn every_country_has_its_four_names() {
        for country in Country::all() {
            for language in ["fr", "en", "pt", "ar"] {
                let language = language.parse().unwrap();
                assert!(!country.name(language).is_empty(), "{country} {language}");
            }
        }
    }

    #[test]
    fn what_is_no_country_is_refused_with_its_text() {
        for wrong in ["", "N", "NER", "ZZ", "é"] {
            assert_eq!(
                wrong.parse::<Country>(),
                Err(UnknownCountry(wrong.to_owned()))
            );
        }
    }
}
