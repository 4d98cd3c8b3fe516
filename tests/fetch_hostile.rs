//! Servers that lie, stall, flood and break off: each ends soon, in one clear sentence, and what
//! could be read is kept.

mod fetch_support;

use std::io::Write;
use std::time::Duration;

use fetch_support::*;
use griot::fetch::{Answer, Client, FailureKind, Pace, Settings};
use url::Url;

/// A client whose size limit is soon reached.
fn strict() -> Client {
    client_with(Settings {
        max_body: 100_000,
        ..settings()
    })
}

/// A client that is out of patience as soon as a slow machine allows.
fn hasty() -> Client {
    client_with(Settings {
        timeout: Duration::from_millis(900),
        ..settings()
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn kind_of(client: &Client, reply: Reply) -> FailureKind {
    let outlet = Outlet::always(reply).await;
    let failure = failure(get(client, outlet.url("/feed")).await);
    assert!(failure.message.contains("127.0.0.1"), "{failure}");
    failure.kind
}

/// A body that came in part: what was read, and why no more.
async fn part_of(client: &Client, reply: Reply) -> (String, FailureKind) {
    let outlet = Outlet::always(reply).await;
    let body = body(get(client, outlet.url("/feed")).await);
    assert_eq!(body.validators, None, "a part is known by no validators");
    let text = String::from_utf8_lossy(&body.bytes).into_owned();
    (text, body.cut.expect("cut").kind)
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_in_time() {
    assert_eq!(
        kind_of(&hasty(), vec![Step::Stall]).await,
        FailureKind::Timeout
    );
}

#[tokio::test]
async fn a_server_that_drips_its_header_is_left_in_time() {
    let drip = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec()),
        Step::Forever(b"a".to_vec(), Duration::from_millis(5)),
    ];
    assert_eq!(kind_of(&hasty(), drip).await, FailureKind::Timeout);
}

#[tokio::test]
async fn a_body_that_drips_is_kept_as_far_as_it_came() {
    let drip = vec![
        Step::Send(head(
            "200 OK",
            &[("ETag", "\"1\"")],
            "Content-Length: 90000\r\n",
        )),
        Step::Send(FEED.into()),
        Step::Forever(b" ".to_vec(), Duration::from_millis(5)),
    ];
    let (text, why) = part_of(&hasty(), drip).await;
    assert!(text.starts_with(FEED));
    assert_eq!(why, FailureKind::Timeout);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_kept_without_validators_rfc9112_8() {
    let fields = [
        ("ETag", "\"1\""),
        ("Last-Modified", "Thu, 19 Nov 2026 08:00:00 GMT"),
    ];
    let short = |more: &str| head("200 OK", &fields, more);
    for (lead, piece) in [
        (short("Content-Length: 9000\r\n"), FEED.to_owned()),
        (
            short("Transfer-Encoding: chunked\r\n"),
            format!("{:x}\r\n{FEED}\r\n", FEED.len()),
        ),
        (
            short("Transfer-Encoding: chunked\r\n"),
            format!("{:x}\r\n{FEED}", FEED.len() + 9),
        ),
    ] {
        let reply = vec![
            Step::Send(lead),
            Step::Send(piece.into_bytes()),
            Step::Close,
        ];
        let (text, why) = part_of(&strict(), reply).await;
        assert_eq!((text.as_str(), why), (FEED, FailureKind::Truncated));
    }
}

#[tokio::test]
async fn chunks_that_are_none_break_the_body_off_rfc9112_7_1() {
    let lead = head("200 OK", &[], "Transfer-Encoding: chunked\r\n");
    let pieces = format!("{:x}\r\n{FEED}\r\nzz\r\nnonsense", FEED.len());
    let (text, _) = part_of(
        &strict(),
        vec![Step::Send(lead), Step::Send(pieces.into_bytes())],
    )
    .await;
    assert_eq!(text, FEED);
}

#[tokio::test]
async fn a_body_without_end_is_left_at_the_limit() {
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let lead = head("200 OK", &[], "Transfer-Encoding: chunked\r\n");
    let endless = vec![
        Step::Send(lead),
        Step::Forever(chunk.into_bytes(), Duration::ZERO),
    ];
    assert_eq!(kind_of(&strict(), endless).await, FailureKind::TooLarge);
    let lead = head("200 OK", &[], "Connection: close\r\n");
    let endless = vec![
        Step::Send(lead),
        Step::Forever(vec![b'x'; 4096], Duration::ZERO),
    ];
    assert_eq!(kind_of(&strict(), endless).await, FailureKind::TooLarge);
}

#[tokio::test]
async fn an_announced_body_beyond_the_limit_is_not_read_at_all() {
    let lead = head("200 OK", &[], "Content-Length: 9999999999999\r\n");
    assert_eq!(
        kind_of(&strict(), vec![Step::Send(lead), Step::Stall]).await,
        FailureKind::TooLarge
    );
}

#[tokio::test]
async fn a_bomb_is_left_at_the_limit_whatever_its_coding() {
    let zeros = vec![b' '; 8 << 20];
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    brotli.write_all(&zeros).unwrap();
    for (coding, bomb) in [
        ("gzip", gzip(&zeros)),
        ("gzip, gzip", gzip(&gzip(&zeros))),
        ("br", brotli.into_inner()),
        ("zstd", zstd::encode_all(zeros.as_slice(), 3).unwrap()),
        ("", gzip(&zeros)),
    ] {
        let reply = reply("200 OK", &[("Content-Encoding", coding)], bomb);
        assert_eq!(
            kind_of(&strict(), reply).await,
            FailureKind::TooLarge,
            "{coding}"
        );
    }
}

/// `bytes` in each coding that is asked for, with its name.
fn in_every_coding(bytes: &[u8]) -> [(&'static str, Vec<u8>); 5] {
    let level = flate2::Compression::default();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), level);
    zlib.write_all(bytes).unwrap();
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), level);
    bare.write_all(bytes).unwrap();
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    brotli.write_all(bytes).unwrap();
    [
        ("gzip", gzip(bytes)),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", bare.finish().unwrap()),
        ("br", brotli.into_inner()),
        ("zstd", zstd::encode_all(bytes, 3).unwrap()),
    ]
}

#[tokio::test]
async fn a_compressed_body_that_ends_early_is_no_whole_one_whatever_its_coding_rfc9110_8_4() {
    let items: String = (0..2000)
        .map(|n| format!("<item>{}</item>", n * n % 7919 * 977))
        .collect();
    for (coding, whole) in in_every_coding(items.as_bytes()) {
        let fields = [("Content-Encoding", coding), ("ETag", "\"1\"")];
        for end in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let reply = reply("200 OK", &fields, &whole[..end]);
            match get(&strict(), Outlet::always(reply).await.url("/feed")).await {
                Answer::Body(mut body) => match body.unpack(usize::MAX) {
                    Ok(bytes) => {
                        assert!(items.as_bytes().starts_with(&bytes), "{coding} {end}");
                        let why = body.cut.as_ref().map(|cut| cut.kind);
                        assert_eq!(why, Some(FailureKind::Encoding), "{coding} {end}");
                        assert_eq!(body.validators, None, "a part is known by no validators");
                    }
                    Err(failure) => assert_eq!(failure.kind, FailureKind::Encoding),
                },
                other => panic!("{coding} {end}: {other:?}"),
            }
        }
        let reply = reply("200 OK", &fields, &whole);
        let body = body(get(&strict(), Outlet::always(reply).await.url("/feed")).await);
        assert_eq!(body.bytes, items.as_bytes(), "{coding}");
        assert!(body.cut.is_none() && body.validators.is_some(), "{coding}");
    }
}

#[tokio::test]
async fn codings_in_several_fields_are_one_list_rfc9110_5_3() {
    let bytes = b"<rss/>".repeat(90);
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    brotli.write_all(&gzip(&bytes)).unwrap();
    let twice = brotli.into_inner();
    for fields in [
        &[("Content-Encoding", "gzip, br")][..],
        &[("Content-Encoding", "gzip"), ("Content-Encoding", "br")],
    ] {
        let outlet = Outlet::always(reply("200 OK", fields, &twice)).await;
        let body = body(get(&strict(), outlet.url("/feed")).await);
        assert_eq!(body.bytes, bytes, "{fields:?}");
    }
}

#[tokio::test]
async fn garbage_under_a_coding_and_unknown_codings_are_failures() {
    for (coding, bytes) in [
        ("gzip", &b"\x01\x02\x03\x04\x05\x06"[..]),
        ("compress", b"\x1f\x9d\x90aaaa"),
    ] {
        let reply = reply("200 OK", &[("Content-Encoding", coding)], bytes);
        assert_eq!(
            kind_of(&strict(), reply).await,
            FailureKind::Encoding,
            "{coding}"
        );
    }
}

#[tokio::test]
async fn a_header_without_end_is_left() {
    let flood = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Step::Forever(
            b"X-Flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".to_vec(),
            Duration::ZERO,
        ),
    ];
    assert_eq!(kind_of(&strict(), flood).await, FailureKind::Protocol);
    let one_long = vec![
        Step::Send(b"HTTP/1.1 200 OK\r\nX-Flood: ".to_vec()),
        Step::Forever(vec![b'a'; 4096], Duration::ZERO),
    ];
    assert_eq!(kind_of(&strict(), one_long).await, FailureKind::Protocol);
}

#[tokio::test]
async fn what_is_not_http_is_a_failure() {
    for noise in [
        "SSH-2.0-OpenSSH_9.9\r\n\r\n",
        "\0\0\0\0\0\0",
        "HTTP/1.1 banana OK\r\n\r\n",
        "<rss/>\r\n\r\n",
    ] {
        let kind = kind_of(&strict(), vec![Step::Send(noise.into()), Step::Close]).await;
        assert!(
            matches!(kind, FailureKind::Protocol | FailureKind::Network),
            "{noise:?}: {kind:?}"
        );
    }
    let kind = kind_of(&strict(), vec![Step::Close]).await;
    assert_eq!(kind, FailureKind::Network);
    let two_lengths = head(
        "200 OK",
        &[("Content-Length", "5")],
        "Content-Length: 7\r\n",
    );
    assert_eq!(
        kind_of(&strict(), vec![Step::Send(two_lengths), Step::Close]).await,
        FailureKind::Protocol
    );
}

#[tokio::test]
async fn http_1_0_and_sloppy_headers_are_read_rfc9112_5() {
    for lead in [
        "HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n",
        "HTTP/1.1 200\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nno colon here\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Folded: a\r\n b\r\n\r\n",
        "HTTP/1.1 200 OK\nConnection: close\n\n",
    ] {
        let outlet = Outlet::always(vec![
            Step::Send(lead.into()),
            Step::Send(FEED.into()),
            Step::Close,
        ])
        .await;
        let body = body(get(&strict(), outlet.url("/")).await);
        assert_eq!(body.bytes, FEED.as_bytes(), "{lead}");
        assert!(body.cut.is_none(), "{lead}");
    }
}

#[tokio::test]
async fn redirects_that_lead_round_are_a_failure_rfc9110_15_4() {
    let itself = Outlet::always(redirect("301 Moved Permanently", "/feed")).await;
    assert_eq!(
        failure(get(&strict(), itself.url("/feed")).await).kind,
        FailureKind::Redirect
    );
    assert_eq!(itself.seen().len(), 1);
    let pair = Outlet::serve(|_, head| {
        redirect(
            "302 Found",
            if head.starts_with("GET /a ") {
                "/b"
            } else {
                "/a"
            },
        )
    })
    .await;
    assert_eq!(
        failure(get(&strict(), pair.url("/a")).await).kind,
        FailureKind::Redirect
    );
    assert_eq!(pair.seen().len(), 2);
}

#[tokio::test]
async fn redirects_without_end_are_followed_ten_times() {
    let outlet = Outlet::serve(|number, _| redirect("302 Found", &format!("/{number}"))).await;
    let failure = failure(get(&client(), outlet.url("/feed")).await);
    assert_eq!(failure.kind, FailureKind::Redirect);
    assert_eq!(outlet.seen().len(), 11);
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_a_failure_rfc9110_10_2_2() {
    assert_eq!(
        kind_of(&strict(), reply("302 Found", &[], "")).await,
        FailureKind::Redirect
    );
    for to in ["http://", "http://[::bad/", "https://a b/"] {
        assert_eq!(
            kind_of(&strict(), redirect("302 Found", to)).await,
            FailureKind::Redirect,
            "{to}"
        );
    }
}

#[tokio::test]
async fn redirects_into_private_networks_and_other_schemes_are_refused() {
    for to in [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://0xa.1/",
        "http://167772161/",
        "http://012.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "data:text/xml,x",
    ] {
        assert_eq!(
            kind_of(&strict(), redirect("302 Found", to)).await,
            FailureKind::Refused,
            "{to}"
        );
    }
}

#[tokio::test]
async fn loopback_is_refused_by_address_and_by_name_unless_allowed() {
    let outlet = Outlet::always(ok(&[])).await;
    let closed = client_with(Settings {
        allow_networks: Vec::new(),
        ..settings()
    });
    for host in [
        "127.0.0.1",
        "localhost",
        "0x7f000001",
        "[::ffff:127.0.0.1]",
        "2130706433",
    ] {
        let url = Url::parse(&format!("http://{host}:{}/", outlet.port)).unwrap();
        let failure = failure(get(&closed, url).await);
        assert_eq!(failure.kind, FailureKind::Refused, "{host}: {failure}");
        assert!(failure.message.contains("allow_networks"), "{failure}");
    }
    assert!(outlet.seen().is_empty() && outlet.connections() == 0);
    let url = Url::parse(&format!("http://localhost:{}/", outlet.port)).unwrap();
    assert!(matches!(get(&strict(), url).await, Answer::Body(_)));
}

#[tokio::test]
async fn no_name_and_no_listener_are_told_apart() {
    let nobody = Url::parse("http://griot-has-no-such-host.invalid/feed").unwrap();
    assert_eq!(failure(get(&strict(), nobody).await).kind, FailureKind::Dns);
    let port = Outlet::always(Vec::new()).await.port;
    let closed = Url::parse(&format!("http://127.0.0.2:{port}/")).unwrap();
    assert_eq!(
        failure(get(&strict(), closed).await).kind,
        FailureKind::Network
    );
}

#[tokio::test]
async fn plain_http_where_tls_is_expected_is_a_failure_of_trust_or_network() {
    let outlet = Outlet::always(ok(&[])).await;
    let mut url = outlet.url("/");
    url.set_scheme("https").unwrap();
    let failure = failure(get(&hasty(), url).await);
    assert!(
        matches!(failure.kind, FailureKind::Tls | FailureKind::Timeout),
        "{failure}"
    );
}

#[tokio::test]
async fn an_error_page_that_drips_holds_the_host_no_longer_than_the_timeout() {
    let lead = head("500 Internal Server Error", &[], "Content-Length: 9000\r\n");
    let drip = vec![
        Step::Send(lead),
        Step::Forever(b".".to_vec(), Duration::from_millis(5)),
    ];
    assert_eq!(kind_of(&hasty(), drip).await, FailureKind::Status(500));
}

#[tokio::test]
async fn bytes_after_the_body_are_no_part_of_it_nor_of_the_next_answer() {
    let outlet = Outlet::serve(|_, _| {
        let mut steps = ok(&[("ETag", "\"1\"")]);
        steps.push(Step::Send(
            b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil".to_vec(),
        ));
        steps
    })
    .await;
    let client = strict();
    for _ in 0..3 {
        assert_eq!(
            body(get(&client, outlet.url("/")).await).bytes,
            FEED.as_bytes()
        );
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_asked_once() {
    let outlet = Outlet::always(vec![Step::Close]).await;
    failure(get(&strict(), outlet.url("/")).await);
    assert_eq!(outlet.seen().len(), 1);
    for pace in [Pace::InTurn, Pace::AtOnce] {
        let hub = Outlet::always(vec![Step::Close]).await;
        let told = strict().post(&hub.url("/"), "hub.mode=publish", pace).await;
        assert!(told.is_err());
        assert_eq!(hub.seen().len(), 1, "{pace:?}");
    }
}
