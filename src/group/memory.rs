//! The entries of the window, and the indexes that find what an entry may be like.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::evidence;
use super::features::{KeyMap, Lexicon};
use super::item::Item;
use super::known::Known;
use super::prior::Prior;
use super::tempo::Tempo;
use super::weights::Weights;
use crate::domain::{EntryId, SourceId};

/// Postings that are looked at for one new entry: rare words first, so that what is left out would
/// have added little.
const POSTINGS: usize = 2000;
/// Postings that are looked at for one word, the latest first.
const PER_WORD: usize = 400;
/// Entries that a new entry is compared with in full.
const COMPARED: usize = 40;
/// Entries that a shingle may stand in before it counts as boilerplate.
const SHINGLE_SPREAD: usize = 24;
/// Titles that must open alike before the opening counts as common.
const COMMON_HEAD: u32 = 8;
/// Minutes after which a title that its source repeats is a template.
const RECURRENCE_MINUTES: i64 = 18 * 60;
/// Age of a new entry from which on its date is doubted.
const STALE: TimeDelta = TimeDelta::days(30);
/// How long after a source was first seen its entries may still be the backlog of a first poll.
const FIRST_POLL: TimeDelta = TimeDelta::hours(1);
/// Likeness under which an edge is not worth its memory.
const LEAST_EDGE: f32 = 0.02;

/// What the engine remembers. Slots are numbered in order of arrival and never used twice.
#[derive(Default)]
pub struct Memory {
    /// The slot of the first entry in `entries`.
    base: u32,
    /// The entries; none where an entry was replaced by its edit.
    entries: VecDeque<Option<Known>>,
    slots: BTreeMap<EntryId, u32>,
    words: KeyMap<VecDeque<(u32, f32)>>,
    runs: KeyMap<VecDeque<u32>>,
    marks: KeyMap<VecDeque<u32>>,
    heads: KeyMap<u32>,
    masks: BTreeMap<(SourceId, u32), Vec<u32>>,
    lexicon: Lexicon,
    tempo: Tempo,
    /// When each source was first seen.
    sources: BTreeMap<SourceId, DateTime<Utc>>,
    /// How often entries were admitted.
    rounds: u32,
}

/// Documents that are taken to have come before the first, where marks are weighed.
const MARKS_BEFORE: f32 = 200.0;

impl Memory {
    /// A memory of nothing but what is known of words.
    pub fn new(prior: Arc<Prior>) -> Self {
        Self {
            lexicon: Lexicon::new(prior),
            ..Self::default()
        }
    }

    /// The entry in a slot.
    pub fn get(&self, slot: u32) -> Option<&Known> {
        self.entries
            .get(slot.checked_sub(self.base)? as usize)?
            .as_ref()
    }

    /// As [`Memory::get`].
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut Known> {
        self.entries
            .get_mut(slot.checked_sub(self.base)? as usize)?
            .as_mut()
    }

    /// Where an entry is.
    pub fn slot(&self, entry: EntryId) -> Option<u32> {
        self.slots.get(&entry).copied()
    }

    /// How many documents hold a mark.
    pub fn mark_spread(&self, mark: u32) -> usize {
        self.marks.get(&mark).map_or(0, VecDeque::len)
    }

    /// How rare a mark is, by what is remembered and what is known before that.
    pub fn mark_rarity(&self, mark: u32) -> f32 {
        let before = self.lexicon.prior().share(mark) * MARKS_BEFORE;
        let spread = self.mark_spread(mark) as f32 + before;
        ((self.slots.len() as f32 + MARKS_BEFORE) / (spread + 0.5))
            .ln()
            .max(0.1)
    }

    /// The entries that hold a mark.
    pub fn with_mark(&self, mark: u32) -> impl Iterator<Item = u32> + '_ {
        self.marks.get(&mark).into_iter().flatten().copied()
    }

    /// Takes entries in: counts all of them before weighing any, so that those of one round see
    /// the same frequencies. Gives their slots.
    pub fn admit(&mut self, items: &[Item], weights: &Weights) -> Vec<u32> {
        self.rounds += 1;
        let first = self.base + u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let slots: Vec<u32> = (first..).take(items.len()).collect();
        for (item, slot) in items.iter().zip(&slots) {
            let mut known = Known::read(item, self.usable_date(item));
            self.lexicon.add(&known.terms);
            self.tempo.add(known.language, known.hour());
            let head = self.heads.entry(known.head).or_default();
            *head += 1;
            known.recurring = self.note_title(&known, *slot);
            self.slots.insert(known.entry, *slot);
            self.entries.push_back(Some(known));
        }
        for slot in &slots {
            self.index(*slot, weights);
        }
        slots
    }

    /// The date of an entry, unless it cannot be right: a source that has been polled before does
    /// not bring for news what is a month old, but it does mistype a year.
    fn usable_date(&mut self, item: &Item) -> Option<DateTime<Utc>> {
        let since = *self.sources.entry(item.source.clone()).or_insert(item.seen);
        let late = item.published.is_some_and(|date| item.seen - date > STALE);
        item.published
            .filter(|_| !late || item.seen - since < FIRST_POLL)
    }

    /// Remembers a title of a source; whether the source has carried it before at another time.
    fn note_title(&mut self, known: &Known, slot: u32) -> bool {
        if known.outlet.is_empty() {
            return false;
        }
        let before = self
            .masks
            .entry((known.source.clone(), known.mask))
            .or_default();
        let mut recurring = false;
        for earlier in before.iter() {
            let earlier = earlier
                .checked_sub(self.base)
                .and_then(|at| self.entries.get_mut(at as usize)?.as_mut());
            if let Some(earlier) = earlier
                && (earlier.minutes - known.minutes).abs() >= RECURRENCE_MINUTES
            {
                earlier.recurring = true;
                recurring = true;
            }
        }
        before.push(slot);
        recurring
    }

    fn index(&mut self, slot: u32, weights: &Weights) {
        let at = (slot - self.base) as usize;
        let Some(Some(known)) = self.entries.get_mut(at) else {
            return;
        };
        known.vectors = std::mem::take(&mut known.terms).weigh(&self.lexicon, weights.background);
        for word in &known.vectors.words {
            self.words
                .entry(word.key)
                .or_default()
                .push_back((slot, word.weight));
        }
        for run in known.member.sketch().runs() {
            self.runs.entry(*run).or_default().push_back(slot);
        }
        for (mark, _) in &known.marks {
            self.marks.entry(*mark).or_default().push_back(slot);
        }
    }

    /// Compares a new entry with what it may be like, and notes the likeness at both ends.
    pub fn compare(&mut self, slot: u32, weights: &Weights) {
        let candidates = self.candidates(slot, weights);
        self.refresh(slot, weights);
        for other in candidates {
            if self.edge(slot, other).is_some() {
                continue;
            }
            self.refresh(other, weights);
            let (Some(a), Some(b)) = (self.get(slot), self.get(other)) else {
                continue;
            };
            let score = evidence::weigh(a, b, weights).score(weights);
            if score >= LEAST_EDGE {
                for (from, to) in [(slot, other), (other, slot)] {
                    if let Some(known) = self.get_mut(from) {
                        known.edges.push((to, score));
                    }
                }
            }
        }
    }

    /// The likeness of two entries that was noted.
    pub fn edge(&self, a: u32, b: u32) -> Option<f32> {
        let edges = |slot| self.get(slot).map_or(&[][..], |known| &known.edges);
        let (from, to) = if edges(a).len() <= edges(b).len() {
            (a, b)
        } else {
            (b, a)
        };
        edges(from)
            .iter()
            .find(|(other, _)| *other == to)
            .map(|(_, score)| *score)
    }

    /// Brings what depends on the stream around an entry up to date.
    fn refresh(&mut self, slot: u32, weights: &Weights) {
        let rounds = self.rounds;
        let Some(known) = self.get(slot).filter(|known| known.refreshed != rounds) else {
            return;
        };
        let neighbours = self.tempo.neighbours(known.language, known.hour(), weights);
        let common = self
            .heads
            .get(&known.head)
            .is_some_and(|n| *n >= COMMON_HEAD);
        if let Some(known) = self.get_mut(slot) {
            known.refreshed = rounds;
            known.neighbours = neighbours;
            known.common_head = common;
        }
    }

    /// The entries of its language that share the most with an entry, near-copies first.
    fn candidates(&self, slot: u32, weights: &Weights) -> Vec<u32> {
        let Some(known) = self.get(slot) else {
            return Vec::new();
        };
        let mut words: Vec<_> = known.vectors.words.iter().collect();
        words.sort_by(|a, b| b.idf.total_cmp(&a.idf).then(a.key.cmp(&b.key)));
        let mut shared = KeyMap::<f32>::with_capacity_and_hasher(POSTINGS, Default::default());
        let mut left = POSTINGS;
        for word in words {
            let Some(postings) = self.words.get(&word.key) else {
                continue;
            };
            let taken = postings.len().min(PER_WORD).min(left);
            for (other, weight) in postings.iter().rev().take(taken) {
                *shared.entry(*other).or_default() += word.weight * weight;
            }
            left -= taken;
        }
        shared.remove(&slot);
        let mut ranked: Vec<_> = shared
            .into_iter()
            .filter_map(|(other, score)| {
                let gap = evidence::gap(known, self.get(other)?, weights);
                Some((score * (-gap / weights.hours).exp(), other))
            })
            .collect();
        if ranked.len() > COMPARED {
            let by_rank = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1));
            ranked.select_nth_unstable_by(COMPARED, by_rank);
        }
        let mut candidates = self.copies(known, slot);
        candidates.extend(ranked.into_iter().take(COMPARED).map(|(_, other)| other));
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The entries that share enough runs of words with an entry to be looked at as near-copies.
    fn copies(&self, known: &Known, slot: u32) -> Vec<u32> {
        let mut shared = BTreeMap::<u32, usize>::new();
        for run in known.member.sketch().runs() {
            if let Some(others) = self.runs.get(run)
                && others.len() <= SHINGLE_SPREAD
            {
                for other in others {
                    *shared.entry(*other).or_default() += 1;
                }
            }
        }
        shared.remove(&slot);
        let mut ranked: Vec<_> = shared.into_iter().filter(|(_, n)| *n >= 4).collect();
        ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
        ranked.into_iter().take(8).map(|(other, _)| other).collect()
    }

    /// Forgets the entries that were first seen before `horizon`. Gives what was forgotten.
    pub fn forget_before(&mut self, horizon: DateTime<Utc>) -> Vec<(u32, Known)> {
        let mut forgotten = Vec::new();
        while let Some(first) = self.entries.front() {
            if first.as_ref().is_some_and(|known| known.seen >= horizon) {
                break;
            }
            let slot = self.base;
            if let Some(known) = self.take(slot) {
                forgotten.push((slot, known));
            }
            self.entries.pop_front();
            self.base += 1;
        }
        forgotten
    }

    /// Takes an entry out of every index.
    pub fn take(&mut self, slot: u32) -> Option<Known> {
        let at = slot.checked_sub(self.base)? as usize;
        let known = self.entries.get_mut(at)?.take()?;
        self.lexicon.remove(known.language, &known.vectors);
        self.tempo.remove(known.language, known.hour());
        if self.slots.get(&known.entry) == Some(&slot) {
            self.slots.remove(&known.entry);
        }
        for word in &known.vectors.words {
            drop_posting(&mut self.words, word.key, |(other, _)| *other == slot);
        }
        for run in known.member.sketch().runs() {
            drop_posting(&mut self.runs, *run, |other| *other == slot);
        }
        for (mark, _) in &known.marks {
            drop_posting(&mut self.marks, *mark, |other| *other == slot);
        }
        if let Some(count) = self.heads.get_mut(&known.head) {
            *count -= 1;
            if *count == 0 {
                self.heads.remove(&known.head);
            }
        }
        let title = (known.source.clone(), known.mask);
        if let Some(slots) = self.masks.get_mut(&title) {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.masks.remove(&title);
            }
        }
        for (other, _) in &known.edges {
            if let Some(other) = self.get_mut(*other) {
                other.edges.retain(|(to, _)| *to != slot);
            }
        }
        Some(known)
    }
}

/// Takes one posting out of a list; it is the first, unless an entry was edited.
fn drop_posting<T>(index: &mut KeyMap<VecDeque<T>>, key: u32, is_it: impl Fn(&T) -> bool) {
    if let Some(postings) = index.get_mut(&key) {
        if let Some(at) = postings.iter().position(is_it) {
            postings.remove(at);
        }
        if postings.is_empty() {
            index.remove(&key);
        }
    }
}
