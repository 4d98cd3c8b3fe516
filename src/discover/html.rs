//! The links of a page that may lead to feeds, in its header and in its HTML.

use url::Url;

use super::look::Page;
use super::tags::{Tag, Tags};
use crate::parse::header;

/// More links than any page should offer; beyond them nothing is noted.
const MOST_LINKS: usize = 100;

/// Bytes of an address, at most: no feed's is longer.
const MOST_ADDRESS: usize = 2048;

/// Media types of feeds in `link` elements. The plain XML ones are in old pages.
const FEED_TYPES: [&str; 6] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
];

/// Parts of an address, each between slashes, dots and the like, that speak of a feed.
const FEED_WORDS: [&str; 7] = [
    "feed",
    "feeds",
    "atom",
    "rdf",
    "flux",
    "backend",
    "syndication",
];

/// Hosts that serve feeds of others.
const FEED_HOSTS: [&str; 3] = [
    "feeds.feedburner.com",
    "feeds2.feedburner.com",
    "feedpress.me",
];

/// Where a page's feeds may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// What the page declares to be its feeds, in its order.
    pub declared: Vec<Url>,
    /// Links for people whose address looks like a feed's.
    pub linked: Vec<Url>,
}

/// Reads the links of `page`.
pub(super) fn links(page: &Page) -> Links {
    let url = &page.url;
    let mut links = Links::default();
    for link in page.links.iter().flat_map(|field| header::links(field)) {
        let is_of_page = |anchor: &String| resolve(url, anchor).as_ref() == Some(url);
        if link.anchor.as_ref().is_none_or(is_of_page) && declares_feed(&link.rel, &link.media_type)
        {
            note(&mut links.declared, resolve(url, &link.target));
        }
    }
    let mut base: Option<Url> = None;
    let mut tags = Tags::new(&page.html);
    while let Some(tag) = tags.next() {
        let target = || resolve(base.as_ref().unwrap_or(url), &tag.get("href")?);
        match &*tag.name {
            // The first one counts (HTML, section 4.2.3).
            "base" if base.is_none() => base = target(),
            "link" if tag_declares_feed(&tag) => note(&mut links.declared, target()),
            "a" | "area" => note(
                &mut links.linked,
                target().filter(|target| looks_like_feed(target, url)),
            ),
            _ => {}
        }
    }
    links.linked.retain(|link| !links.declared.contains(link));
    links
}

fn note(links: &mut Vec<Url>, link: Option<Url>) {
    let fresh = |link: &Url| !is_of_comments(link) && !links.contains(link);
    if let Some(link) = link.filter(fresh)
        && links.len() < MOST_LINKS
    {
        links.push(link);
    }
}

fn resolve(base: &Url, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.len() > MOST_ADDRESS {
        return None;
    }
    // A scheme of browsers' past for links that feed readers should take over.
    let href = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("http") => rest.to_owned(),
        Some(rest) => format!("http:{rest}"),
        None => href.to_owned(),
    };
    let mut url = base.join(&href).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn tag_declares_feed(tag: &Tag<'_>) -> bool {
    let said = |name| tag.get(name).unwrap_or_default();
    declares_feed(&said("rel"), &said("type"))
}

/// `rel="alternate"` with a feed's type, or `rel="feed"`, which drafts of HTML 5 had.
fn declares_feed(rel: &str, media_type: &str) -> bool {
    let rel = rel.to_ascii_lowercase();
    let says = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
    let media_type = media_type.to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    says("feed") || (says("alternate") && FEED_TYPES.contains(&media_type))
}

/// Whether a link that `page` shows is likely to be a feed of the same site, or a page of them.
fn looks_like_feed(link: &Url, page: &Url) -> bool {
    let host = link.host_str().unwrap_or_default();
    if !is_same_site(link, page) && !FEED_HOSTS.contains(&host) {
        return false;
    }
    if FEED_HOSTS.contains(&host) || host.starts_with("rss.") || host.starts_with("feeds.") {
        return true;
    }
    let address = format!("{}?{}", link.path(), link.query().unwrap_or_default());
    address
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| FEED_WORDS.contains(&word) || word.starts_with("rss") || word.ends_with("rss"))
}

/// Whether two addresses are of one site: of one host, or of a host below the other's.
pub(super) fn is_same_site(a: &Url, b: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let (a, b) = (bare(a), bare(b));
    let below = |inner: &str, outer: &str| {
        inner
            .strip_suffix(outer)
            .is_some_and(|front| front.ends_with('.'))
    };
    a == b || below(&a, &b) || below(&b, &a)
}

/// Whether a feed is of readers' comments, as blog software names it.
fn is_of_comments(link: &Url) -> bool {
    let path = link.path().to_ascii_lowercase();
    let query = link.query().unwrap_or_default().to_ascii_lowercase();
    path.split('/').any(|part| part == "comments") || query.contains("feed=comments")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(html: &str) -> (Vec<String>, Vec<String>) {
        let page = Page {
            url: Url::parse("https://www.site.example/fr/").unwrap(),
            html: html.to_owned(),
            links: Vec::new(),
        };
        let links = links(&page);
        let texts = |links: Vec<Url>| links.into_iter().map(String::from).collect();
        (texts(links.declared), texts(links.linked))
    }

    #[test]
    fn declared_feeds_are_read_however_the_tag_is_written() {
        for tag in [
            "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed/?a=1&amp;b=2\">",
            "<LINK HREF='/feed/?a=1&#038;b=2' TYPE='Application/RSS+XML; charset=utf-8' REL='Alternate home'/>",
            "<link\nhref=/feed/?a=1&b=2 type = application/atom+xml\nrel=alternate>",
            "<link rel=feed href=\"/feed/?a=1&#x26;b=2\" crossorigin>",
            "<base href='/feed/'><link rel=alternate type=text/xml href='?a=1&b=2#top'>",
        ] {
            let (declared, _) = read(tag);
            assert_eq!(
                declared,
                ["https://www.site.example/feed/?a=1&b=2"],
                "{tag}"
            );
        }
    }

    #[test]
    fn what_is_no_feed_of_the_site_is_left_out() {
        let page = r#"
            <link rel="alternate" hreflang="en" href="/en/">
            <link rel="alternate" type="application/json+oembed" href="/oembed">
            <link rel="stylesheet" type="text/xml" href="/x.xml">
            <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
            <link rel="alternate" type="application/rss+xml" href="mailto:a@site.example">
            <!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->
            <script>'<link rel="alternate" type="application/rss+xml" href="/js">'</script>
            <a href="/feedback">x</a> <a href="https://feedly.example/feed/x">x</a>
        "#;
        assert_eq!(read(page), (vec![], vec![]));
    }

    #[test]
    fn links_for_people_are_candidates_when_they_look_like_feeds() {
        let page = r#"<a class="rss" href="rss/afrique.xml">RSS</a> <a href=/rss/afrique>x</a>
            <a href="//feeds.feedburner.com/site">x</a> <a href="https://rss.site.example/une">x</a>
            <a href="/spip.php?page=backend">x</a> <a href="feed://www.site.example/flux">x</a>
            <a href="/article">RSS</a>"#;
        let (declared, linked) = read(page);
        assert_eq!(declared, Vec::<String>::new());
        assert_eq!(
            linked,
            [
                "https://www.site.example/fr/rss/afrique.xml",
                "https://www.site.example/rss/afrique",
                "https://feeds.feedburner.com/site",
                "https://rss.site.example/une",
                "https://www.site.example/spip.php?page=backend",
                "http://www.site.example/flux",
            ]
        );
    }

    #[test]
    fn a_page_without_end_is_read_as_far_as_it_goes() {
        for end in [
            "<!--",
            "<script>",
            "<a href=\"",
            "<a href",
            "<",
            "<a x='",
            "<a x x=x ",
            "</",
        ] {
            let page = format!("<link rel=feed href=/f>{}", end.repeat(50_000));
            let (declared, _) = read(&page);
            assert_eq!(declared, ["https://www.site.example/f"], "{end}");
        }
    }

    proptest! {
        #[test]
        fn no_page_makes_reading_panic(page in "(<[a-z/!]{0,6}|[ =\"'>-]|href|&#?x?[0-9a-f]{0,7};?|\\PC){0,60}") {
            let _ = read(&page);
        }
    }
}
