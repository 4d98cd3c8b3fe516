//! What strands show to other languages, and how alike two of them are by it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::evidence;
use crate::domain::{Country, Language};
use crate::group::text::crossing::Marks;
use crate::group::weights::Weights;
use crate::group::window::known::When;
use crate::group::window::memory::Memory;
use crate::group::window::places::Places;

/// Entries of a strand, the latest, that its marks are taken from.
const SPOKESMEN: usize = 6;
/// Rarity that the marks of a strand must add up to before sharing them all says anything.
const LEAST_RARITY: f32 = 6.0;

/// What a strand shows to other languages, and to whoever looks for what it follows up.
pub struct Sign {
    /// Its marks, weighed by how rare they are; sorted by key.
    pub marks: Vec<(u32, f32)>,
    length: f32,
    countries: BTreeSet<Country>,
    /// The same as bits.
    pub places: Places,
    /// When it was reported: the middle one of its dates.
    pub when: When,
    /// The language of its first entry.
    pub language: Option<Language>,
}

/// What entries of one language show to other languages.
pub fn sign(members: &[u32], memory: &Memory) -> Option<Sign> {
    let latest = &members[members.len().saturating_sub(SPOKESMEN)..];
    let entries: Vec<_> = latest.iter().filter_map(|slot| memory.get(*slot)).collect();
    let first = entries.first()?;
    let mut marks = Marks::of_all(entries.iter().map(|known| &known.marks));
    memory.weigh_marks(&mut marks);
    let length = marks
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    let mut minutes: Vec<_> = entries.iter().map(|known| known.when.minutes).collect();
    minutes.sort_unstable();
    let countries = entries.iter().flat_map(|known| known.countries.iter());
    let countries: BTreeSet<Country> = countries.copied().collect();
    Some(Sign {
        marks,
        length: length.max(LEAST_RARITY),
        places: Places::of(countries.iter().copied()),
        countries,
        when: When {
            minutes: minutes[minutes.len() / 2],
            dated: entries.iter().any(|known| known.when.dated),
        },
        language: first.language,
    })
}

/// What speaks for and against two strands of different languages being of one event.
#[derive(Clone, Copy, Debug)]
pub struct Crossing {
    /// Cosine of their marks.
    pub cosine: f32,
    /// Factor of the countries that they are about.
    pub countries: f32,
    /// Factor of the time between them.
    pub time: f32,
    /// Hours between them, as they count.
    pub hours: f32,
}

impl Crossing {
    /// How alike the two are, all in all.
    pub fn score(&self) -> f32 {
        self.cosine * self.countries * self.time
    }

    /// As it would be with so many hours between the two.
    pub fn at(self, hours: f32, weights: &Weights) -> Self {
        let time = (-hours / weights.cross_hours).exp();
        Self {
            time,
            hours,
            ..self
        }
    }
}

/// Cosine of the marks, faded by time. Words that look alike in two languages join the most distant
/// news, so a country in common is what holds two strands together; other countries are next to a
/// veto.
pub fn cross(a: &Sign, b: &Sign, weights: &Weights) -> Crossing {
    let hours = evidence::gap(a.when, b.when, weights);
    let known = !a.countries.is_empty() && !b.countries.is_empty();
    let countries = match (known, a.countries.is_disjoint(&b.countries)) {
        (true, true) => weights.cross_conflict,
        (true, false) => 1.2,
        _ => weights.cross_unplaced,
    };
    let mut dot = 0.0;
    each_shared(a, b, |_, product| dot += product);
    let crossing = Crossing {
        cosine: dot / (a.length * b.length),
        countries,
        time: 1.0,
        hours,
    };
    crossing.at(hours, weights)
}

/// What each mark that both show adds to their cosine.
pub fn shared_marks(a: &Sign, b: &Sign) -> Vec<(u32, f32)> {
    let mut shared = Vec::new();
    each_shared(a, b, |mark, product| {
        shared.push((mark, product / (a.length * b.length)));
    });
    shared
}

fn each_shared(a: &Sign, b: &Sign, mut take: impl FnMut(u32, f32)) {
    let (mut i, mut j) = (0, 0);
    while i < a.marks.len() && j < b.marks.len() {
        match a.marks[i].0.cmp(&b.marks[j].0) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                take(a.marks[i].0, a.marks[i].1 * b.marks[j].1);
                i += 1;
                j += 1;
            }
        }
    }
}
