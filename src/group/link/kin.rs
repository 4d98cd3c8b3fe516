//! Kin: stories of which one follows the other up. A curfew after an attack, a trial after an arrest,
//! names the same places and people days later: they are other events, listed beside one another.

use std::collections::BTreeSet;

use super::sign;
use crate::domain::StoryId;
use crate::group::stories::Stories;
use crate::group::weights::Weights;
use crate::group::window::memory::Memory;

/// Stories that a story is compared with in full.
const COMPARED: usize = 6;
/// Stories that a new story names as related.
const MOST: usize = 2;

/// The stories that a new story follows up or that follow it up, the most alike first.
pub fn of(story: StoryId, stories: &Stories, memory: &Memory, weights: &Weights) -> Vec<StoryId> {
    let slots = stories.slots(story);
    let Some(own) = sign::sign(slots, memory) else {
        return Vec::new();
    };
    if !tells_one_event(slots, memory) {
        return Vec::new();
    }
    let shared = memory.kin(&own).into_iter();
    let mut others = BTreeSet::new();
    let shared = shared.filter_map(|slot| memory.get(slot)?.story);
    let shared = shared.filter(|other| *other != story && others.insert(*other));
    let mut kin: Vec<_> = shared
        .take(COMPARED)
        .filter_map(|other| {
            let theirs = stories.slots(other);
            if !tells_one_event(theirs, memory) || repeats(slots, theirs, memory) {
                return None;
            }
            let crossing = sign::cross(&own, &sign::sign(theirs, memory)?, weights);
            let fade = (-crossing.hours / weights.kin_hours).exp();
            let score = crossing.cosine * crossing.countries * fade;
            (score >= weights.kin_cut).then_some((score, other))
        })
        .collect();
    kin.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kin.into_iter().take(MOST).map(|(_, other)| other).collect()
}

/// Whether a story is of one event: a press review follows nothing up.
fn tells_one_event(slots: &[u32], memory: &Memory) -> bool {
    let mut entries = slots.iter().filter_map(|slot| memory.get(*slot));
    entries.any(|known| !known.roundup)
}

/// Whether one story carries the title of the other, up to its digits: what returns every week under
/// one title is no follow-up of itself.
fn repeats(one: &[u32], other: &[u32], memory: &Memory) -> bool {
    let masks = |slots: &[u32]| -> BTreeSet<u32> {
        let entries = slots.iter().filter_map(|slot| memory.get(*slot));
        entries.map(|known| known.mask).collect()
    };
    !masks(one).is_disjoint(&masks(other))
}
