//! `griot evaluate` on labelled data of an operator's own.

use std::fs;

use serde_json::Value;

use crate::instance::{Instance, Said};

const STREAM: &str = r#"{"id":"1","lang":"fr","source":"a","published":"2026-11-10T06:00:00Z","title":"Niger : une mine s'effondre à Djado","event":"mine"}
{"id":"2","lang":"fr","source":"b","published":"2026-11-10T07:00:00Z","title":"Effondrement d'une mine à Djado, au Niger","event":"mine"}
{"id":"3","lang":"fr","source":"b","published":"2026-11-10T08:00:00Z","title":"Mali : le fleuve déborde à Mopti","event":"river"}
"#;

const PAIRS: &str = r#"{"a":"1","b":"3","same":false}
{"a":"1","b":"31","same":false}
{"a":"20","b":"21","same":true,"kind":"copies"}
"#;

#[test]
fn pairs_whose_entries_are_not_in_the_stream_are_counted_and_said() {
    let griot = Instance::configured("", "");
    let (stream, pairs) = (griot.path().join("s.jsonl"), griot.path().join("p.jsonl"));
    fs::write(&stream, STREAM).unwrap();
    fs::write(&pairs, PAIRS).unwrap();
    let judged = |more: &[&str]| {
        let (stream, pairs) = (stream.to_str().unwrap(), pairs.to_str().unwrap());
        let command = ["evaluate", "grouping", stream, "--pairs", pairs];
        griot.says(&[&command[..], more].concat())
    };
    let told = "pairs that were not judged, because an id of theirs is not in the stream: 2\n";
    let text = judged(&[]);
    assert!(text.contains(told), "{text}");
    let figures: Value = serde_json::from_str(&judged(&["--json"])).unwrap();
    assert_eq!(figures["pairs"]["unknown"], 2, "{figures}");
    assert_eq!(figures["pairs"]["kinds"]["different"]["pairs"], 1);

    fs::write(&pairs, PAIRS.lines().next().unwrap()).unwrap();
    assert!(!judged(&[]).contains("not judged"));
}

#[test]
fn stories_are_printed_before_the_figures_where_that_is_asked_for() {
    let griot = Instance::configured("", "");
    fs::write(griot.path().join("s.jsonl"), STREAM).unwrap();
    let mut command = griot.command(&["evaluate", "grouping", "s.jsonl", "--json", "--out", "-"]);
    let said: Said = command.current_dir(griot.path()).output().unwrap().into();
    assert_eq!(said.code, Some(0), "{}", said.err);
    let lines: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), STREAM.lines().count() + 1);
    assert!(
        lines[0]["id"] == "1" && lines[3]["all"].is_object(),
        "{lines:?}"
    );
    assert!(!griot.path().join("-").exists());
}
