//! The head of an HTTP/1 request (RFC 9112): read where it lies, refused where it leaves a doubt.

use std::mem::MaybeUninit;

use axum::http::{Method, StatusCode};
use httparse::{Error, Header, Status};

use super::fields::Fields;

/// Field lines of a request; browsers send some twenty.
const MAX_LINES: usize = 64;

/// The refusal of a head that has grown too large (RFC 6585, section 5).
pub(super) const TOO_LARGE: (StatusCode, &str) = (
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    "the request's fields are too large\n",
);

/// What the bytes that came so far hold.
pub(super) enum Head<T> {
    /// The beginning of a request, or nothing.
    Partial,
    /// What came of a whole head, and its length in bytes.
    Whole(T, usize),
    /// No request, or one that must be refused, with what to answer.
    Wrong(StatusCode, &'static str),
}

/// A request, without its content: none of those that are answered here has any.
pub(super) struct Request<'a> {
    pub method: Method,
    pub target: Target<'a>,
    pub fields: &'a [Header<'a>],
    /// Whether another request may follow on the connection (RFC 9112, section 9.3).
    pub persists: bool,
    /// Whether content follows, which nobody reads: no method here has a use for it.
    pub has_content: bool,
    /// Whether the client speaks HTTP/1.0, and has to be told that the connection goes on.
    pub old: bool,
}

/// What a request is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    /// As it was sent, percent-encoded.
    pub path: &'a str,
    /// What follows the question mark.
    pub query: Option<&'a str>,
}

/// Reads the head at the beginning of `bytes`, and hands it to `answer`.
pub(super) fn read<T>(bytes: &[u8], answer: impl FnOnce(&Request<'_>) -> T) -> Head<T> {
    let mut lines = [const { MaybeUninit::uninit() }; MAX_LINES];
    let mut raw = httparse::Request::new(&mut []);
    let length = match raw.parse_with_uninit_headers(bytes, &mut lines) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Head::Partial,
        Err(error) => return refused(error),
    };
    let (Some(method), Some(target), Some(version)) = (raw.method, raw.path, raw.version) else {
        return Head::Partial;
    };
    let fields: &[Header<'_>] = raw.headers;
    // RFC 9112, section 3.2: a request without its host, or with two, is not answered.
    let hosts = fields.lines("host").count();
    if hosts > 1 || (hosts == 0 && version == 1) {
        return Head::Wrong(StatusCode::BAD_REQUEST, "a request names one host\n");
    }
    let (Ok(method), Some(target)) = (Method::from_bytes(method.as_bytes()), target_of(target))
    else {
        return Head::Wrong(StatusCode::BAD_REQUEST, "this is no target\n");
    };
    let has_content = has_content(fields);
    let request = Request {
        method,
        target,
        fields,
        // Nothing of content that nobody reads may be taken for a request (section 11.2).
        persists: persists(fields, version == 0) && !has_content,
        has_content,
        old: version == 0,
    };
    Head::Whole(answer(&request), length)
}

fn refused<T>(error: Error) -> Head<T> {
    match error {
        Error::TooManyHeaders => Head::Wrong(TOO_LARGE.0, TOO_LARGE.1),
        Error::Version => Head::Wrong(
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            "HTTP/1.0, 1.1 and 2 are spoken here\n",
        ),
        _ => Head::Wrong(StatusCode::BAD_REQUEST, "this is no HTTP request\n"),
    }
}

/// A request's target in its forms (RFC 9112, section 3.2): `/path`, a whole address as a proxy sends
/// it, or `*`.
fn target_of(target: &str) -> Option<Target<'_>> {
    let target = match target.split_once("://") {
        _ if target.starts_with('/') => target,
        // The host ends where any of these begins (RFC 3986, section 3.2).
        Some((scheme, rest)) if is_web(scheme) => {
            rest.find(['/', '?', '#']).map_or("", |end| &rest[end..])
        }
        _ if target == "*" => target,
        _ => return None,
    };
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    // RFC 9110, section 4.2.3: without a path the address is that of `/`.
    let path = if path.is_empty() { "/" } else { path };
    Some(Target { path, query })
}

fn is_web(scheme: &str) -> bool {
    ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web))
}

/// Whether the client wants the connection to go on.
fn persists(fields: &[Header<'_>], old: bool) -> bool {
    let says = |option: &str| {
        fields
            .lines("connection")
            .flat_map(|line| line.split(','))
            .any(|said| said.trim().eq_ignore_ascii_case(option))
    };
    if old {
        says("keep-alive")
    } else {
        !says("close")
    }
}

fn has_content(fields: &[Header<'_>]) -> bool {
    fields.lines("transfer-encoding").next().is_some()
        || fields.lines("content-length").any(|length| length != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Path and persistence, the status of a refusal, or none of what is not whole yet.
    fn seen(text: &str) -> Option<Result<(String, bool), u16>> {
        let answer = |request: &Request<'_>| (request.target.path.to_owned(), request.persists);
        match read(text.as_bytes(), answer) {
            Head::Partial => None,
            Head::Whole(said, length) => {
                assert!(length <= text.len());
                Some(Ok(said))
            }
            Head::Wrong(status, _) => Some(Err(status.as_u16())),
        }
    }

    fn path_of(start: &str) -> Option<Result<String, u16>> {
        let whole = format!("{start}\r\nHost: x\r\n\r\n");
        Some(seen(&whole)?.map(|(path, _)| path))
    }

    #[test]
    fn targets_have_their_forms_rfc_9112_section_3_2() {
        for (target, path) in [
            ("/", Ok("/")),
            ("/feeds/ne.atom?x=/y#z", Ok("/feeds/ne.atom")),
            ("http://x/feeds/ne.atom", Ok("/feeds/ne.atom")),
            ("http://x", Ok("/")),
            ("HTTP://x:80/y", Ok("/y")),
            ("http://x?u=/ne/", Ok("/")),
            ("http://x#/ne/", Ok("/")),
            ("//x/y", Ok("//x/y")),
            ("*", Ok("*")),
            ("feeds/ne.atom", Err(400)),
            ("feeds/ne.atom?u=http://x/ne/", Err(400)),
            ("x:443", Err(400)),
        ] {
            let seen = path_of(&format!("GET {target} HTTP/1.1"));
            assert_eq!(seen, Some(path.map(str::to_owned)), "{target}");
        }
    }

    #[test]
    fn a_query_is_what_follows_the_question_mark_rfc_3986_section_3_4() {
        for (target, query) in [
            ("/x", None),
            ("/x?", Some("")),
            ("/x?q=a?b#c?d", Some("q=a?b")),
            ("/x#c?d", None),
            ("http://x/y?q", Some("q")),
            ("http://x?u=/ne/", Some("u=/ne/")),
        ] {
            assert_eq!(target_of(target).unwrap().query, query, "{target}");
        }
    }

    #[test]
    fn one_host_is_named_rfc_9112_section_3_2() {
        let status = |text: &str| seen(text).and_then(Result::err);
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), Some(400));
        assert_eq!(
            status("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"),
            Some(400)
        );
        assert_eq!(status("GET / HTTP/1.0\r\n\r\n"), None);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (text, status) in [
            ("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
            ("GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505),
            ("\x16\x03\x01\x02\0\x01", 400),
            ("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ] {
            assert_eq!(seen(text), Some(Err(status)), "{text:?}");
        }
        let many = "A: b\r\n".repeat(MAX_LINES + 1);
        let many = format!("GET / HTTP/1.1\r\n{many}\r\n");
        assert_eq!(seen(&many), Some(Err(431)));
    }

    #[test]
    fn connections_go_on_unless_somebody_says_otherwise_rfc_9112_section_9_3() {
        for (version, lines, goes_on) in [
            ("1.1", "", true),
            ("1.1", "Connection: close\r\n", false),
            ("1.1", "Connection: te, Close\r\n", false),
            ("1.0", "", false),
            ("1.0", "Connection: Keep-Alive\r\n", true),
            ("1.1", "Content-Length: 0\r\n", true),
            ("1.1", "Content-Length: 5\r\n", false),
            ("1.1", "Transfer-Encoding: chunked\r\n", false),
        ] {
            let text = format!("GET / HTTP/{version}\r\nHost: x\r\n{lines}\r\n");
            let (_, persists) = seen(&text).unwrap().unwrap();
            assert_eq!(persists, goes_on, "HTTP/{version} {lines:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(0_u8.., 0..200)) {
            let _ = read(&bytes, |_| ());
        }

        #[test]
        fn no_target_panics(target in "[ -~é]{0,40}") {
            let _ = path_of(&format!("GET {target} HTTP/1.1"));
        }
    }
}
