//! Answers that are no feeds, told apart.

use super::sitemap::is_of_news;
use crate::domain::wall::is_wall;

/// Why a document cannot be read as a feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or blanks only.
    #[error("the document is empty")]
    Empty,
    /// A page for people.
    #[error("an HTML page instead of a feed{}", title(.0))]
    Html(Option<String>),
    /// A page that wants proof that we are a person.
    #[error(
        "a bot check instead of a feed: the outlet's protection does not let feed readers in; ask the outlet to let griot's User-Agent pass"
    )]
    Challenge,
    /// A feed's shell around an error message.
    #[error("the feed holds an error message instead of items: {0}")]
    ErrorChannel(String),
    /// A sitemap whose pages have no titles.
    #[error("a sitemap without news: titles; only a news sitemap says what its pages are")]
    Sitemap,
    /// An index of sitemaps, with their addresses as written.
    #[error("an index of sitemaps instead of one{}", news(.0))]
    SitemapIndex(Vec<String>),
    /// JSON that is no JSON Feed.
    #[error("JSON, but no JSON Feed: {0}")]
    NotJsonFeed(String),
    /// Anything else.
    #[error("not a feed: {0}")]
    NotAFeed(String),
}

fn title(title: &Option<String>) -> String {
    title
        .as_ref()
        .map_or_else(String::new, |title| format!(" (\"{title}\")"))
}

/// Of the sitemaps of an index the first that is called news.
fn news(sitemaps: &[String]) -> String {
    let mut all = sitemaps.iter();
    match all.find(|sitemap| is_of_news(sitemap)) {
        Some(sitemap) => format!("; its sitemap of news is {}", one_line(sitemap, 300)),
        None => String::new(),
    }
}

/// Only the beginning of an answer is looked at.
const LOOKED_AT: usize = 16 * 1024;

/// Says what `text`, in which no feed was found, is. `root` is its first element.
pub(super) fn classify(text: &str, root: Option<&str>) -> Unreadable {
    let start = &text[..text.floor_char_boundary(LOOKED_AT.min(text.len()))];
    let lower = start.to_ascii_lowercase();
    if is_wall(text) {
        return Unreadable::Challenge;
    }
    let root = root.unwrap_or_default().to_ascii_lowercase();
    if lower.contains("<!doctype html") || is_of_page(&root) {
        return Unreadable::Html(page_title(start, &lower));
    }
    if root.is_empty() && start.trim_start().starts_with('[') {
        return Unreadable::NotJsonFeed("a list".to_owned());
    }
    Unreadable::NotAFeed(match &*root {
        "" => format!("plain text that begins \"{}\"", shorten(start)),
        root => format!("its first element is <{}>", shorten(root)),
    })
}

/// Whether an element of this name begins a page for people.
pub(super) fn is_of_page(root: &str) -> bool {
    let html = [
        "html", "head", "body", "meta", "title", "script", "style", "div", "span", "center", "h1",
        "h2", "p", "br", "b", "strong", "font", "a", "img", "table", "form", "noscript",
    ];
    html.iter().any(|name| name.eq_ignore_ascii_case(root))
}

fn page_title(text: &str, lower: &str) -> Option<String> {
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = shorten(text[start..end].trim());
    (!title.is_empty()).then_some(title)
}

/// One line of at most 80 characters.
pub(super) fn shorten(text: &str) -> String {
    one_line(text, 80)
}

fn one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// Whether the title of a feed without items is that of an error.
pub(super) fn is_error(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let begins = [
        "error",
        "erreur",
        "erro ",
        "erro:",
        "fatal error",
        "not found",
        "page not found",
        "forbidden",
        "access denied",
        "accès refusé",
        "service unavailable",
        "internal server error",
        "bad gateway",
        "403",
        "404",
        "500",
        "502",
        "503",
        "خطأ",
    ];
    let says = [
        "not found",
        "non trouvé",
        "introuvable",
        "não encontrad",
        "no encontrad",
        "nicht gefunden",
        "non trovat",
        "غير موجود",
    ];
    begins.iter().any(|word| title.starts_with(word))
        || says.iter().any(|word| title.contains(word))
}
