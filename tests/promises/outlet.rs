//! An outlet on loopback: what it serves the test sets, and it remembers what it was asked.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use griot::digest;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// How a page lets itself be asked conditionally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validators {
    /// An `ETag` of the bytes, and `304` to who has it.
    ETag,
    /// `Last-Modified`, always the same, and `304` to who names it.
    LastModified,
    /// None: every answer is whole.
    None,
}

/// What stands at a path.
#[derive(Clone, Debug)]
pub struct Page {
    status: u16,
    content_type: String,
    body: Vec<u8>,
    validators: Validators,
    headers: Vec<(&'static str, String)>,
}

impl Page {
    /// An RSS document with an `ETag`.
    pub fn rss(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            content_type: "application/rss+xml; charset=utf-8".to_owned(),
            body: body.into(),
            validators: Validators::ETag,
            headers: Vec::new(),
        }
    }

    /// A failure.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            validators: Validators::None,
            ..Self::rss("")
        }
    }

    pub fn content_type(mut self, content_type: &str) -> Self {
        content_type.clone_into(&mut self.content_type);
        self
    }

    pub fn validators(mut self, validators: Validators) -> Self {
        self.validators = validators;
        self
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
    /// What was answered.
    pub status: u16,
}

impl Asked {
    /// Whether it named what the asker has already.
    pub fn is_conditional(&self) -> bool {
        ["if-none-match", "if-modified-since"]
            .iter()
            .any(|name| self.headers.contains_key(*name))
    }
}

/// The server; it ends with the value.
pub struct Outlet {
    address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Desk {
    pages: BTreeMap<String, Page>,
    log: Vec<Asked>,
}

/// A runtime of its own, and a place on loopback for it to listen at.
pub fn loopback() -> (Runtime, TcpListener) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime
        .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .unwrap();
    (runtime, listener)
}

impl Outlet {
    pub fn open() -> Self {
        let (runtime, listener) = loopback();
        let address = listener.local_addr().unwrap();
        let desk = Arc::default();
        let site = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        runtime.spawn(async move { axum::serve(listener, site).await });
        Self {
            address,
            desk,
            _runtime: runtime,
        }
    }

    /// An outlet that serves `page` at `/feed`.
    pub fn serving(page: Page) -> Self {
        let outlet = Self::open();
        outlet.publish("/feed", page);
        outlet
    }

    /// Puts `page` at `path`.
    pub fn publish(&self, path: &str, page: Page) {
        self.desk().pages.insert(path.to_owned(), page);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked since this was last called.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.desk().log)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(desk): State<Arc<Mutex<Desk>>>, request: Request) -> Response<Body> {
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    let path = request.uri().path().to_owned();
    let missing = Page::status(404);
    let page = desk.pages.get(&path).unwrap_or(&missing).clone();
    let validator = match page.validators {
        Validators::ETag => Some(("etag", "if-none-match", etag(&page.body))),
        Validators::LastModified => Some((
            "last-modified",
            "if-modified-since",
            "Wed, 21 Oct 2026 07:28:00 GMT".to_owned(),
        )),
        Validators::None => None,
    };
    let known = validator.as_ref().is_some_and(|(_, condition, value)| {
        request
            .headers()
            .get(*condition)
            .is_some_and(|asked| asked == value.as_str())
    });
    let status = if known { 304 } else { page.status };
    desk.log.push(Asked {
        path,
        headers: request.headers().clone(),
        status,
    });
    let mut response = Response::builder().status(status);
    if let Some((name, _, value)) = validator {
        response = response.header(name, value);
    }
    for (name, value) in page.headers {
        response = response.header(name, value);
    }
    if known {
        return response.body(Body::empty()).unwrap();
    }
    let response = response.header("content-type", page.content_type);
    response.body(Body::from(page.body)).unwrap()
}

fn etag(body: &[u8]) -> String {
    format!("\"{}\"", &digest::hex(body)[..16])
}
