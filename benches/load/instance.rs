//! The real daemon, in a folder in memory where the system has one.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A daemon that runs as long as the value lives.
pub struct Instance {
    process: Child,
    pub port: u16,
    _folder: TempDir,
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Instance {
    pub fn start(configuration: &str) -> Result<Self, Box<dyn Error>> {
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory)?,
            false => tempfile::tempdir()?,
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        // Stories are to be published in the round that brings them.
        let text = format!(
            "{configuration}[serve]\nlisten = \"127.0.0.1:{port}\"\n[group]\nsettle = \"0s\"\n"
        );
        fs::write(folder.path().join("griot.toml"), text)?;
        let process = Command::new("sh")
            .args(["-c", "ulimit -n \"$(ulimit -Hn)\" && exec \"$0\" \"$@\""])
            .arg(env!("CARGO_BIN_EXE_griot"))
            .args(["--quiet", "--config", "griot.toml", "run"])
            .current_dir(folder.path())
            .spawn()?;
        let instance = Self {
            process,
            port,
            _folder: folder,
        };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("the daemon does not listen".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(instance)
    }

    /// Whether so many entries are stored, and the round is over that published them.
    pub fn has_published(&self, entries: usize) -> Result<bool, Box<dyn Error>> {
        let metrics = self.metrics()?;
        let figure = |name: &str| -> Option<f64> {
            let line = metrics.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().parse().ok()
        };
        let new = figure("griot_entries_total{change=\"new\"}");
        let failed = figure("griot_polls_total{outcome=\"failed\"}");
        if failed.is_some_and(|failed| failed > 0.0) {
            return Err("polls failed".into());
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        Ok(new.is_some_and(|new| new >= entries as f64))
    }

    fn metrics(&self) -> Result<String, Box<dyn Error>> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection
            .write_all(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Seconds of a core that it has taken.
    pub fn busy(&self) -> Result<f64, Box<dyn Error>> {
        process::busy(&format!("/proc/{}/stat", self.process.id()), 11)
    }

    /// The most memory that it ever held, in bytes.
    pub fn held(&self) -> Result<u64, Box<dyn Error>> {
        let held = process::memory(&self.process.id().to_string(), "VmHWM");
        Ok(held.ok_or("no figure")?)
    }
}
