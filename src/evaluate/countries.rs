//! `griot evaluate countries`: attribution against labelled items.

mod report;

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

pub use report::{Confusion, Exchange, Figures, Report, Scores};

use crate::attribute::{Attributor, Text};
use crate::domain::{Country, Language};
use report::Outcome;

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
