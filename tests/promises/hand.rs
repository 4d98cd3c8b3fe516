//! What the operator joins or splits is so at once, and stays so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::TimeDelta;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, text};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil", items))
}

fn json(griot: &Instance, arguments: &[&str]) -> Value {
    serde_json::from_str(&griot.says(arguments)).unwrap()
}

/// The stories: each by its id, with its entries as source and title.
fn stories(griot: &Instance) -> BTreeMap<String, BTreeSet<String>> {
    let listed = griot.says(&["story", "list", "--json"]);
    let stories = listed.lines().map(|line| {
        let story: Value = serde_json::from_str(line).unwrap();
        let entries = story["entries"].as_array().unwrap().iter();
        let entries = entries.map(|entry| text(&entry["source"]) + ": " + &text(&entry["title"]));
        (text(&story["id"]), entries.collect())
    });
    stories
        .filter(|(_, entries): &(_, BTreeSet<_>)| !entries.is_empty())
        .collect()
}

/// The id of the story that holds an entry of this source with these words in its title.
fn story_of(griot: &Instance, source: &str, words: &str) -> String {
    let stories = stories(griot);
    let holds = |entry: &String| entry.starts_with(&format!("{source}: ")) && entry.contains(words);
    let mut holding = stories
        .iter()
        .filter(|(_, entries)| entries.iter().any(holds));
    let story = holding
        .next()
        .unwrap_or_else(|| panic!("{source}: {words}: {stories:#?}"));
    assert!(holding.next().is_none(), "in two stories: {stories:#?}");
    story.0.clone()
}

/// The item of a story in an edition.
fn item(griot: &Instance, edition: &str, story: &str) -> Option<Value> {
    let mut items = griot.items(edition).into_iter();
    items.find(|item| item["_griot"]["story"] == story)
}

/// The outlets that an item names.
fn outlets(item: &Value) -> BTreeSet<String> {
    let others = item["_griot"]["also_reported_by"].as_array().unwrap();
    let own = &item["_griot"]["outlet"]["outlet"];
    let names = others.iter().map(|report| &report["outlet"]).chain([own]);
    names.map(text).collect()
}

/// Another wording of the mine's collapse, as it comes later and is like every other.
fn late(number: usize) -> Item {
    let words = ["A", "B", "C"][number % 3];
    let mut item = events::mine(words);
    item.guid = format!("https://late.example/{number}");
    item.date += TimeDelta::minutes(i64::try_from(number).unwrap());
    item.title += &format!(", point {number}");
    item.text += &format!(" Les recherches continuent, équipe {number}.");
    item
}

/// Three outlets report the mine's collapse, the first of them before the others; it has the
/// strike's end as well.
fn three() -> ([Outlet; 3], Instance) {
    let outlets = [(); 3].map(|()| Outlet::serving(serve(&[])));
    let griot = Instance::of(&[
        ("un", &outlets[0]),
        ("deux", &outlets[1]),
        ("trois", &outlets[2]),
    ]);
    outlets[0].publish("/feed", serve(&[events::mine("A"), events::strike("A")]));
    griot.refresh(&[]);
    outlets[1].publish("/feed", serve(&[events::mine("B")]));
    outlets[2].publish("/feed", serve(&[events::mine("C")]));
    griot.refresh(&["--all"]);
    (outlets, griot)
}

#[test]
fn joined_stories_are_one_at_once_and_whatever_comes_later() {
    let ([one, two, three], griot) = three();
    let (mine, strike) = (
        story_of(&griot, "un", "orpailleurs"),
        story_of(&griot, "un", "grève"),
    );
    assert_ne!(mine, strike);
    let (elder, younger) = (
        mine.clone().min(strike.clone()),
        mine.clone().max(strike.clone()),
    );
    let gone = item(&griot, "all", &younger).unwrap();
    let said = json(
        &griot,
        &[
            "story",
            "join",
            &mine,
            &strike,
            "--reason",
            "  one  week ",
            "--json",
        ],
    );
    assert_eq!(said["story"], elder);
    assert_eq!(said["merged"], serde_json::json!([younger]));

    // One item of all outlets; what the other one was leads to it.
    let joined = item(&griot, "all", &elder).unwrap();
    assert_eq!(griot.items("all").len(), 1);
    assert_eq!(joined["_griot"]["outlet_count"], 3);
    let atom = griot.read("feeds/all.atom");
    assert!(
        atom.contains(&format!("ref=\"{}\"", text(&gone["id"]))),
        "{atom}"
    );
    let page = griot.read(&format!("story/{younger}/index.html"));
    assert!(page.contains(&format!("/story/{elder}/")), "{page}");
    wellformed::all(&griot);
    let shown = griot.says(&["story", "show", &elder]);
    assert!(shown.contains("by hand: one week"), "{shown}");

    // A round in which nothing comes changes nothing.
    let before = griot.published();
    griot.refresh(&["--all"]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);

    // Reports of either event go there, and an edit moves nothing.
    let corrected = "Sénégal : à Ziguinchor, les enseignants reprennent les cours";
    for number in 0..10 {
        two.publish("/feed", serve(&[events::strike("B"), events::mine("B")]));
        three.publish("/feed", serve(&[late(number), events::mine("C")]));
        if number == 5 {
            let edited = events::strike("A").retitled(corrected);
            one.publish("/feed", serve(&[events::mine("A"), edited]));
        }
        griot.refresh(&["--all"]);
        for (source, words) in [("un", "mine"), ("un", "Ziguinchor"), ("deux", "Ziguinchor")] {
            assert_eq!(story_of(&griot, source, words), elder, "{source}: {words}");
        }
    }
}

#[test]
fn what_is_split_off_is_a_story_of_its_own_that_never_comes_together_again() {
    let ([_one, _two, three], griot) = three();
    let story = story_of(&griot, "trois", "orpailleurs");
    assert_eq!(stories(&griot)[&story].len(), 3);
    let before = item(&griot, "ne", &story).unwrap();
    // The one that does not stand for the story.
    let stands = text(&before["url"]);
    let shown = json(&griot, &["story", "show", &story, "--json"]);
    let entries = shown["entries"].as_array().unwrap();
    let goes = entries.iter().find(|entry| entry["url"] != stands).unwrap();
    let (source, address) = (text(&goes["source"]), text(&goes["url"]));
    let said = json(
        &griot,
        &[
            "story",
            "split",
            &story,
            &address,
            "--reason",
            "another mine",
            "--json",
        ],
    );
    let own = text(&said["story"]);
    assert_eq!(said["others"], serde_json::json!([story]));
    assert_ne!(own, story);
    let apart = |griot: &Instance| {
        let stories = stories(griot);
        let of = |name: &str| {
            let entry = entries.iter().find(|entry| text(&entry["source"]) == name);
            let entry = format!("{name}: {}", text(&entry.unwrap()["title"]));
            let mut holding = stories.iter().filter(|(_, all)| all.contains(&entry));
            holding.next().unwrap().0.clone()
        };
        assert_eq!(of(&source), own);
        for name in ["un", "deux", "trois"]
            .iter()
            .filter(|name| **name != source)
        {
            assert_eq!(of(name), story, "{stories:#?}");
        }
    };
    apart(&griot);

    // Each item names its own outlets, everywhere; the old one is still the same item.
    let (left, new) = (
        item(&griot, "ne", &story).unwrap(),
        item(&griot, "ne", &own).unwrap(),
    );
    for field in ["id", "url", "title", "date_published"] {
        assert_eq!(left[field], before[field], "{field}");
    }
    assert_eq!(left["_griot"]["outlet_count"], 2);
    assert!(!outlets(&left).contains(&source), "{left}");
    assert_eq!(new["_griot"]["outlet_count"], 1);
    assert_eq!(
        (&new["url"], outlets(&new)),
        (&goes["url"], [source.clone()].into())
    );
    let page = griot.read(&format!("story/{own}/index.html"));
    for name in ["un", "deux", "trois"] {
        let is_named = page.contains(&format!(">{name}<"));
        assert_eq!(is_named, name == source, "{name}: {page}");
    }
    wellformed::all(&griot);
    let page = griot.read(&format!("story/{story}/index.html"));
    assert!(!page.contains(&text(&goes["title"])), "{page}");

    let published = griot.published();
    griot.refresh(&["--all"]);
    assert_eq!(differing(&published, &griot.published()), [""; 0]);

    // Ten rounds of reports that are like both parts.
    let mut all = vec![events::mine("C")];
    for number in 0..10 {
        all.push(late(number));
        three.publish("/feed", serve(&all));
        griot.refresh(&["--all"]);
        apart(&griot);
    }
    assert!(stories(&griot).values().map(BTreeSet::len).sum::<usize>() >= 14);
}

#[test]
fn the_id_stays_with_the_part_that_holds_what_stands_for_the_story() {
    let (_outlets, griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let stands = text(&item(&griot, "ne", &story).unwrap()["url"]);
    let shown = json(&griot, &["story", "show", &story, "--json"]);
    let entries = shown["entries"].as_array().unwrap();
    let representative = entries.iter().find(|entry| entry["url"] == stands).unwrap();
    let number = representative["entry"].to_string();
    let said = griot.says(&["story", "split", &story, &number, "--reason", "no"]);
    assert!(said.contains("stays with these entries"), "{said}");
    let after = stories(&griot);
    assert_eq!(after[&story].len(), 1);
    assert_eq!(after.values().filter(|all| all.len() == 2).count(), 1);
    assert_eq!(item(&griot, "ne", &story).unwrap()["url"], stands);
}

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
