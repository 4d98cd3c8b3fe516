//! Where the parts of an item usually are.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use dom_query::{Matcher, NodeRef};
use url::Url;

use super::parts::Reach;
use crate::article::claims::line;
use crate::article::markup::{SHORT_DATE, date_in, says_year};
use crate::article::page::{Page, Step, all, first, is_inline, line_of, matcher, walk};
use crate::domain::picture::stands_for_none;

/// A summary that is looked for has so many bytes at least; shorter lines are names and labels.
const SHORTEST_SUMMARY: usize = 40;

/// Bytes of a title that are kept.
const LONGEST_TITLE: usize = 600;

macro_rules! matchers {
    ($($name:ident = $selector:expr;)*) => {
        $(pub(in crate::article) static $name: LazyLock<Matcher> = LazyLock::new(|| matcher($selector));)*
    };
}

matchers! {
    LINKS = "a[href]";
    TITLES = r#"[itemprop~="headline"], h1, h2, h3, h4, h5, h6"#;
    CLASSED_TITLES = r#"[class*="title"], [class*="titre"], [class*="titulo"], [class*="headline"]"#;
    SUMMARIES = r#"[itemprop~="description"], [class*="excerpt"], [class*="summary"], [class*="chapo"], [class*="resume"],
        [class*="intro"], [class*="descri"], [class*="teaser-text"], [class*="resumo"], [class*="lead"], p"#;
    IMAGES = "img";
}

/// Attributes that hold the address of an image which is loaded late, the largest first.
const LATE_IMAGES: &[&str] = &[
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-large",
    "data-bg",
    "data-image",
];

/// The element with the headline of an item: what its markup says is one, else its first link with
/// words.
pub(super) fn usual_title<'a>(page: &Page, item: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let says = |node: &NodeRef<'a>| line(&line_of(node)).is_some();
    let leads = |node: &NodeRef<'a>| link_of(page, node, item).is_some();
    let by_name = all(item, &TITLES).into_iter().find(says);
    let by_class = || {
        all(item, &CLASSED_TITLES)
            .into_iter()
            .find(|node| says(node) && leads(node))
    };
    let by_link = || all(item, &LINKS).into_iter().find(says);
    by_name
        .or_else(by_class)
        .or_else(by_link)
        .or_else(|| Some(*item).filter(|item| item.has_name("a")))
}

/// The text of a headline. One that is cut off is taken from the attribute that has it whole.
pub(super) fn headline(heading: &NodeRef<'_>, attribute: Option<&str>) -> Option<String> {
    if let Some(name) = attribute {
        return line(&heading.attr(name)?);
    }
    let mut text = line(&line_of(heading))?;
    let cut = text.trim_end_matches(['.', '…', ' ', '\u{a0}']);
    if cut.len() < text.len() && text.ends_with("..") || text.ends_with('…') {
        let link = first(heading, &LINKS).unwrap_or(*heading);
        let whole = link.attr("title").and_then(|whole| line(&whole));
        if let Some(whole) = whole.filter(|whole| whole.starts_with(cut)) {
            text = whole;
        }
    }
    text.truncate(text.floor_char_boundary(LONGEST_TITLE.min(text.len())));
    Some(text)
}

/// Where an element leads: itself, the first link in it, or the link around it within the item.
pub(super) fn link_of(page: &Page, node: &NodeRef<'_>, item: &NodeRef<'_>) -> Option<Url> {
    let own = node.attr("href").filter(|_| node.has_name("a"));
    if let Some(url) = own.and_then(|href| article(page, &href)) {
        return Some(url);
    }
    let within = all(node, &LINKS);
    let within = within
        .iter()
        .filter_map(|link| article(page, &link.attr("href")?));
    within.into_iter().next().or_else(|| {
        let mut around = node
            .ancestors_it(None)
            .take_while(|outer| outer.id != item.id);
        let link = around
            .find(|outer| outer.has_name("a"))
            .or_else(|| Some(*item).filter(|item| item.has_name("a")))?;
        article(page, &link.attr("href")?)
    })
}

/// As [`link_of`], for a headline: beside the link that holds its words others may stand, to share
/// it or to its section.
pub(super) fn link_of_headline(
    page: &Page,
    heading: &NodeRef<'_>,
    item: &NodeRef<'_>,
) -> Option<Url> {
    let links = all(heading, &LINKS);
    let said = links.iter().rev().filter_map(|link| {
        let words = line(&line_of(link))?;
        Some((words.len(), article(page, &link.attr("href")?)?))
    });
    let longest = said.max_by_key(|(length, _)| *length);
    match longest {
        Some((_, url)) => Some(url),
        None => link_of(page, heading, item),
    }
}

/// An address that may be an article's: of the web, and not the page itself.
pub(in crate::article) fn article(page: &Page, href: &str) -> Option<Url> {
    if href.trim_start().starts_with('#') {
        return None;
    }
    let url = page.address(href)?;
    (whole(&url) != whole(&page.url)).then_some(url)
}

/// The address of the page that `url` may name a part of.
pub(in crate::article) fn whole(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// The date of a short text in an item, other than its title.
pub(super) fn date_beside(item: &Reach<'_>, title: &str) -> Option<DateTime<Utc>> {
    item.nodes().find_map(|node| short_date(node, title))
}

fn short_date(node: &NodeRef<'_>, title: &str) -> Option<DateTime<Utc>> {
    let mut date = None;
    walk(*node, &mut |step| {
        if let (Step::Text(text), None) = (step, date) {
            let text = text.text();
            let text = text.trim();
            if text.len() <= SHORT_DATE && !title.contains(text) && says_year(text) {
                date = date_in(text);
            }
        }
        date.is_none()
    });
    date
}

/// The first text of an item that is no title, date or label: where its markup says that it is, or
/// wherever it is.
pub(super) fn usual_summary(item: &Reach<'_>, title: &str) -> Option<String> {
    let definition = item.after.first().filter(|node| node.has_name("dd"));
    let named = definition.into_iter().copied().chain(item.all(&SUMMARIES));
    let mut texts = named.filter_map(|text| line(&line_of(&text)));
    let is_summary = |text: &str| {
        text.len() >= SHORTEST_SUMMARY && !text.contains(title) && !title.contains(text)
    };
    texts.find(|text| is_summary(text)).or_else(|| {
        let mut found = None;
        for node in item.nodes() {
            walk(*node, &mut |step| {
                if let (Step::Text(text), None) = (step, &found)
                    && is_summary(text.text().trim())
                {
                    found = block_of(text);
                }
                found.is_none()
            });
        }
        let text = found.and_then(|block| line(&line_of(&block)))?;
        let rest = text.split_once(title).map_or(&*text, |(_, rest)| rest);
        line(rest).filter(|rest| is_summary(rest))
    })
}

/// The block that a text stands in.
fn block_of<'a>(text: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    text.ancestors_it(None).find(|outer| !is_inline(outer))
}

/// The address of an image, of one in an element, or of one that a style names.
pub(super) fn image_of(page: &Page, node: &NodeRef<'_>) -> Option<Url> {
    let image = match node.has_name("img") {
        true => Some(*node),
        false => first(node, &IMAGES),
    };
    let Some(image) = image else {
        let style = node.attr("style")?;
        let after = style.split_once("url(")?.1;
        let address = after.split(')').next()?.trim_matches(['"', '\'', ' ']);
        return page.address(address).filter(|_| !stands_for_none(address));
    };
    let attributes = LATE_IMAGES.iter().copied().chain(["src"]);
    let addresses =
        attributes.filter_map(|name| image.attr(name).map(|address| address.to_string()));
    let set = ["srcset", "data-srcset"].iter().filter_map(|name| {
        let set = image.attr(name)?;
        set.split_whitespace().next().map(str::to_owned)
    });
    addresses
        .chain(set)
        .filter(|address| !stands_for_none(address))
        .find_map(|address| page.address(address.trim_end_matches(',')))
}
