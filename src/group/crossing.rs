//! What of an entry stays the same in another language: names, numbers, and the few hundred words
//! that news of deaths, votes, strikes and matches is made of.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::features::{self, Kind};
use super::reading::{Reading, Told};
use super::words::{self, Stems};
use crate::domain::Language;

/// The marks of an entry that can be found again in another language: skeletons of names and long
/// words, and numbers, with how sure they are, sorted by key.
pub struct Marks {
    keys: Box<[u32]>,
    /// How sure each is, in quarters.
    quarters: Box<[u8]>,
}

impl Marks {
    /// Each mark and how sure it is.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        let sure = self
            .quarters
            .iter()
            .map(|quarters| f32::from(*quarters) / 4.0);
        self.keys().zip(sure)
    }

    /// The keys alone.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.keys.iter().copied()
    }
}

/// Consonants that a name needs to be told apart from others.
const LEAST: usize = 3;

/// Reads the marks of an entry.
pub fn marks(reading: &Reading) -> Marks {
    let mut marks = BTreeMap::<u32, f32>::new();
    let concepts = reading
        .language
        .and_then(|language| CONCEPTS.get(&language));
    for (words, weight) in [(&reading.title, 1.5), (&reading.lead, 1.0)] {
        for Told { word, stem } in words {
            let Some(stem) = stem else { continue };
            if let Some(concept) = concepts.and_then(|known| known.get(stem)) {
                let mark = marks.entry(*concept).or_default();
                *mark = f32::max(*mark, weight);
                continue;
            }
            let mark = if word.number {
                word.folded.clone()
            } else {
                skeleton(&word.folded)
            };
            if !word.number && mark.chars().count() < LEAST {
                continue;
            }
            // A capital tells a name; what is written small is at best a cognate. Arabic has no
            // capitals, so that all its words may be names.
            let sure = word.number || (word.capital && !word.opens);
            let weight = if sure { weight } else { weight * 0.5 };
            let mark = marks
                .entry(features::key(Kind::Skeleton, None, &mark))
                .or_default();
            *mark = mark.max(weight);
        }
    }
    Marks {
        keys: marks.keys().copied().collect(),
        quarters: marks.values().map(|sure| (sure * 4.0) as u8).collect(),
    }
}

/// What news is made of, by language and stem: one line a concept, its words in each language.
static CONCEPTS: LazyLock<HashMap<Language, HashMap<String, u32>>> = LazyLock::new(|| {
    let mut concepts = HashMap::<Language, HashMap<String, u32>>::new();
    for line in TABLE.lines() {
        // A number word is the number: "quatorze" is found again as "14".
        let number = line
            .split('\t')
            .next()
            .filter(|cell| cell.parse::<u32>().is_ok());
        let concept = match number {
            Some(number) => features::key(Kind::Skeleton, None, number),
            None => features::key(Kind::Concept, None, line),
        };
        for (language, words) in cells(line) {
            let stems = Stems::of(Some(language));
            let known = concepts.entry(language).or_default();
            for word in words.split(' ') {
                known
                    .entry(stems.stem(&words::fold(word)))
                    .or_insert(concept);
            }
        }
    }
    concepts
});

const TABLE: &str = include_str!("concepts.txt");

/// The words of one line, by language.
fn cells(line: &str) -> impl Iterator<Item = (Language, &str)> {
    line.split('\t').filter_map(|cell| {
        let (code, words) = cell.split_once(' ')?;
        Some((code.parse().ok()?, words))
    })
}

/// The words that news is made of, numbers left out.
pub fn concept_words() -> impl Iterator<Item = (Language, &'static str)> {
    let concepts = TABLE
        .lines()
        .filter(|line| !line.starts_with(|c: char| c.is_ascii_digit()));
    concepts.flat_map(cells)
}

/// The consonants of a name as most languages hear them: `Poutine`, `Putin`, `Путин` and `بوتين`
/// are all `ptn`. Voiced and unvoiced stops are one, doubled letters count once.
pub fn skeleton(folded: &str) -> String {
    let folded = folded.strip_prefix("ال").unwrap_or(folded);
    let mut sounds = String::new();
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let sound = match (letter, next) {
            ('c' | 's' | 't', Some('h')) | ('p', Some('h')) => {
                letters.next();
                match letter {
                    'p' => 'f',
                    't' => 't',
                    _ => 's',
                }
            }
            ('c', Some('e' | 'i' | 'y')) => 's',
            ('g', Some('e' | 'i' | 'y')) | ('j', _) => 'j',
            _ => match sound(letter) {
                Some(sound) => sound,
                None => continue,
            },
        };
        if !sounds.ends_with(sound) {
            sounds.push(sound);
        }
    }
    sounds
}

fn sound(letter: char) -> Option<char> {
    Some(match letter {
        'b' | 'p' | 'ب' | 'б' | 'п' => 'p',
        'd' | 't' | 'د' | 'ت' | 'ط' | 'ض' | 'ث' | 'ذ' | 'т' | 'д' => 't',
        'f' | 'v' | 'ف' | 'ф' | 'в' => 'f',
        'c' | 'k' | 'q' | 'g' | 'ك' | 'ق' | 'غ' | 'خ' | 'к' | 'г' | 'х' => 'k',
        's' | 'z' | 'x' | 'س' | 'ص' | 'ز' | 'ش' | 'ظ' | 'с' | 'з' | 'ш' | 'ч' | 'щ' | 'ц' => {
            's'
        }
        'ج' | 'ж' => 'j',
        'l' | 'ل' | 'л' => 'l',
        'm' | 'م' | 'м' => 'm',
        'n' | 'ن' | 'н' => 'n',
        'r' | 'ر' | 'р' => 'r',
        _ => return None,
    })
}
