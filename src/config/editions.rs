//! Editions that the operator draws up: `[[edition]]` tables.

use toml::de::DeValue;

use super::filters::{self, Named};
use super::problem::Wrong;
use super::table::Table;
use super::values;
use crate::domain::Scope;

/// Names that a site uses for something else than an edition, and that web servers or browsers
/// look for.
const RESERVED: [&str; 19] = [
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
    "websub",
];

/// The key of the outlets by which one of a story's reports has to be.
const OUTLETS: &str = "outlets";

/// Reads one table: its scope, as yet without topics and outlets, and what of these it names. There is
/// no scope without a name.
pub(super) fn edition(table: &Table<'_>) -> (Option<Scope>, Named) {
    let slug = table.need("name", "\"sahel\"", slug("an edition"));
    let title = table.get("title", values::text);
    let (filter, named) = filters::read(table, OUTLETS);
    if !filters::is_there(table, OUTLETS) {
        let wrong = Wrong::new(
            "[[edition]] does not say what it takes in",
            "add countries = [\"BF\", \"ML\", \"NE\"], topics = [\"sport\"], languages, outlets, words, \
             or several of them",
        );
        table.error("countries", wrong);
    }
    let scope = slug.map(|slug| Scope::Own {
        title: title.unwrap_or_else(|| slug.clone()),
        slug,
        filter,
    });
    (scope, named)
}

/// What may stand in paths without being taken for a country or a page: the name of `what`.
pub(super) fn slug(what: &'static str) -> impl Fn(&DeValue<'_>) -> Result<String, Wrong> {
    move |value| {
        let text = values::text(value)?;
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.len() < 3 || text.len() > 60 || !text.chars().all(allowed) {
            return Err(Wrong::new(
                format!("\"{text}\" is no name of {what}"),
                "use three or more lower-case letters, digits and hyphens: it stands in paths",
            ));
        }
        if RESERVED.contains(&text.as_str()) {
            return Err(Wrong::new(
                format!("\"{text}\" stands for something else in paths"),
                "use another name",
            ));
        }
        Ok(text)
    }
}
