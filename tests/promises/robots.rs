//! Whom pages are asked of, and how: by what each site lets programs ask for, as far apart as it wants
//! that, and with no more than it needs to know.

use std::future::pending;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use griot::clock::Clock;
use griot::refresh::{self, Quietly, Refresher, SETTLE_ONCE, Which};

use crate::feeds::rss;
use crate::instance::{Instance, text};
use crate::outlet::{Outlet, Page};
use crate::pages::{LEAD, bare, counts, enriched, only, outlet_of_one, page, paths};

#[test]
fn each_page_is_asked_for_once_and_the_rules_of_its_site_once_a_day() {
    let outlet = outlet_of_one();
    let griot = enriched(&outlet, "enrich = true", "");
    griot.refresh(&[]);
    griot.refresh(&["--all"]);
    let more = [
        bare(
            "Effondrement dans une mine à Djado",
            &outlet.url("/article"),
        ),
        bare(
            "Le gouverneur d'Agadez ouvre une enquête",
            &outlet.url("/enquete"),
        ),
    ];
    outlet.publish("/feed", Page::rss(rss("Le Journal", &more)));
    griot.refresh(&["--all"]);
    let counts = counts(&outlet);
    assert_eq!(counts["/article"], 1);
    assert_eq!(counts["/enquete"], 1);
    assert_eq!(counts["/robots.txt"], 1);
    assert_eq!(griot.refresh(&["--all"])["pages"]["asked"], 0);
}

#[test]
fn what_a_site_keeps_from_programs_is_not_asked_for() {
    for rules in [
        "User-agent: *\nDisallow: /art",
        "User-agent: griot\nDisallow: /\n\nUser-agent: *\nAllow: /",
    ] {
        let outlet = outlet_of_one();
        outlet.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
        let griot = enriched(&outlet, "enrich = true", "");
        let round = griot.refresh(&[]);
        assert_eq!(round["pages"]["forbidden"], 1, "{rules}");
        griot.refresh(&["--all"]);
        let counts = counts(&outlet);
        assert!(!counts.contains_key("/article"), "{rules}");
        assert_eq!(counts["/robots.txt"], 1);
        // The entry is there all the same.
        assert_eq!(
            text(&only(&griot)["title"]),
            "Effondrement dans une mine à Djado"
        );
    }
}

#[test]
fn rules_that_cannot_be_had_allow_nothing_and_missing_ones_everything() {
    for (status, asked) in [
        (500, false),
        (503, false),
        (403, true),
        (404, true),
        (410, true),
    ] {
        let outlet = outlet_of_one();
        outlet.publish("/robots.txt", Page::status(status));
        let griot = enriched(&outlet, "enrich = true", "");
        griot.refresh(&[]);
        assert_eq!(counts(&outlet).contains_key("/article"), asked, "{status}");
        assert_eq!(griot.items("all").len(), 1);
    }
}

#[test]
fn a_redirect_is_followed_only_to_where_its_own_rules_allow() {
    let stranger = Outlet::open();
    stranger.publish("/kept/article", page(LEAD));
    stranger.publish("/open/article", page(LEAD));
    let rules = "User-agent: *\nDisallow: /kept/";
    stranger.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
    for (path, read) in [("/kept/article", 0), ("/open/article", 1)] {
        let outlet = outlet_of_one();
        let away = Page::status(302).header("location", &stranger.url(path));
        outlet.publish("/article", away);
        let griot = enriched(&outlet, "enrich = true", "");
        assert_eq!(griot.refresh(&[])["pages"]["read"], read, "{path}");
        assert_eq!(counts(&stranger).contains_key(path), read == 1);
    }
}

#[test]
fn keys_of_a_source_go_to_pages_of_its_own_origin_alone() {
    let (outlet, stranger) = (Outlet::open(), Outlet::open());
    outlet.publish("/article", page(LEAD));
    stranger.publish("/article", page(LEAD));
    let items = [
        bare("Un article de la maison", &outlet.url("/article")),
        bare("Un article d'ailleurs", &stranger.url("/article")),
    ];
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let keys = "headers = { X-Token = \"opensesame\", Authorization = \"Bearer opensesame\" }";
    let griot = enriched(&outlet, "enrich = true", keys);
    griot.refresh(&[]);
    let own = outlet.asked();
    let article = own.iter().find(|asked| asked.path == "/article").unwrap();
    assert_eq!(article.headers["x-token"], "opensesame");
    let rules = own
        .iter()
        .find(|asked| asked.path == "/robots.txt")
        .unwrap();
    assert!(
        !rules.headers.contains_key("x-token"),
        "rules are for everybody"
    );
    let strange = stranger.asked();
    assert_eq!(paths(&strange), ["/robots.txt", "/article"]);
    for asked in strange {
        for field in ["x-token", "authorization", "cookie", "referer"] {
            assert!(!asked.headers.contains_key(field), "{field}");
        }
    }
}

#[test]
fn pages_of_private_networks_are_not_asked_for() {
    let outlet = Outlet::open();
    let items = [
        bare(
            "Un article sur la machine elle-même",
            "http://127.0.0.2:9/article",
        ),
        bare(
            "Un article du réseau de la maison",
            "http://192.168.0.1/article",
        ),
        bare("Un article qui n'en est pas un", "ftp://127.0.0.1/article"),
    ];
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let griot = enriched(&outlet, "enrich = true", "");
    let text = std::fs::read_to_string(griot.config()).unwrap();
    std::fs::write(griot.config(), text.replace("127.0.0.0/8", "127.0.0.1/32")).unwrap();
    let round = griot.refresh(&[]);
    assert_eq!(
        (&round["pages"]["read"], &round["entries"]["new"]),
        (&0.into(), &3.into())
    );
}

#[test]
fn pages_are_as_far_apart_as_their_site_wants_them() {
    let outlet = Outlet::open();
    let rules = "User-agent: *\nCrawl-delay: 0.4";
    outlet.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
    let items = ["un", "deux", "trois"].map(|name| {
        let path = format!("/{name}");
        outlet.publish(&path, page(LEAD));
        bare(&format!("Article {name} du journal"), &outlet.url(&path))
    });
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let griot = enriched(&outlet, "enrich = true", "");
    let start = Instant::now();
    assert_eq!(griot.refresh(&[])["pages"]["read"], 3);
    // Two waits lie between three pages; how much longer it takes is the machine's business.
    assert!(start.elapsed() >= Duration::from_millis(800));
}

#[test]
fn of_a_site_that_wants_its_pages_an_hour_apart_one_is_read_an_hour() {
    let outlet = Outlet::open();
    let rules = "User-agent: *\nCrawl-delay: 3600";
    outlet.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
    let titles = ["un", "deux", "trois"];
    let paths = titles.map(|title| format!("/{title}"));
    let items: Vec<_> = (titles.iter().zip(&paths))
        .map(|(title, path)| {
            outlet.publish(path, page(LEAD));
            bare(&format!("Article {title} du journal"), &outlet.url(path))
        })
        .collect();
    outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
    let griot = enriched(&outlet, "enrich = true", "");
    assert_eq!(griot.refresh(&[])["pages"]["read"], 1);
    // Each round is a program that starts afresh.
    assert_eq!(griot.refresh(&["--all"])["pages"]["asked"], 0);
    outlet.asked();
    for minute in [61, 122] {
        let asked = asked_by_the_minute(&griot, &outlet, &paths, [minute]);
        assert_eq!(asked, [1]);
    }
    assert_eq!(asked_by_the_minute(&griot, &outlet, &paths, [183]), [0]);
}

#[test]
fn pages_and_their_images_are_as_far_apart_as_their_site_wants_them() {
    let outlet = outlet_of_one();
    let rules = "User-agent: *\nCrawl-delay: 1";
    outlet.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
    let photo = Page::rss(b"\x89PNG\r\n\x1a\n").content_type("image/png");
    outlet.publish("/photo.jpg", photo);
    let table = format!(
        "[[outlet]]\nname = \"Le Journal\"\nlanguage = \"fr\"\nenrich = true\n\
         [[outlet.source]]\nid = \"a\"\nurl = \"{}\"\n",
        outlet.url("/feed")
    );
    let griot = Instance::configured("countries = [\"NE\"]\nimages = \"cache\"", &table);
    let start = Instant::now();
    griot.refresh(&[]);
    assert!(start.elapsed() >= Duration::from_secs(1));
    let asked = outlet.asked();
    assert_eq!(
        paths(&asked),
        ["/feed", "/robots.txt", "/article", "/photo.jpg"]
    );
}

/// A site that closes the connection in the middle of what it sends at `at`, and what it was asked.
fn breaking_off(at: &'static str) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, log) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            let head = String::from_utf8_lossy(&head[..length]);
            let path = head.split(' ').nth(1).unwrap_or_default();
            let (kind, body) = match path {
                "/robots.txt" => (
                    "text/plain",
                    "User-agent: *\nDisallow: /archives\nDisallow: /impression\n".to_owned(),
                ),
                _ => ("text/html", format!("<article><p>{LEAD}</p></article>")),
            };
            let length = body.len();
            let sent = if path == at { length / 2 } else { length };
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n\
                 Content-Length: {length}\r\nConnection: close\r\n\r\n{}",
                &body[..body.floor_char_boundary(sent)]
            );
            if asked.send(path.to_owned()).is_err() {
                return;
            }
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, log)
}

/// An instance whose only entry leads to a page at `site`.
fn leading_to(site: SocketAddr) -> (Outlet, Instance) {
    let item = bare(
        "Effondrement dans une mine à Djado",
        &format!("http://{site}/article"),
    );
    let outlet = Outlet::serving(Page::rss(rss("Le Journal", &[item])));
    let griot = enriched(&outlet, "enrich = true", "");
    (outlet, griot)
}

#[test]
fn rules_that_break_off_allow_nothing() {
    let (site, asked) = breaking_off("/robots.txt");
    let (_outlet, griot) = leading_to(site);
    let round = griot.refresh(&[]);
    assert_eq!(round["pages"]["forbidden"], 1);
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/robots.txt"]);
    assert_eq!(griot.items("all").len(), 1);
}

#[test]
fn a_page_that_breaks_off_has_failed_and_is_shown_to_nobody() {
    let (site, asked) = breaking_off("/article");
    let (_outlet, griot) = leading_to(site);
    let round = griot.refresh(&[]);
    assert_eq!(
        (&round["pages"]["read"], &round["pages"]["failed"]),
        (&0.into(), &1.into())
    );
    assert_eq!(text(&only(&griot)["summary"]), "Lire l'article.");
    griot.refresh(&["--all"]);
    assert_eq!(
        asked.try_iter().collect::<Vec<_>>(),
        ["/robots.txt", "/article"]
    );
}

/// Does a round of all sources at each of these minutes, and gives how often `paths` had been asked
/// after it.
fn asked_by_the_minute<const N: usize>(
    griot: &Instance,
    outlet: &Outlet,
    paths: &[String],
    minutes: [i64; N],
) -> [usize; N] {
    let clock = Clock::manual(Clock::system().now());
    let start = clock.now();
    let config = griot::config::load(&griot.config()).unwrap();
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap();
    let runtime = refresh::runtime().unwrap();
    let mut asked = 0;
    minutes.map(|minute| {
        clock.set(start + TimeDelta::minutes(minute));
        let round = refresher.round(&Which::All, &Quietly, Box::pin(pending()));
        runtime.block_on(round).unwrap().unwrap();
        let all = outlet.asked();
        assert_eq!(all.iter().filter(|asked| asked.path == "/feed").count(), 1);
        asked += all.iter().filter(|one| paths.contains(&one.path)).count();
        asked
    })
}

#[test]
fn a_site_that_asks_to_wait_is_asked_for_no_page_meanwhile_and_not_without_end() {
    for (busy, waits) in [
        (Page::status(429).header("retry-after", "7200"), 120),
        (Page::status(503).header("retry-after", "7200"), 120),
        (Page::status(429), 60),
    ] {
        let outlet = Outlet::open();
        let titles = ["un", "deux", "trois"];
        let paths = titles.map(|title| format!("/{title}"));
        let items: Vec<_> = (titles.iter().zip(&paths))
            .map(|(title, path)| {
                outlet.publish(path, busy.clone());
                bare(&format!("Article {title} du journal"), &outlet.url(path))
            })
            .collect();
        outlet.publish("/feed", Page::rss(rss("Le Journal", &items)));
        let griot = enriched(&outlet, "enrich = true", "");
        let minutes = [0, 1, waits - 1, waits + 1, waits + 2];
        let asked = asked_by_the_minute(&griot, &outlet, &paths, minutes);
        assert_eq!(asked, [1, 1, 1, 2, 2]);
        // A program that starts afresh knows of it, and asks for no new page there either.
        let fresh = bare("Un autre article du journal", &outlet.url("/quatre"));
        outlet.publish("/feed", Page::rss(rss("Le Journal", &[fresh])));
        assert_eq!(griot.refresh(&["--all"])["entries"]["new"], 1);
        assert_eq!(counts(&outlet).keys().collect::<Vec<_>>(), ["/feed"]);
    }
}

#[test]
fn rules_that_a_site_asks_to_wait_for_are_waited_for() {
    let outlet = outlet_of_one();
    let busy = Page::status(503).header("retry-after", "7200");
    outlet.publish("/robots.txt", busy);
    let griot = enriched(&outlet, "enrich = true", "");
    let rules = ["/robots.txt".to_owned()];
    let asked = asked_by_the_minute(&griot, &outlet, &rules, [0, 61, 119, 121]);
    assert_eq!(asked, [1, 1, 1, 2]);
}
