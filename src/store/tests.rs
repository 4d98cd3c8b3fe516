//! What the store promises to the rest: nothing lost, nothing doubled, nothing half done.

use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::domain::{
    Countries, Country, Entry, EntryKey, Life, Outlet, Source, SourceId, Stage, StoryId,
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
        countries: Countries::default(),
        first_seen: START,
    }
}

pub(super) fn poll(name: &str, at: DateTime<Utc>, entries: Vec<Entry>) -> Poll {
    let mut state = SourceState::new(source(name));
    state.listed_at = Some(at);
    Poll {
        at,
        outcome: Outcome::Read,
        bytes: 10,
        state,
        entries,
        body: Some(PolledBody {
            url: "https://a.example/feed".to_owned(),
            content_type: None,
            bytes: b"<rss/>".repeat(10),
        }),
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
        told_outlets: 1,
        outlets: 1,
        countries: Countries {
            primary: countries.iter().map(|code| code.parse().unwrap()).collect(),
            mentioned: Vec::new(),
        },
        fresh: true,
        due: None,
        gone: None,
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
        countries: &[],
        language: None,
        items,
    }
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
fn a_story_marks_the_editions_that_it_enters_and_those_that_it_leaves() {
    let store = store();
    store.save_life(&life(story(1), &["NE", "RU"])).unwrap();
    let first = store.stale().unwrap();
    assert_eq!(first.len(), 1);
    store.written(&first).unwrap();
    assert!(store.stale().unwrap().is_empty());

    store.save_life(&life(story(1), &["NE", "ML"])).unwrap();
    let codes: Vec<_> = store.stale().unwrap()[0]
        .countries
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(codes, ["ML", "NE", "RU"]);
    store.save_life(&life(story(1), &["NE", "ML"])).unwrap();
    assert_eq!(
        store.stale().unwrap().len(),
        1,
        "saved twice, to be written once"
    );
}

#[test]
fn editions_hold_what_they_are_about_newest_first() {
    let store = store();
    for (number, hours, code) in [(1, 1, "NE"), (2, 3, "ML"), (3, 2, "NE")] {
        let mut life = life(story(number), &[code]);
        life.published = START + TimeDelta::hours(hours);
        store.save_life(&life).unwrap();
    }
    let niger = ["NE".parse::<Country>().unwrap()];
    let selection = Selection {
        countries: &niger,
        ..all(50)
    };
    assert_eq!(store.select(&selection).unwrap(), [story(3), story(1)]);
    assert_eq!(
        store.select(&all(50)).unwrap(),
        [story(2), story(3), story(1)]
    );
    assert_eq!(store.count(&selection).unwrap().0, 2);
}

#[test]
fn a_small_document_still_holds_the_last_day() {
    let store = store();
    for number in 0..4 {
        let mut life = life(story(number), &["NE"]);
        life.published = START + TimeDelta::hours(number as i64);
        life.first_seen = START - TimeDelta::days(if number == 0 { 2 } else { 0 });
        store.save_life(&life).unwrap();
    }
    assert_eq!(
        store.select(&all(1)).unwrap().len(),
        3,
        "the one of two days ago may go"
    );
}

#[test]
fn what_was_no_news_appears_only_where_there_is_nothing_else() {
    let store = store();
    let mut old = life(story(1), &["NE"]);
    old.fresh = false;
    store.save_life(&old).unwrap();
    assert_eq!(store.select(&all(50)).unwrap(), [story(1)]);
    store.save_life(&life(story(2), &["NE"])).unwrap();
    assert_eq!(store.select(&all(50)).unwrap(), [story(2)]);
}

#[test]
fn the_first_poll_of_an_archive_floods_no_document() {
    let store = store();
    for number in 0..9 {
        let mut old = life(story(number), &["NE"]);
        old.fresh = false;
        store.save_life(&old).unwrap();
    }
    assert_eq!(store.select(&all(4)).unwrap().len(), 4);
}

#[test]
fn months_are_those_of_publication() {
    let store = store();
    for (number, days) in [(1, 0), (2, 20), (3, 40)] {
        let mut life = life(story(number), &["NE"]);
        life.published = START + TimeDelta::days(days);
        store.save_life(&life).unwrap();
    }
    let months = store.months(&all(50)).unwrap();
    assert_eq!(months, [START, START + TimeDelta::days(40)]);
    let january = store
        .between(&all(50), START, START + TimeDelta::days(31))
        .unwrap();
    assert_eq!(january, [story(2), story(1)]);
}

#[test]
fn a_story_that_is_gone_leaves_a_tombstone_in_its_editions() {
    let store = store();
    store.save_life(&life(story(1), &["NE"])).unwrap();
    let mut gone = life(story(1), &["NE"]);
    gone.stage = Stage::Merged(story(2));
    gone.gone = Some(START + TimeDelta::hours(1));
    store.save_life(&gone).unwrap();
    assert!(store.select(&all(50)).unwrap().is_empty());
    let niger = ["NE".parse::<Country>().unwrap()];
    assert_eq!(store.gone(&niger, 10).unwrap(), [gone]);
    assert_eq!(store.retired().unwrap(), [story(1)]);
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
    let keep = Keep {
        entries: TimeDelta::days(365),
        archive: TimeDelta::days(30),
        archive_bytes: u64::MAX,
    };
    let pruned = store.prune(keep, later).unwrap();
    assert_eq!((pruned.entries, pruned.bodies, pruned.polls), (1, 1, 1));
    assert!(store.entry(ids[0]).unwrap().is_none());
    assert!(store.entry(ids[1]).unwrap().is_some());
}

#[test]
fn the_archive_is_bounded_and_gives_back_what_was_polled() {
    let store = store();
    for hour in 0..3 {
        let at = START + TimeDelta::hours(hour);
        record(&store, vec![poll("a", at, Vec::new())]);
    }
    let mut bodies = Vec::new();
    store
        .replay(START, |archived| bodies.push(archived.body))
        .unwrap();
    assert_eq!(bodies, vec![b"<rss/>".repeat(10); 3]);

    let size: i64 = store
        .db
        .query_row("SELECT MAX(size) FROM archive", [], |row| row.get(0))
        .unwrap();
    let keep = Keep {
        entries: TimeDelta::days(365),
        archive: TimeDelta::days(30),
        archive_bytes: size.unsigned_abs() * 2,
    };
    assert_eq!(store.prune(keep, START).unwrap().bodies, 1);
}

#[test]
fn a_database_of_a_newer_griot_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    Store::open(&path)
        .unwrap()
        .db
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let refused = Store::open(&path).unwrap_err().to_string();
    assert!(
        refused.contains("newer griot") && refused.contains("99"),
        "{refused}"
    );
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    std::fs::write(
        &path,
        b"not a database, and long enough to be read as a header".repeat(40),
    )
    .unwrap();
    let refused = Store::open(&path).unwrap_err();
    assert!(matches!(refused, Error::Corrupt { .. }), "{refused}");
}

#[test]
fn a_backup_opens_and_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    let restored = Store::open(&copy).unwrap();
    assert_eq!(restored.waiting().unwrap(), store.waiting().unwrap());
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
    assert_eq!(store.forget(&SourceId::new("a")).unwrap(), 1);
    assert!(store.sources().unwrap().is_empty());
    assert_eq!(store.due(START).unwrap(), [story(1)]);
}
