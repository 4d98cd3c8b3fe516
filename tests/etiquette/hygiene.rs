//! What a request looks like (RFC 9110, 9112, 6265): one of ours can be told from others, says no
//! more than it has to, and changes nothing of the URL that it was given.

use std::collections::BTreeSet;
use std::io::Write;

use crate::outlet::Outlet;
use crate::page::{Page, Step, document};
use crate::world::*;

#[tokio::test]
async fn the_user_agent_names_us_our_version_and_where_to_complain_rfc9110_10_1_5() {
    let (mut world, outlet) = World::with(Page::redirect("302 Found", "/new")).await;
    outlet.put("/new", Page::feed(&["un"]));
    world.refresh().await;
    world.restart();
    world.all().await;
    let name = concat!(
        "griot/",
        env!("CARGO_PKG_VERSION"),
        " (+https://news.example/about)"
    );
    let asked = outlet.asked();
    assert_eq!(asked.len(), 4);
    assert!(
        asked
            .iter()
            .all(|asked| asked.field("user-agent") == Some(name))
    );
}

#[tokio::test]
async fn feeds_are_what_is_accepted_and_anything_rather_than_nothing_rfc9110_12_5_1() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.refresh().await;
    let asked = outlet.asked_once();
    let accept = asked.field("accept").unwrap();
    for kind in [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
        "*/*",
    ] {
        assert!(accept.contains(kind), "{accept}");
    }
    assert!(!accept.contains("text/html"), "{accept}");
}

#[tokio::test]
async fn every_coding_that_is_offered_is_understood_rfc9110_12_5_3() {
    let text = document("", &["un", "deux", "trois"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    gzip.write_all(text.as_bytes()).unwrap();
    zlib.write_all(text.as_bytes()).unwrap();
    brotli.write_all(text.as_bytes()).unwrap();
    let bodies = [
        ("gzip", gzip.finish().unwrap()),
        ("br", brotli.into_inner()),
        ("zstd", zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ("deflate", zlib.finish().unwrap()),
    ];
    let pages = bodies.iter().map(|(coding, body)| {
        Page::feed(&[])
            .body(body.clone())
            .field("Content-Encoding", coding)
    });
    let (mut world, outlets) = World::of(pages).await;
    let round = world.refresh().await;
    assert_eq!(round.entries.new, 4 * 3, "{:?}", round.failures);
    for (outlet, (coding, _)) in outlets.iter().zip(&bodies) {
        let asked = outlet.asked_once();
        let offered = asked.field("accept-encoding").unwrap();
        assert!(
            offered.split(", ").any(|offer| offer == *coding),
            "{offered}"
        );
    }
}

#[tokio::test]
async fn no_cookie_is_ever_kept_rfc6265_5() {
    let cookies = Page::feed(&["un"])
        .field("Set-Cookie", "id=1; Path=/; Max-Age=99999999")
        .field("Set-Cookie", "session=2");
    let (mut world, outlet) = World::with(cookies).await;
    world.all().await;
    world.all().await;
    world.restart();
    world.pass(days(2)).await;
    let asked = outlet.asked();
    assert!(asked.len() > 4);
    assert!(
        asked.iter().all(|asked| asked.field("cookie").is_none()),
        "{asked:?}"
    );
}

#[tokio::test]
async fn nothing_is_sent_that_tells_of_anybody_or_tracks() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.all().await;
    world.all().await;
    // The names of all fields that were ever sent: no more than these.
    let asked = outlet.asked();
    let names: BTreeSet<String> = asked
        .iter()
        .flat_map(|asked| asked.head.lines().skip(1))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name.to_lowercase())
        .collect();
    let allowed = [
        "accept",
        "accept-encoding",
        "host",
        "if-none-match",
        "user-agent",
    ];
    assert_eq!(names, allowed.map(str::to_owned).into());
}

#[tokio::test]
async fn a_request_is_a_get_without_a_body_rfc9110_9_3_1() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    world.pass(days(1)).await;
    let asked = outlet.asked();
    for asked in &asked {
        assert!(
            asked.head.starts_with("GET /feed HTTP/1.1\r\n"),
            "{}",
            asked.head
        );
        for field in [
            "content-length",
            "transfer-encoding",
            "content-type",
            "expect",
        ] {
            assert_eq!(asked.field(field), None);
        }
        assert!(!asked.pipelined, "{asked:?}");
    }
}

#[tokio::test]
async fn the_url_is_asked_byte_for_byte_and_nothing_is_added() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    let targets = [
        "/feed?format=rss&lang=fr",
        "/feed?a=b+c&d=%20&&e",
        "/feed?q=%C3%A9t%c3%a9",
        "/caf%C3%A9/feed",
        "/feed?",
        "/a;b=c/feed,1?x=1;y=2",
        "/~outlet/$feed!*'()",
        "/feed?utm_source=rss&fbclid=1",
        "//double/feed",
        "/feed/",
    ];
    for (n, target) in targets.iter().enumerate() {
        let path = target.split('?').next().unwrap();
        outlet.put(path, Page::feed(&["un"]));
        world.source(&format!("s{n}"), &outlet.url(target), "");
    }
    let round = world.refresh().await;
    assert_eq!(round.sources.failed, 0, "{:?}", round.failures);
    let asked: BTreeSet<String> = outlet
        .asked()
        .into_iter()
        .map(|asked| asked.target)
        .collect();
    assert_eq!(asked, targets.map(str::to_owned).into());
}

#[tokio::test]
async fn neither_fragment_nor_login_stand_in_a_request_line_rfc9110_4_2_4() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    outlet.feed(Page::feed(&["un"]));
    let url = outlet.url("/feed#latest").replace("127", "name:word@127");
    world.source("a", &url, "");
    world.refresh().await;
    let asked = outlet.asked_once();
    assert_eq!(asked.target, "/feed");
    assert!(!asked.head.contains("word") && !asked.head.contains("latest"));
    assert_eq!(
        asked.field("host"),
        Some(&*format!("127.0.0.1:{}", outlet.port))
    );
}

#[tokio::test]
async fn the_host_is_that_of_the_url_rfc9110_7_2() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    outlet.feed(Page::feed(&["un"]));
    let url = outlet.url("/feed").replace("127.0.0.1", "LocalHost");
    world.source("a", &url, "");
    world.refresh().await;
    let asked = outlet.asked_once();
    assert_eq!(
        asked.field("host"),
        Some(&*format!("localhost:{}", outlet.port))
    );
    let hosts = asked.head.to_lowercase().matches("\r\nhost: ").count();
    assert_eq!(hosts, 1);
}

#[tokio::test]
async fn a_name_beyond_ascii_is_looked_up_in_its_ascii_form_rfc5891_4_4() {
    let mut world = World::new();
    world.source("a", "http://journ\u{e9}e.invalid/feed", "");
    let round = world.refresh().await;
    let message = &round.failures[0].message;
    assert!(
        message.contains("http://xn--journe-fva.invalid/feed"),
        "{message}"
    );
}

#[tokio::test]
async fn polls_of_one_source_differ_in_their_conditions_alone() {
    let (mut world, outlet) = World::with(Page::feed(&["un"]).etag("\"1\"")).await;
    world.refresh().await;
    world.restart();
    for _ in 0..3 {
        world.all().await;
    }
    let asked = outlet.asked();
    let plain = |head: &str| -> String {
        let lines = head.lines();
        lines
            .filter(|line| !line.starts_with("if-none-match"))
            .collect()
    };
    let heads: BTreeSet<String> = asked.iter().map(|asked| plain(&asked.head)).collect();
    assert_eq!(heads.len(), 1, "no number, no date, no token: {heads:?}");
}

#[tokio::test]
async fn an_answer_is_waited_for_before_the_next_request_rfc9112_9_3_2() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    for n in 0..8 {
        let body = document("", &["un"]);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        let steps = vec![
            Step::Yield,
            Step::Send(head.into_bytes()),
            Step::Yield,
            Step::Send(body.into_bytes()),
        ];
        outlet.put(&format!("/{n}"), Page::steps(steps));
        world.source(&format!("s{n}"), &outlet.url(&format!("/{n}")), "");
    }
    assert_eq!(world.refresh().await.sources.changed, 8);
    let asked = outlet.asked();
    assert!(asked.iter().all(|asked| !asked.pipelined));
    assert_eq!((outlet.most_at_once(), outlet.connections()), (1, 1));
}
