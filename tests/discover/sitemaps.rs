//! `sources discover` at sites without feed: their news sitemaps come last.

use serde_json::Value;

use crate::site::{Reply, Site, discover, feed, html, loaded};

fn sitemap(pages: usize) -> Reply {
    let pages: String = (1..=pages)
        .map(|n| {
            format!(
                "<url><loc>https://journal.example/{n}</loc><news:news><news:publication>\
                 <news:name>Le Journal</news:name><news:language>fr</news:language>\
                 </news:publication><news:publication_date>2025-07-0{n}</news:publication_date>\
                 <news:title>Le pont numéro {n} a été inauguré hier matin par le maire</news:title>\
                 </news:news></url>"
            )
        })
        .collect();
    Reply::Feed(format!(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
         xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{pages}</urlset>"
    ))
}

fn plain() -> Reply {
    let page = "<url><loc>https://journal.example/contact</loc></url>";
    Reply::Feed(format!(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{page}</urlset>"
    ))
}

fn index(of: &[String]) -> Reply {
    let sitemaps: String = of
        .iter()
        .map(|url| format!("<sitemap><loc>{url}</loc></sitemap>"))
        .collect();
    Reply::Feed(format!(
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{sitemaps}</sitemapindex>"
    ))
}

/// What is asked beyond feeds.
fn last(site: &Site) -> Vec<String> {
    let mut asked = site.asked();
    let robots = asked.iter().position(|path| path == "/robots.txt");
    asked.split_off(robots.unwrap_or(asked.len()))
}

#[test]
fn the_news_sitemap_at_a_usual_place_becomes_a_table() {
    let site = Site::start([("/", html("")), ("/sitemap-news.xml", sitemap(3))]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(loaded(&tables), [(site.url("/sitemap-news.xml"), true)]);
    for part in [
        "name = \"Le Journal\"",
        "language = \"fr\"",
        "news sitemap, 3 entries, newest 2025-07-03",
    ] {
        assert!(tables.contains(part), "{part} in\n{tables}");
    }
    assert_eq!(
        last(&site),
        ["/robots.txt", "/news-sitemap.xml", "/sitemap-news.xml"]
    );
    assert!(site.asked().len() <= 16);
}

#[test]
fn sitemaps_that_robots_txt_names_come_first() {
    let robots = "User-agent: *\nSitemap: /posts.xml\nsitemap: /actualites/news.xml # of today\n";
    let site = Site::start([
        ("/", html("")),
        ("/robots.txt", Reply::Feed(robots.to_owned())),
        ("/posts.xml", plain()),
        ("/actualites/news.xml", sitemap(2)),
        ("/news-sitemap.xml", sitemap(1)),
    ]);
    let (code, out, _) = discover(&site.root, &["--json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(found["feeds"][0]["trace"], "sitemap");
    assert_eq!(
        found["feeds"][0]["url"],
        site.url("/actualites/news.xml").as_str()
    );
    assert_eq!(last(&site), ["/robots.txt", "/actualites/news.xml"]);
}

#[test]
fn an_index_leads_to_its_sitemap_of_news() {
    let site = Site::start([("/", html("")), ("/of/news.xml", sitemap(2))]);
    let robots = format!("Sitemap: {}\n", site.url("/sitemap_index.xml"));
    let of = ["/of/posts.xml", "/of/news.xml", "/of/pages.xml"].map(|path| site.url(path));
    site.publish("/robots.txt", Reply::Feed(robots));
    site.publish("/sitemap_index.xml", index(&of));
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables), [(site.url("/of/news.xml"), true)]);
    assert_eq!(
        last(&site),
        ["/robots.txt", "/sitemap_index.xml", "/of/news.xml"]
    );

    let asked = site.asked().len();
    let (code, tables, _) = discover(&site.url("/sitemap_index.xml"), &[]);
    assert_eq!(
        (code, loaded(&tables).len()),
        (Some(0), 1),
        "an index may be given, too"
    );
    assert_eq!(
        site.asked()[asked..],
        ["/sitemap_index.xml", "/of/news.xml"]
    );
}

#[test]
fn sitemaps_are_not_asked_where_there_is_a_feed_and_never_without_end() {
    let site = Site::start([("/", html("")), ("/rss.xml", feed("Journal", "une"))]);
    assert_eq!(discover(&site.root, &[]).0, Some(0));
    assert_eq!(last(&site), [""; 0]);

    let site = Site::start([("/", html(""))]);
    let many: Vec<String> = (0..50)
        .map(|n| site.url(&format!("/news/{n}.xml")))
        .collect();
    let robots: String = many.iter().map(|url| format!("Sitemap: {url}\n")).collect();
    site.publish("/robots.txt", Reply::Feed(robots));
    for url in &many {
        site.publish(url.strip_prefix(&site.root).unwrap(), index(&many));
    }
    let (code, _, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(1));
    assert!(site.asked().len() <= 16, "{:?}", site.asked());
    assert!(
        errors.contains("of the places of news sitemaps gave no feed"),
        "{errors}"
    );
}

#[test]
fn a_site_that_asks_to_be_left_alone_at_robots_txt_is() {
    let site = Site::start([("/", html("")), ("/robots.txt", Reply::Busy)]);
    assert_eq!(discover(&site.root, &[]).0, Some(1));
    assert_eq!(last(&site), ["/robots.txt"]);
}
