//! What the operator has ruled outlives what it was said of, and the newer word holds.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::events;
use crate::hand::{json, late, serve, stories, story_of, three};
use crate::instance::{differing, text};

#[test]
fn a_replay_keeps_to_the_operators_word() {
    let (outlets, griot) = three();
    let (mine, strike) = (
        story_of(&griot, "un", "orpailleurs"),
        story_of(&griot, "un", "grève"),
    );
    let third = events::mine("C").guid;
    griot.says(&["story", "split", &mine, &third, "--reason", "another mine"]);
    let mine = story_of(&griot, "un", "orpailleurs");
    griot.says(&["story", "join", &mine, &strike, "--reason", "one week"]);
    for number in 0..3 {
        outlets[1].publish("/feed", serve(&[events::mine("B"), late(number)]));
        griot.refresh(&["--all"]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let said = json(&griot, &["replay", "--json", "--dir", &path]);
    assert_eq!(said["stories"]["differing"], 0, "{said}");
    assert_eq!(said["entries"]["only_instance"], 0, "{said}");
    let ids = |feed: &str| -> BTreeSet<String> {
        let feed: Value = serde_json::from_str(feed).unwrap();
        let items = feed["items"].as_array().unwrap().iter();
        items.map(|item| text(&item["id"])).collect()
    };
    let replayed = fs::read_to_string(folder.path().join("public/feeds/all.json")).unwrap();
    assert_eq!(ids(&replayed), ids(&griot.read("feeds/all.json")));
}

#[test]
fn the_newer_word_holds_and_a_ruling_can_be_taken_back() {
    let ([_one, _two, three], griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let third = events::mine("C").guid;
    let split = json(
        &griot,
        &[
            "story",
            "split",
            &story,
            &third,
            "--reason",
            "another mine",
            "--json",
        ],
    );
    let first = split["ruling"].to_string();
    let both = [text(&split["story"]), text(&split["others"][0])];
    let said = griot.says(&[
        "story",
        "join",
        &both[0],
        &both[1],
        "--reason",
        "the same after all",
    ]);
    assert!(
        said.contains(&format!("ruling {first} said otherwise")),
        "{said}"
    );
    let joined = story_of(&griot, "trois", "orpailleurs");
    assert_eq!(stories(&griot)[&joined].len(), 3);
    let listed = griot.says(&["story", "rulings"]);
    for words in [
        "split: another mine  (overruled",
        "joined: the same after all\n",
        "+ trois  Mine d'or",
        "- un  Niger",
    ] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    let listed: Vec<Value> = griot
        .says(&["story", "rulings", "--json"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["overruled"], true);
    assert_eq!(listed[1]["verdict"], "joined");
    assert_eq!(listed[1]["together"].as_array().unwrap().len(), 3);

    // Without the newer one the older holds again, at once.
    let second = listed[1]["ruling"].to_string();
    griot.says(&["story", "revoke", &second]);
    let alone = story_of(&griot, "trois", "orpailleurs");
    assert_eq!(stories(&griot)[&alone].len(), 1);
    let ended = both.iter().find(|id| **id != joined).unwrap();
    assert!(!stories(&griot).contains_key(ended), "no id is used again");
    // Without either, what is there stays, and the evidence decides when there is cause.
    griot.says(&["story", "revoke", &first]);
    assert_eq!(griot.says(&["story", "rulings"]), "");
    assert_eq!(stories(&griot)[&alone].len(), 1);
    let mut edited = events::mine("C");
    edited.text += " Les recherches continuent.";
    three.publish("/feed", serve(&[edited]));
    griot.refresh(&["--all"]);
    let together = story_of(&griot, "trois", "orpailleurs");
    assert_eq!(stories(&griot)[&together].len(), 3);
}

#[test]
fn a_ruling_outlives_its_entries() {
    let (outlets, griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let third = events::mine("C").guid;
    griot.says(&["story", "split", &story, &third, "--reason", "another mine"]);
    griot.says(&["sources", "forget", "trois"]);
    let listed = griot.says(&["story", "rulings"]);
    assert!(
        listed.contains(&format!("+ trois  {third} (not there)")),
        "{listed}"
    );
    outlets[1].publish("/feed", serve(&[events::mine("B"), late(2)]));
    griot.refresh(&["--all"]);
    // It is polled again, for the configuration still has it: the entry is there as it was.
    let of = |source: &str, words: &str| story_of(&griot, source, words);
    let [one, two, three] = ["un", "deux", "trois"].map(|source| match source {
        "un" => of(source, "orpailleurs"),
        "deux" => of(source, "Effondrement"),
        _ => of(source, "Mine d'or"),
    });
    assert_eq!(one, two);
    assert_ne!(one, three);
}

#[test]
fn stories_that_grouping_has_forgotten_are_joined_and_split_as_well() {
    let (outlets, griot) = three();
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let days = 20 * 86_400_000_i64;
    database
        .execute("UPDATE entry SET first_seen = first_seen - ?1", [days])
        .unwrap();
    drop(database);
    let (mine, strike) = (
        story_of(&griot, "un", "orpailleurs"),
        story_of(&griot, "un", "grève"),
    );
    let second = events::mine("B").guid;
    griot.says(&["story", "split", &mine, &second, "--reason", "another mine"]);
    let apart = story_of(&griot, "deux", "orpailleurs");
    let rest = story_of(&griot, "un", "orpailleurs");
    assert_ne!(apart, rest);
    griot.says(&["story", "join", &rest, &strike, "--reason", "one week"]);
    let joined = story_of(&griot, "un", "grève");
    assert_eq!(joined, rest.min(strike));
    assert_eq!(stories(&griot)[&joined].len(), 3);
    let published = griot.published();
    griot.refresh(&["--all"]);
    assert_eq!(differing(&published, &griot.published()), [""; 0]);
    // What comes now is grouped with what is remembered, and draws nothing of this.
    outlets[2].publish("/feed", serve(&[events::mine("C"), late(0), late(1)]));
    griot.refresh(&["--all"]);
    assert_eq!(stories(&griot)[&joined].len(), 3);
    assert_eq!(story_of(&griot, "deux", "orpailleurs"), apart);
}

#[test]
fn what_cannot_be_ruled_is_said_in_a_sentence() {
    let (_outlets, griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let strike = story_of(&griot, "un", "grève");
    let [first, second, third] = ["A", "B", "C"].map(|outlet| events::mine(outlet).guid);
    let elsewhere = events::strike("A").guid;
    let nowhere = "01JABCDEFGHJKMNPQRSTVWXYZ0";
    let why = ["--reason", "why"];
    let before = griot.published();
    for (arguments, words) in [
        (vec!["join", &story, nowhere], "there is no story 01JABC"),
        (vec!["join", &story, &story], "alone cannot be joined"),
        (vec!["split", nowhere, &first], "there is no story"),
        (
            vec!["split", &story, "https://no.example/"],
            "there is no entry \"https://no",
        ),
        (
            vec!["split", &story, &elsewhere],
            &format!("is in story {strike}"),
        ),
        (
            vec!["split", &story, &first, &second, &third],
            "all the entries",
        ),
        (
            vec!["split", &story, "https://outlet.example/"],
            "several entries",
        ),
        (vec!["revoke", "7"], "no ruling 7"),
    ] {
        let mut all = vec!["story"];
        all.extend(&arguments);
        if arguments[0] != "revoke" {
            all.extend(why);
        }
        let said = griot.run(&all);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{all:?}");
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    for arguments in [
        vec!["story", "join", &story, "--reason", "why"],
        vec!["story", "join", &story, &strike, "--reason", "  "],
        vec!["story", "split", &story, "--reason", "why"],
    ] {
        assert_eq!(griot.run(&arguments).code, Some(2), "{arguments:?}");
    }
    assert_eq!(griot.says(&["story", "rulings"]), "");
    assert_eq!(differing(&before, &griot.published()), [""; 0]);

    griot.says(&["story", "join", &story, &strike]);
    let listed = griot.says(&["story", "rulings"]);
    assert!(listed.contains("joined: no reason given"), "{listed}");
    let (elder, younger) = (story.clone().min(strike.clone()), story.max(strike));
    let said = griot.run(&["story", "split", &younger, &first, "--reason", "why"]);
    assert!(
        said.err.contains(&format!("was merged into {elder}")),
        "{}",
        said.err
    );
    griot.says(&["story", "drop", &elder]);
    let said = griot.run(&["story", "split", &elder, &first, "--reason", "why"]);
    assert!(said.err.contains("was withdrawn"), "{}", said.err);
}
