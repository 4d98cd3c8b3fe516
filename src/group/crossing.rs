//! What of an entry stays the same in another language: names, numbers, and the words that news of
//! deaths, votes, strikes and matches is made of.

use std::collections::BTreeMap;

use super::concepts;
use super::features::{self, Kind};
use super::item::Item;
use super::words::{self, Stems};

/// The marks of an entry that can be found again in another language: skeletons of names and long
/// words, and numbers, with how sure they are, sorted by key.
pub type Marks = Vec<(u32, f32)>;

/// Consonants that a name needs to be told apart from others.
const LEAST: usize = 3;

/// Reads the marks of an entry.
pub fn marks(item: &Item) -> Marks {
    let mut marks = BTreeMap::<u32, f32>::new();
    let stems = Stems::of(item.language);
    let lead = features::lead(item);
    for (words, weight) in [(words::split(&item.title), 1.5), (words::split(&lead), 1.0)] {
        for word in words {
            if words::is_empty_word(&word.folded, item.language) {
                continue;
            }
            if let Some(concept) = concepts::of(&word.folded, item.language, &stems) {
                let mark = marks.entry(concept).or_default();
                *mark = mark.max(weight);
                continue;
            }
            let mark = if word.number {
                word.folded.chars().map(western).collect()
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

/// A digit as it is written in the West: `٧` and `۷` are `7`. Other characters are themselves.
fn western(digit: char) -> char {
    let value = match digit {
        '٠'..='٩' => u32::from(digit) - u32::from('٠'),
        '۰'..='۹' => u32::from(digit) - u32::from('۰'),
        _ => return digit,
    };
    char::from_digit(value, 10).unwrap_or(digit)
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
