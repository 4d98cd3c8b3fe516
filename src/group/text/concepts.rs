//! The words that news is made of, and what they stand for in any language.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::features::{self, Kind};
use super::words::{self, Stems};
use crate::domain::Language;

/// The key of the concept that a folded word stands for, by its stem and those of its other forms. A
/// form that the table holds as it is written comes before any stem: what a stemmer leaves of short
/// words may be what it leaves of others.
pub fn of(folded: &str, stem: &str, language: Option<Language>, stems: &Stems) -> Option<u32> {
    let language = language?;
    let known = known(language)?;
    let written = |form: &str| known.get(form).copied();
    written(folded).or_else(|| {
        let others = other_forms(folded, language);
        let mut as_written = others.iter().map(String::as_str);
        let mut by_stem = others.iter().map(|form| stems.stem(form));
        (as_written.find_map(written))
            .or_else(|| written(stem))
            .or_else(|| by_stem.find_map(|stem| written(&stem)))
    })
}

/// What else a word may be that its stemmer leaves as it is, the likeliest first.
///
/// In Arabic the conjunction, the preposition and the article are written as parts of a word:
/// `وبالحكومة` ("and by the government") is `حكومة`. A verb is found by its third person (`ستعلن`,
/// "she will announce", is `يعلن`), a noun without the endings of number and case. A French verb of
/// the plural (`attaquent`) and a Portuguese noun (`hospitais`) are found by their singular.
fn other_forms(folded: &str, language: Language) -> Vec<String> {
    match language {
        Language::ARABIC => arabic_forms(folded),
        Language::FRENCH => {
            let singular = folded.strip_suffix("nt").filter(|one| one.ends_with('e'));
            singular.map(str::to_owned).into_iter().collect()
        }
        Language::PORTUGUESE => Vec::from_iter(ending_changed(folded, &PORTUGUESE_PLURALS)),
        _ => Vec::new(),
    }
}

/// Letters that an Arabic word keeps when something is taken off it: with fewer, most of what looks
/// like a preposition or an ending belongs to the word.
const LEAST_LEFT: usize = 3;

fn arabic_forms(folded: &str) -> Vec<String> {
    let joined = folded.strip_prefix('و');
    let mut bare = Vec::from_iter(joined);
    let mut forms = Vec::new();
    for word in std::iter::once(folded).chain(joined) {
        let articles = ["بال", "كال", "فال", "لل", "ال"].into_iter();
        bare.extend(articles.filter_map(|article| word.strip_prefix(article)));
        bare.extend(word.strip_prefix(['ب', 'ل', 'ك']));
        let present = word.strip_prefix('س').unwrap_or(word);
        let verb = present.strip_prefix(['ت', 'ي']);
        forms.extend(verb.map(|verb| format!("ي{verb}")));
    }
    // The article tells a noun, and leaves the least to guess.
    bare.sort_by_key(|word| word.len());
    forms.splice(0..0, bare.iter().map(|word| (*word).to_owned()));
    for word in std::iter::once(folded).chain(bare) {
        forms.extend(ending_changed(word, &ARABIC_ENDINGS));
    }
    forms.retain(|form| form.chars().count() >= LEAST_LEFT);
    forms
}

/// A word with the first of the endings that it has exchanged for what stands beside it.
fn ending_changed(word: &str, endings: &[(&str, &str)]) -> Option<String> {
    endings.iter().find_map(|(ending, instead)| {
        let stem = word.strip_suffix(ending)?;
        Some(format!("{stem}{instead}"))
    })
}

/// Plurals that change more than a stemmer sees (`hospitais`), folded.
const PORTUGUESE_PLURALS: [(&str, &str); 5] = [
    ("ais", "al"),
    ("eis", "el"),
    ("ois", "ol"),
    ("oes", "ao"),
    ("ns", "m"),
];

/// Endings of the dual, the plural, the possessive and the accusative, the longest first, and what
/// the word ends in without them.
const ARABIC_ENDINGS: [(&str, &str); 9] = [
    ("تين", "ه"),
    ("تان", "ه"),
    ("ات", "ه"),
    ("ين", ""),
    ("ون", ""),
    ("ان", ""),
    ("ها", ""),
    ("هم", ""),
    ("ا", ""),
];

/// What the words of one language stand for: words as they are written, and stems.
type Concepts = HashMap<String, u32>;

/// The concepts of a language, read when they are first asked for; none of a language that the
/// table does not hold.
fn known(language: Language) -> Option<&'static Concepts> {
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
        let words = cells(line).filter(|(code, _)| *code == language.as_str());
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

/// The words of one line, by the code of their language.
fn cells(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('\t').filter_map(|cell| cell.split_once(' '))
}

/// The words that are common in any news, numbers left out.
pub fn common_words() -> impl Iterator<Item = (Language, &'static str)> {
    let common = TABLE.lines().take_while(|line| !line.is_empty());
    let concepts = common.filter(|line| !line.starts_with(|c: char| c.is_ascii_digit()));
    let words = concepts.flat_map(cells);
    words.filter_map(|(code, words)| Some((code.parse().ok()?, words)))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn concept(code: &str, word: &str) -> Option<u32> {
        let language: Language = code.parse().unwrap();
        let (folded, stems) = (words::fold(word), Stems::of(Some(language)));
        of(&folded, &stems.stem(&folded), Some(language), &stems)
    }

    #[test]
    fn the_table_is_sound() {
        let mut wrong = Vec::new();
        let mut homes = BTreeMap::<(Language, String), &str>::new();
        for line in TABLE.lines().filter(|line| !line.is_empty()) {
            let name = name(line);
            let mut spoken = BTreeSet::new();
            for cell in line
                .split('\t')
                .filter(|cell| *cell != name || !is_number(name))
            {
                let Some((code, words)) = cell.split_once(' ') else {
                    wrong.push(format!("{name}: no words in \"{cell}\""));
                    continue;
                };
                if !SPOKEN.contains(&code) || !spoken.insert(code) {
                    wrong.push(format!("{name}: {code} is unknown or stands there twice"));
                    continue;
                }
                let language: Language = code.parse().unwrap();
                for word in words.split(' ') {
                    let split = words::split(word);
                    let folded = words::fold(word);
                    if split.len() != 1 || split[0].folded != folded {
                        wrong.push(format!("{name}: \"{word}\" ({code}) is not one word"));
                    }
                    if folded.chars().any(|c| script(c) != script_of(code)) {
                        wrong.push(format!("{name}: {word} is not written as {code} is"));
                    }
                    if words::is_empty_word(&folded, Some(language)) {
                        wrong.push(format!("{name}: {word} ({code}) is a stop word"));
                    }
                    let home = *homes.entry((language, folded)).or_insert(name);
                    if home != name {
                        wrong.push(format!("{name}: {word} ({code}) stands in {home} too"));
                    }
                }
            }
            if spoken.len() < 3 {
                wrong.push(format!("{name}: fewer than three languages"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn script_of(code: &str) -> &str {
        match code {
            "ar" => "Arabic",
            "ru" => "Cyrillic",
            _ => "Latin",
        }
    }

    fn script(letter: char) -> &'static str {
        match letter {
            '\u{600}'..='\u{6ff}' => "Arabic",
            '\u{400}'..='\u{4ff}' => "Cyrillic",
            _ => "Latin",
        }
    }

    fn is_number(name: &str) -> bool {
        name.parse::<u64>().is_ok()
    }

    #[test]
    fn every_word_stands_for_its_own_concept() {
        let mut lost = Vec::new();
        for line in TABLE.lines() {
            let first = cells(line).next();
            let Some((code, words)) = first else {
                continue;
            };
            let own = concept(code, words.split(' ').next().unwrap());
            for (code, words) in cells(line) {
                let strays = words.split(' ').filter(|word| concept(code, word) != own);
                lost.extend(strays.map(|word| format!("{word} ({code}) of {}", name(line))));
            }
        }
        assert!(lost.is_empty(), "{}", lost.join("\n"));
    }

    #[test]
    fn an_arabic_word_is_found_with_what_is_stuck_to_it() {
        let forms = [
            (
                "حكومة",
                "الحكومة والحكومة بالحكومة للحكومة وبالحكومة لحكومة فالحكومة",
            ),
            ("سفير", "السفير والسفير بسفير للسفير سفيرا"),
            ("مقاطعة", "مقاطعتين والمقاطعتان المقاطعات"),
            ("فرنسي", "فرنسيين للفرنسيين"),
            ("يعلن", "تعلن ستعلن سيعلن وتعلن"),
            ("مسلحون", "مسلحين المسلحون والمسلحين"),
        ];
        for (word, others) in forms {
            for other in others.split(' ') {
                assert_eq!(concept("ar", other), concept("ar", word), "{other}");
            }
        }
        // An idea is no ball, and what is left of a short word says nothing.
        assert_eq!(concept("ar", "فكرة"), None);
        assert_eq!(concept("ar", "وحق"), None);
    }

    #[test]
    fn a_plural_is_found_by_its_singular_in_the_language_that_forms_it_so() {
        assert_eq!(concept("pt", "hospitais"), concept("fr", "hôpitaux"));
        assert_eq!(concept("pt", "espanhóis"), concept("es", "españoles"));
        assert_eq!(concept("fr", "attaquent"), concept("fr", "attaque"));
        assert_eq!(concept("fr", "bombardent"), concept("en", "bombing"));
        assert_ne!(concept("en", "event"), concept("en", "eve"));
    }

    #[test]
    fn what_looks_like_the_stem_of_another_word_is_itself() {
        let pairs = [
            ("en", "fired", "fire"),
            ("fr", "cour", "courant"),
            ("ar", "ومئات", "مياه"),
        ];
        for (code, one, other) in pairs {
            assert!(concept(code, one).is_some() && concept(code, other).is_some());
            assert_ne!(concept(code, one), concept(code, other));
        }
    }

    #[test]
    fn only_the_first_part_of_the_table_is_common_in_any_news() {
        let common: BTreeSet<&str> = common_words()
            .flat_map(|(_, words)| words.split(' '))
            .collect();
        assert!(common.contains("mort") && common.contains("انتخابات"));
        assert!(!common.contains("governor"));
        assert!(concept("en", "governor").is_some());
    }
}
