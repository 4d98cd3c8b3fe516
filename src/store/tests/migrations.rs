//! Databases of every earlier schema, with rows as they had them, become today's and lose nothing.

use std::collections::BTreeMap;

use rusqlite::types::Value;

use super::*;
use crate::digest;
use crate::domain::EntryId;
use crate::store::migrations;

/// Rows that each schema added a place for, written when it was the newest.
const FILLED: [&str; migrations::KNOWN] = [
    include_str!("filled/1.sql"),
    include_str!("filled/2.sql"),
    include_str!("filled/3.sql"),
    include_str!("filled/4.sql"),
    include_str!("filled/5.sql"),
    include_str!("filled/6.sql"),
    include_str!("filled/7.sql"),
    include_str!("filled/8.sql"),
    include_str!("filled/9.sql"),
    include_str!("filled/10.sql"),
    include_str!("filled/11.sql"),
    include_str!("filled/12.sql"),
    include_str!("filled/13.sql"),
    include_str!("filled/14.sql"),
    include_str!("filled/15.sql"),
    include_str!("filled/16.sql"),
    include_str!("filled/17.sql"),
    include_str!("filled/18.sql"),
];

const LIVING: &str = "01KDYJ6CM800000000000000A1";
const MERGED: &str = "01KDYJ6CM800000000000000A2";
const DROPPED: &str = "01KDYJ6CM800000000000000A3";

/// What ids and dates readers know a story by.
const KNOWN_BY: &str =
    "SELECT uri || published || updated || link || stage FROM story WHERE id = ?1";

/// A database that an instance made which lived through all schemas up to this one.
fn aged(path: &Path, schema: usize) -> Connection {
    let mut db = Connection::open(path).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    for (step, rows) in (1..=schema).zip(FILLED) {
        migrations::up_to(&mut db, step).unwrap();
        db.execute_batch(rows).unwrap();
    }
    // The first versions made no mark.
    db.pragma_update(None, "application_id", 0).unwrap();
    db
}

/// The rows of each table, in the columns that it has here.
type Rows = BTreeMap<String, (String, Vec<Vec<Value>>)>;

fn columns(db: &Connection) -> BTreeMap<String, String> {
    let mut query = db
        .prepare(
            "SELECT m.name, group_concat('\"' || c.name || '\"') FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name",
        )
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn rows(db: &Connection, columns: &BTreeMap<String, String>) -> Rows {
    let all = columns.iter().map(|(table, columns)| {
        let mut query = db
            .prepare(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"))
            .unwrap();
        let width = query.column_count();
        let read = query.query_map([], |row| (0..width).map(|at| row.get(at)).collect());
        let rows = read
            .unwrap()
            .collect::<Result<Vec<Vec<Value>>, _>>()
            .unwrap();
        (table.clone(), (columns.clone(), rows))
    });
    all.collect()
}

#[test]
fn every_earlier_schema_keeps_all_its_rows() {
    for schema in 1..=migrations::KNOWN {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("griot.db");
        let old = aged(&path, schema);
        if schema < 8 {
            // What step 8 puts right: a merged story's entries go with it, and the story they come to
            // is looked at again. The rest stays as it is.
            let moved = old.execute(
                "UPDATE entry SET story = ?1 WHERE story = ?2",
                [LIVING, MERGED],
            );
            assert_eq!(moved.unwrap(), 1);
            old.execute("UPDATE story SET due = 0 WHERE id = ?1", [LIVING])
                .unwrap();
        }
        let columns = columns(&old);
        let mut before = rows(&old, &columns);
        if schema < 8 {
            old.execute("UPDATE entry SET story = ?1 WHERE id = 2", [MERGED])
                .unwrap();
            old.execute("UPDATE story SET due = 5000 WHERE id = ?1", [LIVING])
                .unwrap();
        }
        drop(old);

        let store = Store::open(&path).unwrap();
        let after = rows(&store.db, &columns);
        if schema < 5 {
            assert!(!before["source"].0.contains("memory"));
        }
        for (table, rows) in &mut before {
            assert!(
                !rows.1.is_empty() || table == "archive_size",
                "schema {schema}: {table} has no rows"
            );
            assert_eq!(&after[table], rows, "schema {schema}: {table}");
        }
        let version: i64 = store
            .db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, migrations::KNOWN as i64);
    }
}

#[test]
fn what_an_earlier_schema_holds_is_read_as_today() {
    for schema in 1..=migrations::KNOWN {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("griot.db");
        let old = aged(&path, schema);
        let known_by = |db: &Connection, id: &str| -> String {
            db.query_row(KNOWN_BY, [id], |row| row.get(0)).unwrap()
        };
        let before = [LIVING, MERGED, DROPPED].map(|id| known_by(&old, id));
        drop(old);
        let store = Store::open(&path).unwrap();
        let after = [LIVING, MERGED, DROPPED].map(|id| known_by(&store.db, id));
        assert_eq!(before, after, "schema {schema}: ids, dates and links");

        let living: StoryId = LIVING.parse().unwrap();
        let members = store.members_of(living).unwrap();
        let of: Vec<_> = members.iter().map(|member| member.id.0).collect();
        assert_eq!(of, [1, 2], "schema {schema}");
        let waiting: Vec<_> = store.waiting().unwrap().iter().map(|m| m.id.0).collect();
        assert_eq!(waiting, [[3, 5].as_slice(), &[3]][usize::from(schema < 5)]);
        assert_eq!(store.gone(&Selection::default(), 10).unwrap().len(), 2);
        let stale = store.stale().unwrap();
        assert_eq!((stale.len(), stale[0].story), (1, living));

        let sources = store.sources().unwrap();
        let (a, b) = (&sources[&SourceId::new("a")], &sources[&SourceId::new("b")]);
        assert!(
            a.validators
                .as_deref()
                .is_some_and(|kept| kept.contains("etag"))
        );
        assert_eq!(
            (a.next_poll, b.next_poll),
            (Some(time(3_601_000)), Some(time(7_202_000)))
        );
        assert_eq!((a.failures, b.failures), (0, 3));

        // Its entries are known again, whatever made them.
        let mut same = entry("a", "https://a.example/1", "Une mine s'effondre");
        same.canonical_url = Some("https://a.example/1".to_owned());
        let tally = record(&store, vec![poll("a", time(9_000), vec![same])]);
        assert_eq!(tally[0].new, 0, "schema {schema}");
    }
}

#[test]
fn what_a_story_was_told_as_with_a_page_is_no_correction_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    let old = aged(&path, 14);
    let said = "Onze orpailleurs ont péri dans la galerie.";
    old.execute(
        "UPDATE page SET facts = json_set(facts, '$.summary', ?1) WHERE entry = 1",
        [said],
    )
    .unwrap();
    let told = digest::fields(["Une mine s'effondre", said, ""]);
    old.execute(
        "UPDATE story SET told_text = ?1 WHERE id = ?2",
        [&told, LIVING],
    )
    .unwrap();
    drop(old);

    let store = Store::open(&path).unwrap();
    let living: StoryId = LIVING.parse().unwrap();
    let member = store.entry(EntryId(1)).unwrap().unwrap();
    assert_eq!(member.entry.summary, said);
    let life = store.life(living).unwrap().unwrap();
    assert_eq!(life.told_text, member.words());
}

#[test]
fn an_older_schema_is_brought_up_to_date_once_however_many_begin_with_it() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..4 {
        let path = folder.path().join(format!("{round}.db"));
        drop(aged(&path, 1));
        let begin = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut db = Connection::open(&path).unwrap();
                    db.busy_timeout(std::time::Duration::from_secs(60)).unwrap();
                    begin.wait();
                    migrations::up_to(&mut db, migrations::KNOWN).unwrap();
                });
            }
        });
        assert!(
            Store::open_as_it_is(&path)
                .unwrap()
                .is_up_to_date()
                .unwrap()
        );
    }
}

#[test]
fn an_older_schema_is_left_as_it_is_and_copied_so() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (
        folder.path().join("griot.db"),
        folder.path().join("copy.db"),
    );
    drop(aged(&path, 7));
    let store = Store::open_as_it_is(&path).unwrap();
    store
        .backup(&copy, |copy| copy.forget_note("published"))
        .unwrap();
    for path in [&path, &copy] {
        let db = Connection::open(path).unwrap();
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, 7);
    }
    assert!(Store::open_as_it_is(&folder.path().join("none.db")).is_err());
}
