//! A year of an instance, by a clock that is moved from round to round: what its database, its folder
//! and its memory come to, and what a round takes, month by month. Outlets, their server and the
//! instance are one process, so that all share the clock; what the outlets take is little beside it.
//!
//! `cargo bench --bench year -- sources=500 days=365 hours=12 daily=2 keep=60 line=720` are the numbers
//! that it takes where none are given: outlets, simulated days, hours between two rounds, entries that
//! an outlet has a day, days that entries are kept, and hours that are shown in one line.
//! `sources=5000 days=1 hours=1 daily=20 line=3` is a day of a large instance.

#[path = "../support/answers.rs"]
mod answers;
#[path = "../support/feed.rs"]
mod feed;
mod outlets;
#[path = "../support/process.rs"]
mod process;
#[path = "../support/stream.rs"]
mod stream;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use chrono::{TimeDelta, TimeZone, Utc};
use griot::clock::Clock;
use griot::config;
use griot::refresh::{Quietly, Refresher, SETTLE_ONCE, Which, runtime};
use outlets::Outlets;

/// The figures of this process.
const ITSELF: &str = "/proc/self/stat";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Without this it is being tested that it runs.
    if arguments.iter().all(|argument| argument != "--bench") {
        return Ok(());
    }
    let said = |name: &str, otherwise: i64| {
        let values = arguments.iter().filter_map(|word| word.strip_prefix(name));
        let value = values.filter_map(|value| value.parse().ok()).next_back();
        value.unwrap_or(otherwise)
    };
    let (days, hours, line) = (
        said("days=", 365),
        said("hours=", 12),
        said("line=", 24 * 30),
    );
    let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single();
    let clock = Clock::manual(start.ok_or("no such day")?);
    let outlets = Outlets {
        clock: clock.clone(),
        start: clock.now(),
        number: usize::try_from(said("sources=", 500))?,
        daily: u64::try_from(said("daily=", 2))?,
    };
    let folder = tempfile::tempdir()?;
    runtime()?.block_on(async {
        let configuration = outlets.open(said("keep=", 60)).await?;
        let path = folder.path().join("griot.toml");
        fs::write(&path, configuration)?;
        let config = config::load(&path).map_err(|problems| format!("{problems:?}"))?;
        let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE)?;
        println!(
            " day | rounds | entries: new | stories | MB of database | MB of the public folder | MB resident | ms of a core a round | ms | of which polling, grouping, publishing"
        );
        let mut sums = Sums::default();
        let mut busy = process::busy(ITSELF, 11)?;
        for round in 1..=days * 24 / hours {
            clock.advance(TimeDelta::hours(hours));
            let began = Instant::now();
            let forever = Box::pin(std::future::pending());
            let summary = refresher.round(&Which::All, &Quietly, forever).await?;
            let summary = summary.ok_or("the round was stopped")?;
            if summary.sources.failed > 0 {
                return Err(format!("sources failed: {:?}", summary.failures[0]).into());
            }
            sums.rounds += 1;
            sums.new += summary.entries.new;
            sums.milliseconds += began.elapsed().as_millis();
            let stages = summary.milliseconds;
            for (sum, stage) in sums.stages.iter_mut().zip([
                stages.polling,
                stages.grouping,
                stages.publishing,
            ]) {
                *sum += u128::from(stage);
            }
            if (round * hours) % line == 0 {
                let before = std::mem::replace(&mut busy, process::busy(ITSELF, 11)?);
                sums.busy = busy - before;
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
                let day = (round * hours) as f64 / 24.0;
                sums.show(day, &refresher, folder.path())?;
                sums = Sums::default();
            }
        }
        Ok(())
    })
}

/// What the rounds of one line came to.
#[derive(Default)]
struct Sums {
    rounds: u128,
    /// Seconds of a core.
    busy: f64,
    new: usize,
    milliseconds: u128,
    stages: [u128; 3],
}

impl Sums {
    fn show(&self, day: f64, refresher: &Refresher, folder: &Path) -> Result<(), Box<dyn Error>> {
        let (stories, _) = refresher.story_counts()?;
        let [polling, grouping, publishing] = self.stages.map(|sum| sum / self.rounds);
        println!(
            "{day:>4.1} | {:>6} | {:>12} | {stories:>7} | {:>14} | {:>23} | {:>11} | {:>20} | {:>5} | {polling}, {grouping}, {publishing}",
            self.rounds,
            self.new,
            size_of(&folder.join("state"))? / 1_000_000,
            size_of(&folder.join("public"))? / 1_000_000,
            process::memory("self", "VmRSS").ok_or("no figure")? / 1_000_000,
            (self.busy * 1e3) as u128 / self.rounds,
            self.milliseconds / self.rounds,
        );
        Ok(())
    }
}

/// Bytes of a folder's files, those of folders within it included.
fn size_of(folder: &Path) -> Result<u64, Box<dyn Error>> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        size += match metadata.is_dir() {
            true => size_of(&entry.path())?,
            false => metadata.len(),
        };
    }
    Ok(size)
}
