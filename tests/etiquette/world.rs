//! An instance of griot whose clock the test moves: real store, real HTTP, real schedule, and no
//! waiting.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use griot::chance::Chance;
use griot::clock::Clock;
use griot::config;
use griot::domain::SourceId;
use griot::fetch::RetryScope;
use griot::refresh::{Quietly, Refresher, SETTLE_ONCE, Subscriber, Summary, Which};
use tempfile::TempDir;

use crate::outlet::Outlet;
use crate::page::Page;

/// The least time between two rounds of the daemon.
const BETWEEN_ROUNDS: TimeDelta = TimeDelta::seconds(15);

/// An instance in a folder of its own.
pub struct World {
    folder: TempDir,
    clock: Clock,
    sources: Vec<String>,
    interval: &'static str,
    fetch: String,
    schedule: String,
    retry_scope: RetryScope,
    griot: Option<Refresher>,
}

impl World {
    /// One that knows no source yet. It is Friday, 20 November 2026, ten o'clock.
    pub fn new() -> Self {
        Self {
            folder: folder(),
            clock: Clock::manual(Utc.with_ymd_and_hms(2026, 11, 20, 10, 0, 0).unwrap()),
            sources: Vec::new(),
            interval: "0s",
            fetch: String::new(),
            schedule: String::new(),
            retry_scope: RetryScope::Source,
            griot: None,
        }
    }

    /// One with an outlet that has `page` at `/feed`; the source is called `a`.
    pub async fn with(page: Page) -> (Self, Outlet) {
        let mut world = Self::new();
        let outlet = world.outlet("a", page).await;
        (world, outlet)
    }

    /// One with an outlet and a source for each of these pages: many cases for one start.
    pub async fn of(pages: impl IntoIterator<Item = Page>) -> (Self, Vec<Outlet>) {
        let mut world = Self::new();
        let mut outlets = Vec::new();
        for (number, page) in pages.into_iter().enumerate() {
            outlets.push(world.outlet(&format!("s{number}"), page).await);
        }
        (world, outlets)
    }

    /// The same as [`World::with`], and the source is due in every round: only what its publisher asks keeps griot
    /// from asking.
    pub async fn always(page: Page) -> (Self, Outlet) {
        let mut world = Self::new();
        world.schedule("default = \"@always\"");
        let outlet = world.outlet("a", page).await;
        (world, outlet)
    }

    /// A new outlet with `page` at `/feed`, and the source `id` that asks for it.
    pub async fn outlet(&mut self, id: &str, page: Page) -> Outlet {
        let outlet = Outlet::open(self.clock.clone()).await;
        outlet.feed(page);
        self.source(id, &outlet.url("/feed"), "");
        outlet
    }

    /// Adds a source with `more` lines in its table.
    pub fn source(&mut self, id: &str, url: &str, more: &str) {
        self.sources.push(format!(
            "[[outlet]]\nname = \"{id}\"\nlanguage = \"fr\"\n\
             [[outlet.source]]\nid = \"{id}\"\nurl = \"{url}\"\n{more}\n"
        ));
        self.griot = None;
    }

    /// Leaves no source.
    pub fn without_sources(&mut self) {
        self.sources.clear();
        self.griot = None;
    }

    /// Lets so much time lie between the starts of two requests to one host; none otherwise.
    pub fn spaced(&mut self, interval: &'static str) {
        self.interval = interval;
        self.griot = None;
    }

    /// Adds a line to `[fetch]`.
    pub fn fetch(&mut self, line: &str) {
        self.fetch += &format!("{line}\n");
        self.griot = None;
    }

    /// Adds a line to `[schedule]`.
    pub fn schedule(&mut self, line: &str) {
        self.schedule += &format!("{line}\n");
        self.griot = None;
    }

    /// Lets a `Retry-After` count for the whole host.
    pub fn by_host(&mut self) {
        self.retry_scope = RetryScope::Host;
        self.griot = None;
    }

    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Time passes and nothing runs: the machine sleeps, or nobody starts a round.
    pub fn sleep(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// The process ends; the next round starts another one on the same folder.
    pub fn restart(&mut self) {
        self.griot = None;
    }

    /// One round over what is due or about to be: `griot refresh`.
    pub async fn refresh(&mut self) -> Summary {
        self.round(&Which::Due).await
    }

    /// One round over everything: `griot refresh --all`.
    pub async fn all(&mut self) -> Summary {
        self.round(&Which::All).await
    }

    /// One round over one source: `griot refresh --source ID`.
    pub async fn only(&mut self, id: &str) -> Summary {
        self.round(&Which::Named(vec![SourceId::new(id)])).await
    }

    /// Lets time pass under the daemon; gives the rounds in which something was asked.
    pub async fn pass(&mut self, time: TimeDelta) -> Vec<Summary> {
        let end = self.now() + time;
        let mut rounds = Vec::new();
        loop {
            let summary = self.round(&Which::Scheduled).await;
            if summary.sources.polled > 0 {
                rounds.push(summary);
            }
            let next = self.griot().next_event().unwrap().unwrap_or(end);
            let next = next.max(self.now() + BETWEEN_ROUNDS);
            if next > end {
                break;
            }
            self.clock.advance(next - self.now());
        }
        self.clock.advance(end - self.now());
        rounds
    }

    pub async fn round(&mut self, which: &Which) -> Summary {
        let never = Box::pin(std::future::pending());
        let summary = self.griot().round(which, &Quietly, never).await.unwrap();
        summary.expect("nobody stops it")
    }

    /// As [`World::round`], where the store refuses.
    pub async fn broken_round(&mut self) {
        let never = Box::pin(std::future::pending());
        let round = self.griot().round(&Which::Due, &Quietly, never).await;
        assert!(round.is_err(), "{round:?}");
    }

    /// When the next source is due.
    pub fn next(&mut self) -> DateTime<Utc> {
        self.griot().next_event().unwrap().unwrap()
    }

    /// The titles of every entry in the store.
    pub fn known(&self) -> BTreeSet<String> {
        let store = self.store();
        let mut query = store.prepare("SELECT title FROM entry").unwrap();
        let titles = query.query_map([], |row| row.get(0)).unwrap();
        titles.map(Result::unwrap).collect()
    }

    /// How many entries the store has.
    pub fn entries(&self) -> usize {
        let count = "SELECT COUNT(*) FROM entry";
        (self
            .store()
            .query_row(count, [], |row| row.get::<_, i64>(0)))
        .unwrap()
        .try_into()
        .unwrap()
    }

    /// The database, for a look from outside.
    pub fn store(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("state/griot.db")).unwrap()
    }

    /// A published file.
    pub fn published(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.path().join("public").join(path)).unwrap()
    }

    /// The configuration file as it stands.
    pub fn config(&self) -> PathBuf {
        let path = self.folder.path().join("griot.toml");
        let text = format!(
            "[instance]\nbase_url = \"https://news.example/\"\nauthority = \"news.example\"\n\
             contact = \"https://news.example/about\"\n\
             [fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"{}\"\n{}\
             [schedule]\n{}[publish]\ncountries = [\"NE\"]\n{}",
            self.interval,
            self.fetch,
            self.schedule,
            self.sources.concat()
        );
        fs::write(&path, text).unwrap();
        path
    }

    /// What the daemon has beside its rounds where it listens to hubs.
    pub fn subscriber(&mut self) -> Subscriber {
        Subscriber::open(self.griot(), Chance::counting()).unwrap()
    }

    /// Lets `subscriber` see to what is to be done; whether there is news for a round.
    pub fn see_to(&mut self, subscriber: &mut Subscriber) -> bool {
        subscriber.see_to(self.griot()).unwrap()
    }

    fn griot(&mut self) -> &mut Refresher {
        if self.griot.is_none() {
            let mut config = config::load(&self.config()).unwrap();
            config.fetch.retry_scope = self.retry_scope;
            let griot = Refresher::open(config, self.clock.clone(), SETTLE_ONCE).unwrap();
            self.griot = Some(griot);
        }
        self.griot.as_mut().unwrap()
    }
}

/// A folder in memory where there is such a place: a week of rounds is thousands of syncs.
fn folder() -> TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).unwrap()
}

pub fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

pub fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

pub fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}
