//! What is forgotten, for its age or at an outlet's request, is forgotten everywhere and takes nothing
//! else with it. Time is the test's own.

use std::fs;

use chrono::TimeDelta;
use griot::domain::SourceId;
use griot::refresh::Quietly;
use serde_json::Value;

use crate::events;
use crate::feeds::{Item, rss};
use crate::instance::{Instance, differing, text};
use crate::life::{World, key, mine, start};
use crate::outlet::Page;
use crate::site::assert_no_link_leads_nowhere;

const DAY: i64 = 24 * 60;

const KEEP: &str = "[retention]\nkeep = \"30d\"\n";

/// An instance that keeps reports for thirty days. Two outlets have the mine's collapse, a third one
/// has the strike's end.
fn mine_and_strike() -> World {
    let mut world = World::open(3, KEEP);
    let mut strike = events::strike("B");
    strike.date = start() - TimeDelta::hours(2);
    world.publish(0, &[mine(0)]);
    world.publish(1, &[mine(1)]);
    world.publish(2, &[strike]);
    world.after(0);
    world.after(5);
    world
}

#[test]
fn a_story_that_loses_who_stood_for_it_is_told_by_who_is_left() {
    let mut world = mine_and_strike();
    let before = world.only("ne");
    assert_eq!(before["_griot"]["outlet_count"], 2);
    let stood = usize::from(text(&before["url"]) == mine(1).guid);

    // Who stood for it lists it no more, and the month has been over for long.
    world.after(40 * DAY);
    world.publish(stood, &[]);
    for _ in 0..3 {
        world.after(DAY);
    }
    let after = world.only("ne");
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["_griot"]["outlet_count"], 1);
    assert_eq!(text(&after["title"]), mine(1 - stood).title);
    assert_eq!(
        text(&after["url"]),
        mine(1 - stood).guid,
        "under its own link"
    );

    // Another story of the month goes, and the month's pages are written again.
    let strike = world.only("sn");
    let strike = text(&strike["_griot"]["story"]).parse().unwrap();
    assert!(world.refresher.withdraw(strike, None).unwrap());
    let page = world.griot.read("all/2026-11/index.html");
    assert!(page.contains(&text(&before["_griot"]["story"])), "{page}");
}

#[test]
fn a_leap_of_the_clock_shortly_before_midnight_costs_nothing() {
    let mut world = mine_and_strike();
    for outlet in 0..3 {
        world.publish(outlet, &[]);
    }
    let stories = ["ne", "sn"].map(|edition| world.only(edition)["id"].clone());
    let right = world.clock.now();
    let midnight = (right + TimeDelta::days(400)).date_naive() + TimeDelta::days(1);
    let midnight = midnight.and_time(chrono::NaiveTime::MIN).and_utc();
    for seconds in [-20, 10, 3_600] {
        world.clock.set(midnight + TimeDelta::seconds(seconds));
        world.after(0);
    }
    world.clock.set(right);
    world.after(5);
    let after = ["ne", "sn"].map(|edition| world.only(edition)["id"].clone());
    assert_eq!(after, stories);

    // Where it is the truth, what is old is forgotten a day later.
    world.clock.set(midnight);
    world.after(0);
    world.after(DAY - 1);
    assert_eq!(world.only("ne")["id"], stories[0]);
    world.after(1);
    world.after(DAY);
    assert!(world.griot.items("ne").is_empty());
}

#[test]
fn no_page_leads_to_a_story_that_is_forgotten() {
    let mut world = mine_and_strike();
    let stories = ["ne", "sn"].map(|country| text(&world.only(country)["_griot"]["story"]));
    world.after(40 * DAY);
    world.publish(2, &[]);
    for _ in 0..2 {
        world.after(DAY);
    }
    assert!(
        !world
            .griot
            .public(&format!("story/{}", stories[1]))
            .exists()
    );
    let page = world.griot.read("all/2026-11/index.html");
    assert!(
        page.contains(&stories[0]),
        "the month's other story stays: {page}"
    );
    assert_no_link_leads_nowhere(&world.griot);

    // What is forgotten last takes the month's pages with it, and the links to them.
    world.publish(0, &[]);
    world.publish(1, &[]);
    for _ in 0..2 {
        world.after(DAY);
    }
    assert!(!world.griot.public("all/2026-11").exists());
    assert_no_link_leads_nowhere(&world.griot);
    let archive = world.griot.read("feeds/all/archive/2026-11.atom");
    for story in stories {
        assert!(
            archive.contains(&story),
            "feed readers find it still: {archive}"
        );
    }
}

#[test]
fn what_is_kept_for_a_shorter_time_than_a_month_is_in_its_archive_all_the_same() {
    let mut world = World::open(1, "[retention]\nkeep = \"14d\"\n");
    world.publish(0, &[mine(0)]);
    world.after(0);
    world.after(5);
    let story = world.only("ne");
    world.publish(0, &[]);
    for _ in 10..33 {
        assert_eq!(world.only("ne")["id"], story["id"], "its month is not over");
        world.after(DAY);
    }
    // The third of December: it is written into its month's archive, and may go.
    world.after(DAY);
    assert!(world.griot.items("ne").is_empty());
    let archive = world.griot.read("feeds/ne/archive/2026-11.atom");
    assert!(archive.contains(&text(&story["id"])), "{archive}");
}

#[test]
fn what_a_dead_source_listed_last_is_forgotten_as_everything_else() {
    let mut world = mine_and_strike();
    world.outlets[2].publish("/feed", Page::status(404));
    for _ in 0..3 {
        world.after(20 * DAY);
    }
    world.after(DAY);
    assert!(world.griot.items("sn").is_empty());
    assert_eq!(world.griot.items("ne").len(), 1, "it is still listed");
}

#[test]
fn an_archive_that_cannot_be_read_is_not_written_again_without_what_only_it_holds() {
    let mut world = mine_and_strike();
    let (mine, strike) = (world.only("ne"), world.only("sn"));
    world.after(40 * DAY);
    world.publish(0, &[]);
    world.publish(1, &[]);
    for _ in 0..2 {
        world.after(DAY);
    }
    assert!(world.griot.items("ne").is_empty(), "the mine is forgotten");

    let path = world.griot.public("feeds/all/archive/2026-11.atom");
    let sound = fs::read(&path).unwrap();
    let damaged = [sound.as_slice(), &[0xff]].concat();
    fs::write(&path, &damaged).unwrap();
    let story = text(&strike["_griot"]["story"]).parse().unwrap();
    let said = world
        .refresher
        .withdraw(story, None)
        .unwrap_err()
        .to_string();
    assert!(said.contains("2026-11.atom"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), damaged);

    fs::write(&path, &sound).unwrap();
    world.refresher.publish_what_waits(&Quietly).unwrap();
    let archive = fs::read_to_string(&path).unwrap();
    assert!(archive.contains(&text(&mine["id"])), "{archive}");
    assert!(!archive.contains(&text(&strike["id"])), "{archive}");
}

#[test]
fn what_an_outlet_asks_to_be_forgotten_goes_from_archives_too() {
    for outlet in 0..2 {
        let mut world = mine_and_strike();
        let story = world.only("ne");
        world.after(40 * DAY);
        let archive = |world: &World| world.griot.read("feeds/all/archive/2026-11.atom");
        assert!(archive(&world).contains(&mine(outlet).guid));

        let source = SourceId::new(format!("outlet-{outlet}"));
        assert_eq!(world.refresher.forget(&source).unwrap(), Some(1));
        let after = archive(&world);
        for trace in [&mine(outlet).guid, &mine(outlet).title] {
            assert!(!after.contains(trace.as_str()), "{trace}: {after}");
        }
        for kept in [&text(&story["id"]), &mine(1 - outlet).guid] {
            assert!(after.contains(kept.as_str()), "{kept}: {after}");
        }
        assert!(after.contains(&events::strike("B").title));
    }
}

#[test]
fn pruning_by_hand_gives_the_room_back_to_the_disk() {
    let griot = Instance::of(&[]);
    griot.refresh(&[]);
    let path = griot.path().join("state/griot.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let body = "INSERT INTO archive (source, at, url, size, body)
         VALUES ('a', 0, 'https://a.example/', 8388608, zeroblob(8388608))";
    database.execute_batch(body).unwrap();
    drop(database);
    assert!(fs::metadata(&path).unwrap().len() > 8 << 20);
    let said = griot.says(&["prune"]);
    assert!(
        said.contains("1 archived bodies") && said.contains("KiB back"),
        "{said}"
    );
    assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
}

#[test]
fn what_was_forgotten_for_its_age_does_not_come_back() {
    let mut world = World::open(2, "[retention]\nkeep = \"30d\"\n");
    let dated = mine(0);
    let undated = rss("Fil", &[mine(1)])
        .replace("<pubDate>", "<x>")
        .replace("</pubDate>", "</x>");
    let list = |world: &World| {
        world.publish(0, std::slice::from_ref(&dated));
        world.outlets[1].publish("/feed", Page::rss(undated.clone()));
    };
    list(&world);
    world.after(0);
    world.after(5);
    let first = world.only("ne");
    assert_eq!(first["_griot"]["outlet_count"], 2);

    // Past retention it stays for as long as its outlets list it.
    world.after(40 * 24 * 60);
    assert_eq!(key(&world.only("ne")), key(&first));
    for outlet in 0..2 {
        world.publish(outlet, &[]);
    }
    for _ in 0..2 {
        world.after(24 * 60);
    }
    for edition in ["ne", "all"] {
        assert!(world.griot.items(edition).is_empty(), "{edition}");
    }
    crate::wellformed::all(&world.griot);

    // Its month is closed, with it.
    let archive = world.griot.read("feeds/ne/archive/2026-11.atom");
    assert!(archive.contains(&text(&first["id"])), "{archive}");
    let current = world.griot.read("feeds/ne.atom");
    assert!(current.contains("rel=\"prev-archive\""), "{current}");

    let published = world.griot.published();
    list(&world);
    for _ in 0..2 {
        let summary = world.after(24 * 60);
        assert_eq!(summary.entries.new, 0);
        assert_eq!(summary.stories.new, 0);
    }
    assert_eq!(differing(&published, &world.griot.published()), [""; 0]);
}

#[test]
fn an_archive_that_is_written_again_keeps_what_was_forgotten() {
    let mut world = World::open(2, "[retention]\nkeep = \"30d\"\n");
    let mut strike = events::strike("B");
    strike.date = start();
    world.publish(0, &[mine(0)]);
    world.publish(1, std::slice::from_ref(&strike));
    world.after(0);
    world.after(5);
    let (old, other) = (world.only("ne"), world.only("sn"));

    // Its month is over, and its outlet lists it no more.
    world.after(40 * 24 * 60);
    world.publish(0, &[]);
    for _ in 0..2 {
        world.after(24 * 60);
    }
    assert_eq!(world.griot.items("ne"), [Value::Null; 0]);
    let ids = |archive: &str| -> Vec<String> {
        let entries = archive.split("<entry ").skip(1);
        let ids = entries.map(|entry| {
            entry
                .split("<id>")
                .nth(1)
                .unwrap()
                .split('<')
                .next()
                .unwrap()
        });
        ids.map(str::to_owned).collect()
    };
    let entry = |archive: &str, id: &str| {
        let mut entries = archive.split("  <entry ").skip(1);
        let entry = entries.find(|entry| entry.contains(id)).unwrap();
        entry.split("</entry>").next().unwrap().to_owned()
    };
    let archive = |world: &World| world.griot.read("feeds/all/archive/2026-11.atom");
    let before = archive(&world);
    let (old, other) = (text(&old["id"]), text(&other["id"]));
    assert_eq!(ids(&before).len(), 2);

    // A report of the month comes late.
    let mut late = Item::new(
        0,
        "Un pont rouvre à Mopti",
        "Le pont de Mopti au Mali rouvre après un an de travaux.",
    );
    late.date = start() - TimeDelta::hours(3);
    world.publish(1, &[strike, late]);
    for _ in 0..2 {
        world.after(24 * 60);
    }
    let with_late = archive(&world);
    assert_eq!(ids(&with_late).len(), 3, "{with_late}");
    assert_eq!(entry(&with_late, &old), entry(&before, &old));
    assert!(
        !ids(&with_late)[2..].contains(&old),
        "the newest come first"
    );
    crate::wellformed::all(&world.griot);

    // Another is withdrawn.
    let story = other.rsplit('/').next().unwrap().parse().unwrap();
    assert!(world.refresher.withdraw(story, None).unwrap());
    let without = archive(&world);
    assert_eq!(ids(&without).len(), 2);
    assert!(!ids(&without).contains(&other));
    assert_eq!(entry(&without, &old), entry(&before, &old));
}
