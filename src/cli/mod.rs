//! The commands: arguments in, exit code out. Each command has a file of its own.

mod alert;
pub mod check;
pub mod demo;
pub mod evaluate;
pub mod exit;
pub mod explain;
mod export;
mod find;
pub mod gazetteer;
pub mod init;
mod man;
pub mod parse;
mod progress;
mod prune;
pub mod refresh;
mod replay;
pub mod run;
mod secrecy;
pub mod sources;
pub mod story;
pub mod terminal;
mod when;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use exit::Exit;
use terminal::{Color, Detail, LogFormat};

use crate::config::{self, Config};

/// Polls news feeds, groups what reports the same event, and publishes merged feeds per country.
#[derive(Debug, Parser)]
#[command(name = "griot", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// The configuration; without it $GRIOT_CONFIG, ./config/griot.toml, then /etc/griot/griot.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Colours in what people read
    #[arg(long, global = true, value_enum, default_value_t)]
    color: Color,
    /// Say less: only what failed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more; twice for every detail
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// How log lines are written
    #[arg(long, global = true, value_enum, default_value_t)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  griot demo                        watch it work, without configuration or internet
  griot init && griot check         a configuration to start from, and whether it is right
  griot check --online              do the sources answer?
  griot sources discover SITE       find a site's feeds
  griot refresh                     one round: poll what is due, write the editions
  griot run                         the daemon: polls on schedule and serves the editions
  griot story list                  what there is
  griot explain ID [ID]             why together, why apart, why about these countries
  griot export --format csv         stories with their entries, for a spreadsheet or a notebook

Exit codes: 0 done; 1 something failed that you should see; 2 wrong usage or configuration;
3 done, but some sources failed (refresh); 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented configuration to start from
    Init(init::Args),
    /// Show the whole work on sample outlets: no configuration, no internet
    Demo(demo::Args),
    /// Poll every source that is due, once, and write the editions
    Refresh(refresh::Args),
    /// Poll on schedule and serve the editions, until SIGTERM
    Run(run::Args),
    /// Say whether the configuration is right, every mistake at once; with --online, ask its sources
    Check(check::Args),
    /// Show what griot reads in feed documents
    Parse(parse::Args),
    /// Show how sources do, find feeds, take reading lists in and out
    Sources(sources::Args),
    /// List, show, join, split or withdraw stories
    Story(story::Args),
    /// Show what alerts have come to, or try one out
    Alert(alert::Args),
    /// Say why entries are together or apart, and why they are about their countries
    Explain(explain::Args),
    /// Write stories with their entries as CSV or JSON lines, for analysis
    Export(export::Args),
    /// Measure grouping or attribution against labelled data of your own
    Evaluate(evaluate::Args),
    /// Keep the table of names fresh, for those who maintain it
    Gazetteer(gazetteer::Args),
    /// Take archived polls through today's rules, into a folder of their own
    Replay(replay::Args),
    /// Copy the database to FILE, also while the daemon runs
    Backup {
        /// The copy; it must not exist yet
        file: PathBuf,
    },
    /// Forget what is older than the configuration keeps it, now
    Prune(prune::Args),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

impl Cli {
    fn detail(&self) -> Detail {
        match (self.quiet, self.verbose, &self.command) {
            (true, ..) => Detail::Errors,
            (false, 0, Command::Run(_)) => Detail::Rounds,
            (false, 0, _) => Detail::Warnings,
            (false, 1, _) => Detail::Sources,
            (false, ..) => Detail::Everything,
        }
    }
}

/// Runs the command that the process was started with.
///
/// # Errors
/// What the operator has to see, whole: the sentence that is printed last.
pub fn main() -> anyhow::Result<Exit> {
    // Whoever wants no colours wants none in a usage error either.
    let colors = terminal::for_usage(std::env::args_os());
    let matches = Cli::command().color(colors).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    terminal::set_up(cli.color, cli.log_format, cli.detail());
    match dispatch(cli, &mut io::stdout().lock()) {
        // A reader that has seen enough (`griot … | head`) is no failure.
        Err(error) if is_broken_pipe(&error) => Ok(Exit::Done),
        done => done,
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = cli.config.as_deref();
    let quiet = cli.quiet;
    match cli.command {
        Command::Init(args) => init::run(&args, out).map(Exit::from_code),
        Command::Demo(args) => demo::run(&args, out),
        Command::Refresh(args) => match find(config) {
            Ok(path) => refresh::run(&args, &path, quiet, out),
            Err(missing) => usage(&missing),
        },
        Command::Run(args) => match find(config) {
            Ok(path) => run::run(&args, &path),
            Err(missing) => usage(&missing),
        },
        Command::Check(args) => match find(config) {
            Ok(path) => check::run(&args, &path, quiet, out),
            Err(missing) => usage(&missing),
        },
        Command::Parse(args) => parse::run(&args, out).map(Exit::from_code),
        Command::Sources(args) => sources::run(&args, config, quiet, out),
        Command::Story(args) => match load(config)? {
            Some(config) => story::run(&args, config, out),
            None => Ok(Exit::Usage),
        },
        Command::Alert(args) => match load(config)? {
            Some(config) => alert::run(&args, &config, out),
            None => Ok(Exit::Usage),
        },
        Command::Explain(args) => explain::run(&args, config, cli.color, out),
        Command::Export(args) => match load(config)? {
            Some(config) => export::run(&args, &config, quiet, out),
            None => Ok(Exit::Usage),
        },
        Command::Evaluate(args) => evaluate::run(&args, config, out),
        Command::Gazetteer(args) => gazetteer::run(&args, out),
        Command::Prune(args) => match load(config)? {
            Some(config) => prune::run(&args, config, out),
            None => Ok(Exit::Usage),
        },
        Command::Replay(args) => match load(config)? {
            Some(config) => replay::run(&args, config, quiet, out),
            None => Ok(Exit::Usage),
        },
        Command::Backup { file } => match load(config)? {
            Some(config) => backup(&config, &file),
            None => Ok(Exit::Usage),
        },
        Command::Completions { shell } => {
            // Into memory first: what it cannot write, it panics about.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "griot", &mut script);
            out.write_all(&script)?;
            Ok(Exit::Done)
        }
        Command::Man => {
            man::write(&Cli::command(), out)?;
            Ok(Exit::Done)
        }
    }
}

fn find(explicit: Option<&Path>) -> Result<PathBuf, config::NotFound> {
    config::find(explicit, std::env::var_os("GRIOT_CONFIG").as_deref())
}

/// The configuration; prints every mistake and gives none where there are any.
fn load(explicit: Option<&Path>) -> anyhow::Result<Option<Config>> {
    let path = match find(explicit) {
        Ok(path) => path,
        Err(missing) => {
            usage(&missing)?;
            return Ok(None);
        }
    };
    match config::load(&path) {
        // Its warnings are for `check` and for the start of a daemon, not for every round.
        Ok(config) => Ok(Some(config)),
        Err(problems) => {
            usage(&problems)?;
            Ok(None)
        }
    }
}

fn usage(what: &dyn std::fmt::Display) -> anyhow::Result<Exit> {
    match terminal::is_log() {
        true => terminal::log_errors(&what.to_string()),
        false => terminal::say(what),
    }
    Ok(Exit::Usage)
}

/// Says why a command failed.
pub fn say_failure(sentence: &str) {
    match terminal::is_log() {
        true => terminal::log_errors(sentence),
        false => terminal::say(&format_args!("griot: {sentence}")),
    }
}

/// Whether an operator who names this file means standard output.
fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

fn backup(config: &Config, file: &Path) -> anyhow::Result<Exit> {
    if is_stdout(file) {
        return usage(
            &"a database cannot be written to standard output: name a file for the backup",
        );
    }
    anyhow::ensure!(
        !file.exists(),
        "{} exists; a backup never overwrites: name another file",
        file.display()
    );
    crate::refresh::backup(config, file).context("the backup was not made")?;
    Ok(Exit::Done)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = match cause.downcast_ref::<serde_json::Error>() {
            Some(error) => error.io_error_kind(),
            None => cause.downcast_ref::<io::Error>().map(io::Error::kind),
        };
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}

/// An error with its causes as one sentence, in which nothing is said twice.
#[must_use]
pub fn sentence(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.contains(&cause) {
            continue;
        }
        if !said.is_empty() {
            said.push_str(": ");
        }
        said.push_str(&cause);
    }
    said
}
