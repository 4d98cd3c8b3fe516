//! Rulings upon what is stored: stories are laid anew as the operator has it, at once and however old
//! they are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::desk::founds;
use super::{Desk, Error};
use crate::domain::{EntryId, Life, Ruling, StoryId};
use crate::group::{self, Hand, Reason, Ruled, Rulings};
use crate::life;
use crate::store::{Member, Membership, Store};

/// What the operator has ruled, with the entries that it is about, as grouping heeds it.
pub(super) fn hand(store: &Store) -> Result<Hand, Error> {
    let rulings: Vec<Ruling> = store.rulings()?.into_values().collect();
    if rulings.is_empty() {
        return Ok(Hand::default());
    }
    let entries = store.ruled_entries()?.into_iter().map(|entry| Ruled {
        key: entry.key,
        entry: entry.id,
        story: entry.story,
    });
    Ok(Hand::new(Rulings::resolve(&rulings), entries))
}

/// Keeps a ruling, and lays the stories anew by it. Gives its number, and those of the earlier
/// rulings that it overrules in part.
pub(super) fn rule(store: &Store, desk: &Desk, ruling: &Ruling) -> Result<(i64, Vec<i64>), Error> {
    let before = overruled(store)?;
    let number = store.rule(ruling)?;
    lay(store, desk, ruling.at)?;
    let after = overruled(store)?;
    Ok((number, after.difference(&before).copied().collect()))
}

/// The numbers of the rulings that newer ones overrule in part.
///
/// # Errors
/// When the store refuses.
pub fn overruled(store: &Store) -> Result<BTreeSet<i64>, Error> {
    let (numbers, rulings): (Vec<i64>, Vec<Ruling>) = store.rulings()?.into_iter().unzip();
    let resolved = Rulings::resolve(&rulings);
    let numbers = numbers.into_iter().enumerate();
    let overruled = numbers.filter(|(place, _)| resolved.is_overruled(*place));
    Ok(overruled.map(|(_, number)| number).collect())
}

/// Lays the stories anew that stand otherwise than is ruled. What was withdrawn stays withdrawn.
pub(super) fn lay(store: &Store, desk: &Desk, now: DateTime<Utc>) -> Result<(), Error> {
    let rulings: Vec<Ruling> = store.rulings()?.into_values().collect();
    let rulings = Rulings::resolve(&rulings);
    let mut groups = BTreeMap::new();
    let mut lives = BTreeMap::new();
    for ruled in store.ruled_entries()? {
        groups.extend(rulings.group(&ruled.key).map(|group| (ruled.id, group)));
        if let Some(story) = ruled.story
            && let Some(life) = store.life(story)?.filter(|life| life.gone.is_none())
        {
            lives.insert(story, life);
        }
    }
    let mut table = Table::default();
    for life in lives.values() {
        table.put(life, store.members_of(life.id)?);
    }
    let group = |entry| groups.get(&entry).copied();
    let are_apart = |one, other| rulings.are_apart(one, other);
    let laid = group::lay(table.standing.clone(), group, are_apart);

    let (stories, merged) = table.settle(store, &laid)?;
    let mut moved = Vec::new();
    let mut touched = BTreeSet::new();
    for (entries, story) in laid.iter().zip(&stories) {
        let why = |entry: &EntryId| rulings.reason(&table.members.get(entry)?.entry.key);
        let any = entries.iter().find_map(why);
        for entry in entries {
            let Some(member) = table.members.get(entry).filter(|m| m.story != Some(*story)) else {
                continue;
            };
            let reason = by_hand(member, entries, why(entry).or(any));
            moved.push(Membership {
                entry: *entry,
                story: *story,
                reason: serde_json::to_string(&reason).map_err(crate::store::Error::from)?,
                copy_of: member.copy_of.filter(|other| entries.contains(other)),
            });
            touched.extend(member.story);
            touched.insert(*story);
        }
    }
    store.place(&moved)?;
    for merge in &merged {
        touched.remove(&merge.from);
        store.follow(merge.from, merge.into)?;
        if let Some(life) = lives.remove(&merge.from) {
            store.save_life(&life::merge(life, merge.into, now))?;
        }
    }
    for story in touched {
        desk.tell(store, story, now)?;
    }
    Ok(())
}

/// Why an entry stands among these now: what was found before only as far as it is still there.
fn by_hand(member: &Member, among: &[EntryId], why: Option<&str>) -> Reason {
    let found: Reason = serde_json::from_str(&member.reason).unwrap_or_default();
    let stands = found
        .partner
        .is_some_and(|partner| among.contains(&partner));
    let kept = match stands {
        true => found,
        false => Reason {
            threshold: found.threshold,
            ..Reason::default()
        },
    };
    Reason {
        ruling: why.map(ToOwned::to_owned),
        ..kept
    }
}

/// The stories that rulings may be about.
#[derive(Default)]
struct Table {
    members: BTreeMap<EntryId, Member>,
    ids: Vec<StoryId>,
    /// The entries of each; the one that the id stays with comes first.
    standing: Vec<Vec<EntryId>>,
}

impl Table {
    fn put(&mut self, life: &Life, mut members: Vec<Member>) {
        members.sort_by_key(|member| {
            let stands_for_it = member.id == life.representative;
            (!stands_for_it, founds(member))
        });
        self.ids.push(life.id);
        self.standing
            .push(members.iter().map(|member| member.id).collect());
        self.members
            .extend(members.into_iter().map(|member| (member.id, member)));
    }

    /// The story of each part, and the stories that are merged, by the rules of grouping.
    fn settle(
        &self,
        store: &Store,
        laid: &[Vec<EntryId>],
    ) -> Result<(Vec<StoryId>, Vec<group::Merge>), Error> {
        let stories = self.ids.iter().zip(&self.standing);
        let homes = stories.filter_map(|(story, entries)| {
            let home = entries.first()?;
            Some((*story, laid.iter().position(|part| part.contains(home))?))
        });
        let (elders, merged) = group::elders(&homes.collect(), laid.len());
        let mut stories = Vec::with_capacity(laid.len());
        for (part, elder) in laid.iter().zip(elders) {
            let id = match elder {
                Some(elder) => elder,
                None => self.mint(store, part, &stories)?,
            };
            stories.push(id);
        }
        Ok((stories, merged))
    }

    /// A new id, from the entry of the part that was seen first.
    fn mint(&self, store: &Store, part: &[EntryId], taken: &[StoryId]) -> Result<StoryId, Error> {
        let members = part.iter().filter_map(|entry| self.members.get(entry));
        let mut id = members
            .map(founds)
            .min()
            .unwrap_or_else(|| StoryId::earliest(DateTime::UNIX_EPOCH));
        while taken.contains(&id) || store.life(id)?.is_some() {
            id = id.next();
        }
        Ok(id)
    }
}
