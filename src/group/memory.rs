//! The entries of the window, and the indexes that find what an entry may be like.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::evidence::{self, Evidence};
use super::features::{KeyMap, Lexicon};
use super::item::Item;
use super::known::{Known, View};
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
/// Likeness by words alone, about, under which two entries are not compared in full: the rest of the
/// evidence never makes up for it.
const LEAST_SHARED: f32 = 0.08;
/// Entries that a shingle may stand in before it counts as boilerplate.
const SHINGLE_SPREAD: usize = 24;
/// Runs of words that two entries must share to be looked at as near-copies.
const SHARED_RUNS: usize = 4;
/// Entries that a new entry is compared with as near-copies.
const COPIES: usize = 8;
/// Titles that must open alike before the opening counts as common.
const COMMON_HEAD: u32 = 8;
/// Minutes after which a title that its source repeats is a template.
const RECURRENCE_MINUTES: i64 = 18 * 60;
/// Likeness that is as good as none.
const LEAST_LIKENESS: f32 = 0.02;
/// Views that are kept within a round; more are taken again when they are needed.
const VIEWS: usize = 8192;

/// What the engine remembers. Slots are numbered in order of arrival and never used twice; an
/// edit takes the slot of what it edits.
pub struct Memory {
    weights: Weights,
    /// The slot of the first entry in `entries`.
    base: u32,
    /// The entries; none where one was taken out and its edit is yet to come.
    entries: VecDeque<Option<Known>>,
    slots: BTreeMap<EntryId, u32>,
    words: KeyMap<VecDeque<u32>>,
    runs: KeyMap<VecDeque<u32>>,
    marks: KeyMap<VecDeque<u32>>,
    heads: KeyMap<u32>,
    titles: BTreeMap<(SourceId, u32), VecDeque<u32>>,
    lexicon: Lexicon,
    tempo: Tempo,
    /// The slots of which there is a view.
    viewed: Vec<u32>,
    /// Scratch: what each entry shares with the one that is looked at.
    shared: Vec<f32>,
}

/// Documents that are taken to have come before the first, where marks are weighed.
const MARKS_BEFORE: f32 = 200.0;

impl Memory {
    /// A memory of nothing but what is known of words.
    pub fn new(prior: Arc<Prior>, weights: Weights) -> Self {
        Self {
            lexicon: Lexicon::new(prior, weights.background),
            weights,
            base: 0,
            entries: VecDeque::new(),
            slots: BTreeMap::new(),
            words: KeyMap::default(),
            runs: KeyMap::default(),
            marks: KeyMap::default(),
            heads: KeyMap::default(),
            titles: BTreeMap::new(),
            tempo: Tempo::default(),
            viewed: Vec::new(),
            shared: Vec::new(),
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

    /// Takes an entry in. What was seen of the others before is no longer so: views have to be
    /// [closed](Memory::close_views) first.
    pub fn admit(&mut self, item: &Item) -> u32 {
        let slot = self.base + u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push_back(None);
        self.put(slot, Known::read(item));
        slot
    }

    /// Puts an entry into a slot that is free.
    pub fn put(&mut self, slot: u32, known: Known) {
        self.lexicon.add(&known.terms);
        self.tempo.add(known.language, known.hour());
        *self.heads.entry(known.head).or_default() += 1;
        let title = (known.source.clone(), known.mask);
        insert(self.titles.entry(title).or_default(), slot);
        self.slots.insert(known.entry, slot);
        for word in known.terms.words() {
            insert(self.words.entry(word).or_default(), slot);
        }
        for run in known.member.sketch().runs() {
            insert(self.runs.entry(*run).or_default(), slot);
        }
        for (mark, _) in &known.marks {
            insert(self.marks.entry(*mark).or_default(), slot);
        }
        if let Some(place) = self.place_of(slot) {
            self.entries[place] = Some(known);
        }
    }

    fn place_of(&self, slot: u32) -> Option<usize> {
        let place = slot.checked_sub(self.base)? as usize;
        (place < self.entries.len()).then_some(place)
    }

    /// Compares an entry with what it may be like. Gives those that it is like, and how much.
    pub fn compare(&mut self, slot: u32) -> Vec<(u32, f32)> {
        self.look(slot);
        let mut alike = Vec::new();
        for other in self.candidates(slot) {
            let score = self.likeness(slot, other);
            if score >= LEAST_LIKENESS {
                alike.push((other, score));
            }
        }
        alike
    }

    /// How alike two entries of one language are.
    pub fn likeness(&mut self, a: u32, b: u32) -> f32 {
        let evidence = self.evidence(a, b);
        evidence.map_or(0.0, |evidence| evidence.score(&self.weights))
    }

    /// What speaks for and against two entries of one language being of one event.
    pub fn evidence(&mut self, a: u32, b: u32) -> Option<Evidence> {
        self.look(a);
        self.look(b);
        let (one, other) = (self.get(a)?, self.get(b)?);
        Some(evidence::weigh(
            (one, one.view.as_deref()?),
            (other, other.view.as_deref()?),
            &self.weights,
        ))
    }

    /// Looks at an entry as it stands among the others.
    fn look(&mut self, slot: u32) {
        let Some(known) = self.get(slot).filter(|known| known.view.is_none()) else {
            return;
        };
        let heads = self.heads.get(&known.head);
        let view = View {
            vectors: known.terms.weigh(&self.lexicon),
            neighbours: (self.tempo).neighbours(known.language, known.hour(), &self.weights),
            common_head: heads.is_some_and(|count| *count >= COMMON_HEAD),
            recurring: self.is_recurring(known),
        };
        if let Some(known) = self.get_mut(slot) {
            known.view = Some(Box::new(view));
            self.viewed.push(slot);
        }
    }

    /// Whether the source of an entry carries its title at other times, too.
    fn is_recurring(&self, known: &Known) -> bool {
        if known.outlet.is_empty() {
            return false;
        }
        let title = (known.source.clone(), known.mask);
        let mut others = self.titles.get(&title).into_iter().flatten();
        others.any(|other| {
            self.get(*other)
                .is_some_and(|other| (other.minutes - known.minutes).abs() >= RECURRENCE_MINUTES)
        })
    }

    /// Forgets what the entries look like, if they are many.
    pub fn thin_views(&mut self) {
        if self.viewed.len() > VIEWS {
            self.close_views();
        }
    }

    /// Forgets what the entries look like: others come, or go.
    pub fn close_views(&mut self) {
        for slot in std::mem::take(&mut self.viewed) {
            if let Some(known) = self.get_mut(slot) {
                known.view = None;
            }
        }
    }

    /// The entries of its language that share the most with an entry, near-copies among them.
    fn candidates(&mut self, slot: u32) -> Vec<u32> {
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
            let Some(postings) = self.words.get(&word.key) else {
                continue;
            };
            let taken = postings.len().min(PER_WORD).min(left);
            let weight = word.weight * word.idf;
            for other in postings.iter().rev().take(taken) {
                let sum = &mut shared[(other - self.base) as usize];
                if *sum == 0.0 {
                    met.push(*other);
                }
                *sum += weight;
            }
            left -= taken;
        }
        // Another's length is not known without weighing it: its words are taken to be as rare.
        let squares = view.vectors.words.iter().map(|word| word.idf * word.idf);
        let rarity = (squares.sum::<f32>() / (known.extent * known.extent)).sqrt();
        let mut ranked = Vec::with_capacity(met.len());
        for other in met {
            let sum = std::mem::take(&mut shared[(other - self.base) as usize]);
            if other != slot
                && let Some(other_known) = self.get(other)
            {
                let gap = evidence::gap(known, other_known, &self.weights);
                let alike = sum / (other_known.extent * rarity);
                let likely = alike * (-gap / self.weights.hours).exp();
                if likely >= LEAST_SHARED {
                    ranked.push((likely, other));
                }
            }
        }
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
        let mut ranked: Vec<_> = shared
            .into_iter()
            .filter(|(_, runs)| *runs >= SHARED_RUNS)
            .collect();
        ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
        let copies = ranked.into_iter().map(|(other, _)| other);
        copies.take(COPIES).collect()
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
        let place = self.place_of(slot)?;
        let mut known = self.entries[place].take()?;
        known.view = None;
        self.lexicon.remove(&known.terms);
        self.tempo.remove(known.language, known.hour());
        self.slots.remove(&known.entry);
        for word in known.terms.words() {
            remove(&mut self.words, word, slot);
        }
        for run in known.member.sketch().runs() {
            remove(&mut self.runs, *run, slot);
        }
        for (mark, _) in &known.marks {
            remove(&mut self.marks, *mark, slot);
        }
        if let Some(count) = self.heads.get_mut(&known.head) {
            *count -= 1;
            if *count == 0 {
                self.heads.remove(&known.head);
            }
        }
        let title = (known.source.clone(), known.mask);
        if let Some(slots) = self.titles.get_mut(&title) {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.titles.remove(&title);
            }
        }
        Some(known)
    }
}

/// Puts a slot where it belongs in a list in order of arrival: at its end, unless it is an edit's.
fn insert(slots: &mut VecDeque<u32>, slot: u32) {
    let place = match slots.back() {
        Some(last) if *last >= slot => slots.partition_point(|other| *other < slot),
        _ => slots.len(),
    };
    slots.insert(place, slot);
}

/// Takes a slot out of a list; it is the first, unless it is an edit's.
fn remove(index: &mut KeyMap<VecDeque<u32>>, key: u32, slot: u32) {
    if let Some(slots) = index.get_mut(&key) {
        if let Ok(place) = slots.binary_search(&slot) {
            slots.remove(place);
        }
        if slots.is_empty() {
            index.remove(&key);
        }
    }
}
