//! From a request to its answer: no path reaches the file system that was not found there before.

use std::borrow::Cow;

use axum::http::{Method, StatusCode};
use percent_encoding::{CONTROLS, percent_decode_str, utf8_percent_encode};

use super::conditional::{self, Outcome};
use super::content::Content;
use super::fields::{Fields, add};
use super::request::Target;
use super::resource::Resource;
use super::snapshot::{Found, Gone, Shown, Snapshot};
use super::{Server, coding, search};

/// The field lines of every answer. No script, no frame, no form but to us; images may be the outlets' own;
/// any page may read what everybody may read.
pub(super) const GENERAL: &str = "Access-Control-Allow-Origin: *\r\n\
     Access-Control-Expose-Headers: ETag, Link\r\n\
     Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' https: http:; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n\
     Referrer-Policy: no-referrer\r\n\
     X-Content-Type-Options: nosniff\r\n";
const METHODS: &str = "GET, HEAD, OPTIONS";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN_METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Where the page stands that is shown in place of one that is not there.
const NOT_FOUND_PAGE: &str = "/404.html";

/// What to say to a request, in whatever protocol; [`GENERAL`], `Date` and what concerns the
/// connection are added there.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub status: StatusCode,
    /// Field lines of its own.
    pub lines: Cow<'a, str>,
    pub body: Content,
}

/// Answers one request, and counts it. `snapshot` is the server's, held as long as the answer.
pub(super) fn answer<'a>(
    server: &Server,
    snapshot: &'a Snapshot,
    method: &Method,
    target: Target<'_>,
    fields: &(impl Fields + ?Sized),
) -> Answer<'a> {
    let mut answer = match *method {
        Method::GET | Method::HEAD => look_up(server, snapshot, target, fields),
        Method::OPTIONS => preflight(),
        _ => method_not_allowed(),
    };
    // RFC 9110, section 9.3.2: the same fields, no content.
    if *method == Method::HEAD {
        answer.body = Content::default();
    }
    server.metrics.answered(answer.status);
    answer
}

fn look_up<'a>(
    server: &Server,
    snapshot: &'a Snapshot,
    target: Target<'_>,
    fields: &(impl Fields + ?Sized),
) -> Answer<'a> {
    match target.path {
        "/healthz" => return health(server, snapshot),
        "/metrics" => return figures(server, fields),
        _ => {}
    }
    let path = decoded(target.path);
    if let Some(place) = search::place(snapshot, &path, target.query) {
        return moved(server, plain(StatusCode::SEE_OTHER, "found\n"), &place);
    }
    match snapshot.find(&path) {
        Found::Resource(resource) => match snapshot.negotiated(&path, fields) {
            None => shown(resource, fields),
            Some(page) => shown(page, fields).with("Vary", "Accept-Language"),
        },
        Found::Folder => {
            let answer = plain(StatusCode::PERMANENT_REDIRECT, "moved permanently\n");
            moved(server, answer, &with_slash(target))
        }
        Found::Gone(Gone::Moved(place), page) => {
            let answer = explained(StatusCode::MOVED_PERMANENTLY, "merged\n", page);
            // The same file of the other folder, so that its language stays.
            let file = path.rsplit('/').next().unwrap_or_default();
            moved(server, answer, &format!("{place}{file}"))
        }
        Found::Gone(Gone::Withdrawn, page) => {
            let answer = explained(StatusCode::GONE, "withdrawn\n", page);
            answer.with("Cache-Control", &server.cache_control)
        }
        Found::Nothing => {
            let page = snapshot.get(NOT_FOUND_PAGE);
            let answer = explained(StatusCode::NOT_FOUND, "there is nothing here\n", page);
            // What is missing may be published by the next round.
            answer.with("Cache-Control", "public, max-age=60")
        }
    }
}

/// Paths that differ only in what they percent-encode are one (RFC 3986, section 6.2.2.2).
fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

/// The same place as `target`, relative to it, with a slash behind its path. What was sent raw that
/// no address may hold is encoded.
fn with_slash(target: Target<'_>) -> String {
    let name = target.path.rsplit('/').next().unwrap_or_default();
    let query = target.query.map(|query| format!("?{query}"));
    let place = format!("{name}/{}", query.unwrap_or_default());
    utf8_percent_encode(&place, CONTROLS).to_string()
}

fn shown<'a>(resource: Shown<'a>, fields: &(impl Fields + ?Sized)) -> Answer<'a> {
    match resource {
        Shown::Held(resource) => serve(resource, fields),
        Shown::Read(resource) => {
            let Answer {
                status,
                lines,
                body,
            } = serve(&resource, fields);
            Answer {
                status,
                lines: lines.into_owned().into(),
                body,
            }
        }
    }
}

/// 200, or what the request's conditions make of it.
fn serve<'a>(resource: &'a Resource, fields: &(impl Fields + ?Sized)) -> Answer<'a> {
    let chosen = coding::choose(fields, resource.held());
    let Some(body) = chosen.and_then(|coding| resource.body(coding)) else {
        let text = "no content coding that the request accepts\n";
        return plain(StatusCode::NOT_ACCEPTABLE, text).with("Vary", "Accept-Encoding");
    };
    match conditional::evaluate(fields, &body.etag, resource.modified) {
        Outcome::Proceed => Answer {
            status: StatusCode::OK,
            lines: body.lines().into(),
            body: body.content.clone(),
        },
        Outcome::NotModified => Answer {
            status: StatusCode::NOT_MODIFIED,
            lines: body.shared_lines().into(),
            body: Content::default(),
        },
        Outcome::Failed => plain(StatusCode::PRECONDITION_FAILED, "the page has changed\n"),
    }
}

impl Answer<'_> {
    /// With one more field line.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        add(self.lines.to_mut(), name, value);
        self
    }
}

fn typed<'a>(status: StatusCode, content_type: &str, body: Content) -> Answer<'a> {
    let length = body.len().to_string();
    let lines = Cow::default();
    let answer = Answer {
        status,
        lines,
        body,
    };
    answer
        .with("Content-Type", content_type)
        .with("Content-Length", &length)
}

/// An answer of one sentence.
pub(super) fn plain<'a>(status: StatusCode, text: &'static str) -> Answer<'a> {
    typed(status, TEXT, text.into())
}

/// An answer other than 200 for people: the page, if there is one.
fn explained<'a>(status: StatusCode, text: &'static str, page: Option<Shown<'_>>) -> Answer<'a> {
    let page = page.as_deref();
    let answer = match page.and_then(|page| Some((page, page.bodies.first()?))) {
        Some((page, body)) => typed(status, page.content_type, body.content.clone()),
        None => plain(status, text),
    };
    answer.with("X-Robots-Tag", "noindex")
}

/// Places are relative, so that they hold behind a proxy that serves the site below a path.
fn moved<'a>(server: &Server, answer: Answer<'a>, place: &str) -> Answer<'a> {
    answer
        .with("Location", place)
        .with("Cache-Control", &server.cache_control)
}

fn method_not_allowed<'a>() -> Answer<'a> {
    let text = "only GET, HEAD and OPTIONS are understood here\n";
    plain(StatusCode::METHOD_NOT_ALLOWED, text).with("Allow", METHODS)
}

/// Readers that live in a browser ask before they send `If-None-Match` (Fetch, section 4.8).
fn preflight<'a>() -> Answer<'a> {
    let answer = Answer {
        status: StatusCode::NO_CONTENT,
        lines: Cow::default(),
        body: Content::default(),
    };
    answer
        .with("Allow", METHODS)
        .with("Access-Control-Allow-Methods", METHODS)
        .with("Access-Control-Allow-Headers", "*")
        .with("Access-Control-Max-Age", "86400")
}

/// Live is whoever answers; ready is who has something to serve. When the last round ended is told for
/// those who watch without Prometheus.
fn health<'a>(server: &Server, snapshot: &Snapshot) -> Answer<'a> {
    let ready = !snapshot.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let round = server.metrics.last_round().map(|at| at.to_rfc3339());
    let round = round.map_or_else(|| "null".to_owned(), |at| format!("\"{at}\""));
    let text = format!("{{\"live\":true,\"ready\":{ready},\"last_round\":{round}}}\n");
    uncached(status, "application/json", text)
}

/// The figures, in OpenMetrics for whoever knows it, as Prometheus does, and else in the older format.
fn figures<'a>(server: &Server, fields: &(impl Fields + ?Sized)) -> Answer<'a> {
    let metrics = &server.metrics;
    let mut accepted = fields.lines("accept");
    let (content_type, text) = match accepted.any(|line| line.contains("openmetrics-text")) {
        true => (OPEN_METRICS, metrics.render()),
        false => (PLAIN_METRICS, metrics.render_plain()),
    };
    uncached(StatusCode::OK, content_type, text).with("Vary", "Accept")
}

pub(super) fn uncached<'a>(status: StatusCode, content_type: &str, text: String) -> Answer<'a> {
    typed(status, content_type, text.into()).with("Cache-Control", "no-store")
}
