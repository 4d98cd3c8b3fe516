//! Stories told anew: what their entries say of them now, and what that changes in their lives.

use chrono::{DateTime, Utc};

use super::{Desk, Error, dossier};
use crate::domain::{Life, Stage, StoryId};
use crate::store::{Member, Store};
use crate::{group, life};

/// What became of a story that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It was not known.
    Begun,
    /// Readers see something else than before.
    Changed,
    /// Nothing that readers would see.
    Same,
}

impl Desk {
    /// Looks at a story again: who stands for it, what it is about, whether that is significant.
    pub(super) fn tell(
        &self,
        store: &Store,
        story: StoryId,
        now: DateTime<Utc>,
    ) -> Result<Told, Error> {
        let members = store.members_of(story)?;
        let before = store.life(story)?;
        let Some(facts) = self.facts(store, &members, before.as_ref())? else {
            return Ok(match before {
                Some(life) if life.gone.is_none() => {
                    store.save_life(&life::withdraw(life, now))?;
                    Told::Changed
                }
                _ => Told::Same,
            });
        };
        let (told, life) = match before.clone() {
            None => (Told::Begun, life::begin(story, facts, &self.rules, now)),
            Some(life) => {
                let after = life::advance(life, facts, &self.rules, now);
                (Told::Changed, after)
            }
        };
        if before.as_ref() != Some(&life) {
            store.save_life(&life)?;
        } else if life.stage == Stage::Published {
            // Its entries may say something new although its own facts stand.
            store.mark_stale(&life)?;
        }
        if life.stage == Stage::Published {
            self.watch(store, &life, now)?;
        }
        Ok(told)
    }

    /// The member that stands for the story. Once readers have seen it, title, link and outlet
    /// belong together: it stays for as long as its entry is there.
    fn spokesman<'a>(
        members: &'a [Member],
        voices: Option<&[group::Member]>,
        before: Option<&Life>,
    ) -> Option<&'a Member> {
        let current = before.map(|life| life.representative);
        let kept = before
            .filter(|life| life.shown.is_some())
            .and_then(|_| members.iter().find(|member| Some(member.id) == current));
        kept.or_else(|| {
            members.get(voices.map_or(Some(0), |all| group::representative(all, current))?)
        })
    }

    /// Whether an entry told of something new when it was first seen.
    fn was_news(&self, member: &Member) -> bool {
        member.entry.published >= member.entry.first_seen - self.rules.window
    }

    /// What a story's entries say of it now; nothing when none is left.
    fn facts(
        &self,
        store: &Store,
        members: &[Member],
        before: Option<&Life>,
    ) -> Result<Option<life::Now>, Error> {
        let voices = self.voices(members);
        let Some(representative) = Self::spokesman(members, voices.as_deref(), before) else {
            return Ok(None);
        };
        let alone = || vec![true; members.len()];
        let independent = voices.as_deref().map_or_else(alone, group::independent);
        for (member, independent) in members.iter().zip(independent) {
            if member.independent != independent {
                store.set_independent(member.id, independent)?;
            }
        }
        let entry = &representative.entry;
        let own = members
            .iter()
            .position(|member| member.id == representative.id);
        let speakers = dossier::speakers(members, own.unwrap_or_default()).into_iter();
        Ok(Some(life::Now {
            representative: representative.id,
            date: entry.published,
            link: self.link(representative),
            text: representative.words(),
            speakers: speakers
                .map(|place| life::Said {
                    entry: members[place].id,
                    link: self.link(&members[place]),
                    text: members[place].words(),
                })
                .collect(),
            outlets: self.outlets(members),
            countries: self.countries(members, before),
            topics: self.topics(members, before),
            editions: self.editions(members),
            first_seen: members
                .iter()
                .map(|member| member.entry.first_seen)
                .min()
                .unwrap_or(entry.first_seen),
            is_news: members.iter().any(|member| self.was_news(member)),
        }))
    }
}
