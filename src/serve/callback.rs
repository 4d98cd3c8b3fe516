//! The addresses below `/websub/`, where hubs call: the only ones that take more than questions.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, Method, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::answer::{Answer, TEXT, plain, uncached};

/// Where hubs call.
const PLACE: &str = "/websub/";

/// Bytes that deliveries may have together that came and are not stored yet.
const TOGETHER: usize = 32 << 20;

/// Room is counted in these.
const KIB: usize = 1 << 10;

/// How long a hub may take to deliver.
const PATIENCE: Duration = Duration::from_secs(30);

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// Who knows what was asked of hubs. A token is what follows `/websub/`.
pub trait Callbacks: Debug + Send + Sync {
    /// What to send back to a hub that asks or says `query`; none where we asked for nothing of the
    /// kind.
    fn intent(&self, token: &str, query: &str) -> Option<String>;

    /// How many bytes a delivery may have; none where none is expected.
    fn expects(&self, token: &str) -> Option<usize>;

    /// Takes a delivery, whatever becomes of it; gives it back where that cannot be now.
    ///
    /// # Errors
    /// When it has to be brought again.
    fn deliver(&self, token: &str, delivery: Delivery) -> Result<(), Delivery>;
}

/// What a hub brought, as it was sent.
#[derive(Debug)]
pub struct Delivery {
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Encoding`, empty where it is plain.
    pub codings: String,
    /// `X-Hub-Signature`.
    pub signature: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
    /// The room that they take up among all deliveries.
    _room: Option<OwnedSemaphorePermit>,
}

impl Delivery {
    /// One that takes up no room of a server's.
    #[must_use]
    pub fn new(bytes: Vec<u8>, signature: Option<String>) -> Self {
        Self {
            content_type: None,
            codings: String::new(),
            signature,
            bytes: bytes.into(),
            _room: None,
        }
    }
}

/// The door at which hubs call.
#[derive(Debug)]
pub(super) struct Door {
    callbacks: Arc<dyn Callbacks>,
    room: Arc<Semaphore>,
}

impl Door {
    pub(super) fn new(callbacks: Arc<dyn Callbacks>) -> Self {
        Self {
            callbacks,
            room: Arc::new(Semaphore::new(TOGETHER / KIB)),
        }
    }

    /// Answers a request that is for a hub's place.
    pub(super) async fn answer(&self, request: Request) -> Answer<'static> {
        let token = token(request.uri().path()).unwrap_or_default().to_owned();
        match *request.method() {
            Method::GET => self.intent(&token, request.uri().query().unwrap_or_default()),
            Method::POST => self.delivery(&token, request).await,
            _ => {
                let text = "only GET and POST are understood here\n";
                plain(StatusCode::METHOD_NOT_ALLOWED, text).with("Allow", "GET, POST")
            }
        }
    }

    /// WebSub, sections 5.2 and 5.3. The challenge goes back as text: it is a stranger's.
    fn intent(&self, token: &str, query: &str) -> Answer<'static> {
        match self.callbacks.intent(token, query) {
            Some(challenge) => uncached(StatusCode::OK, TEXT, challenge),
            None => plain(StatusCode::NOT_FOUND, "nothing of the kind was asked for\n"),
        }
    }

    /// WebSub, section 7. Whoever is not expected is told for good, before anything is read.
    async fn delivery(&self, token: &str, request: Request) -> Answer<'static> {
        let Some(most) = self.callbacks.expects(token) else {
            return plain(StatusCode::GONE, "there is no such subscription\n");
        };
        let (head, body) = request.into_parts();
        let announced = text(&head.headers, CONTENT_LENGTH).and_then(|bytes| bytes.parse().ok());
        let size: usize = announced.unwrap_or(most);
        if size > most {
            return too_large();
        }
        let permits = u32::try_from(size.min(TOGETHER).div_ceil(KIB)).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(permits) else {
            return later();
        };
        let bytes = match timeout(PATIENCE, to_bytes(body, most)).await {
            Ok(Ok(bytes)) => bytes,
            // It breaks off, or is larger than it may be.
            Ok(Err(_)) => return too_large(),
            Err(_) => return plain(StatusCode::REQUEST_TIMEOUT, "it took too long\n"),
        };
        let delivery = Delivery {
            content_type: text(&head.headers, CONTENT_TYPE),
            codings: text(&head.headers, CONTENT_ENCODING).unwrap_or_default(),
            signature: text(&head.headers, SIGNATURE),
            bytes,
            _room: Some(room),
        };
        match self.callbacks.deliver(token, delivery) {
            Ok(()) => plain(StatusCode::ACCEPTED, "received\n"),
            Err(_) => later(),
        }
    }
}

/// What follows the place where hubs call.
pub(super) fn token(path: &str) -> Option<&str> {
    path.strip_prefix(PLACE)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

fn too_large() -> Answer<'static> {
    plain(StatusCode::PAYLOAD_TOO_LARGE, "that is too much\n")
}

/// Hubs try again (section 7.1).
fn later() -> Answer<'static> {
    plain(StatusCode::SERVICE_UNAVAILABLE, "not now\n").with("Retry-After", "60")
}
