//! Validators and what they stand for: none without a whole, stored feed, and none believed for
//! ever (RFC 9110, section 15.4.5; RFC 9111, section 3.3).

use crate::outlet::{Asked, Outlet};
use crate::page::{Page, Step, document};
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

#[tokio::test]
async fn no_validator_comes_from_an_answer_that_is_no_feed_rfc9111_3_3() {
    let wrong = [
        Page::status("500 Internal Server Error").body("oops"),
        Page::status("404 Not Found").body("no"),
        Page::status("403 Forbidden").body("no"),
        Page::status("202 Accepted").body("wait"),
        Page::status("204 No Content"),
        Page::status("206 Partial Content").body(document("", &["un", "deux"])),
        Page::status("200 OK"),
        Page::status("200 OK").body("   \n"),
        Page::status("200 OK").body("{\"error\": \"not found\"}"),
        Page::status("200 OK").body("not a feed at all"),
        Page::html("Just a moment..."),
        Page::status("200 OK").body("x".repeat(200_000)),
        Page::status("200 OK")
            .body("\u{1}\u{2}\u{3}")
            .field("Content-Encoding", "gzip"),
    ];
    let (mut world, outlets) = World::of(wrong.iter().map(|_| known(&["un"]))).await;
    world.fetch("max_body = \"100KB\"");
    world.refresh().await;
    for (outlet, page) in outlets.iter().zip(&wrong) {
        outlet.feed(page.clone().etag("\"wrong\"").modified(LATER));
    }
    let failed = world.all().await;
    assert_eq!(failed.sources.failed, wrong.len());
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.all().await;
    for (outlet, page) in outlets.iter().zip(&wrong) {
        let asked = outlet.asked_once();
        assert_eq!(asked.conditions(), (Some("\"1\""), Some(DATE)), "{page:?}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_the_validators_of_the_last_whole_one_rfc9112_8() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    // Two items are announced, and the connection ends after the first.
    let body = document("", &["deux", "trois"]);
    let half = body.split("</item>").next().unwrap().to_owned() + "</item>";
    let lead = format!(
        "HTTP/1.1 200 OK\r\nETag: \"2\"\r\nLast-Modified: {LATER}\r\nContent-Length: {}\r\n\r\n{half}",
        body.len()
    );
    outlet.feed(Page::steps(vec![
        Step::Send(lead.into_bytes()),
        Step::Close,
    ]));
    assert_eq!(world.all().await.sources.failed, 1);
    assert!(world.known().contains("deux"), "what could be read is kept");
    outlet.feed(Page::feed(&["deux", "trois"]).etag("\"2\"").modified(LATER));
    let asked = next(&mut world, &outlet).await;
    assert_eq!(asked.conditions(), (Some("\"1\""), Some(DATE)));
    assert!(
        world.known().contains("trois"),
        "and the rest comes with the next"
    );
}

/// The first of these items, and nothing after it.
fn cut_off(titles: &[&str]) -> Page {
    let whole = document("", titles);
    let (first, _) = whole.split_once("</item>").unwrap();
    Page::feed(&[]).body(format!("{first}</item>"))
}

#[tokio::test]
async fn a_document_that_its_publisher_cut_off_leaves_the_validators_of_the_last_one() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    outlet.feed(cut_off(&["deux", "trois"]).etag("\"2\""));
    assert_eq!(world.all().await.entries.new, 1);
    // It is whole again, under the validator that it had before.
    outlet.feed(Page::feed(&["deux", "trois"]).etag("\"2\""));
    let asked = next(&mut world, &outlet).await;
    assert_eq!(asked.conditions(), (Some("\"1\""), Some(DATE)));
    assert!(world.known().contains("trois"));
    let asked = next(&mut world, &outlet).await;
    assert_eq!(asked.conditions(), (Some("\"2\""), None));
}

#[tokio::test]
async fn a_feed_that_never_comes_to_its_end_is_asked_conditionally_all_the_same() {
    let (mut world, outlet) = World::with(cut_off(&["un"]).etag("\"1\"")).await;
    world.refresh().await;
    let mut answers = Vec::new();
    for page in [
        cut_off(&["un"]).etag("\"1\""),
        cut_off(&["deux"]).etag("\"2\""),
    ] {
        outlet.feed(page);
        for _ in 0..4 {
            answers.push(next(&mut world, &outlet).await.status);
        }
    }
    assert_eq!(answers, [200, 304, 304, 304, 200, 200, 304, 304]);
}

#[tokio::test]
async fn a_body_that_could_not_be_stored_leaves_no_validators_rfc9111_3_3() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.schedule("default = \"@always\"");
    world.refresh().await;
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END";
    world.store().execute_batch(refuse).unwrap();
    outlet.feed(Page::feed(&["un", "deux"]).etag("\"2\""));
    world.broken_round().await;
    world.store().execute_batch("DROP TRIGGER refuse").unwrap();
    world.restart();
    let asked = next(&mut world, &outlet).await;
    assert_eq!(asked.conditions(), (Some("\"1\""), None));
    assert!(world.known().contains("deux"));
}

#[tokio::test]
async fn the_whole_feed_is_asked_for_once_a_day_and_never_more_often() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(days(7)).await;
    let asked = outlet.asked();
    let whole: Vec<_> = asked
        .iter()
        .filter(|asked| !asked.is_conditional())
        .collect();
    assert!((7..=8).contains(&whole.len()), "{whole:?}");
    for pair in whole.windows(2) {
        let gap = pair[1].at - pair[0].at;
        assert!(gap >= days(1) && gap < days(1) + hours(2), "{whole:?}");
    }
    assert!(asked.len() > 100, "{}", asked.len());
}

#[tokio::test]
async fn rounds_by_hand_ask_for_the_whole_feed_no_more_often() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    for _ in 0..48 {
        world.all().await;
        world.sleep(minutes(30));
    }
    let asked = outlet.asked();
    let whole = asked.iter().filter(|asked| !asked.is_conditional());
    assert_eq!((asked.len(), whole.count()), (48, 1));
}

#[tokio::test]
async fn a_server_whose_304_lies_is_found_out_within_a_day() {
    let (mut world, outlet) = World::with(known(&["un"]).lying()).await;
    world.schedule("adaptive = false");
    world.refresh().await;
    outlet.feed(known(&["un", "deux"]).lying());
    world.pass(hours(23)).await;
    assert_eq!(world.entries(), 1, "it said that nothing changed");
    world.pass(hours(2)).await;
    assert_eq!(world.entries(), 2);
}

#[tokio::test]
async fn a_server_that_knows_no_304_costs_no_second_entry_and_no_new_edition() {
    let (mut world, outlet) = World::with(known(&["un", "deux"]).deaf()).await;
    world.refresh().await;
    let before = world.published("feeds/all.atom");
    for round in world.pass(days(3)).await {
        assert_eq!((round.entries.new, round.editions.written), (0, 0));
        assert_eq!(round.sources.not_modified, 1);
    }
    assert!(outlet.asked().len() > 5);
    assert_eq!(world.entries(), 2);
    assert_eq!(world.published("feeds/all.atom"), before);
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_a_failure_and_costs_nothing_rfc9110_15_4_5() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    outlet.feed(known(&["un"]).stubborn());
    let rounds = world.pass(days(2)).await;
    let failed: Vec<_> = rounds.iter().flat_map(|round| &round.failures).collect();
    assert!(
        !failed.is_empty()
            && failed
                .iter()
                .all(|failure| failure.kind == "unasked_not_modified")
    );
    outlet.feed(Page::feed(&["un", "deux"]).etag("\"2\""));
    world.pass(days(1)).await;
    assert_eq!(world.entries(), 2);
}

#[tokio::test]
async fn a_304_has_no_body_whatever_length_it_claims_rfc9110_15_4_5() {
    let (mut world, outlet) = World::with(known(&["un"])).await;
    world.refresh().await;
    let unchanged = "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n";
    outlet.feed(Page::steps(vec![Step::Send(unchanged.into())]));
    for _ in 0..3 {
        assert_eq!(world.all().await.sources.not_modified, 1);
    }
    assert_eq!(outlet.connections(), 1);
}

#[tokio::test]
async fn a_new_source_that_says_304_at_once_keeps_nothing_rfc9110_15_4_5() {
    let (mut world, outlet) = World::with(known(&[]).stubborn()).await;
    assert_eq!(
        world.refresh().await.failures[0].kind,
        "unasked_not_modified"
    );
    assert!(!next(&mut world, &outlet).await.is_conditional());
}
