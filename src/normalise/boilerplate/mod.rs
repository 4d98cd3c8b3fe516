//! What outlets put around their texts: tails, calls to follow them, links to other items,
//! datelines. Patterns are of what such lines say in general; what is peculiar to one outlet is
//! learnt from its feed, or configured.

mod dateline;
mod learnt;
mod outlet;
mod patterns;
mod sentences;

use std::borrow::Cow;

use regex::Regex;

pub(super) use dateline::is_country;
use dateline::{agency, without_dateline};
pub use learnt::Memory;
pub(super) use learnt::{Learnt, Lesson};
use outlet::Name;
pub(super) use outlet::folded;
use patterns::{
    BOX, CALL, CALLED, CONTINUE, COUNTER, CUT_OFF, DATED, FIRST_ON, FIRST_ON_OPENS, FULL_TEXT_AT,
    LINE, READ_ALSO, READ_PROSE, READING_TIME, SHARE, STAMP,
};
use sentences::is_stop;
pub(super) use sentences::sentences;

/// Bytes of a link to the whole article, with the title that it may name; what is longer is prose.
const LONGEST_CALL: usize = 400;

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
        if LINE.is_match(&text) || BOX.is_match(&text) || self.is_furniture(&text) {
            return String::new();
        }
        let text = READING_TIME.replace(&text, "");
        let text = SHARE.replace(&text, "");
        let text = STAMP.replace(without_continue(&text).trim_end(), "…");
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
        CALL.is_match(sentence) && CALLED.is_match(sentence) || self.is_furniture(sentence)
    }

    fn is_furniture(&self, text: &str) -> bool {
        has_number(text) && (is_counter(text) || DATED.is_match(text)) || self.learnt.knows(text)
    }

    /// A paragraph without its counters: they are another at every poll, and nobody corrects them.
    pub(super) fn uncounted<'t>(&self, paragraph: &'t str) -> Cow<'t, str> {
        let counts = |sentence: &str| {
            has_number(sentence) && (self.learnt.counts(sentence) || is_counter(sentence))
        };
        match sentences(paragraph).any(counts) {
            true => Cow::Owned(sentences(paragraph).filter(|s| !counts(s)).collect()),
            false => Cow::Borrowed(paragraph),
        }
    }
}

fn has_number(text: &str) -> bool {
    text.contains(char::is_numeric)
}

/// Whether the sentence says how often an item was seen, or how long it takes to read, and no more.
fn is_counter(sentence: &str) -> bool {
    let minutes = READING_TIME.find(sentence);
    COUNTER.is_match(sentence) || minutes.is_some_and(|found| found.len() == sentence.len())
}

/// Cuts "Continue reading Title" off the end.
fn without_continue(text: &str) -> &str {
    let Some(found) = CONTINUE.captures(text) else {
        return text;
    };
    let (Some(whole), Some(before)) = (found.get(0), found.get(1)) else {
        return text;
    };
    match whole.len() <= LONGEST_CALL {
        true => &text[..before.end()],
        false => text,
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
    while let Some(found) = READ_ALSO
        .find_iter(rest)
        .find(|found| is_label(rest, found))
    {
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

/// Whether what was found in the text labels a link: what prose has as well does where it begins a
/// sentence, or a sign points at it.
fn is_label(text: &str, found: &regex::Match<'_>) -> bool {
    if !READ_PROSE.is_match(found.as_str()) {
        return true;
    }
    let label = found
        .as_str()
        .trim_start_matches(|c: char| !c.is_alphanumeric());
    let label = &text[..found.end() - label.len()];
    let before = label.trim_end_matches(|c| is_pointer(c) || matches!(c, '|' | '«'));
    let is_pointed = label[before.len()..].contains(|c: char| !c.is_whitespace() && !is_dash(c));
    is_pointed || before.is_empty() || before.ends_with(|c| is_stop(c) || matches!(c, '»' | '”'))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// The signs that point at a link.
fn is_pointer(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '👉' | '➡' | '►' | '▶' | '→' | '>' | '»' | '(' | '[' | '\u{fe0f}' | '–' | '-'
        )
}
