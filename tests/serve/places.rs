//! What stands where, and what no longer does.

use std::fs;
use std::process::Command;

use chrono::{DateTime, TimeDelta};
use griot::domain::{StoryRef, Tombstone};
use griot::serve::Limits;

use crate::site::{NEW, OLD, Site};
use crate::streams::{Client, Heard};

#[test]
fn a_folder_without_its_slash_moves_permanently_section_15_4_9() {
    let site = Site::start();
    let answer = site.get("/ne", &[]);
    assert_eq!(answer.status, 308);
    assert_eq!(answer.field("location"), Some("ne/"));
    let answer = site.get(&format!("/story/{NEW}"), &[]);
    assert_eq!(answer.field("location"), Some(&*format!("{NEW}/")));
    // With what was asked there, as it was asked.
    for (path, place) in [
        ("/ne?x=y&z=%20/", "ne/?x=y&z=%20/"),
        ("/ne?", "ne/?"),
        ("/n%65?q=é", "n%65/?q=%C3%A9"),
    ] {
        let answer = site.get(path, &[]);
        assert_eq!(answer.status, 308, "{path}");
        assert_eq!(answer.field("location"), Some(place));
    }
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
    site.write("all/index.pt.html", b"<p>tudo</p>", TimeDelta::zero());
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
            language: None,
            outlets: 1,
        }),
    };
    site.load(std::slice::from_ref(&tombstone));
    let path = format!("/story/{OLD}/");
    let answer = site.get(&path, &[]);
    assert_eq!(answer.status, 301);
    assert_eq!(answer.field("location"), Some(&*format!("../{NEW}/")));
    // Whoever has chosen a language keeps it.
    let answer = site.get(&format!("{path}index.pt.html"), &[]);
    let location = format!("../{NEW}/index.pt.html");
    assert_eq!(answer.field("location"), Some(&*location));

    tombstone.merged_into = None;
    site.load(std::slice::from_ref(&tombstone));
    assert_eq!(site.get(&path, &[]).status, 410);
}

#[test]
fn readers_get_a_page_in_their_language_and_keep_the_one_they_choose_section_12_5_4() {
    let site = Site::start();
    site.write("ne/index.en.html", b"<p>English</p>", TimeDelta::zero());
    site.write("all/index.pt.html", b"<p>tudo</p>", TimeDelta::zero());
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
fn a_page_has_one_name_in_each_language_of_the_site() {
    let site = Site::start();
    site.write("ne/index.en.html", b"<p>English</p>", TimeDelta::zero());
    site.load(&[]);
    for name in ["index.html", "index.fr.html", "index.en.html"] {
        assert_eq!(site.get(&format!("/ne/{name}"), &[]).status, 200, "{name}");
    }
    for folder in ["/ne/".to_owned(), format!("/story/{NEW}/")] {
        for name in [
            "index.EN.html",
            "index.eng.html",
            "index.en-GB.html",
            "index.en-a/b/c.html",
            "index.en-/../../../etc/x.html",
            "index.%20en.html",
            "index.sw.html",
            "index..html",
        ] {
            assert_eq!(
                site.get(&format!("{folder}{name}"), &[]).status,
                404,
                "{name}"
            );
        }
    }
}

#[test]
fn the_name_of_a_country_leads_to_its_page_in_the_language_of_the_question() {
    let site = Site::start();
    site.write("countries/index.html", b"<p>Pays</p>", TimeDelta::zero());
    let english = "countries/index.en.html";
    site.write(english, b"<p>Countries</p>", TimeDelta::zero());
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
    // Where no such field is, nothing is looked for.
    for place in ["%0d%0aX", "é", "foo/bar", "foo/", "index.sw.html", "x.html"] {
        let answer = site.get(&format!("/countries/{place}?q=niger"), &[]);
        assert_eq!(answer.status, 404, "{place}");
        assert_eq!(answer.field("location"), None, "{place}");
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
    assert_eq!(
        health.body,
        b"{\"live\":true,\"ready\":true,\"last_round\":null}\n"
    );
    assert_eq!(health.field("cache-control"), Some("no-store"));

    site.get("/nothing", &[]);
    let figures = || String::from_utf8(site.get("/metrics", &[]).body).unwrap();
    let text = figures();
    assert!(
        text.contains("griot_http_requests_total{status=\"200\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("griot_http_requests_total{status=\"404\"} 1\n"),
        "{text}"
    );
    assert!(
        !text.contains("# EOF"),
        "that is OpenMetrics, which has to be asked for"
    );
    // The connections before are counted until they have ended, which may take a moment.
    let mut asked = (0..1000).map(|_| figures());
    assert!(asked.any(|text| text.contains("griot_http_connections 1\n")));
    let accept = "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1";
    let open = site.get("/metrics", &[accept]);
    assert!(
        open.field("content-type")
            .unwrap()
            .contains("openmetrics-text; version=1.0.0")
    );
    assert!(open.body.ends_with(b"# EOF\n"));
}

#[test]
fn without_a_site_the_server_lives_and_is_not_ready() {
    let site = Site::empty(Limits::default());
    assert_eq!(site.get("/healthz", &[]).status, 503);
    assert_eq!(site.get("/", &[]).status, 404);
}

#[test]
fn a_story_is_told_in_the_reader_s_language_where_it_has_a_page_in_it() {
    let site = Site::start();
    let path = format!("/story/{NEW}/");
    let english = ["accept-language: en"];
    let alone = site.get(&path, &english);
    assert_eq!((alone.status, &*alone.body), (200, &b"<p>story</p>"[..]));
    assert_eq!(
        alone.field("vary"),
        site.get("/style.css", &[]).field("vary")
    );

    let page = format!("story/{NEW}/index.en.html");
    site.write(&page, b"<p>told in English</p>", TimeDelta::zero());
    site.load(&[]);
    let told = site.get(&path, &english);
    assert_eq!(told.body, b"<p>told in English</p>");
    assert!(told.field("vary").unwrap().contains("Accept-Language"));
    assert_eq!(
        site.get(&path, &["accept-language: pt"]).body,
        b"<p>story</p>"
    );
    let chosen = site.get(&format!("{path}index.en.html"), &["accept-language: fr"]);
    assert_eq!(chosen.body, b"<p>told in English</p>");
    // What lies beside its pages is none of them.
    site.write(
        &format!("story/{NEW}/notes.txt"),
        b"mine",
        TimeDelta::zero(),
    );
    site.load(&[]);
    assert_eq!(site.get(&format!("{path}notes.txt"), &[]).status, 404);
}

#[test]
fn what_there_is_no_room_for_is_sent_from_the_disk_and_never_mixed_of_two() {
    let site = Site::start();
    let name = format!("story/{NEW}/index.html");
    let (one, other) = (vec![b'1'; 40 << 20], vec![b'2'; 40 << 20]);
    site.write(&name, &one, TimeDelta::zero());
    let path = format!("/story/{NEW}/");
    assert!(site.get(&path, &[]).body == one);

    let mut reader = Client::new(site.connect());
    let stream = reader.ask(&path);
    reader.make_room(stream, 1 << 10);
    assert_eq!(reader.hears_content(1), 1 << 10);
    site.write(&name, &other, TimeDelta::hours(1));
    // What was read before still comes, and then it breaks off.
    reader.make_room(stream, 40 << 20);
    while reader.hears().expect("the answer's end") != Heard::Broken {}
    assert!(site.get(&path, &[]).body == other);
}

#[test]
fn a_story_s_page_is_read_when_it_is_asked_for() {
    let site = Site::start();
    let (name, path) = (format!("story/{NEW}/index.html"), format!("/story/{NEW}/"));
    let before = site.get(&path, &[]);
    assert_eq!((before.status, &*before.body), (200, &b"<p>story</p>"[..]));
    let condition = format!("If-None-Match: {}", before.field("etag").unwrap());
    assert_eq!(site.get(&path, &[&condition]).status, 304);

    // In place already, and not taken up yet.
    site.write(
        &name,
        b"<p>story, with a second outlet</p>",
        TimeDelta::hours(1),
    );
    let after = site.get(&path, &[&condition]);
    assert_eq!(after.status, 200);
    assert_eq!(after.body, b"<p>story, with a second outlet</p>");

    // What stands there by then in its place is not followed, and what is gone is not there.
    let file = site.folder().join(&name);
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("../../../secret", &file).unwrap();
    assert_eq!(site.get(&path, &[]).status, 404);
    fs::remove_file(&file).unwrap();
    assert_eq!(site.get(&path, &[]).status, 404);
    let made = Command::new("mkfifo").arg(&file).status().unwrap();
    assert!(made.success());
    assert_eq!(site.get(&path, &[]).status, 404, "nobody waits for a pipe");
    assert_eq!(site.get("/ne/", &[]).status, 200);
}
