//! Stored entries side by side, weighed as a round would weigh them, without changing anything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::explain::desk;
use super::grouping::Grouping;
use super::{Desk, Error, attributor, delta, group_settings};
use crate::config::Config;
use crate::domain::{EntryId, Ruling, StoryId};
use crate::group::{Comparison, Echo, Engine, Rulings};
use crate::store::{Member, Store};

/// Entries of a story, the latest, around which others are looked for.
const LOOKED_AROUND: usize = 48;

/// Two entries of which one comes near the other.
#[derive(Clone, Debug)]
pub struct Near {
    /// Of what was asked about.
    pub ours: Member,
    /// What comes near.
    pub theirs: Member,
    /// The two side by side.
    pub comparison: Comparison,
}

/// What grouping remembers, laid out to be looked at.
pub struct Bench<'s> {
    store: &'s Store,
    desk: Desk,
    grouping: Grouping,
    engine: Engine,
    /// Nothing first seen later is known.
    pub until: DateTime<Utc>,
    /// Whether this is what the next round would see.
    pub is_now: bool,
    /// How long grouping remembers an entry.
    pub window: TimeDelta,
}

impl<'s> Bench<'s> {
    /// What a round would remember `now`, if it remembers all of `about`; else what was remembered
    /// when the last of these was first seen, and `after`. What was forgotten by then, or waits to be
    /// grouped, is remembered all the same where it is asked about.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn lay(
        config: &Config,
        store: &'s Store,
        about: &[Member],
        after: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let mut desk = desk(config);
        desk.learn(store.sources()?.values());
        let settings = group_settings(config, &attributor(config));
        let mut grouping = Grouping::new(|| settings);
        let window = delta(config.group.window);
        let seen = about.iter().map(|member| member.entry.first_seen);
        let (first, last) = (seen.clone().min(), seen.max());
        let is_now = first.is_none_or(|first| first >= now - window);
        let until = match last {
            Some(last) if !is_now => (last + after).min(now),
            _ => now,
        };
        let since = match last {
            Some(last) if !is_now => last - window,
            _ => now - window,
        };
        let mut members = store.grouped(since)?;
        members.retain(|member| member.entry.first_seen <= until);
        let known: BTreeSet<EntryId> = members.iter().map(|member| member.id).collect();
        let forgotten = about.iter().filter(|member| !known.contains(&member.id));
        members.extend(forgotten.cloned());
        let mut items = Vec::with_capacity(members.len());
        for member in &members {
            let item = grouping.item(store, &desk, member)?;
            let story = member.story.unwrap_or(item.founds);
            items.push((item, story));
        }
        let engine = grouping.filled(store, since, items)?;
        Ok(Self {
            store,
            desk,
            grouping,
            engine,
            until,
            is_now,
            window,
        })
    }

    /// Compares two entries; nothing when one of them is not remembered.
    fn compare(&mut self, one: &Member, other: &Member) -> Result<Option<Comparison>, Error> {
        let one = self.grouping.item(self.store, &self.desk, one)?;
        let other = self.grouping.item(self.store, &self.desk, other)?;
        Ok(self.engine.compare(&one, &other))
    }

    /// What of other stories comes nearest to these entries of one story: of each story what comes
    /// nearest, the nearest first.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn near(&mut self, members: &[Member], most: usize) -> Result<Vec<Near>, Error> {
        let mut found = BTreeMap::<StoryId, (f32, &Member, EntryId)>::new();
        for member in &members[members.len().saturating_sub(LOOKED_AROUND)..] {
            for (entry, nearness) in self.engine.nearest(member.id, most) {
                let Some(story) = self.engine.story_of(entry) else {
                    continue;
                };
                let known = found.entry(story).or_insert((nearness, member, entry));
                if nearness > known.0 {
                    *known = (nearness, member, entry);
                }
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.2.cmp(&y.2)));
        let mut near = Vec::new();
        for (_, ours, theirs) in found.into_iter().take(most) {
            let Some(theirs) = self.store.entry(theirs)? else {
                continue;
            };
            let ours = ours.clone();
            let comparison = self.compare(&ours, &theirs)?;
            near.extend(comparison.map(|comparison| Near {
                ours,
                theirs,
                comparison,
            }));
        }
        Ok(near)
    }

    /// Of two sides the two entries that are most alike.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn closest(&mut self, ours: &[Member], theirs: &[Member]) -> Result<Option<Near>, Error> {
        let ids = |members: &[Member]| members.iter().map(|member| member.id).collect::<Vec<_>>();
        let Some((one, other)) = self.engine.closest(&ids(ours), &ids(theirs)) else {
            return Ok(None);
        };
        let (Some(ours), Some(theirs)) = (self.store.entry(one)?, self.store.entry(other)?) else {
            return Ok(None);
        };
        let comparison = self.compare(&ours, &theirs)?;
        Ok(comparison.map(|comparison| Near {
            ours,
            theirs,
            comparison,
        }))
    }

    /// What the operator has ruled on two entries: whether they belong together, and why.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn ruled(&self, one: &Member, other: &Member) -> Result<Option<(bool, String)>, Error> {
        let rulings: Vec<Ruling> = self.store.rulings()?.into_values().collect();
        let rulings = Rulings::resolve(&rulings);
        let (one, other) = (&one.entry.key, &other.entry.key);
        let (Some(a), Some(b)) = (rulings.group(one), rulings.group(other)) else {
            return Ok(None);
        };
        let ruled = a == b || rulings.are_apart(a, b);
        let reason = rulings.reason(one).unwrap_or_default();
        Ok(ruled.then(|| (a == b, reason.to_owned())))
    }

    /// For each entry of a story, whom it repeats; nothing for texts of their own.
    #[must_use]
    pub fn echoes(&self, members: &[Member]) -> Vec<Vec<Echo>> {
        self.desk.echoes(members)
    }

    /// The entry that gave a story its id; none where that is elsewhere now, or forgotten.
    #[must_use]
    pub fn founder(&self, story: StoryId, members: &[Member]) -> Option<EntryId> {
        let founds = |member: &&Member| self.desk.item(member).founds == story;
        members.iter().find(founds).map(|member| member.id)
    }

    /// How many outlets report a story.
    #[must_use]
    pub fn outlets(&self, members: &[Member]) -> usize {
        self.desk.outlets(members)
    }

    /// The outlet of an entry; its source where none is known.
    #[must_use]
    pub fn outlet<'a>(&'a self, member: &'a Member) -> &'a str {
        let source = &member.entry.key.source;
        let outlet = self
            .desk
            .source(source)
            .map(|source| source.outlet.name.as_str());
        outlet.unwrap_or_else(|| source.as_str())
    }

    /// Who owns the outlet of an entry, as far as that is known.
    #[must_use]
    pub fn owner(&self, member: &Member) -> Option<&str> {
        self.desk
            .source(&member.entry.key.source)?
            .outlet
            .owner
            .as_deref()
    }
}
