//! The servers that are compared, each a process of its own on the first core.

use std::convert::Infallible;
use std::fmt::Write;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use griot::publish::Directory;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tempfile::TempDir;

use crate::{ROLE, load, pinned};

/// What is asked for.
pub const PATH: &str = "feeds/bench.atom";
const PORT: &str = "GRIOT_BENCH_PORT";
const FOLDER: &str = "GRIOT_BENCH_FOLDER";

/// A published folder with one edition, and where the servers keep what they need.
pub struct Place {
    folder: TempDir,
    /// Bytes of the edition.
    pub plain: usize,
    /// And of its gzip form.
    pub gzip: usize,
}

impl Place {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let public = folder.path().join("public");
        let edition = edition();
        let directory = Directory::open(&public).unwrap();
        directory.publish(&[(PATH, &edition)]).unwrap();
        let gzip = fs::metadata(public.join(PATH.to_owned() + ".gz")).unwrap();
        Self {
            folder,
            plain: edition.len(),
            gzip: usize::try_from(gzip.len()).unwrap(),
        }
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

/// Some 100 kB that compress about as news do: words of syllables, some far more often than others.
fn edition() -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    };
    let syllables = [
        "ba", "ni", "ger", "mo", "sa", "tou", "lé", "kan", "di", "ré",
    ];
    let words: Vec<String> = (0..4000)
        .map(|_| {
            let count = 1 + next(4);
            (0..count)
                .map(|_| syllables[usize::try_from(next(10)).unwrap()])
                .collect()
        })
        .collect();
    let mut text = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Bench</title>".to_owned();
    for number in 0..50 {
        let _ = write!(
            text,
            "<entry><id>tag:bench,2026:story/{number}</id><content>"
        );
        for _ in 0..300 {
            let range = 1 + next(4000);
            text.push_str(&words[usize::try_from(next(range)).unwrap()]);
            text.push(' ');
        }
        text.push_str("</content></entry>");
    }
    text + "</feed>"
}

/// A server that runs as long as the value lives.
pub struct Server {
    pub name: &'static str,
    pub port: u16,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// The daemon, with nothing to poll.
    pub fn griot(place: &Place) -> Self {
        let port = free_port();
        let config = place.file(
            "griot.toml",
            &format!(
                "[instance]\nbase_url = \"http://127.0.0.1:{port}/\"\n\
                 contact = \"https://example.org/\"\n\
                 [serve]\nlisten = \"127.0.0.1:{port}\"\n"
            ),
        );
        let mut command = pinned(Path::new(env!("CARGO_BIN_EXE_griot")), 0);
        command.args(["--quiet", "--config", &config, "run"]);
        Self::start("griot", port, &mut command)
    }

    /// hyper alone, with the few fields that such an answer needs.
    pub fn hyper(place: &Place) -> Self {
        let port = free_port();
        let mut command = pinned(&std::env::current_exe().unwrap(), 0);
        command
            .env(ROLE, "hyper")
            .env(PORT, port.to_string())
            .env(FOLDER, place.folder.path());
        Self::start("bare hyper", port, &mut command)
    }

    /// nginx as a quick static server: one worker, no log, no further fields; with files kept open,
    /// if so wished. None where it is not installed.
    pub fn nginx(place: &Place, keeps_open: bool) -> Option<Self> {
        Command::new("nginx").arg("-v").output().ok()?;
        let port = free_port();
        let folder = place.folder.path().display();
        let (name, cache) = if keeps_open {
            ("nginx, files kept open", "open_file_cache max=100;")
        } else {
            ("nginx", "")
        };
        let config = place.file(
            &format!("nginx{port}.conf"),
            &format!(
                "daemon off; master_process off; worker_processes 1; user root;
                 pid {folder}/nginx{port}.pid; error_log stderr crit;
                 events {{ worker_connections 1024; }}
                 http {{
                   access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; gzip_static on;
                   keepalive_requests 1000000000; {cache}
                   types {{ application/atom+xml atom; }}
                   client_body_temp_path {folder}/n1; proxy_temp_path {folder}/n2;
                   fastcgi_temp_path {folder}/n3; uwsgi_temp_path {folder}/n4;
                   scgi_temp_path {folder}/n5;
                   server {{ listen 127.0.0.1:{port}; root {folder}/public; }}
                 }}"
            ),
        );
        let mut command = pinned(Path::new("nginx"), 0);
        command.args(["-c", &config]).stderr(Stdio::null());
        Some(Self::start(name, port, &mut command))
    }

    fn start(name: &'static str, port: u16, command: &mut Command) -> Self {
        let child = command.spawn().unwrap();
        let server = Self { name, port, child };
        for _ in 0..200 {
            if load::is_ready(port) {
                return server;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("{name} does not answer");
    }

    /// How long its threads have been on a core, in microseconds.
    pub fn busy(&self) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let on_core = tasks.map(|task| {
            let told = fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
            let nanoseconds = told.split(' ').next().unwrap().parse::<f64>().unwrap();
            nanoseconds / 1e3
        });
        on_core.sum()
    }

    /// Its memory in megabytes.
    pub fn resident(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        kilobytes.map_or(0, |kilobytes| kilobytes.parse::<usize>().unwrap() / 1024)
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The part of the process that is the bare hyper.
pub fn bare_hyper() {
    let folder = std::env::var(FOLDER).unwrap();
    let gzip = fs::read(format!("{folder}/public/{PATH}.gz")).unwrap();
    let gzip = Bytes::from(gzip);
    let port: u16 = std::env::var(PORT).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
            .await
            .unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let gzip = gzip.clone();
            let service = hyper::service::service_fn(move |request: Request<_>| {
                let answer = bare_answer::<hyper::body::Incoming>(&request, &gzip);
                std::future::ready(Ok::<_, Infallible>(answer))
            });
            tokio::task::spawn_local(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service),
            );
        }
    });
}

fn bare_answer<B>(request: &Request<B>, gzip: &Bytes) -> Response<Full<Bytes>> {
    let is_known = request.headers().contains_key(header::IF_NONE_MATCH);
    let body = if is_known { Bytes::new() } else { gzip.clone() };
    let mut response = Response::new(Full::new(body));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ETAG, "\"bench\""),
        (header::LAST_MODIFIED, "Fri, 20 Nov 2026 10:00:00 GMT"),
        (header::CONTENT_TYPE, "application/atom+xml"),
        (header::CONTENT_ENCODING, "gzip"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
