//! The images of sanitised HTML, and those that are there to count readers.

use super::balance::attribute;
use super::tokens::{Tag, Token, Tokens};
use crate::domain::picture::is_placeholder;

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

/// Parts of the addresses of images that are no picture of anything: of who writes, and of letters.
const ORNAMENTS: &[&str] = &[
    "gravatar.com/",
    "/avatar/",
    "/avatars/",
    "/emoji/",
    "/emojis/",
    "twemoji",
    "/smilies/",
    "/smileys/",
    "fbcdn.net/images/emoji.php",
    "/wp-includes/",
    "feedburner.com/",
    "addtoany.com/",
];

/// Attributes in which pages leave an image's address to a script of theirs.
const LAZY: [&str; 3] = ["data-src", "data-lazy-src", "data-original"];

/// Attributes with several sizes of an image, of which a script or the browser takes one.
const SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "srcset"];

/// The address that an `img` tag leaves to a script or a choice, where its own is missing or only
/// holds its place.
pub(super) fn lazy(rest: &str) -> Option<&str> {
    let own = attribute(rest, "src").unwrap_or_default().trim();
    if !own.is_empty() && !holds_place(own) {
        return None;
    }
    let said = LAZY.iter().filter_map(|name| attribute(rest, name));
    let sets = SETS.iter().filter_map(|name| attribute(rest, name));
    said.map(str::trim)
        .chain(sets.filter_map(largest))
        .find(|address| !address.is_empty() && !holds_place(address))
}

/// Whether an image is there until another is: no photograph is in these formats.
fn holds_place(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    is_placeholder(address) || path.ends_with(".gif") || path.ends_with(".svg")
}

/// The largest image of a `srcset` (HTML, section 4.8.4.2.2).
fn largest(set: &str) -> Option<&str> {
    let is_between = |c: char| c == ',' || c.is_ascii_whitespace();
    let mut best: Option<(&str, f32)> = None;
    let mut rest = set.trim_start_matches(is_between);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace());
        let (address, after) = rest.split_at(end.unwrap_or(rest.len()));
        let (size, after) = match address.ends_with(',') {
            true => ("", after),
            false => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        let size = size.trim().trim_end_matches(['w', 'x']).parse();
        let size = size.unwrap_or(1.0);
        if best.is_none_or(|(_, most)| size > most) {
            best = Some((address.trim_end_matches(','), size));
        }
        rest = after.trim_start_matches(is_between);
    }
    best.map(|(address, _)| address)
}

/// Whether the address is that of a counting service.
fn is_counter(address: &str) -> bool {
    COUNTERS.iter().any(|counter| address.contains(counter))
}

/// Attributes of an image that may hide it. They are never published.
pub(super) const HIDING: [&str; 2] = ["hidden", "style"];

/// Whether the attribute of this name, one of [`HIDING`], lets nobody see the image.
pub(super) fn hides(name: &str, value: &str) -> bool {
    name == "hidden" || value.to_ascii_lowercase().split(';').any(is_hiding)
}

/// Whether a declaration of CSS, such as `width: 1px`, hides what it is about.
fn is_hiding(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else {
        return false;
    };
    let value = value.trim().trim_end_matches("!important").trim();
    match property.trim() {
        "display" => value == "none",
        "visibility" => value == "hidden",
        "opacity" | "width" | "height" | "max-width" | "max-height" => value
            .trim_end_matches("px")
            .trim()
            .parse::<f32>()
            .is_ok_and(|size| match property.trim() {
                "opacity" => size <= 0.0,
                _ => size <= 1.0,
            }),
        _ => false,
    }
}

/// Leaves out images without an address, of one pixel, hidden, or of a counting service.
pub(super) fn without_counters(html: String) -> String {
    if !html.contains("<img") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut tokens = Tokens::new(&html);
    let mut start = 0;
    while let Some(token) = tokens.next() {
        let end = tokens.place();
        let counts = match token {
            Token::Start(tag) if tag.name == "img" => {
                source(&tag).is_none_or(|source| is_counter(&source))
            }
            _ => false,
        };
        if !counts {
            out.push_str(&html[start..end]);
        }
        start = end;
    }
    out
}

/// The addresses of the images of sanitised HTML, but for those that only hold a place.
pub(in super::super) fn pictures(html: &str) -> impl Iterator<Item = String> {
    let sources = Tokens::new(html).filter_map(|token| match token {
        Token::Start(tag) if tag.name == "img" => source(&tag),
        _ => None,
    });
    sources.filter(|source| !is_placeholder(source))
}

/// Whether there is a picture of something at an address, as far as it tells.
pub(in super::super) fn is_picture(address: &str) -> bool {
    let is_ornament = ORNAMENTS.iter().any(|part| address.contains(part));
    address.starts_with("http") && !is_ornament && !is_counter(address)
}

/// The address of an `img` tag as the sanitiser writes it; none for one of one pixel or hidden.
fn source(tag: &Tag<'_>) -> Option<String> {
    if HIDING
        .iter()
        .any(|name| attribute(tag.rest, name).is_some())
    {
        return None;
    }
    let is_pixel = ["width", "height"].iter().any(|side| {
        let pixels = attribute(tag.rest, side).unwrap_or_default();
        let pixels = pixels.trim().trim_end_matches("px").trim();
        pixels.parse::<f32>().is_ok_and(|pixels| pixels <= 1.0)
    });
    let address = attribute(tag.rest, "src").filter(|_| !is_pixel)?.trim();
    (!address.is_empty()).then(|| address.replace("&amp;", "&"))
}
