//! HTTP/1.0 and 1.1 on one connection (RFC 9112).

use std::cell::Cell;
use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::Server;
use super::answer::{self, Answer, GENERAL, answer};
use super::conditional::format_date;
use super::connection::MAX_HEADER;
use super::content::Content;
use super::patience::{Patience, Patient};
use super::request::{self, Head, Request};

/// How long a client whose request was refused may take to read why.
const LINGER: Duration = Duration::from_secs(1);
/// What an answer's head mostly comes to, in bytes.
const USUAL_HEAD: usize = 1024;

/// An answer as it goes onto the wire.
struct Reply {
    head: Vec<u8>,
    body: Content,
    /// How much of what came it answers.
    consumed: usize,
    last: Last,
}

/// What a request comes to.
enum Step {
    Reply(Reply),
    /// It is for a hub's door, and may have content.
    Door,
}

/// Whether a reply is the connection's last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    No,
    /// Nothing is to come of the client.
    Yes,
    /// The client may still be sending what nobody will read.
    Refused,
}

/// Answers the requests of one connection, one after the other, until the client or `patience` has
/// enough, or until `ending`: then the request that has begun is answered, and none after it.
///
/// A request that is for a hub's door is not answered here: what came is returned, beginning with it.
pub(super) async fn drive(
    stream: &mut Patient,
    server: &Server,
    patience: Duration,
    mut ending: Pin<&mut impl Future<Output = ()>>,
) -> io::Result<Option<Vec<u8>>> {
    let mut patience = Patience::new(patience);
    let renewal = patience.renewal();
    let mut received = Vec::new();
    // A head without another line's end cannot be whole, and is not read again for nothing.
    let mut is_news = false;
    let mut ended = false;
    loop {
        if is_news && let Some(step) = step(server, &received, ended) {
            let reply = match step {
                Step::Reply(reply) => reply,
                Step::Door => return Ok(Some(received)),
            };
            stream.send(&reply.head, &reply.body).await?;
            renewal.renew();
            match reply.last {
                Last::No => {}
                Last::Yes => return Ok(None),
                Last::Refused => return part(stream, received).await.map(|()| None),
            }
            received.drain(..reply.consumed);
            is_news = !received.is_empty();
            continue;
        }
        if received.is_empty() {
            if ended {
                return Ok(None);
            }
            // Ten thousand idle readers need no room for requests.
            received = Vec::new();
        }
        let before = received.len();
        tokio::select! {
            read = stream.read_more(&mut received) => if read? == 0 {
                return Ok(None);
            },
            () = &mut ending, if !ended => ended = true,
            () = patience.run_out() => return Ok(None),
        }
        is_news = received.len() >= MAX_HEADER || received[before..].contains(&b'\n');
    }
}

/// What the request at the beginning of what came comes to; none where it is not whole yet.
fn step(server: &Server, received: &[u8], ended: bool) -> Option<Step> {
    let answered = |request: &Request<'_>| {
        if server.door(request.target.path).is_some() {
            return None;
        }
        let snapshot = server.snapshot();
        let (method, target, fields) = (&request.method, request.target, request.fields);
        let answer = answer(server, &snapshot, method, target, fields);
        let last = if ended || !request.persists {
            Last::Yes
        } else {
            Last::No
        };
        let connection = match (last, request.old) {
            (Last::No, false) => "",
            (Last::No, true) => "Connection: keep-alive\r\n",
            _ => "Connection: close\r\n",
        };
        let head = head(server, &answer, connection);
        let last = if request.has_content {
            Last::Refused
        } else {
            last
        };
        Some((head, answer.body, last))
    };
    let (status, text) = match request::read(received, answered) {
        Head::Whole(Some((head, body, last)), consumed) => {
            return Some(Step::Reply(Reply {
                head,
                body,
                consumed,
                last,
            }));
        }
        Head::Whole(None, _) => return Some(Step::Door),
        Head::Partial if received.len() < MAX_HEADER => return None,
        Head::Partial => request::TOO_LARGE,
        Head::Wrong(status, text) => (status, text),
    };
    server.metrics.answered(status);
    let answer = answer::plain(status, text);
    Some(Step::Reply(Reply {
        head: head(server, &answer, "Connection: close\r\n"),
        body: answer.body,
        consumed: received.len(),
        last: Last::Refused,
    }))
}

fn head(server: &Server, answer: &Answer<'_>, connection: &str) -> Vec<u8> {
    let mut head = Vec::with_capacity(USUAL_HEAD);
    for part in [
        "HTTP/1.1 ",
        answer.status.as_str(),
        " ",
        answer.status.canonical_reason().unwrap_or_default(),
        "\r\n",
        GENERAL,
        &answer.lines,
        connection,
        "Date: ",
    ] {
        head.extend_from_slice(part.as_bytes());
    }
    head.extend_from_slice(&date(server.clock.now()));
    head.extend_from_slice(b"\r\n\r\n");
    head
}

/// The `Date` of an answer, written anew once a second and thread.
fn date(now: DateTime<Utc>) -> [u8; 29] {
    thread_local! {
        static WRITTEN: Cell<(i64, [u8; 29])> = const { Cell::new((i64::MIN, [b' '; 29])) };
    }
    let second = now.timestamp();
    let (written, text) = WRITTEN.get();
    if written == second {
        return text;
    }
    let mut text = [b' '; 29];
    // A year of five digits is cut, and nobody lives to see it.
    let _ = text.as_mut_slice().write_all(format_date(now).as_bytes());
    WRITTEN.set((second, text));
    text
}

/// Ends a connection whose client may still be sending. Closed at once, it would be reset, and the
/// client might lose the answer (RFC 9112, section 9.6).
async fn part(stream: &mut Patient, mut rest: Vec<u8>) -> io::Result<()> {
    stream.end().await?;
    let drained = async {
        loop {
            rest.clear();
            if stream.read_more(&mut rest).await? == 0 {
                return Ok(());
            }
        }
    };
    timeout(LINGER, drained).await.unwrap_or(Ok(()))
}
