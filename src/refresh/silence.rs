//! Sources that answer and bring nothing any more.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Error, Refresher};
use crate::domain::{Silence, SourceId};
use crate::rhythm::{self, Arrival};
use crate::store::{SourceState, Store};

/// Under this name the store keeps which sources are silent.
const SILENT: &str = "silent";

/// How often it is looked who is: no rhythm is finer than hours.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Nobody is silent who brought something within this time.
const SOON: TimeDelta = TimeDelta::days(1);

/// Who was silent when it was last looked.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Silent {
    looked: DateTime<Utc>,
    sources: BTreeMap<SourceId, Known>,
}

/// A silence as it was when it was noticed: its rhythm may be forgotten before it ends.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Known {
    since: DateTime<Utc>,
    weekly: u32,
}

impl From<Known> for Silence {
    fn from(Known { since, weekly }: Known) -> Self {
        Self { since, weekly }
    }
}

impl From<Silence> for Known {
    fn from(Silence { since, weekly }: Silence) -> Self {
        Self { since, weekly }
    }
}

/// The silent sources, as the last round found them.
pub(super) fn silent(store: &Store) -> Result<BTreeMap<SourceId, Silence>, Error> {
    let sources = kept(store)?.sources.into_iter();
    Ok(sources.map(|(id, known)| (id, known.into())).collect())
}

fn kept(store: &Store) -> Result<Silent, Error> {
    let note = store.note(SILENT)?;
    // What another version wrote is found anew.
    Ok(note
        .and_then(|note| serde_json::from_str(&note).ok())
        .unwrap_or_default())
}

impl Refresher {
    /// Looks which sources have fallen silent and which bring something again, and says so, once.
    pub(super) fn listen(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let before = kept(&self.store)?;
        // A clock that was set back since has looked in the future.
        if (before.looked..before.looked + EVERY).contains(&now) {
            return Ok(());
        }
        let mut states = self.store.sources()?;
        let mut sources = BTreeMap::new();
        for configured in self.config.enabled() {
            let source = &configured.source;
            let known = before.sources.get(&source.id).copied();
            let Some(state) = states.remove(&source.id) else {
                continue;
            };
            let found = self.silence(&state, known)?;
            let outlet = source.outlet.name.as_str();
            match (known, found) {
                (None, Some(silence)) => tracing::warn!(
                    source = %source.id,
                    outlet,
                    "it answers and has brought nothing since {}; it used to bring {}",
                    silence.since.format("%Y-%m-%d"),
                    silence.usual()
                ),
                (Some(known), None) => tracing::info!(
                    source = %source.id,
                    outlet,
                    "it brings something again, for the first time since {}",
                    known.since.format("%Y-%m-%d")
                ),
                _ => {}
            }
            sources.extend(found.map(|silence| (source.id.clone(), silence.into())));
        }
        let silent = Silent {
            looked: now,
            sources,
        };
        let note = serde_json::to_string(&silent).unwrap_or_default();
        Ok(self.store.set_note(SILENT, &note)?)
    }

    /// The silence that a source is in, if it is in one: what was `known` lasts until it brings
    /// something.
    fn silence(&self, state: &SourceState, known: Option<Known>) -> Result<Option<Silence>, Error> {
        let Some(asked) = state.last_success else {
            return Ok(None);
        };
        let last = self.store.last_news(&state.id)?;
        if last.is_some_and(|last| asked - last < SOON) {
            return Ok(None);
        }
        let arrivals: Vec<Arrival> = self
            .store
            .arrivals(&state.id)?
            .into_iter()
            .map(|(at, entries)| Arrival { at, entries })
            .collect();
        let last = arrivals.last().map(|arrival| arrival.at);
        let lasting = known.filter(|known| last.is_none_or(|last| last <= known.since));
        Ok(match lasting {
            Some(known) => Some(known.into()),
            None => rhythm::silence(&arrivals, asked),
        })
    }
}
