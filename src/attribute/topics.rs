//! The topics of an entry, by its outlet's own categories.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tokens::fold;

/// `topic, lang, category` a line, sorted.
const TABLE: &str = include_str!("../../data/topics.tsv");

static TOPICS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let topic = cells.next()?;
            Some((fold(cells.nth(1)?.trim()), topic))
        })
        .collect()
});

/// The topics that `categories` stand for, by name, each once. A category of several words
/// ("Politique et société", "Sport / Football") is read whole, then word by word.
#[must_use]
pub fn topics(categories: &[String]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for category in categories {
        let folded = fold(category.trim());
        if let Some(topic) = TOPICS.get(&folded) {
            found.push(*topic);
            continue;
        }
        found.extend(
            folded
                .split(|c: char| !c.is_alphanumeric())
                .filter_map(|word| TOPICS.get(word).copied()),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(categories: &[&str]) -> Vec<&'static str> {
        topics(&categories.iter().map(|&c| c.to_owned()).collect::<Vec<_>>())
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
    fn every_line_of_the_table_has_its_three_cells_and_they_are_sorted() {
        let lines: Vec<_> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.iter().all(|line| line.split('\t').count() == 3));
        assert!(lines.is_sorted());
    }
}
