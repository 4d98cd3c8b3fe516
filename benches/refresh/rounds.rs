//! Rounds as the daemon runs them, in a process that stays, and as `griot refresh` does, in one each.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use griot::clock::Clock;
use griot::config;
use griot::refresh::{Quietly, Refresher, SETTLE_ONCE, Which, runtime};
use serde_json::Value;

use crate::process::{busy, memory};

/// Tells a process that it is the one that stays, and of which configuration.
const ROLE: &str = "GRIOT_BENCH_INSTANCE";
/// How often a process is looked at for the memory that it holds.
const LOOK: Duration = Duration::from_millis(2);

/// What a round took.
pub struct Taken {
    /// Seconds.
    pub wall: f64,
    /// Seconds of all cores together.
    pub busy: f64,
    /// The most that the process held so far, in bytes.
    pub held: u64,
    pub summary: Value,
}

/// An instance whose rounds are measured.
pub struct Instance {
    folder: PathBuf,
    stays: Option<Staying>,
}

/// The process that stays. Ends with this value.
struct Staying {
    process: Child,
    says: BufReader<ChildStdout>,
    listens: ChildStdin,
}

impl Drop for Staying {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Instance {
    /// The instance in `folder`, in a process that stays or in one for each round.
    pub fn new(folder: &Path, stays: bool) -> Result<Self, Box<dyn Error>> {
        let folder = folder.to_owned();
        if !stays {
            return Ok(Self {
                folder,
                stays: None,
            });
        }
        let mut process = Command::new(std::env::current_exe()?)
            .env(ROLE, folder.join("griot.toml"))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let says = BufReader::new(process.stdout.take().ok_or("no output")?);
        let listens = process.stdin.take().ok_or("no input")?;
        let mut staying = Staying {
            process,
            says,
            listens,
        };
        // Opening is no part of a round.
        staying.says.read_line(&mut String::new())?;
        Ok(Self {
            folder,
            stays: Some(staying),
        })
    }

    /// Runs a round in which every source is asked.
    pub fn round(&mut self) -> Result<Taken, Box<dyn Error>> {
        match &mut self.stays {
            Some(staying) => staying.round(),
            None => single(&self.folder),
        }
    }
}

impl Staying {
    fn round(&mut self) -> Result<Taken, Box<dyn Error>> {
        let process = self.process.id();
        let before = busy(&format!("/proc/{process}/stat"), 11)?;
        let began = Instant::now();
        writeln!(self.listens)?;
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        Ok(Taken {
            wall: began.elapsed().as_secs_f64(),
            busy: busy(&format!("/proc/{process}/stat"), 11)? - before,
            held: memory(&process.to_string(), "VmHWM").ok_or("no figure for memory")?,
            summary: serde_json::from_str(&line)?,
        })
    }
}

/// The real binary.
fn single(folder: &Path) -> Result<Taken, Box<dyn Error>> {
    let before = busy("/proc/self/stat", 13)?;
    let began = Instant::now();
    let mut griot = Command::new(env!("CARGO_BIN_EXE_griot"))
        .args([
            "--quiet",
            "--config",
            "griot.toml",
            "refresh",
            "--all",
            "--json",
        ])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut held = 0;
    while griot.try_wait()?.is_none() {
        held = held.max(memory(&griot.id().to_string(), "VmHWM").unwrap_or(0));
        std::thread::sleep(LOOK);
    }
    let wall = began.elapsed().as_secs_f64();
    let said = griot.wait_with_output()?.stdout;
    Ok(Taken {
        wall,
        busy: busy("/proc/self/stat", 13)? - before,
        held,
        summary: serde_json::from_slice(&said)?,
    })
}

/// Whether this process is to be the one that stays.
pub fn is_asked_for() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// Runs a round for each line that comes.
pub fn run() -> Result<(), Box<dyn Error>> {
    let path = PathBuf::from(std::env::var_os(ROLE).ok_or("no role")?);
    let config = config::load(&path).map_err(|problems| format!("{problems:?}"))?;
    runtime()?.block_on(async {
        let mut refresher = Refresher::open(config, Clock::system(), SETTLE_ONCE)?;
        println!("ready");
        for line in std::io::stdin().lines() {
            line?;
            let forever = Box::pin(std::future::pending());
            let summary = refresher.round(&Which::All, &Quietly, forever).await?;
            println!("{}", serde_json::to_string(&summary)?);
        }
        Ok(())
    })
}
