//! Connections: accepted up to a limit, bounded in time, ended in good order.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::handler::Handler;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Server;
use super::patience::Patient;
use super::respond::respond;

/// What an HTTP/2 client sends first (RFC 9113, section 3.4).
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How often a client that has sent a part of it is looked at again.
const PREFACE_PAUSE: Duration = Duration::from_millis(20);
/// How long to wait when the process has no descriptor left for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Connections that a process serves however few files it may open.
const MIN_CONNECTIONS: usize = 16;
/// Connections that a process serves however many files it may open: some 15 kB each.
const MAX_CONNECTIONS: usize = 16 * 1024;
/// Requests of one HTTP/2 connection at a time.
const MAX_STREAMS: u32 = 64;
/// Bytes of a request's header; our readers send well below one kilobyte.
const MAX_HEADER: usize = 16 * 1024;

/// How much readers may ask of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// How long a client may take for the header of a request, idle time between two included;
    /// and how long it may go without reading while we answer.
    pub header: Duration,
    /// How long the answers under way may take once the server is to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            header: Duration::from_secs(60),
            grace: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// The defaults, with as many connections as half of the files that this process may open:
    /// polls and the store need the other half. Where the system does not say, the default.
    #[must_use]
    pub fn of_process() -> Self {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let open_files = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"))
            .and_then(|values| values.split_whitespace().next()?.parse::<usize>().ok());
        let default = Self::default();
        Self {
            connections: open_files.map_or(default.connections, |files| {
                (files / 2).clamp(MIN_CONNECTIONS, MAX_CONNECTIONS)
            }),
            ..default
        }
    }
}

/// Serves on `listener` until `shutdown`; then accepts nothing more, lets the answers under way
/// end within [`Limits::grace`], and returns.
pub async fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let (ending, ended) = watch::channel(());
    let permits = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = accept(&listener, &permits) => {
                let Some((stream, permit)) = accepted else { continue };
                let connection = Connection {
                    server: Arc::clone(&server),
                    limits,
                    ending: ended.clone(),
                    _permit: permit,
                };
                connections.spawn(connection.drive(stream));
            }
        }
    }
    drop(listener);
    drop(ending);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.grace, all).await.is_err() {
        tracing::info!(
            connections = connections.len(),
            "closed connections that would not end"
        );
    }
}

/// The next connection, once there is room for it; none when it was lost while it waited.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            if !is_of_one_connection(&error) {
                tracing::warn!(%error, "cannot accept connections; raise the limit of open files");
                sleep(ACCEPT_PAUSE).await;
            }
            None
        }
    }
}

/// Whether only the connection at hand was lost, and the next can be accepted at once.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

/// What one connection needs while it lasts.
struct Connection {
    server: Arc<Server>,
    limits: Limits,
    /// Closed when the server is to end.
    ending: watch::Receiver<()>,
    /// Given back when the connection ends.
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    async fn drive(self, stream: TcpStream) {
        self.server.metrics.connection_opened();
        self.exchange(stream).await;
        self.server.metrics.connection_closed();
    }

    async fn exchange(&self, stream: TcpStream) {
        let mut ending = self.ending.clone();
        // Small answers must not wait for the client's acknowledgement (RFC 896).
        let _ = stream.set_nodelay(true);
        let first = tokio::select! {
            first = timeout(self.limits.header, speaks_http2(&stream)) => first,
            _ = ending.changed() => return,
        };
        let Ok(Ok(http2)) = first else { return };
        let builder = builder(http2, self.limits);
        let service = TowerToHyperService::new(respond.with_state(Arc::clone(&self.server)));
        let mut exchange = pin!(builder.serve_connection(
            TokioIo::new(Patient::new(stream, self.limits.header)),
            service
        ));
        tokio::select! {
            // A client that goes away in the middle is no event.
            _ = exchange.as_mut() => return,
            _ = ending.changed() => exchange.as_mut().graceful_shutdown(),
        }
        let _ = exchange.await;
    }
}

fn builder(http2: bool, limits: Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(MAX_HEADER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.header)
        .max_header_list_size(u32::try_from(MAX_HEADER).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS);
    if http2 {
        builder.http2_only()
    } else {
        builder.http1_only()
    }
}

/// Whether the client begins with the preface of HTTP/2, without taking it off the stream.
///
/// Looked at here because the builder's own look at the first bytes knows no timeout.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut start = [0; HTTP2_PREFACE.len()];
    loop {
        let length = stream.peek(&mut start).await?;
        if length == 0 || !HTTP2_PREFACE.starts_with(&start[..length]) {
            return Ok(false);
        }
        if length == HTTP2_PREFACE.len() {
            return Ok(true);
        }
        sleep(PREFACE_PAUSE).await;
    }
}
