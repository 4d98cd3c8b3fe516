//! What `griot check` says of the reading lists that are asked for.

use std::io::{self, Write};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;

use super::counted;
use crate::cli::sources::span;
use crate::clock::Clock;
use crate::config::{Config, ListCopy, RemoteList};
use crate::domain::address;
use crate::fetch::Client;
use crate::poll::{self, ListCame};
use crate::schedule::Came as ForSchedule;

/// A reading list, as its copy has it.
#[derive(Serialize)]
pub(super) struct Listed {
    list: String,
    place: String,
    /// None where there is no copy to be read.
    copy: Option<Copied>,
}

#[derive(Serialize)]
struct Copied {
    at: String,
    named: usize,
    feeds: usize,
    #[serde(skip)]
    age: TimeDelta,
}

/// The reading lists of `config` at `now`; nobody is asked.
pub(super) fn of(config: &Config, now: DateTime<Utc>) -> Vec<Listed> {
    let listed = |list: &RemoteList| Listed {
        list: list.shown(),
        place: list.place.clone(),
        copy: list.copy.map(|ListCopy { at, named, feeds }| Copied {
            at: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            named,
            feeds,
            age: now - at,
        }),
    };
    config.lists.iter().map(listed).collect()
}

impl Listed {
    /// One line; none where there is no copy, which is a warning of the configuration.
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(copy) = &self.copy else {
            return Ok(());
        };
        writeln!(
            out,
            "{}: the reading list {} gives {} of the {} that it names; it last answered {}{}",
            self.place,
            self.list,
            counted(copy.feeds, "source"),
            copy.named,
            copy.at,
            span(copy.age).map_or_else(String::new, |span| format!(", {span} ago")),
        )
    }
}

/// What came of asking for a reading list.
#[derive(Serialize)]
pub(super) struct ListVisit {
    list: String,
    #[serde(skip)]
    place: String,
    #[serde(flatten)]
    came: Came,
}

#[derive(Serialize)]
#[serde(tag = "came", rename_all = "snake_case")]
enum Came {
    List {
        named: usize,
        moved_to: Option<String>,
    },
    NotAsked,
    Failure {
        kind: &'static str,
        message: String,
    },
}

/// Asks for each of `lists`, all at once, and keeps nothing.
pub(super) async fn visit_all(
    client: Arc<Client>,
    clock: Clock,
    lists: Vec<RemoteList>,
) -> Vec<ListVisit> {
    let visits = lists.iter().map(|list| visit(&client, list, &clock));
    futures_util::future::join_all(visits).await
}

async fn visit(client: &Client, list: &RemoteList, clock: &Clock) -> ListVisit {
    let asked = poll::reading_list(client, &list.url, None, false, clock).await;
    let moved_to = match asked.came {
        ForSchedule::Feed { moved_to, .. } => moved_to.and_then(|to| to.parse().ok()),
        _ => None,
    };
    ListVisit {
        list: list.shown(),
        place: list.place.clone(),
        came: match asked.result {
            ListCame::Read { feeds, .. } => Came::List {
                named: feeds,
                moved_to: moved_to.map(|to| address::shown(&to)),
            },
            ListCame::Failed { kind, message, .. } => Came::Failure { kind, message },
            // Nothing conditional was asked, so that the client refuses a 304.
            ListCame::Held | ListCame::Same { .. } => Came::NotAsked,
        },
    }
}

impl ListVisit {
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.came, Came::Failure { .. })
    }

    /// Whether there is nothing for the operator to do.
    pub(super) fn is_as_it_should_be(&self) -> bool {
        matches!(self.came, Came::List { moved_to: None, .. })
    }

    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let list = &self.list;
        match &self.came {
            Came::List { named, moved_to } => {
                writeln!(out, "ok      {list}: OPML, {}", counted(*named, "feed"))?;
                match moved_to {
                    Some(to) => writeln!(
                        out,
                        "        it has moved for good; put into {}: \"{to}\"",
                        self.place
                    ),
                    None => Ok(()),
                }
            }
            Came::NotAsked => writeln!(out, "later   {list}: its host wants to be left alone"),
            Came::Failure { message, .. } => writeln!(out, "failed  {list}: {message}"),
        }
    }
}
