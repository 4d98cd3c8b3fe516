//! JSON Feed 1.1, with an extension that names every outlet.

use serde::Serialize;

use crate::domain::{Country, Report};

use super::issue::{Issue, rfc3339};
use super::item::Item;
use super::paths::Format;
use super::words::Words;
use super::xml_text;

/// The subscription document of an edition.
pub(super) fn render(issue: &Issue<'_>, items: &[Item<'_>]) -> Vec<u8> {
    let words = issue.words();
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: issue.title(),
        home_page_url: issue.page(),
        feed_url: issue.feed(Format::Json),
        description: issue.description(),
        language: issue.language().to_string(),
        authors: vec![Author {
            name: xml_text::label(&issue.instance.name),
            url: Some(issue.instance.base_url.to_string()),
        }],
        hubs: (issue.instance.hub.iter())
            .map(|hub| Hub {
                kind: "WebSub",
                url: hub.to_string(),
            })
            .collect(),
        items: (items.iter())
            .map(|item| JsonItem::new(item, issue, words))
            .collect(),
    };
    // Strings and numbers always serialise; an empty document would be one that no reader takes.
    let mut bytes = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[derive(Serialize)]
struct Feed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    description: String,
    language: String,
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    items: Vec<JsonItem>,
}

#[derive(Serialize)]
struct Hub {
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct JsonItem {
    id: String,
    url: String,
    title: String,
    content_html: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    date_modified: String,
    authors: Vec<Author>,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    #[serde(rename = "_griot")]
    griot: Griot,
}

#[derive(Serialize)]
struct Attachment {
    url: String,
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

/// What JSON Feed has no place for.
#[derive(Serialize)]
struct Griot {
    about: String,
    story: String,
    /// Our page about the story.
    page: String,
    outlet_count: usize,
    independent_count: usize,
    /// The outlet whose text stands for the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<OutletFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
    countries: Countries,
    topics: Vec<String>,
    also_reported_by: Vec<AlsoReportedBy>,
    related: Vec<Related>,
}

#[derive(Serialize)]
struct OutletFacts {
    outlet: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ownership: Option<&'static str>,
    /// Where the outlet has its report from, as far as it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<OriginFacts>,
}

#[derive(Serialize)]
struct OriginFacts {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Countries {
    primary: Vec<Country>,
    mentioned: Vec<Country>,
}

#[derive(Serialize)]
struct AlsoReportedBy {
    #[serde(flatten)]
    outlet: OutletFacts,
    title: String,
    url: String,
    language: Option<String>,
    published: String,
    independent: bool,
}

#[derive(Serialize)]
struct Related {
    id: String,
    title: String,
    url: String,
    language: Option<String>,
}

impl JsonItem {
    fn new(item: &Item<'_>, issue: &Issue<'_>, words: &Words) -> Self {
        let story = item.story;
        let attachments = item.enclosures.iter().map(|file| Attachment {
            url: file.url.clone(),
            mime_type: file.media_type.clone(),
            size_in_bytes: file.length,
        });
        let authors = item.authors.iter().map(|name| Author {
            name: name.clone(),
            url: None,
        });
        Self {
            id: story.uri.clone(),
            url: item.link.clone(),
            title: item.title.clone(),
            content_html: item.full.as_ref().unwrap_or(&item.digest).clone(),
            summary: item.summary.clone(),
            image: item.image.clone(),
            date_published: rfc3339(story.published),
            date_modified: rfc3339(story.updated.max(story.published)),
            authors: authors.collect(),
            tags: item.tags(words),
            language: item.language().map(|language| language.to_string()),
            attachments: attachments.collect(),
            griot: Griot::new(item, issue),
        }
    }
}

impl Griot {
    fn new(item: &Item<'_>, issue: &Issue<'_>) -> Self {
        let others = item.others.iter().map(|other| AlsoReportedBy {
            outlet: OutletFacts::new(other.report),
            title: other.title.clone(),
            url: other.url.clone(),
            language: other.report.language.map(|language| language.to_string()),
            published: rfc3339(other.report.published),
            independent: other.report.independent,
        });
        let related = item.related.iter().map(|other| Related {
            id: other.uri.to_owned(),
            title: other.title.clone(),
            url: other.url.clone(),
            language: other.language.map(|language| language.to_string()),
        });
        Self {
            about: issue.instance.base_url.to_string(),
            story: item.story.id.to_string(),
            page: item.page.clone(),
            outlet_count: item.story.outlet_count(),
            independent_count: item.story.independent_count(),
            outlet: item.representative.map(OutletFacts::new),
            rights: item.rights.clone(),
            countries: Countries {
                primary: item.story.countries.primary.clone(),
                mentioned: item.story.countries.mentioned.clone(),
            },
            topics: item.topics().into_iter().map(|(slug, _)| slug).collect(),
            also_reported_by: others.collect(),
            related: related.collect(),
        }
    }
}

impl OutletFacts {
    fn new(report: &Report) -> Self {
        let outlet = report.outlet();
        let origin = report.origin.as_ref();
        Self {
            outlet: xml_text::title(&outlet.name),
            owner: outlet.owner.as_deref().map(xml_text::title),
            ownership: outlet.ownership.map(crate::domain::Ownership::as_str),
            origin: origin.map(|origin| OriginFacts {
                name: xml_text::title(&origin.name),
                url: origin.url.as_deref().and_then(xml_text::link),
            }),
        }
    }
}
