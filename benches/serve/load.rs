//! A load that costs less than the server: it counts bytes, for the answers are all the same.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::servers::{PATH, Server};

/// Connections that ask at the same time.
const CONNECTIONS: usize = 64;
/// How long a server is measured in a round.
const WINDOW: Duration = Duration::from_millis(1000);

/// What came of one window.
#[derive(Clone, Copy)]
pub struct Figures {
    pub per_second: f64,
    /// Microseconds of a core that the server takes for a request.
    pub busy: f64,
    /// Microseconds.
    pub p99: f64,
}

/// One kind of request to one server.
pub struct Load {
    port: u16,
    request: String,
    /// Bytes of the answer, head and all.
    length: usize,
    runtime: Runtime,
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn request(condition: &str) -> String {
    format!(
        "GET /{PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: reader/1.0\r\n\
         Accept: application/atom+xml\r\nAccept-Encoding: gzip\r\n{condition}\r\n"
    )
}

impl Load {
    pub fn new(port: u16, is_conditional: bool) -> Self {
        let runtime = runtime();
        let plain = request("");
        let (head, length) = runtime.block_on(ask(port, &plain));
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert_eq!(field(&head, "content-encoding"), Some("gzip"), "{head}");
        let (request, length) = if is_conditional {
            let etag = field(&head, "etag").unwrap();
            let request = request(&format!("If-None-Match: {etag}\r\n"));
            let (head, length) = runtime.block_on(ask(port, &request));
            assert!(head.starts_with("HTTP/1.1 304"), "{head}");
            (request, length)
        } else {
            (plain, length)
        };
        Self {
            port,
            request,
            length,
            runtime,
        }
    }

    pub fn run(&self, server: &Server) -> Figures {
        self.runtime.block_on(async {
            let mut streams = Vec::new();
            for _ in 0..CONNECTIONS {
                streams.push(connect(self.port).await);
            }
            let before = server.busy();
            let started = Instant::now();
            let mut readers = JoinSet::new();
            for stream in streams {
                let end = started + WINDOW;
                readers.spawn(read(stream, self.request.clone(), self.length, end));
            }
            let mut took: Vec<u32> = readers.join_all().await.concat();
            let elapsed = started.elapsed().as_secs_f64();
            let busy = server.busy() - before;
            took.sort_unstable();
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let count = took.len() as f64;
            Figures {
                per_second: count / elapsed,
                busy: busy / count,
                p99: f64::from(took[took.len() * 99 / 100]),
            }
        })
    }
}

async fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Asks again and again until `end`; the microseconds that each answer took.
async fn read(mut stream: TcpStream, request: String, length: usize, end: Instant) -> Vec<u32> {
    let mut buffer = vec![0; 256 << 10];
    let mut took = Vec::with_capacity(1 << 14);
    loop {
        let asked = Instant::now();
        if asked >= end {
            return took;
        }
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut received = 0;
        while received < length {
            let count = stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0, "the server went away");
            received += count;
        }
        assert_eq!(received, length, "another answer");
        took.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}

/// The head of an answer, and the length of the whole.
async fn ask(port: u16, request: &str) -> (String, usize) {
    let mut stream = connect(port).await;
    read_answer(&mut stream, request).await
}

async fn read_answer(stream: &mut TcpStream, request: &str) -> (String, usize) {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    loop {
        assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
        let end = received.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else { continue };
        let head = String::from_utf8(received[..end + 2].to_vec()).unwrap();
        let is_whole = head.starts_with("HTTP/1.1 200");
        let body = field(&head, "content-length").filter(|_| is_whole);
        let length = end + 4 + body.map_or(0, |length| length.parse().unwrap());
        while received.len() < length {
            assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
        }
        assert_eq!(received.len(), length);
        return (head, length);
    }
}

/// Whether the server answers with the edition.
pub fn is_ready(port: u16) -> bool {
    runtime().block_on(async {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
            return false;
        };
        let (head, _) = read_answer(&mut stream, &request("")).await;
        head.starts_with("HTTP/1.1 200")
    })
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Connections that were each answered once and then stay: fewer than wanted where the system
/// allows no more.
pub fn idle(port: u16, wanted: usize) -> Vec<std::net::TcpStream> {
    use std::io::{Read, Write};

    let mut held = Vec::new();
    let mut buffer = vec![0; 4096];
    for _ in 0..wanted {
        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else {
            break;
        };
        let request = "GET /feeds/none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        assert_ne!(stream.read(&mut buffer).unwrap(), 0);
        held.push(stream);
    }
    held
}
