//! `griot alert`: what the alerts have come to, and whether one arrives.

use std::io::{self, Write};

use anyhow::Context as _;
use clap::Subcommand;
use serde_json::json;

use super::Exit;
use crate::clock::Clock;
use crate::config::{Action, Alert, Config};
use crate::refresh;

/// Show what alerts have come to, or try one out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot alert list
  griot alert test mines        gives it for a made-up story: does it arrive?

Alerts are [[alert]] tables of the configuration; config/griot.toml describes them.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every alert, with how many stories it was given for, and its last trouble
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Give an alert for a story that is made up
    Test {
        /// The alert's name
        name: String,
    },
}

/// Runs the sub-command.
///
/// # Errors
/// When the store cannot be used, or the alert does not arrive.
pub fn run(args: &Args, config: &Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.what {
        What::List { json } => list(config, *json, out),
        What::Test { name } => match config.alerts.iter().find(|alert| alert.name == *name) {
            Some(alert) => test(config, alert, out),
            None => {
                writeln!(
                    io::stderr(),
                    "there is no alert \"{name}\"; `griot alert list` shows their names"
                )?;
                Ok(Exit::Usage)
            }
        },
    }
}

fn list(config: &Config, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::store_if_any(config)?;
    for alert in &config.alerts {
        let tally = store.alert_tally(&alert.name)?;
        let since = tally.as_ref().map(|tally| tally.since);
        let tally = tally.unwrap_or_default();
        if json {
            let line = json!({
                "name": alert.name,
                "to": to(alert),
                "since": since.map(|since| since.to_rfc3339()),
                "told": tally.told,
                "waiting": tally.waiting,
                "failed": tally.failed,
                "trouble": tally.trouble,
            });
            writeln!(out, "{line}")?;
            continue;
        }
        let since = since.map(|since| since.format("since %Y-%m-%d %H:%M UTC").to_string());
        writeln!(
            out,
            "{}  {}: {} told, {} waiting, {} failed; to {}",
            alert.name,
            since.unwrap_or_else(|| "before its first round".to_owned()),
            tally.told,
            tally.waiting,
            tally.failed,
            to(alert),
        )?;
        if let Some(trouble) = tally.trouble {
            writeln!(out, "    last trouble: {trouble}")?;
        }
    }
    Ok(Exit::Done)
}

/// Where an alert goes. Of an address no more than the origin: the rest of it is often a key.
fn to(alert: &Alert) -> String {
    match &alert.action {
        Action::Webhook { url, .. } => url.origin().ascii_serialization(),
        Action::Command { program, .. } => program.display().to_string(),
    }
}

fn test(config: &Config, alert: &Alert, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let runtime = refresh::runtime().context("the async runtime did not start")?;
    let given = runtime.block_on(refresh::try_out(config, alert, Clock::system().now()));
    if let Err(why) = given {
        anyhow::bail!(
            "the alert \"{}\" does not arrive: {}",
            alert.name,
            why.message
        );
    }
    writeln!(out, "given, to {}", to(alert))?;
    Ok(Exit::Done)
}
