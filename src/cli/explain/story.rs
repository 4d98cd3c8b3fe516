//! A story: what each of its entries brought into it, what it is about, and what comes near.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::membership::Membership;
use super::near::{self, Around};
use super::{Stored, countries, entry};
use crate::cli::find;
use crate::cli::story::standing;
use crate::cli::terminal::Paint;
use crate::domain::{Life, Stage};
use crate::refresh::{self, Bench, ExplainedStory};
use crate::store::{Member, Store};

/// Other stories that are shown, beside those that are related.
const NEAREST: usize = 3;

pub(super) fn explain(
    stored: &Stored<'_>,
    life: Life,
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
    let members = store.members_of(life.id)?;
    // What of a merged story is left: who stood for it, wherever that is now.
    let moved = match life.stage {
        Stage::Merged(_) => store.entry(life.representative)?,
        _ => None,
    };
    let about = if members.is_empty() {
        moved.iter().cloned().collect()
    } else {
        members.clone()
    };
    let mut bench = Bench::lay(config, store, &about, refresh::window(config), now)?;
    let around = Around {
        near: bench.near(&members, NEAREST)?,
        related: related(store, &life)?,
    };
    let memberships = Membership::of(store, &bench, &members)?;
    let explained = refresh::explain_story(config, store, attributor, life)?;
    let story = Whole {
        explained,
        members,
        memberships,
        around,
        moved,
    };
    match as_json {
        true => writeln!(out, "{}", story.json(store, &bench)?)?,
        false => story.print(store, &bench, paint, out)?,
    }
    Ok(())
}

/// The stories that are linked as related, by their titles.
fn related(
    store: &Store,
    life: &Life,
) -> Result<Vec<(crate::domain::StoryId, String)>, crate::store::Error> {
    let mut related = Vec::new();
    for id in store.related(life.id)? {
        if let Some(other) = store.life(id)?.filter(|other| other.gone.is_none()) {
            related.push((id, find::title(store, &other)?));
        }
    }
    Ok(related)
}

/// All that there is to say of a story.
struct Whole {
    explained: ExplainedStory,
    members: Vec<Member>,
    memberships: Vec<Membership>,
    around: Around,
    moved: Option<Member>,
}

impl Whole {
    fn independent(&self) -> usize {
        let own = |membership: &&Membership| membership.is_independent();
        self.memberships.iter().filter(own).count()
    }

    fn json(&self, store: &Store, bench: &Bench<'_>) -> anyhow::Result<Value> {
        let life = &self.explained.life;
        let entries = self.explained.entries.iter().zip(&self.memberships);
        let entries = entries.map(|(one, membership)| entry::json(one, Some(membership), bench));
        let merged_into = match life.stage {
            Stage::Merged(into) => Some(into),
            _ => None,
        };
        Ok(json!({
            "story": life.id,
            "uri": life.uri,
            "title": find::title(store, life)?,
            "stands": standing(life),
            "merged_into": merged_into,
            "topics": life.topics,
            "countries": {
                "primary": self.explained.today.primary,
                "mentioned": self.explained.today.mentioned,
                "stored": life.countries,
                "differs": self.explained.differs(),
            },
            "outlets": life.outlets,
            "independent_texts": self.independent(),
            "entries": entries.collect::<Vec<_>>(),
            "near": self.around.json(bench),
            "related": self.around.related.iter().map(|(story, title)| {
                json!({ "story": story, "title": title })
            }).collect::<Vec<_>>(),
            "as_of": near::as_of_json(bench),
        }))
    }

    fn print(
        &self,
        store: &Store,
        bench: &Bench<'_>,
        paint: Paint,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let life = &self.explained.life;
        writeln!(out, "{}", paint.bold(&find::title(store, life)?))?;
        writeln!(out, "  story     {}, {}", life.id, self.standing())?;
        if let Some(moved) = &self.moved {
            let at = life.gone.unwrap_or(life.updated).format("%Y-%m-%d %H:%M");
            writeln!(
                out,
                "            on {at} UTC, when the entry that stood for it moved there"
            )?;
            let of_story = moved
                .story
                .map(|story| store.members_of(story))
                .transpose()?;
            let of_story = of_story.unwrap_or_default();
            let place = of_story.iter().position(|other| other.id == moved.id);
            let memberships = Membership::of(store, bench, &of_story)?;
            if let Some(membership) = place.and_then(|place| memberships.get(place)) {
                membership.print(true, bench, "", paint, out)?;
            }
        }
        if self.members.is_empty() {
            return Ok(());
        }
        self.print_countries(paint, out)?;
        for (explained, membership) in self.explained.entries.iter().zip(&self.memberships) {
            writeln!(out)?;
            writeln!(out, "  {}", paint.bold(&explained.member.entry.title))?;
            writeln!(out, "    {}", entry::line(&explained.member, bench))?;
            membership.print(false, bench, "  ", paint, out)?;
            entry::print_countries(explained, "  ", paint, out)?;
        }
        self.around.print(bench, paint, out)?;
        near::as_of(bench, paint, out)?;
        Ok(())
    }

    /// `published: 4 reports of 3 outlets, 2 independent texts`.
    fn standing(&self) -> String {
        let life = &self.explained.life;
        if self.members.is_empty() {
            return standing(life);
        }
        let count = |number: usize, one: &str, more: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {more}"),
        };
        format!(
            "{}: {} of {}, {}",
            standing(life),
            count(self.members.len(), "report", "reports"),
            count(life.outlets, "outlet", "outlets"),
            count(self.independent(), "independent text", "independent texts"),
        )
    }

    fn print_countries(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let ExplainedStory { life, today, .. } = &self.explained;
        writeln!(out, "  about     {}", countries::names(&today.primary))?;
        if !today.mentioned.is_empty() {
            writeln!(out, "  mentions  {}", countries::names(&today.mentioned))?;
        }
        if !life.topics.is_empty() {
            writeln!(out, "  topics    {}", life.topics.join(", "))?;
        }
        if self.explained.differs() {
            countries::otherwise(&life.countries, "", out)?;
        }
        if self.members.len() > 1 {
            let rule = "what at least half of its entries are about, or most where none has half; what was \
                        shown stays while an entry is about it";
            writeln!(out, "  {}", paint.faint(rule))?;
        }
        Ok(())
    }
}
