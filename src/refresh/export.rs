//! Stories with their entries and the outlets of these, one after another, for analysis.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Error;
use super::explain::desk;
use crate::config::Config;
use crate::domain::{Country, Life, Source};
use crate::group::Reason;
use crate::store::{Member, Store};

/// A story with its entries.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its lasting facts.
    pub life: Life,
    /// Its entries, by date.
    pub entries: Vec<ExportedEntry>,
    /// Which of them stands for it.
    pub representative: usize,
}

/// An entry of a story.
#[derive(Clone, Debug)]
pub struct ExportedEntry {
    /// The entry with its place in the story.
    pub member: Member,
    /// Where it was read; none when that is known no longer.
    pub source: Option<Arc<Source>>,
    /// Why it is in the story, as it was noted.
    pub reason: Reason,
}

/// Calls `each` with the published stories that are dated from `since` until before `until`, and about
/// one of `countries` where there are any: by date, then id. One story is in memory at a time.
///
/// # Errors
/// When the store refuses, and whatever `each` says.
pub fn export<E: From<Error>>(
    config: &Config,
    store: &Store,
    dated: (DateTime<Utc>, DateTime<Utc>),
    countries: &[Country],
    mut each: impl FnMut(&Exported) -> Result<(), E>,
) -> Result<(), E> {
    let mut desk = desk(config);
    desk.learn(store.sources().map_err(Error::from)?.values());
    let story = |store: &Store, id| -> Result<Option<Exported>, Error> {
        let Some(life) = store.life(id)? else {
            return Ok(None);
        };
        let members = store.members_of(id)?.into_iter();
        let entries = members.map(|member| ExportedEntry {
            source: desk.source(&member.entry.key.source).cloned(),
            reason: serde_json::from_str(&member.reason).unwrap_or_default(),
            member,
        });
        let entries: Vec<ExportedEntry> = entries.collect();
        let is_it = |entry: &ExportedEntry| entry.member.id == life.representative;
        let representative = entries.iter().position(is_it).unwrap_or(0);
        // What is left of a story without entries tells nothing.
        Ok((!entries.is_empty()).then_some(Exported {
            life,
            entries,
            representative,
        }))
    };
    let mut failed = None;
    let walked = store.each_published(dated, countries, |store, id| {
        if let Some(story) = story(store, id)?
            && let Err(error) = each(&story)
        {
            failed = Some(error);
            return Err(Halt::Here);
        }
        Ok(())
    });
    match (failed, walked) {
        (Some(error), _) => Err(error),
        (None, Err(Halt::Store(error))) => Err(error.into()),
        (None, _) => Ok(()),
    }
}

/// What ends the walk before its end.
enum Halt {
    Store(Error),
    /// Whoever is told of the stories.
    Here,
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<crate::store::Error> for Halt {
    fn from(error: crate::store::Error) -> Self {
        Self::Store(error.into())
    }
}
