//! What readers are promised over HTTP, on real sockets. Sections are of RFC 9110 unless named.

mod serve_support;

use std::fs;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use griot::domain::{StoryRef, Tombstone};
use griot::serve::{Callbacks, Delivery, Limits};
use serve_support::{Answer, NEW, OLD, Site};

const GZIP: &str = "Accept-Encoding: gzip";

#[test]
fn a_feed_carries_its_fields() {
    let site = Site::start();
    let answer = site.get("/feeds/ne.atom", &[]);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"<feed/>");
    for (name, value) in [
        ("content-type", "application/atom+xml; charset=utf-8"),
        ("content-length", "7"),
        ("accept-ranges", "none"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("vary", "Accept-Encoding"),
        ("last-modified", "Fri, 20 Nov 2026 10:00:00 GMT"),
        (
            "cache-control",
            "public, max-age=1800, stale-while-revalidate=600, stale-if-error=86400",
        ),
        (
            "link",
            "<https://griot.example/feeds/ne.atom>; rel=\"self\", <https://hub.example/>; rel=\"hub\"",
        ),
    ] {
        assert_eq!(answer.field(name), Some(value), "{name}");
    }
    assert!(answer.field("date").is_some(), "section 6.6.1");
    assert!(
        answer.field("etag").is_some_and(|tag| tag.starts_with('"')),
        "strong"
    );
    assert_eq!(answer.field("set-cookie"), None);
    assert_eq!(answer.field("content-encoding"), None);
    assert_eq!(answer.field("x-robots-tag"), None);
}

#[test]
fn content_types_are_those_of_the_formats() {
    let site = Site::start();
    for (path, content_type) in [
        ("/feeds/ne.rss", "application/rss+xml; charset=utf-8"),
        ("/feeds/ne.json", "application/feed+json; charset=utf-8"),
        ("/editions.opml", "text/x-opml; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/ne/", "text/html; charset=utf-8"),
    ] {
        let answer = site.get(path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.field("content-type"), Some(content_type), "{path}");
    }
}

#[test]
fn pages_keep_out_of_search_engines_and_run_no_script() {
    let site = Site::start();
    let answer = site.get("/ne/", &[]);
    assert_eq!(answer.field("x-robots-tag"), Some("noindex"));
    let policy = answer.field("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn entity_tags_differ_by_coding_section_8_8_3_3() {
    let site = Site::start();
    let mut tags: Vec<_> = ["identity", "gzip", "br", "zstd"]
        .iter()
        .map(|coding| {
            let field = format!("Accept-Encoding: {coding}");
            let answer = site.get("/feeds/ne.atom", &[&field]);
            let sent = answer.field("content-encoding").unwrap_or("identity");
            assert_eq!(sent, *coding);
            answer.field("etag").unwrap().to_owned()
        })
        .collect();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4);
}

#[test]
fn codings_follow_weights_section_12_5_3() {
    let site = Site::start();
    for (accepted, sent) in [
        ("gzip;q=0.5, zstd;q=0.9", Some("zstd")),
        ("gzip;q=0", None),
        ("identity;q=0, gzip;q=0.1", Some("gzip")),
        ("*;q=0.1", Some("br")),
    ] {
        let answer = site.get("/feeds/ne.atom", &[&format!("Accept-Encoding: {accepted}")]);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.field("content-encoding"), sent, "{accepted}");
        assert_eq!(answer.field("vary"), Some("Accept-Encoding"));
    }
    let refused = site.get("/feeds/ne.atom", &["Accept-Encoding: *;q=0"]);
    assert_eq!(refused.status, 406);
    assert_eq!(refused.field("vary"), Some("Accept-Encoding"));
}

#[test]
fn precompressed_neighbours_are_no_resources_of_their_own() {
    let site = Site::start();
    for path in [
        "/feeds/ne.atom.gz",
        "/feeds/ne.atom.br",
        "/feeds/ne.atom.zst",
    ] {
        assert_eq!(site.get(path, &[]).status, 404, "{path}");
    }
}

#[test]
fn either_validator_gives_304_with_the_fields_of_the_200_section_15_4_5() {
    let site = Site::start();
    let full = site.get("/feeds/ne.atom", &[GZIP]);
    let etag = full.field("etag").unwrap();
    for condition in [
        format!("If-None-Match: {etag}"),
        format!("If-None-Match: \"a,b\", W/{etag}"),
        "If-None-Match: *".to_owned(),
        "If-Modified-Since: Fri, 20 Nov 2026 10:00:00 GMT".to_owned(),
        "If-Modified-Since: Friday, 20-Nov-26 10:00:00 GMT".to_owned(),
    ] {
        let answer = site.get("/feeds/ne.atom", &[GZIP, &condition]);
        assert_eq!(answer.status, 304, "{condition}");
        assert!(answer.body.is_empty());
        for name in ["etag", "last-modified", "cache-control", "vary", "link"] {
            assert_eq!(answer.field(name), full.field(name), "{name}");
        }
        assert!(answer.field("date").is_some());
    }
}

#[test]
fn what_the_client_does_not_hold_is_sent_whole_section_13_2_2() {
    let site = Site::start();
    let other_coding = site.get("/feeds/ne.atom", &[]);
    let other_coding = other_coding.field("etag").unwrap();
    for condition in [
        format!("If-None-Match: {other_coding}"),
        "If-None-Match: \"old\"\r\nIf-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT".to_owned(),
        "If-Modified-Since: Fri, 20 Nov 2026 09:59:59 GMT".to_owned(),
        "If-Modified-Since: not a date".to_owned(),
    ] {
        let answer = site.get("/feeds/ne.atom", &[GZIP, &condition]);
        assert_eq!(answer.status, 200, "{condition}");
    }
    let answer = site.get("/feeds/ne.atom", &["If-Match: \"old\""]);
    assert_eq!(answer.status, 412, "section 13.1.1");
}

#[test]
fn head_has_the_fields_of_get_section_9_3_2() {
    let site = Site::start();
    for path in ["/feeds/ne.atom", "/", "/nothing", "/ne"] {
        let get = site.get(path, &[GZIP]);
        let head = site.ask("HEAD", path, &[GZIP]);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.fields_but_date(), get.fields_but_date(), "{path}");
    }
}

#[test]
fn ranges_are_ignored_section_14_2() {
    let site = Site::start();
    let answer = site.get("/feeds/ne.atom", &["Range: bytes=0-3"]);
    assert_eq!((answer.status, answer.body.len()), (200, 7));
}

#[test]
fn other_methods_get_405_with_allow_section_15_5_6() {
    let site = Site::start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        let answer = site.ask(method, "/feeds/ne.atom", &["Content-Length: 0"]);
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.field("allow"), Some("GET, HEAD, OPTIONS"));
    }
}

#[test]
fn browsers_may_ask_conditionally_from_other_origins() {
    let site = Site::start();
    let answer = site.ask(
        "OPTIONS",
        "/feeds/ne.atom",
        &["Origin: https://reader.example"],
    );
    assert_eq!(answer.status, 204);
    assert_eq!(answer.field("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.field("access-control-allow-headers"), Some("*"));
}

#[test]
fn a_folder_without_its_slash_moves_permanently_section_15_4_9() {
    let site = Site::start();
    let answer = site.get("/ne", &[]);
    assert_eq!(answer.status, 308);
    assert_eq!(answer.field("location"), Some("ne/"));
    let answer = site.get(&format!("/story/{NEW}"), &[]);
    assert_eq!(answer.field("location"), Some(&*format!("{NEW}/")));
}

#[test]
fn what_is_not_published_is_404_with_the_page_for_it() {
    let site = Site::start();
    for path in ["/feed", "/rss", "/feeds/", "/ne/x", "/story/"] {
        let answer = site.get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.body, b"<p>no such page</p>");
        assert_eq!(
            answer.field("content-type"),
            Some("text/html; charset=utf-8")
        );
    }
}

#[test]
fn no_path_leads_out_of_the_site() {
    let site = Site::start();
    fs::write(site.folder().parent().unwrap().join("secret"), "s").unwrap();
    for path in [
        "/../secret",
        "/feeds/../../secret",
        "/%2e%2e/secret",
        "/feeds/%2e%2e/%2e%2e/secret",
        "/..%2fsecret",
        "//secret",
        "/feeds/ne.atom%00",
        "/%ff%fe",
        "/.hidden",
        "/link",
    ] {
        assert_eq!(site.get(path, &[]).status, 404, "{path}");
    }
}

#[test]
fn percent_encoded_letters_name_the_same_path_rfc_3986_section_6_2_2_2() {
    let site = Site::start();
    assert_eq!(site.get("/feeds/%6ee.atom?utm=x", &[]).status, 200);
}

#[test]
fn a_merged_story_moves_and_a_withdrawn_one_is_gone_sections_15_4_2_and_15_5_11() {
    let site = Site::start();
    let at = DateTime::UNIX_EPOCH;
    let uri = |id: &str| format!("tag:griot.example,2026:story/{id}");
    let mut tombstone = Tombstone {
        id: OLD.parse().unwrap(),
        uri: uri(OLD),
        at,
        merged_into: Some(StoryRef {
            id: NEW.parse().unwrap(),
            uri: uri(NEW),
            title: "Titre".to_owned(),
            outlets: 1,
        }),
    };
    site.load(std::slice::from_ref(&tombstone));
    let path = format!("/story/{OLD}/");
    let answer = site.get(&path, &[]);
    assert_eq!(answer.status, 301);
    assert_eq!(answer.field("location"), Some(&*format!("../{NEW}/")));

    tombstone.merged_into = None;
    site.load(std::slice::from_ref(&tombstone));
    assert_eq!(site.get(&path, &[]).status, 410);
}

#[test]
fn readers_get_a_page_in_their_language_and_keep_the_one_they_choose_section_12_5_4() {
    let site = Site::start();
    site.write("ne/index.en.html", b"<p>English</p>", TimeDelta::zero());
    site.load(&[]);
    let english = ["accept-language: en-GB, fr;q=0.5"];
    for (path, fields, language, varies) in [
        ("/ne/", &english[..], "en", true),
        ("/ne/", &["accept-language: pt"], "fr", true),
        ("/ne/", &[], "fr", true),
        // Whoever has chosen keeps the choice, whatever the browser says.
        ("/ne/index.html", &english, "fr", false),
        ("/ne/index.en.html", &["accept-language: fr"], "en", false),
        // What is there in one language only.
        ("/ne/index.pt.html", &[], "fr", false),
        ("/", &english, "fr", false),
    ] {
        let answer = site.get(path, fields);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.field("content-language"), Some(language), "{path}");
        let vary = answer.field("vary").unwrap_or_default();
        assert_eq!(vary.contains("Accept-Language"), varies, "{path}: {vary}");
    }
    let (own, other) = (site.get("/ne/", &[]), site.get("/ne/", &english));
    assert_ne!(own.field("etag"), other.field("etag"));
    let etag = format!("if-none-match: {}", other.field("etag").unwrap());
    let answer = site.get("/ne/", &[english[0], &etag]);
    assert_eq!(answer.status, 304);
    assert!(answer.field("vary").unwrap().contains("Accept-Language"));
}

#[test]
fn the_name_of_a_country_leads_to_its_page_in_the_language_of_the_question() {
    let site = Site::start();
    site.write("countries/index.html", b"<p>Pays</p>", TimeDelta::zero());
    site.load(&[]);
    for (path, place) in [
        ("/countries/index.html?q=niger", "../ne/index.html"),
        ("/countries/index.en.html?q=Niger", "../ne/index.en.html"),
        (
            "/countries/?x=1&q=%D8%A7%D9%84%D9%86%D9%8A%D8%AC%D8%B1",
            "../ne/",
        ),
    ] {
        let answer = site.get(path, &[]);
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(answer.field("location"), Some(place));
    }
    // A country without a page, nothing at all, and what means several or nobody.
    for asked in ["tchad", "", "x", "%ff%00"] {
        let path = format!("/countries/index.html?q={asked}");
        assert_eq!(site.get(&path, &[]).status, 200, "{asked}");
    }
}

#[test]
fn last_modified_moves_with_the_bytes_alone_and_never_into_the_future_section_8_8_2() {
    let site = Site::start();
    let modified = |site: &Site| {
        let answer = site.get("/feeds/ne.atom", &[]);
        answer.field("last-modified").unwrap().to_owned()
    };
    let before = modified(&site);

    site.write("feeds/ne.atom", b"<feed/>", TimeDelta::hours(1));
    site.load(&[]);
    assert_eq!(modified(&site), before, "the same bytes, written again");

    site.write("feeds/ne.atom", b"<feed>x</feed>", TimeDelta::minutes(30));
    site.load(&[]);
    assert_eq!(modified(&site), "Fri, 20 Nov 2026 10:30:00 GMT");

    site.write("feeds/ne.atom", b"<feed>y</feed>", TimeDelta::days(365));
    site.load(&[]);
    assert_eq!(
        modified(&site),
        "Fri, 20 Nov 2026 12:00:00 GMT",
        "the clock's"
    );
}

#[test]
fn a_new_snapshot_brings_what_is_new_and_drops_what_is_gone() {
    let site = Site::start();
    let before = site.get("/feeds/ne.atom", &[]);
    site.write("feeds/ml.atom", b"<feed/>", TimeDelta::zero());
    fs::remove_file(site.folder().join("feeds/ne.rss")).unwrap();
    site.load(&[]);
    assert_eq!(site.get("/feeds/ml.atom", &[]).status, 200);
    assert_eq!(site.get("/feeds/ne.rss", &[]).status, 404);
    let after = site.get("/feeds/ne.atom", &[]);
    assert_eq!(after.fields_but_date(), before.fields_but_date());
}

#[test]
fn health_and_metrics_tell_the_operator() {
    let site = Site::start();
    let health = site.get("/healthz", &[]);
    assert_eq!(health.status, 200);
    assert_eq!(health.body, b"{\"live\":true,\"ready\":true}\n");
    assert_eq!(health.field("cache-control"), Some("no-store"));

    site.get("/nothing", &[]);
    let metrics = site.get("/metrics", &[]);
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(
        text.contains("griot_http_requests_total{status=\"200\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("griot_http_requests_total{status=\"404\"} 1\n"),
        "{text}"
    );
    assert!(text.contains("griot_http_connections 1\n"), "{text}");
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn without_a_site_the_server_lives_and_is_not_ready() {
    let site = Site::empty(Limits::default());
    assert_eq!(site.get("/healthz", &[]).status, 503);
    assert_eq!(site.get("/", &[]).status, 404);
}

#[test]
fn one_connection_serves_many_requests_rfc_9112_section_9_3() {
    let site = Site::start();
    let mut stream = site.connect();
    for _ in 0..3 {
        stream
            .write_all(b"GET /feeds/ne.atom HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        assert_eq!(Answer::read(&mut stream, "GET").status, 200);
    }
}

#[test]
fn http_2_is_spoken_to_who_begins_with_its_preface_rfc_9113_section_3_3() {
    let site = Site::start();
    let mut stream = site.connect();
    stream.write_all(b"PRI * HTTP/2.0\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(60));
    stream.write_all(b"\r\nSM\r\n\r\n").unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).unwrap();
    // HEADERS of stream 1: GET http / with authority "x", all from HPACK's static table.
    stream
        .write_all(&[0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 1, b'x'])
        .unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).unwrap();
        if head[3] == 1 {
            // After any change of the table's size, the first field is ":status: 200".
            assert!(payload.iter().find(|byte| *byte & 0xe0 != 0x20) == Some(&0x88));
            return;
        }
    }
}

#[test]
fn who_never_ends_a_request_is_cut_off() {
    let limits = Limits {
        header: Duration::from_millis(200),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    for beginning in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "PRI * HT"] {
        let mut stream = site.connect();
        stream.write_all(beginning.as_bytes()).unwrap();
        let started = Instant::now();
        let mut rest = Vec::new();
        // The connection ends with or without a reset; what counts is that it ends.
        let _ = stream.read_to_end(&mut rest);
        assert!(started.elapsed() < Duration::from_secs(5), "{beginning:?}");
    }
}

#[test]
fn connections_beyond_the_limit_wait_for_their_turn() {
    let limits = Limits {
        connections: 1,
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let idle = site.connect();
    std::thread::sleep(Duration::from_millis(50));
    let started = Instant::now();
    assert_eq!(site.get("/", &[]).status, 200);
    assert!(started.elapsed() >= Duration::from_millis(100));
    drop(idle);
}

#[test]
fn who_asks_and_does_not_read_is_cut_off() {
    let limits = Limits {
        connections: 1,
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    // More than the buffers of both ends hold.
    site.write("large.txt", &vec![b'x'; 64 << 20], TimeDelta::zero());
    site.load(&[]);
    let mut deaf = site.connect();
    deaf.write_all(b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(
        site.get("/", &[]).status,
        200,
        "the only place is free again"
    );
    drop(deaf);
}

#[test]
fn a_process_serves_fewer_connections_than_it_may_open_files() {
    let limits = Limits::of_process();
    assert!((16..=16 * 1024).contains(&limits.connections), "{limits:?}");
}

#[test]
fn a_header_too_large_is_refused_rfc_6585_section_5() {
    let site = Site::start();
    let answer = site.get("/", &[&format!("X-Large: {}", "x".repeat(40_000))]);
    assert_eq!(answer.status, 431);
}

#[test]
fn shutdown_ends_idle_connections_at_once_and_stubborn_ones_in_time() {
    let limits = Limits {
        grace: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let mut idle = site.connect();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert_eq!(Answer::read(&mut idle, "GET").status, 200);
    let mut stubborn = site.connect();
    stubborn.write_all(b"GET / HT").unwrap();
    std::thread::sleep(Duration::from_millis(50));

    let started = Instant::now();
    site.stop();
    assert!(started.elapsed() < Duration::from_secs(3));
    let mut rest = Vec::new();
    assert_eq!(idle.read_to_end(&mut rest).unwrap(), 0);
}

/// Expects deliveries of at most ten bytes at one place, and keeps them.
#[derive(Debug, Default)]
struct Hubs(Mutex<Vec<Delivery>>);

impl Callbacks for Hubs {
    fn intent(&self, token: &str, query: &str) -> Option<String> {
        (token == "mine").then(|| format!("<script>{query}"))
    }

    fn expects(&self, token: &str) -> Option<usize> {
        (token == "mine").then_some(10)
    }

    fn deliver(&self, _token: &str, delivery: Delivery) -> Result<(), Delivery> {
        let mut kept = self.0.lock().unwrap();
        match kept.is_empty() {
            true => kept.push(delivery),
            false => return Err(delivery),
        }
        Ok(())
    }
}

#[test]
fn hubs_are_heard_at_their_door_only_and_within_bounds() {
    let site = Site::start();
    let post = |path: &str, fields: &[&str]| site.ask("POST", path, fields).status;
    let body = ["Content-Length: 4", "X-Hub-Signature: sha1=00", "", "news"];
    assert_eq!(post("/websub/mine", &body), 405, "there is no door yet");
    let hubs = Arc::new(Hubs::default());
    site.server
        .open_door(Arc::clone(&hubs) as Arc<dyn Callbacks>);

    for path in ["/websub/", "/websub/other", "/websub/mine/", "/websub/Mine"] {
        assert_eq!(post(path, &body), 410, "{path}");
        assert_eq!(site.get(path, &[]).status, 404, "{path}");
    }
    for path in ["/", "/feeds/ne.atom", "/websub"] {
        assert_eq!(post(path, &body), 405, "{path}");
    }
    let answer = site.get("/websub/mine?a=b", &[]);
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, &b"<script>a=b"[..])
    );
    assert_eq!(
        answer.field("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(answer.field("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.field("cache-control"), Some("no-store"));
    let answer = site.ask("DELETE", "/websub/mine", &[]);
    assert_eq!(
        (answer.status, answer.field("allow")),
        (405, Some("GET, POST"))
    );

    let announced = ["Content-Length: 11", "", "eleven byte"];
    assert_eq!(post("/websub/mine", &announced), 413);
    let chunks = [
        "Transfer-Encoding: chunked",
        "",
        "6",
        "eleven",
        "5",
        " byte",
        "0",
    ];
    assert_eq!(post("/websub/mine", &chunks), 413);
    assert!(hubs.0.lock().unwrap().is_empty());
    assert_eq!(post("/websub/mine", &body), 202);
    let later = site.ask("POST", "/websub/mine", &body);
    assert_eq!(
        (later.status, later.field("retry-after")),
        (503, Some("60"))
    );
    let kept = hubs.0.lock().unwrap();
    assert_eq!(kept[0].bytes.as_ref(), b"news");
    assert_eq!(kept[0].signature.as_deref(), Some("sha1=00"));
}
