//! Connections: accepted up to a limit, bounded in time, ended in good order.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::patience::Patient;
use super::{Server, general, http1};

/// What an HTTP/2 client sends first (RFC 9113, section 3.4).
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How often a client that has sent a part of it is looked at again.
const PREFACE_PAUSE: Duration = Duration::from_millis(20);
/// How long to wait when the process has no descriptor left for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Connections that a process serves however few files it may open.
const MIN_CONNECTIONS: usize = 16;
/// Connections that a process serves however many files it may open.
const MAX_CONNECTIONS: usize = 16 * 1024;
/// Bytes of a request's header; our readers send well below one kilobyte.
pub(super) const MAX_HEADER: usize = 16 * 1024;

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

/// Serves on all `listeners` until `shutdown`; then accepts nothing more, lets the answers under way
/// end within [`Limits::grace`], and returns.
pub async fn serve(
    mut listeners: Vec<TcpListener>,
    server: Arc<Server>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let (ending, ended) = watch::channel(());
    let permits = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let mut troubled = false;
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = accept(&mut listeners, &permits, &mut troubled) => {
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
    drop(listeners);
    drop(ending);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.grace, all).await.is_err() {
        tracing::info!(
            connections = connections.len(),
            "closed connections that would not end"
        );
    }
}

/// The next connection, once there is room for it; none when it was lost while it waited. That none can
/// be accepted is said once, until one can: `troubled` remembers it.
async fn accept(
    listeners: &mut [TcpListener],
    permits: &Arc<Semaphore>,
    troubled: &mut bool,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match next(listeners).await {
        Ok(stream) => {
            *troubled = false;
            Some((stream, permit))
        }
        Err(error) => {
            if !is_of_one_connection(&error) {
                if !std::mem::replace(troubled, true) {
                    tracing::warn!(%error, "cannot accept connections; raise the limit of open files");
                }
                sleep(ACCEPT_PAUSE).await;
            }
            None
        }
    }
}

/// The next connection of any listener. They take turns in being asked first, so that a busy one keeps
/// nobody from the others.
async fn next(listeners: &mut [TcpListener]) -> io::Result<TcpStream> {
    listeners.rotate_left(1);
    let accepted = poll_fn(|cx| {
        let mut polled = listeners.iter().map(|listener| listener.poll_accept(cx));
        polled.find(Poll::is_ready).unwrap_or(Poll::Pending)
    });
    accepted.await.map(|(stream, _)| stream)
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
        let mut ending = pin!(self.ended());
        // Small answers must not wait for the client's acknowledgement (RFC 896).
        let _ = stream.set_nodelay(true);
        let first = tokio::select! {
            first = timeout(self.limits.header, speaks_http2(&stream)) => first,
            () = &mut ending => return,
        };
        let Ok(Ok(http2)) = first else { return };
        let patience = self.limits.header;
        let mut stream = Patient::new(stream, patience);
        let server = Arc::clone(&self.server);
        // In boxes: they are large, and most connections never need them.
        if http2 {
            return Box::pin(general::drive_http2(stream, server, patience, ending)).await;
        }
        // A client that goes away in the middle is no event.
        if let Ok(Some(received)) = http1::drive(&mut stream, &server, patience, ending).await {
            stream.put_back(received);
            let ending = pin!(self.ended());
            Box::pin(general::drive_delivery(stream, server, patience, ending)).await;
        }
    }

    /// Resolves when the server is to end.
    fn ended(&self) -> impl Future<Output = ()> + use<> {
        let mut receiver = self.ending.clone();
        // An error means that the sender is gone, which is what is waited for.
        async move { drop(receiver.changed().await) }
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
