//! `griot export`: stories with their entries, for analysis.

mod csv;
mod rows;

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::{Exit, progress::Bar, when::when};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Country;
use crate::refresh::{self, Exported, Progress as _};

/// Write stories with their entries as CSV or JSON lines, for analysis
///
/// What readers can see is exported: published stories, by date, each as it stands now. It only reads,
/// also beside a running daemon; all of it is of one moment. In CSV each entry is a row, which repeats
/// what its story says; in JSON lines each story is a line, with its entries in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot export --format csv > stories.csv
  griot export --format csv --since 2026-11-01 --until 2026-12-01 --country NE --country ML
  griot export --format jsonl --since 7d | jq 'select(.independent_count >= 2) | .title'
  griot export --format jsonl --out stories.jsonl    replaced whole, when all of it is written

CSV is that of RFC 4180, in UTF-8, with a header row; lists are parted by spaces, times are UTC. A
text that a spreadsheet would run as a formula (it begins with =, +, -, @, a tab or a line's end)
has an apostrophe before it; --raw leaves it as it is. JSON lines hold every text as it is.
An entry's number, and that in copy_of and like, is this instance's own.")]
pub struct Args {
    /// How it is written
    #[arg(long, value_enum)]
    format: Format,
    /// Only stories dated from then on: a date, a time (RFC 3339) or an age such as 7d
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only stories dated before then
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Only stories about this country (ISO 3166-1 alpha-2); may be given several times
    #[arg(long, value_name = "CC")]
    country: Vec<Country>,
    /// Where to; standard output without it, or with -
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave cells as they are that a spreadsheet would run as formulas
    #[arg(long)]
    raw: bool,
}

/// Who may do what with a file that was not there before, as far as the umask lets through.
const NEW: u32 = 0o644;

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A row for each entry
    Csv,
    /// A JSON object for each story
    Jsonl,
}

/// Writes the stories.
///
/// # Errors
/// When there is no database yet, or it or the output cannot be used.
pub fn run(args: &Args, config: &Config, quiet: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let now = Clock::system().now();
    let time = |text: &Option<String>, otherwise| match text {
        Some(text) => when(text, now),
        None => Ok(otherwise),
    };
    let (since, until) = match (
        time(&args.since, DateTime::<Utc>::MIN_UTC),
        time(&args.until, DateTime::<Utc>::MAX_UTC),
    ) {
        (Ok(since), Ok(until)) => (since, until),
        (Err(wrong), _) | (_, Err(wrong)) => return super::usage(&wrong),
    };
    if since >= until {
        return super::usage(&"nothing lies between --since and --until; --until has to be later");
    }
    let store = refresh::existing_store(config)?;
    let file = args.out.as_deref().filter(|path| !super::is_stdout(path));
    // A bar would run through what is printed beside it.
    let bar = Bar::new(quiet || (file.is_none() && io::stdout().is_terminal()));
    let write = |sink: &mut dyn Write| -> anyhow::Result<()> {
        let mut sink = BufWriter::new(sink);
        let mut writer = Writer::begin(args, &mut sink)?;
        refresh::export(config, &store, (since, until), &args.country, |story| {
            bar.polled(&story.life.published.format("%Y-%m-%d").to_string());
            writer.write(story)
        })?;
        sink.flush()?;
        Ok(())
    };
    match file {
        None => write(out)?,
        Some(path) => replace(path, write)?,
    }
    bar.done();
    Ok(Exit::Done)
}

/// Writes a file beside the one that `path` leads to, and puts it in its place when all of it is there.
/// Who may read and write it stays as it was.
fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let before = match fs::metadata(path) {
        Ok(facts) => Some(facts),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(cannot),
    };
    if before.as_ref().is_some_and(|facts| !facts.is_file()) {
        // A device or a pipe is written to as it is.
        let mut file = File::options()
            .write(true)
            .open(path)
            .with_context(cannot)?;
        return write(&mut file);
    }
    let path = behind_links(path);
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let permissions = match &before {
        Some(facts) => facts.permissions(),
        None => Permissions::from_mode(NEW),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".griot-export-")
        .permissions(permissions.clone())
        .tempfile_in(folder)
        .with_context(cannot)?;
    if before.is_some() {
        // The umask has no say in what was there.
        let whole = file.as_file().set_permissions(permissions);
        whole.with_context(cannot)?;
    }
    write(file.as_file_mut())?;
    file.as_file().sync_all().with_context(cannot)?;
    file.persist(&path).with_context(cannot)?;
    Ok(())
}

/// Where the links lead that may stand at `path`, whether or not there is a file yet.
fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    while let Ok(target) = fs::read_link(&path) {
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Writes story after story.
struct Writer<'a, W> {
    sink: &'a mut W,
    format: Format,
    guard: csv::Guard,
}

impl<'a, W: Write> Writer<'a, W> {
    fn begin(args: &Args, sink: &'a mut W) -> anyhow::Result<Self> {
        let guard = match args.raw {
            true => csv::Guard::Off,
            false => csv::Guard::On,
        };
        if args.format == Format::Csv {
            let names = rows::COLUMNS.map(csv::Cell::Own);
            csv::row(sink, &names, guard)?;
        }
        Ok(Self {
            sink,
            format: args.format,
            guard,
        })
    }

    fn write(&mut self, story: &Exported) -> anyhow::Result<()> {
        match self.format {
            Format::Jsonl => {
                serde_json::to_writer(&mut *self.sink, &rows::object(story))?;
                writeln!(self.sink)?;
            }
            Format::Csv => {
                for row in rows::of(story) {
                    csv::row(self.sink, &row, self.guard)?;
                }
            }
        }
        Ok(())
    }
}
