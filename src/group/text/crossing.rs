//! What of an entry stays the same in another language: names, numbers, and the words that news of
//! deaths, votes, strikes and matches is made of.

use std::collections::BTreeMap;

use super::features::{self, Kind};
use super::reading::{Reading, Told};
use super::vocabulary::Trace;
use super::words::Word;

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

    /// The marks of several entries, each as sure as where it is surest, sorted by key.
    pub fn of_all<'m>(entries: impl IntoIterator<Item = &'m Self>) -> Vec<(u32, f32)> {
        // As numbers they are sorted several times as fast: the surest of a key comes first.
        let mut packed = Vec::new();
        for marks in entries {
            let marks = marks.keys().zip(&*marks.quarters);
            packed.extend(marks.map(|(key, quarters)| u64::from(key) << 8 | u64::from(!quarters)));
        }
        packed.sort_unstable();
        packed.dedup_by_key(|mark| *mark >> 8);
        let unpacked = packed.into_iter().map(|mark| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what was packed is unpacked"
            )]
            let (key, quarters) = ((mark >> 8) as u32, !(mark as u8));
            (key, f32::from(quarters) / 4.0)
        });
        unpacked.collect()
    }

    /// The keys alone.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.keys.iter().copied()
    }
}

/// Consonants that a name needs to be told apart from others.
const LEAST: usize = 3;
/// Sounds that a name needs that has fewer.
const LEAST_SOUNDS: usize = 4;

/// Reads the marks of an entry.
pub fn marks(reading: &Reading) -> Marks {
    let mut marks = BTreeMap::<u32, f32>::new();
    for (words, weight) in [(&reading.title, 1.5), (&reading.lead, 1.0)] {
        for told in words {
            if let Some((mark, sure)) = mark(told) {
                let most = marks.entry(mark).or_default();
                *most = f32::max(*most, weight * sure);
            }
        }
    }
    Marks {
        keys: marks.keys().copied().collect(),
        quarters: marks.values().map(|sure| (sure * 4.0) as u8).collect(),
    }
}

/// The mark that a word leaves, if it leaves one, and how sure it is.
pub fn mark(told: &Told) -> Option<(u32, f32)> {
    let word = &told.word;
    let mark = match told.form?.trace? {
        Trace::Concept(concept) => return Some((concept, 1.0)),
        Trace::Number(number) => return Some((number, 1.0)),
        Trace::Voiced(mark) => Some(mark).filter(|_| may_be_name(word))?,
        Trace::Heard(mark) => mark,
    };
    // A capital tells a name; what is written small is at best a cognate. Arabic has no
    // capitals, so that all its words may be names.
    let sure = if word.capital && !word.opens {
        1.0
    } else {
        0.5
    };
    Some((mark, sure))
}

/// What is found again in another language of a word that stands for nothing known.
pub fn trace(word: &Word) -> Option<Trace> {
    let key = |mark: &str| features::key(Kind::Skeleton, None, mark);
    if word.number {
        let digits: String = word.folded.chars().map(western).collect();
        return Some(Trace::Number(key(&digits)));
    }
    let mark = skeleton(&word.folded)?;
    Some(match is_voiced(&mark) {
        true => Trace::Voiced(key(&mark)),
        false => Trace::Heard(key(&mark)),
    })
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
/// are all `ptn`. Voiced and unvoiced stops are one, a doubled letter counts once. A name of fewer
/// keeps its vowels: `Goïta`, `Goita` and `غويتا` are `kuita`. None where that is too short as well.
pub fn skeleton(folded: &str) -> Option<String> {
    let bare = ARTICLES
        .iter()
        .find_map(|article| folded.strip_prefix(article));
    let bare = bare.filter(|name| name.chars().count() >= LEAST);
    let heard = heard(bare.unwrap_or(folded));
    let without = |silent: &[char]| heard.replace(silent, "");
    let consonants = without(&['a', 'i', 'u', 'h']);
    if consonants.len() >= LEAST {
        return Some(consonants);
    }
    let sounds = without(&['h']);
    (!consonants.is_empty() && sounds.len() >= LEAST_SOUNDS).then_some(sounds)
}

/// Whether a word may be a name as far as it shows: it has a capital, or its script has none.
fn may_be_name(word: &Word) -> bool {
    word.capital || !word.folded.contains(char::is_lowercase)
}

/// Whether a skeleton has its vowels.
fn is_voiced(skeleton: &str) -> bool {
    skeleton.contains(['a', 'i', 'u'])
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
        // The u of "gue" and "qui" is not heard.
        if matches!(letter, 'g' | 'q') && (rest.starts_with("ue") || rest.starts_with("ui")) {
            rest = &rest[1..];
            sounds.extend(Some('k').filter(|_| !sounds.ends_with('k')));
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::text::vocabulary::Vocabulary;
    use crate::group::text::words;

    fn skeletons(names: &str) -> Vec<Option<String>> {
        let names = names.split(' ');
        names.map(|name| skeleton(&words::fold(name))).collect()
    }

    #[test]
    fn a_name_is_heard_alike_in_its_spellings() {
        let names = [
            "Poutine Putin Путин بوتين والبوتين",
            "Goïta Goita غويتا Гоита",
            "Tiani تياني Тиани",
            "Tshisekedi تشيسيكيدي Чисекеди",
            "Ramaphosa رامافوزا Рамафоса",
            "Kagame كاغامي Кагаме",
            "Tebboune تبون Теббун",
            "Djotodia جوتوديا Джотодия",
            "Abidjan أبيدجان Абиджан",
            "Guterres غوتيريش Гутерреш",
            "Maxime Maxim مكسيم Максим",
            "Haftar حفتر Хафтар",
            "Sissi Sisi السيسي Сиси",
            "Ouagadougou Uagadugu واغادوغو Уагадугу",
            "Guelleh غيليه Гелле",
            "Ruto روتو Руто",
        ];
        for spellings in names {
            let mut heard = skeletons(spellings);
            heard.dedup();
            assert!(
                heard.len() == 1 && heard[0].is_some(),
                "{spellings}: {heard:?}"
            );
        }
    }

    #[test]
    fn names_that_sound_otherwise_stay_apart() {
        let names = "Goïta Tiani Touré Traoré Déby Keïta Kagame Kabila Kadhafi Ruto Sissi Sall \
                     Macron Mnangagwa Museveni Mandela Malema Mahama Mugabe Nguema Nkrumah Nyusi";
        let mut heard: Vec<_> = skeletons(names).into_iter().flatten().collect();
        let all = heard.len();
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), all, "{heard:?}");
        assert!(all >= 20, "{heard:?}");
    }

    fn marked(code: &str, title: &str) -> Vec<u32> {
        let vocabulary = &mut Vocabulary::default();
        let marks = marks(&Reading::of_title(title, code.parse().ok(), vocabulary));
        marks.keys().collect()
    }

    #[test]
    fn one_piece_of_news_leaves_its_marks_in_every_language() {
        let french = marked("fr", "Tiani limoge 12 gouverneurs");
        for (code, title) in [
            ("en", "Governors: 12 sacked by Tiani"),
            ("pt", "Doze governadores exonerados por Tiani"),
            ("ar", "إقالة ١٢ من المحافظين: تياني"),
        ] {
            let other = marked(code, title);
            let shared = french.iter().filter(|mark| other.contains(mark)).count();
            assert!(shared >= 3, "{title}: {shared} of {}", french.len());
        }
    }

    #[test]
    fn a_short_word_is_a_name_only_with_a_capital() {
        assert!(
            marked("fr", "Vu de loin, dit Bula").len() > marked("fr", "Vu de loin, dit bula").len()
        );
    }
}
