//! What words come to, each found out once: most words of an entry stood in others before it, and
//! stems, names and what words stand for in other languages are dear to find.

use std::collections::{BTreeMap, HashMap};

use super::concepts;
use super::crossing;
use super::features::{self, Kind};
use super::words::{self, Stems, Word};
use crate::domain::Language;

/// Different words of a language that come up until those that came up before, and not among them, are
/// forgotten: twice as many are remembered at most.
const KEPT: usize = 1 << 12;

/// What a word that says something about an event comes to, by the keys of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Its stem.
    pub stem: u32,
    /// The word as it is written, as a name or a number.
    pub name: u32,
    /// What is found again of it in another language.
    pub trace: Option<Trace>,
}

/// What is found again of a word in another language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trace {
    /// What it stands for.
    Concept(u32),
    /// How it is heard.
    Heard(u32),
    /// How it is heard, vowels included: too little, unless it is a name.
    Voiced(u32),
    /// The number that it is.
    Number(u32),
}

/// The words that were read of late.
#[derive(Default)]
pub struct Vocabulary(BTreeMap<Option<Language>, Spoken>);

/// The words of one language.
struct Spoken {
    language: Option<Language>,
    stems: Stems,
    /// The words that came up of late; none for what says nothing about an event.
    late: Forms,
    /// Those that came up before, and not since.
    earlier: Forms,
}

type Forms = HashMap<Box<str>, Option<Form>>;

impl Vocabulary {
    /// The words of one language, taken out of the others.
    pub fn part(&mut self, language: Option<Language>) -> Self {
        let spoken = self.0.remove_entry(&language);
        Self(spoken.into_iter().collect())
    }

    /// Takes back what was [taken out](Vocabulary::part).
    pub fn rejoin(&mut self, part: Self) {
        self.0.extend(part.0);
    }

    /// What words of one language come to, in their order; none for those that say nothing about an
    /// event.
    pub fn forms(&mut self, words: &[Word], language: Option<Language>) -> Vec<Option<Form>> {
        let spoken = self.0.entry(language).or_insert_with(|| Spoken {
            language,
            stems: Stems::of(language),
            late: Forms::new(),
            earlier: Forms::new(),
        });
        words.iter().map(|word| spoken.form(word)).collect()
    }
}

impl Spoken {
    fn form(&mut self, word: &Word) -> Option<Form> {
        if word.number {
            // Of these there is no end.
            return self.find(word);
        }
        if let Some(form) = self.late.get(word.folded.as_str()) {
            return *form;
        }
        let (word, form) = match self.earlier.remove_entry(word.folded.as_str()) {
            Some(known) => known,
            None => (word.folded.as_str().into(), self.find(word)),
        };
        if self.late.len() >= KEPT {
            self.earlier = std::mem::take(&mut self.late);
        }
        self.late.insert(word, form);
        form
    }

    fn find(&self, word: &Word) -> Option<Form> {
        let folded = word.folded.as_str();
        if words::is_empty_word(folded, self.language) {
            return None;
        }
        let stem = self.stems.stem(folded);
        Some(Form {
            stem: features::key(Kind::Word, self.language, &stem),
            name: features::key(Kind::Name, self.language, folded),
            trace: match concepts::of(folded, &stem, self.language, &self.stems) {
                Some(concept) => Some(Trace::Concept(concept)),
                None => crossing::trace(word),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_comes_to_the_same_whatever_was_read_before_it() {
        let spoken = |code: &str| Some(code.parse().unwrap());
        let texts = [
            (
                "fr",
                "Les 12 otages de Tillabéri libérés : joie à Niamey, Tillabéri",
            ),
            ("en", "12 hostages freed near Tillabéri, joy in Niamey"),
            ("ar", "الإفراج عن ١٢ رهينة قرب تيلابيري"),
        ];
        let mut vocabulary = Vocabulary::default();
        for (code, text) in texts.into_iter().chain(texts) {
            let words = words::split(text);
            let fresh = Vocabulary::default().forms(&words, spoken(code));
            assert_eq!(vocabulary.forms(&words, spoken(code)), fresh, "{text}");
            assert!(fresh.iter().flatten().count() >= 4, "{text}");
        }
    }

    #[test]
    fn no_more_is_remembered_than_so_many_words() {
        let mut vocabulary = Vocabulary::default();
        let language = Some("fr".parse().unwrap());
        let letters = |n: usize| -> String {
            let letter =
                |at: u32| char::from(b'a' + u8::try_from(n / 26_usize.pow(at) % 26).unwrap());
            (0..5).map(letter).collect()
        };
        for n in 0..4 * KEPT {
            vocabulary.forms(&words::split(&letters(n)), language);
            vocabulary.forms(&words::split("niamey"), language);
            let spoken = &vocabulary.0[&language];
            assert!(spoken.late.len() <= KEPT && spoken.earlier.len() <= KEPT);
            let known = [&spoken.late, &spoken.earlier].map(|forms| forms.contains_key("niamey"));
            assert!(known.contains(&true), "what comes up again is kept");
        }
        let spoken = vocabulary.0.get_mut(&language).unwrap();
        let first = words::split(&letters(0)).remove(0);
        assert!(!spoken.earlier.contains_key(first.folded.as_str()));
        // Found again, and not anew, where it came up before.
        spoken.earlier.insert("mali".into(), None);
        assert_eq!(spoken.form(&words::split("mali").remove(0)), None);
    }
}
