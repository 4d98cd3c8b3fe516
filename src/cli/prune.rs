//! `griot prune`: forgetting what is too old, now.

use std::io::Write;

use serde_json::json;

use super::Exit;
use crate::clock::Clock;
use crate::config::Config;
use crate::refresh::{self, Refresher};

/// Forget what is older than the configuration keeps it, now
///
/// Every round does so by itself: archived bodies at once, the rest once a day. What a source still
/// lists stays, however old, and so do tombstones, and what is of a month that is not over and archived.
/// What is forgotten does not come back. Unlike a round, this gives the room back to the disk.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot prune --dry-run      what would go, also while the daemon runs
  griot prune                after [retention] or [archive] was set to keep less")]
pub struct Args {
    /// Say what would go, and leave it
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Forgets, and says what went.
///
/// # Errors
/// When the store or the public folder cannot be used.
pub fn run(args: &Args, config: Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (pruned, verb) = if args.dry_run {
        let now = Clock::system().now();
        (refresh::prunable(&config, now)?, "would go")
    } else {
        let mut refresher = Refresher::open(config, Clock::system(), refresh::SETTLE_ONCE)?;
        (refresher.prune_now()?, "went")
    };
    if args.json {
        let object = json!({
            "dry_run": args.dry_run,
            "entries": pruned.entries,
            "stories": pruned.stories,
            "polls": pruned.polls,
            "bodies": pruned.bodies,
            "freed_bytes": pruned.freed,
        });
        writeln!(out, "{object}")?;
    } else {
        writeln!(
            out,
            "{verb}: {} entries, {} stories, {} lines of polling history, {} archived bodies",
            pruned.entries, pruned.stories, pruned.polls, pruned.bodies
        )?;
        if pruned.freed > 0 {
            writeln!(out, "the disk has {} KiB back", pruned.freed / 1024)?;
        }
    }
    Ok(Exit::Done)
}
