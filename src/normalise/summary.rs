//! The texts of an item: title, summary, and what its full text says.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::boilerplate::{Cleaner, Learnt, key, sentences};
use super::title::{self, Decoration};
use super::{Cleaned, Rules, html};

/// A summary that is taken from the full text is about this long, in characters.
const LEAD: usize = 400;

/// A summary longer than this is a full text in the wrong place.
pub(super) const LONGEST_SUMMARY: usize = 1_000;

/// Sentences shorter than this do not end a lead: "M. Diop a dit oui."
const SHORTEST_LEAD: usize = 120;

/// Blocks of sanitised HTML that hold no other block.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<p(?: [^>]*)?>.*?</p>|<(?:div|h[1-6]|li)(?: [^>]*)?>[^<]*(?:<(?:br|a|/a|strong|/strong|em|/em|b|/b|i|/i|span|/span)(?: [^>]*)?>[^<]*)*</(?:div|h[1-6]|li)>")
        .expect("constant")
});

/// The texts of an item as its feed carries them, made plain.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    /// Plain.
    pub title: String,
    /// Paragraphs.
    pub summary: Vec<String>,
    /// Paragraphs.
    pub content: Vec<String>,
}

/// What an outlet's texts are cleaned by.
pub(super) struct Cleaning<'a> {
    /// The outlet's names by their letters alone.
    names: Vec<String>,
    cleaner: Cleaner<'a>,
    rules: &'a Rules,
}

impl<'a> Cleaning<'a> {
    /// `names` are those of the outlet, its configured one first.
    pub(super) fn new(names: &[&'a str], learnt: &'a Learnt, rules: &'a Rules) -> Self {
        Self {
            names: names
                .iter()
                .flat_map(|name| title::name_keys(name))
                .collect(),
            cleaner: Cleaner::new(names.first().unwrap_or(&""), &rules.strip, learnt),
            rules,
        }
    }

    /// The clean title alone.
    pub(super) fn title(&self, title: &str) -> String {
        title::clean(title, &self.names, self.rules.urgency, self.rules.emoji)
    }

    /// The clean texts of one item, of which this is the clean title.
    pub(super) fn apply(&self, raw: &Raw, mut title: String) -> Cleaned {
        let (content, in_content) = self.paragraphs(&raw.content, &title);
        let (given, in_given) = self.paragraphs(&raw.summary, &title);
        let text = if content.is_empty() { &given } else { &content };
        let length: usize = given
            .iter()
            .map(|paragraph| paragraph.chars().count())
            .sum();
        let summary = match length {
            0 => lead(&content),
            length if length > LONGEST_SUMMARY => lead(&given),
            _ => given.join(" "),
        };
        if title.is_empty() {
            title = headline(&summary);
        }
        Cleaned {
            text: match length > LONGEST_SUMMARY || !content.is_empty() {
                true => text.join("\n\n"),
                false => String::new(),
            },
            summary: if key(&summary) == key(&title) {
                String::new()
            } else {
                summary
            },
            title,
            credit: in_given.or(in_content),
        }
    }

    /// The paragraphs without counters.
    pub(super) fn uncounted<'t>(
        &self,
        paragraphs: &'t [String],
    ) -> impl Iterator<Item = Cow<'t, str>> {
        let uncounted = paragraphs.iter().map(|text| self.cleaner.uncounted(text));
        uncounted.filter(|text| !text.is_empty())
    }

    /// Safe HTML without the blocks that are nothing but boilerplate.
    pub(super) fn content(&self, html: &str) -> String {
        let clean = BLOCK.replace_all(html, |block: &regex::Captures<'_>| {
            let block = &block[0];
            let says = html::paragraphs_of_safe(block)
                .iter()
                .any(|paragraph| !self.cleaner.paragraph(paragraph).is_empty());
            if says || block.contains("<img") || !block.contains(char::is_alphanumeric) {
                block.to_owned()
            } else {
                String::new()
            }
        });
        clean.into_owned()
    }

    /// Clean paragraphs, without a first one that only repeats the title; and the agency that their
    /// dateline names.
    fn paragraphs(&self, raw: &[String], title: &str) -> (Vec<String>, Option<String>) {
        let mut raw = raw.to_vec();
        if self.rules.emoji == Decoration::Drop {
            for paragraph in &mut raw {
                *paragraph = title::without_emoji(paragraph);
            }
        }
        let (mut clean, credit) = self.cleaner.clean(raw);
        let title = key(title);
        while !title.is_empty() && clean.first().is_some_and(|first| key(first) == title) {
            clean.remove(0);
        }
        (clean, credit)
    }
}

/// The beginning of a text, up to the end of a sentence or, failing that, of a word.
pub(super) fn lead(paragraphs: &[String]) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        for sentence in sentences(paragraph) {
            let length = out.chars().count();
            if length + sentence.chars().count() > LEAD {
                if length < SHORTEST_LEAD {
                    out.push_str(&words(sentence, LEAD - length));
                }
                return out.trim().to_owned();
            }
            out.push_str(sentence);
        }
        if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// As many words as fit into `length` characters, and the sign that more follow.
fn words(text: &str, length: usize) -> String {
    let cut: String = text.chars().take(length.saturating_sub(1)).collect();
    if cut.len() == text.len() {
        return cut;
    }
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!(
        "{}…",
        cut[..end].trim_end_matches([' ', ',', ';', ':', '–', '-'])
    )
}

/// A title for an item that has none.
fn headline(summary: &str) -> String {
    words(sentences(summary).next().unwrap_or_default().trim(), 100)
}
