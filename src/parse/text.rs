//! Text constructs: which of plain text, HTML and XHTML an element holds.

use std::borrow::Cow;
use std::fmt::Write;

use encoding_rs::WINDOWS_1252;

use super::decode::undo_in_text;
use super::document::{HTML, PLAIN, Text, XHTML};
use super::limits;
use super::namespace::Namespace;
use super::scope::Scope;
use super::tree::{Element, Node};
use super::{Warning, Warnings};

/// What an element holds when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assume {
    /// HTML, as in RSS descriptions.
    Html,
    /// Plain text, unless it reads like HTML, as in RSS titles.
    Guess,
}

/// Reads `element`, which stands in `scope`, as text. None when it holds nothing at all.
pub(super) fn read(
    element: &Element<'_>,
    scope: &Scope,
    assume: Assume,
    warnings: &mut Warnings,
) -> Option<Text> {
    let scope = scope.enter(element);
    let stated = element.said("type").map(str::to_ascii_lowercase);
    let mode = element.said("mode").map(str::to_ascii_lowercase);
    let (mut value, mut media_type) = if element.elements().next().is_some() {
        inline(element, &scope, stated.as_deref())
    } else {
        let text = element.text();
        let media_type = media_type(element, stated.as_deref(), mode.as_deref(), &text, assume);
        (text, media_type)
    };
    if is_base64(stated.as_deref(), mode.as_deref()) {
        value = base64(&value).unwrap_or(value);
    }
    if media_type.is_empty() {
        PLAIN.clone_into(&mut media_type);
    }
    if let Some(once) = undo_in_text(&value) {
        warnings.note(Warning::EncodedTwice);
        value = once;
    }
    cut(&mut value, warnings);
    (!value.is_empty()).then(|| Text {
        value,
        media_type,
        language: scope.language.clone(),
        base: scope.base.clone().filter(|_| scope.stated),
    })
}

/// Cuts a text that is too long.
pub(super) fn cut(value: &mut String, warnings: &mut Warnings) {
    if value.len() > limits::TEXT {
        warnings.note(Warning::TooMuch("text"));
        value.truncate(value.floor_char_boundary(limits::TEXT));
        value.shrink_to_fit();
    }
}

/// The type of text without child elements (RFC 4287, section 3.1; Atom 0.3, section 3.1).
fn media_type(
    element: &Element<'_>,
    stated: Option<&str>,
    mode: Option<&str>,
    text: &str,
    assume: Assume,
) -> String {
    let atom = element.name.namespace == Namespace::Atom;
    match stated {
        Some("text") => PLAIN.to_owned(),
        Some("html") => HTML.to_owned(),
        Some("xhtml") => XHTML.to_owned(),
        Some(mime) if mime.contains('/') => mime.to_owned(),
        _ if atom && mode == Some("escaped") && looks_like_html(text) => HTML.to_owned(),
        _ if atom => PLAIN.to_owned(),
        _ if assume == Assume::Html || looks_like_html(text) => HTML.to_owned(),
        _ => PLAIN.to_owned(),
    }
}

/// Whether text that may be either is HTML: it has an end tag, a line break, an image or a reference.
pub(super) fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'<' => match bytes.get(at + 1) {
            Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
            _ => ["br>", "br/", "br ", "img ", "p>"].iter().any(|tag| {
                let found = bytes.get(at + 1..at + 1 + tag.len());
                found.is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes()))
            }),
        },
        b'&' => {
            let rest = &bytes[at + 1..bytes.len().min(at + 12)];
            let end = rest
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && *b != b'#');
            end.is_some_and(|end| end > 1 && rest[end] == b';')
        }
        _ => false,
    })
}

/// Child elements as markup. Atom's `xhtml` wraps it in one `div` that is not part of it
/// (RFC 4287, section 3.1.1.3). Under `html` the text between them is markup too: some writers
/// escape what they put into an unescaped `div`.
fn inline(element: &Element<'_>, scope: &Scope, stated: Option<&str>) -> (String, String) {
    let mut elements = element.elements();
    let wrapped = matches!(stated, Some("xhtml" | "html"));
    let only = match (elements.next(), elements.next()) {
        (Some(child), None) if wrapped && child.name.local == "div" => Some(child),
        _ => None,
    };
    let inner = only.map_or(Cow::Borrowed(scope), |child| scope.enter(child));
    let element = only.unwrap_or(element);
    if stated == Some("html") && element.elements().next().is_none() {
        return (element.text(), HTML.to_owned());
    }
    let mut out = String::new();
    write_children(element, &inner, &inner, &mut out);
    (out.trim().to_owned(), XHTML.to_owned())
}

/// Writes what `element` holds as XHTML. References under an `xml:base` of their own are made
/// absolute, because the attribute does not survive sanitising.
fn write_children(element: &Element<'_>, scope: &Scope, outer: &Scope, out: &mut String) {
    for child in &element.children {
        match child {
            Node::Text(text) => escape(text, out),
            Node::Element(child) => write_element(child, scope, outer, out),
        }
    }
}

fn write_element(element: &Element<'_>, scope: &Scope, outer: &Scope, out: &mut String) {
    let scope = scope.enter(element);
    let name = match element.name.namespace {
        Namespace::Xhtml => &*element.name.local,
        _ => element.name.raw,
    };
    let _ = write!(out, "<{name}");
    for (attribute, value) in element.attributes() {
        if attribute.starts_with("xml:") {
            continue;
        }
        let _ = write!(out, " {attribute}=\"");
        if matches!(attribute, "href" | "src" | "cite" | "poster") && scope.base != outer.base {
            escape(&scope.absolute(value), out);
        } else {
            escape(value, out);
        }
        out.push('"');
    }
    if element.children.is_empty() && is_void(name) {
        out.push_str(" />");
        return;
    }
    out.push('>');
    write_children(element, &scope, outer, out);
    let _ = write!(out, "</{name}>");
}

fn is_void(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        &*name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Whether the text is base64: said so (Atom 0.3), or of a type that is no text (RFC 4287,
/// section 4.1.3.3).
fn is_base64(stated: Option<&str>, mode: Option<&str>) -> bool {
    mode == Some("base64")
        || mode.is_none()
            && stated.is_some_and(|mime| {
                mime.contains('/')
                    && !mime.starts_with("text/")
                    && !mime.ends_with("+xml")
                    && !mime.ends_with("/xml")
            })
}

/// Decodes base64 (RFC 4648, section 4), white space and missing padding allowed.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            byte if byte.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_breaks_and_without_padding() {
        assert_eq!(base64("RXhh\nbXBsZQ").as_deref(), Some("Example"));
        assert_eq!(base64("RXhhbXBsZQ==").as_deref(), Some("Example"));
        assert_eq!(base64("no <b>"), None);
    }

    #[test]
    fn html_is_told_from_text_that_merely_has_its_signs() {
        for html in ["a <b>b</b>", "Q&amp;A", "x<br>y", "&#233;"] {
            assert!(looks_like_html(html), "{html}");
        }
        for text in ["2 > 1", "a < b", "AT&T; no", "Q & A", "the <blink> tag"] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
