//! A fake outlet on loopback: raw TCP, so that it can misbehave in ways that no server library
//! lets it, and a log of every request, stamped with the test's own clock.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use griot::clock::Clock;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::page::{Page, Step};

/// Most bytes of a request's head that are read.
const MOST_HEAD: u64 = 64 << 10;

/// A request as it came.
#[derive(Clone)]
pub struct Asked {
    /// When, by the test's clock.
    pub at: DateTime<Utc>,
    /// What stands between method and version, byte for byte.
    pub target: String,
    /// The whole head, a character a byte.
    pub head: String,
    /// Which connection it came on, from 0 on.
    pub connection: usize,
    /// Whether bytes of a further request were there before this one was answered.
    pub pipelined: bool,
    /// What it was answered.
    pub status: u16,
}

impl Asked {
    /// The value of a field, exactly as sent.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(": ")?;
            field.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    /// Both conditions: `If-None-Match`, `If-Modified-Since`.
    pub fn conditions(&self) -> (Option<&str>, Option<&str>) {
        (self.field("if-none-match"), self.field("if-modified-since"))
    }

    pub fn is_conditional(&self) -> bool {
        self.conditions() != (None, None)
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (etag, date) = self.conditions();
        write!(
            f,
            "{} {} ({etag:?}, {date:?}) -> {}",
            self.at.format("%a %H:%M:%S"),
            self.target,
            self.status
        )
    }
}

type Answer = dyn Fn(&Asked) -> Page + Send + Sync;

/// What stands at a path.
enum Place {
    Page(Page),
    Does(Arc<Answer>),
}

/// The server; it ends with the value.
pub struct Outlet {
    pub port: u16,
    desk: Arc<Desk>,
    task: tokio::task::JoinHandle<()>,
}

struct Desk {
    clock: Clock,
    places: Mutex<BTreeMap<String, Place>>,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    asked: Vec<Asked>,
    connections: usize,
    under_way: usize,
    most_under_way: usize,
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Outlet {
    /// Opens an outlet that has nothing yet, and answers `404`.
    pub async fn open(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Desk {
            clock,
            places: Mutex::default(),
            log: Mutex::default(),
        });
        let answering = Arc::clone(&desk);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = answering.log().connections;
                answering.log().connections += 1;
                tokio::spawn(converse(stream, Arc::clone(&answering), connection));
            }
        });
        Self { port, desk, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Puts `page` at `path`.
    pub fn put(&self, path: &str, page: Page) {
        self.place(path, Place::Page(page));
    }

    /// Puts `page` at `/feed`, where the sources of the tests are.
    pub fn feed(&self, page: Page) {
        self.put("/feed", page);
    }

    /// Answers at `/feed` as `answer` says.
    pub fn does(&self, answer: impl Fn(&Asked) -> Page + Send + Sync + 'static) {
        self.place("/feed", Place::Does(Arc::new(answer)));
    }

    /// What was asked since this was last called.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.desk.log().asked)
    }

    /// The only request since this was last called.
    pub fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked.remove(0)
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.desk.log().connections
    }

    /// The most requests that were under way at once.
    pub fn most_at_once(&self) -> usize {
        self.desk.log().most_under_way
    }

    fn place(&self, path: &str, place: Place) {
        let mut places = (self.desk.places.lock()).unwrap_or_else(PoisonError::into_inner);
        places.insert(path.to_owned(), place);
    }
}

impl Desk {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page that answers `asked`, which is logged with it.
    fn answer(&self, mut asked: Asked) -> Vec<Step> {
        let path = asked.target.split('?').next().unwrap_or_default();
        let place = {
            let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            match places.get(path) {
                Some(Place::Page(page)) => Place::Page(page.clone()),
                Some(Place::Does(answer)) => Place::Does(Arc::clone(answer)),
                None => Place::Page(Page::status("404 Not Found")),
            }
        };
        let page = match place {
            Place::Page(page) => page,
            Place::Does(answer) => answer(&asked),
        };
        let (status, steps) = page.answer(&asked);
        asked.status = status;
        self.log().asked.push(asked);
        steps
    }
}

async fn converse(stream: TcpStream, desk: Arc<Desk>, connection: usize) {
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    while let Some(head) = read_head(&mut stream).await {
        {
            let mut log = desk.log();
            log.under_way += 1;
            log.most_under_way = log.most_under_way.max(log.under_way);
        }
        let steps = desk.answer(Asked {
            at: desk.clock.now(),
            target: head.split(' ').nth(1).unwrap_or_default().to_owned(),
            head,
            connection,
            pipelined: !stream.buffer().is_empty(),
            status: 0,
        });
        let goes_on = act(stream.get_mut(), steps).await;
        desk.log().under_way -= 1;
        if !goes_on {
            return;
        }
    }
}

/// Does what a page says; whether the connection is still of use.
async fn act(stream: &mut TcpStream, steps: Vec<Step>) -> bool {
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return false;
                }
            }
            Step::Forever(bytes, pause) => {
                while stream.write_all(&bytes).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
                return false;
            }
            Step::Stall => {
                let _ = stream.read(&mut [0]).await;
                return false;
            }
            Step::Close => return false,
            Step::Yield => {
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
            }
        }
    }
    true
}

async fn read_head(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = Vec::new();
    let mut limited = stream.take(MOST_HEAD);
    while !head.ends_with(b"\r\n\r\n") {
        if limited.read_until(b'\n', &mut head).await.ok()? == 0 {
            return None;
        }
    }
    Some(head.iter().copied().map(char::from).collect())
}
