//! `griot evaluate grouping`: grouping against a labelled stream.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::hash::Hash;
use std::io::{BufRead, Write};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::attribute::{Attributor, Text};
use crate::domain::{Country, EntryId, EntryKey, Language, SourceId, StoryId};
use crate::group::{self, Engine, Item, Settings};
use crate::normalise::{self, Cleaned, Rules};

/// How often the stream is grouped, as if it were polled.
const ROUND: TimeDelta = TimeDelta::minutes(30);

/// One labelled entry of a stream.
#[derive(Debug, Deserialize)]
struct Labelled {
    id: String,
    lang: Option<String>,
    source: Option<String>,
    outlet: Option<String>,
    owner: Option<String>,
    published: Option<String>,
    seen: Option<DateTime<Utc>>,
    title: String,
    summary: Option<String>,
    text: Option<String>,
    categories: Option<Vec<String>>,
    url: Option<String>,
    feed_country: Option<Country>,
    event: Option<String>,
    #[serde(default = "scored")]
    score: bool,
}

fn scored() -> bool {
    true
}

/// What is written for each entry with `--out`.
#[derive(Serialize)]
struct Assigned<'a> {
    id: &'a str,
    story: StoryId,
}

/// Why labelled entries could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or the output failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// A line is no labelled entry.
    #[error("line {line}: {source}; each line is one JSON object with id, title and event")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// There is no line that could be scored.
    #[error("nothing to score: no line has an event")]
    Empty,
}

/// Precision, recall and their harmonic mean, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The share of what was joined that belongs together.
    pub precision: f64,
    /// The share of what belongs together that was joined.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Figures {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Self {
            precision,
            recall,
            f1,
        }
    }
}

/// How good the stories of some entries are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Over pairs of entries.
    pub pairwise: Figures,
    /// Over entries: each compares its story with its event (B-cubed).
    pub b_cubed: Figures,
    /// B-cubed F1 of leaving every entry alone: the floor to beat.
    pub singletons: f64,
    /// Entries that were scored.
    pub entries: usize,
    /// Their events.
    pub events: usize,
    /// Their stories.
    pub stories: usize,
}

/// How good grouping is on a labelled stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// All entries, events and stories across languages.
    pub all: Score,
    /// The entries of one language each.
    pub languages: BTreeMap<String, Score>,
    /// Entries in the stream, the ones that are not scored included.
    pub stream: usize,
}

/// Groups a labelled stream, in rounds, by the engine that `refresh` uses, and scores the outcome.
/// The story of each entry is written to `out`.
///
/// # Errors
///
/// When a line is no labelled entry, nothing can be scored, or reading or
/// writing fails.
pub fn run(
    labelled: impl BufRead,
    settings: Settings,
    out: Option<&mut dyn Write>,
) -> Result<Report, Error> {
    let entries = read(labelled)?;
    let stories = group(&entries, settings);
    if let Some(out) = out {
        for (entry, story) in entries.iter().zip(&stories) {
            let assigned = Assigned {
                id: &entry.id,
                story: *story,
            };
            serde_json::to_writer(&mut *out, &assigned).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    let scored: Vec<_> = entries
        .iter()
        .zip(&stories)
        .filter(|(entry, _)| entry.score)
        .filter_map(|(entry, story)| Some((entry, entry.event.as_deref()?, *story)))
        .collect();
    if scored.is_empty() {
        return Err(Error::Empty);
    }
    let language = |entry: &Labelled| entry.lang.clone().unwrap_or_else(|| "?".to_owned());
    let languages: BTreeSet<_> = scored.iter().map(|(entry, ..)| language(entry)).collect();
    let score_of = |name: Option<&str>| {
        score(scored.iter().filter_map(|(entry, event, story)| {
            let in_it = name.is_none_or(|name| language(entry) == name);
            in_it.then_some((*event, *story))
        }))
    };
    Ok(Report {
        all: score_of(None),
        languages: languages
            .iter()
            .map(|name| (name.clone(), score_of(Some(name))))
            .collect(),
        stream: entries.len(),
    })
}

fn read(labelled: impl BufRead) -> Result<Vec<Labelled>, Error> {
    let mut entries = Vec::new();
    for (index, line) in labelled.lines().enumerate() {
        let (text, line) = (line?, index + 1);
        if text.trim().is_empty() {
            continue;
        }
        entries.push(serde_json::from_str(&text).map_err(|source| Error::Line { line, source })?);
    }
    Ok(entries)
}

/// The story of each entry, through the rounds in which they arrive.
fn group(entries: &[Labelled], settings: Settings) -> Vec<StoryId> {
    let mut arrivals: Vec<_> = Vec::with_capacity(entries.len());
    let mut before = DateTime::UNIX_EPOCH;
    for entry in entries {
        before = entry.seen.or_else(|| date(entry)).unwrap_or(before);
        arrivals.push(before);
    }
    let mut since = BTreeMap::<&str, DateTime<Utc>>::new();
    for (entry, seen) in entries.iter().zip(&arrivals) {
        let first = since.entry(source(entry)).or_insert(*seen);
        *first = (*first).min(*seen);
    }
    let mut items: Vec<_> = entries
        .iter()
        .zip(arrivals)
        .zip(0..)
        .map(|((entry, seen), number)| item(entry, seen, since[source(entry)], number))
        .collect();
    let mut stories: Vec<_> = items.iter().map(|item| item.founds).collect();
    items.sort_by_key(|item| item.seen);
    let mut engine = Engine::new(settings);
    let mut waiting = items.into_iter().peekable();
    while let Some(first) = waiting.next() {
        let end = first.seen + ROUND;
        let mut round = vec![first];
        while let Some(item) = waiting.next_if(|item| item.seen < end) {
            round.push(item);
        }
        for assignment in engine.round(end, round).assigned {
            let place = usize::try_from(assignment.entry.0).ok();
            if let Some(story) = place.and_then(|place| stories.get_mut(place)) {
                *story = assignment.story;
            }
        }
    }
    stories
}

fn source(entry: &Labelled) -> &str {
    entry.source.as_deref().unwrap_or_default()
}

fn date(entry: &Labelled) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc3339(entry.published.as_deref()?).ok()?;
    Some(date.to_utc())
}

/// An outlet's date may run ahead of a poll by as much as clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What grouping looks at in a labelled entry: read as an entry of a feed is.
fn item(entry: &Labelled, seen: DateTime<Utc>, since: DateTime<Utc>, number: i64) -> Item {
    let language: Option<Language> = entry.lang.as_deref().and_then(|tag| tag.parse().ok());
    let outlet = entry.outlet.as_ref().or(entry.source.as_ref());
    let source = SourceId::new(entry.source.clone().unwrap_or_default());
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
        published: date(entry)
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

/// Compares events with stories.
fn score<E: Copy + Eq + Hash, S: Copy + Eq + Hash>(pairs: impl Iterator<Item = (E, S)>) -> Score {
    let mut of_event = HashMap::<E, usize>::new();
    let mut of_story = HashMap::<S, usize>::new();
    let mut of_both = HashMap::<(E, S), usize>::new();
    let mut entries = 0;
    for (event, story) in pairs {
        *of_event.entry(event).or_default() += 1;
        *of_story.entry(story).or_default() += 1;
        *of_both.entry((event, story)).or_default() += 1;
        entries += 1;
    }
    let pairs =
        |sizes: &mut dyn Iterator<Item = usize>| sizes.map(|n| n * (n - 1) / 2).sum::<usize>();
    let together = pairs(&mut of_both.values().copied());
    let share = |part: usize, whole: usize| {
        if whole == 0 {
            1.0
        } else {
            part as f64 / whole as f64
        }
    };
    // Sums of fractions depend on their order in the last digits, so the order is fixed.
    let mean = |terms: &mut dyn Iterator<Item = f64>| {
        let mut terms: Vec<_> = terms.collect();
        terms.sort_by(f64::total_cmp);
        terms.iter().sum::<f64>() / entries.max(1) as f64
    };
    let square = |n: usize| (n * n) as f64;
    Score {
        pairwise: Figures::new(
            share(together, pairs(&mut of_story.values().copied())),
            share(together, pairs(&mut of_event.values().copied())),
        ),
        b_cubed: Figures::new(
            mean(
                &mut of_both
                    .iter()
                    .map(|((_, s), n)| square(*n) / of_story[s] as f64),
            ),
            mean(
                &mut of_both
                    .iter()
                    .map(|((e, _), n)| square(*n) / of_event[e] as f64),
            ),
        ),
        singletons: Figures::new(1.0, mean(&mut of_event.values().map(|_| 1.0))).f1,
        entries,
        events: of_event.len(),
        stories: of_story.len(),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:6}{:^24}{:^24}{:>12}",
            "", "pairwise", "B-cubed", "singletons"
        )?;
        writeln!(
            f,
            "{:6}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>12}{:>8}{:>8}{:>9}",
            "", "P", "R", "F1", "P", "R", "F1", "B-cubed F1", "entries", "events", "stories"
        )?;
        let alone = self.languages.len() < 2;
        let languages = self.languages.iter().filter(|_| !alone);
        let rows = languages.map(|(name, score)| (name.as_str(), score));
        for (name, score) in std::iter::once(("all", &self.all)).chain(rows) {
            write!(f, "{name:6}")?;
            for figures in [score.pairwise, score.b_cubed] {
                let Figures {
                    precision,
                    recall,
                    f1,
                } = figures;
                write!(f, "{precision:8.3}{recall:8.3}{f1:8.3}")?;
            }
            writeln!(
                f,
                "{:12.3}{:8}{:8}{:9}",
                score.singletons, score.entries, score.events, score.stories
            )?;
        }
        Ok(())
    }
}
