//! `sources discover`: from the address of a site to tables of its feeds.

use serde_json::Value;

use crate::site::{Reply, Site, discover, feed, folder, griot, html, loaded, text};

#[test]
fn declared_feeds_become_tables_that_load_each_content_once() {
    let site = Site::start([
        (
            "/",
            html(
                "<link rel=alternate type=application/rss+xml href=/feed>\
                 <link rel=alternate type=application/atom+xml href=/feed/atom>\
                 <link rel=alternate type=application/rss+xml href=/comments/feed/>\
                 <link rel=alternate type=application/rss+xml href=/sport/rss.xml>\
                 <link rel=alternate type=application/rss+xml href=/old/rss.xml>",
            ),
        ),
        ("/feed", Reply::Moved("/feed/")),
        ("/feed/", feed("Le \"Journal\"", "une")),
        ("/feed/atom", feed("Le \"Journal\"", "une")),
        ("/sport/rss.xml", feed("Journal - Sport", "sport")),
    ]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(
        loaded(&tables),
        [
            (site.url("/feed/"), true),
            (site.url("/feed/atom"), false),
            (site.url("/sport/rss.xml"), true),
        ],
        "{tables}"
    );
    for part in [
        "name = 'Le \"Journal\"'",
        "language = \"fr\"",
        "RSS, 3 entries, newest 2025-07-03 10:00, fr",
        "The same entries as",
    ] {
        assert!(tables.contains(part), "{part} in\n{tables}");
    }
    assert_eq!(
        site.asked(),
        [
            "/",
            "/feed",
            "/feed/",
            "/feed/atom",
            "/sport/rss.xml",
            "/old/rss.xml"
        ],
        "once each, no comments, and no guessing where the page has said it"
    );
}

#[test]
fn an_address_of_a_feed_is_said_to_be_one_with_a_single_request() {
    let site = Site::start([("/rss", feed("Journal", "une"))]);
    let (code, out, _) = discover(&site.url("/rss"), &["--json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(found["feeds"][0]["trace"], "given");
    assert_eq!(found["feeds"][0]["entries"], 3);
    assert_eq!(
        found["outlet"]["sources"][0]["url"],
        site.url("/rss").as_str()
    );
    assert_eq!(site.asked(), ["/rss"]);
}

#[test]
fn a_page_of_feeds_behind_a_link_is_read() {
    let site = Site::start([
        (
            "/",
            html("<a href=/contact>Contact</a> <a href=/rss>RSS</a>"),
        ),
        ("/rss", html("<a href=/rss/afrique.xml>Afrique</a>")),
        ("/rss/afrique.xml", feed("Afrique", "afrique")),
    ]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(loaded(&tables), [(site.url("/rss/afrique.xml"), true)]);
    assert_eq!(site.asked().len(), 3);
}

#[test]
fn links_to_feeds_are_all_asked_once_one_of_them_is_a_feed() {
    let links: String = (0..6)
        .map(|n| format!("<a href=/rss/{n}.xml>x</a>"))
        .collect();
    let site = Site::start([
        ("/", html(&links)),
        ("/rss/0.xml", feed("Journal", "0")),
        ("/rss/1.xml", feed("Journal - Un", "1")),
        ("/rss/4.xml", feed("Journal - Quatre", "4")),
    ]);
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables).len(), 3, "{tables}");
    assert_eq!(site.asked().len(), 7, "no guessing any more");
}

#[test]
fn usual_places_are_tried_until_one_gives_a_feed() {
    let site = Site::start([
        ("/", html("<meta name=generator content='SPIP 4'>")),
        ("/spip.php?page=backend", feed("Journal", "une")),
    ]);
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables).len(), 1, "{tables}");
    assert_eq!(site.asked(), ["/", "/spip.php?page=backend"]);
}

#[test]
fn a_site_without_feeds_is_asked_sixteen_times_at_most() {
    let links: String = (0..50)
        .map(|n| format!("<link rel=alternate type=application/rss+xml href=/{n}/rss>"))
        .collect();
    let site = Site::start([("/", html(&links))]);
    let (code, out, errors) = discover(&site.root, &[]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(errors.contains("no feed was found"), "{errors}");
    assert!(errors.contains("not asked"), "{errors}");
    let asked = site.asked();
    assert_eq!(asked.len(), 16);
    assert!(asked.contains(&"/feed/".to_owned()), "{asked:?}");
}

#[test]
fn a_site_that_asks_to_be_left_alone_is() {
    let site = Site::start([
        (
            "/",
            html("<link rel=alternate type=application/rss+xml href=/a><link rel=feed href=/b>"),
        ),
        ("/a", Reply::Status(429)),
    ]);
    let (code, _, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("429"), "{errors}");
    assert_eq!(site.asked(), ["/", "/a"]);
}

#[test]
fn private_addresses_are_asked_only_where_a_configuration_allows_it() {
    let site = Site::start([("/", feed("Journal", "une"))]);
    let dir = tempfile::tempdir().unwrap();
    let output = griot(dir.path(), &["sources", "discover", &site.root]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(errors.contains("no public address"), "{errors}");
    assert!(site.asked().is_empty());
}

#[test]
fn what_is_configured_already_is_named_and_not_proposed_again() {
    let site = Site::start([("/rss", feed("Journal", "une"))]);
    let (dir, file) = folder(&format!(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nid = \"mine\"\nurl = \"{}\"\n",
        site.url("/rss")
    ));
    let config = file.to_str().unwrap();
    let args = ["--config", config, "sources", "discover", &site.url("/rss")];
    let output = griot(dir.path(), &args);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(text(&output.stderr).contains("\"mine\""));
}

#[test]
fn feeds_that_the_header_declares_are_found_rfc8288() {
    let links = [
        "<https://api.example/>; rel=\"https://api.w.org/\", </comments/feed/>; rel=alternate; \
         type=\"application/rss+xml\"",
        "</a,b/feed>; title=\"Une; a, <b>\"; type=\"application/rss+xml\"; rel=\"home alternate\"",
        "<sport.xml>; rel=alternate; type=application/atom+xml, </other>; rel=next",
    ];
    let page = "<!doctype html><title>Journal</title>\
        <link rel=alternate type=application/rss+xml href=/a,b/feed>\
        <link rel=alternate type=application/rss+xml href=/html>";
    let links: Vec<String> = links.map(str::to_owned).into();
    let site = Site::start([
        ("/fr/", Reply::Linking(links, page.to_owned())),
        ("/a,b/feed", feed("Journal", "une")),
        ("/fr/sport.xml", feed("Journal - Sport", "sport")),
        ("/html", feed("Journal - Page", "page")),
    ]);
    let (code, out, errors) = discover(&site.url("/fr/"), &["--json"]);
    assert_eq!(code, Some(0), "{errors}");
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["feeds"][0]["trace"], "declared");
    assert_eq!(
        site.asked(),
        ["/fr/", "/a,b/feed", "/fr/sport.xml", "/html"]
    );
}

#[test]
fn where_https_is_a_guess_and_nobody_speaks_it_http_is_asked() {
    let site = Site::start([("/rss", feed("Journal", "une"))]);
    let bare = site.url("/rss").replace("http://", "");
    let (code, tables, errors) = discover(&bare, &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(loaded(&tables), [(site.url("/rss"), true)]);
    assert_eq!(site.asked(), ["/rss"]);

    let (code, _, errors) = discover(&format!("https://{bare}"), &[]);
    assert_eq!(code, Some(1), "who writes https means it");
    assert!(errors.contains("does not speak TLS"), "{errors}");
    assert!(errors.contains("http://"), "{errors}");
    assert_eq!(site.asked(), ["/rss"]);

    let (code, _, errors) = discover("127.0.0.1:9", &[]);
    assert_eq!(code, Some(1));
    for scheme in ["http", "https"] {
        let words = format!("{scheme}://127.0.0.1:9/ cannot be connected to");
        assert!(errors.contains(&words), "{errors}");
    }
    assert_eq!(discover("ftp://e.example/", &[]).0, Some(2));
}

#[test]
fn many_misses_are_told_in_a_line_and_each_in_json() {
    let site = Site::start([("/", html("<a href=/rss/une.xml>RSS</a>"))]);
    let (code, _, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(1));
    assert!(errors.lines().count() <= 6, "{errors}");
    assert!(errors.contains("/rss/une.xml answered 404"), "{errors}");
    assert!(
        errors.contains("of the usual places gave no feed (missing)"),
        "{errors}"
    );
    let (_, out, _) = discover(&site.root, &["--json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    let missed = found["missed"].as_array().unwrap();
    let asked = site.asked().len() / 2;
    assert_eq!(found["requests"], asked, "both runs asked alike");
    assert_eq!(
        missed.len(),
        asked - 1,
        "robots.txt is no feed that was missed"
    );
    assert!(missed.iter().any(|missed| missed["trace"] == "usual"));
}
