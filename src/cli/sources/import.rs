//! `griot sources import`: a reading list as tables.

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::json;

use super::{Exit, configured_as, has_outlet};
use crate::cli::secrecy::without_keys;
use crate::config::Config;
use crate::config::{draft, opml};
use crate::domain::address;

/// A reading list as tables to put into a file of outlets
///
/// Feeds that are configured already are left out. Prints tables and writes nothing. Tables hold
/// addresses whole; --json hides what looks like a key.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources import list.opml                        look at it first
  griot sources import list.opml >> config/outlets.toml
  griot check                                           is it right?")]
pub(super) struct Args {
    /// The reading list (OPML); `-` is standard input
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Prints the tables; what was left out goes to standard error. The exit code is 1 when the list
/// names no feed.
pub(super) fn run(args: &Args, config: &Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let text = read(&args.list)?;
    let (subscriptions, warnings) = opml::import(&text);
    let is_empty = subscriptions.is_empty();
    let mut left_out: Vec<String> = warnings.into_iter().map(|warning| warning.0).collect();
    let mut new = Vec::new();
    for feed in subscriptions {
        match configured_as(config, &feed.url) {
            Some(id) => left_out.push(format!(
                "{} is configured already, as \"{id}\"",
                address::shown(&feed.url)
            )),
            None => new.push(feed),
        }
    }
    let drafts = opml::drafts(&new);
    if args.json {
        let object = json!({ "outlets": drafts, "left_out": left_out });
        writeln!(out, "{}", without_keys(object))?;
    } else {
        write!(out, "{}", draft::to_toml(&drafts))?;
        let mut errors = std::io::stderr();
        for what in &left_out {
            writeln!(errors, "left out: {what}")?;
        }
        for draft in drafts
            .iter()
            .filter(|draft| has_outlet(config, &draft.name))
        {
            let name = &draft.name;
            writeln!(
                errors,
                "the outlet \"{name}\" is configured already: put these sources into its table"
            )?;
        }
        if is_empty {
            let list = args.list.display();
            writeln!(
                errors,
                "{list} names no feed: is it OPML? its outlines carry xmlUrl"
            )?;
        }
    }
    Ok(if is_empty { Exit::Failed } else { Exit::Done })
}

fn read(list: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if list == Path::new("-") {
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.context("standard input cannot be read")?;
    } else {
        bytes = std::fs::read(list).with_context(|| format!("cannot read {}", list.display()))?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
