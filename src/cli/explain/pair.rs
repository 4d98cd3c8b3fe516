//! Two stories, two entries or one of each: together or apart, by how much, and what would have turned
//! the verdict.

use std::io::{self, Write};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::membership::{WAITS, reference};
use super::{Stored, entry, near, table, words};
use crate::cli::Exit;
use crate::cli::find::Thing;
use crate::cli::terminal::Paint;
use crate::domain::{Stage, StoryId};
use crate::group::{Comparison, Link, Reason};
use crate::refresh::{Bench, Near};
use crate::store::{Error, Member, Store};

pub(super) fn explain(
    stored: &Stored<'_>,
    one: Thing,
    other: Thing,
    as_json: bool,
    paint: Paint,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Stored {
        config, store, now, ..
    } = *stored;
    let (ours, theirs) = (Side::of(store, one)?, Side::of(store, other)?);
    let about: Vec<Member> = (ours.members.iter().chain(&theirs.members))
        .cloned()
        .collect();
    let mut bench = Bench::lay(config, store, &about, TimeDelta::zero(), now)?;
    let Some(near) = bench.closest(&ours.members, &theirs.members)? else {
        writeln!(
            io::stderr(),
            "there are no two entries to compare: name two entries or stories that differ and have \
             not lost all their entries"
        )?;
        return Ok(Exit::Usage);
    };
    let apart = (near.ours.entry.first_seen - near.theirs.entry.first_seen).abs();
    let pair = Pair {
        ruled: bench.ruled(&near.ours, &near.theirs)?,
        beyond_window: apart > bench.window,
        near,
        sides: [ours, theirs],
    };
    match as_json {
        true => writeln!(out, "{}", pair.json(&bench))?,
        false => pair.print(&bench, paint, out)?,
    }
    Ok(Exit::Done)
}

/// One of two, as it was named.
struct Side {
    story: Option<StoryId>,
    merged_into: Option<StoryId>,
    members: Vec<Member>,
}

impl Side {
    /// The entries of a story; of one that was merged the entry that stood for it.
    fn of(store: &Store, thing: Thing) -> Result<Self, Error> {
        Ok(match thing {
            Thing::Entry(member) => Self {
                story: None,
                merged_into: None,
                members: vec![*member],
            },
            Thing::Story(life) => match life.stage {
                Stage::Merged(into) => Self {
                    story: Some(life.id),
                    merged_into: Some(into),
                    members: store.entry(life.representative)?.into_iter().collect(),
                },
                _ => Self {
                    story: Some(life.id),
                    merged_into: None,
                    members: store.members_of(life.id)?,
                },
            },
        })
    }
}

/// Two entries that are compared, for themselves or as the closest of two stories.
struct Pair {
    near: Near,
    sides: [Side; 2],
    /// What the operator has ruled on them: whether they belong together, and why.
    ruled: Option<(bool, String)>,
    /// Whether they were first seen so far apart that no round ever had both before it.
    beyond_window: bool,
}

impl Pair {
    fn entries(&self) -> [&Member; 2] {
        [&self.near.ours, &self.near.theirs]
    }

    /// What was noted of either when it was put where it is, if that speaks of the other.
    fn noted(&self) -> Vec<(&Member, Reason)> {
        let [one, other] = self.entries();
        let noted = [(one, other), (other, one)].into_iter();
        noted
            .filter_map(|(member, partner)| {
                let reason: Reason = serde_json::from_str(&member.reason).ok()?;
                (reason.partner == Some(partner.id)).then_some((member, reason))
            })
            .collect()
    }

    fn json(&self, bench: &Bench<'_>) -> Value {
        let comparison = &self.near.comparison;
        let noted = self.noted().into_iter();
        let noted = noted.map(|(member, reason)| json!({ "entry": member.id.0, "reason": reason }));
        table::rounded(json!({
            "together": comparison.together,
            "ruled": self.ruled.as_ref().map(|(together, reason)| {
                json!({ "together": together, "reason": reason })
            }),
            "asked": self.sides.iter().map(|side| json!({
                "story": side.story,
                "merged_into": side.merged_into,
            })).collect::<Vec<_>>(),
            "entries": self.entries().map(|member| reference(member, bench)),
            "comparison": comparison,
            "noted": noted.collect::<Vec<_>>(),
            "beyond_window": self.beyond_window,
            "as_of": near::as_of_json(bench),
        }))
    }

    fn print(&self, bench: &Bench<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let comparison = &self.near.comparison;
        let waits = self.entries().iter().any(|member| member.story.is_none());
        let verdict = match &self.ruled {
            Some((together, reason)) => words::by_hand(*together, reason, comparison),
            None if waits => words::undecided(comparison),
            None => words::verdict(comparison),
        };
        writeln!(out, "{}", paint.bold(&verdict))?;
        for side in &self.sides {
            if let (Some(story), Some(into)) = (side.story, side.merged_into) {
                writeln!(out, "  {story} was merged into {into}")?;
            }
        }
        if self.sides.iter().any(|side| side.members.len() > 1) {
            writeln!(
                out,
                "  {}",
                paint.faint("the two entries that come nearest to each other:")
            )?;
        }
        for member in self.entries() {
            writeln!(out)?;
            writeln!(out, "  {}", paint.bold(&member.entry.title))?;
            writeln!(out, "  {}", entry::line(member, bench))?;
            match member.story {
                Some(story) => writeln!(out, "  story     {story}")?,
                None => writeln!(out, "  waits     {WAITS}")?,
            }
        }
        writeln!(out)?;
        let hours = Some(comparison.hours);
        table::evidence(
            &comparison.features,
            &comparison.factors,
            hours,
            "",
            paint,
            out,
        )?;
        table::score(comparison, "", paint, out)?;
        if !comparison.dated {
            let line =
                "the date of one of them cannot be used: a few hours stand for the time between";
            writeln!(out, "  {}", paint.faint(line))?;
        }
        writeln!(out)?;
        table::shared(&comparison.shared, "", paint, out)?;
        writeln!(out)?;
        writeln!(out, "  link      {}", link(comparison))?;
        writeln!(
            out,
            "  needed    {:.2}{}",
            comparison.threshold,
            match comparison.across_languages {
                true => " across languages",
                false => "",
            }
        )?;
        for (member, reason) in self.noted() {
            let score = words::against(reason.score, reason.threshold);
            writeln!(
                out,
                "  noted     when entry {} was placed: {score}",
                member.id.0
            )?;
        }
        self.print_otherwise(paint, out)?;
        if self.beyond_window {
            let days = bench.window.num_hours() as f32 / 24.0;
            let line = format!(
                "They were first seen more than the window of {days:.0} days apart: no round had both \
                 before it. They are compared as if the elder were still remembered."
            );
            writeln!(out, "\n{line}")?;
        }
        near::as_of(bench, paint, out)
    }

    fn print_otherwise(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let comparison = &self.near.comparison;
        let joined = comparison.link.value >= comparison.threshold;
        let both = !comparison.spoken_by_both.is_empty();
        if joined && both {
            return Ok(());
        }
        let (turn, not) = match joined {
            true => ("parted", "part"),
            false => ("joined", "join"),
        };
        writeln!(out)?;
        if comparison.otherwise.is_empty() {
            return writeln!(out, "No single change would {not} them.");
        }
        let but = if both { ", but for that" } else { "" };
        let head = format!("What would have {turn} them{but}");
        writeln!(out, "{}", paint.bold(&head))?;
        writeln!(out, "  {}", paint.faint("link  needed"))?;
        for one in &comparison.otherwise {
            let condition = words::condition(&one.change, comparison);
            writeln!(out, "  {:.2}  {:6.2}  {condition}", one.link, one.threshold)?;
        }
        Ok(())
    }
}

/// The link with what it is made of.
fn link(comparison: &Comparison) -> String {
    let Link {
        value,
        first,
        second,
        mean,
        reach,
        held,
        closed,
    } = &comparison.link;
    let reports = |count: usize| match count {
        1 => "1 report".to_owned(),
        _ => format!("{count} reports"),
    };
    let between = match (comparison.together, comparison.across_languages) {
        (true, false) => match second {
            1 => "between the two".to_owned(),
            _ => format!("between the later one and the {second} others"),
        },
        (_, true) => format!("between {} and {}", reports(*first), reports(*second)),
        (false, false) if (*first, *second) == (1, 1) => "between the two".to_owned(),
        (false, false) => format!(
            "between the {} and the {} of their stories",
            reports(*first),
            reports(*second)
        ),
    };
    let made = match (mean, reach) {
        (Some(mean), Some(reach)) if *first * *second > 1 => {
            format!(": of the mean, {mean:.2}, and what each is most like, {reach:.2}")
        }
        _ => String::new(),
    };
    let held = match *held > 1.0 {
        true => format!(", ×{held:.2} as they are in one story already"),
        false => String::new(),
    };
    let closed = match *closed < 1.0 {
        true => format!(", ×{closed:.2} as the reports of either are more alike among themselves"),
        false => String::new(),
    };
    format!("{value:.2} {between}{made}{held}{closed}")
}
