//! The tables of the main file that hold settings: `[instance]` to `[serve]`.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use toml::de::DeValue;
use url::{Host, Url};

use super::Config;
use super::document::Table;
use super::options::{Caution, Content, Coverage, Images, InstanceOptions};
use super::problem::Wrong;
use super::values;
use crate::domain::{Country, Language};

/// The names of the tables read here.
pub(super) const NAMES: [&str; 8] = [
    "instance",
    "fetch",
    "schedule",
    "group",
    "publish",
    "archive",
    "retention",
    "serve",
];

/// Where readers find the editions when nothing is said: on this machine.
static LOOPBACK: LazyLock<Url> =
    LazyLock::new(|| Url::parse("http://127.0.0.1:8080/").expect("a constant that tests read"));

/// Where relative and missing folders lie.
pub(super) struct Folders<'a> {
    /// The folder of the main file.
    pub(super) base: &'a Path,
    /// `$STATE_DIRECTORY`, which systemd sets for units with a `StateDirectory`.
    pub(super) state: Option<&'a OsStr>,
}

impl Folders<'_> {
    /// `$STATE_DIRECTORY` lists several folders with colons between; the first is ours.
    fn given(&self) -> Option<PathBuf> {
        let text = self.state?.to_str()?;
        let first = text.split(':').next().filter(|first| !first.is_empty())?;
        Some(PathBuf::from(first))
    }

    pub(super) fn state_dir(&self) -> PathBuf {
        self.given().unwrap_or_else(|| self.base.join("state"))
    }

    pub(super) fn public_dir(&self) -> PathBuf {
        self.given().as_deref().unwrap_or(self.base).join("public")
    }
}

/// What an instance is called and where it lies when nothing is said.
pub(super) fn default_instance(folders: &Folders<'_>) -> InstanceOptions {
    InstanceOptions {
        base_url: LOOPBACK.clone(),
        authority: LOOPBACK.host_str().unwrap_or_default().to_owned(),
        contact: None,
        name: "griot".to_owned(),
        language: Language::FRENCH,
        state_dir: folders.state_dir(),
        public_dir: folders.public_dir(),
    }
}

/// Reads every table of settings into `config`.
pub(super) fn read(root: &Table<'_>, folders: &Folders<'_>, config: &mut Config) {
    section(root, "instance", |table| instance(table, folders, config));
    section(root, "fetch", |table| fetch(table, config));
    section(root, "schedule", |table| schedule(table, config));
    section(root, "group", |table| group(table, config));
    section(root, "publish", |table| publish(table, config));
    section(root, "archive", |table| archive(table, config));
    section(root, "retention", |table| {
        table.set(
            &mut config.retention.keep,
            "keep",
            values::positive_duration,
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

fn instance(table: &Table<'_>, folders: &Folders<'_>, config: &mut Config) {
    let options = &mut config.instance;
    table.set(&mut options.base_url, "base_url", base_url);
    options.authority = options.base_url.host_str().unwrap_or_default().to_owned();
    match table.get("authority", authority) {
        Some(authority) => {
            options.authority = authority;
            warn_of_loopback(table, "authority", &options.authority);
        }
        None if table.has("base_url") => warn_of_loopback(table, "base_url", &options.authority),
        None => {}
    }
    options.contact = table.get("contact", contact);
    table.set(&mut options.name, "name", values::text);
    table.set(&mut options.language, "language", values::language);
    if let Some(path) = table.get("state_dir", values::path) {
        options.state_dir = folders.base.join(path);
    }
    if let Some(path) = table.get("public_dir", values::path) {
        options.public_dir = folders.base.join(path);
    }
}

/// Ids outlive the machine that they were tried on: they should not carry its loopback name.
fn warn_of_loopback(table: &Table<'_>, key: &str, authority: &str) {
    if is_loopback(authority) {
        table.warn(
            key,
            Wrong::new(
                format!("story ids will carry the authority \"{authority}\", which names no site"),
                "before you publish, set authority under [instance] to a domain of yours: \
                 published ids never change",
            ),
        );
    }
}

/// The URL of a site, with the slash at its end that joining paths needs.
fn base_url(value: &DeValue<'_>) -> Result<Url, Wrong> {
    let mut url = values::url(value)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::new(
            format!("\"{url}\" has a query or a fragment"),
            "end it after the path: paths of editions are appended to it",
        ));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// A domain name or mail address, as tag URIs take them (RFC 4151, section 2.1).
fn authority(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '@');
    if text.chars().all(allowed) {
        return Ok(text.to_lowercase());
    }
    Err(Wrong::new(
        format!("\"{text}\" is no authority of ids"),
        "use a domain name without scheme and port, such as \"example.org\"",
    ))
}

/// What publishers may call or write to. It stands in a header field, in parentheses.
fn contact(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    let printable = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')'));
    let is_address = text.contains('@') || values::parse_url(&text).is_ok();
    if printable && is_address {
        return Ok(text);
    }
    Err(Wrong::new(
        format!("\"{text}\" is no contact"),
        "use the URL of a page or a mail address",
    ))
}

/// Whether `authority` names this machine only.
fn is_loopback(authority: &str) -> bool {
    match Host::parse(authority) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback() || address == Ipv4Addr::UNSPECIFIED,
        Ok(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        Err(_) => false,
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
        values::duration,
    );
    table.set(&mut options.timeout, "timeout", values::positive_duration);
    table.set(&mut options.max_body, "max_body", values::size);
}

fn schedule(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.schedule;
    table.set(&mut options.default, "default", values::schedule);
    table.set(&mut options.min_interval, "min_interval", values::duration);
    table.set(&mut options.adaptive, "adaptive", values::flag);
    table.set(&mut options.backoff, "backoff", values::positive_duration);
}

fn group(table: &Table<'_>, config: &mut Config) {
    let options = &mut config.group;
    table.set(&mut options.window, "window", values::positive_duration);
    options.settle = table.get("settle", values::duration);
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
    table.set(&mut options.images, "images", images);
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

fn images(value: &DeValue<'_>) -> Result<Images, Wrong> {
    if value.as_str() == Some("cache") {
        return Err(Wrong::new(
            "this version does not serve images itself",
            "use \"none\" to keep readers' addresses from the outlets, or \"link\"",
        ));
    }
    values::word(&[("link", Images::Link), ("none", Images::None)])(value)
}

fn archive(table: &Table<'_>, config: &mut Config) {
    table.set(&mut config.archive.keep, "keep", values::duration);
    table.set(&mut config.archive.max_size, "max_size", values::size);
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
