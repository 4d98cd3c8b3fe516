//! Agglomerative linkage over a small set: joins the two most alike groups until none are alike
//! enough. The likeness of two groups is a mix of the mean over their pairs and of the mean over what
//! each entry is to the entry of the other group that it is most like: the one keeps a roundup from
//! bridging two stories, the other lets two parts of a great story find each other, in which every
//! report is worded like some of the others and like none of the rest. Two groups of which each is
//! more alike inside than they are to one another are two events that share a theme.

use crate::group::weights::Weights;

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
    /// For each group of the first hour and each group of now, what the entries of the one are on
    /// average to the entry of the other that each is most like.
    nearest: Vec<f32>,
    /// The same for two groups of now, as sums over the entries of the one.
    reached: Vec<f32>,
    /// For each group of the first hour how many entries it has, and the group that it is in now.
    homes: Vec<(f32, usize)>,
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
            homes: insides
                .iter()
                .map(|inside| inside.entries as f32)
                .zip(0..)
                .collect(),
            insides,
            sums: vec![0.0; count * count],
            nearest: vec![0.0; count * count],
            reached: vec![0.0; count * count],
            weights,
        }
    }

    /// Notes how alike the entries of two groups of the first hour are, each pair standing for so
    /// many: row by row for the entries of the first, in each row `width` entries of the second. Groups
    /// of which nothing is noted count as not alike at all.
    pub fn note(&mut self, i: usize, j: usize, likenesses: &[f32], width: usize, stands_for: f32) {
        if likenesses.is_empty() {
            return;
        }
        let mut columns = vec![0.0_f32; width];
        let (mut sum, mut rows) = (0.0, 0.0);
        for row in likenesses.chunks(width) {
            sum += row.iter().sum::<f32>();
            rows += row.iter().copied().fold(0.0, f32::max);
            for (most, likeness) in columns.iter_mut().zip(row) {
                *most = most.max(*likeness);
            }
        }
        let height = likenesses.len().div_ceil(width) as f32;
        let from_i = rows / height;
        let from_j = columns.into_iter().sum::<f32>() / width as f32;
        let count = self.groups.len();
        for (one, other, nearest) in [(i, j, from_i), (j, i, from_j)] {
            let at = one * count + other;
            self.sums[at] = sum * stands_for;
            self.nearest[at] = nearest;
            self.reached[at] = nearest * self.homes[one].0;
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
        let share = self.weights.mean;
        share * self.mean(i, j) + (1.0 - share) * self.reach(i, j)
    }

    /// How alike the entries of two groups are on average.
    pub fn mean(&self, i: usize, j: usize) -> f32 {
        let pairs = (self.insides[i].entries * self.insides[j].entries) as f32;
        self.sums[i * self.groups.len() + j] / pairs
    }

    /// What the entries of two groups are on average to the entry of the other that each is most
    /// like; both groups count the same, however many they are.
    pub fn reach(&self, i: usize, j: usize) -> f32 {
        let count = self.groups.len();
        let of = |one: usize, other: usize| {
            self.reached[one * count + other] / self.insides[one].entries as f32
        };
        f32::midpoint(of(i, j), of(j, i))
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
            self.sums[k * count + i] = self.sums[of_i];
            self.reached[of_i] += self.reached[of_j];
            self.reached[k * count + i] = 0.0;
        }
        for (member, (entries, home)) in self.homes.iter_mut().enumerate() {
            let (to_i, to_j) = (member * count + i, member * count + j);
            self.nearest[to_i] = self.nearest[to_i].max(self.nearest[to_j]);
            self.reached[*home * count + i] += self.nearest[to_i] * *entries;
            if *home == j {
                *home = i;
            }
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
                linkage.note(i, j, &[likeness], 1, 1.0);
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
        linkage.note(0, 1, &[0.9], 1, 1.0);
        linkage.note(0, 2, &[0.25], 1, 1.0);
        linkage.note(1, 2, &[0.25], 1, 1.0);
        assert_eq!(linkage.run(0.2), [[0, 1, 2]]);
    }

    #[test]
    fn parts_of_a_great_story_find_each_other_where_each_report_is_like_some() {
        let weights = Weights::default();
        let joined = |likenesses: &[f32]| {
            let mut linkage = Linkage::new(vec![Inside::new(4, 0); 2], &weights);
            linkage.note(0, 1, likenesses, 4, 1.0);
            linkage.run(0.2).len() == 1
        };
        let (like, unlike) = (0.4, 0.04);
        let some = |row: usize, column: usize| if row == column { like } else { unlike };
        let each: Vec<f32> = (0..16).map(|at| some(at / 4, at % 4)).collect();
        assert!(joined(&each));
        // Among many pairs there is always one that is alike.
        let mut single = [unlike; 16];
        single[0] = 0.9;
        assert!(!joined(&single));
    }

    #[test]
    fn what_was_joined_is_as_alike_as_its_entries_are() {
        let weights = Weights::default();
        let mut linkage = Linkage::new(vec![Inside::new(1, 0); 4], &weights);
        let alike = [
            (0, 1, 0.9),
            (2, 3, 0.8),
            (0, 2, 0.1),
            (0, 3, 0.2),
            (1, 2, 0.3),
            (1, 3, 0.4),
        ];
        for (i, j, likeness) in alike {
            linkage.note(i, j, &[likeness], 1, 1.0);
        }
        linkage.join(0, 1);
        linkage.join(2, 3);
        let mut at_once = Linkage::new(vec![Inside::new(2, 0); 2], &weights);
        at_once.note(0, 1, &[0.1, 0.2, 0.3, 0.4], 2, 1.0);
        assert!((linkage.mean(0, 2) - at_once.mean(0, 1)).abs() < 1e-6);
        assert!((linkage.reach(0, 2) - at_once.reach(0, 1)).abs() < 1e-6);
        assert!((linkage.reach(2, 0) - 0.325).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_known_of_the_inside_parts_nothing() {
        let weights = Weights::default();
        let mut linkage = Linkage::new(vec![Inside::new(60, 60); 2], &weights);
        linkage.note(0, 1, &[0.25], 1, 3600.0);
        assert_eq!(linkage.run(0.2), [[0, 1]]);
    }
}
