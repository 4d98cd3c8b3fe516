//! How often terms occur among the entries that are remembered, and so how much each says.

use std::collections::BTreeMap;

use super::features::KeyMap;
use crate::domain::Language;

/// Bits of a term's key that number its cell in the lexicon. Two terms that meet in one are counted
/// together: at a hundred thousand entries that makes few of the rare ones look a little less rare.
const CELL_BITS: u32 = 20;

/// How often terms occur among the entries that are remembered, per language.
///
/// What it says depends on which entries these are and on nothing else: neither on the order in
/// which they came nor on what came and went.
pub struct Lexicon {
    documents: BTreeMap<Option<Language>, u32>,
    /// By cell: how many documents hold the term, those that are taken to have come before included.
    frequency: Vec<u32>,
    /// Logarithms of the frequencies that are usual, the half that is believed included.
    logarithms: Vec<f32>,
    /// How many those are.
    before: f32,
}

/// Of a document that may hold a term or not, half is believed to.
const UNSEEN: f32 = 0.5;
/// Frequencies whose logarithms are kept: it is asked for hundreds of times an entry.
const USUAL: u32 = 4096;
/// Even what stands everywhere says a little.
const LEAST_RARITY: f32 = 0.05;

impl Lexicon {
    /// A lexicon that has seen nothing yet. `before` documents are taken to have come before, so
    /// that a stream that has just begun does not find everything common; what stood in them is
    /// the prior's to say.
    pub fn new(prior: &KeyMap<f32>, before: f32) -> Self {
        let mut frequency = vec![0; 1 << CELL_BITS];
        for (key, share) in prior {
            let cell = &mut frequency[cell(*key)];
            *cell = (*cell).max((share * before).round() as u32);
        }
        Self {
            documents: BTreeMap::new(),
            frequency,
            logarithms: (0..USUAL).map(logarithm).collect(),
            before,
        }
    }

    /// Counts an entry in.
    pub fn add(&mut self, language: Option<Language>, terms: impl Iterator<Item = u32>) {
        *self.documents.entry(language).or_default() += 1;
        for key in terms {
            self.frequency[cell(key)] += 1;
        }
    }

    /// Counts an entry out that was counted in.
    pub fn remove(&mut self, language: Option<Language>, terms: impl Iterator<Item = u32>) {
        if let Some(count) = self.documents.get_mut(&language) {
            *count = count.saturating_sub(1);
        }
        for key in terms {
            self.frequency[cell(key)] -= 1;
        }
    }

    /// Logarithm of the number of documents of a language.
    pub fn volume(&self, language: Option<Language>) -> f32 {
        let documents = self.documents.get(&language).copied().unwrap_or_default();
        (documents as f32 + self.before + 1.0).ln()
    }

    /// The weight of a term among so many documents: the rarer, the more it says.
    pub fn rarity(&self, volume: f32, key: u32) -> f32 {
        self.rarity_after(0, volume, key)
    }

    /// As [`Lexicon::rarity`], of a term that so many more documents hold than were counted.
    pub fn rarity_after(&self, more: u32, volume: f32, key: u32) -> f32 {
        let frequency = self.frequency[cell(key)] + more;
        let usual = self.logarithms.get(frequency as usize).copied();
        (volume - usual.unwrap_or_else(|| logarithm(frequency))).max(LEAST_RARITY)
    }
}

fn logarithm(frequency: u32) -> f32 {
    (frequency as f32 + UNSEEN).ln()
}

fn cell(key: u32) -> usize {
    (key >> (32 - CELL_BITS)) as usize
}
