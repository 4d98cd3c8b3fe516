//! What of an entry stays the same in another language: names, numbers, and the few hundred words
//! that news of deaths, votes, strikes and matches is made of.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::features::{self, Kind};
use super::item::Item;
use super::words::{self, Stems};
use crate::domain::Language;

/// The marks of an entry that can be found again in another language: skeletons of names and long
/// words, and numbers, with how sure they are, sorted by key.
pub type Marks = Vec<(u32, f32)>;

/// Consonants that a name needs to be told apart from others.
const LEAST: usize = 3;

/// Reads the marks of an entry.
pub fn marks(item: &Item) -> Marks {
    let mut marks = BTreeMap::<u32, f32>::new();
    let known = item.language.and_then(concepts);
    let stems = Stems::of(item.language);
    let lead = features::lead(item);
    for (words, weight) in [(words::split(&item.title), 1.5), (words::split(&lead), 1.0)] {
        for word in words {
            if words::is_empty_word(&word.folded, item.language) {
                continue;
            }
            let concept = known.and_then(|known| concept(known, &stems, &word.folded));
            if let Some(concept) = concept {
                let mark = marks.entry(concept).or_default();
                *mark = mark.max(weight);
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
    marks.into_iter().collect()
}

/// The concept that a word stands for.
fn concept(known: &Concepts, stems: &Stems, folded: &str) -> Option<u32> {
    let find = |form: &str| known.get(form).or_else(|| known.get(&stems.stem(form))).copied();
    find(folded).or_else(|| without_clitics(folded).find_map(find))
}

/// Letters that an Arabic word keeps when what is stuck to it is taken off: with fewer, most of what
/// looks like a preposition belongs to the word.
const LEAST_ARABIC: usize = 3;

/// An Arabic word without the conjunction, the preposition and the article that are written as
/// parts of it, the longest first: `وبالحكومة` ("and by the government") is `حكومة`. None of a word
/// of another script.
fn without_clitics(folded: &str) -> impl Iterator<Item = &str> {
    let bare = folded.strip_prefix(['و', 'ف']);
    let starts = std::iter::once(folded).chain(bare);
    let rests = starts.flat_map(|word| {
        let articles = ["بال", "كال", "لل", "ال"].into_iter();
        let article = articles.filter_map(|article| word.strip_prefix(article));
        article.chain(word.strip_prefix(['ب', 'ل', 'ك']))
    });
    let whole = |rest: &&str| rest.chars().count() >= LEAST_ARABIC;
    rests.chain(bare).filter(whole)
}

/// What the words of one language stand for: words as they are written, and stems.
type Concepts = HashMap<String, u32>;

/// The concepts of a language, read when they are first asked for; none of a language that the
/// table does not hold.
fn concepts(language: Language) -> Option<&'static Concepts> {
    static READ: [OnceLock<Concepts>; SPOKEN.len()] = [const { OnceLock::new() }; SPOKEN.len()];
    let place = SPOKEN.iter().position(|code| *code == language.as_str())?;
    Some(READ[place].get_or_init(|| read(language)))
}

fn read(language: Language) -> Concepts {
    let stems = Stems::of(Some(language));
    let (mut written, mut stemmed) = (Concepts::new(), Concepts::new());
    for line in TABLE.lines() {
        let name = name(line);
        // A number word is the number: "quatorze" is found again as "14".
        let kind = match name.parse::<u64>() {
            Ok(_) => Kind::Skeleton,
            Err(_) => Kind::Concept,
        };
        let concept = features::key(kind, None, name);
        let words = cells(line).filter(|(spoken, _)| *spoken == language);
        for word in words.flat_map(|(_, words)| words.split(' ')) {
            let folded = words::fold(word);
            stemmed.entry(stems.stem(&folded)).or_insert(concept);
            written.entry(folded).or_insert(concept);
        }
    }
    // Where a word looks like the stem of another, it is itself.
    stemmed.extend(written);
    stemmed
}

/// The languages of the table.
const SPOKEN: [&str; 8] = ["fr", "en", "pt", "es", "de", "ar", "ru", "it"];

/// Lines of cells that tabs part: a language and its words. The first word names the concept, and a
/// later line that begins with it adds words to it. Up to the empty line stand the words that are
/// common in any news.
const TABLE: &str = include_str!("concepts.txt");

/// What a line calls its concept: its number, or its first word with the language.
fn name(line: &str) -> &str {
    let first = line.split('\t').next().unwrap_or_default();
    let mut spaces = first.match_indices(' ').map(|(at, _)| at);
    spaces.nth(1).map_or(first, |end| &first[..end])
}

/// The words of one line, by language.
fn cells(line: &str) -> impl Iterator<Item = (Language, &str)> {
    line.split('\t').filter_map(|cell| {
        let (code, words) = cell.split_once(' ')?;
        Some((code.parse().ok()?, words))
    })
}

/// The words that are common in any news, numbers left out.
pub fn concept_words() -> impl Iterator<Item = (Language, &'static str)> {
    let common = TABLE.lines().take_while(|line| !line.is_empty());
    let concepts = common
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
