//! `griot check`: is this configuration right? Every mistake at once.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::config::{self, Config, Problem, Problems, Severity};

/// The options of `griot check`.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// Print one JSON object instead of lines.
    #[arg(long)]
    pub json: bool,
}

/// What `griot check --json` prints.
#[derive(Serialize)]
struct Verdict<'a> {
    file: &'a Path,
    ok: bool,
    errors: usize,
    warnings: usize,
    /// None when the configuration cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Counts>,
    problems: &'a [Problem],
}

/// What a configuration amounts to.
#[derive(Serialize)]
struct Counts {
    outlets: usize,
    sources: usize,
    switched_off: usize,
    editions: usize,
}

/// Says everything that is wrong with the configuration at `config`; the exit code is 2 when it
/// cannot be used.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn run(args: &Args, config: &Path, out: &mut dyn Write) -> anyhow::Result<u8> {
    let loaded = config::load(config);
    let (problems, counts) = match &loaded {
        Ok(loaded) => (&loaded.warnings, Some(counts(loaded))),
        Err(Problems(problems)) => (problems, None),
    };
    let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let verdict = Verdict {
        file: config,
        ok: loaded.is_ok(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        counts,
        problems,
    };
    if args.json {
        serde_json::to_writer(&mut *out, &verdict)?;
        writeln!(out)?;
    } else {
        print(&verdict, out)?;
    }
    Ok(if verdict.ok { 0 } else { 2 })
}

fn print(verdict: &Verdict<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    for problem in verdict.problems {
        writeln!(out, "{problem}")?;
    }
    let file = verdict.file.display();
    let warnings = counted(verdict.warnings, "warning");
    match &verdict.counts {
        None => {
            let errors = counted(verdict.errors, "error");
            writeln!(out, "{file} cannot be used: {errors}, {warnings}")
        }
        Some(counts) => writeln!(
            out,
            "{file} can be used: {} with {} ({} switched off), {}; {warnings}",
            counted(counts.outlets, "outlet"),
            counted(counts.sources, "source"),
            counts.switched_off,
            counted(counts.editions, "edition"),
        ),
    }
}

fn counts(config: &Config) -> Counts {
    let mut outlets: Vec<_> = config
        .sources
        .iter()
        .map(|configured| &configured.source.outlet.name)
        .collect();
    outlets.sort_unstable();
    outlets.dedup();
    Counts {
        outlets: outlets.len(),
        sources: config.sources.len(),
        switched_off: config.sources.len() - config.enabled().count(),
        editions: config.editions().len(),
    }
}

/// `1 error`, `2 errors`.
fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
