//! Outlets that refuse, break, stand empty or are gone (RFC 9110, sections 15.3, 15.5 and 15.6):
//! each is named, asked less often, and never given up.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::page::{Page, Step, document};
use crate::world::*;

fn status_of_wall(status: &str, page: &str) -> (Page, &'static str) {
    (Page::status(status).body(page), "bot_wall")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// What can stand where a feed stood, with the class of failure.
fn failures() -> Vec<(Page, &'static str)> {
    let status = |status, kind| (Page::status(status).body("no feed"), kind);
    vec![
        status("400 Bad Request", "status"),
        status("401 Unauthorized", "denied"),
        status("402 Payment Required", "status"),
        status("403 Forbidden", "denied"),
        status("404 Not Found", "missing"),
        status("405 Method Not Allowed", "status"),
        status("406 Not Acceptable", "status"),
        status("408 Request Timeout", "status"),
        status("418 I'm a teapot", "status"),
        status("429 Too Many Requests", "rate_limited"),
        status("451 Unavailable For Legal Reasons", "denied"),
        status("500 Internal Server Error", "status"),
        status("501 Not Implemented", "status"),
        status("502 Bad Gateway", "status"),
        status("503 Service Unavailable", "status"),
        status("504 Gateway Timeout", "status"),
        status("522 Odd", "status"),
        status("999 Odder", "status"),
        status("305 Use Proxy", "status"),
        status("201 Created", "no_content"),
        status("202 Accepted", "no_content"),
        (Page::status("204 No Content"), "no_content"),
        status("205 Reset Content", "no_content"),
        status("206 Partial Content", "no_content"),
        status("226 IM Used", "no_content"),
        (Page::status("200 OK"), "no_content"),
        (
            Page::html("Checking your browser before you continue"),
            "bot_wall",
        ),
        (
            Page::status("403 Forbidden").field("Cf-Mitigated", "challenge"),
            "bot_wall",
        ),
        status_of_wall("403 Forbidden", "<title>Just a moment...</title>"),
        status_of_wall(
            "503 Service Unavailable",
            "<script src=/_Incapsula_Resource>",
        ),
        status_of_wall("429 Too Many Requests", "<div class=g-recaptcha>"),
        status_of_wall("405 Method Not Allowed", "<script>AwsWafCookieDomainList"),
        (
            Page::status("202 Accepted").field("SG-Captcha", "challenge"),
            "bot_wall",
        ),
        (
            Page::status("403 Forbidden")
                .body(gzip("<title>Just a moment...</title>"))
                .field("Content-Encoding", "gzip"),
            "bot_wall",
        ),
        // What only speaks of one, at a place that is not there, is none.
        (
            Page::status("404 Not Found").body("<title>Just a moment...</title>"),
            "missing",
        ),
        (Page::html("This domain may be for sale"), "no_feed"),
        (
            Page::status("200 OK")
                .body("{\"error\": 1}")
                .field("Content-Type", "application/json"),
            "no_feed",
        ),
        (
            Page::status("200 OK").body("Service temporarily unavailable"),
            "no_feed",
        ),
    ]
}

#[tokio::test]
async fn every_failure_has_its_class_and_leaves_what_was_published_as_it_was() {
    let failures = failures();
    let feeds = failures.iter().map(|_| Page::feed(&["un"]).etag("\"1\""));
    let (mut world, outlets) = World::of(feeds).await;
    world.refresh().await;
    let before =
        ["feeds/all.atom", "feeds/all.rss", "feeds/all.json"].map(|path| world.published(path));
    for (outlet, (page, _)) in outlets.iter().zip(&failures) {
        outlet.feed(page.clone());
        outlet.asked();
    }
    let round = world.all().await;
    assert_eq!(
        (round.sources.failed, round.editions.written),
        (failures.len(), 0)
    );
    for (n, (page, kind)) in failures.iter().enumerate() {
        let failure = round
            .failures
            .iter()
            .find(|failure| failure.source == format!("s{n}"));
        let failure = failure.unwrap();
        assert_eq!(failure.kind, *kind, "{page:?}");
        assert!(failure.message.contains("127.0.0.1") && failure.message.lines().count() == 1);
        outlets[n].asked_once();
    }
    assert_eq!(world.entries(), failures.len());
    let after =
        ["feeds/all.atom", "feeds/all.rss", "feeds/all.json"].map(|path| world.published(path));
    assert!(before == after);
}

#[tokio::test]
async fn what_fails_is_asked_less_often_but_every_day_and_comes_back_when_it_recovers() {
    // Every third will do, for a simulated week is long.
    let failures: Vec<_> = failures().into_iter().step_by(3).collect();
    let (mut world, outlets) = World::of(failures.iter().map(|(page, _)| page.clone())).await;
    world.pass(days(7)).await;
    for (outlet, (page, _)) in outlets.iter().zip(&failures) {
        let asked = outlet.asked();
        let longest = asked.windows(2).map(|pair| pair[1].at - pair[0].at).max();
        assert!(
            (7..=18).contains(&asked.len()),
            "{} times: {page:?}",
            asked.len()
        );
        assert!(longest.unwrap() <= hours(25), "{longest:?}: {page:?}");
        outlet.feed(Page::feed(&["enfin"]).etag("\"1\""));
    }
    world.pass(hours(25)).await;
    assert_eq!(world.entries(), failures.len(), "all are back within a day");
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.schedule("adaptive = false");
    world.all().await;
    world.pass(hours(5)).await;
    for (outlet, (page, _)) in outlets.iter().zip(&failures) {
        let asked = outlet.asked();
        assert!((4..=6).contains(&asked.len()), "hourly again: {page:?}");
        let whole = asked.iter().filter(|asked| !asked.is_conditional()).count();
        assert!(whole <= 1, "{whole} times for the whole: {page:?}");
    }
}

#[tokio::test]
async fn what_a_person_has_to_mend_is_asked_less_often_than_what_mends_itself() {
    let (mut world, outlets) = World::of([
        Page::status("500 Internal Server Error"),
        Page::status("404 Not Found"),
        Page::status("403 Forbidden"),
        Page::status("401 Unauthorized"),
        Page::status("451 Unavailable For Legal Reasons"),
    ])
    .await;
    world.schedule("default = \"@always\"");
    world.pass(hours(12)).await;
    let [broken, rest @ ..] = outlets.as_slice() else {
        unreachable!()
    };
    let broken = broken.asked().len();
    for outlet in rest {
        let asked = outlet.asked().len();
        assert!(asked + 2 <= broken, "{asked} and {broken}");
    }
}

#[tokio::test]
async fn a_feed_that_is_gone_is_probed_once_a_week_and_welcome_back_rfc9110_15_5_11() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.refresh().await;
    outlet.feed(Page::status("410 Gone"));
    world.sleep(hours(1));
    assert_eq!(world.refresh().await.failures[0].kind, "gone");
    outlet.asked();
    world.pass(days(7) - minutes(1)).await;
    world.restart();
    assert_eq!(
        (
            world.all().await.sources.skipped,
            world.only("a").await.sources.skipped
        ),
        (1, 1)
    );
    assert_eq!(outlet.asked().len(), 0);
    world.pass(days(22)).await;
    let probes = outlet.asked();
    assert_eq!(probes.len(), 4, "{probes:?}");
    assert_eq!(world.entries(), 1, "what it brought stays");
    outlet.feed(Page::feed(&["un", "deux"]).etag("\"2\""));
    world.pass(days(8)).await;
    assert_eq!(world.entries(), 2);
    assert!(outlet.asked().len() > 3, "and it is asked as ever");
}

#[tokio::test]
async fn a_single_failure_changes_nothing_of_when_it_is_asked_next() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.schedule("adaptive = false");
    world.pass(hours(3)).await;
    outlet.feed(Page::status("503 Service Unavailable"));
    world.pass(hours(1)).await;
    outlet.feed(Page::feed(&["un"]));
    world.pass(hours(3)).await;
    let asked = outlet.asked();
    assert!((7..=8).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn a_feed_under_a_content_type_that_lies_is_read() {
    let types = [
        "text/html",
        "text/plain",
        "application/octet-stream",
        "image/png",
        "x",
    ];
    let body = document("", &["un"]);
    let pages = types.map(|kind| {
        Page::status("200 OK")
            .body(body.clone())
            .field("Content-Type", kind)
            .etag("\"1\"")
    });
    let (mut world, outlets) = World::of(pages).await;
    assert_eq!(world.refresh().await.entries.new, types.len());
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    world.all().await;
    assert!(
        outlets
            .iter()
            .all(|outlet| outlet.asked_once().status == 304)
    );
}

#[tokio::test]
async fn interim_answers_are_passed_over_rfc9110_15_2() {
    let body = document("", &["un"]);
    let lead = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n\
         HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nETag: \"hint\"\r\n\r\n\
         HTTP/1.1 200 OK\r\nETag: \"1\"\r\n";
    let text = format!("{lead}Content-Length: {}\r\n\r\n{body}", body.len());
    let (mut world, outlet) = World::with(Page::steps(vec![Step::Send(text.into())])).await;
    assert_eq!(world.refresh().await.entries.new, 1);
    outlet.asked_once();
    world.all().await;
    assert_eq!(outlet.asked_once().conditions(), (Some("\"1\""), None));
}

#[tokio::test]
async fn the_outcome_of_one_source_is_no_other_s() {
    let (mut world, outlets) = World::of([
        Page::feed(&["un"]).etag("\"1\""),
        Page::status("500 Internal Server Error"),
        Page::feed(&["deux"]).etag("\"2\""),
        Page::status("429 Too Many Requests").field("Retry-After", "86400"),
        Page::status("410 Gone"),
    ])
    .await;
    world.schedule("adaptive = false");
    world.pass(hours(10)).await;
    for well in [0, 2] {
        let asked = outlets[well].asked();
        assert!((9..=11).contains(&asked.len()), "{asked:?}");
        assert!(asked[1..].iter().all(|asked| asked.status == 304));
    }
    assert_eq!((outlets[3].asked().len(), outlets[4].asked().len()), (1, 1));
}
