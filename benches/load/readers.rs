//! Readers who ask at a steady pace whatever the server does, and clients that send a request so
//! slowly that it never ends.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

/// Connections that readers share.
const CONNECTIONS: usize = 100;
/// What they ask for: one in ten times whole, as new readers do, otherwise only if it has changed.
const PATHS: [&str; 4] = [
    "/feeds/ne.atom",
    "/feeds/ml.rss",
    "/feeds/tg.json",
    "/countries/",
];
/// Bytes that a reader takes at once.
const BUFFER: usize = 256 << 10;
/// A slow client's next byte comes after so long.
const SLOWLY: Duration = Duration::from_millis(500);

/// How long readers waited, in microseconds.
type Waits = Arc<Mutex<Vec<u32>>>;

/// A crowd that asks until it is told to end.
pub struct Readers {
    waits: Waits,
    over: Arc<AtomicBool>,
    slow_left: Arc<AtomicUsize>,
    crowd: JoinHandle<Result<(), String>>,
}

/// How long readers waited, the shortest waits first.
pub struct Sorted(Vec<u32>);

impl fmt::Display for Sorted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(last) = self.0.len().checked_sub(1) else {
            return f.write_str("-");
        };
        let shown = [500, 990, 999, 1_000]
            .map(|part| format!("{:.2}", f64::from(self.0[last * part / 1_000]) / 1e3));
        write!(f, "{} ({} requests)", shown.join(", "), self.0.len())
    }
}

impl Readers {
    /// Lets so many requests a second begin, and so many slow clients connect.
    pub fn start(port: u16, per_second: usize, slow: usize) -> Result<Self, Box<dyn Error>> {
        let waits = Waits::default();
        let over = Arc::new(AtomicBool::new(false));
        let slow_left = Arc::new(AtomicUsize::new(0));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (its_waits, its_over, its_left) = (waits.clone(), over.clone(), slow_left.clone());
        let crowd = std::thread::spawn(move || {
            runtime.block_on(async {
                let mut readers = JoinSet::new();
                let mut clients = JoinSet::new();
                for _ in 0..slow {
                    let (over, left) = (its_over.clone(), its_left.clone());
                    clients.spawn(async move {
                        ask_slowly(port, &over, &left).await;
                    });
                }
                for reader in 0..CONNECTIONS.min(per_second) {
                    let (waits, over) = (its_waits.clone(), its_over.clone());
                    readers.spawn(read(port, reader, per_second, waits, over));
                }
                while let Some(ended) = readers.join_next().await {
                    ended.map_err(|error| error.to_string())??;
                }
                clients.join_all().await;
                Ok(())
            })
        });
        Ok(Self {
            waits,
            over,
            slow_left,
            crowd,
        })
    }

    /// How long they waited since this was last asked.
    pub fn waits(&self) -> Sorted {
        let mut all = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waits = std::mem::take(&mut *all);
        drop(all);
        waits.sort_unstable();
        Sorted(waits)
    }

    /// Ends all; how many slow clients the server still had.
    pub fn end(self) -> Result<usize, Box<dyn Error>> {
        let left = self.slow_left.load(Ordering::Relaxed);
        self.over.store(true, Ordering::Relaxed);
        self.crowd.join().map_err(|_| "a reader panicked")??;
        Ok(left)
    }
}

/// One connection's part of the requests. A wait begins when the request was to be sent, so that a
/// server that stands still for a while delays all that were due.
async fn read(
    port: u16,
    reader: usize,
    per_second: usize,
    waits: Waits,
    over: Arc<AtomicBool>,
) -> Result<(), String> {
    let said = |error: std::io::Error| format!("a reader was turned away: {error}");
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .map_err(said)?;
    stream.set_nodelay(true).map_err(said)?;
    let pace = Duration::from_secs(1) * CONNECTIONS.min(per_second) as u32 / per_second as u32;
    let mut due = Instant::now() + pace * reader as u32 / CONNECTIONS as u32;
    let mut etags = PATHS.map(|_| String::new());
    let mut received = Vec::with_capacity(BUFFER);
    let mut number = reader;
    while !over.load(Ordering::Relaxed) {
        sleep_until(due).await;
        let place = number % PATHS.len();
        let condition = match number % 10 {
            0 => String::new(),
            _ => etags[place].clone(),
        };
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: reader/1.0\r\n\
             Accept-Encoding: gzip\r\n{condition}\r\n",
            PATHS[place]
        );
        stream.write_all(request.as_bytes()).await.map_err(said)?;
        let etag = answer(&mut stream, &mut received).await?;
        etags[place] = format!("If-None-Match: {etag}\r\n");
        let waited = u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX);
        let mut all = waits.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(waited);
        drop(all);
        due += pace;
        number += 1;
    }
    Ok(())
}

/// Reads one answer; its validator.
async fn answer(stream: &mut TcpStream, received: &mut Vec<u8>) -> Result<String, String> {
    received.clear();
    let end = loop {
        take_more(stream, received).await?;
        if let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8_lossy(&received[..end]);
    let etag = field(&head, "etag").unwrap_or_default().to_owned();
    let length = match head.starts_with("HTTP/1.1 304") {
        true => 0,
        false if head.starts_with("HTTP/1.1 200") => {
            let length = field(&head, "content-length").and_then(|text| text.parse().ok());
            length.ok_or("no length")?
        }
        false => return Err(format!("a reader was told: {head}")),
    };
    let mut left = (end + 4 + length).saturating_sub(received.len());
    while left > 0 {
        received.clear();
        left = left.saturating_sub(take_more(stream, received).await?);
    }
    Ok(etag)
}

async fn take_more(stream: &mut TcpStream, received: &mut Vec<u8>) -> Result<usize, String> {
    match stream.read_buf(received).await {
        Ok(0) => Err("the daemon closed a reader's connection".to_owned()),
        read => read.map_err(|error| error.to_string()),
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
}

/// A request that is sent a byte at a time, begun again whenever the server has enough of it.
async fn ask_slowly(port: u16, over: &AtomicBool, left: &AtomicUsize) {
    while !over.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
            sleep(SLOWLY).await;
            continue;
        };
        left.fetch_add(1, Ordering::Relaxed);
        let head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".iter();
        for byte in head.chain(std::iter::repeat(&b'x')) {
            if over.load(Ordering::Relaxed) || stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            sleep(SLOWLY).await;
        }
        left.fetch_sub(1, Ordering::Relaxed);
    }
}
