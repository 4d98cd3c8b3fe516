//! HTTP/2 on one connection (RFC 9113), for proxies that keep many requests on one: hyper's, with
//! our answers.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;

use super::Server;
use super::answer::{GENERAL, answer};
use super::conditional::format_date;
use super::connection::MAX_HEADER;
use super::fields::parts;
use super::patience::Patient;

/// Requests of one connection at a time.
const MAX_STREAMS: u32 = 64;

/// Answers the requests of one connection until the client has enough or until `ending`: then what
/// has begun is answered, and the client told to go elsewhere.
pub(super) async fn drive(
    stream: Patient,
    server: Arc<Server>,
    patience: Duration,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http2_only();
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience)
        .max_header_list_size(u32::try_from(MAX_HEADER).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS);
    let service = TowerToHyperService::new(respond.with_state(server));
    let mut exchange = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A client that goes away in the middle is no event.
        _ = exchange.as_mut() => return,
        () = ending => exchange.as_mut().graceful_shutdown(),
    }
    let _ = exchange.await;
}

async fn respond(State(server): State<Arc<Server>>, request: Request) -> Response {
    let snapshot = server.snapshot();
    let (method, path) = (request.method(), request.uri().path());
    let answer = answer(&server, &snapshot, method, path, request.headers());
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    for (name, value) in parts(GENERAL).chain(parts(&answer.lines)) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    if let Ok(date) = HeaderValue::try_from(format_date(server.clock.now())) {
        headers.insert(DATE, date);
    }
    response
}
