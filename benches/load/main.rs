//! Rounds while readers ask: how long the daemon takes until all that a farm of outlets serves is stored
//! and published, alone and while ten thousand requests a second and two hundred clients that send
//! their requests a byte at a time keep it busy; and how long readers wait meanwhile, and after.
//!
//! `cargo bench --bench load -- feeds=1000 readers=10000 slow=200` are the numbers that it takes where
//! none are given. Outlets, daemon and readers share the machine's cores.

#[path = "../support/answers.rs"]
mod answers;
#[expect(dead_code, reason = "its news are for other benchmarks")]
#[path = "../support/farm.rs"]
mod farm;
#[path = "../support/feed.rs"]
mod feed;
mod instance;
#[path = "../support/process.rs"]
mod process;
mod readers;
#[path = "../support/stream.rs"]
mod stream;

use std::error::Error;
use std::time::{Duration, Instant};

use farm::{Farm, Feeds};
use instance::Instance;
use readers::Readers;

/// How long readers are watched when the rounds are over.
const AFTER: Duration = Duration::from_secs(10);
/// How often the daemon is asked how far it has come.
const LOOK: Duration = Duration::from_millis(250);

fn main() -> Result<(), Box<dyn Error>> {
    if farm::is_asked_for() {
        return farm::run();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Without this it is being tested that it runs.
    if arguments.iter().all(|argument| argument != "--bench") {
        return Ok(());
    }
    let said = |name: &str, otherwise: usize| {
        let values = arguments.iter().filter_map(|word| word.strip_prefix(name));
        let value = values.filter_map(|value| value.parse().ok()).next_back();
        value.unwrap_or(otherwise)
    };
    let feeds = Feeds {
        number: said("feeds=", 1_000),
        bare: 0,
        moving: 0,
        latency: 0,
    };
    let (asking, slow) = (said("readers=", 10_000), said("slow=", 200));
    println!(
        "readers a second | s until all is published | s of a core | of it for rounds | MB | readers' waits in ms while rounds run: 50 %, 99 %, 99.9 %, longest | after | slow clients left"
    );
    for asking in [0, asking] {
        measure(&feeds, asking, if asking > 0 { slow } else { 0 })?;
    }
    Ok(())
}

fn measure(feeds: &Feeds, asking: usize, slow: usize) -> Result<(), Box<dyn Error>> {
    let farm = Farm::start(feeds)?;
    let began = Instant::now();
    let instance = Instance::start(&farm.configuration())?;
    let readers = Readers::start(instance.port, asking, slow)?;
    while !instance.has_published(farm.entries)? {
        std::thread::sleep(LOOK);
    }
    let wall = began.elapsed().as_secs_f64();
    let busy = instance.busy()?;
    let during = readers.waits();
    std::thread::sleep(AFTER);
    let idle = instance.busy()? - busy;
    let after = readers.waits();
    let left = readers.end()?;
    // What readers cost is known from when there is nothing else.
    let for_readers = idle / AFTER.as_secs_f64() * wall;
    println!(
        "{asking:>16} | {wall:>24.1} | {busy:>11.1} | {:>16.1} | {:>2} | {during} | {after} | {left} of {slow}",
        busy - for_readers,
        instance.held()? / 1_000_000,
    );
    Ok(())
}
