//! Every verdict on what is together and what is apart can be questioned.

use chrono::TimeDelta;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, source};
use crate::outlet::{Outlet, Page};

fn serving(items: &[Item]) -> Outlet {
    Outlet::serving(Page::rss(rss("Fil", items)))
}

/// What `explain` says of these, for programs.
fn explained(griot: &Instance, names: &[&str]) -> Value {
    let mut arguments = vec!["explain", "--json"];
    arguments.extend(names);
    serde_json::from_str(&griot.says(&arguments)).unwrap()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// What a list of features or factors comes to.
fn sum(features: &Value) -> f64 {
    let features = features.as_array().unwrap().iter();
    features
        .map(|one| number(&one["value"]) * number(&one["weight"]))
        .sum()
}

fn product(factors: &Value) -> f64 {
    let factors = factors.as_array().unwrap().iter();
    factors.map(|one| number(&one["value"])).product()
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one["name"].as_str().unwrap()).collect()
}

/// The change of this kind that is said to turn the verdict.
fn change<'v>(pair: &'v Value, kind: &str) -> Option<&'v Value> {
    let all = pair["comparison"]["otherwise"].as_array().unwrap();
    all.iter().find(|one| one["change"] == kind)
}

/// The only entry that has this guid.
fn entry(griot: &Instance, item: &Item) -> String {
    explained(griot, &[&item.guid])["entry"].to_string()
}

#[test]
fn a_story_tells_of_each_entry_why_it_is_in_it() {
    let items = [events::mine("A"), events::mine("B"), events::strike("A")];
    let outlets = items.clone().map(|item| serving(&[item]));
    let [one, other, third] = &outlets;
    let griot = Instance::of(&[("Un", one), ("Deux", other), ("Trois", third)]);
    griot.refresh(&[]);
    let id = griot.items("ne")[0]["_griot"]["story"].clone();
    let id = id.as_str().unwrap();
    let story = explained(&griot, &[id]);
    assert_eq!(
        (&story["outlets"], &story["independent_texts"]),
        (&2.into(), &2.into())
    );
    let entries = story["entries"].as_array().unwrap();
    let founders = entries
        .iter()
        .filter(|one| one["grouping"]["founds"] == true);
    assert_eq!(founders.count(), 1, "{story}");
    for (this, that) in [(0, 1), (1, 0)] {
        let grouping = &entries[this]["grouping"];
        assert_eq!(grouping["partner"]["entry"], entries[that]["entry"]);
        assert_eq!(grouping["partner"]["title"], entries[that]["title"]);
        assert_eq!(grouping["partner"]["outlet"], entries[that]["outlet"]);
        let reason = &grouping["reason"];
        assert!(
            number(&reason["score"]) >= number(&reason["threshold"]),
            "{reason}"
        );
        let score = sum(&reason["features"]) * product(&reason["factors"]);
        assert!((score - number(&reason["score"])).abs() < 0.01, "{reason}");
        let shared = reason["shared"].as_array().unwrap();
        assert!(shared.contains(&"djado".into()), "{reason}");
    }
    let shown = griot.says(&["explain", id]);
    assert!(
        shown.contains("published: 2 reports of 2 outlets, 2 independent texts"),
        "{shown}"
    );
    assert_eq!(shown.matches("founds    the story").count(), 1, "{shown}");
    assert_eq!(shown.matches(": most like entry ").count(), 2, "{shown}");
    let words = number(&entries[0]["grouping"]["reason"]["features"][0]["value"]);
    assert!(shown.contains(&format!("words {words:.2} × ")), "{shown}");

    // One that nothing was like, and that nothing came near.
    let alone = explained(&griot, &[&items[2].guid]);
    assert_eq!(alone["grouping"]["reason"]["partner"], Value::Null);
    assert_eq!(alone["grouping"]["founds"], true);
    assert_eq!(alone["near"], Value::Array(Vec::new()));
    let shown = griot.says(&["explain", &items[2].guid]);
    for part in [
        "alone     nothing was enough like it",
        "Nothing else comes near.",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
}

#[test]
fn two_that_are_together_are_shown_with_what_holds_them() {
    let mut items = [events::mine("A"), events::mine("B")];
    items[1].date -= TimeDelta::hours(3);
    let [one, other] = items.clone().map(|item| serving(&[item]));
    let griot = Instance::of(&[("Un", &one), ("Deux", &other)]);
    griot.refresh(&[]);
    let story = griot.items("ne")[0]["_griot"]["story"].clone();
    let [first, second] = items.clone().map(|item| item.guid);
    let pair = explained(&griot, &[&first, &second]);
    assert_eq!(
        (&pair["together"], &pair["comparison"]["joins"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        (&pair["entries"][0]["story"], &pair["entries"][1]["story"]),
        (&story, &story)
    );
    let comparison = &pair["comparison"];
    let score = sum(&comparison["features"]) * product(&comparison["factors"]);
    assert!(
        (score - number(&comparison["score"])).abs() < 1e-3,
        "{pair}"
    );
    assert_eq!(pair["noted"].as_array().unwrap().len(), 2, "{pair}");
    let words = comparison["shared"].as_array().unwrap();
    assert!(words.iter().any(|one| one["words"][0] == "djado"), "{pair}");
    // What would part them: much more time between them.
    let hours = change(&pair, "hours").unwrap();
    assert!(number(&hours["hours"]) > 24.0, "{pair}");
    assert!(
        number(&hours["link"]) < number(&hours["threshold"]),
        "{pair}"
    );
    let shown = griot.says(&["explain", &first, &second]);
    let verdict = shown.lines().next().unwrap();
    assert!(verdict.starts_with("Together: their link is "), "{shown}");
    for part in [
        "points  value  weight  evidence",
        "time between",
        "What would have parted them",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // By whatever one has of them; a story stands for what of it comes nearest.
    let [number_a, number_b] = items.clone().map(|item| entry(&griot, &item));
    let story = story.as_str().unwrap();
    for [a, b] in [[number_a.as_str(), number_b.as_str()], [&first, story]] {
        let again = explained(&griot, &[a, b]);
        assert_eq!(again["comparison"], pair["comparison"], "{a} {b}");
    }
    // What cannot be compared is said.
    for wrong in [[first.as_str(), &first], [&first, "01ZZZZ"]] {
        let said = griot.run(&["explain", wrong[0], wrong[1]]);
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(2), ""),
            "{}",
            said.err
        );
    }
}

/// A bridge falls somewhere; each outlet tells it in words of its own.
fn bridge(outlet: &str, place: &str, hours: i64) -> Item {
    let (title, text) = match outlet {
        "Un" => (
            format!("{place} : un pont s'effondre sous un camion de ciment"),
            "L'ouvrage a cédé lundi au passage d'un camion chargé de ciment ; le chauffeur est sauf.",
        ),
        _ => (
            format!("{place} : le chauffeur sauf après la chute d'un pont"),
            "Un camion est tombé lundi avec le pont qu'il franchissait. Une enquête est ouverte.",
        ),
    };
    Item::new(hours, &title, text)
}

/// Two outlets tell of a bridge each: what is said of the two, and shown, and whether they are one
/// story.
fn bridges(one: (&str, i64), other: (&str, i64)) -> (Value, String) {
    let items = [bridge("Un", one.0, one.1), bridge("Deux", other.0, other.1)];
    let outlets = [0, 1].map(|place| serving(&items[place..=place]));
    let griot = Instance::of(&[("Un", &outlets[0]), ("Deux", &outlets[1])]);
    griot.refresh(&[]);
    let names = items.map(|item| item.guid);
    let names = names.each_ref().map(String::as_str);
    let shown = griot.says(&[&["explain"], names.as_slice()].concat());
    (explained(&griot, &names), shown)
}

#[test]
fn other_countries_that_keep_two_apart_are_named_and_without_them_they_are_together() {
    let (pair, shown) = bridges(("Niger", 5), ("Sénégal", 6));
    assert_eq!(pair["together"], false, "{pair}");
    let factors = names(&pair["comparison"]["factors"]);
    assert!(factors.contains(&"different countries"), "{pair}");
    let without = change(&pair, "without_factor").unwrap();
    assert_eq!(without["name"], "different countries");
    assert!(
        number(&without["link"]) >= number(&without["threshold"]),
        "{pair}"
    );
    assert!(shown.starts_with("Apart: their link is 0."), "{shown}");
    assert!(
        shown.contains("without the factor for \"different countries\""),
        "{shown}"
    );
    let (pair, _) = bridges(("Niger", 5), ("Niger", 6));
    assert_eq!(pair["together"], true, "{pair}");
}

#[test]
fn the_hours_that_two_would_have_to_be_nearer_are_told_and_are_right() {
    let (pair, shown) = bridges(("Niger", 5), ("Niger", 125));
    assert_eq!(pair["together"], false, "{pair}");
    let hours = number(&change(&pair, "hours").unwrap()["hours"]);
    assert!(hours > 1.0 && hours < 119.0, "{pair}");
    let said = format!("with {hours:.0} h between them instead of 120 h");
    assert!(shown.contains(&said), "{said}: {shown}");
    #[expect(clippy::cast_possible_truncation, reason = "hours of a few days")]
    let hours = hours as i64;
    for (hours, together) in [(hours - 1, true), (hours + 2, false)] {
        let (pair, _) = bridges(("Niger", 5), ("Niger", 5 + hours));
        assert_eq!(pair["together"], together, "{hours} h: {pair}");
    }
}
