//! Names of countries from Unicode CLDR (`cldr-localenames-full`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::{Error, Line, read};
use crate::domain::Country;

/// CLDR's locales, each with the language whose texts hold its names.
const LOCALES: [(&str, &str); 7] = [
    ("ar", "ar"),
    ("en", "en"),
    ("fr", "fr"),
    ("ha", "ha"),
    ("pt", "pt"),
    ("pt-PT", "pt"),
    ("sw", "sw"),
];

/// The forms of a name that CLDR has beside the usual one.
const FORMS: [&str; 3] = ["", "-alt-variant", "-alt-short"];

/// `{"main": {"fr": {"localeDisplayNames": {"territories": {"NE": "Niger"}}}}}`
#[derive(Deserialize)]
struct File {
    main: BTreeMap<String, Locale>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Locale {
    locale_display_names: Names,
}

#[derive(Deserialize)]
struct Names {
    territories: BTreeMap<String, String>,
}

/// The names of every country in our languages.
pub(super) fn lines(folder: &Path) -> Result<Vec<Line>, Error> {
    let main = folder.join("main");
    let main = if main.is_dir() {
        main
    } else {
        folder.to_owned()
    };
    let mut names = BTreeSet::new();
    for (locale, language) in LOCALES {
        let path = main.join(locale).join("territories.json");
        let wrong = |what: String| Error::Cldr {
            path: path.clone(),
            what,
        };
        let file: File =
            serde_json::from_str(&read(&path)?).map_err(|error| wrong(error.to_string()))?;
        let found = file.main.into_values().next();
        let found = found.ok_or_else(|| wrong("it names no locale".to_owned()))?;
        let territories = found.locale_display_names.territories;
        for country in Country::all() {
            for form in FORMS {
                if let Some(name) = territories.get(&format!("{country}{form}")) {
                    let forms = surfaces(name);
                    names.extend(forms.map(|surface| (country, language, surface)));
                }
            }
        }
    }
    let line = |(country, language, surface): (Country, &str, String)| Line {
        countries: country.to_string(),
        kind: "name".to_owned(),
        language: language.to_owned(),
        surface,
        weight: "1".to_owned(),
        flags: "-".to_owned(),
        source: "cldr".to_owned(),
        checked: None,
    };
    Ok(names.into_iter().map(line).collect())
}

/// The name as texts have it: without what CLDR sets in brackets to tell it from others, and that
/// too where it is a name by itself ("Myanmar (Burma)").
fn surfaces(name: &str) -> impl Iterator<Item = String> {
    const LEAST: usize = 6;
    let in_brackets = name
        .split_once(" (")
        .and_then(|(before, rest)| Some((before, rest.split_once(')')?)));
    let (outer, inner) = match in_brackets {
        Some((before, (inner, after))) => (format!("{before}{after}"), inner),
        None => (name.to_owned(), ""),
    };
    let inner = Some(inner).filter(|inner| inner.chars().count() >= LEAST);
    std::iter::once(outer.replace(" - ", "-")).chain(inner.map(str::to_owned))
}
