//! What hostile bodies cost in memory: the real binary polls many hosts at once, each of which
//! sends as much as it may, or more; the system tells the most that the process ever held.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use tempfile::TempDir;

/// Most bytes that a process may ever hold.
const MOST: usize = 128_000_000;

/// What a body may come to, as the configuration has it when it says nothing.
const LIMIT: usize = 10 << 20;

/// What a host answers.
struct Answer {
    /// `Content-Encoding`.
    coding: &'static str,
    body: Vec<u8>,
    /// Whether the body comes again and again, and its length is not said.
    endless: bool,
}

impl Answer {
    fn whole(coding: &'static str, body: Vec<u8>) -> Arc<Self> {
        Arc::new(Self {
            coding,
            body,
            endless: false,
        })
    }
}

/// Serves `answer` on a port of its own to whoever asks, and gives its address. Ends with the test.
fn host(answer: &Arc<Answer>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::clone(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let mut lead = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\
                 Content-Encoding: {}\r\n",
                answer.coding
            );
            if !answer.endless {
                write!(lead, "Content-Length: {}\r\n", answer.body.len()).unwrap();
            }
            // Who has read enough hangs up.
            let _ = stream.read(&mut [0; 4096]);
            let mut sent = stream.write_all(format!("{lead}\r\n").as_bytes());
            while sent.is_ok() {
                sent = stream.write_all(&answer.body);
                if !answer.endless {
                    break;
                }
            }
        }
    });
    format!("http://{address}/feed")
}

/// An instance that polls each of these hosts.
fn instance(hosts: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "[instance]\nbase_url = \"https://news.example/\"\n\
                    [fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n\
                    timeout = \"10m\"\n[publish]\ncountries = [\"NE\"]\n"
        .to_owned();
    for (number, url) in hosts.iter().enumerate() {
        write!(
            text,
            "[[outlet]]\nname = \"{number}\"\n[[outlet.source]]\nurl = \"{url}\"\n"
        )
        .unwrap();
    }
    fs::write(folder.path().join("griot.toml"), text).unwrap();
    folder
}

/// The most that the process ever held, in bytes, where the system tells.
fn peak(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib << 10)
}

/// Polls as many hosts as there are `answers` in a round, and gives what the round says of itself
/// and the most that it held.
fn round(answers: &[Arc<Answer>]) -> (serde_json::Value, usize) {
    let hosts: Vec<_> = answers.iter().map(host).collect();
    let folder = instance(&hosts);
    let mut griot = Command::new(env!("CARGO_BIN_EXE_griot"))
        .arg("--config")
        .arg(folder.path().join("griot.toml"))
        .args(["refresh", "--json"])
        .env_remove("STATE_DIRECTORY")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut most = 0;
    while griot.try_wait().unwrap().is_none() {
        most = most.max(peak(griot.id()).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    }
    let said = griot.wait_with_output().unwrap().stdout;
    (serde_json::from_slice(&said).unwrap(), most)
}

/// Whether the system tells what a process ever held.
fn can_tell() -> bool {
    let tells = Path::new("/proc/self/status").exists() && peak(std::process::id()).is_some();
    if !tells {
        eprintln!("skipped: this system does not tell the most that a process held");
    }
    tells
}

fn encoded(coding: &str, plain: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    let write = |encoder: &mut dyn Write| encoder.write_all(plain).unwrap();
    match coding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "bare" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 3, 22);
            write(&mut encoder);
            encoder.into_inner()
        }
        "zstd" => zstd::encode_all(plain, 3).unwrap(),
        _ => plain.to_vec(),
    }
}

/// A feed of `size` bytes, most of which are `filling`.
fn feed(before: &str, filling: &str, after: &str, size: usize) -> Vec<u8> {
    let head = format!("<rss version=\"2.0\"><channel><title>x</title>{before}");
    let tail = format!("{after}</channel></rss>");
    let times = (size - head.len() - tail.len()) / filling.len();
    [head, filling.repeat(times), tail].concat().into_bytes()
}

/// A feed that says nothing for nearly as long as a body may be.
fn padded(size: usize) -> Vec<u8> {
    feed(
        "<item><title>Niamey</title><guid>1</guid></item><!--",
        " ",
        "-->",
        size,
    )
}

#[test]
fn bombs_below_and_above_the_limit_are_unfolded_one_at_a_time() {
    if !can_tell() {
        return;
    }
    let codings = ["gzip", "deflate", "bare", "br", "zstd"];
    let below = padded(LIMIT - 1024);
    let above = padded(LIMIT * 2);
    let mut answers = Vec::new();
    for coding in codings {
        let name = if coding == "bare" { "deflate" } else { coding };
        for plain in [&below, &below, &above] {
            let bomb = encoded(coding, plain);
            assert!(bomb.len() < 128 << 10, "{coding}: {}", bomb.len());
            answers.push(Answer::whole(name, bomb));
        }
    }
    let (summary, most) = round(&answers);
    eprintln!("bombs: {} MB", most / 1_000_000);
    assert_eq!(summary["sources"]["changed"], 10, "{summary}");
    assert_eq!(summary["sources"]["failed"], 5, "{summary}");
    for failure in summary["failures"].as_array().unwrap() {
        assert_eq!(failure["kind"], "too_large");
    }
    assert_eq!(summary["entries"]["new"], 10);
    assert!(most < MOST, "{} MB", most / 1_000_000);
}

#[test]
fn large_bodies_of_every_shape_are_in_memory_one_at_a_time() {
    if !can_tell() {
        return;
    }
    let size = LIMIT - 1024;
    let shapes = [
        padded(size),
        feed(
            "<item><guid>1</guid><title>",
            "Niger ",
            "</title></item>",
            size,
        ),
        feed("", "<item/>", "", size),
        feed("<item><title>x</title>", "<a>", "</item>", size),
        "<a>".repeat(size / 3).into_bytes(),
    ];
    let answers: Vec<_> = shapes
        .into_iter()
        .map(|shape| Answer::whole("", shape))
        .flat_map(|answer| std::iter::repeat_n(answer, 2))
        .collect();
    let (summary, most) = round(&answers);
    eprintln!("large bodies: {} MB", most / 1_000_000);
    assert_eq!(summary["sources"]["changed"], 8, "{summary}");
    assert_eq!(summary["sources"]["failed"], 2, "{summary}");
    assert!(most < MOST, "{} MB", most / 1_000_000);
}

#[test]
fn bodies_without_end_are_left_at_the_limit() {
    if !can_tell() {
        return;
    }
    let answer = Arc::new(Answer {
        coding: "",
        body: vec![b'x'; 64 << 10],
        endless: true,
    });
    let (summary, most) = round(&vec![answer; 64]);
    eprintln!("bodies without end: {} MB", most / 1_000_000);
    assert_eq!(summary["sources"]["failed"], 64, "{summary}");
    for failure in summary["failures"].as_array().unwrap() {
        assert_eq!(failure["kind"], "too_large");
    }
    assert!(most < MOST, "{} MB", most / 1_000_000);
}
