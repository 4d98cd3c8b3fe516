//! Near-copies: one text, lightly edited or cut, under another title or the same.

use super::features::{self, Kind};
use super::words;
use crate::group::item::Item;

/// Words in a run.
const RUN: usize = 5;
/// Words of a text that are looked at.
const SPAN: usize = 600;
/// Runs that a sketch keeps: the smallest hashes, so that two sketches of one text agree.
const KEPT: usize = 96;
/// Runs of a sketch by which it is found.
const INDEXED: usize = 16;
/// Runs that the shorter text must have for a verdict: one quoted sentence is no copy.
const LEAST: usize = 8;
/// Of these, as many as are left of it where the longer one is thinned out: a lead cut from a long
/// text is a copy too.
const LEAST_LEFT: usize = 4;

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
    let mut runs = Vec::new();
    let (mut words, mut folded) = (Vec::new(), String::new());
    for part in [summary, text] {
        words.clear();
        words::each_of_first(part, SPAN, |word, _| {
            folded.clear();
            words::fold_onto(&mut folded, word);
            words.push(features::key(Kind::Shingle, None, &folded));
        });
        runs.extend(words.windows(RUN).map(run));
    }
    runs.sort_unstable();
    runs.dedup();
    let bound = runs.get(KEPT).map_or(u32::MAX, |run| run - 1);
    runs.truncate(KEPT);
    runs.shrink_to_fit();
    Sketch { runs, bound }
}

/// The key of a run, from those of its words.
fn run(words: &[u32]) -> u32 {
    let mixed = words.iter().fold(0_u64, |sum, word| {
        (sum ^ u64::from(*word))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    });
    #[expect(clippy::cast_possible_truncation, reason = "half a hash is meant")]
    let key = (mixed ^ (mixed >> 32)) as u32;
    key
}

impl Sketch {
    /// The runs that stand for the text in an index: two copies have the smallest in common.
    pub fn runs(&self) -> &[u32] {
        &self.runs[..self.runs.len().min(INDEXED)]
    }

    /// The share of the shorter text that stands in the other, 0 when either is too short to say.
    pub fn overlap(&self, other: &Self) -> f32 {
        let whole = self.runs.len().min(other.runs.len());
        if whole < LEAST {
            return 0.0;
        }
        let bound = self.bound.min(other.bound);
        let upto = |sketch: &Self| sketch.runs.partition_point(|run| *run <= bound);
        let (a, b) = (&self.runs[..upto(self)], &other.runs[..upto(other)]);
        if a.len().min(b.len()) < LEAST_LEFT {
            return 0.0;
        }
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            // Without a branch on what cannot be foretold.
            let (left, right) = (a[i], b[j]);
            shared += usize::from(left == right);
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        shared as f32 / a.len().min(b.len()) as f32
    }
}
