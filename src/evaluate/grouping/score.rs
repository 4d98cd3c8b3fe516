//! Stories against events, in figures.

use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;

/// Precision, recall and their harmonic mean, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The share of what was joined that belongs together.
    pub precision: f64,
    /// The share of what belongs together that was joined.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Figures {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Self {
            precision,
            recall,
            f1,
        }
    }
}

/// How good the stories of some entries are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Over pairs of entries.
    pub pairwise: Figures,
    /// Over entries: each compares its story with its event (B-cubed).
    pub b_cubed: Figures,
    /// B-cubed F1 of leaving every entry alone: the floor to beat.
    pub singletons: f64,
    /// Entries that were scored.
    pub entries: usize,
    /// Their events.
    pub events: usize,
    /// Their stories.
    pub stories: usize,
}

impl Score {
    /// Compares events with stories.
    pub(super) fn of<E: Copy + Eq + Hash, S: Copy + Eq + Hash>(
        entries: impl Iterator<Item = (E, S)>,
    ) -> Self {
        let mut counts = Counts::default();
        for (event, story) in entries {
            counts.add(event, story);
        }
        counts.score()
    }
}

/// How many entries have an event, a story, and both.
struct Counts<E, S> {
    of_event: HashMap<E, usize>,
    of_story: HashMap<S, usize>,
    of_both: HashMap<(E, S), usize>,
    entries: usize,
}

impl<E, S> Default for Counts<E, S> {
    fn default() -> Self {
        Self {
            of_event: HashMap::new(),
            of_story: HashMap::new(),
            of_both: HashMap::new(),
            entries: 0,
        }
    }
}

impl<E: Copy + Eq + Hash, S: Copy + Eq + Hash> Counts<E, S> {
    fn add(&mut self, event: E, story: S) {
        *self.of_event.entry(event).or_default() += 1;
        *self.of_story.entry(story).or_default() += 1;
        *self.of_both.entry((event, story)).or_default() += 1;
        self.entries += 1;
    }

    fn pairs(&self) -> Pairs {
        Pairs {
            all: pairs_of(self.entries),
            true_pairs: self.of_event.values().copied().map(pairs_of).sum(),
            joined: self.of_story.values().copied().map(pairs_of).sum(),
            rightly: self.of_both.values().copied().map(pairs_of).sum(),
        }
    }

    fn score(&self) -> Score {
        // Sums of fractions depend on their order in the last digits, so the order is fixed.
        let mean = |terms: &mut dyn Iterator<Item = f64>| {
            let mut terms: Vec<_> = terms.collect();
            terms.sort_by(f64::total_cmp);
            terms.iter().sum::<f64>() / self.entries.max(1) as f64
        };
        let square = |n: usize| (n * n) as f64;
        let both = || self.of_both.iter();
        let pairs = self.pairs();
        Score {
            pairwise: Figures::new(
                share(pairs.rightly, pairs.joined),
                share(pairs.rightly, pairs.true_pairs),
            ),
            b_cubed: Figures::new(
                mean(&mut both().map(|((_, s), n)| square(*n) / self.of_story[s] as f64)),
                mean(&mut both().map(|((e, _), n)| square(*n) / self.of_event[e] as f64)),
            ),
            singletons: Figures::new(1.0, mean(&mut self.of_event.values().map(|_| 1.0))).f1,
            entries: self.entries,
            events: self.of_event.len(),
            stories: self.of_story.len(),
        }
    }
}

fn pairs_of(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

/// A share of nothing is all of it: where nothing was joined, nothing was joined wrongly.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Pairs of entries, counted.
#[derive(Clone, Copy, Default)]
struct Pairs {
    all: usize,
    true_pairs: usize,
    joined: usize,
    rightly: usize,
}

/// What became of the pairs of entries in two languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Across {
    /// Pairs that report one event.
    pub true_pairs: usize,
    /// Those of them that were joined.
    pub joined_rightly: usize,
    /// Pairs that report two events.
    pub false_pairs: usize,
    /// Those of them that were joined.
    pub joined_wrongly: usize,
    /// Precision, recall and their mean over what was joined across languages.
    pub pairwise: Figures,
}

impl Across {
    /// Compares events with stories over pairs of entries whose languages differ; nothing where
    /// all entries are in one.
    pub(super) fn of<L: Copy + Eq + Hash, E: Copy + Eq + Hash, S: Copy + Eq + Hash>(
        entries: impl Iterator<Item = (L, E, S)>,
    ) -> Option<Self> {
        let mut every = Counts::default();
        let mut within = HashMap::<L, Counts<E, S>>::new();
        for (language, event, story) in entries {
            every.add(event, story);
            within.entry(language).or_default().add(event, story);
        }
        if within.len() < 2 {
            return None;
        }
        let within: Vec<_> = within.values().map(Counts::pairs).collect();
        let every = every.pairs();
        let across =
            |count: fn(&Pairs) -> usize| count(&every) - within.iter().map(count).sum::<usize>();
        let true_pairs = across(|pairs| pairs.true_pairs);
        let joined = across(|pairs| pairs.joined);
        let rightly = across(|pairs| pairs.rightly);
        Some(Self {
            true_pairs,
            joined_rightly: rightly,
            false_pairs: across(|pairs| pairs.all) - true_pairs,
            joined_wrongly: joined - rightly,
            pairwise: Figures::new(share(rightly, joined), share(rightly, true_pairs)),
        })
    }
}

/// How well the texts that are no voice of their own were told: agency texts that others carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Copies {
    /// Entries that are labelled as copies.
    pub labelled: usize,
    /// Those that griot counts as no text of their own.
    pub found: usize,
    /// Those that it counts so and that are labelled as texts of their own.
    pub wrongly: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_across_languages_are_those_that_no_language_has_alone() {
        let entries = [
            ("fr", "a", 1),
            ("fr", "a", 1),
            ("en", "a", 1),
            ("en", "b", 1),
            ("ar", "a", 2),
            ("ar", "c", 3),
        ];
        let across = Across::of(entries.into_iter()).unwrap();
        // Of the six pairs within event a, one is within French; with the Arabic one two more fail.
        assert_eq!((across.true_pairs, across.joined_rightly), (5, 2));
        // Two entries of each language: three pairs of languages of four each.
        assert_eq!(across.true_pairs + across.false_pairs, 12);
        assert_eq!(across.joined_wrongly, 2);
        assert_eq!(across.pairwise.precision, 0.5);
    }

    #[test]
    fn one_language_has_nothing_across() {
        assert_eq!(Across::of([("fr", 1, 1), ("fr", 1, 2)].into_iter()), None);
    }
}
