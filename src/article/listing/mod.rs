//! A page of headlines read as a feed is: its items by CSS selectors, for outlets without a feed.

mod parts;
mod usual;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use dom_query::NodeId;
use url::Url;

use super::claims::line;
use super::language_tag;
use super::markup::title;
use super::page::{Page, all};
use super::selector::{Selector, Selectors};
use crate::parse::{Document, Feed, Format, Head, Image, Item, Link, Text, Warning, Warnings};
use parts::{Places, Reach};
pub(super) use usual::{LINKS, article, whole};

/// Items of one page that are read.
const MOST_ITEMS: usize = 500;

/// Why a page gave no items.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unlisted {
    /// Nothing matches.
    #[error(
        "item = \"{0}\" matches nothing on the page: it has changed, or a browser has to fill it in"
    )]
    NoItems(Selector),
    /// None of what matches has a title, or a link.
    #[error("item = \"{item}\" matches {count} times, but there is no {key}{said} in any of them")]
    Nothing {
        /// The selector of the items.
        item: Selector,
        /// How often it matches.
        count: usize,
        /// `title` or `link`.
        key: &'static str,
        /// How that was looked for, in words that follow its name.
        said: String,
    },
}

/// Reads the items of a page of headlines that came from `url`, in the order of the page. Items
/// without a title or a link, such as advertisements, are left out.
///
/// # Errors
/// When there are none, with the selector that matched nothing.
pub fn listing(
    bytes: &[u8],
    url: &Url,
    content_type: Option<&str>,
    selectors: &Selectors,
) -> Result<Document, Unlisted> {
    let page = Page::read(bytes, url, content_type);
    let listed = read(&page, selectors)?;
    let items = listed.iter().map(Listed::item).collect();
    let mut warnings = Warnings::default();
    warnings.note_many(Warning::TooMuch("markup"), usize::from(page.cut));
    Ok(Document {
        format: Format::Page,
        encoding: "utf-8".to_owned(),
        base: Some(page.base().clone()),
        feed: feed(&page),
        entries: items,
        warnings,
    })
}

fn feed(page: &Page) -> Feed {
    let language = page
        .root()
        .first_element_child()
        .and_then(|html| html.attr("lang"));
    Feed {
        head: Head {
            title: line(&title(page)).map(Text::plain),
            links: vec![alternate(&page.url)],
            language: language.and_then(|tag| language_tag(&tag)),
            ..Head::default()
        },
        ..Feed::default()
    }
}

fn alternate(url: &Url) -> Link {
    Link {
        href: url.to_string(),
        rel: "alternate".to_owned(),
        ..Link::default()
    }
}

/// What one item of a page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub title: String,
    pub link: Url,
    pub date: Option<DateTime<Utc>>,
    pub summary: Option<String>,
    pub image: Option<Url>,
}

impl Listed {
    fn item(&self) -> Item {
        Item {
            head: Head {
                title: Some(Text::plain(&*self.title)),
                links: vec![alternate(&self.link)],
                published: self.date,
                image: self.image.as_ref().map(|image| Image {
                    href: image.to_string(),
                    ..Image::default()
                }),
                ..Head::default()
            },
            summary: self.summary.as_deref().map(Text::plain),
            ..Item::default()
        }
    }
}

/// The items of a page by `selectors`.
pub(super) fn read(page: &Page, selectors: &Selectors) -> Result<Vec<Listed>, Unlisted> {
    let places = Places::new(selectors);
    let mut items = match selectors.item.matcher() {
        Some(matcher) => all(&page.root(), &matcher),
        None => Vec::new(),
    };
    // What stands in an item is part of it.
    let whole: HashSet<NodeId> = items.iter().map(|item| item.id).collect();
    items.retain(|item| {
        !item
            .ancestors_it(None)
            .any(|outer| whole.contains(&outer.id))
    });
    items.truncate(MOST_ITEMS);
    if items.is_empty() {
        return Err(Unlisted::NoItems(selectors.item.clone()));
    }
    let items: Vec<Reach<'_>> = items.into_iter().map(Reach::of).collect();
    let parts: Vec<_> = items
        .iter()
        .map(|item| places.parts(page, &item.node))
        .collect();
    let with_title = parts.iter().any(|(title, _)| title.is_some());
    let mut listed: Vec<Listed> = items
        .iter()
        .zip(parts)
        .filter_map(|(item, (title, link))| Some(places.listed(page, item, title?, link?)))
        .collect();
    lead_to_whole_pages(&mut listed);
    if !listed.is_empty() {
        return Ok(listed);
    }
    let (key, selector) = match with_title {
        true => ("link", &selectors.link),
        false => ("title", &selectors.title),
    };
    let said = selector
        .as_ref()
        .map(|selector| format!(" by {key} = \"{selector}\""));
    Err(Unlisted::Nothing {
        item: selectors.item.clone(),
        count: items.len(),
        key,
        said: said.unwrap_or_default(),
    })
}

/// Takes away the parts of pages that items lead to, such as their comments, unless it is the parts
/// that tell the items apart: several short news on one page.
fn lead_to_whole_pages(listed: &mut [Listed]) {
    let mut titles: HashMap<Url, HashSet<String>> = HashMap::new();
    for item in listed.iter() {
        let page = titles.entry(whole(&item.link)).or_default();
        page.insert(item.title.clone());
    }
    for item in listed {
        let page = whole(&item.link);
        if titles[&page].len() == 1 {
            item.link = page;
        }
    }
}

#[cfg(test)]
mod tests;
