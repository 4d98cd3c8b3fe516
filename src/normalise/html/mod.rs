//! HTML made safe, and HTML made plain.
//!
//! Both go through `balance` first, which writes the markup anew so that it nests, in linear time;
//! ammonia then decides what is harmless.

mod balance;
mod images;
mod lists;
mod plain;
mod tokens;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use regex::Regex;
use url::Url;

use super::references::References;
use balance::balanced;
pub(super) use images::{is_picture, pictures};
pub(super) use plain::{paragraphs, paragraphs_of_excess, paragraphs_of_safe};
pub use plain::{plain_text, plain_text_of_safe};

/// Makes HTML safe to republish: what is not on the list of harmless elements, attributes and URL
/// schemes goes, and so do images that only count readers. References are made absolute against
/// `base`.
#[must_use]
pub fn sanitise(html: &str, base: Option<&Url>) -> String {
    made_safe(html, base.map(References::on_page).as_ref())
}

fn made_safe(html: &str, references: Option<&References>) -> String {
    let html = balanced(html, &ALLOWED);
    let clean = match references.filter(|references| !references.base().cannot_be_a_base()) {
        Some(references) => safe(Some(references)).clean(&html),
        None => SAFE.clean(&html),
    };
    let mut clean = clean.to_string();
    // References may bring in what is no character of a text but of a file.
    if clean.contains(['\r', '\u{feff}']) {
        clean = clean.replace('\r', "\n").replace('\u{feff}', "");
    }
    // Elements say in which direction their text runs; characters would say it of what follows, too.
    clean.retain(|c| !plain::turns(c));
    images::without_counters(clean)
}

/// As [`sanitise`]; HTML that was escaped once too often, so that it would show its tags, is
/// unescaped first.
pub(super) fn sanitise_unescaped(html: &str, references: &References) -> String {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)&lt;/(?:p|div|span|a|strong|em|li|h[1-6])&gt;").expect("constant")
    });
    let safe = made_safe(html, Some(references));
    if !SHOWN.is_match(&safe) {
        return safe;
    }
    let mut html = String::with_capacity(safe.len());
    plain::unescape(&safe, &mut html);
    made_safe(&html, Some(references))
}

/// Plain text as HTML. Tags in it are those that strayed into it, of elements that HTML knows:
/// `<b>` is one, and `Vec<String>` has none.
pub(super) fn of_plain(text: &str) -> Cow<'_, str> {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + 3);
    html.push_str(first);
    for part in parts {
        html.push_str(if begins_tag(part) { "<" } else { "&lt;" });
        html.push_str(part);
    }
    Cow::Owned(html)
}

/// Whether a tag of HTML begins with `<` before this text. Nobody writes some of its letters as
/// capitals, as programs' types have them.
fn begins_tag(text: &str) -> bool {
    let name = text.strip_prefix('/').unwrap_or(text);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = &name[..end.unwrap_or(name.len())];
    let lower = name.to_ascii_lowercase();
    let is_one_case = name == lower || name == name.to_ascii_uppercase();
    let others = || lists::DROPPED.iter().chain(lists::UNWRAPPED);
    text.starts_with("!--")
        || is_one_case && (ALLOWED.contains(&*lower) || others().any(|name| *name == lower))
}

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| safe(None));

/// The elements that the sanitiser keeps.
static ALLOWED: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| SAFE.clone_tags().into_iter().collect());

/// The attributes that every element keeps: hashed once, since builders are made by the thousand.
static GENERIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lists = [lists::HARMLESS, lists::INERT, lists::REFERENCES];
    let own = lists.into_iter().flatten().copied();
    Builder::default()
        .clone_generic_attributes()
        .into_iter()
        .chain(own)
        .collect()
});

fn safe(references: Option<&References>) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags(lists::ALSO_KEPT)
        .clean_content_tags(lists::DROPPED.iter().copied().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(None)
        .generic_attributes(GENERIC.clone())
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("img", images::HIDING);
    if let Some(references) = references {
        builder.url_relative(UrlRelative::RewriteWithBase(references.base().clone()));
    }
    let references = references.cloned();
    builder.attribute_filter(move |element, name, value| {
        filtered(element, name, value, references.as_ref())
    });
    builder
}

/// What an attribute of the lists may say, where its value is not checked otherwise.
fn filtered<'v>(
    element: &str,
    name: &str,
    value: &'v str,
    references: Option<&References>,
) -> Option<Cow<'v, str>> {
    if lists::REFERENCES.contains(&name) {
        let url = match references {
            Some(references) => references.address(value)?,
            None if value.is_empty() => return Some(Cow::Borrowed(value)),
            None => Url::parse(value).ok()?,
        };
        let is_page = matches!(url.scheme(), "http" | "https");
        return is_page.then(|| Cow::Owned(url.into()));
    }
    if let Some(references) = references.filter(|_| lists::ADDRESSES.contains(&name)) {
        return references.attribute(name, value);
    }
    if element == "img" && images::HIDING.contains(&name) {
        // A mark for what leaves such images out.
        return images::hides(name, value).then_some(Cow::Borrowed(""));
    }
    // No scheme stands where no address belongs.
    let is_clean = !value.contains(':') || !lists::INERT.contains(&name);
    is_clean.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests;
