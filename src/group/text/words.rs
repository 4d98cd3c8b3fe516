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
    let mut folded = String::with_capacity(text.len());
    fold_onto(&mut folded, text);
    folded
}

/// As [`fold`], put at the end of `folded`.
pub fn fold_onto(folded: &mut String, text: &str) {
    let before = folded.len();
    for c in text.chars() {
        match LETTERS.get(c as usize) {
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            Some(Some(letter)) => folded.push_str(letter),
            // What this letter comes to may hang on those beside it.
            _ => {
                folded.truncate(before);
                return fold_any_onto(folded, text);
            }
        }
    }
}

/// What the letters come to, one by one, of which nearly all texts here are made: they come to
/// the same wherever they stand.
static LETTERS: LazyLock<Vec<Option<Box<str>>>> = LazyLock::new(|| {
    let usual = |letter: char| {
        matches!(letter,
            '\u{a0}'..='\u{24f}' | 'Ѐ'..='џ' | 'ء'..='\u{65f}' | '\u{670}' | '\u{2010}'..='\u{2027}')
    };
    let letters = (0..=0x2027).map(char::from_u32);
    let folded = letters.map(|letter| {
        let letter = letter.filter(|letter| usual(*letter))?;
        let mut folded = String::new();
        fold_any_onto(&mut folded, letter.encode_utf8(&mut [0; 4]));
        Some(folded.into_boxed_str())
    });
    folded.collect()
});

fn fold_any_onto(folded: &mut String, text: &str) {
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
}

/// The words of a text in order. Elided articles (`l'`, `d'`, `qu'`) fall away; every character
/// of a script without spaces is a word.
pub fn split(text: &str) -> Vec<Word> {
    split_first(text, usize::MAX)
}

/// As [`split`], but no more than the first so many words.
pub fn split_first(text: &str, most: usize) -> Vec<Word> {
    let mut words = Vec::new();
    each_of_first(text, most, |written, opens| {
        words.push(Word {
            folded: fold(written),
            capital: written.chars().next().is_some_and(char::is_uppercase),
            number: written.chars().any(char::is_numeric),
            opens,
        });
    });
    words
}

/// Goes through the first so many words of a text, as they are written there, and whether each
/// opens a sentence.
pub fn each_of_first<'t>(text: &'t str, most: usize, mut take: impl FnMut(&'t str, bool)) {
    let mut found = 0;
    let mut opens = true;
    let mut begin = None;
    let mut finish = |from: Option<usize>, to: usize, opens: &mut bool| {
        if let Some(from) = from
            && found < most
        {
            take(&text[from..to], std::mem::take(opens));
            found += 1;
        }
        found < most
    };
    for (at, c) in text.char_indices() {
        if is_ideograph(c) {
            let goes_on = finish(begin.take(), at, &mut opens)
                && finish(Some(at), at + c.len_utf8(), &mut opens);
            if !goes_on {
                return;
            }
        } else if is_part(c) {
            begin = begin.or(Some(at));
        } else {
            let elided = |from: &usize| text[*from..at].chars().nth(2).is_none();
            if matches!(c, '\'' | '’') && begin.as_ref().is_some_and(elided) {
                begin = None;
            }
            if !finish(begin.take(), at, &mut opens) {
                return;
            }
            opens |= matches!(c, '.' | '!' | '?' | '\n' | ':' | '«' | '"' | '“');
        }
    }
    finish(begin, text.len(), &mut opens);
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Whether a character may stand within a word.
fn is_part(c: char) -> bool {
    match c {
        // Asked for all of most texts, and not to be looked up each time.
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='ɏ' => !matches!(c, '×' | '÷'),
        'ؠ'..='ي' => true,
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_one_by_one_come_to_what_they_come_to_together(
            text in "[a-zA-ZÀ-ɏЀ-џء-ٰٟ̆̈0-9 «»’–ﬁ가한ⅷ½]{0,12}"
        ) {
            let mut together = String::new();
            fold_any_onto(&mut together, &text);
            prop_assert_eq!(fold(&text), together);
        }

        #[test]
        fn a_word_is_folded_as_it_stands_in_the_text(text in ".{0,40}", most in 0_usize..6) {
            let words = split(&text);
            let mut read = Vec::new();
            each_of_first(&text, most, |word, _| read.push(fold(word)));
            let first = words.iter().take(most).map(|word| word.folded.clone());
            prop_assert_eq!(read, first.collect::<Vec<_>>());
        }
    }

    #[test]
    fn words_are_told_from_what_stands_between_them() {
        let told = |text: &str| -> Vec<String> {
            split(text).into_iter().map(|word| word.folded).collect()
        };
        assert_eq!(
            told("L’Élu d'hier, qu'on a vu…"),
            ["elu", "hier", "on", "a", "vu"]
        );
        assert_eq!(
            told("aujourd'hui à N'Djamena"),
            ["aujourd", "hui", "a", "djamena"]
        );
        assert_eq!(told("الإفراج عن ١٢ رهينةً"), ["الافراج", "عن", "١٢", "رهينه"]);
        assert_eq!(told("日本語 text"), ["日", "本", "語", "text"]);
        assert_eq!(told("3×4"), ["3", "4"]);
        let opens: Vec<bool> = split("Un. Deux trois : quatre")
            .iter()
            .map(|w| w.opens)
            .collect();
        assert_eq!(opens, [true, true, false, true]);
    }
}
