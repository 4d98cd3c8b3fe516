//! HTML made plain.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::lists::BLOCKS;
use super::sanitise;
use super::tokens::{Token, Tokens};

/// Longer texts are cut before they are made plain.
const MAX_PLAIN: usize = 256 * 1024;

/// Of texts that are too much to be parsed so much is read: a lead.
const MAX_EXCESS: usize = 4 * 1024;

/// Between paragraphs while the markup is taken out; XML allows it, writers do not use it.
const BREAK: char = '\u{2029}';

/// Elements that end one paragraph and begin another although they stand within paragraphs, or
/// within tables.
const BREAKS: &[&str] = &["br", "td", "th", "tr"];

static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,10});|</[a-z]|<(?:br|img|p|div|span|a)[ />]")
        .expect("constant")
});

/// The text of HTML: no markup, references resolved, white space folded, Unicode's form C.
#[must_use]
pub fn plain_text(html: &str) -> String {
    paragraphs(html).join(" ")
}

/// As [`plain_text`], of what [`sanitise`] has made, or a part of it.
#[must_use]
pub fn plain_text_of_safe(html: &str) -> String {
    paragraphs_of_safe(html).join(" ")
}

/// The paragraphs of HTML or text, each plain, none empty.
///
/// Text that is escaped once too often is unescaped as long as it reads like HTML, twice at most.
pub(in super::super) fn paragraphs(html: &str) -> Vec<String> {
    let html = beginning(html);
    split(match has_markup(html) {
        true => Cow::Owned(text_of(&sanitise(html, None))),
        false => Cow::Borrowed(html),
    })
}

/// As [`paragraphs`], of what [`sanitise`] has made.
pub(in super::super) fn paragraphs_of_safe(html: &str) -> Vec<String> {
    split(Cow::Owned(text_of(beginning(html))))
}

/// The first paragraphs of HTML, without a parser's care for it: for texts that are too much to be
/// parsed.
pub(in super::super) fn paragraphs_of_excess(html: &str) -> Vec<String> {
    let text = text_of(&html[..html.floor_char_boundary(MAX_EXCESS)]);
    paragraphs_in(&text)
}

fn beginning(html: &str) -> &str {
    &html[..html.floor_char_boundary(MAX_PLAIN)]
}

fn has_markup(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'<' | b'&'))
}

fn split(mut text: Cow<'_, str>) -> Vec<String> {
    for _ in 0..2 {
        if !has_markup(&text) || !ESCAPED.is_match(&text) {
            break;
        }
        text = Cow::Owned(text_of(&sanitise(&text, None)));
    }
    paragraphs_in(&text)
}

/// The paragraphs of text in which they are parted by [`BREAK`] or an empty line.
fn paragraphs_in(text: &str) -> Vec<String> {
    static EMPTY_LINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\n[ \t\r]*\n").expect("constant"));
    text.split(BREAK)
        .flat_map(|part| EMPTY_LINE.split(part))
        .map(tidy)
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// The text between the tags, with a [`BREAK`] for each that ends or begins a paragraph, and with
/// the references resolved that the sanitiser writes: all others it has resolved.
fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => unescape(text, &mut out),
            Token::Start(tag) if is_block(tag.name) => out.push(BREAK),
            Token::End(name) if is_block(name) => out.push(BREAK),
            _ => {}
        }
    }
    out
}

fn is_block(name: &str) -> bool {
    let mut all = BLOCKS.iter().chain(BREAKS);
    all.any(|block| block.eq_ignore_ascii_case(name))
}

/// The references that the sanitiser writes, and what they stand for.
const REFERENCES: &[(&str, &str)] = &[
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("nbsp;", " "),
    ("quot;", "\""),
];

/// Resolves the references that the sanitiser writes.
pub(super) fn unescape(text: &str, out: &mut String) {
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let known = REFERENCES
            .iter()
            .find_map(|(name, meaning)| Some((part.strip_prefix(name)?, *meaning)));
        let (rest, meaning) = known.unwrap_or((part, "&"));
        out.push_str(meaning);
        out.push_str(rest);
    }
}

/// Folds white space, drops controls of direction and other invisible characters, composes accents.
fn tidy(text: &str) -> String {
    if text.is_ascii() {
        return folded(text.chars(), text.len());
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => folded(text.chars(), text.len()),
        _ => folded(text.nfc(), text.len()),
    }
}

fn folded(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    for c in characters {
        if c.is_whitespace() || c == BREAK {
            unjoin(&mut out);
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    unjoin(&mut out);
    out.truncate(out.trim_end().len());
    out
}

/// Takes joiners off the end of a word, where there is nothing to join. In scripts whose letters hang
/// together one shows a letter in the form that it has before another: in the sign of the Hijra.
fn unjoin(out: &mut String) {
    let word = out.trim_end_matches(['\u{200c}', '\u{200d}']);
    let hangs = |c: char| matches!(c, '\u{600}'..='\u{8ff}' | '\u{1e900}'..='\u{1e95f}');
    let kept = match word.ends_with(hangs) && out[word.len()..].starts_with('\u{200d}') {
        true => word.len() + '\u{200d}'.len_utf8(),
        false => word.len(),
    };
    out.truncate(kept);
}

/// Controls, marks that would change the direction of what stands beside the text, letters without a
/// form, and what chooses between forms of a sign, but for that of emoji.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || turns(c)
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff9}'..='\u{fffc}'
        )
}

/// Whether the character turns the direction of all that follows it, until another ends that.
pub(super) fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
