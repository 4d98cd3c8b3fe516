//! The first time that an outlet hears of us, and the minutes after.

use crate::outlet::Outlet;
use crate::page::{Page, document};
use crate::world::*;

/// Everything that a page or a feed can invite a client to fetch.
const INVITATIONS: &str = "<image><url>http://127.0.0.1:PORT/logo.png</url><title>x</title>\
     <link>http://127.0.0.1:PORT/</link></image>\
     <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"http://127.0.0.1:PORT/self\"/>\
     <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"http://127.0.0.1:PORT/hub\"/>\
     <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"http://127.0.0.1:PORT/page2\"/>\
     <atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"prev-archive\" href=\"http://127.0.0.1:PORT/old\"/>\
     <cloud domain=\"127.0.0.1\" port=\"PORT\" path=\"/cloud\" registerProcedure=\"\" protocol=\"http-post\"/>\
     <item><title>Niger</title><guid isPermaLink=\"false\">1</guid>\
     <link>http://127.0.0.1:PORT/article</link>\
     <comments>http://127.0.0.1:PORT/comments</comments>\
     <enclosure url=\"http://127.0.0.1:PORT/sound.mp3\" length=\"1\" type=\"audio/mpeg\"/>\
     <description>&lt;img src=\"http://127.0.0.1:PORT/pixel.gif\"&gt;</description></item>";

#[tokio::test]
async fn a_new_source_costs_one_get_and_nothing_else() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.pass(minutes(59)).await;
    let asked = outlet.asked_once();
    assert_eq!((asked.method(), asked.target.as_str()), ("GET", "/feed"));
    assert!(!asked.is_conditional(), "{asked:?}");
    assert_eq!(outlet.connections(), 1);
}

#[tokio::test]
async fn nothing_that_a_feed_names_is_fetched_neither_pictures_nor_pages_nor_hubs() {
    let mut world = World::new();
    let outlet = world.outlet("a", Page::feed(&[])).await;
    let invitations = INVITATIONS.replace("PORT", &outlet.port.to_string());
    outlet.feed(Page::status("200 OK").body(document(&invitations, &[])));
    let rounds = world.pass(days(2)).await;
    assert_eq!(world.entries(), 1);
    let asked = outlet.asked();
    assert_eq!(asked.len(), rounds.len());
    assert!(
        asked.iter().all(|asked| asked.target == "/feed"),
        "{asked:?}"
    );
}

#[tokio::test]
async fn nothing_that_an_answer_hints_at_is_fetched_neither_styles_nor_the_next_page() {
    let mut world = World::new();
    let feed = document("", &["un"]).replace(
        "?>\n",
        "?>\n<?xml-stylesheet type=\"text/xsl\" href=\"/style.xsl\"?>\n\
         <!DOCTYPE rss SYSTEM \"/rss.dtd\" [<!ENTITY x SYSTEM \"/entity\">]>\n",
    );
    let hinting = |page: Page| {
        page.field(
            "Link",
            "</style.css>; rel=preload, </hub>; rel=hub, </next>; rel=next",
        )
        .field("Refresh", "0; url=/refresh")
        .field("Alt-Svc", "h2=\":443\"")
        .field("SourceMap", "/map")
    };
    let page = hinting(Page::status("200 OK").body(feed));
    let outlet = world.outlet("a", page).await;
    let meta = "<meta http-equiv=\"refresh\" content=\"0; url=/feed\">\
         <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/other\">\
         <link rel=\"icon\" href=\"/favicon.ico\">";
    let walled = world.outlet("b", hinting(Page::html(meta))).await;
    world.refresh().await;
    assert_eq!(world.entries(), 1);
    for outlet in [outlet, walled] {
        assert_eq!(outlet.asked_once().target, "/feed");
    }
}

#[tokio::test]
async fn a_challenge_is_not_answered_with_a_second_request_rfc9110_11_6_1() {
    let challenge = Page::status("401 Unauthorized")
        .field("WWW-Authenticate", "Basic realm=\"x\"")
        .field("WWW-Authenticate", "Negotiate");
    let (mut world, outlet) = World::with(challenge).await;
    world.refresh().await;
    assert_eq!(outlet.asked_once().field("authorization"), None);
}

#[tokio::test]
async fn a_restart_right_after_asks_nothing() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.refresh().await;
    outlet.asked_once();
    for _ in 0..3 {
        world.restart();
        world.pass(minutes(10)).await;
    }
    assert_eq!(outlet.asked().len(), 0);
}

#[tokio::test]
async fn ten_rounds_in_a_minute_ask_once() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    for round in 0..10 {
        if round % 3 == 0 {
            world.restart();
        }
        world.refresh().await;
        world.sleep(chrono::TimeDelta::seconds(6));
    }
    outlet.asked_once();
}

#[tokio::test]
async fn a_first_contact_that_fails_is_not_repeated_at_once() {
    let (mut world, outlets) = World::of([
        Page::status("500 Internal Server Error"),
        Page::status("404 Not Found"),
        Page::html("soon"),
    ])
    .await;
    for _ in 0..5 {
        world.refresh().await;
        world.sleep(minutes(10));
    }
    world.restart();
    world.refresh().await;
    for outlet in outlets {
        outlet.asked_once();
    }
}

#[tokio::test]
async fn a_new_source_does_not_disturb_those_that_are_known() {
    let (mut world, known) = World::with(Page::feed(&["un"])).await;
    world.refresh().await;
    known.asked_once();
    world.sleep(minutes(5));
    let new = world.outlet("b", Page::feed(&["deux"])).await;
    world.refresh().await;
    new.asked_once();
    assert_eq!(known.asked().len(), 0);
}

#[tokio::test]
async fn a_source_that_is_switched_off_or_taken_out_is_asked_no_more() {
    let mut world = World::new();
    let off = Outlet::open(world.clock()).await;
    world.source("off", &off.url("/feed"), "enabled = false");
    let out = world.outlet("out", Page::feed(&["un"])).await;
    world.refresh().await;
    out.asked_once();
    world.without_sources();
    let other = world.outlet("other", Page::feed(&["deux"])).await;
    world.pass(days(2)).await;
    assert_eq!((off.asked().len(), out.asked().len()), (0, 0));
    assert!(!other.asked().is_empty());
}
