//! What the operator's rulings come to together, and what they make of stories.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{EntryKey, Ruling};

/// Things in groups that are never separated, and groups that never meet.
#[derive(Clone, Debug)]
pub(super) struct Web<K> {
    of: BTreeMap<K, usize>,
    members: Vec<Vec<K>>,
    against: Vec<BTreeSet<usize>>,
}

impl<K> Default for Web<K> {
    fn default() -> Self {
        Self {
            of: BTreeMap::new(),
            members: Vec::new(),
            against: Vec::new(),
        }
    }
}

impl<K: Clone + Ord> Web<K> {
    /// Whether it knows of nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The group of a thing.
    pub(super) fn get(&self, key: &K) -> Option<usize> {
        self.of.get(key).copied()
    }

    /// The group of a thing: one of its own where it is new.
    pub(super) fn group(&mut self, key: &K) -> usize {
        if let Some(group) = self.of.get(key) {
            return *group;
        }
        let group = self.members.len();
        self.of.insert(key.clone(), group);
        self.members.push(vec![key.clone()]);
        self.against.push(BTreeSet::new());
        group
    }

    /// What is in a group.
    pub(super) fn members(&self, group: usize) -> &[K] {
        self.members.get(group).map_or(&[], Vec::as_slice)
    }

    /// The groups that a group never meets.
    pub(super) fn apart_from(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.against.get(group).into_iter().flatten().copied()
    }

    /// Whether two groups never meet.
    pub(super) fn are_apart(&self, one: usize, other: usize) -> bool {
        self.against
            .get(one)
            .is_some_and(|against| against.contains(&other))
    }

    /// Puts the groups of two things together, unless they never meet; whether they are one now.
    pub(super) fn join(&mut self, one: &K, other: &K) -> bool {
        let (mut into, mut from) = (self.group(one), self.group(other));
        if into == from || self.are_apart(into, from) {
            return into == from;
        }
        if self.members[into].len() < self.members[from].len() {
            std::mem::swap(&mut into, &mut from);
        }
        let moved = std::mem::take(&mut self.members[from]);
        for key in &moved {
            self.of.insert(key.clone(), into);
        }
        self.members[into].extend(moved);
        for other in std::mem::take(&mut self.against[from]) {
            self.against[other].remove(&from);
            self.against[other].insert(into);
            self.against[into].insert(other);
        }
        true
    }

    /// Keeps the groups of two things from ever meeting, unless they are one; whether they are not.
    pub(super) fn part(&mut self, one: &K, other: &K) -> bool {
        let (one, other) = (self.group(one), self.group(other));
        if one != other {
            self.against[one].insert(other);
            self.against[other].insert(one);
        }
        one != other
    }
}

/// Rulings, with what is in force of each: where two are at odds, also by way of others, the newer
/// one wins.
#[derive(Clone, Debug, Default)]
pub struct Rulings {
    web: Web<EntryKey>,
    reasons: BTreeMap<EntryKey, String>,
    overruled: Vec<bool>,
}

impl Rulings {
    /// What these come to, given with the oldest first.
    #[must_use]
    pub fn resolve(rulings: &[Ruling]) -> Self {
        let mut resolved = Self {
            overruled: vec![false; rulings.len()],
            ..Self::default()
        };
        for (index, ruling) in rulings.iter().enumerate().rev() {
            let holds = resolved.take(ruling);
            resolved.overruled[index] = !holds;
        }
        resolved
    }

    /// Takes in a ruling that is older than all before; whether nothing of it is overruled.
    fn take(&mut self, ruling: &Ruling) -> bool {
        let mut holds = true;
        // What could not be put together with one of them may still be with another.
        let mut leaders: Vec<&EntryKey> = Vec::new();
        for key in &ruling.together {
            self.web.group(key);
            if leaders.iter().any(|leader| self.web.join(leader, key)) {
                continue;
            }
            holds &= leaders.is_empty();
            leaders.push(key);
        }
        for (one, other) in ruling
            .together
            .iter()
            .flat_map(|one| ruling.apart.iter().map(move |other| (one, other)))
        {
            holds &= self.web.part(one, other);
        }
        for key in ruling.together.iter().chain(&ruling.apart) {
            self.reasons
                .entry(key.clone())
                .or_insert_with(|| ruling.reason.clone());
        }
        holds
    }

    /// Whether nothing is ruled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The group of an entry, whose entries are never separated; none where nothing is ruled.
    #[must_use]
    pub fn group(&self, key: &EntryKey) -> Option<usize> {
        self.web.get(key)
    }

    /// The groups whose entries never stand in one story with those of a group.
    pub(super) fn apart_from(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.web.apart_from(group)
    }

    /// Whether entries of two groups never stand in one story.
    #[must_use]
    pub fn are_apart(&self, one: usize, other: usize) -> bool {
        self.web.are_apart(one, other)
    }

    /// The reason of the newest ruling that names an entry.
    #[must_use]
    pub fn reason(&self, key: &EntryKey) -> Option<&str> {
        self.reasons.get(key).map(String::as_str)
    }

    /// Whether part of the ruling at this place is overruled by newer ones.
    #[must_use]
    pub fn is_overruled(&self, place: usize) -> bool {
        self.overruled.get(place).copied().unwrap_or_default()
    }
}

/// Lays entries that stand together as the rulings have it, and leaves the rest as it stands.
///
/// What never meets is parted: each entry, or all entries of its group, goes with the first in its
/// story's order that it may stand with. What is never separated is put together with all that
/// stands there, or by itself where that would meet what it never meets.
#[must_use]
pub fn lay<K: Copy + Ord>(
    standing: Vec<Vec<K>>,
    group: impl Fn(K) -> Option<usize>,
    are_apart: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<K>> {
    let fits = |one: &[K], other: &[K]| {
        let groups = |entries: &[K]| -> BTreeSet<usize> {
            entries.iter().filter_map(|key| group(*key)).collect()
        };
        let others = groups(other);
        let meets = |ours: usize| others.iter().any(|theirs| are_apart(ours, *theirs));
        !groups(one).into_iter().any(meets)
    };
    let mut laid: Vec<Vec<K>> = Vec::new();
    for entries in standing {
        if fits(&entries, &entries) {
            laid.push(entries);
            continue;
        }
        let first = laid.len();
        for unit in units(entries, &group) {
            match laid[first..].iter_mut().find(|part| fits(part, &unit)) {
                Some(part) => part.extend(unit),
                None => laid.push(unit),
            }
        }
    }
    let groups: BTreeSet<usize> = laid
        .iter()
        .flatten()
        .filter_map(|key| group(*key))
        .collect();
    for ours in groups {
        let is_ours = |key: &K| group(*key) == Some(ours);
        let holding: Vec<_> = (0..laid.len())
            .filter(|part| laid[*part].iter().any(is_ours))
            .collect();
        let (Some(first), true) = (holding.first(), holding.len() > 1) else {
            continue;
        };
        let all: Vec<K> = holding
            .iter()
            .flat_map(|part| laid[*part].clone())
            .collect();
        if fits(&all, &all) {
            for part in &holding {
                laid[*part].clear();
            }
            laid[*first] = all;
        } else {
            for part in &holding {
                laid[*part].retain(|key| !is_ours(key));
            }
            laid.push(all.into_iter().filter(is_ours).collect());
        }
    }
    laid.retain(|part| !part.is_empty());
    laid
}

/// What is moved as one: entries of one group, and every other by itself; in the order of the first
/// of each.
fn units<K: Copy + Ord>(entries: Vec<K>, group: &impl Fn(K) -> Option<usize>) -> Vec<Vec<K>> {
    let mut units: Vec<Vec<K>> = Vec::new();
    let mut unit_of = BTreeMap::new();
    for key in entries {
        let place = group(key).map(|group| *unit_of.entry(group).or_insert(units.len()));
        match place.and_then(|place| units.get_mut(place)) {
            Some(unit) => unit.push(key),
            None => units.push(vec![key]),
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::SourceId;

    fn key(name: char) -> EntryKey {
        EntryKey {
            source: SourceId::new("a"),
            guid: name.to_string(),
        }
    }

    fn ruling(together: &str, apart: &str) -> Ruling {
        Ruling {
            at: DateTime::UNIX_EPOCH,
            reason: format!("{together}|{apart}"),
            together: together.chars().map(key).collect(),
            apart: apart.chars().map(key).collect(),
        }
    }

    fn are_one(rulings: &Rulings, one: char, other: char) -> bool {
        rulings.group(&key(one)) == rulings.group(&key(other))
    }

    fn are_apart(rulings: &Rulings, one: char, other: char) -> bool {
        match (rulings.group(&key(one)), rulings.group(&key(other))) {
            (Some(one), Some(other)) => rulings.are_apart(one, other),
            _ => false,
        }
    }

    #[test]
    fn what_is_ruled_holds_by_way_of_others() {
        let rulings = Rulings::resolve(&[ruling("ab", ""), ruling("bc", ""), ruling("d", "c")]);
        assert!(are_one(&rulings, 'a', 'c'));
        assert!(are_apart(&rulings, 'a', 'd'));
        assert_eq!(rulings.group(&key('e')), None);
        assert!((0..3).all(|place| !rulings.is_overruled(place)));
    }

    #[test]
    fn the_newer_of_two_that_are_at_odds_wins_and_the_rest_of_the_older_holds() {
        let rulings = Rulings::resolve(&[ruling("abcd", ""), ruling("a", "b")]);
        assert!(are_apart(&rulings, 'a', 'b'));
        assert!(are_one(&rulings, 'a', 'c') && are_one(&rulings, 'c', 'd'));
        assert!(rulings.is_overruled(0) && !rulings.is_overruled(1));
        assert_eq!(rulings.reason(&key('a')), Some("a|b"));
        assert_eq!(rulings.reason(&key('c')), Some("abcd|"));

        let rulings = Rulings::resolve(&[ruling("a", "bcd"), ruling("ab", "")]);
        assert!(are_one(&rulings, 'a', 'b') && are_apart(&rulings, 'b', 'c'));
        assert!(rulings.is_overruled(0));

        // What is left of an older one without the entry that it begins with.
        let rulings = Rulings::resolve(&[ruling("abc", ""), ruling("a", "bc")]);
        assert!(are_one(&rulings, 'b', 'c'));

        // By way of a third: a is b, b is c, so a cannot be another event than c any more.
        let rulings = Rulings::resolve(&[ruling("a", "c"), ruling("ab", ""), ruling("bc", "")]);
        assert!(are_one(&rulings, 'a', 'c') && rulings.is_overruled(0));
        let rulings = Rulings::resolve(&[ruling("ab", ""), ruling("bc", ""), ruling("a", "c")]);
        assert!(are_apart(&rulings, 'a', 'c') && are_one(&rulings, 'b', 'c'));
    }

    #[test]
    fn a_story_is_parted_around_what_comes_first_in_it() {
        let group = |key: u32| (key < 10).then_some(key as usize / 2);
        let apart = |one: usize, other: usize| one != other;
        // 0 and 1 are one group, 2 another; 10 and 11 are not ruled on.
        assert_eq!(
            lay(vec![vec![10, 0, 2, 1, 11], vec![12]], group, apart),
            [vec![10, 0, 1, 11], vec![2], vec![12]]
        );
        // 2 and 3 belong together, in stories that cannot be one.
        assert_eq!(
            lay(vec![vec![2, 10], vec![3, 11]], group, apart),
            [vec![2, 10, 3, 11]]
        );
        let group = |key: u32| [None, Some(0), Some(0), Some(1), Some(2)][key as usize];
        let apart = |one: usize, other: usize| one + other == 3;
        assert_eq!(
            lay(vec![vec![1, 3], vec![2, 4, 0]], group, apart),
            [vec![3], vec![4, 0], vec![1, 2]]
        );
    }

    fn letters(most: usize) -> impl Strategy<Value = String> {
        prop::collection::btree_set(prop::char::range('a', 'j'), 1..=most)
            .prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #[test]
        fn the_newest_ruling_always_holds_and_no_two_contradict(
            said in prop::collection::vec((letters(4), letters(4)), 1..8),
            stories in prop::collection::vec(0_usize..4, 10),
        ) {
            let said: Vec<_> = said.into_iter().map(|(together, apart)| {
                let apart: String = apart.chars().filter(|c| !together.contains(*c)).collect();
                ruling(&together, &apart)
            }).collect();
            let rulings = Rulings::resolve(&said);
            let newest = said.last().unwrap();
            prop_assert!(!rulings.is_overruled(said.len() - 1));
            for one in &newest.together {
                prop_assert_eq!(rulings.group(one), rulings.group(&newest.together[0]));
                for other in &newest.apart {
                    let (one, other) = (rulings.group(one), rulings.group(other));
                    prop_assert!(rulings.are_apart(one.unwrap(), other.unwrap()));
                }
            }
            let keys: Vec<EntryKey> = ('a'..='j').map(key).collect();
            let mut standing = vec![Vec::new(); 4];
            for (place, story) in stories.iter().enumerate() {
                standing[*story].push(place);
            }
            let group = |place: usize| rulings.group(&keys[place]);
            let laid = lay(standing, group, |one, other| rulings.are_apart(one, other));
            let mut all: Vec<usize> = laid.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..10).collect::<Vec<_>>());
            for (at, part) in laid.iter().enumerate() {
                for one in part {
                    for (with, others) in laid.iter().enumerate() {
                        for other in others {
                            let (Some(one), Some(other)) = (group(*one), group(*other)) else {
                                continue;
                            };
                            prop_assert!(one != other || at == with);
                            prop_assert!(!rulings.are_apart(one, other) || at != with);
                        }
                    }
                }
            }
            prop_assert_eq!(&lay(laid.clone(), group, |a, b| rulings.are_apart(a, b)), &laid);
        }
    }
}
