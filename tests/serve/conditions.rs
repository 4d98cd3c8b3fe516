//! Codings and conditions.

use crate::GZIP;
use crate::site::Site;

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
