//! `griot explain`: why a story or an entry is told as it is, part by part.

mod countries;
mod entry;
mod membership;
mod near;
mod pair;
mod story;
mod table;
mod words;

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::find::{self, Found, Thing};
use super::terminal::{Color, Paint};
use super::{Exit, load};
use crate::attribute::{Attributor, Text};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::domain::{Country, Language};
use crate::refresh;
use crate::store::Store;

/// Say why entries are together or apart, and why they are about their countries
///
/// Of a story or an entry: why it was put where it is, as that was noted; what comes near and was
/// not joined; and every piece of evidence for its countries. Of two: whether they are together, by
/// how much, and what would have turned the verdict. They are weighed by the configuration of today
/// and what is remembered now; where that comes to another verdict than the stored one, it says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot explain 01JABCDEFGHJKMNPQRSTVWXYZ0            a story, with each of its entries
  griot explain 01JABC                                the beginning of an id is enough
  griot explain https://exemple-presse.example/1234   an entry, by its address, guid or number
  griot explain 01JABC 01JDEF                         two stories, entries or one of each: why
                                                      together, why apart, and by how much
  griot explain --text \"Niger : la route d'Agadez rouvre\" --feed-country NE
                                                      any wording, without a database")]
pub struct Args {
    /// A story by its id, its beginning or its page; an entry by its address, guid or number
    #[arg(required_unless_present = "text")]
    id: Option<String>,
    /// Another, to compare the two
    other: Option<String>,
    /// Try this title instead; with the defaults unless a configuration is named
    #[arg(long, value_name = "TITLE", conflicts_with_all = ["id", "other"])]
    text: Option<String>,
    /// The summary of the title that is tried
    #[arg(long, value_name = "TEXT", requires = "text", default_value = "")]
    summary: String,
    /// A category of it; may be given several times
    #[arg(long, value_name = "NAME", requires = "text")]
    category: Vec<String>,
    /// The country of its source (ISO 3166-1 alpha-2)
    #[arg(long, value_name = "CC", requires = "text")]
    feed_country: Option<Country>,
    /// Its language; guessed without it
    #[arg(long, value_name = "TAG", requires = "text")]
    language: Option<Language>,
    /// Its address at the outlet
    #[arg(long, value_name = "URL", requires = "text")]
    url: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Explains what the arguments name.
///
/// # Errors
/// When the store cannot be used, or `out` not be written.
pub fn run(
    args: &Args,
    config: Option<&Path>,
    color: Color,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let paint = Paint::new(color);
    let config = match (&args.text, config) {
        (Some(_), None) => config::defaults(),
        (_, explicit) => match load(explicit)? {
            Some(config) => config,
            None => return Ok(Exit::Usage),
        },
    };
    match (&args.text, &args.id) {
        (Some(title), _) => wording(args, title, &config, paint, out),
        (None, id) => {
            let ids = id.iter().chain(&args.other).map(String::as_str);
            stored(&ids.collect::<Vec<_>>(), args.json, &config, paint, out)
        }
    }
}

fn wording(
    args: &Args,
    title: &str,
    config: &Config,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let attribution = refresh::attributor(config).attribute(&Text {
        language: args.language,
        title,
        summary: &args.summary,
        categories: &args.category,
        feed_country: args.feed_country,
        url: args.url.as_deref(),
    });
    if args.json {
        let text = json!({ "text": title, "countries": countries::json(&attribution) });
        writeln!(out, "{text}")?;
    } else {
        writeln!(out, "{}", paint.bold(title))?;
        countries::print(&attribution, "", paint, out)?;
    }
    Ok(Exit::Done)
}

/// What explanations are made from.
struct Stored<'a> {
    config: &'a Config,
    store: &'a Store,
    attributor: &'a Attributor,
    now: DateTime<Utc>,
}

fn stored(
    ids: &[&str],
    json: bool,
    config: &Config,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let mut things = Vec::with_capacity(ids.len());
    for id in ids {
        match find::thing(&store, id)? {
            Found::One(thing) => things.push(thing),
            Found::Several(lines) => {
                find::say_several(id, &lines)?;
                return Ok(Exit::Usage);
            }
            Found::Nothing => return nothing(id),
        }
    }
    let stored = Stored {
        config,
        store: &store,
        attributor: &refresh::attributor(config),
        now: Clock::system().now(),
    };
    let mut things = things.into_iter();
    match (things.next(), things.next()) {
        (Some(one), Some(other)) => {
            return pair::explain(&stored, one, other, json, paint, out);
        }
        (Some(Thing::Story(life)), None) => story::explain(&stored, *life, json, paint, out)?,
        (Some(Thing::Entry(member)), None) => entry::explain(&stored, *member, json, paint, out)?,
        (None, _) => {}
    }
    Ok(Exit::Done)
}

fn nothing(id: &str) -> anyhow::Result<Exit> {
    writeln!(
        io::stderr(),
        "there is no story and no entry \"{id}\"; `griot story list` shows the ids of stories, \
         and an entry is known by its address"
    )?;
    Ok(Exit::Usage)
}
