//! References: the five of XML, numbers, and HTML's names. Nothing that a document declares.

use std::borrow::Cow;
use std::collections::BTreeSet;

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};

use super::Warning;

/// The longest reference we know has a name of 31 letters.
const LONGEST: usize = 40;

/// Resolves the references in `text`; what is none stays as it stands.
pub(super) fn unescape<'a>(text: &'a str, defects: &mut BTreeSet<Warning>) -> Cow<'a, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest, defects) {
            Some((Character::Char(c), length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            Some((Character::Name(name), length)) => {
                out.push_str(name);
                rest = &rest[length..];
            }
            Some((Character::Nothing, length)) => rest = &rest[length..],
            None => {
                defects.insert(Warning::BareAmpersand);
                out.push('&');
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

enum Character {
    Char(char),
    Name(&'static str),
    Nothing,
}

/// The reference that `rest`, the text after an ampersand, begins with, and its length.
fn reference(rest: &str, defects: &mut BTreeSet<Warning>) -> Option<(Character, usize)> {
    let bytes = rest.as_bytes();
    let end = bytes.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = rest.get(..end)?;
    if let Some(number) = name.strip_prefix('#') {
        return Some((numeric(number, defects)?, end + 1));
    }
    if let Some(text) = resolve_xml_entity(name) {
        return Some((Character::Name(text), end + 1));
    }
    let text = resolve_html5_entity(name)?;
    defects.insert(Warning::HtmlEntities);
    Some((Character::Name(text), end + 1))
}

fn numeric(number: &str, defects: &mut BTreeSet<Warning>) -> Option<Character> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    }
    .ok()?;
    let character = windows(code).or_else(|| char::from_u32(code));
    Some(match character.filter(|c| is_allowed(*c)) {
        Some(c) => Character::Char(c),
        None => {
            defects.insert(Warning::ControlCharacters);
            Character::Nothing
        }
    })
}

/// What writers mean by a number between 128 and 159: the character of windows-1252, as HTML has
/// it (WHATWG HTML, section 13.2.5.80).
fn windows(code: u32) -> Option<char> {
    let byte = u8::try_from(code).ok().filter(|b| (0x80..=0x9f).contains(b))?;
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next()
}

/// Whether XML 1.0 allows the character (section 2.2).
pub(super) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        unescape(text, &mut BTreeSet::new()).into_owned()
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
