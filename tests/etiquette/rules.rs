//! `docs/etiquette.md` and the tests agree: every rule has its test, and every test its rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rules that a reviewer of feed readers could check; the list is never to be shorter.
const LEAST_RULES: usize = 150;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

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

/// What stands between backquotes and names a test.
fn names(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|name| name.contains("::"))
        .map(str::to_owned)
        .collect()
}

/// The files in which a test of this path may lie.
fn places(module: &str) -> Vec<PathBuf> {
    let path = module.replace("::", "/");
    ["tests/etiquette", "tests", "src"]
        .iter()
        .map(|folder| root().join(folder).join(format!("{path}.rs")))
        .collect()
}

/// The tests of a file.
fn tests(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
            found.insert(rest.split('(').next().unwrap().to_owned());
        }
        is_test = line == "#[test]" || line.starts_with("#[tokio::test");
    }
    found
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
        let (module, test) = name.rsplit_once("::").unwrap();
        let exists = places(module)
            .iter()
            .any(|place| fs::read_to_string(place).is_ok_and(|text| tests(&text).contains(test)));
        assert!(exists, "there is no test {name}");
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
