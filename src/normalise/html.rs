//! HTML made safe, and HTML made plain.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use url::Url;

/// Elements of a text, those that the parser adds included.
const MAX_NODES: usize = 200_000;

/// Markup nested deeper than this is no article: it is made plain, since browsers' rules take
/// quadratic time over it.
const MAX_NESTING: usize = 100;

/// Longer texts are cut before they are made plain.
const MAX_PLAIN: usize = 256 * 1024;

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
    if is_nested_too_deeply(html) {
        return ammonia::clean_text(&plain_text(html));
    }
    let clean = match base.filter(|base| !base.cannot_be_a_base()) {
        Some(base) => {
            let mut builder = safe();
            builder.url_relative(UrlRelative::RewriteWithBase(base.clone()));
            builder.clean(html)
        }
        None => SAFE.clean(html),
    };
    // References may bring in what is no character of a text but of a file.
    let clean = clean
        .to_string()
        .replace('\r', "\n")
        .replace('\u{feff}', "");
    without_pixels(&clean)
}

/// As [`sanitise`]; HTML that was escaped once too often, so that it would show its tags, is
/// unescaped first.
pub(super) fn sanitise_unescaped(html: &str, base: Option<&Url>) -> String {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)&lt;/(?:p|div|span|a|strong|em|li|h[1-6])&gt;").expect("constant")
    });
    let safe = sanitise(html, base);
    match SHOWN.is_match(&safe) {
        true => sanitise(&unescape(&safe), base),
        false => safe,
    }
}

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(safe);

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

static IMAGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<img(?:\s+[\w:-]+(?:="[^"]*")?)*\s*/?>"#).expect("constant"));
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([\w:-]+)="([^"]*)""#).expect("constant"));

/// Hosts and paths of images that count readers.
const COUNTERS: &[&str] = &[
    "pixel.wp.com",
    "stats.wordpress.com",
    "feeds.feedburner.com/~",
    "feedsportal.com",
    "/~r/",
    "/~4/",
    "doubleclick.net",
    "google-analytics.com",
    "b.scorecardresearch.com",
    "pixel.quantserve.com",
    "pheedo.com",
    "tracking.feedpress",
    "/piwik.php",
    "/matomo.php",
    "xiti.com",
    "facebook.com/tr",
];

/// Leaves out images without an address, of one pixel, or of a counting service.
fn without_pixels(html: &str) -> String {
    IMAGE
        .replace_all(html, |tag: &regex::Captures<'_>| {
            let counts = match image_source(&tag[0]) {
                Some(source) => is_counter(&source),
                None => true,
            };
            if counts {
                String::new()
            } else {
                tag[0].to_owned()
            }
        })
        .into_owned()
}

/// The address of an `img` tag as [`sanitise`] writes it; none for one of one pixel.
fn image_source(tag: &str) -> Option<String> {
    let mut source = None;
    for attribute in ATTRIBUTE.captures_iter(tag) {
        let value = attribute[2].trim();
        match &attribute[1] {
            "src" if !value.is_empty() => source = Some(value.replace("&amp;", "&")),
            "width" | "height" if matches!(value.trim_end_matches("px"), "0" | "1") => return None,
            _ => {}
        }
    }
    source
}

/// Whether the address is that of a counting service.
pub(super) fn is_counter(address: &str) -> bool {
    COUNTERS.iter().any(|counter| address.contains(counter))
}

/// The address of the first image of sanitised HTML.
pub(super) fn first_image(html: &str) -> Option<String> {
    IMAGE
        .find_iter(html)
        .filter_map(|tag| image_source(tag.as_str()))
        .find(|source| source.starts_with("http"))
}

/// The text of HTML: no markup, references resolved, white space folded, Unicode's form C.
#[must_use]
pub fn plain_text(html: &str) -> String {
    paragraphs(html).join(" ")
}

/// Between paragraphs while the markup is taken out; XML allows it, writers do not use it.
const BREAK: char = '\u{2029}';

static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|figure|figcaption|table|tr|td|th|section|article|hr|dd|dt|pre|header|footer|aside)(?-u:\b)|\n[ \t\r]*\n",
    )
    .expect("constant")
});

static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,10});|</[a-z]|<(?:br|img|p|div|span|a)[ />]")
        .expect("constant")
});

/// The paragraphs of HTML or text, each plain, none empty.
///
/// Text that is escaped once too often is unescaped as long as it reads like HTML, twice at most.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    split(html, without_markup)
}

/// As [`paragraphs`], of what [`sanitise`] has made: there the tags are easily found.
pub(super) fn paragraphs_of_safe(html: &str) -> Vec<String> {
    split(html, without_safe_markup)
}

fn split(html: &str, first: fn(&str) -> String) -> Vec<String> {
    let html = &html[..html.floor_char_boundary(MAX_PLAIN)];
    let mut text = with_breaks(html);
    let mut strip = first;
    for _ in 0..3 {
        if !text.contains('<') && !ESCAPED.is_match(&text) {
            break;
        }
        let plain = strip(&text);
        if !ESCAPED.is_match(&plain) {
            text = Cow::Owned(plain);
            break;
        }
        text = Cow::Owned(with_breaks(&plain).into_owned());
        strip = without_markup;
    }
    text.split(BREAK)
        .map(tidy)
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// The text with a mark before every tag that ends or begins a paragraph.
fn with_breaks(html: &str) -> Cow<'_, str> {
    BLOCK.replace_all(html, |found: &regex::Captures<'_>| {
        format!("{BREAK}{}", &found[0])
    })
}

/// A tag as the sanitiser writes it: every attribute in double quotes.
static SAFE_TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<[^>"]*(?:"[^"]*"[^>"]*)*>"#).expect("constant"));

fn without_safe_markup(html: &str) -> String {
    unescape(&SAFE_TAG.replace_all(html, ""))
}

static PLAIN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.clean_content_tags(DROPPED.iter().copied().collect());
    builder
});

fn without_markup(html: &str) -> String {
    if is_nested_too_deeply(html) {
        static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^>]*>").expect("constant"));
        return TAG.replace_all(html, "").into_owned();
    }
    unescape(&PLAIN.clean(html).to_string())
}

/// Resolves the references that the sanitiser writes; all others it has resolved.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Folds white space, drops controls of direction and other invisible characters, composes accents.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() || c == BREAK {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Controls, and marks that would change the direction of what stands beside the text.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
        )
}

/// Whether a tree of it would be deeper, or larger, than any article needs.
///
/// A formatting element that is never closed is opened anew in every block that follows (the HTML
/// standard, section 13.2.4.3), so that a few hundred bytes make gigabytes of tree. Their number
/// times that of the tags is therefore bounded before anything is built.
fn is_nested_too_deeply(html: &str) -> bool {
    let (mut open, mut formatting): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut nodes = 0;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (name, ends) = match rest.strip_prefix('/') {
            Some(rest) => (tag_name(rest), true),
            None => (tag_name(rest), false),
        };
        if name.is_empty() {
            continue;
        }
        let within = match is_formatting(name) {
            true => &mut formatting,
            false => &mut open,
        };
        if ends {
            // One that closes nothing closes nothing else either.
            let started = within
                .iter()
                .rposition(|open| open.eq_ignore_ascii_case(name));
            match started {
                Some(place) if is_formatting(name) => drop(within.remove(place)),
                Some(place) => within.truncate(place),
                None => {}
            }
        } else if !closes_itself(name) {
            within.push(name);
        }
        nodes += 1 + formatting.len();
        if open.len().max(formatting.len()) > MAX_NESTING || nodes > MAX_NODES {
            return true;
        }
    }
    false
}

/// The name of the tag that begins here; empty when none does.
fn tag_name(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
    let name = &rest[..end.unwrap_or(rest.len())];
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => "",
    }
}

/// The elements that the parser opens anew in the next block.
fn is_formatting(name: &str) -> bool {
    let names = [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
        "u",
    ];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Void elements, and paragraphs and list items, which end where the next one begins.
fn closes_itself(name: &str) -> bool {
    let names = [
        "br", "img", "hr", "p", "li", "input", "wbr", "source", "meta", "link",
    ];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
