//! Bytes to text: byte order mark, UTF-8 that is valid or nearly so, HTTP charset, XML declaration
//! (RFC 7303, section 3), detection, and at last windows-1252, in this order; a label that the bytes
//! contradict is passed over. What a server says of everything that it sends is heard last, and a
//! label of Western Europe is none for the bytes of a language that is known to be written otherwise.

mod codepage;
mod guess;
mod label;
mod pasted;
mod twice;

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::entity::{is_allowed, windows};
use super::{Warning, Warnings};
use crate::domain::Language;
use codepage::CodePage;
use guess::{guess, guess_elsewhere};
use pasted::{Spread, with_pairs_joined};
use twice::undo_double_encoding;
pub(super) use twice::undo_in_text;

/// The decoded text, the name of its encoding (lower-case), and what was wrong with it.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: String,
    pub warnings: Vec<Warning>,
}

/// A compressed body may grow to this, and no further: as large as bodies may be by default.
const MAX_INFLATED: u64 = 10 * 1024 * 1024;

/// What is compressed although nobody said so, inflated; anything else as it is.
pub(super) fn inflate<'b>(bytes: &'b [u8], warnings: &mut Warnings) -> Cow<'b, [u8]> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes)
        .take(MAX_INFLATED)
        .read_to_end(&mut out);
    if out.len() as u64 == MAX_INFLATED {
        warnings.note(Warning::TooMuch("text"));
    }
    match read {
        Err(_) if out.is_empty() => Cow::Borrowed(bytes),
        _ => Cow::Owned(out),
    }
}

/// Decodes a feed document that was served as `content_type`, and that is likely in this language.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    language: Option<Language>,
) -> Decoded<'a> {
    let declaration = label::of_declaration;
    mended(in_encoding(bytes, content_type, declaration, language))
}

/// Decodes a page for people: its `meta` elements say what an XML declaration says of a feed.
pub(super) fn decode_page<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    mended(in_encoding(bytes, content_type, label::of_page, None))
}

/// So often text is encoded once too often: by the house, and by a program that passes it on.
const MOST_ENCODED: usize = 2;

fn mended(mut decoded: Decoded<'_>) -> Decoded<'_> {
    for _ in 0..MOST_ENCODED {
        let Some(text) = undo_double_encoding(&decoded.text) else {
            break;
        };
        decoded.text = Cow::Owned(text);
        decoded.warnings.push(Warning::EncodedTwice);
    }
    let is_wrong = |c: char| !is_allowed(c) || windows(u32::from(c)).is_some();
    if decoded.text.contains(is_wrong) {
        let allowed = decoded.text.chars().filter(|c| is_allowed(*c));
        let text = allowed
            .map(|c| windows(u32::from(c)).unwrap_or(c))
            .collect();
        decoded.text = Cow::Owned(text);
        decoded.warnings.push(Warning::ControlCharacters);
    }
    decoded
}

fn in_encoding<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    declaration: fn(&[u8]) -> Option<String>,
    language: Option<Language>,
) -> Decoded<'a> {
    if let Some(decoded) = wide(bytes) {
        return decoded;
    }
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let bytes = marked.unwrap_or(bytes);
    let http = content_type.and_then(label::of_content_type);
    let declared = declaration(bytes);
    let utf8 = std::str::from_utf8(bytes).ok();
    if let Some(text) = utf8 {
        return as_utf8(
            text,
            bytes,
            http.as_deref(),
            declared.as_deref(),
            content_type,
        );
    }
    let mut labels: Vec<String> = http.into_iter().chain(declared).collect();
    let is_western = |label: &String| single_byte(label) == Some(WINDOWS_1252);
    let default = labels.first().filter(|label| label::is_default(label));
    let default = default.filter(|_| !labels.iter().all(is_western)).cloned();
    if default.is_some() {
        labels.rotate_left(1);
    }
    let joined = with_pairs_joined(bytes);
    let spread = Spread::of(&joined);
    if is_utf8(&spread, &labels, marked.is_some()) {
        // A label of Western Europe is what servers say of anything.
        let own = labels.iter().find_map(|label| single_byte(label));
        let own = own.filter(|encoding| *encoding != WINDOWS_1252);
        let text = spread.read(&joined, |rest| own.unwrap_or_else(|| guess(rest, language)));
        return nearly_utf8(text, default.or_else(|| labels.into_iter().next()));
    }
    // Of the bytes a label of UTF-8 is wrong already.
    let mut others = labels.iter().filter(|label| !label::is_utf8(label));
    if others.all(is_western) && guess_elsewhere(bytes, language).is_some() {
        let declared = default.or_else(|| labels.into_iter().next());
        return unlabelled(bytes, declared, language);
    }
    for label in &labels {
        if let Some((text, is_broken)) = by_label(bytes, label) {
            let encoding = canonical(label);
            let broken = is_broken.then(|| Warning::InvalidBytes(encoding.clone()));
            let overruled = default.filter(|default| default != label);
            let overruled = overruled.map(|declared| Warning::WrongEncoding {
                declared,
                used: encoding.clone(),
            });
            return Decoded {
                text,
                encoding,
                warnings: overruled.into_iter().chain(broken).collect(),
            };
        }
    }
    unlabelled(
        bytes,
        default.or_else(|| labels.into_iter().next()),
        language,
    )
}

/// Whether bytes that are no valid UTF-8 are meant to be.
fn is_utf8(spread: &Spread, labels: &[String], is_marked: bool) -> bool {
    let others = || labels.iter().filter(|label| !label::is_utf8(label));
    if is_marked || others().next().is_none() {
        return spread.is_likely();
    }
    match others().any(|label| single_byte(label).is_none()) {
        true => spread.is_pure(),
        false => spread.outweighs_label(),
    }
}

/// The encoding of that label, where each of its characters is one byte.
fn single_byte(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label::known(label).as_bytes());
    encoding.filter(|encoding| encoding.is_single_byte())
}

fn nearly_utf8<'a>(text: String, declared: Option<String>) -> Decoded<'a> {
    let wrong = declared.filter(|label| !label::is_utf8(label));
    let wrong = wrong.map(|declared| Warning::WrongEncoding {
        declared,
        used: "utf-8".to_owned(),
    });
    let broken = Warning::InvalidBytes("utf-8".to_owned());
    Decoded {
        text: Cow::Owned(text),
        encoding: "utf-8".to_owned(),
        warnings: wrong.into_iter().chain([broken]).collect(),
    }
}

/// Text that is valid UTF-8 is UTF-8, whatever its labels say, unless it is all ASCII or one of them
/// names an encoding that hides in ASCII.
fn as_utf8<'a>(
    text: &'a str,
    bytes: &'a [u8],
    http: Option<&str>,
    declared: Option<&str>,
    content_type: Option<&str>,
) -> Decoded<'a> {
    let stated = http.or(declared);
    let mut decoded = Decoded {
        text: Cow::Borrowed(text),
        encoding: "utf-8".to_owned(),
        warnings: Vec::new(),
    };
    let hidden = [http, declared]
        .into_iter()
        .flatten()
        .find(|label| label::hides_in_ascii(label));
    if let Some((other, _)) = hidden.and_then(|label| by_label(bytes, label)) {
        decoded.text = other;
        decoded.encoding = hidden.map(canonical).unwrap_or_default();
    } else if text.is_ascii() {
        if let Some(label) = label::for_ascii(http, declared, content_type) {
            decoded.encoding = canonical(label);
        }
    } else if let Some(label) = stated.filter(|label| !label::is_utf8(label)) {
        decoded.warnings.push(Warning::WrongEncoding {
            declared: label.to_owned(),
            used: "utf-8".to_owned(),
        });
    }
    decoded
}

/// UTF-16 and UTF-32, by their marks or by the zeros beside the first `<`.
fn wide(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (rest, encoding): (&[u8], &str) = match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => (rest, "utf-32be"),
        [0xff, 0xfe, 0, 0, rest @ ..] => (rest, "utf-32le"),
        [0xfe, 0xff, rest @ ..] => (rest, "utf-16be"),
        [0xff, 0xfe, rest @ ..] => (rest, "utf-16le"),
        _ => (bytes, unmarked(bytes)?),
    };
    let (text, broken) = match encoding {
        "utf-16be" => utf16(rest, UTF_16BE),
        "utf-16le" => utf16(rest, UTF_16LE),
        "utf-32be" => utf32(rest, u32::from_be_bytes),
        _ => utf32(rest, u32::from_le_bytes),
    };
    Some(Decoded {
        text: Cow::Owned(text),
        encoding: encoding.to_owned(),
        warnings: broken
            .then(|| Warning::InvalidBytes(encoding.to_owned()))
            .into_iter()
            .collect(),
    })
}

/// Which of them it is without a mark: the one in whose units a bracket comes first, after blanks.
fn unmarked(bytes: &[u8]) -> Option<&'static str> {
    let encodings: [(&str, usize, usize); 4] = [
        ("utf-32be", 4, 3),
        ("utf-32le", 4, 0),
        ("utf-16be", 2, 1),
        ("utf-16le", 2, 0),
    ];
    let is_one = |(_, width, at): &(&str, usize, usize)| {
        let mut units = bytes.chunks_exact(*width).map(|unit| {
            let zeros = unit.iter().filter(|byte| **byte == 0).count();
            (zeros == width - 1).then_some(unit[*at])
        });
        let first = units.find(|unit| !unit.is_some_and(|byte| byte.is_ascii_whitespace()));
        matches!(first, Some(Some(b'<' | b'{'))) && matches!(units.next(), Some(Some(1..)))
    };
    let found = encodings.iter().find(|encoding| is_one(encoding));
    found.map(|(name, ..)| *name)
}

fn utf16(bytes: &[u8], encoding: &'static Encoding) -> (String, bool) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), broken)
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> (String, bool) {
    let mut broken = !bytes.len().is_multiple_of(4);
    let text = bytes
        .chunks_exact(4)
        .map(|unit| {
            let code = read([unit[0], unit[1], unit[2], unit[3]]);
            char::from_u32(code).unwrap_or_else(|| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, broken)
}

/// The text in the labelled encoding, and whether a few bytes of it had to be replaced; none when
/// there is no such encoding or the bytes are not in it.
fn by_label<'a>(bytes: &'a [u8], label: &str) -> Option<(Cow<'a, str>, bool)> {
    match Encoding::for_label(label::known(label).as_bytes()) {
        Some(encoding) if encoding == UTF_8 => None,
        Some(encoding) if !encoding.is_ascii_compatible() && encoding != ISO_2022_JP => None,
        Some(encoding) => {
            let (text, broken) = encoding.decode_without_bom_handling(bytes);
            (!broken || mostly_valid(&text)).then_some((text, broken))
        }
        None => CodePage::for_label(label).map(|page| (Cow::Owned(page.decode(bytes)), false)),
    }
}

/// Of so many characters beyond ASCII one may have to be replaced in text of an encoding.
const VALID_OF: usize = 20;

fn mostly_valid(text: &str) -> bool {
    let beyond = text.chars().filter(|c| !c.is_ascii()).count();
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    replaced * VALID_OF <= beyond
}

/// The encoding's name for users: the standard's where it has one.
fn canonical(label: &str) -> String {
    let label = label.to_ascii_lowercase();
    if matches!(&*label, "us-ascii" | "ascii" | "iso-8859-1" | "latin1") {
        return label;
    }
    match Encoding::for_label(label::known(&label).as_bytes()) {
        Some(encoding) if encoding.name() == "GBK" => "gb18030".to_owned(),
        Some(encoding) => encoding.name().to_ascii_lowercase(),
        None => label,
    }
}

/// Bytes without a label that holds: what they look like.
fn unlabelled(bytes: &[u8], declared: Option<String>, language: Option<Language>) -> Decoded<'_> {
    let guess = guess(bytes, language);
    let (text, broken) = guess.decode_without_bom_handling(bytes);
    let (text, guess) = match broken {
        true => (
            WINDOWS_1252.decode_without_bom_handling(bytes).0,
            WINDOWS_1252,
        ),
        false => (text, guess),
    };
    let used = guess.name().to_ascii_lowercase();
    let warning = match declared {
        Some(declared) => Warning::WrongEncoding {
            declared,
            used: used.clone(),
        },
        None => Warning::GuessedEncoding(used.clone()),
    };
    Decoded {
        text,
        encoding: used,
        warnings: vec![warning],
    }
}

#[cfg(test)]
mod tests;
