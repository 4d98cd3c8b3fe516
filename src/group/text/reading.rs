//! The words of an entry, read once for all that is made of them.

use super::words::{self, Stems, Word};
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
    /// Its stem; none when it says nothing about an event.
    pub stem: Option<String>,
}

impl Reading {
    /// Reads an entry.
    pub fn of(item: &Item) -> Self {
        let mut reading = Self::of_texts(item.language, &item.title, &lead(item));
        let mut categories = Self::of_texts(item.language, &item.categories.join(", "), "").title;
        categories.truncate(CATEGORY_WORDS);
        reading.categories = categories;
        reading
    }

    /// Reads a title and what stands below it.
    pub fn of_texts(language: Option<Language>, title: &str, lead: &str) -> Self {
        let stems = Stems::of(language);
        let read = |text: &str| -> Vec<Told> {
            let told = words::split(text).into_iter().map(|word| Told {
                stem: (!words::is_empty_word(&word.folded, language))
                    .then(|| stems.stem(&word.folded)),
                word,
            });
            told.collect()
        };
        Self {
            language,
            title: read(title),
            lead: read(lead),
            categories: Vec::new(),
        }
    }
}

fn lead(item: &Item) -> String {
    let mut lead: String = item.summary.chars().take(LEAD).collect();
    if item.summary.chars().count() < SHORT_LEAD && !item.text.is_empty() {
        lead.push('\n');
        lead.extend(item.text.chars().take(LEAD));
    }
    lead
}
