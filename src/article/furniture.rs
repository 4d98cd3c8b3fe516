//! What stands on a page around its article: menus, boxes of other headlines, advertisement, forms,
//! buttons to share. Told by elements and by the words in their classes; what it is made of is no
//! matter of language.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dom_query::{Matcher, NodeId, NodeRef};

use super::page::{Page, Step, all, matcher, walk};

/// Elements that are never part of an article, by name or role.
const APART: &str = r#"nav, footer, aside, form, dialog, menu, button, input, figcaption, audio,
    video, object, embed, canvas, map, [role="navigation"], [role="contentinfo"], [role="search"],
    [role="complementary"], [role="dialog"], [role="alert"], [role="menu"], [role="banner"], [hidden],
    [aria-hidden="true"], [aria-modal="true"]"#;

/// Words in classes and ids of what stands around an article.
const WORDS: &[&str] = &[
    "ad",
    "addtoany",
    "ads",
    "adsense",
    "adslot",
    "adv",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "alert",
    "anuncio",
    "archives",
    "author",
    "authorbox",
    "backlinks",
    "banner",
    "banners",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "breaking",
    "byline",
    "captcha",
    "caption",
    "comment",
    "commentaire",
    "commentaires",
    "commentlist",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "credit",
    "credits",
    "dfp",
    "disqus",
    "donate",
    "flashinfo",
    "follow",
    "footer",
    "footnav",
    "gdpr",
    "gpt",
    "hidden",
    "lightbox",
    "login",
    "mailmunch",
    "megamenu",
    "menu",
    "modal",
    "most",
    "navbar",
    "navigation",
    "newsletter",
    "newsticker",
    "outbrain",
    "overlay",
    "pagenavi",
    "pager",
    "pagination",
    "partage",
    "partager",
    "partners",
    "paywall",
    "playlist",
    "popup",
    "popular",
    "populaires",
    "print",
    "promo",
    "promotion",
    "pub",
    "publicidade",
    "publicite",
    "rating",
    "ratings",
    "recent",
    "recommend",
    "recommended",
    "recommendation",
    "recommendations",
    "related",
    "relacionadas",
    "relacionados",
    "respond",
    "rss",
    "screen-reader-text",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "signup",
    "similaires",
    "similar",
    "skip",
    "slider",
    "social",
    "sponsor",
    "sponsored",
    "sr-only",
    "submenu",
    "subscribe",
    "subscription",
    "suggested",
    "suggestions",
    "taboola",
    "tagcloud",
    "tags",
    "ticker",
    "toolbar",
    "topbar",
    "trending",
    "widget",
    "yarpp",
    "jp-relatedposts",
];

/// What classes begin with that say what an article is about, and not what the element is.
const TOPICS: &[&str] = &["category-", "tag-", "type-", "status-", "format-"];

/// A box of classes like those may be the whole page; it is not where it holds this share of the
/// page's text, in percent.
const OWN_SHARE: usize = 40;

static APART_ELEMENTS: LazyLock<Matcher> = LazyLock::new(|| matcher(APART));
static NAMED: LazyLock<Matcher> =
    LazyLock::new(|| matcher(r#"[class], [id], [style*="display"], header"#));
static NAVIGATION: LazyLock<Matcher> = LazyLock::new(|| matcher("nav"));

/// Takes what stands around the article out of the page.
pub(super) fn clear(page: &Page) {
    let prose = prose(page);
    let whole = prose.get(&page.root().id).copied().unwrap_or_default();
    let share = |node: &NodeRef<'_>| prose.get(&node.id).copied().unwrap_or_default();
    let is_most = |node: &NodeRef<'_>| share(node) * 100 > whole * OWN_SHARE;
    let mut away = all(&page.root(), &APART_ELEMENTS);
    away.retain(|node| node.has_name("nav") || !is_most(node));
    let named = all(&page.root(), &NAMED);
    away.extend(
        named
            .into_iter()
            .filter(|node| is_furniture(node) && !is_most(node)),
    );
    for node in away {
        node.remove_from_parent();
    }
}

/// The elements of a page that are no part of an article, with what stands in them.
pub(super) fn beside(page: &Page) -> HashSet<NodeId> {
    within(page, |node| {
        let names = ["nav", "footer", "aside"];
        names.iter().any(|name| node.has_name(name)) || is_box(node)
    })
}

/// The elements of menus and of the foot of the page.
pub(super) fn menus(page: &Page) -> HashSet<NodeId> {
    let names = ["menu", "navbar", "breadcrumb", "footer"];
    within(page, |node| {
        let named = || words(node).any(|word| names.contains(&&*word));
        node.has_name("nav") || node.has_name("footer") || !is_frame(node) && named()
    })
}

/// The elements for which `is_box` holds, with all that stand in them.
fn within(page: &Page, is_box: impl Fn(&NodeRef<'_>) -> bool) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    let mut open: Vec<bool> = Vec::new();
    walk(page.root(), &mut |step| {
        match step {
            Step::Begin(element) => {
                let inside = open.last().is_some_and(|inside| *inside) || is_box(element);
                if inside {
                    found.insert(element.id);
                }
                open.push(inside);
            }
            Step::End(_) => drop(open.pop()),
            Step::Text(_) => {}
        }
        true
    });
    found
}

/// Whether its classes say that an element is a box of other things.
fn is_box(node: &NodeRef<'_>) -> bool {
    let boxes = [
        "sidebar", "widget", "related", "footer", "menu", "comments", "breaking", "ticker",
    ];
    !is_frame(node) && words(node).any(|word| boxes.contains(&&*word))
}

fn is_furniture(node: &NodeRef<'_>) -> bool {
    if is_frame(node) {
        return false;
    }
    if node.has_name("header") {
        return !all(node, &NAVIGATION).is_empty();
    }
    let style = node.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_whitespace().collect();
    style.contains("display:none") || words(node).any(|word| WORDS.contains(&&*word))
}

/// What holds the page or the article as a whole; its classes speak of everything in it.
fn is_frame(node: &NodeRef<'_>) -> bool {
    ["html", "body", "main", "article", "h1"]
        .iter()
        .any(|name| node.has_name(name))
}

/// The words of an element's classes and id, in lower case: each class as a whole, and its parts.
pub(super) fn words(node: &NodeRef<'_>) -> impl Iterator<Item = String> + use<> {
    let names: Vec<String> = ["class", "id"]
        .iter()
        .filter_map(|key| node.attr(key))
        .flat_map(|names| {
            let all = names.split_whitespace().take(30);
            all.map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|name| !TOPICS.iter().any(|topic| name.starts_with(topic)))
        .collect();
    names.into_iter().flat_map(|name| {
        let mut words = vec![name.to_ascii_lowercase()];
        let mut word = String::new();
        for c in name.chars() {
            if !c.is_alphanumeric() || c.is_uppercase() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
        }
        words.push(word);
        words
    })
}

/// How many bytes of prose each element holds: text that is in no link.
fn prose(page: &Page) -> HashMap<NodeId, usize> {
    let mut sums: HashMap<NodeId, usize> = HashMap::new();
    let mut open: Vec<(NodeId, usize)> = vec![(page.root().id, 0)];
    let mut links = 0usize;
    walk(page.root(), &mut |step| {
        match step {
            Step::Begin(element) => {
                links += usize::from(element.has_name("a"));
                open.push((element.id, 0));
            }
            Step::End(element) => {
                links -= usize::from(element.has_name("a"));
                if let Some((id, sum)) = open.pop() {
                    sums.insert(id, sum);
                    if let Some((_, outer)) = open.last_mut() {
                        *outer += sum;
                    }
                }
            }
            Step::Text(text) if links == 0 => {
                if let Some((_, sum)) = open.last_mut() {
                    *sum += text.text().trim().len();
                }
            }
            Step::Text(_) => {}
        }
        true
    });
    if let Some((id, sum)) = open.pop() {
        sums.insert(id, sum);
    }
    sums
}
