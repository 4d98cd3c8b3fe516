//! Filters over the stories, as `[[edition]]` and `[[alert]]` tables have them. The topics and outlets
//! that they name are found once every file is read.

use std::cell::RefCell;

use toml::de::DeValue;

use super::problem::{Place, Report, Wrong};
use super::sections::without_repeats;
use super::suggest::nearest;
use super::table::Table;
use super::{Config, topics, values};
use crate::attribute::Phrases;
use crate::domain::{Country, Filter, Scope, Topic};

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

/// What the filters of a configuration name, one for each of its editions and alerts.
#[derive(Default)]
pub(super) struct FiltersNamed {
    editions: Vec<Drawn>,
    alerts: Vec<Named>,
}

/// An `[[edition]]` table: where its name stands, the name, and what it names.
struct Drawn {
    place: Place,
    slug: String,
    named: Named,
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
    match Phrases::has_words(&text) {
        true => Ok(text),
        false => Err(Wrong::new(
            format!("there is no word in \"{text}\""),
            "write words as they stand in texts; case and accents do not matter",
        )),
    }
}

impl FiltersNamed {
    /// Notes what an edition of the operator's names; one for each of the configuration's.
    pub(super) fn edition(&mut self, place: Place, slug: String, named: Named) {
        self.editions.push(Drawn { place, slug, named });
    }

    /// Notes what an alert names; one for each of the configuration's.
    pub(super) fn alert(&mut self, named: Named) {
        self.alerts.push(named);
    }

    /// Puts topics and outlets where they belong; reports those that there are none of, and editions
    /// whose names topics take.
    pub(super) fn settle(&self, config: &mut Config, report: &RefCell<Report>) {
        let all = topics::all_topics(config);
        let outlets = outlets(config);
        for (drawn, own) in self.editions.iter().zip(&mut config.own_editions) {
            if let Scope::Own { filter, .. } = own {
                drawn.named.settle(filter, &all, &outlets, report);
            }
            let publish = &config.publish;
            let is_one = |topic: &Topic| drawn.slug == topic.slug();
            let of_country = drawn
                .slug
                .split_once('-')
                .filter(|(code, _)| code.parse::<Country>().is_ok())
                .is_some_and(|(_, rest)| publish.country_topics.iter().any(|t| t.slug() == rest));
            if of_country || publish.topics.iter().any(is_one) {
                let message = format!("\"{}\" is the edition of a topic", drawn.slug);
                let wrong = Wrong::new(message, "give this one another name");
                report.borrow_mut().error(&drawn.place, wrong);
            }
        }
        for (named, alert) in self.alerts.iter().zip(&mut config.alerts) {
            named.settle(&mut alert.filter, &all, &outlets, report);
        }
    }
}

impl Named {
    fn settle(
        &self,
        filter: &mut Filter,
        topics: &[Topic],
        outlets: &[Known],
        report: &RefCell<Report>,
    ) {
        filter.topics = topics::listed(&self.topics, topics, report);
        let found = self.outlets.iter().filter_map(|(place, name)| {
            let folded = name.to_lowercase();
            let outlet = outlets.iter().find(|known| known.folded == folded);
            if outlet.is_none() {
                report.borrow_mut().error(place, unknown(name, outlets));
            }
            outlet.map(|known| known.name.clone())
        });
        filter.outlets = without_repeats(found);
    }
}

/// An outlet, with the ids of its sources.
struct Known {
    name: String,
    folded: String,
    sources: Vec<String>,
}

fn outlets(config: &Config) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for configured in &config.sources {
        let (name, id) = (&configured.source.outlet.name, &configured.source.id);
        match all.iter_mut().find(|known| known.name == *name) {
            Some(known) => known.sources.push(id.to_string()),
            None => all.push(Known {
                name: name.clone(),
                folded: name.to_lowercase(),
                sources: vec![id.to_string()],
            }),
        }
    }
    all
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
