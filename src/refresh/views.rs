//! What others see of an instance's state: sources' health, tombstones.

use super::{Desk, Error};
use crate::config::Config;
use crate::domain::{Health, Life, SourceId, Stage, StoryRef, Tombstone};
use crate::schedule;
use crate::store::{self, Store};

/// How every enabled source is doing, in the order of the configuration.
///
/// # Errors
/// When the store refuses.
pub fn health(config: &Config, store: &Store) -> Result<Vec<Health>, Error> {
    let mut states = store.sources()?;
    let counts = store.entries_by_source()?;
    Ok(config
        .enabled()
        .map(|source| {
            let id = &source.source.id;
            let state = states.remove(id);
            let count = counts.get(id);
            Health {
                source: source.source.clone(),
                moved_to: state
                    .as_ref()
                    .and_then(|state| state.moved_to.as_deref()?.parse().ok()),
                last_poll: state.as_ref().and_then(|state| state.last_poll),
                last_success: state.as_ref().and_then(|state| state.last_success),
                next_poll: state.as_ref().and_then(|state| state.next_poll),
                failures: state.as_ref().map_or(0, |state| state.failures),
                trouble: state.and_then(|state| state.trouble),
                entries: count.map_or(0, |(entries, _)| *entries),
                newest: count.map(|(_, newest)| *newest),
            }
        })
        .collect())
}

/// Why a source is next polled when it is, in words; nothing for one that was never polled.
///
/// # Errors
/// When the store refuses.
pub fn why_next(config: &Config, store: &Store, id: &SourceId) -> Result<Option<String>, Error> {
    let Some(source) = config.enabled().find(|source| source.source.id == *id) else {
        return Ok(None);
    };
    let Some(state) = store.sources()?.remove(id) else {
        return Ok(None);
    };
    let Some(last) = state.last_poll else {
        return Ok(None);
    };
    let schedule = serde_json::from_str(&state.schedule).map_err(store::Error::from)?;
    let next = schedule::next_poll(&schedule, &super::polling::rules(config, source), last);
    Ok(Some(next.why.to_string()))
}

/// What stands for a story that is gone.
pub(super) fn tombstone(store: &Store, desk: &Desk, life: Life) -> Result<Tombstone, Error> {
    let mut into = match life.stage {
        Stage::Merged(into) => Some(into),
        _ => None,
    };
    // What it was merged into may have been merged since; ids only ever point to elder ones, so
    // the chain ends.
    let mut merged_into: Option<StoryRef> = None;
    while let Some(id) = into {
        merged_into = desk.reference(store, id)?;
        into = match store.life(id)?.map(|life| life.stage) {
            Some(Stage::Merged(next)) if next < id => Some(next),
            _ => None,
        };
    }
    Ok(Tombstone {
        at: life.gone.unwrap_or(life.updated),
        id: life.id,
        uri: life.uri,
        merged_into,
    })
}
