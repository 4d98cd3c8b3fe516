//! `griot export` gives all that readers can see, in the same order every time, to be reckoned with.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, Running, Said, source, text};
use crate::outlet::{Outlet, Page};

/// A title that a spreadsheet would run, with all that has to be quoted.
const FORMULA: &str = "=HYPERLINK(\"https://evil.example/\",\"Niger, Agadez\")";

fn formula() -> Item {
    Item::new(
        3,
        FORMULA,
        "À Agadez au Niger, une caravane de sel est arrivée mardi.",
    )
}

/// Rows by column, read as RFC 4180 has it.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = Vec::new();
    let (mut line, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            other if quoted => cell.push(other),
            ',' => line.push(std::mem::take(&mut cell)),
            '\r' => {
                assert_eq!(letters.next(), Some('\n'));
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    assert!(
        line.is_empty() && cell.is_empty(),
        "it ends with a whole row"
    );
    let names = lines.remove(0);
    let row = |line: Vec<String>| {
        assert_eq!(line.len(), names.len(), "{line:?}");
        names.iter().cloned().zip(line).collect()
    };
    lines.into_iter().map(row).collect()
}

fn objects(lines: &str) -> Vec<Value> {
    let lines = lines.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn instance() -> (Outlet, Outlet, Instance) {
    let one = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A")],
    )));
    let other = Outlet::serving(Page::rss(rss("B", &[events::mine("B"), formula()])));
    let owned = source("un", &one.url("/feed")).replacen(
        "language = \"fr\"\n",
        "language = \"fr\"\nowner = \"Groupe, \\\"Un\\\"\"\nownership = \"state\"\n",
        1,
    );
    let tables = owned + &source("deux", &other.url("/feed"));
    let griot = Instance::configured("countries = [\"NE\", \"SN\"]", &tables);
    griot.refresh(&[]);
    (one, other, griot)
}

#[test]
fn both_forms_say_what_the_editions_say_and_why() {
    let (_one, _other, griot) = instance();
    let csv = griot.says(&["export", "--format", "csv"]);
    let lines = griot.says(&["export", "--format", "jsonl"]);
    assert_eq!(
        csv,
        griot.says(&["export", "--format", "csv"]),
        "the same bytes"
    );
    let (rows, stories) = (rows(&csv), objects(&lines));
    assert_eq!((rows.len(), stories.len()), (4, 3));
    let dates: Vec<String> = stories
        .iter()
        .map(|story| text(&story["published"]))
        .collect();
    assert!(dates.is_sorted(), "{dates:?}");

    let published = griot.items("all");
    for story in &stories {
        let item = published
            .iter()
            .find(|item| item["_griot"]["story"] == story["story"]);
        let item = item.unwrap();
        for (ours, theirs) in [
            ("uri", &item["id"]),
            ("title", &item["title"]),
            ("link", &item["url"]),
            ("published", &item["date_published"]),
            ("updated", &item["date_modified"]),
            ("countries", &item["_griot"]["countries"]),
            ("topics", &item["_griot"]["topics"]),
            ("outlet_count", &item["_griot"]["outlet_count"]),
            ("independent_count", &item["_griot"]["independent_count"]),
        ] {
            assert_eq!(story[ours], *theirs, "{ours}");
        }
        let entries = story["entries"].as_array().unwrap();
        let standing = entries
            .iter()
            .filter(|entry| entry["representative"] == true);
        assert_eq!(standing.count(), 1);
        // The rows of a story say what its object says.
        let own = |row: &&BTreeMap<String, String>| row["story"] == story["story"];
        let own: Vec<_> = rows.iter().filter(own).collect();
        assert_eq!(own.len(), entries.len());
        for (row, entry) in own.iter().zip(entries) {
            for name in [
                "outlet",
                "source",
                "guid",
                "url",
                "published",
                "first_seen",
                "reason",
            ] {
                assert_eq!(row[name], text(&entry[name]), "{name}");
            }
            assert_eq!(row["entry"], entry["entry"].to_string());
            assert_eq!(row["representative"], entry["representative"].to_string());
            assert_eq!(row["independent"], entry["independent"].to_string());
            assert_eq!(row["outlet_count"], story["outlet_count"].to_string());
        }
    }
    let mine = stories
        .iter()
        .find(|story| story["outlet_count"] == 2)
        .unwrap();
    let [first, second] = mine["entries"].as_array().unwrap().as_slice() else {
        panic!("{mine}");
    };
    for entry in [first, second] {
        assert!(text(&entry["reason"]).contains("same event"), "{entry}");
        assert!(entry["score"].as_f64().unwrap() > 0.0, "{entry}");
    }
    assert_eq!(first["like"], second["entry"]);
    let owned = rows.iter().find(|row| row["outlet"] == "un").unwrap();
    assert_eq!(
        (&*owned["owner"], &*owned["ownership"]),
        ("Groupe, \"Un\"", "state")
    );
    let alone = rows.iter().find(|row| row["outlet_count"] == "1").unwrap();
    assert_eq!((&*alone["reason"], &*alone["score"]), ("alone", ""));
}

#[test]
fn no_cell_is_a_formula_unless_it_is_asked_for_as_it_is() {
    let (_one, _other, griot) = instance();
    let title = |arguments: &[&str]| {
        let all = rows(&griot.says(arguments));
        let found = all
            .into_iter()
            .find(|row| row["title"].contains("HYPERLINK"));
        found.unwrap()["title"].clone()
    };
    assert_eq!(title(&["export", "--format", "csv"]), format!("'{FORMULA}"));
    assert_eq!(title(&["export", "--format", "csv", "--raw"]), FORMULA);
    let lines = objects(&griot.says(&["export", "--format", "jsonl"]));
    assert!(lines.iter().any(|story| story["title"] == FORMULA));
}

#[test]
fn times_and_countries_narrow_it_and_what_is_gone_is_left_out() {
    let (_one, _other, griot) = instance();
    let count = |arguments: &[&str]| {
        let all = [&["export", "--format", "jsonl"], arguments].concat();
        objects(&griot.says(&all)).len()
    };
    assert_eq!(count(&[]), 3);
    assert_eq!(count(&["--country", "NE"]), 2);
    assert_eq!(count(&["--country", "sn"]), 1);
    assert_eq!(count(&["--country", "SN", "--country", "NE"]), 3);
    assert_eq!(count(&["--country", "JP"]), 0);
    // Dated five, nine and three hours ago.
    assert_eq!(count(&["--since", "6h"]), 2);
    assert_eq!(count(&["--since", "6h", "--until", "4h"]), 1);
    assert_eq!(count(&["--until", "2020-01-01"]), 0);
    let empty = griot.says(&["export", "--format", "csv", "--until", "2020-01-01"]);
    assert!(
        empty.starts_with("story,") && empty.lines().count() == 1,
        "the header alone"
    );

    let id = text(&griot.items("sn")[0]["_griot"]["story"]);
    griot.says(&["story", "drop", &id]);
    assert_eq!(count(&[]), 2);
    for (arguments, what) in [
        (
            vec!["--format", "jsonl", "--since", "yesterday"],
            "is no time",
        ),
        (
            vec!["--format", "jsonl", "--since", "1d", "--until", "2d"],
            "later",
        ),
        (
            vec!["--format", "jsonl", "--country", "Niger"],
            "ISO 3166-1",
        ),
        (vec!["--format", "xml"], "csv"),
        (vec![], "--format"),
    ] {
        let said = griot.run(&[vec!["export"], arguments].concat());
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert!(
            said.err.contains(what) && said.out.is_empty(),
            "{}",
            said.err
        );
    }
    let fresh = Instance::configured("", "");
    let said = fresh.run(&["export", "--format", "csv"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("griot refresh"), "{}", said.err);
}

#[test]
fn a_file_is_replaced_whole_and_a_reader_who_has_seen_enough_is_no_failure() {
    let (_one, _other, griot) = instance();
    let file = griot.path().join("stories.csv");
    std::fs::write(&file, "the last export").unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(
        griot.says(&["export", "--format", "csv", "--out", path]),
        ""
    );
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, griot.says(&["export", "--format", "csv"]));
    let beside = std::fs::read_dir(griot.path()).unwrap();
    let beside: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !beside
            .iter()
            .any(|name| name.to_string_lossy().contains("griot-export")),
        "{beside:?}"
    );
    let mut printed = griot.command(&["export", "--format", "csv", "--out", "-"]);
    let printed: Said = printed.current_dir(griot.path()).output().unwrap().into();
    assert_eq!((printed.code, printed.out), (Some(0), written));
    assert!(!griot.path().join("-").exists());
    let nowhere = griot.path().join("nowhere/stories.csv");
    let said = griot.run(&[
        "export",
        "--format",
        "csv",
        "--out",
        nowhere.to_str().unwrap(),
    ]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("cannot write"), "{}", said.err);

    let mut child = griot
        .command(&["export", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let said: Said = child.wait_with_output().unwrap().into();
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

#[test]
fn a_file_keeps_who_may_read_it_and_a_link_stays_one() {
    let (_one, _other, griot) = instance();
    let export = |name: &str| {
        let path = griot.path().join(name);
        let path = path.to_str().unwrap();
        griot.says(&["export", "--format", "csv", "--out", path]);
    };
    let mode = |name: &str| {
        let facts = std::fs::symlink_metadata(griot.path().join(name)).unwrap();
        facts.permissions().mode() & 0o777
    };
    let whole = griot.says(&["export", "--format", "csv"]);
    for before in [0o600, 0o666] {
        std::fs::write(griot.path().join("mine.csv"), "the last export").unwrap();
        let permissions = Permissions::from_mode(before);
        std::fs::set_permissions(griot.path().join("mine.csv"), permissions).unwrap();
        export("mine.csv");
        assert_eq!(mode("mine.csv"), before);
    }
    export("new.csv");
    assert_eq!(mode("new.csv") & !0o644, 0);

    // Where a link leads may be there already, or not yet.
    std::fs::create_dir(griot.path().join("shared")).unwrap();
    std::fs::write(griot.path().join("shared/there.csv"), "the last export").unwrap();
    for name in ["there.csv", "soon.csv"] {
        let (link, target) = (griot.path().join(name), Path::new("shared").join(name));
        symlink(&target, &link).unwrap();
        export(name);
        assert_eq!(std::fs::read_link(&link).unwrap(), target);
        let written = std::fs::read_to_string(griot.path().join(target)).unwrap();
        assert_eq!(written, whole, "{name}");
    }
}

#[test]
fn it_only_reads_and_no_writer_is_in_its_way() {
    let (_one, _other, griot) = instance();
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    database
        .execute_batch("BEGIN IMMEDIATE; DELETE FROM story;")
        .unwrap();
    let mut child = griot
        .command(&["export", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        lines.push(line.unwrap());
    }
    assert_eq!(Running(child).wait(Duration::from_secs(20)), Some(0));
    assert_eq!(
        lines.len(),
        3,
        "of what is stored, and not of what is being written"
    );
    database.execute_batch("ROLLBACK").unwrap();
}
