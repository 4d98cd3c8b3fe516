//! What a page says in `itemprop` attributes (WHATWG HTML, section 5), by schema.org.

use std::sync::LazyLock;

use dom_query::{Matcher, NodeRef};

use super::claims::{Claims, note, note_author, note_date, note_name, note_names};
use super::page::{Page, all, first, line_of, matcher};

macro_rules! matchers {
    ($($name:ident = $selector:expr;)*) => {
        $(static $name: LazyLock<Matcher> = LazyLock::new(|| matcher($selector));)*
    };
}

matchers! {
    ARTICLE = r#"[itemtype*="Article"], [itemtype*="Posting"]:not([itemtype*="JobPosting"])"#;
    PROPERTY = "[itemprop]";
    NAME = r#"[itemprop~="name"]"#;
    URL = r#"[itemprop~="url"], [itemprop~="contentUrl"]"#;
    BODY = r#"[itemprop~="articleBody"], h1"#;
}

/// What the page's article says in its properties. On a page with several articles, such as one
/// that shows others beside it, the one with a text or the page's heading is meant.
pub(super) fn read(page: &Page) -> Claims {
    let articles = all(&page.root(), &ARTICLE);
    let with_body = articles
        .iter()
        .find(|article| first(article, &BODY).is_some());
    let scope = match (with_body, &articles[..]) {
        (Some(article), _) => *article,
        (None, [only]) => *only,
        (None, []) => page.root(),
        (None, _) => return Claims::default(),
    };
    let mut claims = Claims::default();
    for property in all(&scope, &PROPERTY) {
        let names = property.attr("itemprop").unwrap_or_default();
        for name in names.split_ascii_whitespace() {
            take(&mut claims, name, &property);
        }
    }
    claims
}

fn take(claims: &mut Claims, name: &str, property: &NodeRef<'_>) {
    match name {
        "headline" => note(&mut claims.title, &value(property)),
        "description" | "abstract" => note(&mut claims.description, &value(property)),
        "datePublished" | "dateCreated" => note_date(&mut claims.published, &value(property)),
        "dateModified" => note_date(&mut claims.modified, &value(property)),
        "articleSection" => note(&mut claims.section, &value(property)),
        "inLanguage" => note(&mut claims.language, &value(property)),
        "keywords" if property.has_attr("content") => {
            note_names(&mut claims.keywords, &value(property));
        }
        "keywords" => note_name(&mut claims.keywords, &value(property)),
        "author" | "creator" => note_author(&mut claims.authors, &thing(property, &NAME)),
        "publisher" => note(&mut claims.site_name, &thing(property, &NAME)),
        "image" | "thumbnailUrl" => claims.images.push(thing(property, &URL)),
        _ => {}
    }
}

/// The value of a property (section 5.2.4): the attribute that says it for programs, else the text.
fn value(property: &NodeRef<'_>) -> String {
    let said = ["content", "datetime"]
        .iter()
        .find_map(|key| property.attr(key));
    let said = said.or_else(|| property.attr(link_attribute(property)?));
    said.map_or_else(|| line_of(property), |said| said.to_string())
}

/// The attribute that holds the address which is an element's value.
fn link_attribute(property: &NodeRef<'_>) -> Option<&'static str> {
    if property.has_name("img") {
        Some("src")
    } else if property.has_name("link") {
        Some("href")
    } else {
        None
    }
}

/// The value of a property that may be a thing with properties of its own.
fn thing(property: &NodeRef<'_>, inner: &Matcher) -> String {
    if property.has_attr("itemscope")
        && let Some(inner) = first(property, inner)
    {
        return match inner.attr("href").filter(|_| !inner.has_attr("content")) {
            Some(href) if inner.has_name("link") || inner.has_name("a") && is_address(&inner) => {
                href.to_string()
            }
            _ => value(&inner),
        };
    }
    value(property)
}

/// Whether the element's property is an address and no name.
fn is_address(inner: &NodeRef<'_>) -> bool {
    let names = inner.attr("itemprop").unwrap_or_default();
    names
        .split_ascii_whitespace()
        .any(|name| matches!(name, "url" | "contentUrl"))
}
