//! Why an entry is put into a story, as it is noted when that is decided.

use std::collections::BTreeSet;

use super::across;
use crate::domain::{Language, StoryId};
use crate::group::engine::{Engine, Likenesses};
use crate::group::item::Reason;
use crate::group::text::reading::Told;

/// Entries of its story that an entry is compared with to say why it is there, beside those that it
/// was found to be like when it came.
const PARTNERS: usize = 24;

impl Engine {
    /// Why an entry is in a story: the entry of the story that it is most like.
    pub(in crate::group) fn reason(
        &mut self,
        slot: u32,
        story: StoryId,
        alike: &Likenesses,
    ) -> Reason {
        let alone = Reason {
            threshold: self.cut(),
            ruling: self.ruling(slot, story),
            ..Reason::default()
        };
        let Some((score, partner)) = self.partner(slot, story, alike) else {
            return alone;
        };
        let evidence = match self.language(slot) == self.language(partner) {
            true => self.memory.evidence(slot, partner),
            false => None,
        };
        let shared = evidence.map(|_| self.shared_words(slot, partner));
        let (Some(known), Some(other)) = (self.memory.get(slot), self.memory.get(partner)) else {
            return alone;
        };
        let weights = &self.settings.weights;
        let reason = Reason {
            partner: Some(other.entry),
            score,
            ..alone
        };
        if let Some(evidence) = evidence {
            return Reason {
                near_copy: evidence.is_copy(weights),
                features: evidence.features(weights),
                factors: evidence.factors(),
                shared: shared.unwrap_or_default(),
                ..reason
            };
        }
        let crossing = across::crossing(&[slot], &[partner], &self.memory, weights);
        Reason {
            threshold: self.cross_cut(),
            across_languages: true,
            features: crossing.iter().flat_map(across::features).collect(),
            factors: (crossing.iter())
                .flat_map(|crossing| across::factors(crossing, weights))
                .collect(),
            shared: across::shared_words(known, other),
            ..reason
        }
    }

    /// Why the operator wants an entry in a story.
    fn ruling(&self, slot: u32, story: StoryId) -> Option<String> {
        let entry = self.memory.get(slot)?.entry;
        self.hand.reason(entry, story, &self.memory)
    }

    /// What an entry is written in; none when there is no entry.
    pub(in crate::group) fn language(&self, slot: u32) -> Option<Option<Language>> {
        self.memory.get(slot).map(|known| known.language)
    }

    /// The entry of a story that an entry is most like, and how much: one of its own language where
    /// there is one.
    fn partner(&mut self, slot: u32, story: StoryId, alike: &Likenesses) -> Option<(f32, u32)> {
        let (language, compared) = (self.language(slot)?, alike.get(&slot));
        let others = self.stories.slots(story).iter().copied();
        let others: Vec<u32> = others.filter(|other| *other != slot).collect();
        let spoken = others.iter().copied();
        let spoken: Vec<u32> = spoken
            .filter(|other| self.language(*other) == Some(language))
            .collect();
        let mut partners = Vec::new();
        let mut looked = 0;
        for other in if spoken.is_empty() { others } else { spoken } {
            let noted = compared.and_then(|all| all.iter().find(|(to, _)| *to == other));
            let score = match noted {
                Some((_, likeness)) => *likeness,
                None if looked < PARTNERS => {
                    looked += 1;
                    self.likeness(slot, other)
                }
                None => 0.0,
            };
            partners.push((score, other));
        }
        let best = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
        partners.into_iter().max_by(best)
    }

    /// How alike two entries are, of whatever languages.
    pub(in crate::group) fn likeness(&mut self, a: u32, b: u32) -> f32 {
        if self.language(a) == self.language(b) {
            return self.memory.likeness(a, b);
        }
        let crossing = across::crossing(&[a], &[b], &self.memory, &self.settings.weights);
        crossing.map_or(0.0, |crossing| crossing.score())
    }

    /// Words of the titles of two entries of one language that both have, the rarest first.
    fn shared_words(&mut self, a: u32, b: u32) -> Vec<String> {
        let theirs = self.memory.title(b);
        let theirs: BTreeSet<u32> = theirs.iter().filter_map(stem).collect();
        let ours = self.memory.title(a);
        let view = self.memory.get(a).and_then(|known| known.view.as_deref());
        let rarity = |key: u32| {
            let words = &view?.vectors.words;
            let found = words.binary_search_by_key(&key, |word| word.key).ok()?;
            Some(words[found].idf)
        };
        let mut shared: Vec<_> = ours
            .into_iter()
            .filter_map(|told| {
                let key = stem(&told)?;
                Some((rarity(key)?, key, told.word.folded))
            })
            .filter(|(_, key, _)| theirs.contains(key))
            .collect();
        shared.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.2.cmp(&y.2)));
        shared.dedup_by(|x, y| x.1 == y.1);
        shared.into_iter().map(|(_, _, word)| word).collect()
    }
}

/// The stem of a word that says something about an event.
fn stem(told: &Told) -> Option<u32> {
    told.form.map(|form| form.stem)
}
