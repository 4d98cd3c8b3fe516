//! `griot gazetteer`: keeps the table of names fresh.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use serde_json::json;

use super::Exit;
use crate::clock::Clock;
use crate::curate::{self, LeftOut, Line, Month, Sources, Table};

/// Keep the table of names fresh, for those who maintain it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot gazetteer stale --months 18        persons in office and in the news, long unchecked
  griot gazetteer update --cldr package    what current names of countries would change
  griot gazetteer update --geonames dumps --write
                                           the same for cities and regions, into the table

data/README.md says where the files come from.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The lines that nobody has checked for so many months, the oldest first
    Stale {
        /// Older than this
        #[arg(long, default_value_t = 12, value_name = "N")]
        months: u16,
        /// Counted from this month instead of the present one
        #[arg(long, value_name = "YYYY-MM")]
        as_of: Option<Month>,
        /// A table of yours instead of griot's own
        #[arg(long, value_name = "FILE")]
        table: Option<PathBuf>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// How the table differs from current files of CLDR and GeoNames
    #[command(group = clap::ArgGroup::new("files").required(true).multiple(true))]
    Update {
        /// The folder of cldr-localenames-full
        #[arg(long, group = "files", value_name = "DIR")]
        cldr: Option<PathBuf>,
        /// A folder with cities15000.txt, admin1CodesASCII.txt, alternateNamesV2.txt and countryInfo.txt
        #[arg(long, group = "files", value_name = "DIR")]
        geonames: Option<PathBuf>,
        /// The table
        #[arg(long, value_name = "FILE", default_value = "data/gazetteer.tsv")]
        table: PathBuf,
        /// Words of these sets that are no evidence
        #[arg(long, value_name = "FILE", default_value = "data/left_out.tsv")]
        left_out: PathBuf,
        /// Put the difference into the table
        #[arg(long)]
        write: bool,
    },
}

/// Runs the sub-command.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.what {
        What::Stale {
            months,
            as_of,
            table,
            json,
        } => {
            let table = match table {
                Some(path) => Table::read(path)?,
                None => Table::bundled()?,
            };
            let now = as_of.unwrap_or_else(|| Month::of(Clock::system().now()));
            for line in table.unchecked_since(now.before(*months)) {
                stale(line, *json, out)?;
            }
        }
        What::Update {
            cldr,
            geonames,
            table: path,
            left_out,
            write,
        } => {
            let table = Table::read(path).context(
                "the table cannot be read; run this where griot's source is, or name it with --table",
            )?;
            let sources = Sources {
                cldr: cldr.clone(),
                geonames: geonames.clone(),
            };
            let difference = curate::compare(&table, &LeftOut::read(left_out)?, &sources)?;
            for line in difference.lines() {
                writeln!(out, "{line}")?;
            }
            for note in &difference.notes {
                writeln!(out, "# {note}")?;
            }
            let [added, removed, changed] = [
                difference.added.len(),
                difference.removed.len(),
                difference.changed.len(),
            ];
            writeln!(out, "# {added} added, {removed} removed, {changed} changed")?;
            if *write && !difference.is_empty() {
                difference.applied(&table).write(path)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn stale(line: &Line, json: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let Line {
        countries,
        kind,
        surface,
        ..
    } = line;
    let checked = line.checked.map(|month| month.to_string());
    if json {
        let countries: Vec<&str> = countries.split(',').collect();
        let value = json!({
            "checked": checked, "countries": countries, "kind": kind, "surface": surface,
            "language": line.language,
        });
        return writeln!(out, "{value}");
    }
    let checked = checked.unwrap_or_default();
    writeln!(out, "{checked}  {countries:5}  {kind:6}  {surface}")
}
