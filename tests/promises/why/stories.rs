//! A story or an entry: what brought it together, and what came near.

use super::*;
use crate::events;
use crate::instance::text;

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
fn a_text_that_is_none_of_its_own_says_whom_it_repeats() {
    let lead = "Le pont routier de Kandi s'est effondré lundi matin au passage d'un convoi de trois \
                camions chargés de coton, a annoncé la préfecture, qui déplore deux disparus.";
    let copied = Item::new(
        7,
        "Bénin : le pont de Kandi s'effondre",
        &format!("{lead} Avec APA"),
    );
    let copy = Item::new(
        6,
        "Le pont de Kandi s'est effondré au Bénin",
        &format!("{lead} Avec APA"),
    );
    let sister = Item::new(
        5,
        "Effondrement du pont de Kandi au Bénin : deux disparus",
        "Deux chauffeurs restent introuvables après l'effondrement du pont routier de Kandi lundi, \
         au passage de camions de coton.",
    );
    let (griot, _outlets) = of(&[
        ("Un", "fr", "owner = \"Groupe\"", &copied),
        ("Deux", "fr", "", &copy),
        ("Trois", "fr", "owner = \"Groupe\"", &sister),
    ]);
    griot.refresh(&[]);
    let first = explained(&griot, &[&copied.guid]);
    let story = explained(&griot, &[&text(&first["story"])]);
    let entries = story["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3, "{story}");
    assert_eq!(
        story["independent_texts"],
        1,
        "{}",
        griot.says(&["explain", &text(&first["story"])])
    );
    let of = |item: &Item| {
        let entry = entries.iter().find(|one| one["guid"] == item.guid);
        &entry.unwrap()["grouping"]
    };
    let repeats = |item: &Item| -> Vec<(String, String)> {
        let all = of(item)["repeats"].as_array().unwrap().iter();
        all.map(|one| (text(&one["repeats"]), text(&one["of"]["outlet"])))
            .collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(how, whom)| ((*how).to_owned(), (*whom).to_owned()))
            .collect()
    };
    assert_eq!(repeats(&copied), []);
    assert_eq!(repeats(&copy), pairs(&[("copy", "Un"), ("agency", "Un")]));
    assert_eq!(repeats(&sister), pairs(&[("voice", "Un")]));
    assert_eq!(of(&copy)["reason"]["near_copy"], true);
    let shown = griot.says(&["explain", &text(&first["story"])]);
    for part in [
        "1 independent text\n",
        "a near-copy of entry ",
        "both have their text from APA",
        "both belong to Groupe",
        "of the shorter text stands in the other",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // If it were no copy is one of the questions.
    let pair = explained(&griot, &[&copied.guid, &copy.guid]);
    assert_eq!(pair["comparison"]["near_copy"], true);
    assert!(number(&pair["comparison"]["copied"]) > 0.8, "{pair}");
}

#[test]
fn a_story_that_is_gone_says_where_to() {
    let mine = events::mine("A");
    let strike = events::strike("A");
    let [one, other] = [&mine, &strike].map(|item| serving(std::slice::from_ref(item)));
    let griot = Instance::of(&[("Un", &one), ("Deux", &other)]);
    griot.refresh(&[]);
    let story_of = |item: &Item| text(&explained(&griot, &[&item.guid])["story"]);
    let [first, second] = [story_of(&mine), story_of(&strike)];
    // It is edited into a report of the other event.
    let told = events::mine("B");
    let edited = Item {
        guid: strike.guid.clone(),
        ..told
    };
    other.publish("/feed", Page::rss(rss("Fil", &[edited])));
    griot.refresh(&["--all"]);
    let (elder, younger) = match first < second {
        true => (first, second),
        false => (second, first),
    };
    let merged = explained(&griot, &[&younger]);
    assert_eq!(
        merged["merged_into"],
        Value::from(elder.clone()),
        "{merged}"
    );
    assert_eq!(merged["entries"], Value::Array(Vec::new()));
    let shown = griot.says(&["explain", &younger]);
    for part in [
        format!("merged into {elder}"),
        "most like entry ".to_owned(),
    ] {
        assert!(shown.contains(&part), "{part}: {shown}");
    }
    let pair = explained(&griot, &[&younger, &elder]);
    assert_eq!(pair["together"], true, "{pair}");
    assert_eq!(pair["asked"][0]["merged_into"], Value::from(elder.clone()));

    griot.says(&["story", "drop", &elder]);
    let shown = griot.says(&["explain", &elder]);
    assert!(
        shown.contains(&format!("{elder}, withdrawn: 2 reports")),
        "{shown}"
    );
}

#[test]
fn what_came_near_a_story_is_named_with_what_is_missing() {
    let (first, second) = (bridge("Un", "Niger", 5), bridge("Deux", "Sénégal", 6));
    let outlets = [&first, &second].map(|item| serving(std::slice::from_ref(item)));
    let griot = Instance::of(&[("Un", &outlets[0]), ("Deux", &outlets[1])]);
    griot.refresh(&[]);
    let entry = explained(&griot, &[&first.guid]);
    let story = explained(&griot, &[&text(&entry["story"])]);
    let other = explained(&griot, &[&second.guid]);
    for near in [&entry["near"], &story["near"]] {
        let near = near.as_array().unwrap();
        assert_eq!(near.len(), 1, "{entry}");
        assert_eq!(near[0]["story"], other["story"]);
        assert_eq!(near[0]["comparison"]["together"], false);
        let pair = explained(&griot, &[&first.guid, &second.guid]);
        assert_eq!(near[0]["comparison"], pair["comparison"]);
    }
    for name in [&first.guid, &text(&entry["story"])] {
        let shown = griot.says(&["explain", name]);
        for part in [
            "Nearest of what it was not joined with",
            "would be joined without the factor for \"different countries\"",
            &second.title,
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
