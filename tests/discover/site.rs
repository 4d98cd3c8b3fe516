//! Sites on loopback, and the real binary to ask them with.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, mpsc};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tempfile::TempDir;

/// What a site answers to a path with its query; everything else is missing.
type Pages = HashMap<String, Reply>;

#[derive(Clone)]
pub enum Reply {
    Feed(String),
    Html(String),
    /// A page with `Link` fields in its header.
    Linking(Vec<String>, String),
    Moved(&'static str),
    Status(u16),
    Busy,
}

pub struct Site {
    pub root: String,
    pages: Arc<Mutex<Pages>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Ends the server when it is dropped.
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Site {
    pub fn start<const N: usize>(pages: [(&str, Reply); N]) -> Self {
        let pages: Pages = pages.map(|(path, reply)| (path.to_owned(), reply)).into();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let pages = Arc::new(Mutex::new(pages));
        let state = (Arc::clone(&pages), Arc::clone(&asked));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new().fallback(answer).with_state(state);
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            root: format!("http://{}", told.recv().unwrap()),
            pages,
            asked,
            _stop: stop,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// Puts something at a path.
    pub fn publish(&self, path: &str, reply: Reply) {
        self.pages.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// What was asked, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

type Held = (Arc<Mutex<Pages>>, Arc<Mutex<Vec<String>>>);

async fn answer(State((pages, asked)): State<Held>, request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().to_string();
    asked.lock().unwrap().push(path.clone());
    let pages = pages.lock().unwrap();
    match pages.get(&path) {
        Some(Reply::Feed(text)) => {
            ([(header::CONTENT_TYPE, "application/xml")], text.clone()).into_response()
        }
        Some(Reply::Html(text)) => {
            ([(header::CONTENT_TYPE, "text/html")], text.clone()).into_response()
        }
        Some(Reply::Linking(links, text)) => {
            let mut response =
                ([(header::CONTENT_TYPE, "text/html")], text.clone()).into_response();
            for link in links {
                let link = link.parse().unwrap();
                response.headers_mut().append(header::LINK, link);
            }
            response
        }
        Some(Reply::Moved(to)) => {
            (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, *to)]).into_response()
        }
        Some(Reply::Status(status)) => StatusCode::from_u16(*status).unwrap().into_response(),
        Some(Reply::Busy) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A feed of a few entries, whose addresses begin with `section`.
pub fn feed(title: &str, section: &str) -> Reply {
    let items: String = (1..=3)
        .map(|n| {
            format!(
                "<item><title>Le pont numéro {n} a été inauguré hier matin par le maire</title>\
                 <link>https://journal.example/{section}/{n}</link>\
                 <pubDate>Tue, 0{n} Jul 2025 10:00:00 GMT</pubDate></item>"
            )
        })
        .collect();
    Reply::Feed(format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><language>fr</language>\
         <link>https://journal.example/</link>{items}</channel></rss>"
    ))
}

pub fn html(body: &str) -> Reply {
    Reply::Html(format!("<!doctype html><title>Journal</title>{body}"))
}

/// A folder with a configuration that may ask loopback, and whatever `tables` say.
pub fn folder(tables: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("griot.toml");
    let settings = "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n";
    fs::write(&file, format!("{settings}{tables}")).unwrap();
    (dir, file)
}

pub fn griot(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_griot"))
        .current_dir(folder)
        .env_remove("GRIOT_CONFIG")
        .env_remove("STATE_DIRECTORY")
        .args(args)
        .output()
        .unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs `sources discover` with a configuration that may ask loopback: code, output and errors.
pub fn discover(url: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let (dir, file) = folder("");
    let config = file.to_str().unwrap();
    let mut args = vec!["--config", config, "sources", "discover", url];
    args.extend(more);
    let output = griot(dir.path(), &args);
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The sources that tables configure, with whether each is on.
pub fn loaded(tables: &str) -> Vec<(String, bool)> {
    let (_dir, file) = folder(tables);
    let config = griot::config::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let sources = config.sources.iter();
    sources
        .map(|source| (source.source.url.to_string(), source.enabled))
        .collect()
}
