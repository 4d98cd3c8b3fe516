//! The operator's hand on stories: withdrawn, joined, split, and a ruling taken back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::laying::{lay, rule};
use super::{Desk, Error, Quietly, Refresher, Summary};
use crate::domain::{EntryId, Ruling, Stage, StoryId};
use crate::life;
use crate::store::{Member, Store};

/// Why the operator's word cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of that id.
    #[error("there is no story {0}; `griot story list` shows their ids")]
    NoStory(StoryId),
    /// It is gone for good.
    #[error("story {0} was withdrawn, and what is withdrawn does not come back")]
    Withdrawn(StoryId),
    /// It is another one now.
    #[error("story {story} was merged into {into}; name that one")]
    Merged {
        /// The one that was named.
        story: StoryId,
        /// Where its entries are.
        into: StoryId,
    },
    /// There is nothing to join.
    #[error("a story alone cannot be joined; name another one beside it")]
    Alone,
    /// None of its entries has that name.
    #[error(
        "there is no entry \"{name}\" in story {story}; `griot story show {story}` shows its \
         entries, each known by its number, guid or address"
    )]
    NoEntry {
        /// What was named.
        name: String,
        /// Where it was looked for.
        story: StoryId,
    },
    /// It is in another story.
    #[error("entry \"{name}\" is in story {other}, not in {story}")]
    Elsewhere {
        /// What was named.
        name: String,
        /// Where it was looked for.
        story: StoryId,
        /// Where it is.
        other: StoryId,
    },
    /// Several entries have that name.
    #[error("\"{name}\" is the name of several entries; name one by its number:{}", lines(.entries))]
    Several {
        /// What was named.
        name: String,
        /// A line for each.
        entries: Vec<String>,
    },
    /// Nothing would stay behind.
    #[error("these are all the entries of story {0}; leave out at least one that stays there")]
    All(StoryId),
    /// There is none of that number.
    #[error("there is no ruling {0}; `griot story rulings` shows them")]
    NoRuling(i64),
}

fn lines(entries: &[String]) -> String {
    entries.iter().map(|line| format!("\n  {line}")).collect()
}

/// What came of the operator's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// The number of the ruling.
    pub ruling: i64,
    /// The story of the entries that it puts together.
    pub story: StoryId,
    /// The other stories: those that were merged into it or, after a split, the one that is left.
    pub others: Vec<StoryId>,
    /// Earlier rulings that hold no longer, or no longer whole, by their numbers.
    pub overruled: Vec<i64>,
}

impl Refresher {
    /// Withdraws a story, because of `reason` if one is given, and writes its editions without it;
    /// whether there is such a story.
    ///
    /// # Errors
    /// [`Refusal`], where it was merged into another; and when the store or the public folder refuses.
    pub fn withdraw(&mut self, story: StoryId, reason: Option<&str>) -> Result<bool, Error> {
        let now = self.clock.now();
        let is_known = self.store.step(|store| {
            let Some(life) = store.life(story)? else {
                return Ok(false);
            };
            if let Stage::Merged(into) = life.stage {
                return Err(Refusal::Merged { story, into }.into());
            }
            let mut life = life::withdraw(life, now);
            if life.stage == Stage::Dropped && reason.is_some() {
                life.reason = reason.map(ToOwned::to_owned);
            }
            store.save_life(&life)?;
            if life.shown.is_some() {
                // Also where it was gone before: who asks for it sees it somewhere.
                store.mark_stale(&life)?;
                store.retell(&[story])?;
            }
            Ok::<_, Error>(true)
        })?;
        if is_known {
            self.publish(&Quietly, &mut Summary::begin(now, b"withdraw"))?;
        }
        Ok(is_known)
    }

    /// Joins stories for good, because of `reason`, and writes their editions: the eldest id lives,
    /// and the others lead to it.
    ///
    /// # Errors
    /// [`Refusal`], and when the store or the public folder refuses.
    pub fn join(&mut self, stories: &[StoryId], reason: &str) -> Result<Laid, Error> {
        self.settled(|store, desk, now| {
            let mut stories: BTreeSet<StoryId> = stories.iter().copied().collect();
            let mut together = BTreeSet::new();
            for story in &stories {
                must_live(store, *story)?;
                let members = store.members_of(*story)?.into_iter();
                together.extend(members.map(|member| member.entry.key));
            }
            let (Some(story), false) = (stories.pop_first(), stories.is_empty()) else {
                return Err(Refusal::Alone.into());
            };
            let ruling = Ruling {
                at: now,
                reason: reason.to_owned(),
                together: together.into_iter().collect(),
                apart: Vec::new(),
            };
            let (number, overruled) = rule(store, desk, &ruling)?;
            Ok(Laid {
                ruling: number,
                story,
                others: stories.into_iter().collect(),
                overruled,
            })
        })
    }

    /// Splits entries off a story for good, because of `reason`, and writes the editions. The id
    /// stays with the part that holds the entry that stands for the story. Entries are known by
    /// number, guid or address.
    ///
    /// # Errors
    /// [`Refusal`], and when the store or the public folder refuses.
    pub fn split(&mut self, from: StoryId, names: &[String], reason: &str) -> Result<Laid, Error> {
        self.settled(|store, desk, now| {
            must_live(store, from)?;
            let members = store.members_of(from)?;
            let mut named = BTreeSet::new();
            for name in names {
                named.insert(entry_of(store, from, name)?);
            }
            let keys = |is_named: bool| {
                let those = members
                    .iter()
                    .filter(|member| named.contains(&member.id) == is_named);
                those.map(|member| member.entry.key.clone()).collect()
            };
            let ruling = Ruling {
                at: now,
                reason: reason.to_owned(),
                together: keys(true),
                apart: keys(false),
            };
            if ruling.apart.is_empty() {
                return Err(Refusal::All(from).into());
            }
            let (number, overruled) = rule(store, desk, &ruling)?;
            let mut stories = BTreeMap::new();
            for member in &members {
                let story = store.entry(member.id)?.and_then(|member| member.story);
                stories.insert(named.contains(&member.id), story.unwrap_or(from));
            }
            Ok(Laid {
                ruling: number,
                story: stories.get(&true).copied().unwrap_or(from),
                others: stories.get(&false).copied().into_iter().collect(),
                overruled,
            })
        })
    }

    /// Takes a ruling back. What it joined or split stays as it is until grouping has cause to look
    /// at it again, except where that is against an older ruling that holds again.
    ///
    /// # Errors
    /// [`Refusal`], and when the store or the public folder refuses.
    pub fn revoke(&mut self, number: i64) -> Result<(), Error> {
        self.settled(|store, desk, now| {
            if !store.revoke(number)? {
                return Err(Refusal::NoRuling(number).into());
            }
            lay(store, desk, now)
        })
    }

    /// Does `work` as one step when nothing waits for grouping, and writes the editions.
    fn settled<T>(
        &mut self,
        work: impl FnOnce(&Store, &Desk, DateTime<Utc>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let now = self.clock.now();
        let mut summary = Summary::begin(now, b"hand");
        self.settle(now, &Quietly, &mut summary)?;
        let desk = &self.desk;
        let done = self.store.step(|store| work(store, desk, now))?;
        self.grouping.forget();
        self.publish(&Quietly, &mut summary)?;
        Ok(done)
    }
}

/// Whether there is a story, and it is not gone.
fn must_live(store: &Store, id: StoryId) -> Result<(), Error> {
    let life = store.life(id)?.ok_or(Refusal::NoStory(id))?;
    match life.stage {
        Stage::Settling | Stage::Published => Ok(()),
        Stage::Dropped => Err(Refusal::Withdrawn(id).into()),
        Stage::Merged(into) => Err(Refusal::Merged { story: id, into }.into()),
    }
}

/// The entry of a story that is known by a name.
fn entry_of(store: &Store, story: StoryId, name: &str) -> Result<EntryId, Error> {
    let name = name.trim();
    let (here, elsewhere): (Vec<Member>, Vec<Member>) = store
        .entries_named(name)?
        .into_iter()
        .partition(|member| member.story == Some(story));
    if let [member] = here.as_slice() {
        return Ok(member.id);
    }
    let name = name.to_owned();
    let line = |member: &Member| {
        let entry = &member.entry;
        format!("{}  {}  {}", member.id.0, entry.key.source, entry.title)
    };
    let other = elsewhere.first().and_then(|member| member.story);
    let refusal = match (here.is_empty(), other) {
        (true, Some(other)) => Refusal::Elsewhere { name, story, other },
        (true, None) => Refusal::NoEntry { name, story },
        (false, _) => Refusal::Several {
            name,
            entries: here.iter().map(line).collect(),
        },
    };
    Err(refusal.into())
}
