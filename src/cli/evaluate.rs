//! `griot evaluate`: how good griot is on labelled data.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use serde::Serialize;

use super::{Exit, load};
use crate::evaluate::{countries, grouping};
use crate::refresh;

/// Measure grouping or country attribution against labelled data of your own
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot evaluate grouping week.jsonl            pairwise and B-cubed figures, per language too
  griot evaluate countries items.jsonl --json   the same for attribution, for a program

Lines of grouping: id, lang, source, published, title, summary, text, event (null: not scored).
Lines of countries: id, lang, title, summary, categories, feed_country, url, countries_primary,
countries_optional, countries_mentioned. Unknown fields are ignored.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Which entries report the same event
    Grouping(Data),
    /// Which countries an item is about
    Countries(Data),
}

#[derive(Debug, clap::Args)]
struct Data {
    /// Labelled data, one JSON object a line; - for standard input
    file: PathBuf,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    /// Write what griot says of each item here, one JSON object a line
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
        What::Countries(data) => {
            let mut predictions = data.predictions()?;
            let report = countries::run(
                &attributor,
                data.open()?,
                predictions.as_mut().map(|file| file as &mut dyn Write),
            )
            .with_context(|| data.file.display().to_string())?;
            data.finish(predictions, &report, out)
        }
        What::Grouping(data) => {
            let mut predictions = data.predictions()?;
            let report = grouping::run(
                data.open()?,
                refresh::group_settings(&config, &attributor),
                predictions.as_mut().map(|file| file as &mut dyn Write),
            )
            .with_context(|| data.file.display().to_string())?;
            data.finish(predictions, &report, out)
        }
    }
}

impl Data {
    fn open(&self) -> anyhow::Result<Box<dyn BufRead>> {
        if self.file == Path::new("-") {
            return Ok(Box::new(BufReader::new(io::stdin())));
        }
        let file = File::open(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))?;
        Ok(Box::new(BufReader::new(file)))
    }

    fn predictions(&self) -> anyhow::Result<Option<BufWriter<File>>> {
        let Some(path) = &self.out else {
            return Ok(None);
        };
        let file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Some(BufWriter::new(file)))
    }

    fn finish(
        &self,
        predictions: Option<BufWriter<File>>,
        report: &(impl Serialize + std::fmt::Display),
        out: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        if let Some(mut file) = predictions {
            file.flush()
                .context("the predictions were not written whole")?;
        }
        if self.json {
            writeln!(out, "{}", serde_json::to_string(report)?)?;
        } else {
            writeln!(out, "{report}")?;
        }
        Ok(Exit::Done)
    }
}
