//! JSON Feed 1.0 and 1.1, with the liberties that its writers take.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::dates::Dates;
use super::document::{
    Category, Content, Document, Feed, Format, Head, Image, Item, Link, Media, Person, Text,
};
use super::scope::Scope;
use super::unreadable::shorten;
use super::{Context, MAX_ITEMS, Unreadable, Warning};

type Object = Map<String, Value>;

pub(super) fn read(text: &str, context: &Context<'_>) -> Result<Document, Unreadable> {
    let outline = Outline::of(text);
    let mut values = serde_json::Deserializer::from_str(&outline.root).into_iter::<Value>();
    let root = match values.next() {
        Some(Ok(Value::Object(root))) => root,
        Some(Err(error)) => return Err(Unreadable::NotJsonFeed(shorten(&error.to_string()))),
        _ => return Err(Unreadable::NotJsonFeed("no object".to_owned())),
    };
    let says_so = string(&root, "version").is_some_and(|version| version.contains("jsonfeed"));
    if !says_so && !root.contains_key("items") {
        let said = ["message", "error", "detail", "title"]
            .iter()
            .find_map(|key| string(&root, key));
        let said = said.unwrap_or_else(|| "neither version nor items".to_owned());
        return Err(Unreadable::NotJsonFeed(shorten(&said)));
    }
    let scope = Scope {
        base: context.base(),
        stated: false,
        language: context.language(),
    };
    let mut dates = Dates::default();
    let objects = outline
        .items
        .iter()
        .filter_map(|item| serde_json::from_str::<Object>(item).ok());
    let entries = objects
        .map(|object| item(&object, &scope, &mut dates))
        .collect();
    let mut warnings = outline.warnings;
    warnings.extend(dates.warning);
    Ok(Document {
        format: Format::Json,
        encoding: String::new(),
        base: context.base(),
        feed: feed(&root, &scope),
        entries,
        warnings,
    })
}

/// A document cut into its items and the rest, so that each item stands or falls alone, and a
/// document that is cut off keeps the items that are whole.
struct Outline<'a> {
    /// The document without its items, closed if it was cut off.
    root: Cow<'a, str>,
    items: Vec<&'a str>,
    warnings: Vec<Warning>,
}

impl<'a> Outline<'a> {
    fn of(text: &'a str) -> Self {
        let mut outline = Self {
            root: Cow::Borrowed(text),
            items: Vec::new(),
            warnings: Vec::new(),
        };
        let Some(start) = items_start(text) else {
            return outline;
        };
        let mut opened = None;
        let end = walk(&text[start..], |at, byte, depth| {
            let at = start + at;
            match (byte, depth) {
                (b'{', 0) => opened = Some(at),
                (b'}', 0) => outline.take(opened.take().map_or("", |from| &text[from..=at])),
                (b']', _) if depth < 0 => return true,
                _ => {}
            }
            false
        });
        outline.root = Cow::Owned(match end {
            Some(end) => format!("{}{}", &text[..start], &text[start + end..]),
            None => {
                outline.warnings.push(Warning::Truncated);
                format!("{}]}}", &text[..start])
            }
        });
        outline
    }

    fn take(&mut self, item: &'a str) {
        if self.items.len() < MAX_ITEMS {
            self.items.push(item);
        } else if !self.warnings.contains(&Warning::TooMuch("items")) {
            self.warnings.push(Warning::TooMuch("items"));
        }
    }
}

/// Where the array of items begins, after its bracket.
fn items_start(text: &str) -> Option<usize> {
    let end = walk(text, |at, byte, depth| {
        let key = || {
            text[..at]
                .trim_end()
                .strip_suffix(':')?
                .trim_end()
                .strip_suffix("\"items\"")
        };
        byte == b'[' && depth == 1 && key().is_some()
    })?;
    Some(end + 1)
}

/// Calls `visit` with each bracket outside strings, its place and how deep it stands, until it
/// says that this is the one; its place then.
fn walk(text: &str, mut visit: impl FnMut(usize, u8, i32) -> bool) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                if visit(at, byte, depth) {
                    return Some(at);
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                if visit(at, byte, depth) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
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
    let language = string(root, "language").or_else(|| scope.language.clone());
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

fn item(object: &Object, scope: &Scope, dates: &mut Dates) -> Item {
    let language = string(object, "language");
    let mut date = |key| string(object, key).and_then(|text| dates.read(&text));
    let (published, updated) = (date("date_published"), date("date_modified"));
    let attachments: Vec<Media> = list(object, "attachments")
        .filter_map(|value| attachment(value.as_object()?, scope))
        .collect();
    let image = address(object, "image", scope).or_else(|| address(object, "banner_image", scope));
    Item {
        head: Head {
            title: plain(object, "title", language.as_deref()),
            links: links(object, scope),
            id: string(object, "id"),
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
