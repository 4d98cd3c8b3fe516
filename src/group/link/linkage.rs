//! Agglomerative linkage over a small set: joins the two most alike groups until none are alike
//! enough. The likeness of two groups is a mix of the mean over their pairs and the best pair: the
//! mean keeps a roundup from bridging two stories, the best pair lets a near-copy in.

/// Pairs of entries between two groups up to which their best pair counts in full.
const FEW_PAIRS: f32 = 20.0;
/// How fast it counts for less beyond: among thousands of pairs there is always one that is alike,
/// and without this a stock sentence chains a whole stream into one story.
const PEAK_FADE: f32 = 0.5;

/// A square table of likenesses between the groups that are left.
pub struct Linkage {
    groups: Vec<Option<Vec<u32>>>,
    weight: Vec<f32>,
    sums: Vec<f32>,
    peaks: Vec<f32>,
    mean: f32,
}

impl Linkage {
    /// Groups of the given sizes, of which nothing is known to be alike yet. `mean` is the share
    /// of the mean in the mix.
    pub fn new(sizes: &[usize], mean: f32) -> Self {
        let count = sizes.len();
        Self {
            groups: (0..count)
                .map(|i| u32::try_from(i).ok().map(|i| vec![i]))
                .collect(),
            weight: sizes.iter().map(|size| *size as f32).collect(),
            sums: vec![0.0; count * count],
            peaks: vec![0.0; count * count],
            mean,
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
        let at = i * self.groups.len() + j;
        let pairs = self.weight[i] * self.weight[j];
        let mean = self.sums[at] / pairs;
        let fade = 1.0 + PEAK_FADE * (pairs / FEW_PAIRS).max(1.0).ln();
        let peak = (1.0 - self.mean) / fade;
        self.mean * mean + peak * self.peaks[at]
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
        for k in 0..count {
            let (of_i, of_j) = (i * count + k, j * count + k);
            self.sums[of_i] += self.sums[of_j];
            self.peaks[of_i] = self.peaks[of_i].max(self.peaks[of_j]);
            self.sums[k * count + i] = self.sums[of_i];
            self.peaks[k * count + i] = self.peaks[of_i];
        }
        self.weight[i] += self.weight[j];
        if let Some(group) = &mut self.groups[i] {
            group.extend(members);
        }
    }
}
