//! The words that two entries of one language have in common.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::group::item::Item;
use crate::group::text::features;
use crate::group::text::reading::{Reading, Told};
use crate::group::text::vocabulary::Vocabulary;
use crate::group::weights::Weights;
use crate::group::window::known::Known;

/// What two entries have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shared {
    /// The word, lower-case and without accents; across languages in the words of either.
    pub words: Vec<String>,
    /// What it brings to the sum, about: runs of characters are not counted.
    pub points: f32,
}

/// The words that two entries share, those that bring the most first. Both have been looked at.
pub fn words(one: (&Item, &Known), other: (&Item, &Known), weights: &Weights) -> Vec<Shared> {
    let ((item, known), (_, told)) = (one, other);
    let (Some(ours), Some(theirs)) = (known.view.as_deref(), told.view.as_deref()) else {
        return Vec::new();
    };
    let (ours, theirs) = (&ours.vectors, &theirs.vectors);
    let reading = Reading::of(item, &mut Vocabulary::default());
    let mut shared = BTreeMap::<u32, Shared>::new();
    let words = reading.title.into_iter().chain(reading.lead);
    for Told { word, form } in words.chain(reading.categories) {
        let Some(form) = form else { continue };
        let key = form.stem;
        let at = |words: &[features::WordWeight]| {
            let found = words.binary_search_by_key(&key, |word| word.key).ok()?;
            Some(words[found])
        };
        let (Some(left), Some(right)) = (at(&ours.words), at(&theirs.words)) else {
            continue;
        };
        let least = ours.total_idf.min(theirs.total_idf).max(1.0);
        let by_word = weights.words * left.weight * right.weight
            + weights.title * left.title * right.title
            + weights.containment * left.idf / least;
        let named = |names: &[(u32, f32)]| {
            let found = names.binary_search_by_key(&form.name, |(key, _)| *key).ok();
            found.map_or(0.0, |found| names[found].1)
        };
        let by_name = weights.names * named(&ours.names) * named(&theirs.names);
        let points = by_word + by_name;
        let known = shared.entry(key).or_insert_with(|| Shared {
            words: vec![word.folded],
            points,
        });
        known.points = known.points.max(points);
    }
    let mut shared: Vec<_> = shared.into_values().collect();
    shared.sort_by(|x, y| y.points.total_cmp(&x.points).then(x.words.cmp(&y.words)));
    shared
}
