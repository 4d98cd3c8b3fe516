//! Two entries or stories: together or apart, and by how much.

use chrono::TimeDelta;

use super::*;
use crate::events;

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
    assert_eq!(pair["as_of"], Value::Null);
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

#[test]
fn what_two_languages_have_in_common_is_shown_in_the_words_of_both() {
    let french = Item::new(
        5,
        "Niger : 14 soldats tués dans une attaque à Tillabéri",
        "Quatorze soldats ont été tués dimanche près de Tillabéri, a dit le ministre Salifou Modi.",
    );
    let arabic = Item::new(
        3,
        "النيجر: مقتل 14 جنديا في هجوم قرب تيلابيري",
        "أعلن الوزير ساليفو مودي مقتل 14 جنديا في هجوم قرب تيلابيري يوم الأحد.",
    );
    let arabic = Item {
        guid: "https://outlet.example/ar/14".to_owned(),
        ..arabic
    };
    let (griot, _outlets) = of(&[("Un", "fr", "", &french), ("Ithnan", "ar", "", &arabic)]);
    griot.refresh(&[]);
    let pair = explained(&griot, &[&french.guid, &arabic.guid]);
    assert_eq!(pair["together"], true, "{pair}");
    let comparison = &pair["comparison"];
    assert_eq!(comparison["across_languages"], true);
    let shared = comparison["shared"].as_array().unwrap();
    let words: Vec<_> = shared.iter().map(|one| &one["words"]).collect();
    let known = words.iter().any(|words| {
        let words = words.as_array().unwrap();
        words.contains(&"تيلابيري".into()) && words.contains(&"tillaberi".into())
    });
    assert!(known, "{pair}");
    // What was noted is the same evidence.
    let noted = &pair["noted"][0]["reason"];
    assert_eq!(noted["across_languages"], true);
    let score = sum(&noted["features"]) * product(&noted["factors"]);
    assert!((score - number(&noted["score"])).abs() < 0.01, "{noted}");
    assert_eq!(noted["threshold"], comparison["threshold"]);
    let factors = names(&comparison["factors"]);
    assert!(factors.contains(&"a country in common"), "{pair}");
    let shown = griot.says(&["explain", &arabic.guid]);
    assert!(
        shown.contains("across languages, most like entry "),
        "{shown}"
    );
}

#[test]
fn what_no_round_had_before_it_together_is_compared_all_the_same() {
    let items = [events::mine("A"), events::mine("B")];
    let outlet = serving(&items[..1]);
    let later = Outlet::open();
    later.publish("/feed", Page::rss(rss("Fil", &[events::strike("A")])));
    let griot = Instance::of(&[("Un", &outlet), ("Deux", &later)]);
    griot.refresh(&[]);
    // The first was seen a month before the second.
    let age = |days: i64| {
        let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
        let millis = days * 86_400_000;
        let sql = "UPDATE entry SET first_seen = first_seen - ?1, published = published - ?1";
        database.execute(sql, [millis]).unwrap();
    };
    age(30);
    later.publish("/feed", Page::rss(rss("Fil", &items[1..])));
    griot.refresh(&["--all"]);
    let pair = explained(&griot, &[&items[0].guid, &items[1].guid]);
    assert_eq!(
        (&pair["together"], &pair["beyond_window"]),
        (&false.into(), &true.into()),
        "{pair}"
    );
    assert!(number(&pair["comparison"]["hours"]) > 29.0 * 24.0, "{pair}");
    assert!(change(&pair, "hours").is_some(), "{pair}");
    let shown = griot.says(&["explain", &items[0].guid, &items[1].guid]);
    assert!(
        shown.contains("more than the window of 7 days apart"),
        "{shown}"
    );
    // Of long ago, but of one time: weighed by what was remembered then.
    age(60);
    let [first, second] = [&items[0].guid, &items[1].guid];
    assert!(explained(&griot, &[first, second])["as_of"].is_string());
    let shown = griot.says(&["explain", second]);
    assert!(
        shown.contains("weighed by what was remembered on "),
        "{shown}"
    );
}

#[test]
fn what_the_operator_has_ruled_comes_first() {
    let (first, second) = (bridge("Un", "Niger", 5), bridge("Deux", "Sénégal", 6));
    let outlets = [&first, &second].map(|item| serving(std::slice::from_ref(item)));
    let griot = Instance::of(&[("Un", &outlets[0]), ("Deux", &outlets[1])]);
    griot.refresh(&[]);
    let names = [first.guid.as_str(), second.guid.as_str()];
    let pair = explained(&griot, &names);
    assert_eq!(
        (&pair["together"], &pair["ruled"]),
        (&false.into(), &Value::Null)
    );
    let stories = [0, 1].map(|place| pair["entries"][place]["story"].as_str().unwrap().to_owned());
    griot.says(&[
        "story",
        "join",
        &stories[0],
        &stories[1],
        "--reason",
        "one bridge",
    ]);
    let pair = explained(&griot, &names);
    let ruled = serde_json::json!({ "together": true, "reason": "one bridge" });
    assert_eq!((&pair["together"], &pair["ruled"]), (&true.into(), &ruled));
    let shown = griot.says(&["explain", names[0], names[1]]);
    assert!(
        shown.starts_with("Together, as ruled by hand: one bridge. Their link is "),
        "{shown}"
    );
    let story = pair["entries"][0]["story"].as_str().unwrap();
    assert!(
        griot
            .says(&["explain", story])
            .contains("  by hand   one bridge\n")
    );
    griot.says(&["story", "split", story, names[1], "--reason", "two bridges"]);
    let shown = griot.says(&["explain", names[0], names[1]]);
    assert!(
        shown.starts_with("Apart, as ruled by hand: two bridges. "),
        "{shown}"
    );
}
