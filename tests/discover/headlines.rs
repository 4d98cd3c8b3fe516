//! Sites without a feed: the page itself is proposed as a source.

use serde_json::Value;

use crate::site::{Reply, Site, discover, feed, folder, griot, html, loaded};

const TITLES: [&str; 4] = [
    "Le barrage de Kessa livre ses premiers mégawatts",
    "Grève des dockers : le port de Belvaar à l'arrêt",
    "Niamessi inaugure un marché couvert de mille étals",
    "Les députés adoptent le budget sans amendement",
];

fn page(head: &str) -> Reply {
    let list: String = TITLES
        .iter()
        .enumerate()
        .map(|(n, title)| {
            format!(
                "<article class=une><h2><a href=/a/{n}>{title}</a></h2>\
                 <time datetime=2025-03-0{}>x</time></article>",
                n + 1
            )
        })
        .collect();
    html(&format!(
        "{head}<meta property=og:site_name content=\"Le Phare\"><nav><a href=/x>Toutes les vidéos de la rédaction</a></nav>\
         <main>{list}</main><aside><a href=/b>Le prix du riz baisse pour la première fois</a></aside>"
    ))
}

#[test]
fn the_page_is_proposed_with_selectors_and_what_they_give() {
    let site = Site::start([("/", page(""))]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(loaded(&tables), [(site.url("/"), true)], "{tables}");
    for part in [
        "name = \"Le Phare\"",
        "kind = \"page\"",
        "select = { item = ",
        "4 items, 4 of them dated",
        "# 2025-03-01 00:00 Le barrage de Kessa",
    ] {
        assert!(tables.contains(part), "{part} in\n{tables}");
    }
    assert!(!tables.contains("prix du riz"), "{tables}");
    assert!(errors.contains("lists 4 headlines"), "{errors}");
}

#[test]
fn a_feed_is_always_better() {
    let declared = "<link rel=alternate type=application/rss+xml href=/feed>";
    let site = Site::start([("/", page(declared)), ("/feed", feed("Le Phare", "une"))]);
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables), [(site.url("/feed"), true)]);
    assert!(!tables.contains("kind"), "{tables}");
}

#[test]
fn every_list_of_the_page_is_in_the_object() {
    let site = Site::start([("/", page(""))]);
    let (code, object, _) = discover(&site.root, &["--json"]);
    assert_eq!(code, Some(0));
    let object: Value = serde_json::from_str(&object).unwrap();
    let best = &object["lists"][0];
    assert_eq!(best["items"], 4);
    assert_eq!(best["sample"][0]["title"], TITLES[0]);
    assert_eq!(best["sample"][0]["url"], site.url("/a/0"));
    assert_eq!(object["outlet"]["sources"][0]["select"], best["select"]);
    assert!(object["feeds"].as_array().unwrap().is_empty());
}

#[test]
fn a_page_without_a_list_is_nothing() {
    let site = Site::start([("/", html("<p>Bonjour"))]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!((code, tables.as_str()), (Some(1), ""), "{errors}");
}

#[test]
fn check_asks_a_page_of_headlines_as_it_is_read() {
    let site = Site::start([
        ("/", page("")),
        ("/kept/", page("")),
        (
            "/robots.txt",
            Reply::Feed("User-agent: *\nDisallow: /kept/".to_owned()),
        ),
    ]);
    let table = |id: &str, path: &str, item: &str| {
        format!(
            "[[outlet.source]]\nid = \"{id}\"\nurl = \"{}\"\nkind = \"page\"\nselect = {{ item = \"{item}\" }}\n",
            site.url(path)
        )
    };
    let tables = [
        table("good", "/", ".une"),
        table("gone", "/?x", ".gone"),
        table("kept", "/kept/", ".une"),
    ];
    let (dir, file) = folder(&format!(
        "[[outlet]]\nname = \"Le Phare\"\n{}",
        tables.concat()
    ));
    site.publish("/?x", page(""));
    let arguments = [
        "--config",
        file.to_str().unwrap(),
        "check",
        "--online",
        "--json",
    ];
    let said = griot(dir.path(), &arguments);
    let object: Value = serde_json::from_slice(&said.stdout).unwrap();
    let sources = object["online"]["sources"].as_array().unwrap();
    assert_eq!(sources[0]["format"], "page");
    assert_eq!(sources[0]["entries"], 4);
    let message = |place: usize| sources[place]["message"].as_str().unwrap().to_owned();
    assert!(
        message(1).contains("item = \".gone\" matches nothing"),
        "{}",
        message(1)
    );
    assert!(message(2).contains("robots.txt"), "{}", message(2));
}
