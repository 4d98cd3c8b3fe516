//! `griot story`: the stories there are, and the operator's hand on them.

mod hand;
mod look;

use std::io::Write;

use clap::Subcommand;

use super::Exit;
use super::find::{self, Found};
use crate::config::Config;
use crate::domain::{Country, Life};
use crate::store::{Selection, Store};
pub(super) use look::standing;

/// List, show, join, split or withdraw stories
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot story list --country NE
  griot story show 01JABCDEFGHJKMNPQRSTVWXYZ0
  griot story show 01JABC            the beginning of an id is enough, here and below
  griot story drop 01JABCDEFGHJKMNPQRSTVWXYZ0
  griot story join 01JABCDEFGHJKMNPQRSTVWXYZ0 01JABD5K8Q2T9V4W7X1Y3Z6A0B --reason \"one accident\"
  griot story split 01JABCDEFGHJKMNPQRSTVWXYZ0 4711 4712 --reason \"another mine\"
  griot story rulings")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// The reason of a ruling where none is given.
const UNSAID: &str = "no reason given";

#[derive(Debug, Subcommand)]
enum What {
    /// The newest stories, with their ids
    List {
        /// Only stories about this country (ISO 3166-1 alpha-2)
        #[arg(long, value_name = "CC")]
        country: Option<Country>,
        /// Only stories on this topic, such as sport
        #[arg(long, value_name = "TOPIC")]
        topic: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// One story with every report of it
    Show {
        /// The story: its id, its beginning or its page
        id: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Withdraw a story: it leaves every edition, and does not come back
    ///
    /// A tombstone stays in its place. Reports that are found to be of the same event later stay out
    /// with it; `griot story show ID` lists them.
    Drop {
        /// The story: its id, its beginning or its page
        id: String,
        /// Why; kept with the story, and shown to you alone
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: Option<String>,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Rule that stories are one event: they are one story at once, and for good
    ///
    /// The eldest id lives; the others get a tombstone and lead to it. No later round separates
    /// their entries, whatever they say by then, and a replay keeps to it.
    Join {
        /// The stories: their ids, their beginnings or their pages
        #[arg(required = true, num_args = 2.., value_name = "ID")]
        ids: Vec<String>,
        /// Why; kept with the ruling, and shown
        #[arg(long, value_name = "TEXT", value_parser = reason, default_value = UNSAID)]
        reason: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Rule that entries of a story are another event: they are a story of their own, for good
    ///
    /// The id stays with the part that holds the entry that stands for the story. No later round
    /// puts these entries into a story with any of the others, and a replay keeps to it.
    Split {
        /// The story: its id, its beginning or its page
        id: String,
        /// The entries that go, by number, guid or address, as `griot story show` has them
        #[arg(required = true, value_name = "ENTRY")]
        entries: Vec<String>,
        /// Why; kept with the ruling, and shown
        #[arg(long, value_name = "TEXT", value_parser = reason, default_value = UNSAID)]
        reason: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// What was ruled on stories, and why
    Rulings {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Take a ruling back: from then on, grouping decides again by what the entries say
    Revoke {
        /// The ruling's number
        number: i64,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
}

/// Runs the sub-command.
///
/// # Errors
/// When the store cannot be used.
pub fn run(args: &Args, config: Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.what {
        What::List {
            country,
            topic,
            limit,
            json,
        } => {
            let topic = match topic.as_deref().map(|name| config.topic(name)).transpose() {
                Ok(topic) => topic,
                Err(wrong) => return super::usage(&wrong),
            };
            let selection = Selection {
                countries: country.as_slice(),
                topics: topic.as_slice(),
                edition: None,
                language: None,
                items: *limit,
            };
            look::list(&config, &selection, *json, out)
        }
        What::Show { id, json } => look::show(&config, id, *json, out),
        What::Drop { id, reason, json } => {
            hand::withdraw(config, id, reason.as_deref(), *json, out)
        }
        What::Join { ids, reason, json } => hand::join(config, ids, reason, *json, out),
        What::Split {
            id,
            entries,
            reason,
            json,
        } => hand::split(config, id, entries, reason, *json, out),
        What::Rulings { json } => hand::rulings(&config, *json, out),
        What::Revoke { number, json } => hand::revoke(config, *number, *json, out),
    }
}

/// A reason: one line, and not an empty one.
fn reason(text: &str) -> Result<String, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() {
        true => Err("say why in a few words, for those who wonder later".to_owned()),
        false => Ok(words.join(" ")),
    }
}

/// The story that the operator means; says so where there is none, or several may be meant.
fn meant(store: &Store, name: &str) -> anyhow::Result<Option<Life>> {
    match find::story(store, name)? {
        Found::One(life) => return Ok(Some(life)),
        Found::Several(lines) => find::say_several(name, &lines)?,
        Found::Nothing => unknown(name)?,
    }
    Ok(None)
}

fn unknown(name: &str) -> std::io::Result<()> {
    writeln!(
        std::io::stderr(),
        "there is no story {name}; `griot story list` shows their ids"
    )
}
