//! `griot check --online`: whether sources are where the configuration says.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

use super::lists::{self, ListVisit};
use crate::cli::{progress::Bar, run::stop_signal};
use crate::clock::Clock;
use crate::config::{Config, RemoteList, SourceConfig};
use crate::discover::{self, Feed, NoFeed};
use crate::domain::address;
use crate::fetch::{Client, RetryScope, Settings};
use crate::poll::{self, May, Rulebook};
use crate::refresh::{self, Progress as _};

/// What asking the sources came to.
#[derive(Serialize)]
pub(super) struct Tour {
    /// Sources that gave a feed.
    pub ok: usize,
    /// Sources that gave none, and reading lists that failed.
    pub failed: usize,
    /// Sources that were not asked, since their host wanted to be left alone by then.
    pub not_asked: usize,
    /// Whether it was ended before every source had answered.
    pub interrupted: bool,
    /// Every source that answered, in the order of the configuration.
    pub sources: Vec<Visit>,
    /// Every reading list that answered, in the order of the configuration.
    pub lists: Vec<ListVisit>,
}

/// What came of one source.
#[derive(Serialize)]
pub(super) struct Visit {
    id: String,
    outlet: String,
    #[serde(flatten)]
    came: Came,
    /// The id of a source before it that brings the same entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<String>,
    /// Where the operator can look for another address.
    #[serde(skip)]
    site: Url,
    /// Its place in the configuration.
    #[serde(skip)]
    place: usize,
}

#[derive(Serialize)]
#[serde(tag = "came", rename_all = "snake_case")]
enum Came {
    Feed(Box<Feed>),
    /// Its host asked to be left alone when it answered for another source.
    NotAsked {
        message: String,
    },
    Failure {
        url: Url,
        kind: &'static str,
        message: String,
        /// Whether another address may do.
        #[serde(skip)]
        elsewhere: bool,
    },
}

/// Asks each of `sources` and `lists` once, as a whole, and stores nothing.
///
/// # Errors
/// When the client or the runtime cannot be set up.
pub(super) fn tour(
    config: &Config,
    sources: Vec<SourceConfig>,
    lists: Vec<RemoteList>,
    quiet: bool,
) -> anyhow::Result<Tour> {
    let settings = Settings {
        // Who asks us to wait need not hear from us again before the sources' next round.
        retry_scope: RetryScope::Host,
        ..refresh::fetch_settings(config)
    };
    let clock = Clock::system();
    let client = Arc::new(Client::new(settings, clock.clone())?);
    let bar = Bar::new(quiet);
    refresh::runtime()?.block_on(async {
        let mut stop = stop_signal()?;
        bar.polling(sources.len());
        let (_tasks, mut visits) = start(&client, &clock, sources);
        let mut asking = JoinSet::new();
        asking.spawn(lists::visit_all(Arc::clone(&client), clock.clone(), lists));
        let mut tour = Tour {
            ok: 0,
            failed: 0,
            not_asked: 0,
            interrupted: false,
            sources: Vec::new(),
            lists: Vec::new(),
        };
        loop {
            let visit = tokio::select! {
                visit = visits.recv() => visit,
                () = &mut stop => {
                    tour.interrupted = true;
                    None
                }
            };
            let Some(visit) = visit else { break };
            bar.polled(&visit.id);
            match visit.came {
                Came::Feed(_) => tour.ok += 1,
                Came::NotAsked { .. } => tour.not_asked += 1,
                Came::Failure { .. } => tour.failed += 1,
            }
            tour.sources.push(visit);
        }
        let listed = tokio::select! {
            listed = asking.join_next(), if !tour.interrupted => listed,
            () = &mut stop, if !tour.interrupted => {
                tour.interrupted = true;
                None
            }
            else => None,
        };
        tour.lists = listed.transpose()?.unwrap_or_default();
        let failed = tour.lists.iter().filter(|visit| visit.has_failed());
        tour.failed += failed.count();
        bar.done();
        tour.sources.sort_by_key(|visit| visit.place);
        tour.compare();
        Ok(tour)
    })
}

/// Asks every source in a task of its own; the client sees to hosts and limits.
fn start(
    client: &Arc<Client>,
    clock: &Clock,
    sources: Vec<SourceConfig>,
) -> (JoinSet<()>, mpsc::UnboundedReceiver<Visit>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let rulebook = Arc::new(Rulebook::default());
    let mut tasks = JoinSet::new();
    for (place, configured) in sources.into_iter().enumerate() {
        let (client, clock, sender) = (Arc::clone(client), clock.clone(), sender.clone());
        let rulebook = Arc::clone(&rulebook);
        tasks.spawn(async move {
            let source = Arc::clone(&configured.source);
            let request = poll::first(&configured);
            let language = configured.rules.language;
            let refusal = match configured.kind.is_page() {
                true => rulebook.may(&client, &request.url, &clock).await,
                false => May::Yes(None),
            };
            let looked = match refusal {
                May::No(why) => Err(NoFeed::refused(why)),
                May::Unknown(failure) => Err(NoFeed::refused(failure.message)),
                May::Yes(_) => {
                    let kind = &configured.kind;
                    discover::look_by(&client, &request, source, kind, language, &clock).await
                }
            };
            // Nobody listens any more only when it was told to stop.
            let _ = sender.send(Visit::new(place, &configured, looked));
        });
    }
    (tasks, receiver)
}

impl Visit {
    fn new(place: usize, configured: &SourceConfig, looked: Result<Feed, NoFeed>) -> Self {
        let source = &configured.source;
        let root = || source.url.join("/").unwrap_or_else(|_| source.url.clone());
        Self {
            id: source.id.to_string(),
            outlet: source.outlet.name.clone(),
            site: source.outlet.site.clone().unwrap_or_else(root),
            place,
            same_as: None,
            came: match looked {
                Ok(feed) => Came::Feed(Box::new(feed)),
                Err(no_feed) if no_feed.was_not_asked() => Came::NotAsked {
                    message: no_feed.message,
                },
                Err(no_feed) => Came::Failure {
                    url: source.url.clone(),
                    kind: no_feed.kind(),
                    elsewhere: no_feed.wants_another_address(),
                    message: no_feed.message,
                },
            },
        }
    }

    fn feed(&self) -> Option<&Feed> {
        match &self.came {
            Came::Feed(feed) => Some(feed),
            Came::NotAsked { .. } | Came::Failure { .. } => None,
        }
    }

    /// Whether there is nothing for the operator to do.
    fn is_as_it_should_be(&self) -> bool {
        self.same_as.is_none() && self.feed().is_some_and(|feed| feed.moved_to.is_none())
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let id = &self.id;
        match &self.came {
            Came::Feed(feed) => {
                writeln!(out, "ok      {id}: {feed}")?;
                if let Some(to) = &feed.moved_to {
                    let to = address::shown(to);
                    writeln!(out, "        it has moved for good; put in: url = \"{to}\"")?;
                }
                if let Some(same) = &self.same_as {
                    writeln!(
                        out,
                        "        the same entries as {same}: keep one of the two"
                    )?;
                }
            }
            Came::NotAsked { message } => writeln!(out, "later   {id}: {message}")?,
            Came::Failure {
                message, elsewhere, ..
            } => {
                writeln!(out, "failed  {id}: {message}")?;
                if *elsewhere {
                    writeln!(
                        out,
                        "        try: griot sources discover {}",
                        address::shown(&self.site)
                    )?;
                }
            }
        }
        Ok(())
    }
}

impl Tour {
    /// Finds sources that bring the same entries as one before them.
    fn compare(&mut self) {
        for place in 1..self.sources.len() {
            let (before, after) = self.sources.split_at_mut(place);
            let Some(visit) = after.first_mut() else {
                continue;
            };
            let repeats = |other: &&Visit| match (visit.feed(), other.feed()) {
                (Some(feed), Some(other)) => feed.repeats(other),
                _ => false,
            };
            visit.same_as = before.iter().find(repeats).map(|other| other.id.clone());
        }
    }

    /// A line or more for each source, and one for all. `quiet` leaves out those that are as they
    /// should be.
    pub(super) fn print(&self, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
        for visit in &self.lists {
            if !quiet || !visit.is_as_it_should_be() {
                visit.print(out)?;
            }
        }
        for visit in &self.sources {
            if !quiet || !visit.is_as_it_should_be() {
                visit.print(out)?;
            }
        }
        let feeds = self.sources.iter().filter_map(Visit::feed);
        let moved = feeds.filter(|feed| feed.moved_to.is_some());
        let early = match self.interrupted {
            true => "interrupted: so far ",
            false => "",
        };
        let later = match self.not_asked {
            0 => String::new(),
            count => format!(", {count} not asked for now"),
        };
        writeln!(
            out,
            "{early}{} ok ({} moved for good), {} failed{later}; nothing was stored",
            self.ok,
            moved.count(),
            self.failed
        )
    }
}
