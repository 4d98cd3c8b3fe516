//! A small site on a loopback port, and a client that hides nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use griot::domain::Tombstone;
use griot::serve::{self, Limits, Policy, Server, Snapshot};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A story that is gone in some tests.
pub const OLD: &str = "01KA000000000000000000000A";
/// The story that it was merged into.
pub const NEW: &str = "01KA000000000000000000000B";

/// When the files of the site were written.
fn written() -> DateTime<Utc> {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

/// A served site; it ends with the value.
pub struct Site {
    address: SocketAddr,
    pub server: Arc<Server>,
    policy: Policy,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    pub fn start() -> Self {
        Self::with_limits(Limits::default())
    }

    pub fn with_limits(limits: Limits) -> Self {
        let site = Self::empty(limits);
        for (name, bytes) in [
            ("feeds/ne.atom", "<feed/>"),
            ("feeds/ne.atom.gz", "gzip: 6"),
            ("feeds/ne.atom.br", "br"),
            ("feeds/ne.atom.zst", "zst"),
            ("feeds/ne.rss", "<rss/>"),
            ("feeds/ne.json", "{}"),
            ("editions.opml", "<opml/>"),
            ("style.css", "p{}"),
            ("index.html", "<p>start</p>"),
            ("ne/index.html", "<p>Niger</p>"),
            ("404.html", "<p>no such page</p>"),
            (".hidden", "h"),
            (&format!("story/{NEW}/index.html"), "<p>story</p>"),
        ] {
            site.write(name, bytes.as_bytes(), TimeDelta::zero());
        }
        std::os::unix::fs::symlink("../secret", site.folder().join("link")).unwrap();
        site.load(&[]);
        site
    }

    /// A server that has nothing to serve.
    pub fn empty(limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("public")).unwrap();
        let policy = Policy {
            base_url: "https://griot.example/".parse().unwrap(),
            max_age: Duration::from_secs(1800),
            language: "fr".parse().unwrap(),
            hub: Some("https://hub.example/".parse().unwrap()),
        };
        let server = Arc::new(Server::new(&policy, Clock::system()));
        let (stop, stopped) = oneshot::channel();
        let (ready, address) = std::sync::mpsc::channel();
        let shared = Arc::clone(&server);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                ready.send(listener.local_addr().unwrap()).unwrap();
                let shutdown = async { drop(stopped.await) };
                serve::serve(vec![listener], shared, limits, shutdown).await;
            });
        });
        Self {
            address: address.recv().unwrap(),
            server,
            policy,
            folder,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// Writes a file of the site as if `later` than the others.
    pub fn write(&self, name: &str, bytes: &[u8], later: TimeDelta) {
        let path = self.folder().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        let mut file = File::create(path).unwrap();
        file.write_all(bytes).unwrap();
        file.set_modified(SystemTime::from(written() + later))
            .unwrap();
    }

    /// Reads the folder again, at noon.
    pub fn load(&self, tombstones: &[Tombstone]) {
        let previous = self.server.snapshot();
        let noon = written() + TimeDelta::hours(2);
        let snapshot = Snapshot::load(
            &self.folder(),
            &self.policy,
            tombstones,
            Some(&previous),
            noon,
        );
        self.server.replace(snapshot.unwrap());
    }

    pub fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str, fields: &[&str]) -> Answer {
        self.ask("GET", path, fields)
    }

    pub fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Answer {
        ask(self.address, method, path, fields)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks the server to end and waits until it has.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.end();
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
}

/// Asks any server.
pub fn ask(address: SocketAddr, method: &str, path: &str, fields: &[&str]) -> Answer {
    let mut stream = connect(address);
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    for field in fields {
        request.push_str(field);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    Answer::read(&mut BufReader::new(stream), method)
}

/// An answer as it came off the wire.
pub struct Answer {
    pub status: u16,
    fields: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn read(reader: &mut BufReader<TcpStream>, method: &str) -> Self {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut fields = BTreeMap::new();
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            let name = name.to_ascii_lowercase();
            assert!(
                fields.insert(name, value.to_owned()).is_none(),
                "twice: {line}"
            );
        }
        let length = fields
            .get("content-length")
            .map_or(0, |l| l.parse().unwrap());
        let mut body = Vec::new();
        if method == "HEAD" || status == 304 {
            let closed = fields
                .get("connection")
                .is_some_and(|value| value == "close");
            if closed {
                reader.read_to_end(&mut body).unwrap();
            }
        } else {
            body.resize(length, 0);
            reader.read_exact(&mut body).unwrap();
        }
        Self {
            status,
            fields,
            body,
        }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    pub fn fields_but_date(&self) -> BTreeMap<String, String> {
        let mut fields = self.fields.clone();
        fields.remove("date");
        fields
    }
}
