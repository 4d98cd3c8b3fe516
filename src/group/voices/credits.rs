//! How texts and by-lines credit those whom they are from.

use std::collections::BTreeSet;

use super::bylines::{Name, is_of, names};
use crate::domain::{Agency, Country};
use crate::group::text::words::fold;

/// Whom a text or a by-line credits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// The agencies that it names.
    pub agencies: BTreeSet<&'static str>,
    /// Whether it names a journalist beside an agency.
    pub own: bool,
}

impl Credit {
    /// Takes in what another place of the same entry credits.
    pub fn add(&mut self, other: Self) {
        self.agencies.extend(other.agencies);
        self.own |= other.own;
    }

    /// Nothing, unless there is an agency.
    pub(in crate::group) fn of_agencies(self) -> Option<Self> {
        (!self.agencies.is_empty()).then_some(self)
    }
}

/// Characters at the beginning of a text that hold its dateline.
const HEAD: usize = 110;
/// Characters at the end of a text that hold its credits.
const TAIL: usize = 160;
/// Words of a credit.
const WORDS: usize = 12;
/// Credits that stand one after another at the end of a text, those of pictures among them.
const CREDITS: usize = 4;

/// What says that a credit is of a picture, folded.
const PICTURES: [&str; 16] = [
    "photo",
    "photos",
    "photographie",
    "image",
    "images",
    "picture",
    "foto",
    "fotos",
    "imagem",
    "imagen",
    "illustration",
    "video",
    "capture",
    "фото",
    "صوره",
    "الصوره",
];

/// The agency in the dateline of a text: `NIAMEY, 3 mars (AFP) - `, `COTONOU, APA – `, `(Agence
/// Ecofin) - `, `МОСКВА, 3 марта. /ТАСС/. `.
pub fn dateline(text: &str, about: &[Country]) -> Option<&'static Agency> {
    let text = text.trim_start();
    let head = text.char_indices().nth(HEAD);
    let head = head.map_or(text, |(at, _)| &text[..at]);
    if let Some(rest) = head.strip_prefix(['(', '[']) {
        let close = rest.find([')', ']'])?;
        let agency = Agency::named(&rest[..close], about);
        if agency.is_some() {
            return agency;
        }
    }
    let between_slashes = head.split('/').skip(1).step_by(2);
    let placed = |place: &str| is_place(place.split('/').next().unwrap_or_default());
    if let Some(agency) = between_slashes
        .filter(|_| placed(head))
        .find_map(|name| Agency::named(name, about))
    {
        return Some(agency);
    }
    let end = dash(head)?;
    // "МОСКВА, 3 мар - РИА Новости. "
    let after = head[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some(agency) = after
        .split_once(". ")
        .and_then(|(name, _)| Agency::named(name, about))
        && is_place(&head[..end])
    {
        return Some(agency);
    }
    let line = head[..end].trim_end_matches([' ', '\u{a0}', '.', '-']);
    let mut parts = line
        .split([',', '،', '(', '['])
        .map(|part| part.trim().trim_end_matches([')', ']']));
    let agency = Agency::named(parts.next_back()?.trim(), about)?;
    let before = line
        .rsplit_once([',', '،', '(', '['])
        .map_or("", |(before, _)| before);
    (is_place(before) && !is_short_for(line, before)).then_some(agency)
}

/// Where the dash stands that ends a dateline.
fn dash(head: &str) -> Option<usize> {
    head.char_indices().find_map(|(at, c)| {
        let before = head[..at].chars().next_back()?;
        let after = head[at + c.len_utf8()..].chars().next();
        let apart = before.is_whitespace() || matches!(before, ')' | ']' | '.');
        let dash = matches!(c, '-' | '–' | '—');
        let after =
            after.is_none_or(|c| c.is_whitespace() || matches!(c, '-' | '–') || before == ')');
        (dash && apart && after).then_some(at)
    })
}

/// Whether nothing but names, numbers and the words of a date stand before an agency's name.
fn is_place(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    // "3 de março de 2026", "12 mars", "el 3 may": the month, and what is short.
    let small = words
        .clone()
        .filter(|word| word.starts_with(char::is_lowercase) && word.chars().count() > 3);
    words.filter(|word| !word.is_empty()).count() <= WORDS && small.count() <= 1
}

/// Whether the bracketed letters at the end of `line` are short for the words before them: "Autorité
/// palestinienne (AP)" names a body, and not who wrote of it.
fn is_short_for(line: &str, before: &str) -> bool {
    let name = line[before.len()..].trim_matches(|c: char| !c.is_alphanumeric());
    let letters: Vec<char> = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let words = fold(&before.replace(['\'', '’', '-'], " "));
    let initials: Vec<char> = words
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    let mut rest = initials.iter().rev();
    letters.len() > 1
        && letters
            .iter()
            .rev()
            .enumerate()
            .all(|(place, letter)| match place {
                // Articles between are not counted; the last letter begins the last word.
                0 => rest.next() == Some(letter),
                _ => rest.by_ref().take(3).any(|initial| initial == letter),
            })
}

/// Whom the end of a text credits: `… (AFP)`, `… Avec AFP et Reuters`, `… Source : APS`, `… /AIP/
/// kkf/fmo`. What credits a picture is passed over.
pub fn ending(text: &str, outlet: &str, about: &[Country]) -> Credit {
    let text = text.trim_end();
    let tail = text.char_indices().rev().nth(TAIL - 1);
    let mut rest = without_initials(tail.map_or(text, |(at, _)| &text[at..]));
    for _ in 0..CREDITS {
        rest = rest.trim_end_matches([' ', '\u{a0}', '\n', '.', '…', '*', '_', '-', '–', '—']);
        let (before, last, bracketed) = last_part(rest);
        if is_of_picture(last) {
            rest = before;
            continue;
        }
        let credit = phrase(last, outlet, about).and_then(Credit::of_agencies);
        let whole = before.is_empty() || ends(before);
        // Letters that may be a party's have to stand apart from the sentence before them.
        return credit
            .filter(|_| whole || bracketed && is_plain(last, about) && !is_short_for(rest, before))
            .unwrap_or_default();
    }
    Credit::default()
}

/// A text without the letters that those who wrote it leave at its end: "kkf/fmo".
fn without_initials(text: &str) -> &str {
    let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let initials = last.contains('/')
        && last.split('/').all(|part| {
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase())
        });
    if initials { before } else { text }
}

/// The last bracketed words of a text, else its last sentence or line; with what stands before,
/// and whether it is the former.
fn last_part(text: &str) -> (&str, &str, bool) {
    for (open, close) in [('(', ')'), ('[', ']'), ('/', '/')] {
        let Some(inner) = text.strip_suffix(close) else {
            continue;
        };
        if let Some(at) = inner.rfind(open) {
            return (inner[..at].trim_end(), &inner[at + 1..], true);
        }
    }
    let mut before = ' ';
    let mut cut = 0;
    for (at, c) in text.char_indices() {
        let stop = c.is_whitespace()
            && !is_initial(&text[..at])
            && matches!(
                before,
                '.' | '!' | '?' | '…' | '»' | '”' | '"' | '؟' | ')' | '/'
            );
        let dash = c.is_whitespace() && matches!(before, '–' | '—' | '-' | '|');
        if c == '\n' || stop || dash {
            cut = at;
        }
        before = c;
    }
    (text[..cut].trim_end(), text[cut..].trim(), false)
}

/// Whether a text ends with the initials of a name: "M.D."
fn is_initial(text: &str) -> bool {
    let word = text
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default();
    let Some(letters) = word.strip_suffix('.') else {
        return false;
    };
    letters
        .split('.')
        .all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

/// Whether a text ends where a sentence, a line or another credit does.
fn ends(text: &str) -> bool {
    text.ends_with([
        '.', '!', '?', '…', '»', '”', '"', '؟', ')', ']', '/', '\n', '–', '—', '-', '|',
    ])
}

/// Whether none of the agencies named has letters that may be short for something else.
fn is_plain(text: &str, about: &[Country]) -> bool {
    let names = text.split([',', '/', '-']);
    names
        .filter_map(|name| Agency::named(name, about))
        .all(|agency| !agency.is_mistakable())
}

/// Whether it credits a picture: by that word, or by the sign and no year.
fn is_of_picture(text: &str) -> bool {
    if text.split_whitespace().nth(WORDS).is_some() {
        return false;
    }
    let folded = fold(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    let named = words.any(|word| PICTURES.contains(&word));
    let signed = text.trim_start().starts_with('©') && !text.contains(|c: char| c.is_ascii_digit());
    named || signed
}

/// Whom a few words credit; none when they are no credit but prose.
fn phrase(text: &str, outlet: &str, about: &[Country]) -> Option<Credit> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let all: Vec<&str> = text.split_whitespace().collect();
    if all.is_empty() || all.len() > WORDS {
        return None;
    }
    let mut credit = Credit::default();
    for name in names(text, about) {
        match name {
            Name::Agency(agency) => {
                credit.agencies.insert(agency.name);
            }
            Name::Desk => {}
            Name::Other(words) if is_of(&words, outlet) => {}
            Name::Other(words) if is_signature(&words) => credit.own = true,
            Name::Other(_) => return None,
        }
    }
    Some(credit)
}

/// Whether this may be how somebody is named: capitals alone, few words.
fn is_signature(name: &str) -> bool {
    let mut words = name.split_whitespace();
    words.clone().count() <= 4
        && words.all(|word| {
            word.chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
        })
}

/// Whose the rights are: the agency's, where the line names it first or alone.
pub fn rights(line: &str, outlet: &str, about: &[Country]) -> Credit {
    let first = line.split(['.', ';', '|', '\n']).next().unwrap_or_default();
    phrase(first, outlet, about).unwrap_or_default()
}
