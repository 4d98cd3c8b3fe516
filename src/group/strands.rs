//! Strands: the part of a story in one language, found again by linkage around what is new.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::Linkage;
use super::memory::Memory;
use super::weights::Weights;

/// Entries of a group of strands up to which the group is linked from its single entries, so that
/// a strand can also be split; above it strands only grow and join.
const LINKED_SINGLY: usize = 80;
/// Share of the cut at which a new entry's likeness draws a strand in.
const DRAWN: f32 = 0.75;

/// The strands of the window.
#[derive(Default)]
pub struct Strands {
    members: BTreeMap<u32, Vec<u32>>,
    next: u32,
}

impl Strands {
    /// The entries of a strand, in order of arrival.
    pub fn members(&self, strand: u32) -> &[u32] {
        self.members.get(&strand).map_or(&[], Vec::as_slice)
    }

    /// A number that no strand has had.
    pub fn next_number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// Puts an entry into a new strand of its own.
    pub fn found(&mut self, slot: u32, memory: &mut Memory) {
        let strand = self.next_number();
        self.put(strand, vec![slot], memory);
    }

    /// Adds an entry to a strand.
    pub fn join(&mut self, strand: u32, slot: u32, memory: &mut Memory) {
        let mut members = self.members.remove(&strand).unwrap_or_default();
        members.push(slot);
        self.put(strand, members, memory);
    }

    /// Takes an entry out of its strand.
    pub fn leave(&mut self, strand: u32, slot: u32) {
        if let Some(members) = self.members.get_mut(&strand) {
            members.retain(|member| *member != slot);
            if members.is_empty() {
                self.members.remove(&strand);
            }
        }
    }

    fn put(&mut self, strand: u32, members: Vec<u32>, memory: &mut Memory) {
        for slot in &members {
            if let Some(known) = memory.get_mut(*slot) {
                known.strand = strand;
            }
        }
        self.members.insert(strand, members);
    }

    /// Links the strands of new entries with what they are like. Gives every strand that changed
    /// or is new, and those that are no more.
    pub fn relink(
        &mut self,
        arrivals: &[u32],
        memory: &mut Memory,
        weights: &Weights,
        cut: f32,
    ) -> BTreeSet<u32> {
        let mut touched = BTreeSet::new();
        for group in self.drawn_together(arrivals, memory, cut) {
            touched.extend(group.iter().copied());
            let groups = self.link(&group, memory, weights, cut);
            touched.extend(self.replace(&group, groups, memory));
        }
        touched
    }

    /// The strands that have to be looked at together: those of new entries and those that a new
    /// entry is like, joined where they meet.
    fn drawn_together(&self, arrivals: &[u32], memory: &Memory, cut: f32) -> Vec<Vec<u32>> {
        let mut leader = BTreeMap::<u32, u32>::new();
        for slot in arrivals {
            let Some(known) = memory.get(*slot) else {
                continue;
            };
            let mut strands = vec![known.strand];
            for (other, score) in &known.edges {
                if *score >= DRAWN * cut
                    && let Some(other) = memory.get(*other)
                    && self.members.contains_key(&other.strand)
                {
                    strands.push(other.strand);
                }
            }
            let mut roots: Vec<_> = strands.iter().map(|s| root(&mut leader, *s)).collect();
            roots.sort_unstable();
            for other in &roots[1..] {
                leader.insert(*other, roots[0]);
            }
        }
        let all: Vec<_> = leader.keys().copied().collect();
        let mut groups = BTreeMap::<u32, Vec<u32>>::new();
        for strand in all {
            let to = root(&mut leader, strand);
            groups.entry(to).or_default().push(strand);
        }
        groups.into_values().collect()
    }

    /// Links a group of strands anew, from single entries as long as they are few enough.
    fn link(&self, group: &[u32], memory: &Memory, weights: &Weights, cut: f32) -> Vec<Vec<u32>> {
        let count: usize = group.iter().map(|strand| self.members(*strand).len()).sum();
        let whole = group.iter().map(|strand| self.members(*strand).to_vec());
        let atoms: Vec<Vec<u32>> = if count <= LINKED_SINGLY {
            whole.flatten().map(|slot| vec![slot]).collect()
        } else {
            whole.collect()
        };
        let place: BTreeMap<u32, usize> = (0..)
            .zip(&atoms)
            .flat_map(|(place, atom)| atom.iter().map(move |slot| (*slot, place)))
            .collect();
        let sizes: Vec<_> = atoms.iter().map(Vec::len).collect();
        let mut linkage = Linkage::new(&sizes, weights.mean);
        for (slot, i) in &place {
            let Some(known) = memory.get(*slot) else {
                continue;
            };
            for (other, score) in known.edges.iter().filter(|(other, _)| other > slot) {
                if let Some(j) = place.get(other)
                    && i != j
                {
                    let together = memory.get(*other).is_some_and(|o| o.strand == known.strand);
                    let sticky = if together { weights.sticky } else { 1.0 };
                    linkage.note(*i, *j, score * sticky);
                }
            }
        }
        let groups = linkage.run(cut).into_iter();
        groups
            .map(|group| {
                let mut slots: Vec<u32> = group
                    .into_iter()
                    .flat_map(|i| atoms[i as usize].clone())
                    .collect();
                slots.sort_unstable();
                slots
            })
            .collect()
    }

    /// Puts new groups in the place of old strands. A group keeps the number of the strand that
    /// most of its entries come from.
    fn replace(
        &mut self,
        old: &[u32],
        groups: Vec<Vec<u32>>,
        memory: &mut Memory,
    ) -> BTreeSet<u32> {
        let mut claims = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let mut shares = BTreeMap::<u32, usize>::new();
            for slot in group {
                if let Some(known) = memory.get(*slot) {
                    *shares.entry(known.strand).or_default() += 1;
                }
            }
            claims.extend(
                shares
                    .into_iter()
                    .map(|(strand, share)| (share, strand, index)),
            );
        }
        claims.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut number = vec![None; groups.len()];
        let mut taken = BTreeSet::new();
        for (_, strand, index) in claims {
            if number[index].is_none() && taken.insert(strand) {
                number[index] = Some(strand);
            }
        }
        for strand in old {
            self.members.remove(strand);
        }
        let mut new = BTreeSet::new();
        for (group, number) in groups.into_iter().zip(number) {
            let strand = number.unwrap_or_else(|| self.next_number());
            new.insert(strand);
            self.put(strand, group, memory);
        }
        new
    }
}

fn root(leader: &mut BTreeMap<u32, u32>, of: u32) -> u32 {
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
