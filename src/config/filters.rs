//! Filters over the stories, as `[[edition]]` and `[[alert]]` tables have them. The topics and outlets
//! that they name are found once every file is read.

use std::cell::RefCell;
use std::collections::HashMap;

use toml::de::DeValue;

use super::problem::{Place, Report, Wrong};
use super::sections::without_repeats;
use super::suggest::nearest;
use super::table::Table;
use super::{Alert, Config, topics, values};
use crate::attribute::Phrases;
use crate::domain::{Country, Edition, Filter, Scope, Topic};

/// Each list of a filter, with what messages call its members; that of the outlets, whose key is
/// not everywhere the same, is apart.
const LISTS: [(&str, &str); 5] = [
    ("countries", "countries"),
    ("topics", "topics"),
    ("languages", "languages"),
    ("words", "words"),
    ("without", "words"),
];

/// What a filter names that is found later, each with its place.
#[derive(Default)]
pub(super) struct Named {
    topics: Vec<(Place, String)>,
    outlets: Vec<(Place, String)>,
}

/// The editions and alerts of a configuration until what they name is found. What a table names is
/// looked for also where the rest of it is wrong, so that every mistake is reported at once.
#[derive(Default)]
pub(super) struct FiltersNamed {
    editions: Vec<(Place, Option<Scope>, Named)>,
    alerts: Vec<(Option<Alert>, Named)>,
}

/// Reads the filter of a table, as yet without topics and outlets; the names of the latter stand
/// under `outlets`.
pub(super) fn read(table: &Table<'_>, outlets: &'static str) -> (Filter, Named) {
    let countries = table.list("countries", values::country);
    let topics = table.list("topics", values::text);
    let languages = table.list("languages", values::language);
    let named = table.list(outlets, values::text);
    let words = table.list("words", phrase);
    let without = table.list("without", phrase);
    for (key, what) in LISTS.into_iter().chain([(outlets, "outlets")]) {
        if table.holds_empty_list(key) {
            let message = format!("the list of {what} is empty");
            let wrong = Wrong::new(message, "name at least one, or remove the key");
            table.error(key, wrong);
        }
    }
    let filter = Filter {
        countries: bare(countries),
        languages: bare(languages),
        words: bare(words),
        without: bare(without),
        ..Filter::default()
    };
    let named = Named {
        topics: topics.unwrap_or_default(),
        outlets: named.unwrap_or_default(),
    };
    (filter, named)
}

/// Whether a table says anything that a filter asks for.
pub(super) fn is_there(table: &Table<'_>, outlets: &str) -> bool {
    let mut keys = LISTS.into_iter().map(|(key, _)| key).chain([outlets]);
    keys.any(|key| table.has(key))
}

fn bare<T: PartialEq>(listed: Option<Vec<(Place, T)>>) -> Vec<T> {
    without_repeats(listed.unwrap_or_default().into_iter().map(|(_, one)| one))
}

/// A word, or several that follow each other.
fn phrase(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    if !Phrases::has_words(&text) {
        return Err(Wrong::new(
            format!("there is no word in \"{text}\""),
            "write words as they stand in texts; case and accents do not matter",
        ));
    }
    if is_pattern(&text) {
        return Err(Wrong::new(
            format!("{text} is a pattern, and words are sought as they stand"),
            "name each form that is meant, such as words = [\"mine\", \"mines\", \"gold mine\"]",
        ));
    }
    Ok(text)
}

/// Whether a text is written as search engines and programs take patterns. A question ends in its
/// sign.
fn is_pattern(text: &str) -> bool {
    let is_within = |(before, after): (&str, &str)| {
        before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
    };
    let is_enclosed = text.len() > 1 && text.starts_with('/') && text.ends_with('/');
    text.contains(['*', '|', '"']) || text.split_once('?').is_some_and(is_within) || is_enclosed
}

impl FiltersNamed {
    /// Notes an edition of the operator's, where its name stands, and what it names.
    pub(super) fn edition(&mut self, place: Place, scope: Option<Scope>, named: Named) {
        self.editions.push((place, scope, named));
    }

    /// Notes an alert, and what it names.
    pub(super) fn alert(&mut self, alert: Option<Alert>, named: Named) {
        self.alerts.push((alert, named));
    }

    /// Puts topics and outlets where they belong, and editions and alerts into `config`; reports those
    /// that there are none of, and editions whose names topics take.
    pub(super) fn settle(self, config: &mut Config, report: &RefCell<Report>) {
        let all = topics::all_topics(config);
        let known = KnownOutlets::of(config);
        for (place, scope, named) in self.editions {
            let (topics, outlets) = named.found(&all, &known, report);
            let Some(mut scope) = scope else {
                continue;
            };
            if let Scope::Own { filter, .. } = &mut scope {
                (filter.topics, filter.outlets) = (topics, outlets);
            }
            let slug = Edition::of(scope.clone()).slug();
            if is_of_topic(&slug, config) {
                let message = format!("\"{slug}\" is the edition of a topic");
                let wrong = Wrong::new(message, "give this one another name");
                report.borrow_mut().error(&place, wrong);
            }
            config.own_editions.push(scope);
        }
        for (alert, named) in self.alerts {
            let (topics, outlets) = named.found(&all, &known, report);
            config.alerts.extend(alert.map(|mut alert| {
                (alert.filter.topics, alert.filter.outlets) = (topics, outlets);
                alert
            }));
        }
    }
}

/// Whether an edition of that name is published for a topic, in all news or in a country's.
fn is_of_topic(slug: &str, config: &Config) -> bool {
    let publish = &config.publish;
    let of_country = slug
        .split_once('-')
        .filter(|(code, _)| code.parse::<Country>().is_ok())
        .is_some_and(|(_, rest)| publish.country_topics.iter().any(|t| t.slug() == rest));
    of_country || publish.topics.iter().any(|topic| slug == topic.slug())
}

impl Named {
    /// The topics and outlets that there are; reports the others.
    fn found(
        &self,
        topics: &[Topic],
        known: &KnownOutlets,
        report: &RefCell<Report>,
    ) -> (Vec<Topic>, Vec<String>) {
        let topics = topics::listed(&self.topics, topics, report);
        let outlets = self.outlets.iter().filter_map(|(place, name)| {
            let folded = name.to_lowercase();
            let outlet = known.all.iter().find(|known| known.folded == folded);
            if outlet.is_some() {
                return outlet.map(|known| known.name.clone());
            }
            let wrong = unknown(name, &known.all);
            if known.may_be_more {
                // It is found once a list names it, and nothing is until then.
                report.borrow_mut().warn(place, wrong);
                return Some(name.clone());
            }
            report.borrow_mut().error(place, wrong);
            None
        });
        (topics, without_repeats(outlets))
    }
}

/// The outlets that a filter may name.
struct KnownOutlets {
    all: Vec<Known>,
    /// Whether there are reading lists whose keepers may name others tomorrow: what they do makes no
    /// configuration wrong.
    may_be_more: bool,
}

/// An outlet, with the ids of its sources.
struct Known {
    name: String,
    folded: String,
    sources: Vec<String>,
}

impl KnownOutlets {
    fn of(config: &Config) -> Self {
        let mut all: Vec<Known> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for configured in &config.sources {
            let (name, id) = (&configured.source.outlet.name, &configured.source.id);
            let place = *places.entry(name).or_insert(all.len());
            if place == all.len() {
                all.push(Known {
                    name: name.clone(),
                    folded: name.to_lowercase(),
                    sources: Vec::new(),
                });
            }
            all[place].sources.push(id.to_string());
        }
        Self {
            all,
            may_be_more: !config.lists.is_empty(),
        }
    }
}

fn unknown(name: &str, outlets: &[Known]) -> Wrong {
    let of_source = outlets
        .iter()
        .find(|known| known.sources.iter().any(|id| id == name));
    let near = || {
        let folded = name.to_lowercase();
        let near = nearest(&folded, outlets.iter().map(|known| known.folded.as_str()));
        outlets.iter().find(|known| Some(&*known.folded) == near)
    };
    let remedy = match of_source.or_else(near) {
        Some(known) => format!("did you mean \"{}\"?", known.name),
        None => "name an outlet as its [[outlet]] table does".to_owned(),
    };
    Wrong::new(format!("there is no outlet \"{name}\""), remedy)
}
