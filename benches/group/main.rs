//! What grouping costs, by the number of entries in the window: processor time for a new entry,
//! memory for a remembered one, and the time to take the window in when the program starts.
//!
//! Each window is measured in a process of its own. `cargo bench --bench group -- 20000` measures
//! one alone.

#[path = "../support/stream.rs"]
mod stream;

use std::collections::BTreeSet;
use std::error::Error;
use std::process::Command;

use griot::attribute::Attributor;
use griot::domain::StoryId;
use griot::group::{Engine, Item, Settings};
use stream::Stream;

/// Entries of the window.
const WINDOWS: [u64; 5] = [5_000, 10_000, 20_000, 50_000, 100_000];
/// Rounds in a week, one every ten minutes.
const ROUNDS: u64 = 7 * 24 * 6;
/// New entries that are measured, at least.
const MEASURED: u64 = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers = arguments.iter().filter_map(|number| number.parse().ok());
    let asked: Vec<u64> = numbers.collect();
    if let [window] = asked[..] {
        return measure(window);
    }
    // Without this it is being tested that it runs.
    if arguments.iter().all(|argument| argument != "--bench") {
        return Ok(());
    }
    println!(
        "entries in window | µs a new entry | bytes a remembered entry | MB in all | s to restore | entries a story"
    );
    for window in WINDOWS {
        Command::new(std::env::current_exe()?)
            .arg(window.to_string())
            .status()?;
    }
    Ok(())
}

/// As `griot refresh` groups without a configuration.
fn settings() -> Settings {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
}

fn measure(window: u64) -> Result<(), Box<dyn Error>> {
    let stream = Stream { weekly: window };
    let settings = settings();
    let rested = resident()?;
    let mut engine = Engine::new(settings.clone());
    let mut stories = Vec::new();
    let per_round = (window / ROUNDS).max(1);
    let mut round = |engine: &mut Engine, from: u64| -> Result<u64, Box<dyn Error>> {
        let items: Vec<Item> = (from..from + per_round).map(|n| stream.item(n)).collect();
        stories.extend(items.iter().map(|item| item.founds));
        let now = stream.seen(from + per_round);
        let before = processor_time()?;
        let changes = engine.round(now, items);
        let spent = processor_time()? - before;
        for assignment in changes.assigned {
            stories[usize::try_from(assignment.entry.0)?] = assignment.story;
        }
        Ok(spent)
    };
    let mut next = 0;
    while next < window {
        round(&mut engine, next)?;
        next += per_round;
    }
    let (mut spent, mut measured) = (0, 0);
    while measured < MEASURED {
        spent += round(&mut engine, next)?;
        next += per_round;
        measured += per_round;
    }
    let own = u64::try_from(size_of_val(&stories[..]))?;
    let held = resident()?.saturating_sub(rested + own);
    drop(engine);
    let living = &stories[usize::try_from(next - window)?..];
    let restored = restore(&stream, next - window, living, settings)?;
    let distinct: BTreeSet<&StoryId> = living.iter().collect();
    println!(
        "{window:>17} | {:>14.1} | {:>24} | {:>9.1} | {:>12.2} | {:>15.2}",
        spent as f64 / measured as f64 / 1e3,
        held / window,
        held as f64 / 1e6,
        restored as f64 / 1e9,
        living.len() as f64 / distinct.len() as f64,
    );
    Ok(())
}

/// What it takes to fill an engine with the entries of a window.
fn restore(
    stream: &Stream,
    first: u64,
    stories: &[StoryId],
    settings: Settings,
) -> Result<u64, Box<dyn Error>> {
    let mut engine = Engine::new(settings);
    let mut spent = 0;
    let mut next = first;
    for part in stories.chunks(1_000) {
        let items = (next..).take(part.len()).map(|n| stream.item(n));
        let items = items.zip(part.iter().copied()).collect();
        let before = processor_time()?;
        engine.restore(items);
        spent += processor_time()? - before;
        next += u64::try_from(part.len())?;
    }
    Ok(spent)
}

/// Nanoseconds that the threads of this process have had a processor, those that have ended included.
fn processor_time() -> Result<u64, Box<dyn Error>> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Ok(u64::try_from(spent.tv_sec * 1_000_000_000 + spent.tv_nsec)?)
}

/// Bytes of memory that this process holds.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no figure")?.parse::<u64>()? * 1024)
}
