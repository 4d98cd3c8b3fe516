//! Redirects (RFC 9110, section 15.4), followed within bounds.

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
async fn a_redirect_is_followed_within_the_poll_by_get_and_says_nothing_of_where_from() {
    let statuses = [
        MOVED,
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        FOR_GOOD,
    ];
    let (mut world, outlets) = redirecting(&statuses).await;
    assert_eq!(world.refresh().await.sources.changed, statuses.len());
    for (outlet, status) in outlets.iter().zip(statuses) {
        let asked = outlet.asked();
        assert_eq!(asked.len(), 2, "{status}");
        for asked in asked {
            assert_eq!(
                (asked.method(), asked.field("referer")),
                ("GET", None),
                "{status}"
            );
        }
    }
}

#[tokio::test]
async fn no_redirect_leads_into_a_private_network_nor_to_another_scheme() {
    let targets_of = [
        "http://10.0.0.1/feed",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/feed",
        "file:///etc/passwd",
        "ftp://127.0.0.1/feed",
        "javascript:alert(1)",
    ];
    let pages = targets_of.map(|to| Page::redirect(MOVED, to));
    let (mut world, outlets) = World::of(pages).await;
    for _ in 0..4 {
        let round = world.all().await;
        assert_eq!(round.sources.failed, targets_of.len());
        assert!(
            round
                .failures
                .iter()
                .all(|failure| failure.kind == "refused")
        );
    }
    for (outlet, to) in outlets.iter().zip(targets_of) {
        assert_eq!(targets(outlet), vec!["/feed"; 4], "{to}");
    }
}

#[tokio::test]
async fn a_target_is_resolved_against_where_it_came_from_rfc9110_10_2_2() {
    let mut world = World::new();
    let mut outlets = Vec::new();
    for (n, (location, target)) in [
        ("new", "/a/b/new"),
        ("./new", "/a/b/new"),
        ("../../new", "/new"),
        ("/new", "/new"),
        ("http://127.0.0.1:PORT/new", "/new"),
        ("//127.0.0.1:PORT/new", "/new"),
        ("/new#top", "/new"),
        (" /new ", "/new"),
        ("/new?q=%C3%A9+x&y", "/new?q=%C3%A9+x&y"),
    ]
    .into_iter()
    .enumerate()
    {
        let outlet = Outlet::open(world.clock()).await;
        let location = location.replace("PORT", &outlet.port.to_string());
        outlet.put("/a/b/from", Page::redirect("302 Found", &location));
        outlet.put("/a/b/new", Page::feed(&["un"]));
        outlet.put("/new", Page::feed(&["un"]));
        world.source(&format!("s{n}"), &outlet.url("/a/b/from"), "");
        outlets.push((outlet, location, target));
    }
    world.refresh().await;
    for (outlet, location, target) in outlets {
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
