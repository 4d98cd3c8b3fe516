//! What belongs together and what never meets, by way of others too.

use std::collections::{BTreeMap, BTreeSet};

/// Things in groups that are never separated, and groups that never meet.
#[derive(Clone, Debug)]
pub struct Web<K> {
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
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The group of a thing.
    pub fn get(&self, key: &K) -> Option<usize> {
        self.of.get(key).copied()
    }

    /// The group of a thing: one of its own where it is new.
    pub fn group(&mut self, key: &K) -> usize {
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
    pub fn members(&self, group: usize) -> &[K] {
        self.members.get(group).map_or(&[], Vec::as_slice)
    }

    /// The groups that a group never meets.
    pub fn apart_from(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.against.get(group).into_iter().flatten().copied()
    }

    /// Whether two groups never meet.
    pub fn are_apart(&self, one: usize, other: usize) -> bool {
        self.against
            .get(one)
            .is_some_and(|against| against.contains(&other))
    }

    /// Puts the groups of two things together, unless they never meet; whether they are one now.
    pub fn join(&mut self, one: &K, other: &K) -> bool {
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
    pub fn part(&mut self, one: &K, other: &K) -> bool {
        let (one, other) = (self.group(one), self.group(other));
        if one != other {
            self.against[one].insert(other);
            self.against[other].insert(one);
        }
        one != other
    }
}
