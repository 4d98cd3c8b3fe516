//! What would have turned a verdict: every change is tried on the evidence that the verdict rests on.

use serde::Serialize;

use super::bond::Bond;
use crate::group::item::Caution;
use crate::group::link::evidence::TIME;

/// One thing that could have been otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// This factor were 1.
    WithoutFactor {
        /// Its name.
        name: String,
    },
    /// Every factor that lowers the sum were 1.
    WithoutFactors {
        /// Their names.
        names: Vec<String>,
    },
    /// This feature brought nothing.
    WithoutFeature {
        /// Its name.
        name: String,
    },
    /// So many hours lay between the two.
    Hours {
        /// Instead of as many as do.
        hours: f32,
    },
    /// The features added up to so much more; less, where it is below 0.
    Points {
        /// How much.
        points: f32,
    },
    /// Neither text were taken from the other.
    NoCopy,
    /// Each of the two were the only entry of its story.
    Alone,
    /// They were not in one story already.
    NotHeld,
    /// The reports of neither story were more alike than the two stories are.
    NotClosed,
    /// Grouping were set otherwise.
    Caution {
        /// The setting.
        caution: Caution,
    },
}

/// A change that turns the verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Otherwise {
    /// What is changed, and nothing else.
    #[serde(flatten)]
    pub change: Change,
    /// The link then.
    pub link: f32,
    /// What it then has to reach.
    pub threshold: f32,
}

/// Longest time between two entries that is thought of, in hours.
const LONGEST: f32 = 24.0 * 366.0;
/// Most points more or less that are thought of: more than all features bring.
const MOST_POINTS: f32 = 2.0;
/// Halvings that close in on a limit.
const HALVINGS: usize = 40;

impl Bond {
    /// The changes that turn the verdict, each by itself.
    pub fn otherwise(&self) -> Vec<Otherwise> {
        let joins = self.joins();
        let mut changes = match joins {
            true => self.what_joins(),
            false => self.what_parts(),
        };
        changes.extend(self.hours_to_turn());
        changes.extend(self.points_to_turn());
        changes.extend(self.caution_to_turn());
        let turning = changes.into_iter().filter(|change| self.turns(change));
        turning.map(|change| self.after(change)).collect()
    }

    /// Whether a change turns the verdict.
    fn turns(&self, change: &Change) -> bool {
        let joins = self.link(Some(change)) >= self.threshold(Some(change));
        joins != self.joins()
    }

    fn after(&self, change: Change) -> Otherwise {
        Otherwise {
            link: self.link(Some(&change)),
            threshold: self.threshold(Some(&change)),
            change,
        }
    }

    /// What may have parted two that are apart.
    fn what_parts(&self) -> Vec<Change> {
        let factors = self.pair.factors(&self.weights).into_iter();
        let lowering = factors.filter(|factor| factor.value < 1.0);
        let names: Vec<String> = lowering.map(|factor| factor.name).collect();
        // Time is no circumstance that a story is without: it is asked for in hours.
        let single = names.iter().filter(|name| *name != TIME).cloned();
        let single: Vec<_> = single.map(|name| Change::WithoutFactor { name }).collect();
        let hours = self.hours_to_turn().is_some();
        let enough = hours || single.iter().any(|change| self.turns(change));
        let mut changes = single;
        if !enough && names.len() > 1 {
            changes.push(Change::WithoutFactors { names });
        }
        if self.sides.iter().any(|side| side.entries > 1) {
            changes.push(Change::Alone);
        }
        if self.kept() < 1.0 {
            changes.push(Change::NotClosed);
        }
        changes
    }

    /// What may have joined two that are together.
    fn what_joins(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.held > 1.0 {
            changes.push(Change::NotHeld);
        }
        if self.pair.is_copy(&self.weights) {
            changes.push(Change::NoCopy);
        }
        // Without the only one there is nothing left, which tells nothing.
        let features = self.pair.features(&self.weights);
        if features.len() > 1 {
            let names = features.into_iter().map(|feature| feature.name);
            changes.extend(names.map(|name| Change::WithoutFeature { name }));
        }
        let factors = self.pair.factors(&self.weights).into_iter();
        let raising = factors.filter(|factor| factor.value > 1.0);
        changes.extend(raising.map(|factor| Change::WithoutFactor { name: factor.name }));
        if self.sides.iter().any(|side| side.entries > 1) {
            changes.push(Change::Alone);
        }
        changes
    }

    /// The time between the two, nearest to what it is, that turns the verdict.
    fn hours_to_turn(&self) -> Option<Change> {
        let (own, joins) = (self.hours(), self.joins());
        let end = if joins { LONGEST } else { 0.0 };
        let change = |hours: f32| Change::Hours { hours };
        let hours = self.nearest_to_turn(own, end, change)?;
        let step = if hours < 10.0 { 0.1 } else { 1.0 };
        let rounded = match joins {
            true => (hours / step).ceil() * step,
            false => (hours / step).floor() * step,
        };
        Some(change(rounded))
            .filter(|change| self.turns(change))
            .or(Some(change(hours)))
    }

    /// The fewest points more, or less, that turn the verdict.
    fn points_to_turn(&self) -> Option<Change> {
        let end = if self.joins() {
            -MOST_POINTS
        } else {
            MOST_POINTS
        };
        let change = |points: f32| Change::Points { points };
        let points = self.nearest_to_turn(0.0, end, change)?;
        let rounded = points.signum() * (points.abs() * 1000.0).ceil() / 1000.0;
        Some(change(rounded))
            .filter(|change| self.turns(change))
            .or(Some(change(points)))
    }

    /// The setting, nearest to what it is, that turns the verdict.
    fn caution_to_turn(&self) -> Option<Change> {
        let mut settings = [Caution::Cautious, Caution::Balanced, Caution::Eager];
        if self.joins() {
            settings.reverse();
        }
        let mut changes = settings
            .map(|caution| Change::Caution { caution })
            .into_iter();
        changes.find(|change| self.turns(change))
    }

    /// Between a value that does not turn the verdict and one that may, the nearest to the first
    /// that does.
    fn nearest_to_turn(&self, from: f32, to: f32, change: impl Fn(f32) -> Change) -> Option<f32> {
        if !self.turns(&change(to)) {
            return None;
        }
        let (mut same, mut turned) = (from, to);
        for _ in 0..HALVINGS {
            let middle = f32::midpoint(same, turned);
            match self.turns(&change(middle)) {
                true => turned = middle,
                false => same = middle,
            }
        }
        Some(turned)
    }
}
