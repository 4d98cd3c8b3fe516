//! Invented outlets, each with a host of its own on loopback, in a process of their own.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::Ipv4Addr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use griot::clock::Clock;
use tokio::net::{TcpListener, TcpSocket};

use crate::answers;
use crate::feed;
use crate::stream::Stream;

/// Entries that a feed lists.
const ENTRIES: usize = 20;
/// Tells a process that it is the farm, and what of.
const ROLE: &str = "GRIOT_BENCH_FARM";

/// Feeds above which a connection that is idle is not kept for long: a process may have so many files
/// open, and each feed has a socket that listens.
const MANY: usize = 8_000;

/// What outlets there are to be.
pub struct Feeds {
    /// How many.
    pub number: usize,
    /// Of a hundred, those without validators.
    pub bare: usize,
    /// Of a hundred, those without validators whose date of making moves with every request.
    pub moving: usize,
    /// Milliseconds until they answer.
    pub latency: usize,
}

/// The farm, as the process that measures sees it. Ends with this value.
pub struct Farm {
    process: Child,
    says: BufReader<ChildStdout>,
    listens: ChildStdin,
    feeds: usize,
    port: u16,
    /// Entries that the feeds list at first.
    pub entries: usize,
}

impl Drop for Farm {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Farm {
    pub fn start(feeds: &Feeds) -> Result<Self, Box<dyn Error>> {
        let role = [feeds.number, feeds.bare, feeds.moving, feeds.latency];
        let role = role.map(|number| number.to_string()).join(" ");
        let files = 2 * feeds.number + 2_000;
        let mut process = Command::new("sh")
            .args(["-c", &limited(files)])
            .arg(std::env::current_exe()?)
            .env(ROLE, role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let says = BufReader::new(process.stdout.take().ok_or("no output")?);
        let listens = process.stdin.take().ok_or("no input")?;
        let mut farm = Self {
            process,
            says,
            listens,
            feeds: feeds.number,
            port: 0,
            entries: ENTRIES * feeds.number,
        };
        farm.port = farm.answer()?;
        Ok(farm)
    }

    fn answer<T: std::str::FromStr>(&mut self) -> Result<T, Box<dyn Error>> {
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        let answer = line.trim().parse();
        answer.map_err(|_| format!("the farm says {line:?}; too few files to open?").into())
    }

    /// Gives so many of a hundred feeds one to three new entries each; how many in all.
    pub fn next_round(&mut self, percent: usize) -> Result<usize, Box<dyn Error>> {
        writeln!(self.listens, "{percent}")?;
        self.answer()
    }

    /// An instance that polls all of it.
    pub fn configuration(&self) -> String {
        let mut text = "[instance]\nbase_url = \"https://news.example/\"\ncontact = \"https://news.example/\"\n\
             state_dir = \"state\"\npublic_dir = \"public\"\n\
             [fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n[archive]\nkeep = \"0d\"\n"
            .to_owned();
        for feed in 0..self.feeds {
            let (host, port) = (host(feed), self.port);
            let _ = write!(
                text,
                "[[outlet]]\nname = \"Outlet {feed}\"\n[[outlet.source]]\nid = \"f{feed}\"\n\
                 url = \"http://{host}:{port}/\"\n"
            );
        }
        text
    }
}

fn host(feed: usize) -> Ipv4Addr {
    let byte = |number: usize| u8::try_from(number % 250).unwrap_or(0);
    Ipv4Addr::new(
        127,
        1 + byte(feed / 62_500),
        byte(feed / 250),
        1 + byte(feed),
    )
}

/// Runs what it is given with so many files, or as many as it may have.
fn limited(files: usize) -> String {
    format!("ulimit -n {files} 2>/dev/null || ulimit -n \"$(ulimit -Hn)\"; exec \"$0\"")
}

/// Whether this process is to be the farm.
pub fn is_asked_for() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// One feed as it stands.
struct Feed {
    /// What its entries are in the stream, the newest first.
    entries: Vec<u64>,
    text: String,
    packed: Vec<u8>,
    etag: String,
    has_validators: bool,
    moves: bool,
}

type Held = Arc<Vec<Mutex<Feed>>>;

/// Serves until the input ends, and gives news when a line asks for it.
pub fn run() -> Result<(), Box<dyn Error>> {
    let role = std::env::var(ROLE)?;
    let numbers: Vec<usize> = role.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [number, bare, moving, latency] = numbers[..] else {
        return Err("no role".into());
    };
    let latency = Duration::from_millis(latency as u64);
    let stream = Stream {
        weekly: 7 * (ENTRIES * number) as u64,
    };
    let first = (ENTRIES * number) as u64;
    let start = Clock::system().now() - (stream.seen(first) - stream.seen(0));
    let feeds = (0..number).map(|feed| {
        let entries = (0..ENTRIES)
            .rev()
            .map(|place| (place * number + feed) as u64);
        let mut feed = Feed {
            entries: entries.collect(),
            text: String::new(),
            packed: Vec::new(),
            etag: String::new(),
            has_validators: feed % 100 >= bare + moving,
            moves: feed % 100 >= bare && feed % 100 < bare + moving,
        };
        feed.write(&stream, start);
        Mutex::new(feed)
    });
    let held: Held = Arc::new(feeds.collect());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let port = runtime.block_on(open(&held, latency))?;
    println!("{port}");
    let mut next = first;
    for line in std::io::stdin().lines() {
        let percent: usize = line?.parse()?;
        let before = next;
        let step = 100_usize.checked_div(percent);
        for feed in step.into_iter().flat_map(|step| held.iter().step_by(step)) {
            let mut feed = feed.lock().unwrap_or_else(PoisonError::into_inner);
            for _ in 0..=next % 3 {
                feed.entries.insert(0, next);
                feed.entries.pop();
                next += 1;
            }
            feed.write(&stream, start);
        }
        println!("{}", next - before);
    }
    Ok(())
}

impl Feed {
    fn write(&mut self, stream: &Stream, start: DateTime<Utc>) {
        let entries = self.entries.iter().copied();
        let text = feed::rss(stream, entries, start - TimeDelta::minutes(30));
        self.etag = format!("\"{}-{}\"", self.entries[0], text.len());
        self.packed = packed(&text);
        self.text = text;
    }

    fn answer(&self, head: &str, requests: u64) -> Vec<u8> {
        let line = format!("If-None-Match: {}\r\n", self.etag);
        let is_known = head
            .lines()
            .any(|given| given.eq_ignore_ascii_case(line.trim()));
        if self.has_validators && is_known {
            return format!("HTTP/1.1 304 Not Modified\r\nETag: {}\r\n\r\n", self.etag)
                .into_bytes();
        }
        let fresh;
        let body = if self.moves {
            let date = DateTime::from_timestamp(1_800_000_000 + requests as i64, 0);
            let date = date.unwrap_or_default().to_rfc2822();
            fresh = packed(&self.text.replacen("DATE", &date, 1));
            &fresh
        } else {
            &self.packed
        };
        let validator = match self.has_validators {
            true => format!("ETag: {}\r\n", self.etag),
            false => String::new(),
        };
        let lead = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\n\
             Content-Length: {}\r\n{validator}\r\n",
            body.len()
        );
        [lead.as_bytes(), body].concat()
    }
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(text.as_bytes());
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Listens at every feed's address, at one port.
async fn open(held: &Held, latency: Duration) -> Result<u16, Box<dyn Error>> {
    let mut port = 0;
    let mut tried = HashMap::new();
    for feed in 0..held.len() {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind((host(feed), port).into())?;
        port = socket.local_addr()?.port();
        tried.insert(feed, socket.listen(64)?);
    }
    for (feed, listener) in tried {
        tokio::spawn(listen(listener, feed, Arc::clone(held), latency));
    }
    Ok(port)
}

async fn listen(listener: TcpListener, feed: usize, held: Held, latency: Duration) {
    while let Ok((connection, _)) = listener.accept().await {
        let held = Arc::clone(&held);
        tokio::spawn(async move {
            let mut requests = 0;
            let answer = |head: &str| {
                requests += 1;
                let feed = held[feed].lock().unwrap_or_else(PoisonError::into_inner);
                feed.answer(head, requests)
            };
            let idle = Duration::from_secs(if held.len() > MANY { 1 } else { 60 });
            let serving = answers::serve(connection, latency, idle, answer);
            serving.await;
        });
    }
}
