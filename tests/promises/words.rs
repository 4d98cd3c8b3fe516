//! What is at odds among the operator's own words is told before it surprises.

use serde_json::Value;

use crate::instance::{Instance, source};

/// The warnings of `check --json` about words, each as `line: message: remedy`.
fn warnings(tables: &str) -> Vec<String> {
    let outlet = source("Un", "https://un.example/feed");
    let griot = Instance::configured("countries = [\"NE\"]", &format!("{tables}{outlet}"));
    let said = griot.run(&["check", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let verdict: Value = serde_json::from_str(&said.out).unwrap();
    let head = std::fs::read_to_string(griot.config()).unwrap();
    let before = head[..head.find(tables).unwrap()].lines().count() as u64;
    // What `--json` has, people see too.
    let shown = griot.says(&["check"]);
    let problems = verdict["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| {
            let (message, remedy) = (&problem["message"], &problem["remedy"]);
            let message = message.as_str().unwrap();
            assert_eq!(problem["severity"], "warning", "{problem}");
            assert!(shown.contains(message), "{shown}");
            assert!(problem["file"].as_str().unwrap().ends_with("griot.toml"));
            let line = problem["line"].as_u64().unwrap() - before;
            // Other tables are named by their place.
            let message = message.split(" at /").next().unwrap();
            format!("{line}: {message}: {}", remedy.as_str().unwrap())
        })
        .collect()
}

fn alias(surface: &str, rest: &str) -> String {
    format!("[[alias]]\nsurface = \"{surface}\"\n{rest}\n")
}

fn only(tables: &str) -> String {
    let found = warnings(tables);
    assert_eq!(found.len(), 1, "{tables}: {found:?}");
    found.into_iter().next().unwrap()
}

#[test]
fn words_that_fit_are_no_matter_for_a_word() {
    let tables = [
        alias("Tombokiré", "country = [\"NE\"]\nkind = \"place\""),
        alias("Bamako", "remove = true\ncountry = [\"ML\"]"),
        alias("Bamako", "country = [\"SN\"]"),
        "[[block]]\nsurface = \"Tombokiré Football Club\"\n".to_owned(),
    ];
    assert_eq!(warnings(&tables.concat()), [""; 0]);
}

#[test]
fn an_alias_that_the_gazetteer_contradicts_or_knows_is_told_with_its_line() {
    let said = only(&alias("le Sénégal", "country = [\"NE\"]").replace("le ", ""));
    assert!(
        said.starts_with(
            "2: \"Sénégal\" stands for SN in the gazetteer, too: take that meaning out"
        ),
        "{said}"
    );
    let said = only(&alias("niamey", "country = [\"NE\"]\nkind = \"capital\""));
    assert!(
        said.starts_with("2: \"niamey\" stands for NE in the gazetteer already"),
        "{said}"
    );
    let said = only(&alias("fleuve Niger", "country = [\"NE\"]"));
    assert!(
        said.starts_with("2: \"fleuve Niger\" is blocked in the gazetteer"),
        "{said}"
    );
}

#[test]
fn two_words_of_the_operator_that_contradict_each_other_are_told_where_the_second_stands() {
    let one = alias("Zorglub", "country = [\"TG\"]");
    let said = only(&format!("{one}{}", alias("ZORGLUB", "country = [\"BJ\"]")));
    assert!(
        said.starts_with("5: \"ZORGLUB\" stands for BJ here, and for TG"),
        "{said}"
    );
    let said = only(&format!("{one}{one}"));
    assert!(
        said.starts_with("5: \"Zorglub\" stands twice for the same"),
        "{said}"
    );
    let said = only(&format!("{one}[[block]]\nsurface = \"zorglub\"\n"));
    assert!(
        said.starts_with("5: \"zorglub\" hides the [[alias]]"),
        "{said}"
    );
    let block = "[[block]]\nsurface = \"Zorglub\"\n";
    let said = only(&format!("{block}{block}"));
    assert!(
        said.starts_with("4: \"Zorglub\" is blocked already"),
        "{said}"
    );
    let said = only("[[block]]\nsurface = \"«!»\"\n");
    assert!(said.starts_with("2: \"«!»\" has no letter"), "{said}");
    // In texts of different languages both may stand.
    let french = alias("Zorglub", "country = [\"TG\"]\nlanguage = \"fr\"");
    let english = alias("Zorglub", "country = [\"BJ\"]\nlanguage = \"en\"");
    assert_eq!(warnings(&format!("{french}{english}")), [""; 0]);
}

#[test]
fn a_removal_that_removes_nothing_is_told() {
    let said = only(&alias("Zorglub", "remove = true"));
    assert!(
        said.starts_with("2: \"Zorglub\" is not in the gazetteer, so nothing is removed"),
        "{said}"
    );
    let said = only(&alias("Niamey", "remove = true\ncountry = [\"ML\"]"));
    assert!(
        said.starts_with("2: \"Niamey\" stands for NE in the gazetteer and not for ML"),
        "{said}"
    );
}
