//! The tables that the main file and included files share: `[[outlet]]`, `[[edition]]`, `[[alert]]`,
//! `[[topic]]`, `[[alias]]` and `[[block]]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeValue;
use url::Url;

use super::addresses;
use super::filters::FiltersNamed;
use super::identity::{default_id, is_id};
use super::options::{Content, TextOptions};
use super::problem::{Place, Wrong};
use super::sections::content;
use super::table::Table;
use super::topics::TopicsNamed;
use super::words::Words;
use super::{Config, OwnTopic, SourceConfig, access, alerts, editions, page, values, words};
use crate::attribute::Topics;
use crate::domain::{Edition, Outlet, Ownership, Source, SourceId, Topic, address};

/// What may stand in a configuration once only, with where it first stood.
#[derive(Default)]
pub(super) struct Taken {
    outlets: BTreeMap<String, Place>,
    ids: BTreeMap<String, Place>,
    urls: BTreeMap<String, Place>,
    editions: BTreeMap<String, Place>,
    topic_names: BTreeMap<String, Place>,
    categories: BTreeMap<String, Place>,
    alerts: BTreeMap<String, Place>,
    pub(super) topics: TopicsNamed,
    pub(super) filters: FiltersNamed,
    pub(super) words: Words,
}

impl Taken {
    /// Claims an id and a URL for a source that no table describes; false when one is taken.
    pub(super) fn claim(&mut self, id: &str, url: &Url, place: &Place) -> bool {
        let (id, url) = ((ID.fold)(id), (FEED.fold)(url.as_str()));
        if self.ids.contains_key(&id) || self.urls.contains_key(&url) {
            return false;
        }
        self.ids.insert(id, place.clone());
        self.urls.insert(url, place.clone());
        true
    }
}

/// What may stand once only: how messages name it, and what to do about a second one.
struct Unique {
    what: &'static str,
    remedy: &'static str,
    /// What makes two of them equal.
    fold: fn(&str) -> String,
    /// As a message may show it.
    shown: fn(&str) -> String,
}

/// Claims the `value` of `key`; a second holder is told where the first stands.
fn claim(
    taken: &mut BTreeMap<String, Place>,
    table: &Table<'_>,
    (key, value): (&str, &str),
    unique: &Unique,
) {
    let Unique { what, remedy, .. } = unique;
    let folded = (unique.fold)(value);
    if let Some(first) = taken.get(&folded) {
        let shown = (unique.shown)(value);
        let message = format!("{what} \"{shown}\" stands already at {first}");
        table.error(key, Wrong::new(message, *remedy));
    } else {
        taken.insert(folded, table.place_of(key));
    }
}

const OUTLET: Unique = Unique {
    what: "the outlet",
    remedy: "put all its sources into one [[outlet]] table, or rename one",
    fold: str::to_lowercase,
    shown: str::to_owned,
};
const FEED: Unique = Unique {
    what: "the feed",
    remedy: "poll each feed once: remove one of the two",
    fold: str::to_owned,
    shown: |feed| Url::parse(feed).map_or_else(|_| String::new(), |url| address::shown(&url)),
};
const ID: Unique = Unique {
    what: "the source id",
    remedy: "give each source an id of its own",
    fold: str::to_lowercase,
    shown: str::to_owned,
};
const EDITION: Unique = Unique {
    what: "the edition",
    remedy: "give it another name",
    fold: str::to_owned,
    shown: str::to_owned,
};
const ALERT: Unique = Unique {
    what: "the alert",
    remedy: "give it another name",
    fold: str::to_owned,
    shown: str::to_owned,
};
const TOPIC: Unique = Unique {
    what: "the topic",
    remedy: "put all its categories into one [[topic]] table",
    fold: str::to_owned,
    shown: str::to_owned,
};

/// Reads the shared tables of one file into `config`.
pub(super) fn read(root: &Table<'_>, config: &mut Config, taken: &mut Taken) {
    for table in root.tables("outlet", "outlet") {
        outlet(&table, config, taken);
        table.close();
    }
    for table in root.tables("edition", "edition") {
        let (scope, named) = editions::edition(&table);
        if let Some(scope) = &scope {
            let slug = Edition::of(scope.clone()).slug();
            claim(&mut taken.editions, &table, ("name", &slug), &EDITION);
        }
        (taken.filters).edition(table.place_of("name"), scope, named);
        table.close();
    }
    for table in root.tables("alert", "alert") {
        let (alert, named) = alerts::alert(&table);
        if let Some(alert) = &alert {
            claim(&mut taken.alerts, &table, ("name", &alert.name), &ALERT);
        }
        taken.filters.alert(alert, named);
        table.close();
    }
    for table in root.tables("topic", "topic") {
        config.topics.extend(topic(&table, taken));
        table.close();
    }
    for table in root.tables("alias", "alias") {
        words::alias(&table, config, &mut taken.words);
        table.close();
    }
    for table in root.tables("block", "block") {
        words::block(&table, config, &mut taken.words);
        table.close();
    }
}

fn topic(table: &Table<'_>, taken: &mut Taken) -> Option<OwnTopic> {
    let slug = table.need("name", "\"sport\"", editions::slug("a topic"));
    if let Some(slug) = &slug {
        claim(&mut taken.topic_names, table, ("name", slug), &TOPIC);
    }
    let title = table.get("title", values::text);
    let categories = table.list("categories", values::text).unwrap_or_default();
    let mut own = Vec::new();
    for (place, category) in categories {
        let key = Topics::key(&category);
        match taken.categories.get(&key) {
            _ if key.is_empty() => {
                let message = format!("there is no word in the category \"{category}\"");
                let wrong = Wrong::new(message, "write it as outlets do");
                table.error_at(&place, wrong);
            }
            Some(first) => {
                let message = format!("the category \"{category}\" stands already at {first}");
                let wrong = Wrong::new(message, "let it stand for one topic");
                table.error_at(&place, wrong);
            }
            None => {
                taken.categories.insert(key, place);
                own.push(category);
            }
        }
    }
    Some(OwnTopic {
        topic: Topic::new(&slug?, title)?,
        categories: own,
    })
}

fn outlet(table: &Table<'_>, config: &mut Config, taken: &mut Taken) {
    let name = table.need("name", "\"Exemple Presse\"", values::text);
    if let Some(name) = &name {
        claim(&mut taken.outlets, table, ("name", name), &OUTLET);
    }
    let outlet = Arc::new(Outlet {
        name: name.unwrap_or_default(),
        site: table.get("site", values::url),
        language: table.get("language", values::language),
        owner: table.get("owner", values::text),
        ownership: table.get("ownership", ownership),
        full_content: table
            .get("content", content)
            .unwrap_or(config.publish.content)
            == Content::Full,
    });
    let enabled = table.get("enabled", values::flag).unwrap_or(true);
    let enrich = table.get("enrich", values::flag).unwrap_or(false);
    let pages = addresses::read(table);
    let strip = patterns(table);
    let sources = table.tables("source", "outlet.source");
    if sources.is_empty() && !table.has("source") {
        table.error(
            "source",
            Wrong::new(
                format!("the outlet \"{}\" has no source", outlet.name),
                "add an [[outlet.source]] table with its url below it",
            ),
        );
    }
    for source_table in &sources {
        if let Some(mut source) = source(source_table, &outlet, &config.text, taken) {
            source.enabled &= enabled;
            source.enrich = enrich;
            source.rules.pages = pages.clone();
            source.rules.strip.splice(0..0, strip.iter().cloned());
            config.sources.push(source);
        }
        source_table.close();
    }
}

fn ownership(value: &DeValue<'_>) -> Result<Ownership, Wrong> {
    values::word(&[
        ("state", Ownership::State),
        ("public", Ownership::Public),
        ("private", Ownership::Private),
        ("ngo", Ownership::Ngo),
    ])(value)
}

fn patterns(table: &Table<'_>) -> Vec<regex::Regex> {
    let patterns = table.list("strip", values::pattern).unwrap_or_default();
    for (_, pattern) in &patterns {
        if pattern.as_str().trim_matches(['^', '$']).is_empty() || pattern.is_match("") {
            table.warn(
                "strip",
                Wrong::new(
                    format!("the pattern '{pattern}' matches nothing at all, too"),
                    "name the boilerplate's own words in it",
                ),
            );
        }
    }
    patterns.into_iter().map(|(_, pattern)| pattern).collect()
}

fn source(
    table: &Table<'_>,
    outlet: &Arc<Outlet>,
    text: &TextOptions,
    taken: &mut Taken,
) -> Option<SourceConfig> {
    let url = table.need("url", "\"https://example.org/feed/\"", values::url);
    if let Some(url) = &url {
        claim(&mut taken.urls, table, ("url", url.as_str()), &FEED);
    }
    let given = table.get("id", id);
    let country = table.get("country", values::country);
    let language = table.get("language", values::language);
    let schedule = table.get("schedule", values::schedule);
    let enabled = table.get("enabled", values::flag).unwrap_or(true);
    let strip = patterns(table);
    let access = access::read(table, ("url", url.as_ref()));
    let kind = page::read(table);
    let url = url?;
    let id = given.unwrap_or_else(|| default_id(&outlet.name, &url));
    claim(&mut taken.ids, table, ("id", &id), &ID);
    Some(SourceConfig {
        source: Arc::new(Source {
            id: SourceId::new(id),
            outlet: Arc::clone(outlet),
            url,
            country,
        }),
        place: table.place_of("url").to_string(),
        rules: text.rules(language.or(outlet.language), strip),
        schedule,
        kind,
        access,
        enrich: false,
        enabled,
    })
}

fn id(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    if is_id(&text) {
        return Ok(text);
    }
    Err(Wrong::new(
        format!("\"{text}\" is no source id"),
        "use up to 100 letters, digits, dots, hyphens and underscores, a letter or digit first",
    ))
}
