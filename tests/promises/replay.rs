//! Archived polls go through today's rules again, and nothing else is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source};
use crate::outlet::{Outlet, Page};

/// Two outlets that bring news in three rounds, the last of them an edit; with these lines beside.
fn lived(tables: &str) -> (Instance, [Outlet; 2]) {
    let outlets = [Outlet::open(), Outlet::open()];
    let sources = source("a", &outlets[0].url("/feed")) + &source("b", &outlets[1].url("/feed"));
    let griot = Instance::configured(
        "countries = [\"NE\", \"ML\"]",
        &(tables.to_owned() + &sources),
    );
    let other = Item::new(
        3,
        "Mali : le fleuve déborde à Mopti",
        "Encadré Maison. Les rues de Mopti sont sous l'eau depuis lundi, selon la mairie.",
    );
    let mine = events::mine("A");
    for [first, second] in [
        [vec![mine.clone()], vec![]],
        [vec![mine.clone()], vec![events::mine("B")]],
        [
            vec![
                other.clone(),
                mine.retitled(
                    "Niger : douze orpailleurs tués dans l'effondrement d'une mine à Djado",
                ),
            ],
            vec![events::mine("B")],
        ],
    ] {
        outlets[0].publish("/feed", Page::rss(rss("A", &first)));
        outlets[1].publish("/feed", Page::rss(rss("B", &second)));
        griot.run(&["refresh", "--all"]);
    }
    (griot, outlets)
}

fn replay(griot: &Instance, folder: &Path, more: &[&str]) -> Value {
    let folder = folder.display().to_string();
    let mut arguments = vec!["replay", "--json", "--dir", &folder];
    arguments.extend(more);
    serde_json::from_str(&griot.says(&arguments)).unwrap()
}

/// The published files of a folder; the page of sources tells of polls, which a replay has not made.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    collect(root, root, &mut all);
    all.retain(|name, _| !name.starts_with("sources/") && !name.starts_with(".staging"));
    all
}

#[test]
fn a_country_that_only_passed_through_keeps_its_edition() {
    let harvest = events::harvest();
    let outlet = Outlet::serving(Page::rss(rss("A", std::slice::from_ref(&harvest))));
    let tables = source("a", &outlet.url("/feed"));
    let griot = Instance::configured("languages = [\"fr\"]", &tables);
    griot.refresh(&[]);
    assert_eq!(griot.items("jp").len(), 1);
    // The outlet makes another article of it.
    let other = Item {
        guid: harvest.guid,
        ..events::mine("A")
    };
    outlet.publish("/feed", Page::rss(rss("A", &[other])));
    griot.refresh(&["--all"]);
    assert!(griot.items("jp").is_empty());
    let folder = tempfile::tempdir().unwrap();
    replay(&griot, folder.path(), &[]);
    let public = files(&folder.path().join("public"));
    assert!(public.contains_key("feeds/jp.atom"));
    assert_eq!(differing(&public, &griot.published()), Vec::<String>::new());
}

#[test]
fn the_same_archive_and_rules_give_the_same_editions_byte_for_byte() {
    let (griot, outlets) = lived("");
    let (before, one, two) = (
        griot.published(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    for outlet in &outlets {
        outlet.asked();
    }
    let said = replay(&griot, one.path(), &[]);
    replay(&griot, two.path(), &[]);
    let public = files(&one.path().join("public"));
    assert_eq!(
        differing(&public, &files(&two.path().join("public"))),
        Vec::<String>::new()
    );
    assert_eq!(differing(&public, &before), Vec::<String>::new());
    assert_eq!(differing(&griot.published(), &before), Vec::<String>::new());
    assert!(
        outlets.iter().all(|outlet| outlet.asked().is_empty()),
        "nobody is asked"
    );
    assert_eq!(said["bodies"]["read"], 4, "{said}");
    assert_eq!(said["entries"]["replayed"], 3);
    assert_eq!(said["entries"]["only_replayed"], 0);
    assert_eq!(said["entries"]["only_instance"], 0);
    assert_eq!(said["stories"]["published"], 2);
    assert_eq!(said["stories"]["of_several_outlets"], 1);
    assert_eq!(said["stories"]["differing"], 0);
    // A second replay takes the folder over.
    replay(&griot, one.path(), &[]);
    assert_eq!(
        differing(&files(&one.path().join("public")), &before),
        Vec::<String>::new()
    );
}

#[test]
fn a_rule_of_today_shows_in_the_replay_and_leaves_the_instance_alone() {
    let (griot, _outlets) = lived("");
    assert!(griot.read("feeds/ml.json").contains("Encadré Maison"));
    let before = griot.published();
    let text = fs::read_to_string(griot.config()).unwrap();
    let stripped = text.replacen("id = \"a\"", "id = \"a\"\nstrip = ['Encadré Maison\\.']", 1);
    fs::write(griot.config(), stripped).unwrap();
    let folder = tempfile::tempdir().unwrap();
    replay(&griot, folder.path(), &[]);
    let ml = fs::read_to_string(folder.path().join("public/feeds/ml.json")).unwrap();
    assert!(
        ml.contains("Mopti") && !ml.contains("Encadré Maison"),
        "{ml}"
    );
    assert_eq!(differing(&griot.published(), &before), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_any_more_is_left_out_and_said() {
    let (griot, _outlets) = lived("");
    let text = fs::read_to_string(griot.config()).unwrap();
    // A source that is no longer configured is read as it was remembered.
    let at = text.rfind("[[outlet]]").unwrap();
    fs::write(griot.config(), &text[..at]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let said = replay(&griot, folder.path(), &[]);
    assert_eq!(said["bodies"]["read"], 4, "{said}");
    // One that was forgotten has no bodies left.
    let said = griot.run(&["sources", "forget", "b"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let said = replay(&griot, folder.path(), &[]);
    assert_eq!(
        (
            said["bodies"]["read"].as_u64(),
            said["entries"]["replayed"].as_u64()
        ),
        (Some(2), Some(2))
    );
    // A limit that is lower today leaves out what is larger.
    fs::write(
        griot.config(),
        text[..at].replacen("[fetch]\n", "[fetch]\nmax_body = \"700B\"\n", 1),
    )
    .unwrap();
    let all = griot.run(&[
        "replay",
        "--json",
        "--dir",
        &folder.path().display().to_string(),
    ]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    let said: Value = serde_json::from_str(&all.out).unwrap();
    assert!(
        !said["bodies"]["skipped"].as_array().unwrap().is_empty(),
        "{said}"
    );
    assert!(all.err.contains("left out: a of"), "{}", all.err);
}

#[test]
fn a_folder_of_others_and_an_empty_archive_are_said() {
    let (griot, _outlets) = lived("");
    let foreign = tempfile::tempdir().unwrap();
    fs::write(foreign.path().join("letter"), "dear").unwrap();
    let own = griot.path().join("state/below");
    for folder in [foreign.path(), griot.path(), &own] {
        let said = griot.run(&["replay", "--dir", &folder.display().to_string()]);
        assert_eq!(
            (said.code, said.err.lines().count()),
            (Some(1), 1),
            "{}",
            said.err
        );
        assert!(said.err.contains("--dir"), "{}", said.err);
    }
    assert_eq!(
        fs::read_to_string(foreign.path().join("letter")).unwrap(),
        "dear"
    );
    let said = griot.run(&["replay", "--since", "2099-01-01"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("nothing is archived"), "{}", said.err);
    let said = griot.run(&["replay", "--since", "recently"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("no time"), "{}", said.err);
}
