//! The words of an entry, read once for all that is made of them.

use super::vocabulary::{Form, Vocabulary};
use super::words::{self, Word};
use crate::domain::Language;
use crate::group::item::Item;

/// Characters of the lead that are looked at: what follows is background that events share.
const LEAD: usize = 400;
/// A lead shorter than this is lengthened by the beginning of the text.
const SHORT_LEAD: usize = 80;

/// Words of the categories that are looked at: what tags more is written for search engines.
const CATEGORY_WORDS: usize = 12;

/// What a reader sees first of an entry.
pub struct Reading {
    /// The language it is written in.
    pub language: Option<Language>,
    /// The title.
    pub title: Vec<Told>,
    /// What stands below it.
    pub lead: Vec<Told>,
    /// What the outlet files it under.
    pub categories: Vec<Told>,
}

/// One word of an entry.
pub struct Told {
    /// The word.
    pub word: Word,
    /// What it comes to; none when it says nothing about an event.
    pub form: Option<Form>,
}

impl Reading {
    /// Reads an entry.
    pub fn of(item: &Item, vocabulary: &mut Vocabulary) -> Self {
        let mut read = |text: &str, most| read(text, most, item.language, vocabulary);
        Self {
            language: item.language,
            title: read(&item.title, usize::MAX),
            lead: read(&lead(item), usize::MAX),
            categories: read(&item.categories.join(", "), CATEGORY_WORDS),
        }
    }

    /// Reads a title that stands alone.
    pub fn of_title(title: &str, language: Option<Language>, vocabulary: &mut Vocabulary) -> Self {
        Self {
            language,
            title: read(title, usize::MAX, language, vocabulary),
            lead: Vec::new(),
            categories: Vec::new(),
        }
    }
}

/// Reads the first so many words of a text.
fn read(
    text: &str,
    most: usize,
    language: Option<Language>,
    vocabulary: &mut Vocabulary,
) -> Vec<Told> {
    let words = words::split_first(text, most);
    let forms = vocabulary.forms(&words, language);
    let told = words.into_iter().zip(forms);
    told.map(|(word, form)| Told { word, form }).collect()
}

fn lead(item: &Item) -> String {
    let mut lead: String = item.summary.chars().take(LEAD).collect();
    if item.summary.chars().count() < SHORT_LEAD && !item.text.is_empty() {
        lead.push('\n');
        lead.extend(item.text.chars().take(LEAD));
    }
    lead
}
