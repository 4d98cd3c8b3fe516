//! What entries look like among the others, and how alike two of them are.

use super::Memory;
use crate::group::link::evidence::{self, Evidence};
use crate::group::text::features::{self, Cosines};
use crate::group::window::known::{Known, View};

/// Titles that must open alike before the opening counts as common.
const COMMON_HEAD: u32 = 8;
/// Minutes after which a title that its source repeats is a template.
const RECURRENCE_MINUTES: u32 = 18 * 60;
/// Likeness that is as good as none.
const LEAST_LIKENESS: f32 = 0.02;
/// Views that are kept within a round; more are taken again when they are needed.
const VIEWS: usize = 2048;

impl Memory {
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
        let ((one, seen), (other, seen_other)) = (self.seen(a)?, self.seen(b)?);
        let grams = features::cosine(&seen.vectors.grams, &seen_other.vectors.grams);
        let (one, other) = ((one, seen), (other, seen_other));
        Some(evidence::weigh(one, other, grams, &self.weights))
    }

    /// Looks at entries that are to be compared each with each.
    pub fn gather(&mut self, slots: &[u32]) -> Cosines {
        for slot in slots {
            self.look(*slot);
        }
        let seen = |slot: &u32| self.seen(*slot).map(|(_, view)| &view.vectors.grams);
        let grams = slots
            .iter()
            .map(|slot| seen(slot).map_or(&[][..], Vec::as_slice));
        Cosines::of(&grams.collect::<Vec<_>>())
    }

    /// As [`Memory::likeness`], of two entries that were gathered.
    pub fn likeness_within(&self, gathered: &Cosines, a: (usize, u32), b: (usize, u32)) -> f32 {
        let (Some(one), Some(other)) = (self.seen(a.1), self.seen(b.1)) else {
            return 0.0;
        };
        let grams = gathered.between(a.0, b.0);
        evidence::weigh(one, other, grams, &self.weights).score(&self.weights)
    }

    fn seen(&self, slot: u32) -> Option<(&Known, &View)> {
        let known = self.get(slot)?;
        Some((known, known.view.as_deref()?))
    }

    /// Looks at an entry as it stands among the others.
    fn look(&mut self, slot: u32) {
        let Some(known) = self.get(slot).filter(|known| known.view.is_none()) else {
            return;
        };
        let moment = known.moment();
        let neighbours = self.tempo.neighbours(&moment, &self.weights);
        let Some(known) = self.get(slot) else {
            return;
        };
        let mut marks: Vec<_> = known.marks.iter().collect();
        self.weigh_marks(&mut marks);
        features::to_unit(&mut marks);
        let heads = self.heads.get(&known.head);
        let view = View {
            vectors: known.terms.weigh(&self.lexicon),
            marks,
            neighbours,
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
        if known.member.outlet.is_empty() {
            return false;
        }
        let alike = |other: &Known| other.mask == known.mask && other.source == known.source;
        let gap = |other: &Known| other.when.minutes.abs_diff(known.when.minutes);
        let others = self.titles.of(known.title_key()).iter();
        others
            .filter_map(|other| self.get(other))
            .any(|other| alike(other) && gap(other) >= RECURRENCE_MINUTES)
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
}
