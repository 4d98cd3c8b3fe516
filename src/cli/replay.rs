//! `griot replay`: archived polls through today's rules.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Exit, progress::Bar, when::when};
use crate::clock::Clock;
use crate::config::Config;
use crate::refresh::{self, Replayed};

/// The file by which a later replay knows a folder as one of an earlier.
const MARK: &str = ".griot-replay";

/// Bodies left out that are named one by one.
const NAMED: usize = 10;

/// Take archived polls through today's rules, into a folder of their own
///
/// Reads what [archive] has kept, round by round, with today's configuration: boilerplate, aliases,
/// grouping. What `griot story` joined, split and dropped is so from the moment that it was said;
/// of a ruling that was taken back nothing is known. Asks nobody, and leaves the instance as it is; a
/// daemon may go on meanwhile. The same archive and the same rules give the same editions, byte for
/// byte, however often the instance was started anew.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot replay --dir /tmp/tried           all that is archived, with the rules as they are now
  griot replay --since 7d --json          the last seven days, and how the stories differ
  diff -r public/feeds /tmp/tried/public/feeds

Exit codes: 0 done; 1 nothing to replay, or a folder cannot be used; 2 wrong usage or
configuration.")]
pub struct Args {
    /// From when on: a date, a time (RFC 3339) or an age such as 7d; without it, all there is
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Where to put state and editions; a temporary folder, which is printed, without it
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print what came of it as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the replay.
///
/// # Errors
/// When there is nothing to replay, or a store or folder cannot be used.
pub fn run(args: &Args, config: Config, quiet: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let now = Clock::system().now();
    let since = match args.since.as_deref().map(|text| when(text, now)) {
        Some(Ok(since)) => since,
        Some(Err(wrong)) => return super::usage(&wrong),
        None => DateTime::<Utc>::UNIX_EPOCH,
    };
    let archive = refresh::existing_store(&config)?;
    let folder = folder(args.dir.as_deref(), &config)?;
    let bar = Bar::new(quiet || args.json);
    let runtime = refresh::runtime().context("the async runtime did not start")?;
    let replayed = runtime.block_on(async {
        let stop = super::run::stop_signal()?;
        let config = refresh::in_folder(config, &folder);
        let replay = refresh::replay(&archive, config, since, &bar);
        anyhow::Ok(tokio::select! {
            replayed = replay => Some(replayed?),
            () = stop => None,
        })
    })?;
    let Some(replayed) = replayed else {
        return Ok(Exit::Interrupted);
    };
    anyhow::ensure!(
        replayed.rounds > 0,
        "nothing is archived since {}; [archive] keep in the configuration says for how long bodies are kept",
        since.format("%Y-%m-%d %H:%M")
    );
    for skipped in replayed.bodies.skipped.iter().take(NAMED) {
        writeln!(std::io::stderr(), "left out: {skipped}")?;
    }
    if replayed.bodies.skipped.len() > NAMED {
        let more = replayed.bodies.skipped.len() - NAMED;
        writeln!(std::io::stderr(), "left out: {more} bodies more")?;
    }
    if args.json {
        let mut object = json!(replayed);
        object["dir"] = json!(folder);
        writeln!(out, "{object}")?;
    } else if !quiet {
        write!(out, "{}", told(&replayed, &folder))?;
    }
    Ok(Exit::Done)
}

/// The folder, empty but for its mark.
fn folder(wanted: Option<&Path>, config: &Config) -> anyhow::Result<PathBuf> {
    let Some(folder) = wanted else {
        let temporary = tempfile::Builder::new().prefix("griot-replay-").tempdir();
        return Ok(temporary
            .context("no temporary folder; name one with --dir")?
            .keep());
    };
    let cannot = || format!("cannot use {}", folder.display());
    fs::create_dir_all(folder).with_context(cannot)?;
    let real = fs::canonicalize(folder).with_context(cannot)?;
    for own in [&config.instance.state_dir, &config.instance.public_dir] {
        let own = fs::canonicalize(own).unwrap_or_else(|_| own.clone());
        anyhow::ensure!(
            !real.starts_with(&own) && own != real.join("state") && own != real.join("public"),
            "{} belongs to the instance itself; name an empty folder with --dir",
            folder.display()
        );
    }
    let mark = real.join(MARK);
    let is_empty = fs::read_dir(&real).with_context(cannot)?.next().is_none();
    anyhow::ensure!(
        is_empty || mark.is_file(),
        "{} is no earlier replay's folder, and not empty; name another with --dir",
        folder.display()
    );
    for part in ["state", "public"] {
        match fs::remove_dir_all(real.join(part)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(cannot);
            }
            _ => {}
        }
    }
    fs::write(&mark, "A replay's folder: the next one empties it.\n").with_context(cannot)?;
    Ok(real)
}

fn told(replayed: &Replayed, folder: &Path) -> String {
    let Replayed {
        rounds,
        bodies,
        entries,
        stories,
        editions,
    } = replayed;
    let folder = folder.display();
    format!(
        "rounds     {rounds}\n\
         bodies     {} read, {} left out\n\
         entries    {}: {} that the instance does not have, and {} that only it has\n\
         stories    {} published, {} of several outlets; {} differ from the instance's\n\
         editions   {editions}, in {folder}/public\n",
        bodies.read,
        bodies.skipped.len(),
        entries.replayed,
        entries.only_replayed,
        entries.only_instance,
        stories.published,
        stories.of_several_outlets,
        stories.differing,
    )
}
