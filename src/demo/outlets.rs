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

use super::houses::{HOUSES, House};
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
            addresses.push(listener.local_addr()?);
            let site = Router::new()
                .route("/{*feed}", get(feed))
                .with_state((house, Arc::clone(newsroom)));
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

/// Answers like a real outlet: with an `ETag`, and `304` to who has the feed already.
async fn feed(
    State((house, newsroom)): State<(&'static House, SharedNewsroom)>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let wanted = house
        .feeds
        .iter()
        .find(|(feed, _)| path == format!("{feed}.{}", house.format.extension()));
    let Some((source, _)) = wanted else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let body = {
        let newsroom = newsroom.read().unwrap_or_else(PoisonError::into_inner);
        house.write(source, newsroom.of(source))
    };
    let etag = format!("\"{}\"", &digest::hex(body.as_bytes())[..16]);
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tag| *tag == etag);
    if known {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    (
        [
            (ETAG, etag),
            (CONTENT_TYPE, house.format.content_type().to_owned()),
        ],
        body,
    )
        .into_response()
}
