//! `griot explain`: why a story or an entry is told as it is, part by part.

mod countries;
mod find;

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::terminal::{Color, Paint};
use super::{Exit, load};
use crate::attribute::Text;
use crate::config::{self, Config};
use crate::domain::{Country, Language};
use crate::refresh::{self, Explained, ExplainedStory};
use crate::store::Store;
use find::Found;

/// Say why a story or an entry is about its countries
///
/// Every piece of evidence is shown: what it weighs, the circumstances that change that, and the
/// points it brings. The stored entry is judged by the configuration of today; where that comes to
/// another verdict than the stored one, it says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot explain 01JABCDEFGHJKMNPQRSTVWXYZ0            a story, with each of its entries
  griot explain 01JABC                                the beginning of an id is enough
  griot explain https://exemple-presse.example/1234   an entry, by its address, guid or number
  griot explain --text \"Niger : la route d'Agadez rouvre\" --feed-country NE
                                                      any wording, without a database")]
pub struct Args {
    /// A story by its id, its beginning or its page; an entry by its address, guid or number
    #[arg(required_unless_present = "text")]
    id: Option<String>,
    /// Try this title instead; with the defaults unless a configuration is named
    #[arg(long, value_name = "TITLE", conflicts_with = "id")]
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
        (None, id) => stored(
            id.as_deref().unwrap_or_default(),
            args.json,
            &config,
            paint,
            out,
        ),
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

fn stored(
    id: &str,
    json: bool,
    config: &Config,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let attributor = refresh::attributor(config);
    match find::find(&store, id)? {
        Found::Story(life) => {
            let story = refresh::explain_story(config, &store, &attributor, *life)?;
            match json {
                true => writeln!(out, "{}", story_json(&store, &story)?)?,
                false => print_story(&store, &story, paint, out)?,
            }
        }
        Found::Entry(member) => {
            let entry = refresh::explain(config, &store, &attributor, *member)?;
            match json {
                true => writeln!(out, "{}", entry_json(&entry))?,
                false => print_entry(&entry, "", paint, out)?,
            }
        }
        Found::Several(names) => {
            writeln!(
                io::stderr(),
                "\"{id}\" may be one of these; give more of it:"
            )?;
            for name in names {
                writeln!(io::stderr(), "  {name}")?;
            }
            return Ok(Exit::Usage);
        }
        Found::Nothing => {
            writeln!(
                io::stderr(),
                "there is no story and no entry \"{id}\"; `griot story list` shows the ids of stories, \
                 and an entry is known by its address"
            )?;
            return Ok(Exit::Usage);
        }
    }
    Ok(Exit::Done)
}

fn story_json(store: &Store, story: &ExplainedStory) -> anyhow::Result<Value> {
    let life = &story.life;
    Ok(json!({
        "story": life.id,
        "uri": life.uri,
        "title": find::title(store, life)?,
        "topics": life.topics,
        "countries": {
            "primary": story.today.primary,
            "mentioned": story.today.mentioned,
            "stored": life.countries,
            "differs": story.differs(),
        },
        "entries": story.entries.iter().map(entry_json).collect::<Vec<_>>(),
    }))
}

fn entry_json(explained: &Explained) -> Value {
    let member = &explained.member;
    let mut countries = countries::json(&explained.today);
    countries["stored"] = json!(member.entry.countries);
    countries["differs"] = json!(explained.differs());
    json!({
        "entry": member.id.0,
        "source": member.entry.key.source,
        "guid": member.entry.key.guid,
        "url": member.entry.url,
        "story": member.story,
        "title": member.entry.title,
        "language": member.entry.language,
        "countries": countries,
    })
}

fn print_story(
    store: &Store,
    story: &ExplainedStory,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let life = &story.life;
    writeln!(out, "{}", paint.bold(&find::title(store, life)?))?;
    writeln!(out, "  story     {}", life.id)?;
    writeln!(
        out,
        "  about     {}",
        countries::names(&story.today.primary)
    )?;
    if !story.today.mentioned.is_empty() {
        writeln!(
            out,
            "  mentions  {}",
            countries::names(&story.today.mentioned)
        )?;
    }
    if !life.topics.is_empty() {
        writeln!(out, "  topics    {}", life.topics.join(", "))?;
    }
    if story.differs() {
        countries::otherwise(&life.countries, "", out)?;
    }
    if story.entries.len() > 1 {
        let rule = "what at least half of its entries are about, or most where none has half; what was \
                    shown stays while an entry is about it";
        writeln!(out, "  {}", paint.faint(rule))?;
    }
    for entry in &story.entries {
        writeln!(out)?;
        print_entry(entry, "  ", paint, out)?;
    }
    Ok(())
}

fn print_entry(
    explained: &Explained,
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let member = &explained.member;
    writeln!(out, "{indent}{}", paint.bold(&member.entry.title))?;
    writeln!(
        out,
        "{indent}  entry     {} of {}",
        member.id.0, member.entry.key.source
    )?;
    if let (Some(story), "") = (member.story, indent) {
        writeln!(out, "{indent}  story     {story}")?;
    }
    countries::print(&explained.today, indent, paint, out)?;
    if explained.differs() {
        countries::otherwise(&member.entry.countries, indent, out)?;
    }
    Ok(())
}
