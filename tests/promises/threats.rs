//! `THREATS.md` and the tests agree: what is said to be defended has a test, and each test exists.

use crate::named::{exists, names, read};

#[test]
fn every_test_that_the_list_of_threats_names_exists() {
    let list = read("THREATS.md");
    let all = names(&list);
    assert!(all.len() >= 40, "{}", all.len());
    for name in all {
        assert!(exists(&name, "tests/promises"), "there is no test {name}");
    }
}

#[test]
fn every_defence_names_its_test() {
    let list = read("THREATS.md");
    let rows = list.lines().filter(|line| {
        line.starts_with("| ") && !line.starts_with("| threat") && !line.starts_with("| -")
    });
    let mut seen = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 3, "{row}");
        assert!(!names(cells[2]).is_empty(), "{row}");
        seen += 1;
    }
    assert!(seen >= 30, "{seen}");
}
