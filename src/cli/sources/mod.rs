//! `griot sources`: how every source is doing, and where to find more.

mod discover;
mod export;
mod forget;
mod import;
mod list;
mod moved;
mod show;
mod view;

use std::io::Write;
use std::path::Path;

use clap::Subcommand;

use super::Exit;
use crate::config::{self, Config};
use crate::domain::SourceId;

pub(super) use view::span;

/// The health of every source, with its history; finding feeds; reading lists in and out; forgetting
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources list                 which sources there are and how they do
  griot sources show example-niger   one source, its last polls, when it is next asked and why,
                                     and where it may be now if it fails for long
  griot sources discover SITE        a site's feeds, as tables to put into outlets.toml
  griot sources import list.opml     a reading list as tables to put into outlets.toml
  griot sources export > list.opml   the sources as a reading list
  griot sources forget example       an outlet asked to be removed: its entries go with it")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::Args),
    Show(show::Args),
    Discover(discover::Args),
    Import(import::Args),
    Export(export::Args),
    Forget(forget::Args),
}

/// Runs the sub-command. `explicit` is the configuration that `--config` names; `quiet` shows no
/// progress.
///
/// # Errors
/// When the store, the client or a reading list cannot be used.
pub fn run(
    args: &Args,
    explicit: Option<&Path>,
    quiet: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    // These two help to write a configuration: there need not be one.
    let needs_none = matches!(args.what, What::Discover(_) | What::Import(_));
    if needs_none && super::find(explicit).is_err() {
        return with(&args.what, &config::defaults(), quiet, out);
    }
    match super::load(explicit)? {
        Some(config) => with(&args.what, &config, quiet, out),
        None => Ok(Exit::Usage),
    }
}

fn with(what: &What, config: &Config, quiet: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match what {
        What::List(args) => list::run(args, config, quiet, out),
        What::Show(args) => show::run(args, config, quiet, out),
        What::Discover(args) => discover::run(args, config, quiet, out),
        What::Import(args) => import::run(args, config, out),
        What::Export(args) => export::run(args, config, out),
        What::Forget(args) => forget::run(args, config.clone(), out),
    }
}

/// Whether an outlet is configured under this name.
fn has_outlet(config: &Config, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut sources = config.sources.iter();
    sources.any(|configured| configured.source.outlet.name.to_lowercase() == name)
}

/// The id of the source that has this address already.
fn configured_as<'c>(config: &'c Config, url: &url::Url) -> Option<&'c SourceId> {
    let mut sources = config.sources.iter().map(|configured| &configured.source);
    sources
        .find(|source| source.url == *url)
        .map(|source| &source.id)
}

fn unknown(id: &SourceId) -> anyhow::Result<Exit> {
    writeln!(
        std::io::stderr(),
        "there is no source \"{id}\"; `griot sources list` shows their ids"
    )?;
    Ok(Exit::Usage)
}
