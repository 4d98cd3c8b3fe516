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
    state.listed_at = Some(at);
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
        told_outlets: 1,
        outlets: 1,
        countries: Countries {
            primary: countries.iter().map(|code| code.parse().unwrap()).collect(),
            mentioned: Vec::new(),
        },
        topics: Vec::new(),
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
        items,
        ..Selection::default()
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
    let selection = Selection {
        countries: &niger,
        ..Selection::default()
    };
    assert_eq!(store.gone(&selection, 10).unwrap(), [gone]);
    let since = story(1).first_poll();
    assert_eq!(store.stories_since(since).unwrap(), [story(1)]);
    let later = since + TimeDelta::milliseconds(1);
    assert!(store.stories_since(later).unwrap().is_empty());
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
    let pruned = store.prune(keep(u64::MAX), later).unwrap();
    assert_eq!((pruned.entries, pruned.polls), (1, 1));
    assert!(store.entry(ids[0]).unwrap().is_none());
    assert!(store.entry(ids[1]).unwrap().is_some());
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
fn the_archive_lets_go_of_the_oldest_bodies_where_they_are_too_many() {
    let store = store();
    for (hour, size) in [(0, 10), (1, 40), (2, 30), (3, 20)] {
        let mut poll = poll("a", START + TimeDelta::hours(hour), Vec::new());
        poll.body = Some(body(size));
        record(&store, vec![poll]);
    }
    let now = START + TimeDelta::hours(4);
    for (most, gone, left) in [
        (u64::MAX, 0, vec![10, 40, 30, 20]),
        (100, 0, vec![10, 40, 30, 20]),
        (99, 1, vec![40, 30, 20]),
        (50, 1, vec![30, 20]),
        (25, 1, vec![20]),
        (0, 1, vec![]),
    ] {
        assert_eq!(store.bound_archive(&keep(most), now).unwrap(), gone);
        let together = i64::try_from(left.iter().sum::<usize>()).unwrap();
        assert_eq!(archived(&store), (left, together), "{most}");
    }
}

#[test]
fn the_archive_lets_go_of_bodies_that_are_too_old_whatever_room_there_is() {
    let store = store();
    for day in 0..3 {
        let at = START + TimeDelta::days(day);
        store.note_round(at, TimeDelta::zero()).unwrap();
        record(&store, vec![poll("a", at, Vec::new())]);
    }
    let keep = keep(u64::MAX);
    let month = START + TimeDelta::days(30);
    assert_eq!(store.bound_archive(&keep, month).unwrap(), 0);
    let later = month + TimeDelta::milliseconds(1);
    assert_eq!(store.bound_archive(&keep, later).unwrap(), 1);
    let rounds = store.archived_rounds(START).unwrap();
    let left: Vec<_> = rounds.iter().map(|round| round.at).collect();
    let days = [1, 2].map(|day| START + TimeDelta::days(day));
    assert_eq!(left, days, "rounds go with their bodies");
}

#[test]
fn forgetting_a_source_makes_room_in_the_archive() {
    let store = store();
    record(&store, vec![poll("a", START, Vec::new())]);
    record(&store, vec![poll("b", START, Vec::new())]);
    store.forget(&SourceId::new("a")).unwrap();
    assert_eq!(archived(&store), (vec![10], 10));
}

#[test]
fn a_round_is_what_was_polled_in_it_and_what_was_looked_at_again() {
    let store = store();
    let (first, second, third) = (
        START,
        START + TimeDelta::hours(1),
        START + TimeDelta::hours(2),
    );
    for (source, round, seconds) in [("a", first, 5), ("b", first, 3), ("c", third, 1)] {
        let mut poll = poll(source, round + TimeDelta::seconds(seconds), Vec::new());
        poll.round = round;
        poll.state.body_hash = Some(source.to_owned());
        record(&store, vec![poll]);
    }
    store.note_round(second, TimeDelta::minutes(5)).unwrap();
    store.note_round(third, TimeDelta::zero()).unwrap();
    let rounds = store.archived_rounds(START).unwrap();
    let sources = |round: &ArchivedRound| -> Vec<String> {
        let bodies = round.bodies.iter();
        let archived = bodies.map(|number| store.archived_body(*number).unwrap());
        archived
            .map(|archived| archived.source.to_string())
            .collect()
    };
    let seen: Vec<_> = rounds
        .iter()
        .map(|round| (round.at, round.settle, sources(round)))
        .collect();
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        seen,
        [
            (first, None, names(&["b", "a"])),
            (second, Some(TimeDelta::minutes(5)), names(&[])),
            (third, Some(TimeDelta::zero()), names(&["c"])),
        ]
    );
    assert_eq!(store.archived_rounds(second).unwrap(), rounds[1..]);
    let earliest = store.archived_body(rounds[0].bodies[0]).unwrap();
    assert_eq!(earliest.at, first + TimeDelta::seconds(3));
    assert_eq!(earliest.hash.as_deref(), Some("b"));
    assert_eq!(earliest.body, body(10));
}

#[test]
fn a_database_of_the_first_schema_keeps_its_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("schema_1.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    let packed = zstd::encode_all(&b"<rss/>"[..], 3).unwrap();
    for at in [700, 800, 1_900] {
        old.execute(
            "INSERT INTO archive (source, at, url, size, body)
             VALUES ('a', ?1, 'https://a.example/', ?2, ?3)",
            (at, packed.len() as i64, &packed),
        )
        .unwrap();
    }
    drop(old);
    let store = Store::open(&path).unwrap();
    let mut seen = entry("a", "1", "Un");
    seen.first_seen = time(600);
    record(&store, vec![poll("a", time(2_500), vec![seen])]);
    let rounds = store.archived_rounds(START).unwrap();
    let bodies: Vec<_> = rounds
        .iter()
        .map(|round| (millis(round.at), round.bodies.len()))
        .collect();
    assert_eq!(
        bodies,
        [(600, 3), (2_500, 1)],
        "by the first sight of entries"
    );
    let first = store.archived_body(rounds[0].bodies[0]).unwrap();
    assert_eq!((first.body.codings.as_str(), first.hash), ("zstd", None));
    assert_eq!(first.body.bytes, packed);
    let (_, together) = archived(&store);
    assert_eq!(together, 3 * packed.len() as i64 + 10);
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

#[test]
fn entries_of_an_older_schema_are_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    {
        let db = Connection::open(&path).unwrap();
        for sql in [
            include_str!("schema_1.sql"),
            include_str!("schema_2.sql"),
            include_str!("schema_3.sql"),
            include_str!("schema_4.sql"),
        ] {
            db.execute_batch(sql).unwrap();
        }
        db.execute_batch(
            "INSERT INTO entry (source, guid, url, canonical_url, title, summary, published, dated,
                 authors, categories, enclosures, countries, first_seen, last_seen, hash, waiting)
             VALUES ('a', 'old', 'https://a.example/1', 'https://a.example/1', 'Un', '', 0, 1,
                 '[]', '[]', '[]', '{\"primary\":[],\"mentioned\":[]}', 0, 0, 'x', 1);
             PRAGMA user_version = 4",
        )
        .unwrap();
    }
    let store = Store::open(&path).unwrap();
    let mut same = entry("a", "new", "Un");
    same.canonical_url = Some("https://a.example/1".to_owned());
    record(&store, vec![poll("a", START, vec![same])]);
    let members = store.waiting().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].entry.key.guid, "old");
}
