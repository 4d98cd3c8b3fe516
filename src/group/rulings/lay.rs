//! Stories as rulings have them.

use std::collections::{BTreeMap, BTreeSet};

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
