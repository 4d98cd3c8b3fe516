//! A clock that is set back, by a day or by a year, costs no entry and no id.

use std::future::pending;

use chrono::TimeDelta;
use griot::clock::Clock;
use griot::refresh::{self, Quietly, Refresher, SETTLE_ONCE, Which};

use crate::day::{Day, Edition, Ids, whole};
use crate::events;
use crate::instance::{differing, text};
use crate::life::{World, mine, start};

const DAY: i64 = 24 * 60;

#[test]
fn a_clock_that_is_set_back_loses_nothing_and_moves_no_id() {
    for back in [TimeDelta::days(1), TimeDelta::days(365)] {
        let day = Day::open();
        let griot = day.instance();
        let right = Clock::system().now();
        let clock = Clock::manual(right);
        let runtime = refresh::runtime().unwrap();
        let round = |which: &Which| {
            let config = griot::config::load(&griot.config()).unwrap();
            let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap();
            let done = refresher.round(which, &Quietly, Box::pin(pending()));
            runtime.block_on(done).unwrap().unwrap()
        };
        let mut ids = Ids::new();
        day.publish(Edition::Morning);
        assert_eq!(round(&Which::Due).entries.new, 9);
        whole(&griot, &mut ids);

        clock.set(right - back);
        day.publish(Edition::Evening);
        assert_eq!(round(&Which::All).entries.new, 9, "{back} back");
        whole(&griot, &mut ids);
        clock.advance(TimeDelta::hours(1));
        assert_eq!(round(&Which::All).entries.new, 0, "{back} back");
        whole(&griot, &mut ids);

        clock.set(right + TimeDelta::hours(1));
        assert_eq!(round(&Which::All).entries.new, 0, "{back} back");
        whole(&griot, &mut ids);
        day.is_told(&griot, Edition::Evening);
        assert_eq!(day.not_of_the_store(&griot), [""; 0]);
    }
}

#[test]
fn a_clock_that_stands_before_1970_is_said_and_costs_nothing() {
    let day = Day::open();
    let griot = day.instance();
    let right = Clock::system().now();
    let before = "1966-10-01T00:00:00Z".parse().unwrap();
    let clock = Clock::manual(before);
    let open = || {
        let config = griot::config::load(&griot.config()).unwrap();
        Refresher::open(config, clock.clone(), SETTLE_ONCE)
    };
    let runtime = refresh::runtime().unwrap();
    let is_said = |error: Option<refresh::Error>| {
        let said = error.expect("an error").to_string();
        assert!(said.contains("clock says 1966-10-01"), "{said}");
    };
    is_said(open().err());
    let files = std::fs::read_dir(griot.path()).unwrap();
    assert_eq!(files.count(), 1, "nothing is made beside the configuration");

    clock.set(right);
    let mut refresher = open().unwrap();
    let mut round = || {
        let round = refresher.round(&Which::All, &Quietly, Box::pin(pending()));
        runtime.block_on(round)
    };
    let mut ids = Ids::new();
    day.publish(Edition::Morning);
    round().unwrap().unwrap();
    whole(&griot, &mut ids);
    let published = griot.published();
    clock.set(before);
    day.publish(Edition::Evening);
    is_said(round().err());
    assert_eq!(differing(&published, &griot.published()), [""; 0]);
    clock.set(right + TimeDelta::hours(1));
    round().unwrap().unwrap();
    whole(&griot, &mut ids);
    day.is_told(&griot, Edition::Evening);
}

#[test]
fn what_could_not_be_grouped_for_longer_than_grouping_remembers_is_published_all_the_same() {
    let day = Day::open();
    let griot = day.instance();
    let now = Clock::system().now();
    let clock = Clock::manual(now);
    let runtime = refresh::runtime().unwrap();
    let open = || {
        let config = griot::config::load(&griot.config()).unwrap();
        Refresher::open(config, clock.clone(), SETTLE_ONCE).unwrap()
    };
    let round = |refresher: &mut Refresher, which: &Which| {
        runtime.block_on(refresher.round(which, &Quietly, Box::pin(pending())))
    };
    let mut refresher = open();
    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON story BEGIN SELECT RAISE(ABORT, 'no'); END";
    database.execute_batch(refuse).unwrap();
    day.publish(Edition::Morning);
    assert!(round(&mut refresher, &Which::Due).is_err());
    drop(refresher);
    database.execute_batch("DROP TRIGGER refuse").unwrap();
    // The machine stood still for longer than grouping's window, or its clock was behind.
    clock.set(now + TimeDelta::days(9));
    let done = round(&mut open(), &Which::All).unwrap().unwrap();
    assert_eq!(done.entries.new, 0, "they were recorded before");
    day.is_told(&griot, Edition::Morning);
}

#[test]
fn stories_that_began_while_the_clock_ran_ahead_are_published_once_it_is_right() {
    let mut world = World::open(2, "");
    let right = world.clock.now();
    world.clock.set(right + TimeDelta::days(400));
    world.publish(0, &[mine(0)]);
    world.after(0);
    assert!(world.griot.items("ne").is_empty(), "it settles");
    world.clock.set(right);
    world.after(10);
    let story = world.only("ne");
    // And they grow as others do.
    world.publish(1, &[mine(1)]);
    world.after(DAY);
    let grown = world.only("ne");
    assert_eq!(grown["id"], story["id"]);
    assert_eq!(grown["_griot"]["outlet_count"], 2);
}

#[test]
fn a_clock_that_ran_past_the_end_of_a_month_leaves_its_archive_whole() {
    let mut world = World::open(2, "");
    world.publish(0, &[mine(0)]);
    world.after(0);
    world.after(5);
    // The next year, by its clock, which closes the month.
    let archive = |world: &World| world.griot.read("feeds/all/archive/2026-11.atom");
    world.after(70 * 24 * 60);
    let early = world.only("ne");
    assert!(archive(&world).contains(&text(&early["id"])));

    world.clock.set(start() + TimeDelta::hours(1));
    let mut strike = events::strike("B");
    strike.date = start();
    world.publish(1, &[strike]);
    world.after(0);
    world.after(5);
    let late = world.only("sn");
    world.after(24 * 24 * 60);
    let archive = archive(&world);
    for item in [early, late] {
        assert!(archive.contains(&text(&item["id"])), "{archive}");
    }
}
