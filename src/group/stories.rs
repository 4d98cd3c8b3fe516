//! Story ids: who keeps one, who gets a new one, and when two become one.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{EntryId, Language, StoryId};
use crate::group::item::Merge;
use crate::group::link::bundles::Bundle;
use crate::group::rulings::hand::Ties;
use crate::group::voices::{self, Member};
use crate::group::window::memory::Memory;

/// The stories of the window.
#[derive(Default)]
pub struct Stories {
    living: BTreeMap<StoryId, Living>,
    /// Ids that are not to be minted: those that are in use, and those that were.
    used: BTreeSet<StoryId>,
}

#[derive(Default)]
struct Living {
    /// In order of arrival.
    slots: Vec<u32>,
    representative: Option<EntryId>,
}

impl Stories {
    /// Keeps an id from being minted again.
    pub fn reserve(&mut self, story: StoryId) {
        self.used.insert(story);
    }

    /// The entries of a story, in order of arrival.
    pub fn slots(&self, story: StoryId) -> &[u32] {
        self.living
            .get(&story)
            .map_or(&[], |living| living.slots.as_slice())
    }

    /// The entries of a story in one language, in order of arrival.
    pub fn strand(&self, story: StoryId, language: Option<Language>, memory: &Memory) -> Vec<u32> {
        let slots = self.slots(story).iter().copied();
        let speaks = |slot: &u32| memory.get(*slot).is_some_and(|k| k.language == language);
        slots.filter(speaks).collect()
    }

    /// Puts an entry into a story.
    pub fn put(&mut self, slot: u32, story: StoryId) {
        self.used.insert(story);
        let slots = &mut self.living.entry(story).or_default().slots;
        if let Err(place) = slots.binary_search(&slot) {
            slots.insert(place, slot);
        }
    }

    /// Takes an entry out of a story.
    pub fn leave(&mut self, slot: u32, story: StoryId) {
        if let Some(living) = self.living.get_mut(&story) {
            living.slots.retain(|other| *other != slot);
            if living.slots.is_empty() {
                self.living.remove(&story);
            }
        }
    }

    /// Says who stands for a story.
    pub fn represent(&mut self, story: StoryId, entry: EntryId) {
        if let Some(living) = self.living.get_mut(&story) {
            living.representative = Some(entry);
        }
    }

    /// Lets the ids go that an entry could mint: it has left the window and will mint no more.
    pub fn release(&mut self, founds: StoryId) {
        let mut id = founds;
        while self.used.remove(&id) {
            id = id.next();
        }
    }

    /// Gives each bundle its story: the eldest of those that are at home in it, or a new one.
    /// `before` are the stories that the entries came from, `edited` are entries of these whose words
    /// have changed. Gives the bundles with their stories, and the merges.
    pub fn settle(
        &mut self,
        bundles: Vec<Bundle>,
        before: &BTreeSet<StoryId>,
        edited: &BTreeSet<u32>,
        ties: &Ties,
        memory: &Memory,
    ) -> (Vec<(StoryId, Bundle)>, Vec<Merge>) {
        let bundle_of: BTreeMap<u32, usize> = (0..)
            .zip(&bundles)
            .flat_map(|(index, bundle)| bundle.slots().map(move |slot| (slot, index)))
            .collect();
        let living = before
            .iter()
            .filter_map(|story| Some((*story, self.home_after(*story, edited, memory)?)));
        let homes: BTreeMap<StoryId, usize> = living
            .chain(ties.lost())
            .filter_map(|(story, home)| Some((story, *bundle_of.get(&home)?)))
            .collect();
        let (elder, merged) = elders(&homes, bundles.len());
        let representatives: BTreeMap<_, _> = before
            .iter()
            .filter_map(|story| Some((*story, self.living.remove(story)?.representative)))
            .collect();
        let mut settled = Vec::with_capacity(bundles.len());
        for (bundle, elder) in bundles.into_iter().zip(elder) {
            let Some(story) = elder.or_else(|| self.mint(&bundle, memory)) else {
                continue;
            };
            for slot in bundle.slots() {
                self.put(slot, story);
            }
            let former = representatives.get(&story).copied().flatten();
            self.choose(story, former, memory);
            settled.push((story, bundle));
        }
        (settled, merged)
    }

    /// The entry whose bundle keeps the story's id: the one that stands for it or, where that has
    /// left the window, the first to have come.
    pub fn home(&self, story: StoryId, memory: &Memory) -> Option<u32> {
        let living = self.living.get(&story)?;
        let representative = living.representative.and_then(|entry| memory.slot(entry));
        representative
            .filter(|slot| living.slots.contains(slot))
            .or_else(|| living.slots.first().copied())
    }

    /// As [`Stories::home`], after the words of some entries have changed: where the one that stands for
    /// the story is among them, who follows is with those that still tell what readers know it by.
    fn home_after(&self, story: StoryId, edited: &BTreeSet<u32>, memory: &Memory) -> Option<u32> {
        let home = self.home(story, memory)?;
        let mut slots = self.slots(story).iter().copied();
        let unchanged = slots.find(|slot| edited.contains(&home) && !edited.contains(slot));
        Some(unchanged.unwrap_or(home))
    }

    /// Chooses who stands for a story, keeping who does.
    fn choose(&mut self, story: StoryId, former: Option<EntryId>, memory: &Memory) {
        let Some(living) = self.living.get_mut(&story) else {
            return;
        };
        let known = living.slots.iter().filter_map(|slot| memory.get(*slot));
        let members: Vec<&Member> = known.map(|known| &known.member).collect();
        let chosen = voices::representative(&members, former);
        living.representative = chosen.map(|index| members[index].entry);
    }

    /// A new id, from the entry of the bundle that was seen first.
    fn mint(&self, bundle: &Bundle, memory: &Memory) -> Option<StoryId> {
        let known = bundle.slots().filter_map(|slot| memory.get(slot));
        let mut id = known.map(|known| known.founds).min()?;
        while self.used.contains(&id) {
            id = id.next();
        }
        Some(id)
    }
}

/// Who keeps an id: of the stories that are at home in one of `count` bundles the eldest, into which
/// the others are merged. Gives it for each bundle, none where no story is at home, and the merges.
#[must_use]
pub fn elders(
    homes: &BTreeMap<StoryId, usize>,
    count: usize,
) -> (Vec<Option<StoryId>>, Vec<Merge>) {
    let mut elder = vec![None; count];
    let mut merged = Vec::new();
    for (story, bundle) in homes {
        // In order of id, so that the first to come is the elder.
        match elder[*bundle] {
            None => elder[*bundle] = Some(*story),
            Some(into) => merged.push(Merge { from: *story, into }),
        }
    }
    (elder, merged)
}
