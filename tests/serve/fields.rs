//! The fields of answers, and the methods.

use chrono::TimeDelta;

use crate::GZIP;
use crate::site::Site;

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
fn copies_of_images_are_kept_for_good_rfc_8246() {
    let site = Site::start();
    site.write("images/0123.webp", b"RIFF", TimeDelta::zero());
    site.load(&[]);
    let answer = site.get("/images/0123.webp", &[]);
    let told = ["content-type", "cache-control"].map(|name| answer.field(name));
    let lasting = "public, max-age=31536000, immutable";
    assert_eq!(told, [Some("image/webp"), Some(lasting)]);
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
fn every_answer_lets_browsers_read_it_and_keeps_them_from_guessing() {
    let site = Site::start();
    let etag = site.get("/feeds/ne.atom", &[]);
    let known = format!("If-None-Match: {}", etag.field("etag").unwrap());
    for (status, answer) in [
        (304, site.get("/feeds/ne.atom", &[&known])),
        (404, site.get("/nothing", &[])),
        (308, site.get("/ne", &[])),
        (405, site.ask("PUT", "/", &[])),
        (406, site.get("/feeds/ne.atom", &["Accept-Encoding: *;q=0"])),
        (412, site.get("/feeds/ne.atom", &["If-Match: \"x\""])),
        (200, site.get("/healthz", &[])),
        (204, site.ask("OPTIONS", "*", &[])),
        (400, site.get("none", &[])),
    ] {
        assert_eq!(answer.status, status);
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", "ETag, Link"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.field(name), Some(value), "{status}");
        }
        let policy = answer.field("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{status}");
    }
}
