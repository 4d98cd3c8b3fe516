//! JSON Feed 1.1.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Report;

type Object = Map<String, Value>;

pub fn check(text: &str, report: &mut Report) {
    let feed: Object = match serde_json::from_str(text) {
        Ok(feed) => feed,
        Err(error) => return report.say("document", error.to_string()),
    };
    if text
        .chars()
        .any(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}'))
    {
        report.say("document", "bad characters");
    }
    known(
        &feed,
        "feed",
        &[
            "version",
            "title",
            "home_page_url",
            "feed_url",
            "description",
            "next_url",
            "icon",
            "favicon",
            "language",
            "authors",
            "hubs",
            "items",
            "expired",
        ],
        report,
    );
    if string(&feed, "version") != Some("https://jsonfeed.org/version/1.1") {
        report.say("feed", "no version 1.1");
    }
    if string(&feed, "feed_url") != Some(report.location.clone().as_str()) {
        report.say("feed", format!("is not at {:?}", feed.get("feed_url")));
    }
    report.not_blank("feed/title", string(&feed, "title").unwrap_or_default());
    report.address(
        "feed/home_page_url",
        string(&feed, "home_page_url").unwrap_or_default(),
    );
    if let Some(next) = feed.get("next_url") {
        report.address("feed/next_url", next.as_str().unwrap_or_default());
    }
    language(&feed, "feed", report);
    authors(&feed, "feed", report);
    let mut ids = BTreeSet::new();
    for item in feed
        .get("items")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let Some(item) = item.as_object() else {
            report.say("item", "is no object");
            continue;
        };
        check_item(item, report);
        if !ids.insert(string(item, "id").unwrap_or_default().to_owned()) {
            report.say("item", format!("two of the id {:?}", item.get("id")));
        }
    }
    if !feed.contains_key("items") {
        report.say("feed", "no items");
    }
}

fn check_item(item: &Object, report: &mut Report) {
    known(
        item,
        "item",
        &[
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "banner_image",
            "date_published",
            "date_modified",
            "authors",
            "tags",
            "language",
            "attachments",
        ],
        report,
    );
    report.canonical("item/id", string(item, "id").unwrap_or_default());
    report.address("item/url", string(item, "url").unwrap_or_default());
    report.not_blank("item/title", string(item, "title").unwrap_or_default());
    report.html(
        "item/content_html",
        string(item, "content_html").unwrap_or("<none>"),
    );
    for name in ["date_published", "date_modified"] {
        report.date(
            &format!("item/{name}"),
            string(item, name).unwrap_or_default(),
        );
    }
    if let Some(image) = item.get("image") {
        report.address("item/image", image.as_str().unwrap_or_default());
    }
    language(item, "item", report);
    authors(item, "item", report);
    for tag in item
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        report.not_blank("item/tags", tag.as_str().unwrap_or_default());
    }
    for file in item
        .get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
        report.address("item/attachments", text("url"));
        report.media_type("item/attachments", text("mime_type"));
    }
}

/// Names that are not the specification's begin with an underscore; nothing known is null.
fn known(object: &Object, place: &str, names: &[&str], report: &mut Report) {
    for (name, value) in object {
        if !name.starts_with('_') && !names.contains(&name.as_str()) {
            report.say(place, format!("has a {name}"));
        } else if value.is_null() {
            report.say(place, format!("{name} is null"));
        }
    }
}

fn authors(object: &Object, place: &str, report: &mut Report) {
    for author in object
        .get("authors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = author
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        report.not_blank(&format!("{place}/authors"), name);
        if let Some(url) = author.get("url").and_then(Value::as_str) {
            report.address(&format!("{place}/authors"), url);
        }
    }
}

fn language(object: &Object, place: &str, report: &mut Report) {
    if let Some(language) = object.get("language") {
        // RFC 5646: also what validators of XML documents have not heard of.
        let language = language.as_str().unwrap_or_default();
        if language.len() != 3 {
            report.language(&format!("{place}/language"), language);
        }
    }
}

fn string<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
