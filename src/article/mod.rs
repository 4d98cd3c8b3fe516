//! Pages for people: what the page of an article says, and what a page of headlines lists.
//!
//! Outlets whose feeds say next to nothing say more on their pages, and some have no feed at all.
//! Everything here is a function of the page's bytes and its address; asking for pages, and whether
//! they may be asked for, is decided elsewhere.
//!
//! A page is made tame first ([`tame`]): of bounded size, depth and number of elements, with tags
//! that match. What is then built from it, a tree by `dom_query`, is small whatever came in.

mod claims;
mod furniture;
mod ld;
mod listing;
mod markup;
mod meta;
mod microdata;
mod page;
mod propose;
mod selector;
mod tame;
mod text;
mod tokens;

use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::picture::stands_for_none;
use claims::{Claims, Heard};
pub use claims::{Origin, Said};
pub use listing::{Unlisted, listing};
use page::Page;
pub use propose::{Proposal, Sample, propose};
pub use selector::{NoSelector, Selector, Selectors};

/// What the page of an article says of it, each with where it says so. Nothing is cleaned of the
/// outlet's habits yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its headline.
    pub title: Option<Said<String>>,
    /// One or two sentences.
    pub description: Option<Said<String>>,
    /// Its text, paragraph by paragraph.
    pub text: Option<Said<Vec<String>>>,
    /// Its image.
    pub image: Option<Said<Url>>,
    /// What it is about, in the outlet's words.
    pub keywords: Option<Said<Vec<String>>>,
    /// The section of the outlet that it stands in.
    pub section: Option<Said<String>>,
    /// When it was first published.
    pub published: Option<Said<DateTime<Utc>>>,
    /// When it was last changed.
    pub modified: Option<Said<DateTime<Utc>>>,
    /// Names of its authors.
    pub authors: Option<Said<Vec<String>>>,
    /// A language tag.
    pub language: Option<Said<String>>,
    /// The address that the page wants to be known by.
    pub canonical: Option<Said<Url>>,
    /// What the outlet calls itself.
    pub site_name: Option<Said<String>>,
}

/// Reads the page of an article that came from `url`. Whatever the bytes are, it takes bounded time
/// and memory; a page that says nothing gives an empty article.
#[must_use]
pub fn read(bytes: &[u8], url: &Url, content_type: Option<&str>) -> Article {
    let page = Page::read(bytes, url, content_type);
    let heard = heard(&page);
    let mut article = said(&page, &heard);
    let title = article.title.as_ref().map_or("", |title| &title.value);
    let text = text::read(&page, title);
    article.text = whole_text(text, &heard);
    article
}

/// What every place of the page says, the most trustworthy first.
fn heard(page: &Page) -> Heard {
    let metas = meta::read(page);
    let markup = markup::read(page);
    let address = markup
        .canonical
        .as_ref()
        .and_then(|canonical| page.address(canonical))
        .unwrap_or_else(|| page.url.clone());
    let from_address = Claims {
        published: markup::date_in_address(&page.url),
        ..Claims::default()
    };
    Heard {
        places: vec![
            (Origin::JsonLd, ld::read(&page.scripts, address.as_str())),
            (Origin::Microdata, microdata::read(page)),
            (Origin::OpenGraph, metas.open_graph),
            (Origin::Twitter, metas.twitter),
            (Origin::DublinCore, metas.dublin_core),
            (Origin::Meta, metas.other),
            (Origin::Markup, markup),
            (Origin::Address, from_address),
        ],
    }
}

fn said(page: &Page, heard: &Heard) -> Article {
    let published = heard.first(|claims| claims.published);
    Article {
        title: heard.first(|claims| claims.title.clone()),
        description: heard.first(|claims| claims.description.clone()),
        text: None,
        image: heard.first(|claims| {
            let images = claims.images.iter().filter(|image| !stands_for_none(image));
            images.into_iter().find_map(|image| page.address(image))
        }),
        keywords: heard.list(|claims| &claims.keywords),
        section: heard.first(|claims| claims.section.clone()),
        // What was changed before it was published was not.
        modified: heard
            .first(|claims| claims.modified)
            .filter(|modified| published.as_ref().is_none_or(|p| modified.value >= p.value)),
        published,
        authors: heard.list(|claims| &claims.authors),
        language: heard.first(|claims| claims.language.as_deref().and_then(language_tag)),
        canonical: heard.first_but(Origin::Markup, |claims| {
            page.address(claims.canonical.as_deref()?)
        }),
        site_name: heard.first_but(Origin::OpenGraph, |claims| claims.site_name.clone()),
    }
}

/// The text that was found on the page, unless the structured data holds much more of it.
fn whole_text(found: Vec<String>, heard: &Heard) -> Option<Said<Vec<String>>> {
    let length = |text: &[String]| text.iter().map(String::len).sum::<usize>();
    let stated = heard.first(|claims| {
        let text = claims.text.as_ref()?;
        let text: Vec<String> = text.lines().filter_map(claims::line).collect();
        (!text.is_empty()).then_some(text)
    });
    match stated {
        Some(stated) if length(&stated.value) > 2 * length(&found) => Some(stated),
        _ => (!found.is_empty()).then_some(Said {
            value: found,
            origin: Origin::Text,
        }),
    }
}

/// A language tag as feeds write it: `fr-FR` for Open Graph's `fr_FR`.
fn language_tag(said: &str) -> Option<String> {
    let tag = said.split([',', ';']).next()?.trim().replace('_', "-");
    let first = tag.split('-').next()?;
    let is_tag = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    is_tag.then_some(tag)
}
