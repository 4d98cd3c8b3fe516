//! How a source, or a webhook, is got at: header fields of its own, and whose certificate it may show.

use std::path::Path;

use toml::de::DeValue;
use url::Url;

use super::others;
use super::problem::Wrong;
use super::table::{Table, wrong_type};
use super::values;
use crate::domain::Secret;
use crate::fetch::{BadTrust, Trust};

/// What only one source, or webhook, is sent and trusted with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Header fields, such as `Authorization`: sent to that one's own origin only, never shown.
    pub headers: Vec<(String, Secret)>,
    /// Which certificates its own origin may show.
    pub trust: Trust,
}

/// Where systemd puts what `LoadCredential` names.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

const USE_HTTPS: &str = "use https where it is offered";

/// Longest value of a header field.
const MOST_VALUE: usize = 8 << 10;

/// Fields that are griot's own business, each with why.
const OWN_FIELDS: [(&str, &str); 15] = [
    ("accept", "it asks for feeds"),
    ("accept-encoding", "it asks for what it can read"),
    ("connection", "connections are kept by griot"),
    ("content-length", "griot knows what it sends"),
    ("content-type", "griot knows what it sends"),
    ("host", "the URL says it"),
    ("if-match", "conditions are what the last answer said"),
    (
        "if-modified-since",
        "conditions are what the last answer said",
    ),
    ("if-none-match", "conditions are what the last answer said"),
    ("if-range", "conditions are what the last answer said"),
    (
        "if-unmodified-since",
        "conditions are what the last answer said",
    ),
    ("range", "feeds are read whole"),
    ("te", "connections are kept by griot"),
    ("transfer-encoding", "griot knows what it sends"),
    (
        "user-agent",
        "publishers shall know who asks; set contact under [instance]",
    ),
];

/// Reads `headers`, `tls_root` and `tls_pin` of a table that names an address, under a key.
pub(super) fn read(table: &Table<'_>, (key, url): (&str, Option<&Url>)) -> Access {
    let folder = table.folder();
    let headers = table
        .fields(
            "headers",
            "{ Authorization = \"Bearer …\" }",
            |name, value| header(name, value, folder),
        )
        .unwrap_or_default();
    let root = table.get("tls_root", |value| root(value, folder));
    let pin = table.get("tls_pin", pin);
    if root.is_some() && pin.is_some() {
        table.error(
            "tls_pin",
            Wrong::new(
                "tls_root and tls_pin stand beside each other",
                "keep one: a pinned certificate needs no root",
            ),
        );
    }
    warn_of_readers(table, key, url);
    if let Some(url) = url {
        look_over(table, (key, url), !headers.is_empty());
    }
    Access {
        headers,
        trust: pin.or(root).unwrap_or_default(),
    }
}

/// What is worth a word although each value alone is right.
fn look_over(table: &Table<'_>, (key, url): (&str, &Url), has_headers: bool) {
    if url.scheme() == "https" {
        return;
    }
    if let Some(wrong) = overheard(url) {
        table.warn(key, wrong);
    }
    if has_headers {
        let what = "these fields are sent where anyone on the way can read them";
        table.warn("headers", Wrong::new(what, USE_HTTPS));
    }
    for key in ["tls_root", "tls_pin"] {
        if table.has(key) {
            let what = format!("{key} has no effect on an http URL");
            table.error(key, Wrong::new(what, "use https, or remove the key"));
        }
    }
}

/// What is to be said of a name and password in a URL that are sent in plain text.
pub(super) fn overheard(url: &Url) -> Option<Wrong> {
    let has_login = !url.username().is_empty() || url.password().is_some();
    let what = "the name and password in the URL are sent where anyone on the way can read them";
    (has_login && url.scheme() != "https").then(|| Wrong::new(what, USE_HTTPS))
}

/// What is to be said of a password in a file that anyone may read.
pub(super) fn readable() -> Wrong {
    let what = "every user of this machine may read this file, and the key in it";
    let remedy =
        "take that right away with chmod o-r, or name a file or a credential that holds the key";
    Wrong::new(what, remedy)
}

/// Keys that stand in the file itself, which anyone may read.
fn warn_of_readers(table: &Table<'_>, key: &str, url: Option<&Url>) {
    if !others::read(&table.place().file) {
        return;
    }
    let stands_here = |value: &DeValue<'_>| {
        let fields = value.as_table().into_iter().flatten();
        Ok(fields
            .into_iter()
            .any(|(_, field)| field.get_ref().is_str()))
    };
    let keys = [
        ("headers", table.get("headers", stands_here) == Some(true)),
        (key, url.is_some_and(|url| url.password().is_some())),
    ];
    for (key, _) in keys.into_iter().filter(|(_, stands_here)| *stands_here) {
        table.warn(key, readable());
    }
}

/// One field, with its value.
fn header(name: &str, value: &DeValue<'_>, folder: &Path) -> Result<(String, Secret), Wrong> {
    is_allowed(name)?;
    let value = secret(value, folder)
        .map_err(|wrong| Wrong::new(format!("{name}: {}", wrong.message), wrong.remedy))?;
    Ok((name.to_owned(), value))
}

/// A token (RFC 9110, section 5.1) that is not for griot to set.
fn is_allowed(name: &str) -> Result<(), Wrong> {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(may_stand) {
        return Err(Wrong::new(
            format!("\"{name}\" is no name of a header field"),
            "use letters, digits and hyphens",
        ));
    }
    let lower = name.to_ascii_lowercase();
    match OWN_FIELDS.iter().find(|(own, _)| *own == lower) {
        Some((_, why)) => Err(Wrong::new(
            format!("{name} is griot's to set: {why}"),
            "remove it",
        )),
        None => Ok(()),
    }
}

/// A text as it stands, or one that a file or a credential of the service holds.
fn secret(value: &DeValue<'_>, folder: &Path) -> Result<Secret, Wrong> {
    const EXAMPLE: &str = "\"…\", { file = \"outlet.token\" } or { credential = \"outlet\" }";
    if let Some(text) = value.as_str() {
        return sendable(text);
    }
    let only = value.as_table().filter(|table| table.len() == 1);
    let only = only.and_then(|table| table.iter().next());
    let Some((kind, place)) = only else {
        return Err(wrong_type(value, "a text, or a table of one key", EXAMPLE));
    };
    let place = values::path(place.get_ref())?;
    let path = match kind.get_ref().as_ref() {
        "file" => folder.join(place),
        "credential" => match std::env::var_os(CREDENTIALS) {
            Some(credentials) => Path::new(&credentials).join(place),
            None => {
                return Err(Wrong::new(
                    format!("no credentials were handed over (${CREDENTIALS} is not set)"),
                    "add LoadCredential= to the unit, or name a file",
                ));
            }
        },
        other => {
            return Err(Wrong::new(
                format!("\"{other}\" is no place for a secret"),
                format!("write it as {EXAMPLE}"),
            ));
        }
    };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Wrong::new(
            format!("{} cannot be read ({error})", path.display()),
            "correct the name, which is relative to this file, or the permissions",
        )
    })?;
    sendable(text.trim_end_matches(['\n', '\r']))
}

/// The value of a field (RFC 9110, section 5.5). It is not repeated in the message.
fn sendable(text: &str) -> Result<Secret, Wrong> {
    let may_stand = |c: char| c == '\t' || (!c.is_control() && u32::from(c) < 0x100);
    if text.is_empty() || text.len() > MOST_VALUE || !text.chars().all(may_stand) {
        return Err(Wrong::new(
            "its value cannot be sent",
            "use one line of Latin letters, digits and signs, at most 8 KiB",
        ));
    }
    Ok(Secret::new(text))
}

fn root(value: &DeValue<'_>, folder: &Path) -> Result<Trust, Wrong> {
    let path = folder.join(values::path(value)?);
    let pem = std::fs::read(&path).map_err(|error| {
        Wrong::new(
            format!("{} cannot be read ({error})", path.display()),
            "correct the path, which is relative to this file, or the permissions",
        )
    })?;
    Trust::roots(&pem).map_err(|BadTrust { what, remedy }| {
        Wrong::new(format!("{}: {what}", path.display()), remedy)
    })
}

fn pin(value: &DeValue<'_>) -> Result<Trust, Wrong> {
    let text = values::string(value, "\"sha256:…\"")?;
    Trust::pinned(text).map_err(|BadTrust { what, remedy }| Wrong::new(what, remedy))
}
