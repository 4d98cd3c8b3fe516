//! Archived polls through today's rules: the rounds of an instance once more, into folders of their
//! own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::deeds::Deeds;
use super::polling::Done;
use super::{Error, Progress, Quietly, Refresher, SETTLE_DAEMON, Summary};
use crate::clock::Clock;
use crate::config::{Access, Config, Kind, SourceConfig};
use crate::domain::{EntryKey, SourceId};
use crate::poll;
use crate::store::{ArchivedRound, SourceState, Store};

/// What a replay came to, and how that compares with what the instance itself has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// Rounds.
    pub rounds: usize,
    /// Archived bodies.
    pub bodies: Bodies,
    /// Entries.
    pub entries: Compared,
    /// Stories.
    pub stories: Stories,
    /// Editions that were written.
    pub editions: usize,
}

/// Archived bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bodies {
    /// Read once more.
    pub read: usize,
    /// Left out, each with a sentence that says why.
    pub skipped: Vec<String>,
}

/// Entries of both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Those that the replay found.
    pub replayed: usize,
    /// Of these, those that the instance does not have.
    pub only_replayed: usize,
    /// Those that only the instance has: older than the archive, or read otherwise.
    pub only_instance: usize,
}

/// Stories of the replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stories {
    /// Those that are published.
    pub published: usize,
    /// Of these, those that several outlets report.
    pub of_several_outlets: usize,
    /// Those of which the entries that both sides have are not one story of the instance.
    pub differing: usize,
}

/// Takes the rounds that `archive` kept since `since` once more through the rules of `config`, whose
/// folders have to be empty. Asks nobody. What the operator ruled and withdrew is done once more
/// where it was done; of a ruling that was taken back nothing is known.
///
/// # Errors
/// When a store or the public folder refuses. A body that cannot be read is left out, and said.
pub async fn replay(
    archive: &Store,
    config: Config,
    since: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<Replayed, Error> {
    let rounds = archive.archived_rounds(since)?;
    let Some(first) = rounds.first() else {
        return Ok(Replayed::default());
    };
    let known = archive.sources()?;
    let clock = Clock::manual(first.at);
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_DAEMON)?;
    let mut replayed = Replayed::default();
    let mut deeds = Deeds::of(archive)?;
    let mut pages = archive.read_pages()?.into();
    progress.polling(rounds.len());
    for round in &rounds {
        refresher.redo(&mut deeds, Some(round.at))?;
        clock.set(round.at);
        refresher
            .once_more(archive, &known, round, &mut replayed.bodies)
            .await?;
        refresher.recall(&mut pages, round.at)?;
        refresher.settle(round.at, &Quietly, &mut Summary::begin(round.at, b"replay"))?;
        // A round publishes; here only the last one does.
        refresher.countries_ever()?;
        replayed.rounds += 1;
        progress.polled("");
    }
    refresher.redo(&mut deeds, None)?;
    progress.step("publishing");
    let mut summary = Summary::begin(clock.now(), b"replay");
    refresher.publish(&Quietly, &mut summary)?;
    progress.done();
    replayed.editions = summary.editions.written;
    let (published, of_several_outlets) = refresher.story_counts()?;
    let (own, instances) = (
        refresher.store.stories_of_entries()?,
        archive.stories_of_entries()?,
    );
    let common = own.keys().filter(|key| instances.contains_key(*key));
    let common = common.count();
    replayed.entries = Compared {
        replayed: own.len(),
        only_replayed: own.len() - common,
        only_instance: instances.len() - common,
    };
    replayed.stories = Stories {
        published,
        of_several_outlets,
        differing: differing(&own, &instances),
    };
    Ok(replayed)
}

impl Refresher {
    /// The polls of one round once more: its bodies, at their times.
    async fn once_more(
        &mut self,
        archive: &Store,
        known: &HashMap<SourceId, SourceState>,
        round: &ArchivedRound,
        bodies: &mut Bodies,
    ) -> Result<(), Error> {
        // As long as the round itself waited, unless the configuration says how long.
        if let (None, Some(settle)) = (self.config.group.settle, round.settle) {
            self.desk.rules.settle = settle;
        }
        let mut summary = Summary::begin(round.at, b"replay");
        for number in &round.bodies {
            let archived = match archive.archived_body(*number) {
                Ok(archived) => archived,
                Err(error) => {
                    bodies.skipped.push(format!("body {number}: {error}"));
                    continue;
                }
            };
            let reading = self.reading(archived.first_seen);
            let (id, at) = (archived.source.clone(), archived.at);
            let skipped = |why: &str| format!("{id} of {}: {why}", at.format("%Y-%m-%d %H:%M"));
            let Some(source) = self.reader_of(&id, known) else {
                let why = "the source is neither configured nor remembered";
                bodies.skipped.push(skipped(why));
                continue;
            };
            let limit = usize::try_from(self.config.fetch.max_body).unwrap_or(usize::MAX);
            let state = self.store.sources()?.remove(&id);
            let memory = state.as_ref().map(|state| state.memory.clone());
            let memory = memory.unwrap_or_default();
            match poll::reread(&reading, &source, archived, memory, limit).await {
                Ok(polled) => {
                    let job = self.job(&source, state);
                    self.record(vec![Done { job, polled }], round.at, &mut summary)?;
                    bodies.read += 1;
                }
                Err(why) => bodies.skipped.push(skipped(&why)),
            }
        }
        Ok(())
    }

    /// How the bodies of a source are read today; one that is no longer configured is read as its
    /// outlet was remembered.
    fn reader_of(
        &self,
        id: &SourceId,
        known: &HashMap<SourceId, SourceState>,
    ) -> Option<SourceConfig> {
        let configured = self.config.sources.iter();
        let configured = configured.clone().find(|source| source.source.id == *id);
        configured.cloned().or_else(|| {
            let facts = known.get(id)?.facts.clone();
            Some(SourceConfig {
                rules: (self.config.text).rules(facts.outlet.language, Vec::new()),
                source: Arc::new(facts),
                place: String::new(),
                schedule: None,
                kind: Kind::Feed,
                enrich: false,
                access: Access::default(),
                enabled: false,
            })
        })
    }
}

/// How many stories of `own` are not one story of `other`, or not the whole of one, as far as both
/// have their entries.
fn differing(own: &BTreeMap<EntryKey, String>, other: &BTreeMap<EntryKey, String>) -> usize {
    let parts = |stories: &BTreeMap<EntryKey, String>, common: &BTreeMap<EntryKey, String>| {
        let mut parts: BTreeMap<String, BTreeSet<EntryKey>> = BTreeMap::new();
        for (key, story) in stories {
            if common.contains_key(key) {
                parts.entry(story.clone()).or_default().insert(key.clone());
            }
        }
        parts.into_values().collect::<BTreeSet<_>>()
    };
    let (own, other) = (parts(own, other), parts(other, own));
    own.difference(&other).count()
}

/// A configuration that leaves the instance's own folders alone.
#[must_use]
pub fn in_folder(mut config: Config, folder: &std::path::Path) -> Config {
    config.instance.state_dir = folder.join("state");
    config.instance.public_dir = folder.join("public");
    // What is read once more is archived where it came from.
    config.archive.keep = std::time::Duration::ZERO;
    // Nobody is told once more.
    config.alerts.clear();
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stories(groups: &[&[&str]]) -> BTreeMap<EntryKey, String> {
        let entries = groups.iter().enumerate().flat_map(|(story, guids)| {
            guids.iter().map(move |guid| {
                let key = EntryKey {
                    source: SourceId::new("a"),
                    guid: (*guid).to_owned(),
                };
                (key, story.to_string())
            })
        });
        entries.collect()
    }

    #[test]
    fn stories_differ_by_the_entries_that_both_sides_have() {
        let own = stories(&[&["1", "2"], &["3"], &["4", "new"]]);
        assert_eq!(differing(&own, &own), 0);
        assert_eq!(
            differing(&own, &stories(&[&["4"], &["3", "old"], &["1", "2"]])),
            0
        );
        assert_eq!(
            differing(&own, &stories(&[&["1"], &["2"], &["3"], &["4"]])),
            1
        );
        assert_eq!(differing(&own, &stories(&[&["1", "2", "3"], &["4"]])), 2);
    }
}
