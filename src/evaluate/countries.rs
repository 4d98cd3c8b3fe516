//! `griot evaluate countries`: attribution against labelled items.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::attribute::{Attributor, Text};
use crate::domain::{Country, Language};

/// One labelled item: what a feed says, and which countries it is about.
#[derive(Debug, Deserialize)]
struct Labelled {
    id: String,
    #[serde(default)]
    lang: Option<String>,
    title: String,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    categories: Option<Vec<String>>,
    #[serde(default)]
    feed_country: Option<Country>,
    #[serde(default)]
    url: Option<String>,
    countries_primary: BTreeSet<Country>,
    #[serde(default)]
    countries_optional: BTreeSet<Country>,
}

/// What is written for each item with `--out`.
#[derive(Serialize)]
struct Prediction<'a> {
    id: &'a str,
    primary: &'a [Country],
    mentioned: &'a [Country],
}

/// Why labelled items could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or the output failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// A line is no labelled item.
    #[error(
        "line {line}: {source}; each line is one JSON object with id, title and countries_primary"
    )]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Two lines have the same id.
    #[error("line {line}: the id \"{id}\" stands twice; ids have to differ")]
    Duplicate {
        /// Counted from 1.
        line: usize,
        /// The id.
        id: String,
    },
    /// There is no line with an item.
    #[error("no labelled item in the file; each line is one JSON object")]
    Empty,
}

/// Precision, recall and their harmonic mean, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The share of what was found that is right.
    pub precision: f64,
    /// The share of what is right that was found.
    pub recall: f64,
    /// F1; under `macro`, the mean of the items' own.
    pub f1: f64,
}

/// How good the primary countries of some items are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// How many items.
    pub items: usize,
    /// The mean over items; an item without countries, found without, counts 1.
    pub r#macro: Figures,
    /// Over all countries of all items.
    pub micro: Figures,
    /// The share of items that are right in every country.
    pub exact: f64,
}

/// An item that is not exactly right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confusion {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The countries that it is about and that were not found.
    pub missing: Vec<Country>,
    /// The countries that were found and that it is not about.
    pub wrong: Vec<Country>,
}

/// What an evaluation found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Every item.
    #[serde(flatten)]
    pub all: Scores,
    /// By language of the items; `und` where none is given.
    pub languages: BTreeMap<String, Scores>,
    /// What is not exactly right, in the order of the file.
    pub confusions: Vec<Confusion>,
}

/// Attributes every item of `labelled` (JSON lines) and compares; writes what it found to `out`,
/// one JSON object a line.
///
/// # Errors
///
/// When a line is no labelled item, an id stands twice, there is no item, or reading or writing
/// fails.
pub fn run(
    attributor: &Attributor,
    labelled: impl BufRead,
    mut out: Option<&mut dyn Write>,
) -> Result<Report, Error> {
    let mut outcomes = Vec::new();
    let mut ids = BTreeSet::new();
    for (at, line) in labelled.lines().enumerate() {
        let text = line?;
        if text.trim().is_empty() {
            continue;
        }
        let line = at + 1;
        let item: Labelled =
            serde_json::from_str(&text).map_err(|source| Error::Line { line, source })?;
        if !ids.insert(item.id.clone()) {
            return Err(Error::Duplicate { line, id: item.id });
        }
        outcomes.push(judge(attributor, item, out.as_deref_mut())?);
    }
    if outcomes.is_empty() {
        return Err(Error::Empty);
    }
    Ok(Report::of(&outcomes))
}

/// One item, judged.
struct Outcome {
    id: String,
    title: String,
    language: String,
    expected: BTreeSet<Country>,
    /// Without the countries on which labellers could differ.
    predicted: BTreeSet<Country>,
}

fn judge(
    attributor: &Attributor,
    item: Labelled,
    out: Option<&mut (dyn Write + '_)>,
) -> Result<Outcome, Error> {
    let language = item
        .lang
        .as_deref()
        .and_then(|tag| tag.parse::<Language>().ok());
    let found = attributor.attribute(&Text {
        language,
        title: &item.title,
        summary: item.summary.as_deref().unwrap_or_default(),
        categories: item.categories.as_deref().unwrap_or_default(),
        feed_country: item.feed_country,
        url: item.url.as_deref(),
    });
    if let Some(out) = out {
        let prediction = Prediction {
            id: &item.id,
            primary: &found.primary,
            mentioned: &found.mentioned,
        };
        writeln!(
            out,
            "{}",
            serde_json::to_string(&prediction).map_err(std::io::Error::from)?
        )?;
    }
    let doubtful = |country: &Country| {
        item.countries_optional.contains(country) && !item.countries_primary.contains(country)
    };
    Ok(Outcome {
        id: item.id,
        title: item.title,
        language: language.map_or_else(|| "und".to_owned(), |language| language.to_string()),
        predicted: found.primary.into_iter().filter(|c| !doubtful(c)).collect(),
        expected: item.countries_primary,
    })
}

impl Report {
    fn of(outcomes: &[Outcome]) -> Self {
        let mut languages: BTreeMap<_, Vec<&Outcome>> = BTreeMap::new();
        for outcome in outcomes {
            languages
                .entry(outcome.language.clone())
                .or_default()
                .push(outcome);
        }
        Self {
            all: Scores::of(&outcomes.iter().collect::<Vec<_>>()),
            languages: languages
                .into_iter()
                .map(|(language, outcomes)| (language, Scores::of(&outcomes)))
                .collect(),
            confusions: outcomes.iter().filter_map(Outcome::confusion).collect(),
        }
    }
}

impl Outcome {
    fn confusion(&self) -> Option<Confusion> {
        (self.expected != self.predicted).then(|| Confusion {
            id: self.id.clone(),
            title: self.title.clone(),
            missing: self.expected.difference(&self.predicted).copied().collect(),
            wrong: self.predicted.difference(&self.expected).copied().collect(),
        })
    }

    fn right(&self) -> usize {
        self.expected.intersection(&self.predicted).count()
    }
}

impl Scores {
    fn of(outcomes: &[&Outcome]) -> Self {
        let mut mean = Figures::default();
        let (mut right, mut found, mut wanted) = (0, 0, 0);
        for outcome in outcomes {
            let own = Figures::of(
                outcome.right(),
                outcome.predicted.len(),
                outcome.expected.len(),
            );
            mean.precision += own.precision;
            mean.recall += own.recall;
            mean.f1 += own.f1;
            right += outcome.right();
            found += outcome.predicted.len();
            wanted += outcome.expected.len();
        }
        let items = count(outcomes.len());
        let exact = outcomes
            .iter()
            .filter(|outcome| outcome.expected == outcome.predicted);
        Self {
            items: outcomes.len(),
            r#macro: Figures {
                precision: mean.precision / items,
                recall: mean.recall / items,
                f1: mean.f1 / items,
            },
            micro: Figures::of(right, found, wanted),
            exact: count(exact.count()) / items,
        }
    }
}

impl Figures {
    /// Nothing wanted and nothing found is all right; something found where nothing is wanted is
    /// all wrong.
    fn of(right: usize, found: usize, wanted: usize) -> Self {
        let share = |of: usize, empty: bool| {
            if of > 0 {
                count(right) / count(of)
            } else {
                f64::from(u8::from(empty))
            }
        };
        let precision = share(found, wanted == 0);
        let recall = share(wanted, true);
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

fn count(number: usize) -> f64 {
    // Counts of lines of a file are far below 2^32.
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "primary countries        macro                 micro")?;
        writeln!(
            f,
            "             items      P      R     F1       P      R     F1   exact"
        )?;
        line(f, "all", &self.all)?;
        for (language, scores) in &self.languages {
            line(f, language, scores)?;
        }
        if self.confusions.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{} not exactly right:", self.confusions.len())?;
        for confusion in &self.confusions {
            let codes = |sign: char, list: &[Country]| {
                list.iter()
                    .map(|country| format!(" {sign}{country}"))
                    .collect::<String>()
            };
            writeln!(
                f,
                "{}{}{}  {}",
                confusion.id,
                codes('-', &confusion.missing),
                codes('+', &confusion.wrong),
                confusion.title
            )?;
        }
        writeln!(f, "(-: not found, +: found and wrong)")
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, scores: &Scores) -> fmt::Result {
    let Scores {
        items,
        r#macro: mean,
        micro,
        exact,
    } = scores;
    writeln!(
        f,
        "{name:12} {items:5}  {:5.3}  {:5.3}  {:5.3}   {:5.3}  {:5.3}  {:5.3}   {exact:5.3}",
        mean.precision, mean.recall, mean.f1, micro.precision, micro.recall, micro.f1,
    )
}
