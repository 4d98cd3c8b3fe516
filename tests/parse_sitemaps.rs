//! News sitemaps are read as feeds, whole or damaged; other sitemaps are told from them.

use griot::parse::{self, Context, Document, Format, Item, Unreadable, Warning};
use proptest::prelude::*;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
    xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\" \
    xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n";

const PAGES: &str = "<url><loc>https://journal.example/niger/1?a=1&amp;b=2</loc>\
    <lastmod>2026-11-20T12:00:00+01:00</lastmod>\
    <news:news><news:publication><news:name>Le Journal</news:name>\
    <news:language>fr</news:language></news:publication>\
    <news:publication_date>2026-11-20T08:30:00+01:00</news:publication_date>\
    <news:title>Niger : la récolte d&#8217;oignons &amp; de mil</news:title>\
    <news:keywords>Niger, agriculture,Niger, </news:keywords></news:news>\
    <image:image><image:loc>/photos/1.jpg</image:loc><image:title>Un champ</image:title>\
    <image:caption>Près de Galmi</image:caption></image:image>\
    <image:image><image:loc>/photos/2.jpg</image:loc></image:image></url>\n\
    <url><loc>https://journal.example/contact</loc></url>\n\
    <url><loc>https://journal.example/mali/2</loc><lastmod>2026-11-19</lastmod>\
    <news:news><news:publication><news:name>Le Journal</news:name>\
    <news:language>fr</news:language></news:publication>\
    <news:title><![CDATA[Mali : les enseignants <suspendent> leur grève]]></news:title>\
    </news:news></url>\n";

fn whole() -> String {
    format!("{HEAD}{PAGES}</urlset>")
}

fn try_read(text: impl AsRef<[u8]>) -> Result<Document, Unreadable> {
    let url = "https://journal.example/news-sitemap.xml".parse().unwrap();
    let context = Context {
        url: Some(&url),
        content_type: Some("application/xml"),
        ..Context::default()
    };
    parse::read(text.as_ref(), &context)
}

fn read(text: impl AsRef<[u8]>) -> Document {
    try_read(text).unwrap()
}

fn titles(document: &Document) -> Vec<&str> {
    let titles = document.entries.iter().map(|item| &item.head.title);
    titles
        .map(|title| &*title.as_ref().unwrap().value)
        .collect()
}

fn date(item: &Item) -> [Option<String>; 2] {
    [item.head.published, item.head.updated].map(|date| date.map(|date| date.to_rfc3339()))
}

const TITLES: [&str; 2] = [
    "Niger : la récolte d’oignons & de mil",
    "Mali : les enseignants <suspendent> leur grève",
];

#[test]
fn an_article_has_the_address_title_dates_keywords_images_and_language_of_its_page() {
    let document = read(whole());
    assert_eq!(
        (document.format, document.format.name()),
        (Format::Sitemap, "news sitemap")
    );
    assert!(document.warnings.is_empty());
    assert_eq!(
        document.feed.head.title.as_ref().unwrap().value,
        "Le Journal"
    );
    assert_eq!(document.feed.head.language.as_deref(), Some("fr"));
    assert_eq!(
        titles(&document),
        TITLES,
        "a page without title is no article"
    );
    let [first, second] = &document.entries[..] else {
        unreachable!()
    };
    let head = &first.head;
    assert_eq!(
        head.id.as_deref(),
        Some("https://journal.example/niger/1?a=1&b=2")
    );
    assert_eq!(head.link(), head.id.as_deref());
    assert_eq!(head.language.as_deref(), Some("fr"));
    assert_eq!(head.title.as_ref().unwrap().language.as_deref(), Some("fr"));
    let terms: Vec<_> = head
        .categories
        .iter()
        .map(|category| &*category.term)
        .collect();
    assert_eq!(terms, ["Niger", "agriculture"]);
    let image = head.image.as_ref().unwrap();
    assert_eq!(image.href, "https://journal.example/photos/1.jpg");
    assert_eq!(image.title.as_deref(), Some("Un champ"));
    assert_eq!(image.description.as_deref(), Some("Près de Galmi"));
    let files: Vec<_> = first.media.iter().map(|file| &*file.url).collect();
    assert_eq!(files, [&image.href, "https://journal.example/photos/2.jpg"]);
    let say = |date: &str| Some(date.to_owned());
    assert_eq!(
        date(first),
        [
            say("2026-11-20T07:30:00+00:00"),
            say("2026-11-20T11:00:00+00:00")
        ]
    );
    assert_eq!(date(second), [None, say("2026-11-19T00:00:00+00:00")]);
}

#[test]
fn namespaces_may_be_missing_mistyped_or_bound_to_other_prefixes() {
    let declared = whole();
    let start = declared.find("<urlset").unwrap();
    let end = start + declared[start..].find('>').unwrap() + 1;
    let with = |root: &str| format!("{root}{}", &declared[end..]);
    for text in [
        with("<urlset>"),
        with("<URLSET xmlns='https://www.sitemaps.org/schemas/sitemap/0.9/'>")
            .replace("url>", "URL>"),
        with("<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'>"),
        with("<urlset xmlns='http://sitemaps.example/0.9'>"),
        declared
            .replace("news:", "n:")
            .replace("image:", "i:")
            .replace("xmlns:news", "xmlns:n")
            .replace("xmlns:image", "xmlns:i"),
        with(
            "<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9' \
             xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>",
        )
        .replace("<url", "<s:url")
        .replace("</url", "</s:url")
        .replace("<loc", "<s:loc")
        .replace("</loc", "</s:loc")
        .replace("lastmod>", "s:lastmod>"),
    ] {
        let document = read(&text);
        assert_eq!(titles(&document), TITLES, "{text}");
        assert_eq!(document.entries[0].media.len(), 2, "{text}");
    }
}

#[test]
fn damage_costs_no_article_that_is_whole() {
    let whole = whole();
    let last = whole.rfind("<url>").unwrap();
    let cut = [
        ("in an address", last + "<url><loc>https://jour".len(), 1),
        ("before the title", whole.rfind("<news:title>").unwrap(), 1),
        ("in the title", whole.rfind("leur").unwrap(), 1),
        ("after the title", whole.rfind("</news:news>").unwrap(), 2),
        ("after the page", whole.rfind("</urlset>").unwrap(), 2),
    ];
    for (place, at, articles) in cut {
        let document = read(&whole[..at]);
        assert_eq!(titles(&document), TITLES[..articles], "cut {place}");
        assert!(
            document.warnings.count(&Warning::Truncated) > 0,
            "cut {place}"
        );
    }
    for (damage, text) in [
        ("junk before", format!("Warning: x in y.php\n{whole}")),
        ("junk after", format!("{whole}<script>x()</script>")),
        (
            "no declaration",
            whole[whole.find("<urlset").unwrap()..].to_owned(),
        ),
        ("bare ampersand", whole.replace("&amp;", "&")),
        ("entity of HTML", whole.replace("&#8217;", "&rsquo;")),
        (
            "control character",
            whole.replace("récolte", "ré\u{8}colte"),
        ),
        ("pages not ended", whole.replace("</url>", "")),
        ("news not ended", whole.replace("</news:news>", "")),
        ("titles not ended", whole.replace("</news:title>", "")),
        ("addresses not ended", whole.replace("</loc>", "")),
        (
            "publications not ended",
            whole.replace("</news:publication>", ""),
        ),
        (
            "no wrapper",
            whole.replace("<news:news>", "").replace("</news:news>", ""),
        ),
        ("escaped twice", whole.replace("&#8217;", "&amp;#8217;")),
    ] {
        let document = read(&text);
        let found: Vec<String> = titles(&document)
            .iter()
            .map(|t| griot::normalise::plain_text(t))
            .collect();
        let wanted: Vec<String> = TITLES
            .iter()
            .map(|t| griot::normalise::plain_text(t))
            .collect();
        assert_eq!(found, wanted, "{damage}");
        let links: Vec<_> = document
            .entries
            .iter()
            .map(|item| item.head.link())
            .collect();
        assert_eq!(
            links,
            [
                Some("https://journal.example/niger/1?a=1&b=2"),
                Some("https://journal.example/mali/2")
            ],
            "{damage}"
        );
    }
}

#[test]
fn a_sitemap_without_titles_is_no_feed_and_says_why() {
    let page = "<url><loc>https://journal.example/1</loc><lastmod>2026-11-20</lastmod></url>";
    let bare = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
    for text in [
        format!("{bare}{page}</urlset>"),
        format!("{bare}</urlset>"),
        format!("{HEAD}{page}</urlset>"),
    ] {
        let why = try_read(&text).unwrap_err();
        assert_eq!(why, Unreadable::Sitemap, "{text}");
        assert!(
            why.to_string()
                .starts_with("a sitemap without news: titles")
        );
    }
    let quiet = read(format!("{HEAD}</urlset>"));
    assert_eq!(
        (quiet.format, quiet.entries.len()),
        (Format::Sitemap, 0),
        "a day without news"
    );
}

#[test]
fn an_index_of_sitemaps_names_them() {
    let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
        <sitemap><loc>https://journal.example/posts-1.xml</loc></sitemap>\
        <sitemap><loc>/news-sitemap.xml</loc><lastmod>2026-11-20</lastmod></sitemap>\
        </sitemapindex>";
    let why = try_read(index).unwrap_err();
    let named = [
        "https://journal.example/posts-1.xml",
        "https://journal.example/news-sitemap.xml",
    ];
    assert_eq!(
        why,
        Unreadable::SitemapIndex(named.map(str::to_owned).into())
    );
    assert!(
        why.to_string()
            .ends_with("is https://journal.example/news-sitemap.xml"),
        "{why}"
    );
    let none = try_read("<sitemapindex/>").unwrap_err();
    assert_eq!(none, Unreadable::SitemapIndex(Vec::new()));
}

#[test]
fn elements_of_feeds_that_are_named_alike_stay_what_they_are() {
    let rss = "<rss version='2.0' xmlns:image='http://purl.org/rss/1.0/modules/image/'><channel>\
        <title>Le Journal</title><image><url>https://journal.example/logo.png</url></image>\
        <item><title>Un</title><image:item>x</image:item><url>https://journal.example/1</url></item>\
        </channel></rss>";
    let document = read(rss);
    assert_eq!(document.format, Format::Rss);
    assert_eq!(titles(&document), ["Un"]);
    let logo = document.feed.head.image.unwrap().href;
    assert_eq!(logo, "https://journal.example/logo.png");
}

#[test]
fn a_large_sitemap_is_read_in_time_that_grows_with_its_size() {
    let deep = "<image:image>".repeat(50_000);
    let page = "<url><loc>https://journal.example/1</loc></url>".repeat(50_000);
    for text in [
        format!("{HEAD}<url>{deep}"),
        format!("{HEAD}{page}</urlset>"),
        format!("{HEAD}{}", "<url>".repeat(200_000)),
        format!("{HEAD}<url><news:title>{}", "<loc>".repeat(200_000)),
    ] {
        let _ = try_read(&text);
    }
    let articles = PAGES.repeat(6_000);
    let document = read(format!("{HEAD}{articles}</urlset>"));
    assert_eq!(document.entries.len(), 10_000, "more are left out");
    assert!(document.warnings.count(&Warning::TooMuch("items")) > 0);
}

proptest! {
    #[test]
    fn no_damage_makes_reading_panic(at in 0_usize..2_000, length in 0_usize..60, junk in "\\PC{0,12}") {
        let whole = whole();
        let start = whole.floor_char_boundary(at.min(whole.len()));
        let end = whole.floor_char_boundary((start + length).min(whole.len()));
        let damaged = format!("{}{junk}{}", &whole[..start], &whole[end..]);
        if let Ok(document) = try_read(&damaged) {
            prop_assert!(document.entries.len() <= 3);
        }
    }
}
