//! What others see of an instance's state: sources' health, tombstones.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Error;
use crate::config::Config;
use crate::domain::{
    Health, HubHealth, Life, Move, NextPoll, Phase, Source, Stage, Standing, StoryRef,
    Subscription, Tombstone, Trouble, Wish,
};
use crate::schedule::{self, Limit, Next};
use crate::store::{Failing, SourceState, Store};

/// How every source is doing at `now`, in the order of the configuration, those that are switched
/// off too; then those that are configured no longer and have entries yet, by their ids.
///
/// # Errors
/// When the store refuses.
pub fn health(config: &Config, store: &Store, now: DateTime<Utc>) -> Result<Vec<Health>, Error> {
    let mut states = store.sources()?;
    let counts = store.entries_by_source()?;
    let failing = store.failing()?;
    let subscriptions = store.subscriptions()?;
    let silent = super::silence::silent(store)?;
    let view = |source: &Arc<Source>, state: Option<&SourceState>| {
        let count = counts.get(&source.id);
        let failing = failing.get(&source.id);
        let schedule = state.map(schedule_of).unwrap_or_default();
        Health {
            source: Arc::clone(source),
            standing: Standing::On,
            configured_at: None,
            last_poll: state.and_then(|state| state.last_poll),
            last_success: state.and_then(|state| state.last_success),
            next: None,
            failures: state.map_or(0, |state| state.failures),
            trouble: state.and_then(|state| trouble(state, failing)),
            is_offline: schedule.offline,
            moved_to: state.and_then(|state| state.moved_to.as_ref()?.parse().ok()),
            moving: schedule.moving.and_then(|moving| {
                Some(Move {
                    to: moving.to.parse().ok()?,
                    polls: moving.polls,
                    of: schedule::POLLS_TO_MOVE,
                })
            }),
            silence: silent.get(&source.id).copied(),
            warnings: state
                .map(|state| state.warnings.clone())
                .unwrap_or_default(),
            hub: hub_of(source, state, &subscriptions, now),
            entries: count.map_or(0, |(entries, _)| *entries),
            newest: count.map(|(_, newest)| *newest),
        }
    };
    let mut all = Vec::new();
    for configured in &config.sources {
        let source = &configured.source;
        let state = states.remove(&source.id);
        let state = state.map(|state| state.configured((**source).clone()));
        let mut health = view(source, state.as_ref());
        health.configured_at = Some(configured.place.clone());
        if configured.enabled {
            let schedule = state.as_ref().map(schedule_of).unwrap_or_default();
            let rules = schedule::Rules {
                pushed: relied_on(source, &subscriptions, now),
                ..super::polling::rules(config, configured)
            };
            let next = schedule::next_poll(&schedule, &rules, now);
            health.next = Some(next_poll(next, now));
        } else {
            health.standing = Standing::Off;
        }
        all.push(health);
    }
    let mut removed: Vec<SourceState> = states.into_values().collect();
    removed.retain(|state| counts.contains_key(&state.id));
    removed.sort_by(|a, b| a.id.cmp(&b.id));
    all.extend(removed.into_iter().map(|state| Health {
        standing: Standing::Removed,
        ..view(&Arc::new(state.facts.clone()), Some(&state))
    }));
    Ok(all)
}

/// The hub of a source: the one that it was asked of or, where none was, the one that its feed names.
fn hub_of(
    source: &Source,
    state: Option<&SourceState>,
    subscriptions: &[Subscription],
    now: DateTime<Utc>,
) -> Option<HubHealth> {
    let own = |one: &&Subscription| one.source == source.id && one.phase != Phase::Leaving;
    let asked = subscriptions.iter().find(own);
    match asked {
        Some(subscription) => Some(HubHealth {
            hub: subscription.of.hub.clone(),
            phase: Some(subscription.phase),
            until: subscription.until,
            is_relied_on: subscription.relied_on(now).is_some(),
            trouble: subscription.trouble.clone(),
        }),
        None => Some(HubHealth {
            hub: state?.announced.as_ref()?.hub.clone(),
            phase: None,
            until: None,
            is_relied_on: false,
            trouble: None,
        }),
    }
}

fn relied_on(
    source: &Source,
    subscriptions: &[Subscription],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut own = subscriptions.iter().filter(|one| one.source == source.id);
    own.find_map(|one| one.relied_on(now))
}

/// The scheduler's own state; that of a source that was never polled where it cannot be read, as a
/// round has it.
fn schedule_of(state: &SourceState) -> schedule::State {
    serde_json::from_str(&state.schedule).unwrap_or_default()
}

fn trouble(state: &SourceState, failing: Option<&Failing>) -> Option<Trouble> {
    Some(Trouble {
        kind: failing.map(|failing| failing.kind.clone()),
        message: state.trouble.clone()?,
        since: failing.map(|failing| failing.since),
    })
}

fn next_poll(next: Next, now: DateTime<Utc>) -> NextPoll {
    let wish = |limit: Limit| Wish {
        until: limit.until,
        because: limit.why.to_string(),
    };
    NextPoll {
        at: next.at,
        decided_by: next.why.as_str(),
        because: next.why.to_string(),
        schedule: next.scheduled,
        back_off: next.back_off,
        publisher: next.not_before.map(wish),
        hold: next.hold.filter(|hold| hold.until > now).map(wish),
    }
}

/// What stands for a story that is gone; none where it lives on in one that readers do not see: not
/// yet, or no longer, for that was forgotten for its age.
pub(super) fn tombstone(store: &Store, life: Life) -> Result<Option<Tombstone>, Error> {
    let mut merged_into: Option<StoryRef> = None;
    let (mut id, mut stage) = (life.id, Some(life.stage));
    // What it was merged into may have been merged since; ids only ever point to elder ones, so
    // the chain ends.
    while let Some(Stage::Merged(into)) = stage
        && into < id
    {
        merged_into = store.reference(into)?;
        (id, stage) = (into, store.life(into)?.map(|life| life.stage));
    }
    let is_told = merged_into.is_some() || stage == Some(Stage::Dropped);
    Ok(is_told.then(|| Tombstone {
        at: life.gone.unwrap_or(life.updated),
        id: life.id,
        uri: life.uri,
        merged_into,
    }))
}
