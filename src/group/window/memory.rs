//! The entries of the window, and the indexes that find what an entry may be like.

mod candidates;
mod reading;
mod views;

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::known::{Known, When};
use super::places::Places;
use super::postings::Postings;
use super::tempo::Tempo;
use crate::domain::{EntryId, Language};
use crate::group::text::features::KeyMap;
use crate::group::text::lexicon::Lexicon;
use crate::group::text::prior::Prior;
use crate::group::text::reading::{Reading, Told};
use crate::group::text::vocabulary::Vocabulary;
use crate::group::weights::Weights;

/// What the engine remembers. Slots are numbered in order of arrival and never used twice; an
/// edit takes the slot of what it edits.
pub struct Memory {
    prior: Arc<Prior>,
    weights: Weights,
    /// The slot of the first entry in `entries`.
    base: u32,
    /// The entries; none where one was taken out and its edit is yet to come.
    entries: VecDeque<Option<Box<Known>>>,
    /// What is asked of many entries at once, in step with `entries`.
    briefs: VecDeque<Brief>,
    slots: BTreeMap<EntryId, u32>,
    words: Postings,
    runs: Postings,
    marks: Postings,
    titles: Postings,
    heads: KeyMap<u32>,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    /// As the lexicon, of marks in all languages together.
    signs: Lexicon,
    tempo: Tempo,
    /// The slots of which there is a view.
    viewed: Vec<u32>,
    /// Scratch: what each entry shares with the one that is looked at; zero throughout between two
    /// looks.
    shared: Cell<Vec<f32>>,
}

/// What says whether an entry is worth a closer look.
#[derive(Clone, Copy, Default)]
struct Brief {
    when: When,
    extent: f32,
    language: Option<Language>,
    places: Places,
    new_toll: bool,
}

impl Brief {
    fn of(known: &Known) -> Self {
        Self {
            when: known.when,
            extent: known.extent,
            language: known.language,
            places: Places::of(known.countries.iter().copied()),
            new_toll: known.new_toll,
        }
    }
}

/// Documents that are taken to have come before the first, where marks are weighed.
const MARKS_BEFORE: f32 = 200.0;

impl Memory {
    /// A memory of nothing but what is known of words.
    pub fn new(prior: Arc<Prior>, weights: Weights) -> Self {
        Self {
            vocabulary: Vocabulary::default(),
            lexicon: Lexicon::new(prior.shares(), weights.background),
            signs: Lexicon::new(&KeyMap::default(), MARKS_BEFORE),
            tempo: Tempo::default(),
            prior,
            weights,
            base: 0,
            entries: VecDeque::new(),
            briefs: VecDeque::new(),
            slots: BTreeMap::new(),
            words: Postings::default(),
            runs: Postings::default(),
            marks: Postings::default(),
            titles: Postings::default(),
            heads: KeyMap::default(),
            viewed: Vec::new(),
            shared: Cell::default(),
        }
    }

    /// The entry in a slot.
    pub fn get(&self, slot: u32) -> Option<&Known> {
        self.entries
            .get(slot.checked_sub(self.base)? as usize)?
            .as_deref()
    }

    /// As [`Memory::get`].
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut Known> {
        self.entries
            .get_mut(slot.checked_sub(self.base)? as usize)?
            .as_deref_mut()
    }

    /// Where an entry is.
    pub fn slot(&self, entry: EntryId) -> Option<u32> {
        self.slots.get(&entry).copied()
    }

    /// Weighs marks by how rare they are, by what is remembered and what is known before that.
    pub fn weigh_marks(&self, marks: &mut [(u32, f32)]) {
        let volume = self.signs.volume(None);
        for (mark, weight) in marks {
            // Two of thousands may meet in one cell, but none is to be taken for a country.
            let share = self.prior.marks().get(mark).copied().unwrap_or_default();
            let before = (share * MARKS_BEFORE).round() as u32;
            *weight *= self.signs.rarity_after(before, volume, *mark);
        }
    }

    /// Takes an entry in. What was seen of the others before is no longer so: views have to be
    /// [closed](Memory::close_views) first.
    pub fn admit(&mut self, known: Known) -> u32 {
        let slot = self.base + u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push_back(None);
        self.briefs.push_back(Brief::default());
        self.put(slot, known);
        slot
    }

    /// The words of the title of an entry.
    pub fn title(&mut self, slot: u32) -> Vec<Told> {
        let place = self.place_of(slot);
        let known = place.and_then(|place| self.entries[place].as_deref());
        known.map_or_else(Vec::new, |known| {
            Reading::of_title(&known.title, known.language, &mut self.vocabulary).title
        })
    }

    /// Puts an entry into a slot that is free.
    pub fn put(&mut self, slot: u32, known: Known) {
        let Some(place) = self.place_of(slot) else {
            return;
        };
        self.lexicon.add(known.language, known.terms.keys());
        self.signs.add(None, known.marks.keys());
        self.tempo.add(&known.moment());
        *self.heads.entry(known.head).or_default() += 1;
        self.slots.insert(known.entry, slot);
        self.titles.insert(known.title_key(), slot);
        for word in known.terms.words() {
            self.words.insert(word, slot);
        }
        for run in known.member.sketch().runs() {
            self.runs.insert(*run, slot);
        }
        for mark in known.marks.keys() {
            self.marks.insert(mark, slot);
        }
        self.briefs[place] = Brief::of(&known);
        self.entries[place] = Some(Box::new(known));
    }

    fn place_of(&self, slot: u32) -> Option<usize> {
        let place = slot.checked_sub(self.base)? as usize;
        (place < self.entries.len()).then_some(place)
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
            self.briefs.pop_front();
            self.base += 1;
        }
        forgotten
    }

    /// Takes an entry out of every index.
    pub fn take(&mut self, slot: u32) -> Option<Known> {
        let place = self.place_of(slot)?;
        let mut known = self.entries[place].take()?;
        known.view = None;
        self.lexicon.remove(known.language, known.terms.keys());
        self.signs.remove(None, known.marks.keys());
        self.tempo.remove(&known.moment());
        self.slots.remove(&known.entry);
        self.titles.remove(known.title_key(), slot);
        for word in known.terms.words() {
            self.words.remove(word, slot);
        }
        for run in known.member.sketch().runs() {
            self.runs.remove(*run, slot);
        }
        for mark in known.marks.keys() {
            self.marks.remove(mark, slot);
        }
        if let Some(count) = self.heads.get_mut(&known.head) {
            *count -= 1;
            if *count == 0 {
                self.heads.remove(&known.head);
            }
        }
        Some(*known)
    }
}
