//! What speaks for and against two entries of one language reporting one event.

use crate::group::item::Feature;
use crate::group::weights::Weights;
use crate::group::window::known::{Known, View, When};
use crate::group::window::overlap::Overlap;

/// Hours between two entries from which on a repeated title is a template, not an edit.
const RECURRENCE_HOURS: f32 = 18.0;
/// Rarity that a text must have before all of it standing in another says anything.
const LEAST_IDF: f32 = 8.0;

/// Of the title of one of two copies, the squared share of its words that stands in the other, at least.
/// A text that speaks of neither title is a paywall or an imprint.
const TOLD: f32 = 0.2;
/// Factor on two entries that have such a text in common: what they share is not of their reports.
const WALL: f32 = 0.1;

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
    around: Circumstances,
    head: f32,
    recurring: f32,
    wall: f32,
}

/// What speaks for and against two entries being of one event whatever they say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    time: f32,
    density: f32,
    countries: f32,
    roundup: f32,
    outlet: f32,
    copy: f32,
    hours: f32,
    new_toll: bool,
    /// Whether both are of a kind that one source publishes again and again.
    template: bool,
}

impl Circumstances {
    /// Of two entries, each with the logarithm of its neighbours in time.
    pub fn of(a: (&Known, f32), b: (&Known, f32), weights: &Weights) -> Self {
        let ((a, neighbours_of_a), (b, neighbours_of_b)) = (a, b);
        let hours = gap(a.when, b.when, weights);
        let new_toll = a.new_toll || b.new_toll;
        let known_outlet = !a.member.outlet.is_empty() && a.member.outlet == b.member.outlet;
        let neighbours = f32::midpoint(neighbours_of_a, neighbours_of_b);
        let conflict = !a.countries.is_empty()
            && !b.countries.is_empty()
            && !a
                .countries
                .iter()
                .any(|country| b.countries.contains(country));
        Self {
            time: fade(hours, new_toll, weights),
            density: (-weights.density * (neighbours - weights.density_pivot)).exp(),
            countries: unless(conflict, weights.country_conflict),
            roundup: unless(a.roundup || b.roundup, weights.roundup),
            outlet: unless(known_outlet && !new_toll, weights.same_outlet),
            copy: a.member.sketch().overlap(b.member.sketch()),
            hours,
            new_toll,
            template: known_outlet
                && a.source == b.source
                && a.mask == b.mask
                && a.when.minutes.abs_diff(b.when.minutes) as f32 >= RECURRENCE_HOURS * 60.0,
        }
    }

    /// The most that two entries in these circumstances may be alike, were all their words the same.
    pub fn at_most(&self, weights: &Weights) -> f32 {
        let all = Overlap {
            words: 1.0,
            title: 1.0,
            grams: 1.0,
            names: 1.0,
            marks: 1.0,
            ..Overlap::default()
        };
        let evidence = Evidence {
            containment: 1.0,
            head: 1.0,
            recurring: 1.0,
            wall: 1.0,
            ..Evidence::of_terms(&all)
        };
        let around = *self;
        Evidence { around, ..evidence }.score(weights)
    }
}

/// A factor that only counts where something holds.
fn unless(holds: bool, factor: f32) -> f32 {
    if holds { factor } else { 1.0 }
}

/// Gathers the evidence on two entries of one round, of what they have in common.
pub fn weigh(
    a: (&Known, &View),
    b: (&Known, &View),
    overlap: &Overlap,
    weights: &Weights,
) -> Evidence {
    let ((a, seen_a), (b, seen_b)) = (a, b);
    let mut around = Circumstances::of((a, seen_a.neighbours), (b, seen_b.neighbours), weights);
    let is_wall = around.copy >= weights.copy && overlap.told[0].max(overlap.told[1]) < TOLD;
    // A statement that returns with another country in it is another statement.
    if is_wall || around.countries < 1.0 {
        around.copy = 0.0;
    }
    let total = seen_a.vectors.total_idf.min(seen_b.vectors.total_idf);
    let recurring = |seen: &View| unless(seen.recurring, weights.recurring);
    Evidence {
        containment: (overlap.rarity / total.max(LEAST_IDF)).min(1.0),
        around,
        wall: unless(is_wall, WALL),
        head: unless(
            a.head == b.head && seen_a.common_head && seen_b.common_head,
            weights.common_head,
        ),
        recurring: match around.template {
            true => 0.0,
            false => recurring(seen_a) * recurring(seen_b),
        },
        ..Evidence::of_terms(overlap)
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

/// Hours between two entries; what stands for them where a date is unusable.
pub fn gap(a: When, b: When, weights: &Weights) -> f32 {
    let hours = a.minutes.abs_diff(b.minutes) as f32 / 60.0;
    if a.dated && b.dated {
        hours
    } else {
        hours.max(weights.undated_hours)
    }
}

impl Evidence {
    /// Of the terms alone.
    fn of_terms(overlap: &Overlap) -> Self {
        Self {
            words: overlap.words,
            grams: overlap.grams,
            names: overlap.names,
            marks: overlap.marks,
            title: overlap.title,
            ..Self::default()
        }
    }

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
            score.max(weights.copy_score * self.around.time.sqrt() * self.recurring)
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
        self.around.copy >= weights.copy
    }

    /// The share of the shorter text that stands in the other.
    pub fn copied(&self) -> f32 {
        self.around.copy
    }

    /// Hours between the two, as they count.
    pub fn hours(&self) -> f32 {
        self.around.hours
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
    pub fn at(mut self, hours: f32, weights: &Weights) -> Self {
        self.around.hours = hours;
        self.with(TIME, fade(hours, self.around.new_toll, weights))
    }

    /// As it would be if neither text stood in the other.
    pub fn uncopied(mut self) -> Self {
        self.around.copy = 0.0;
        self
    }

    /// Every factor by its name.
    fn table(&mut self) -> [(&'static str, &mut f32); 8] {
        [
            (TIME, &mut self.around.time),
            ("density of the stream", &mut self.around.density),
            ("different countries", &mut self.around.countries),
            ("common opening", &mut self.head),
            ("recurring title", &mut self.recurring),
            (
                "same text under titles that it does not speak of",
                &mut self.wall,
            ),
            ("roundup", &mut self.around.roundup),
            ("same outlet", &mut self.around.outlet),
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
