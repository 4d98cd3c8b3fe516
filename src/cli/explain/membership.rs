//! Why an entry is in its story, as it was noted when it was put there.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{table, words};
use crate::cli::terminal::Paint;
use crate::group::{Echo, Reason};
use crate::refresh::Bench;
use crate::store::{Error, Member, Store};

/// What is said of an entry that is in no story yet.
pub(super) const WAITS: &str = "to be grouped by the next round";

/// An entry's place with what is known of the why.
pub(super) struct Membership {
    /// Whether it is in no story yet.
    waits: bool,
    /// What grouping noted.
    reason: Option<Reason>,
    /// As it is stored, whatever stands in it.
    stored: Value,
    /// The entry that it was found to be most like, unless that is forgotten.
    partner: Option<Member>,
    /// Whether it gave the story its id.
    founds: bool,
    echoes: Vec<Echoed>,
}

/// Whom a text repeats.
struct Echoed {
    echo: Echo,
    of: Option<Member>,
}

impl Membership {
    /// What the store has on the entries of one story.
    pub fn of(store: &Store, bench: &Bench<'_>, members: &[Member]) -> Result<Vec<Self>, Error> {
        let story = members.iter().find_map(|member| member.story);
        let founder = story.and_then(|story| bench.founder(story, members));
        let mut memberships = Vec::with_capacity(members.len());
        for (member, echoes) in members.iter().zip(bench.echoes(members)) {
            let reason: Option<Reason> = serde_json::from_str(&member.reason).ok();
            let partner = reason.as_ref().and_then(|reason| reason.partner);
            let mut echoed = Vec::with_capacity(echoes.len());
            for echo in echoes {
                let of = store.entry(whose(echo))?;
                echoed.push(Echoed { echo, of });
            }
            memberships.push(Self {
                waits: member.story.is_none(),
                partner: match partner {
                    Some(partner) => store.entry(partner)?,
                    None => None,
                },
                stored: serde_json::from_str(&member.reason).unwrap_or_default(),
                reason,
                founds: founder == Some(member.id),
                echoes: echoed,
            });
        }
        Ok(memberships)
    }

    /// Whether its text counts as one of its own.
    pub fn is_independent(&self) -> bool {
        self.echoes.is_empty()
    }

    pub fn json(&self, bench: &Bench<'_>) -> Value {
        let echoes = self.echoes.iter().map(|echoed| {
            let of = echoed.of.as_ref().map(|of| reference(of, bench));
            match echoed.echo {
                Echo::Copy { share, .. } => json!({ "repeats": "copy", "share": share, "of": of }),
                Echo::Agency { name, .. } => {
                    json!({ "repeats": "agency", "agency": name, "of": of })
                }
                Echo::Voice { .. } => json!({ "repeats": "voice", "of": of }),
            }
        });
        table::rounded(json!({
            "founds": self.founds,
            "reason": self.stored,
            "partner": self.partner.as_ref().map(|partner| reference(partner, bench)),
            "independent": self.is_independent(),
            "repeats": echoes.collect::<Vec<_>>(),
        }))
    }

    /// In few lines, or `whole` with the evidence as a table.
    pub fn print(
        &self,
        whole: bool,
        bench: &Bench<'_>,
        indent: &str,
        paint: Paint,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.founds {
            writeln!(
                out,
                "{indent}  founds    the story, which has its id from it"
            )?;
        }
        let ruling = self.stored["ruling"].as_str();
        if let Some(ruling) = ruling {
            writeln!(out, "{indent}  by hand   {ruling}")?;
        }
        match &self.reason {
            // It is there for the operator's word alone.
            Some(reason) if ruling.is_some() && reason.partner.is_none() => {}
            None if self.waits => writeln!(out, "{indent}  waits     {WAITS}")?,
            None => writeln!(out, "{indent}  joined    why was not noted")?,
            Some(reason) => self.because(reason, whole, bench, indent, paint, out)?,
        }
        for Echoed { echo, of } in &self.echoes {
            let whom = match of {
                Some(of) => label(of, bench),
                None => format!("entry {}", whose(*echo).0),
            };
            let how = match echo {
                Echo::Copy { share, .. } => {
                    let share = share * 100.0;
                    format!("{share:.0}% of the shorter text stands in the other")
                }
                Echo::Agency { name, .. } => format!("both have their text from {name}"),
                Echo::Voice { .. } => match of.as_ref().and_then(|of| bench.owner(of)) {
                    Some(owner) => format!("both belong to {owner}"),
                    None => "both are of one outlet".to_owned(),
                },
            };
            writeln!(out, "{indent}  repeats   {whom}: {how}")?;
        }
        Ok(())
    }

    fn because(
        &self,
        reason: &Reason,
        whole: bool,
        bench: &Bench<'_>,
        indent: &str,
        paint: Paint,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(partner) = reason.partner else {
            let alone = match self.founds {
                true => "nothing was enough like it when it came",
                false => "the story had no other entry when it was put there",
            };
            return writeln!(out, "{indent}  alone     {alone}");
        };
        let how = match (reason.near_copy, reason.across_languages) {
            (true, _) => "a near-copy of",
            (false, true) => "across languages, most like",
            (false, false) => "most like",
        };
        let whom = match &self.partner {
            Some(partner) => label(partner, bench),
            None => format!("entry {}, which is forgotten", partner.0),
        };
        let score = words::against(reason.score, reason.threshold);
        writeln!(out, "{indent}  joined    {score}: {how} {whom}")?;
        if let Some(partner) = &self.partner {
            writeln!(out, "{indent}            {}", partner.entry.title)?;
        }
        if reason.score < reason.threshold {
            let why = "the two alone would not do: the rest of the story is more like it, or the story \
                       held it already";
            writeln!(out, "{indent}            {}", paint.faint(why))?;
        }
        if !whole {
            return table::brief(reason, &format!("{indent}            "), out);
        }
        table::evidence(&reason.features, &reason.factors, None, indent, paint, out)?;
        match reason.shared.is_empty() {
            true => Ok(()),
            false => writeln!(out, "{indent}  in common: {}", reason.shared.join(", ")),
        }
    }
}

fn whose(echo: Echo) -> crate::domain::EntryId {
    match echo {
        Echo::Copy { of, .. } | Echo::Agency { of, .. } | Echo::Voice { of } => of,
    }
}

/// `entry 12 of Premier`.
pub(super) fn label(member: &Member, bench: &Bench<'_>) -> String {
    format!("entry {} of {}", member.id.0, bench.outlet(member))
}

/// An entry as others refer to it.
pub(super) fn reference(member: &Member, bench: &Bench<'_>) -> Value {
    json!({
        "entry": member.id.0,
        "source": member.entry.key.source,
        "outlet": bench.outlet(member),
        "url": member.entry.url,
        "story": member.story,
        "title": member.entry.title,
        "language": member.entry.language,
        "published": member.entry.published.to_rfc3339(),
    })
}
