//! What speaks for and against two entries of different languages being of one event.

use std::collections::{BTreeMap, BTreeSet};

use super::Shared;
use crate::group::item::{Feature, Item};
use crate::group::link::evidence::TIME;
use crate::group::link::sign::{self, Crossing};
use crate::group::text::crossing;
use crate::group::text::reading::Reading;
use crate::group::text::vocabulary::Vocabulary;
use crate::group::weights::Weights;
use crate::group::window::known::Known;
use crate::group::window::memory::Memory;

/// Compares what entries of one language show with what entries of another show.
pub fn crossing(
    ours: &[u32],
    theirs: &[u32],
    memory: &Memory,
    weights: &Weights,
) -> Option<Crossing> {
    let (ours, theirs) = (sign::sign(ours, memory)?, sign::sign(theirs, memory)?);
    Some(sign::cross(&ours, &theirs, weights))
}

/// What is added up.
pub fn features(crossing: &Crossing) -> Vec<Feature> {
    vec![Feature {
        name: "names, numbers and concepts".to_owned(),
        value: crossing.cosine,
        weight: 1.0,
    }]
}

/// What the sum is multiplied by, other than 1.
pub fn factors(crossing: &Crossing, weights: &Weights) -> Vec<Feature> {
    let countries = match crossing.countries {
        factor if factor == weights.cross_conflict => "different countries",
        factor if factor == weights.cross_unplaced => "a country is not known",
        _ => COUNTRIES,
    };
    [(TIME, crossing.time), (countries, crossing.countries)]
        .into_iter()
        .filter(|(_, value)| *value != 1.0)
        .map(|(name, value)| Feature {
            name: name.to_owned(),
            value,
            weight: 1.0,
        })
        .collect()
}

/// The name of the factor of countries that both are about.
const COUNTRIES: &str = "a country in common";

/// What both show, those that bring the most first: each in the words of either.
pub fn shared(one: &Item, other: &Item, a: u32, b: u32, memory: &Memory) -> Vec<Shared> {
    let (Some(ours), Some(theirs)) = (sign::sign(&[a], memory), sign::sign(&[b], memory)) else {
        return Vec::new();
    };
    let surfaces = [one, other].map(marked_words);
    let mut shared: Vec<_> = sign::shared_marks(&ours, &theirs)
        .into_iter()
        .map(|(mark, points)| {
            let words = surfaces
                .iter()
                .filter_map(|known| known.get(&mark).cloned());
            let mut words: Vec<String> = words.collect();
            words.dedup();
            Shared { words, points }
        })
        .collect();
    shared.sort_by(|x, y| y.points.total_cmp(&x.points).then(x.words.cmp(&y.words)));
    shared
}

/// Words of one title that are found again in the other's language, as far as the titles tell.
pub fn shared_words(one: &Known, other: &Known) -> Vec<String> {
    let theirs: BTreeSet<u32> = other.marks.keys().collect();
    let vocabulary = &mut Vocabulary::default();
    let title = Reading::of_title(&one.title, one.language, vocabulary).title;
    let marked = title
        .into_iter()
        .filter(|told| crossing::mark(told).is_some_and(|(mark, _)| theirs.contains(&mark)));
    let mut seen = BTreeSet::new();
    let words = marked.map(|told| told.word.folded);
    words.filter(|word| seen.insert(word.clone())).collect()
}

/// The marks of the words of an entry, each with the word that it was read from: the first of several.
fn marked_words(item: &Item) -> BTreeMap<u32, String> {
    let reading = Reading::of(item, &mut Vocabulary::default());
    let mut marked = BTreeMap::new();
    for told in reading.title.into_iter().chain(reading.lead) {
        if let Some((mark, _)) = crossing::mark(&told) {
            marked.entry(mark).or_insert(told.word.folded);
        }
    }
    marked
}
