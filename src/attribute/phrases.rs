//! Words and phrases of an operator's own, sought in texts.

use std::collections::HashMap;

use super::arabic::arabic_forms;
use super::tokens::Tokens;

/// Words and phrases to be sought: whole words, whatever their case and accents, an Arabic word also
/// behind what is written together with it (و ف ب ك ل ال). In scripts that put no spaces between
/// words, wherever the letters stand.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// By their first word, the words that follow it.
    by_first: HashMap<String, Vec<Vec<String>>>,
    /// Of scripts without spaces.
    unspaced: Vec<String>,
}

impl Phrases {
    /// What of `phrases` holds a word (see [`Phrases::has_words`]).
    #[must_use]
    pub fn new<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for phrase in phrases {
            let mut words = words(phrase);
            match words.as_slice() {
                [] => {}
                [word] if word.chars().any(is_unspaced) => all.unspaced.append(&mut words),
                _ => {
                    let first = words.remove(0);
                    all.by_first.entry(first).or_default().push(words);
                }
            }
        }
        all
    }

    /// Whether there is a word in `phrase`, and not signs alone.
    #[must_use]
    pub fn has_words(phrase: &str) -> bool {
        Tokens::of(phrase).len() > 0
    }

    /// Whether there is nothing to be sought.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty() && self.unspaced.is_empty()
    }

    /// Whether one of them stands in `text`.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let tokens = Tokens::of(text);
        (0..tokens.len()).any(|place| self.begins_at(&tokens, place))
    }

    fn begins_at(&self, tokens: &Tokens<'_>, place: usize) -> bool {
        let goes_on = |rest: &Vec<String>| {
            let mut places = (place + 1..).zip(rest);
            places.all(|(place, word)| is_word(tokens, place, word))
        };
        let mut begins = false;
        forms(tokens, place, |form| {
            let phrases = self.by_first.get(form);
            begins |= phrases.is_some_and(|all| all.iter().any(goes_on));
        });
        let key = tokens.key(place);
        begins
            || self
                .unspaced
                .iter()
                .any(|letters| key.contains(letters.as_str()))
    }
}

fn is_word(tokens: &Tokens<'_>, place: usize, word: &str) -> bool {
    let mut is_it = false;
    forms(tokens, place, |form| is_it |= form == word);
    is_it
}

/// The word at a place in each form in which it may be sought.
fn forms(tokens: &Tokens<'_>, place: usize, mut visit: impl FnMut(&str)) {
    match tokens.get(place) {
        Some(token) if token.arabic => {
            arabic_forms(tokens.key(place), |form| visit(&form.key));
        }
        Some(_) => visit(tokens.key(place)),
        None => {}
    }
}

fn words(phrase: &str) -> Vec<String> {
    let tokens = Tokens::of(phrase);
    (0..tokens.len())
        .map(|place| tokens.key(place).to_owned())
        .collect()
}

/// Whether a letter is of a script that is written without spaces: Thai, Lao, Burmese, Khmer, kana,
/// Han.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff
            | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> bool {
        Phrases::new([phrase]).are_in(text)
    }

    #[test]
    fn whole_words_are_found_whatever_their_case_and_accents() {
        for (phrase, text) in [
            ("sécheresse", "La SECHERESSE gagne le nord"),
            ("cote d'ivoire", "En Côte d’Ivoire, le cacao"),
            ("Guinée-Bissau", "guinee bissau : la crue"),
            ("M23", "RDC : le M23 avance"),
            ("R.D.C.", "En RDC, le calme"),
            ("النيجر", "الجفاف في شمال النيجر"),
            ("النيجر", "اتفاق بالنيجر"),
            ("النيجر", "مساعدات للنيجر"),
            ("الذهب", "منجم للذَّهَب"),
            ("شمال النيجر", "وشمال النيجر"),
            ("干旱", "尼日尔北部干旱严重"),
            ("ድርቅ", "በሶማሌ ክልል ድርቅ"),
        ] {
            assert!(found(phrase, text), "{phrase} in {text}");
        }
        for (phrase, text) in [
            ("or", "Les orpailleurs de Djado"),
            ("mine d'or", "une mine, d'un or rare"),
            ("mine d'or", "la mine d'"),
            ("Niger", "Le Nigeria vote"),
            ("النيجر", "نيجيريا تصوت"),
            ("干旱", "尼日尔"),
            ("…", "… et puis …"),
        ] {
            assert!(!found(phrase, text), "{phrase} in {text}");
        }
        assert!(!Phrases::has_words(" – !"));
    }

    proptest::proptest! {
        #[test]
        fn a_word_is_found_where_it_stands_and_nothing_panics(
            before in "\\PC{0,40}",
            word in "[a-zàéèç]{2,12}|[ء-ي]{3,9}",
            after in "\\PC{0,40}",
        ) {
            let text = format!("{before} {word} {after}");
            proptest::prop_assert!(found(&word, &text));
            let _ = found(&before, &after);
        }
    }
}
