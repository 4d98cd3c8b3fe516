//! Figures as text: for a terminal, and as rows of a table in Markdown.

use std::fmt;

use super::{Figures, Report, Score};

/// The first two lines of the table in Markdown that [`Report::rows`] gives the rest of.
#[must_use]
pub fn heading() -> String {
    let columns = [
        "set",
        "language",
        "entries",
        "events",
        "floor",
        "B-cubed F1",
        "pairwise P",
        "pairwise R",
    ];
    let rule = columns.map(|column| {
        if column.len() < 9 && column != "floor" {
            "---"
        } else {
            "---:"
        }
    });
    format!("| {} |\n| {} |", columns.join(" | "), rule.join(" | "))
}

impl Report {
    /// The rows of a table in Markdown, in percent: all entries, each language of ten entries or
    /// more, and what was joined across languages.
    #[must_use]
    pub fn rows(&self, set: &str) -> String {
        let mut rows = vec![row(set, "all", &self.all)];
        if self.languages.len() > 1 {
            let many = self
                .languages
                .iter()
                .filter(|(_, score)| score.entries >= FEW);
            rows.extend(many.map(|(name, score)| row(set, name, score)));
        }
        if let Some(across) = &self.across_languages {
            let Figures {
                precision, recall, ..
            } = across.pairwise;
            rows.push(format!(
                "| {set} | across | | | | | {} | {} |",
                percent(precision),
                percent(recall)
            ));
        }
        rows.join("\n")
    }
}

/// Entries of a language below which its figures say nothing.
const FEW: usize = 10;

fn row(set: &str, language: &str, score: &Score) -> String {
    format!(
        "| {set} | {language} | {} | {} | {} | {} | {} | {} |",
        score.entries,
        score.events,
        percent(score.singletons),
        percent(score.b_cubed.f1),
        percent(score.pairwise.precision),
        percent(score.pairwise.recall),
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:6}{:^24}{:^24}{:>12}",
            "", "pairwise", "B-cubed", "singletons"
        )?;
        writeln!(
            f,
            "{:6}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>12}{:>8}{:>8}{:>9}",
            "", "P", "R", "F1", "P", "R", "F1", "B-cubed F1", "entries", "events", "stories"
        )?;
        let alone = self.languages.len() < 2;
        let languages = self.languages.iter().filter(|_| !alone);
        let rows = languages.map(|(name, score)| (name.as_str(), score));
        for (name, score) in std::iter::once(("all", &self.all)).chain(rows) {
            write!(f, "{name:6}")?;
            for figures in [score.pairwise, score.b_cubed] {
                let Figures {
                    precision,
                    recall,
                    f1,
                } = figures;
                write!(f, "{precision:8.3}{recall:8.3}{f1:8.3}")?;
            }
            writeln!(
                f,
                "{:12.3}{:8}{:8}{:9}",
                score.singletons, score.entries, score.events, score.stories
            )?;
        }
        if let Some(across) = &self.across_languages {
            writeln!(
                f,
                "across languages: {} of {} true pairs joined ({:.1} %), {} of {} false ones ({:.3} %)",
                across.joined_rightly,
                across.true_pairs,
                across.pairwise.recall * 100.0,
                across.joined_wrongly,
                across.false_pairs,
                across.joined_wrongly as f64 / across.false_pairs.max(1) as f64 * 100.0,
            )?;
        }
        if let Some(copies) = &self.copies {
            writeln!(
                f,
                "copies: {} of {} found, {} texts of their own taken for copies",
                copies.found, copies.labelled, copies.wrongly
            )?;
        }
        if let Some(pairs) = &self.pairs {
            for (name, kind) in &pairs.kinds {
                writeln!(
                    f,
                    "pairs, {name}: joined {} of {}, related {}",
                    kind.joined, kind.pairs, kind.related
                )?;
            }
            for wrong in &pairs.wrong {
                let verdict = if wrong.same { "apart" } else { "joined" };
                writeln!(
                    f,
                    "{verdict}, though {}: {} | {}",
                    wrong.kind, wrong.ids.0, wrong.ids.1
                )?;
                writeln!(f, "    {}\n    {}", wrong.titles.0, wrong.titles.1)?;
            }
            if pairs.unknown > 0 {
                writeln!(
                    f,
                    "pairs that were not judged, because an id of theirs is not in the stream: {}",
                    pairs.unknown
                )?;
            }
        }
        Ok(())
    }
}
