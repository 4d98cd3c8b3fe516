//! Clocks that are wrong for a while, and zones that change theirs: nobody is asked more often for it,
//! nobody is lost, and nothing is forgotten.

use chrono::{DateTime, TimeZone, Timelike, Utc};
use griot::refresh::Which;

use crate::outlet::Outlet;
use crate::page::{Page, Step};
use crate::world::*;

/// An instance that asks an outlet every hour, and another at a time of day, and has done so for long.
async fn at_work() -> (World, [Outlet; 2]) {
    let mut world = World::new();
    world.schedule("adaptive = false");
    let hourly = world
        .outlet("hourly", Page::feed(&["un"]).etag("\"1\""))
        .await;
    let daily = Outlet::open(world.clock()).await;
    daily.feed(Page::feed(&["deux"]).etag("\"2\""));
    world.source(
        "daily",
        &daily.url("/feed"),
        "schedule = \"CRON_TZ=Africa/Niamey 30 6 * * *\"",
    );
    world.pass(days(1)).await;
    (world, [hourly, daily])
}

fn counts(outlets: &[Outlet; 2]) -> [usize; 2] {
    outlets.each_ref().map(|outlet| outlet.asked().len())
}

/// How much of what is kept is there: entries, archived bodies, lines of history.
fn kept(world: &World) -> [i64; 3] {
    ["entry", "archive", "poll"].map(|table| {
        let count = format!("SELECT COUNT(*) FROM {table}");
        world
            .store()
            .query_row(&count, [], |row| row.get(0))
            .unwrap()
    })
}

#[tokio::test]
async fn a_clock_that_is_wrong_for_a_while_costs_a_poll_and_no_memory() {
    for jump in [hours(3), days(366 * 10)] {
        let (mut world, outlets) = at_work().await;
        counts(&outlets);
        let before = kept(&world);
        world.sleep(jump);
        world.pass(minutes(40)).await;
        assert_eq!(counts(&outlets)[0], 1, "forward by {jump}");
        world.sleep(-jump);
        world.pass(minutes(40)).await;
        assert!(counts(&outlets)[0] <= 1, "and back");
        let after = kept(&world);
        assert!(
            before
                .iter()
                .zip(after)
                .all(|(before, after)| *before <= after),
            "{jump}: {before:?} {after:?}"
        );
        // Whatever was noted by the wrong clock, within a day all is as ever.
        world.pass(days(1)).await;
        counts(&outlets);
        world.pass(days(1)).await;
        let [hourly, daily] = counts(&outlets);
        assert!(
            (23..=25).contains(&hourly) && daily == 1,
            "{jump}: {hourly} {daily}"
        );
    }
}

#[tokio::test]
async fn a_time_of_day_in_a_zone_comes_once_on_each_of_its_days() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    outlet.feed(Page::feed(&["un"]).etag("\"1\""));
    world.source(
        "a",
        &outlet.url("/feed"),
        "schedule = \"CRON_TZ=America/New_York 30 1,2 * * *\"",
    );
    // Clocks there leave out 2 to 3 on 14 March 2027, and show 1 to 2 twice on 7 November.
    for (from, minutes_of_utc) in [
        (
            Utc.with_ymd_and_hms(2027, 3, 12, 20, 0, 0).unwrap(),
            vec![390, 450, 390, 420, 330, 390],
        ),
        (
            Utc.with_ymd_and_hms(2027, 11, 5, 20, 0, 0).unwrap(),
            vec![330, 390, 330, 450, 390, 450],
        ),
    ] {
        world.sleep(from - world.now());
        world.pass(minutes(5)).await;
        outlet.asked();
        world.pass(days(3)).await;
        let of_day = |at: DateTime<Utc>| at.num_seconds_from_midnight() / 60;
        let asked: Vec<_> = outlet
            .asked()
            .iter()
            .map(|asked| of_day(asked.at))
            .collect();
        assert_eq!(asked, minutes_of_utc);
    }
}

#[tokio::test]
async fn no_poll_of_a_source_begins_while_its_last_one_is_under_way() {
    let (mut world, _outlet) = World::with(Page::steps(vec![Step::Stall])).await;
    world.fetch("timeout = \"6s\"");
    world.schedule("default = \"@always\"");
    let first = world.round(&Which::Scheduled).await;
    world.sleep(minutes(1));
    let second = world.round(&Which::Scheduled).await;
    assert_eq!((first.sources.due, second.sources.due), (1, 0));
}
