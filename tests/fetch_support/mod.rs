//! A fake outlet: raw TCP on loopback, so that it can misbehave in ways that no server library lets
//! it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use griot::clock::Clock;
use griot::fetch::{
    Answer, Client, Failure, Freshness, NotModified, Request, Settings, Validators,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

pub const FEED: &str =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title></channel></rss>";

/// One thing that an outlet does in answer to a request.
#[derive(Clone)]
pub enum Step {
    Send(Vec<u8>),
    /// Sends the same again and again, until the client hangs up.
    Forever(Vec<u8>, Duration),
    /// Says nothing more and keeps the connection open.
    Stall,
    Close,
}

/// What an outlet answers.
pub type Reply = Vec<Step>;

/// A fake outlet and the requests it has seen.
pub struct Outlet {
    pub port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Outlet {
    /// Answers each request, given its number from 0 on and its head, as `answer` says.
    pub async fn serve(answer: impl Fn(usize, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let answer = Arc::new(answer);
        let (log, count) = (Arc::clone(&seen), Arc::clone(&connections));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                tokio::spawn(converse(stream, Arc::clone(&log), Arc::clone(&answer)));
            }
        });
        Self {
            port,
            seen,
            connections,
            task,
        }
    }

    /// Gives the same answer to whoever asks.
    pub async fn always(reply: Reply) -> Self {
        Self::serve(move |_, _| reply.clone()).await
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    /// The heads of the requests so far.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn converse<A>(mut stream: TcpStream, log: Arc<Mutex<Vec<String>>>, answer: Arc<A>)
where
    A: Fn(usize, &str) -> Reply,
{
    let _ = stream.set_nodelay(true);
    while let Some(head) = read_head(&mut stream).await {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(head.clone());
            log.len() - 1
        };
        for step in answer(number, &head) {
            match step {
                Step::Send(bytes) => {
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                Step::Forever(bytes, pause) => {
                    while stream.write_all(&bytes).await.is_ok() {
                        if !pause.is_zero() {
                            tokio::time::sleep(pause).await;
                        }
                    }
                    return;
                }
                Step::Stall => {
                    let _ = stream.read(&mut [0]).await;
                    return;
                }
                Step::Close => return,
            }
        }
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(head.iter().copied().map(char::from).collect())
}

/// An answer with a `Content-Length`, after which the connection can be used again.
pub fn reply(status: &str, fields: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let length = if status.starts_with("304") || status.starts_with("204") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let mut bytes = head(status, fields, &length);
    bytes.extend_from_slice(body);
    vec![Step::Send(bytes)]
}

/// The head of an answer, with `more` lines at its end.
pub fn head(status: &str, fields: &[(&str, &str)], more: &str) -> Vec<u8> {
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let text = format!("HTTP/1.1 {status}\r\n{fields}{more}\r\n");
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

pub fn ok(fields: &[(&str, &str)]) -> Reply {
    reply("200 OK", fields, FEED)
}

pub fn redirect(status: &str, to: &str) -> Reply {
    reply(status, &[("Location", to)], "moved")
}

/// Settings under which loopback may be asked, without waiting.
pub fn settings() -> Settings {
    Settings {
        contact: Some("https://example.org/about".to_owned()),
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
        per_host_interval: Duration::ZERO,
        ..Settings::default()
    }
}

pub fn client_with(settings: Settings) -> Client {
    Client::new(settings, clock()).unwrap()
}

pub fn client() -> Client {
    client_with(settings())
}

/// Friday, 20 November 2026, ten o'clock.
pub fn clock() -> Clock {
    Clock::manual(chrono::DateTime::from_timestamp(1_795_168_800, 0).unwrap())
}

pub fn validators(url: &Url, etag: Option<&str>, last_modified: Option<&str>) -> Validators {
    Validators {
        url: url.clone(),
        etag: etag.map(str::to_owned),
        last_modified: last_modified.map(str::to_owned),
    }
}

/// Asks for the whole of `url`.
pub async fn get(client: &Client, url: Url) -> Answer {
    client.get(&Request::new(url)).await
}

/// A body, unpacked.
pub struct Unpacked {
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    pub content_language: Option<String>,
    pub content_location: Option<Url>,
    pub validators: Option<Validators>,
    pub freshness: Freshness,
    pub final_url: Url,
    pub permanent_to: Option<Url>,
    pub cut: Option<Failure>,
    pub received: u64,
}

pub fn body(answer: Answer) -> Unpacked {
    let mut body = match answer {
        Answer::Body(body) => *body,
        other => panic!("no body: {other:?}"),
    };
    Unpacked {
        bytes: body.unpack(usize::MAX).unwrap(),
        content_type: body.content_type,
        content_language: body.content_language,
        content_location: body.content_location,
        validators: body.validators,
        freshness: body.freshness,
        final_url: body.final_url,
        permanent_to: body.permanent_to,
        cut: body.cut,
        received: body.received,
    }
}

pub fn unchanged(answer: Answer) -> NotModified {
    match answer {
        Answer::NotModified(unchanged) => *unchanged,
        other => panic!("not \"not modified\": {other:?}"),
    }
}

pub fn failure(answer: Answer) -> Failure {
    match answer {
        Answer::Failed(failure) => failure,
        Answer::Body(mut body) => body.unpack(usize::MAX).expect_err("no failure"),
        other => panic!("no failure: {other:?}"),
    }
}

/// The value of a request's field, exactly as sent.
pub fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (field, value) = line.split_once(": ")?;
        field.eq_ignore_ascii_case(name).then_some(value)
    })
}
