//! Pages of entries: asked for where an outlet's table wants it and its site allows it, for what the
//! feed does not say; and never in the way of the feed.

use std::collections::BTreeMap;
use std::future::pending;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use chrono::TimeDelta;
use griot::clock::Clock;
use griot::refresh::{self, Quietly, Refresher, SETTLE_ONCE, Which};
use serde_json::Value;

use crate::feeds::{Item, rss};
use crate::instance::{Instance, Running, text, until};
use crate::outlet::{Asked, Outlet, Page};

pub const LEAD: &str = "Onze orpailleurs ont péri jeudi dans l'effondrement d'une galerie de la mine d'or \
                    de Djado, dans la région d'Agadez, a annoncé le gouverneur.";

/// An article's page, with what such pages hold besides.
pub fn page(lead: &str) -> Page {
    let html = format!(
        "<!doctype html><html lang=fr><head><title>Titre | Le Journal</title>\
         <meta property=og:image content=/photo.jpg>\
         <meta property=article:tag content=Mines><meta property=article:section content=Économie>\
         <meta property=article:published_time content=2026-01-02T03:04:05Z></head>\
         <body><nav><a href=/>Accueil</a> <a href=/togo>Togo</a></nav><article><h1>Titre</h1>\
         <div class=entry-content><p>{lead}</p><p>Les recherches se poursuivent dans la galerie \
         voisine, où l'on craint d'autres victimes. Les autorités ont ouvert une enquête.</p>\
         <p>Abonnez-vous à notre chaîne WhatsApp.</p></div></article></body></html>"
    );
    Page::rss(html).content_type("text/html; charset=utf-8")
}

/// An item that says next to nothing, with a link to `url`.
pub fn bare(title: &str, url: &str) -> Item {
    Item {
        guid: url.to_owned(),
        ..Item::new(3, title, "Lire l'article.")
    }
}

/// An instance that enriches one outlet, with these further lines in its tables.
pub fn enriched(outlet: &Outlet, outlet_lines: &str, source_lines: &str) -> Instance {
    let table = format!(
        "[[outlet]]\nname = \"Le Journal\"\nlanguage = \"fr\"\n{outlet_lines}\n\
         [[outlet.source]]\nid = \"a\"\nurl = \"{}\"\n{source_lines}\n",
        outlet.url("/feed")
    );
    Instance::configured("countries = [\"NE\"]", &table)
}

pub fn paths(asked: &[Asked]) -> Vec<&str> {
    asked.iter().map(|asked| &*asked.path).collect()
}

/// How often each path was asked.
pub fn counts(outlet: &Outlet) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for asked in outlet.asked() {
        *counts.entry(asked.path).or_default() += 1;
    }
    counts
}

/// An outlet whose feed holds one bare item, with its page.
pub fn outlet_of_one() -> Outlet {
    let outlet = Outlet::open();
    let item = bare(
        "Effondrement dans une mine à Djado",
        &outlet.url("/article"),
    );
    outlet.publish("/feed", Page::rss(rss("Le Journal", &[item])));
    outlet.publish("/article", page(LEAD));
    outlet
}

pub fn only(griot: &Instance) -> Value {
    let [item] = griot.items("all").try_into().unwrap();
    item
}

#[test]
fn no_page_is_ever_asked_for_unless_the_outlets_table_says_so() {
    for lines in ["", "enrich = false"] {
        let outlet = outlet_of_one();
        let griot = enriched(&outlet, lines, "");
        griot.refresh(&[]);
        griot.refresh(&["--all"]);
        assert_eq!(counts(&outlet).keys().collect::<Vec<_>>(), ["/feed"]);
        assert_eq!(text(&only(&griot)["summary"]), "Lire l'article.");
    }
}

#[test]
fn a_page_says_what_the_feed_does_not() {
    let outlet = outlet_of_one();
    let griot = enriched(&outlet, "enrich = true", "");
    let round = griot.refresh(&[]);
    assert_eq!(round["pages"]["read"], 1);
    let asked = outlet.asked();
    assert_eq!(paths(&asked), ["/feed", "/robots.txt", "/article"]);
    let accepts = asked[2].headers["accept"].to_str().unwrap();
    assert!(accepts.starts_with("text/html"), "{accepts}");
    let item = only(&griot);
    assert!(text(&item["summary"]).starts_with(LEAD), "{item}");
    assert_eq!(text(&item["image"]), outlet.url("/photo.jpg"));
    // By its lead it is about Niger, which neither title nor feed says.
    assert_eq!(item["_griot"]["countries"]["primary"][0], "NE");
    assert!(!item.to_string().contains("WhatsApp"), "{item}");
    assert_eq!(griot.items("ne").len(), 1);
}

#[test]
fn what_the_feed_says_stands() {
    let outlet = Outlet::open();
    let said = "Le gouverneur d'Agadez, au Niger, a confirmé jeudi la mort de onze orpailleurs dans une galerie.";
    let item = Item {
        guid: outlet.url("/article"),
        ..Item::new(3, "Effondrement dans une mine à Djado", said)
    };
    outlet.publish(
        "/feed",
        Page::rss(rss("Le Journal", std::slice::from_ref(&item))),
    );
    outlet.publish("/article", page(LEAD));
    let griot = enriched(&outlet, "enrich = true", "");
    griot.refresh(&[]);
    let shown = only(&griot);
    assert_eq!(text(&shown["summary"]), said);
    let published = text(&shown["date_published"]);
    assert_eq!(published[..16], item.date.to_rfc3339()[..16]);
    assert_eq!(text(&shown["image"]), outlet.url("/photo.jpg"));
}

#[test]
fn a_feed_without_dates_has_those_of_the_pages() {
    let outlet = outlet_of_one();
    let item = bare(
        "Effondrement dans une mine à Djado",
        &outlet.url("/article"),
    );
    let feed = rss("Le Journal", std::slice::from_ref(&item));
    let dated = format!("<pubDate>{}</pubDate>", item.date.to_rfc2822());
    outlet.publish("/feed", Page::rss(feed.replace(&dated, "")));
    let griot = enriched(&outlet, "enrich = true", "");
    griot.refresh(&[]);
    assert!(text(&only(&griot)["date_published"]).starts_with("2026-01-02T03:04:05"));
}

/// The page of an article of that title, with its own paragraphs before what all pages show.
fn walled(title: &str, own: &str) -> Page {
    let html = format!(
        "<!doctype html><html lang=fr><head><title>{title}</title></head><body><article>\
         <h1>{title}</h1>{own}<p>Avec votre accord, nos partenaires et nous utilisons des traceurs \
         pour stocker et lire des informations comme votre visite sur ce site.</p><p>Vous pouvez \
         retirer votre consentement à tout moment. Nos partenaires traitent ce qui suit : stockage, \
         publicités, mesure. Votre choix vaut six mois. Il se change au pied de chaque \
         page.</p></article></body></html>"
    );
    Page::rss(html).content_type("text/html; charset=utf-8")
}

#[test]
fn what_the_pages_of_an_outlet_have_in_common_is_no_article_s_text() {
    let titles = [
        "Grève des enseignants à Niamey",
        "Le fleuve en crue menace Tillabéri",
        "Le parlement adopte le budget",
        "La sélection bat le Cameroun",
        "Choléra : trois cents cas à Zinder",
        "Effondrement d'une galerie à Djado",
    ];
    let outlet = Outlet::open();
    let publish = |count: usize| {
        let items: Vec<Item> = (titles[..count].iter().enumerate())
            .map(|(n, title)| bare(title, &outlet.url(&format!("/a/{n}"))))
            .collect();
        outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    };
    for (n, title) in titles.iter().enumerate() {
        let own = match n {
            5 => format!("<p>{LEAD}</p>"),
            _ => String::new(),
        };
        outlet.publish(&format!("/a/{n}"), walled(title, &own));
    }
    let griot = enriched(&outlet, "enrich = true", "");
    // Later rounds bring one page each: it is what earlier ones said that tells.
    for count in [3, 4, 5, 6] {
        publish(count);
        griot.refresh(&["--all"]);
    }
    let items = griot.items("all");
    assert_eq!(items.len(), titles.len());
    let summary = |title: &str| {
        let item = items.iter().find(|item| item["title"] == title);
        item.unwrap()["summary"].as_str().unwrap_or_default()
    };
    for title in &titles[..5] {
        assert!(!summary(title).contains("traceurs"), "{title}");
        assert!(!summary(title).contains("consentement"), "{title}");
    }
    assert_eq!(summary(titles[5]), LEAD);
}

#[test]
fn a_page_that_fails_neither_loses_nor_delays_its_entry() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let hanging = format!("http://{}/article", silent.local_addr().unwrap());
    let outlet = Outlet::open();
    let mut items = vec![bare(
        "Le barrage de Kessa livre ses premiers mégawatts",
        &hanging,
    )];
    for (title, path, page) in [
        (
            "Grève des dockers au port de Belvaar",
            "/500",
            Page::status(500),
        ),
        (
            "Un marché couvert de mille étals ouvre à Niamessi",
            "/404",
            Page::status(404),
        ),
        (
            "Trois provinces vaccinent contre la rougeole",
            "/empty",
            Page::rss("").content_type("text/html"),
        ),
        (
            "Les députés votent le budget sans amendement",
            "/pdf",
            Page::rss("%PDF").content_type("application/pdf"),
        ),
        (
            "Des puits forés dans le nord du Doura",
            "/gone",
            Page::status(302).header("location", "/"),
        ),
        (
            "Le festival de contes attire la foule",
            "/nothing",
            Page::rss("<p>").content_type("text/html"),
        ),
        (
            "Le prix du riz baisse à Tanguiri",
            "/loop",
            Page::status(302).header("location", "/loop"),
        ),
    ] {
        outlet.publish(path, page);
        items.push(bare(title, &outlet.url(path)));
    }
    // One text for all of them would be one event.
    for item in &mut items {
        item.text.clear();
    }
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let griot = enriched(&outlet, "enrich = true", "");
    let round = griot.refresh(&[]);
    assert_eq!(round["entries"]["new"], 8);
    assert_eq!(griot.titles("all").len(), 8);
    outlet.asked();
    griot.refresh(&["--all"]);
    assert_eq!(counts(&outlet).keys().collect::<Vec<_>>(), ["/feed"]);
}

#[test]
fn a_round_asks_an_outlet_for_twenty_pages_and_the_next_for_the_rest() {
    let outlet = Outlet::open();
    let items: Vec<Item> = (0..25)
        .map(|n| {
            let path = format!("/article-{n}");
            outlet.publish(&path, page(LEAD));
            bare(
                &format!("Article numéro {n} du journal"),
                &outlet.url(&path),
            )
        })
        .collect();
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let griot = enriched(&outlet, "enrich = true", "");
    assert_eq!(griot.refresh(&[])["pages"]["read"], 20);
    assert_eq!(griot.refresh(&["--all"])["pages"]["read"], 5);
    assert_eq!(griot.refresh(&["--all"])["pages"]["read"], 0);
}

#[test]
fn two_entries_of_one_page_ask_for_it_once() {
    let outlet = outlet_of_one();
    let second = bare(
        "Le même article, dans une autre rubrique",
        &outlet.url("/article?utm_source=x"),
    );
    outlet.publish("/other", Page::rss(rss("Le Journal", &[second])));
    let more = format!(
        "[[outlet.source]]\nid = \"b\"\nurl = \"{}\"",
        outlet.url("/other")
    );
    let griot = enriched(&outlet, "enrich = true", &more);
    griot.refresh(&[]);
    assert_eq!(counts(&outlet)["/article"], 1);
    let leads = griot.items("all");
    assert!(
        leads
            .iter()
            .all(|item| text(&item["summary"]).starts_with(LEAD)),
        "{leads:?}"
    );
}

#[test]
fn an_edit_of_the_feed_keeps_what_the_page_said() {
    let outlet = outlet_of_one();
    let griot = enriched(&outlet, "enrich = true", "");
    griot.refresh(&[]);
    let corrected = bare(
        "Effondrement dans une mine d'or à Djado",
        &outlet.url("/article"),
    );
    outlet.publish("/feed", Page::rss(rss("Le Journal", &[corrected])));
    assert_eq!(griot.refresh(&["--all"])["entries"]["updated"], 1);
    let item = only(&griot);
    assert_eq!(
        text(&item["title"]),
        "Effondrement dans une mine d'or à Djado"
    );
    assert!(text(&item["summary"]).starts_with(LEAD));
    assert_eq!(item["_griot"]["countries"]["primary"][0], "NE");
    assert_eq!(counts(&outlet)["/article"], 1);
}

#[test]
fn a_page_that_comes_later_is_no_correction_and_an_edit_of_the_feed_is_one() {
    let outlet = outlet_of_one();
    outlet.publish("/article", Page::status(429));
    let griot = enriched(&outlet, "enrich = true", "");
    let clock = Clock::manual(Clock::system().now());
    let config = griot::config::load(&griot.config()).unwrap();
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap();
    let runtime = refresh::runtime().unwrap();
    // Within half an hour of another no update would be told.
    let mut after_an_hour = || {
        clock.advance(TimeDelta::hours(1));
        let round = refresher.round(&Which::All, &Quietly, Box::pin(pending()));
        runtime.block_on(round).unwrap().unwrap();
        let item = only(&griot);
        (text(&item["summary"]), text(&item["date_modified"]))
    };
    let (summary, first) = after_an_hour();
    assert_eq!(summary, "Lire l'article.");
    outlet.publish("/article", page(LEAD));
    let (summary, updated) = after_an_hour();
    assert!(summary.starts_with(LEAD), "{summary}");
    assert_eq!(updated, first);

    let corrected = bare(
        "Effondrement dans une mine d'or à Djado",
        &outlet.url("/article"),
    );
    outlet.publish("/feed", Page::rss(rss("Le Journal", &[corrected])));
    let (summary, updated) = after_an_hour();
    assert!(summary.starts_with(LEAD), "{summary}");
    assert_ne!(updated, first);
}

#[test]
fn a_replay_has_what_the_pages_said_and_asks_nobody() {
    let outlet = outlet_of_one();
    let griot = enriched(&outlet, "enrich = true", "");
    griot.refresh(&[]);
    outlet.asked();
    let folder = griot.path().join("again");
    let dir = folder.display().to_string();
    let said: Value =
        serde_json::from_str(&griot.says(&["replay", "--json", "--dir", &dir])).unwrap();
    assert_eq!(said["stories"]["differing"], 0, "{said}");
    let again = std::fs::read_to_string(folder.join("public/feeds/ne.json")).unwrap();
    assert_eq!(again, griot.read("feeds/ne.json"));
    assert!(again.contains("Onze orpailleurs"));
    assert!(outlet.asked().is_empty());
}

#[test]
fn a_page_that_several_news_share_is_no_article_of_any_of_them() {
    let titles = [
        "Effondrement dans une mine à Djado",
        "Le port de Lomé bat son record annuel",
    ];
    // As parts of the page, and as a page of which no part is named.
    for parts in [["#n0b", "#n1b"], ["", ""]] {
        let outlet = Outlet::open();
        let items = [0, 1].map(|n| Item {
            guid: outlet.url(&format!("/breve/{n}")),
            ..Item::new(3, titles[n], "Lire la brève.")
        });
        let mut feed = rss("Le Journal", &items);
        for (item, part) in items.iter().zip(parts) {
            let page = outlet.url(&format!("/breves.html{part}"));
            feed = feed.replace(&format!("<link>{}", item.guid), &format!("<link>{page}"));
        }
        outlet.publish("/feed", Page::rss(feed));
        outlet.publish("/breves.html", page(LEAD));
        let griot = enriched(&outlet, "enrich = true", "");
        griot.refresh(&[]);
        let items = griot.items("all");
        assert_eq!(items.len(), 2, "{items:#?}");
        for item in items {
            assert_eq!(text(&item["summary"]), "Lire la brève.");
            assert_eq!(item["image"], Value::Null);
        }
        assert_eq!(counts(&outlet).keys().collect::<Vec<_>>(), ["/feed"]);
    }
}

/// Answers one request for rules, and one for a page when it is told to.
fn slow_site(release: Receiver<()>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let answers = [
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
            format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n\
                 <article><p>{LEAD}</p></article>"
            ),
        ];
        for (place, answer) in answers.iter().enumerate() {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            if place == 1 {
                // The test is over, one way or the other, when this does not come.
                let _ = release.recv_timeout(Duration::from_secs(60));
            }
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn the_daemon_publishes_before_a_slow_page_has_come_and_again_after() {
    let (release, released) = channel();
    let site = slow_site(released);
    let item = bare(
        "Effondrement dans une mine à Djado",
        &format!("http://{site}/article"),
    );
    let outlet = Outlet::serving(Page::rss(rss("Le Journal", &[item])));
    let griot = enriched(&outlet, "enrich = true", "[group]\nsettle = \"0s\"");
    let text = std::fs::read_to_string(griot.config()).unwrap();
    std::fs::write(griot.config(), text.replace("\"5s\"", "\"15s\"")).unwrap();
    let child = griot
        .command(&["run", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::null())
        .spawn();
    let mut daemon = Running(child.unwrap());
    let patience = Duration::from_secs(30);
    let published = || std::fs::read_to_string(griot.public("feeds/all.json")).unwrap_or_default();
    until(patience, "the entry without its page", || {
        published().contains("Effondrement").then_some(())
    });
    assert!(!published().contains("orpailleurs"));
    release.send(()).unwrap();
    until(patience, "the entry with its page", || {
        published().contains("orpailleurs").then_some(())
    });
    assert_eq!(daemon.terminate(patience), Some(0));
}
