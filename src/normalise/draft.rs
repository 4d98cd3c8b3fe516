//! Items on their way to entries: what their texts say.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use url::Url;

use super::address::canonical_url;
use super::allowance::Allowance;
use super::boilerplate::{Learnt, Lesson, Memory};
use super::html::{
    of_plain, paragraphs_of_excess, paragraphs_of_safe, sanitise, sanitise_unescaped,
};
use super::references::References;
use super::summary::{Cleaning, LONGEST_SUMMARY, Raw};
use super::title::{LONGEST as LONGEST_TITLE, common_ending, is_of_outlet};
use super::{Cleaned, Rules, image};
use crate::digest;
use crate::domain::Source;
use crate::parse::{Document, Item, Text};

/// An item on its way to an entry.
pub(super) struct Draft<'d> {
    pub item: &'d Item,
    pub texts: Cleaned,
    /// Sanitised HTML.
    pub content: Option<String>,
    pub url: Option<Url>,
    pub date: Option<DateTime<Utc>>,
    /// What may be its image, the best first.
    pub images: Vec<String>,
    /// Hash of what the feed says of the item, dates aside.
    pub words: String,
    /// Whether the source's last document said the same: then its title alone is read.
    pub is_relisted: bool,
}

pub(super) fn drafts<'d>(
    items: &[&'d Item],
    document: &Document,
    source: &Source,
    references: &References,
    rules: &Rules,
    allowance: &mut Allowance,
    memory: &mut Memory,
) -> Vec<Draft<'d>> {
    let mut reader = Reader {
        references,
        allowance,
    };
    let texts: Vec<Texts> = items.iter().map(|item| reader.texts(item)).collect();
    let page = |item: &Item| {
        let link = references.address(item.head.link()?)?;
        Some(canonical_url(&link).into())
    };
    let lessons = items.iter().zip(&texts).map(|(item, texts)| Lesson {
        link: page(item),
        title: &texts.raw.title,
        texts: [&*texts.raw.summary, &*texts.raw.content],
    });
    let learnt = Learnt::from(lessons, memory);
    let ending = common_ending(texts.iter().map(|texts| &*texts.raw.title));
    let feed_title = document.feed.head.title.as_ref();
    let feed_title = feed_title.map(|title| reader.allowance.plain(&title.value, LONGEST_NAME));
    let names: Vec<&str> = [
        Some(&source.outlet.name),
        feed_title
            .as_ref()
            .filter(|title| is_of_outlet(title, source)),
        ending.as_ref(),
    ]
    .into_iter()
    .flatten()
    .map(String::as_str)
    .collect();
    let cleaning = Cleaning::new(&names, &learnt, rules);
    let drafts: Vec<Draft<'_>> = items
        .iter()
        .zip(texts)
        .map(|(item, texts)| reader.draft(item, texts, &cleaning, memory))
        .collect();
    memory.list(drafts.iter().map(|draft| &*draft.words));
    drafts
}

/// What an item's texts are before they are cleaned.
struct Texts {
    raw: Raw,
    /// The full text, safe.
    content: Option<String>,
    /// The summary, safe, where it holds more than words.
    summary: Option<String>,
}

struct Reader<'a> {
    references: &'a References,
    allowance: &'a mut Allowance,
}

impl Reader<'_> {
    /// The item's texts made plain, and those that are kept as HTML made safe.
    fn texts(&mut self, item: &Item) -> Texts {
        let title = item.head.title.as_ref();
        let title = title.map_or(Cow::Borrowed(""), |title| match title.is_markup() {
            true => Cow::Borrowed(&*title.value),
            false => of_plain(&title.value),
        });
        let content = item
            .content
            .iter()
            .filter(|content| content.src.is_none() && is_readable(&content.text))
            .max_by_key(|content| content.text.value.len());
        let (content, content_words) = match content {
            Some(content) => self.text(&content.text, item),
            None => (None, Vec::new()),
        };
        let summary = item.summary.as_ref().filter(|text| is_readable(text));
        let (summary, summary_words) = match summary {
            Some(text) => self.text(text, item),
            None => (None, Vec::new()),
        };
        let raw = Raw {
            title: self.allowance.plain(&title, LONGEST_TITLE),
            summary: summary_words,
            content: content_words,
        };
        let summary = summary.filter(|html| html.len() > LONGEST_SUMMARY || html.contains("<img"));
        Texts {
            raw,
            content: content.and_then(|html| self.allowance.keep(html)),
            summary: summary.and_then(|html| self.allowance.keep(html)),
        }
    }

    /// The text, safe and in plain paragraphs; in paragraphs alone, where it is too much.
    fn text(&mut self, text: &Text, item: &Item) -> (Option<String>, Vec<String>) {
        if !self.allowance.admits(&text.value) {
            return (None, paragraphs_of_excess(&text.value));
        }
        let safe = self.safe(text, item);
        let words = paragraphs_of_safe(&safe);
        (Some(safe), words)
    }

    /// Sanitised HTML, its links made absolute: against `xml:base`, else the item's link, else the
    /// feed's.
    fn safe(&self, text: &Text, item: &Item) -> String {
        let feed = self.references;
        let link = item.head.link().and_then(|link| feed.address(link));
        let link = link.and_then(|link| match link.as_str().len() <= LONGEST_BASE {
            true => Some(link),
            false => link.join("/").ok(),
        });
        if text.is_markup() {
            return match text.base.as_ref().or(link.as_ref()) {
                Some(base) => sanitise_unescaped(&text.value, &feed.relative_to(base)),
                None => sanitise_unescaped(&text.value, feed),
            };
        }
        let text = escape(&text.value);
        let paragraphs = text.split("\n\n").map(str::trim);
        let html: String = paragraphs
            .filter(|paragraph| !paragraph.is_empty())
            .flat_map(|paragraph| ["<p>", paragraph, "</p>"])
            .collect();
        sanitise(&html, None)
    }

    fn draft<'d>(
        &self,
        item: &'d Item,
        mut texts: Texts,
        cleaning: &Cleaning<'_>,
        memory: &Memory,
    ) -> Draft<'d> {
        let references = self.references;
        let words = words(item, &texts, cleaning);
        let title = cleaning.title(&texts.raw.title);
        // Where there is no title, the text tells it.
        let is_relisted = !title.is_empty() && memory.has_listed(&words);
        let cleaned = if is_relisted {
            (texts.content, texts.summary) = (None, None);
            Cleaned {
                title,
                ..Cleaned::default()
            }
        } else {
            cleaning.apply(&texts.raw, title)
        };
        let links = item.head.links.iter();
        let related = links.filter(|link| link.rel == "related");
        let mut candidates = (item.original_link.as_deref().into_iter())
            .chain(item.head.link())
            .chain(related.map(|link| &*link.href))
            .chain(item.permalink());
        let html = [texts.content.as_deref(), texts.summary.as_deref()];
        let html: Vec<&str> = html.into_iter().flatten().collect();
        let images = image::candidates(item, references, &html);
        // A long description is the full text: it is kept as such.
        let full = texts.summary.filter(|_| !cleaned.text.is_empty());
        let content = texts.content.or(full);
        Draft {
            item,
            texts: cleaned,
            content: content
                .map(|html| cleaning.content(&html))
                .filter(|html| !html.trim().is_empty()),
            url: candidates.find_map(|link| references.address(link)),
            date: item.head.published.or(item.head.updated),
            images,
            words,
            is_relisted,
        }
    }
}

/// Hash of what the feed says of the item. A full text counts by its words: what is rewritten in
/// its markup at every poll no reader sees; and so do all texts without what counts their readers.
fn words(item: &Item, texts: &Texts, cleaning: &Cleaning<'_>) -> String {
    let head = &item.head;
    let links = head.links.iter().map(|link| &*link.href);
    let files = item.media.iter().chain(&item.enclosures);
    let people = head
        .authors
        .iter()
        .filter_map(|person| person.name.as_deref());
    let categories = head.categories.iter().map(|category| &*category.term);
    let [summary, content] = [&texts.raw.summary, &texts.raw.content]
        .map(|paragraphs| cleaning.uncounted(paragraphs).collect::<Vec<_>>());
    let parts: [Vec<&str>; 7] = [
        vec![&texts.raw.title],
        summary.iter().map(|paragraph| &**paragraph).collect(),
        content.iter().map(|paragraph| &**paragraph).collect(),
        links.chain(item.original_link.as_deref()).collect(),
        files.map(|file| &*file.url).collect(),
        people.collect(),
        categories.collect(),
    ];
    // An unlikely text between the parts, so that none runs into the next.
    digest::fields(parts.join(&"\u{1}"))
}

/// Bytes of a name.
const LONGEST_NAME: usize = 200;

/// Bytes of an item's link against which its text's links are resolved: each grows by it. Of a
/// longer one the host serves as well, for links that begin with `/`.
const LONGEST_BASE: usize = 256;

/// Whether the text is text at all, and no picture in base64 or data of a program.
fn is_readable(text: &Text) -> bool {
    text.is_markup() || text.media_type.starts_with("text/")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
