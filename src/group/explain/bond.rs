//! What two groups of entries are linked by, as it is and as it would be.

use super::change::Change;
use super::{Link, across};
use crate::group::item::{Caution, Feature};
use crate::group::link::evidence::Evidence;
use crate::group::link::linkage::{self, Inside, Linkage};
use crate::group::link::sign::Crossing;
use crate::group::weights::Weights;

/// What speaks for and against a pair.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tie {
    /// Of one language.
    Within(Evidence),
    /// Of two, each standing for all that its story has in its language.
    Across(Crossing),
}

/// What two groups of entries are linked by.
pub(super) struct Bond {
    /// The two entries that are looked at.
    pub pair: Tie,
    /// The pairs of the groups that are compared; a single one across languages.
    pub pairs: Vec<Tie>,
    /// How many of these in a row share the entry of the first group.
    pub width: usize,
    /// How many pairs each of these stands for.
    pub stands_for: f32,
    /// What is known of either group.
    pub sides: [Inside; 2],
    /// Factor for what is in one story already.
    pub held: f32,
    /// What the link has to reach, by a balanced setting.
    pub base: f32,
    pub caution: Caution,
    pub weights: Weights,
}

impl Tie {
    pub fn score(&self, weights: &Weights) -> f32 {
        match self {
            Self::Within(evidence) => evidence.score(weights),
            Self::Across(crossing) => crossing.score(),
        }
    }

    pub fn features(&self, weights: &Weights) -> Vec<Feature> {
        match self {
            Self::Within(evidence) => evidence.features(weights),
            Self::Across(crossing) => across::features(crossing),
        }
    }

    pub fn factors(&self, weights: &Weights) -> Vec<Feature> {
        match self {
            Self::Within(evidence) => evidence.factors(),
            Self::Across(crossing) => across::factors(crossing, weights),
        }
    }

    pub fn copied(&self) -> f32 {
        match self {
            Self::Within(evidence) => evidence.copied(),
            Self::Across(_) => 0.0,
        }
    }

    pub fn is_copy(&self, weights: &Weights) -> bool {
        matches!(self, Self::Within(evidence) if evidence.is_copy(weights))
    }

    pub fn hours(&self) -> f32 {
        match self {
            Self::Within(evidence) => evidence.hours(),
            Self::Across(crossing) => crossing.hours,
        }
    }

    /// The score as it would be with other factors of these names, all of them 1.
    fn without(self, names: &[String], weights: &Weights) -> f32 {
        match self {
            Self::Within(evidence) => {
                let without = names
                    .iter()
                    .fold(evidence, |evidence, name| evidence.with(name, 1.0));
                without.score(weights)
            }
            Self::Across(crossing) => {
                let factors = across::factors(&crossing, weights);
                let kept = factors
                    .iter()
                    .filter(|factor| !names.contains(&factor.name));
                crossing.cosine * kept.map(|factor| factor.value).product::<f32>()
            }
        }
    }

    /// The score with so many points more.
    fn with_points(self, points: f32, weights: &Weights) -> f32 {
        match self {
            Self::Within(evidence) => {
                let sum = (evidence.sum(weights) + points).max(0.0);
                evidence.score_of(sum, weights)
            }
            Self::Across(crossing) => Crossing {
                cosine: (crossing.cosine + points).max(0.0),
                ..crossing
            }
            .score(),
        }
    }

    /// The score after a change; `by` is how many hours more lie between the two then.
    fn changed(self, change: &Change, by: f32, weights: &Weights) -> f32 {
        match change {
            Change::WithoutFactor { name } => self.without(std::slice::from_ref(name), weights),
            Change::WithoutFactors { names } => self.without(names, weights),
            Change::WithoutFeature { name } => {
                let features = self.features(weights);
                let brings = features.iter().filter(|feature| feature.name == *name);
                let brings: f32 = brings.map(|feature| feature.value * feature.weight).sum();
                self.with_points(-brings, weights)
            }
            Change::Points { points } => self.with_points(*points, weights),
            Change::Hours { .. } => {
                let hours = (self.hours() + by).max(0.0);
                match self {
                    Self::Within(evidence) => evidence.at(hours, weights).score(weights),
                    Self::Across(crossing) => crossing.at(hours, weights).score(),
                }
            }
            Change::NoCopy => match self {
                Self::Within(evidence) => evidence.uncopied().score(weights),
                Self::Across(_) => self.score(weights),
            },
            Change::Alone | Change::NotHeld | Change::NotClosed | Change::Caution { .. } => {
                self.score(weights)
            }
        }
    }
}

impl Bond {
    /// Hours between the two entries that are looked at.
    pub fn hours(&self) -> f32 {
        self.pair.hours()
    }

    /// Whether the link reaches the threshold.
    pub fn joins(&self) -> bool {
        self.link(None) >= self.threshold(None)
    }

    /// What the link has to reach; after a change.
    pub fn threshold(&self, change: Option<&Change>) -> f32 {
        match change {
            Some(Change::Caution { caution }) => self.base * caution.strictness(),
            _ => self.base * self.caution.strictness(),
        }
    }

    /// How alike the two groups are; after a change.
    pub fn link(&self, change: Option<&Change>) -> f32 {
        let held = match change {
            Some(Change::NotHeld) => 1.0,
            _ => self.held,
        };
        if change == Some(&Change::Alone) {
            return self.pair.score(&self.weights) * held;
        }
        let by = match change {
            Some(Change::Hours { hours }) => hours - self.hours(),
            _ => 0.0,
        };
        let scores = self.pairs.iter().map(|tie| match change {
            Some(change) => tie.changed(change, by, &self.weights),
            None => tie.score(&self.weights),
        });
        match self.pair {
            Tie::Across(_) => scores.sum::<f32>() * held,
            Tie::Within(_) => {
                let open = |side: Inside| Inside::new(side.entries, side.with_lead);
                let sides = match change {
                    Some(Change::NotClosed) => self.sides.map(open),
                    _ => self.sides,
                };
                let scores: Vec<f32> = scores.map(|score| score * held).collect();
                self.linkage(sides, &scores).link(0, 1)
            }
        }
    }

    /// The two groups, whose pairs have these scores.
    fn linkage(&self, sides: [Inside; 2], scores: &[f32]) -> Linkage<'_> {
        let mut linkage = Linkage::new(sides.to_vec(), &self.weights);
        linkage.note(0, 1, scores, self.width, self.stands_for);
        linkage
    }

    /// What is left of the link as either group is more alike inside; 1 where that is not so.
    pub fn kept(&self) -> f32 {
        let open = self.link(Some(&Change::NotClosed));
        let [one, other] = self.sides.map(|side| side.cohesion());
        linkage::kept(open, one.min(other), &self.weights)
    }

    /// The link with what it is made of.
    pub fn linked(&self) -> Link {
        let scores = self.pairs.iter().map(|tie| tie.score(&self.weights));
        let scores: Vec<f32> = scores.collect();
        let within = matches!(self.pair, Tie::Within(_));
        let linkage = within.then(|| self.linkage(self.sides, &scores));
        Link {
            value: self.link(None),
            first: self.sides[0].entries,
            second: self.sides[1].entries,
            mean: linkage.as_ref().map(|linkage| linkage.mean(0, 1)),
            reach: linkage.as_ref().map(|linkage| linkage.reach(0, 1)),
            held: self.held,
            closed: self.kept(),
        }
    }
}
