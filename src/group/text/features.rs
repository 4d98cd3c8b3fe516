//! An entry as numbers: weighted words, character 4-grams and names, ready to be compared.

use std::collections::HashMap;
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
    seeded(seed(kind, language), text.as_bytes())
}

/// Where the keys of all texts of some kind in a language begin.
fn seed(kind: Kind, language: Option<Language>) -> u64 {
    let spoken = language.map_or(0, |language| {
        language
            .as_str()
            .bytes()
            .fold(0_u64, |sum, b| sum << 8 | u64::from(b))
    });
    let hash = 0xcbf2_9ce4_8422_2325 ^ (spoken << 8 | kind as u64);
    hash.wrapping_mul(0x0100_0000_01b3)
}

fn seeded(seed: u64, text: &[u8]) -> u32 {
    let hash = text.iter().fold(seed, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
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
        let parts = [
            (&reading.title, 1),
            (&reading.lead, 0),
            (&reading.categories, 0),
        ];
        let told = parts.iter().map(|(words, _)| words.len()).sum();
        let (mut words, mut names) = (Vec::with_capacity(told), Vec::new());
        for (told, in_title) in parts {
            for Told { word, form } in told {
                let Some(form) = form else { continue };
                words.push((form.stem, 1 + in_title, in_title));
                if word.capital || word.number {
                    names.push((form.name, 1 + usize::from(in_title)));
                }
            }
        }
        words.sort_unstable_by_key(|(key, ..)| *key);
        words.dedup_by(|next, same| {
            let is_same = next.0 == same.0;
            if is_same {
                same.1 = u8::saturating_add(same.1, next.1);
                same.2 = u8::saturating_add(same.2, next.2);
            }
            is_same
        });
        words.shrink_to_fit();
        names.sort_unstable();
        let counted = names.chunk_by(|a, b| a.0 == b.0);
        let counted = counted.map(|same| (same[0].0, same.iter().map(|(_, count)| count).sum()));
        Self {
            language: reading.language,
            words,
            grams: grams(reading),
            names: counted
                .map(|(key, count)| Counted::new(key, count))
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
    let mut text = String::from(" ");
    // Where each letter begins, and the last one ends.
    let mut letters = vec![0];
    for told in reading.title.iter().chain(&reading.lead) {
        let word = text.len();
        text.push_str(&told.word.folded);
        text.push(' ');
        let begins = text[word..].char_indices();
        letters.extend(begins.map(|(at, _)| word + at));
        if letters.len() > GRAM_SPAN {
            break;
        }
    }
    letters.push(text.len());
    let seed = seed(Kind::Gram, reading.language);
    let grams = letters.windows(5);
    let grams = grams.map(|ends| seeded(seed, &text.as_bytes()[ends[0]..ends[4]]));
    let mut keys: Vec<u32> = grams.collect();
    keys.sort_unstable();
    let mut grams = Vec::with_capacity(keys.len());
    grams.extend(
        keys.chunk_by(|a, b| a & !COUNT == b & !COUNT)
            .map(|same| Counted::new(same[0], same.len())),
    );
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
