//! Editions that the operator draws up: `[[edition]]` tables.

use toml::de::DeValue;

use super::problem::{Place, Wrong};
use super::sections::without_repeats;
use super::table::Table;
use super::values;
use crate::domain::Scope;

/// Names that a site uses for something else than an edition, and that web servers or browsers
/// look for.
const RESERVED: [&str; 18] = [
    "404",
    "all",
    "archive",
    "countries",
    "css",
    "editions",
    "favicon",
    "feeds",
    "healthz",
    "icon",
    "images",
    "index",
    "metrics",
    "robots",
    "sources",
    "static",
    "story",
    "style",
];

/// Reads one table: its scope, as yet without topics, and the topics that it names, each with its
/// place.
pub(super) fn edition(table: &Table<'_>) -> Option<(Scope, Vec<(Place, String)>)> {
    let slug = table.need("name", "\"sahel\"", slug);
    let title = table.get("title", values::text);
    let countries = table.list("countries", values::country).unwrap_or_default();
    let topics = table.list("topics", values::text).unwrap_or_default();
    if !table.has("countries") && !table.has("topics") {
        let wrong = Wrong::new(
            "[[edition]] has neither countries nor topics",
            "add countries = [\"BF\", \"ML\", \"NE\"], topics = [\"sport\"], or both",
        );
        table.error("countries", wrong);
    }
    for (key, what) in [("countries", "countries"), ("topics", "topics")] {
        if table.holds_empty_list(key) {
            let message = format!("the list of {what} is empty");
            table.error(
                key,
                Wrong::new(message, "name at least one, or remove the key"),
            );
        }
    }
    let slug = slug?;
    let scope = Scope::Own {
        title: title.unwrap_or_else(|| slug.clone()),
        slug,
        countries: without_repeats(countries.into_iter().map(|(_, country)| country)),
        topics: Vec::new(),
    };
    Some((scope, topics))
}

/// What may stand in paths without being taken for a country or a page.
pub(super) fn slug(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.len() < 3 || text.len() > 60 || !text.chars().all(allowed) {
        return Err(Wrong::new(
            format!("\"{text}\" is no name of an edition"),
            "use three or more lower-case letters, digits and hyphens: it stands in paths",
        ));
    }
    if RESERVED.contains(&text.as_str()) {
        return Err(Wrong::new(
            format!("\"{text}\" stands for something else in paths"),
            "give the edition another name",
        ));
    }
    Ok(text)
}
