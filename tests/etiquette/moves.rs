//! A move for good (RFC 9110, sections 15.4.2 and 15.4.9): made only when it is meant and holds,
//! and taken back when the new place is nothing any more.

use std::process::Command;

use crate::outlet::Outlet;
use crate::page::Page;
use crate::world::*;

const MOVED: &str = "301 Moved Permanently";
const FOR_GOOD: &str = "308 Permanent Redirect";

fn targets(outlet: &Outlet) -> Vec<String> {
    outlet
        .asked()
        .into_iter()
        .map(|asked| asked.target)
        .collect()
}

/// A source whose URL answers with `first`, and a feed at `/new`.
async fn moving(first: Page) -> (World, Outlet) {
    let (world, outlet) = World::with(first).await;
    outlet.put("/new", Page::feed(&["un"]).etag("\"new\""));
    (world, outlet)
}

/// A source that has moved to `/new` for good.
async fn moved() -> (World, Outlet) {
    let (mut world, outlet) = moving(Page::redirect(MOVED, "/new")).await;
    for _ in 0..3 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    assert_eq!(targets(&outlet), ["/new"]);
    (world, outlet)
}

/// Outlets whose `/feed` redirects to their `/new`, each in its way.
async fn redirecting(statuses: &[&str]) -> (World, Vec<Outlet>) {
    let pages = statuses.iter().map(|status| Page::redirect(status, "/new"));
    let (world, outlets) = World::of(pages).await;
    for outlet in &outlets {
        outlet.put("/new", Page::feed(&["un"]).etag("\"new\""));
    }
    (world, outlets)
}

#[tokio::test]
async fn three_polls_through_301_or_308_move_the_source_rfc9110_15_4_2_and_15_4_9() {
    let (mut world, outlets) = redirecting(&[MOVED, FOR_GOOD]).await;
    for _ in 0..3 {
        world.all().await;
        for outlet in &outlets {
            assert_eq!(targets(outlet), ["/feed", "/new"]);
        }
        world.restart();
    }
    world.all().await;
    for outlet in &outlets {
        let asked = outlet.asked_once();
        assert_eq!((asked.target.as_str(), asked.status), ("/new", 304));
    }
    assert_eq!(world.entries(), 2, "they are the same sources");
}

#[tokio::test]
async fn temporary_redirects_never_move_the_source_rfc9110_15_4_3_and_15_4_8() {
    // The last is a temporary hop within a chain: one is enough.
    let statuses = [
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        MOVED,
    ];
    let (mut world, outlets) = redirecting(&statuses).await;
    outlets[3].put("/new", Page::redirect("302 Found", "/end"));
    outlets[3].put("/end", Page::feed(&["un"]));
    for _ in 0..5 {
        world.all().await;
    }
    for (outlet, status) in outlets.iter().zip(statuses) {
        let first = targets(outlet)
            .into_iter()
            .filter(|target| target == "/feed");
        assert_eq!(first.count(), 5, "{status}");
    }
}

#[tokio::test]
async fn a_chain_of_permanent_redirects_moves_to_its_end() {
    let (mut world, outlet) = moving(Page::redirect(MOVED, "/hop")).await;
    outlet.put("/hop", Page::redirect(FOR_GOOD, "new"));
    for _ in 0..3 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    assert_eq!(targets(&outlet), ["/new"]);
}

#[tokio::test]
async fn a_move_that_is_taken_back_or_changes_its_mind_is_none() {
    let (mut world, outlet) = moving(Page::redirect(MOVED, "/new")).await;
    outlet.put("/newer", Page::feed(&["deux"]));
    let there = || Page::redirect(MOVED, "/new");
    for page in [there(), there(), Page::feed(&["un"]), there(), there()] {
        outlet.feed(page);
        world.all().await;
    }
    outlet.feed(Page::redirect(MOVED, "/newer"));
    for _ in 0..2 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    assert_eq!(targets(&outlet)[0], "/feed");
}

#[tokio::test]
async fn a_redirect_to_what_is_no_feed_moves_nothing() {
    let ends = [
        Page::html("This domain is for sale"),
        Page::status("404 Not Found"),
        Page::status("500 Internal Server Error"),
        Page::status("200 OK"),
        Page::status("403 Forbidden"),
    ];
    let (mut world, outlets) = redirecting(&[MOVED; 5]).await;
    for (outlet, end) in outlets.iter().zip(ends) {
        outlet.put("/new", end);
    }
    for _ in 0..5 {
        assert_eq!(world.all().await.sources.failed, 5);
    }
    for outlet in &outlets {
        outlet.feed(Page::feed(&["un"]));
        outlet.asked();
    }
    world.all().await;
    for outlet in &outlets {
        assert_eq!(targets(outlet), ["/feed"]);
    }
}

#[tokio::test]
async fn a_source_that_moved_moves_again_and_back_as_its_server_says() {
    let (mut world, outlet) = moved().await;
    outlet.put("/new", Page::redirect(MOVED, "/feed"));
    outlet.feed(Page::feed(&["un", "deux"]));
    for _ in 0..3 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    assert_eq!(targets(&outlet), ["/feed"]);
    assert_eq!(world.entries(), 2);
}

#[tokio::test]
async fn a_new_place_that_dies_sends_back_to_the_old_one() {
    let ends = [
        Page::status("404 Not Found"),
        Page::html("This domain is for sale"),
        Page::status("500 Internal Server Error"),
    ];
    let (mut world, outlets) = redirecting(&[MOVED; 3]).await;
    for _ in 0..3 {
        world.all().await;
    }
    for (outlet, end) in outlets.iter().zip(ends) {
        outlet.put("/new", end);
        outlet.feed(Page::feed(&["un", "deux"]));
        outlet.asked();
    }
    for _ in 0..4 {
        world.all().await;
    }
    for outlet in &outlets {
        let asked = outlet.asked();
        let targets: Vec<_> = asked.iter().map(|asked| asked.target.as_str()).collect();
        assert_eq!(targets, ["/new", "/new", "/new", "/feed"]);
        assert!(!asked[3].is_conditional(), "those were the new place's");
    }
    assert_eq!(world.entries(), 6);
}

#[tokio::test]
async fn a_new_place_that_is_gone_is_asked_no_more_and_the_old_one_when_it_is_next_due() {
    let (mut world, outlet) = moved().await;
    outlet.put("/new", Page::status("410 Gone"));
    outlet.feed(Page::feed(&["un", "deux"]));
    world.all().await;
    assert_eq!(targets(&outlet), ["/new"]);
    world.pass(hours(2)).await;
    assert_eq!(targets(&outlet)[0], "/feed");
    assert_eq!(world.entries(), 2);
}

#[tokio::test]
async fn an_old_place_that_still_leads_to_what_is_gone_is_left_alone_for_a_week() {
    let (mut world, outlet) = moved().await;
    outlet.put("/new", Page::status("410 Gone"));
    world.pass(hours(3)).await;
    assert_eq!(targets(&outlet), ["/new", "/feed", "/new"]);
    world.pass(days(6)).await;
    assert_eq!(outlet.asked().len(), 0);
}

#[tokio::test]
async fn who_asks_us_to_wait_at_the_new_place_is_not_lost() {
    let (mut world, outlet) = moved().await;
    outlet.put("/new", Page::status("429 Too Many Requests"));
    for _ in 0..6 {
        world.all().await;
    }
    assert_eq!(targets(&outlet), vec!["/new"; 6]);
}

#[tokio::test]
async fn an_edited_url_counts_for_more_than_an_earlier_move() {
    let (mut world, outlet) = moved().await;
    outlet.put("/edited", Page::feed(&["trois"]));
    world.without_sources();
    world.source("a", &outlet.url("/edited"), "");
    world.refresh().await;
    assert_eq!(targets(&outlet), ["/edited"]);
    assert_eq!(world.entries(), 2, "what was known stays");
}

#[tokio::test]
async fn a_move_to_another_host_is_followed_and_made() {
    let mut world = World::new();
    let there = Outlet::open(world.clock()).await;
    there.put("/rss", Page::feed(&["un"]));
    let outlet = world
        .outlet("a", Page::redirect(MOVED, &there.url("/rss")))
        .await;
    for _ in 0..3 {
        world.all().await;
    }
    assert_eq!((outlet.asked().len(), there.asked().len()), (3, 3));
    world.all().await;
    assert_eq!((outlet.asked().len(), there.asked().len()), (0, 1));
}

#[tokio::test]
async fn an_operator_sees_where_a_source_has_moved_to() {
    let (mut world, outlet) = moved().await;
    world.restart();
    let show = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_griot"))
            .arg("--config")
            .arg(world.config())
            .args(["sources", "show", "a"])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let new = outlet.url("/new");
    assert!(
        show(&[]).contains(&format!("moved to      {new}")),
        "{}",
        show(&[])
    );
    let shown: serde_json::Value = serde_json::from_str(&show(&["--json"])).unwrap();
    assert_eq!(shown["moved_to"], new);
    assert_eq!(shown["url"], outlet.url("/feed"));
}
