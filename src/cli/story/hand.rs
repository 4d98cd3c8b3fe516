//! The operator's hand: stories withdrawn, joined and split, and what was ruled.

use std::io::{self, Write};

use serde_json::json;

use super::{Exit, meant, unknown};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{EntryKey, StoryId};
use crate::refresh::{self, Refresher};
use crate::store::Store;

pub(super) fn withdraw(
    config: Config,
    story: &str,
    reason: Option<&str>,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(id) = id_of(&config, story)? else {
        return Ok(Exit::Usage);
    };
    match open(config)?.withdraw(id, reason) {
        Ok(true) => {}
        Ok(false) => {
            unknown(story)?;
            return Ok(Exit::Usage);
        }
        Err(error) => return refused(error),
    }
    if json {
        writeln!(out, "{}", json!({ "story": id, "reason": reason }))?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{id} is withdrawn; its editions are written anew")?;
    Ok(Exit::Done)
}

pub(super) fn join(
    config: Config,
    stories: &[String],
    reason: &str,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut ids = Vec::with_capacity(stories.len());
    for story in stories {
        let Some(id) = id_of(&config, story)? else {
            return Ok(Exit::Usage);
        };
        ids.push(id);
    }
    let laid = match open(config)?.join(&ids, reason) {
        Ok(laid) => laid,
        Err(error) => return refused(error),
    };
    if json {
        let object = json!({
            "ruling": laid.ruling,
            "story": laid.story,
            "merged": laid.others,
            "overruled": laid.overruled,
        });
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    let others: Vec<_> = laid.others.iter().map(ToString::to_string).collect();
    writeln!(
        out,
        "{} holds the entries of {} from now on, by ruling {}; the editions are written anew",
        laid.story,
        others.join(", "),
        laid.ruling
    )?;
    overruled(&laid.overruled, out)
}

pub(super) fn split(
    config: Config,
    story: &str,
    entries: &[String],
    reason: &str,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(id) = id_of(&config, story)? else {
        return Ok(Exit::Usage);
    };
    let laid = match open(config)?.split(id, entries, reason) {
        Ok(laid) => laid,
        Err(error) => return refused(error),
    };
    if json {
        let object = json!({
            "ruling": laid.ruling,
            "story": laid.story,
            "others": laid.others,
            "overruled": laid.overruled,
        });
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    let number = laid.ruling;
    if laid.story == id {
        let others: Vec<_> = laid.others.iter().map(ToString::to_string).collect();
        let others = others.join(", ");
        writeln!(
            out,
            "{id} stays with these entries, of which one stands for it; the others are {others} from \
             now on, by ruling {number}; the editions are written anew"
        )?;
    } else {
        writeln!(
            out,
            "these entries are {} from now on, by ruling {number}; the editions are written anew",
            laid.story
        )?;
    }
    overruled(&laid.overruled, out)
}

fn overruled(numbers: &[i64], out: &mut dyn Write) -> anyhow::Result<Exit> {
    for number in numbers {
        writeln!(out, "ruling {number} said otherwise; the newer word holds")?;
    }
    Ok(Exit::Done)
}

pub(super) fn revoke(
    config: Config,
    number: i64,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if let Err(error) = open(config)?.revoke(number) {
        return refused(error);
    }
    if json {
        writeln!(out, "{}", json!({ "ruling": number }))?;
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "ruling {number} is taken back; what it joined or split stays so until grouping has cause to \
         look at it again"
    )?;
    Ok(Exit::Done)
}

pub(super) fn rulings(config: &Config, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let overruled = refresh::overruled(&store)?;
    for (number, ruling) in store.rulings()? {
        let verdict = match ruling.joins() {
            true => "joined",
            false => "split",
        };
        let is_overruled = overruled.contains(&number);
        if json {
            let entries = |keys: &[EntryKey]| -> anyhow::Result<Vec<_>> {
                keys.iter().map(|key| entry_json(&store, key)).collect()
            };
            let object = json!({
                "ruling": number,
                "at": ruling.at.to_rfc3339(),
                "verdict": verdict,
                "reason": ruling.reason,
                "together": entries(&ruling.together)?,
                "apart": entries(&ruling.apart)?,
                "overruled": is_overruled,
            });
            writeln!(out, "{object}")?;
            continue;
        }
        writeln!(
            out,
            "{number:>3}  {}  {verdict}: {}{}",
            ruling.at.format("%Y-%m-%d %H:%M"),
            ruling.reason,
            if is_overruled {
                "  (overruled by a newer one)"
            } else {
                ""
            }
        )?;
        for (sign, keys) in [('+', &ruling.together), ('-', &ruling.apart)] {
            for key in keys {
                let title = match store.entry_of(key)? {
                    Some(member) => member.entry.title,
                    None => format!("{} (not there)", key.guid),
                };
                writeln!(out, "       {sign} {}  {title}", key.source)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn entry_json(store: &Store, key: &EntryKey) -> anyhow::Result<serde_json::Value> {
    let member = store.entry_of(key)?;
    let member = member.as_ref();
    Ok(json!({
        "source": key.source,
        "guid": key.guid,
        "entry": member.map(|member| member.id.0),
        "story": member.and_then(|member| member.story),
        "title": member.map(|member| &member.entry.title),
    }))
}

/// The id of the story that the operator means; none where that was said to be in doubt.
fn id_of(config: &Config, story: &str) -> anyhow::Result<Option<StoryId>> {
    let store = refresh::existing_store(config)?;
    Ok(meant(&store, story)?.map(|life| life.id))
}

fn open(config: Config) -> Result<Refresher, refresh::Error> {
    Refresher::open(config, Clock::system(), refresh::SETTLE_ONCE)
}

/// What the operator asked for cannot be: said, and no failure. Everything else is one.
fn refused(error: refresh::Error) -> anyhow::Result<Exit> {
    match error {
        refresh::Error::Refused(why) => {
            writeln!(io::stderr(), "{why}")?;
            Ok(Exit::Usage)
        }
        other => Err(other.into()),
    }
}
