//! Conditional requests (RFC 9110, sections 8.8, 13 and 15.4.5; RFC 9111, sections 3.3 and 4.3).

use crate::outlet::{Asked, Outlet};
use crate::page::Page;
use crate::world::*;

const DATE: &str = "Thu, 19 Nov 2026 08:00:00 GMT";
const LATER: &str = "Fri, 20 Nov 2026 07:00:00 GMT";

fn known(titles: &[&str]) -> Page {
    Page::feed(titles).etag("\"1\"").modified(DATE)
}

/// What is asked in the next round over everything.
async fn next(world: &mut World, outlet: &Outlet) -> Asked {
    outlet.asked();
    world.all().await;
    outlet.asked_once()
}

/// Answers `first`, then each of `seconds` at an outlet of its own, and checks what the request
/// after that names.
async fn after(first: Page, seconds: &[(Page, Option<&str>, Option<&str>)]) {
    let (mut world, outlets) = World::of(seconds.iter().map(|_| first.clone())).await;
    world.refresh().await;
    for (outlet, (second, ..)) in outlets.iter().zip(seconds) {
        outlet.feed(second.clone());
    }
    world.all().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.all().await;
    for (outlet, (second, etag, date)) in outlets.iter().zip(seconds) {
        let asked = outlet.asked_once();
        assert_eq!(asked.conditions(), (*etag, *date), "{second:?}");
    }
}

#[tokio::test]
async fn an_etag_goes_back_byte_for_byte_rfc9110_8_8_3() {
    let etags = [
        "\"abc\"",
        "W/\"abc\"",
        "\"\"",
        "W/\"a b, c\"",
        "no-quotes",
        "\"abc-gzip\"",
        "\"\u{e9}\u{ff}\"",
        "'single'",
        "\"unclosed",
    ];
    let pages = etags.map(|etag| Page::feed(&["un"]).etag(etag));
    let (mut world, outlets) = World::of(pages).await;
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.all().await;
    for (outlet, etag) in outlets.iter().zip(etags) {
        let asked = outlet.asked_once();
        assert_eq!(asked.conditions(), (Some(etag), None), "{etag}");
        assert_eq!(asked.status, 304, "{etag}");
    }
}

#[tokio::test]
async fn a_last_modified_goes_back_byte_for_byte_rfc9110_8_8_2_and_13_1_3() {
    let dates = [
        DATE,
        "Thursday, 19-Nov-26 08:00:00 GMT",
        "Thu Nov 19 08:00:00 2026",
        "Thu, 19 Nov 2026 08:00:00 +0000",
        "2026-11-19T08:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 01 Jan 2091 00:00:00 GMT",
        "yesterday",
        "0",
    ];
    let pages = dates.map(|date| Page::feed(&["un"]).modified(date));
    let (mut world, outlets) = World::of(pages).await;
    world.refresh().await;
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.all().await;
    for (outlet, date) in outlets.iter().zip(dates) {
        let asked = outlet.asked_once();
        assert_eq!(asked.conditions(), (None, Some(date)), "{date}");
        assert_eq!(asked.status, 304, "{date}");
    }
}

#[tokio::test]
async fn both_go_back_where_both_came_rfc9110_13_2_2() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    let asked = next(&mut world, &outlet).await;
    assert_eq!(asked.conditions(), (Some("\"1\""), Some(DATE)));
}

#[tokio::test]
async fn no_validator_is_invented_rfc9110_13_1_3() {
    let dated = "<pubDate>Thu, 19 Nov 2026 08:00:00 GMT</pubDate>\
         <lastBuildDate>Thu, 19 Nov 2026 08:00:00 GMT</lastBuildDate>";
    let bare = Page::rss(dated, &["un"])
        .field("Date", DATE)
        .field("Expires", DATE)
        .field("Content-MD5", "Q2hlY2sgSW50ZWdyaXR5IQ==")
        .field("X-ETag", "\"1\"");
    let (mut world, outlet) = World::with(bare).await;
    world.refresh().await;
    for _ in 0..3 {
        assert!(!next(&mut world, &outlet).await.is_conditional());
    }
}

#[tokio::test]
async fn an_empty_value_is_no_validator() {
    let empty = Page::feed(&["un"]).etag("").modified("");
    let (mut world, outlet) = World::with(empty).await;
    world.refresh().await;
    assert!(!next(&mut world, &outlet).await.is_conditional());
}

#[tokio::test]
async fn only_the_two_conditions_of_a_get_are_ever_sent_rfc9110_13_1() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    let asked = next(&mut world, &outlet).await;
    for never in [
        "if-match",
        "if-unmodified-since",
        "if-range",
        "range",
        "a-im",
    ] {
        assert_eq!(asked.field(never), None, "{never}");
    }
    for once in ["if-none-match: ", "if-modified-since: "] {
        assert_eq!(asked.head.to_lowercase().matches(once).count(), 1);
    }
}

#[tokio::test]
async fn a_304_replaces_what_it_names_and_leaves_the_rest_rfc9111_4_3_4() {
    let unchanged = || Page::status("304 Not Modified");
    let cases = [
        (unchanged(), Some("\"1\""), Some(DATE)),
        (unchanged().etag("\"2\""), Some("\"2\""), Some(DATE)),
        (unchanged().etag("W/\"1\""), Some("W/\"1\""), Some(DATE)),
        (unchanged().modified(LATER), Some("\"1\""), Some(LATER)),
        (
            unchanged().etag("\"2\"").modified(LATER),
            Some("\"2\""),
            Some(LATER),
        ),
    ];
    after(known(&["un"]), &cases).await;
}

#[tokio::test]
async fn a_200_with_the_same_body_brings_its_own_validators_rfc9111_4_3_3() {
    let same = || Page::feed(&["un"]).etag("\"2\"");
    let cases = [
        (same().modified(LATER), Some("\"2\""), Some(LATER)),
        (same().modified(DATE), Some("\"2\""), Some(DATE)),
    ];
    after(known(&["un"]), &cases).await;
}

#[tokio::test]
async fn a_200_with_news_brings_its_own_validators_and_no_others_rfc9111_4_3_3() {
    let news = || Page::feed(&["un", "deux"]);
    let cases = [
        (
            news().etag("\"2\"").modified(LATER),
            Some("\"2\""),
            Some(LATER),
        ),
        (news().etag("\"2\""), Some("\"2\""), None),
        (news().modified(LATER), None, Some(LATER)),
        (news(), None, None),
    ];
    after(known(&["un"]), &cases).await;
}

#[tokio::test]
async fn validators_survive_restarts_and_serve_every_kind_of_round() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    world.restart();
    outlet.asked();
    world.all().await;
    world.only("a").await;
    world.restart();
    world.only("a").await;
    world.pass(hours(3)).await;
    world.sleep(hours(2));
    world.refresh().await;
    let asked = outlet.asked();
    assert!(asked.len() >= 5, "{asked:?}");
    for asked in asked {
        assert_eq!(asked.conditions(), (Some("\"1\""), Some(DATE)));
    }
}

#[tokio::test]
async fn no_validator_goes_to_another_url_than_the_one_that_sent_it() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    outlet.put("/other", known(&["deux"]));
    world.without_sources();
    world.source("a", &outlet.url("/other"), "");
    outlet.asked();
    world.refresh().await;
    let asked = outlet.asked_once();
    assert_eq!(asked.target, "/other");
    assert!(!asked.is_conditional(), "the URL was edited: {asked:?}");
    // And back again: what is stored by now is the other's.
    world.without_sources();
    world.source("a", &outlet.url("/feed"), "");
    world.refresh().await;
    assert!(!outlet.asked_once().is_conditional());
}

#[tokio::test]
async fn validators_are_not_sent_to_the_other_hops_of_a_redirect_rfc9110_15_4() {
    let (mut world, outlet) = World::with(
        Page::redirect("302 Found", "/new")
            .etag("\"hop\"")
            .modified(LATER),
    )
    .await;
    outlet.put("/new", known(&["un"]));
    world.refresh().await;
    outlet.asked();
    world.all().await;
    let asked = outlet.asked();
    let [hop, end] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert!(!hop.is_conditional(), "{hop:?}");
    assert_eq!(end.conditions(), (Some("\"1\""), Some(DATE)));
    // The redirect leads elsewhere now: the other place gets no validators either.
    outlet.feed(Page::redirect("302 Found", "/third"));
    outlet.put("/third", known(&["deux"]));
    world.all().await;
    let asked = outlet.asked();
    assert!(
        asked.iter().all(|asked| !asked.is_conditional()),
        "{asked:?}"
    );
}
