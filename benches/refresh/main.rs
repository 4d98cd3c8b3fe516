//! What rounds cost: a first one, one in which nothing is new, and one in which a tenth of the feeds
//! have news, by the number of feeds, in a process that stays as the daemon does and in one for each
//! as `griot refresh` does. Seconds, seconds of a core, memory, bytes stored for an entry, the share
//! of each stage; and whether the entries stored are those that were served.
//!
//! `cargo bench --bench refresh -- 1000` measures one number of feeds. Further words: `latency=100`
//! lets every feed take so many milliseconds to answer; `bare=30` takes the validators from so many
//! feeds in a hundred; `moving=10` takes them too, and lets the date at which a feed was made move with
//! every request; `editions=100` adds so many editions of the operator's, each of two countries in one
//! language.

#[path = "../support/answers.rs"]
mod answers;
#[path = "../support/farm.rs"]
mod farm;
#[path = "../support/feed.rs"]
mod feed;
#[path = "../support/process.rs"]
mod process;
mod rounds;
#[path = "../support/stream.rs"]
mod stream;

use std::error::Error;
use std::fs;
use std::path::Path;

use farm::{Farm, Feeds};
use rounds::{Instance, Taken};
use tempfile::TempDir;

/// Numbers of feeds that are measured where none is asked for.
const FEEDS: [usize; 3] = [100, 1_000, 10_000];
/// Countries that events are about.
const CODES: [&str; 12] = [
    "NE", "ML", "TG", "GA", "AO", "GH", "KE", "BI", "MW", "LS", "LR", "BW",
];
/// Of a hundred feeds, those that have news in the last round.
const CHANGED: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    if farm::is_asked_for() {
        return farm::run();
    }
    if rounds::is_asked_for() {
        return rounds::run();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Without this it is being tested that it runs.
    if arguments.iter().all(|argument| argument != "--bench") {
        return Ok(());
    }
    let asked: Vec<usize> = (arguments.iter())
        .filter_map(|word| word.parse().ok())
        .collect();
    let numbers = if asked.is_empty() { &FEEDS[..] } else { &asked };
    let said = |name: &str| -> usize {
        let values = arguments.iter().filter_map(|word| word.strip_prefix(name));
        let value = values.filter_map(|value| value.parse().ok()).next_back();
        value.unwrap_or(0)
    };
    println!(
        "feeds | process   | round           |      s | s of a core | MB | entries | bytes an entry | stages, ms"
    );
    for number in numbers {
        let feeds = Feeds {
            number: *number,
            bare: said("bare="),
            moving: said("moving="),
            latency: said("latency="),
        };
        for stays in [true, false] {
            measure(&feeds, said("editions="), stays)?;
        }
    }
    Ok(())
}

fn measure(feeds: &Feeds, editions: usize, stays: bool) -> Result<(), Box<dyn Error>> {
    let mut farm = Farm::start(feeds)?;
    let folder = folder()?;
    let mut configuration = farm.configuration();
    for number in 0..editions {
        let countries = [0, 1].map(|next| CODES[(number + next) % CODES.len()]);
        let language = ["fr", "en", "pt", "ar"][number % 4];
        configuration += &format!(
            "[[edition]]\nname = \"own-{number}\"\ncountries = {countries:?}\nlanguages = [\"{language}\"]\n"
        );
    }
    fs::write(folder.path().join("griot.toml"), configuration)?;
    let mut instance = Instance::new(folder.path(), stays)?;
    let process = if stays { "stays" } else { "one each" };
    let mut stored = 0;
    for (round, percent) in [
        ("first", None),
        ("nothing new", Some(0)),
        ("a tenth", Some(CHANGED)),
    ] {
        let news = match percent {
            None => farm.entries,
            Some(percent) => farm.next_round(percent)?,
        };
        stored += news;
        let taken = instance.round()?;
        let state = size_of(&folder.path().join("state"))?;
        print!("{:>5} | {process:<9} | {round:<15} | ", feeds.number);
        show(&taken, news, state / stored)?;
    }
    Ok(())
}

/// In memory where the system has such a folder: disks differ more than programs.
fn folder() -> Result<TempDir, Box<dyn Error>> {
    let memory = Path::new("/dev/shm");
    Ok(match memory.is_dir() {
        true => tempfile::tempdir_in(memory)?,
        false => tempfile::tempdir()?,
    })
}

/// Bytes of the files in a folder.
fn size_of(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let mut size = 0;
    for file in fs::read_dir(folder)? {
        size += file?.metadata()?.len();
    }
    Ok(usize::try_from(size)?)
}

fn show(taken: &Taken, news: usize, bytes: usize) -> Result<(), Box<dyn Error>> {
    let Taken { summary, .. } = taken;
    if summary["entries"]["new"] != news || summary["sources"]["failed"] != 0 {
        return Err(format!("{news} new entries were served: {summary}").into());
    }
    let stages = summary["milliseconds"].as_object().ok_or("no stages")?;
    let stages: Vec<String> = (stages.iter())
        .filter(|(_, milliseconds)| **milliseconds != 0)
        .map(|(stage, milliseconds)| format!("{stage} {milliseconds}"))
        .collect();
    println!(
        "{:>6.2} | {:>11.2} | {:>4} | {news:>7} | {bytes:>6} | {}",
        taken.wall,
        taken.busy,
        taken.held / 1_000_000,
        stages.join(", "),
    );
    Ok(())
}
