//! JSON Feed 1.0 and 1.1, with the liberties that its writers take.

mod outline;
mod value;

use serde_json::Value;

use super::dates::read_noted;
use super::document::{
    Category, Content, Document, Feed, Format, Head, Image, Item, Link, Media, Person, Text,
};
use super::limits::{self, Parts};
use super::scope::{Scope, tag as language_tag};
use super::unreadable::shorten;
use super::{Context, Unreadable, Warning, Warnings};
use outline::Outline;
use value::Object;

pub(super) fn read(text: &str, context: &Context<'_>) -> Result<Document, Unreadable> {
    let mut outline = Outline::of(text);
    let mut warnings = std::mem::take(&mut outline.warnings);
    let root = value::object(&outline.root, &mut warnings)
        .map_err(|error| Unreadable::NotJsonFeed(shorten(&error)))?;
    let says_so = string(&root, "version").is_some_and(|version| version.contains("jsonfeed"));
    if !says_so && !root.contains_key("items") {
        let said = message(&root);
        let said = said.unwrap_or_else(|| "neither version nor items".to_owned());
        return Err(Unreadable::NotJsonFeed(shorten(&said)));
    }
    let scope = Scope {
        base: context.base(),
        stated: false,
        language: context.language(),
    };
    let mut parts = Parts::default();
    let mut entries = Vec::new();
    for text in &outline.items {
        let Ok(object) = value::object(text, &mut warnings) else {
            warnings.note(Warning::BrokenItem);
            continue;
        };
        let mut item = item(&object, &scope, &mut warnings);
        if parts.shorten(&mut item) {
            warnings.note(Warning::TooMuch("detail in an item"));
        }
        entries.push(item);
    }
    let mut feed = feed(&root, &scope);
    if limits::shorten(&mut feed.head) {
        warnings.note(Warning::TooMuch("detail in the feed"));
    }
    Ok(Document {
        format: Format::Json,
        encoding: String::new(),
        base: context.base(),
        feed,
        entries,
        warnings,
    })
}

/// What an answer that is no feed says is wrong, itself or in its first error.
fn message(answer: &Object) -> Option<String> {
    let keys = [
        "message",
        "error_description",
        "error",
        "detail",
        "msg",
        "title",
        "reason",
    ];
    let own = keys.iter().find_map(|key| string(answer, key));
    own.or_else(|| {
        let error = match answer.get("error").or_else(|| answer.get("errors"))? {
            Value::Array(errors) => errors.first()?,
            error => error,
        };
        string(error.as_object()?, "message")
    })
}

/// A text or number under `key`, where it says something.
fn string(object: &Object, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Its language tag.
fn language(object: &Object) -> Option<String> {
    string(object, "language").and_then(|tag| language_tag(&tag))
}

fn address(object: &Object, key: &str, scope: &Scope) -> Option<String> {
    string(object, key).map(|reference| scope.absolute(&reference))
}

fn list<'v>(object: &'v Object, key: &str) -> impl Iterator<Item = &'v Value> {
    object
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn plain(object: &Object, key: &str, language: Option<&str>) -> Option<Text> {
    let mut text = Text::plain(string(object, key)?);
    text.language = language.map(str::to_owned);
    Some(text)
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        media_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn feed(root: &Object, scope: &Scope) -> Feed {
    let language = language(root).or_else(|| scope.language.clone());
    let page = address(root, "home_page_url", scope);
    let own = address(root, "feed_url", scope);
    let icon = address(root, "icon", scope);
    Feed {
        head: Head {
            title: plain(root, "title", language.as_deref()),
            links: page
                .map(|page| link(page, "alternate", "text/html"))
                .into_iter()
                .chain(own.map(|own| link(own, "self", "application/feed+json")))
                .chain(hubs(root, scope))
                .collect(),
            authors: authors(root, scope),
            image: icon.clone().map(|href| Image {
                href,
                ..Image::default()
            }),
            language: language.clone(),
            ..Head::default()
        },
        subtitle: plain(root, "description", language.as_deref()),
        icon: address(root, "favicon", scope).or(icon),
        ..Feed::default()
    }
}

/// Those that speak WebSub, as the feed's other formats name theirs.
fn hubs<'v>(root: &'v Object, scope: &'v Scope) -> impl Iterator<Item = Link> + 'v {
    let hubs = list(root, "hubs").filter_map(Value::as_object);
    let speaks =
        |hub: &&Object| string(hub, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("websub"));
    hubs.filter(speaks).filter_map(|hub| {
        Some(Link {
            href: address(hub, "url", scope)?,
            rel: "hub".to_owned(),
            ..Link::default()
        })
    })
}

fn item(object: &Object, scope: &Scope, warnings: &mut Warnings) -> Item {
    let language = language(object);
    let mut date = |key| string(object, key).and_then(|text| read_noted(&text, warnings));
    let (published, updated) = (date("date_published"), date("date_modified"));
    let attachments: Vec<Media> = list(object, "attachments")
        .filter_map(|value| attachment(value.as_object()?, scope))
        .collect();
    let image = address(object, "image", scope).or_else(|| address(object, "banner_image", scope));
    Item {
        head: Head {
            title: plain(object, "title", language.as_deref()),
            links: links(object, scope),
            id: string(object, "id").filter(|id| id.len() <= limits::ID),
            published,
            updated,
            authors: authors(object, scope),
            categories: list(object, "tags").filter_map(tag).collect(),
            image: image.map(|href| Image {
                href,
                ..Image::default()
            }),
            language: language.clone(),
            ..Head::default()
        },
        summary: plain(object, "summary", language.as_deref()),
        content: contents(object, language.as_deref()),
        enclosures: attachments,
        ..Item::default()
    }
}

fn links(object: &Object, scope: &Scope) -> Vec<Link> {
    let page = address(object, "url", scope);
    let other = address(object, "external_url", scope);
    let rel = if page.is_some() {
        "related"
    } else {
        "alternate"
    };
    page.map(|page| link(page, "alternate", "text/html"))
        .into_iter()
        .chain(other.map(|other| link(other, rel, "text/html")))
        .collect()
}

fn contents(object: &Object, language: Option<&str>) -> Vec<Content> {
    let html = string(object, "content_html").map(Text::html);
    let plain = string(object, "content_text").map(Text::plain);
    let texts = html.into_iter().chain(plain);
    texts
        .map(|mut text| {
            text.language = language.map(str::to_owned);
            Content { text, src: None }
        })
        .collect()
}

fn tag(value: &Value) -> Option<Category> {
    let term = value.as_str()?.trim();
    (!term.is_empty()).then(|| Category {
        term: term.to_owned(),
        ..Category::default()
    })
}

fn attachment(object: &Object, scope: &Scope) -> Option<Media> {
    Some(Media {
        url: address(object, "url", scope)?,
        media_type: string(object, "mime_type"),
        length: string(object, "size_in_bytes"),
        ..Media::default()
    })
}

/// `authors` of version 1.1, else the one `author` of 1.0.
fn authors(object: &Object, scope: &Scope) -> Vec<Person> {
    let person = |value: &Value| {
        let object = value.as_object()?;
        let person = Person {
            name: string(object, "name"),
            email: None,
            uri: address(object, "url", scope),
        };
        (person != Person::default()).then_some(person)
    };
    let several: Vec<Person> = list(object, "authors").filter_map(person).collect();
    if several.is_empty() {
        object.get("author").and_then(person).into_iter().collect()
    } else {
        several
    }
}
