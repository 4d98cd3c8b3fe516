//! Every edition is there from the first round, and none ever goes away.

use std::collections::BTreeSet;
use std::fs;
use std::str::FromStr;

use griot::domain::country::Country;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

fn worldwide(outlet: &Outlet) -> Instance {
    Instance::configured(
        "languages = [\"fr\", \"en\"]",
        &source("a", &outlet.url("/feed")),
    )
}

#[test]
fn every_african_country_has_its_feeds_from_the_start() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[])));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    let mut slugs: Vec<String> = Country::african().map(|country| country.slug()).collect();
    assert_eq!(slugs.len(), 54);
    slugs.push("all".to_owned());
    for slug in &slugs {
        for edition in [slug.clone(), format!("{slug}.fr"), format!("{slug}.en")] {
            let atom = griot.read(&format!("feeds/{edition}.atom"));
            assert!(
                atom_syndication::Feed::from_str(&atom)
                    .unwrap()
                    .entries()
                    .is_empty()
            );
            let rss = griot.read(&format!("feeds/{edition}.rss"));
            assert!(rss::Channel::from_str(&rss).unwrap().items().is_empty());
            assert!(griot.items(&edition).is_empty());
        }
        assert!(griot.public(&format!("{slug}/index.html")).is_file());
    }
    let opml = griot.read("editions.opml");
    assert!(
        opml.contains("https://news.example/feeds/ne.atom"),
        "{opml}"
    );
    assert!(griot.read("index.html").contains("Niger"));
    assert!(griot.public("sources/index.html").is_file());
    wellformed::all(&griot);
}

#[test]
fn another_country_gets_its_edition_with_its_first_story_and_keeps_it() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    assert!(!griot.public("feeds/jp.atom").exists());
    outlet.publish("/feed", Page::rss(rss("A", &[events::harvest()])));
    griot.refresh(&["--all"]);
    assert_eq!(griot.titles("jp"), [events::harvest().title]);
    assert!(griot.read("editions.opml").contains("/feeds/jp."));

    let story = griot.items("jp")[0]["_griot"]["story"].clone();
    griot.says(&["story", "drop", story.as_str().unwrap()]);
    griot.refresh(&["--all"]);
    assert!(griot.items("jp").is_empty());
    assert!(griot.read("editions.opml").contains("/feeds/jp."));
}

#[test]
fn the_first_story_of_a_country_has_nothing_else_written_but_who_mentions_it() {
    let mut mentions = events::mine("A");
    mentions.text += " Une équipe venue du Japon y avait travaillé l'an dernier.";
    let outlet = Outlet::serving(Page::rss(rss(
        "A",
        &[mentions.clone(), events::strike("A")],
    )));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    let page = |edition: &str| {
        let story = griot.items(edition)[0]["_griot"]["story"].clone();
        format!("story/{}/index.html", story.as_str().unwrap())
    };
    let (mine, strike) = (page("ne"), page("sn"));
    let linked = "href=\"../../jp/";
    assert!(!griot.read(&mine).contains(linked), "{}", griot.read(&mine));
    fs::write(griot.public(&strike), "as somebody left it").unwrap();

    let items = [mentions, events::strike("A"), events::harvest()];
    outlet.publish("/feed", Page::rss(rss("A", &items)));
    griot.refresh(&["--all"]);
    assert_eq!(griot.titles("jp"), [events::harvest().title]);
    assert!(griot.read(&mine).contains(linked), "{}", griot.read(&mine));
    assert_eq!(griot.read(&strike), "as somebody left it");
    assert!(griot.public("feeds/jp.en.rss").is_file());
    wellformed::all(&griot);
}

#[test]
fn another_outlet_has_nothing_written_anew_and_another_name_of_one_has() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    let story = griot.items("ne")[0]["_griot"]["story"].clone();
    let page = format!("story/{}/index.html", story.as_str().unwrap());
    let told = griot.read(&page);
    fs::write(griot.public(&page), "as somebody left it").unwrap();

    outlet.publish("/other", Page::rss(rss("B", &[])));
    let own = source("a", &outlet.url("/feed"));
    let other = source("b", &outlet.url("/other"));
    griot.configure("languages = [\"fr\", \"en\"]", &(own.clone() + &other));
    griot.refresh(&["--all"]);
    assert_eq!(griot.read(&page), "as somebody left it");

    let renamed = own.replacen("name = \"", "name = \"The other ", 1);
    griot.configure("languages = [\"fr\", \"en\"]", &(renamed + &other));
    griot.refresh(&["--all"]);
    let anew = griot.read(&page);
    assert!(
        anew.contains("The other ") && !told.contains("The other "),
        "{anew}"
    );
}

#[test]
fn an_edition_that_is_configured_no_longer_stays_and_is_named_once() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::strike("A")])));
    let source = source("a", &outlet.url("/feed"));
    let griot = Instance::configured("countries = [\"NE\", \"SN\"]", &source);
    griot.refresh(&[]);
    let before = griot.read("feeds/sn.atom");

    griot.configure("countries = [\"NE\"]", &source);
    let said = griot.run(&["refresh"]);
    assert!(said.err.contains("configured no longer"), "{}", said.err);
    assert!(said.err.contains("in them: sn;"), "{}", said.err);
    assert_eq!(griot.read("feeds/sn.atom"), before);
    griot.refresh(&["--all"]);
}

#[test]
fn a_lost_public_folder_comes_back_to_the_byte() {
    let outlet = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A"), events::harvest()],
    )));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    let dropped = griot.items("sn")[0]["_griot"]["story"].clone();
    griot.says(&["story", "drop", dropped.as_str().unwrap()]);
    let before = griot.published();
    fs::remove_dir_all(griot.public("")).unwrap();
    griot.refresh(&[]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);

    for lost in [
        "feeds/ne.rss",
        "index.html",
        "ne/index.html",
        "editions.opml",
    ] {
        fs::remove_file(griot.public(lost)).unwrap();
    }
    griot.refresh(&[]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn a_source_has_one_name_whatever_its_feed_calls_itself_today() {
    let outlet = Outlet::serving(Page::rss(rss("Le fil du lundi", &[events::mine("A")])));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    assert!(
        griot
            .read("feeds/ne.atom")
            .contains("<title>Le fil du lundi</title>")
    );
    let items = [events::strike("A"), events::mine("A")];
    outlet.publish("/feed", Page::rss(rss("Le fil du mardi", &items)));
    griot.refresh(&["--all"]);
    let published = griot.published();
    for (file, bytes) in &published {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Le fil du"), "{file}: {text}");
    }
    fs::remove_dir_all(griot.public("")).unwrap();
    griot.refresh(&[]);
    assert_eq!(differing(&published, &griot.published()), [""; 0]);
}

#[test]
fn json_feeds_say_where_they_are() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let feed: Value = griot.json("ne");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://news.example/feeds/ne.json");
}

#[test]
fn what_the_operator_says_of_an_outlet_shows_at_the_next_round() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("Ancien", &outlet)]);
    griot.refresh(&[]);
    let before = griot.items("ne")[0].clone();
    let table = source("Ancien", &outlet.url("/feed"));
    let renamed = table.replacen("name = \"Ancien\"", "name = \"Nouveau\"", 1);
    griot.configure("countries = [\"NE\", \"SN\", \"ML\"]", &renamed);
    griot.refresh(&[]);
    for path in [
        "feeds/ne.atom",
        "feeds/all.rss",
        "feeds/ne.json",
        "ne/index.html",
    ] {
        let text = griot.read(path);
        assert!(
            text.contains("Nouveau") && !text.contains("Ancien"),
            "{path}: {text}"
        );
    }
    let after = griot.items("ne")[0].clone();
    assert_eq!(
        (&after["id"], &after["date_modified"]),
        (&before["id"], &before["date_modified"])
    );
}

#[test]
fn what_decorates_titles_goes_or_stays_as_configured() {
    let title = "URGENT : 🔴 Le Niger ferme sa frontière avec le Bénin";
    let item = Item::new(
        2,
        title,
        "La frontière est fermée jusqu'à nouvel ordre, dit Niamey.",
    );
    let outlet = Outlet::serving(Page::rss(rss("A", &[item])));
    for (text, shown) in [
        ("", "Le Niger ferme sa frontière avec le Bénin"),
        (
            "urgency = \"keep\"",
            "URGENT : Le Niger ferme sa frontière avec le Bénin",
        ),
        ("emoji = \"keep\"\nurgency = \"keep\"", title),
    ] {
        let tables = format!("[text]\n{text}\n{}", source("a", &outlet.url("/feed")));
        let griot = Instance::configured("countries = [\"NE\"]", &tables);
        griot.refresh(&[]);
        assert_eq!(griot.titles("ne"), [shown], "{text}");
    }
}

#[test]
fn the_operator_s_own_names_count_in_their_language_and_those_taken_out_no_longer_do() {
    let item = |title: &str| Item::new(2, title, "Les faits remontent à lundi, selon la mairie.");
    let items = [
        item("Incendie au marché de Tombokiré"),
        item("Grève des dockers à Lagos"),
    ];
    let outlet = Outlet::serving(Page::rss(rss("A", &items)));
    for (tables, niger, nigeria) in [
        ("", 0, 1),
        (
            "[[alias]]\nsurface = \"Tombokiré\"\ncountry = [\"NE\"]\nkind = \"place\"\n",
            1,
            1,
        ),
        (
            "[[alias]]\nsurface = \"Tombokiré\"\ncountry = [\"NE\"]\nlanguage = \"en\"\n",
            0,
            1,
        ),
        ("[[alias]]\nsurface = \"Lagos\"\nremove = true\n", 0, 0),
    ] {
        let tables = format!("{tables}{}", source("a", &outlet.url("/feed")));
        let griot = Instance::configured("countries = [\"NE\", \"NG\"]", &tables);
        griot.refresh(&[]);
        let counts = (griot.titles("ne").len(), griot.titles("ng").len());
        assert_eq!(counts, (niger, nigeria), "{tables}");
    }
}

#[test]
fn no_edition_or_topic_is_called_as_another_part_of_the_site() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = worldwide(&outlet);
    griot.refresh(&[]);
    // What the publisher writes, and what the daemon answers itself.
    let published = griot.published();
    let paths = published.keys().map(String::as_str);
    let answered = [griot::websub::CALLBACKS, "healthz", "metrics", "countries/"];
    let names: BTreeSet<&str> = (paths.chain(answered))
        .filter_map(|path| path.split(['/', '.']).next())
        .collect();
    assert!(
        names.contains("story") && names.contains("style"),
        "{names:?}"
    );
    let tables = names.iter().flat_map(|name| {
        [
            format!("[[edition]]\nname = \"{name}\"\ncountries = [\"NE\"]\n"),
            format!("[[topic]]\nname = \"{name}\"\ncategories = [\"{name}\"]\n"),
        ]
    });
    griot.configure("", &tables.collect::<String>());
    let said = griot.run(&["check"]);
    let refused = said.out + &said.err;
    for name in names {
        for table in ["edition", "topic"] {
            let wanted = format!("name in [[{table}]]: \"{name}\" ");
            assert_eq!(refused.matches(&wanted).count(), 1, "{wanted}: {refused}");
        }
    }
}
