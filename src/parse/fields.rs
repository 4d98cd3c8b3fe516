//! The fields of feeds and items, under every name that the formats and their modules give them.

use chrono::{DateTime, Utc};

use super::dates::read_noted;
use super::document::{Category, Content, Feed, Generator, Head, Item, Link, Person, Source, Text};
use super::hints::hints;
use super::media::{enclosure, enclosures, image, media};
use super::namespace::Namespace::{self, Atom, Content as ContentModule, Core, Dc, Itunes, Xhtml};
use super::person;
use super::scope::{Scope, tag};
use super::text::{self, Assume};
use super::tree::Element;
use super::{Warnings, limits};

/// A name under which a field may stand. `Core` stands for RSS and Atom alike.
pub(super) type Field = (Namespace, &'static str);

const TITLE: &[Field] = &[(Core, "title"), (Dc, "title"), (Namespace::Media, "title")];
const SUBTITLE: &[Field] = &[
    (Core, "subtitle"),
    (Core, "tagline"),
    (Core, "description"),
    (Core, "abstract"),
    (Dc, "description"),
    (Itunes, "subtitle"),
    (Itunes, "summary"),
];
const SUMMARY: &[Field] = &[
    (Core, "summary"),
    (Core, "description"),
    (Core, "abstract"),
    (Dc, "description"),
    (Itunes, "summary"),
    (Itunes, "subtitle"),
    (Namespace::Media, "description"),
];
const RIGHTS: &[Field] = &[
    (Core, "rights"),
    (Core, "copyright"),
    (Dc, "rights"),
    (Namespace::Media, "copyright"),
];
const LANGUAGE: &[Field] = &[(Core, "language"), (Dc, "language")];
const ID: &[Field] = &[(Core, "guid"), (Core, "id")];
const IDENTIFIER: &[Field] = &[(Dc, "identifier")];
const PUBLISHED: &[Field] = &[
    (Core, "published"),
    (Core, "pubdate"),
    (Core, "issued"),
    (Dc, "issued"),
    (Core, "created"),
    (Dc, "created"),
    (Namespace::Other, "publicationdate"),
];
const UPDATED: &[Field] = &[
    (Core, "updated"),
    (Core, "modified"),
    (Core, "lastbuilddate"),
    (Dc, "modified"),
    (Dc, "date"),
    (Core, "date"),
    (Namespace::Other, "modificationdate"),
];
const AUTHORS: &[&[Field]] = &[
    &[(Core, "author"), (Dc, "creator"), (Dc, "author")],
    &[(Core, "managingeditor")],
    &[(Itunes, "author")],
];
const CONTRIBUTORS: &[Field] = &[(Core, "contributor"), (Dc, "contributor")];
const PUBLISHERS: &[Field] = &[(Core, "webmaster"), (Dc, "publisher"), (Itunes, "owner")];

pub(super) fn is(element: &Element<'_>, (namespace, local): Field) -> bool {
    let same = match namespace {
        Core => element.name.is_core(),
        other => element.name.namespace == other,
    };
    same && element.name.local == local
}

/// The children under any of these names, in the order of the names, then of the document.
pub(super) fn under<'e, 'a>(
    element: &'e Element<'a>,
    names: &'e [Field],
) -> impl Iterator<Item = &'e Element<'a>> {
    names
        .iter()
        .flat_map(move |name| element.elements().filter(move |child| is(child, *name)))
}

fn text_of(
    element: &Element<'_>,
    names: &[Field],
    scope: &Scope,
    assume: Assume,
    warnings: &mut Warnings,
) -> Option<Text> {
    under(element, names).find_map(|child| text::read(child, scope, assume, warnings))
}

/// The date under the first of the names that has one. Of several under one name the last counts:
/// who writes a second means to correct the first.
fn date_of(
    element: &Element<'_>,
    names: &[Field],
    warnings: &mut Warnings,
) -> Option<DateTime<Utc>> {
    names.iter().find_map(|name| {
        let dates = element.elements().filter(|child| is(child, *name));
        dates
            .filter_map(|child| read_noted(&child.text(), warnings))
            .last()
    })
}

pub(super) fn word(element: &Element<'_>, names: &[Field]) -> Option<String> {
    under(element, names)
        .map(Element::text)
        .find(|text| !text.is_empty())
}

/// What `element`, a channel, feed, item, entry or source, says of itself.
fn head(element: &Element<'_>, scope: &Scope, warnings: &mut Warnings) -> Head {
    let id = id(element, scope);
    Head {
        title: text_of(element, TITLE, scope, Assume::Guess, warnings),
        links: links(element, scope),
        published: date_of(element, PUBLISHED, warnings),
        updated: date_of(element, UPDATED, warnings).or_else(|| {
            let date = element.said("lastmod")?;
            read_noted(date, warnings)
        }),
        authors: authors(element, scope),
        contributors: persons(element, CONTRIBUTORS, scope),
        publisher: persons(element, PUBLISHERS, scope).into_iter().next(),
        categories: categories(element),
        language: word(element, LANGUAGE)
            .and_then(|language| tag(&language))
            .or_else(|| scope.language.clone()),
        image: image(element, scope),
        rights: text_of(element, RIGHTS, scope, Assume::Guess, warnings),
        id,
    }
}

/// Reads a channel or feed from its own elements.
pub(super) fn feed(element: &Element<'_>, scope: &Scope, warnings: &mut Warnings) -> Feed {
    let scope = &*scope.enter(element);
    let address = |name: &'static str| {
        let said = word(element, &[(Core, name)]);
        said.map(|reference| scope.absolute(&reference))
    };
    Feed {
        head: head(element, scope, warnings),
        subtitle: text_of(element, SUBTITLE, scope, Assume::Html, warnings),
        icon: address("icon"),
        logo: address("logo"),
        generator: element.child("generator").and_then(generator),
        hints: hints(element),
    }
}

fn generator(element: &Element<'_>) -> Option<Generator> {
    let name = element.text();
    let said = |key: &str| element.said(key).map(str::to_owned);
    (!name.is_empty()).then(|| Generator {
        uri: said("uri").or_else(|| said("url")),
        version: said("version"),
        name,
    })
}

/// Reads an item or entry.
pub(super) fn item(element: &Element<'_>, scope: &Scope, warnings: &mut Warnings) -> Item {
    let scope = &*scope.enter(element);
    let head = head(element, scope, warnings);
    let guid = element.child("guid");
    let mut item = Item {
        summary: text_of(element, SUMMARY, scope, Assume::Html, warnings),
        content: contents(element, scope, warnings),
        enclosures: enclosures(element, scope),
        media: media(element, scope),
        source: element
            .child("source")
            .map(|child| Box::new(source(child, scope, warnings))),
        comments: word(element, &[(Core, "comments")]).map(|page| scope.absolute(&page)),
        original_link: word(element, &[(Namespace::Feedburner, "origlink")]),
        guid_is_permalink: guid.map(|guid| guid.attribute("ispermalink") != Some("false")),
        head,
    };
    if item.head.link().is_none() {
        let href = item.permalink().or_else(|| element.said("href"));
        let link = href.map(|href| alternate(href, scope));
        item.head.links.extend(link);
    }
    item
}

fn source(element: &Element<'_>, scope: &Scope, warnings: &mut Warnings) -> Source {
    let mut source = Source {
        feed: feed(element, scope, warnings),
        href: element.said("url").map(|url| scope.absolute(url)),
    };
    if source.feed.head.title.is_none() && element.elements().next().is_none() {
        source.feed.head.title = text::read(element, scope, Assume::Guess, warnings);
    }
    source
}

/// The id as it stands; Atom's, which is a URI, made absolute where it is a path.
fn id(element: &Element<'_>, scope: &Scope) -> Option<String> {
    let child = under(element, ID).find(|child| !child.text().is_empty());
    let id = match child {
        Some(child) => {
            let id = child.text();
            match child.name.namespace {
                Atom if id.starts_with('/') => scope.enter(child).absolute(&id),
                _ => id,
            }
        }
        None => match element.said("rdf:about") {
            Some(about) => about.to_owned(),
            // A number of the house: an ISBN, a DOI.
            None => word(element, IDENTIFIER)?,
        },
    };
    (id.len() <= limits::ID).then_some(id)
}

fn alternate(href: &str, scope: &Scope) -> Link {
    Link {
        href: scope.absolute(href),
        rel: "alternate".to_owned(),
        media_type: Some("text/html".to_owned()),
        ..Link::default()
    }
}

fn links(element: &Element<'_>, scope: &Scope) -> Vec<Link> {
    let children = element.elements().filter_map(|child| {
        if is(child, (Core, "enclosure")) {
            let file = enclosure(child, scope)?;
            return Some(Link {
                href: file.url,
                rel: "enclosure".to_owned(),
                media_type: file.media_type,
                length: file.length,
                ..Link::default()
            });
        }
        is(child, (Core, "link"))
            .then(|| link(child, scope))
            .flatten()
    });
    let channel = element
        .said("href")
        .filter(|_| element.name.local == "channel");
    children
        .chain(channel.map(|href| alternate(href, scope)))
        .collect()
}

fn link(element: &Element<'_>, scope: &Scope) -> Option<Link> {
    let scope = scope.enter(element);
    let said = |key: &str| element.said(key).map(str::to_owned);
    let href = said("href").or_else(|| said("rdf:resource"));
    let text = || Some(element.text()).filter(|text| !text.is_empty());
    let is_rss = href.is_none() && element.said("rel").is_none();
    let href = href.or_else(text)?;
    let rel = said("rel").unwrap_or_else(|| "alternate".to_owned());
    let assumed = match &*rel {
        "self" => Some("application/atom+xml".to_owned()),
        "alternate" => Some("text/html".to_owned()),
        _ => None,
    };
    Some(Link {
        href: scope.absolute(&href),
        media_type: said("type").or(assumed),
        title: said("title"),
        hreflang: said("hreflang"),
        length: said("length"),
        is_rss,
        rel,
    })
}

fn authors(element: &Element<'_>, scope: &Scope) -> Vec<Person> {
    let mut groups = AUTHORS.iter().map(|names| persons(element, names, scope));
    groups.find(|group| !group.is_empty()).unwrap_or_default()
}

fn persons(element: &Element<'_>, names: &[Field], scope: &Scope) -> Vec<Person> {
    let mut found = Vec::new();
    for child in under(element, names) {
        let scope = scope.enter(child);
        for person in person::read(child, &scope) {
            if found.len() < limits::LISTED && !found.contains(&person) {
                found.push(person);
            }
        }
    }
    found
}

fn categories(element: &Element<'_>) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    let mut add = |category: Category| {
        let is_new = found.len() < limits::LISTED && !found.contains(&category);
        if !category.term.is_empty() && is_new {
            found.push(category);
        }
    };
    for child in element.elements() {
        match (child.name.namespace, &*child.name.local) {
            (Core | Atom | Namespace::Media, "category") | (Dc, "subject") => add(category(child)),
            (Itunes, "category") => podcast_categories(child, &mut add),
            (Itunes, "keywords") => {
                for word in child.text().split([',', ' ']) {
                    add(term(word.trim(), Some(ITUNES_SCHEME)));
                }
            }
            _ => {}
        }
    }
    found
}

const ITUNES_SCHEME: &str = "http://www.itunes.com/";

fn term(term: &str, scheme: Option<&str>) -> Category {
    Category {
        term: term.to_owned(),
        scheme: scheme.map(str::to_owned),
        label: None,
    }
}

fn category(element: &Element<'_>) -> Category {
    let said = |key: &str| element.said(key).map(str::to_owned);
    let assumed = match element.name.namespace {
        Namespace::Media => Some("http://search.yahoo.com/mrss/category_schema".to_owned()),
        _ => None,
    };
    Category {
        term: said("term").unwrap_or_else(|| element.text()),
        scheme: said("scheme").or_else(|| said("domain")).or(assumed),
        label: said("label"),
    }
}

fn podcast_categories(element: &Element<'_>, add: &mut impl FnMut(Category)) {
    let own = element.said("text").map(str::to_owned);
    add(term(&own.unwrap_or_default(), Some(ITUNES_SCHEME)));
    for child in element
        .elements()
        .filter(|child| is(child, (Itunes, "category")))
    {
        add(term(
            child.said("text").unwrap_or_default(),
            Some(ITUNES_SCHEME),
        ));
    }
}

/// The full texts. `description` is one where `summary` stands beside it.
fn contents(element: &Element<'_>, scope: &Scope, warnings: &mut Warnings) -> Vec<Content> {
    let full = |child: &&Element<'_>| {
        let names = ["content", "body", "fullitem", "prodlink", "encoded"];
        let core = child.name.is_core() && names.contains(&&*child.name.local);
        core || is(child, (ContentModule, "encoded")) || is(child, (Xhtml, "body"))
    };
    let read = |child: &Element<'_>| {
        let src = child
            .said("src")
            .map(|src| scope.enter(child).absolute(src));
        let text = text::read(child, scope, Assume::Html, warnings);
        match (text, src) {
            (Some(text), src) => Some(Content { text, src }),
            (None, Some(src)) => {
                let mut text = Text::plain("");
                if let Some(stated) = child.said("type") {
                    stated.clone_into(&mut text.media_type);
                }
                Some(Content {
                    text,
                    src: Some(src),
                })
            }
            (None, None) => None,
        }
    };
    element.elements().filter(full).filter_map(read).collect()
}
