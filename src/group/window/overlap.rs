//! What entries share, term by term. A term is looked up where those of the others lie, so that what
//! is not shared, which is most of them, costs next to nothing.

use super::known::View;
use crate::group::text::features::WordWeight;

/// What the terms of two entries have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// Cosine of all words.
    pub words: f32,
    /// Cosine of the words of the titles.
    pub title: f32,
    /// How much of the title of either stands anywhere in the other, as squared shares of its words.
    pub told: [f32; 2],
    /// Sum of the rarity of the words that both have.
    pub rarity: f32,
    /// Cosine of the character 4-grams.
    pub grams: f32,
    /// Cosine of capitalised words and numbers.
    pub names: f32,
    /// Cosine of the marks.
    pub marks: f32,
}

/// The terms of entries, laid out to be found.
pub struct Laid {
    words: Index<WordWeight>,
    grams: Index<f32>,
    names: Index<f32>,
    marks: Index<f32>,
}

impl Laid {
    /// The terms of one entry, with which those of [others are compared](Laid::overlap).
    pub fn of(view: &View) -> Self {
        let mut laid = Self::with_room(&[view]);
        laid.add(0, view);
        laid
    }

    /// With room for the terms of so many entries.
    fn with_room(views: &[&View]) -> Self {
        let room = |terms: fn(&View) -> usize| views.iter().map(|view| terms(view)).sum();
        Self {
            words: Index::with_room(room(|view| view.vectors.words.len())),
            grams: Index::with_room(room(|view| view.vectors.grams.len())),
            names: Index::with_room(room(|view| view.vectors.names.len())),
            marks: Index::with_room(room(|view| view.marks.len())),
        }
    }

    fn add(&mut self, number: u32, view: &View) {
        for word in &view.vectors.words {
            self.words.add(word.key, number, *word);
        }
        for (gram, weight) in &view.vectors.grams {
            self.grams.add(*gram, number, *weight);
        }
        for (name, weight) in &view.vectors.names {
            self.names.add(*name, number, *weight);
        }
        for (mark, weight) in &view.marks {
            self.marks.add(*mark, number, *weight);
        }
    }

    /// What an entry has in common with the one that is laid out.
    pub fn overlap(&self, view: &View) -> Overlap {
        let mut overlap = [Overlap::default()];
        self.overlaps(view, &mut overlap);
        overlap[0]
    }

    /// Adds to each of `overlaps` what an entry has in common with that of the number.
    fn overlaps(&self, view: &View, overlaps: &mut [Overlap]) {
        for word in &view.vectors.words {
            self.words.each(word.key, |number, ours| {
                let overlap = &mut overlaps[number as usize];
                overlap.words += ours.weight * word.weight;
                overlap.title += ours.title * word.title;
                overlap.told[0] += ours.title * ours.title;
                overlap.told[1] += word.title * word.title;
                overlap.rarity += ours.idf;
            });
        }
        for (gram, weight) in &view.vectors.grams {
            let add = |number, ours| overlaps[number as usize].grams += ours * weight;
            self.grams.each(*gram, add);
        }
        for (name, weight) in &view.vectors.names {
            let add = |number, ours| overlaps[number as usize].names += ours * weight;
            self.names.each(*name, add);
        }
        for (mark, weight) in &view.marks {
            let add = |number, ours| overlaps[number as usize].marks += ours * weight;
            self.marks.each(*mark, add);
        }
    }
}

/// What each two of several entries have in common.
pub struct Overlaps(Vec<Vec<Overlap>>);

impl Overlaps {
    /// Compares each with each.
    pub fn of(views: &[&View]) -> Self {
        let mut laid = Laid::with_room(views);
        let mut rows = Vec::with_capacity(views.len());
        for (number, view) in (0..).zip(views) {
            let mut row = vec![Overlap::default(); rows.len()];
            laid.overlaps(view, &mut row);
            rows.push(row);
            // Nothing comes after the last.
            if rows.len() < views.len() {
                laid.add(number, view);
            }
        }
        Self(rows)
    }

    /// That of two entries, by their places; the first stands before the second.
    pub fn between(&self, i: usize, j: usize) -> &Overlap {
        &self.0[j][i]
    }
}

/// Values by the key of a term and the number of an entry.
struct Index<T> {
    cells: Vec<Cell>,
    /// How much of a spread key is too much to number a cell.
    shift: u32,
    values: Vec<Value<T>>,
}

#[derive(Clone, Copy)]
struct Cell {
    key: u32,
    /// The place of the value that was added last; [`NOWHERE`] where there is none.
    last: u32,
}

struct Value<T> {
    number: u32,
    /// The place of the value of the same key that was added before.
    before: u32,
    value: T,
}

/// No place.
const NOWHERE: u32 = u32::MAX;

impl<T: Copy> Index<T> {
    /// For no more than so many values.
    fn with_room(values: usize) -> Self {
        // At least half of the cells stay free, so that what is not there is soon known not to be.
        let bits = (2 * values).next_power_of_two().trailing_zeros().max(4);
        let free = Cell {
            key: 0,
            last: NOWHERE,
        };
        Self {
            cells: vec![free; 1 << bits],
            shift: u32::BITS - bits,
            values: Vec::with_capacity(values),
        }
    }

    /// The cell of a key, or the free one where it belongs.
    fn cell(&self, key: u32) -> usize {
        let last = self.cells.len() - 1;
        let mut at = (key.wrapping_mul(0x9e37_79b9) >> self.shift) as usize;
        while self.cells[at].last != NOWHERE && self.cells[at].key != key {
            at = (at + 1) & last;
        }
        at
    }

    fn add(&mut self, key: u32, number: u32, value: T) {
        let at = self.cell(key);
        let before = self.cells[at].last;
        let last = u32::try_from(self.values.len()).unwrap_or(NOWHERE);
        self.cells[at] = Cell { key, last };
        self.values.push(Value {
            number,
            before,
            value,
        });
    }

    /// Every value of a key with its number.
    fn each(&self, key: u32, mut take: impl FnMut(u32, T)) {
        let mut at = self.cells[self.cell(key)].last;
        while at != NOWHERE {
            let found = &self.values[at as usize];
            take(found.number, found.value);
            at = found.before;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::group::text::features::Vectors;

    /// An entry of these words, of which every second stands in the title.
    fn view(words: &BTreeMap<u32, f32>) -> View {
        let weights: Vec<(u32, f32)> = words.iter().map(|(key, weight)| (*key, *weight)).collect();
        let words = weights.iter().map(|(key, weight)| WordWeight {
            key: *key,
            weight: *weight,
            title: if key % 2 == 0 { *weight } else { 0.0 },
            idf: weight + 1.0,
        });
        View {
            vectors: Vectors {
                words: words.collect(),
                grams: weights.clone(),
                names: weights[weights.len() / 2..].to_vec(),
                ..Vectors::default()
            },
            marks: weights,
            ..View::default()
        }
    }

    proptest! {
        #[test]
        fn what_is_shared_is_what_stands_in_both(
            entries in prop::collection::vec(prop::collection::btree_map(0_u32..40, 0.0_f32..1.0, 0..20), 1..6)
        ) {
            let views: Vec<View> = entries.iter().map(view).collect();
            let all = Overlaps::of(&views.iter().collect::<Vec<_>>());
            for j in 0..views.len() {
                for i in 0..j {
                    let overlap = all.between(i, j);
                    let shared = entries[j].iter().filter_map(|(key, b)| Some((*key, *entries[i].get(key)?, *b)));
                    let shared: Vec<(u32, f32, f32)> = shared.collect();
                    let product = |(_, a, b): &(u32, f32, f32)| a * b;
                    prop_assert_eq!(overlap.words, shared.iter().map(product).sum::<f32>());
                    prop_assert_eq!(overlap.grams, overlap.words);
                    prop_assert_eq!(overlap.marks, overlap.words);
                    let title = shared.iter().filter(|(key, ..)| key % 2 == 0).map(product);
                    prop_assert_eq!(overlap.title, title.sum::<f32>());
                    let told = shared.iter().filter(|(key, ..)| key % 2 == 0).map(|(_, a, _)| a * a);
                    prop_assert_eq!(overlap.told[0], told.sum::<f32>());
                    prop_assert_eq!(overlap.rarity, shared.iter().map(|(_, a, _)| a + 1.0).sum::<f32>());
                    prop_assert!(overlap.names <= overlap.words);
                    prop_assert_eq!(*overlap, Laid::of(&views[i]).overlap(&views[j]));
                }
            }
        }
    }
}
