//! An entry as numbers: weighted words, character 4-grams and names, ready to be compared.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::item::Item;
use super::prior::Prior;
use super::words::{self, Stems, Word};
use crate::domain::Language;

/// Characters of the lead that are looked at: what follows is background that events share.
const LEAD: usize = 400;
/// A lead shorter than this is lengthened by the beginning of the text.
const SHORT_LEAD: usize = 80;
/// Characters whose 4-grams are taken.
const GRAM_SPAN: usize = 320;

/// A map by keys that are hashes already.
pub type KeyMap<V> = HashMap<u32, V, BuildHasherDefault<Identity>>;

/// Passes a key on as its own hash.
#[derive(Default)]
pub struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn write_u32(&mut self, key: u32) {
        // The table looks at both ends of a hash, so the key is spread over all of it.
        self.0 = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// What kind of term a key stands for, so that a word and a name never share one.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A stem.
    Word = 1,
    /// Four characters.
    Gram = 2,
    /// A capitalised word or a number.
    Name = 3,
    /// The opening of a title.
    Head = 4,
    /// A run of words of the text.
    Shingle = 5,
    /// What stays of a name across languages.
    Skeleton = 6,
    /// A concept that has words in several languages.
    Concept = 7,
}

/// The key of a text of some kind in a language: 32 bits of FNV-1a.
pub fn key(kind: Kind, language: Option<Language>, text: &str) -> u32 {
    let seed = language.map_or(0, |language| {
        language
            .as_str()
            .bytes()
            .fold(0_u64, |sum, b| sum << 8 | u64::from(b))
    });
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ (seed << 8 | kind as u64);
    hash = hash.wrapping_mul(0x0100_0000_01b3);
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    #[expect(clippy::cast_possible_truncation, reason = "half a hash is meant")]
    let key = (hash ^ (hash >> 32)) as u32;
    key
}

/// How often terms occur among the entries that are remembered, per language.
#[derive(Default)]
pub struct Lexicon {
    documents: BTreeMap<Option<Language>, u32>,
    frequency: KeyMap<u32>,
    prior: Arc<Prior>,
}

impl Lexicon {
    /// A lexicon that has seen nothing yet.
    pub fn new(prior: Arc<Prior>) -> Self {
        Self {
            prior,
            ..Self::default()
        }
    }

    /// What it knew before the first entry.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Counts an entry in.
    pub fn add(&mut self, terms: &Terms) {
        *self.documents.entry(terms.language).or_default() += 1;
        for key in terms.keys() {
            *self.frequency.entry(key).or_default() += 1;
        }
    }

    /// Counts an entry out that was counted in.
    pub fn remove(&mut self, language: Option<Language>, vectors: &Vectors) {
        if let Some(count) = self.documents.get_mut(&language) {
            *count = count.saturating_sub(1);
        }
        let words = vectors.words.iter().map(|word| word.key);
        let rest = vectors.grams.iter().chain(&vectors.names);
        for key in words.chain(rest.map(|(key, _)| *key)) {
            if let Some(count) = self.frequency.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.frequency.remove(&key);
                }
            }
        }
    }

    /// The weight of a term: the rarer, the more it says. `background` documents are taken to
    /// have come before, so that a stream that has just begun does not find everything common;
    /// what stood in them is the prior's to say.
    fn idf(&self, language: Option<Language>, key: u32, background: f32) -> f32 {
        let documents = self.documents.get(&language).copied().unwrap_or_default();
        let frequency = self.frequency.get(&key).copied().unwrap_or_default();
        let before = self.prior.share(key) * background;
        ((documents as f32 + background + 1.0) / (frequency as f32 + before + 0.5))
            .ln()
            .max(0.05)
    }
}

/// The terms of an entry, counted but not yet weighed.
#[derive(Default)]
pub struct Terms {
    language: Option<Language>,
    /// Key, occurrences (a title's count twice), occurrences in the title.
    words: Vec<(u32, f32, f32)>,
    grams: Vec<(u32, f32)>,
    names: Vec<(u32, f32)>,
}

impl Terms {
    /// Counts the terms of an entry.
    pub fn of(item: &Item) -> Self {
        let language = item.language;
        let stems = Stems::of(language);
        let title = words::split(&item.title);
        let lead = words::split(&lead(item));
        let mut word_counts = BTreeMap::<u32, (f32, f32)>::new();
        let mut names = BTreeMap::<u32, f32>::new();
        for (words, in_title) in [(&title, 1.0), (&lead, 0.0)] {
            for word in words {
                if words::is_empty_word(&word.folded, language) {
                    continue;
                }
                let stem = key(Kind::Word, language, &stems.stem(&word.folded));
                let count = word_counts.entry(stem).or_default();
                count.0 += 1.0 + in_title;
                count.1 += in_title;
                if word.capital || word.number {
                    let name = key(Kind::Name, language, &word.folded);
                    *names.entry(name).or_default() += 1.0 + in_title;
                }
            }
        }
        Self {
            language,
            words: word_counts
                .into_iter()
                .map(|(key, (all, title))| (key, all, title))
                .collect(),
            grams: grams(language, &title, &lead),
            names: names.into_iter().collect(),
        }
    }

    fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        let words = self.words.iter().map(|(key, ..)| *key);
        let rest = self.grams.iter().chain(&self.names).map(|(key, _)| *key);
        words.chain(rest)
    }

    /// Weighs the terms by what the lexicon knows now.
    pub fn weigh(&self, lexicon: &Lexicon, background: f32) -> Vectors {
        let idf = |key| lexicon.idf(self.language, key, background);
        let mut words: Vec<_> = self
            .words
            .iter()
            .map(|(key, all, title)| {
                let idf = idf(*key);
                WordWeight {
                    key: *key,
                    weight: (1.0 + all.ln()) * idf,
                    title: title.min(1.0) * idf,
                    idf,
                }
            })
            .collect();
        let norm = |squares: f32| if squares > 0.0 { squares.sqrt() } else { 1.0 };
        let all = norm(words.iter().map(|w| w.weight * w.weight).sum());
        let title = norm(words.iter().map(|w| w.title * w.title).sum());
        for word in &mut words {
            word.weight /= all;
            word.title /= title;
        }
        let weigh = |terms: &[(u32, f32)]| {
            let weights: Vec<_> = terms
                .iter()
                .map(|(key, count)| (*key, (1.0 + count.ln()) * idf(*key)))
                .collect();
            let length = norm(weights.iter().map(|(_, weight)| weight * weight).sum());
            weights
                .into_iter()
                .map(|(key, weight)| (key, weight / length))
                .collect()
        };
        Vectors {
            total_idf: words.iter().map(|word| word.idf).sum(),
            words,
            grams: weigh(&self.grams),
            names: weigh(&self.names),
        }
    }
}

/// What a reader sees first below the title.
pub fn lead(item: &Item) -> String {
    let mut lead: String = item.summary.chars().take(LEAD).collect();
    if item.summary.chars().count() < SHORT_LEAD && !item.text.is_empty() {
        lead.push('\n');
        lead.extend(item.text.chars().take(LEAD));
    }
    lead
}

/// The 4-grams of one word, as they stand among those of a text.
pub fn grams_of(folded: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = format!(" {folded} ").chars().collect();
    let grams: Vec<String> = letters
        .windows(4)
        .map(|gram| gram.iter().collect())
        .collect();
    grams.into_iter()
}

fn grams(language: Option<Language>, title: &[Word], lead: &[Word]) -> Vec<(u32, f32)> {
    let mut letters = vec![' '];
    for word in title.iter().chain(lead) {
        letters.extend(word.folded.chars());
        letters.push(' ');
        if letters.len() > GRAM_SPAN {
            break;
        }
    }
    let mut counts = BTreeMap::<u32, f32>::new();
    let mut gram = String::with_capacity(16);
    for window in letters.windows(4) {
        gram.clear();
        gram.extend(window);
        *counts.entry(key(Kind::Gram, language, &gram)).or_default() += 1.0;
    }
    counts.into_iter().collect()
}

/// One word of an entry, weighed.
#[derive(Clone, Copy, Debug)]
pub struct WordWeight {
    /// Its key.
    pub key: u32,
    /// Its part of the unit vector over title and lead.
    pub weight: f32,
    /// Its part of the unit vector over the title alone; 0 when it stands in the lead only.
    pub title: f32,
    /// How rare it is.
    pub idf: f32,
}

/// An entry as unit vectors, each sorted by key.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    /// Stems.
    pub words: Vec<WordWeight>,
    /// Character 4-grams.
    pub grams: Vec<(u32, f32)>,
    /// Capitalised words and numbers.
    pub names: Vec<(u32, f32)>,
    /// Sum of the rarity of its words.
    pub total_idf: f32,
}

/// Cosine of two unit vectors that are sorted by key.
pub fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
