//! The tables of the main file that hold settings: `[instance]` to `[serve]`.

use toml::de::DeValue;

use super::instance::{self, Folders};
use super::options::{Content, Coverage, Images};
use super::problem::Wrong;
use super::table::Table;
use super::topics::TopicsNamed;
use super::values;
use super::{Config, quantities};
use crate::domain::Country;
use crate::fetch::RetryScope;
use crate::group::Caution;
use crate::normalise::Decoration;

/// The names of the tables read here.
pub(super) const NAMES: [&str; 9] = [
    "instance",
    "fetch",
    "schedule",
    "text",
    "group",
    "publish",
    "archive",
    "retention",
    "serve",
];

/// Reads every table of settings into `config`.
pub(super) fn read(
    root: &Table<'_>,
    folders: &Folders<'_>,
    config: &mut Config,
    topics: &mut TopicsNamed,
) {
    section(root, "instance", |table| {
        instance::read(table, folders, &mut config.instance);
    });
    section(root, "fetch", |table| fetch(table, config));
    section(root, "schedule", |table| schedule(table, config));
    section(root, "text", |table| text(table, config));
    section(root, "group", |table| group(table, config));
    section(root, "publish", |table| {
        publish(table, config);
        topics.published(table);
    });
    section(root, "archive", |table| archive(table, config));
    section(root, "retention", |table| {
        table.set(
            &mut config.retention.keep,
            "keep",
            quantities::positive_duration,
        );
    });
    section(root, "serve", |table| {
        table.set(&mut config.serve.listen, "listen", values::address);
    });
}

fn section(root: &Table<'_>, name: &'static str, read: impl FnOnce(&Table<'_>)) {
    if let Some(table) = root.table(name) {
        read(&table);
        table.close();
    }
}

fn fetch(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.fetch;
    if let Some(networks) = table.list("allow_networks", values::network) {
        options.allow_networks = networks.into_iter().map(|(_, network)| network).collect();
    }
    table.set(
        &mut options.concurrency,
        "concurrency",
        values::count(1..=4096),
    );
    table.set(
        &mut options.per_host_connections,
        "per_host_connections",
        values::count(1..=64),
    );
    table.set(
        &mut options.per_host_interval,
        "per_host_interval",
        quantities::duration,
    );
    table.set(
        &mut options.timeout,
        "timeout",
        quantities::positive_duration,
    );
    table.set(&mut options.max_body, "max_body", quantities::size);
    let scopes = values::word(&[("source", RetryScope::Source), ("host", RetryScope::Host)]);
    table.set(&mut options.retry_scope, "retry_scope", scopes);
    options.websub = table.get("websub", values::flag);
}

fn schedule(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.schedule;
    table.set(&mut options.default, "default", values::schedule);
    if options.default.is_always() {
        // Every round means every round, unless an interval is asked for beside it.
        options.min_interval = std::time::Duration::ZERO;
    }
    table.set(
        &mut options.min_interval,
        "min_interval",
        quantities::duration,
    );
    table.set(&mut options.adaptive, "adaptive", values::flag);
    table.set(
        &mut options.backoff,
        "backoff",
        quantities::positive_duration,
    );
}

fn text(table: &Table<'_>, config: &mut Config) {
    let decoration = || values::word(&[("drop", Decoration::Drop), ("keep", Decoration::Keep)]);
    table.set(&mut config.text.urgency, "urgency", decoration());
    table.set(&mut config.text.emoji, "emoji", decoration());
}

fn group(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.group;
    table.set(&mut options.window, "window", quantities::positive_duration);
    options.settle = table.get("settle", quantities::duration);
    let words = values::word(&[
        ("cautious", Caution::Cautious),
        ("balanced", Caution::Balanced),
        ("eager", Caution::Eager),
    ]);
    table.set(&mut options.caution, "caution", words);
}

fn publish(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.publish;
    if let Some(coverage) = coverage(table) {
        options.countries = coverage;
    }
    if let Some(languages) = table.list("languages", values::language) {
        options.languages = without_repeats(languages.into_iter().map(|(_, language)| language));
    }
    table.set(&mut options.items, "items", values::count(1..=10_000));
    table.set(&mut options.content, "content", content);
    let images = values::word(&[
        ("link", Images::Link),
        ("none", Images::None),
        ("cache", Images::Cache),
    ]);
    table.set(&mut options.images, "images", images);
    table.set(&mut options.image_cache, "image_cache", quantities::size);
    options.hub = table.get("hub", values::public_url);
}

/// `"all"`, or a list of codes.
fn coverage(table: &Table<'_>) -> Option<Coverage> {
    if !table.holds_text("countries") {
        let listed = table.list("countries", edition_country)?;
        let countries = without_repeats(listed.into_iter().map(|(_, country)| country));
        return Some(Coverage::Listed(countries));
    }
    table.get("countries", |value| match value.as_str() {
        Some("all") => Ok(Coverage::All),
        other => Err(Wrong::new(
            format!("\"{}\" is none of the choices", other.unwrap_or_default()),
            "use \"all\" or a list of codes, such as [\"NE\", \"ML\"]",
        )),
    })
}

/// A country, where someone may well write the name of a region.
fn edition_country(value: &DeValue<'_>) -> Result<Country, Wrong> {
    values::country(value).map_err(|wrong| match value.as_str() {
        Some(text) if text.len() > 2 && !wrong.remedy.starts_with("did you mean") => Wrong {
            remedy: format!(
                "{}; a region is an [[edition]] table with a name and countries",
                wrong.remedy
            ),
            ..wrong
        },
        _ => wrong,
    })
}

/// How much of a text is republished.
pub(super) fn content(value: &DeValue<'_>) -> Result<Content, Wrong> {
    values::word(&[("summary", Content::Summary), ("full", Content::Full)])(value)
}

fn archive(table: &Table<'_>, config: &mut Config) {
    table.set(&mut config.archive.keep, "keep", quantities::duration);
    table.set(&mut config.archive.max_size, "max_size", quantities::size);
}

/// The values in their order, each once.
pub(super) fn without_repeats<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for value in values {
        if !once.contains(&value) {
            once.push(value);
        }
    }
    once
}
