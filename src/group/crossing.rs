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
                Some(word.folded.chars().map(western).collect())
            } else {
                skeleton(&word.folded)
            };
            let Some(mark) = mark else { continue };
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

/// What Arabic writes before a name as part of it: the article, alone or after "and", "in" or "to".
const ARTICLES: [&str; 4] = ["وال", "بال", "لل", "ال"];

/// The consonants of a name as most languages hear them: `Poutine`, `Putin`, `Путин` and `بوتين`
/// are all `ptn`. Voiced and unvoiced stops are one, a doubled letter counts once. None where there
/// are too few to tell names apart.
pub fn skeleton(folded: &str) -> Option<String> {
    let bare = ARTICLES
        .iter()
        .find_map(|article| folded.strip_prefix(article));
    let bare = bare.filter(|name| name.chars().count() >= LEAST);
    let mut heard = heard(bare.unwrap_or(folded));
    heard.retain(|sound| !matches!(sound, 'a' | 'i' | 'u' | 'h'));
    (heard.len() >= LEAST).then_some(heard)
}

/// Letters that are one sound, the longest first.
const TOGETHER: [(&str, char); 15] = [
    ("tch", 's'),
    ("tsh", 's'),
    ("sch", 's'),
    ("تش", 's'),
    ("тш", 's'),
    ("ch", 's'),
    ("sh", 's'),
    ("ph", 'f'),
    ("th", 't'),
    ("gh", 'k'),
    ("kh", 'k'),
    ("dj", 'j'),
    ("دج", 'j'),
    ("дж", 'j'),
    ("ou", 'u'),
];

/// The sounds of a name, those that follow themselves once: consonants, of the vowels the open one,
/// the front ones and the back ones, and `h` for what many languages leave away.
fn heard(name: &str) -> String {
    let mut sounds = String::new();
    let mut rest = name;
    while let Some(letter) = rest.chars().next() {
        let mut together = TOGETHER
            .iter()
            .filter(|(letters, _)| rest.starts_with(letters));
        let (length, sound) = match together.next() {
            Some((letters, sound)) => (letters.len(), Some(*sound)),
            None => (letter.len_utf8(), sound(letter)),
        };
        rest = &rest[length..];
        let sound = match (letter, rest.chars().next()) {
            ('c', Some('e' | 'i' | 'y')) => Some('s'),
            ('g', Some('e' | 'i' | 'y')) => Some('j'),
            // Maxime is heard with two consonants (`مكسيم`), Xavier with one.
            ('x', Some(_)) if !sounds.is_empty() => {
                sounds.push('k');
                sound
            }
            _ => sound,
        };
        sounds.extend(sound.filter(|sound| !sounds.ends_with(*sound)));
    }
    sounds
}

fn sound(letter: char) -> Option<char> {
    Some(match letter {
        'b' | 'p' | 'ب' | 'پ' | 'б' | 'п' => 'p',
        'd' | 't' | 'د' | 'ت' | 'ط' | 'ض' | 'ث' | 'ذ' | 'т' | 'д' => 't',
        'f' | 'v' | 'ف' | 'ڤ' | 'ф' | 'в' => 'f',
        'c' | 'k' | 'q' | 'g' | 'ك' | 'ق' | 'غ' | 'خ' | 'گ' | 'к' | 'г' => 'k',
        's' | 'z' | 'x' | 'س' | 'ص' | 'ز' | 'ش' | 'ظ' | 'چ' | 'с' | 'з' | 'ш' | 'ч' | 'щ' | 'ц' => {
            's'
        }
        'j' | 'ج' | 'ж' => 'j',
        'l' | 'ل' | 'л' => 'l',
        'm' | 'م' | 'м' => 'm',
        'n' | 'ن' | 'н' => 'n',
        'r' | 'ر' | 'р' => 'r',
        'a' | 'ا' | 'а' | 'я' => 'a',
        'e' | 'i' | 'y' | 'ي' | 'е' | 'и' | 'й' | 'э' | 'ы' => 'i',
        'o' | 'u' | 'w' | 'و' | 'о' | 'у' | 'ю' => 'u',
        'h' | 'ح' | 'ه' | 'ع' | 'х' => 'h',
        _ => return None,
    })
}
