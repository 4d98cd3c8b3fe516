//! Documents to entries.

use chrono::{DateTime, Duration, TimeZone, Utc};
use url::Url;

use super::address::{absolute, canonical_url};
use super::boilerplate::{Learnt, key};
use super::html::{
    first_image, is_counter, paragraphs, paragraphs_of_safe, plain_text, sanitise,
    sanitise_unescaped,
};
use super::identity::{Marks, identities};
use super::language::{self, Said};
use super::summary::{Cleaning, Raw};
use super::title::common_ending;
use super::{Cleaned, Rules, image};
use crate::domain::{Countries, Enclosure, Entry, EntryKey, Source};
use crate::parse::{Category, Document, Item, Media, Text, Warning};

/// Dates may be ahead of our clock by this much: clocks differ.
const CLOCK_SKEW: Duration = Duration::minutes(10);

/// Before this year there were no feeds: such dates are a program's zero.
const FIRST_YEAR: i32 = 1995;

/// An entry carries no more categories than this.
const MAX_CATEGORIES: usize = 30;

/// An item on its way to an entry.
struct Draft<'d> {
    item: &'d Item,
    texts: Cleaned,
    content: Option<String>,
    url: Option<Url>,
    canonical: Option<Url>,
    date: Option<DateTime<Utc>>,
    image: Option<String>,
}

pub(super) fn entries(
    document: &Document,
    source: &Source,
    rules: &Rules,
    now: DateTime<Utc>,
) -> (Vec<Entry>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut drafts = drafts(document, source, rules);
    let all = drafts.len();
    drafts.retain(|draft| !draft.texts.title.is_empty());
    warn(&mut warnings, all - drafts.len(), Warning::Blank);
    let mut images: Vec<&mut Option<String>> =
        drafts.iter_mut().map(|draft| &mut draft.image).collect();
    image::drop_logos(&mut images);

    let marks: Vec<Marks> = drafts.iter().map(marks).collect();
    warn(
        &mut warnings,
        marks.iter().filter(|m| m.are_weak()).count(),
        Warning::WithoutIdentity,
    );
    let found = identities(&marks);
    warn(&mut warnings, found.repeated, Warning::Repeated);
    warn(&mut warnings, found.shared, Warning::SharedGuid);

    let context = Finish {
        document,
        source,
        rules,
        now,
    };
    let undated = drafts.iter().filter(|draft| draft.date.is_none()).count();
    warn(&mut warnings, undated, Warning::Undated);
    let impossible = drafts.iter().filter_map(|draft| draft.date);
    let impossible = impossible.filter(|date| !is_possible(*date, now)).count();
    warn(&mut warnings, impossible, Warning::ImpossibleDate);
    let entries = drafts
        .into_iter()
        .zip(found.keys)
        .filter_map(|(draft, key)| Some(context.entry(draft, key?)))
        .collect();
    (entries, warnings)
}

fn warn(warnings: &mut Vec<Warning>, count: usize, warning: impl Fn(usize) -> Warning) {
    if count > 0 {
        warnings.push(warning(count));
    }
}

fn drafts<'d>(document: &'d Document, source: &Source, rules: &Rules) -> Vec<Draft<'d>> {
    let raw: Vec<(Raw, Option<String>)> = document
        .entries
        .iter()
        .map(|item| raw(item, document, source))
        .collect();
    let learnt = Learnt::from(
        raw.iter()
            .flat_map(|(raw, _)| [&*raw.summary, &*raw.content]),
    );
    let titles: Vec<String> = raw.iter().map(|(raw, _)| plain_text(&raw.title)).collect();
    let ending = common_ending(&titles);
    let feed_title = document
        .feed
        .head
        .title
        .as_ref()
        .map(|title| plain_text(&title.value));
    let names: Vec<&str> = [
        Some(&source.outlet.name),
        feed_title.as_ref(),
        ending.as_ref(),
    ]
    .into_iter()
    .flatten()
    .map(String::as_str)
    .collect();
    let cleaning = Cleaning::new(&names, &learnt, rules);
    document
        .entries
        .iter()
        .zip(raw)
        .map(|(item, (raw, content))| draft(item, raw, content, document, source, &cleaning))
        .collect()
}

/// The item's texts made plain, and its full text made safe.
fn raw(item: &Item, document: &Document, source: &Source) -> (Raw, Option<String>) {
    let content = item
        .content
        .iter()
        .filter(|content| content.src.is_none() && readable(&content.text))
        .max_by_key(|content| content.text.value.len())
        .map(|content| safe(&content.text, item, document, source));
    let plain = |text: &Option<Text>| match text {
        Some(text) if text.is_markup() || readable(text) => paragraphs(&text.value),
        _ => Vec::new(),
    };
    let raw = Raw {
        title: item
            .head
            .title
            .as_ref()
            .map_or_else(String::new, |title| title.value.clone()),
        summary: plain(&item.summary),
        content: content
            .as_deref()
            .map(paragraphs_of_safe)
            .unwrap_or_default(),
    };
    (raw, content)
}

/// Whether the text is text at all, and no picture in base64 or data of a program.
fn readable(text: &Text) -> bool {
    text.is_markup() || text.media_type.starts_with("text/")
}

/// Sanitised HTML, its links made absolute: against `xml:base`, else the item's link, else the
/// feed's.
fn safe(text: &Text, item: &Item, document: &Document, source: &Source) -> String {
    let feed = document.base.as_ref().unwrap_or(&source.url);
    let link = item.head.link().and_then(|link| absolute(link, feed));
    let base = text.base.as_ref().or(link.as_ref()).unwrap_or(feed);
    match text.is_markup() {
        true => sanitise_unescaped(&text.value, Some(base)),
        false => text
            .value
            .split("\n\n")
            .filter(|paragraph| !paragraph.trim().is_empty())
            .map(|paragraph| sanitise(&format!("<p>{}</p>", escape(paragraph.trim())), None))
            .collect(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn draft<'d>(
    item: &'d Item,
    raw: Raw,
    content: Option<String>,
    document: &Document,
    source: &Source,
    cleaning: &Cleaning<'_>,
) -> Draft<'d> {
    let texts = cleaning.apply(&raw);
    let base = document.base.as_ref().unwrap_or(&source.url);
    let links = item.head.links.iter();
    let mut candidates = item
        .original_link
        .as_deref()
        .into_iter()
        .chain(item.head.link())
        .chain(
            links
                .filter(|link| link.rel == "related")
                .map(|link| &*link.href),
        );
    let url = candidates.find_map(|link| absolute(link, base));
    // A long description is the full text: it is kept as such, safe.
    let content = content.or_else(|| {
        let full = item.summary.as_ref().filter(|_| !texts.text.is_empty())?;
        Some(safe(full, item, document, source))
    });
    let summary = || {
        let text = item
            .summary
            .as_ref()
            .filter(|text| text.value.contains("<img"))?;
        first_image(&safe(text, item, document, source))
    };
    let image = image::stated(item, base)
        .or_else(|| content.as_deref().and_then(first_image))
        .or_else(summary)
        .filter(|url| !is_counter(url));
    Draft {
        item,
        texts,
        content: content
            .map(|html| cleaning.content(&html))
            .filter(|html| !html.trim().is_empty()),
        canonical: url.as_ref().map(canonical_url),
        url,
        date: item.head.published.or(item.head.updated),
        image,
    }
}

fn marks(draft: &Draft<'_>) -> Marks {
    Marks {
        guid: draft
            .item
            .head
            .id
            .clone()
            .filter(|id| !id.trim().is_empty()),
        link: draft.canonical.clone().map(String::from),
        title: draft.texts.title.clone(),
        date: draft.date,
    }
}

fn is_possible(date: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let first = Utc.with_ymd_and_hms(FIRST_YEAR, 1, 1, 0, 0, 0).single();
    date <= now + CLOCK_SKEW && first.is_none_or(|first| date >= first)
}

/// What all entries of a poll have in common.
struct Finish<'a> {
    document: &'a Document,
    source: &'a Source,
    rules: &'a Rules,
    now: DateTime<Utc>,
}

/// Media files and authors of an entry that are kept: every reader of an edition pays for them.
const MOST_ENCLOSURES: usize = 10;
const MOST_AUTHORS: usize = 20;

impl Finish<'_> {
    fn entry(&self, draft: Draft<'_>, guid: String) -> Entry {
        let head = &draft.item.head;
        let date = draft.date.filter(|date| is_possible(*date, self.now));
        let rights = head
            .rights
            .as_ref()
            .or(self.document.feed.head.rights.as_ref());
        Entry {
            key: EntryKey {
                source: self.source.id.clone(),
                guid,
            },
            language: self.language(&draft),
            url: draft.url.map(String::from),
            canonical_url: draft.canonical.map(String::from),
            title: draft.texts.title,
            summary: draft.texts.summary,
            content: draft.content,
            // A date within the clocks' difference is not ahead of its own arrival.
            published: date.map_or(self.now, |date| date.min(self.now)),
            dated: date.is_some(),
            authors: self.authors(draft.item),
            categories: categories(&head.categories),
            image: draft.image,
            enclosures: self.enclosures(draft.item),
            rights: rights
                .map(|text| plain_text(&text.value))
                .filter(|text| !text.is_empty()),
            countries: Countries::default(),
            first_seen: self.now,
        }
    }

    fn language(&self, draft: &Draft<'_>) -> Option<crate::domain::Language> {
        let feed = self.document.feed.head.language.as_deref();
        // What an item inherits from its feed is not its own.
        let own = draft
            .item
            .head
            .language
            .as_deref()
            .filter(|tag| Some(*tag) != feed);
        let said = Said {
            entry: own,
            configured: self.rules.language.or(self.source.outlet.language),
            feed,
        };
        let texts = &draft.texts;
        let sample: String = [&*texts.title, &*texts.summary, &*texts.text].join(" ");
        language::of(
            said,
            sample
                .get(..sample.floor_char_boundary(2_000))
                .unwrap_or_default(),
        )
    }

    fn authors(&self, item: &Item) -> Vec<String> {
        let outlet = key(&self.source.outlet.name);
        let mut names = Vec::new();
        for person in item.head.authors.iter().take(MOST_AUTHORS) {
            let name = person.name.as_deref().map(plain_text).unwrap_or_default();
            // An outlet that signs with its own name says nothing.
            if !name.is_empty() && key(&name) != outlet && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn enclosures(&self, item: &Item) -> Vec<Enclosure> {
        let base = self.document.base.as_ref().unwrap_or(&self.source.url);
        let read = |media: &Media| {
            let length = media
                .length
                .as_ref()
                .and_then(|length| length.trim().parse().ok());
            Some(Enclosure {
                url: absolute(&media.url, base)?.into(),
                media_type: media.media_type.clone().unwrap_or_default(),
                // Programs that do not know the length write 0.
                length: length.filter(|length| *length > 0),
            })
        };
        item.enclosures
            .iter()
            .filter_map(read)
            .take(MOST_ENCLOSURES)
            .collect()
    }
}

/// The outlet's categories as plain words, each once; several packed into one are taken apart.
fn categories(given: &[Category]) -> Vec<String> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for category in given {
        let text = plain_text(category.label.as_ref().unwrap_or(&category.term));
        let packed = given.len() == 1;
        let parts = text.split(|c| matches!(c, ';' | '|') || packed && matches!(c, ',' | '،'));
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            let key = key(part);
            if !key.is_empty() && !seen.contains(&key) && out.len() < MAX_CATEGORIES {
                seen.push(key);
                out.push(part.to_owned());
            }
        }
    }
    out
}
