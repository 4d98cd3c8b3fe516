//! `griot refresh`: one round.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;

use super::{Exit, progress::Bar, terminal, usage};
use crate::clock::Clock;
use crate::config;
use crate::domain::SourceId;
use crate::refresh::{
    OFFLINE, Progress as _, ReadingLists, Refresher, SETTLE_ONCE, Summary, Verdict, Which,
};

/// Poll every source that is due, once, and write the editions
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot refresh                      what is due, for a cron job
  griot refresh --all                everything now; what publishers forbade stays forbidden
  griot refresh --source example     one source now
  griot refresh --json | jq .stories

Reading lists at a URL that are due are asked for first, all of them with --all, none with --source.
With --quiet a source that fails is named when it begins to fail and not in every round, so that
cron mails a trouble once; with --source it is named each time. The exit code always tells.")]
pub struct Args {
    /// Ask every source now, whatever the schedules say; a Retry-After in force still holds
    #[arg(long)]
    all: bool,
    /// Ask only this source, now; may be given several times
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Print what was done as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the round under the configuration at `path`.
///
/// # Errors
/// When the store or the public folder cannot be used.
pub fn run(args: &Args, path: &Path, quiet: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // Its warnings are for `check` and for the start of a daemon, not for every round.
    let config = match config::load(path) {
        Ok(config) => config,
        Err(problems) => return usage(&problems),
    };
    let which = if args.source.is_empty() {
        if args.all { Which::All } else { Which::Due }
    } else {
        Which::Named(args.source.iter().map(SourceId::new).collect())
    };
    let is_named = matches!(which, Which::Named(_));
    if let Which::Named(ids) = &which
        && let Some(unknown) = ids
            .iter()
            .find(|id| config.enabled().all(|source| source.source.id != **id))
    {
        terminal::say(&format_args!(
            "there is no enabled source \"{unknown}\"; `griot sources list` shows their ids"
        ));
        return Ok(Exit::Usage);
    }
    let runtime = crate::refresh::runtime().context("the async runtime did not start")?;
    runtime.block_on(async {
        let mut stop = super::run::stop_signal()?;
        let mut refresher = Refresher::open(config, Clock::system(), SETTLE_ONCE)?;
        let bar = Bar::new(quiet || args.json);
        let mut lists = ReadingLists::default();
        bar.step("reading lists");
        match lists.ask_all(&refresher, &which, &mut stop).await? {
            None => return Ok(Exit::Interrupted),
            Some(false) => {}
            // Their copies are a part of the configuration.
            Some(true) => match config::load(path) {
                Ok(config) => drop(refresher.reconfigure(config, SETTLE_ONCE)?),
                Err(problems) => return usage(&problems),
            },
        }
        let summary = refresher.round(&which, &bar, &mut stop).await?;
        let Some(mut summary) = summary else {
            return Ok(Exit::Interrupted);
        };
        summary.lists = lists.take_told();
        tokio::select! {
            told = refresher.announce() => told?,
            // What the hub was not told now is told by the next round.
            () = &mut stop => {}
        }
        if summary.offline && (quiet || args.json) {
            tracing::warn!("{OFFLINE}");
        }
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&summary)?)?;
        } else if !quiet {
            writeln!(out, "{summary}")?;
            if is_named {
                for held in &summary.on_hold {
                    writeln!(out, "  {held}")?;
                }
            }
        }
        tell_failures(&summary, is_named, quiet && !args.json);
        if stop.was_asked() {
            return Ok(Exit::Interrupted);
        }
        Ok(match summary.verdict() {
            Verdict::Done => Exit::Done,
            Verdict::SomeFailed => Exit::Partial,
            Verdict::AllFailed => Exit::Failed,
        })
    })
}

/// Names what failed, to the log or else, where that is all that is said, on standard error: once for
/// each trouble, not once an hour, for what cron is told, it mails. Who names sources asks for what
/// becomes of them.
fn tell_failures(summary: &Summary, is_named: bool, quiet: bool) {
    let lists = summary.lists.failures.iter();
    for failure in lists.filter(|failure| failure.in_a_row <= 1) {
        if terminal::is_log() {
            let (list, kind) = (failure.list.as_str(), failure.kind.as_str());
            tracing::warn!(list, kind, status = failure.status, "{}", failure.message);
        } else if quiet {
            terminal::say(failure);
        }
    }
    let failures = summary.failures.iter();
    for failure in failures.filter(|failure| is_named || failure.in_a_row <= 1) {
        if terminal::is_log() {
            let (source, kind) = (failure.source.as_str(), failure.kind.as_str());
            tracing::warn!(source, kind, status = failure.status, "{}", failure.message);
        } else if quiet {
            terminal::say(failure);
        }
    }
}
