//! What `griot sources list` and `show` say of sources: how they fail, since when, when they are
//! next asked and what decides.

use serde_json::Value;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, source, text};
use crate::outlet::{Outlet, Page};

fn feed() -> Page {
    Page::rss(rss("A", &[events::mine("A")]))
}

fn shown(griot: &Instance, id: &str) -> Value {
    serde_json::from_str(&griot.says(&["sources", "show", id, "--json"])).unwrap()
}

fn listed(griot: &Instance, arguments: &[&str]) -> Vec<Value> {
    let all = [&["sources", "list", "--json"], arguments].concat();
    let lines = griot.says(&all);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// One source, of which the outlet serves `page`.
fn one(page: Page) -> (Outlet, Instance) {
    let outlet = Outlet::serving(page);
    let griot = Instance::of(&[("a", &outlet)]);
    (outlet, griot)
}

/// A round that asks every source, however it goes.
fn round(griot: &Instance) -> Value {
    serde_json::from_str(&griot.run(&["refresh", "--all", "--json"]).out).unwrap()
}

#[test]
fn every_class_of_failure_is_told_in_list_show_and_history() {
    let outlet = Outlet::open();
    let moved = outlet.url("/circle");
    let pages = [
        ("missing", Page::status(404)),
        ("gone", Page::status(410)),
        ("denied", Page::status(403)),
        (
            "bot_wall",
            Page::status(403).header("cf-mitigated", "challenge"),
        ),
        ("rate_limited", Page::status(429)),
        ("status", Page::status(502)),
        ("no_content", Page::status(202)),
        ("redirect", Page::status(302).header("location", &moved)),
        (
            "encoding",
            Page::rss("plain words").header("content-encoding", "gzip"),
        ),
        (
            "no_feed",
            Page::rss("<!doctype html><title>Accueil</title>").content_type("text/html"),
        ),
    ];
    let mut tables =
        source("network", "http://127.0.0.1:9/feed") + &source("refused", "http://10.0.0.1/feed");
    let mut kinds = vec!["network", "refused"];
    for (kind, page) in pages {
        kinds.push(kind);
        outlet.publish(&format!("/{kind}"), page);
        tables += &source(kind, &outlet.url(&format!("/{kind}")));
    }
    outlet.publish("/circle", Page::status(302).header("location", &moved));
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let summary = round(&griot);
    let plain = griot.says(&["sources", "list"]);
    let list = listed(&griot, &[]);
    assert_eq!(list.len(), kinds.len());
    for (line, kind) in list.iter().zip(kinds) {
        assert_eq!(
            (text(&line["id"]), text(&line["kind"])),
            (kind.into(), kind.into())
        );
        let object = shown(&griot, kind);
        assert_eq!(object["polls"][0]["kind"], kind);
        assert_eq!(object["polls"][0]["outcome"], "failed");
        assert_eq!(object["failing_since"], object["polls"][0]["at"]);
        let failures = summary["failures"].as_array().unwrap();
        let told = failures.iter().find(|failure| failure["source"] == kind);
        assert_eq!(told.unwrap()["kind"], kind);
        let row = plain.lines().find(|row| row.starts_with(kind)).unwrap();
        assert!(row.matches(kind).count() >= 2, "{row}");
        let shown = griot.says(&["sources", "show", kind]);
        let history = shown.split("last polls").nth(1).unwrap();
        assert!(history.contains(&kind.replace('_', " ")), "{shown}");
        assert!(
            shown.contains(&format!("failing       {kind}, since ")),
            "{shown}"
        );
    }
}

#[test]
fn since_when_and_how_often_it_fails_is_told_until_it_answers_again() {
    let (outlet, griot) = one(feed());
    round(&griot);
    let well = shown(&griot, "a");
    assert_eq!(
        (&well["kind"], &well["failing_since"]),
        (&Value::Null, &Value::Null)
    );
    for status in [500, 404, 404] {
        outlet.publish("/feed", Page::status(status));
        round(&griot);
    }
    let failing = shown(&griot, "a");
    assert_eq!(failing["failures"], 3);
    assert_eq!(failing["kind"], "missing", "the last one's");
    assert_eq!(
        failing["failing_since"], failing["polls"][2]["at"],
        "the first one's"
    );
    assert_eq!(failing["last_success"], failing["polls"][3]["at"]);
    let kinds: Vec<&Value> = failing["polls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|poll| &poll["kind"])
        .collect();
    assert_eq!(
        kinds,
        [
            &"missing".into(),
            &"missing".into(),
            &"status".into(),
            &Value::Null
        ]
    );
    let told = griot.says(&["sources", "show", "a"]);
    assert!(told.contains("missing, 3 times in a row, since "), "{told}");
    assert_eq!(listed(&griot, &["--failing"]).len(), 1);

    outlet.publish("/feed", feed());
    round(&griot);
    let again = shown(&griot, "a");
    assert_eq!(
        (&again["kind"], &again["failing_since"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(again["failures"], 0);
    assert_eq!(listed(&griot, &["--failing"]).len(), 0);
}

/// What decides the next poll, after the times that each side allows were held against it.
fn decided(object: &Value) -> String {
    let time = |value: &Value| -> Option<chrono::DateTime<chrono::Utc>> {
        Some(value.as_str()?.parse().unwrap())
    };
    let limits = &object["next_poll_limits"];
    let sides = [
        time(&limits["schedule"]),
        time(&limits["back_off"]),
        time(&limits["publisher"]["until"]),
    ];
    assert_eq!(
        time(&object["next_poll"]),
        sides.into_iter().max().unwrap(),
        "{object:#}"
    );
    text(&object["next_poll_decided_by"])
}

#[test]
fn the_next_poll_is_told_with_what_each_side_allows() {
    let (outlet, griot) = one(feed());
    assert_eq!(decided(&shown(&griot, "a")), "first_poll");
    round(&griot);
    assert!(["schedule", "interval"].contains(&decided(&shown(&griot, "a")).as_str()));

    outlet.publish("/feed", feed().header("cache-control", "max-age=50000"));
    round(&griot);
    let fresh = shown(&griot, "a");
    assert_eq!(decided(&fresh), "fresh");
    assert!(fresh["on_hold"].is_null(), "--all may ask it");

    let (outlet, griot) = one(Page::status(500));
    for _ in 0..6 {
        round(&griot);
    }
    assert_eq!(decided(&shown(&griot, "a")), "back_off");
    let told = griot.says(&["sources", "show", "a"]);
    for words in [
        "because       it failed 6 times in a row",
        "schedule",
        "back-off",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let polls = outlet.asked().into_iter();
    assert_eq!(polls.filter(|asked| asked.path == "/feed").count(), 6);
}

#[test]
fn a_hold_that_even_all_respects_is_told_as_one() {
    for (page, because) in [
        (
            Page::status(429).header("retry-after", "9000"),
            "Retry-After",
        ),
        (Page::status(410), "410"),
    ] {
        let (outlet, griot) = one(page);
        round(&griot);
        let object = shown(&griot, "a");
        assert_eq!(object["on_hold"]["until"], object["next_poll"]);
        assert!(text(&object["on_hold"]["because"]).contains(because));
        decided(&object);
        for command in [["sources", "list"].as_slice(), &["sources", "show", "a"]] {
            let told = griot.says(command);
            assert!(told.contains("on hold"), "{told}");
        }
        outlet.asked();
        assert_eq!(round(&griot)["sources"]["skipped"], 1);
        assert!(outlet.asked().is_empty(), "what is told is kept");
    }
}

#[test]
fn a_move_is_told_while_it_is_under_way_and_when_it_is_made() {
    let (outlet, griot) = one(Page::status(301).header("location", "/new"));
    outlet.publish("/new", feed());
    for polls in 1..3 {
        round(&griot);
        let object = shown(&griot, "a");
        assert_eq!(object["moving"]["to"], outlet.url("/new").as_str());
        assert_eq!(
            (&object["moving"]["polls"], &object["moving"]["of"]),
            (&polls.into(), &3.into())
        );
        assert!(object["moved_to"].is_null());
        let told = griot.says(&["sources", "show", "a"]);
        assert!(told.contains(&format!("in {polls} of 3 polls")), "{told}");
    }
    round(&griot);
    let object = shown(&griot, "a");
    assert!(object["moving"].is_null());
    assert_eq!(object["moved_to"], outlet.url("/new").as_str());
    assert_eq!(object["url"], outlet.url("/feed").as_str(), "as configured");
    let told = griot.says(&["sources", "show", "a"]);
    assert!(
        told.contains(&format!("put in: url = \"{}\"", outlet.url("/new"))),
        "{told}"
    );
    let line = text(&object["configured_at"]);
    let config = std::fs::read_to_string(griot.config()).unwrap();
    let at: usize = line.rsplit(':').next().unwrap().parse().unwrap();
    let configured = config.lines().nth(at - 1).unwrap();
    assert_eq!(
        configured,
        format!("url = \"{}\"", outlet.url("/feed")),
        "the line to change"
    );
    assert!(told.contains(&format!("at {line}")), "{told}");
    let list = griot.says(&["sources", "list"]);
    let new = outlet.url("/new");
    assert!(
        list.contains(&format!("moved to {new}: put that into {line}")),
        "{list}"
    );
    outlet.asked();
    round(&griot);
    let asked: Vec<String> = outlet.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/new"]);

    let edited = source("a", &outlet.url("/other"));
    griot.configure("countries = [\"NE\"]", &edited);
    let object = shown(&griot, "a");
    assert!(object["moved_to"].is_null(), "that was the old address's");
    assert_eq!(object["next_poll_decided_by"], "first_poll");
}

#[test]
fn what_is_not_polled_is_listed_as_such() {
    let [outlet, other] = [0, 1].map(|_| Outlet::serving(feed()));
    let griot = Instance::of(&[("gone", &outlet), ("off", &other)]);
    round(&griot);
    let off = source("off", &other.url("/feed")) + "enabled = false\n";
    griot.configure("countries = [\"NE\", \"SN\", \"ML\", \"TD\"]", &off);
    other.asked();
    griot.refresh(&["--all"]);
    assert!(other.asked().is_empty());
    let list = listed(&griot, &[]);
    let of = |name: &str| list.iter().find(|line| line["id"] == name).unwrap();
    for (name, configured, words) in [
        ("off", true, "switched off"),
        ("gone", false, "no longer configured"),
    ] {
        let line = of(name);
        assert_eq!(
            (&line["enabled"], &line["configured"], &line["next_poll"]),
            (&false.into(), &configured.into(), &Value::Null)
        );
        let told = griot.says(&["sources", "list"]);
        let row = told.lines().find(|row| row.starts_with(name)).unwrap();
        assert!(row.contains(words), "{row}");
        griot.says(&["sources", "show", name]);
    }
    assert!(
        !griot.read("sources/index.html").contains("gone"),
        "the page is of what is polled"
    );
    let said: Value =
        serde_json::from_str(&griot.says(&["sources", "forget", "gone", "--json"])).unwrap();
    assert_eq!(
        (&said["entries"], &said["polled"]),
        (&1.into(), &false.into())
    );
    assert_eq!(listed(&griot, &[]).len(), 1);
}

#[test]
fn a_pipe_gets_the_whole_table_and_nothing_else() {
    let [one, other] = [0, 1].map(|_| Outlet::serving(Page::status(404)));
    let long = "a-much-longer-name-than-the-other";
    let griot = Instance::of(&[("short", &one), (long, &other)]);
    round(&griot);
    let table = griot.says(&["sources", "list"]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3);
    let at = lines[0].find("state").unwrap();
    for line in &lines[1..] {
        assert!(line[at..].starts_with("missing: "), "{table}");
        assert!(line.ends_with("look for its new address"), "{table}");
    }
}

#[test]
fn what_is_wrong_with_a_document_is_told_until_it_is_mended() {
    let broken = "<rss version=\"2.0\"><channel><title>A & B</title><item><guid>1</guid>\
        <title>Le Niger & le Mali</title><pubDate>avant-hier</pubDate></item>";
    let (outlet, griot) = one(Page::rss(broken));
    round(&griot);
    let told = |griot: &Instance| shown(griot, "a")["warnings"].as_array().unwrap().clone();
    let warnings = told(&griot);
    let says = |word: &str| {
        warnings
            .iter()
            .any(|warning| warning.as_str().unwrap().contains(word))
    };
    assert!(
        says("avant-hier") && says("cut off") && says("(2 times)"),
        "{warnings:?}"
    );
    let plain = griot.says(&["sources", "show", "a", "--offline"]);
    assert!(plain.contains("avant-hier"), "{plain}");
    // What says nothing new leaves it as it is; a mended document ends it.
    round(&griot);
    assert_eq!(told(&griot), warnings);
    outlet.publish("/feed", feed());
    round(&griot);
    assert!(told(&griot).is_empty());
}

#[test]
fn pages_for_telephones_stand_for_the_outlet_s_own_where_it_is_configured() {
    let linked = "https://m.outlet.example/rentree/amp?utm_source=rss";
    let document = format!(
        "<rss version=\"2.0\"><channel><title>A</title><item><link>{linked}</link>\
         <title>Niger : la rentrée est reportée d'une semaine</title></item></channel></rss>"
    );
    let outlet = Outlet::serving(Page::rss(document));
    for (lines, canonical) in [
        ("", "https://m.outlet.example/rentree/amp"),
        (
            "amp = true\nhosts = { \"m.outlet.example\" = \"www.outlet.example\" }\n",
            "https://www.outlet.example/rentree",
        ),
    ] {
        let table = source("a", &outlet.url("/feed"));
        let table = table.replacen("language", &format!("{lines}language"), 1);
        let griot = Instance::configured("countries = [\"NE\"]", &table);
        round(&griot);
        let story: Value = serde_json::from_str(&griot.says(&["story", "list", "--json"])).unwrap();
        assert_eq!(
            story["entries"][0]["url"], linked,
            "the outlet's own address is kept"
        );
        assert_eq!(story["entries"][0]["canonical_url"], canonical, "{lines}");
    }
    let wrong = source("a", "https://outlet.example/feed").replacen(
        "language",
        "hosts = { \"https://m.outlet.example/\" = \"x\" }\nlanguage",
        1,
    );
    let griot = Instance::configured("countries = [\"NE\"]", &wrong);
    let said = griot.run(&["check"]);
    assert_eq!(said.code, Some(2));
    assert!((said.out + &said.err).contains("no name of a host"));
}
