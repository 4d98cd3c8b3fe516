//! Redirects (RFC 9110, section 15.4): followed within bounds, and a move for good only when it is
//! meant and holds.

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

/// Where a source is asked after four rounds in which its URL answered with `pages`, in turn.
async fn after_four(page: Page) -> String {
    let (mut world, outlet) = moving(page).await;
    for _ in 0..4 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    targets(&outlet).remove(0)
}

#[tokio::test]
async fn a_redirect_is_followed_within_the_poll_by_get_and_says_nothing_of_where_from() {
    for status in [
        MOVED,
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        FOR_GOOD,
    ] {
        let (mut world, outlet) = moving(Page::redirect(status, "/new")).await;
        assert_eq!(world.refresh().await.sources.changed, 1, "{status}");
        let asked = outlet.asked();
        assert_eq!(asked.len(), 2);
        for asked in asked {
            assert_eq!(asked.method(), "GET", "{status}");
            assert_eq!(asked.field("referer"), None, "{status}");
        }
    }
}

#[tokio::test]
async fn three_polls_through_301_or_308_move_the_source_rfc9110_15_4_2_and_15_4_9() {
    for status in [MOVED, FOR_GOOD] {
        let (mut world, outlet) = moving(Page::redirect(status, "/new")).await;
        for _ in 0..3 {
            world.all().await;
            assert_eq!(targets(&outlet), ["/feed", "/new"], "{status}");
            world.restart();
        }
        world.all().await;
        let asked = outlet.asked_once();
        assert_eq!(
            (asked.target.as_str(), asked.status),
            ("/new", 304),
            "{status}"
        );
        assert_eq!(world.entries(), 1, "it is the same source");
    }
}

#[tokio::test]
async fn temporary_redirects_never_move_the_source_rfc9110_15_4_3_and_15_4_8() {
    for status in ["302 Found", "303 See Other", "307 Temporary Redirect"] {
        assert_eq!(
            after_four(Page::redirect(status, "/new")).await,
            "/feed",
            "{status}"
        );
    }
    // One temporary hop in a chain is enough.
    let (mut world, outlet) = moving(Page::redirect(MOVED, "/hop")).await;
    outlet.put("/hop", Page::redirect("302 Found", "/new"));
    for _ in 0..4 {
        world.all().await;
    }
    outlet.asked();
    world.all().await;
    assert_eq!(targets(&outlet), ["/feed", "/hop", "/new"]);
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
    for end in [
        Page::html("This domain is for sale"),
        Page::status("404 Not Found"),
        Page::status("500 Internal Server Error"),
        Page::status("200 OK"),
        Page::status("403 Forbidden"),
    ] {
        let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
        world.refresh().await;
        outlet.put("/new", end);
        outlet.feed(Page::redirect(MOVED, "/new"));
        for _ in 0..5 {
            assert_eq!(world.all().await.sources.failed, 1);
        }
        outlet.feed(Page::feed(&["un", "deux"]));
        outlet.asked();
        world.all().await;
        assert_eq!(targets(&outlet), ["/feed"]);
        assert_eq!(world.entries(), 2);
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
    for (end, failures) in [
        (Page::status("404 Not Found"), 3),
        (Page::html("This domain is for sale"), 3),
        (Page::status("500 Internal Server Error"), 3),
    ] {
        let (mut world, outlet) = moved().await;
        outlet.put("/new", end);
        outlet.feed(Page::feed(&["un", "deux"]));
        for _ in 0..failures {
            world.all().await;
        }
        assert_eq!(targets(&outlet), vec!["/new"; failures]);
        world.all().await;
        let asked = outlet.asked_once();
        assert_eq!(asked.target, "/feed");
        assert!(!asked.is_conditional(), "those were the new place's");
        assert_eq!(world.entries(), 2);
    }
}

#[tokio::test]
async fn a_new_place_that_is_gone_is_left_alone_for_a_week_and_then_the_old_one_is_asked() {
    let (mut world, outlet) = moved().await;
    outlet.put("/new", Page::status("410 Gone"));
    outlet.feed(Page::feed(&["un", "deux"]));
    world.all().await;
    outlet.asked_once();
    world.pass(days(7) - minutes(1)).await;
    assert_eq!(outlet.asked().len(), 0);
    world.pass(hours(1)).await;
    assert_eq!(targets(&outlet), ["/feed"]);
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
async fn no_redirect_leads_into_a_private_network_nor_to_another_scheme() {
    for to in [
        "http://10.0.0.1/feed",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/feed",
        "file:///etc/passwd",
        "ftp://127.0.0.1/feed",
        "javascript:alert(1)",
    ] {
        let (mut world, outlet) = World::with(Page::redirect(MOVED, to)).await;
        for _ in 0..4 {
            assert_eq!(world.all().await.failures[0].kind, "refused", "{to}");
        }
        assert_eq!(targets(&outlet), vec!["/feed"; 4], "{to}");
    }
}

#[tokio::test]
async fn a_target_is_resolved_against_where_it_came_from_rfc9110_10_2_2() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    outlet.put("/a/b/new", Page::feed(&["un"]));
    outlet.put("/new", Page::feed(&["un"]));
    let absolute = outlet.url("/new");
    let protocol_less = absolute.trim_start_matches("http:").to_owned();
    for (location, target) in [
        ("new", "/a/b/new"),
        ("./new", "/a/b/new"),
        ("../../new", "/new"),
        ("/new", "/new"),
        (absolute.as_str(), "/new"),
        (protocol_less.as_str(), "/new"),
        ("/new#top", "/new"),
        (" /new ", "/new"),
        ("/new?q=%C3%A9+x&y", "/new?q=%C3%A9+x&y"),
    ] {
        outlet.put("/a/b/from", Page::redirect("302 Found", location));
        world.without_sources();
        world.source("a", &outlet.url("/a/b/from"), "");
        world.all().await;
        assert_eq!(targets(&outlet), ["/a/b/from", target], "{location}");
    }
}

#[tokio::test]
async fn redirects_without_target_in_circles_or_without_end_are_failures_rfc9110_15_4() {
    let to = |target: &str| Page::redirect("302 Found", target);
    let (mut world, outlets) = World::of([
        Page::status("302 Found").body("where?"),
        to("http://"),
        to("/feed"),
        to("/other"),
        to("/hop0"),
    ])
    .await;
    outlets[3].put("/other", to("/feed"));
    for hop in 0..40 {
        outlets[4].put(&format!("/hop{hop}"), to(&format!("/hop{}", hop + 1)));
    }
    let round = world.refresh().await;
    let kinds: Vec<_> = round
        .failures
        .iter()
        .map(|failure| failure.kind.as_str())
        .collect();
    assert_eq!(kinds, ["redirect"; 5]);
    let requests: Vec<_> = outlets.iter().map(|outlet| outlet.asked().len()).collect();
    assert_eq!(requests, [1, 1, 1, 2, 11], "at most ten are followed");
}

#[tokio::test]
async fn credentials_go_to_their_own_origin_alone_rfc9110_11_6_2() {
    let mut world = World::new();
    let away = Outlet::open(world.clock()).await;
    away.put("/rss", Page::feed(&["un"]));
    let outlet = Outlet::open(world.clock()).await;
    outlet.feed(Page::redirect("302 Found", "/here"));
    outlet.put("/here", Page::redirect("302 Found", &away.url("/rss")));
    let url = outlet.url("/feed").replace("127", "aladdin:sesame@127");
    world.source("a", &url, "");
    world.refresh().await;
    for asked in outlet.asked() {
        assert_eq!(
            asked.field("authorization"),
            Some("Basic YWxhZGRpbjpzZXNhbWU=")
        );
    }
    let asked = away.asked_once();
    assert_eq!(asked.field("authorization"), None);
    assert!(!asked.head.contains("sesame"));
}

#[tokio::test]
async fn a_login_that_a_redirect_plants_is_not_used() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    let planted = outlet.url("/new").replace("127", "planted:word@127");
    outlet.feed(Page::redirect("302 Found", &planted));
    outlet.put("/new", Page::feed(&["un"]));
    world.refresh().await;
    let asked = outlet.asked();
    assert_eq!(asked.len(), 2);
    assert!(
        asked
            .iter()
            .all(|asked| asked.field("authorization").is_none())
    );
}

#[tokio::test]
async fn cookies_set_on_the_way_are_not_carried_along_rfc6265_5() {
    let hop = Page::redirect("302 Found", "/new").field("Set-Cookie", "seen=1; Path=/");
    let (mut world, outlet) = moving(hop).await;
    for _ in 0..3 {
        world.all().await;
    }
    let asked = outlet.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|asked| asked.field("cookie").is_none()));
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
