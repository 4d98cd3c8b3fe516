//! What is known of words before a stream has taught anything: names of countries, their people
//! and their capitals stand in every other headline, and the words that news is made of in many.
//!
//! A stream that has just begun, or a small one, has seen each of them once or twice, and would
//! take three reports from one country for reports of one event.

use super::concepts;
use super::crossing;
use super::features::{self, KeyMap, Kind};
use super::words::{self, Stems};
use crate::domain::Language;

/// Share of the documents that came before in which the name of a place stands.
const PLACES: f32 = 0.5;
/// Share in which one of the words that news is made of stands.
const CONCEPTS: f32 = 0.05;
/// A shorter part of a name ("Côte d'Ivoire", "São Tomé") says nothing of places.
const LEAST: usize = 4;

/// Shares of documents in which terms are taken to have stood before the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prior {
    shares: KeyMap<f32>,
    /// The same of what stays of them in another language.
    marks: KeyMap<f32>,
}

impl Prior {
    /// What is known of `places`: names of countries, their people and capitals, each with the
    /// language of the texts that hold it.
    #[must_use]
    pub fn of_places<'a>(places: impl IntoIterator<Item = (Language, &'a str)>) -> Self {
        let mut prior = Self::default();
        for (language, words) in concepts::common_words() {
            prior.take(language, words, CONCEPTS);
        }
        for (language, place) in places {
            prior.take(language, place, PLACES);
            prior.take_concepts(language, place, PLACES);
        }
        prior
    }

    /// The shares of terms of one language, by key.
    pub(in crate::group) fn shares(&self) -> &KeyMap<f32> {
        &self.shares
    }

    /// The shares of marks, by key.
    pub(in crate::group) fn marks(&self) -> &KeyMap<f32> {
        &self.marks
    }

    fn take(&mut self, language: Language, text: &str, share: f32) {
        let spoken = Some(language);
        let stems = Stems::of(spoken);
        for word in words::split(text) {
            if word.folded.chars().count() < LEAST || words::is_empty_word(&word.folded, spoken) {
                continue;
            }
            let stem = features::key(Kind::Word, spoken, &stems.stem(&word.folded));
            raise(&mut self.shares, stem, share);
            let name = features::key(Kind::Name, spoken, &word.folded);
            raise(&mut self.shares, name, share);
            if let Some(skeleton) = crossing::skeleton(&word.folded) {
                let mark = features::key(Kind::Skeleton, None, &skeleton);
                raise(&mut self.marks, mark, share);
            }
            for gram in features::grams_of(&word.folded) {
                // Four letters stand in other words too, and are believed half.
                let gram = features::key(Kind::Gram, spoken, &gram);
                raise(&mut self.shares, gram, share / 2.0);
            }
        }
    }

    /// Takes what the words of a text stand for in all languages.
    fn take_concepts(&mut self, language: Language, text: &str, share: f32) {
        let stems = Stems::of(Some(language));
        for word in words::split(text) {
            if let Some(concept) = concepts::of(
                &word.folded,
                &stems.stem(&word.folded),
                Some(language),
                &stems,
            ) {
                raise(&mut self.marks, concept, share);
            }
        }
    }
}

fn raise(shares: &mut KeyMap<f32>, key: u32, share: f32) {
    let known = shares.entry(key).or_default();
    *known = known.max(share);
}
