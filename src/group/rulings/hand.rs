//! The operator's hand within the engine: entries that are never separated, and entries that never
//! meet, whatever the evidence says.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rulings, Web, lay};
use crate::domain::{EntryId, EntryKey, StoryId};
use crate::group::item::Merge;
use crate::group::stories::Stories;
use crate::group::window::memory::Memory;

/// An entry that rulings name, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// What makes it one.
    pub key: EntryKey,
    /// Its number.
    pub entry: EntryId,
    /// Its story; none while it waits for its first grouping.
    pub story: Option<StoryId>,
}

/// What is ruled on the entries that there are.
#[derive(Default)]
pub struct Hand {
    entries: BTreeMap<EntryId, Held>,
    rulings: Rulings,
}

struct Held {
    group: usize,
    story: Option<StoryId>,
    reason: String,
}

impl Hand {
    /// The rulings with the entries of those that they name which there are, in the window or not.
    #[must_use]
    pub fn new(rulings: Rulings, entries: impl IntoIterator<Item = Ruled>) -> Self {
        let held = entries.into_iter().filter_map(|ruled| {
            let held = Held {
                group: rulings.group(&ruled.key)?,
                story: ruled.story,
                reason: rulings.reason(&ruled.key).unwrap_or_default().to_owned(),
            };
            Some((ruled.entry, held))
        });
        Self {
            entries: held.collect(),
            rulings,
        }
    }

    /// What it means for the entries of the window as they are now.
    pub fn ties(&self, memory: &Memory, stories: &Stories) -> Ties {
        let mut ties = Ties::default();
        if self.entries.is_empty() {
            return ties;
        }
        for held in self.entries.values() {
            for other in self.rulings.apart_from(held.group) {
                ties.web.part(&Tied::Group(held.group), &Tied::Group(other));
            }
        }
        let mut left = Vec::new();
        for (entry, held) in &self.entries {
            match (memory.slot(*entry), held.story) {
                (Some(slot), _) => {
                    ties.web.join(&Tied::Slot(slot), &Tied::Group(held.group));
                }
                (None, Some(story)) => left.push((story, Tied::Group(held.group))),
                (None, None) => {}
            }
        }
        // An entry that has left the window is in its story for good: whatever the story's id stays
        // with is tied as that entry is.
        for (story, group) in left {
            let home = stories.home(story, memory).map(Tied::Slot);
            if let Some(home) = home.or_else(|| ties.lost.get(&story).copied()) {
                ties.web.join(&home, &group);
            } else {
                ties.lost.insert(story, group);
            }
        }
        ties
    }

    /// Entries that have left the window go where their stories go.
    pub fn follow(&mut self, merged: &[Merge]) {
        for merge in merged {
            for held in self.entries.values_mut() {
                if held.story == Some(merge.from) {
                    held.story = Some(merge.into);
                }
            }
        }
    }

    /// Why the operator wants an entry in a story; nothing unless an entry that it belongs with is
    /// there.
    pub fn reason(&self, entry: EntryId, story: StoryId, memory: &Memory) -> Option<String> {
        let held = self.entries.get(&entry)?;
        let stands = |(other, their): (&EntryId, &Held)| {
            let known = memory.slot(*other).and_then(|slot| memory.get(slot));
            let theirs = known.map_or(their.story, |known| known.story);
            *other != entry && their.group == held.group && theirs == Some(story)
        };
        let by_hand = self.entries.iter().any(stands);
        by_hand.then(|| held.reason.clone())
    }
}

/// A group of the rulings, or an entry of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tied {
    Group(usize),
    Slot(u32),
}

/// Which entries of the window are tied to one another, and which never meet.
#[derive(Default)]
pub struct Ties {
    web: Web<Tied>,
    /// Stories without an entry in the window whose entries are tied.
    lost: BTreeMap<StoryId, Tied>,
}

impl Ties {
    /// Whether nothing is ruled.
    pub fn is_empty(&self) -> bool {
        self.web.is_empty()
    }

    /// The group that an entry is tied into.
    pub fn group(&self, slot: u32) -> Option<usize> {
        self.web.get(&Tied::Slot(slot))
    }

    /// The groups that entries are tied into.
    pub fn groups(&self, slots: &[u32]) -> BTreeSet<usize> {
        if self.is_empty() {
            return BTreeSet::new();
        }
        slots.iter().filter_map(|slot| self.group(*slot)).collect()
    }

    /// The entries of a group.
    pub fn slots(&self, group: usize) -> impl Iterator<Item = u32> + '_ {
        let members = self.web.members(group).iter();
        members.filter_map(|tied| match tied {
            Tied::Slot(slot) => Some(*slot),
            Tied::Group(_) => None,
        })
    }

    /// Whether one of these groups never meets one of those.
    pub fn are_apart(&self, these: &BTreeSet<usize>, those: &BTreeSet<usize>) -> bool {
        let meets_none = |one: &usize| those.iter().any(|other| self.web.are_apart(*one, *other));
        these.iter().any(meets_none)
    }

    /// The stories that live on in an entry of the window although none of theirs is left there,
    /// because that one belongs with them; each with an entry.
    pub fn lost(&self) -> impl Iterator<Item = (StoryId, u32)> + '_ {
        self.lost.iter().filter_map(|(story, group)| {
            let group = self.web.get(group)?;
            Some((*story, self.slots(group).min()?))
        })
    }

    /// The entries of bundles as the rulings have them. Linkage has kept to them; what it could not
    /// know of is put right here, such as two strands that one ruling ties to bundles that another
    /// keeps apart.
    pub fn keep(&self, bundles: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        let are_apart = |one, other| self.web.are_apart(one, other);
        lay(bundles, |slot| self.group(slot), are_apart)
    }
}
