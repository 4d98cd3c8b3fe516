//! What comes near and was not joined.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::membership::{label, reference};
use super::{table, words};
use crate::cli::terminal::Paint;
use crate::domain::StoryId;
use crate::refresh::{Bench, Near};

/// What was found around a story or an entry, the nearest first; and the stories that are linked as
/// related.
pub(super) struct Around {
    pub near: Vec<Near>,
    pub related: Vec<(StoryId, String)>,
}

impl Around {
    pub fn json(&self, bench: &Bench<'_>) -> Value {
        let near = self.near.iter().map(|near| {
            json!({
                "story": near.theirs.story,
                "related": self.is_related(near),
                "entries": [reference(&near.ours, bench), reference(&near.theirs, bench)],
                "comparison": table::json(&near.comparison),
            })
        });
        near.collect()
    }

    fn is_related(&self, near: &Near) -> bool {
        let mut related = self.related.iter();
        related.any(|(story, _)| Some(*story) == near.theirs.story)
    }

    /// A few lines each: how far it is, what keeps it apart, and what it is.
    pub fn print(&self, bench: &Bench<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let known = |story: &StoryId| {
            self.near
                .iter()
                .any(|near| near.theirs.story == Some(*story))
        };
        let rest: Vec<_> = self
            .related
            .iter()
            .filter(|(story, _)| !known(story))
            .collect();
        writeln!(out)?;
        if self.near.is_empty() && rest.is_empty() {
            return writeln!(out, "Nothing else comes near.");
        }
        writeln!(
            out,
            "{}",
            paint.bold("Nearest of what it was not joined with")
        )?;
        if !self.near.is_empty() {
            writeln!(out, "  {}", paint.faint("link  needed"))?;
        }
        for near in &self.near {
            let comparison = &near.comparison;
            writeln!(
                out,
                "  {:.2}  {:6.2}  {}: {}",
                comparison.link.value,
                comparison.threshold,
                label(&near.theirs, bench),
                near.theirs.entry.title,
            )?;
            let story = near.theirs.story.map(|story| story.to_string());
            let related = self.is_related(near).then(|| "related".to_owned());
            let said = [story, related, Some(words::in_short(comparison))];
            let said: Vec<_> = said.into_iter().flatten().collect();
            writeln!(out, "                {}", said.join(", "))?;
        }
        for (story, title) in rest {
            writeln!(out, "                {title}")?;
            writeln!(out, "                {story}, related")?;
        }
        Ok(())
    }
}

/// The time that comparisons are of, unless that is now.
pub(super) fn as_of(bench: &Bench<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    if bench.is_now {
        return Ok(());
    }
    let until = bench.until.format("%Y-%m-%d %H:%M");
    let line = format!("weighed by what was remembered on {until} UTC");
    writeln!(out, "{}", paint.faint(&line))
}

/// As [`as_of`], for programs: null where that is now.
pub(super) fn as_of_json(bench: &Bench<'_>) -> Value {
    json!((!bench.is_now).then(|| bench.until.to_rfc3339()))
}
