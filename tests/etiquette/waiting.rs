//! Being told to wait (RFC 9110, section 10.2.3; RFC 6585, section 4).

use chrono::TimeDelta;
use griot::refresh::Which;

use crate::outlet::Outlet;
use crate::page::Page;
use crate::world::*;

const BUSY: &str = "429 Too Many Requests";
const DOWN: &str = "503 Service Unavailable";

fn busy(retry_after: &str) -> Page {
    Page::status(BUSY)
        .body("later")
        .field("Retry-After", retry_after)
}

/// For how many seconds nobody asks after each of these answers, not even by hand.
async fn silence(cases: &[(Page, i64)]) {
    let (mut world, outlets) = World::of(cases.iter().map(|_| Page::feed(&["un"]))).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    for (outlet, (page, _)) in outlets.iter().zip(cases) {
        outlet.feed(page.clone());
    }
    world.refresh().await;
    let times: Vec<_> = cases
        .iter()
        .map(|(_, time)| TimeDelta::seconds(*time))
        .collect();
    crate::silence::silence(&mut world, &outlets, &times, &[Which::Due, Which::All]).await;
}

#[tokio::test]
async fn a_number_of_seconds_is_waited_for_rfc9110_10_2_3_and_rfc6585_4() {
    let down = Page::status(DOWN).field("Retry-After", "600");
    silence(&[
        (busy("1"), 1),
        (busy("120"), 120),
        (busy(" 3600 "), 3600),
        (down, 600),
    ])
    .await;
}

#[tokio::test]
async fn a_date_is_waited_for_in_each_of_its_forms_rfc9110_10_2_3_and_5_6_7() {
    silence(&[
        (busy("Fri, 20 Nov 2026 10:30:00 GMT"), 1800),
        (busy("Friday, 20-Nov-26 10:30:00 GMT"), 1800),
        (busy("Fri Nov 20 10:30:00 2026"), 1800),
    ])
    .await;
}

#[tokio::test]
async fn a_date_counts_from_the_server_s_own_clock() {
    let ahead =
        busy("Sat, 21 Nov 2026 12:00:00 GMT").field("Date", "Sat, 21 Nov 2026 11:00:00 GMT");
    let behind =
        busy("Thu, 19 Nov 2026 12:00:00 GMT").field("Date", "Thu, 19 Nov 2026 11:00:00 GMT");
    silence(&[(ahead, 3600), (behind, 3600)]).await;
}

#[tokio::test]
async fn a_past_date_or_zero_is_over_already() {
    silence(&[
        (Page::status(DOWN).field("Retry-After", "0"), 0),
        (
            Page::status(DOWN).field("Retry-After", "Thu, 19 Nov 2026 10:00:00 GMT"),
            0,
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_absurd_wait_is_kept_to_for_a_day_and_ends_no_round() {
    let day = 24 * 3600;
    silence(&[
        (busy("31536000"), day),
        (busy("99999999999999999999999999999"), day),
        (busy("Fri, 31 Dec 9999 23:59:59 GMT"), day),
    ])
    .await;
}

#[tokio::test]
async fn whatever_answer_asks_to_wait_is_heard() {
    let asking = |page: Page| (page.field("Retry-After", "1800"), 1800);
    silence(&[
        asking(Page::feed(&["un", "deux"])),
        asking(Page::feed(&["un"])),
        asking(Page::feed(&["un"]).etag("\"1\"")),
        asking(Page::html("busy")),
        asking(Page::status("403 Forbidden")),
        asking(Page::status("404 Not Found")),
        asking(Page::status("408 Request Timeout")),
        asking(Page::status("413 Content Too Large")),
        asking(Page::status("500 Internal Server Error")),
        asking(Page::status("502 Bad Gateway")),
    ])
    .await;
}

#[tokio::test]
async fn a_304_that_asks_to_wait_is_heard_and_no_failure() {
    let (mut world, outlet) = World::always(Page::feed(&["un"]).etag("\"1\"")).await;
    world.refresh().await;
    outlet.feed(Page::status("304 Not Modified").field("Retry-After", "1800"));
    assert_eq!(world.refresh().await.sources.not_modified, 1);
    outlet.asked();
    world.sleep(minutes(29));
    assert_eq!(world.all().await.sources.skipped, 1);
    world.sleep(minutes(1));
    assert_eq!(world.all().await.sources.not_modified, 1);
    outlet.asked_once();
}

#[tokio::test]
async fn a_redirect_that_asks_to_wait_is_not_followed_before_rfc9110_10_2_3() {
    let statuses = [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
    ];
    let redirects =
        statuses.map(|status| Page::redirect(status, "/new").field("Retry-After", "1800"));
    let (mut world, outlets) = World::of(redirects).await;
    world.schedule("default = \"@always\"");
    outlets
        .iter()
        .for_each(|outlet| outlet.put("/new", Page::feed(&["un"])));
    let first = world.refresh().await;
    assert!(
        first
            .failures
            .iter()
            .all(|failure| failure.kind == "rate_limited")
    );
    for outlet in &outlets {
        assert_eq!(outlet.asked_once().target, "/feed");
    }
    world.sleep(minutes(29));
    world.restart();
    world.refresh().await;
    world.all().await;
    outlets
        .iter()
        .for_each(|outlet| assert_eq!(outlet.asked().len(), 0));
    world.sleep(minutes(1));
    assert_eq!(world.refresh().await.entries.new, statuses.len());
    for (outlet, status) in outlets.iter().zip(statuses) {
        let targets: Vec<_> = outlet
            .asked()
            .into_iter()
            .map(|asked| asked.target)
            .collect();
        assert_eq!(
            targets,
            ["/feed", "/new"],
            "{status}: it has been waited for"
        );
    }
}

#[tokio::test]
async fn a_redirect_whose_wait_is_over_is_followed_at_once() {
    let over = ["0", "Thu, 19 Nov 2026 10:00:00 GMT", "soon"];
    let redirects =
        over.map(|value| Page::redirect("302 Found", "/new").field("Retry-After", value));
    let (mut world, outlets) = World::of(redirects).await;
    outlets
        .iter()
        .for_each(|outlet| outlet.put("/new", Page::feed(&["un"])));
    assert_eq!(world.refresh().await.entries.new, over.len());
    outlets
        .iter()
        .for_each(|outlet| assert_eq!(outlet.asked().len(), 2));
}

#[tokio::test]
async fn the_wait_holds_against_all_against_source_and_through_restarts() {
    let (mut world, outlet) = World::with(busy("7200")).await;
    world.refresh().await;
    outlet.asked_once();
    for _ in 0..3 {
        world.sleep(minutes(30));
        world.restart();
        let skipped = [world.all().await, world.only("a").await].map(|round| round.sources.skipped);
        assert_eq!(skipped, [1, 1]);
        world.pass(minutes(5)).await;
    }
    assert_eq!(outlet.asked().len(), 0);
}

#[tokio::test]
async fn the_wait_ends_with_the_answer_after_it() {
    let (mut world, outlet) = World::always(busy("600")).await;
    world.refresh().await;
    world.sleep(minutes(10));
    outlet.feed(Page::feed(&["un"]));
    world.refresh().await;
    outlet.asked();
    world.refresh().await;
    outlet.asked_once();
}

#[tokio::test]
async fn what_was_known_before_serves_after_the_wait() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.refresh().await;
    outlet.feed(busy("7200"));
    world.sleep(hours(1));
    world.refresh().await;
    outlet.feed(Page::feed(&["un"]).etag("\"1\""));
    outlet.asked();
    world.pass(hours(3)).await;
    let asked = outlet.asked();
    assert_eq!(asked[0].conditions(), (Some("\"1\""), None));
    assert_eq!(asked[0].status, 304);
    assert_eq!(world.entries(), 1);
}

/// An outlet with two sources, of which the first is told to wait.
async fn two_at_one_host(by_host: bool) -> (World, Outlet, Outlet) {
    let (mut world, outlet) = World::always(busy("3600")).await;
    if by_host {
        world.by_host();
    }
    outlet.put("/other", Page::feed(&["un"]));
    world.source("b", &outlet.url("/other"), "");
    let elsewhere = world.outlet("c", Page::feed(&["deux"])).await;
    world.only("a").await;
    assert_eq!(outlet.asked_once().target, "/feed");
    (world, outlet, elsewhere)
}

#[tokio::test]
async fn a_wait_silences_the_source_alone_unless_set_otherwise() {
    let (mut world, outlet, elsewhere) = two_at_one_host(false).await;
    world.all().await;
    assert_eq!(outlet.asked_once().target, "/other");
    elsewhere.asked_once();
}

#[tokio::test]
async fn a_wait_silences_the_whole_host_where_it_is_set_so_also_through_restarts() {
    let (mut world, outlet, elsewhere) = two_at_one_host(true).await;
    // Nobody but the one that was told knows of it, and the process ends.
    for _ in 0..2 {
        world.restart();
        let all = world.all().await;
        assert_eq!((all.sources.skipped, all.sources.polled), (2, 1));
        world.pass(minutes(20)).await;
    }
    assert_eq!(outlet.asked().len(), 0);
    assert!(elsewhere.asked().len() >= 2, "other hosts go on");
    world.pass(minutes(19)).await;
    assert_eq!(outlet.asked().len(), 0);
    outlet.feed(Page::feed(&["trois"]));
    world.pass(minutes(2)).await;
    assert!(outlet.asked().len() >= 2, "and then both are asked again");
}

#[tokio::test]
async fn within_one_round_a_host_that_asks_to_wait_is_asked_no_further() {
    let mut world = World::new();
    world.by_host();
    let outlet = world.outlet("a0", busy("3600")).await;
    for n in 1..6 {
        outlet.put(&format!("/{n}"), busy("3600"));
        world.source(&format!("a{n}"), &outlet.url(&format!("/{n}")), "");
    }
    let round = world.refresh().await;
    outlet.asked_once();
    assert_eq!((round.sources.failed, round.sources.skipped), (1, 5));
    world.restart();
    world.sleep(minutes(59));
    world.refresh().await;
    assert_eq!(outlet.asked().len(), 0);
}
