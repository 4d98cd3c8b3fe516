//! Connections: many requests on one, both versions of HTTP, and what is no request.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::time::Duration;

use crate::site::{Answer, Site};

#[test]
fn one_connection_serves_many_requests_rfc_9112_section_9_3() {
    let site = Site::start();
    let mut stream = BufReader::new(site.connect());
    for _ in 0..3 {
        stream
            .get_mut()
            .write_all(b"GET /feeds/ne.atom HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        assert_eq!(Answer::read(&mut stream, "GET").status, 200);
    }
}

#[test]
fn http_2_is_spoken_to_who_begins_with_its_preface_rfc_9113_section_3_3() {
    let site = Site::start();
    let mut stream = site.connect();
    stream.write_all(b"PRI * HTTP/2.0\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(60));
    stream.write_all(b"\r\nSM\r\n\r\n").unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).unwrap();
    // HEADERS of stream 1: GET http / with authority "x", all from HPACK's static table.
    stream
        .write_all(&[0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 1, b'x'])
        .unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).unwrap();
        if head[3] == 1 {
            // After any change of the table's size, the first field is ":status: 200".
            assert!(payload.iter().find(|byte| *byte & 0xe0 != 0x20) == Some(&0x88));
            return;
        }
    }
}

#[test]
fn a_header_too_large_is_refused_rfc_6585_section_5() {
    let site = Site::start();
    let answer = site.get("/", &[&format!("X-Large: {}", "x".repeat(40_000))]);
    assert_eq!(answer.status, 431);
}

#[test]
fn requests_sent_ahead_are_answered_in_order_rfc_9112_section_9_3_2() {
    let site = Site::start();
    let mut stream = site.connect();
    let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let requests = ask("/feeds/ne.atom") + &ask("/nothing") + &ask("/feeds/ne.rss");
    let (most, rest) = requests.split_at(requests.len() - 10);
    stream.write_all(most.as_bytes()).unwrap();
    let mut stream = BufReader::new(stream);
    assert_eq!(Answer::read(&mut stream, "GET").body, b"<feed/>");
    assert_eq!(Answer::read(&mut stream, "GET").status, 404);
    stream.get_mut().write_all(rest.as_bytes()).unwrap();
    assert_eq!(Answer::read(&mut stream, "GET").body, b"<rss/>");
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let site = Site::start();
    let mut stream = site.connect();
    for byte in b"GET /feeds/ne.atom HTTP/1.1\r\nHost: x\r\n\r\n" {
        stream.write_all(&[*byte]).unwrap();
    }
    let mut stream = BufReader::new(stream);
    assert_eq!(Answer::read(&mut stream, "GET").body, b"<feed/>");
}

#[test]
fn the_elder_protocol_is_closed_unless_it_asks_otherwise_rfc_9112_section_9_3() {
    let site = Site::start();
    let mut stream = BufReader::new(site.connect());
    let request = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    stream.get_mut().write_all(request).unwrap();
    let answer = Answer::read(&mut stream, "GET");
    assert_eq!(answer.field("connection"), Some("keep-alive"));
    stream
        .get_mut()
        .write_all(b"GET / HTTP/1.0\r\n\r\n")
        .unwrap();
    let answer = Answer::read(&mut stream, "GET");
    assert_eq!(answer.field("connection"), Some("close"));
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
}

#[test]
fn the_content_of_a_request_is_never_taken_for_another_rfc_9112_section_11_2() {
    let site = Site::start();
    for framing in [
        "Content-Length: 41",
        "Transfer-Encoding: chunked",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Content-Length: 0\r\nContent-Length: 41",
    ] {
        let mut stream = site.connect();
        let hidden = "GET /feeds/ne.atom HTTP/1.1\r\nHost: x\r\n\r\n";
        let request = format!("POST / HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n{hidden}");
        stream.write_all(request.as_bytes()).unwrap();
        let mut stream = BufReader::new(stream);
        let answer = Answer::read(&mut stream, "POST");
        assert_eq!(answer.status, 405, "{framing}");
        assert_eq!(answer.field("connection"), Some("close"));
        assert_eq!(stream.read(&mut [0]).unwrap(), 0, "{framing}");
    }
}

#[test]
fn who_sends_what_nobody_reads_still_gets_the_answer_rfc_9112_section_9_6() {
    let site = Site::start();
    let mut stream = site.connect();
    let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(&vec![b'x'; 1_000_000]).unwrap();
    assert_eq!(
        Answer::read(&mut BufReader::new(stream), "POST").status,
        405
    );
}

#[test]
fn what_is_no_request_is_refused_and_counted() {
    let site = Site::start();
    for (bytes, status) in [
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("GET / HTTP/9.9\r\nHost: x\r\n\r\n", 505),
        ("\x16\x03\x01\x02\0\x01\0\n", 400),
    ] {
        let mut stream = BufReader::new(site.connect());
        stream.get_mut().write_all(bytes.as_bytes()).unwrap();
        let answer = Answer::read(&mut stream, "GET");
        assert_eq!(answer.status, status, "{bytes:?}");
        assert_eq!(stream.read(&mut [0]).unwrap(), 0, "closed");
    }
    let metrics = String::from_utf8(site.get("/metrics", &[]).body).unwrap();
    let refused = "griot_http_requests_total{status=\"400\"} 3\n";
    assert!(metrics.contains(refused), "{metrics}");
}

#[test]
fn a_whole_address_is_a_target_too_rfc_9112_section_3_2_2() {
    let site = Site::start();
    let answer = site.get("http://griot.example/feeds/ne.atom?x", &[]);
    assert_eq!(answer.body, b"<feed/>");
}

/// A client as a proxy is one: HTTP/2 without TLS, many requests on one connection.
#[test]
fn both_versions_of_http_give_the_same_answers() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let site = Site::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let proxy = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy()
        .no_gzip()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let etag = site.get("/feeds/ne.atom", &["Accept-Encoding: gzip"]);
    let known = format!("If-None-Match: {}", etag.field("etag").unwrap());
    for (method, path, condition) in [
        ("GET", "/feeds/ne.atom", "X-None: x"),
        ("HEAD", "/feeds/ne.atom", "X-None: x"),
        ("GET", "/feeds/ne.atom", known.as_str()),
        ("GET", "/ne", "X-None: x"),
        ("GET", "/nothing", "X-None: x"),
        ("PUT", "/", "X-None: x"),
        ("OPTIONS", "/", "X-None: x"),
    ] {
        let (name, value) = condition.split_once(": ").unwrap();
        let answer = site.ask(method, path, &["Accept-Encoding: gzip", condition]);
        let (status, fields, body) = runtime.block_on(async {
            let request = proxy
                .request(method.parse().unwrap(), site.url(path))
                .header("accept-encoding", "gzip")
                .header(name, value);
            let response = request.send().await.unwrap();
            assert_eq!(response.version(), reqwest::Version::HTTP_2);
            let fields: BTreeMap<_, _> = response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .filter(|(name, _)| name != "date")
                .collect();
            let status = response.status().as_u16();
            (status, fields, response.bytes().await.unwrap())
        });
        let mut expected = answer.fields_but_date();
        expected.remove("connection");
        assert_eq!(status, answer.status, "{method} {path}");
        assert_eq!(fields, expected, "{method} {path}");
        assert_eq!(body, answer.body, "{method} {path}");
    }
}
