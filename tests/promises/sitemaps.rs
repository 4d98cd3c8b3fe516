//! An outlet without feed is polled by its news sitemap.

use serde_json::Value;

use crate::events;
use crate::feeds::{Item, escaped};
use crate::instance::{Instance, griot, source, text};
use crate::outlet::{Outlet, Page};

/// A news sitemap of these articles.
fn sitemap(articles: &[Item]) -> String {
    let pages: String = articles
        .iter()
        .map(|article| {
            format!(
                "<url><loc>{}</loc><news:news><news:publication><news:name>Le Journal</news:name>\
                 <news:language>fr</news:language></news:publication>\
                 <news:publication_date>{}</news:publication_date>\
                 <news:title>{}</news:title><news:keywords>mines, or</news:keywords></news:news>\
                 </url>",
                article.guid,
                article.date.to_rfc3339(),
                escaped(&article.title)
            )
        })
        .collect();
    format!(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{pages}</urlset>"
    )
}

fn publish(outlet: &Outlet, sitemap: &str) {
    let page = Page::rss(sitemap).content_type("application/xml");
    outlet.publish("/news-sitemap.xml", page);
}

fn set_up(sitemap: &str) -> (Outlet, Instance) {
    let outlet = Outlet::open();
    publish(&outlet, sitemap);
    let table = source("a", &outlet.url("/news-sitemap.xml"));
    let griot = Instance::configured("countries = [\"NE\", \"SN\"]", &table);
    (outlet, griot)
}

#[test]
fn its_articles_are_entries_like_any_other() {
    let articles = [events::mine("A"), events::strike("A")];
    let (outlet, griot) = set_up(&sitemap(&articles));
    assert_eq!(griot.refresh(&[])["entries"]["new"], 2);
    let item = &griot.items("ne")[0];
    assert_eq!(text(&item["title"]), articles[0].title);
    assert_eq!(text(&item["url"]), articles[0].guid);
    assert_eq!(griot.titles("sn"), [articles[1].title.clone()]);
    assert_eq!(griot.refresh(&["--all"])["sources"]["not_modified"], 1);

    let corrected = articles[0].retitled("Niger : douze orpailleurs tués à Djado");
    publish(&outlet, &sitemap(&[corrected]));
    let round = griot.refresh(&["--all"]);
    assert_eq!(
        (&round["entries"]["new"], &round["entries"]["updated"]),
        (&0.into(), &1.into())
    );
}

#[test]
fn a_sitemap_that_is_none_of_news_is_a_failure_with_its_reason() {
    let plain = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <url><loc>https://journal.example/1</loc></url></urlset>";
    let index = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <sitemap><loc>https://journal.example/news.xml</loc></sitemap></sitemapindex>";
    for (body, words) in [
        (plain, "a sitemap without news: titles"),
        (index, "https://journal.example/news.xml"),
    ] {
        let (_outlet, griot) = set_up(body);
        let said = griot.run(&["refresh", "--json"]);
        assert_eq!(said.code, Some(1));
        let summary: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(summary["failures"][0]["kind"], "no_feed");
        let message = text(&summary["failures"][0]["message"]);
        assert!(message.contains(words), "{message}");
        assert!(griot.items("all").is_empty());
    }
}

#[test]
fn parse_shows_what_is_read_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let news = sitemap(&[events::mine("A")]);
    std::fs::write(folder.path().join("news.xml"), news).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = griot();
        let output = command
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["parse", "news.xml"]).contains("news sitemap"));
    let read: Value = serde_json::from_str(&run(&["parse", "news.xml", "--json"])).unwrap();
    assert_eq!(read["format"], "news sitemap");
    assert_eq!(
        read["entries"][0]["title"],
        events::mine("A").title.as_str()
    );
}
