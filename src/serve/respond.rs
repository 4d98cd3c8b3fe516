//! From a request to its answer, out of memory alone: no path reaches the file system.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW,
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, LAST_MODIFIED, LINK, LOCATION, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::conditional::{self, Outcome};
use super::resource::{Kind, Resource, value};
use super::snapshot::{Found, Gone, Snapshot};
use super::{Server, callback, coding, search};

/// No script, no frame, no form; images may be the outlets' own.
const SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' https: http:; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const METHODS: &str = "GET, HEAD, OPTIONS";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// Where the page stands that is shown in place of one that is not there.
const NOT_FOUND_PAGE: &str = "/404.html";

/// Answers one request, and counts it.
pub(super) async fn respond(State(server): State<Arc<Server>>, request: Request) -> Response {
    let is_head = request.method() == Method::HEAD;
    let door = server.door.get();
    let mut response = match door.filter(|_| callback::token(request.uri().path()).is_some()) {
        Some(door) => door.answer(request).await,
        None => answer(&server, &request),
    };
    // RFC 9110, section 9.3.2: the same fields, no content.
    if is_head {
        *response.body_mut() = Body::empty();
    }
    server.metrics.answered(response.status());
    response
}

fn answer(server: &Server, request: &Request) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => return preflight(),
        _ => return method_not_allowed(),
    }
    match request.uri().path() {
        "/healthz" => return health(server),
        "/metrics" => {
            let text = server.metrics.render();
            return uncached(StatusCode::OK, OPEN_METRICS, text);
        }
        _ => {}
    }
    let snapshot = server.snapshot();
    let path = decoded(request.uri().path());
    if let Some(place) = search::place(&snapshot, &path, request.uri().query()) {
        return moved(server, plain(StatusCode::SEE_OTHER, "found\n"), &place);
    }
    match snapshot.find(&path) {
        Found::Resource(resource) => match snapshot.negotiated(&path, request.headers()) {
            None => serve(server, resource, request.headers()),
            Some(page) => {
                let mut response = serve(server, page, request.headers());
                let language = HeaderValue::from_static("Accept-Language");
                response.headers_mut().append(VARY, language);
                response
            }
        },
        Found::Folder(place) => {
            let (status, text) = (StatusCode::PERMANENT_REDIRECT, "moved permanently\n");
            moved(server, plain(status, text), &place)
        }
        Found::Gone(Gone::Moved(place), page) => {
            let response = explained(StatusCode::MOVED_PERMANENTLY, "merged\n", page);
            moved(server, response, place)
        }
        Found::Gone(Gone::Withdrawn, page) => {
            let mut response = explained(StatusCode::GONE, "withdrawn\n", page);
            let fresh = server.cache_control.clone();
            response.headers_mut().insert(CACHE_CONTROL, fresh);
            response
        }
        Found::Nothing => not_found(&snapshot),
    }
}

/// Paths that differ only in what they percent-encode are one (RFC 3986, section 6.2.2.2).
fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

/// 200, or what the request's conditions make of it.
fn serve(server: &Server, resource: &Resource, request: &HeaderMap) -> Response {
    let held = resource.held();
    let chosen = coding::choose(request, &held).and_then(|coding| resource.body(coding));
    let Some(body) = chosen else {
        let mut response = plain(
            StatusCode::NOT_ACCEPTABLE,
            "no content coding that the request accepts\n",
        );
        response.headers_mut().insert(VARY, varies());
        return response;
    };
    let etag = body.etag.to_str().unwrap_or_default();
    let (status, bytes) = match conditional::evaluate(request, etag, resource.modified) {
        Outcome::Proceed => (StatusCode::OK, body.bytes.clone()),
        Outcome::NotModified => (StatusCode::NOT_MODIFIED, Bytes::new()),
        Outcome::Failed => {
            return plain(StatusCode::PRECONDITION_FAILED, "the page has changed\n");
        }
    };

    let mut headers = general(16);
    if status == StatusCode::OK {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        headers.insert(CONTENT_TYPE, resource.content_type.clone());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
        if let Some(language) = &resource.language {
            headers.insert(CONTENT_LANGUAGE, language.clone());
        }
        if let Some(token) = body.coding.token() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
        }
    }
    // RFC 9110, section 15.4.5: a 304 carries them as the 200 would.
    headers.insert(ETAG, body.etag.clone());
    headers.insert(LAST_MODIFIED, resource.last_modified.clone());
    headers.insert(CACHE_CONTROL, server.cache_control.clone());
    if held.len() > 1 {
        headers.insert(VARY, varies());
    }
    if let Some(links) = &resource.links {
        headers.insert(LINK, links.clone());
    }
    if resource.kind == Kind::Page {
        headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    }
    with_headers(status, headers, bytes)
}

/// What every answer carries.
fn general(capacity: usize) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(capacity);
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Link"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, SECURITY_POLICY),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
}

fn varies() -> HeaderValue {
    HeaderValue::from_static("Accept-Encoding")
}

fn with_headers(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn typed(status: StatusCode, content_type: HeaderValue, bytes: Bytes) -> Response {
    let mut headers = general(12);
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    with_headers(status, headers, bytes)
}

pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    let content_type = HeaderValue::from_static(TEXT);
    typed(status, content_type, Bytes::from_static(text.as_bytes()))
}

/// An answer other than 200 for people: the page, if there is one.
fn explained(status: StatusCode, text: &'static str, page: Option<&Resource>) -> Response {
    let mut response = match page.and_then(|page| Some((page, page.bodies.first()?))) {
        Some((page, body)) => typed(status, page.content_type.clone(), body.bytes.clone()),
        None => plain(status, text),
    };
    let noindex = HeaderValue::from_static("noindex");
    response.headers_mut().insert(ROBOTS, noindex);
    response
}

fn not_found(snapshot: &Snapshot) -> Response {
    let page = snapshot.get(NOT_FOUND_PAGE);
    let mut response = explained(StatusCode::NOT_FOUND, "there is nothing here\n", page);
    // What is missing may be published by the next round.
    let briefly = HeaderValue::from_static("public, max-age=60");
    response.headers_mut().insert(CACHE_CONTROL, briefly);
    response
}

/// Places are relative, so that they hold behind a proxy that serves the site below a path.
fn moved(server: &Server, mut response: Response, place: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(LOCATION, value(place));
    headers.insert(CACHE_CONTROL, server.cache_control.clone());
    response
}

fn method_not_allowed() -> Response {
    let text = "only GET, HEAD and OPTIONS are understood here\n";
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, text);
    let methods = HeaderValue::from_static(METHODS);
    response.headers_mut().insert(ALLOW, methods);
    response
}

/// Readers that live in a browser ask before they send `If-None-Match` (Fetch, section 4.8).
fn preflight() -> Response {
    let mut headers = general(12);
    for (name, value) in [
        (ALLOW, METHODS),
        (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    with_headers(StatusCode::NO_CONTENT, headers, Bytes::new())
}

/// Live is whoever answers; ready is who has something to serve.
fn health(server: &Server) -> Response {
    let ready = server.is_ready();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let text = format!("{{\"live\":true,\"ready\":{ready}}}\n");
    uncached(status, "application/json", text)
}

pub(super) fn uncached(status: StatusCode, content_type: &'static str, text: String) -> Response {
    let mut response = typed(status, HeaderValue::from_static(content_type), text.into());
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}
