//! UTF-8 that is not whole: characters that programs cut in two, text pasted in from another
//! encoding, and emoji as pairs of surrogates.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// So many characters beyond ASCII prove that a document is UTF-8: hardly two bytes of another
/// encoding look like one.
const ENOUGH: usize = 3;

/// Bytes of windows-1252 that close what a letter ends: `…`, `’`, `”`, `›` and `»`.
const CLOSING: [u8; 5] = [0x85, 0x92, 0x94, 0x9b, 0xbb];

/// How much of a document is UTF-8.
pub(super) struct Spread {
    /// Characters beyond ASCII …
    whole: usize,
    /// … and those of them that stand in texts without a broken one.
    clean: usize,
    /// Sequences that are none, where another encoding makes sense of them.
    foreign: usize,
    /// Characters of which the end is missing.
    cut: usize,
    /// The bytes that begin characters.
    leads: Leads,
}

/// Which bytes begin characters of a document.
struct Leads([bool; 256]);

/// What a sequence that is no UTF-8 is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// The beginning of a character, at the end of a text that was cut.
    Cut,
    /// As much in the middle of a word.
    Gap,
    /// Bytes of another encoding.
    Foreign,
}

impl Spread {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut all = Self {
            whole: 0,
            clean: 0,
            foreign: 0,
            cut: 0,
            leads: Leads::of(bytes),
        };
        for text in texts(bytes) {
            let (whole, foreign, cut) = counts(text, &all.leads);
            all.whole += whole;
            all.foreign += foreign;
            all.cut += cut;
            if foreign + cut == 0 {
                all.clean += whole;
            }
        }
        all
    }

    /// Whether the document is UTF-8 although a label says that each byte is a character.
    pub(super) fn outweighs_label(&self) -> bool {
        self.whole > 0 && self.foreign == 0
            || self.whole >= ENOUGH && self.whole > self.foreign
            || self.clean >= ENOUGH && self.whole * 2 >= self.foreign
    }

    /// Whether it is UTF-8 and nothing else, but for what was cut.
    pub(super) fn is_pure(&self) -> bool {
        self.whole >= ENOUGH && self.foreign == 0
    }

    /// Whether it is UTF-8 where nothing contradicts that.
    pub(super) fn is_likely(&self) -> bool {
        self.outweighs_label()
            || self.whole > 0 && self.whole >= self.foreign
            || self.cut > 0 && self.foreign == 0
    }

    /// The text: what was cut is left out, single bytes are windows-1252, and what is mostly of
    /// another encoding is read in the one that `guess` finds for all of it.
    pub(super) fn read(
        &self,
        bytes: &[u8],
        guess: impl FnOnce(&[u8]) -> &'static Encoding,
    ) -> String {
        let is_foreign = |text: &&[u8]| {
            let (whole, foreign, _) = counts(text, &self.leads);
            foreign > whole
        };
        let foreign: Vec<&[u8]> = texts(bytes).filter(is_foreign).collect();
        let other = match foreign.is_empty() {
            true => WINDOWS_1252,
            false => guess(&foreign.join(&b' ')),
        };
        let mut out = String::with_capacity(bytes.len());
        for text in texts(bytes) {
            match other != WINDOWS_1252 && is_foreign(&text) {
                true => out.push_str(&other.decode_without_bom_handling(text).0),
                false => mend(text, &self.leads, &mut out),
            }
        }
        out
    }
}

impl Leads {
    fn of(bytes: &[u8]) -> Self {
        let mut leads = [false; 256];
        for chunk in bytes.utf8_chunks() {
            for byte in chunk.valid().bytes().filter(|byte| *byte >= 0xc2) {
                leads[usize::from(byte)] = true;
            }
        }
        Self(leads)
    }

    fn know(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }
}

/// The texts of a document with what parts them: each comes from one place.
fn texts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| matches!(byte, b'<' | b'>' | b'"' | b'\n'))
}

/// Characters beyond ASCII of a text, what is of another encoding, and what was cut.
fn counts(text: &[u8], leads: &Leads) -> (usize, usize, usize) {
    let (mut whole, mut foreign, mut cut) = (0, 0, 0);
    each(text, leads, |part, broken| match broken {
        None => whole += part.iter().filter(|byte| **byte >= 0xc2).count(),
        Some(Broken::Foreign) => foreign += 1,
        Some(Broken::Cut | Broken::Gap) => cut += 1,
    });
    (whole, foreign, cut)
}

fn mend(text: &[u8], leads: &Leads, out: &mut String) {
    each(text, leads, |part, broken| match broken {
        None => out.push_str(&String::from_utf8_lossy(part)),
        Some(Broken::Cut) => {}
        Some(Broken::Gap) => out.push(char::REPLACEMENT_CHARACTER),
        Some(Broken::Foreign) => {
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(part).0);
        }
    });
}

/// Hands on the text in parts: what is UTF-8, and each sequence that is not with what it is.
fn each(text: &[u8], leads: &Leads, mut see: impl FnMut(&[u8], Option<Broken>)) {
    let mut before = None;
    let mut end = 0;
    for chunk in text.utf8_chunks() {
        let (valid, broken) = (chunk.valid(), chunk.invalid());
        end += valid.len() + broken.len();
        if !valid.is_empty() {
            see(valid.as_bytes(), None);
            before = valid.chars().next_back();
        }
        if let Some(lead) = broken.first() {
            let kind = broken_by(before, broken, text.get(end).copied(), leads);
            see(broken, Some(kind));
            before = Some(char::from(*lead));
        }
    }
}

/// What `broken` is, between these two.
fn broken_by(before: Option<char>, broken: &[u8], after: Option<u8>, leads: &Leads) -> Broken {
    let lead = broken[0];
    if !matches!(lead, 0xc2..=0xf4) {
        return Broken::Foreign;
    }
    let ends = after.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    let is_letter = match broken {
        [lead] => fits(char::from(*lead), before, ends),
        [_, second, ..] => CLOSING.contains(second),
        [] => false,
    };
    match (is_letter && !leads.know(lead), ends || broken.len() > 1) {
        (true, _) => Broken::Foreign,
        (false, true) => Broken::Cut,
        (false, false) if is_letter => Broken::Foreign,
        (false, false) => Broken::Gap,
    }
}

/// Whether `c` may be a letter of the word that `before` belongs to: of the same script, and no
/// capital after a small letter or for a word of its own.
fn fits(c: char, before: Option<char>, ends: bool) -> bool {
    let before = before.filter(|before| before.is_alphabetic());
    match before {
        Some(before) if before >= '\u{250}' => false,
        Some(before) => c.is_lowercase() || c.is_uppercase() && before.is_uppercase(),
        None => c.is_lowercase() || c.is_uppercase() && !ends,
    }
}

/// The bytes with each pair of surrogates made one character: CESU-8, in which programs that count
/// in UTF-16 write emoji (Unicode Technical Report 26).
pub(super) fn with_pairs_joined(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut out: Vec<u8> = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == 0xed) {
        at += found;
        let pair = match bytes.get(at..at + 6) {
            Some(
                &[
                    _,
                    a @ 0xa0..=0xaf,
                    b @ 0x80..=0xbf,
                    0xed,
                    c @ 0xb0..=0xbf,
                    d @ 0x80..=0xbf,
                ],
            ) => {
                let high = u32::from(a & 0xf) << 6 | u32::from(b & 0x3f);
                let low = u32::from(c & 0xf) << 6 | u32::from(d & 0x3f);
                char::from_u32(0x1_0000 + (high << 10 | low))
            }
            _ => None,
        };
        let Some(c) = pair else {
            at += 1;
            continue;
        };
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        at += 6;
        done = at;
    }
    if done == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(&bytes[done..]);
    Cow::Owned(out)
}
