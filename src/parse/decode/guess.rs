//! What bytes look like that nothing says the encoding of.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

use crate::domain::Language;

/// What the detector looks at: so many bytes from the first that is no ASCII.
const SAMPLE: usize = 64 * 1024;

/// Bytes beyond ASCII that are too few to tell the encodings of Latin script apart by them.
const FEW: usize = 24;

/// Letters of windows-1252 in a row, at most, in languages that are written in it: `créée`.
const LETTERS: usize = 2;

/// Letters beyond ASCII of the languages that windows-1252 was mostly made for.
const WESTERN: &str = "àáâãäæçèéêëìíîïñòóôõöœùúûüÿßÀÁÂÃÄÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖŒÙÚÛÜ";

/// Languages that are not written in windows-1252, each with the domain of a country where it is
/// written: the detector knows what pages under a domain are mostly in.
const ELSEWHERE: &[(&str, &str)] = &[
    ("ar", "eg"),
    ("az", "az"),
    ("be", "by"),
    ("bg", "bg"),
    ("cs", "cz"),
    ("el", "gr"),
    ("et", "ee"),
    ("fa", "ir"),
    ("he", "il"),
    ("hr", "hr"),
    ("hu", "hu"),
    ("ja", "jp"),
    ("ko", "kr"),
    ("lt", "lt"),
    ("lv", "lv"),
    ("mk", "mk"),
    ("pl", "pl"),
    ("ro", "ro"),
    ("ru", "ru"),
    ("sk", "sk"),
    ("sl", "si"),
    ("sr", "rs"),
    ("th", "th"),
    ("tr", "tr"),
    ("uk", "ua"),
    ("ur", "pk"),
    ("vi", "vn"),
    ("zh", "cn"),
];

/// The encoding of `bytes`, which are no UTF-8 and, as far as is known, in this language.
pub(super) fn guess(bytes: &[u8], language: Option<Language>) -> &'static Encoding {
    let elsewhere = language.and_then(|language| {
        let mut known = ELSEWHERE.iter();
        known.find(|(code, _)| *code == language.as_str())
    });
    let domain = elsewhere.map(|(_, domain)| domain.as_bytes());
    // One of the countries where the rest is written.
    let domain = domain.or_else(|| language.map(|_| &b"fr"[..]));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample(bytes), true);
    let guess = detector.guess(domain, Utf8Detection::Deny);
    match elsewhere.is_none() && reads_western(bytes) {
        true => WINDOWS_1252,
        false => guess,
    }
}

fn sample(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    &bytes[first..bytes.len().min(first + SAMPLE)]
}

/// Whether few bytes are beyond ASCII, and each is, in windows-1252, a letter of a word or a sign
/// where one may stand.
fn reads_western(bytes: &[u8]) -> bool {
    let beyond = bytes.iter().filter(|byte| !byte.is_ascii());
    if beyond.take(FEW + 1).count() > FEW {
        return false;
    }
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let mut before = None;
    let mut row = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_letter = !c.is_ascii() && c.is_alphabetic();
        row = if is_letter { row + 1 } else { 0 };
        let within = [before, rest.peek().copied()];
        let within = within
            .iter()
            .flatten()
            .filter(|c| c.is_alphabetic())
            .count()
            == 2;
        let fits = match is_letter {
            true => row <= LETTERS && (WESTERN.contains(c) || matches!(c, 'ª' | 'º')),
            false => c.is_ascii() || !within || matches!(c, '’' | '‘' | '\u{a0}' | '\u{ad}'),
        };
        if !fits || c.is_control() && !c.is_ascii() {
            return false;
        }
        before = Some(c);
    }
    true
}
