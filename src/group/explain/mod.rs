//! Why two entries are together or apart: what a round would weigh now, and what would turn the
//! verdict.

mod across;
mod bond;
mod change;
mod reason;
mod shared;

use serde::Serialize;

use crate::domain::{EntryId, Language, StoryId};
use crate::group::engine::Engine;
use crate::group::item::{Feature, Item};
use crate::group::link::bundles;
use crate::group::link::linkage::Inside;
use crate::group::link::strands::{self, Strand};
use crate::group::window::known::Known;
use bond::{Bond, Tie};
pub use change::{Change, Otherwise};
pub use shared::Shared;

/// Two entries side by side, as a round would weigh them now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Whether the two are in one story.
    pub together: bool,
    /// Whether what is remembered now would join them: the link reaches the threshold and nothing
    /// stands against it.
    pub joins: bool,
    /// Whether they are written in different languages.
    pub across_languages: bool,
    /// Hours between them, as they count.
    pub hours: f32,
    /// Whether the dates of both can be used.
    pub dated: bool,
    /// How alike the two entries themselves are.
    pub score: f32,
    /// What is added up.
    pub features: Vec<Feature>,
    /// What the sum is multiplied by; only factors other than 1.
    pub factors: Vec<Feature>,
    /// The share of the shorter text that stands in the other; 0 across languages.
    pub copied: f32,
    /// Whether that makes them one text, which counts for more than the sum.
    pub near_copy: bool,
    /// Words that both have, those that bring the most first.
    pub shared: Vec<Shared>,
    /// How alike those are that they are linked by.
    pub link: Link,
    /// What the link has to reach.
    pub threshold: f32,
    /// Languages that the stories of both have reports in: each is then complete without the other.
    pub spoken_by_both: Vec<Option<Language>>,
    /// What would have taken the link over the threshold, or below it; nothing where that would have
    /// changed nothing.
    pub otherwise: Vec<Otherwise>,
}

/// How alike two groups of entries are: of two entries that are apart, what their stories have in
/// their languages; of two that are together, the later one and the rest of the story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// A mix of mean and reach, times the factors; across languages of what the groups show together.
    pub value: f32,
    /// Entries of the first group.
    pub first: usize,
    /// Entries of the second.
    pub second: usize,
    /// The mean over their pairs; none across languages.
    pub mean: Option<f32>,
    /// The mean over what each entry is to the entry of the other group that it is most like; none
    /// across languages.
    pub reach: Option<f32>,
    /// Factor for what is in one story already.
    pub held: f32,
    /// Factor for two groups of which each is more alike inside than they are to one another.
    pub closed: f32,
}

/// Share of the threshold under which another entry is not near.
const NEAR: f32 = 0.25;
/// Entries of a story, the latest, that another story's are compared with to find the closest.
const CLOSEST: usize = 48;

impl Engine {
    /// Compares two entries that it remembers; nothing when it does not, or both are one.
    pub fn compare(&mut self, one: &Item, other: &Item) -> Option<Comparison> {
        let (a, b) = (self.memory.slot(one.entry)?, self.memory.slot(other.entry)?);
        if a == b {
            return None;
        }
        let (first, second) = (self.memory.get(a)?, self.memory.get(b)?);
        let together = first.story.is_some() && first.story == second.story;
        let dated = first.when.dated && second.when.dated;
        let across_languages = first.language != second.language;
        let spoken_by_both = match across_languages && !together {
            true => self.spoken_by_both(first, second),
            false => Vec::new(),
        };
        let bond = match across_languages {
            true => self.bond_across(a, b, together)?,
            false => self.bond_within(a, b, together)?,
        };
        let (known, told) = (self.memory.get(a)?, self.memory.get(b)?);
        let weights = &self.settings.weights;
        let comparison = Comparison {
            together,
            joins: bond.joins() && spoken_by_both.is_empty(),
            across_languages,
            hours: bond.hours(),
            dated,
            score: bond.pair.score(weights),
            features: bond.pair.features(weights),
            factors: bond.pair.factors(weights),
            copied: bond.pair.copied(),
            near_copy: bond.pair.is_copy(weights),
            shared: match across_languages {
                true => across::shared(one, other, a, b, &self.memory),
                false => shared::words((one, known), (other, told), weights),
            },
            link: bond.linked(),
            threshold: bond.threshold(None),
            otherwise: match bond.joins() && !spoken_by_both.is_empty() {
                true => Vec::new(),
                false => bond.otherwise(),
            },
            spoken_by_both,
        };
        self.memory.close_views();
        Some(comparison)
    }

    /// The entries of other stories that come nearest to an entry, one of each story, the nearest
    /// first: each with its likeness in shares of the threshold. What shares next to nothing with it
    /// is not near.
    pub fn nearest(&mut self, entry: EntryId, most: usize) -> Vec<(EntryId, f32)> {
        let Some((slot, story, language)) = self.place(entry) else {
            return Vec::new();
        };
        let alike = self.memory.compare(slot, NEAR * self.cut()).into_iter();
        let mut near: Vec<(f32, u32)> = alike
            .map(|(other, score)| (score / self.cut(), other))
            .collect();
        let strand = Strand {
            slots: self.stories.strand(story, language, &self.memory),
            story: Some(story),
        };
        for slots in bundles::across(strand, &self.memory, &self.stories) {
            near.extend(
                slots
                    .iter()
                    .map(|other| (self.nearness(slot, *other), *other)),
            );
        }
        self.memory.close_views();
        near.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let mut stories = vec![story];
        let mut nearest = Vec::new();
        for (nearness, other) in near {
            let Some(known) = self.memory.get(other) else {
                continue;
            };
            let elsewhere = known.story.filter(|story| !stories.contains(story));
            if let Some(elsewhere) = elsewhere.filter(|_| nearness >= NEAR) {
                stories.push(elsewhere);
                nearest.push((known.entry, nearness));
            }
        }
        nearest.truncate(most);
        nearest
    }

    /// Of each side the entry that is most like one of the other; of many the latest are looked at.
    pub fn closest(&mut self, ours: &[EntryId], theirs: &[EntryId]) -> Option<(EntryId, EntryId)> {
        let slots = |entries: &[EntryId]| {
            let slots = entries.iter().filter_map(|entry| self.memory.slot(*entry));
            let mut slots: Vec<u32> = slots.collect();
            slots.sort_unstable();
            slots.split_off(slots.len().saturating_sub(CLOSEST))
        };
        let (ours, theirs) = (slots(ours), slots(theirs));
        let mut closest: Option<(f32, u32, u32)> = None;
        for (a, b) in ours
            .iter()
            .flat_map(|a| theirs.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| a != b)
        {
            let nearness = self.nearness(a, b);
            if closest.is_none_or(|(most, ..)| nearness > most) {
                closest = Some((nearness, a, b));
            }
        }
        self.memory.close_views();
        let (_, a, b) = closest?;
        Some((self.memory.get(a)?.entry, self.memory.get(b)?.entry))
    }

    /// The story that an entry is in now.
    #[must_use]
    pub fn story_of(&self, entry: EntryId) -> Option<StoryId> {
        self.place(entry).map(|(_, story, _)| story)
    }

    fn place(&self, entry: EntryId) -> Option<(u32, StoryId, Option<Language>)> {
        let slot = self.memory.slot(entry)?;
        let known = self.memory.get(slot)?;
        Some((slot, known.story?, known.language))
    }

    /// How alike two entries are, in shares of what it would take.
    fn nearness(&mut self, a: u32, b: u32) -> f32 {
        let cut = match self.language(a) == self.language(b) {
            true => self.cut(),
            false => self.cross_cut(),
        };
        self.likeness(a, b) / cut
    }

    /// Languages that both stories have reports in.
    fn spoken_by_both(&self, one: &Known, other: &Known) -> Vec<Option<Language>> {
        let spoken = |known: &Known| {
            let slots = known
                .story
                .map_or(&[][..], |story| self.stories.slots(story));
            let slots = slots.iter().filter_map(|slot| self.memory.get(*slot));
            let mut languages: Vec<_> = slots.map(|known| known.language).collect();
            languages.sort_unstable();
            languages.dedup();
            languages
        };
        let theirs = spoken(other);
        let mut both = spoken(one);
        both.retain(|language| theirs.contains(language));
        both
    }

    /// What an entry is linked by: what its story has in its language.
    fn strand_of(&self, slot: u32) -> Option<Vec<u32>> {
        let known = self.memory.get(slot)?;
        let story = known.story?;
        Some(self.stories.strand(story, known.language, &self.memory))
    }

    fn bond_within(&mut self, a: u32, b: u32, together: bool) -> Option<Bond> {
        let pair = self.memory.evidence(a, b)?;
        let (ours, theirs) = match together {
            true => {
                let mut rest = self.strand_of(a)?;
                rest.retain(|slot| *slot != a.max(b));
                (vec![a.max(b)], rest)
            }
            false => (self.strand_of(a)?, self.strand_of(b)?),
        };
        let all = ours.len() * theirs.len();
        let singly = ours.len() + theirs.len() <= strands::LINKED_SINGLY;
        let mut sides = [&ours, &theirs].map(|slots| strands::inside(slots, &self.memory));
        let (some, others) = match singly {
            true => {
                self.look_inside(&mut sides[0], &ours)?;
                self.look_inside(&mut sides[1], &theirs)?;
                (ours, theirs)
            }
            false => (strands::sample(&ours), strands::sample(&theirs)),
        };
        let stands_for = all / (some.len() * others.len()).max(1);
        let mut pairs = Vec::with_capacity(some.len() * others.len());
        for (one, other) in some
            .iter()
            .flat_map(|one| others.iter().map(move |other| (*one, *other)))
        {
            pairs.push(Tie::Within(self.memory.evidence(one, other)?));
        }
        let width = others.len();
        let pair = Tie::Within(pair);
        Some(self.bond(pair, (pairs, width), stands_for as f32, sides, together))
    }

    /// Notes how alike the entries of a strand are, which are in one story already.
    fn look_inside(&mut self, inside: &mut Inside, slots: &[u32]) -> Option<()> {
        let weights = &self.settings.weights;
        for (place, one) in slots.iter().enumerate() {
            for other in &slots[place + 1..] {
                let evidence = self.memory.evidence(*one, *other)?;
                inside.note(evidence.score(weights) * weights.sticky);
            }
        }
        Some(())
    }

    fn bond_across(&mut self, a: u32, b: u32, together: bool) -> Option<Bond> {
        let (ours, theirs) = (self.strand_of(a)?, self.strand_of(b)?);
        let weights = &self.settings.weights;
        let crossing = |ours: &[u32], theirs: &[u32]| {
            across::crossing(ours, theirs, &self.memory, weights).map(Tie::Across)
        };
        let (pair, whole) = (crossing(&[a], &[b])?, crossing(&ours, &theirs)?);
        let sides = [&ours, &theirs].map(|slots| strands::inside(slots, &self.memory));
        Some(self.bond(pair, (vec![whole], 1), 1.0, sides, together))
    }

    fn bond(
        &self,
        pair: Tie,
        (pairs, width): (Vec<Tie>, usize),
        stands_for: f32,
        sides: [Inside; 2],
        together: bool,
    ) -> Bond {
        let weights = &self.settings.weights;
        let base = match pair {
            Tie::Within(_) => weights.cut,
            Tie::Across(_) => weights.cross_cut,
        };
        Bond {
            pair,
            pairs,
            width,
            stands_for,
            sides,
            held: if together { weights.sticky } else { 1.0 },
            base,
            caution: self.settings.caution,
            weights: weights.clone(),
        }
    }
}
