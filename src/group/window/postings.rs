//! Which entries hold a term.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use crate::group::text::features::KeyMap;

/// The slots of the entries that hold a term, by the key of the term. Most terms stand in a single
/// entry, and those take no list.
#[derive(Default)]
pub struct Postings {
    /// The one slot or, with [`LISTED`], the number of a list.
    places: KeyMap<u32>,
    lists: Vec<VecDeque<u32>>,
    /// Lists that are not in use.
    spare: Vec<u32>,
}

/// Tells the number of a list from a slot.
const LISTED: u32 = 1 << 31;

impl Postings {
    /// The slots of a term.
    pub fn of(&self, key: u32) -> Slots<'_> {
        match self.places.get(&key) {
            None => Slots(&[], &[]),
            Some(place) if place & LISTED == 0 => Slots(std::slice::from_ref(place), &[]),
            Some(place) => {
                let (first, second) = self.lists[(place ^ LISTED) as usize].as_slices();
                Slots(first, second)
            }
        }
    }

    /// Puts a slot where it belongs: at the end, unless it is an edit's.
    pub fn insert(&mut self, key: u32, slot: u32) {
        let place = match self.places.entry(key) {
            Entry::Vacant(free) => {
                free.insert(slot);
                return;
            }
            Entry::Occupied(place) => place.into_mut(),
        };
        if *place & LISTED == 0 {
            let only = *place;
            let number = self.spare.pop().unwrap_or_else(|| {
                self.lists.push(VecDeque::new());
                u32::try_from(self.lists.len() - 1).unwrap_or(u32::MAX)
            });
            self.lists[number as usize].push_back(only);
            *place = number | LISTED;
        }
        let list = &mut self.lists[(*place ^ LISTED) as usize];
        let at = match list.back() {
            Some(last) if *last >= slot => list.partition_point(|other| *other < slot),
            _ => list.len(),
        };
        if list.len() == list.capacity() {
            // Lists are many, and most stay short.
            list.reserve_exact(list.len() / 8 + 1);
        }
        list.insert(at, slot);
    }

    /// Takes a slot out: the first, unless it is an edit's.
    pub fn remove(&mut self, key: u32, slot: u32) {
        let Entry::Occupied(mut place) = self.places.entry(key) else {
            return;
        };
        let listed = *place.get();
        if listed & LISTED == 0 {
            if listed == slot {
                place.remove();
            }
            return;
        }
        let number = listed ^ LISTED;
        let list = &mut self.lists[number as usize];
        if let Ok(at) = list.binary_search(&slot) {
            list.remove(at);
        }
        if let (Some(only), 1) = (list.front().copied(), list.len()) {
            *list = VecDeque::new();
            place.insert(only);
            self.spare.push(number);
        } else if list.capacity() > 4 * list.len() {
            list.shrink_to(2 * list.len());
        }
    }
}

/// Slots in order of arrival.
#[derive(Clone, Copy)]
pub struct Slots<'a>(&'a [u32], &'a [u32]);

impl<'a> Slots<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.0.len() + self.1.len()
    }

    /// Each of them.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + 'a {
        self.0.iter().chain(self.1).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn postings_hold_what_was_put_in_and_not_taken_out_in_order(
            steps in prop::collection::vec((any::<bool>(), 0_u32..4, 0_u32..40), 0..200)
        ) {
            let mut postings = Postings::default();
            let mut held = BTreeMap::<u32, BTreeSet<u32>>::new();
            for (put, key, slot) in steps {
                let known = held.entry(key).or_default();
                if put && known.insert(slot) {
                    postings.insert(key, slot);
                } else if !put {
                    known.remove(&slot);
                    postings.remove(key, slot);
                }
                for (key, slots) in &held {
                    prop_assert!(postings.of(*key).iter().eq(slots.iter().copied()));
                    prop_assert_eq!(postings.of(*key).len(), slots.len());
                }
            }
        }
    }
}
