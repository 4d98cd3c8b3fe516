//! The topics of an entry, by its outlet's own categories, and those of a story.

use std::collections::HashMap;

use super::tokens::fold;

/// `topic, lang, category` a line, sorted; `-` for a phrase that stands for none of its words' topics.
const TABLE: &str = include_str!("../../data/topics.tsv");

/// Words that tell a topic where they stand alone, and something else with others: "Monde", and "Monde
/// du travail". Folded.
const ALONE: &[&str] = &[
    "monde",
    "world",
    "mundo",
    "العالم",
    "عالم",
    "global",
    "foreign",
    "securite",
    "security",
    "seguranca",
    "الامن",
    "امن",
    "culture",
    "cultures",
    "cultura",
    "court",
    "courts",
    "climat",
    "climate",
    "ambiente",
    "people",
    "gente",
    "pessoas",
    "mode",
    "can",
    "chan",
];
/// Beside those they add nothing. Folded.
const FILLERS: &[&str] = &[
    "news",
    "actu",
    "actus",
    "actualite",
    "actualites",
    "info",
    "infos",
    "le",
    "la",
    "les",
    "the",
    "noticias",
    "اخبار",
    "une",
];
/// Between two parts of a category.
const AND: &[&str] = &["et", "and", "e"];

/// Which topic each of the outlets' categories stands for.
#[derive(Clone, Debug)]
pub struct Topics {
    /// By their words; none for a phrase that has no topic.
    by_category: HashMap<String, Option<String>>,
    /// How many words the longest category has.
    longest: usize,
}

impl Topics {
    /// The table that comes with griot, with the operator's own categories, each with its topic:
    /// where both know a category, the operator's word holds.
    #[must_use]
    pub fn new<'a>(own: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let known = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let topic = cells.next()?;
                Some((cells.nth(1)?, topic))
            });
        let by_category: HashMap<_, _> = known
            .chain(own)
            .map(|(category, topic)| {
                (
                    Self::key(category),
                    (topic != "-").then(|| topic.to_owned()),
                )
            })
            .collect();
        let longest = by_category.keys().map(|key| key.split(' ').count()).max();
        Self {
            by_category,
            longest: longest.unwrap_or(0),
        }
    }

    /// What categories are compared by: their words, without case and accents. It is empty where there
    /// are none.
    #[must_use]
    pub fn key(category: &str) -> String {
        let folded = fold(category);
        let words: Vec<&str> = parted(&folded).iter().map(|word| word.text).collect();
        words.join(" ")
    }

    /// The topics that `categories` stand for, by name, each once. A category of several words
    /// ("Politique et société", "Sport / Coupe du monde") is read whole, then by the longest phrases in
    /// it that are known; a word that tells a topic only alone has to be a whole part of it.
    #[must_use]
    pub fn of(&self, categories: &[String]) -> Vec<&str> {
        let mut found = Vec::new();
        for category in categories {
            match self.by_category.get(&Self::key(category)) {
                Some(topic) => found.extend(topic.as_deref()),
                None => self.read(&fold(category), &mut found),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The topics of the phrases in a folded category.
    fn read<'t>(&'t self, category: &str, found: &mut Vec<&'t str>) {
        let words = parted(category);
        let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
        let mut at = 0;
        while at < words.len() {
            let most = self.longest.min(words.len() - at);
            let known = (1..=most).rev().find_map(|many| {
                let topic = self.by_category.get(&texts[at..at + many].join(" "))?;
                (many > 1 || counts(&words, at)).then_some((many, topic))
            });
            if let Some((_, topic)) = known {
                found.extend(topic.as_deref());
            }
            at += known.map_or(1, |(many, _)| many);
        }
    }

    /// The topics of a story whose entries have these categories: what at least half of those
    /// entries say of which the categories tell a topic; where none has half, what most say.
    #[must_use]
    pub fn of_story<'a>(&self, entries: impl IntoIterator<Item = &'a [String]>) -> Vec<String> {
        let mut ballots: Vec<(&str, usize)> = Vec::new();
        let mut voters = 0;
        for categories in entries {
            let topics = self.of(categories);
            voters += usize::from(!topics.is_empty());
            for topic in topics {
                match ballots.iter_mut().find(|(known, _)| *known == topic) {
                    Some((_, votes)) => *votes += 1,
                    None => ballots.push((topic, 1)),
                }
            }
        }
        let most = ballots.iter().map(|(_, votes)| *votes).max().unwrap_or(0);
        let least = usize::div_ceil(voters, 2).min(most);
        ballots.retain(|(_, votes)| *votes >= least);
        let mut topics: Vec<String> = ballots.iter().map(|(topic, _)| (*topic).into()).collect();
        topics.sort_unstable();
        topics
    }
}

/// A word of a category, and in which part of it it stands.
struct Word<'c> {
    text: &'c str,
    part: usize,
}

/// A folded category's words. "&", "/", a comma and the like part it, as do words for "and", of which
/// Arabic writes one together with what follows.
fn parted(category: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut part = 0;
    let mut end = 0;
    while let Some(start) = category[end..].find(char::is_alphanumeric) {
        let start = end + start;
        let joins = |c: char| c.is_whitespace() || "-‐'’".contains(c);
        part += usize::from(!category[end..start].chars().all(joins));
        let rest = &category[start..];
        let length = rest.find(|c: char| !c.is_alphanumeric());
        end = start + length.unwrap_or(rest.len());
        let written = &category[start..end];
        let after_and = written
            .strip_prefix('و')
            .filter(|rest| rest.starts_with("ال"));
        let text = after_and.unwrap_or(written);
        part += usize::from(after_and.is_some() || AND.contains(&text));
        words.push(Word { text, part });
        part += usize::from(AND.contains(&text));
    }
    words
}

/// Whether the word at a place tells its topic there.
fn counts(words: &[Word<'_>], at: usize) -> bool {
    let adds_nothing = |text: &str| {
        FILLERS.contains(&text) || text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
    };
    !ALONE.contains(&words[at].text)
        || words.iter().enumerate().all(|(place, word)| {
            place == at || word.part != words[at].part || adds_nothing(word.text)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Topic;

    fn list(categories: &[&str]) -> Vec<String> {
        categories.iter().map(|&c| c.to_owned()).collect()
    }

    fn of(categories: &[&str]) -> Vec<String> {
        let topics = Topics::new([]);
        let found = topics.of(&list(categories));
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn categories_of_four_languages_map_to_one_list() {
        for name in ["Économie", "ECONOMIE", "Business", "Economia", "اقتصاد"] {
            assert_eq!(of(&[name]), ["economy"], "{name}");
        }
        assert_eq!(
            of(&["Politique & Santé", "Sports"]),
            ["health", "politics", "sport"]
        );
        assert!(of(&["Niger", "À la une"]).is_empty());
    }

    #[test]
    fn a_fixed_phrase_is_not_read_word_by_word() {
        for (category, topics) in [
            ("Coupe du monde 2026", &["sport"][..]),
            ("Football / World Cup", &["sport"]),
            ("Copa do Mundo", &["sport"]),
            ("كأس العالم للسيدات", &["sport"]),
            ("Mode de vie", &["society"]),
            ("Jeux-vidéo", &["technology"]),
            ("Santé financière", &[]),
            ("Culture & Courts-métrages", &["culture"]),
        ] {
            assert_eq!(of(&[category]), topics, "{category}");
        }
    }

    #[test]
    fn a_word_that_tells_a_topic_only_alone_has_to_be_a_whole_part() {
        for (category, topics) in [
            ("Monde des animaux", &[][..]),
            ("Afrique & Monde", &["world"]),
            ("World News", &["world"]),
            ("Sécurité des aliments", &[]),
            ("Politique et Sécurité", &["politics", "security"]),
            ("Culture maraîchère", &[]),
            ("Actu Culture", &["culture"]),
            ("Saúde e Ambiente", &["environment", "health"]),
            ("ثقافة والعالم", &["culture", "world"]),
            ("جولة حول العالم", &[]),
        ] {
            assert_eq!(of(&[category]), topics, "{category}");
        }
    }

    #[test]
    fn the_operator_s_categories_come_before_ours() {
        let topics = Topics::new([("Coin lecture", "culture"), ("Médias", "press")]);
        assert_eq!(topics.of(&list(&["COIN LECTURE"])), ["culture"]);
        assert_eq!(topics.of(&list(&["medias"])), ["press"]);
    }

    #[test]
    fn a_story_has_the_topics_of_half_of_the_entries_that_tell_one() {
        let topics = Topics::new([]);
        let entries = [list(&["Sport"]), list(&["Sport", "Santé"]), list(&["Une"])];
        assert_eq!(
            topics.of_story(entries.iter().map(Vec::as_slice)),
            ["health", "sport"]
        );
        let entries = [list(&["Sport"]), list(&["Sport", "Santé"]), list(&["Foot"])];
        assert_eq!(
            topics.of_story(entries.iter().map(Vec::as_slice)),
            ["sport"]
        );
        let entries = [list(&["Sport"]), list(&["Santé"]), list(&["Emploi"])];
        assert_eq!(
            topics.of_story(entries.iter().map(Vec::as_slice)),
            ["health", "jobs", "sport"]
        );
        assert!(topics.of_story([]).is_empty());
    }

    #[test]
    fn every_line_of_the_table_names_a_known_topic_and_they_are_sorted() {
        let lines: Vec<_> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.is_sorted());
        for line in lines {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(
                cells[0] == "-" || Topic::known().any(|topic| topic.slug() == cells[0]),
                "{line}"
            );
        }
    }
}
