//! `griot sources`: how every source is doing.

use std::io::Write;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde_json::json;

use super::Exit;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::domain::{Health, SourceId};
use crate::refresh::{self, Refresher};

/// How many polls `show` lists.
const HISTORY: usize = 20;

/// The health of every source, with its history; reading lists out; forgetting
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources list                 which sources there are and how they do
  griot sources show example-niger   one source, its last polls, when it is next asked and why
  griot sources export > list.opml   the sources as a reading list
  griot sources forget example       an outlet asked to be removed: its entries go with it")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every source with its state
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// One source with its last polls
    Show {
        /// The source's id
        id: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// The enabled sources as an OPML reading list
    Export,
    /// Forget a source with all its entries; take it out of the configuration too
    Forget {
        /// The source's id
        id: String,
    },
}

/// Runs the sub-command.
///
/// # Errors
/// When the store cannot be used.
pub fn run(args: &Args, config: Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.what {
        What::List { json } => list(&config, *json, out),
        What::Show { id, json } => show(&config, &SourceId::new(id), *json, out),
        What::Export => {
            write!(out, "{}", config::opml::export(&config))?;
            Ok(Exit::Done)
        }
        What::Forget { id } => forget(config, &SourceId::new(id), out),
    }
}

fn list(config: &Config, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::open_store(config)?;
    for health in refresh::health(config, &store)? {
        if json {
            writeln!(out, "{}", object(&health))?;
        } else {
            writeln!(
                out,
                "{:<32} {:<16} {:>6} entries  next {}  {}",
                health.source.id,
                ago(health.last_success),
                health.entries,
                ago(health.next_poll),
                health.trouble.as_deref().unwrap_or("ok"),
            )?;
        }
    }
    Ok(Exit::Done)
}

fn show(config: &Config, id: &SourceId, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::open_store(config)?;
    let Some(health) = refresh::health(config, &store)?
        .into_iter()
        .find(|health| health.source.id == *id)
    else {
        return unknown(id);
    };
    let history = store.history(id, HISTORY)?;
    if json {
        let mut object = object(&health);
        object["polls"] = history
            .iter()
            .map(|poll| {
                json!({
                    "at": poll.at.to_rfc3339(),
                    "outcome": poll.outcome,
                    "message": poll.message,
                    "bytes": poll.bytes,
                    "new": poll.tally.new,
                    "updated": poll.tally.updated,
                })
            })
            .collect();
        object["next_poll_because"] = refresh::why_next(config, &store, id)?.into();
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{}", health.source.id)?;
    writeln!(out, "  outlet        {}", health.source.outlet.name)?;
    writeln!(out, "  feed          {}", shown(&health.source.url))?;
    writeln!(out, "  last success  {}", ago(health.last_success))?;
    writeln!(out, "  next poll     {}", ago(health.next_poll))?;
    if let Some(why) = refresh::why_next(config, &store, id)? {
        writeln!(out, "  because       {why}")?;
    }
    if let Some(trouble) = &health.trouble {
        writeln!(
            out,
            "  trouble       {trouble} ({} in a row)",
            health.failures
        )?;
    }
    for poll in history {
        writeln!(
            out,
            "  {}  {:<13} {:>8} bytes  {:>3} new  {:>3} edited  {}",
            poll.at.format("%Y-%m-%d %H:%M"),
            poll.outcome,
            poll.bytes,
            poll.tally.new,
            poll.tally.updated,
            poll.message.unwrap_or_default()
        )?;
    }
    Ok(Exit::Done)
}

fn forget(config: Config, id: &SourceId, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let configured = config.enabled().any(|source| source.source.id == *id);
    let mut refresher = Refresher::open(config, Clock::system(), refresh::SETTLE_ONCE)?;
    let Some(gone) = refresher.forget(id)? else {
        return unknown(id);
    };
    writeln!(
        out,
        "{id} is forgotten with {gone} entries; the editions are written without them"
    )?;
    if configured {
        writeln!(
            out,
            "the configuration still has it: take it out, or set enabled = false, or it comes back"
        )?;
    }
    Ok(Exit::Done)
}

fn unknown(id: &SourceId) -> anyhow::Result<Exit> {
    writeln!(
        std::io::stderr(),
        "there is no source \"{id}\"; `griot sources list` shows their ids"
    )?;
    Ok(Exit::Usage)
}

fn object(health: &Health) -> serde_json::Value {
    let at = |time: Option<DateTime<Utc>>| time.map(|time| time.to_rfc3339());
    json!({
        "id": health.source.id,
        "outlet": health.source.outlet.name,
        "url": shown(&health.source.url),
        "country": health.source.country,
        "last_poll": at(health.last_poll),
        "last_success": at(health.last_success),
        "next_poll": at(health.next_poll),
        "failures": health.failures,
        "trouble": health.trouble,
        "entries": health.entries,
        "newest": at(health.newest),
    })
}

/// A URL without the name and password that it may hold.
fn shown(url: &url::Url) -> String {
    let mut url = url.clone();
    // Fails only for URLs that cannot have a host, which have no name or password either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

fn ago(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(
        || "never".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M").to_string(),
    )
}
