//! Outlets without a feed: a page of headlines is a source like any other.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use serde_json::Value;

use crate::instance::{Instance, text};
use crate::outlet::{Outlet, Page};
use crate::pages::paths;

const TITLES: [&str; 3] = [
    "Niger : onze orpailleurs tués dans l'effondrement d'une mine à Djado",
    "Le gouverneur d'Agadez, au Niger, ouvre une enquête sur la mine",
    "Niger : les écoles de Zinder rouvrent après les inondations",
];

const SUMMARIES: [&str; 3] = [
    "La galerie s'est effondrée jeudi avant l'aube, et les secours sont arrivés d'Arlit à la mi-journée.",
    "Les exploitants seront entendus la semaine prochaine par le juge d'instruction du tribunal.",
    "Douze mille élèves retrouvent leurs classes après un mois passé sous des tentes prêtées.",
];

/// When headline number `n` was published: a few hours ago.
fn date(n: usize) -> DateTime<Utc> {
    Clock::system().now() - TimeDelta::hours(2 + n as i64)
}

/// A page with a menu, these headlines, and a box of others.
fn front_page(titles: &[&str]) -> Page {
    let teasers: String = titles
        .iter()
        .enumerate()
        .map(|(n, title)| {
            format!(
                "<div class=teaser><h2><a href=\"/2026/article-{n}?utm_source=une\">{title}</a></h2>\
                 <time datetime=\"{}\">le matin</time>\
                 <p>{}</p></div>",
                date(n).to_rfc3339(),
                SUMMARIES[n]
            )
        })
        .collect();
    let html = format!(
        "<!doctype html><html lang=fr><head><title>Le Journal</title></head><body>\
         <nav><ul><li><a href=/togo>Togo</a><li><a href=/benin>Bénin</a></ul></nav><main>{teasers}</main>\
         <aside><h3>Les plus lus</h3><ul><li><a href=/9>Togo : le port de Lomé bat son record annuel</a>\
         </ul></aside></body></html>"
    );
    Page::rss(html).content_type("text/html; charset=utf-8")
}

const SELECT: &str =
    "select = { item = \".teaser\", title = \"h2\", date = \"time\", summary = \"p\" }";

/// An instance with the page at `/actu` of `outlet` as its one source, with these lines.
fn instance(outlet: &Outlet, lines: &str) -> Instance {
    let table = format!(
        "[[outlet]]\nname = \"Le Journal\"\n[[outlet.source]]\nid = \"a\"\nurl = \"{}\"\n{lines}\n",
        outlet.url("/actu")
    );
    Instance::configured("countries = [\"NE\"]", &table)
}

fn failure(griot: &Instance) -> Value {
    let said = griot.run(&["refresh", "--all", "--json"]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    let round: Value = serde_json::from_str(&said.out).unwrap();
    round["failures"][0].clone()
}

#[test]
fn its_headlines_are_entries_like_any_other() {
    let outlet = Outlet::open();
    outlet.publish("/actu", front_page(&TITLES));
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    assert_eq!(griot.refresh(&[])["entries"]["new"], 3);
    let mut titles = griot.titles("ne");
    titles.sort();
    let mut expected = TITLES.map(str::to_owned);
    expected.sort();
    assert_eq!(titles, expected);
    let item = &griot.items("ne")[0];
    assert!(text(&item["url"]).contains("/2026/article-"), "{item}");
    let number = text(&item["url"])
        .replace("?utm_source=une", "")
        .bytes()
        .last()
        .unwrap()
        - b'0';
    let published: DateTime<Utc> = text(&item["date_published"]).parse().unwrap();
    let off = date(usize::from(number)) - published;
    assert!(off.num_minutes().abs() < 30, "{item}");
    assert!(SUMMARIES.contains(&&*text(&item["summary"])), "{item}");
    let asked = outlet.asked();
    let paths: Vec<&str> = asked.iter().map(|asked| &*asked.path).collect();
    assert_eq!(paths, ["/robots.txt", "/actu"]);
    assert!(
        asked[1].headers["accept"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
}

#[test]
fn an_entry_stays_the_same_when_the_page_moves_on() {
    let outlet = Outlet::open();
    outlet.publish("/actu", front_page(&TITLES));
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    griot.refresh(&[]);
    assert_eq!(griot.refresh(&["--all"])["sources"]["not_modified"], 1);
    let corrected = [
        "Niger : douze orpailleurs tués dans l'effondrement d'une mine à Djado",
        TITLES[1],
    ];
    outlet.publish("/actu", front_page(&corrected));
    let round = griot.refresh(&["--all"]);
    assert_eq!(
        (&round["entries"]["new"], &round["entries"]["updated"]),
        (&0.into(), &1.into())
    );
    assert!(griot.titles("ne").contains(&corrected[0].to_owned()));
}

#[test]
fn a_selector_that_matches_nothing_is_named() {
    let outlet = Outlet::open();
    outlet.publish("/actu", front_page(&TITLES));
    for (select, says) in [
        (
            "{ item = \".gone\" }",
            "item = \".gone\" matches nothing on the page",
        ),
        (
            "{ item = \".teaser\", title = \"h5\" }",
            "no title by title = \"h5\" in any of them",
        ),
        (
            "{ item = \".teaser\", link = \"p\" }",
            "no link by link = \"p\" in any of them",
        ),
    ] {
        let griot = instance(&outlet, &format!("kind = \"page\"\nselect = {select}"));
        let failure = failure(&griot);
        let message = text(&failure["message"]);
        assert!(message.contains(says), "{message}");
        assert!(message.contains("/actu"), "it names the place: {message}");
    }
}

#[test]
fn what_is_no_page_of_headlines_is_told_apart() {
    let feed = "<rss version=\"2.0\"><channel><title>x</title><item><title>y</title><link>http://x.example/</link></item></channel></rss>";
    let check = "<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform></script></html>";
    for (body, says) in [(feed, "it is a feed; remove kind"), (check, "bot check")] {
        let outlet = Outlet::open();
        outlet.publish("/actu", Page::rss(body).content_type("text/html"));
        let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
        let message = text(&failure(&griot)["message"]);
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_page_that_its_site_keeps_from_programs_is_not_asked_for() {
    let outlet = Outlet::open();
    outlet.publish("/actu", front_page(&TITLES));
    let rules = Page::rss("User-agent: *\nDisallow: /actu").content_type("text/plain");
    outlet.publish("/robots.txt", rules);
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    let failure = failure(&griot);
    assert_eq!(failure["kind"], "refused");
    assert!(
        text(&failure["message"]).contains("robots.txt"),
        "{failure}"
    );
    assert!(outlet.asked().iter().all(|asked| asked.path != "/actu"));
}

#[test]
fn a_redirect_of_a_page_is_followed_only_to_where_its_own_rules_allow() {
    let (outlet, stranger) = (Outlet::open(), Outlet::open());
    stranger.publish("/kept/une", front_page(&TITLES));
    let away = Page::status(301).header("location", &stranger.url("/kept/une"));
    outlet.publish("/actu", away);
    let rules = |text: &str| Page::rss(text).content_type("text/plain");
    stranger.publish("/robots.txt", rules("User-agent: *\nDisallow: /kept/"));
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    assert_eq!(failure(&griot)["kind"], "refused");
    assert_eq!(paths(&stranger.asked()), ["/robots.txt"]);

    stranger.publish("/robots.txt", rules("User-agent: *\nAllow: /kept/"));
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    assert_eq!(griot.refresh(&[])["entries"]["new"], 3);
    assert_eq!(griot.refresh(&["--all"])["sources"]["not_modified"], 1);
}

/// What a round asks, rules aside, of a site with two pages of headlines that wants its requests so many
/// seconds apart; one of the pages redirects.
fn asked_apart(seconds: u32) -> Vec<String> {
    let outlet = Outlet::open();
    outlet.publish("/actu", Page::status(302).header("location", "/une"));
    outlet.publish("/une", front_page(&TITLES));
    outlet.publish("/monde", front_page(&TITLES[..1]));
    let rules = format!("User-agent: *\nCrawl-delay: {seconds}");
    outlet.publish("/robots.txt", Page::rss(rules).content_type("text/plain"));
    let second = format!(
        "kind = \"page\"\n{SELECT}\n[[outlet.source]]\nid = \"b\"\nurl = \"{}\"\nkind = \"page\"\n{SELECT}",
        outlet.url("/monde")
    );
    let griot = instance(&outlet, &second);
    let round = griot.refresh(&[]);
    assert_eq!(round["sources"]["failed"], 0, "{round}");
    let asked = outlet.asked().into_iter().map(|asked| asked.path);
    asked.filter(|path| path != "/robots.txt").collect()
}

#[test]
fn pages_of_a_site_are_as_far_apart_as_it_wants_them() {
    let start = Instant::now();
    let mut asked = asked_apart(1);
    // Two waits lie between three requests.
    assert!(start.elapsed() >= Duration::from_secs(2));
    asked.sort();
    assert_eq!(asked, ["/actu", "/monde", "/une"]);
}

#[test]
fn a_page_that_has_to_wait_for_long_is_put_off_and_one_that_was_begun_is_not() {
    let asked = asked_apart(3600);
    // Which of the two comes first is open.
    match asked[0].as_str() {
        "/actu" => assert_eq!(asked, ["/actu", "/une"]),
        _ => assert_eq!(asked, ["/monde"]),
    }
}

#[test]
fn rules_that_cannot_be_had_are_told_from_rules_that_forbid() {
    let outlet = Outlet::open();
    outlet.publish("/actu", front_page(&TITLES));
    outlet.publish("/robots.txt", Page::status(503));
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    let failure = failure(&griot);
    assert_eq!(failure["kind"], "status");
    let message = text(&failure["message"]);
    assert!(message.contains("/robots.txt answered 503"), "{message}");
    assert_eq!(paths(&outlet.asked()), ["/robots.txt"]);
}

#[test]
fn an_outage_of_our_own_network_is_no_page_s_fault() {
    let sources: String = (0..3)
        .map(|n| {
            format!(
                "[[outlet.source]]\nid = \"p{n}\"\nurl = \"http://outlet-{n}.invalid/actu\"\n\
                 kind = \"page\"\n{SELECT}\n"
            )
        })
        .collect();
    let table = format!("[[outlet]]\nname = \"Le Journal\"\n{sources}");
    let griot = Instance::configured("countries = [\"NE\"]", &table);
    for _ in 0..2 {
        let said = griot.run(&["refresh", "--all", "--json"]);
        let round: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(round["offline"], true, "{round}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_line_and_remedy() {
    let outlet = Outlet::open();
    for (lines, says) in [
        (
            "kind = \"page\"",
            "a page of headlines has to say where its items are",
        ),
        ("kind = \"pages\"", "did you mean \"page\"?"),
        (
            "kind = \"page\"\nselect = { title = \"h2\" }",
            "select has no item",
        ),
        (
            "kind = \"page\"\nselect = { item = \"h2 >\" }",
            "\"h2 >\" is no CSS selector",
        ),
        (
            "kind = \"page\"\nselect = { item = \"h2\", date = \"\" }",
            "date in select: an empty selector",
        ),
        (
            "kind = \"page\"\nselect = { item = \"h2\", author = \"b\" }",
            "unknown key \"author\" in select",
        ),
        (
            "kind = \"page\"\nselect = \"h2\"",
            "select in [[outlet.source]]: expected a table",
        ),
        (
            "select = { item = \"h2\" }",
            "select is for pages of headlines",
        ),
    ] {
        let griot = instance(&outlet, lines);
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(2), "{lines}");
        let message = said.out + &said.err;
        assert!(message.contains(says), "{lines}: {message}");
        assert!(message.contains("griot.toml:"), "{message}");
    }
}

#[test]
fn a_page_is_no_feed_for_other_readers() {
    let outlet = Outlet::open();
    let griot = instance(&outlet, &format!("kind = \"page\"\n{SELECT}"));
    let said = griot.run(&["sources", "export"]);
    assert_eq!(said.code, Some(0));
    assert!(!said.out.contains("outline"), "{}", said.out);
    assert!(
        said.err.contains("\"a\", which is a page and no feed"),
        "{}",
        said.err
    );
}
