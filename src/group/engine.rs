//! The engine: takes entries in, round by round, and says which story each belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::{EntryId, StoryId};
use crate::group::item::{Assignment, Changes, Item, Merge, Settings};
use crate::group::link::bundles::{self, Bundle};
use crate::group::link::kin;
use crate::group::link::strands::{self, Arrival};
use crate::group::rulings::hand::Hand;
use crate::group::stories::Stories;
use crate::group::window::known::Known;
use crate::group::window::memory::Memory;

/// Entries that are linked at once; a larger round is cut up in order of date, so that a first
/// poll costs no more per entry than a later one.
const BATCH: usize = 256;
/// Entries that are read at once.
const READ: usize = 1024;

/// Groups entries into stories, online: what it remembers is bounded by the window.
///
/// What a round decides follows from the entries of the window, the stories that they are in and
/// who stands for these: an engine that was [restored](Engine::restore) decides as one that was
/// never stopped.
pub struct Engine {
    pub(super) settings: Settings,
    pub(super) memory: Memory,
    pub(super) stories: Stories,
    pub(super) hand: Hand,
}

/// What is new in a part of a round: each entry, with what it is like.
pub(super) type Likenesses = BTreeMap<u32, Vec<(u32, f32)>>;

impl Engine {
    /// An engine that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            memory: Memory::new(Arc::clone(&settings.prior), settings.weights.clone()),
            settings,
            stories: Stories::default(),
            hand: Hand::default(),
        }
    }

    /// Says what the operator has ruled, with every entry that is ruled on; before each round in
    /// which that may have changed, or such an entry have come. What the window holds against a
    /// ruling is put right when it is next looked at.
    pub fn rule(&mut self, hand: Hand) {
        self.hand = hand;
    }

    /// Puts entries back into the stories that they were in when the program last ran, before the first
    /// round; all at once, or in parts in the order of what they found. Nothing is grouped anew.
    pub fn restore(&mut self, mut entries: Vec<(Item, StoryId)>) {
        // As rounds take them in.
        entries.sort_unstable_by_key(|(item, _)| (item.founds, item.entry));
        let mut entries = entries.into_iter();
        while let Some((items, stories)) = next_part(&mut entries) {
            for (mut known, story) in self.memory.read_all(&items).into_iter().zip(stories) {
                known.story = Some(story);
                let slot = self.memory.admit(known);
                self.stories.put(slot, story);
            }
        }
    }

    /// Says who stands for a story: when that was decided elsewhere, or before the program last
    /// stopped. The story keeps its id where this entry is.
    pub fn represent(&mut self, story: StoryId, entry: EntryId) {
        self.stories.represent(story, entry);
    }

    /// Keeps an id from being minted again: that of a story that was merged or dropped.
    pub fn reserve(&mut self, story: StoryId) {
        self.stories.reserve(story);
    }

    /// One round: takes in the new and the edited entries. `now` moves the window: what was first
    /// seen before it is forgotten and keeps its story; an edit of such an entry changes nothing.
    ///
    /// Within the window, time is the entries' own dates: entries of an archive that are seen for
    /// the first time today are grouped with what was published when they were.
    pub fn round(&mut self, now: DateTime<Utc>, arrivals: Vec<Item>) -> Changes {
        let horizon = now - self.settings.window;
        self.forget_before(horizon);
        // By first sight and, within a round, by what the entries are and not by the order in which
        // polls happened to end.
        let arrivals: BTreeMap<_, Item> = arrivals
            .into_iter()
            .filter(|item| item.seen >= horizon)
            .map(|item| ((item.founds, item.entry), item))
            .collect();
        let mut ordered = Vec::with_capacity(arrivals.len());
        // All are counted before any is weighed, so that all see the same frequencies.
        let mut arrivals = arrivals.into_values().map(|item| {
            let place = (item.at(), item.founds);
            (item, place)
        });
        while let Some((items, places)) = next_part(&mut arrivals) {
            for (known, (at, founds)) in self.memory.read_all(&items).into_iter().zip(places) {
                ordered.push((at, founds, self.admit(known)));
            }
        }
        ordered.sort_unstable();
        let slots: Vec<u32> = ordered.into_iter().map(|(.., slot)| slot).collect();
        let mut round = Round::default();
        for batch in slots.chunks(BATCH) {
            self.link(batch, &mut round);
            self.memory.thin_views();
        }
        self.memory.close_views();
        round.changes()
    }

    fn forget_before(&mut self, horizon: DateTime<Utc>) {
        for (slot, known) in self.memory.forget_before(horizon) {
            if let Some(story) = known.story {
                self.stories.leave(slot, story);
            }
            self.stories.release(known.founds);
        }
    }

    /// Takes an entry in; an edit in the place and the story of its former version.
    fn admit(&mut self, known: Known) -> u32 {
        let Some(slot) = self.memory.slot(known.entry) else {
            return self.memory.admit(known);
        };
        let former = self.memory.take(slot);
        let story = former.and_then(|former| former.story);
        self.memory.put(slot, Known { story, ..known });
        slot
    }

    fn link(&mut self, batch: &[u32], round: &mut Round) {
        let cut = self.cut();
        let arrivals: Vec<_> = batch
            .iter()
            .map(|slot| Arrival {
                slot: *slot,
                alike: self.memory.compare(*slot, strands::drawing(cut)),
            })
            .collect();
        let weights = &self.settings.weights;
        let ties = self.hand.ties(&self.memory, &self.stories);
        let stories = &self.stories;
        let changed = strands::relink(&arrivals, &mut self.memory, stories, &ties, weights, cut);
        let cross_cut = self.cross_cut();
        let (bundles, before) =
            bundles::bind(changed, &self.memory, stories, &ties, weights, cross_cut);
        let has_story = |slot: &u32| {
            self.memory
                .get(*slot)
                .is_some_and(|known| known.story.is_some())
        };
        let edited = batch.iter().copied().filter(has_story).collect();
        let (settled, merged) =
            (self.stories).settle(bundles, &before, &edited, &ties, &self.memory);
        self.hand.follow(&merged);
        round.merged.extend(merged);
        let alike = arrivals.into_iter().map(|new| (new.slot, new.alike));
        self.note(&settled, &before, &alike.collect(), round);
    }

    /// What the likeness of two strands has to reach.
    pub(super) fn cut(&self) -> f32 {
        self.settings.weights.cut * self.settings.caution.strictness()
    }

    /// As [`Engine::cut`], of strands of different languages.
    pub(super) fn cross_cut(&self) -> f32 {
        self.settings.weights.cross_cut * self.settings.caution.strictness()
    }

    /// Notes what changed for the entries of settled bundles.
    fn note(
        &mut self,
        settled: &[(StoryId, Bundle)],
        before: &BTreeSet<StoryId>,
        alike: &Likenesses,
        round: &mut Round,
    ) {
        let mut moved = Vec::new();
        for (story, bundle) in settled {
            for slot in bundle.slots() {
                if let Some(known) = self.memory.get_mut(slot)
                    && known.story != Some(*story)
                {
                    known.story = Some(*story);
                    moved.push((slot, *story));
                }
            }
        }
        for (slot, story) in moved {
            let (entry, reason) = match self.memory.get(slot) {
                Some(known) => (known.entry, self.reason(slot, story, alike)),
                None => continue,
            };
            let assignment = Assignment {
                entry,
                story,
                reason,
            };
            round.assigned.insert(entry, assignment);
        }
        let new = settled.iter().filter(|(story, _)| !before.contains(story));
        for (story, _) in new {
            let kin = kin::of(*story, &self.stories, &self.memory, &self.settings.weights);
            let pairs = kin
                .into_iter()
                .map(|other| (other.min(*story), other.max(*story)));
            round.related.extend(pairs);
        }
    }
}

/// The next entries to be read, each with what goes with it, so that the texts of many are not held
/// beside what is remembered of them; none when there are no more.
fn next_part<T>(entries: &mut impl Iterator<Item = (Item, T)>) -> Option<(Vec<Item>, Vec<T>)> {
    let part: (Vec<Item>, Vec<T>) = entries.take(READ).unzip();
    (!part.0.is_empty()).then_some(part)
}

/// What the parts of a round changed.
#[derive(Default)]
struct Round {
    assigned: BTreeMap<EntryId, Assignment>,
    merged: Vec<Merge>,
    related: Vec<(StoryId, StoryId)>,
}

impl Round {
    fn changes(self) -> Changes {
        let Self {
            assigned,
            mut merged,
            mut related,
        } = self;
        merged.sort_unstable_by_key(|merge| merge.from);
        // What a story was merged into may itself have been, in a later part of the round. Ids only
        // ever end in elder ones, so these are through when it comes to the younger.
        let mut ends = BTreeMap::<StoryId, StoryId>::new();
        for merge in &mut merged {
            merge.into = ends.get(&merge.into).copied().unwrap_or(merge.into);
            ends.insert(merge.from, merge.into);
        }
        related.sort_unstable();
        related.dedup();
        Changes {
            assigned: assigned.into_values().collect(),
            merged,
            related,
        }
    }
}
