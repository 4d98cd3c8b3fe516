//! Near-copies: one text, lightly edited or cut, under another title or the same.

use std::collections::BTreeSet;

use super::features::{self, Kind};
use super::item::Item;
use super::words;

/// Words in a run.
const RUN: usize = 5;
/// Words of a text that are looked at.
const SPAN: usize = 600;
/// Runs that a sketch keeps: the smallest hashes, so that two sketches of one text agree.
const KEPT: usize = 96;
/// Runs that the shorter text must have for a verdict: one quoted sentence is no copy.
const LEAST: usize = 8;

/// The runs of words of a text, thinned out; sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    runs: Vec<u32>,
    /// Every run up to this hash is in the sketch.
    bound: u32,
}

/// Sketches the lead and the text of an entry.
pub fn sketch(item: &Item) -> Sketch {
    sketch_of(&item.summary, &item.text)
}

/// As [`sketch`], of plain texts.
pub fn sketch_of(summary: &str, text: &str) -> Sketch {
    let mut runs = BTreeSet::new();
    for part in [summary, text] {
        let words: Vec<_> = words::split(part)
            .into_iter()
            .take(SPAN)
            .map(|word| word.folded)
            .collect();
        for run in words.windows(RUN) {
            runs.insert(features::key(Kind::Shingle, None, &run.join(" ")));
        }
    }
    let bound = runs.iter().nth(KEPT).map_or(u32::MAX, |run| run - 1);
    Sketch {
        runs: runs.into_iter().take(KEPT).collect(),
        bound,
    }
}

impl Sketch {
    /// The runs that stand for the text in an index.
    pub fn runs(&self) -> &[u32] {
        &self.runs
    }

    /// The share of the shorter text that stands in the other, 0 when either is too short to say.
    pub fn overlap(&self, other: &Self) -> f32 {
        let bound = self.bound.min(other.bound);
        let upto = |sketch: &Self| sketch.runs.partition_point(|run| *run <= bound);
        let (a, b) = (&self.runs[..upto(self)], &other.runs[..upto(other)]);
        if a.len().min(b.len()) < LEAST {
            return 0.0;
        }
        let shared = a.iter().filter(|run| b.binary_search(run).is_ok()).count();
        shared as f32 / a.len().min(b.len()) as f32
    }
}
