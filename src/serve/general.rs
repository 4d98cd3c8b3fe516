//! Connections that hyper drives, with our answers: HTTP/2 (RFC 9113), for proxies that keep many
//! requests on one, and HTTP/1 where a hub calls, with content in whatever framing.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::time::sleep;

use super::Server;
use super::answer::{Answer, GENERAL, answer};
use super::conditional::format_date;
use super::connection::MAX_HEADER;
use super::content::{Content, PIECE};
use super::fields::parts;
use super::patience::{Patience, Patient, Renewal};
use super::request::Target;
use super::rest::Rest;

/// Requests of one connection at a time.
const MAX_STREAMS: u32 = 64;

/// How long a client that is told to go elsewhere may take to hear it.
const LINGER: Duration = Duration::from_secs(1);

/// Answers the requests of one HTTP/2 connection until the client or `patience` has enough, or until
/// `ending`: then what has begun is answered, and the client told to go elsewhere.
pub(super) async fn drive_http2(
    stream: Patient,
    server: Arc<Server>,
    patience: Duration,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http2_only();
    builder
        .http2()
        .max_header_list_size(u32::try_from(MAX_HEADER).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS)
        .max_send_buf_size(PIECE);
    drive(&builder, stream, server, patience, ending).await;
}

/// Answers the HTTP/1 request at the beginning of `stream`, whose head was found whole and good, and
/// ends the connection: what follows would be read less strictly than we read it. The door bounds how
/// long the content may take.
pub(super) async fn drive_delivery(
    stream: Patient,
    server: Arc<Server>,
    patience: Duration,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).keep_alive(false);
    drive(&builder, stream, server, patience, ending).await;
}

/// A connection on which neither a request comes nor any of an answer goes for as long as `patience`
/// lasts is ended: by then its client has asked for nothing, or makes no room for what it asked for.
async fn drive(
    builder: &Builder<TokioExecutor>,
    stream: Patient,
    server: Arc<Server>,
    patience: Duration,
    ending: Pin<&mut impl Future<Output = ()>>,
) {
    let mut patience = Patience::new(patience);
    let renewal = patience.renewal();
    let service = service_fn(|request| respond(Arc::clone(&server), request, renewal.clone()));
    let mut exchange = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // First what has come already: it has begun, even if the server is to end.
        biased;
        // A client that goes away in the middle is no event.
        _ = exchange.as_mut() => return,
        () = ending => {}
        () = patience.run_out() => {}
    }
    exchange.as_mut().graceful_shutdown();
    let given_up = async {
        patience.run_out().await;
        sleep(LINGER).await;
    };
    tokio::select! {
        _ = exchange => {}
        () = given_up => {}
    }
}

async fn respond(
    server: Arc<Server>,
    request: Request<Incoming>,
    renewal: Renewal,
) -> Result<Response<Rest>, Infallible> {
    renewal.renew();
    if let Some(door) = server.door(request.uri().path()) {
        let is_head = request.method() == Method::HEAD;
        let mut answer = door.answer(request.map(Body::new)).await;
        if is_head {
            answer.body = Content::default();
        }
        server.metrics.answered(answer.status);
        return Ok(response(&server, answer, renewal));
    }
    let snapshot = server.snapshot();
    let target = Target {
        path: request.uri().path(),
        query: request.uri().query(),
    };
    let (method, fields) = (request.method(), request.headers());
    let answer = answer(&server, &snapshot, method, target, fields);
    Ok(response(&server, answer, renewal))
}

fn response(server: &Server, answer: Answer<'_>, renewal: Renewal) -> Response<Rest> {
    let mut response = Response::new(Rest::new(answer.body, renewal));
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
