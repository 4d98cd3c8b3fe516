//! The HTML of an item: its text, where it comes from, and who else reported it.
//!
//! It stands in readers that know nothing of our style: paragraphs, a list and links, no more,
//! with every language marked, so that Arabic runs from right to left inside a French edition. Each
//! block is a line: some readers show the beginning without its markup, and would run words together.

use crate::domain::{Instance, Language, Report};

use super::item::{Item, Other};
use super::words::{Words, comma};
use super::xml_text;

/// The summary, then who reported it.
pub(super) fn digest(item: &Item<'_>, words: &Words) -> String {
    let mut out = String::new();
    if !item.summary.is_empty() {
        let language = attributes(item.language());
        out.push_str(&format!("<p{language}>{}</p>\n", escaped(&item.summary)));
    }
    out.push_str(&reported_by(item, words));
    out
}

/// The full text, then who reported it; none where the full text may not be republished.
pub(super) fn full(item: &Item<'_>, words: &Words, instance: &Instance) -> Option<String> {
    let content = xml_text::clean(item.story.content.as_deref()?);
    let content = fit(&content, instance.images);
    let language = attributes(item.language());
    let reported_by = reported_by(item, words);
    Some(format!("<div{language}>{content}</div>\n{reported_by}"))
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    xml_text::rewrite(&mut out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        _ => None,
    });
    out
}

fn reported_by(item: &Item<'_>, words: &Words) -> String {
    let mut out = format!("<div{}>\n", attributes(Some(words.language)));
    if let Some(report) = item.representative {
        let link = escaped(&item.link);
        let name = escaped(&xml_text::title(&report.outlet().name));
        let known = known_of(report, words);
        let source = words.source;
        out.push_str(&format!(
            "<p>{source} <a href=\"{link}\">{name}</a>{known}</p>\n"
        ));
    }
    if !item.others.is_empty() {
        let counts = item.counts(words);
        out.push_str(&format!(
            "<p>{counts}. {}</p>\n<ul>\n",
            words.also_reported_by
        ));
        for other in &item.others {
            out.push_str(&report(other, words));
        }
        out.push_str("</ul>\n");
    }
    if !item.related.is_empty() {
        out.push_str(&format!("<p>{}</p>\n<ul>\n", words.related));
        for other in &item.related {
            let (url, title) = (escaped(&other.url), escaped(&other.title));
            let language = attributes(other.language);
            out.push_str(&format!(
                "<li><a href=\"{url}\"{language}>{title}</a></li>\n"
            ));
        }
        out.push_str("</ul>\n");
    }
    // Some readers keep the first version for ever: this is where the story goes on.
    let page = escaped(&item.page);
    out.push_str(&format!(
        "<p><a href=\"{page}\">{}</a></p>\n</div>",
        words.all_reports
    ));
    out
}

fn report(other: &Other<'_>, words: &Words) -> String {
    let outlet = other.report.outlet();
    let name = escaped(&xml_text::title(&outlet.name));
    let known = known_of(other.report, words);
    let url = escaped(&other.url);
    let language = attributes(other.report.language);
    let title = escaped(&other.title);
    format!("<li>{name}{known} – <a href=\"{url}\"{language}>{title}</a></li>\n")
}

/// ` (Groupe Exemple, private, after Autre Journal)`, as far as it is known.
fn known_of(report: &Report, words: &Words) -> String {
    let outlet = report.outlet();
    let name = outlet.owner.as_deref().map(xml_text::title);
    let kind = outlet
        .ownership
        .map(|kind| words.ownership(kind).to_owned());
    let origin = report.origin.as_ref();
    let origin = origin.map(|origin| format!("{} {}", words.after, xml_text::title(&origin.name)));
    let known: Vec<String> = name.into_iter().chain(kind).chain(origin).collect();
    if known.is_empty() {
        String::new()
    } else {
        format!(" ({})", escaped(&known.join(comma(words.language))))
    }
}

/// ` lang="ar" dir="rtl"`.
fn attributes(language: Option<Language>) -> String {
    match language {
        None => String::new(),
        Some(language) if language.is_right_to_left() => {
            format!(" lang=\"{language}\" dir=\"rtl\"")
        }
        Some(language) => format!(" lang=\"{language}\" dir=\"ltr\""),
    }
}

/// What makes a reader fetch an image, a film or a sound.
pub(super) const IMAGES: [&str; 7] = ["img", "picture", "source", "svg", "video", "audio", "track"];

/// What turns text round, and what HTML no longer knows.
const ODD: [&str; 2] = ["bdo", "rtc"];

/// Safe HTML as it may stand in a feed: every address complete and correctly escaped, or left out with
/// what it is for; without `controls`, which readers' programs add where they play anything, and of
/// which validators warn; with or without `images`.
fn fit(html: &str, images: bool) -> String {
    rewritten(html, |name, tag, out| {
        if ODD.contains(&name) || (IMAGES.contains(&name) && !images) {
            return;
        }
        match written(tag) {
            // An image without an address is a hole in the page.
            Some(tag) if name != "img" || tag.contains(" src=\"") => out.push_str(&tag),
            Some(_) => {}
            None => out.push_str(tag),
        }
    })
}

/// Safe HTML with what `tag` writes in place of each of its tags; it is given the name, in lower case,
/// and the tag.
pub(super) fn rewritten(html: &str, mut tag: impl FnMut(&str, &str, &mut String)) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, whole) = rest.split_at(start);
        out.push_str(before);
        let (whole, behind) = whole.split_at(tag_end(whole));
        rest = behind;
        let name = whole[1..].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        tag(&name, whole, &mut out);
    }
    out.push_str(rest);
    out
}

/// A start tag with its attributes as they may stand; none where it has none, or is no start tag.
fn written(tag: &str) -> Option<String> {
    let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
    let (name, mut rest) = inside.split_once(char::is_whitespace)?;
    let mut out = format!("<{name}");
    while let Some((attribute, behind)) = rest.trim_start().split_once("=\"") {
        let (value, behind) = behind.split_once('"')?;
        rest = behind;
        let value = match attribute {
            "controls" => None,
            "href" | "src" | "poster" => reference(value),
            _ => Some(value.to_owned()),
        };
        if let Some(value) = value {
            out.push_str(&format!(" {attribute}=\"{value}\""));
        }
    }
    out.push('>');
    Some(out)
}

/// An address in an attribute, as [`xml_text::link`] gives it, or that of a mailbox.
fn reference(value: &str) -> Option<String> {
    let address = value.replace("&quot;", "\"").replace("&amp;", "&");
    let address = match xml_text::link(&address) {
        Some(address) => address,
        None => xml_text::mailbox(&address)?,
    };
    Some(escaped(&address))
}

/// The length of the tag that `html` begins with: to its `>`, unless that is inside quotes.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_taken_out_and_the_rest_stays() {
        let html = "<p>a<img src=\"x>y\" alt='>'> b</p><picture><source srcset=q><IMG></picture>c";
        assert_eq!(fit(html, false), "<p>a b</p>c");
        assert_eq!(fit("3 < 4", false), "3 < 4");
        assert_eq!(fit("a<", false), "a<");
    }

    #[test]
    fn addresses_in_a_text_are_complete_or_left_out() {
        for (given, fits) in [
            ("<a href=\"/x\">a</a>", "<a>a</a>"),
            (
                "<a href=\"mailto:a@b.example?x=1&amp;y\" title=\"t\">a</a>",
                "<a href=\"mailto:a@b.example\" title=\"t\">a</a>",
            ),
            ("<img src=\"x.png\" alt=\"\"><b>c</b>", "<b>c</b>"),
            (
                "<a href=\"https://a.example/é?a=1&amp;b\">a</a>",
                "<a href=\"https://a.example/%C3%A9?a=1&amp;b\">a</a>",
            ),
            (
                "<audio src=\"https://a.example/a.mp3\" controls=\"\"></audio>",
                "<audio src=\"https://a.example/a.mp3\"></audio>",
            ),
            ("<p><bdo dir=\"rtl\">b</bdo></p>", "<p>b</p>"),
        ] {
            assert_eq!(fit(given, true), fits);
        }
    }
}
