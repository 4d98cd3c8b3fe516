//! Trust: certificates are verified, and only the configuration adds to what is trusted.

mod fetch_support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use fetch_support::*;
use griot::fetch::{Answer, FailureKind, Request, Trust};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use url::Url;

const ROOT: &[u8] = include_bytes!("fetch_support/tls/root.pem");
const OUTLET: [&[u8]; 2] = [
    include_bytes!("fetch_support/tls/outlet.pem"),
    include_bytes!("fetch_support/tls/outlet.key.pem"),
];
const EXPIRED: [&[u8]; 2] = [
    include_bytes!("fetch_support/tls/expired.pem"),
    include_bytes!("fetch_support/tls/expired.key.pem"),
];

fn config([certificate, key]: [&[u8]; 2]) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        )
        .unwrap()
}

/// An https outlet that knows HTTP/1.1 only and answers `connections` connections; gives its port,
/// and whether each handshake resumed a session.
fn serve(identity: [&'static [u8]; 2], connections: usize) -> (u16, JoinHandle<Vec<bool>>) {
    let config = Arc::new(config(identity));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer_next = move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        answer(&mut StreamOwned::new(connection, stream))
    };
    let answer_all = move || (0..connections).map(|_| answer_next()).collect();
    (port, std::thread::spawn(answer_all))
}

/// Answers one request with a feed.
fn answer(stream: &mut StreamOwned<ServerConnection, TcpStream>) -> bool {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    let resumed = stream.conn.handshake_kind() == Some(rustls::HandshakeKind::Resumed);
    for step in reply("200 OK", &[("Connection", "close")], FEED) {
        if let Step::Send(bytes) = step {
            let _ = stream.write_all(&bytes);
        }
    }
    stream.conn.send_close_notify();
    let _ = stream.flush();
    resumed
}

/// An outlet that shakes hands and hangs up; gives its port, and the protocol agreed on.
fn handshake_offering(protocols: &[&str]) -> (u16, JoinHandle<Option<Vec<u8>>>) {
    let mut config = config(OUTLET);
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        connection.complete_io(&mut stream).unwrap();
        connection.alpn_protocol().map(<[u8]>::to_vec)
    });
    (port, task)
}

/// Asks with an exception from what the system trusts.
async fn ask(trust: Trust, url: Url) -> Answer {
    let mut request = Request::new(url);
    request.trust = trust;
    client().get(&request).await
}

fn root() -> Trust {
    Trust::roots(ROOT).unwrap()
}

fn at(host: &str, port: u16) -> Url {
    Url::parse(&format!("https://{host}:{port}/feed")).unwrap()
}

#[tokio::test]
async fn a_certificate_of_an_unknown_root_is_refused_and_says_why_rfc9110_4_3_4() {
    let (port, _) = serve(OUTLET, 1);
    let failure = failure(ask(Trust::System, at("127.0.0.1", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
    assert!(failure.message.contains("cannot be trusted"), "{failure}");
}

#[tokio::test]
async fn an_extra_root_is_trusted_and_a_second_connection_resumes_the_session() {
    let (port, task) = serve(OUTLET, 2);
    let client = client();
    let mut request = Request::new(at("127.0.0.1", port));
    request.trust = root();
    for _ in 0..2 {
        assert_eq!(body(client.get(&request).await).bytes, FEED.as_bytes());
    }
    assert_eq!(task.join().unwrap(), [false, true]);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_rfc9110_4_3_4() {
    let (port, _) = serve(OUTLET, 1);
    let failure = failure(ask(root(), at("localhost", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused() {
    let (port, _) = serve(EXPIRED, 1);
    let failure = failure(ask(root(), at("127.0.0.1", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
    assert!(failure.message.contains("expired"), "{failure}");
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_rfc9113_3_2() {
    let (port, task) = handshake_offering(&["h2", "http/1.1"]);
    // The outlet hangs up after the handshake: what counts is what was agreed on in it.
    failure(ask(root(), at("127.0.0.1", port)).await);
    assert_eq!(task.join().unwrap().as_deref(), Some(&b"h2"[..]));
}

#[tokio::test]
async fn a_pinned_certificate_is_accepted_whatever_its_date_and_no_other_is() {
    let (port, _) = serve(EXPIRED, 1);
    let refused = failure(ask(root(), at("127.0.0.1", port)).await);
    // The failure names what to pin.
    let named = refused.message.split("sha256:").nth(1).unwrap();
    let pin = Trust::pinned(&format!("sha256:{}", &named[..64])).unwrap();
    let (port, _) = serve(EXPIRED, 1);
    assert_eq!(
        body(ask(pin.clone(), at("localhost", port)).await).bytes,
        FEED.as_bytes()
    );
    let (port, _) = serve(OUTLET, 1);
    let refused = failure(ask(pin, at("127.0.0.1", port)).await);
    assert_eq!(refused.kind, FailureKind::Tls);
    assert!(refused.message.contains("pinned"), "{refused}");
}

#[tokio::test]
async fn an_exception_is_for_one_source_and_not_for_where_it_is_redirected() {
    let (port, _) = serve(OUTLET, 1);
    let elsewhere = at("127.0.0.1", port).to_string();
    let outlet = Outlet::serve(move |_, _| redirect("302 Found", &elsewhere)).await;
    let refused = failure(ask(root(), outlet.url("/feed")).await);
    assert_eq!(refused.kind, FailureKind::Tls);
    // Nor for another source at the same host, over the same client.
    let (port, _) = serve(OUTLET, 2);
    let client = client();
    let mut request = Request::new(at("127.0.0.1", port));
    request.trust = root();
    body(client.get(&request).await);
    request.trust = Trust::System;
    assert_eq!(failure(client.get(&request).await).kind, FailureKind::Tls);
}
