//! A round asks what is due, as sparingly as it can, and says what it did.

use serde_json::Value;

use crate::events;
use crate::feeds::{rss, rss_built};
use crate::instance::{Instance, differing, source, text};
use crate::outlet::{Outlet, Page, Validators};

fn counts(summary: &Value) -> [u64; 6] {
    [
        "due",
        "polled",
        "not_modified",
        "changed",
        "failed",
        "skipped",
    ]
    .map(|name| summary["sources"][name].as_u64().unwrap())
}

#[test]
fn what_was_just_polled_is_not_asked_again() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    assert_eq!(counts(&griot.refresh(&[])), [1, 1, 0, 1, 0, 0]);
    let asked = outlet.asked();
    assert_eq!(asked.len(), 1);
    let agent = asked[0].headers["user-agent"].to_str().unwrap();
    assert!(agent.starts_with("griot/"), "{agent}");

    let before = griot.published();
    assert_eq!(counts(&griot.refresh(&[])), [0, 0, 0, 0, 0, 0]);
    assert!(outlet.asked().is_empty(), "nothing is due");
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn all_asks_conditionally_and_changes_no_byte() {
    let tagged = Outlet::serving(Page::rss(rss(
        "A",
        &[events::mine("A"), events::strike("A")],
    )));
    let dated = Outlet::serving(
        Page::rss(rss("B", &[events::mine("B")])).validators(Validators::LastModified),
    );
    let bare =
        Outlet::serving(Page::rss(rss("C", &[events::strike("C")])).validators(Validators::None));
    let griot = Instance::of(&[("a", &tagged), ("b", &dated), ("c", &bare)]);
    let first = griot.refresh(&[]);
    assert_eq!(counts(&first), [3, 3, 0, 3, 0, 0]);
    assert_eq!(first["entries"]["new"], 4);
    let before = griot.published();
    for outlet in [&tagged, &dated, &bare] {
        outlet.asked();
    }

    for _ in 0..2 {
        let again = griot.refresh(&["--all"]);
        assert_eq!(counts(&again), [3, 3, 3, 0, 0, 0]);
        assert_eq!(
            (&again["entries"]["new"], &again["entries"]["updated"]),
            (&0.into(), &0.into())
        );
        assert_eq!(
            (&again["stories"]["new"], &again["stories"]["changed"]),
            (&0.into(), &0.into())
        );
        assert_eq!(again["editions"]["written"], 0);
        assert_eq!(differing(&before, &griot.published()), [""; 0]);
        for (outlet, status) in [(&tagged, 304), (&dated, 304), (&bare, 200)] {
            let asked = outlet.asked();
            assert_eq!(asked.len(), 1);
            assert_eq!(
                (asked[0].is_conditional(), asked[0].status),
                (status == 304, status)
            );
        }
    }
}

#[test]
fn a_date_of_making_that_moves_is_no_news() {
    let items = [events::mine("A"), events::strike("A")];
    let built = |date| Page::rss(rss_built("A", &items, date)).validators(Validators::None);
    let outlet = Outlet::serving(built("Wed, 21 Oct 2026 07:28:00 GMT"));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let before = griot.published();
    outlet.publish("/feed", built("Wed, 21 Oct 2026 08:28:00 GMT"));
    let again = griot.refresh(&["--all"]);
    assert_eq!(counts(&again), [1, 1, 1, 0, 0, 0]);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn json_is_one_object_with_the_names_that_scripts_rely_on() {
    let well = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let ill = Outlet::serving(Page::status(500));
    let griot = Instance::of(&[("a", &well), ("b", &ill)]);
    let said = griot.run(&["refresh", "--json"]);
    assert_eq!(said.code, Some(3), "some sources failed: {}", said.err);
    assert_eq!(said.err, "", "failures are in the object");
    assert_eq!(said.out.lines().count(), 1);
    let summary: Value = serde_json::from_str(&said.out).unwrap();
    let names = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut top = names(&summary);
    top.sort();
    assert_eq!(
        top,
        [
            "bytes",
            "editions",
            "entries",
            "failures",
            "finished",
            "lists",
            "milliseconds",
            "offline",
            "pages",
            "round",
            "sources",
            "started",
            "stories"
        ]
    );
    assert_eq!(counts(&summary), [2, 2, 0, 1, 1, 0]);
    for (part, fields) in [
        ("entries", vec!["seen", "new", "updated"]),
        ("stories", vec!["new", "changed", "merged"]),
        ("editions", vec!["written", "unchanged"]),
        ("bytes", vec!["received"]),
        ("lists", vec!["asked", "changed", "failed"]),
        (
            "milliseconds",
            vec!["polling", "pages", "grouping", "images", "publishing"],
        ),
        ("pages", vec!["asked", "read", "forbidden", "failed"]),
    ] {
        for field in fields {
            assert!(summary[part][field].is_u64(), "{part}.{field}: {summary}");
        }
    }
    assert_eq!(text(&summary["round"]).len(), 26);
    let [failure] = summary["failures"].as_array().unwrap().as_slice() else {
        panic!("{summary}");
    };
    assert_eq!(failure["source"], "b");
    for field in ["kind", "message", "next_poll"] {
        assert!(!text(&failure[field]).is_empty());
    }
    assert!(text(&failure["message"]).contains("500"), "{failure}");
}

#[test]
fn the_exit_code_tells_a_cron_job_how_it_went() {
    let well = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let ill = Outlet::serving(Page::status(404));
    let both = Instance::of(&[("a", &well), ("b", &ill)]);
    assert_eq!(both.run(&["refresh"]).code, Some(3));
    assert_eq!(both.run(&["refresh", "--source", "a"]).code, Some(0));
    assert_eq!(both.run(&["refresh", "--source", "b"]).code, Some(1));
    let unknown = both.run(&["refresh", "--source", "c"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("\"c\"") && unknown.err.contains("sources list"));
    let failing = Instance::of(&[("b", &ill)]);
    let said = failing.run(&["refresh"]);
    assert_eq!(said.code, Some(1), "every source failed");
    assert_eq!(both.run(&["refresh", "--nonsense"]).code, Some(2));
}

#[test]
fn a_wrong_configuration_is_refused_with_every_mistake() {
    let griot = Instance::configured(
        "itemz = 3\ncountries = [\"XX\"]",
        &source("a", "ftp://outlet.example/feed"),
    );
    for command in ["refresh", "run", "check"] {
        let said = griot.run(&[command]);
        assert_eq!(said.code, Some(2), "{command}: {}", said.err);
        let all = said.err + &said.out;
        for mistake in ["itemz", "XX", "ftp"] {
            assert!(
                all.contains(mistake),
                "{command} does not name {mistake}: {all}"
            );
        }
        assert!(all.contains("griot.toml:"), "{all}");
    }
    let none = crate::instance::griot()
        .arg("refresh")
        .current_dir(griot.path())
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn what_a_publisher_asks_for_holds_also_when_everything_is_asked() {
    let busy = Outlet::serving(Page::status(429).header("retry-after", "3600"));
    let gone = Outlet::serving(Page::status(410));
    let griot = Instance::of(&[("busy", &busy), ("gone", &gone)]);
    assert_eq!(griot.run(&["refresh"]).code, Some(1));
    busy.asked();
    gone.asked();
    let said = griot.run(&["refresh", "--all", "--json"]);
    let summary: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(counts(&summary)[5], 2, "{summary}");
    assert_eq!(counts(&summary)[1], 0);
    assert_eq!(said.code, Some(0));
    let named = griot.says(&["refresh", "--source", "busy"]);
    let told = named
        .lines()
        .find(|line| line.contains("busy: on hold until "));
    let told = told.unwrap_or_else(|| panic!("{named}"));
    assert!(
        told.contains(" UTC: ") && told.contains("Retry-After"),
        "{told}"
    );
    assert!(told.contains("griot sources show busy"), "{told}");
    assert!(!named.contains("gone"), "{named}");
    assert!(busy.asked().is_empty() && gone.asked().is_empty());
}

#[test]
fn a_move_for_good_is_remembered_and_entries_stay() {
    let outlet = Outlet::open();
    outlet.publish("/feed", Page::status(301).header("location", "/new"));
    outlet.publish("/new", Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let before = griot.published();
    for _ in 0..3 {
        griot.refresh(&["--all"]);
    }
    let last = outlet.asked().pop().unwrap();
    assert_eq!(last.path, "/new");
    assert_eq!(last.status, 304);
    assert_eq!(griot.items("all").len(), 1);
    assert_eq!(differing(&before, &griot.published()), [""; 0]);
}

#[test]
fn a_quiet_round_says_a_trouble_when_it_begins_and_not_every_hour() {
    let well = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let ill = Outlet::serving(Page::status(404));
    let griot = Instance::of(&[("a", &well), ("b", &ill)]);
    let quiet = || griot.run(&["refresh", "--all", "--quiet"]);
    let first = quiet();
    assert_eq!((first.code, first.out.as_str()), (Some(3), ""));
    assert!(
        first.err.starts_with("b: ") && first.err.contains("404") && first.err.lines().count() == 1,
        "{}",
        first.err
    );
    let again = quiet();
    assert_eq!(
        (again.code, again.out.as_str(), again.err.as_str()),
        (Some(3), "", "")
    );
    let named = griot.run(&["refresh", "--source", "b", "--quiet"]);
    assert!(named.err.contains("404"), "who asks is told: {}", named.err);
}
