//! HTML made safe, and HTML made plain.
//!
//! Both go through `balance` first, which writes the markup anew so that it nests, in linear time;
//! ammonia then decides what is harmless.

mod balance;
mod images;
mod plain;
mod tokens;

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use regex::Regex;
use url::Url;

use balance::balanced;
pub(super) use images::{first_image, is_counter};
pub use plain::plain_text;
pub(super) use plain::{paragraphs, paragraphs_of_excess, paragraphs_of_safe};

/// Elements whose content goes with them.
const DROPPED: &[&str] = &[
    "script", "style", "iframe", "object", "applet", "noframes", "noembed", "template", "svg",
    "math", "select", "textarea", "title", "button",
];

/// Elements beyond ammonia's own list that feeds use and that do no harm.
const ALSO_KEPT: &[&str] = &[
    "address", "audio", "big", "dir", "font", "menu", "picture", "section", "source", "tfoot",
    "video",
];

/// Attributes that only say how something looks or what it means.
const HARMLESS: &[&str] = &[
    "abbr",
    "align",
    "axis",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "char",
    "charoff",
    "clear",
    "color",
    "colspan",
    "compact",
    "datetime",
    "dir",
    "headers",
    "height",
    "hspace",
    "label",
    "noshade",
    "nowrap",
    "rowspan",
    "rules",
    "scope",
    "size",
    "span",
    "start",
    "summary",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
];

/// Makes HTML safe to republish: what is not on the list of harmless elements, attributes and URL
/// schemes goes, and so do images that only count readers. References are made absolute against
/// `base`.
#[must_use]
pub fn sanitise(html: &str, base: Option<&Url>) -> String {
    let html = balanced(html, &ALLOWED);
    let clean = match base.filter(|base| !base.cannot_be_a_base()) {
        Some(base) => {
            let mut builder = safe();
            builder.url_relative(UrlRelative::RewriteWithBase(base.clone()));
            builder.clean(&html)
        }
        None => SAFE.clean(&html),
    };
    let mut clean = clean.to_string();
    // References may bring in what is no character of a text but of a file.
    if clean.contains(['\r', '\u{feff}']) {
        clean = clean.replace('\r', "\n").replace('\u{feff}', "");
    }
    images::without_counters(clean)
}

/// As [`sanitise`]; HTML that was escaped once too often, so that it would show its tags, is
/// unescaped first.
pub(super) fn sanitise_unescaped(html: &str, base: Option<&Url>) -> String {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)&lt;/(?:p|div|span|a|strong|em|li|h[1-6])&gt;").expect("constant")
    });
    let safe = sanitise(html, base);
    if !SHOWN.is_match(&safe) {
        return safe;
    }
    let mut html = String::with_capacity(safe.len());
    plain::unescape(&safe, &mut html);
    sanitise(&html, base)
}

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(safe);

/// The elements that the sanitiser keeps.
static ALLOWED: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| SAFE.clone_tags().into_iter().collect());

fn safe() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags(ALSO_KEPT)
        .clean_content_tags(DROPPED.iter().copied().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(None)
        .add_generic_attributes(HARMLESS)
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("font", ["face"]);
    builder
}
