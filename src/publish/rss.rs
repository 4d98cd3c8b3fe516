//! RSS 2.0, by the RSS Advisory Board's specification and its Best Practices Profile.

use chrono::{DateTime, Utc};

use crate::domain::Language;

use super::atom::{COUNTRIES, source_title};
use super::issue::Issue;
use super::item::Item;
use super::paths::Format;
use super::words::Words;
use super::xml::Xml;
use super::{GENERATOR, html, xml_text};

/// The subscription document of an edition.
pub(super) fn render(issue: &Issue<'_>, items: &[Item<'_>]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.start(
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:media", "http://search.yahoo.com/mrss/"),
        ],
    );
    xml.start("channel", &[]);
    xml.text("title", &[], &issue.title());
    xml.text("link", &[], &issue.page());
    xml.text("description", &[], &issue.description());
    let own = issue.feed(Format::Rss);
    xml.empty(
        "atom:link",
        &[
            ("rel", "self"),
            ("type", Format::Rss.media_type()),
            ("href", own.as_str()),
        ],
    );
    if let Some(hub) = &issue.instance.hub {
        xml.empty("atom:link", &[("rel", "hub"), ("href", hub.as_str())]);
    }
    let language = issue.language();
    let language = if language.is_listed() {
        language
    } else {
        Language::UNDETERMINED
    };
    xml.text("language", &[], language.as_str());
    xml.text("copyright", &[], issue.words().rights);
    xml.text("lastBuildDate", &[], &rfc822(issue.updated()));
    xml.text("generator", &[], GENERATOR);
    xml.text("docs", &[], "https://www.rssboard.org/rss-specification");
    if issue.instance.ttl_minutes > 0 {
        xml.text("ttl", &[], &issue.instance.ttl_minutes.to_string());
    }
    for prepared in items {
        item(&mut xml, prepared, issue.words());
    }
    xml.finish()
}

fn item(xml: &mut Xml, item: &Item<'_>, words: &Words) {
    let story = item.story;
    xml.start("item", &[]);
    xml.text("title", &[], &title(&item.title));
    xml.text("link", &[], &item.link);
    xml.text("guid", &[("isPermaLink", "false")], &story.uri);
    xml.text("pubDate", &[], &rfc822(story.published));
    for author in &item.authors {
        xml.text("dc:creator", &[], author);
    }
    if let Some(language) = item.listed_language() {
        xml.text("dc:language", &[], language.as_str());
    }
    if let Some(rights) = &item.rights {
        xml.text("dc:rights", &[], rights);
    }
    for country in &story.countries.primary {
        let name = country.name(words.language);
        xml.text("category", &[("domain", COUNTRIES)], name);
    }
    for (_, topic) in item.topics() {
        xml.text("category", &[], &topic);
    }
    source(xml, item);
    media(xml, item);
    xml.text("description", &[], &item.digest);
    if let Some(full) = &item.full {
        xml.text("content:encoded", &[], full);
    }
    xml.end();
}

fn source(xml: &mut Xml, item: &Item<'_>) {
    let url = item.representative.map(|report| &report.source.url);
    if let Some(url) = url.and_then(xml_text::feed) {
        xml.text("source", &[("url", url.as_str())], &source_title(item));
    }
}

/// The first media file, since readers differ on more than one (Best Practices Profile), and the
/// image.
fn media(xml: &mut Xml, item: &Item<'_>) {
    let mut files = item.enclosures.iter();
    if let Some(file) = files.find(|file| xml_text::is_of_a_named_host(&file.url)) {
        // The length is required; 0 says that it is not known.
        let length = file.length.unwrap_or(0).to_string();
        xml.empty(
            "enclosure",
            &[
                ("url", file.url.as_str()),
                ("length", length.as_str()),
                ("type", file.media_type.as_str()),
            ],
        );
    }
    if let Some(image) = &item.image {
        xml.empty(
            "media:content",
            &[("url", image.as_str()), ("medium", "image")],
        );
    }
}

/// Plain text, but where it holds a tag it is escaped once more: RSS does not say whether titles
/// are HTML, many readers take them so, and would run or swallow the tag.
fn title(text: &str) -> String {
    if xml_text::has_tag(text) {
        html::escaped(text)
    } else {
        text.to_owned()
    }
}

/// A date as RSS wants it (RFC 822 with a year of four digits).
fn rfc822(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
