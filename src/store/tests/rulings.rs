//! Rulings: kept by what names an entry, whatever becomes of it.

use super::*;
use crate::domain::{EntryId, Ruling};

fn key(guid: &str) -> EntryKey {
    entry("a", guid, "").key
}

fn ruling(together: &[&str], apart: &[&str]) -> Ruling {
    let keys = |guids: &[&str]| guids.iter().map(|guid| key(guid)).collect();
    Ruling {
        at: time(1_234),
        reason: "the same bridge".to_owned(),
        together: keys(together),
        apart: keys(apart),
    }
}

#[test]
fn rulings_are_kept_in_order_and_a_number_is_never_given_twice() {
    let store = store();
    assert_eq!(store.rulings().unwrap().len(), 0);
    let said = [ruling(&["1", "2"], &[]), ruling(&["3"], &["1", "4"])];
    let numbers = said.clone().map(|ruling| store.rule(&ruling).unwrap());
    let kept: Vec<_> = store.rulings().unwrap().into_iter().collect();
    let expected: Vec<_> = numbers.into_iter().zip(said).collect();
    assert_eq!(kept, expected);
    assert!(store.revoke(numbers[1]).unwrap());
    assert!(!store.revoke(numbers[1]).unwrap());
    assert!(store.rule(&ruling(&["5"], &["6"])).unwrap() > numbers[1]);
    assert_eq!(store.rulings().unwrap().len(), 2);
}

#[test]
fn an_entry_is_ruled_on_when_it_is_there_and_again_when_it_comes_back() {
    let store = store();
    store.rule(&ruling(&["1", "2"], &[])).unwrap();
    store.rule(&ruling(&["1"], &["3"])).unwrap();
    assert_eq!(store.ruled_entries().unwrap(), []);
    let both = || vec![entry("a", "1", "Un"), entry("a", "9", "Neuf")];
    record(&store, vec![poll("a", START, both())]);
    let ruled = store.ruled_entries().unwrap();
    assert_eq!(ruled.len(), 1, "{ruled:?}");
    assert_eq!((&ruled[0].key, ruled[0].story), (&key("1"), None));
    store.forget(&SourceId::new("a")).unwrap();
    assert_eq!(store.ruled_entries().unwrap(), []);
    record(&store, vec![poll("a", START, both())]);
    assert_eq!(store.ruled_entries().unwrap().len(), 1);
}

#[test]
fn entries_that_a_merge_left_behind_follow_their_story() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    let id = |number: u128| StoryId::mint(START, &key("1"), |_| number);
    {
        let db = Connection::open(&path).unwrap();
        for sql in [
            include_str!("../schema_1.sql"),
            include_str!("../schema_2.sql"),
            include_str!("../schema_3.sql"),
            include_str!("../schema_4.sql"),
            include_str!("../schema_5.sql"),
            include_str!("../schema_6.sql"),
            include_str!("../schema_7.sql"),
        ] {
            db.execute_batch(sql).unwrap();
        }
        for (number, stage, into) in [
            (1, "published", None),
            (2, "merged", Some(1)),
            (3, "merged", Some(2)),
            (4, "published", None),
        ] {
            db.execute(
                "INSERT INTO story (id, uri, stage, merged_into, first_seen, published, updated,
                     link, representative, told_text, told_outlets, outlets, countries, fresh, gone)
                 VALUES (?1, '', ?2, ?3, 0, 0, 0, '', ?4, '', 1, 1,
                     '{\"primary\":[],\"mentioned\":[]}', 1, CASE ?2 WHEN 'merged' THEN 1 END)",
                (
                    id(number).to_string(),
                    stage,
                    into.map(|into| id(into).to_string()),
                    number as i64,
                ),
            )
            .unwrap();
            db.execute(
                "INSERT INTO entry (id, source, guid, title, summary, published, dated, authors,
                     categories, enclosures, countries, first_seen, last_seen, hash, waiting, story)
                 VALUES (?1, 'a', ?1, '', '', 0, 1, '[]', '[]', '[]',
                     '{\"primary\":[],\"mentioned\":[]}', 0, 0, '', 0, ?2)",
                (number as i64, id(number).to_string()),
            )
            .unwrap();
        }
        db.pragma_update(None, "user_version", 7).unwrap();
    }
    let store = Store::open(&path).unwrap();
    let story = |number: i64| store.entry(EntryId(number)).unwrap().unwrap().story;
    for number in [1, 2, 3] {
        assert_eq!(story(number), Some(id(1)), "{number}");
    }
    assert_eq!(story(4), Some(id(4)));
    assert_eq!(
        store.due(START, TimeDelta::hours(1)).unwrap(),
        [id(1)],
        "it is told anew"
    );
}
