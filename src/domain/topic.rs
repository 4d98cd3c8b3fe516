//! Topics: the short list of what stories are about beside countries.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Language;

/// `topic, fr, en, pt, ar` a line, sorted.
const NAMES: &str = include_str!("../../data/topic_names.tsv");

static KNOWN: LazyLock<BTreeMap<&'static str, [&'static str; 4]>> = LazyLock::new(|| {
    NAMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let slug = cells.next()?;
            let names = [cells.next()?, cells.next()?, cells.next()?, cells.next()?];
            Some((slug, names))
        })
        .collect()
});

/// A topic: one that griot knows, or one of the operator's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic {
    slug: String,
    title: Option<String>,
}

impl Topic {
    /// The topics that griot knows, by slug.
    pub fn known() -> impl Iterator<Item = Topic> {
        KNOWN.keys().map(|slug| Self {
            slug: (*slug).to_owned(),
            title: None,
        })
    }

    /// The topic that stands as `slug` in paths and is called `title` in every language; without
    /// a title, one that griot knows has its name in each. None where `slug` may not stand in
    /// paths: three to sixty lower-case letters, digits and hyphens.
    #[must_use]
    pub fn new(slug: &str, title: Option<String>) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (3..=60).contains(&slug.len()) && slug.chars().all(allowed);
        fits.then(|| Self {
            slug: slug.to_owned(),
            title,
        })
    }

    /// What stands in paths, in `--json` and in the categories of items: `sport`.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Its name: the operator's, else griot's in French, Portuguese or Arabic, and in English for
    /// every other language.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        if let Some(title) = &self.title {
            return title;
        }
        let column = match language.as_str() {
            "fr" => 0,
            "pt" => 2,
            "ar" => 3,
            _ => 1,
        };
        KNOWN
            .get(self.slug.as_str())
            .map_or(&self.slug, |names| names[column])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_topic_has_its_four_names_and_stands_in_paths() {
        assert!(Topic::known().count() > 10);
        for topic in Topic::known() {
            assert!(Topic::new(topic.slug(), None).is_some(), "{topic:?}");
            for language in ["fr", "en", "pt", "ar"] {
                let name = topic.name(language.parse().unwrap());
                assert!(!name.is_empty() && name != topic.slug(), "{topic:?}");
            }
        }
        let lines: Vec<_> = NAMES.lines().skip(1).collect();
        assert!(lines.is_sorted() && lines.iter().all(|line| line.split('\t').count() == 5));
    }

    #[test]
    fn what_cannot_stand_in_paths_is_no_topic() {
        for slug in ["", "ab", "Sport", "a b c", "a/b", "a'b", "é-é"] {
            assert_eq!(Topic::new(slug, None), None, "{slug}");
        }
        let own = Topic::new("can-2027", Some("CAN 2027".to_owned())).unwrap();
        assert_eq!(own.name(Language::ARABIC), "CAN 2027");
    }
}
