//! The items of a poll, their fields anything: the entries keep what is promised of entries.
#![no_main]

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use griot::normalise::{Rules, canonical_url, entries};
use griot::parse::{Category, Content, Document, Item, Link, Media, Person, Text};
use griot_fuzz::source;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use url::Url;

#[derive(Arbitrary, Debug)]
struct Feed<'a> {
    title: &'a str,
    language: Option<&'a str>,
    items: Vec<Fields<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Fields<'a> {
    title: Option<&'a str>,
    summary: Option<&'a str>,
    content: Option<&'a str>,
    guid: Option<&'a str>,
    link: Option<&'a str>,
    enclosure: Option<&'a str>,
    author: Option<&'a str>,
    category: Option<&'a str>,
    seconds: Option<i64>,
}

fn item(fields: &Fields<'_>) -> Item {
    let mut item = Item::default();
    let head = &mut item.head;
    head.title = fields.title.map(Text::plain);
    head.id = fields.guid.map(str::to_owned);
    head.published = fields
        .seconds
        .and_then(|at| DateTime::from_timestamp(at, 0));
    head.links.extend(fields.link.map(|href| Link {
        href: href.to_owned(),
        rel: "alternate".to_owned(),
        ..Link::default()
    }));
    head.authors.extend(fields.author.map(|name| Person {
        name: Some(name.to_owned()),
        ..Person::default()
    }));
    head.categories.extend(fields.category.map(|term| Category {
        term: term.to_owned(),
        ..Category::default()
    }));
    item.summary = fields.summary.map(Text::html);
    item.content.extend(fields.content.map(|html| Content {
        text: Text::html(html),
        src: None,
    }));
    item.enclosures.extend(fields.enclosure.map(|url| Media {
        url: url.to_owned(),
        ..Media::default()
    }));
    item
}

/// The tags of serialised HTML, in whose texts every bracket is escaped.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let tags = html.split('<').skip(1);
    tags.map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag))
}

fuzz_target!(|feed: Feed<'_>| {
    let mut document = Document::default();
    document.feed.head.title = Some(Text::plain(feed.title));
    document.feed.head.language = feed.language.map(str::to_owned);
    document.entries = feed.items.iter().map(item).collect();
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("constant");
    let (found, _) = entries(&document, &source(), &Rules::default(), now);
    let (again, _) = entries(&document, &source(), &Rules::default(), now);
    assert_eq!(found, again, "one poll, one outcome");

    let keys: BTreeSet<&str> = found.iter().map(|entry| &*entry.key.guid).collect();
    assert_eq!(keys.len(), found.len(), "a key is one entry's");
    for entry in &found {
        assert!(!entry.title.is_empty() && entry.published <= now && !entry.key.guid.is_empty());
        let content = entry.content.as_deref().unwrap_or_default().to_lowercase();
        for tag in tags(&content) {
            for danger in ["script", "iframe", "form", "style", "object"] {
                assert!(!tag.starts_with(danger), "{tag} in {content}");
            }
            assert!(!tag.contains("=\"javascript:"), "{tag} in {content}");
        }
        let addresses = [&entry.url, &entry.canonical_url, &entry.image]
            .into_iter()
            .flatten();
        for address in addresses.chain(entry.enclosures.iter().map(|file| &file.url)) {
            let url = Url::parse(address).expect("addresses are absolute");
            assert!(matches!(url.scheme(), "http" | "https"), "{address}");
        }
        if let Some(canonical) = &entry.canonical_url {
            let url = Url::parse(canonical).expect("addresses are absolute");
            assert_eq!(canonical_url(&url).as_str(), canonical);
        }
    }
});
