//! The operator's own words for countries: `[[alias]]` and `[[block]]` tables.

use std::cell::RefCell;

use toml::de::DeValue;

use super::problem::{Place, Report, Wrong};
use super::sections::without_repeats;
use super::suggest::nearest;
use super::table::Table;
use super::{Config, values};
use crate::attribute::{self, Alias, Block, Kind, Own};
use crate::domain::Language;

/// The kinds of words that name a country, as the gazetteer has them.
const KINDS: [&str; 11] = [
    "name", "alias", "demonym", "capital", "city", "place", "region", "person", "group", "team",
    "bloc",
];

/// Where each of the words stands that the configuration has.
#[derive(Default)]
pub(super) struct Words {
    aliases: Vec<Place>,
    blocks: Vec<Place>,
    removals: Vec<Place>,
}

/// Reads one `[[alias]]`.
pub(super) fn alias(table: &Table<'_>, config: &mut Config, words: &mut Words) {
    let removes = table.get("remove", values::flag) == Some(true);
    let surface = table.need("surface", "\"Sokoto\"", values::text);
    let countries = table.list("country", values::country).unwrap_or_default();
    let kind = table.get("kind", kind);
    let language = table.get("language", language);
    if removes {
        for key in ["kind", "language"] {
            if table.has(key) {
                let message = format!("{key} has no effect beside remove = true");
                let remedy = "remove it; country says which meaning goes";
                table.error(key, Wrong::new(message, remedy));
            }
        }
    } else if !table.has("country") {
        // A word that is added stands for something; one that is removed may stand for anything.
        let wrong = Wrong::new("[[alias]] has no country", "add country = [\"NG\"]");
        table.error("country", wrong);
    } else if table.holds_empty_list("country") {
        let wrong = Wrong::new("the list of countries is empty", "add country = [\"NG\"]");
        table.error("country", wrong);
    }
    let Some(surface) = surface else { return };
    let alias = Alias {
        surface,
        countries: without_repeats(countries.into_iter().map(|(_, country)| country)),
        kind: kind.unwrap_or(Kind::Alias),
        language,
    };
    let place = table.place_of("surface");
    if removes {
        config.removals.push(alias);
        words.removals.push(place);
    } else if !alias.countries.is_empty() {
        config.aliases.push(alias);
        words.aliases.push(place);
    }
}

/// Reads one `[[block]]`.
pub(super) fn block(table: &Table<'_>, config: &mut Config, words: &mut Words) {
    if let Some(surface) = table.need("surface", "\"Coupe du Congo\"", values::text) {
        config.blocks.push(Block { surface });
        words.blocks.push(table.place_of("surface"));
    }
}

fn language(value: &DeValue<'_>) -> Result<Language, Wrong> {
    let language = values::language(value)?;
    if attribute::tells_apart(language) {
        return Ok(language);
    }
    Err(Wrong::new(
        format!("no words are kept for \"{language}\" alone"),
        "use \"fr\", \"en\", \"pt\", \"ar\", \"sw\" or \"ha\", or remove the key: the words count in every language then",
    ))
}

fn kind(value: &DeValue<'_>) -> Result<Kind, Wrong> {
    let text = values::string(value, "\"place\"")?;
    let kind = KINDS.into_iter().find(|kind| *kind == text);
    kind.and_then(|kind| kind.parse().ok()).ok_or_else(|| {
        let remedy = match nearest(text, KINDS.into_iter()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("use one of {}", KINDS.join(", ")),
        };
        Wrong::new(format!("\"{text}\" is no kind of word"), remedy)
    })
}

/// Warns of words that are at odds with each other or with the gazetteer.
pub(super) fn look_over(config: &Config, words: &Words, report: &RefCell<Report>) {
    let place = |own: Own| match own {
        Own::Alias(at) => words.aliases.get(at),
        Own::Block(at) => words.blocks.get(at),
        Own::Removal(at) => words.removals.get(at),
    };
    for conflict in attribute::conflicts(&config.aliases, &config.blocks, &config.removals) {
        let Some(at) = place(conflict.of) else {
            continue;
        };
        let message = match conflict.with.and_then(place) {
            Some(other) => format!("{} at {other}", conflict.message),
            None => conflict.message,
        };
        report
            .borrow_mut()
            .warn(at, Wrong::new(message, conflict.remedy));
    }
}
