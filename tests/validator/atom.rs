//! Atom (RFC 4287), tombstones (RFC 6721) and archives (RFC 5005).

use std::collections::BTreeSet;

use super::Report;
use super::tree::Element;

/// Link relations that are registered and that validators know.
const RELATIONS: [&str; 22] = [
    "alternate",
    "current",
    "describedby",
    "edit",
    "edit-media",
    "enclosure",
    "first",
    "hub",
    "last",
    "license",
    "next",
    "next-archive",
    "payment",
    "prev-archive",
    "previous",
    "related",
    "replies",
    "search",
    "self",
    "service",
    "up",
    "via",
];

/// Relations of a feed's documents, which no entry has.
const OF_DOCUMENTS: [&str; 7] = [
    "current",
    "first",
    "last",
    "next",
    "next-archive",
    "prev-archive",
    "previous",
];

pub fn check(feed: &Element, report: &mut Report) {
    report.no_text(feed);
    report.attributes(feed, &[]);
    let once = [
        "id",
        "title",
        "subtitle",
        "updated",
        "rights",
        "generator",
        "icon",
        "logo",
        "fh:archive",
        "fh:complete",
    ];
    let any = ["author", "link", "category", "entry", "at:deleted-entry"];
    report.children(feed, &any, &once);
    metadata(feed, report);
    let first = feed.children.iter().position(|child| child.name == "entry");
    let behind = first.map_or(&[][..], |first| &feed.children[first..]);
    for child in behind.iter().filter(|child| child.name != "entry") {
        report.say("feed", format!("<{}> behind an entry", child.name));
    }
    documents(feed, report);
    let authored = feed.child("author").is_some();
    let mut ids = BTreeSet::new();
    for entry in feed.all("entry") {
        check_entry(entry, authored, report);
        if let Some(id) = entry.child("id")
            && !ids.insert(id.text.clone())
        {
            report.say("entry", format!("two of the id {}", id.text));
        }
    }
    newest(feed, report);
    for gone in feed.all("at:deleted-entry") {
        let uri = gone.attribute("ref").unwrap_or_default();
        report.canonical("at:deleted-entry", uri);
        report.date(
            "at:deleted-entry",
            gone.attribute("when").unwrap_or_default(),
        );
        if ids.contains(uri) {
            report.say("at:deleted-entry", format!("{uri} is there"));
        }
    }
}

/// The feed is as new as its newest entry.
fn newest(feed: &Element, report: &mut Report) {
    let of = |element: &Element| element.child("updated").map(|each| each.text.clone());
    let newest = feed.all("entry").filter_map(of).max();
    if newest.is_some() && newest != of(feed) {
        report.say(
            "feed",
            format!("updated is not that of the newest entry, {newest:?}"),
        );
    }
}

/// What a feed says of itself, and a source of the feed that it was.
fn metadata(feed: &Element, report: &mut Report) {
    report.required(feed, &["id", "title", "updated"]);
    for child in &feed.children {
        let place = format!("{}/{}", feed.name, child.name);
        match child.name.as_str() {
            "id" => report.canonical(&place, &child.text),
            "title" | "subtitle" | "rights" => construct(&place, child, report),
            "updated" => report.date(&place, &child.text),
            "author" => author(child, report),
            "generator" => {
                report.attributes(child, &["uri", "version"]);
                report.not_blank(&place, &child.text);
                report.plain(&place, child, &child.text);
            }
            "icon" | "logo" => report.address(&place, &child.text),
            "category" => category(child, report),
            "link" => link(feed, child, report),
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    for link in feed.all("link") {
        let key = ["rel", "type", "hreflang"].map(|name| link.attribute(name).unwrap_or_default());
        // Several hubs are one relation to several places (WebSub, section 4).
        if key[0] != "hub" && !seen.insert(key) {
            report.say(&feed.name, format!("two links like {key:?}"));
        }
    }
    if link_of(feed, "self").is_none() {
        report.say(&feed.name, "no link to itself");
    }
}

/// Where the document is, and whether it is an archive (RFC 5005, section 4).
fn documents(feed: &Element, report: &mut Report) {
    let own = link_of(feed, "self").and_then(|link| link.attribute("href"));
    if own != Some(report.location.as_str()) {
        report.say("feed", format!("is not at {own:?}"));
    }
    let archive = feed.child("fh:archive").is_some();
    let has = |rel: &str| link_of(feed, rel).is_some();
    if archive != has("current") {
        report.say(
            "feed",
            "an archive names the current document, and only an archive",
        );
    }
    if !archive && has("next-archive") {
        report.say("feed", "next-archive in a subscription document");
    }
    if !has("alternate") {
        report.say("feed", "no alternate");
    }
}

fn link_of<'a>(element: &'a Element, rel: &str) -> Option<&'a Element> {
    let mut links = element.children.iter().filter(|child| child.name == "link");
    links.find(|link| link.attribute("rel") == Some(rel))
}

fn check_entry(entry: &Element, authored: bool, report: &mut Report) {
    report.no_text(entry);
    report.attributes(entry, &[]);
    let once = [
        "id",
        "title",
        "published",
        "updated",
        "rights",
        "source",
        "summary",
        "content",
    ];
    let any = [
        "author",
        "contributor",
        "link",
        "category",
        "media:thumbnail",
        "media:content",
    ];
    report.children(entry, &any, &once);
    report.required(entry, &["id", "title", "updated"]);
    if !authored && entry.child("author").is_none() {
        report.say("entry", "no author");
    }
    if entry.child("content").is_none() && entry.child("summary").is_none() {
        report.say("entry", "no text");
    }
    for child in &entry.children {
        let place = format!("entry/{}", child.name);
        match child.name.as_str() {
            "id" => report.canonical(&place, &child.text),
            "title" | "summary" | "content" | "rights" => construct(&place, child, report),
            "published" | "updated" => report.date(&place, &child.text),
            "author" | "contributor" => author(child, report),
            "category" => category(child, report),
            "link" => link(entry, child, report),
            "source" => {
                report.no_text(child);
                report.children(
                    child,
                    &["author", "link", "category"],
                    &[
                        "id",
                        "title",
                        "subtitle",
                        "updated",
                        "rights",
                        "generator",
                        "icon",
                        "logo",
                    ],
                );
                metadata(child, report);
            }
            "media:thumbnail" | "media:content" => {
                report.attributes(child, &["url", "medium", "type", "width", "height"]);
                report.address(&place, child.attribute("url").unwrap_or_default());
            }
            _ => {}
        }
    }
    let mut kinds = BTreeSet::new();
    for link in entry
        .all("link")
        .filter(|link| link.attribute("rel") == Some("alternate"))
    {
        if !kinds.insert((link.attribute("type"), link.attribute("hreflang"))) {
            report.say("entry", "two alternates of one type and language");
        }
    }
    let dates = ["published", "updated"].map(|name| entry.child(name).map(|each| &each.text));
    if dates[0] > dates[1] {
        report.say(
            "entry",
            format!("updated before it was published: {dates:?}"),
        );
    }
}

/// A text construct (RFC 4287, section 3.1).
fn construct(place: &str, element: &Element, report: &mut Report) {
    report.attributes(element, &["type"]);
    report.not_blank(place, &element.text);
    if !element.children.is_empty() {
        report.say(place, "holds elements");
    }
    match element.attribute("type") {
        None | Some("text") => report.plain(place, element, &element.text),
        Some("html") => report.html(place, &element.text),
        Some(other) => report.say(place, format!("type {other}")),
    }
}

/// A person (RFC 4287, section 3.2).
fn author(person: &Element, report: &mut Report) {
    report.no_text(person);
    report.children(person, &[], &["name", "uri", "email"]);
    report.required(person, &["name"]);
    for child in &person.children {
        match child.name.as_str() {
            "name" => {
                report.not_blank("author/name", &child.text);
                report.plain("author/name", child, &child.text);
                if child.text.contains('@') {
                    report.say("author/name", format!("a mail address: {}", child.text));
                }
            }
            "uri" => report.address("author/uri", &child.text),
            _ => report.say("author", "an e-mail address"),
        }
    }
}

fn category(category: &Element, report: &mut Report) {
    report.attributes(category, &["term", "scheme", "label"]);
    report.no_text(category);
    report.not_blank(
        "category/term",
        category.attribute("term").unwrap_or_default(),
    );
    if let Some(scheme) = category.attribute("scheme") {
        report.address("category/scheme", scheme);
    }
    if let Some(label) = category.attribute("label") {
        report.plain("category/label", category, label);
    }
}

fn link(parent: &Element, link: &Element, report: &mut Report) {
    report.attributes(
        link,
        &["rel", "type", "title", "href", "length", "hreflang"],
    );
    report.no_text(link);
    let rel = link.attribute("rel").unwrap_or("alternate");
    let place = format!("{}/link {rel}", parent.name);
    if !RELATIONS.contains(&rel) {
        report.say(&place, "is not registered");
    }
    if OF_DOCUMENTS.contains(&rel) && parent.name != "feed" {
        report.say(&place, "is of documents");
    }
    report.address(&place, link.attribute("href").unwrap_or_default());
    if let Some(kind) = link.attribute("type") {
        report.media_type(&place, kind);
        let feed = ["application/atom+xml", "application/rss+xml"].contains(&kind);
        if rel == "self" && !feed {
            report.say(&place, format!("is {kind}"));
        }
    }
    if let Some(title) = link.attribute("title") {
        report.not_blank(&place, title);
        report.plain(&place, link, title);
    }
    if let Some(language) = link.attribute("hreflang") {
        report.language(&place, language);
    }
    if let Some(length) = link.attribute("length")
        && length.parse::<u64>().is_err()
    {
        report.say(&place, format!("length {length}"));
    }
}
