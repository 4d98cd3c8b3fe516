//! Bundles: strands of different languages that report one event.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::sign::{self, Sign};
use super::strands::Strand;
use crate::domain::{Language, StoryId};
use crate::group::rulings::hand::Ties;
use crate::group::stories::Stories;
use crate::group::weights::Weights;
use crate::group::window::memory::Memory;

/// Strands that a strand is compared with in full.
const COMPARED: usize = 4;

/// What becomes one story: a strand, or several of different languages.
pub struct Bundle(Vec<Strand>);

impl Bundle {
    /// The entries.
    pub fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        self.0
            .iter()
            .flat_map(|strand| strand.slots.iter().copied())
    }
}

/// Puts strands together across languages: each changed strand with the strands that it is most
/// like, the most alike first, never two of one language. What the operator has put together comes
/// first, in whatever language, and what is apart stays so.
///
/// Gives the bundles, and the stories whose entries they hold.
pub fn bind(
    changed: Vec<Strand>,
    memory: &Memory,
    stories: &Stories,
    ties: &Ties,
    weights: &Weights,
    cut: f32,
) -> (Vec<Bundle>, BTreeSet<StoryId>) {
    let count = changed.len();
    let mut table = Table::new(changed, memory, stories);
    let mut links: Vec<_> = (0..count)
        .flat_map(|strand| table.links_of(strand, weights, cut))
        .collect();
    links.sort_unstable_by(|x, y| {
        let by_score = y.score.total_cmp(&x.score);
        (y.bound.cmp(&x.bound)).then(by_score.then((x.a, x.b).cmp(&(y.a, y.b))))
    });
    let bonds = table.bonds(count, ties);
    let drawn = links.iter().map(|link| link.b);
    let before = table.stories_before(drawn.chain(bonds.iter().map(|(_, b)| *b)));
    let mut parts = Parts::new(&mut table, count, &before, ties);
    for (a, b) in bonds {
        parts.tie(a, b);
    }
    for link in links {
        parts.join(link.a, link.b, &table);
    }
    let mut bundles = parts.take(table.strands);
    if !ties.is_empty() {
        let slots = bundles.iter().map(|bundle| bundle.slots().collect());
        let kept = ties.keep(slots.collect()).into_iter();
        bundles = kept
            .map(|slots| Bundle(vec![Strand { slots, story: None }]))
            .collect();
    }
    (bundles, before)
}

/// The strands that are looked at: those that changed, and of the others those that they may be
/// like.
struct Table<'a> {
    memory: &'a Memory,
    stories: &'a Stories,
    strands: Vec<Strand>,
    /// What each shows, as far as it was asked.
    signs: Vec<OnceCell<Option<Sign>>>,
    /// The strand of each entry of those that changed.
    changed: BTreeMap<u32, usize>,
    /// The other strands.
    kept: BTreeMap<(StoryId, Option<Language>), usize>,
}

impl<'a> Table<'a> {
    fn new(changed: Vec<Strand>, memory: &'a Memory, stories: &'a Stories) -> Self {
        let of = (0..).zip(&changed);
        let of = of.flat_map(|(index, strand)| strand.slots.iter().map(move |slot| (*slot, index)));
        Self {
            memory,
            stories,
            changed: of.collect(),
            kept: BTreeMap::new(),
            signs: changed.iter().map(|_| OnceCell::new()).collect(),
            strands: changed,
        }
    }

    /// The strand of an entry.
    fn of(&mut self, slot: u32) -> Option<usize> {
        if let Some(index) = self.changed.get(&slot) {
            return Some(*index);
        }
        let known = self.memory.get(slot)?;
        let (story, language) = (known.story?, known.language);
        if let Some(index) = self.kept.get(&(story, language)) {
            return Some(*index);
        }
        let index = self.strands.len();
        let slots = self.stories.strand(story, language, self.memory);
        self.kept.insert((story, language), index);
        self.signs.push(OnceCell::new());
        self.strands.push(Strand {
            slots,
            story: Some(story),
        });
        Some(index)
    }

    fn sign(&self, strand: usize) -> Option<&Sign> {
        let sign = || sign::sign(&self.strands[strand].slots, self.memory);
        self.signs[strand].get_or_init(sign).as_ref()
    }

    fn language(&self, strand: usize) -> Option<Language> {
        let first = self.strands[strand].slots.first()?;
        self.memory.get(*first)?.language
    }

    fn links_of(&mut self, strand: usize, weights: &Weights, cut: f32) -> Vec<Link> {
        let mut links = Vec::new();
        for other in self.candidates(strand) {
            let (Some(a), Some(b)) = (self.sign(strand), self.sign(other)) else {
                continue;
            };
            let story = self.strands[strand].story;
            let bound = story.is_some() && story == self.strands[other].story;
            let sticky = if bound { weights.sticky } else { 1.0 };
            let score = sign::cross(a, b, weights).score() * sticky;
            if score >= cut {
                links.push(Link {
                    bound,
                    score,
                    a: strand,
                    b: other,
                });
            }
        }
        links
    }

    /// The strands of other languages that share the most with a strand.
    fn candidates(&mut self, strand: usize) -> Vec<usize> {
        let Some(sign) = self.sign(strand) else {
            return Vec::new();
        };
        let slots = self.memory.abroad(sign);
        let mut strands = Vec::new();
        for slot in slots {
            if let Some(other) = self.of(slot)
                && !strands.contains(&other)
            {
                strands.push(other);
            }
            if strands.len() == COMPARED {
                break;
            }
        }
        strands
    }

    /// The changed strands, each with those that it is tied to.
    fn bonds(&mut self, changed: usize, ties: &Ties) -> Vec<(usize, usize)> {
        let mut bonds = Vec::new();
        for strand in 0..changed {
            for group in ties.groups(&self.strands[strand].slots) {
                let others: BTreeSet<_> =
                    ties.slots(group).filter_map(|slot| self.of(slot)).collect();
                let others = others.into_iter().filter(|other| *other != strand);
                bonds.extend(others.map(|other| (strand, other)));
            }
        }
        bonds
    }

    /// The stories that entries of changed strands came from, and those of `others`, which may be
    /// joined.
    fn stories_before(&self, others: impl Iterator<Item = usize>) -> BTreeSet<StoryId> {
        let slots = self.changed.keys();
        let of_entries = slots.filter_map(|slot| self.memory.get(*slot)?.story);
        let of_others = others.filter_map(|strand| self.strands[strand].story);
        of_entries.chain(of_others).collect()
    }
}

/// The strands that go together so far.
struct Parts<'a> {
    part_of: BTreeMap<usize, usize>,
    parts: Vec<Vec<usize>>,
    /// The groups that the entries of each are tied into.
    tied: Vec<BTreeSet<usize>>,
    ties: &'a Ties,
}

impl<'a> Parts<'a> {
    /// Each changed strand is on its own; of a story, what did not change stays together.
    fn new(
        table: &mut Table<'_>,
        changed: usize,
        before: &BTreeSet<StoryId>,
        ties: &'a Ties,
    ) -> Self {
        let mut parts = Vec::new();
        for story in before {
            let slots = table.stories.slots(*story).iter();
            let unchanged: Vec<u32> = slots
                .copied()
                .filter(|slot| !table.changed.contains_key(slot))
                .collect();
            let strands = unchanged.into_iter().filter_map(|slot| table.of(slot));
            let strands: BTreeSet<usize> = strands.collect();
            if !strands.is_empty() {
                parts.push(strands.into_iter().collect());
            }
        }
        parts.extend((0..changed).map(|strand| vec![strand]));
        let of = (0..).zip(&parts);
        let of = of.flat_map(|(part, strands): (usize, &Vec<usize>)| {
            strands.iter().map(move |strand| (*strand, part))
        });
        let groups = |strand: &usize| ties.groups(&table.strands[*strand].slots);
        Self {
            part_of: of.collect(),
            tied: parts
                .iter()
                .map(|strands| strands.iter().flat_map(groups).collect())
                .collect(),
            parts,
            ties,
        }
    }

    /// Joins the parts of two strands, whatever their languages.
    fn tie(&mut self, a: usize, b: usize) {
        if let (Some(&i), Some(&j)) = (self.part_of.get(&a), self.part_of.get(&b)) {
            self.put_together(i, j);
        }
    }

    /// Joins the parts of two strands, unless both have one of the same language.
    fn join(&mut self, a: usize, b: usize, table: &Table<'_>) {
        let (Some(&i), Some(&j)) = (self.part_of.get(&a), self.part_of.get(&b)) else {
            return;
        };
        let spoken = |part: usize| {
            self.parts[part]
                .iter()
                .map(|strand| table.language(*strand))
        };
        let ours: BTreeSet<_> = spoken(i).collect();
        if !spoken(j).any(|language| ours.contains(&language)) {
            self.put_together(i, j);
        }
    }

    /// Joins two parts, unless they hold what never meets.
    fn put_together(&mut self, i: usize, j: usize) {
        if i == j || self.ties.are_apart(&self.tied[i], &self.tied[j]) {
            return;
        }
        let tied = std::mem::take(&mut self.tied[j]);
        self.tied[i].extend(tied);
        let moved = std::mem::take(&mut self.parts[j]);
        self.part_of.extend(moved.iter().map(|strand| (*strand, i)));
        self.parts[i].extend(moved);
    }

    fn take(self, strands: Vec<Strand>) -> Vec<Bundle> {
        let mut bundles: Vec<_> = self.parts.iter().map(|_| Bundle(Vec::new())).collect();
        for (index, strand) in strands.into_iter().enumerate() {
            if let Some(part) = self.part_of.get(&index) {
                bundles[*part].0.push(strand);
            }
        }
        bundles.retain(|bundle| !bundle.0.is_empty());
        bundles
    }
}

/// A link between two strands of different languages.
struct Link {
    /// Whether the two are in one story already. What is bound stays bound as long as it is alike
    /// enough, whatever comes up that is more alike: a story changes only for cause.
    bound: bool,
    score: f32,
    a: usize,
    b: usize,
}

/// The strands of other languages and stories that share the most with a strand, each by its
/// entries.
pub fn across(strand: Strand, memory: &Memory, stories: &Stories) -> Vec<Vec<u32>> {
    let story = strand.story;
    let mut table = Table::new(vec![strand], memory, stories);
    let others = table.candidates(0).into_iter();
    let others = others.filter(|other| table.strands[*other].story != story);
    let others: Vec<usize> = others.collect();
    others
        .into_iter()
        .map(|other| table.strands[other].slots.clone())
        .collect()
}
