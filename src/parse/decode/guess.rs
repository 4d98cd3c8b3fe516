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

/// What languages are written in that are not written in windows-1252.
const ARABIC: &[&Encoding] = &[encoding_rs::WINDOWS_1256, encoding_rs::ISO_8859_6];
const BALTIC: &[&Encoding] = &[
    encoding_rs::WINDOWS_1257,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_13,
];
const CENTRAL: &[&Encoding] = &[encoding_rs::WINDOWS_1250, encoding_rs::ISO_8859_2];
const CHINESE: &[&Encoding] = &[encoding_rs::GBK, encoding_rs::GB18030, encoding_rs::BIG5];
const CYRILLIC: &[&Encoding] = &[
    encoding_rs::WINDOWS_1251,
    encoding_rs::KOI8_U,
    encoding_rs::KOI8_R,
    encoding_rs::ISO_8859_5,
    encoding_rs::IBM866,
];
const GREEK: &[&Encoding] = &[encoding_rs::WINDOWS_1253, encoding_rs::ISO_8859_7];
const HEBREW: &[&Encoding] = &[
    encoding_rs::WINDOWS_1255,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_8_I,
];
const JAPANESE: &[&Encoding] = &[encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP];
const KOREAN: &[&Encoding] = &[encoding_rs::EUC_KR];
const THAI: &[&Encoding] = &[encoding_rs::WINDOWS_874];
const TURKISH: &[&Encoding] = &[encoding_rs::WINDOWS_1254];
const VIETNAMESE: &[&Encoding] = &[encoding_rs::WINDOWS_1258];

/// Those languages, each with the domain of a country where it is written: the detector knows what
/// pages under a domain are mostly in.
const ELSEWHERE: &[(&str, &str, &[&Encoding])] = &[
    ("ar", "eg", ARABIC),
    ("az", "az", TURKISH),
    ("be", "by", CYRILLIC),
    ("bg", "bg", CYRILLIC),
    ("cs", "cz", CENTRAL),
    ("el", "gr", GREEK),
    ("et", "ee", BALTIC),
    ("fa", "ir", ARABIC),
    ("he", "il", HEBREW),
    ("hr", "hr", CENTRAL),
    ("hu", "hu", CENTRAL),
    ("ja", "jp", JAPANESE),
    ("ko", "kr", KOREAN),
    ("lt", "lt", BALTIC),
    ("lv", "lv", BALTIC),
    ("mk", "mk", CYRILLIC),
    ("pl", "pl", CENTRAL),
    ("ro", "ro", CENTRAL),
    ("ru", "ru", CYRILLIC),
    ("sk", "sk", CENTRAL),
    ("sl", "si", CENTRAL),
    ("sr", "rs", CYRILLIC),
    ("th", "th", THAI),
    ("tr", "tr", TURKISH),
    ("uk", "ua", CYRILLIC),
    ("ur", "pk", ARABIC),
    ("vi", "vn", VIETNAMESE),
    ("zh", "cn", CHINESE),
];

/// The encoding of `bytes`, which are no UTF-8 and, as far as is known, in this language.
pub(super) fn guess(bytes: &[u8], language: Option<Language>) -> &'static Encoding {
    let elsewhere = elsewhere(language);
    let domain = elsewhere.map(|(domain, _)| domain.as_bytes());
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

/// The encoding of `bytes`, where they look like one that this language, and not Western Europe, is
/// written in.
pub(super) fn guess_elsewhere(
    bytes: &[u8],
    language: Option<Language>,
) -> Option<&'static Encoding> {
    let (_, encodings) = elsewhere(language)?;
    Some(guess(bytes, language)).filter(|guess| encodings.contains(guess))
}

/// The domain and the encodings of a language that is not written in windows-1252.
fn elsewhere(language: Option<Language>) -> Option<(&'static str, &'static [&'static Encoding])> {
    let language = language?;
    let mut known = ELSEWHERE.iter();
    let row = known.find(|(code, ..)| *code == language.as_str());
    row.map(|(_, domain, encodings)| (*domain, *encodings))
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
