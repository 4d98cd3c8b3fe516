//! What speaks for and against two entries of one language reporting one event.

use crate::group::item::Feature;
use crate::group::text::features::{self, Vectors};
use crate::group::weights::Weights;
use crate::group::window::known::{Known, View, When};

/// Hours between two entries from which on a repeated title is a template, not an edit.
const RECURRENCE_HOURS: f32 = 18.0;
/// Rarity that a text must have before all of it standing in another says anything.
const LEAST_IDF: f32 = 8.0;

/// The name of the factor that fades with the time between two entries.
pub const TIME: &str = "time between";

/// The evidence on a pair.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    words: f32,
    grams: f32,
    names: f32,
    marks: f32,
    containment: f32,
    title: f32,
    time: f32,
    density: f32,
    countries: f32,
    head: f32,
    recurring: f32,
    roundup: f32,
    outlet: f32,
    copy: f32,
    hours: f32,
    new_toll: bool,
}

/// Gathers the evidence on two entries of one round; `grams` is the cosine of their 4-grams.
pub fn weigh(a: (&Known, &View), b: (&Known, &View), grams: f32, weights: &Weights) -> Evidence {
    let ((a, seen_a), (b, seen_b)) = (a, b);
    let hours = gap(a.when, b.when, weights);
    let unless = |holds: bool, factor: f32| if holds { factor } else { 1.0 };
    let new_toll = a.new_toll || b.new_toll;
    let known_outlet = !a.member.outlet.is_empty() && a.member.outlet == b.member.outlet;
    let template = known_outlet
        && a.source == b.source
        && a.mask == b.mask
        && a.when.minutes.abs_diff(b.when.minutes) as f32 >= RECURRENCE_HOURS * 60.0;
    let neighbours = f32::midpoint(seen_a.neighbours, seen_b.neighbours);
    let (words, title, containment) = overlap(&seen_a.vectors, &seen_b.vectors);
    let conflict = !a.countries.is_empty()
        && !b.countries.is_empty()
        && !a
            .countries
            .iter()
            .any(|country| b.countries.contains(country));
    Evidence {
        words,
        grams,
        names: features::cosine(&seen_a.vectors.names, &seen_b.vectors.names),
        marks: features::cosine(&seen_a.marks, &seen_b.marks),
        containment,
        title,
        time: fade(hours, new_toll, weights),
        density: density(neighbours, weights),
        countries: unless(conflict, weights.country_conflict),
        head: unless(
            a.head == b.head && seen_a.common_head && seen_b.common_head,
            weights.common_head,
        ),
        recurring: if template {
            0.0
        } else {
            unless(seen_a.recurring, weights.recurring)
                * unless(seen_b.recurring, weights.recurring)
        },
        roundup: unless(a.roundup || b.roundup, weights.roundup),
        outlet: unless(known_outlet && !new_toll, weights.same_outlet),
        copy: a.member.sketch().overlap(b.member.sketch()),
        hours,
        new_toll,
    }
}

/// What so many hours between two entries leave of their likeness. A new toll comes days later and
/// from the same outlets, and yet tells of the first event.
pub fn fade(hours: f32, new_toll: bool, weights: &Weights) -> f32 {
    let counted = if new_toll {
        hours * weights.toll_hours
    } else {
        hours
    };
    (-counted / weights.hours).exp()
}

/// What a stream leaves of the likeness of two of its entries that have so many neighbours in time,
/// by the logarithm of their number.
pub fn density(neighbours: f32, weights: &Weights) -> f32 {
    (-weights.density * (neighbours - weights.density_pivot)).exp()
}

/// Hours between two entries; what stands for them where a date is unusable.
pub fn gap(a: When, b: When, weights: &Weights) -> f32 {
    let hours = a.minutes.abs_diff(b.minutes) as f32 / 60.0;
    if a.dated && b.dated {
        hours
    } else {
        hours.max(weights.undated_hours)
    }
}

/// Cosine over all words, cosine over the titles, and containment, in one pass.
fn overlap(a: &Vectors, b: &Vectors) -> (f32, f32, f32) {
    let (mut i, mut j) = (0, 0);
    let (mut all, mut title, mut shared) = (0.0, 0.0, 0.0);
    while i < a.words.len() && j < b.words.len() {
        let (left, right) = (&a.words[i], &b.words[j]);
        match left.key.cmp(&right.key) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                all += left.weight * right.weight;
                title += left.title * right.title;
                shared += left.idf;
                i += 1;
                j += 1;
            }
        }
    }
    let least = a.total_idf.min(b.total_idf).max(LEAST_IDF);
    (all, title, (shared / least).min(1.0))
}

impl Evidence {
    /// How alike the two are, all in all: about 0.1 for one theme, 0.3 and more for one event.
    pub fn score(&self, weights: &Weights) -> f32 {
        self.score_of(self.sum(weights), weights)
    }

    /// As [`Evidence::score`], were the features to add up to `sum`.
    pub fn score_of(&self, sum: f32, weights: &Weights) -> f32 {
        let mut own = *self;
        let factors: f32 = own.table().into_iter().map(|(_, factor)| *factor).product();
        let score = sum * factors;
        if self.is_copy(weights) {
            score.max(weights.copy_score * self.time.sqrt() * self.recurring)
        } else {
            score
        }
    }

    /// What the features add up to.
    pub fn sum(&self, weights: &Weights) -> f32 {
        weights.words * self.words
            + weights.grams * self.grams
            + weights.names * self.names
            + weights.marks * self.marks
            + weights.containment * self.containment
            + weights.title * self.title
    }

    /// Whether the two are one text.
    pub fn is_copy(&self, weights: &Weights) -> bool {
        self.copy >= weights.copy
    }

    /// The share of the shorter text that stands in the other.
    pub fn copied(&self) -> f32 {
        self.copy
    }

    /// Hours between the two, as they count.
    pub fn hours(&self) -> f32 {
        self.hours
    }

    /// As it would be with another value of the factor of this name.
    pub fn with(mut self, name: &str, value: f32) -> Self {
        for (known, factor) in self.table() {
            if known == name {
                *factor = value;
            }
        }
        self
    }

    /// As it would be with so many hours between the two.
    pub fn at(self, hours: f32, weights: &Weights) -> Self {
        Self {
            hours,
            ..self.with(TIME, fade(hours, self.new_toll, weights))
        }
    }

    /// As it would be if neither text stood in the other.
    pub fn uncopied(self) -> Self {
        Self { copy: 0.0, ..self }
    }

    /// Every factor by its name.
    fn table(&mut self) -> [(&'static str, &mut f32); 7] {
        [
            (TIME, &mut self.time),
            ("density of the stream", &mut self.density),
            ("different countries", &mut self.countries),
            ("common opening", &mut self.head),
            ("recurring title", &mut self.recurring),
            ("roundup", &mut self.roundup),
            ("same outlet", &mut self.outlet),
        ]
    }

    /// What was added up.
    pub fn features(&self, weights: &Weights) -> Vec<Feature> {
        [
            ("words", self.words, weights.words),
            ("character runs", self.grams, weights.grams),
            ("names and numbers", self.names, weights.names),
            ("names and concepts", self.marks, weights.marks),
            ("containment", self.containment, weights.containment),
            ("title words", self.title, weights.title),
        ]
        .into_iter()
        .map(|(name, value, weight)| Feature {
            name: name.to_owned(),
            value,
            weight,
        })
        .collect()
    }

    /// What the sum was multiplied by, other than 1.
    pub fn factors(mut self) -> Vec<Feature> {
        self.table()
            .into_iter()
            .filter(|(_, value)| **value != 1.0)
            .map(|(name, value)| Feature {
                name: name.to_owned(),
                value: *value,
                weight: 1.0,
            })
            .collect()
    }
}
