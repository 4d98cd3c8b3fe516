//! How often, where a publisher asks for nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{TimeDelta, Timelike};

use crate::outlet::Asked;
use crate::page::Page;
use crate::world::*;

/// The times between one request and the next.
fn gaps(asked: &[Asked]) -> Vec<TimeDelta> {
    asked
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect()
}

/// Answers every request with one item more.
fn news() -> impl Fn(&Asked) -> Page + Send + Sync {
    let number = AtomicUsize::new(0);
    move |_| {
        let number = number.fetch_add(1, Ordering::SeqCst);
        Page::feed(&[&format!("a{number}b")]).etag(&format!("\"{number}\""))
    }
}

#[tokio::test]
async fn a_source_full_of_news_is_asked_hourly_and_never_before_the_hour_is_over() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    world.pass(days(7)).await;
    let asked = outlet.asked();
    assert!(
        (7 * 24 - 1..=7 * 24 + 1).contains(&asked.len()),
        "{}",
        asked.len()
    );
    let gaps = gaps(&asked);
    assert!(gaps.iter().all(|gap| *gap >= hours(1)), "{gaps:?}");
    assert_eq!(world.entries(), asked.len(), "and nothing of it is missed");
}

#[tokio::test]
async fn a_quiet_source_is_asked_less_and_less_often_but_every_day() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.pass(days(14)).await;
    let asked = outlet.asked();
    let gaps = gaps(&asked);
    assert!(asked.len() < 40, "{}", asked.len());
    assert!(
        gaps.iter().all(|gap| *gap >= hours(1) && *gap <= hours(25)),
        "{gaps:?}"
    );
    let (first, last) = (gaps[0], gaps[gaps.len() - 1]);
    assert!(first <= hours(2) && last >= hours(23), "{gaps:?}");
}

#[tokio::test]
async fn a_quiet_source_that_wakes_up_is_asked_hourly_again() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.pass(days(7)).await;
    outlet.does(news());
    world.pass(days(3)).await;
    outlet.asked();
    world.pass(hours(12)).await;
    let asked = outlet.asked().len();
    assert!((11..=13).contains(&asked), "{asked}");
}

#[tokio::test]
async fn without_a_least_interval_a_quarter_of_an_hour_is_the_least() {
    let mut world = World::new();
    world.schedule("min_interval = \"0s\"");
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    world.pass(hours(8)).await;
    let gaps = gaps(&outlet.asked());
    assert!(gaps.iter().all(|gap| *gap >= minutes(15)), "{gaps:?}");
    assert!(gaps.len() > 20, "{}", gaps.len());
}

#[tokio::test]
async fn a_longer_least_interval_is_kept() {
    let mut world = World::new();
    world.schedule("min_interval = \"6h\"");
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    world.pass(days(7)).await;
    let gaps = gaps(&outlet.asked());
    assert!(gaps.iter().all(|gap| *gap >= hours(6)), "{gaps:?}");
    assert!(gaps.len() >= 20, "{}", gaps.len());
}

#[tokio::test]
async fn a_schedule_of_the_source_s_own_is_kept_to_the_minute() {
    let mut world = World::new();
    let outlet = crate::outlet::Outlet::open(world.clock()).await;
    outlet.feed(Page::feed(&["un"]).etag("\"1\""));
    world.source("a", &outlet.url("/feed"), "schedule = \"5,35 8-18 * * *\"");
    world.pass(days(2)).await;
    let asked = outlet.asked();
    // The first is at once; then twice an hour in eleven hours a day.
    assert_eq!(asked.len(), 1 + 2 * 22, "{asked:?}");
    for asked in &asked[1..] {
        let (hour, minute) = (asked.at.hour(), asked.at.minute());
        assert!(
            matches!(minute, 5 | 35) && (8..=18).contains(&hour),
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn always_is_due_in_every_round_and_in_no_other() {
    let (mut world, outlet) = World::always(Page::feed(&["un"]).etag("\"1\"")).await;
    for _ in 0..5 {
        world.refresh().await;
        world.sleep(minutes(2));
    }
    assert_eq!(outlet.asked().len(), 5);
}

#[tokio::test]
async fn sources_asked_together_once_are_spread_over_the_hour_from_then_on() {
    let (mut world, outlets) = World::of((0..60).map(|_| Page::feed(&[]))).await;
    world.schedule("adaptive = false");
    world.pass(hours(5)).await;
    let mut busy = [[0_usize; 60]; 6];
    for outlet in &outlets {
        for asked in outlet.asked() {
            let hour = (asked.at.hour() - 10) as usize;
            busy[hour][asked.at.minute() as usize] += 1;
        }
    }
    assert_eq!(busy[0][0], 60, "the first round asks all of them");
    for hour in &busy[2..5] {
        assert_eq!(hour.iter().sum::<usize>(), 60, "{hour:?}");
        assert!(hour.iter().all(|count| *count <= 6), "{hour:?}");
        assert!(
            hour.iter().filter(|count| **count > 0).count() >= 30,
            "{hour:?}"
        );
    }
}

#[tokio::test]
async fn a_source_has_its_own_minute_and_keeps_it_through_restarts() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(hours(5)).await;
    world.restart();
    world.pass(days(2)).await;
    let asked = outlet.asked();
    let moments: std::collections::BTreeSet<_> = asked[2..]
        .iter()
        .map(|asked| (asked.at.minute(), asked.at.second()))
        .collect();
    assert_eq!(moments.len(), 1, "{asked:?}");
    assert!(
        gaps(&asked[1..]).iter().all(|gap| *gap == hours(1)),
        "{asked:?}"
    );
}

#[tokio::test]
async fn restarts_every_half_hour_add_no_request() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    for _ in 0..2 * 4 {
        world.restart();
        world.pass(minutes(30)).await;
    }
    let asked = outlet.asked();
    assert!((3..=5).contains(&asked.len()), "{asked:?}");
    assert!(gaps(&asked).iter().all(|gap| *gap >= hours(1)), "{asked:?}");
}

#[tokio::test]
async fn what_was_missed_is_made_up_once_and_not_many_times() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(hours(3)).await;
    outlet.asked();
    world.sleep(days(3));
    world.pass(minutes(59)).await;
    outlet.asked_once();
    world.pass(hours(5)).await;
    let asked = outlet.asked();
    assert!((4..=6).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn a_clock_that_is_set_back_neither_storms_nor_silences() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).cache("max-age=7200")).await;
    world.schedule("adaptive = false");
    world.pass(hours(5)).await;
    outlet.asked();
    world.sleep(days(-30));
    world.pass(days(1)).await;
    let asked = outlet.asked();
    assert!((8..=13).contains(&asked.len()), "{asked:?}");
    // By some hours only: what was promised until then is waited for, and no longer.
    world.sleep(hours(-5));
    world.pass(days(1)).await;
    let asked = outlet.asked();
    assert!((8..=13).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_costs_one_request() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(hours(2)).await;
    outlet.asked();
    world.sleep(days(400));
    world.pass(minutes(59)).await;
    outlet.asked_once();
    world.sleep(days(-400));
    world.pass(hours(6)).await;
    let asked = outlet.asked();
    assert!((5..=8).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn rounds_every_five_minutes_add_up_to_no_more_than_one_request_an_hour() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    for _ in 0..12 * 24 {
        world.refresh().await;
        world.sleep(minutes(5));
    }
    let asked = outlet.asked();
    assert!((23..=25).contains(&asked.len()), "{}", asked.len());
    assert!(
        gaps(&asked).iter().all(|gap| *gap >= minutes(55)),
        "{asked:?}"
    );
}

#[tokio::test]
async fn an_hourly_job_that_starts_early_or_late_by_seconds_skips_no_hour() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.does(news());
    for seconds in [0, -40, 30, -10, 59, -59, 20, -20] {
        world.sleep(TimeDelta::seconds(seconds));
        world.refresh().await;
        outlet.asked_once();
        world.sleep(hours(1) - TimeDelta::seconds(seconds));
    }
}

#[tokio::test]
async fn asking_by_hand_puts_the_schedule_off_and_not_forward() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(hours(3)).await;
    world.all().await;
    let by_hand = world.now();
    outlet.asked();
    world.pass(hours(2)).await;
    let next = outlet.asked()[0].at;
    assert!(next - by_hand >= hours(1), "{next}");
}
