//! Agglomerative linkage over a small set: joins the two most alike groups until none are alike
//! enough. The likeness of two groups is a mix of the mean over their pairs and the best pair: the
//! mean keeps a roundup from bridging two stories, the best pair lets a near-copy in. Two groups of
//! which each is more alike inside than they are to one another are two events that share a theme.

use crate::group::weights::Weights;

/// Pairs of entries between two groups up to which their best pair counts in full.
const FEW_PAIRS: f32 = 20.0;
/// How fast it counts for less beyond: among thousands of pairs there is always one that is alike,
/// and without this a stock sentence chains a whole stream into one story.
const PEAK_FADE: f32 = 0.5;

/// What is known of the entries of one group.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inside {
    /// How many they are.
    pub entries: usize,
    /// How many of them have a lead.
    pub with_lead: usize,
    likeness: f32,
    pairs: f32,
}

impl Inside {
    /// Of so many entries, of which so many have a lead. How alike they are is not known yet.
    pub fn new(entries: usize, with_lead: usize) -> Self {
        Self {
            entries,
            with_lead,
            ..Self::default()
        }
    }

    /// Notes the likeness of two of its entries.
    pub fn note(&mut self, likeness: f32) {
        self.likeness += likeness;
        self.pairs += 1.0;
    }

    /// How alike its entries are, as far as that says something: 0 where it is not known, and less
    /// where titles stand alone. Of those the first to be joined are the ones that happen to be
    /// worded alike, which is no sign that others of the event would be.
    pub fn cohesion(&self) -> f32 {
        if self.pairs == 0.0 {
            return 0.0;
        }
        let told = self.with_lead as f32 / self.entries as f32;
        told * self.likeness / self.pairs
    }

    /// Takes in the entries of another group; `between` is the sum of likeness over their pairs.
    fn take_in(&mut self, other: Self, between: f32) {
        self.likeness += other.likeness + between;
        self.pairs += other.pairs + (self.entries * other.entries) as f32;
        self.entries += other.entries;
        self.with_lead += other.with_lead;
    }
}

/// What is left of a link of two groups, as a share of it, where each is more alike inside:
/// `cohesion` is that of the less alike of the two.
pub fn kept(link: f32, cohesion: f32, weights: &Weights) -> f32 {
    if link > 0.0 && cohesion > link {
        (link / cohesion).powf(weights.closed)
    } else {
        1.0
    }
}

/// A square table of likenesses between the groups that are left.
pub struct Linkage<'a> {
    groups: Vec<Option<Vec<u32>>>,
    insides: Vec<Inside>,
    /// The cohesion of each, which is asked for more often than it changes.
    cohesion: Vec<f32>,
    sums: Vec<f32>,
    peaks: Vec<f32>,
    weights: &'a Weights,
}

impl<'a> Linkage<'a> {
    /// Groups of which nothing is known to be alike yet.
    pub fn new(insides: Vec<Inside>, weights: &'a Weights) -> Self {
        let count = insides.len();
        Self {
            groups: (0..count)
                .map(|i| u32::try_from(i).ok().map(|i| vec![i]))
                .collect(),
            cohesion: insides.iter().map(Inside::cohesion).collect(),
            insides,
            sums: vec![0.0; count * count],
            peaks: vec![0.0; count * count],
            weights,
        }
    }

    /// Notes the likeness of one entry of a group to one of another, which stands for so many such
    /// pairs. A pair that is never noted counts as not alike at all.
    pub fn note(&mut self, i: usize, j: usize, likeness: f32, stands_for: f32) {
        let count = self.groups.len();
        for at in [i * count + j, j * count + i] {
            self.sums[at] += likeness * stands_for;
            self.peaks[at] = self.peaks[at].max(likeness);
        }
    }

    /// Keeps two groups, and all that they are joined with, from being joined.
    pub fn forbid(&mut self, i: usize, j: usize) {
        let count = self.groups.len();
        // Whatever is added to it, the mean of their pairs stays below every cut.
        for at in [i * count + j, j * count + i] {
            self.sums[at] = f32::NEG_INFINITY;
        }
    }

    /// Joins two groups of the first hour, however alike they are, unless that is forbidden.
    pub fn tie(&mut self, i: usize, j: usize) {
        let now = |member: usize| {
            let holds = |group: &Vec<u32>| group.iter().any(|other| *other as usize == member);
            let mut groups = self.groups.iter();
            groups.position(|group| group.as_ref().is_some_and(holds))
        };
        let (Some(i), Some(j)) = (now(i), now(j)) else {
            return;
        };
        let is_forbidden = self.sums[i * self.groups.len() + j] == f32::NEG_INFINITY;
        if i != j && !is_forbidden {
            self.join(i.min(j), i.max(j));
        }
    }

    /// How alike two groups are.
    pub fn link(&self, i: usize, j: usize) -> f32 {
        let link = self.open_link(i, j);
        let cohesion = self.cohesion[i].min(self.cohesion[j]);
        link * kept(link, cohesion, self.weights)
    }

    /// How alike two groups are, whatever they are like inside.
    fn open_link(&self, i: usize, j: usize) -> f32 {
        let at = i * self.groups.len() + j;
        let pairs = (self.insides[i].entries * self.insides[j].entries) as f32;
        let mean = self.sums[at] / pairs;
        let fade = 1.0 + PEAK_FADE * (pairs / FEW_PAIRS).max(1.0).ln();
        let peak = (1.0 - self.weights.mean) / fade;
        self.weights.mean * mean + peak * self.peaks[at]
    }

    /// The most alike partner of a group among those after it.
    fn best_after(&self, i: usize) -> Option<(f32, usize)> {
        let mut best: Option<(f32, usize)> = None;
        for j in i + 1..self.groups.len() {
            if self.groups[j].is_some() {
                let link = self.link(i, j);
                if best.is_none_or(|(most, _)| link > most) {
                    best = Some((link, j));
                }
            }
        }
        best
    }

    /// Joins until no two groups are alike by `cut` or more. Gives the groups, each in order of
    /// its members, ordered by their first.
    pub fn run(mut self, cut: f32) -> Vec<Vec<u32>> {
        let count = self.groups.len();
        let mut best: Vec<_> = (0..count).map(|i| self.best_after(i)).collect();
        loop {
            let mut top: Option<(f32, usize, usize)> = None;
            for (i, row) in best.iter().enumerate() {
                if let (Some((link, j)), Some(_)) = (row, &self.groups[i])
                    && *link >= cut
                    && top.is_none_or(|(most, ..)| *link > most)
                {
                    top = Some((*link, i, *j));
                }
            }
            let Some((_, i, j)) = top else { break };
            self.join(i, j);
            best[j] = None;
            for (row, known) in best.iter_mut().enumerate() {
                if self.groups[row].is_none() {
                    continue;
                }
                let stale = known.is_some_and(|(_, to)| to == i || to == j);
                if row == i || stale {
                    *known = self.best_after(row);
                } else if row < i {
                    let link = self.link(row, i);
                    if known.is_none_or(|(most, _)| link > most) {
                        *known = Some((link, i));
                    }
                }
            }
        }
        let mut groups: Vec<_> = self.groups.into_iter().flatten().collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups
    }

    fn join(&mut self, i: usize, j: usize) {
        let count = self.groups.len();
        let Some(members) = self.groups[j].take() else {
            return;
        };
        let (taken, between) = (self.insides[j], self.sums[i * count + j]);
        self.insides[i].take_in(taken, between);
        self.cohesion[i] = self.insides[i].cohesion();
        for k in 0..count {
            let (of_i, of_j) = (i * count + k, j * count + k);
            self.sums[of_i] += self.sums[of_j];
            self.peaks[of_i] = self.peaks[of_i].max(self.peaks[of_j]);
            self.sums[k * count + i] = self.sums[of_i];
            self.peaks[k * count + i] = self.peaks[of_i];
        }
        if let Some(group) = &mut self.groups[i] {
            group.extend(members);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pairs, alike by `inside`, whose entries are alike by `between` across.
    fn two_pairs(inside: f32, between: f32, with_lead: usize) -> Vec<Vec<u32>> {
        let weights = Weights::default();
        let entry = Inside::new(1, with_lead);
        let mut linkage = Linkage::new(vec![entry; 4], &weights);
        for i in 0..4 {
            for j in i + 1..4 {
                let likeness = if i / 2 == j / 2 { inside } else { between };
                linkage.note(i, j, likeness, 1.0);
            }
        }
        linkage.run(0.2)
    }

    #[test]
    fn what_is_more_alike_inside_stays_apart_unless_titles_stand_alone() {
        let parted = vec![vec![0, 1], vec![2, 3]];
        let joined = vec![vec![0, 1, 2, 3]];
        assert_eq!(two_pairs(0.8, 0.25, 1), parted);
        assert_eq!(two_pairs(0.8, 0.25, 0), joined);
        assert_eq!(two_pairs(0.26, 0.25, 1), joined);
        // However alike copies are among themselves, others that are alike enough go with them.
        assert_eq!(two_pairs(0.9, 0.6, 1), joined);
    }

    #[test]
    fn one_entry_joins_however_alike_the_others_are() {
        let weights = Weights::default();
        let mut linkage = Linkage::new(vec![Inside::new(1, 1); 3], &weights);
        linkage.note(0, 1, 0.9, 1.0);
        linkage.note(0, 2, 0.25, 1.0);
        linkage.note(1, 2, 0.25, 1.0);
        assert_eq!(linkage.run(0.2), [[0, 1, 2]]);
    }

    #[test]
    fn what_is_not_known_of_the_inside_parts_nothing() {
        let weights = Weights::default();
        let mut linkage = Linkage::new(vec![Inside::new(60, 60); 2], &weights);
        linkage.note(0, 1, 0.25, 3600.0);
        assert_eq!(linkage.run(0.2), [[0, 1]]);
    }
}
