//! `[instance]`: who publishes, and where.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use toml::de::DeValue;
use url::{Host, Url};

use super::options::InstanceOptions;
use super::problem::Wrong;
use super::table::Table;
use super::values;
use crate::domain::{Language, address};

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

    fn state_dir(&self) -> PathBuf {
        self.given().unwrap_or_else(|| self.base.join("state"))
    }

    fn public_dir(&self) -> PathBuf {
        self.given().as_deref().unwrap_or(self.base).join("public")
    }
}

/// What an instance is called and where it lies when nothing is said.
pub(super) fn defaults(folders: &Folders<'_>) -> InstanceOptions {
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

/// Reads the table into `options`.
pub(super) fn read(table: &Table<'_>, folders: &Folders<'_>, options: &mut InstanceOptions) {
    if let Some(url) = table.get("base_url", base_url) {
        options.authority = url.host_str().unwrap_or_default().to_owned();
        options.base_url = url;
        if !table.has("authority") {
            warn_of_loopback(table, "base_url", &options.authority);
        }
    }
    if let Some(authority) = table.get("authority", authority) {
        warn_of_loopback(table, "authority", &authority);
        options.authority = authority;
    }
    options.contact = table.get("contact", contact);
    table.set(&mut options.name, "name", values::text);
    table.set(&mut options.language, "language", spoken);
    if let Some(path) = table.get("state_dir", values::path) {
        options.state_dir = folders.base.join(path);
    }
    if let Some(path) = table.get("public_dir", values::path) {
        options.public_dir = folders.base.join(path);
    }
    refuse_to_serve_what_is_private(table, folders, options);
}

/// Whoever may read the public folder would read what is in it: the database holds what outlets and
/// operators keep to themselves, and so does the configuration.
fn refuse_to_serve_what_is_private(
    table: &Table<'_>,
    folders: &Folders<'_>,
    options: &InstanceOptions,
) {
    let private = [
        (options.state_dir.as_path(), "what griot remembers"),
        (folders.base, "the configuration"),
    ];
    let public = plain(&options.public_dir);
    for (folder, what) in private {
        if plain(folder).starts_with(&public) {
            let named = ["public_dir", "state_dir"];
            let key = named.into_iter().find(|key| table.has(key));
            table.refuse(
                key.unwrap_or("public_dir"),
                Wrong::new(
                    format!("{what} lies in the folder that readers are served from"),
                    "let public_dir be a folder of its own, with nothing else in it",
                ),
            );
            return;
        }
    }
}

/// A path as the system sees it or, where there is nothing yet, without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let path = match path.as_os_str().is_empty() {
        true => Path::new("."),
        false => path,
    };
    if let Ok(found) = path.canonicalize() {
        return found;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => plain(parent).join(name),
        (Some(parent), Some(Component::ParentDir)) => {
            let parent = plain(parent);
            parent.parent().map_or(parent.clone(), Path::to_owned)
        }
        _ => absolute,
    }
}

/// A language that griot has words of its own in.
fn spoken(value: &DeValue<'_>) -> Result<Language, Wrong> {
    let language = values::language(value)?;
    let own = [
        Language::FRENCH,
        Language::ENGLISH,
        Language::PORTUGUESE,
        Language::ARABIC,
    ];
    match own.contains(&language) {
        true => Ok(language),
        false => Err(Wrong::new(
            format!("griot's own words are not in \"{language}\""),
            "use \"fr\", \"en\", \"pt\" or \"ar\"; stories keep the languages of their reports",
        )),
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
    let mut url = values::public_url(value)?;
    if url.query().is_some() {
        return Err(Wrong::new(
            format!("\"{}\" has a query", address::shown(&url)),
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
        format!("\"{}\" is no authority of ids", address::shown_text(&text)),
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
        format!("\"{}\" is no contact", address::shown_text(&text)),
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
