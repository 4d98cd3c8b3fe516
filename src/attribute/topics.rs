//! The topics of an entry, by its outlet's own categories, and those of a story.

use std::collections::HashMap;

use super::tokens::fold;

/// `topic, lang, category` a line, sorted.
const TABLE: &str = include_str!("../../data/topics.tsv");

/// Which topic each of the outlets' categories stands for.
#[derive(Clone, Debug)]
pub struct Topics {
    by_category: HashMap<String, String>,
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
        Self {
            by_category: known
                .chain(own)
                .map(|(category, topic)| (Self::key(category), topic.to_owned()))
                .collect(),
        }
    }

    /// What categories are compared by: letters and digits without case and accents, and the signs
    /// between them. It is empty where there are none.
    #[must_use]
    pub fn key(category: &str) -> String {
        fold(category.trim_matches(|c: char| !c.is_alphanumeric()))
    }

    /// The topics that `categories` stand for, by name, each once. A category of several words
    /// ("Politique et société", "Sport / Football") is read whole, then word by word.
    #[must_use]
    pub fn of(&self, categories: &[String]) -> Vec<&str> {
        let mut found = Vec::new();
        for category in categories {
            let folded = Self::key(category);
            if let Some(topic) = self.by_category.get(&folded) {
                found.push(topic.as_str());
                continue;
            }
            found.extend(
                folded
                    .split(|c: char| !c.is_alphanumeric())
                    .filter_map(|word| self.by_category.get(word).map(String::as_str)),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
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
                Topic::known().any(|topic| topic.slug() == cells[0]),
                "{line}"
            );
        }
    }
}
