//! Labelled entries, read as entries of a feed are.

use std::collections::BTreeMap;
use std::io::BufRead;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde::de::Error as _;

use super::Error;
use crate::attribute::{Attributor, Text};
use crate::domain::{Country, EntryId, EntryKey, Language, SourceId, StoryId};
use crate::group::{self, Credits, Item};
use crate::normalise::{self, Cleaned, Rules};

/// One labelled entry of a stream.
#[derive(Debug, Deserialize)]
pub(super) struct Labelled {
    pub(super) id: String,
    pub(super) lang: Option<String>,
    source: Option<String>,
    outlet: Option<String>,
    owner: Option<String>,
    published: Option<String>,
    seen: Option<DateTime<Utc>>,
    title: String,
    summary: Option<String>,
    text: Option<String>,
    categories: Option<Vec<String>>,
    author: Option<String>,
    url: Option<String>,
    feed_country: Option<Country>,
    pub(super) event: Option<String>,
    /// Whether it is a text of its own; none where nobody has said so.
    pub(super) independent: Option<bool>,
    #[serde(default = "scored")]
    pub(super) score: bool,
}

fn scored() -> bool {
    true
}

impl Labelled {
    /// The language, as the figures name it.
    pub(super) fn spoken(&self) -> &str {
        self.lang.as_deref().unwrap_or("?")
    }

    fn source(&self) -> &str {
        self.source.as_deref().unwrap_or_default()
    }

    /// Refuses what would be read as something else: a figure that comes of it would be wrong.
    fn check(&self) -> Result<(), serde_json::Error> {
        match self.published.as_deref() {
            Some(said) if !said.is_empty() && self.date().is_none() => {
                Err(serde_json::Error::custom(format!(
                    "\"{said}\" is no date as in 2026-11-30T10:00:00Z"
                )))
            }
            _ => Ok(()),
        }
    }

    fn date(&self) -> Option<DateTime<Utc>> {
        let date = DateTime::parse_from_rfc3339(self.published.as_deref()?).ok()?;
        Some(date.to_utc())
    }
}

pub(super) fn read(labelled: impl BufRead) -> Result<Vec<Labelled>, Error> {
    let mut entries = Vec::new();
    for (index, line) in labelled.lines().enumerate() {
        let (text, line) = (line?, index + 1);
        if text.trim().is_empty() {
            continue;
        }
        let wrong = |source| Error::Line { line, source };
        let entry: Labelled = serde_json::from_str(&text).map_err(wrong)?;
        entry.check().map_err(wrong)?;
        entries.push(entry);
    }
    Ok(entries)
}

/// What grouping looks at in each entry, in the order of the entries. An entry that does not say when
/// it was seen was seen when it was published or, without a date, when the one before it was.
pub(super) fn items(entries: &[Labelled]) -> Vec<Item> {
    let mut arrivals: Vec<_> = Vec::with_capacity(entries.len());
    let mut before = DateTime::UNIX_EPOCH;
    for entry in entries {
        before = entry.seen.or_else(|| entry.date()).unwrap_or(before);
        arrivals.push(before);
    }
    let mut since = BTreeMap::<&str, DateTime<Utc>>::new();
    for (entry, seen) in entries.iter().zip(&arrivals) {
        let first = since.entry(entry.source()).or_insert(*seen);
        *first = (*first).min(*seen);
    }
    let numbered = entries.iter().zip(arrivals).zip(0..);
    numbered
        .map(|((entry, seen), number)| item(entry, seen, since[entry.source()], number))
        .collect()
}

/// An outlet's date may run ahead of a poll by as much as clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

fn item(entry: &Labelled, seen: DateTime<Utc>, since: DateTime<Utc>, number: i64) -> Item {
    let language: Option<Language> = entry.lang.as_deref().and_then(|tag| tag.parse().ok());
    let outlet = entry.outlet.as_ref().or(entry.source.as_ref());
    let source = SourceId::new(entry.source());
    let key = EntryKey {
        source: source.clone(),
        guid: entry.id.clone(),
    };
    let clean = clean(entry, language);
    let text = Text {
        language,
        title: &clean.title,
        summary: &clean.summary,
        categories: entry.categories.as_deref().unwrap_or_default(),
        url: entry.url.as_deref(),
        feed_country: entry.feed_country,
    };
    Item {
        entry: EntryId(number),
        founds: StoryId::mint(seen, &key, |_| u128::from(number.unsigned_abs()) << 16),
        source,
        outlet: outlet.cloned().unwrap_or_default(),
        owner: entry.owner.clone(),
        language,
        countries: Attributor::bundled().attribute(&text).primary,
        title: clean.title,
        summary: clean.summary,
        text: clean.text,
        categories: entry.categories.clone().unwrap_or_default(),
        credits: Credits {
            authors: entry.author.iter().cloned().collect(),
            origin: clean.credit,
            ..Credits::default()
        },
        published: entry
            .date()
            .filter(|date| *date <= seen + AHEAD && date.timestamp() > 0)
            .and_then(|date| group::usable_date(date, seen, since)),
        seen,
    }
}

/// The texts without markup and what every feed wraps around them.
fn clean(entry: &Labelled, language: Option<Language>) -> Cleaned {
    let rules = Rules {
        language,
        ..Rules::default()
    };
    normalise::clean(
        &entry.title,
        entry.summary.as_deref().unwrap_or_default(),
        entry.text.as_deref().filter(|text| !text.is_empty()),
        entry.outlet.as_deref().or(entry.source.as_deref()),
        &rules,
    )
}
