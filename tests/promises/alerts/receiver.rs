//! A receiver of webhooks, on loopback.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::outlet::loopback;

/// A receiver of webhooks: it answers what the test wants, 204 after that, and keeps what it got.
pub struct Receiver {
    pub address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Desk {
    answers: VecDeque<u16>,
    got: Vec<Got>,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Receiver {
    pub fn open(answers: &[u16]) -> Self {
        let (runtime, listener) = loopback();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Mutex::new(Desk {
            answers: answers.iter().copied().collect(),
            got: Vec::new(),
        }));
        let site = Router::new().fallback(take).with_state(Arc::clone(&desk));
        runtime.spawn(async move { axum::serve(listener, site).await });
        Self {
            address,
            desk,
            _runtime: runtime,
        }
    }

    /// What came since this was last called.
    pub fn got(&self) -> Vec<Got> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut desk.got)
    }
}

async fn take(
    State(desk): State<Arc<Mutex<Desk>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    desk.got.push(Got {
        path: uri.path().to_owned(),
        headers,
        body: serde_json::from_slice(&body).unwrap(),
    });
    let status = desk.answers.pop_front().unwrap_or(204);
    let answer = Response::builder().status(status);
    let answer = match status {
        300..=399 => answer.header("location", "/elsewhere"),
        _ => answer,
    };
    answer.body(Body::empty()).unwrap()
}
