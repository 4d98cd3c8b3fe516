//! What the operator joins or splits is so at once, and stays so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, text};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

pub fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil", items))
}

pub fn json(griot: &Instance, arguments: &[&str]) -> Value {
    serde_json::from_str(&griot.says(arguments)).unwrap()
}

/// The stories: each by its id, with its entries as source and title.
pub fn stories(griot: &Instance) -> BTreeMap<String, BTreeSet<String>> {
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
pub fn story_of(griot: &Instance, source: &str, words: &str) -> String {
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
pub fn item(griot: &Instance, edition: &str, story: &str) -> Option<Value> {
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
pub fn late(number: usize) -> Item {
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
pub fn three() -> ([Outlet; 3], Instance) {
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
fn what_is_withdrawn_is_so_with_its_editions_or_not_at_all_and_may_be_withdrawn_again() {
    let (_outlets, griot) = three();
    let story = story_of(&griot, "un", "orpailleurs");
    let database = || rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let stage = || text(&json(&griot, &["story", "show", &story, "--json"])["stage"]);

    // It ends before its editions are marked.
    let fails = "CREATE TRIGGER ends BEFORE INSERT ON stale BEGIN SELECT RAISE(ABORT, 'here'); END";
    database().execute_batch(fails).unwrap();
    assert_eq!(griot.run(&["story", "drop", &story]).code, Some(1));
    database().execute_batch("DROP TRIGGER ends").unwrap();
    assert_eq!(stage(), "published");
    griot.says(&["story", "drop", &story]);
    assert_eq!(
        (stage().as_str(), item(&griot, "ne", &story)),
        ("withdrawn", None)
    );

    // Files of before are put back over those that were written without it.
    let page = griot.public(&format!("story/{story}/index.html"));
    let gone = std::fs::read(&page).unwrap();
    std::fs::write(&page, "as it was").unwrap();
    griot.says(&["story", "drop", &story]);
    assert_eq!(std::fs::read(&page).unwrap(), gone);
}
