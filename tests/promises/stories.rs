//! One event is one item, whoever reports it, and it stays the same item.

use std::str::FromStr;

use atom_syndication as atom;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, text};
use crate::outlet::{Outlet, Page};

fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil d'actualité", items))
}

fn atom(griot: &Instance, edition: &str) -> atom::Feed {
    atom::Feed::from_str(&griot.read(&format!("feeds/{edition}.atom"))).unwrap()
}

fn channel(griot: &Instance, edition: &str) -> rss::Channel {
    rss::Channel::from_str(&griot.read(&format!("feeds/{edition}.rss"))).unwrap()
}

/// The only item of an edition.
fn only(griot: &Instance, edition: &str) -> Value {
    let items = griot.items(edition);
    assert_eq!(items.len(), 1, "{edition}: {:?}", griot.titles(edition));
    items.into_iter().next().unwrap()
}

#[test]
fn two_reports_of_one_event_are_one_item_that_names_both_in_every_format() {
    let first = Outlet::serving(serve(&[events::mine("A")]));
    let second = Outlet::serving(serve(&[events::mine("B")]));
    let griot = Instance::of(&[("Premier", &first), ("Second", &second)]);
    let summary = griot.refresh(&[]);
    assert_eq!(summary["stories"]["new"], 1);

    let mut ids = Vec::new();
    for edition in ["ne", "all"] {
        let item = only(&griot, edition);
        ids.push(text(&item["id"]));
        assert_eq!(item["_griot"]["outlet_count"], 2);
        let others = item["_griot"]["also_reported_by"].as_array().unwrap();
        assert_eq!(others.len(), 1);

        let feed = atom(&griot, edition);
        ids.push(feed.entries()[0].id().to_owned());
        let channel = channel(&griot, edition);
        let guid = channel.items()[0].guid().unwrap();
        assert!(!guid.is_permalink());
        ids.push(guid.value().to_owned());

        for document in ["atom", "rss", "json"] {
            let document = griot.read(&format!("feeds/{edition}.{document}"));
            for name in ["Premier", "Second"] {
                assert!(document.contains(name), "{name} is not named: {document}");
            }
        }
        let related: Vec<_> = feed.entries()[0]
            .links()
            .iter()
            .filter(|link| link.rel() == "related")
            .collect();
        assert_eq!(related.len(), 1);
        assert_eq!(related[0].href(), text(&others[0]["url"]));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one string everywhere");
    assert!(ids[0].starts_with("tag:news.example,") && ids[0].contains(":story/"));
    assert!(griot.items("sn").is_empty());
}

#[test]
fn a_third_outlet_changes_the_content_and_nothing_that_readers_key_on() {
    let [first, second, third] = [(); 3].map(|()| Outlet::open());
    first.publish("/feed", serve(&[events::mine("A")]));
    for outlet in [&second, &third] {
        outlet.publish("/feed", serve(&[events::strike("A")]));
    }
    let griot = Instance::of(&[("Un", &first), ("Deux", &second), ("Trois", &third)]);
    griot.refresh(&[]);
    let alone = only(&griot, "ne");
    let mut seen = vec![alone];
    for (outlet, words) in [(&second, "B"), (&third, "C")] {
        outlet.publish("/feed", serve(&[events::strike("A"), events::mine(words)]));
        griot.refresh(&["--all"]);
        let now = only(&griot, "ne");
        let before = seen.last().unwrap();
        for field in ["id", "url", "date_published"] {
            assert_eq!(now[field], before[field], "{field}");
        }
        // A report within half an hour of the first publication is no significant change yet.
        assert_eq!(now["date_modified"], before["date_modified"]);
        seen.push(now);
    }
    let outlets: Vec<_> = seen
        .iter()
        .map(|item| item["_griot"]["outlet_count"].as_u64().unwrap())
        .collect();
    assert_eq!(outlets, [1, 2, 3]);
    assert_eq!(griot.items("all").len(), 2);
    let listed = griot.says(&["story", "list", "--country", "NE", "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["outlets"], 3, "{listed}");
}

#[test]
fn an_edited_entry_is_the_same_item_with_the_new_words() {
    let item = events::mine("A");
    let outlet = Outlet::serving(serve(std::slice::from_ref(&item)));
    let griot = Instance::of(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let before = only(&griot, "ne");

    let corrected = "Niger : douze orpailleurs tués dans l'effondrement d'une mine à Djado";
    outlet.publish("/feed", serve(&[item.retitled(corrected)]));
    let summary = griot.refresh(&["--all"]);
    assert_eq!(summary["entries"]["new"], 0);
    assert_eq!(summary["entries"]["updated"], 1);
    let after = only(&griot, "ne");
    assert_eq!(after["title"], corrected);
    for field in ["id", "url", "date_published"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(griot.items("all").len(), 1);
    // What it said before is kept.
    let id = text(&after["_griot"]["story"]);
    let shown: Value =
        serde_json::from_str(&griot.says(&["story", "show", &id, "--json"])).unwrap();
    let revisions = shown["entries"][0]["revisions"].as_array().unwrap();
    assert_eq!(revisions.len(), 1);
    assert_eq!(revisions[0]["title"], before["title"]);
    let shown = griot.says(&["story", "show", &id]);
    assert!(shown.contains(": Niger : onze orpailleurs"), "{shown}");
}

#[test]
fn two_countries_editions_hold_the_story_that_is_about_both() {
    let outlet = Outlet::serving(serve(&[Item::new(
        3,
        "Le Niger et le Mali ouvrent un poste frontière commun à Labbézanga",
        "Le Niger et le Mali ont inauguré lundi un poste frontière commun à Labbézanga, ont \
         annoncé Niamey et Bamako.",
    )]));
    let griot = Instance::of(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let ids: Vec<_> = ["ne", "ml", "all"]
        .map(|edition| text(&only(&griot, edition)["id"]))
        .to_vec();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_story_that_is_merged_takes_along_what_grouping_has_forgotten() {
    let [first, second] = [(); 2].map(|()| Outlet::serving(serve(&[])));
    let griot = Instance::of(&[("un", &first), ("deux", &second)]);
    first.publish("/feed", serve(&[events::mine("A")]));
    griot.refresh(&[]);
    let elder = text(&only(&griot, "all")["_griot"]["story"]);
    first.publish("/feed", serve(&[events::strike("A"), events::mine("A")]));
    second.publish("/feed", serve(&[events::strike("B")]));
    griot.refresh(&["--all"]);
    assert_eq!(griot.items("all").len(), 2);

    // Weeks later, the one report of it that is not forgotten turns out to be of the elder event.
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let days = 20 * 86_400_000_i64;
    let moved = database
        .execute(
            "UPDATE entry SET first_seen = first_seen - ?1
             WHERE source = 'un' AND title LIKE '%Ziguinchor%'",
            [days],
        )
        .unwrap();
    assert_eq!(moved, 1);
    drop(database);
    let mut edited = events::strike("B");
    edited.title = events::mine("A").title;
    edited.text = events::mine("A").text;
    second.publish("/feed", serve(&[edited]));
    let summary = griot.refresh(&["--all"]);
    assert_eq!(summary["stories"]["merged"], 1, "{summary}");
    let item = only(&griot, "all");
    assert_eq!(item["_griot"]["story"], elder);
    let shown: Value =
        serde_json::from_str(&griot.says(&["story", "show", &elder, "--json"])).unwrap();
    assert_eq!(shown["entries"].as_array().unwrap().len(), 3, "{shown}");
}

#[test]
fn the_feed_is_as_new_as_its_newest_item() {
    let outlet = Outlet::serving(serve(&[events::mine("A"), events::strike("A")]));
    let griot = Instance::of(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let feed = atom(&griot, "all");
    let newest = feed.entries().iter().map(atom::Entry::updated).max();
    assert_eq!(Some(feed.updated()), newest);
    let published: Vec<_> = feed
        .entries()
        .iter()
        .map(|e| e.published().unwrap())
        .collect();
    assert!(published.is_sorted_by(|one, next| one >= next));
}
