//! What entries look like among the others, and how alike two of them are.

use super::Memory;
use crate::group::link::evidence::{self, Circumstances, Evidence};
use crate::group::text::features;
use crate::group::window::known::{Known, View};
use crate::group::window::overlap::{Laid, Overlaps};

/// Titles that must open alike before the opening counts as common.
const COMMON_HEAD: u32 = 8;
/// Minutes after which a title that its source repeats is a template.
const RECURRENCE_MINUTES: u32 = 18 * 60;
/// Views that are kept within a round; more are taken again when they are needed.
const VIEWS: usize = 2048;

impl Memory {
    /// Compares an entry with what it may be like. Gives those that it is like by `least` or more,
    /// and how much.
    pub fn compare(&mut self, slot: u32, least: f32) -> Vec<(u32, f32)> {
        self.look(slot);
        let mut candidates = self.candidates(slot);
        // Most came too long before to be alike whatever they say.
        candidates.retain(|other| self.at_most(slot, *other) >= least);
        for other in &candidates {
            self.look(*other);
        }
        let Some((one, seen)) = self.seen(slot) else {
            return Vec::new();
        };
        let terms = Laid::of(seen);
        let mut alike = Vec::new();
        for other in candidates {
            if let Some(found) = self.seen(other) {
                let overlap = terms.overlap(found.1);
                let evidence = evidence::weigh((one, seen), found, &overlap, &self.weights);
                let score = evidence.score(&self.weights);
                if score >= least {
                    alike.push((other, score));
                }
            }
        }
        alike
    }

    /// The most that two entries may be alike, by when they came, what they are about and whose they
    /// are.
    fn at_most(&mut self, a: u32, b: u32) -> f32 {
        let mut neighbours = |slot: u32| {
            let place = slot.checked_sub(self.base)? as usize;
            let known = self.entries.get(place)?.as_deref()?;
            let neighbours = match &known.view {
                Some(view) => view.neighbours,
                None => self.tempo.neighbours(&known.moment(), &self.weights),
            };
            Some(neighbours)
        };
        let (Some(near_a), Some(near_b)) = (neighbours(a), neighbours(b)) else {
            return 0.0;
        };
        let (Some(one), Some(other)) = (self.get(a), self.get(b)) else {
            return 0.0;
        };
        Circumstances::of((one, near_a), (other, near_b), &self.weights).at_most(&self.weights)
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
        let (one, other) = (self.seen(a)?, self.seen(b)?);
        let overlap = Laid::of(one.1).overlap(other.1);
        Some(evidence::weigh(one, other, &overlap, &self.weights))
    }

    /// Looks at entries that are to be compared each with each.
    pub fn gather(&mut self, slots: &[u32]) -> Overlaps {
        for slot in slots {
            self.look(*slot);
        }
        let nothing = View::default();
        let seen = |slot: &u32| self.seen(*slot).map_or(&nothing, |(_, view)| view);
        Overlaps::of(&slots.iter().map(seen).collect::<Vec<_>>())
    }

    /// As [`Memory::likeness`], of two entries that were gathered.
    pub fn likeness_within(&self, gathered: &Overlaps, a: (usize, u32), b: (usize, u32)) -> f32 {
        let (Some(one), Some(other)) = (self.seen(a.1), self.seen(b.1)) else {
            return 0.0;
        };
        let overlap = gathered.between(a.0, b.0);
        evidence::weigh(one, other, overlap, &self.weights).score(&self.weights)
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
