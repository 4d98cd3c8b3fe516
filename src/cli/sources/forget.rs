//! `griot sources forget`: an outlet asked to be removed.

use std::io::Write;

use serde_json::json;

use super::{Exit, unknown};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::SourceId;
use crate::refresh::{self, Refresher};

/// Forget a source with all its entries; take it out of the configuration too
///
/// The editions are written without its entries at once. Its polls and archived bodies go as well.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The source's id
    id: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Forgets the source, and says what went.
///
/// # Errors
/// When the store or the public folder cannot be used.
pub(super) fn run(args: &Args, config: Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let id = SourceId::new(&args.id);
    let is_known = config.sources.iter().any(|source| source.source.id == id);
    let is_polled = config.enabled().any(|source| source.source.id == id);
    let mut refresher = Refresher::open(config, Clock::system(), refresh::SETTLE_ONCE)?;
    let gone = match refresher.forget(&id)? {
        Some(gone) => gone,
        // It was never polled.
        None if is_known => 0,
        None => return unknown(&id),
    };
    if args.json {
        let object = json!({ "id": id, "entries": gone, "polled": is_polled });
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "{id} is forgotten with {gone} entries; the editions are written without them"
    )?;
    if is_polled {
        writeln!(
            out,
            "the configuration still has it: take it out, or set enabled = false, or it comes back"
        )?;
    }
    Ok(Exit::Done)
}
