//! The tables that the main file and included files share: `[[outlet]]`, `[[edition]]`,
//! `[[alias]]` and `[[block]]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeValue;
use url::Url;

use super::addresses;
use super::identity::{default_id, is_id};
use super::options::{Content, TextOptions};
use super::problem::{Place, Wrong};
use super::sections::{content, without_repeats};
use super::table::Table;
use super::{Alias, Block, Config, Region, SourceConfig, access, page, values};
use crate::domain::{Outlet, Ownership, Source, SourceId, address};

/// Names that paths of a site use for something else than a region.
const RESERVED: [&str; 9] = [
    "all", "archive", "editions", "feeds", "healthz", "images", "metrics", "sources", "story",
];

/// The kinds of words that name a country, as the gazetteer has them.
const ALIAS_KINDS: [&str; 11] = [
    "name", "alias", "demonym", "capital", "city", "place", "region", "person", "group", "team",
    "bloc",
];

/// What may stand in a configuration once only, with where it first stood.
#[derive(Default)]
pub(super) struct Taken {
    outlets: BTreeMap<String, Place>,
    ids: BTreeMap<String, Place>,
    urls: BTreeMap<String, Place>,
    regions: BTreeMap<String, Place>,
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
const REGION: Unique = Unique {
    what: "the edition",
    remedy: "give it another name",
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
        config.regions.extend(region(&table, taken));
        table.close();
    }
    for table in root.tables("alias", "alias") {
        let removes = table.get("remove", values::flag) == Some(true);
        if removes {
            config.removals.extend(alias(&table));
        } else {
            require_country(&table);
            config.aliases.extend(alias(&table));
        }
        table.close();
    }
    for table in root.tables("block", "block") {
        let surface = table.need("surface", "\"Coupe du Congo\"", values::text);
        config
            .blocks
            .extend(surface.map(|surface| Block { surface }));
        table.close();
    }
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
    let access = access::read(table, url.as_ref());
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

fn region(table: &Table<'_>, taken: &mut Taken) -> Option<Region> {
    let slug = table.need("name", "\"sahel\"", region_name);
    if let Some(slug) = &slug {
        claim(&mut taken.regions, table, ("name", slug), &REGION);
    }
    let title = table.get("title", values::text);
    let has_countries = table.has("countries");
    let countries = table.list("countries", values::country).unwrap_or_default();
    if !has_countries {
        let wrong = Wrong::new(
            "[[edition]] has no countries",
            "add countries = [\"BF\", \"ML\", \"NE\"]",
        );
        table.error("countries", wrong);
    } else if countries.is_empty() && table.holds_empty_list("countries") {
        let wrong = Wrong::new("the list of countries is empty", "name at least one");
        table.error("countries", wrong);
    }
    let slug = slug?;
    Some(Region {
        title: title.unwrap_or_else(|| slug.clone()),
        slug,
        countries: without_repeats(countries.into_iter().map(|(_, country)| country)),
    })
}

/// What may stand in paths without being taken for a country or a page.
fn region_name(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.len() < 3 || text.len() > 60 || !text.chars().all(allowed) {
        return Err(Wrong::new(
            format!("\"{text}\" is no name of an edition"),
            "use three or more lower-case letters, digits and hyphens: it stands in paths",
        ));
    }
    if RESERVED.contains(&text.as_str()) {
        return Err(Wrong::new(
            format!("\"{text}\" stands for something else in paths"),
            "give the edition another name",
        ));
    }
    Ok(text)
}

/// A word that is added stands for something; one that is removed may stand for anything.
fn require_country(table: &Table<'_>) {
    if !table.has("country") {
        let wrong = Wrong::new("[[alias]] has no country", "add country = [\"NG\"]");
        table.error("country", wrong);
    }
}

fn alias(table: &Table<'_>) -> Option<Alias> {
    let surface = table.need("surface", "\"Sokoto\"", values::text);
    let countries = table.list("country", values::country).unwrap_or_default();
    let kind = table.get("kind", alias_kind);
    let language = table.get("language", values::language);
    Some(Alias {
        surface: surface?,
        countries: without_repeats(countries.into_iter().map(|(_, country)| country)),
        kind: kind.unwrap_or("alias"),
        language,
    })
}

fn alias_kind(value: &DeValue<'_>) -> Result<&'static str, Wrong> {
    let text = values::string(value, "\"place\"")?;
    ALIAS_KINDS
        .into_iter()
        .find(|kind| *kind == text)
        .ok_or_else(|| {
            Wrong::new(
                format!("\"{text}\" is no kind of word"),
                format!("use one of {}", ALIAS_KINDS.join(", ")),
            )
        })
}
