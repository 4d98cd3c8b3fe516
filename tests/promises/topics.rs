//! Stories are in the editions of their topics, and no edition loses one.

use std::collections::BTreeSet;

use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, source};
use crate::outlet::{Outlet, Page};
use crate::wellformed;

const PUBLISH: &str = "countries = [\"NE\", \"SN\"]\nlanguages = [\"fr\"]\n\
    topics = [\"sport\", \"health\", \"eau\"]\ncountry_topics = [\"sport\"]\n";

const OWN: &str = "[[topic]]\nname = \"eau\"\ntitle = \"L'eau\"\ncategories = [\"Fleuves et barrages\"]\n\
    [[topic]]\nname = \"sport\"\ncategories = [\"Arène\"]\n\
    [[edition]]\nname = \"corps-sain\"\ntitle = \"Corps sain\"\ntopics = [\"sport\", \"health\"]\n\
    [[edition]]\nname = \"lutte-sahel\"\ncountries = [\"NE\", \"ML\"]\ntopics = [\"sport\"]\n";

fn wrestling() -> Item {
    Item::new(
        2,
        "Niger : la finale du sabre de lutte traditionnelle attire la foule à Dosso",
        "Des milliers de spectateurs ont suivi lundi à Dosso la finale du championnat de lutte.",
    )
}

fn vaccines() -> Item {
    Item::new(
        3,
        "Sénégal : une campagne de vaccination contre la rougeole démarre à Kolda",
        "Les équipes du district sanitaire de Kolda vaccinent les enfants depuis mardi matin.",
    )
}

fn dam() -> Item {
    Item::new(
        4,
        "Niger : le chantier du barrage de Kandadji reprend après la crue",
        "Les ouvriers du barrage de Kandadji sont de retour, a dit le directeur du chantier.",
    )
}

fn instance(outlets: &[(&str, &Outlet)]) -> Instance {
    let sources: String = outlets
        .iter()
        .map(|(name, outlet)| source(name, &outlet.url("/feed")))
        .collect();
    Instance::configured(PUBLISH, &format!("{OWN}{sources}"))
}

/// The path with "month" for the part that says which, as in `ne/2026-12/index.html`.
fn without_month(path: &str) -> String {
    let is_month = |part: &str| {
        part.split_once('-').is_some_and(|(year, month)| {
            let digits = |text: &str, count| {
                text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
            };
            digits(year, 4) && digits(month, 2)
        })
    };
    let parts = path.split('/');
    let parts: Vec<_> = parts
        .map(|part| if is_month(part) { "month" } else { part })
        .collect();
    parts.join("/")
}

fn serve(items: &[Item]) -> Page {
    Page::rss(rss("Fil", items))
}

#[test]
fn a_story_is_in_the_editions_of_its_topics_and_in_no_other() {
    let items = [
        wrestling().filed(&["Arène"]),
        vaccines().filed(&["SANTÉ", "À la une"]),
        dam().filed(&["Fleuves et barrages"]),
    ];
    let outlet = Outlet::serving(serve(&items));
    let griot = instance(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let [sport, health, water] = items.map(|item| item.title);
    for (edition, titles) in [
        ("sport", vec![&sport]),
        ("sport.fr", vec![&sport]),
        ("health", vec![&health]),
        ("eau", vec![&water]),
        ("ne-sport", vec![&sport]),
        ("sn-sport", vec![]),
        ("corps-sain", vec![&sport, &health]),
        ("lutte-sahel", vec![&sport]),
        ("ne", vec![&sport, &water]),
        ("all", vec![&sport, &health, &water]),
    ] {
        assert_eq!(
            griot.titles(edition).iter().collect::<Vec<_>>(),
            titles,
            "{edition}"
        );
        for end in ["atom", "rss"] {
            let document = griot.read(&format!("feeds/{edition}.{end}"));
            for title in [&sport, &health, &water] {
                let escaped = crate::feeds::escaped(title);
                assert_eq!(
                    document.contains(&escaped),
                    titles.contains(&title),
                    "{edition}.{end}"
                );
            }
        }
    }
    assert_eq!(griot.items("health")[0]["_griot"]["topics"][0], "health");
    let listed = griot.says(&["story", "list", "--topic", "eau", "--country", "NE"]);
    assert!(
        listed.contains(&water) && listed.lines().count() == 1,
        "{listed}"
    );
    for path in ["sport", "health", "eau", "ne-sport", "corps-sain"] {
        assert!(
            griot.public(&format!("{path}/index.html")).is_file(),
            "{path}"
        );
    }
    // Each has the files that a country's edition has; those of a month count as one, since some
    // hours lie between the stories, and the first of a month may be among them.
    let published = griot.published();
    let files = |slug: &str| -> BTreeSet<String> {
        let own = |path: &&String| {
            let feeds = format!("feeds/{slug}.");
            path.starts_with(&feeds) || path.starts_with(&format!("{slug}/"))
        };
        let names = published.keys().filter(own);
        names
            .map(|path| without_month(path).replace(slug, "*"))
            .collect()
    };
    let country = files("ne");
    assert!(
        country.len() > 3 && country.contains("*/month/index.html"),
        "{country:?}"
    );
    for slug in ["sport", "eau", "ne-sport", "corps-sain"] {
        assert_eq!(files(slug), country, "{slug}");
    }
    assert!(
        !griot.public("feeds/economy.atom").exists(),
        "nobody asked for it"
    );
    wellformed::all(&griot);
}

#[test]
fn editions_of_topics_are_named_in_the_language_of_the_instance_and_listed() {
    let outlet = Outlet::serving(serve(&[wrestling().filed(&["Sport"])]));
    let tables = format!("{OWN}{}", source("Un", &outlet.url("/feed")));
    for (language, sport, niger, health) in [
        ("fr", "Sport", "Niger – Sport", "Santé"),
        ("pt", "Desporto", "Níger – Desporto", "Saúde"),
        ("ar", "رياضة", "النيجر – رياضة", "صحة"),
    ] {
        let griot = Instance::configured(PUBLISH, &tables);
        let text = std::fs::read_to_string(griot.config()).unwrap();
        let named = text.replace(
            "[instance]\n",
            &format!("[instance]\nlanguage = \"{language}\"\n"),
        );
        std::fs::write(griot.config(), named).unwrap();
        griot.refresh(&[]);
        let title = |edition: &str| griot.json(edition)["title"].as_str().unwrap().to_owned();
        assert_eq!(title("sport"), format!("{sport} – griot"));
        assert_eq!(title("ne-sport"), format!("{niger} – griot"));
        assert_eq!(title("health"), format!("{health} – griot"));
        assert_eq!(title("eau"), "L'eau – griot");
        let list = griot.read("editions.opml");
        for part in [
            sport,
            niger,
            "/feeds/ne-sport.atom",
            "/sport/",
            "L&#x27;eau",
            "/feeds/eau.fr.atom",
        ] {
            let plain = list
                .replace("&apos;", "&#x27;")
                .replace("L'eau", "L&#x27;eau");
            assert!(plain.contains(part), "{part}: {list}");
        }
        assert!(griot.read("index.html").contains("sport/index.html\""));
        assert!(
            griot
                .read("ne/index.html")
                .contains("../ne-sport/index.html\"")
        );
    }
}

#[test]
fn one_more_report_takes_a_story_from_no_edition() {
    let [first, second, third] = [(); 3].map(|()| Outlet::open());
    first.publish("/feed", serve(&[wrestling().filed(&["Sport"])]));
    for outlet in [&second, &third] {
        outlet.publish("/feed", serve(&[]));
    }
    let griot = instance(&[("Un", &first), ("Deux", &second), ("Trois", &third)]);
    griot.refresh(&[]);
    let id = griot.items("sport")[0]["id"].clone();
    for outlet in [&second, &third] {
        outlet.publish("/feed", serve(&[wrestling().filed(&["Santé"])]));
        griot.refresh(&["--all"]);
    }
    // Two of three outlets file it elsewhere: it is there too, and stays where it was shown.
    for edition in ["sport", "ne-sport", "health", "ne"] {
        let items = griot.items(edition);
        assert_eq!(items.len(), 1, "{edition}");
        assert_eq!(
            (&items[0]["id"], &items[0]["_griot"]["outlet_count"]),
            (&id, &3.into())
        );
    }
    // A story that is withdrawn leaves its mark in each of them.
    let story = griot.items("sport")[0]["_griot"]["story"]
        .as_str()
        .unwrap()
        .to_owned();
    griot.says(&["story", "drop", &story]);
    for edition in ["sport", "ne-sport", "health"] {
        assert!(griot.items(edition).is_empty(), "{edition}");
        let atom = griot.read(&format!("feeds/{edition}.atom"));
        assert!(
            atom.contains("deleted-entry") && atom.contains(&story),
            "{edition}"
        );
    }
}

#[test]
fn categories_that_the_operator_adds_hold_for_what_is_there_already() {
    let outlet = Outlet::serving(serve(&[wrestling().filed(&["Coin des arènes"])]));
    let griot = instance(&[("Un", &outlet)]);
    griot.refresh(&[]);
    assert!(griot.items("sport").is_empty());
    let tables = format!(
        "{}{}",
        OWN.replace("[\"Arène\"]", "[\"Coin des arènes\"]"),
        source("Un", &outlet.url("/feed"))
    );
    griot.configure(PUBLISH, &tables);
    griot.refresh(&[]);
    assert_eq!(griot.titles("sport"), [wrestling().title]);
    assert_eq!(griot.titles("ne-sport").len(), 1);
}

#[test]
fn a_lost_folder_with_topics_comes_back_to_the_byte() {
    let items = [wrestling().filed(&["Sport"]), vaccines().filed(&["Santé"])];
    let outlet = Outlet::serving(serve(&items));
    let griot = instance(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let before = griot.published();
    assert_eq!(griot.refresh(&["--all"])["editions"]["written"], 0);
    std::fs::remove_dir_all(griot.public("")).unwrap();
    griot.refresh(&[]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn no_edition_can_take_the_name_of_anything_that_a_site_has() {
    let outlet = Outlet::serving(serve(&[wrestling()]));
    let griot = instance(&[("Un", &outlet)]);
    griot.refresh(&[]);
    let mut names: Vec<String> = std::fs::read_dir(griot.public(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.split('.').next()?.to_owned()))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    let editions = [
        "ne",
        "sn",
        "sport",
        "health",
        "eau",
        "ne-sport",
        "sn-sport",
        "corps-sain",
    ];
    names.retain(|name| !editions.contains(&name.as_str()) && name != "lutte-sahel");
    for name in ["404", "all", "feeds", "index", "story", "style", "sources"] {
        assert!(names.iter().any(|taken| taken == name), "{name}: {names:?}");
    }
    for name in &names {
        let table = format!("[[edition]]\nname = \"{name}\"\ncountries = [\"NE\"]\n");
        griot.configure("", &table);
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(2), "{name}");
        assert!(
            said.out
                .contains(&format!("\"{name}\" stands for something else")),
            "{}",
            said.out
        );
    }
}

#[test]
fn stories_of_a_database_that_knew_no_topics_are_told_theirs() {
    let outlet = Outlet::serving(serve(&[wrestling().filed(&["Sport"])]));
    let griot = instance(&[("Un", &outlet)]);
    griot.refresh(&[]);
    // As a database is after its schema has become today's.
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let forget =
        "UPDATE story SET topics = '[]'; DELETE FROM topic; DELETE FROM note WHERE name = 'topics'";
    database.execute_batch(forget).unwrap();
    drop(database);
    std::fs::remove_dir_all(griot.public("")).unwrap();
    griot.refresh(&[]);
    assert_eq!(griot.titles("sport"), [wrestling().title]);
    assert_eq!(griot.titles("ne-sport"), [wrestling().title]);
}
