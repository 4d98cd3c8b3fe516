//! Connections that hyper drives, with our answers: HTTP/2 (RFC 9113), for proxies that keep many
//! requests on one, and HTTP/1 where a hub calls, with content in whatever framing.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;

use super::Server;
use super::answer::{Answer, GENERAL, answer};
use super::conditional::format_date;
use super::connection::MAX_HEADER;
use super::content::Content;
use super::fields::parts;
use super::patience::Patient;
use super::request::Target;

/// Requests of one connection at a time.
const MAX_STREAMS: u32 = 64;

/// Answers the requests of one HTTP/2 connection until the client has enough or until `ending`: then
/// what has begun is answered, and the client told to go elsewhere.
pub(super) async fn drive_http2(
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
    drive(&builder, stream, server, ending).await;
}

/// Answers the HTTP/1 request at the beginning of `stream`, whose head was found whole and good, and
/// ends the connection: what follows would be read less strictly than we read it. The door bounds how
/// long the content may take.
pub(super) async fn drive_delivery(
    stream: Patient,
    server: Arc<Server>,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).keep_alive(false);
    drive(&builder, stream, server, ending).await;
}

async fn drive(
    builder: &Builder<TokioExecutor>,
    stream: Patient,
    server: Arc<Server>,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let service = TowerToHyperService::new(respond.with_state(server));
    let mut exchange = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // First what has come already: it has begun, even if the server is to end.
        biased;
        // A client that goes away in the middle is no event.
        _ = exchange.as_mut() => return,
        () = ending => exchange.as_mut().graceful_shutdown(),
    }
    let _ = exchange.await;
}

async fn respond(State(server): State<Arc<Server>>, request: Request) -> Response {
    if let Some(door) = server.door(request.uri().path()) {
        let is_head = request.method() == Method::HEAD;
        let mut answer = door.answer(request).await;
        if is_head {
            answer.body = Content::default();
        }
        server.metrics.answered(answer.status);
        return response(&server, answer);
    }
    let snapshot = server.snapshot();
    let target = Target {
        path: request.uri().path(),
        query: request.uri().query(),
    };
    let (method, fields) = (request.method(), request.headers());
    response(&server, answer(&server, &snapshot, method, target, fields))
}

fn response(server: &Server, answer: Answer<'_>) -> Response {
    let Ok(bytes) = answer.body.read() else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    let mut response = Response::new(Body::from(bytes));
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
