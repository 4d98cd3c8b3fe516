//! The images of sanitised HTML, and those that are there to count readers.

use super::balance::attribute;
use super::tokens::{Tag, Token, Tokens};

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

/// The address that an `img` tag leaves to a script, where its own is missing or only holds its
/// place.
pub(super) fn lazy(rest: &str) -> Option<&str> {
    let own = attribute(rest, "src").unwrap_or_default().trim_start();
    let holds_place = own.is_empty() || own.starts_with("data:");
    let mut said = LAZY.iter().filter_map(|name| attribute(rest, name));
    said.find(|address| holds_place && !address.trim().is_empty())
}

/// Whether the address is that of a counting service.
pub(in super::super) fn is_counter(address: &str) -> bool {
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

/// The address of the first image of sanitised HTML that is a picture.
pub(in super::super) fn first_image(html: &str) -> Option<String> {
    Tokens::new(html)
        .filter_map(|token| match token {
            Token::Start(tag) if tag.name == "img" => source(&tag),
            _ => None,
        })
        .find(|source| source.starts_with("http") && !is_ornament(source))
}

fn is_ornament(address: &str) -> bool {
    ORNAMENTS.iter().any(|part| address.contains(part))
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
