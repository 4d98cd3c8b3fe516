//! A program of the operator's, run once: no shell, and bounds on its time and on what it may say.

use std::io::{self, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// Bytes of what a program says on standard error that are kept; the rest is read and dropped.
const MOST_SAID: u64 = 1_000;

/// Between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// What is run.
#[derive(Clone, Debug)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Its arguments, as they stand.
    pub arguments: Vec<String>,
    /// Variables of its environment, beside those of this process.
    pub variables: Vec<(&'static str, String)>,
    /// What it reads on standard input.
    pub input: Vec<u8>,
    /// Most time that it may take; then it is ended.
    pub limit: Duration,
}

/// A program that did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not start.
    #[error("{program} cannot be run: {source}")]
    Start {
        /// The program.
        program: String,
        /// The system's word on it.
        source: io::Error,
    },
    /// It took too long.
    #[error("{program} had not ended after {seconds} s, and was ended")]
    Slow {
        /// The program.
        program: String,
        /// The limit.
        seconds: u64,
    },
    /// It says that it failed.
    #[error("{program} ended with {status}{said}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said on standard error, after a colon.
        said: String,
    },
}

impl Program {
    /// Runs it, on a thread of its own; it has done well when its exit code is 0. What it writes to
    /// standard output is dropped.
    ///
    /// # Errors
    /// When it does not start, does not end in time, or ends otherwise.
    pub async fn run(self) -> Result<(), Error> {
        let program = shown(&self.path);
        let (tell, told) = tokio::sync::oneshot::channel();
        let begun = thread::Builder::new().spawn(move || {
            // Nobody waits for it any more when this process is about to end.
            let _ = tell.send(self.run_here());
        });
        let gone = |source| Error::Start { program, source };
        match begun {
            Ok(_) => told
                .await
                .unwrap_or_else(|_| Err(gone(io::Error::other("its thread is gone")))),
            Err(source) => Err(gone(source)),
        }
    }

    fn run_here(self) -> Result<(), Error> {
        let program = shown(&self.path);
        let mut child = Command::new(&self.path)
            .args(&self.arguments)
            .envs(self.variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            // A group of its own, so that what it starts can be ended with it.
            .process_group(0)
            .spawn()
            .map_err(|source| Error::Start {
                program: program.clone(),
                source,
            })?;
        let said = talk(&mut child, self.input);
        let Some(status) = ended(&mut child, self.limit) else {
            return Err(Error::Slow {
                program,
                seconds: self.limit.as_secs(),
            });
        };
        if status.success() {
            return Ok(());
        }
        // What it started itself may hold the pipe open for ever.
        let said = said.recv_timeout(Duration::from_secs(1));
        Err(Error::Failed {
            program,
            status,
            said: in_a_line(&said.unwrap_or_default()),
        })
    }
}

/// Gives a program its input, and listens to what it says, each on a thread: neither side waits for
/// the other.
fn talk(child: &mut Child, input: Vec<u8>) -> mpsc::Receiver<Vec<u8>> {
    if let Some(mut stdin) = child.stdin.take() {
        // A program need not read what it is given.
        thread::spawn(move || stdin.write_all(&input));
    }
    let (tell, said) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut begun = Vec::new();
            let _ = stderr.by_ref().take(MOST_SAID).read_to_end(&mut begun);
            let _ = tell.send(begun);
            let _ = io::copy(&mut stderr, &mut io::sink());
        });
    }
    said
}

/// How it ended; none when it had to be ended.
fn ended(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => thread::sleep(LOOK),
            Err(_) => break,
        }
    }
    // Fails when it has just ended by itself.
    let _ = match group_of(child) {
        Some(group) => kill_process_group(group, Signal::KILL).map_err(io::Error::from),
        None => child.kill(),
    };
    let _ = child.wait();
    None
}

/// The program and what it started: it leads its group, whose id is its own.
fn group_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(child.id().try_into().ok()?)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What was said as one line after a colon, or nothing.
fn in_a_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let words: Vec<&str> = said
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(": {}", words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<(), Error> {
        Program {
            path: "/bin/sh".into(),
            arguments: vec!["-c".to_owned(), script.to_owned()],
            variables: vec![("GRIOT_TITLE", "$(false); `false`".to_owned())],
            input: vec![b'x'; 1 << 20],
            limit,
        }
        .run_here()
    }

    const AMPLE: Duration = Duration::from_secs(30);

    #[test]
    fn a_program_may_leave_its_input_unread_and_says_why_it_failed() {
        assert!(shell("exit 0", AMPLE).is_ok());
        assert!(shell("cat > /dev/null", AMPLE).is_ok());
        let said = shell("echo 'no  such\nroom' >&2; exit 3", AMPLE);
        let said = said.unwrap_err().to_string();
        assert!(
            said.contains("3") && said.ends_with(": no such room"),
            "{said}"
        );
        let given = shell("test \"$GRIOT_TITLE\" = '$(false); `false`'", AMPLE);
        assert!(given.is_ok(), "no shell of ours reads it");
    }

    #[test]
    fn a_program_that_babbles_or_hangs_is_bounded() {
        assert!(
            shell(
                "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2",
                AMPLE
            )
            .is_ok()
        );
        let hung = shell("exec sleep 60", Duration::from_millis(50)).unwrap_err();
        assert!(matches!(hung, Error::Slow { .. }), "{hung}");
        // What it started ends with it: nothing holds what it would say on.
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let held = format!("mkfifo {0}; (exec sleep 60 >{0}) & wait", pipe.display());
        let hung = thread::spawn(move || shell(&held, Duration::from_secs(2)));
        let reader = loop {
            if let Ok(reader) = std::fs::File::open(&pipe) {
                break reader;
            }
            thread::sleep(LOOK);
        };
        assert!(hung.join().unwrap().is_err());
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(io::copy(&mut { reader }, &mut io::sink())));
        assert!(told.recv_timeout(AMPLE).is_ok(), "who held it is gone");
        let missing = Program {
            path: "/nowhere/at/all".into(),
            arguments: Vec::new(),
            variables: Vec::new(),
            input: Vec::new(),
            limit: AMPLE,
        };
        let missing = missing.run_here().unwrap_err().to_string();
        assert!(
            missing.contains("/nowhere/at/all cannot be run"),
            "{missing}"
        );
    }
}
