//! Story ids: who keeps one, who gets a new one, and when two become one.

use std::collections::{BTreeMap, BTreeSet};

use super::item::Merge;
use super::memory::Memory;
use super::strands::Strands;
use super::voices::{self, Member};
use crate::domain::{EntryId, StoryId};

/// The stories of the window.
#[derive(Default)]
pub struct Stories {
    by_strand: BTreeMap<u32, StoryId>,
    living: BTreeMap<StoryId, Living>,
    used: BTreeSet<StoryId>,
}

#[derive(Default)]
struct Living {
    strands: BTreeSet<u32>,
    representative: Option<EntryId>,
}

impl Stories {
    /// Keeps an id from being minted again.
    pub fn reserve(&mut self, story: StoryId) {
        self.used.insert(story);
    }

    /// The story of a strand.
    pub fn of(&self, strand: u32) -> Option<StoryId> {
        self.by_strand.get(&strand).copied()
    }

    /// The strands of a story.
    pub fn strands(&self, story: StoryId) -> impl Iterator<Item = u32> + '_ {
        self.living
            .get(&story)
            .into_iter()
            .flat_map(|living| living.strands.iter().copied())
    }

    /// Says that a strand belongs to a story.
    pub fn put(&mut self, strand: u32, story: StoryId) {
        self.drop_strand(strand);
        self.used.insert(story);
        self.by_strand.insert(strand, story);
        self.living.entry(story).or_default().strands.insert(strand);
    }

    /// Forgets a strand that has no entries left.
    pub fn drop_strand(&mut self, strand: u32) {
        let Some(story) = self.by_strand.remove(&strand) else {
            return;
        };
        if let Some(living) = self.living.get_mut(&story) {
            living.strands.remove(&strand);
            if living.strands.is_empty() {
                self.living.remove(&story);
            }
        }
    }

    /// Lets the ids go that an entry could mint: it has left the window and will mint no more.
    pub fn release(&mut self, founds: StoryId) {
        let mut id = founds;
        while self.used.remove(&id) {
            id = id.next();
        }
    }

    /// Chooses who stands for a story, keeping who does.
    pub fn choose(&mut self, story: StoryId, strands: &Strands, memory: &Memory) {
        let members = members(self.strands(story), strands, memory);
        if let Some(living) = self.living.get_mut(&story) {
            living.representative = voices::representative(&members, living.representative)
                .map(|index| members[index].entry);
        }
    }

    /// Gives each part, a set of strands, its story: the eldest of those whose representative is
    /// in it, or a new one. `before` are the stories that the strands came from. Gives the merges.
    pub fn settle(
        &mut self,
        parts: &[BTreeSet<u32>],
        before: &BTreeSet<StoryId>,
        strands: &Strands,
        memory: &Memory,
    ) -> Vec<Merge> {
        let home: BTreeMap<StoryId, usize> = before
            .iter()
            .filter_map(|story| {
                let slot = memory.slot(self.living.get(story)?.representative?)?;
                let strand = memory.get(slot)?.strand;
                let part = parts.iter().position(|part| part.contains(&strand))?;
                Some((*story, part))
            })
            .collect();
        let mut elder = vec![None; parts.len()];
        for (story, part) in &home {
            // In order of id, so that the first to come is the elder.
            elder[*part].get_or_insert(*story);
        }
        let mut merged = Vec::new();
        for (story, part) in &home {
            if let Some(into) = elder[*part].filter(|into| into != story) {
                merged.push(Merge { from: *story, into });
            }
        }
        let representatives: BTreeMap<_, _> = before
            .iter()
            .filter_map(|story| Some((*story, self.living.get(story)?.representative)))
            .collect();
        for strand in parts.iter().flatten() {
            self.drop_strand(*strand);
        }
        for (part, elder) in parts.iter().zip(elder) {
            let Some(story) = elder.or_else(|| self.mint(part, strands, memory)) else {
                continue;
            };
            for strand in part {
                self.put(*strand, story);
            }
            if let Some(living) = self.living.get_mut(&story) {
                living.representative = representatives.get(&story).copied().flatten();
            }
            self.choose(story, strands, memory);
        }
        merged
    }

    /// A new id, from the entry of the part that was seen first.
    fn mint(&self, part: &BTreeSet<u32>, strands: &Strands, memory: &Memory) -> Option<StoryId> {
        let slots = part.iter().flat_map(|strand| strands.members(*strand));
        let mut id = slots
            .filter_map(|slot| memory.get(*slot))
            .map(|known| known.founds)
            .min()?;
        while self.used.contains(&id) {
            id = id.next();
        }
        Some(id)
    }
}

fn members<'m>(
    of: impl Iterator<Item = u32>,
    strands: &Strands,
    memory: &'m Memory,
) -> Vec<&'m Member> {
    of.flat_map(|strand| strands.members(strand))
        .filter_map(|slot| memory.get(*slot))
        .map(|known| &known.member)
        .collect()
}
