//! Text to words: folding, splitting, stemming, and what is a name.

use std::collections::HashSet;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::domain::Language;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower-case, without accents.
    pub folded: String,
    /// Whether it was written with a capital.
    pub capital: bool,
    /// Whether it holds a digit.
    pub number: bool,
    /// Whether it opens a sentence.
    pub opens: bool,
}

/// Lower-case and without accents: `Élection` and `ELECTION` are one word. Cyrillic keeps its й,
/// Arabic loses its vowel signs and the variants of alif, ya and ta marbuta.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{670}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The words of a text in order. Elided articles (`l'`, `d'`, `qu'`) fall away; every character
/// of a script without spaces is a word.
pub fn split(text: &str) -> Vec<Word> {
    split_first(text, usize::MAX)
}

/// As [`split`], but no more than the first so many words.
pub fn split_first(text: &str, most: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current = String::new();
    let mut opens = true;
    for c in text.chars().chain(std::iter::once(' ')) {
        if words.len() >= most {
            break;
        }
        if is_ideograph(c) {
            finish(&mut current, &mut opens, &mut words);
            current.push(c);
            finish(&mut current, &mut opens, &mut words);
        } else if c.is_alphanumeric() || is_mark(c) {
            current.push(c);
        } else {
            let elided = matches!(c, '\'' | '’') && current.chars().count() <= 2;
            if elided {
                current.clear();
            }
            finish(&mut current, &mut opens, &mut words);
            opens |= matches!(c, '.' | '!' | '?' | '\n' | ':' | '«' | '"' | '“');
        }
    }
    words.truncate(most);
    words
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn finish(current: &mut String, opens: &mut bool, words: &mut Vec<Word>) {
    if current.is_empty() {
        return;
    }
    words.push(Word {
        folded: fold(current),
        capital: current.chars().next().is_some_and(char::is_uppercase),
        number: current.chars().any(char::is_numeric),
        opens: *opens,
    });
    *opens = false;
    current.clear();
}

/// Whether a word says nothing about an event: an article, a preposition, a single letter.
pub fn is_empty_word(folded: &str, language: Option<Language>) -> bool {
    let single = folded.chars().nth(1).is_none();
    let letter = folded
        .chars()
        .all(|c| c.is_alphabetic() && !is_ideograph(c));
    (single && letter) || stop_words(language).is_some_and(|stop| stop.contains(folded))
}

/// Cuts words of one language down to their stems.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// The stemmer of a language; words of a language without one stay as they are.
    pub fn of(language: Option<Language>) -> Self {
        let algorithm = language.and_then(|language| match language.as_str() {
            "ar" => Some(Algorithm::Arabic),
            "da" => Some(Algorithm::Danish),
            "de" => Some(Algorithm::German),
            "en" => Some(Algorithm::English),
            "es" => Some(Algorithm::Spanish),
            "fi" => Some(Algorithm::Finnish),
            "fr" => Some(Algorithm::French),
            "hu" => Some(Algorithm::Hungarian),
            "it" => Some(Algorithm::Italian),
            "nl" => Some(Algorithm::Dutch),
            "no" | "nb" => Some(Algorithm::Norwegian),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "ru" => Some(Algorithm::Russian),
            "sv" => Some(Algorithm::Swedish),
            "tr" => Some(Algorithm::Turkish),
            _ => None,
        });
        Self(algorithm.map(Stemmer::create))
    }

    /// The stem of a folded word.
    pub fn stem(&self, folded: &str) -> String {
        match &self.0 {
            Some(stemmer) => stemmer.stem(folded).into_owned(),
            None => folded.to_owned(),
        }
    }
}

fn stop_words(language: Option<Language>) -> Option<&'static HashSet<&'static str>> {
    STOP_WORDS
        .iter()
        .find(|(code, _)| language.is_some_and(|language| language.as_str() == *code))
        .map(|(_, words)| words)
}

static STOP_WORDS: LazyLock<Vec<(&'static str, HashSet<&'static str>)>> = LazyLock::new(|| {
    include_str!("stop_words.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, words)| (code, words.split(' ').collect()))
        .collect()
});
