//! How good attribution was: figures by language, and what was not right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::domain::Country;

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

/// A country that was found where another is right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exchange {
    /// The right one; none where nothing was to be found in its place.
    pub expected: Option<Country>,
    /// What was found; none where nothing was found in its place.
    pub given: Option<Country>,
    /// The ids of the items, in the order of the file.
    pub items: Vec<String>,
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
    /// Which country was given for which, the most frequent first.
    pub exchanges: Vec<Exchange>,
}

/// One item, judged.
pub(super) struct Outcome {
    pub id: String,
    pub title: String,
    pub language: String,
    pub expected: BTreeSet<Country>,
    /// Without the countries on which labellers could differ.
    pub predicted: BTreeSet<Country>,
}

impl Report {
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        let mut languages: BTreeMap<_, Vec<&Outcome>> = BTreeMap::new();
        for outcome in outcomes {
            languages
                .entry(outcome.language.clone())
                .or_default()
                .push(outcome);
        }
        let confusions: Vec<_> = outcomes.iter().filter_map(Outcome::confusion).collect();
        Self {
            all: Scores::of(&outcomes.iter().collect::<Vec<_>>()),
            languages: languages
                .into_iter()
                .map(|(language, outcomes)| (language, Scores::of(&outcomes)))
                .collect(),
            exchanges: exchanges(&confusions),
            confusions,
        }
    }
}

/// Every country that was missed, with each that was found and is wrong in the same item.
fn exchanges(confusions: &[Confusion]) -> Vec<Exchange> {
    let or_none = |list: &[Country]| match list {
        [] => vec![None],
        list => list.iter().copied().map(Some).collect(),
    };
    let mut found: Vec<Exchange> = Vec::new();
    for Confusion {
        id, missing, wrong, ..
    } in confusions
    {
        for expected in or_none(missing) {
            for given in or_none(wrong) {
                let known = |one: &&mut Exchange| (one.expected, one.given) == (expected, given);
                match found.iter_mut().find(known) {
                    Some(exchange) => exchange.items.push(id.clone()),
                    None => found.push(Exchange {
                        expected,
                        given,
                        items: vec![id.clone()],
                    }),
                }
            }
        }
    }
    found.sort_by_key(|one| (std::cmp::Reverse(one.items.len()), one.expected, one.given));
    found
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
        writeln!(f, "\nexpected  given  items")?;
        for Exchange {
            expected,
            given,
            items,
        } in &self.exchanges
        {
            let code = |country: &Option<Country>| country.map_or("-".to_owned(), String::from);
            let (expected, given) = (code(expected), code(given));
            let (count, ids) = (items.len(), items.join(" "));
            writeln!(f, "{expected:8}  {given:5}  {count:5}  {ids}")?;
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
