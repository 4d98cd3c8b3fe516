//! What there is to see of stories.

use std::io::Write;

use serde_json::json;

use super::{Exit, meant};
use crate::cli::find::title;
use crate::cli::terminal;
use crate::config::Config;
use crate::domain::{Country, Life, Stage};
use crate::group::Reason;
use crate::refresh;
use crate::store::{Member, Selection, Store};

pub(super) fn list(
    config: &Config,
    selection: &Selection<'_>,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let limit = selection.items;
    let width = terminal::width();
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
            let facts = format!(
                "{id}  {}  {:>2} {:<8} ",
                life.published.format("%Y-%m-%d %H:%M"),
                life.outlets,
                codes.join(","),
            );
            writeln!(
                out,
                "{facts}{}",
                shown(&life, &title, width, facts.chars().count())
            )?;
        }
    }
    Ok(Exit::Done)
}

/// A title as the last column of a list shows it, after so many characters: what readers do not have yet
/// is marked and, on a terminal, what is too long is cut, and what runs from right to left turns nothing
/// else round (Unicode Standard Annex 9, isolates).
fn shown(life: &Life, title: &str, width: Option<usize>, before: usize) -> String {
    let title = match life.stage {
        Stage::Settling => format!("(settling) {title}"),
        _ => title.to_owned(),
    };
    match width {
        Some(width) => {
            let room = width.saturating_sub(before).max(LEAST_TITLE);
            format!("\u{2068}{}\u{2069}", terminal::cut(&title, room))
        }
        None => title,
    }
}

/// Characters of a title that are shown however narrow the terminal is.
const LEAST_TITLE: usize = 24;

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
            "entry": member.id.0,
            "source": member.entry.key.source,
            "guid": member.entry.key.guid,
            "url": member.entry.url,
            "canonical_url": member.entry.canonical_url,
            "title": member.entry.title,
            "published": member.entry.published.to_rfc3339(),
            "independent": member.independent,
            "ruling": by_hand(&member),
            "revisions": revisions,
        }))
    };
    let entries = store.members_of(life.id)?.into_iter().map(entry);
    let entries = entries.collect::<anyhow::Result<Vec<_>>>()?;
    let related: Vec<_> = store
        .related_references(life.id)?
        .into_iter()
        .map(|other| json!({ "id": other.id, "title": other.title }))
        .collect();
    let (stage, merged_into) = match life.stage {
        Stage::Settling => ("settling", None),
        Stage::Published => ("published", None),
        Stage::Merged(into) => ("merged", Some(into)),
        Stage::Dropped => ("withdrawn", None),
    };
    Ok(json!({
        "id": life.id,
        "uri": life.uri,
        "title": title,
        "link": life.link,
        "stage": stage,
        "merged_into": merged_into,
        "reason": life.reason,
        "published": life.published.to_rfc3339(),
        "updated": life.updated.to_rfc3339(),
        "outlets": life.outlets,
        "countries": life.countries,
        "topics": life.topics,
        "related": related,
        "entries": entries,
    }))
}

pub(super) fn show(
    config: &Config,
    story: &str,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::existing_store(config)?;
    let Some(life) = meant(&store, story)? else {
        return Ok(Exit::Usage);
    };
    let members = store.members_of(life.id)?;
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
    // What readers see listed beside it.
    for other in store.related_references(life.id)? {
        writeln!(out, "  related    {}  {}", other.id, other.title)?;
    }
    for member in members {
        writeln!(
            out,
            "  {}  {:>5}  {}{}  {}",
            member.entry.published.format("%Y-%m-%d %H:%M"),
            member.id.0,
            member.entry.key.source,
            if member.independent { "" } else { " (copy)" },
            member.entry.title
        )?;
        if let Some(reason) = by_hand(&member) {
            writeln!(out, "      by hand: {reason}")?;
        }
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
pub(in crate::cli) fn standing(life: &Life) -> String {
    match life.stage {
        Stage::Settling => "waits out its settle window".to_owned(),
        Stage::Published => "published".to_owned(),
        Stage::Merged(into) => format!("merged into {into}"),
        Stage::Dropped => match &life.reason {
            Some(reason) => format!("withdrawn: {reason}"),
            None => "withdrawn".to_owned(),
        },
    }
}

/// Why the operator wants an entry where it is.
fn by_hand(member: &Member) -> Option<String> {
    let reason: Reason = serde_json::from_str(&member.reason).ok()?;
    reason.ruling
}
