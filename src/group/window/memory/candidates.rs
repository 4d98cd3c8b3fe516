//! What an entry may be like: found by its rarest words and by runs of words of its text.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Memory;
use super::brief::Brief;
use crate::group::link::evidence;
use crate::group::link::sign::Sign;
use crate::group::text::features::KeyMap;
use crate::group::window::known::Known;

/// Postings that are looked at for one new entry: rare words first, so that what is left out would
/// have added little.
const POSTINGS: usize = 2000;
/// Postings that are looked at for one word, the latest first.
const PER_WORD: usize = 400;
/// Entries that a new entry is compared with in full.
const COMPARED: usize = 16;
/// Likeness by words alone and by what else is at hand under which two entries are not compared in
/// full: the rest of the evidence hardly ever makes up for it.
const LEAST_SHARED: f32 = 0.08;
/// Entries that a shingle may stand in before it counts as boilerplate.
const SHINGLE_SPREAD: usize = 24;
/// Runs of words that two entries must share to be looked at as near-copies.
const SHARED_RUNS: usize = 4;
/// Entries that a new entry is compared with as near-copies.
const COPIES: usize = 8;
/// Entries that may hold a mark before it says too little to look them all up.
const MARK_SPREAD: usize = 300;
/// Postings of marks that are looked at for one strand, rare marks first.
const MARKED: usize = 800;
/// Entries of other languages whose strands a strand may be compared with.
const ABROAD: usize = 24;

impl Memory {
    /// The entries of its language that share the most with an entry, near-copies among them.
    pub(super) fn candidates(&mut self, slot: u32) -> Vec<u32> {
        let mut shared = std::mem::take(&mut self.shared);
        shared.resize(self.entries.len(), 0.0);
        let candidates = self.most_alike(slot, &mut shared);
        self.shared = shared;
        candidates
    }

    /// `shared` is zero throughout, and is left so.
    fn most_alike(&self, slot: u32, shared: &mut [f32]) -> Vec<u32> {
        let Some((known, view)) = self.get(slot).and_then(|k| Some((k, k.view.as_deref()?))) else {
            return Vec::new();
        };
        let mut words: Vec<_> = view.vectors.words.iter().collect();
        words.sort_by(|a, b| b.idf.total_cmp(&a.idf).then(a.key.cmp(&b.key)));
        let mut met = Vec::with_capacity(POSTINGS);
        let mut left = POSTINGS;
        for word in words {
            let postings = self.words.of(word.key);
            let taken = postings.len().min(PER_WORD).min(left);
            let weight = word.weight * word.idf;
            for other in postings.iter().rev().take(taken) {
                let sum = &mut shared[(other - self.base) as usize];
                if *sum == 0.0 {
                    met.push(other);
                }
                *sum += weight;
            }
            left -= taken;
        }
        // Another's length is not known without weighing it: its words are taken to be as rare.
        let squares = view.vectors.words.iter().map(|word| word.idf * word.idf);
        let rarity = (squares.sum::<f32>() / (known.extent * known.extent)).sqrt();
        let own = self.briefs[(slot - self.base) as usize];
        // Whoever comes into question is near in time, and so in a stream about as dense.
        let density = evidence::density(view.neighbours, &self.weights);
        let mut ranked = Vec::with_capacity(COMPARED);
        for other in met {
            let place = (other - self.base) as usize;
            let brief = self.briefs[place];
            let alike = density * std::mem::take(&mut shared[place]) / (brief.extent * rarity);
            if alike >= LEAST_SHARED && other != slot {
                let likely = alike * own.leaves(&brief, &self.weights);
                if likely >= LEAST_SHARED {
                    ranked.push((likely, other));
                }
            }
        }
        if ranked.len() > COMPARED {
            ranked.select_nth_unstable_by(COMPARED, by_rank);
        }
        let mut candidates = self.copies(known, slot);
        candidates.extend(ranked.into_iter().take(COMPARED).map(|(_, other)| other));
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The entries of other languages that share the most of what a strand shows, the most alike
    /// first.
    pub fn abroad(&self, sign: &Sign) -> Vec<u32> {
        let hours = self.weights.cross_hours;
        self.sharing(sign, hours, |brief| brief.language != sign.language)
    }

    /// The entries of any language that share the most of what a strand shows, whenever they came.
    pub fn kin(&self, sign: &Sign) -> Vec<u32> {
        self.sharing(sign, f32::INFINITY, |_| true)
    }

    fn sharing(&self, sign: &Sign, hours: f32, among: impl Fn(&Brief) -> bool) -> Vec<u32> {
        let mut marks: Vec<_> = sign.marks.iter().collect();
        marks.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut shared = KeyMap::<f32>::default();
        let mut left = MARKED;
        for (mark, weight) in marks {
            let slots = self.marks.of(*mark);
            if slots.len() > MARK_SPREAD {
                continue;
            }
            for slot in slots.iter().rev().take(left) {
                let brief = &self.briefs[(slot - self.base) as usize];
                // What is about other countries is next to never alike enough.
                if among(brief) && !brief.places.conflict(sign.places) {
                    *shared.entry(slot).or_default() += weight;
                }
            }
            left = left.saturating_sub(slots.len());
        }
        let near = |(slot, sum): (u32, f32)| {
            let brief = self.briefs[(slot - self.base) as usize];
            let gap = evidence::gap(sign.when, brief.when, &self.weights);
            let likely = sum / brief.extent * (-gap / hours).exp();
            (likely, slot)
        };
        let mut ranked: Vec<_> = shared.into_iter().map(near).collect();
        if ranked.len() > ABROAD {
            ranked.select_nth_unstable_by(ABROAD, by_rank);
            ranked.truncate(ABROAD);
        }
        ranked.sort_unstable_by(by_rank);
        ranked.into_iter().map(|(_, slot)| slot).collect()
    }

    /// The entries that share enough runs of words with an entry to be looked at as near-copies.
    fn copies(&self, known: &Known, slot: u32) -> Vec<u32> {
        let mut shared = BTreeMap::<u32, usize>::new();
        for run in known.member.sketch().runs() {
            let others = self.runs.of(*run);
            if others.len() <= SHINGLE_SPREAD {
                for other in others.iter() {
                    *shared.entry(other).or_default() += 1;
                }
            }
        }
        shared.remove(&slot);
        let mut ranked: Vec<_> = shared
            .into_iter()
            .filter(|(_, runs)| *runs >= SHARED_RUNS)
            .collect();
        ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
        let copies = ranked.into_iter().map(|(other, _)| other);
        copies.take(COPIES).collect()
    }
}

/// What is likely first, the latest first where two are as likely.
fn by_rank(a: &(f32, u32), b: &(f32, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(b.1.cmp(&a.1))
}
