//! Databases of other versions, backups, and files that are none.

use super::*;

#[test]
fn a_database_of_the_first_schema_keeps_its_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../schema_1.sql")).unwrap();
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
fn what_is_damaged_may_be_read_at_once_and_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    {
        let store = Store::open(&path).unwrap();
        let entries = (0..200).map(|number| entry("a", &number.to_string(), "Un titre"));
        record(&store, vec![poll("a", START, entries.collect())]);
        store.set_note("kept", "so").unwrap();
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let page = bytes
        .windows(8)
        .rposition(|run| run == b"Un titre")
        .unwrap()
        / 4096;
    bytes[page * 4096..][..2048].fill(0x55);
    std::fs::write(&path, &bytes).unwrap();

    let store = Store::open_at_once(&path).unwrap();
    assert_eq!(store.note("kept").unwrap().as_deref(), Some("so"));
    assert!(store.set_note("kept", "otherwise").is_err());
    let damage = store.checked().unwrap_err();
    assert!(matches!(damage, Error::Corrupt { .. }), "{damage}");
    assert_eq!(store.note("kept").unwrap().as_deref(), Some("so"));
    drop(store);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn what_is_whole_is_written_to_as_soon_as_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    drop(Store::open_at_once(&path).unwrap());
    let store = Store::open_at_once(&path).unwrap();
    store.set_note("kept", "so").unwrap();
    store.checked().unwrap();
    assert_eq!(store.note("kept").unwrap().as_deref(), Some("so"));
}

#[test]
fn a_backup_opens_and_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = store();
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    let copy = folder.path().join("copy.db");
    store.backup(&copy, |_| Ok(())).unwrap();
    let restored = Store::open(&copy).unwrap();
    assert_eq!(restored.waiting().unwrap(), store.waiting().unwrap());
}

#[test]
fn entries_of_an_older_schema_are_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.db");
    {
        let db = Connection::open(&path).unwrap();
        for sql in [
            include_str!("../schema_1.sql"),
            include_str!("../schema_2.sql"),
            include_str!("../schema_3.sql"),
            include_str!("../schema_4.sql"),
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

/// Bytes that are stored and forgotten.
const BALLAST: usize = 4 << 20;

#[test]
fn what_is_forgotten_gives_its_room_back_to_the_disk_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["new.db", "old.db"] {
        let path = folder.path().join(name);
        if name == "old.db" {
            // As it was made before pages could be moved.
            let mut old = Connection::open(&path).unwrap();
            crate::store::migrations::up_to(&mut old, crate::store::migrations::KNOWN).unwrap();
        }
        let store = Store::open(&path).unwrap();
        assert_eq!(store.give_back().unwrap(), 0);
        for at in [START, START + TimeDelta::days(1)] {
            let mut poll = poll("a", at, vec![entry("a", "1", "Un")]);
            poll.body = Some(body(BALLAST));
            record(&store, vec![poll]);
            let now = at + TimeDelta::hours(1);
            assert_eq!(store.bound_archive(&keep(0), now).unwrap(), 1);
            let freed = store.give_back().unwrap();
            assert!(freed >= BALLAST as u64, "{name}: {freed}");
            for file in [&path, &folder.path().join(format!("{name}-wal"))] {
                let size = std::fs::metadata(file).unwrap().len();
                assert!(size < BALLAST as u64 / 4, "{}: {size}", file.display());
            }
        }
        assert_eq!(store.waiting().unwrap().len(), 1);
        drop(store);
        Store::open(&path).unwrap().checked().unwrap();
    }
}
