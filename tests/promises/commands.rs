//! The commands that look at an instance, and the operator's hand on it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, Said, differing, griot, source, text};
use crate::outlet::{Outlet, Page};

fn lines(json: &str) -> Vec<Value> {
    json.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn two_outlets() -> (Outlet, Outlet, Instance) {
    let one = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A")],
    )));
    let other = Outlet::serving(Page::rss(rss("B", &[events::mine("B")])));
    let griot = Instance::of(&[("un", &one), ("deux", &other)]);
    griot.refresh(&[]);
    (one, other, griot)
}

#[test]
fn stories_are_listed_and_shown_with_their_reports() {
    let (_one, _other, griot) = two_outlets();
    let all = lines(&griot.says(&["story", "list", "--json"]));
    assert_eq!(all.len(), 2);
    let ne = lines(&griot.says(&["story", "list", "--country", "NE", "--json"]));
    assert_eq!(ne.len(), 1);
    let id = text(&ne[0]["id"]);
    assert_eq!(ne[0]["outlets"], 2);
    assert_eq!(griot.items("ne")[0]["_griot"]["story"], ne[0]["id"]);
    assert!(griot.says(&["story", "list"]).contains(&id));

    let shown = griot.says(&["story", "show", &id]);
    for words in [
        &text(&ne[0]["title"]),
        "un",
        "deux",
        "NE",
        "tag:news.example,",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let json: Value = serde_json::from_str(&griot.says(&["story", "show", &id, "--json"])).unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 2);

    let unknown = griot.run(&["story", "show", "01JABCDEFGHJKMNPQRSTVWXYZ0"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("story list"), "{}", unknown.err);
    let unknown = griot.run(&["story", "list", "--topic", "sports"]);
    assert_eq!(unknown.code, Some(2));
    let meant = "did you mean \"sport\"?";
    assert!(unknown.err.contains(meant), "{}", unknown.err);
    assert_eq!(griot.says(&["story", "list", "--topic", "sport"]), "");
}

#[test]
fn a_dropped_story_leaves_a_tombstone_and_never_returns() {
    let (one, other, griot) = two_outlets();
    let item = griot.items("ne")[0].clone();
    let (story, uri) = (text(&item["_griot"]["story"]), text(&item["id"]));
    let said = griot.says(&["story", "drop", &story, "--reason", "a mistake", "--json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&said).unwrap(),
        serde_json::json!({ "story": story, "reason": "a mistake" })
    );
    let gone = |griot: &Instance| {
        for edition in ["ne", "all"] {
            assert!(
                griot
                    .items(edition)
                    .iter()
                    .all(|item| text(&item["id"]) != uri)
            );
            assert!(!griot.read(&format!("feeds/{edition}.rss")).contains(&uri));
            let atom = griot.read(&format!("feeds/{edition}.atom"));
            assert!(
                atom.contains("deleted-entry") && atom.contains(&uri),
                "{atom}"
            );
            assert!(!atom.contains(&format!("<id>{uri}</id>")));
        }
        let page = griot.read(&format!("story/{story}/index.html"));
        assert!(!page.contains("orpailleurs"), "{page}");
        assert!(!griot.read("index.html").contains("orpailleurs"));
        assert!(!griot.read("ne/index.html").contains("orpailleurs"));
    };
    gone(&griot);
    let before = griot.published();
    griot.refresh(&["--all"]);
    gone(&griot);
    griot.says(&["story", "drop", &story]);
    let shown = griot.says(&["story", "show", &story]);
    assert!(shown.contains("withdrawn: a mistake"), "{shown}");
    assert_eq!(
        differing(&before, &griot.published()),
        [""; 0],
        "dropping twice is dropping once"
    );

    // Neither a correction nor another report of it brings it back.
    let corrected =
        events::mine("A").retitled("Niger : douze orpailleurs morts à Djado, mine effondrée");
    one.publish(
        "/feed",
        Page::rss(rss("A", &[events::strike("A"), corrected])),
    );
    griot.refresh(&["--all"]);
    gone(&griot);
    other.publish("/feed", Page::rss(rss("B", &[])));
    griot.refresh(&["--all"]);
    gone(&griot);
    assert_eq!(griot.titles("sn").len(), 1, "other stories stay");
}

#[test]
fn a_dropped_report_neither_comes_back_in_another_story_nor_takes_that_along() {
    let (own, foreign) = (
        Page::rss(rss("A", &[events::mine("A")])),
        Page::rss(rss("B", &[events::strike("B")])),
    );
    // Now it says what the other one says.
    let mut edited = events::strike("B");
    edited.title = events::mine("A").title;
    edited.text = events::mine("A").text;
    for is_elder in [true, false] {
        let empty = || Outlet::serving(Page::rss(rss("", &[])));
        let (one, other) = (empty(), empty());
        let griot = Instance::of(&[("un", &one), ("deux", &other)]);
        let mut pages = [(&one, &own), (&other, &foreign)];
        if is_elder {
            pages.reverse();
        }
        for (outlet, page) in pages {
            outlet.publish("/feed", page.clone());
            griot.refresh(&["--all"]);
        }
        let dropped = text(&griot.items("sn")[0]["_griot"]["story"]);
        griot.says(&["story", "drop", &dropped]);
        let edited = std::slice::from_ref(&edited);
        other.publish("/feed", Page::rss(rss("B", edited)));
        for _ in 0..2 {
            griot.refresh(&["--all"]);
            let items = griot.items("all");
            assert_eq!(items.len(), 1);
            assert_eq!(items[0]["_griot"]["outlet_count"], 1, "{}", items[0]);
            let shown = griot.says(&["story", "show", &dropped]);
            assert!(
                shown.contains("withdrawn") && shown.contains("deux"),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_dropped_story_of_an_earlier_month_leaves_the_archive_too() {
    let old = Item::new(24 * 100, &events::mine("A").title, &events::mine("A").text);
    let outlet = Outlet::serving(Page::rss(rss("A", &[old, events::strike("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let listed = lines(&griot.says(&["story", "list", "--country", "NE", "--json"]));
    let archived = |griot: &Instance| -> Vec<String> {
        let published = griot.published().into_iter();
        published
            .filter(|(path, _)| path.contains("/archive/") && path.ends_with(".atom"))
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("orpailleurs"))
            .map(|(path, _)| path)
            .collect()
    };
    assert_eq!(archived(&griot).len(), 2, "of the country and of all");
    griot.says(&["story", "drop", &text(&listed[0]["id"])]);
    assert_eq!(archived(&griot), [""; 0]);
}

#[test]
fn sources_are_listed_shown_and_exported() {
    let (_one, other, griot) = two_outlets();
    other.publish("/feed", Page::status(500));
    assert_eq!(griot.run(&["refresh", "--all"]).code, Some(3));
    let list = lines(&griot.says(&["sources", "list", "--json"]));
    let ids: Vec<_> = list.iter().map(|source| text(&source["id"])).collect();
    assert_eq!(ids, ["un", "deux"], "in the order of the configuration");
    assert_eq!(
        (&list[0]["entries"], &list[0]["failures"]),
        (&2.into(), &0.into())
    );
    assert_eq!(
        (&list[1]["entries"], &list[1]["failures"]),
        (&1.into(), &1.into())
    );
    assert!(text(&list[1]["trouble"]).contains("500"));
    let plain = griot.says(&["sources", "list"]);
    assert!(plain.contains("un") && plain.contains("500"), "{plain}");

    let shown: Value =
        serde_json::from_str(&griot.says(&["sources", "show", "deux", "--json"])).unwrap();
    let outcomes: Vec<_> = shown["polls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|poll| text(&poll["outcome"]))
        .collect();
    assert_eq!(outcomes, ["failed", "changed"], "the newest first");
    assert!(griot.says(&["sources", "show", "deux"]).contains("because"));
    assert_eq!(griot.run(&["sources", "show", "drei"]).code, Some(2));

    let json: Value = serde_json::from_str(&griot.says(&["sources", "export", "--json"])).unwrap();
    assert_eq!(json["sources"][1]["url"], other.url("/feed").as_str());
    let opml = griot.says(&["sources", "export"]);
    assert!(
        opml.contains("<opml") && opml.contains(&other.url("/feed")),
        "{opml}"
    );
    let file = griot.path().join("list.opml");
    fs::write(&file, &opml).unwrap();
    let reader = Instance::configured("countries = [\"NE\"]", "");
    let text = fs::read_to_string(reader.config()).unwrap();
    fs::write(
        reader.config(),
        format!("opml = [\"{}\"]\n{text}", file.display()),
    )
    .unwrap();
    assert_eq!(
        lines(&reader.says(&["sources", "list", "--json"])).len(),
        2,
        "what is exported can be read"
    );
}

#[test]
fn a_forgotten_source_leaves_no_trace_in_what_is_published() {
    let (_one, other, griot) = two_outlets();
    let before = griot.items("ne")[0].clone();
    assert!(
        griot
            .published()
            .values()
            .any(|bytes| String::from_utf8_lossy(bytes).contains("deux"))
    );
    let rest = source("deux", &other.url("/feed"));
    griot.configure("countries = [\"NE\", \"SN\", \"ML\"]", &rest);
    let said = griot.says(&["sources", "forget", "un"]);
    assert!(said.contains("2 entries"), "{said}");
    let traces: Vec<_> = griot
        .published()
        .into_iter()
        .filter(|(path, _)| {
            !path.ends_with(".br") && !path.ends_with(".gz") && !path.ends_with(".zst")
        })
        .filter(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            text.contains(&events::mine("A").guid) || text.contains(&events::strike("A").title)
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(traces, [""; 0]);
    let after = griot.items("ne")[0].clone();
    assert_eq!(after["id"], before["id"], "the story is still the story");
    assert_eq!(after["url"], events::mine("B").guid);
    assert!(griot.items("sn").is_empty());
    assert_eq!(griot.run(&["sources", "forget", "un"]).code, Some(2));
}

#[test]
fn a_backup_is_a_database_to_go_on_from() {
    let (one, _other, griot) = two_outlets();
    let copy = griot.path().join("copy.db");
    griot.says(&["backup", copy.to_str().unwrap()]);
    let again = griot.run(&["backup", copy.to_str().unwrap()]);
    assert_eq!(again.code, Some(1), "a backup never overwrites");
    let mut nowhere = griot.command(&["backup", "-"]);
    let nowhere: Said = nowhere.current_dir(griot.path()).output().unwrap().into();
    assert_eq!((nowhere.code, nowhere.err.lines().count()), (Some(2), 1));
    assert!(!griot.path().join("-").exists());
    let before = griot.published();
    fs::remove_dir_all(griot.path().join("state")).unwrap();
    fs::remove_dir_all(griot.public("")).unwrap();
    fs::create_dir(griot.path().join("state")).unwrap();
    fs::rename(&copy, griot.path().join("state/griot.db")).unwrap();
    one.asked();
    griot.refresh(&[]);
    assert!(one.asked().is_empty(), "what was polled is known");
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn what_needs_no_configuration_runs_without_one() {
    let empty = tempfile::tempdir().unwrap();
    for arguments in [
        ["completions", "bash"].as_slice(),
        &["completions", "fish"],
        &["man"],
        &["--version"],
        &["--help"],
    ] {
        let said = griot()
            .args(arguments)
            .current_dir(&empty)
            .output()
            .unwrap();
        assert!(
            said.status.success() && said.stdout.len() > 8,
            "{arguments:?}"
        );
        assert!(said.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
}

#[test]
fn init_writes_a_configuration_that_check_accepts() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        griot()
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    assert!(run(&["init"]).status.success());
    let checked = run(&["check"]);
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("can be used"), "{said}");
    let file = folder.path().join("config/griot.toml");
    fs::write(&file, "mine").unwrap();
    let again = run(&["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "mine",
        "what is there stays"
    );
    let said = String::from_utf8(run(&["init", "l'a b/é"]).stdout).unwrap();
    let command = r"griot --config 'l'\''a b/é/griot.toml' check";
    assert!(said.contains(command), "it can be pasted: {said}");
}

#[test]
fn a_configuration_that_is_not_there_is_named_once_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("griot.toml");
    let said = griot().arg("--config").arg(&path).arg("check").output();
    let said = said.unwrap();
    assert_eq!(said.status.code(), Some(2));
    let errors = String::from_utf8(said.stderr).unwrap() + &String::from_utf8(said.stdout).unwrap();
    let first = errors.lines().next().unwrap();
    assert_eq!(first.matches("griot.toml").count(), 1, "{first}");
    assert!(first.contains("correct the path"), "{first}");
}

#[test]
fn caution_decides_how_readily_reports_are_joined() {
    let week = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams/week.jsonl");
    let figures = ["cautious", "balanced", "eager"].map(|caution| {
        let griot = Instance::configured("", &format!("[group]\ncaution = \"{caution}\"\n"));
        let said = griot.says(&["evaluate", "grouping", week.to_str().unwrap(), "--json"]);
        let said: Value = serde_json::from_str(&said).unwrap();
        let recall = said["all"]["pairwise"]["recall"].as_f64().unwrap();
        (said["all"]["stories"].as_u64().unwrap(), recall)
    });
    let [cautious, balanced, eager] = figures;
    assert!(cautious.0 >= balanced.0 && balanced.0 >= eager.0 && cautious.0 > eager.0);
    assert!(cautious.1 < eager.1, "{figures:?}");
}

#[test]
fn what_is_too_old_is_counted_first_and_then_forgotten_and_does_not_come_back() {
    let outlet = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A")],
    )));
    let griot = Instance::of(&[("un", &outlet)]);
    griot.refresh(&[]);
    let database = || rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    // Two days later it lists one of the two no longer.
    let days = "UPDATE entry SET last_seen = last_seen - 172800000";
    database().execute_batch(days).unwrap();
    outlet.publish("/feed", Page::rss(rss("A", &[events::strike("A")])));
    griot.refresh(&["--all"]);
    let counts = |arguments: &[&str]| -> (u64, u64) {
        let told: Value = serde_json::from_str(&griot.says(arguments)).unwrap();
        let count = |name: &str| told[name].as_u64().unwrap();
        (count("entries"), count("stories"))
    };
    assert_eq!(counts(&["prune", "--dry-run", "--json"]), (0, 0));
    assert_eq!(counts(&["prune", "--json"]), (0, 0));

    // Both were first seen two years ago, in a month that has been over for long.
    let before = "UPDATE entry SET first_seen = first_seen - 63072000000;
         UPDATE story SET first_seen = first_seen - 63072000000,
                          published = published - 63072000000";
    database().execute_batch(before).unwrap();
    let story = text(&griot.items("ne")[0]["_griot"]["story"]);
    let page = griot.public(&format!("story/{story}/index.html"));
    assert!(page.is_file());
    for _ in 0..2 {
        assert_eq!(counts(&["prune", "--dry-run", "--json"]), (1, 1));
    }
    assert_eq!(counts(&["prune", "--json"]), (1, 1));
    assert!(griot.items("ne").is_empty() && !page.is_file());
    assert_eq!(griot.items("sn").len(), 1, "what is still listed stays");
    assert!(
        griot
            .says(&["prune"])
            .starts_with("went: 0 entries, 0 stories")
    );
    outlet.publish(
        "/feed",
        Page::rss(rss("A", &[events::mine("A"), events::strike("A")])),
    );
    griot.refresh(&["--all"]);
    assert!(griot.items("ne").is_empty());
}
