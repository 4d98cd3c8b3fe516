//! What an entry may be like: found by its rarest words and by runs of words of its text.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Brief, Memory};
use crate::group::link::evidence;
use crate::group::link::sign::Sign;
use crate::group::window::known::Known;

/// Postings that are looked at for one new entry: rare words first, so that what is left out would
/// have added little.
const POSTINGS: usize = 2000;
/// Postings that are looked at for one word, the latest first.
const PER_WORD: usize = 400;
/// Entries that a new entry is compared with in full.
const COMPARED: usize = 28;
/// Likeness by words alone, about, under which two entries are not compared in full: the rest of the
/// evidence never makes up for it.
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
    pub(super) fn candidates(&self, slot: u32) -> Vec<u32> {
        let Some((known, view)) = self.get(slot).and_then(|k| Some((k, k.view.as_deref()?))) else {
            return Vec::new();
        };
        let mut words: Vec<_> = view.vectors.words.iter().collect();
        words.sort_by(|a, b| b.idf.total_cmp(&a.idf).then(a.key.cmp(&b.key)));
        let mut tally = self.tally(POSTINGS);
        let mut left = POSTINGS;
        for word in words {
            let postings = self.words.of(word.key);
            let taken = postings.len().min(PER_WORD).min(left);
            tally.add(postings.iter().rev().take(taken), word.weight * word.idf);
            left -= taken;
        }
        // Another's length is not known without weighing it: its words are taken to be as rare.
        let squares = view.vectors.words.iter().map(|word| word.idf * word.idf);
        let rarity = (squares.sum::<f32>() / (known.extent * known.extent)).sqrt();
        let mut ranked = Vec::with_capacity(COMPARED);
        tally.each(|other, brief, sum| {
            let alike = sum / (brief.extent * rarity);
            if alike >= LEAST_SHARED && other != slot {
                let gap = evidence::gap(known.when, brief.when, &self.weights);
                let new_toll = known.new_toll || brief.new_toll;
                let likely = alike * evidence::fade(gap, new_toll, &self.weights);
                if likely >= LEAST_SHARED {
                    ranked.push((likely, other));
                }
            }
        });
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
        let mut tally = self.tally(MARKED);
        let mut left = MARKED;
        for (mark, weight) in marks {
            let slots = self.marks.of(*mark);
            if slots.len() <= MARK_SPREAD {
                tally.add(slots.iter().rev().take(left), *weight);
                left = left.saturating_sub(slots.len());
            }
        }
        let mut ranked = Vec::new();
        tally.each(|slot, brief, sum| {
            // What is about other countries is next to never alike enough.
            if among(brief) && !brief.places.conflict(sign.places) {
                let gap = evidence::gap(sign.when, brief.when, &self.weights);
                let likely = sum / brief.extent * (-gap / hours).exp();
                ranked.push((likely, slot));
            }
        });
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

/// What entries share with the one that is looked at, added up entry by entry.
struct Tally<'m> {
    memory: &'m Memory,
    shared: Vec<f32>,
    /// The entries that share anything.
    met: Vec<u32>,
}

impl Memory {
    /// A tally of nothing yet, to which so many entries may be added.
    fn tally(&self, most: usize) -> Tally<'_> {
        let mut shared = self.shared.take();
        shared.resize(self.entries.len(), 0.0);
        Tally {
            memory: self,
            shared,
            met: Vec::with_capacity(most),
        }
    }
}

impl Tally<'_> {
    /// Adds a share, which is more than nothing, to each of these entries.
    fn add(&mut self, slots: impl Iterator<Item = u32>, share: f32) {
        for slot in slots {
            let sum = &mut self.shared[(slot - self.memory.base) as usize];
            if *sum == 0.0 {
                self.met.push(slot);
            }
            *sum += share;
        }
    }

    /// Every entry that shares anything, in order of when it was first met, and the sum of its shares.
    fn each(mut self, mut take: impl FnMut(u32, &Brief, f32)) {
        for slot in self.met {
            let place = (slot - self.memory.base) as usize;
            let sum = std::mem::take(&mut self.shared[place]);
            take(slot, &self.memory.briefs[place], sum);
        }
        self.memory.shared.set(self.shared);
    }
}

/// What is likely first, the latest first where two are as likely.
fn by_rank(a: &(f32, u32), b: &(f32, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(b.1.cmp(&a.1))
}
