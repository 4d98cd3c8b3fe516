//! Which addresses of an outlet's pages stand for others.

use std::collections::BTreeMap;

use toml::de::DeValue;
use url::Host;

use super::problem::Wrong;
use super::table::{Table, wrong_type};
use super::values;
use crate::domain::address;
use crate::normalise::Pages;

/// Reads `amp` and `hosts` of an outlet's table.
pub(super) fn read(table: &Table<'_>) -> Pages {
    Pages {
        hosts: table.get("hosts", hosts).unwrap_or_default(),
        amp: table.get("amp", values::flag).unwrap_or(false),
    }
}

fn hosts(value: &DeValue<'_>) -> Result<BTreeMap<String, String>, Wrong> {
    const EXAMPLE: &str = "{ \"m.example.org\" = \"www.example.org\" }";
    let Some(table) = value.as_table() else {
        return Err(wrong_type(value, "a table of hosts", EXAMPLE));
    };
    table
        .iter()
        .map(|(name, stands_for)| {
            let stands_for = values::string(stands_for.get_ref(), EXAMPLE)?;
            Ok((host(name.get_ref())?, host(stands_for)?))
        })
        .collect()
}

/// A host's name as addresses have it: in lower case, beyond ASCII encoded.
fn host(text: &str) -> Result<String, Wrong> {
    match Host::parse(text.trim()) {
        Ok(Host::Domain(name)) => Ok(name),
        _ => Err(Wrong::new(
            format!("\"{}\" is no name of a host", address::shown_text(text)),
            "write it without scheme and path, such as \"m.example.org\"",
        )),
    }
}
