//! `docs/etiquette.md` and the tests agree: every rule has its test, and every test its rule.

use std::collections::BTreeSet;
use std::fs;

use crate::named::{exists, names, read, root, tests};

/// Rules that a reviewer of feed readers could check; the list is never to be shorter.
const LEAST_RULES: usize = 150;

/// The cells of each row of the list: number, rule, source, test.
fn rows() -> Vec<Vec<String>> {
    let rows: Vec<Vec<String>> = read("docs/etiquette.md")
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| # ") && !line.starts_with("| -")
        })
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect();
    for row in &rows {
        assert!(
            row.len() == 4 && row.iter().all(|cell| !cell.is_empty()),
            "{row:?}"
        );
    }
    rows
}

#[test]
fn every_rule_has_a_number_of_its_own_and_there_are_enough() {
    let rows = rows();
    let numbers: BTreeSet<&String> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(numbers.len(), rows.len(), "a number stands twice");
    assert!(rows.len() >= LEAST_RULES, "{} rules", rows.len());
}

#[test]
fn every_test_that_the_list_names_exists() {
    let list = read("docs/etiquette.md");
    for row in rows() {
        assert!(!names(&row[3]).is_empty(), "{row:?}");
    }
    for name in names(&list) {
        assert!(exists(&name, "tests/etiquette"), "there is no test {name}");
    }
}

#[test]
fn every_test_of_etiquette_stands_in_the_list() {
    let named: BTreeSet<String> = names(&read("docs/etiquette.md")).into_iter().collect();
    for entry in fs::read_dir(root().join("tests/etiquette")).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if module == "rules" {
            continue;
        }
        for test in tests(&fs::read_to_string(&path).unwrap()) {
            let name = format!("{module}::{test}");
            assert!(named.contains(&name), "{name} is no rule's test");
        }
    }
}

#[test]
fn every_hostile_server_stands_in_the_list() {
    let list = read("docs/etiquette.md");
    let named: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .collect();
    let met: BTreeSet<&str> = crate::servers::names().collect();
    assert_eq!(named, met);
    assert!(met.len() >= 28, "{}", met.len());
}
