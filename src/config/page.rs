//! What a source is: a feed, or a page of headlines and where on it they are.

use toml::de::DeValue;

use super::problem::Wrong;
use super::table::Table;
use super::values;
use crate::article::{NoSelector, Selector, Selectors};

/// What a source is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A feed.
    #[default]
    Feed,
    /// A page of headlines, read by these selectors.
    Page(Box<Selectors>),
}

impl Kind {
    /// Whether it is a page for people.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::Page(_))
    }

    /// The selectors of a page.
    #[must_use]
    pub fn selectors(&self) -> Option<&Selectors> {
        match self {
            Self::Feed => None,
            Self::Page(selectors) => Some(selectors),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Feed,
    Page,
}

const EXAMPLE: &str = "{ item = \"article\" }";

/// Reads `kind` and `select` of a source's table. A page without selectors that can be used is an
/// error, and read as a feed.
pub(super) fn read(table: &Table<'_>) -> Kind {
    let kinds = values::word(&[("feed", Named::Feed), ("page", Named::Page)]);
    let kind = table.get("kind", kinds).unwrap_or(Named::Feed);
    if kind == Named::Feed {
        let wrong = Wrong::new(
            "select is for pages of headlines, and this source is a feed",
            "add kind = \"page\", or remove select",
        );
        table.refuse("select", wrong);
        return Kind::Feed;
    }
    if !table.has("select") {
        let wrong = Wrong::new(
            "a page of headlines has to say where its items are",
            format!("add select = {EXAMPLE}; `griot sources discover URL` proposes selectors"),
        );
        table.error("kind", wrong);
    }
    let Some(select) = table.inline("select", EXAMPLE) else {
        return Kind::Feed;
    };
    let item = select.need("item", "\"article\"", selector);
    let part = |key| select.get(key, selector);
    let selectors = Selectors {
        title: part("title"),
        link: part("link"),
        date: part("date"),
        summary: part("summary"),
        image: part("image"),
        ..match item {
            Some(item) => Selectors::items(item),
            None => {
                select.close();
                return Kind::Feed;
            }
        }
    };
    select.close();
    Kind::Page(Box::new(selectors))
}

fn selector(value: &DeValue<'_>) -> Result<Selector, Wrong> {
    let text = values::string(value, "\"article h2 a\"")?;
    text.parse()
        .map_err(|NoSelector { what, remedy }| Wrong::new(what, remedy))
}
