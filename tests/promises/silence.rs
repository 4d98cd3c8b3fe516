//! A source that answers and brings nothing any more, although it used to, is told wherever sources are
//! shown, and one that only keeps its rhythm is not.

use std::future::pending;

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use griot::refresh::{self, Quietly, Refresher, SETTLE_ONCE, Which};
use serde_json::Value;

use crate::feeds::{Item, rss};
use crate::instance::{Instance, source};
use crate::outlet::{Outlet, Page};

fn listed(griot: &Instance, arguments: &[&str]) -> Vec<Value> {
    let list = griot.says(&[&["sources", "list", "--json"], arguments].concat());
    list.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A feed with this one item.
fn feed(title: &str) -> Page {
    Page::rss(rss("A", &[Item::new(0, title, "")]))
}

/// Has two entries of `source` come at each of these times.
fn remember(griot: &Instance, source: &str, times: impl Iterator<Item = DateTime<Utc>>) {
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    for (number, at) in times.flat_map(|at| [at, at]).enumerate() {
        let guid = format!("past-{number}");
        database
            .execute(
                "INSERT INTO entry (source, guid, title, summary, published, dated, authors, categories,
                     enclosures, countries, first_seen, last_seen, hash, waiting)
                 VALUES (?1, ?2, ?2, '', ?3, 1, '[]', '[]', '[]',
                     '{\"primary\":[],\"mentioned\":[]}', ?3, ?3, '', 0)",
                (source, &guid, at.timestamp_millis()),
            )
            .unwrap();
    }
}

#[test]
fn a_daily_that_falls_silent_is_told_and_a_weekly_is_left_its_rhythm() {
    let [daily, weekly] = ["Le matin", "Le cahier"].map(|title| Outlet::serving(feed(title)));
    let tables = source("daily", &daily.url("/feed")) + &source("weekly", &weekly.url("/feed"));
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    // A Monday.
    let monday: DateTime<Utc> = "2026-04-06T06:00:00Z".parse().unwrap();
    let clock = Clock::manual(monday);
    let config = griot::config::load(&griot.config()).unwrap();
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap();
    let runtime = refresh::runtime().unwrap();
    let mut round = |days: i64| {
        clock.set(monday + TimeDelta::days(days));
        let done = refresher.round(&Which::All, &Quietly, Box::pin(pending()));
        let summary = runtime.block_on(done).unwrap().unwrap();
        assert_eq!(summary.sources.failed, 0);
    };
    round(0);
    // Five weeks of four entries a day, and of an issue on each Monday.
    remember(
        &griot,
        "daily",
        (1..=70)
            .rev()
            .map(|half| monday - TimeDelta::hours(12 * half)),
    );
    let parts = (1..=5).rev().flat_map(|week| {
        let parts = [0, 2, 4].map(TimeDelta::hours);
        parts.map(|part| monday - TimeDelta::weeks(week) + part)
    });
    remember(&griot, "weekly", parts);
    // A few days without a word may be; more than a week of them may not.
    round(4);
    assert_eq!(listed(&griot, &["--silent"]), [Value::Null; 0]);
    round(10);
    let silent = listed(&griot, &["--silent"]);
    assert_eq!(silent.len(), 1, "{silent:?}");
    let told = &silent[0];
    assert_eq!(
        (&told["id"], &told["state"]),
        (&"daily".into(), &"silent".into())
    );
    assert_eq!(told["silent_since"], "2026-04-06T06:00:00+00:00");
    assert_eq!(told["usual_entries_per_week"], 28);
    assert_eq!(told["failures"], 0, "its polls succeed");
    let usual = "it used to bring 4 entries a day";
    let list = griot.says(&["sources", "list"]);
    let line = list.lines().find(|line| line.starts_with("daily")).unwrap();
    assert!(
        line.contains("silent for ") && line.ends_with(usual),
        "{line}"
    );
    let shown = griot.says(&["sources", "show", "daily"]);
    let since = "silent        it has brought nothing since 2026-04-06 06:00";
    assert!(shown.contains(since) && shown.contains(usual), "{shown}");
    let page = griot.read("sources/index.html");
    assert!(page.contains("Plus rien de neuf depuis") && page.contains("1 silencieuse"));
    // What its rhythm was may be forgotten; that it is silent is not.
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    database
        .execute("DELETE FROM entry WHERE guid LIKE 'past-%'", [])
        .unwrap();
    round(20);
    assert_eq!(
        listed(&griot, &["--silent"])[0]["usual_entries_per_week"],
        28
    );
    // The first word ends it.
    daily.publish("/feed", feed("Le soir"));
    round(21);
    assert_eq!(listed(&griot, &["--silent"]), [Value::Null; 0]);
    assert!(!griot.read("sources/index.html").contains("silencieuse"));
}

#[test]
fn a_source_whose_answer_could_not_be_stored_is_left_alone_for_a_while() {
    let outlet = Outlet::serving(feed("Niger : un pont rouvre à Dosso"));
    let griot = Instance::configured("countries = [\"NE\"]", &source("un", &outlet.url("/feed")));
    let start: DateTime<Utc> = "2026-04-06T06:00:00Z".parse().unwrap();
    let clock = Clock::manual(start);
    let config = griot::config::load(&griot.config()).unwrap();
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap();
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END";
    database.execute_batch(refuse).unwrap();
    let runtime = refresh::runtime().unwrap();
    let mut round = |minutes: i64| {
        clock.set(start + TimeDelta::minutes(minutes));
        let done = refresher.round(&Which::Scheduled, &Quietly, Box::pin(pending()));
        let done = runtime.block_on(done);
        (done.is_ok(), refresher.next_event().unwrap())
    };
    // Since the last time.
    let asked = || {
        let paths = outlet.asked().into_iter();
        paths.filter(|asked| asked.path == "/feed").count()
    };
    assert!(!round(0).0, "the database refuses");
    assert_eq!(asked(), 1);
    for minutes in [1, 5, 9] {
        let (is_done, next) = round(minutes);
        assert!(is_done && next.unwrap() > start + TimeDelta::minutes(minutes));
        assert_eq!(asked(), 0, "after {minutes} minutes");
    }
    database.execute_batch("DROP TRIGGER refuse").unwrap();
    assert!(round(60).0);
    assert_eq!(asked(), 1);
    assert_eq!(griot.titles("ne").len(), 1);
}
