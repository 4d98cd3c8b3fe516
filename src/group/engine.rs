//! The engine: takes entries in, round by round, and says which story each belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::bundles;
use super::evidence;
use super::features::{self, Kind};
use super::item::{Assignment, Caution, Changes, Item, Reason, Settings};
use super::known::Known;
use super::memory::Memory;
use super::stories::Stories;
use super::strands::Strands;
use super::words::{self, Stems};
use crate::domain::{EntryId, StoryId};

/// Entries that are linked at once; a larger round is cut up in order of date, so that a first
/// poll costs no more per entry than a later one.
const BATCH: usize = 256;
/// Share of the cut from which on a new story is shown beside the one that it is most like.
const RELATED: f32 = 0.6;
/// Stories that a new story names as related.
const MOST_RELATED: usize = 2;

/// Groups entries into stories, online: what it remembers is bounded by the window.
pub struct Engine {
    settings: Settings,
    memory: Memory,
    strands: Strands,
    stories: Stories,
}

impl Engine {
    /// An engine that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            memory: Memory::new(Arc::clone(&settings.prior)),
            settings,
            strands: Strands::default(),
            stories: Stories::default(),
        }
    }

    /// Puts an entry back into the story that it was in when the program last ran. To be called
    /// in order of arrival, before the first round; nothing is grouped anew.
    pub fn restore(&mut self, item: &Item, story: StoryId) {
        let slots = self
            .memory
            .admit(std::slice::from_ref(item), &self.settings.weights);
        for slot in slots {
            self.memory.compare(slot, &self.settings.weights);
            let strand = self
                .stories
                .strands(story)
                .find(|strand| self.speaks(*strand, item))
                .unwrap_or_else(|| self.strands.next_number());
            self.strands.join(strand, slot, &mut self.memory);
            self.stories.put(strand, story);
            self.stories.choose(story, &self.strands, &self.memory);
            if let Some(known) = self.memory.get_mut(slot) {
                known.story = Some(story);
            }
        }
    }

    fn speaks(&self, strand: u32, item: &Item) -> bool {
        let first = self.strands.members(strand).first();
        first
            .and_then(|slot| self.memory.get(*slot))
            .is_some_and(|known| known.language == item.language)
    }

    /// Keeps an id from being minted again: that of a story that was merged or dropped.
    pub fn reserve(&mut self, story: StoryId) {
        self.stories.reserve(story);
    }

    /// One round: takes in the new and the edited entries. `now` moves the window: what was first
    /// seen before it is forgotten and keeps its story; an edit of such an entry changes nothing.
    ///
    /// Within the window, time is the entries' own dates: entries of an archive that are seen for
    /// the first time today are grouped with what was published when they were.
    pub fn round(&mut self, now: DateTime<Utc>, arrivals: Vec<Item>) -> Changes {
        let horizon = now - self.settings.window;
        self.forget_before(horizon);
        let mut arrivals: BTreeMap<EntryId, Item> = arrivals
            .into_iter()
            .filter(|item| item.seen >= horizon)
            .map(|item| (item.entry, item))
            .collect();
        let mut ordered: Vec<_> = std::mem::take(&mut arrivals).into_values().collect();
        ordered.sort_by_key(|item| (item.published.unwrap_or(item.seen), item.entry));
        let mut changes = Changes::default();
        let mut assigned = BTreeMap::new();
        let former: Vec<_> = ordered
            .iter()
            .map(|item| self.withdraw(item.entry))
            .collect();
        let slots = self.memory.admit(&ordered, &self.settings.weights);
        let arrived: Vec<_> = slots.into_iter().zip(former).collect();
        for batch in arrived.chunks(BATCH) {
            self.link(batch, &mut changes, &mut assigned);
        }
        changes.assigned = assigned.into_values().collect();
        changes.merged.sort_unstable_by_key(|merge| merge.from);
        changes.related.sort_unstable();
        changes.related.dedup();
        changes
    }

    fn forget_before(&mut self, horizon: DateTime<Utc>) {
        for (slot, known) in self.memory.forget_before(horizon) {
            self.strands.leave(known.strand, slot);
            if self.strands.members(known.strand).is_empty() {
                self.stories.drop_strand(known.strand);
            }
            self.stories.release(known.founds);
        }
    }

    fn link(
        &mut self,
        batch: &[(u32, Option<Known>)],
        changes: &mut Changes,
        assigned: &mut BTreeMap<EntryId, Assignment>,
    ) {
        let slots: Vec<_> = batch.iter().map(|(slot, _)| *slot).collect();
        for (slot, former) in batch {
            match former {
                Some(former) => {
                    self.strands.join(former.strand, *slot, &mut self.memory);
                    if let Some(known) = self.memory.get_mut(*slot) {
                        known.story = former.story;
                    }
                }
                None => self.strands.found(*slot, &mut self.memory),
            }
            self.memory.compare(*slot, &self.settings.weights);
        }
        let cut = self.cut();
        let weights = &self.settings.weights;
        let changed = self.strands.relink(&slots, &mut self.memory, weights, cut);
        let cross_cut = weights.cross_cut * cut / weights.cut;
        let (parts, before) = bundles::bind(
            &changed,
            &self.memory,
            &self.strands,
            &self.stories,
            weights,
            cross_cut,
        );
        let merged = self
            .stories
            .settle(&parts, &before, &self.strands, &self.memory);
        for strand in &changed {
            if self.strands.members(*strand).is_empty() {
                self.stories.drop_strand(*strand);
            }
        }
        changes.merged.extend(merged);
        self.note(&parts, &before, changes, assigned);
    }

    /// Takes the former version of an entry out; its strand and its story wait for the new one.
    fn withdraw(&mut self, entry: EntryId) -> Option<Known> {
        let slot = self.memory.slot(entry)?;
        let known = self.memory.take(slot)?;
        self.strands.leave(known.strand, slot);
        Some(known)
    }

    /// What the likeness of two strands has to reach.
    fn cut(&self) -> f32 {
        self.settings.weights.cut
            * match self.settings.caution {
                Caution::Cautious => 1.25,
                Caution::Balanced => 1.0,
                Caution::Eager => 0.8,
            }
    }

    fn note(
        &mut self,
        parts: &[BTreeSet<u32>],
        before: &BTreeSet<StoryId>,
        changes: &mut Changes,
        assigned: &mut BTreeMap<EntryId, Assignment>,
    ) {
        for strand in parts.iter().flatten() {
            let Some(story) = self.stories.of(*strand) else {
                continue;
            };
            for slot in self.strands.members(*strand).to_vec() {
                let Some(known) = self.memory.get(slot) else {
                    continue;
                };
                if known.story == Some(story) {
                    continue;
                }
                let entry = known.entry;
                let reason = self.reason(slot, story);
                assigned.insert(
                    entry,
                    Assignment {
                        entry,
                        story,
                        reason,
                    },
                );
                if let Some(known) = self.memory.get_mut(slot) {
                    known.story = Some(story);
                }
            }
            if !before.contains(&story) {
                changes.related.extend(self.related(story));
            }
        }
    }

    /// The stories that a new story follows up, or that follow it up.
    fn related(&self, story: StoryId) -> Vec<(StoryId, StoryId)> {
        let mut alike = BTreeMap::<StoryId, f32>::new();
        let slots = self
            .stories
            .strands(story)
            .flat_map(|strand| self.strands.members(strand));
        for known in slots.filter_map(|slot| self.memory.get(*slot)) {
            for (other, score) in &known.edges {
                let other = self
                    .memory
                    .get(*other)
                    .and_then(|k| self.stories.of(k.strand));
                if let Some(other) = other.filter(|other| *other != story)
                    && *score >= RELATED * self.cut()
                {
                    let most = alike.entry(other).or_default();
                    *most = most.max(*score);
                }
            }
        }
        let mut alike: Vec<_> = alike.into_iter().collect();
        alike.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        alike
            .into_iter()
            .take(MOST_RELATED)
            .map(|(other, _)| (other.min(story), other.max(story)))
            .collect()
    }

    /// Why an entry is in a story: the entry of the story that it is most like.
    fn reason(&self, slot: u32, story: StoryId) -> Reason {
        let weights = &self.settings.weights;
        let alone = Reason {
            threshold: self.cut(),
            ..Reason::default()
        };
        let Some(known) = self.memory.get(slot) else {
            return alone;
        };
        let others = self
            .stories
            .strands(story)
            .flat_map(|strand| self.strands.members(strand));
        let partner = others
            .filter(|other| **other != slot)
            .filter_map(|other| {
                let score = self.memory.edge(slot, *other).unwrap_or_default();
                Some((score, self.memory.get(*other)?))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.entry.cmp(&a.1.entry)));
        let Some((score, partner)) = partner else {
            return alone;
        };
        let across = partner.language != known.language;
        let evidence = evidence::weigh(known, partner, weights);
        Reason {
            partner: Some(partner.entry),
            score,
            near_copy: evidence.is_copy(weights),
            across_languages: across,
            features: if across {
                Vec::new()
            } else {
                evidence.features(weights)
            },
            factors: if across {
                Vec::new()
            } else {
                evidence.factors()
            },
            shared: shared_words(known, partner),
            ..alone
        }
    }
}

/// Words of the titles that both have, the rarest first.
fn shared_words(a: &Known, b: &Known) -> Vec<String> {
    let stems = Stems::of(a.language);
    let key = |word: &words::Word| features::key(Kind::Word, a.language, &stems.stem(&word.folded));
    let theirs: BTreeSet<_> = words::split(&b.title).iter().map(key).collect();
    let rarity = |key: u32| {
        let found = a.vectors.words.binary_search_by_key(&key, |word| word.key);
        found.map_or(0.0, |at| a.vectors.words[at].idf)
    };
    let mut shared: Vec<_> = words::split(&a.title)
        .into_iter()
        .map(|word| (rarity(key(&word)), key(&word), word.folded))
        .filter(|(rarity, key, _)| *rarity > 0.0 && theirs.contains(key))
        .collect();
    shared.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.2.cmp(&y.2)));
    shared.dedup_by(|x, y| x.1 == y.1);
    shared.into_iter().map(|(_, _, word)| word).collect()
}
