//! The sample outlets' own web servers: one a house, on loopback, each on a port of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::houses::{HOUSES, House, PICTURES, drawing};
use super::newsroom::Newsroom;
use crate::digest;

/// The articles that are out, shared by every outlet's server.
pub type SharedNewsroom = Arc<RwLock<Newsroom>>;

/// The servers of the sample outlets; they end when this is dropped.
#[derive(Debug)]
pub struct Outlets {
    addresses: Vec<SocketAddr>,
    _servers: JoinSet<io::Result<()>>,
}

impl Outlets {
    /// Starts a server for every house, on ports that happen to be free.
    ///
    /// # Errors
    /// When loopback cannot be listened on.
    pub async fn open(newsroom: &SharedNewsroom) -> io::Result<Self> {
        let mut servers = JoinSet::new();
        let mut addresses = Vec::new();
        for house in HOUSES {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = listener.local_addr()?;
            addresses.push(address);
            let desk = Desk {
                house,
                origin: format!("http://{address}"),
                newsroom: Arc::clone(newsroom),
            };
            let site = Router::new()
                .route("/{*path}", get(answer))
                .with_state(Arc::new(desk));
            servers.spawn(async move { axum::serve(listener, site).await });
        }
        Ok(Self {
            addresses,
            _servers: servers,
        })
    }

    /// Every house with the address of its server.
    pub fn houses(&self) -> impl Iterator<Item = (&'static House, SocketAddr)> + '_ {
        HOUSES.iter().zip(self.addresses.iter().copied())
    }
}

/// What one outlet's server answers from.
#[derive(Debug)]
struct Desk {
    house: &'static House,
    origin: String,
    newsroom: SharedNewsroom,
}

/// Answers like a real outlet: with an `ETag`, and `304` to who has the feed already.
async fn answer(
    State(desk): State<Arc<Desk>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(name) = path.strip_prefix(PICTURES) {
        return ([(CONTENT_TYPE, "image/svg+xml")], drawing(name)).into_response();
    }
    let Some((content_type, body)) = desk.feed(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", &digest::hex(body.as_bytes())[..16]);
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tag| *tag == etag);
    if known {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    let fields = [(ETAG, etag), (CONTENT_TYPE, content_type.to_owned())];
    (fields, body).into_response()
}

impl Desk {
    fn feed(&self, path: &str) -> Option<(&'static str, String)> {
        let format = self.house.format;
        let (source, _) = self
            .house
            .feeds
            .iter()
            .find(|(feed, _)| path == format!("{feed}.{}", format.extension()))?;
        let newsroom = self.newsroom.read().unwrap_or_else(PoisonError::into_inner);
        let body = self.house.write(source, &self.origin, newsroom.of(source));
        Some((format.content_type(), body))
    }
}
