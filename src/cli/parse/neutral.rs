//! The neutral form: what was read, in JSON, the same for every format.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use url::Url;

use crate::normalise::sanitise;
use crate::parse::{
    Category, Content, Document, Feed, Head, Image, Item, Link, Media, Person, Source, Text,
};

type Object = Map<String, Value>;

/// A document that was read.
pub(super) fn document(file: &str, document: &Document) -> Value {
    let base = document.base.as_ref();
    let entries: Vec<Value> = document
        .entries
        .iter()
        .map(|item| entry(item, base))
        .collect();
    let warnings = document.warnings.lines();
    json!({
        "file": file,
        "ok": true,
        "format": document.format.name(),
        "encoding": document.encoding,
        "feed": feed(&document.feed, base),
        "entries": entries,
        "warnings": warnings,
    })
}

/// A file that holds no feed.
pub(super) fn failure(file: &str, error: &anyhow::Error) -> Value {
    json!({ "file": file, "ok": false, "error": format!("{error:#}") })
}

fn feed(feed: &Feed, base: Option<&Url>) -> Object {
    let mut out = head(&feed.head, base);
    text(&mut out, "subtitle", feed.subtitle.as_ref(), base);
    put(&mut out, "icon", feed.icon.as_deref());
    put(&mut out, "logo", feed.logo.as_deref());
    if let Some(generator) = &feed.generator {
        put(&mut out, "generator", Some(&generator.name));
        put(&mut out, "generator.name", Some(&generator.name));
        put(&mut out, "generator.uri", generator.uri.as_deref());
        put(&mut out, "generator.version", generator.version.as_deref());
    }
    if let Some(minutes) = feed.hints.ttl_minutes {
        out.insert("ttl".to_owned(), minutes.to_string().into());
    }
    out
}

fn entry(item: &Item, base: Option<&Url>) -> Value {
    let mut out = head(&item.head, base);
    text(&mut out, "summary", item.summary.as_ref(), base);
    put(&mut out, "comments", item.comments.as_deref());
    list(&mut out, "content", &item.content, |content| {
        content_value(content, base)
    });
    list(&mut out, "enclosures", &item.enclosures, enclosure);
    if let Some(is_permalink) = item.guid_is_permalink {
        out.insert("guid_is_permalink".to_owned(), is_permalink.into());
    }
    if let Some(of) = &item.source {
        out.insert("source".to_owned(), source(of, base));
    }
    Value::Object(out)
}

fn source(source: &Source, base: Option<&Url>) -> Value {
    let mut out = feed(&source.feed, base);
    put(&mut out, "href", source.href.as_deref());
    Value::Object(out)
}

fn head(head: &Head, base: Option<&Url>) -> Object {
    let mut out = Object::new();
    text(&mut out, "title", head.title.as_ref(), base);
    text(&mut out, "rights", head.rights.as_ref(), base);
    put(&mut out, "link", head.link());
    put(&mut out, "id", head.id.as_deref());
    put(&mut out, "language", head.language.as_deref());
    put(&mut out, "published", head.published.map(moment).as_deref());
    put(&mut out, "updated", head.updated.map(moment).as_deref());
    list(&mut out, "links", &head.links, link);
    list(&mut out, "authors", &head.authors, person);
    list(&mut out, "contributors", &head.contributors, person);
    list(&mut out, "categories", &head.categories, category);
    if let Some(publisher) = &head.publisher {
        out.insert("publisher_person".to_owned(), person(publisher));
    }
    if let Some(of) = &head.image {
        out.insert("image".to_owned(), image(of));
    }
    out
}

fn put(out: &mut Object, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.insert(key.to_owned(), value.into());
    }
}

fn list<T>(out: &mut Object, key: &str, values: &[T], show: impl Fn(&T) -> Value) {
    if !values.is_empty() {
        let values = values.iter().map(show).collect();
        out.insert(key.to_owned(), Value::Array(values));
    }
}

fn text(out: &mut Object, key: &str, text: Option<&Text>, base: Option<&Url>) {
    let Some(text) = text else { return };
    put(out, key, Some(&safe(text, base)));
    put(out, &format!("{key}.type"), Some(&text.media_type));
    put(out, &format!("{key}.language"), text.language.as_deref());
}

fn safe(text: &Text, base: Option<&Url>) -> String {
    match text.is_markup() {
        true => sanitise(&text.value, text.base.as_ref().or(base)),
        false => text.value.clone(),
    }
}

fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An object of the pairs that have a value.
fn object<const N: usize>(pairs: [(&str, Option<&str>); N]) -> Value {
    let mut out = Object::new();
    for (key, value) in pairs {
        put(&mut out, key, value);
    }
    Value::Object(out)
}

fn content_value(content: &Content, base: Option<&Url>) -> Value {
    let text = &content.text;
    object([
        ("value", Some(&safe(text, base))),
        ("type", Some(&text.media_type)),
        ("language", text.language.as_deref()),
        ("src", content.src.as_deref()),
    ])
}

fn link(link: &Link) -> Value {
    object([
        ("href", Some(&link.href)),
        ("rel", Some(&link.rel)),
        ("type", link.media_type.as_deref()),
        ("title", link.title.as_deref()),
        ("hreflang", link.hreflang.as_deref()),
        ("length", link.length.as_deref()),
    ])
}

fn person(person: &Person) -> Value {
    object([
        ("name", person.name.as_deref()),
        ("email", person.email.as_deref()),
        ("uri", person.uri.as_deref()),
    ])
}

fn category(category: &Category) -> Value {
    object([
        ("term", Some(&category.term)),
        ("scheme", category.scheme.as_deref()),
        ("label", category.label.as_deref()),
    ])
}

fn image(image: &Image) -> Value {
    let pixels = |number: Option<u32>| number.map(|number| number.to_string());
    object([
        ("href", Some(&image.href)),
        ("title", image.title.as_deref()),
        ("link", image.link.as_deref()),
        ("description", image.description.as_deref()),
        ("width", pixels(image.width).as_deref()),
        ("height", pixels(image.height).as_deref()),
    ])
}

fn enclosure(media: &Media) -> Value {
    object([
        ("url", Some(&media.url)),
        ("type", media.media_type.as_deref()),
        ("length", media.length.as_deref()),
    ])
}
