//! Servers that no client should have to meet.

use std::io::Write;
use std::time::Duration;

use crate::page::{Page, Step, document};

/// Instead of a class of failure: it is hostile, but a feed can be read all the same.
pub const READ: &str = "read";

fn send(text: &str) -> Step {
    Step::Send(text.chars().map(|c| u8::try_from(c).unwrap()).collect())
}

fn raw(text: &str) -> Page {
    Page::steps(vec![send(text), Step::Close])
}

fn forever(lead: &str, piece: &str, pause: u64) -> Page {
    Page::steps(vec![
        send(lead),
        Step::Forever(piece.as_bytes().to_vec(), Duration::from_millis(pause)),
    ])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn coded(coding: &str, body: Vec<u8>) -> Page {
    Page::status("200 OK")
        .body(body)
        .field("Content-Encoding", coding)
        .etag("\"bad\"")
}

/// Each hostile server with the class of failure that it comes to.
pub fn hostile() -> Vec<(&'static str, Page, &'static str)> {
    let blanks = vec![b' '; 8 << 20];
    let feed = document("", &["deux"]);
    let length = feed.len();
    let half = &feed[..length / 2];
    let ok = "HTTP/1.1 200 OK\r\nETag: \"bad\"\r\n";
    let chunked = format!("{ok}Transfer-Encoding: chunked\r\n\r\n");
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    brotli.write_all(&blanks).unwrap();
    let zipped = gzip(feed.as_bytes());
    let x = "x".repeat(4096);
    vec![
        ("gzip bomb", coded("gzip", gzip(&blanks)), "too_large"),
        (
            "gzip bomb in gzip",
            coded("gzip, gzip", gzip(&gzip(&blanks))),
            "too_large",
        ),
        ("brotli bomb", coded("br", brotli.into_inner()), "too_large"),
        (
            "zstd bomb",
            coded("zstd", zstd::encode_all(&*blanks, 3).unwrap()),
            "too_large",
        ),
        (
            "chunks without end",
            forever(&chunked, &format!("1000\r\n{x}\r\n"), 0),
            "too_large",
        ),
        (
            "body without end",
            forever(&format!("{ok}\r\n"), &x, 0),
            "too_large",
        ),
        (
            "announces terabytes",
            forever(
                &format!("{ok}Content-Length: 9999999999999\r\n\r\n"),
                " ",
                50,
            ),
            "too_large",
        ),
        ("never answers", Page::steps(vec![Step::Stall]), "timeout"),
        (
            "drips its header",
            forever("HTTP/1.1 200 OK\r\nX-A: ", "a", 20),
            "timeout",
        ),
        (
            "drips its body",
            forever(&format!("{ok}Content-Length: 90000\r\n\r\n"), " ", 20),
            "timeout",
        ),
        (
            "stalls in its body",
            Page::steps(vec![
                send(&format!("{ok}Content-Length: {length}\r\n\r\n{half}")),
                Step::Stall,
            ]),
            "timeout",
        ),
        (
            "breaks off",
            raw(&format!("{ok}Content-Length: {length}\r\n\r\n{half}")),
            "truncated",
        ),
        (
            "breaks off between chunks",
            raw(&format!("{chunked}{:x}\r\n{half}\r\n", half.len())),
            "truncated",
        ),
        (
            "breaks off in a chunk",
            raw(&format!("{chunked}{length:x}\r\n{half}")),
            "truncated",
        ),
        (
            "sends chunks that are none",
            raw(&format!("{chunked}{:x}\r\n{half}\r\nzz\r\n", half.len())),
            "truncated",
        ),
        (
            "half of a gzip",
            coded("gzip", zipped[..zipped.len() / 2].to_vec()),
            "encoding",
        ),
        (
            "garbage as gzip",
            coded("gzip", b"\x01\x02\x03\x04\x05".to_vec()),
            "encoding",
        ),
        (
            "a coding that nobody asked for",
            coded("compress", b"\x1f\x9d\x90aaaa".to_vec()),
            "encoding",
        ),
        (
            "fields without end",
            forever(
                "HTTP/1.1 200 OK\r\n",
                &"X-Flood: aaaaaaaaaaaaaaaa\r\n".repeat(50),
                0,
            ),
            "protocol",
        ),
        (
            "one field without end",
            forever("HTTP/1.1 200 OK\r\nX-Flood: ", &x, 0),
            "protocol",
        ),
        (
            "informs without end",
            forever("", &"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50), 1),
            "timeout",
        ),
        (
            "speaks something else",
            raw("SSH-2.0-OpenSSH_9.9\r\n\r\n"),
            "protocol",
        ),
        (
            "a status that is none",
            raw("HTTP/1.1 banana OK\r\n\r\n"),
            "protocol",
        ),
        (
            "two lengths",
            raw(&format!(
                "{ok}Content-Length: 5\r\nContent-Length: 7\r\n\r\n{feed}"
            )),
            "protocol",
        ),
        (
            "a negative length",
            raw(&format!("{ok}Content-Length: -1\r\n\r\n{feed}")),
            "protocol",
        ),
        ("hangs up", Page::steps(vec![Step::Close]), "network"),
        (
            "leads in a circle",
            Page::redirect("301 Moved Permanently", "/feed"),
            "redirect",
        ),
        ("leads nowhere", Page::status("302 Found"), "redirect"),
        (
            "leads into a private network",
            Page::redirect("302 Found", "http://192.168.0.1/"),
            "refused",
        ),
        (
            "asks to wait for ever",
            Page::status("503 Service Unavailable").field("Retry-After", "999999999999999999999"),
            "rate_limited",
        ),
        (
            "says 304 to whoever asks",
            Page::feed(&["deux"]).etag("\"bad\"").stubborn(),
            "unasked_not_modified",
        ),
        (
            "nothing at all",
            Page::status("200 OK").etag("\"bad\""),
            "no_content",
        ),
        (
            "a bot wall",
            Page::html("Just a moment...").etag("\"bad\""),
            "bot_wall",
        ),
        (
            "noise",
            Page::status("200 OK")
                .body(vec![0xfe_u8; 5000])
                .etag("\"bad\""),
            "no_feed",
        ),
        (
            "HTTP/1.0",
            raw(&format!("HTTP/1.0 200 OK\r\nETag: \"bad\"\r\n\r\n{feed}")),
            READ,
        ),
        (
            "no reason and bare line feeds",
            raw(&format!("HTTP/1.1 200\nConnection: close\n\n{feed}")),
            READ,
        ),
        (
            "a field without a colon",
            raw(&format!("{ok}Connection: close\r\nnonsense\r\n\r\n{feed}")),
            READ,
        ),
        (
            "bytes after the body",
            Page::steps(vec![send(&format!(
                "{ok}Content-Length: {length}\r\n\r\n{feed}HTTP/1.1 200 OK\r\n\r\nevil"
            ))]),
            READ,
        ),
        (
            "nested without end",
            Page::status("200 OK").body(document(&"<a>".repeat(20_000), &["deux"])),
            READ,
        ),
        (
            "an entity bomb",
            Page::status("200 OK").body(entity_bomb()),
            READ,
        ),
    ]
}

/// What they are called.
pub fn names() -> impl Iterator<Item = &'static str> {
    hostile().into_iter().map(|(name, ..)| name)
}

fn entity_bomb() -> String {
    let mut text = "<!DOCTYPE rss [<!ENTITY a0 \"lol\">".to_owned();
    for level in 1..40 {
        let inner = format!("&a{};", level - 1).repeat(10);
        text += &format!("<!ENTITY a{level} \"{inner}\">");
    }
    text + "]>" + &document("<generator>&a39;</generator>", &["deux"])
}
