//! What a feed document says about when to read it again: `ttl`, `skipHours`, `skipDays` (RSS
//! 2.0), `sy:updatePeriod` and `sy:updateFrequency` (RSS 1.0's syndication module).

use std::collections::HashSet;

use chrono::{Datelike, Timelike, Weekday};
use griot::refresh::Which;

use crate::outlet::Outlet;
use crate::page::Page;
use crate::world::*;

/// For how many minutes after a feed with these elements nobody asks again.
async fn silence(cases: &[(&str, i64)]) {
    let pages = cases
        .iter()
        .map(|(more, _)| Page::rss(more, &["un"]).etag("\"1\""));
    let (mut world, outlets) = World::of(pages).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    let times: Vec<_> = cases.iter().map(|(_, time)| minutes(*time)).collect();
    crate::silence::silence(&mut world, &outlets, &times, &[Which::Due]).await;
}

/// A source with these elements in its feed, asked every half hour for so many days.
async fn asked_every_half_hour(more: &str, for_days: i64) -> (World, Outlet) {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    outlet.feed(Page::rss(more, &["un"]).etag("\"1\""));
    world.source("a", &outlet.url("/feed"), "schedule = \"*/30 * * * *\"");
    world.pass(days(for_days)).await;
    (world, outlet)
}

#[tokio::test]
async fn ttl_holds_in_minutes_rss_2_0_ttl() {
    silence(&[
        ("<ttl>1</ttl>", 1),
        ("<ttl>60</ttl>", 60),
        ("<ttl> 90 </ttl>", 90),
        ("<ttl>1440</ttl>", 24 * 60),
    ])
    .await;
}

#[tokio::test]
async fn a_ttl_that_is_no_number_of_minutes_asks_for_nothing() {
    silence(&[
        ("<ttl>0</ttl>", 0),
        ("<ttl>-60</ttl>", 0),
        ("<ttl>an hour</ttl>", 0),
        ("<ttl></ttl>", 0),
        ("<ttl/>", 0),
        ("<ttl>NaN</ttl>", 0),
    ])
    .await;
}

#[tokio::test]
async fn no_hint_beyond_a_day_is_believed() {
    let day = 24 * 60;
    silence(&[
        ("<ttl>525600</ttl>", day),
        ("<ttl>99999999999999999999</ttl>", day),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", day),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", day),
    ])
    .await;
}

#[tokio::test]
async fn the_update_period_holds_divided_by_its_frequency_rss_1_0_syndication() {
    let sy = |period: &str, frequency: &str| {
        format!(
            "<sy:updatePeriod>{period}</sy:updatePeriod><sy:updateFrequency>{frequency}</sy:updateFrequency>"
        )
    };
    let cases = [
        (sy("hourly", "1"), 60),
        (sy("hourly", "2"), 30),
        (sy("daily", "4"), 6 * 60),
        (sy("DAILY", "24"), 60),
        (sy("daily", "0"), 24 * 60),
        (sy("daily", "often"), 24 * 60),
        (sy("fortnightly", "1"), 0),
        ("<sy:updateFrequency>5</sy:updateFrequency>".to_owned(), 0),
    ];
    let cases: Vec<(&str, i64)> = cases
        .iter()
        .map(|(more, time)| (more.as_str(), *time))
        .collect();
    silence(&cases).await;
}

#[tokio::test]
async fn a_frequent_update_period_asks_nobody_more_often_than_hourly() {
    let often = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency><ttl>5</ttl>";
    let (mut world, outlet) = World::with(Page::rss(often, &["un"])).await;
    world.schedule("adaptive = false");
    world.pass(days(1)).await;
    assert!(outlet.asked().len() <= 25);
}

#[tokio::test]
async fn the_largest_of_all_wishes_counts() {
    let both = "<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod>";
    silence(&[
        (both, 120),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 60),
    ])
    .await;
    let (mut world, outlets) = World::of([
        Page::rss("<ttl>30</ttl>", &["un"]).cache("max-age=5400"),
        Page::rss("<ttl>90</ttl>", &["un"]).cache("max-age=60"),
        Page::rss("<ttl>90</ttl>", &["un"]).cache("no-cache, max-age=0"),
    ])
    .await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.sleep(minutes(89));
    world.refresh().await;
    outlets
        .iter()
        .for_each(|outlet| assert_eq!(outlet.asked().len(), 0));
    world.sleep(minutes(1));
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked_once()));
}

#[tokio::test]
async fn skipped_hours_are_kept_in_gmt_rss_2_0_skiphours() {
    let more = "<skipHours><hour>0</hour><hour>1</hour><hour>02</hour><hour>13</hour></skipHours>";
    let (_, outlet) = asked_every_half_hour(more, 2).await;
    let asked = outlet.asked();
    assert!(asked.len() > 70, "{}", asked.len());
    for asked in &asked {
        assert!(!matches!(asked.at.hour(), 0..=2 | 13), "{asked:?}");
    }
}

#[tokio::test]
async fn hour_24_is_midnight_and_what_is_no_hour_is_none_rss_0_91_skiphours() {
    let more =
        "<skipHours><hour>24</hour><hour>25</hour><hour>-1</hour><hour>noon</hour></skipHours>";
    let (_, outlet) = asked_every_half_hour(more, 1).await;
    let asked = outlet.asked();
    assert!(asked.iter().all(|asked| asked.at.hour() != 0), "{asked:?}");
    let hours: HashSet<u32> = asked.iter().map(|asked| asked.at.hour()).collect();
    assert_eq!(hours.len(), 23, "{hours:?}");
}

#[tokio::test]
async fn skipped_days_are_kept_in_any_case_rss_2_0_skipdays() {
    let more = "<skipDays><day>Saturday</day><day>sunday</day><day>WEDNESDAY</day><day>Yesterday</day></skipDays>";
    let (_, outlet) = asked_every_half_hour(more, 7).await;
    let asked = outlet.asked();
    let days: HashSet<Weekday> = asked.iter().map(|asked| asked.at.weekday()).collect();
    let open = [Weekday::Mon, Weekday::Tue, Weekday::Thu, Weekday::Fri];
    assert_eq!(days, open.into(), "{asked:?}");
}

#[tokio::test]
async fn a_feed_that_skips_every_hour_or_every_day_is_not_believed() {
    let hours: String = (0..24).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let days: String = ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"]
        .map(|day| format!("<day>{day}day</day>"))
        .concat();
    for more in [
        format!("<skipHours>{hours}</skipHours>"),
        format!("<skipDays>{days}</skipDays>"),
    ] {
        let (_, outlet) = asked_every_half_hour(&more, 1).await;
        assert!(outlet.asked().len() > 40);
    }
}

#[tokio::test]
async fn what_is_overdue_when_a_skipped_hour_begins_waits_for_its_end() {
    let more = "<skipHours><hour>11</hour><hour>12</hour></skipHours>";
    let (mut world, outlet) = World::with(Page::rss(more, &["un"])).await;
    world.refresh().await;
    outlet.asked();
    // Due at eleven; nobody starts a round before half past.
    world.sleep(minutes(90));
    world.pass(minutes(89)).await;
    assert_eq!(outlet.asked().len(), 0);
    world.pass(minutes(2)).await;
    let asked = outlet.asked_once();
    assert_eq!((asked.at.hour(), asked.at.minute()), (13, 0));
}

#[tokio::test]
async fn hints_hold_through_304s_and_end_with_a_document_that_drops_them() {
    let (mut world, outlet) =
        World::always(Page::rss("<ttl>120</ttl>", &["un"]).etag("\"1\"")).await;
    world.refresh().await;
    for _ in 0..3 {
        outlet.asked();
        world.sleep(minutes(119));
        world.refresh().await;
        assert_eq!(outlet.asked().len(), 0);
        world.sleep(minutes(1));
        world.restart();
        world.refresh().await;
        assert_eq!(outlet.asked_once().status, 304);
    }
    outlet.feed(Page::feed(&["deux"]).etag("\"2\""));
    world.sleep(minutes(120));
    for _ in 0..3 {
        world.refresh().await;
        outlet.asked_once();
    }
}

#[tokio::test]
async fn all_asks_whatever_a_document_hints() {
    let hour = "<skipHours><hour>10</hour></skipHours>";
    let day = "<skipDays><day>Friday</day></skipDays><ttl>1440</ttl>";
    let (mut world, outlets) = World::of([Page::rss(hour, &["un"]), Page::rss(day, &["un"])]).await;
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.sleep(minutes(10));
    world.refresh().await;
    outlets
        .iter()
        .for_each(|outlet| assert_eq!(outlet.asked().len(), 0));
    assert_eq!(world.all().await.sources.polled, 2);
}
