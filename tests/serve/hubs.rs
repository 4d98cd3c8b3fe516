//! The door at which WebSub hubs call.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex};

use griot::serve::{Callbacks, Delivery};

use crate::site::{Answer, Site};

/// Expects deliveries of at most ten bytes at one place, and keeps them.
#[derive(Debug, Default)]
struct Hubs(Mutex<Vec<Delivery>>);

impl Callbacks for Hubs {
    fn intent(&self, token: &str, query: &str) -> Option<String> {
        (token == "mine").then(|| format!("<script>{query}"))
    }

    fn expects(&self, token: &str) -> Option<usize> {
        (token == "mine").then_some(10)
    }

    fn deliver(&self, _token: &str, delivery: Delivery) -> Result<(), Delivery> {
        let mut kept = self.0.lock().unwrap();
        match kept.is_empty() {
            true => kept.push(delivery),
            false => return Err(delivery),
        }
        Ok(())
    }
}

/// A site whose door is open.
fn open_site() -> (Site, Arc<Hubs>) {
    let site = Site::start();
    let hubs = Arc::new(Hubs::default());
    site.server
        .open_door(Arc::clone(&hubs) as Arc<dyn Callbacks>);
    (site, hubs)
}

#[test]
fn hubs_are_heard_at_their_door_only_and_within_bounds() {
    let site = Site::start();
    let post = |path: &str, fields: &[&str]| site.ask("POST", path, fields).status;
    let body = ["Content-Length: 4", "X-Hub-Signature: sha1=00", "", "news"];
    assert_eq!(post("/websub/mine", &body), 405, "there is no door yet");
    let hubs = Arc::new(Hubs::default());
    site.server
        .open_door(Arc::clone(&hubs) as Arc<dyn Callbacks>);

    for path in ["/websub/", "/websub/other", "/websub/mine/", "/websub/Mine"] {
        assert_eq!(post(path, &body), 410, "{path}");
        assert_eq!(site.get(path, &[]).status, 404, "{path}");
    }
    for path in ["/", "/feeds/ne.atom", "/websub"] {
        assert_eq!(post(path, &body), 405, "{path}");
    }
    let answer = site.get("/websub/mine?a=b", &[]);
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, &b"<script>a=b"[..])
    );
    assert_eq!(
        answer.field("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(answer.field("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.field("cache-control"), Some("no-store"));
    let answer = site.ask("DELETE", "/websub/mine", &[]);
    assert_eq!(
        (answer.status, answer.field("allow")),
        (405, Some("GET, POST"))
    );

    let announced = ["Content-Length: 11", "", "eleven byte"];
    assert_eq!(post("/websub/mine", &announced), 413);
    let chunks = [
        "Transfer-Encoding: chunked",
        "",
        "6",
        "eleven",
        "5",
        " byte",
        "0",
    ];
    assert_eq!(post("/websub/mine", &chunks), 413);
    assert!(hubs.0.lock().unwrap().is_empty());
    assert_eq!(post("/websub/mine", &body), 202);
    let later = site.ask("POST", "/websub/mine", &body);
    assert_eq!(
        (later.status, later.field("retry-after")),
        (503, Some("60"))
    );
    let kept = hubs.0.lock().unwrap();
    assert_eq!(kept[0].bytes.as_ref(), b"news");
    assert_eq!(kept[0].signature.as_deref(), Some("sha1=00"));
}

#[test]
fn a_delivery_may_come_in_pieces_after_other_requests_and_ends_its_connection() {
    let (site, hubs) = open_site();
    let mut stream = site.connect();
    let before = "GET /feeds/ne.rss HTTP/1.1\r\nHost: x\r\n\r\n";
    let head = "POST /websub/mine HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream
        .write_all(format!("{before}{head}2\r\nne").as_bytes())
        .unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    assert_eq!(Answer::read(&mut reader, "GET").body, b"<rss/>");
    stream.write_all(b"\r\n2;x=y\r\nws\r\n0\r\n").unwrap();
    stream.write_all(b"Trailer: x\r\n\r\n").unwrap();
    let answer = Answer::read(&mut reader, "POST");
    assert_eq!(answer.status, 202);
    assert_eq!(answer.field("connection"), Some("close"));
    assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 0);
    assert_eq!(hubs.0.lock().unwrap()[0].bytes.as_ref(), b"news");
}

#[test]
fn a_delivery_under_way_is_taken_when_the_server_ends() {
    let (site, hubs) = open_site();
    let mut stream = site.connect();
    let head = "POST /websub/mine HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
                Content-Length: 4\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    // Asked to go on, it is under way.
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    reader.read_line(&mut line).unwrap();
    let ending = std::thread::spawn(move || site.stop());
    stream.write_all(b"news").unwrap();
    assert_eq!(Answer::read(&mut reader, "POST").status, 202);
    ending.join().unwrap();
    assert_eq!(hubs.0.lock().unwrap().len(), 1);
}

#[test]
fn a_head_that_is_refused_elsewhere_is_refused_at_the_door() {
    let (site, hubs) = open_site();
    for (fields, status) in [
        ("Content-Length: 4\r\n", "400"),
        ("Host: x\r\nHost: y\r\nContent-Length: 4\r\n", "400"),
        (
            "Host: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
            "400",
        ),
    ] {
        let mut stream = site.connect();
        let request = format!("POST /websub/mine HTTP/1.1\r\n{fields}\r\nnews");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(status), "{fields}");
    }
    assert!(hubs.0.lock().unwrap().is_empty());
}

#[test]
fn a_delivery_over_http_2_is_taken_like_any_other() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (site, hubs) = open_site();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let proxy = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy()
        .build()
        .unwrap();
    for (path, status) in [("/websub/other", 410), ("/websub/mine", 202)] {
        let request = proxy.post(site.url(path)).body("news");
        let answer = runtime.block_on(request.send()).unwrap();
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
    let kept = hubs.0.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].bytes.as_ref(), b"news");
}
