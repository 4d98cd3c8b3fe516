//! Trust: certificates are verified, and only the configuration adds to what is trusted.

mod fetch_support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use fetch_support::*;
use griot::fetch::{Client, FailureKind, Settings};
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

fn trusting(extra_roots: Vec<Vec<u8>>) -> Client {
    client_with(Settings {
        extra_roots,
        ..settings()
    })
}

fn at(host: &str, port: u16) -> Url {
    Url::parse(&format!("https://{host}:{port}/feed")).unwrap()
}

#[tokio::test]
async fn a_certificate_of_an_unknown_root_is_refused_and_says_why_rfc9110_4_3_4() {
    let (port, _) = serve(OUTLET, 1);
    let failure = failure(get(&trusting(Vec::new()), at("127.0.0.1", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
    assert!(failure.message.contains("cannot be trusted"), "{failure}");
}

#[tokio::test]
async fn an_extra_root_is_trusted_and_a_second_connection_resumes_the_session() {
    let (port, task) = serve(OUTLET, 2);
    let client = trusting(vec![ROOT.to_vec()]);
    for _ in 0..2 {
        assert_eq!(
            body(get(&client, at("127.0.0.1", port)).await).bytes,
            FEED.as_bytes()
        );
    }
    assert_eq!(task.join().unwrap(), [false, true]);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_rfc9110_4_3_4() {
    let (port, _) = serve(OUTLET, 1);
    let failure = failure(get(&trusting(vec![ROOT.to_vec()]), at("localhost", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused() {
    let (port, _) = serve(EXPIRED, 1);
    let failure = failure(get(&trusting(vec![ROOT.to_vec()]), at("127.0.0.1", port)).await);
    assert_eq!(failure.kind, FailureKind::Tls);
    assert!(failure.message.contains("expired"), "{failure}");
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_rfc9113_3_2() {
    let (port, task) = handshake_offering(&["h2", "http/1.1"]);
    // The outlet hangs up after the handshake: what counts is what was agreed on in it.
    failure(get(&trusting(vec![ROOT.to_vec()]), at("127.0.0.1", port)).await);
    assert_eq!(task.join().unwrap().as_deref(), Some(&b"h2"[..]));
}

#[test]
fn an_extra_root_that_is_no_certificate_is_an_error() {
    for wrong in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let settings = Settings {
            extra_roots: vec![wrong.into()],
            ..settings()
        };
        let error = Client::new(settings, clock()).unwrap_err();
        assert!(
            error.to_string().contains("extra root certificate 1"),
            "{error}"
        );
    }
}
