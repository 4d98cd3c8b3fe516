//! RSS 2.0 with the RSS Board's Best Practices Profile.

use std::collections::BTreeSet;

use super::tree::Element;
use super::{Report, text};

pub fn check(rss: &Element, report: &mut Report) {
    if rss.attribute("version") != Some("2.0") {
        report.say("rss", "no version 2.0");
    }
    report.attributes(rss, &["version"]);
    report.children(rss, &[], &["channel"]);
    let Some(channel) = rss.child("channel") else {
        return report.say("rss", "no channel");
    };
    report.no_text(channel);
    let once = [
        "title",
        "link",
        "description",
        "language",
        "copyright",
        "lastBuildDate",
        "pubDate",
        "docs",
        "generator",
        "ttl",
        "image",
        "sy:updatePeriod",
        "sy:updateFrequency",
    ];
    report.children(channel, &["item", "atom:link", "category"], &once);
    report.required(channel, &["title", "link", "description", "language"]);
    own_link(channel, report);
    for child in &channel.children {
        let place = format!("channel/{}", child.name);
        match child.name.as_str() {
            "title" | "description" | "copyright" => {
                report.not_blank(&place, &child.text);
                report.plain(&place, child, &child.text);
            }
            "link" | "docs" => report.address(&place, &child.text),
            "language" => report.language(&place, &child.text),
            "lastBuildDate" | "pubDate" => report.mail_date(&place, &child.text),
            "ttl" if !child.text.parse::<u32>().is_ok_and(|minutes| minutes > 0) => {
                report.say(&place, format!("is {}", child.text));
            }
            _ => {}
        }
    }
    items(channel, report);
}

fn own_link(channel: &Element, report: &mut Report) {
    let mut links = channel.all("atom:link");
    let own = links.find(|link| link.attribute("rel") == Some("self"));
    let href = own.and_then(|link| link.attribute("href"));
    if href != Some(report.location.as_str()) {
        report.say("channel/atom:link", format!("is not at {href:?}"));
    }
    for link in channel.all("atom:link") {
        report.attributes(link, &["rel", "type", "href", "title"]);
        report.address(
            "channel/atom:link",
            link.attribute("href").unwrap_or_default(),
        );
    }
}

fn items(channel: &Element, report: &mut Report) {
    let first = channel
        .children
        .iter()
        .position(|child| child.name == "item");
    let behind = first.map_or(&[][..], |first| &channel.children[first..]);
    for child in behind.iter().filter(|child| child.name != "item") {
        report.say("channel", format!("<{}> behind an item", child.name));
    }
    let mut guids = BTreeSet::new();
    for item in channel.all("item") {
        check_item(item, report);
        if let Some(guid) = item.child("guid")
            && !guids.insert(guid.text.clone())
        {
            report.say("item/guid", format!("two of {}", guid.text));
        }
    }
}

fn check_item(item: &Element, report: &mut Report) {
    report.no_text(item);
    let any = ["category", "dc:creator", "media:content", "media:thumbnail"];
    let once = [
        "title",
        "link",
        "guid",
        "pubDate",
        "dc:language",
        "dc:rights",
        "source",
        "enclosure",
        "description",
        "content:encoded",
        "comments",
    ];
    report.children(item, &any, &once);
    report.required(item, &["title", "link", "guid", "description"]);
    for child in &item.children {
        let place = format!("item/{}", child.name);
        if !child.children.is_empty() {
            report.say(&place, "holds elements");
        }
        match child.name.as_str() {
            "title" => {
                report.not_blank(&place, &child.text);
                report.plain(&place, child, &child.text);
            }
            "category" => {
                report.attributes(child, &["domain"]);
                report.not_blank(&place, &child.text);
                report.plain(&place, child, &child.text);
            }
            "link" => report.address(&place, &child.text),
            "guid" => guid(&place, child, report),
            "pubDate" => report.mail_date(&place, &child.text),
            "dc:language" => report.language(&place, &child.text),
            "dc:creator" => {
                report.not_blank(&place, &child.text);
                if child.text.contains('@') {
                    report.say(&place, format!("a mail address: {}", child.text));
                }
            }
            "source" => {
                report.attributes(child, &["url"]);
                report.address(&place, child.attribute("url").unwrap_or_default());
                report.not_blank(&place, &child.text);
                report.plain(&place, child, &child.text);
            }
            "enclosure" => enclosure(&place, child, report),
            "media:content" | "media:thumbnail" => media(&place, child, report),
            "description" | "content:encoded" => report.html(&place, &child.text),
            _ => {}
        }
    }
    let text = |name| item.child(name).map(|child| &child.text);
    if text("content:encoded").is_some() && text("content:encoded") == text("description") {
        report.say("item", "the same text twice");
    }
}

fn guid(place: &str, guid: &Element, report: &mut Report) {
    report.attributes(guid, &["isPermaLink"]);
    report.not_blank(place, &guid.text);
    report.address(place, &guid.text);
    if guid.attribute("isPermaLink") != Some("false") {
        report.say(place, "is a permanent link");
    }
}

fn enclosure(place: &str, file: &Element, report: &mut Report) {
    report.attributes(file, &["url", "length", "type"]);
    let url = file.attribute("url").unwrap_or_default();
    if !text::is_media_address(url) {
        report.say(place, format!("no address of a file: {url}"));
    }
    report.media_type(place, file.attribute("type").unwrap_or_default());
    if file
        .attribute("length")
        .is_none_or(|length| length.parse::<u64>().is_err())
    {
        report.say(place, "no length");
    }
}

fn media(place: &str, file: &Element, report: &mut Report) {
    report.attributes(
        file,
        &[
            "url", "medium", "type", "width", "height", "fileSize", "lang",
        ],
    );
    report.address(place, file.attribute("url").unwrap_or_default());
    let media = ["image", "audio", "video", "document", "executable"];
    if file
        .attribute("medium")
        .is_some_and(|medium| !media.contains(&medium))
    {
        report.say(place, "no medium");
    }
}
