//! What the store promises to the rest: nothing lost, nothing doubled, nothing half done.

mod alerts;
mod archive;
mod editions;
mod files;
mod migrations;
mod retention;
mod rulings;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::domain::{
    Countries, Country, Entry, EntryKey, Life, Listed, Outlet, Source, SourceId, Stage, StoryId,
};

pub(super) const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

pub(super) fn store() -> Store {
    Store::in_memory().unwrap()
}

fn source(id: &str) -> Source {
    Source {
        id: SourceId::new(id),
        outlet: Arc::new(Outlet {
            name: id.to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: false,
        }),
        url: format!("https://{id}.example/feed").parse().unwrap(),
        country: None,
    }
}

pub(super) fn entry(source: &str, guid: &str, title: &str) -> Entry {
    Entry {
        key: EntryKey {
            source: SourceId::new(source),
            guid: guid.to_owned(),
        },
        url: Some(format!("https://{source}.example/{guid}")),
        canonical_url: None,
        title: title.to_owned(),
        summary: String::new(),
        content: None,
        language: "fr".parse().ok(),
        published: START,
        dated: true,
        authors: Vec::new(),
        categories: Vec::new(),
        image: None,
        enclosures: Vec::new(),
        rights: None,
        origin: None,
        countries: Countries::default(),
        first_seen: START,
        listed: None,
    }
}

fn body(bytes: usize) -> PolledBody {
    PolledBody {
        url: "https://a.example/feed".to_owned(),
        codings: "br".to_owned(),
        bytes: vec![7; bytes],
        ..PolledBody::default()
    }
}

pub(super) fn poll(name: &str, at: DateTime<Utc>, entries: Vec<Entry>) -> Poll {
    let mut state = SourceState::new(source(name));
    (state.last_success, state.listed_at) = (Some(at), Some(at));
    Poll {
        at,
        first_seen: at,
        round: at,
        outcome: Outcome::Read,
        bytes: 10,
        state,
        entries,
        body: Some(body(10)),
    }
}

fn life(id: StoryId, countries: &[&str]) -> Life {
    Life {
        id,
        uri: format!("tag:example.org,1970-01-01:story/{id}"),
        stage: Stage::Published,
        first_seen: START,
        shown: Some(START),
        published: START,
        updated: START,
        link: "https://a.example/1".to_owned(),
        representative: crate::domain::EntryId(1),
        told_text: String::new(),
        speakers: Vec::new(),
        told_outlets: 1,
        outlets: 1,
        countries: Countries {
            primary: countries.iter().map(|code| code.parse().unwrap()).collect(),
            mentioned: Vec::new(),
        },
        topics: Vec::new(),
        editions: Vec::new(),
        fresh: true,
        due: None,
        gone: None,
        reason: None,
    }
}

fn story(number: u128) -> StoryId {
    let key = entry("a", "1", "").key;
    StoryId::mint(START, &key, |_| number)
}

pub(super) fn record(store: &Store, mut polls: Vec<Poll>) -> Vec<PollTally> {
    store.record(&mut polls, |_, _, _| {}).unwrap()
}

fn all(items: usize) -> Selection<'static> {
    Selection {
        items,
        ..Selection::default()
    }
}

fn keep(archive_bytes: u64) -> Keep {
    Keep {
        entries: TimeDelta::days(365),
        archive: TimeDelta::days(30),
        archive_bytes,
    }
}

/// The archived bodies' sizes, the oldest first, and what the store takes them to be together.
fn archived(store: &Store) -> (Vec<usize>, i64) {
    let rounds = store.archived_rounds(START).unwrap();
    let numbers = rounds.iter().flat_map(|round| &round.bodies);
    let sizes = numbers
        .map(|number| store.archived_body(*number).unwrap().body.bytes.len())
        .collect();
    let counted = store
        .db
        .query_row("SELECT bytes FROM archive_size", [], |row| row.get(0));
    (sizes, counted.unwrap())
}

#[test]
fn an_entry_is_stored_once_however_often_it_is_polled() {
    let store = store();
    let first = record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    assert_eq!((first[0].new, first[0].updated), (1, 0));
    let later = START + TimeDelta::hours(1);
    let again = record(&store, vec![poll("a", later, vec![entry("a", "1", "Un")])]);
    assert_eq!((again[0].seen, again[0].new, again[0].updated), (1, 0, 0));
    assert_eq!(store.waiting().unwrap().len(), 1);
}

#[test]
fn what_is_said_to_be_known_and_is_not_has_its_source_read_whole() {
    let listed = |guid: &str, words: &str, is_relisted: bool| {
        let mut entry = entry("a", guid, guid);
        entry.listed = Some(Listed {
            marks: identity::marks(&entry),
            words: words.to_owned(),
            is_relisted,
        });
        entry
    };
    let store = store();
    let read = |hours: i64, entries: Vec<Entry>| {
        let mut poll = poll("a", START + TimeDelta::hours(hours), entries);
        poll.state.validators = Some("etag".to_owned());
        poll.state.body_hash = Some("hash".to_owned());
        poll.state.memory = "memory".to_owned();
        let tally = record(&store, vec![poll])[0];
        let state = store
            .sources()
            .unwrap()
            .remove(&SourceId::new("a"))
            .unwrap();
        let kept = (state.validators, state.body_hash, state.memory);
        let is_whole = kept == (None, None, String::new());
        ((tally.new, tally.updated), is_whole)
    };
    assert_eq!(read(0, vec![listed("1", "un", false)]), ((1, 0), false));
    let before = store.waiting().unwrap();
    assert_eq!(read(1, vec![listed("1", "un", true)]), ((0, 0), false));
    // Neither an entry of which nothing is known nor an edit is stored from what was not read.
    assert_eq!(read(2, vec![listed("2", "deux", true)]), ((0, 0), true));
    assert_eq!(read(3, vec![listed("1", "autre", true)]), ((0, 0), true));
    assert_eq!(store.waiting().unwrap(), before);
}

#[test]
fn the_same_guid_in_another_source_is_another_entry() {
    let store = store();
    let polls = [
        poll("a", START, vec![entry("a", "1", "Un")]),
        poll("b", START, vec![entry("b", "1", "Deux")]),
    ];
    record(&store, polls.into());
    let titles: Vec<_> = store
        .waiting()
        .unwrap()
        .into_iter()
        .map(|m| m.entry.title)
        .collect();
    assert_eq!(titles, ["Un", "Deux"]);
}

#[test]
fn an_edit_changes_the_entry_keeps_its_history_and_its_first_date() {
    let store = store();
    record(
        &store,
        vec![poll("a", START, vec![entry("a", "1", "12 morts")])],
    );
    let id = store.waiting().unwrap()[0].id;
    store.settle(&[id]).unwrap();

    let later = START + TimeDelta::hours(2);
    let mut edited = entry("a", "1", "15 morts");
    edited.published = later;
    edited.first_seen = later;
    let tally = record(&store, vec![poll("a", later, vec![edited])]);
    assert_eq!((tally[0].new, tally[0].updated), (0, 1));
    let waiting = store.waiting().unwrap();
    assert_eq!(waiting[0].id, id);
    assert_eq!(waiting[0].entry.title, "15 morts");
    assert_eq!(
        (waiting[0].entry.published, waiting[0].entry.first_seen),
        (START, START)
    );
    let before: String = store
        .db
        .query_row(
            "SELECT title FROM revision WHERE entry = ?1",
            [id.0],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(before, "12 morts");
}

#[test]
fn a_step_that_fails_leaves_no_trace() {
    let store = store();
    let failed: Result<(), Error> = store.step(|store| {
        store.set_note("half", "done")?;
        Err(Error::Full)
    });
    assert!(matches!(failed, Err(Error::Full)));
    assert_eq!(store.note("half").unwrap(), None);
    store.step(|store| store.set_note("whole", "done")).unwrap();
    assert_eq!(store.note("whole").unwrap().as_deref(), Some("done"));
}

#[test]
fn retention_spares_what_its_source_still_lists() {
    let store = store();
    let later = START + TimeDelta::days(400);
    let old = vec![entry("a", "1", "parti"), entry("a", "2", "encore là")];
    record(&store, vec![poll("a", START, old)]);
    let ids: Vec<_> = store.waiting().unwrap().iter().map(|m| m.id).collect();
    store.settle(&ids).unwrap();
    record(
        &store,
        vec![poll("a", later, vec![entry("a", "2", "encore là")])],
    );
    let pruned = store.prune(keep(u64::MAX), later, later).unwrap();
    assert_eq!((pruned.entries, pruned.polls), (1, 1));
    assert!(store.entry(ids[0]).unwrap().is_none());
    assert!(store.entry(ids[1]).unwrap().is_some());
}

#[test]
fn forgetting_a_source_takes_its_entries_and_has_its_stories_looked_at() {
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let id = store.waiting().unwrap()[0].id;
    store
        .place(&[Membership {
            entry: id,
            story: story(1),
            reason: "{}".to_owned(),
            copy_of: None,
        }])
        .unwrap();
    store.save_life(&life(story(1), &["NE"])).unwrap();
    store.written(&store.stale().unwrap()).unwrap();
    assert_eq!(store.forget(&SourceId::new("a")).unwrap(), 1);
    assert!(store.sources().unwrap().is_empty());
    assert_eq!(store.due(START, TimeDelta::hours(1)).unwrap(), [story(1)]);
    // Whoever dies now writes them at the next start.
    let stale = store.stale().unwrap();
    assert_eq!((stale.len(), stale[0].story), (1, story(1)));
    assert_eq!(store.retold().unwrap(), BTreeSet::from([START]));
    store.written(&stale).unwrap();
    assert!(store.retold().unwrap().is_empty());
}
