//! What the operator's rulings come to together ([`Rulings`]), and what they make of stories
//! ([`lay`]).

pub mod hand;
mod lay;
mod web;

use std::collections::BTreeMap;

use crate::domain::{EntryKey, Ruling};

pub use lay::lay;
pub(super) use web::Web;

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

#[cfg(test)]
mod tests;
