//! What the operator wants to be told of: `[[alert]]` tables.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use toml::de::DeValue;
use url::Url;

use super::access::{self, Access};
use super::filters::{self, Named};
use super::others;
use super::problem::Wrong;
use super::table::{Table, wrong_type};
use super::values;
use crate::domain::Filter;

/// An `[[alert]]`: which stories it is given for, and what is done then.
#[derive(Clone, Debug)]
pub struct Alert {
    /// By what it is known. Unique in a configuration.
    pub name: String,
    /// What a story has to be.
    pub filter: Filter,
    /// How many outlets have to report it, at least.
    pub outlets: usize,
    /// How many texts of their own have to stand behind it, at least.
    pub independent: usize,
    /// What is done.
    pub action: Action,
}

/// What an alert does.
#[derive(Clone, Debug)]
pub enum Action {
    /// The story is sent to this address.
    Webhook {
        /// Where to.
        url: Url,
        /// What it alone is sent and trusted with.
        access: Box<Access>,
    },
    /// This program is run, with the story on its standard input; no shell reads the arguments.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// The key of the outlets by which one of a story's reports has to be: `outlets` is a number here.
const OUTLETS: &str = "reported_by";

/// More outlets than any list has.
const MOST_OUTLETS: usize = 10_000;

/// Reads one table: the alert, as yet without topics and outlets, and what of these it names. There is
/// no alert without a name or without something to do.
pub(super) fn alert(table: &Table<'_>) -> (Option<Alert>, Named) {
    let name = table.need("name", "\"mines\"", name);
    let outlets = table.get("outlets", number);
    let independent = table.get("independent", values::count(1..=MOST_OUTLETS));
    let (filter, named) = filters::read(table, OUTLETS);
    let counts = table.has("outlets") || table.has("independent");
    if !counts && !filters::is_there(table, OUTLETS) {
        let wrong = Wrong::new(
            "[[alert]] does not say for which stories it is",
            "add outlets = 3, independent = 2, words = [\"…\"], countries, topics, languages, \
             reported_by, or several of them",
        );
        table.error("outlets", wrong);
    }
    let alert = name.zip(action(table)).map(|(name, action)| Alert {
        name,
        filter,
        outlets: outlets.unwrap_or(1),
        independent: independent.unwrap_or(1),
        action,
    });
    (alert, named)
}

fn name(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = values::text(value)?;
    match text.chars().count() <= 100 && !text.chars().any(char::is_control) {
        true => Ok(text),
        false => Err(Wrong::new(
            "it is no name",
            "use one line of at most 100 characters: it stands in what is sent, and in the log",
        )),
    }
}

/// A number of outlets, where someone may well name them.
fn number(value: &DeValue<'_>) -> Result<usize, Wrong> {
    match value {
        DeValue::Array(_) => Err(Wrong::new(
            "expected a number, found a list",
            "write how many outlets have to report, such as 3; which ones is reported_by = [\"…\"]",
        )),
        _ => values::count(1..=MOST_OUTLETS)(value),
    }
}

fn action(table: &Table<'_>) -> Option<Action> {
    let url = table.get("webhook", values::url);
    let access = access::read(table, ("webhook", url.as_ref()));
    let command = command(table);
    match (table.has("webhook"), table.has("command")) {
        (true, true) => {
            let wrong = Wrong::new(
                "webhook and command stand beside each other",
                "keep one, and give the other an [[alert]] table of its own",
            );
            table.error("command", wrong);
        }
        (false, false) => {
            let wrong = Wrong::new(
                "[[alert]] does not say what is to be done",
                "add webhook = \"https://…\" or command = [\"/path/to/program\"]",
            );
            table.error("webhook", wrong);
        }
        _ => {}
    }
    if !table.has("webhook") {
        for key in ["headers", "tls_root", "tls_pin"] {
            if table.has(key) {
                let message = format!("{key} has no effect without webhook");
                table.error(key, Wrong::new(message, "remove it"));
            }
        }
    }
    let access = Box::new(access);
    (url.map(|url| Action::Webhook { url, access })).or(command)
}

fn command(table: &Table<'_>) -> Option<Action> {
    const EXAMPLE: &str = "[\"/usr/local/bin/tell\", \"--urgent\"]";
    if table.holds_text("command") {
        let wrong = Wrong::new(
            "command: expected a list, found text",
            format!("write it as {EXAMPLE}: no shell takes it apart"),
        );
        table.refuse("command", wrong);
        return None;
    }
    let parts = table.list("command", |value| {
        let text = values::string(value, "\"…\"")?;
        match text.contains('\0') {
            true => Err(wrong_type(
                value,
                "text that a program can be given",
                "\"…\"",
            )),
            false => Ok(text.to_owned()),
        }
    })?;
    let mut parts = parts.into_iter().map(|(_, part)| part);
    let Some(program) = parts.next().filter(|program| !program.is_empty()) else {
        let wrong = Wrong::new("command names no program", format!("write it as {EXAMPLE}"));
        table.error("command", wrong);
        return None;
    };
    let program = table.folder().join(program);
    if let Err(what) = runs(&program) {
        // The news does not wait for it: an alert that fails is tried again.
        let remedy =
            "give the whole path of a program that may be run, or one relative to this file";
        table.warn("command", Wrong::new(what, remedy));
    }
    if let Some(wrong) = others::change(&program, "which griot runs") {
        table.warn("command", wrong);
    }
    Some(Action::Command {
        program,
        arguments: parts.collect(),
    })
}

/// Whether a program is there and may be run; else what is in the way.
fn runs(program: &Path) -> Result<(), String> {
    let shown = program.display();
    let facts = std::fs::metadata(program).map_err(|error| format!("{shown}: {error}"))?;
    match facts.is_file() && facts.permissions().mode() & 0o111 != 0 {
        true => Ok(()),
        false => Err(format!("{shown} is no program that may be run")),
    }
}
