//! Where griot cannot work, it says in one sentence what is in its way.

use std::fs;
use std::path::Path;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Said, source};
use crate::outlet::{Outlet, Page};

/// One line on standard error that holds these words, and exit code 1.
fn one_sentence(said: &Said, words: &[&str]) {
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.err.starts_with("griot: "), "{}", said.err);
    for word in words {
        assert!(said.err.contains(word), "no word of {word}: {}", said.err);
    }
    assert!(!said.err.contains("panicked"));
}

fn instance() -> (Outlet, Instance) {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    (outlet, griot)
}

/// The configuration with another folder in place of one.
fn moved(griot: &Instance, key: &str, folder: &Path) {
    let text = fs::read_to_string(griot.config()).unwrap();
    let line = format!("[instance]\n{key} = \"{}\"\n", folder.display());
    fs::write(griot.config(), text.replacen("[instance]\n", &line, 1)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    for key in ["state_dir", "public_dir"] {
        for below in [false, true] {
            let (_outlet, griot) = instance();
            let file = griot.path().join("file");
            fs::write(&file, "in the way").unwrap();
            let folder = if below {
                file.join("below")
            } else {
                file.clone()
            };
            moved(&griot, key, &folder);
            for command in [["refresh"].as_slice(), &["run", "--listen", "127.0.0.1:0"]] {
                one_sentence(&griot.run(command), &[&file.display().to_string()]);
            }
            assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
        }
    }
}

#[test]
fn what_stands_where_a_feed_should_is_named_and_nothing_is_lost() {
    let (outlet, griot) = instance();
    fs::create_dir_all(griot.public("")).unwrap();
    fs::write(griot.public("feeds"), "a file").unwrap();
    one_sentence(&griot.run(&["refresh"]), &["feeds", "remove it"]);
    fs::remove_file(griot.public("feeds")).unwrap();
    outlet.asked();
    griot.refresh(&[]);
    assert!(outlet.asked().is_empty(), "what was polled is kept");
    assert_eq!(griot.items("ne").len(), 1);
}

#[test]
fn a_damaged_database_is_named_with_the_way_out() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let file = griot.path().join("state/griot.db");
    for damaged in [
        Vec::new(),
        fs::read(&file).unwrap()[..20_000].to_vec(),
        b"this is no database at all, whatever its name says ".repeat(100),
        {
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 4;
            let end = bytes.len() - 100;
            bytes[middle..end].fill(0x55);
            bytes
        },
    ] {
        fs::write(&file, &damaged).unwrap();
        for command in [
            ["refresh"].as_slice(),
            &["story", "list"],
            &["run", "--listen", "127.0.0.1:0"],
        ] {
            one_sentence(&griot.run(command), &["griot.db", "damaged", "backup"]);
        }
        assert_eq!(
            fs::read(&file).unwrap(),
            damaged,
            "what can be rescued is left alone"
        );
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let file = griot.path().join("state/griot.db");
    rusqlite::Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    one_sentence(&griot.run(&["refresh"]), &["newer", "999"]);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let mark = "PRAGMA application_id = 7";
    let table = "CREATE TABLE entry (id)";
    for marks in [
        vec![table],
        vec![table, "PRAGMA user_version = 5"],
        vec![table, "PRAGMA user_version = -1"],
        vec![mark],
    ] {
        let (_outlet, griot) = instance();
        let file = griot.path().join("state/griot.db");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let other = rusqlite::Connection::open(&file).unwrap();
        for sql in &marks {
            other.execute_batch(sql).unwrap();
        }
        drop(other);
        let before = fs::read(&file).unwrap();
        one_sentence(
            &griot.run(&["refresh"]),
            &["griot.db", "another program", "state_dir"],
        );
        assert_eq!(fs::read(&file).unwrap(), before, "{marks:?}");
    }
}

#[test]
fn what_lies_beside_a_database_that_was_moved_away_is_not_taken_for_a_part_of_the_new_one() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let file = griot.path().join("state/griot.db");
    // What a kill leaves: a log whose changes are not in the database yet.
    let killed = rusqlite::Connection::open(&file).unwrap();
    killed
        .execute_batch("INSERT INTO note VALUES ('old', 'log')")
        .unwrap();
    let log = griot.path().join("state/griot.db-wal");
    let left = fs::read(&log).unwrap();
    drop(killed);
    fs::remove_file(&file).unwrap();
    fs::write(&log, left).unwrap();
    griot.refresh(&[]);
    assert_eq!(griot.items("ne").len(), 1);
    let note: i64 = rusqlite::Connection::open(&file)
        .unwrap()
        .query_row("SELECT count(*) FROM note WHERE name = 'old'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(note, 0);
}

#[test]
fn a_log_of_noise_beside_the_database_is_no_part_of_it() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let before = griot.items("ne");
    for beside in ["griot.db-wal", "griot.db-shm"] {
        let noise: Vec<u8> = (0..100_000_u32)
            .map(|number| ((number * 31) >> 3) as u8)
            .collect();
        fs::write(griot.path().join("state").join(beside), noise).unwrap();
    }
    assert_eq!(griot.refresh(&["--all"])["entries"]["new"], 0);
    assert_eq!(griot.items("ne"), before);
}

#[test]
fn a_database_that_another_program_holds_is_said_to_be_held() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let file = griot.path().join("state/griot.db");
    let holder = rusqlite::Connection::open(&file).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    one_sentence(
        &griot.run(&["refresh", "--all"]),
        &["in use", "another program"],
    );
    holder.execute_batch("ROLLBACK").unwrap();
    griot.refresh(&["--all"]);
}

#[test]
fn no_source_at_all_is_no_failure() {
    let griot = Instance::configured("countries = [\"NE\"]", "");
    assert_eq!(griot.refresh(&[])["sources"]["due"], 0);
    assert!(griot.items("ne").is_empty());
}

#[test]
fn each_failing_source_gets_one_clear_sentence() {
    let html = Outlet::serving(
        Page::rss("<!doctype html><html><body>Not found</body></html>").content_type("text/html"),
    );
    let cut = Outlet::serving(Page::rss(""));
    let refused = Outlet::serving(Page::status(403));
    let tables = source("html", &html.url("/feed"))
        + &source("cut", &cut.url("/feed"))
        + &source("refused", &refused.url("/feed"))
        + &source("nobody", "http://127.0.0.1:9/feed");
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let said = griot.run(&["refresh", "--json"]);
    assert_eq!(said.code, Some(1));
    let summary: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let failures = summary["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 4, "{summary}");
    for failure in failures {
        let message = failure["message"].as_str().unwrap();
        assert_eq!(message.lines().count(), 1);
        assert!((10..400).contains(&message.len()), "{message}");
        assert!(message.contains("127.0.0.1"), "{message} names no address");
    }
    let plain = griot.run(&["refresh", "--all"]);
    assert!(
        plain.out.contains("refused") && plain.out.contains("403"),
        "{}",
        plain.out
    );
}
