//! What outlets put around their texts: tails, calls to follow them, links to other items,
//! datelines. Patterns are of what such lines say in general; what is peculiar to one outlet is
//! learnt from its feed, or configured.

mod learnt;
mod outlet;
mod patterns;
mod sentences;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::{Agency, Country, Language};
pub use learnt::Memory;
pub(super) use learnt::{Learnt, Lesson};
use outlet::Name;
pub(super) use outlet::folded;
use patterns::{
    AGENCY_LINE, ARABIC_LINE, BOX, CALL, CALLED, CAPITALS_LINE, CUT_OFF, DATED_LINE, DATELINE,
    FIRST_ON, FIRST_ON_OPENS, FULL_TEXT_AT, LINE, READ_ALSO, STAMP,
};
use sentences::is_stop;
pub(super) use sentences::sentences;

/// A sentence by its letters and digits alone.
pub(super) fn key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What an outlet's texts are cleaned of.
pub(super) struct Cleaner<'a> {
    /// The outlet's own patterns, as configured.
    strip: &'a [Regex],
    /// The outlet's name, which it may put before its texts.
    outlet: Name,
    name: &'a str,
    learnt: &'a Learnt,
}

impl<'a> Cleaner<'a> {
    /// For the texts of the outlet of that name.
    pub(super) fn new(outlet: &'a str, strip: &'a [Regex], learnt: &'a Learnt) -> Self {
        Self {
            strip,
            outlet: Name::new(outlet),
            name: outlet,
            learnt,
        }
    }

    /// The paragraphs without boilerplate, of which none is left empty; and the agency that their
    /// dateline names, unless it is the outlet.
    ///
    /// The outlet's own patterns see the whole text first, a line for each paragraph, for a menu or
    /// a box of headlines runs over many; then each paragraph by itself.
    pub(super) fn clean(&self, paragraphs: Vec<String>) -> (Vec<String>, Option<String>) {
        let whole = self.stripped(paragraphs.join("\n"));
        let mut clean: Vec<String> = whole
            .split('\n')
            .map(|paragraph| self.paragraph(paragraph))
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        let mut credit = None;
        if let Some(first) = clean.first_mut() {
            let text = without_dateline(first);
            credit = agency(&first[..first.len() - text.len()], self.name);
            *first = text.to_owned();
        }
        (clean, credit)
    }

    /// One paragraph without boilerplate; empty when it is nothing else.
    pub(super) fn paragraph(&self, text: &str) -> String {
        let mut text = self.stripped(text.to_owned());
        text = self.outlet.off(&text).to_owned();
        if LINE.is_match(&text) || BOX.is_match(&text) || self.learnt.knows(&text) {
            return String::new();
        }
        let text = STAMP.replace(&text, "…");
        let text = FULL_TEXT_AT.replace(&text, "");
        let text = without_first_on(&text);
        let text = without_read_also(text);
        let text = without_cut_off(&text);
        let kept: String = sentences(&text)
            .filter(|sentence| !self.is_boilerplate(sentence))
            .collect();
        let kept = kept.trim();
        match kept.chars().any(char::is_alphanumeric) {
            true => kept.to_owned(),
            false => String::new(),
        }
    }

    /// A text without what the outlet's own patterns match.
    fn stripped(&self, mut text: String) -> String {
        for pattern in self.strip {
            text = pattern.replace_all(&text, "").trim().to_owned();
        }
        text
    }

    fn is_boilerplate(&self, sentence: &str) -> bool {
        CALL.is_match(sentence) && CALLED.is_match(sentence) || self.learnt.knows(sentence)
    }
}

/// Turns the sign that a text was cut off into an ellipsis, and drops it after a whole sentence.
fn without_cut_off(text: &str) -> Cow<'_, str> {
    let Some(sign) = CUT_OFF.find(text) else {
        return Cow::Borrowed(text);
    };
    let text = &text[..sign.start()];
    match text.ends_with(|c| is_stop(c) || matches!(c, '»' | '”' | '"')) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text}…")),
    }
}

/// Cuts "L'article … est apparu en premier sur …" off the end.
fn without_first_on(text: &str) -> &str {
    let Some(phrase) = FIRST_ON.find_iter(text).last() else {
        return text;
    };
    let opens = FIRST_ON_OPENS.find_iter(&text[..phrase.start()]).last();
    opens.map_or(text, |open| text[..open.start()].trim_end())
}

/// Cuts "Lire aussi : …" out, up to the end of its sentence.
fn without_read_also(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some(found) = READ_ALSO.find(rest) {
        out.push_str(rest[..found.start()].trim_end_matches(is_pointer));
        let after = &rest[found.end()..];
        let end = sentences(after).next().map_or(after.len(), str::len);
        rest = &after[end..];
        if !rest.is_empty() && !out.is_empty() {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// The signs that point at a link.
fn is_pointer(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '👉' | '➡' | '►' | '▶' | '→' | '>' | '»' | '(' | '[' | '\u{fe0f}' | '–' | '-'
        )
}

/// Datelines that stand before one text at most: an agency's, and that of who took it over.
const MOST_DATELINES: usize = 2;

/// Cuts `NIAMEY (Agency) – ` or `PARIS - ` off the beginning. A country's name stays: it says what
/// the text is about, and not where it was written.
fn without_dateline(mut text: &str) -> &str {
    for _ in 0..MOST_DATELINES {
        let bare = || {
            [&*CAPITALS_LINE, &*ARABIC_LINE]
                .iter()
                .find_map(|pattern| pattern.find(text))
                .filter(|found| !is_country(found.as_str()) && !is_abbreviation(found.as_str()))
        };
        let found = [&*DATELINE, &*DATED_LINE, &*AGENCY_LINE]
            .iter()
            .find_map(|pattern| pattern.find(text))
            .or_else(bare);
        match found {
            Some(found) if found.end() < text.len() && found.len() < 90 => {
                text = &text[found.end()..];
            }
            _ => break,
        }
    }
    text
}

/// The agency that a dateline names, as it is written there; none where it is the outlet's own.
fn agency(dateline: &str, outlet: &str) -> Option<String> {
    let own = Agency::called(outlet);
    let mut names = dateline
        .split(['(', ')', '[', ']', ',', '،', '–', '—', '/'])
        .map(|name| name.trim().trim_end_matches(['-', ' ', '.']));
    let name = names.find(|name| {
        let called = Agency::called(name);
        !called.is_empty() && !called.iter().any(|agency| own.contains(agency))
    });
    name.map(str::to_owned)
}

/// Whether the text is a country's name and no more.
pub(super) fn is_country(text: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let languages = [
            Language::FRENCH,
            Language::ENGLISH,
            Language::PORTUGUESE,
            Language::ARABIC,
        ];
        Country::all()
            .flat_map(|country| languages.map(|language| key(country.name(language))))
            .collect()
    });
    NAMES.contains(&key(text))
}

/// RDC, ONU.
fn is_abbreviation(text: &str) -> bool {
    let name = key(text);
    name.is_ascii() && name.len() < 5
}
