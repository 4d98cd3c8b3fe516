//! Topics that settings name, found once every `[[topic]]` table is read.

use std::cell::RefCell;

use super::problem::{Place, Report, Wrong};
use super::sections::without_repeats;
use super::suggest::nearest;
use super::table::Table;
use super::{Config, values};
use crate::domain::Topic;

/// What settings name topics, each with its place.
#[derive(Default)]
pub(super) struct TopicsNamed {
    published: Asked,
    country: Asked,
}

/// The topics that a setting asks for.
#[derive(Default)]
enum Asked {
    #[default]
    None,
    All,
    Listed(Vec<(Place, String)>),
}

impl TopicsNamed {
    /// Reads `topics` and `country_topics` of `[publish]`.
    pub(super) fn published(&mut self, table: &Table<'_>) {
        self.published = asked(table, "topics");
        self.country = asked(table, "country_topics");
    }

    /// Puts the topics where they belong; reports those that there are none of.
    pub(super) fn settle(&self, config: &mut Config, report: &RefCell<Report>) {
        let all = all_topics(config);
        config.publish.topics = found(&self.published, &all, report);
        config.publish.country_topics = found(&self.country, &all, report);
    }
}

fn asked(table: &Table<'_>, key: &'static str) -> Asked {
    if !table.holds_text(key) {
        return table
            .list(key, values::text)
            .map_or(Asked::None, Asked::Listed);
    }
    let all = table.get(key, |value| match value.as_str() {
        Some("all") => Ok(Asked::All),
        other => Err(Wrong::new(
            format!("\"{}\" is none of the choices", other.unwrap_or_default()),
            "use \"all\" or a list of topics, such as [\"sport\", \"economy\"]",
        )),
    });
    all.unwrap_or_default()
}

impl Config {
    /// The topic of this name, griot's or the operator's.
    ///
    /// # Errors
    /// What is wrong with the name and which was meant, where there is none.
    pub fn topic(&self, name: &str) -> Result<Topic, String> {
        named(name, &all_topics(self))
            .map_err(|Wrong { message, remedy }| format!("{message}: {remedy}"))
    }
}

/// Griot's topics and the operator's, under the operator's titles.
pub(super) fn all_topics(config: &Config) -> Vec<Topic> {
    let own = || config.topics.iter().map(|own| own.topic.clone());
    let is_own = |topic: &Topic| own().any(|own| own.slug() == topic.slug());
    let mut all: Vec<Topic> = Topic::known()
        .filter(|topic| !is_own(topic))
        .chain(own())
        .collect();
    all.sort();
    all
}

fn found(asked: &Asked, all: &[Topic], report: &RefCell<Report>) -> Vec<Topic> {
    match asked {
        Asked::None => Vec::new(),
        Asked::All => all.to_vec(),
        Asked::Listed(names) => listed(names, all, report),
    }
}

/// The topics of these names; reports those that there are none of.
pub(super) fn listed(
    names: &[(Place, String)],
    all: &[Topic],
    report: &RefCell<Report>,
) -> Vec<Topic> {
    let topics = names.iter().filter_map(|(place, name)| {
        named(name, all)
            .map_err(|wrong| report.borrow_mut().error(place, wrong))
            .ok()
    });
    without_repeats(topics)
}

fn named(name: &str, all: &[Topic]) -> Result<Topic, Wrong> {
    if let Some(topic) = all.iter().find(|topic| topic.slug() == name) {
        return Ok(topic.clone());
    }
    let slugs = || all.iter().map(Topic::slug);
    let remedy = match meant(name, all).or_else(|| nearest(name, slugs())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!(
            "use one of {}, or add a [[topic]] table of that name",
            slugs().collect::<Vec<_>>().join(", ")
        ),
    };
    Err(Wrong::new(format!("there is no topic \"{name}\""), remedy))
}

/// The topic that is called so in one of our languages.
fn meant<'t>(name: &str, all: &'t [Topic]) -> Option<&'t str> {
    let name = name.to_lowercase();
    let is_called = |topic: &&Topic| {
        ["fr", "en", "pt", "ar"]
            .into_iter()
            .filter_map(|tag| tag.parse().ok())
            .any(|language| topic.name(language).to_lowercase() == name)
    };
    all.iter().find(is_called).map(Topic::slug)
}
