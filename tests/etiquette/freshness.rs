//! How long an answer says that it stays fresh (RFC 9111, sections 4.2, 5.1 to 5.3): until then
//! nobody asks.
//!
//! The sources are due in every round, so that nothing but the publisher's word keeps griot away.

use chrono::TimeDelta;
use griot::refresh::Which;

use crate::outlet::Asked;
use crate::page::Page;
use crate::world::*;

/// The time at which the tests begin, as a server writes it.
const NOW: &str = "Fri, 20 Nov 2026 10:00:00 GMT";

fn feed() -> Page {
    Page::feed(&["un"]).etag("\"1\"")
}

/// For how many seconds after each page nobody asks again.
async fn silence(cases: Vec<(Page, i64)>) {
    let (mut world, outlets) = World::of(cases.iter().map(|(page, _)| page.clone())).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    let times: Vec<_> = cases
        .iter()
        .map(|(_, time)| TimeDelta::seconds(*time))
        .collect();
    crate::silence::silence(&mut world, &outlets, &times, &[Which::Due]).await;
}

#[tokio::test]
async fn max_age_holds_to_the_second_rfc9111_5_2_2_1() {
    silence(vec![
        (feed().cache("max-age=1"), 1),
        (feed().cache("max-age=3600"), 3600),
        (feed().cache("public, MAX-AGE=7200, must-revalidate"), 7200),
        (feed().cache("max-age = 7200"), 7200),
    ])
    .await;
}

#[tokio::test]
async fn max_age_is_read_however_it_is_written_rfc9111_4_2_1_and_5_2() {
    silence(vec![
        (feed().cache("max-age=\"600\""), 600),
        (feed().cache("max-age=600, max-age=9000"), 600),
        (feed().cache("private").cache("max-age=600"), 600),
        (feed().cache("ext=\"a, max-age=9000\", max-age=600"), 600),
        (feed().cache("max-age=600").cache("max-age=9000"), 600),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_max_age_asks_for_nothing_rfc9111_4_2_1() {
    silence(
        [
            "max-age=0",
            "max-age=-1",
            "max-age=soon",
            "max-age",
            "max-age=",
            "max-age=1.5",
        ]
        .map(|value| (feed().cache(value), 0))
        .into(),
    )
    .await;
}

#[tokio::test]
async fn directives_for_others_ask_nothing_of_us_rfc9111_5_2_2() {
    silence(
        [
            "no-cache",
            "no-store",
            "must-revalidate",
            "proxy-revalidate",
            "private",
            "public",
            "immutable",
            "s-maxage=9000",
            "stale-while-revalidate=9000",
            "stale-if-error=9000",
        ]
        .map(|value| (feed().cache(value), 0))
        .into(),
    )
    .await;
    silence(vec![
        (feed().cache("s-maxage=9000, max-age=60"), 60),
        (feed().cache("max-age=60, stale-while-revalidate=9000"), 60),
        (feed().cache("immutable, max-age=60"), 60),
    ])
    .await;
}

#[tokio::test]
async fn expires_holds_and_max_age_makes_it_void_rfc9111_5_3() {
    let expires = |date| feed().field("Expires", date);
    silence(vec![
        (expires("Fri, 20 Nov 2026 11:30:00 GMT"), 5400),
        (expires("Friday, 20-Nov-26 11:30:00 GMT"), 5400),
        (expires("Fri Nov 20 11:30:00 2026"), 5400),
        (
            expires("Fri, 20 Nov 2026 11:30:00 GMT").cache("max-age=60"),
            60,
        ),
        (
            expires("Fri, 20 Nov 2026 11:30:00 GMT").cache("max-age=0"),
            0,
        ),
        (
            expires("Fri, 20 Nov 2026 11:30:00 GMT").cache("no-cache"),
            5400,
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_expires_of_the_past_or_that_is_no_date_asks_for_nothing_rfc9111_5_3() {
    silence(
        ["Thu, 01 Jan 1970 00:00:00 GMT", NOW, "0", "-1", "never", ""]
            .map(|value| (feed().field("Expires", value), 0))
            .into(),
    )
    .await;
}

#[tokio::test]
async fn an_expires_counts_from_the_server_s_own_clock_rfc9111_4_2_1() {
    // A year behind, and a day ahead: both mean half an hour.
    silence(vec![
        (
            feed()
                .field("Date", "Thu, 20 Nov 2025 10:00:00 GMT")
                .field("Expires", "Thu, 20 Nov 2025 10:30:00 GMT"),
            1800,
        ),
        (
            feed()
                .field("Date", "Sat, 21 Nov 2026 10:00:00 GMT")
                .field("Expires", "Sat, 21 Nov 2026 10:30:00 GMT"),
            1800,
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_age_of_a_stored_answer_is_taken_off_rfc9111_4_2_3_and_5_1() {
    silence(vec![
        (feed().cache("max-age=3600").field("Age", "1800"), 1800),
        (feed().cache("max-age=3600").field("Age", "9000"), 0),
        (feed().cache("max-age=3600").field("Age", "-5"), 3600),
        (feed().cache("max-age=3600").field("Age", "old"), 3600),
    ])
    .await;
}

#[tokio::test]
async fn no_lifetime_beyond_a_day_is_believed() {
    let day = 24 * 3600;
    silence(vec![
        (feed().cache("max-age=31536000"), day),
        (feed().cache("max-age=99999999999999999999999999"), day),
        (
            feed().field("Expires", "Fri, 20 Nov 2037 10:00:00 GMT"),
            day,
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_304_s_own_lifetime_replaces_the_old_and_silence_renews_it_rfc9111_4_3_4() {
    let (mut world, outlet) = World::always(feed().cache("max-age=600")).await;
    world.refresh().await;
    // Each answer, and for how long nobody asks after it.
    for (page, seconds) in [
        (Page::status("304 Not Modified").cache("max-age=3600"), 3600),
        (Page::status("304 Not Modified"), 3600),
        (Page::status("304 Not Modified").cache("max-age=0"), 0),
        (Page::status("304 Not Modified"), 0),
    ] {
        outlet.feed(page);
        world.sleep(days(1) / 8);
        outlet.asked();
        world.refresh().await;
        outlet.asked_once();
        if seconds > 0 {
            world.sleep(TimeDelta::seconds(seconds - 1));
            world.refresh().await;
            assert_eq!(outlet.asked().len(), 0);
            world.sleep(TimeDelta::seconds(1));
        }
        world.refresh().await;
        outlet.asked_once();
    }
}

#[tokio::test]
async fn a_whole_answer_that_says_nothing_ends_an_older_lifetime_rfc9111_4_3_3() {
    let pages = [Page::feed(&["un"]).deaf(), Page::feed(&["un", "deux"])];
    let first = Page::feed(&["un"]).cache("max-age=600").deaf();
    let (mut world, outlets) = World::of(pages.iter().map(|_| first.clone())).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    world.sleep(minutes(10));
    for (outlet, page) in outlets.iter().zip(&pages) {
        outlet.feed(page.clone());
        outlet.asked();
    }
    for _ in 0..3 {
        world.refresh().await;
        outlets.iter().for_each(|outlet| drop(outlet.asked_once()));
    }
}

#[tokio::test]
async fn freshness_is_remembered_through_restarts_and_failures() {
    let (mut world, outlet) = World::always(feed().cache("max-age=7200")).await;
    world.refresh().await;
    outlet.asked();
    outlet.feed(Page::status("500 Internal Server Error"));
    world.sleep(minutes(30));
    world.all().await;
    outlet.asked_once();
    world.restart();
    world.sleep(minutes(89));
    world.refresh().await;
    assert_eq!(outlet.asked().len(), 0);
    world.sleep(minutes(1));
    world.refresh().await;
    outlet.asked_once();
}

#[tokio::test]
async fn a_round_that_may_start_early_never_comes_before_a_publisher_s_word() {
    let mut world = World::new();
    let outlet = world.outlet("a", feed().cache("max-age=3600")).await;
    world.refresh().await;
    outlet.asked();
    world.sleep(minutes(60) - TimeDelta::seconds(1));
    world.refresh().await;
    assert_eq!(outlet.asked().len(), 0, "an hour less a second");
    world.sleep(TimeDelta::seconds(1));
    world.refresh().await;
    outlet.asked_once();
}

#[tokio::test]
async fn max_age_holds_also_against_a_schedule_of_the_source_s_own() {
    let mut world = World::new();
    let outlet = crate::outlet::Outlet::open(world.clock()).await;
    outlet.feed(feed().cache("max-age=10800"));
    world.source("a", &outlet.url("/feed"), "schedule = \"*/10 * * * *\"");
    world.pass(days(1)).await;
    let asked = outlet.asked();
    assert!((7..=9).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn all_and_source_ask_whatever_is_fresh_and_conditionally() {
    let (mut world, outlet) = World::with(feed().cache("max-age=86400")).await;
    world.refresh().await;
    outlet.asked();
    world.all().await;
    world.only("a").await;
    let asked = outlet.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(Asked::is_conditional), "{asked:?}");
}
