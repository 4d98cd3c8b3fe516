//! Bundles: strands of different languages that report one event.

use std::collections::{BTreeMap, BTreeSet};

use super::features::KeyMap;
use super::memory::Memory;
use super::stories::Stories;
use super::strands::Strands;
use super::weights::Weights;
use crate::domain::{Country, Language, StoryId};

/// Entries that may hold a mark before it says too little to look them all up.
const SPREAD: usize = 300;
/// Entries of a strand, the latest, that its marks are taken from.
const SPOKESMEN: usize = 8;
/// Strands that a strand is compared with in full.
const COMPARED: usize = 24;
/// Rarity that the marks of a strand must add up to before sharing them all says anything.
const LEAST_RARITY: f32 = 6.0;

/// What a strand shows to other languages.
struct Sign {
    marks: Vec<(u32, f32)>,
    length: f32,
    countries: BTreeSet<Country>,
    minutes: f32,
    dated: bool,
    language: Option<Language>,
}

/// A link between two strands of different languages.
struct Link {
    /// Whether the two are in one story already. What is bound stays bound as long as it is alike
    /// enough, whatever comes up that is more alike: a story changes only for cause.
    bound: bool,
    score: f32,
    a: u32,
    b: u32,
}

/// Puts strands together across languages: each changed strand with the strands that it is most
/// like, the most alike first, never two of one language.
///
/// Gives the parts, and the stories whose strands they are.
pub fn bind(
    changed: &BTreeSet<u32>,
    memory: &Memory,
    strands: &Strands,
    stories: &Stories,
    weights: &Weights,
    cut: f32,
) -> (Vec<BTreeSet<u32>>, BTreeSet<StoryId>) {
    let mut signs = BTreeMap::new();
    let mut links = Vec::new();
    let mut before = BTreeSet::new();
    for strand in changed {
        for slot in strands.members(*strand) {
            before.extend(memory.get(*slot).and_then(|known| known.story));
        }
        before.extend(stories.of(*strand));
        links.extend(links_of(
            *strand, memory, strands, stories, &mut signs, weights, cut,
        ));
    }
    links.sort_unstable_by(|x, y| {
        let by_score = y.score.total_cmp(&x.score);
        (y.bound.cmp(&x.bound)).then(by_score.then((x.a, x.b).cmp(&(y.a, y.b))))
    });
    before.extend(links.iter().filter_map(|link| stories.of(link.b)));
    let mut part_of = BTreeMap::<u32, usize>::new();
    let mut parts: Vec<BTreeSet<u32>> = Vec::new();
    for story in &before {
        // What did not change stays together.
        let unchanged: BTreeSet<_> = stories
            .strands(*story)
            .filter(|s| !changed.contains(s) && !strands.members(*s).is_empty())
            .collect();
        if !unchanged.is_empty() {
            part_of.extend(unchanged.iter().map(|strand| (*strand, parts.len())));
            parts.push(unchanged);
        }
    }
    for strand in changed {
        if !strands.members(*strand).is_empty() {
            part_of.insert(*strand, parts.len());
            parts.push(BTreeSet::from([*strand]));
        }
    }
    let language = |strand: &u32| {
        let slot = strands.members(*strand).first()?;
        memory.get(*slot).map(|known| known.language)
    };
    for link in links {
        let (Some(&i), Some(&j)) = (part_of.get(&link.a), part_of.get(&link.b)) else {
            continue;
        };
        let spoken: BTreeSet<_> = parts[i].iter().map(language).collect();
        if i == j
            || parts[j]
                .iter()
                .any(|strand| spoken.contains(&language(strand)))
        {
            continue;
        }
        let moved = std::mem::take(&mut parts[j]);
        part_of.extend(moved.iter().map(|strand| (*strand, i)));
        parts[i].extend(moved);
    }
    parts.retain(|part| !part.is_empty());
    (parts, before)
}

fn links_of(
    strand: u32,
    memory: &Memory,
    strands: &Strands,
    stories: &Stories,
    signs: &mut BTreeMap<u32, Option<Sign>>,
    weights: &Weights,
    cut: f32,
) -> Vec<Link> {
    let others = candidates(strand, memory, strands, signs);
    let mut links = Vec::new();
    for other in others {
        sign_of(other, memory, strands, signs);
        let (Some(Some(a)), Some(Some(b))) = (signs.get(&strand), signs.get(&other)) else {
            continue;
        };
        let bound = stories.of(strand).is_some() && stories.of(strand) == stories.of(other);
        let sticky = if bound { weights.sticky } else { 1.0 };
        let score = alike(a, b, weights) * sticky;
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
fn candidates(
    strand: u32,
    memory: &Memory,
    strands: &Strands,
    signs: &mut BTreeMap<u32, Option<Sign>>,
) -> Vec<u32> {
    sign_of(strand, memory, strands, signs);
    let Some(Some(sign)) = signs.get(&strand) else {
        return Vec::new();
    };
    let mut shared = KeyMap::<f32>::default();
    for (mark, weight) in &sign.marks {
        if memory.mark_spread(*mark) > SPREAD {
            continue;
        }
        for slot in memory.with_mark(*mark) {
            if let Some(known) = memory.get(slot)
                && known.language != sign.language
                && !strands.members(known.strand).is_empty()
            {
                *shared.entry(known.strand).or_default() += weight;
            }
        }
    }
    let mut ranked: Vec<_> = shared
        .into_iter()
        .map(|(strand, sum)| (sum, strand))
        .collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked
        .into_iter()
        .take(COMPARED)
        .map(|(_, strand)| strand)
        .collect()
}

fn sign_of(
    strand: u32,
    memory: &Memory,
    strands: &Strands,
    signs: &mut BTreeMap<u32, Option<Sign>>,
) {
    signs
        .entry(strand)
        .or_insert_with(|| sign(strands.members(strand), memory));
}

fn sign(members: &[u32], memory: &Memory) -> Option<Sign> {
    let latest = &members[members.len().saturating_sub(SPOKESMEN)..];
    let entries: Vec<_> = latest.iter().filter_map(|slot| memory.get(*slot)).collect();
    let first = entries.first()?;
    let mut marks = BTreeMap::<u32, f32>::new();
    for known in &entries {
        for (mark, weight) in &known.marks {
            let most = marks.entry(*mark).or_default();
            *most = most.max(*weight);
        }
    }
    let marks: Vec<_> = marks
        .into_iter()
        .map(|(mark, weight)| (mark, weight * memory.mark_rarity(mark)))
        .collect();
    let length = marks
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    let mut minutes: Vec<_> = entries.iter().map(|known| known.minutes).collect();
    minutes.sort_unstable();
    Some(Sign {
        marks,
        length: length.max(LEAST_RARITY),
        countries: entries
            .iter()
            .flat_map(|known| known.countries.iter().copied())
            .collect(),
        minutes: minutes[minutes.len() / 2] as f32,
        dated: entries.iter().any(|known| known.dated),
        language: first.language,
    })
}

/// Cosine of the marks, faded by time. Words that look alike in two languages join the most distant
/// news, so a country in common is what holds two strands together; other countries are next to a
/// veto.
fn alike(a: &Sign, b: &Sign, weights: &Weights) -> f32 {
    let (mut i, mut j, mut dot) = (0, 0, 0.0);
    while i < a.marks.len() && j < b.marks.len() {
        match a.marks[i].0.cmp(&b.marks[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                dot += a.marks[i].1 * b.marks[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    let cosine = dot / (a.length * b.length);
    let hours = (a.minutes - b.minutes).abs() / 60.0;
    let hours = if a.dated && b.dated {
        hours
    } else {
        hours.max(weights.undated_hours)
    };
    let known = !a.countries.is_empty() && !b.countries.is_empty();
    let countries = match (known, a.countries.is_disjoint(&b.countries)) {
        (true, true) => weights.cross_conflict,
        (true, false) => 1.2,
        _ => weights.cross_unplaced,
    };
    cosine * countries * (-hours / weights.cross_hours).exp()
}
