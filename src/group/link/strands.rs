//! Strands: the part of a story in one language, found again by linkage around what is new.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::{Inside, Linkage};
use crate::domain::{Language, StoryId};
use crate::group::rulings::hand::Ties;
use crate::group::stories::Stories;
use crate::group::weights::Weights;
use crate::group::window::memory::Memory;

/// Entries of a group of strands up to which the group is linked from its single entries, so that
/// a strand can also be split; above it strands only grow and join.
pub const LINKED_SINGLY: usize = 150;
/// Entries that a strand is compared by when it is not linked from its single entries.
const SAMPLE: usize = 5;
/// Share of the cut at which a new entry's likeness draws a strand in.
const DRAWN: f32 = 0.75;

/// The likeness by which a new entry draws in the strand of another, where strands are joined by
/// `cut`.
pub fn drawing(cut: f32) -> f32 {
    DRAWN * cut
}

/// Entries of one language that report one event, in order of arrival.
pub struct Strand {
    /// The entries.
    pub slots: Vec<u32>,
    /// The story that most of them come from, unless another strand has more of its entries.
    pub story: Option<StoryId>,
}

/// A new or edited entry, and what it is like.
pub struct Arrival {
    /// Where it is.
    pub slot: u32,
    /// The other entries of its language that are like it by [enough](drawing), and by how much.
    pub alike: Vec<(u32, f32)>,
}

/// What is linked: a strand as it was, or an entry that is in none yet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Strand(StoryId, Option<Language>),
    Entry(u32),
}

impl Piece {
    fn of(slot: u32, memory: &Memory) -> Option<Self> {
        let known = memory.get(slot)?;
        Some(match known.story {
            Some(story) => Self::Strand(story, known.language),
            None => Self::Entry(slot),
        })
    }

    fn slots(self, memory: &Memory, stories: &Stories) -> Vec<u32> {
        match self {
            Self::Strand(story, language) => stories.strand(story, language, memory),
            Self::Entry(slot) => vec![slot],
        }
    }
}

/// Links new entries with the strands that they are like. Gives every strand that changed or is
/// new.
pub fn relink(
    arrivals: &[Arrival],
    memory: &mut Memory,
    stories: &Stories,
    ties: &Ties,
    weights: &Weights,
    cut: f32,
) -> Vec<Strand> {
    let groups = drawn_together(arrivals, memory, ties);
    let groups = groups.into_iter();
    groups
        .flat_map(|group| link(&group, memory, stories, ties, weights, cut))
        .collect()
}

/// What has to be looked at together: the pieces of new entries and those that a new entry is like
/// or tied to, joined where they meet.
fn drawn_together(arrivals: &[Arrival], memory: &Memory, ties: &Ties) -> Vec<Vec<Piece>> {
    let mut leader = BTreeMap::<Piece, Piece>::new();
    for arrival in arrivals {
        let drawn = arrival.alike.iter().map(|(other, _)| *other);
        let language = memory.get(arrival.slot).map(|known| known.language);
        let tied = ties.group(arrival.slot).into_iter();
        let tied = tied
            .flat_map(|group| ties.slots(group))
            .filter(|other| memory.get(*other).map(|known| known.language) == language);
        let slots = std::iter::once(arrival.slot).chain(drawn).chain(tied);
        let pieces: Vec<_> = slots.filter_map(|slot| Piece::of(slot, memory)).collect();
        let mut roots: Vec<_> = pieces.iter().map(|p| root(&mut leader, *p)).collect();
        roots.sort_unstable();
        for other in roots.iter().skip(1) {
            leader.insert(*other, roots[0]);
        }
    }
    let all: Vec<_> = leader.keys().copied().collect();
    let mut groups = BTreeMap::<Piece, Vec<Piece>>::new();
    for piece in all {
        let to = root(&mut leader, piece);
        groups.entry(to).or_default().push(piece);
    }
    groups.into_values().collect()
}

fn root(leader: &mut BTreeMap<Piece, Piece>, of: Piece) -> Piece {
    let mut at = of;
    loop {
        let next = *leader.entry(at).or_insert(at);
        if next == at {
            break;
        }
        at = next;
    }
    leader.insert(of, at);
    at
}

/// Links a group of pieces anew, from single entries as long as they are few enough.
fn link(
    group: &[Piece],
    memory: &mut Memory,
    stories: &Stories,
    ties: &Ties,
    weights: &Weights,
    cut: f32,
) -> Vec<Strand> {
    let pieces: Vec<Vec<u32>> = group
        .iter()
        .map(|piece| piece.slots(memory, stories))
        .collect();
    let count: usize = pieces.iter().map(Vec::len).sum();
    let piece_of: BTreeMap<u32, usize> = (0..)
        .zip(&pieces)
        .flat_map(|(piece, slots)| slots.iter().map(move |slot| (*slot, piece)))
        .collect();
    let atoms: Vec<Vec<u32>> = if count <= LINKED_SINGLY {
        piece_of.keys().map(|slot| vec![*slot]).collect()
    } else {
        pieces
    };
    let insides = atoms.iter().map(|slots| inside(slots, memory)).collect();
    let mut linkage = Linkage::new(insides, weights);
    let mut sampled = Vec::new();
    let samples: Vec<Vec<(usize, u32)>> = (atoms.iter())
        .map(|slots| {
            let first = sampled.len();
            sampled.extend(sample(slots));
            (first..).zip(sampled[first..].iter().copied()).collect()
        })
        .collect();
    let gathered = memory.gather(&sampled);
    let mut likenesses = Vec::new();
    for (i, ours) in samples.iter().enumerate() {
        for (j, theirs) in samples.iter().enumerate().skip(i + 1) {
            likenesses.clear();
            let stand_for = atoms[i].len() * atoms[j].len() / (ours.len() * theirs.len()).max(1);
            for (a, b) in ours
                .iter()
                .flat_map(|a| theirs.iter().map(move |b| (*a, *b)))
            {
                let together = piece_of.get(&a.1) == piece_of.get(&b.1);
                let sticky = if together { weights.sticky } else { 1.0 };
                let likeness = memory.likeness_within(&gathered, a, b);
                likenesses.push(likeness * sticky);
            }
            linkage.note(i, j, &likenesses, theirs.len(), stand_for as f32);
        }
    }
    heed(ties, &atoms, &mut linkage);
    let linked = linkage.run(cut).into_iter().map(|atoms_of| {
        let slots = atoms_of.into_iter().flat_map(|i| &atoms[i as usize]);
        let mut slots: Vec<u32> = slots.copied().collect();
        slots.sort_unstable();
        slots
    });
    continued(linked.collect(), group, &piece_of)
}

/// Joins what the operator has put together, and keeps what is apart from being joined.
fn heed(ties: &Ties, atoms: &[Vec<u32>], linkage: &mut Linkage<'_>) {
    if ties.is_empty() {
        return;
    }
    let groups = |slots: &Vec<u32>| ties.groups(slots);
    let tied: Vec<BTreeSet<usize>> = atoms.iter().map(groups).collect();
    let tied = || {
        tied.iter()
            .enumerate()
            .filter(|(_, groups)| !groups.is_empty())
    };
    for (i, ours) in tied() {
        for (j, _) in tied().filter(|(j, theirs)| *j > i && ties.are_apart(ours, theirs)) {
            linkage.forbid(i, j);
        }
    }
    for (i, ours) in tied() {
        for (j, _) in tied().filter(|(j, theirs)| *j > i && !ours.is_disjoint(theirs)) {
            linkage.tie(i, j);
        }
    }
}

/// What is known of a group before any two of its entries are compared.
pub fn inside(slots: &[u32], memory: &Memory) -> Inside {
    let entries = slots.iter().filter_map(|slot| memory.get(*slot));
    Inside::new(slots.len(), entries.filter(|known| known.has_lead).count())
}

/// A few entries that stand for all, spread evenly over the time of their arrival.
pub fn sample(slots: &[u32]) -> Vec<u32> {
    if slots.len() <= SAMPLE {
        return slots.to_vec();
    }
    (0..SAMPLE)
        .map(|i| slots[i * (slots.len() - 1) / (SAMPLE - 1)])
        .collect()
}

/// Says which story each group of entries continues: of several that hold entries of one strand,
/// the one with the most.
fn continued(
    groups: Vec<Vec<u32>>,
    pieces: &[Piece],
    piece_of: &BTreeMap<u32, usize>,
) -> Vec<Strand> {
    let mut claims = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let mut shares = BTreeMap::<StoryId, usize>::new();
        for slot in group {
            if let Some(Piece::Strand(story, _)) = piece_of.get(slot).map(|piece| pieces[*piece]) {
                *shares.entry(story).or_default() += 1;
            }
        }
        let shares = shares.into_iter();
        claims.extend(shares.map(|(story, share)| (share, story, index)));
    }
    claims.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut strands: Vec<_> = groups
        .into_iter()
        .map(|slots| Strand { slots, story: None })
        .collect();
    let mut taken = Vec::new();
    for (_, story, index) in claims {
        if strands[index].story.is_none() && !taken.contains(&story) {
            strands[index].story = Some(story);
            taken.push(story);
        }
    }
    strands
}
