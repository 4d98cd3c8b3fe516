//! The five articles of the four founding outlets as their feeds would bring them, and what is to
//! come of them.

use std::fs;
use std::path::Path;

use crate::corpora::filled;
use crate::feeds::escaped;
use crate::instance::{Instance, text};
use crate::outlet::{Outlet, Page};

/// An article: its file, its source, its title, its date and categories, and the first and last
/// words of its first paragraphs in the file.
struct Article {
    file: &'static str,
    source: &'static str,
    title: &'static str,
    date: &'static str,
    categories: &'static [&'static str],
    first: &'static str,
}

const ARTICLES: [Article; 5] = [
    Article {
        file: "000_23bbb6778a151454.txt",
        source: "africapresse",
        title: "Coopération militaire : le Niger et la Russie conviennent « d’intensifier les actions conjointes pour stabiliser la région »",
        date: "Wed, 17 Jan 2024 10:12:00 +0000",
        categories: &["Niger"],
        first: "La Niger et la Russie ont convenu",
    },
    Article {
        file: "001_30de79932a313d96.txt",
        source: "sputnik-afrique",
        title: "Le Niger mise sur la Russie pour le renforcement de ses capacités antiterroristes",
        date: "Fri, 19 Jan 2024 12:57:00 +0100",
        categories: &[
            "afrique subsaharienne",
            "niger",
            "russie",
            "coopération",
            "équipement militaire",
            "lutte antiterroriste",
        ],
        first: "Niamey attend que Moscou",
    },
    Article {
        file: "002_08f31e3674656585.txt",
        source: "doingbuzz",
        title: "Niger : L’arrivée de instructeurs et de matériel militaire russes à Niamey",
        date: "Fri, 12 Apr 2024 08:21:00 +0000",
        categories: &["Actualités", "ACTUALITES", "Afrique", "Niger"],
        first: "Mercredi 10 avril",
    },
    Article {
        file: "003_6294abb57d57c6cf.txt",
        source: "africa-press-niger",
        title: "Niger-Russie : Tiani et Poutine se sont entretenus pour « renforcer » leur coopération sécuritaire",
        date: "Wed, 27 Mar 2024 06:30:12 +0000",
        categories: &["Politique", "actualité"],
        first: "Africa-Press – Niger.",
    },
    Article {
        file: "004_bbdaf5300a698fbf.txt",
        source: "africapresse",
        title: "Rupture de la coopération militaire entre le Niger et les États-Unis : Washington en quête d’explications",
        date: "Tue, 19 Mar 2024 09:12:44 +0000",
        categories: &["Niger", "niger"],
        first: "La coopération militaire entre le Niger et les États-Unis, considérée",
    },
];

/// How much of an article a feed carries, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The first paragraph in `description`.
    Summary,
    /// As WordPress writes it: an excerpt that is cut, and a line that names the article again.
    Excerpt,
    /// The title alone.
    Bare,
    /// An excerpt, and the article's paragraphs in `content:encoded`.
    Content,
    /// The whole page, boilerplate and all, as text in `description`.
    PageInDescription,
    /// The first paragraph, and the whole page in `content:encoded`.
    PageInContent,
    /// The whole page in `content:encoded` only.
    PageAlone,
    /// The whole page, each line a paragraph of HTML, in `description`.
    PageAsHtml,
    /// The whole page on one line.
    PageFlat,
    /// The beginning of the page only, cut in the middle of a word.
    PageCut,
}

impl Shape {
    pub const ALL: [Self; 10] = [
        Self::Summary,
        Self::Excerpt,
        Self::Bare,
        Self::Content,
        Self::PageInDescription,
        Self::PageInContent,
        Self::PageAlone,
        Self::PageAsHtml,
        Self::PageFlat,
        Self::PageCut,
    ];

    /// `description` and `content:encoded` of an article whose page is `page`.
    fn texts(self, article: &Article, page: &str) -> (String, String) {
        let body = body(article, page);
        let first = body.lines().next().unwrap_or_default().to_owned();
        let cut = |text: &str, limit: usize| text.chars().take(limit).collect::<String>();
        let html = |text: &str| {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines
                .map(|line| format!("<p>{}</p>\n", escaped(line.trim())))
                .collect::<String>()
        };
        let again = format!(
            "<p>{} [&#8230;]</p>\n<p>L’article <a href=\"https://{}.example/\">{}</a> est apparu en premier sur <a href=\"https://{}.example\">{}</a>.</p>",
            escaped(&cut(&first, 160)),
            article.source,
            escaped(article.title),
            article.source,
            article.source,
        );
        let none = String::new();
        match self {
            Self::Summary => (escaped(&first), none),
            Self::Excerpt => (again, none),
            Self::Bare => (none.clone(), none),
            Self::Content => (again, html(&body)),
            Self::PageInDescription => (escaped(page), none),
            Self::PageInContent => (escaped(&first), html(page)),
            Self::PageAlone => (none, html(page)),
            Self::PageAsHtml => (html(page), none),
            Self::PageFlat => (
                escaped(&page.split_whitespace().collect::<Vec<_>>().join(" ")),
                none,
            ),
            Self::PageCut => (escaped(&cut(page, 2_500)), none),
        }
    }
}

/// The article's own paragraphs: from its first words to a line that is short.
fn body(article: &Article, page: &str) -> String {
    let start = page
        .find(article.first)
        .unwrap_or_else(|| panic!("{}", article.file));
    let paragraphs = page[start..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let long = paragraphs.take_while(|line| line.chars().count() > 60);
    long.collect::<Vec<_>>().join("\n")
}

/// Serves the articles in `shape`, and configures the outlets as the starter list has them.
pub fn set_up(griot: &Instance, outlet: &Outlet, seeds: &Path, shape: Shape) {
    let mut list = include_str!("../../config/outlets.toml").to_owned();
    let end = list.find("# Across Africa").unwrap();
    list.truncate(end);
    for source in [
        "africapresse",
        "sputnik-afrique",
        "doingbuzz",
        "africa-press-niger",
    ] {
        let items: String = ARTICLES
            .iter()
            .filter(|article| article.source == source)
            .map(|article| {
                item(
                    article,
                    &fs::read_to_string(seeds.join(article.file)).unwrap(),
                    shape,
                )
            })
            .collect();
        let feed = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
             <title>{source}</title><link>https://{source}.example/</link><description/>\
             <language>fr-FR</language>{items}</channel></rss>"
        );
        outlet.publish(&format!("/{source}"), Page::rss(feed));
    }
    let mut tables = String::new();
    let mut id = "";
    for line in list.lines() {
        let line_of = |key: &str| {
            line.trim()
                .strip_prefix(key)
                .map(|value| value.trim_matches([' ', '=', '"']))
        };
        id = line_of("id ").unwrap_or(id);
        if line_of("url ").is_some() {
            tables += &format!("  url = \"{}\"\n", outlet.url(&format!("/{id}")));
            if !ARTICLES.iter().any(|article| article.source == id) {
                tables += "  enabled = false\n";
            }
        } else {
            tables += line;
            tables.push('\n');
        }
    }
    griot.configure("countries = \"all\"", &tables);
}

fn item(article: &Article, page: &str, shape: Shape) -> String {
    let (description, content) = shape.texts(article, page);
    let link = format!("https://{}.example/{}", article.source, &article.file[..3]);
    let categories: String = article
        .categories
        .iter()
        .map(|category| format!("<category><![CDATA[{category}]]></category>"))
        .collect();
    let content = match content.is_empty() {
        true => String::new(),
        false => format!("<content:encoded><![CDATA[{content}]]></content:encoded>"),
    };
    format!(
        "<item><title>{}</title><link>{link}</link><guid isPermaLink=\"false\">{link}</guid>\
         <pubDate>{}</pubDate>{categories}<description><![CDATA[{description}]]></description>{content}</item>",
        escaped(article.title),
        article.date,
    )
}

/// Whether each article is in the editions that it belongs to, and apart from the others.
pub fn judge(griot: &Instance) -> Result<(), String> {
    // By the words that tell one title from the other four.
    let (january, zeine, landing, call, rupture) = (
        "conviennent",
        "mise sur",
        "instructeurs",
        "entretenus",
        "Rupture",
    );
    let mut wrong = Vec::new();
    for (edition, expected) in [
        ("ne", vec![january, zeine, landing, call, rupture]),
        ("ru", vec![january, zeine, landing, call]),
        ("us", vec![rupture]),
    ] {
        if !griot.public(&format!("feeds/{edition}.json")).is_file() {
            wrong.push(format!("no edition {edition}"));
            continue;
        }
        let reports: Vec<String> = griot.items(edition).iter().flat_map(titles).collect();
        let mut found: Vec<_> = [january, zeine, landing, call, rupture]
            .into_iter()
            .filter(|words| reports.iter().any(|title| title.contains(words)))
            .collect();
        found.retain(|words| {
            !expected.contains(words) || reports.iter().filter(|t| t.contains(words)).count() == 1
        });
        if found != expected {
            wrong.push(format!("{edition} holds {found:?}"));
        }
    }
    let others: Vec<_> = filled(griot)
        .into_iter()
        .filter(|slug| !["all", "ne", "ru", "us", "sahel"].contains(&slug.as_str()))
        .collect();
    if !others.is_empty() {
        wrong.push(format!("{others:?} hold something"));
    }
    let mut mixed: Vec<Vec<String>> = griot.items("all").iter().map(titles).collect();
    mixed.retain(|titles| {
        titles.len() > 1
            && !titles
                .iter()
                .all(|title| title.contains(january) || title.contains(zeine))
    });
    if !mixed.is_empty() {
        wrong.push(format!("one story of {mixed:?}"));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("; "))
    }
}

/// What of the outlets' boilerplate stands in what readers see.
pub fn boilerplate(griot: &Instance) -> Vec<String> {
    let mut found = Vec::new();
    for item in griot.items("all") {
        let summary = item["content_html"].as_str().unwrap_or_default();
        for boilerplate in [
            "Afrique du Sud",
            "Breaking News",
            "WhatsApp",
            "Lire aussi",
            "Lectures",
            "Annonces pour",
            "suivez Africa-Press",
            "feedback.fr",
        ] {
            if summary.contains(boilerplate) {
                found.push(format!(
                    "\"{boilerplate}\" is in the summary of {}",
                    text(&item["title"])
                ));
            }
        }
    }
    found
}

/// The titles of all reports of an item.
fn titles(item: &serde_json::Value) -> Vec<String> {
    let others = item["_griot"]["also_reported_by"].as_array().unwrap();
    std::iter::once(text(&item["title"]))
        .chain(others.iter().map(|report| text(&report["title"])))
        .collect()
}
