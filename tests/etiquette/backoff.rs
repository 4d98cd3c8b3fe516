//! How long we stay away from what fails where nobody says how long.

use chrono::TimeDelta;

use crate::page::Page;
use crate::world::*;

const BUSY: &str = "429 Too Many Requests";

#[tokio::test]
async fn what_is_no_time_is_as_if_nothing_was_said() {
    let wrong = [
        "-5",
        "soon",
        "1.5h",
        "",
        "1e9",
        "Fri, 32 Nov 2026 10:30:00 GMT",
    ];
    let (mut world, outlets) =
        World::of(wrong.map(|value| Page::status(BUSY).field("Retry-After", value))).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.sleep(minutes(9));
    world.refresh().await;
    outlets
        .iter()
        .for_each(|outlet| assert_eq!(outlet.asked().len(), 0));
    world.sleep(minutes(2) + TimeDelta::seconds(1));
    world.refresh().await;
    for (outlet, value) in outlets.iter().zip(wrong) {
        assert_eq!(outlet.asked().len(), 1, "{value}");
    }
}

#[tokio::test]
async fn too_many_requests_without_a_time_backs_off_from_the_first_rfc6585_4() {
    let (mut world, outlet) = World::always(Page::status(BUSY)).await;
    world.refresh().await;
    outlet.asked_once();
    world.sleep(minutes(9));
    world.refresh().await;
    assert_eq!(outlet.asked().len(), 0);
    world.sleep(minutes(3));
    world.refresh().await;
    outlet.asked_once();
}

#[tokio::test]
async fn too_many_requests_slow_us_down_also_where_we_ask_hourly_rfc6585_4() {
    let (mut world, outlet) = World::with(Page::status(BUSY)).await;
    world.pass(days(4)).await;
    let asked = outlet.asked();
    let gaps: Vec<i64> = asked
        .windows(2)
        .map(|pair| (pair[1].at - pair[0].at).num_hours())
        .collect();
    assert!(gaps[0] >= 2 && gaps[1] >= 4 && gaps[2] >= 8, "{gaps:?}");
    assert!(gaps.iter().all(|gap| *gap <= 25), "{gaps:?}");
    outlet.feed(Page::feed(&["un"]).etag("\"1\""));
    world.pass(days(2)).await;
    assert!(
        (1..=4).contains(&outlet.asked().len()),
        "no faster than it was slowed down to"
    );
}

#[tokio::test]
async fn failures_are_waited_after_twice_as_long_each_time_and_at_most_a_day() {
    let (mut world, outlet) = World::always(Page::status("500 Internal Server Error")).await;
    world.pass(days(6)).await;
    let asked = outlet.asked();
    let gaps: Vec<i64> = asked
        .windows(2)
        .map(|pair| (pair[1].at - pair[0].at).num_minutes())
        .collect();
    // The first is tried again when next due; under "@always" that is the next round.
    let mut expected = 10;
    for gap in &gaps[1..] {
        assert!(
            (expected..=expected * 11 / 10 + 1).contains(gap),
            "{gaps:?}"
        );
        expected = (expected * 2).min(24 * 60);
    }
    assert!(
        gaps.iter().filter(|gap| **gap == 24 * 60).count() >= 2,
        "{gaps:?}"
    );
}

#[tokio::test]
async fn sources_that_failed_together_do_not_come_back_together() {
    let pages = (0..30).map(|_| Page::status("500 Internal Server Error"));
    let (mut world, outlets) = World::of(pages).await;
    world.schedule("default = \"@always\"");
    world.pass(hours(3)).await;
    let last: std::collections::BTreeSet<_> = outlets
        .iter()
        .map(|outlet| outlet.asked().last().unwrap().at)
        .collect();
    assert!(last.len() >= 15, "{last:?}");
}

#[tokio::test]
async fn a_success_ends_the_back_off() {
    let (mut world, outlet) = World::with(Page::status("500 Internal Server Error")).await;
    world.schedule("adaptive = false");
    world.pass(days(3)).await;
    outlet.feed(Page::feed(&["un"]));
    world.all().await;
    outlet.asked();
    world.pass(hours(6)).await;
    assert!((5..=6).contains(&outlet.asked().len()));
    outlet.feed(Page::status("500 Internal Server Error"));
    world.pass(hours(2)).await;
    assert!(
        !outlet.asked().is_empty(),
        "one failure alone is tried again when next due"
    );
}
