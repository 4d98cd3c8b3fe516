//! References: the five of XML, numbers, and HTML's names. Nothing that a document declares.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;

use super::{Warning, Warnings};

/// Longer than any reference: leading zeros are allowed.
const LONGEST: usize = 40;

/// HTML 4's names: those of HTML 5 beyond them are for mathematics.
static NAMES: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let lines = include_str!("../../data/entities.tsv").lines();
    lines
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, code)| {
            let code = u32::from_str_radix(code, 16).ok()?;
            Some((name, char::from_u32(code)?))
        })
        .chain([("apos", '\'')])
        .collect()
});

/// Resolves the references in `text`; what is none stays as it stands.
pub(super) fn unescape<'a>(text: &'a str, defects: &mut Warnings) -> Cow<'a, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((character, length)) = reference(rest, defects) {
            out.extend(character);
            rest = &rest[length..];
        } else {
            defects.note(Warning::BareAmpersand);
            out.push('&');
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What the reference that `rest`, the text after an ampersand, begins with stands for (nothing,
/// where XML forbids the character), and its length.
fn reference(rest: &str, defects: &mut Warnings) -> Option<(Option<char>, usize)> {
    let bytes = rest.as_bytes();
    let end = bytes
        .iter()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#')
        .filter(|end| bytes[*end] == b';')?;
    let name = rest.get(..end)?;
    if let Some(number) = name.strip_prefix('#') {
        return Some((numeric(number, defects)?, end + 1));
    }
    let character = *NAMES.get(name)?;
    if !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        defects.note(Warning::HtmlEntities);
    }
    Some((Some(character), end + 1))
}

fn numeric(number: &str, defects: &mut Warnings) -> Option<Option<char>> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    }
    .ok()?;
    let character = windows(code)
        .or_else(|| char::from_u32(code))
        .filter(|c| is_allowed(*c));
    if character.is_none() {
        defects.note(Warning::ControlCharacters);
    }
    Some(character)
}

/// What writers mean by the characters 128 to 159, which are controls in Unicode: the character of windows-1252, as HTML has
/// it (WHATWG HTML, section 13.2.5.80).
pub(super) fn windows(code: u32) -> Option<char> {
    static CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
        let bytes: Vec<u8> = (0x80..=0x9f).collect();
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        text.chars().collect()
    });
    let at = usize::try_from(code).ok()?.checked_sub(0x80)?;
    CHARACTERS.get(at).copied()
}

/// Whether XML 1.0 allows the character (section 2.2).
pub(super) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        unescape(text, &mut Warnings::default()).into_owned()
    }

    #[test]
    fn references_of_xml_html_and_numbers_are_resolved_once() {
        assert_eq!(read("a &amp;lt; &eacute;&#233;&#xE9;&#x92;"), "a &lt; ééé’");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["AT&T", "a&b=2;", "&;", "&#;", "&#xZZ;", "&nosuch;", "a & b"] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn characters_that_xml_forbids_are_dropped() {
        assert_eq!(read("a&#11;b&#0;c"), "abc");
    }
}
