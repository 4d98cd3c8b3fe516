//! `griot story`: the stories there are, and the operator's hand on them.

use std::io::Write;

use clap::Subcommand;
use serde_json::json;

use super::Exit;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Country, Life, Stage, StoryId, Topic};
use crate::refresh::{self, Refresher};
use crate::store::{Member, Selection, Store};

/// List, show or withdraw stories
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot story list --country NE
  griot story show 01JABCDEFGHJKMNPQRSTVWXYZ0
  griot story drop 01JABCDEFGHJKMNPQRSTVWXYZ0")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The newest stories, with their ids
    List {
        /// Only stories about this country (ISO 3166-1 alpha-2)
        #[arg(long, value_name = "CC")]
        country: Option<Country>,
        /// Only stories on this topic, such as sport
        #[arg(long, value_name = "TOPIC", value_parser = topic)]
        topic: Option<Topic>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// One story with every report of it
    Show {
        /// The story's id
        id: StoryId,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Withdraw a story: it leaves every edition, and does not come back
    Drop {
        /// The story's id
        id: StoryId,
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
            let selection = Selection {
                countries: country.as_slice(),
                topics: topic.as_slice(),
                language: None,
                items: *limit,
            };
            list(&config, &selection, *json, out)
        }
        What::Show { id, json } => show(&config, *id, *json, out),
        What::Drop { id } => withdraw(config, *id, out),
    }
}

fn list(
    config: &Config,
    selection: &Selection<'_>,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let limit = selection.items;
    let ids = match (selection.countries, selection.topics) {
        ([], []) => store.list(limit)?,
        _ => store.select(selection)?,
    };
    for id in ids.into_iter().take(limit) {
        let Some(life) = store.life(id)? else {
            continue;
        };
        let title = title(&store, &life)?;
        if json {
            writeln!(out, "{}", line(&store, &life, &title)?)?;
        } else {
            let codes: Vec<_> = life.countries.primary.iter().map(Country::code).collect();
            writeln!(
                out,
                "{id}  {}  {:>2} {:<8} {title}",
                life.published.format("%Y-%m-%d %H:%M"),
                life.outlets,
                codes.join(","),
            )?;
        }
    }
    Ok(Exit::Done)
}

/// A topic by its slug.
fn topic(text: &str) -> Result<Topic, String> {
    Topic::new(text, None).ok_or_else(|| "a topic has lower-case letters, such as sport".to_owned())
}

/// The title that stands for the story; empty when its entry is gone.
fn title(store: &Store, life: &Life) -> anyhow::Result<String> {
    let representative = store.entry(life.representative)?;
    Ok(representative.map_or_else(String::new, |member| member.entry.title))
}

fn line(store: &Store, life: &Life, title: &str) -> anyhow::Result<serde_json::Value> {
    let entry = |member: Member| -> anyhow::Result<serde_json::Value> {
        let revisions: Vec<_> = store
            .revisions(member.id)?
            .into_iter()
            .map(|earlier| {
                json!({
                    "until": earlier.at.to_rfc3339(),
                    "title": earlier.title,
                    "summary": earlier.summary,
                })
            })
            .collect();
        Ok(json!({
                "source": member.entry.key.source,
                "guid": member.entry.key.guid,
                "url": member.entry.url,
            "canonical_url": member.entry.canonical_url,
                "title": member.entry.title,
                "published": member.entry.published.to_rfc3339(),
                "independent": member.independent,
                "revisions": revisions,
        }))
    };
    let entries = store.members_of(life.id)?.into_iter().map(entry);
    let entries = entries.collect::<anyhow::Result<Vec<_>>>()?;
    Ok(json!({
        "id": life.id,
        "uri": life.uri,
        "title": title,
        "link": life.link,
        "published": life.published.to_rfc3339(),
        "updated": life.updated.to_rfc3339(),
        "outlets": life.outlets,
        "countries": life.countries,
        "topics": life.topics,
        "entries": entries,
    }))
}

fn show(config: &Config, id: StoryId, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let Some(life) = store.life(id)? else {
        return unknown(id);
    };
    let members = store.members_of(id)?;
    let title = title(&store, &life)?;
    if json {
        writeln!(out, "{}", line(&store, &life, &title)?)?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{title}\n{}", life.link)?;
    writeln!(out, "  id         {}", life.uri)?;
    writeln!(out, "  stands     {}", standing(&life))?;
    writeln!(
        out,
        "  published  {}",
        life.published.format("%Y-%m-%d %H:%M UTC")
    )?;
    writeln!(
        out,
        "  updated    {}",
        life.updated.format("%Y-%m-%d %H:%M UTC")
    )?;
    let codes = |countries: &[Country]| {
        let codes: Vec<_> = countries.iter().map(Country::code).collect();
        codes.join(", ")
    };
    writeln!(out, "  about      {}", codes(&life.countries.primary))?;
    writeln!(out, "  mentions   {}", codes(&life.countries.mentioned))?;
    writeln!(out, "  topics     {}", life.topics.join(", "))?;
    for member in members {
        writeln!(
            out,
            "  {}  {}{}  {}",
            member.entry.published.format("%Y-%m-%d %H:%M"),
            member.entry.key.source,
            if member.independent { "" } else { " (copy)" },
            member.entry.title
        )?;
        for earlier in store.revisions(member.id)? {
            let until = earlier.at.format("%Y-%m-%d %H:%M");
            let said = match earlier.title == member.entry.title {
                true => "another summary",
                false => &earlier.title,
            };
            writeln!(out, "      until {until}: {said}")?;
        }
    }
    Ok(Exit::Done)
}

/// Where a story stands, in words.
pub(super) fn standing(life: &Life) -> String {
    match life.stage {
        Stage::Settling => "waits out its settle window".to_owned(),
        Stage::Published => "published".to_owned(),
        Stage::Merged(into) => format!("merged into {into}"),
        Stage::Dropped => "withdrawn".to_owned(),
    }
}

fn withdraw(config: Config, id: StoryId, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut refresher = Refresher::open(config, Clock::system(), refresh::SETTLE_ONCE)?;
    if !refresher.withdraw(id)? {
        return unknown(id);
    }
    writeln!(out, "{id} is withdrawn; its editions are written anew")?;
    Ok(Exit::Done)
}

fn unknown(id: StoryId) -> anyhow::Result<Exit> {
    writeln!(
        std::io::stderr(),
        "there is no story {id}; `griot story list` shows their ids"
    )?;
    Ok(Exit::Usage)
}
