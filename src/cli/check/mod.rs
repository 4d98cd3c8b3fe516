//! `griot check`: is this configuration right? Every mistake at once.

mod lists;
mod online;

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Exit;
use super::secrecy::without_keys;
use crate::clock::Clock;
use crate::config::{self, Config, Problem, Problems, Severity, SourceConfig};
use crate::refresh::{self, Unwritable};
use lists::Listed;
use online::Tour;

/// Is the configuration right, and do its sources answer?
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  griot check                        every mistake, with file, line and remedy
  griot check --online               ask every source that is on, once; nothing is stored
  griot check --online --source ID   ask one, also if it is switched off
  griot --config config/outlets.unverified.toml check --online
                                     which of a list of outlets answer, before you move them over

Reading lists at a URL are checked by the copies that are kept of them; --online asks for them too.

Exit codes: 0 right; 1 a source or reading list failed (--online); 2 the configuration cannot be used.")]
pub struct Args {
    /// Ask every enabled source once, politely, and say what came
    #[arg(long)]
    pub online: bool,
    /// Ask only this source, also if it is switched off; may be given several times
    #[arg(long, value_name = "ID", requires = "online")]
    pub source: Vec<String>,
    /// Print one JSON object instead of lines
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
    /// The reading lists that are asked for, as their copies have them.
    lists: Vec<Listed>,
    /// What came of asking the sources; none when they were not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<Tour>,
}

/// What a configuration amounts to.
#[derive(Serialize)]
struct Counts {
    outlets: usize,
    sources: usize,
    switched_off: usize,
    editions: usize,
}

/// Says everything that is wrong with the configuration at `config`, and asks its sources if that
/// is wanted and it can be used. `quiet` shows no progress.
///
/// # Errors
///
/// When `out` cannot be written, or the client cannot be set up.
pub fn run(args: &Args, config: &Path, quiet: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let loaded = config::load(config);
    let (problems, counts) = match &loaded {
        Ok(loaded) => {
            let unwritable = refresh::unwritable(loaded).into_iter();
            let unwritable = unwritable.map(|one| warning(config, &one));
            let problems = loaded.warnings.iter().cloned().chain(unwritable);
            (&problems.collect(), Some(counts(loaded)))
        }
        Err(Problems(problems)) => (problems, None),
    };
    let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let mut verdict = Verdict {
        file: config,
        ok: loaded.is_ok(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        counts,
        problems,
        lists: match &loaded {
            Ok(loaded) => lists::of(loaded, Clock::system().now()),
            Err(_) => Vec::new(),
        },
        online: None,
    };
    // What is wrong stands there before the sources are waited for.
    if !args.json {
        print(&verdict, out)?;
        out.flush()?;
    }
    if let (Ok(config), true) = (&loaded, args.online) {
        let Some(sources) = chosen(config, &args.source)? else {
            return Ok(Exit::Usage);
        };
        // Who names sources wants to know of these.
        let lists = match args.source.is_empty() {
            true => config.lists.clone(),
            false => Vec::new(),
        };
        let asked = online::tour(config, sources, lists, quiet || args.json)?;
        verdict.online = Some(asked);
    }
    if args.json {
        writeln!(out, "{}", without_keys(serde_json::to_value(&verdict)?))?;
    } else if let Some(tour) = &verdict.online {
        tour.print(quiet, out)?;
    }
    Ok(verdict.exit())
}

/// A warning, for whoever checks may be another user than the one that griot is to run as.
fn warning(config: &Path, unwritable: &Unwritable) -> Problem {
    let Unwritable { path, key, source } = unwritable;
    Problem {
        severity: Severity::Warning,
        file: config.to_owned(),
        line: None,
        column: None,
        message: format!(
            "this user may not write {}, where {key} leads ({source})",
            path.display()
        ),
        remedy: format!(
            "check as the user that griot runs as; if this is the one, let it write there, or set {key} \
             under [instance] to another folder"
        ),
    }
}

/// The sources with these ids, or all that are enabled; says so if there is no such source.
fn chosen(config: &Config, ids: &[String]) -> std::io::Result<Option<Vec<SourceConfig>>> {
    if ids.is_empty() {
        return Ok(Some(config.enabled().cloned().collect()));
    }
    let is_one = |source: &&SourceConfig, id: &String| source.source.id.as_str() == id;
    for id in ids {
        if !config.sources.iter().any(|source| is_one(&source, id)) {
            writeln!(
                std::io::stderr(),
                "the configuration has no source \"{id}\"; `griot check --online` shows the ids of those \
                 that are on"
            )?;
            return Ok(None);
        }
    }
    let wanted = |source: &&SourceConfig| ids.iter().any(|id| is_one(source, id));
    Ok(Some(
        config.sources.iter().filter(wanted).cloned().collect(),
    ))
}

impl Verdict<'_> {
    fn exit(&self) -> Exit {
        match &self.online {
            _ if !self.ok => Exit::Usage,
            Some(tour) if tour.interrupted => Exit::Interrupted,
            Some(tour) if tour.failed > 0 => Exit::Failed,
            _ => Exit::Done,
        }
    }
}

fn print(verdict: &Verdict<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    for problem in verdict.problems {
        writeln!(out, "{problem}")?;
    }
    for list in &verdict.lists {
        list.print(out)?;
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
