//! News sitemaps: the pages of a site with the titles and dates of their articles, for the outlets
//! that have them and no feed.
//!
//! The format is that of sitemaps.org with Google's extensions for news and images. Fields are
//! looked for at any depth below their page, and text ends where another field begins: what an end
//! tag is missing for is found all the same.

use super::dates::read_noted;
use super::document::{Category, Feed, Head, Image, Item, Link, Media, Text};
use super::namespace::Namespace::{self, News, Sitemap as Pages, SitemapImage};
use super::scope::Scope;
use super::text::looks_like_html;
use super::tree::{Element, Node};
use super::unreadable::Unreadable;
use super::warning::Warnings;

/// An article lists no more keywords or images than this.
const MAX_LISTED: usize = 200;

/// An index names no more sitemaps than this.
const MAX_SITEMAPS: usize = 1_000;

/// Words in the address of a sitemap that speak of news.
const NEWS: [&str; 5] = ["news", "actualite", "nouvelles", "noticias", "akhbar"];

/// Whether the address of a sitemap speaks of news; the name of its host says nothing.
#[must_use]
pub fn is_of_news(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.to_ascii_lowercase();
    NEWS.iter().any(|word| path.contains(word))
}

/// What was read of a sitemap besides its articles.
#[derive(Default)]
pub(super) struct Sitemap {
    /// The first publication that an article names.
    publication: Option<Text>,
    language: Option<String>,
    /// Pages without title.
    untitled: usize,
    /// The sitemaps that an index names.
    others: Vec<String>,
}

impl Sitemap {
    /// Takes in a page or, of an index, a sitemap; gives the article that the page is. A page
    /// without title is none.
    pub(super) fn take(
        &mut self,
        element: &Element<'_>,
        scope: &Scope,
        warnings: &mut Warnings,
    ) -> Option<Item> {
        let scope = &*scope.enter(element);
        let location = find(element, (Pages, "loc"));
        let href = location.map(said).filter(|href| !href.is_empty())?;
        let href = scope.absolute(&href);
        if element.name.local == "sitemap" {
            if self.others.len() < MAX_SITEMAPS {
                self.others.push(href);
            }
            return None;
        }
        let title = find(element, (News, "title"));
        // What the end cuts off may be any other page or title.
        let is_whole = |field: Option<&Element<'_>>| field.is_some_and(|field| field.closed);
        let is_known = element.closed || (is_whole(location) && is_whole(title));
        if !is_known {
            return None;
        }
        let language = word(element, (News, "language"));
        let text = |field| Some(as_text(&word(element, field)?, language.as_deref()));
        let Some(title) = text((News, "title")) else {
            self.untitled += 1;
            return None;
        };
        if self.publication.is_none() {
            self.publication = text((News, "name"));
            self.language.clone_from(&language);
        }
        let mut date = |field| read_noted(&word(element, field)?, warnings);
        let images = images(element, scope);
        Some(Item {
            head: Head {
                title: Some(title),
                links: vec![Link {
                    href: href.clone(),
                    rel: "alternate".to_owned(),
                    media_type: Some("text/html".to_owned()),
                    ..Link::default()
                }],
                id: Some(href),
                published: date((News, "publication_date")),
                updated: date((Pages, "lastmod")),
                categories: keywords(element),
                image: images.first().cloned(),
                language,
                ..Head::default()
            },
            media: images.into_iter().map(file).collect(),
            ..Item::default()
        })
    }

    /// Puts what the articles say of their publication into `feed`, whose own element is
    /// `container`.
    ///
    /// # Errors
    /// When there are no articles, unless it is a news sitemap that has none at the moment.
    pub(super) fn finish(
        self,
        container: &Element<'_>,
        has_articles: bool,
        feed: &mut Feed,
    ) -> Result<(), Unreadable> {
        feed.head.title = self.publication;
        feed.head.language = self.language.or(feed.head.language.take());
        if has_articles {
            return Ok(());
        }
        let is_index = container.name.local == "sitemapindex" || !self.others.is_empty();
        let is_news = container
            .attributes()
            .any(|(name, uri)| name.starts_with("xmlns:") && uri.contains("sitemap-news"));
        match () {
            () if is_index => Err(Unreadable::SitemapIndex(self.others)),
            () if is_news && self.untitled == 0 => Ok(()),
            () => Err(Unreadable::Sitemap),
        }
    }
}

/// A namespace and a name in it.
type Field = (Namespace, &'static str);

/// The first element of that name, at any depth.
fn find<'e, 'a>(element: &'e Element<'a>, field: Field) -> Option<&'e Element<'a>> {
    let mut children = element.elements();
    children.find_map(|child| match is(child, field) {
        true => Some(child),
        false => find(child, field),
    })
}

fn is(element: &Element<'_>, (namespace, local): Field) -> bool {
    element.name.namespace == namespace && element.name.local == local
}

/// What the first element of that name says, if it says anything.
fn word(element: &Element<'_>, field: Field) -> Option<String> {
    find(element, field)
        .map(said)
        .filter(|text| !text.is_empty())
}

/// The text of a field without that of other fields in it, whose end tags are missing.
fn said(field: &Element<'_>) -> String {
    fn collect(element: &Element<'_>, out: &mut String) {
        for child in &element.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => match element.name.namespace {
                    Pages | News | SitemapImage => {}
                    _ => collect(element, out),
                },
            }
        }
    }
    let mut out = String::new();
    collect(field, &mut out);
    out.trim().to_owned()
}

/// Plain text, unless it reads like HTML: titles are often escaped twice.
fn as_text(value: &str, language: Option<&str>) -> Text {
    let text = match looks_like_html(value) {
        true => Text::html(value),
        false => Text::plain(value),
    };
    Text {
        language: language.map(str::to_owned),
        ..text
    }
}

fn keywords(element: &Element<'_>) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    let keywords = word(element, (News, "keywords")).unwrap_or_default();
    for term in keywords.split([',', ';', '،']).map(str::trim) {
        let category = Category {
            term: term.to_owned(),
            ..Category::default()
        };
        if !term.is_empty() && found.len() < MAX_LISTED && !found.contains(&category) {
            found.push(category);
        }
    }
    found
}

fn images(element: &Element<'_>, scope: &Scope) -> Vec<Image> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Element<'_>> = element.elements().collect();
    waiting.reverse();
    while let Some(child) = waiting.pop().filter(|_| found.len() < MAX_LISTED) {
        if is(child, (SitemapImage, "image"))
            && let Some(href) = word(child, (SitemapImage, "loc"))
        {
            found.push(Image {
                href: scope.absolute(&href),
                title: word(child, (SitemapImage, "title")),
                description: word(child, (SitemapImage, "caption")),
                ..Image::default()
            });
        }
        let first = waiting.len();
        waiting.extend(child.elements());
        waiting[first..].reverse();
    }
    found
}

fn file(image: Image) -> Media {
    Media {
        url: image.href,
        media_type: Some("image".to_owned()),
        ..Media::default()
    }
}
