//! `griot evaluate`: how good griot is on labelled data.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use serde::Serialize;

use super::{Exit, load};
use crate::attribute::Attributor;
use crate::evaluate::countries;
use crate::evaluate::grouping::{self, Grouped, Rounds};
use crate::group::Settings;
use crate::refresh;

/// Measure grouping or country attribution against labelled data of your own
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot evaluate grouping week.jsonl              pairwise and B-cubed figures, per language too
  griot evaluate grouping --table a.jsonl b.jsonl the same of several files, as a table in Markdown
  griot evaluate grouping week.jsonl --pairs hard.jsonl
                                                  what became of labelled pairs, each wrong one named
  griot evaluate grouping week.jsonl --round all  as one pass over everything would group it
  griot evaluate countries items.jsonl --json     attribution, for a program

Lines of grouping: id, lang, source, published, title, summary, text, event (null: not scored),
independent (false: a copy). Lines of pairs: a, b (ids), same, kind.
Lines of countries: id, lang, title, summary, categories, feed_country, url, countries_primary,
countries_optional, countries_mentioned. Unknown fields are ignored.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Which entries report the same event
    Grouping(Streams),
    /// Which countries an item is about
    Countries(Data),
}

#[derive(Debug, clap::Args)]
struct Streams {
    /// Labelled streams, one JSON object a line; - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print the figures as JSON, one object a file
    #[arg(long)]
    json: bool,
    /// Print the figures as a table in Markdown
    #[arg(long, conflicts_with = "json")]
    table: bool,
    /// Say what became of these labelled pairs, one JSON object a line; with one file only
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    pairs: Option<PathBuf>,
    /// Group in rounds of so many minutes, or everything at once with "all"
    #[arg(long, value_name = "MINUTES", default_value = "30")]
    round: Rounds,
    /// Write the story of each entry here, one JSON object a line, - for standard output before the
    /// figures; with one file only
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Data {
    /// Labelled data, one JSON object a line; - for standard input
    file: PathBuf,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    /// Write what griot says of each item here, one JSON object a line; - for standard output, before
    /// the figures
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Evaluates, with the defaults unless a configuration is named.
///
/// # Errors
/// When a file cannot be read or written, or a line is no labelled item.
pub fn run(args: &Args, config: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = match config {
        None => crate::config::defaults(),
        explicit => match load(explicit)? {
            Some(config) => config,
            None => return Ok(Exit::Usage),
        },
    };
    let attributor = refresh::attributor(&config);
    match &args.what {
        What::Countries(data) => data.countries(&attributor, out),
        What::Grouping(streams) => {
            streams.grouping(&refresh::group_settings(&config, &attributor), out)
        }
    }
}

impl Streams {
    fn grouping(&self, settings: &Settings, out: &mut dyn Write) -> anyhow::Result<Exit> {
        if self.files.len() > 1 && (self.pairs.is_some() || self.out.is_some()) {
            bail!(
                "--pairs and --out go with one file; {} were named",
                self.files.len()
            );
        }
        if self.table {
            writeln!(out, "{}", grouping::heading())?;
        }
        for file in &self.files {
            let report = self
                .report(file, settings, out)
                .with_context(|| file.display().to_string())?;
            let set = file.file_stem().unwrap_or_default().to_string_lossy();
            if self.table {
                writeln!(out, "{}", report.rows(&set))?;
            } else if self.json {
                let named = Named {
                    set: &set,
                    report: &report,
                };
                writeln!(out, "{}", serde_json::to_string(&named)?)?;
            } else {
                if self.files.len() > 1 {
                    writeln!(out, "{}", file.display())?;
                }
                writeln!(out, "{report}")?;
            }
        }
        Ok(Exit::Done)
    }

    fn report(
        &self,
        file: &Path,
        settings: &Settings,
        out: &mut dyn Write,
    ) -> anyhow::Result<grouping::Report> {
        let grouped = Grouped::read_in(self.round, open(file)?, settings.clone())?;
        let mut report = grouped.report()?;
        if let Some(pairs) = &self.pairs {
            report.pairs = Some(grouped.judge(open(pairs)?)?);
        }
        if let Some(path) = &self.out {
            write(path, out, |file| grouped.write(file))?;
        }
        Ok(report)
    }
}

/// The figures of one of several files.
#[derive(Serialize)]
struct Named<'a> {
    /// The file's name without its ending.
    set: &'a str,
    #[serde(flatten)]
    report: &'a grouping::Report,
}

impl Data {
    fn countries(&self, attributor: &Attributor, out: &mut dyn Write) -> anyhow::Result<Exit> {
        let mut predictions = Vec::new();
        let report = countries::run(
            attributor,
            open(&self.file)?,
            self.out
                .is_some()
                .then_some(&mut predictions as &mut dyn Write),
        )
        .with_context(|| self.file.display().to_string())?;
        if let Some(path) = &self.out {
            write(path, out, |file| file.write_all(&predictions))?;
        }
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            writeln!(out, "{report}")?;
        }
        Ok(Exit::Done)
    }
}

fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Writes to `path`, or to `out` where that is meant.
fn write(
    path: &Path,
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    if super::is_stdout(path) {
        return Ok(content(out)?);
    }
    let cannot = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(path).with_context(cannot)?);
    content(&mut file)
        .and_then(|()| file.flush())
        .with_context(cannot)
}
