//! An entry as numbers: weighted words, character 4-grams and names, ready to be compared.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::lexicon::Lexicon;
use super::reading::{Reading, Told};

use crate::domain::Language;

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

/// The terms of an entry, counted but not weighed: what is remembered of it. Sorted by key.
#[derive(Default)]
pub struct Terms {
    /// The language they are of.
    pub language: Option<Language>,
    /// Key, occurrences (a title's count twice), occurrences in the title.
    words: Vec<(u32, u8, u8)>,
    grams: Vec<Counted>,
    names: Vec<Counted>,
}

/// A term and how often it occurs, in 32 bits: an entry has hundreds.
#[derive(Clone, Copy)]
struct Counted(u32);

/// Bits of the key of a 4-gram: where all are zero it is left out, a quarter of them and the same in
/// every entry. A word has several, and what two texts share shows in the rest as well.
const LEFT_OUT: u32 = 3 << 20;

/// Bits of a term that count.
const COUNT: u32 = u8::MAX as u32;

impl Counted {
    /// One of the key, of which the last bits make room for the count.
    fn new(key: u32, count: usize) -> Self {
        Self(key & !COUNT | u32::try_from(count).unwrap_or(COUNT).min(COUNT))
    }

    fn key(self) -> u32 {
        self.0 & !COUNT
    }

    fn count(self) -> u8 {
        (self.0 & COUNT) as u8
    }
}

impl Terms {
    /// Counts the terms of an entry.
    pub fn of(reading: &Reading) -> Self {
        let language = reading.language;
        let mut word_counts = BTreeMap::<u32, (u8, u8)>::new();
        let mut names = BTreeMap::<u32, u8>::new();
        let parts = [
            (&reading.title, 1),
            (&reading.lead, 0),
            (&reading.categories, 0),
        ];
        for (words, in_title) in parts {
            for Told { word, form } in words {
                let Some(form) = form else { continue };
                let count = word_counts.entry(form.stem).or_default();
                count.0 = count.0.saturating_add(1 + in_title);
                count.1 = count.1.saturating_add(in_title);
                if word.capital || word.number {
                    let count = names.entry(form.name).or_default();
                    *count = count.saturating_add(1 + in_title);
                }
            }
        }
        Self {
            language,
            words: word_counts
                .into_iter()
                .map(|(key, (all, title))| (key, all, title))
                .collect(),
            grams: grams(reading),
            names: (names.into_iter())
                .map(|(key, count)| Counted::new(key, usize::from(count)))
                .collect(),
        }
    }

    /// The keys of its words.
    pub fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().map(|(key, ..)| *key)
    }

    /// The keys of all of them.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        let grams = self.grams.iter().map(|gram| gram.key());
        let names = self.names.iter().map(|name| name.key());
        self.words().chain(grams).chain(names)
    }

    /// Weighs the terms by what the lexicon knows now.
    pub fn weigh(&self, lexicon: &Lexicon) -> Vectors {
        let volume = lexicon.volume(self.language);
        let mut words: Vec<_> = self
            .words
            .iter()
            .map(|(key, all, title)| {
                let idf = lexicon.rarity(volume, *key);
                WordWeight {
                    key: *key,
                    weight: damped(*all) * idf,
                    title: if *title > 0 { idf } else { 0.0 },
                    idf,
                }
            })
            .collect();
        let all = length(words.iter().map(|word| word.weight));
        let title = length(words.iter().map(|word| word.title));
        for word in &mut words {
            word.weight /= all;
            word.title /= title;
        }
        let weigh = |terms: &[Counted]| {
            let mut weights: Vec<_> = terms
                .iter()
                .map(|term| {
                    let rarity = lexicon.rarity(volume, term.key());
                    (term.key(), damped(term.count()) * rarity)
                })
                .collect();
            to_unit(&mut weights);
            weights
        };
        Vectors {
            total_idf: words.iter().map(|word| word.idf).sum(),
            words,
            grams: weigh(&self.grams),
            names: weigh(&self.names),
        }
    }
}

/// What a term that occurs so often counts: the second time says less than the first.
fn damped(count: u8) -> f32 {
    if count < 2 {
        1.0
    } else {
        1.0 + f32::from(count).ln()
    }
}

/// The length of a vector; 1 for one of zeros, which is to stay what it is.
fn length(of: impl Iterator<Item = f32>) -> f32 {
    let squares: f32 = of.map(|part| part * part).sum();
    if squares > 0.0 { squares.sqrt() } else { 1.0 }
}

/// Gives a vector the length 1, unless it is one of zeros.
pub fn to_unit(weights: &mut [(u32, f32)]) {
    let length = length(weights.iter().map(|(_, weight)| *weight));
    for (_, weight) in weights {
        *weight /= length;
    }
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

fn grams(reading: &Reading) -> Vec<Counted> {
    let mut letters = vec![' '];
    for told in reading.title.iter().chain(&reading.lead) {
        letters.extend(told.word.folded.chars());
        letters.push(' ');
        if letters.len() > GRAM_SPAN {
            break;
        }
    }
    let mut gram = String::with_capacity(16);
    let mut keys: Vec<u32> = letters
        .windows(4)
        .map(|window| {
            gram.clear();
            gram.extend(window);
            key(Kind::Gram, reading.language, &gram)
        })
        .filter(|key| key & LEFT_OUT != 0)
        .collect();
    keys.sort_unstable();
    let mut grams: Vec<Counted> = keys
        .chunk_by(|a, b| a & !COUNT == b & !COUNT)
        .map(|same| Counted::new(same[0], same.len()))
        .collect();
    grams.shrink_to_fit();
    grams
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

/// The cosines of each two of several unit vectors: what [`cosine`] gives, in the time that it takes
/// to look at what is shared.
pub struct Cosines {
    count: usize,
    table: Vec<f32>,
}

impl Cosines {
    /// Compares each with each.
    pub fn of(vectors: &[&[(u32, f32)]]) -> Self {
        let count = vectors.len();
        let mut table = vec![0.0; count * count];
        let mut terms: Vec<(u32, usize, f32)> = Vec::new();
        for (vector, of) in vectors.iter().enumerate() {
            terms.extend(of.iter().map(|(key, weight)| (*key, vector, *weight)));
        }
        terms.sort_unstable_by_key(|(key, vector, _)| (*key, *vector));
        for shared in terms.chunk_by(|a, b| a.0 == b.0) {
            for (place, (_, i, ours)) in shared.iter().enumerate() {
                for (_, j, theirs) in &shared[place + 1..] {
                    table[i * count + j] += ours * theirs;
                }
            }
        }
        Self { count, table }
    }

    /// That of two vectors, by their places; the first stands before the second.
    pub fn between(&self, i: usize, j: usize) -> f32 {
        self.table[i * self.count + j]
    }
}
