//! `griot sources export`: the sources as a reading list.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Exit;
use crate::config::{Config, SourceConfig, opml};
use crate::domain::{Source, SourceId, address};

/// The enabled sources as an OPML reading list
///
/// A list is made to be handed on. So a source whose address holds a name, password or key is left
/// out and named on standard error; --with-secrets writes it too, whole, to move to another instance.
/// A page of headlines is left out of a reading list, for other readers cannot read it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources export > list.opml                   to share, or for a feed reader
  griot sources export --with-secrets > list.opml    to move to another instance: keep it private")]
pub(super) struct Args {
    /// Write sources whose addresses hold keys, too
    #[arg(long)]
    with_secrets: bool,
    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

/// Prints the list; what was left out goes to standard error.
///
/// # Errors
/// When it cannot be written.
pub(super) fn run(args: &Args, config: &Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let may = |source: &Source| args.with_secrets || address::is_open(&source.url);
    let (listed, left_out): (Vec<&SourceConfig>, Vec<&SourceConfig>) = config
        .enabled()
        .partition(|configured| may(&configured.source));
    if args.json {
        let sources: Vec<Value> = listed.into_iter().map(object).collect();
        let left_out: Vec<&SourceId> = left_out.iter().map(|other| &other.source.id).collect();
        writeln!(
            out,
            "{}",
            json!({ "sources": sources, "left_out": left_out })
        )?;
        return Ok(Exit::Done);
    }
    write!(out, "{}", opml::export(config, may))?;
    for configured in config.enabled() {
        let source = &configured.source;
        let why = if configured.kind.is_page() {
            "which is a page and no feed".to_owned()
        } else if !may(source) {
            let place = address::shown(&source.url);
            format!("whose address {place} holds a key; --with-secrets writes it")
        } else {
            continue;
        };
        writeln!(io::stderr(), "left out: \"{}\", {why}", source.id)?;
    }
    Ok(Exit::Done)
}

fn object(configured: &SourceConfig) -> Value {
    let source = &configured.source;
    json!({
        "id": source.id,
        "outlet": source.outlet.name,
        "site": source.outlet.site,
        "url": source.url,
        "kind": if configured.kind.is_page() { "page" } else { "feed" },
        "select": configured.kind.selectors(),
        "language": configured.rules.language,
        "country": source.country,
    })
}
