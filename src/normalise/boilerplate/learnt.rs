//! What a feed repeats in item after item.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::sentences::sentences;

/// Sentences that a feed repeats in item after item, by the [`mark`] of their letters.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Learnt(HashSet<u64>);

/// Shorter sentences are not boilerplate by repetition: "Vidéo.", "Explications."
const LEARN_FROM: usize = 12;

impl Learnt {
    /// Learns from the texts of a document's items: a sentence that stands in three of them, and in
    /// a tenth, is boilerplate.
    pub(in super::super) fn from<'t>(items: impl Iterator<Item = &'t [String]>) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut seen: HashSet<u64> = HashSet::new();
        for paragraphs in items {
            let all = paragraphs.iter().flat_map(|paragraph| sentences(paragraph));
            let marks: BTreeSet<u64> = all.filter_map(mark).collect();
            // An item that is listed twice proves nothing.
            if !seen.insert(hash(&marks)) {
                continue;
            }
            for mark in marks {
                *counts.entry(mark).or_default() += 1;
            }
        }
        let enough = (seen.len() / 10).max(3);
        let often = counts.into_iter().filter(|(_, count)| *count >= enough);
        Self(often.map(|(mark, _)| mark).collect())
    }

    pub(super) fn knows(&self, sentence: &str) -> bool {
        !self.0.is_empty() && mark(sentence).is_some_and(|mark| self.0.contains(&mark))
    }
}

/// What tells a sentence from others: a hash of its letters and digits, those of ASCII and whatever
/// is beyond. None for one that is too short to be learnt.
fn mark(sentence: &str) -> Option<u64> {
    let letters = sentence
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let letters: Vec<u8> = letters.collect();
    // Bytes that begin a character.
    let count = letters.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    (count >= LEARN_FROM).then(|| hash(&letters))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
