//! Atom 1.0 (RFC 4287) with tombstones (RFC 6721) and archives (RFC 5005).

use chrono::{DateTime, Utc};

use crate::domain::{Language, Story, Tombstone};

use super::archive::{Period, Volume};
use super::issue::{Issue, rfc3339};
use super::item::{self, Item, Room};
use super::paths::{self, Format};
use super::words::Words;
use super::xml::{Attributes, Xml};
use super::{GENERATOR, html, xml_text};

/// The names of ISO 3166-1 as a category scheme (RFC 5141).
pub(super) const COUNTRIES: &str = "urn:iso:std:iso:3166:-1";

/// The subscription document of an edition.
pub(super) fn render(issue: &Issue<'_>, items: &[Item<'_>]) -> Vec<u8> {
    let mut xml = Xml::new();
    open(&mut xml, issue, issue.updated());
    let own = issue.feed(Format::Atom);
    link(&mut xml, "self", &own, Format::Atom.media_type());
    if let Some(hub) = &issue.instance.hub {
        xml.empty("link", &[("rel", "hub"), ("href", hub.as_str())]);
    }
    link(&mut xml, "alternate", &issue.page(), "text/html");
    if let Some(period) = issue.prev_archive {
        archive_link(&mut xml, issue, "prev-archive", period);
    }
    // The RELAX NG of RFC 4287 allows nothing foreign behind the first entry.
    for tombstone in issue.tombstones {
        deleted_entry(&mut xml, issue, tombstone);
    }
    for item in items {
        entry(&mut xml, item, issue.words());
    }
    xml.finish()
}

/// The archive document of a period, as far as its stories.
pub(super) fn begin_volume(volume: &Volume<'_>) -> Xml {
    let issue = issue(volume, &[]);
    let mut xml = Xml::new();
    open(
        &mut xml,
        &issue,
        volume.updated.unwrap_or_else(|| issue.updated()),
    );
    xml.empty("fh:archive", &[]);
    archive_link(&mut xml, &issue, "self", volume.period);
    link(&mut xml, "alternate", &issue.page(), "text/html");
    let subscription = issue.feed(Format::Atom);
    link(
        &mut xml,
        "current",
        &subscription,
        Format::Atom.media_type(),
    );
    for (rel, period) in [("prev-archive", volume.prev), ("next-archive", volume.next)] {
        if let Some(period) = period {
            archive_link(&mut xml, &issue, rel, period);
        }
    }
    xml
}

/// Adds stories to their archive document, which has room for so much of their full texts.
pub(super) fn add_entries(xml: &mut Xml, volume: &Volume<'_>, stories: &[&Story], room: &mut Room) {
    let issue = issue(volume, stories);
    for item in &item::prepared(&issue, room) {
        entry(xml, item, issue.words());
    }
}

fn issue<'a>(volume: &Volume<'a>, stories: &'a [&'a Story]) -> Issue<'a> {
    Issue {
        instance: volume.instance,
        edition: volume.edition,
        stories,
        tombstones: &[],
        prev_archive: volume.prev,
    }
}

/// What stands above the links of a feed.
fn open(xml: &mut Xml, issue: &Issue<'_>, updated: DateTime<Utc>) {
    let words = issue.words();
    let mut attributes = vec![
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
        ("xmlns:media", "http://search.yahoo.com/mrss/"),
        ("xml:lang", words.language.as_str()),
    ];
    if !issue.tombstones.is_empty() {
        // Feed validators warn of namespaces that they do not know.
        attributes.insert(1, ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"));
    }
    xml.start("feed", &attributes);
    // The logical feed is one, in its subscription document and in its archives (RFC 5005).
    xml.text("id", &[], &issue.feed(Format::Atom));
    xml.text("title", &[], &issue.title());
    xml.text("subtitle", &[], &issue.description());
    xml.text("updated", &[], &rfc3339(updated));
    xml.start("author", &[]);
    xml.text("name", &[], &xml_text::label(&issue.instance.name));
    xml.text("uri", &[], issue.instance.base_url.as_str());
    xml.end();
    xml.text("generator", &[], GENERATOR);
    xml.text("rights", &[], words.rights);
}

fn deleted_entry(xml: &mut Xml, issue: &Issue<'_>, tombstone: &Tombstone) {
    let when = rfc3339(tombstone.at);
    xml.start(
        "at:deleted-entry",
        &[("ref", tombstone.uri.as_str()), ("when", when.as_str())],
    );
    let words = issue.words();
    let comment = match &tombstone.merged_into {
        Some(elder) => format!("{} {}", words.merged_into, xml_text::label(&elder.title)),
        None => words.withdrawn.to_owned(),
    };
    xml.text("at:comment", &[], &comment);
    xml.end();
}

fn entry(xml: &mut Xml, item: &Item<'_>, words: &Words) {
    let story = item.story;
    // Nothing said would be the feed's own language.
    let language = match item.language() {
        Some(_) => item.listed_language().unwrap_or(Language::UNDETERMINED),
        None => words.language,
    };
    xml.start("entry", &[("xml:lang", language.as_str())]);
    xml.text("id", &[], &story.uri);
    text_construct(xml, "title", &item.title);
    xml.text("published", &[], &rfc3339(story.published));
    xml.text("updated", &[], &rfc3339(story.updated.max(story.published)));
    for author in &item.authors {
        xml.start("author", &[]);
        xml.text("name", &[], author);
        xml.end();
    }
    entry_links(xml, item, words);
    categories(xml, item, words);
    if let Some(rights) = &item.rights {
        xml.text("rights", &[], rights);
    }
    source(xml, item);
    if let Some(image) = &item.image {
        xml.empty("media:thumbnail", &[("url", image.as_str())]);
    }
    if !item.summary.is_empty() {
        text_construct(xml, "summary", &item.summary);
    }
    let content = item.full.as_ref().unwrap_or(&item.digest);
    xml.text("content", &[("type", "html")], content);
    xml.end();
}

/// The representative, our page, each other outlet, related stories, media files.
fn entry_links(xml: &mut Xml, item: &Item<'_>, words: &Words) {
    let mut attributes = vec![("rel", "alternate"), ("type", "text/html")];
    let language = item.listed_language().map(|language| language.to_string());
    if let Some(language) = &language {
        attributes.push(("hreflang", language));
    }
    attributes.push(("href", &item.link));
    xml.empty("link", &attributes);
    let page = [
        ("rel", "describedby"),
        ("type", "text/html"),
        ("title", words.all_reports),
        ("xml:lang", words.language.as_str()),
        ("href", item.page.as_str()),
    ];
    xml.empty("link", &page);
    for other in &item.others {
        let outlet = &other.report.outlet().name;
        let title = format!("{outlet} – {}", other.title);
        related(xml, &title, other.report.language, &other.url);
    }
    for other in &item.related {
        related(xml, &other.title, other.language, &other.url);
    }
    for file in &item.enclosures {
        let length = file.length.map(|bytes| bytes.to_string());
        let mut attributes = vec![("rel", "enclosure"), ("type", file.media_type.as_str())];
        if let Some(length) = &length {
            attributes.push(("length", length));
        }
        attributes.push(("href", &file.url));
        xml.empty("link", &attributes);
    }
}

fn related(xml: &mut Xml, title: &str, language: Option<Language>, url: &str) {
    let title = xml_text::label(title);
    let language = language.filter(|language| language.is_listed());
    let language = language.map(|language| language.to_string());
    let mut attributes = vec![("rel", "related"), ("title", title.as_str())];
    if let Some(language) = &language {
        attributes.push(("hreflang", language));
    }
    attributes.push(("href", url));
    xml.empty("link", &attributes);
}

/// Labels are in our language, not in the entry's (RFC 4287, section 4.2.2.3).
fn categories(xml: &mut Xml, item: &Item<'_>, words: &Words) {
    for country in &item.story.countries.primary {
        xml.empty(
            "category",
            &[
                ("term", country.code()),
                ("scheme", COUNTRIES),
                ("label", country.name(words.language)),
                ("xml:lang", words.language.as_str()),
            ],
        );
    }
    for (topic, name) in item.topics() {
        xml.empty(
            "category",
            &[
                ("term", topic.as_str()),
                ("label", name.as_str()),
                ("xml:lang", words.language.as_str()),
            ],
        );
    }
}

/// Where the representative was read (RFC 4287, section 4.2.11). Its feed's own id and date are
/// not kept with a story: its address and the date of the entry stand for them.
fn source(xml: &mut Xml, item: &Item<'_>) {
    let Some(report) = item.representative else {
        return;
    };
    let Some(url) = xml_text::feed(&report.source.url) else {
        return;
    };
    xml.start("source", &[]);
    xml.text("id", &[], &xml_text::canonical(&url));
    xml.text("title", &[], &source_title(item));
    xml.text("updated", &[], &rfc3339(report.published));
    xml.empty("link", &[("rel", "self"), ("href", url.as_str())]);
    let site = report.outlet().site.as_ref().map(url::Url::as_str);
    if let Some(site) = site.and_then(xml_text::link) {
        link(xml, "alternate", &site, "text/html");
    }
    if let Some(rights) = &item.rights {
        xml.text("rights", &[], rights);
    }
    xml.end();
}

/// The title of the representative's feed, else its outlet's name.
pub(super) fn source_title(item: &Item<'_>) -> String {
    let feed = item.representative.and_then(|r| r.feed_title.as_deref());
    let outlet = item.outlet().map(|outlet| outlet.name.as_str());
    feed.into_iter()
        .chain(outlet)
        .map(xml_text::label)
        .find(|title| !title.is_empty())
        .unwrap_or_else(|| GENERATOR.to_owned())
}

/// Plain text; as escaped HTML where it holds what a careless reader would take for markup.
fn text_construct(xml: &mut Xml, name: &str, text: &str) {
    if xml_text::has_tag(text) {
        xml.text(name, &[("type", "html")], &html::escaped(text));
    } else {
        xml.text(name, &[], text);
    }
}

fn archive_link(xml: &mut Xml, issue: &Issue<'_>, rel: &str, period: Period) {
    let url = issue.address(&paths::archive(issue.edition, period));
    link(xml, rel, &url, Format::Atom.media_type());
}

fn link(xml: &mut Xml, rel: &str, href: &str, media_type: &str) {
    let attributes: Attributes<'_> = &[("rel", rel), ("type", media_type), ("href", href)];
    xml.empty("link", attributes);
}
