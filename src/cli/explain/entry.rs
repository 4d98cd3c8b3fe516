//! An entry: where it is and why, what it is about, and what comes near.

use std::io::Write;

use serde_json::{Value, json};

use super::membership::Membership;
use super::near::{self, Around};
use super::{Stored, countries, words};
use crate::cli::find;
use crate::cli::terminal::Paint;
use crate::refresh::{self, Bench, Explained};
use crate::store::Member;

/// Other entries that are shown.
const NEAREST: usize = 3;

pub(super) fn explain(
    stored: &Stored<'_>,
    member: Member,
    as_json: bool,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let Stored {
        config,
        store,
        attributor,
        now,
    } = *stored;
    let about = std::slice::from_ref(&member);
    let mut bench = Bench::lay(config, store, about, refresh::window(config), now)?;
    let around = Around {
        near: bench.near(about, NEAREST)?,
        related: Vec::new(),
    };
    let of_story = match member.story {
        Some(story) => store.members_of(story)?,
        None => vec![member.clone()],
    };
    let mut memberships = Membership::of(store, &bench, &of_story)?.into_iter();
    let place = of_story.iter().position(|other| other.id == member.id);
    let membership = place.and_then(|place| memberships.nth(place));
    let life = match member.story {
        Some(story) => store.life(story)?,
        None => None,
    };
    let explained = refresh::explain(config, store, attributor, member)?;
    if as_json {
        let mut value = json(&explained, membership.as_ref(), &bench);
        value["near"] = around.json(&bench);
        value["as_of"] = near::as_of_json(&bench);
        writeln!(out, "{value}")?;
        return Ok(());
    }
    writeln!(out, "{}", paint.bold(&explained.member.entry.title))?;
    writeln!(out, "  {}", line(&explained.member, &bench))?;
    if let Some(life) = life {
        let others = of_story.len() - 1;
        let with = match others {
            0 => "alone in it".to_owned(),
            1 => "with 1 other".to_owned(),
            _ => format!("with {others} others"),
        };
        writeln!(out, "  story     {}, {with}", life.id)?;
        if life.representative != explained.member.id {
            writeln!(out, "            {}", find::title(store, &life)?)?;
        }
    }
    if let Some(membership) = membership {
        membership.print(true, &bench, "", paint, out)?;
    }
    print_countries(&explained, "", paint, out)?;
    around.print(&bench, paint, out)?;
    near::as_of(&bench, paint, out)?;
    Ok(())
}

/// Number, date, language and outlet of an entry.
pub(super) fn line(member: &Member, bench: &Bench<'_>) -> String {
    format!(
        "entry     {}, {} UTC, {}, {}",
        member.id.0,
        member.entry.published.format("%Y-%m-%d %H:%M"),
        words::tag(member.entry.language),
        bench.outlet(member),
    )
}

/// What it is about.
pub(super) fn print_countries(
    explained: &Explained,
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    countries::print(&explained.today, indent, paint, out)?;
    if explained.differs() {
        countries::otherwise(&explained.member.entry.countries, indent, out)?;
    }
    Ok(())
}

/// An entry with all that is known of it by itself.
pub(super) fn json(
    explained: &Explained,
    membership: Option<&Membership>,
    bench: &Bench<'_>,
) -> Value {
    let member = &explained.member;
    let mut countries = countries::json(&explained.today);
    countries["stored"] = json!(member.entry.countries);
    countries["differs"] = json!(explained.differs());
    let mut value = super::membership::reference(member, bench);
    value["guid"] = json!(member.entry.key.guid);
    value["countries"] = countries;
    value["grouping"] = json!(membership.map(|membership| membership.json(bench)));
    value
}
