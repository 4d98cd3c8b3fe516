//! `griot sources export`: the sources as a reading list.

use std::io::{self, Write};

use super::Exit;
use crate::config::{Config, opml};
use crate::domain::{Source, address};

/// The enabled sources as an OPML reading list
///
/// A list is made to be handed on. So a source whose address holds a name, password or key is left
/// out and named on standard error; --with-secrets writes it too, whole, to move to another instance.
/// A page of headlines is left out, for other readers cannot read it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources export > list.opml                   to share, or for a feed reader
  griot sources export --with-secrets > list.opml    to move to another instance: keep it private")]
pub(super) struct Args {
    /// Write sources whose addresses hold keys, too
    #[arg(long)]
    with_secrets: bool,
}

/// Prints the list; what was left out goes to standard error.
///
/// # Errors
/// When it cannot be written.
pub(super) fn run(args: &Args, config: &Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let may = |source: &Source| args.with_secrets || address::is_open(&source.url);
    write!(out, "{}", opml::export(config, may))?;
    for configured in config
        .enabled()
        .filter(|configured| !configured.kind.is_page() && !may(&configured.source))
    {
        let source = &configured.source;
        writeln!(
            io::stderr(),
            "left out: \"{}\", whose address {} holds a key; --with-secrets writes it",
            source.id,
            address::shown(&source.url)
        )?;
    }
    for configured in config.enabled().filter(|source| source.kind.is_page()) {
        let id = &configured.source.id;
        writeln!(
            io::stderr(),
            "left out: \"{id}\", which is a page and no feed"
        )?;
    }
    Ok(Exit::Done)
}
