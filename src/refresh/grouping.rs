//! Grouping within a round: what waits in the store goes through the engine, and what the engine
//! says goes back, together with the lives of the stories that it touched.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::telling::Told;
use super::{Desk, Error, laying, summary::Stories};
use crate::domain::{EntryId, SourceId, Stage, StoryId};
use crate::group::{self, Changes, Engine, Item, Settings};
use crate::life;
use crate::store::{Member, Membership, Store};

/// Entries that are grouped and stored in one step, at most. They are taken in the order of what they
/// are, so that it is the same parts whichever way they came.
const PART: usize = 4096;

/// The engine, filled from the store when it is first needed; a daemon keeps it from round to
/// round.
pub(super) struct Grouping {
    /// Found when first asked for: to know which words are common takes longer than to ask a source.
    settings: LazyCell<Settings, Box<dyn FnOnce() -> Settings + Send>>,
    engine: Option<Engine>,
    /// When sources brought their first entries, as far as it was asked.
    since: HashMap<SourceId, DateTime<Utc>>,
}

/// An entry that waits to be grouped.
struct Waiting {
    entry: EntryId,
    /// The story that it was in before it was edited.
    story: Option<StoryId>,
}

impl Grouping {
    pub(super) fn new(settings: impl FnOnce() -> Settings + Send + 'static) -> Self {
        Self {
            settings: LazyCell::new(Box::new(settings)),
            engine: None,
            since: HashMap::new(),
        }
    }

    /// Groups what waits, and looks at the stories whose time has come; part by part, each in a step of
    /// its own: what is grouped stays so, whatever becomes of the rest. Calls `begin` before each part.
    pub(super) fn run(
        &mut self,
        store: &Store,
        desk: &Desk,
        now: DateTime<Utc>,
        begin: impl Fn(),
    ) -> Result<Stories, Error> {
        let mut all = Stories::default();
        loop {
            begin();
            let (waited, tally) = self.part(store, desk, now)?;
            all.add(tally);
            if waited < PART {
                return Ok(all);
            }
        }
    }

    /// Groups the first of what waits; how many those were, and what became of them.
    fn part(
        &mut self,
        store: &Store,
        desk: &Desk,
        now: DateTime<Utc>,
    ) -> Result<(usize, Stories), Error> {
        let (mut waiting, mut items) = (Vec::new(), Vec::new());
        store.each_waiting(PART, |member| {
            let mut item = self.item(store, desk, &member)?;
            if member.story.is_none() {
                // What has waited for longer than grouping remembers, because the program stood still or
                // its clock was behind, comes in at the edge of the window: every entry gets a story.
                item.seen = item.seen.max(now - self.settings.window);
            }
            items.push(item);
            waiting.push(Waiting {
                entry: member.id,
                story: member.story,
            });
            Ok::<_, Error>(())
        })?;
        let done: Result<Stories, Error> = store.step(|store| {
            let mut changes = self.regroup(store, desk, items, now)?;
            if withhold(store, &mut changes)? {
                self.forget();
            }
            let (tally, told) = apply(store, desk, &waiting, changes, now)?;
            if let Some(engine) = &mut self.engine {
                represent(engine, store, told)?;
            }
            Ok(tally)
        });
        if done.is_err() {
            // What the engine has decided was not stored: it has to see it as the store has it.
            self.forget();
        }
        Ok((waiting.len(), done?))
    }

    fn regroup(
        &mut self,
        store: &Store,
        desk: &Desk,
        items: Vec<Item>,
        now: DateTime<Utc>,
    ) -> Result<Changes, Error> {
        if items.is_empty() {
            return Ok(Changes::default());
        }
        let mut engine = match self.engine.take() {
            Some(engine) => engine,
            None => self.restored(store, desk, now)?,
        };
        engine.rule(laying::hand(store)?);
        let changes = engine.round(now, items);
        self.engine = Some(engine);
        Ok(changes)
    }

    /// Forgets what the engine decided: the store has it otherwise now.
    pub(super) fn forget(&mut self) {
        self.engine = None;
    }

    /// An engine that knows what the store remembers.
    pub(super) fn restored(
        &mut self,
        store: &Store,
        desk: &Desk,
        now: DateTime<Utc>,
    ) -> Result<Engine, Error> {
        let horizon = now - self.settings.window;
        let mut items = Vec::new();
        store.each_grouped(horizon, |member| {
            if let Some(story) = member.story {
                items.push((self.item(store, desk, &member)?, story));
            }
            Ok::<_, Error>(())
        })?;
        self.filled(store, horizon, items)
    }

    /// An engine that knows these entries, each in its story.
    pub(super) fn filled(
        &self,
        store: &Store,
        horizon: DateTime<Utc>,
        items: Vec<(Item, StoryId)>,
    ) -> Result<Engine, Error> {
        let mut engine = Engine::new(self.settings.clone());
        for story in store.stories_since(horizon)? {
            engine.reserve(story);
        }
        let stories = items.iter().map(|(_, story)| *story).collect();
        engine.restore(items);
        represent(&mut engine, store, stories)?;
        Ok(engine)
    }

    /// What grouping looks at in a stored entry: its date only where that can be right.
    pub(super) fn item(
        &mut self,
        store: &Store,
        desk: &Desk,
        member: &Member,
    ) -> Result<Item, Error> {
        let mut item = desk.item(member);
        if let Some(date) = item.published
            && group::is_late(date, item.seen)
        {
            let since = match self.since.get(&item.source) {
                Some(since) => *since,
                None => store.first_sight(&item.source)?.unwrap_or(item.seen),
            };
            self.since.insert(item.source.clone(), since);
            item.published = group::usable_date(date, item.seen, since);
        }
        Ok(item)
    }
}

/// Tells the engine who stands for stories.
fn represent(engine: &mut Engine, store: &Store, stories: BTreeSet<StoryId>) -> Result<(), Error> {
    for story in stories {
        if let Some(life) = store.life(story)? {
            engine.represent(story, life.representative);
        }
    }
    Ok(())
}

/// Leaves what is in a story where it is, if either that story or the one where it would go was
/// withdrawn: nothing comes back from there, whatever it says now, and takes nothing there that
/// readers have. Whether the engine has decided otherwise.
fn withhold(store: &Store, changes: &mut Changes) -> Result<bool, Error> {
    let mut withheld = BTreeSet::new();
    let is_withdrawn = |story: StoryId| -> Result<bool, Error> {
        let life = store.life(story)?;
        Ok(life.is_some_and(|life| life.stage == Stage::Dropped))
    };
    for assignment in &changes.assigned {
        let before = store.story_of(assignment.entry)?;
        if let Some(before) = before
            && (is_withdrawn(before)? || is_withdrawn(assignment.story)?)
        {
            withheld.insert(assignment.entry);
        }
    }
    if withheld.is_empty() {
        return Ok(false);
    }
    (changes.assigned).retain(|assignment| !withheld.contains(&assignment.entry));
    let mut merged = Vec::new();
    for merge in changes.merged.drain(..) {
        if !is_withdrawn(merge.from)? && !is_withdrawn(merge.into)? {
            merged.push(merge);
        }
    }
    changes.merged = merged;
    Ok(true)
}

/// Stores what the engine decided, and what follows from it for the stories' lives. Gives
/// what became of the stories, and which were looked at.
fn apply(
    store: &Store,
    desk: &Desk,
    waiting: &[Waiting],
    changes: Changes,
    now: DateTime<Utc>,
) -> Result<(Stories, BTreeSet<StoryId>), Error> {
    let mut touched: BTreeSet<StoryId> = store
        .due(now, desk.rules.longest_wait())?
        .into_iter()
        .collect();
    // Entries that were edited may stay where they are: their stories are told anew all the same.
    touched.extend(waiting.iter().filter_map(|waiting| waiting.story));
    for assignment in &changes.assigned {
        touched.insert(assignment.story);
        touched.extend(store.story_of(assignment.entry)?);
    }
    place(store, waiting, &changes)?;

    let mut tally = Stories::default();
    let merged: BTreeMap<StoryId, StoryId> = changes
        .merged
        .iter()
        .map(|merge| (merge.from, merge.into))
        .collect();
    for (from, into) in &merged {
        touched.remove(from);
        touched.insert(*into);
        store.follow(*from, *into)?;
        if let Some(life) = store.life(*from)?
            && matches!(life.stage, Stage::Settling | Stage::Published)
        {
            store.save_life(&life::merge(life, *into, now))?;
            tally.merged += 1;
        }
    }
    for story in &touched {
        match desk.tell(store, *story, now)? {
            Told::Begun => tally.new += 1,
            Told::Changed => tally.changed += 1,
            Told::Same => {}
        }
    }
    for (one, other) in &changes.related {
        store.relate(*one, *other)?;
    }
    Ok((tally, touched))
}

fn place(store: &Store, waiting: &[Waiting], changes: &Changes) -> Result<(), Error> {
    let mut memberships = Vec::with_capacity(changes.assigned.len());
    for assignment in &changes.assigned {
        let reason = &assignment.reason;
        memberships.push(Membership {
            entry: assignment.entry,
            story: assignment.story,
            reason: serde_json::to_string(reason).map_err(crate::store::Error::from)?,
            copy_of: reason.partner.filter(|_| reason.near_copy),
        });
    }
    store.place(&memberships)?;
    let ids: Vec<_> = waiting.iter().map(|waiting| waiting.entry).collect();
    Ok(store.settle(&ids)?)
}
