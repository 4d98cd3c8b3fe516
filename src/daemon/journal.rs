//! What the log says of sources and rounds: each thing when it begins, when it becomes another, and
//! when it ends, however often it happens in between.

use std::collections::HashMap;

use crate::domain::{Health, SourceId, Trouble};
use crate::refresh::{self, ListHealth, Lists, OFFLINE, Summary};

/// What the log has said last.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The class of failure of each source that fails.
    failing: HashMap<SourceId, String>,
    /// The class of failure of each reading list that fails.
    failing_lists: HashMap<String, String>,
    /// Whether nobody could be reached.
    offline: bool,
    /// Why rounds are given up, if they are.
    given_up: Option<String>,
}

/// The class of a failure; of one that is so old that it is forgotten, none.
fn kind(trouble: &Trouble) -> &str {
    trouble.kind.as_deref().unwrap_or_default()
}

impl Journal {
    /// Begins with how sources and reading lists are doing at the start: what failed before is no news.
    pub(super) fn begin(health: &[Health], lists: &[ListHealth]) -> Self {
        let failing = health.iter().filter(|health| health.is_failing());
        let failing = failing.filter_map(|health| {
            let kind = kind(health.trouble.as_ref()?).to_owned();
            Some((health.source.id.clone(), kind))
        });
        let failing_lists = lists.iter().filter_map(|list| {
            let (kind, _) = list.trouble.clone()?;
            Some((list.name.clone(), kind))
        });
        Self {
            failing: failing.collect(),
            failing_lists: failing_lists.collect(),
            ..Self::default()
        }
    }

    /// A round ended, after which sources are doing so.
    pub(super) fn round_ended(&mut self, summary: &Summary, health: &[Health]) {
        if self.given_up.take().is_some() {
            tracing::info!("rounds come to their end again");
        }
        self.network(summary);
        for health in health {
            // Where our own network is gone, nobody else is to blame.
            if !health.is_offline {
                self.source(summary, health);
            }
        }
    }

    /// Requests for reading lists ended, after which they are doing so.
    pub(super) fn lists(&mut self, told: &Lists, health: &[ListHealth]) {
        for ListHealth {
            name,
            list,
            trouble,
        } in health
        {
            match (self.failing_lists.get(name), trouble) {
                (before, Some((kind, message))) if before != Some(kind) => {
                    let failure = told.failures.iter().find(|failure| failure.list == *list);
                    let status = failure.and_then(|failure| failure.status);
                    tracing::warn!(list, kind, status, "{message}");
                    self.failing_lists.insert(name.clone(), kind.clone());
                }
                (Some(before), None) => {
                    tracing::info!(list, kind = before, "the reading list answers again");
                    self.failing_lists.remove(name);
                }
                _ => {}
            }
        }
        let is_there = |name: &str| health.iter().any(|list| list.name == name);
        self.failing_lists.retain(|name, _| is_there(name));
    }

    /// A round was given up.
    pub(super) fn given_up(&mut self, error: &refresh::Error) {
        let why = error.to_string();
        if self.given_up.as_ref() != Some(&why) {
            tracing::error!("the round was given up, and is tried again: {why}");
        }
        self.given_up = Some(why);
    }

    fn network(&mut self, summary: &Summary) {
        if summary.offline && !self.offline {
            tracing::warn!("{OFFLINE}");
        }
        if self.offline && !summary.offline && summary.sources.polled > 0 {
            tracing::info!("sources can be reached again");
        }
        self.offline = summary.offline || self.offline && summary.sources.polled == 0;
    }

    fn source(&mut self, summary: &Summary, health: &Health) {
        let source = &health.source;
        let (id, outlet) = (source.id.as_str(), source.outlet.name.as_str());
        let now = health.trouble.as_ref().filter(|_| health.is_failing());
        match (self.failing.get(&source.id), now) {
            (before, Some(trouble)) if before.map(String::as_str) != Some(kind(trouble)) => {
                let mut failures = summary.failures.iter();
                let failure = failures.find(|failure| failure.source == id);
                let status = failure.and_then(|failure| failure.status);
                let message = &trouble.message;
                tracing::warn!(
                    source = id,
                    outlet,
                    kind = kind(trouble),
                    status,
                    "{message}"
                );
                let kind = kind(trouble).to_owned();
                self.failing.insert(source.id.clone(), kind);
            }
            (Some(before), None) => {
                if health.last_success.is_some() && health.failures == 0 {
                    tracing::info!(source = id, outlet, kind = before, "it answers again");
                }
                self.failing.remove(&source.id);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use chrono::DateTime;

    use super::*;
    use crate::domain::health::unpolled;
    use crate::store;

    /// What is logged, without times.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What `act` logs, a line each.
    fn said(act: impl FnOnce()) -> Vec<String> {
        let log = Log::default();
        let to = log.clone();
        let lines = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .finish();
        tracing::subscriber::with_default(lines, act);
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| line.trim().to_owned()).collect()
    }

    fn failing(kind: Option<&str>) -> Health {
        Health {
            last_poll: Some(DateTime::UNIX_EPOCH),
            last_success: Some(DateTime::UNIX_EPOCH),
            failures: u32::from(kind.is_some()),
            trouble: kind.map(|kind| Trouble {
                kind: Some(kind.to_owned()),
                message: format!("it is {kind}"),
                since: None,
            }),
            ..unpolled("echo")
        }
    }

    fn round(journal: &mut Journal, health: Health) -> Vec<String> {
        let mut summary = Summary::begin(DateTime::UNIX_EPOCH, b"round");
        summary.sources.polled = 1;
        said(|| journal.round_ended(&summary, &[health]))
    }

    #[test]
    fn a_source_that_fails_for_days_is_said_to_fail_once_and_to_be_back_once() {
        let mut journal = Journal::begin(&[failing(None)], &[]);
        let mut all = Vec::new();
        for kind in [
            None,
            Some("missing"),
            Some("missing"),
            Some("missing"),
            Some("timeout"),
            Some("timeout"),
            None,
            None,
        ] {
            all.push(round(&mut journal, failing(kind)));
        }
        let lines: Vec<_> = all.iter().map(Vec::len).collect();
        assert_eq!(lines, [0, 1, 0, 0, 1, 0, 1, 0], "{all:?}");
        let first = "WARN it is missing source=\"echo\" outlet=\"\u{c9}cho\" kind=\"missing\"";
        assert_eq!(all[1], [first]);
        assert!(all[4][0].contains("kind=\"timeout\""), "{all:?}");
        assert!(all[6][0].starts_with("INFO it answers again"), "{all:?}");
        // What failed before a restart is no news after it.
        let mut journal = Journal::begin(&[failing(Some("missing"))], &[]);
        assert_eq!(round(&mut journal, failing(Some("missing"))), [""; 0]);
        assert_eq!(round(&mut journal, failing(None)).len(), 1);
    }

    #[test]
    fn a_reading_list_that_fails_is_said_to_once_and_to_be_back_once() {
        let health = |kind: Option<&str>| ListHealth {
            name: "0f3c".to_owned(),
            list: "https://l.example/list.opml".to_owned(),
            trouble: kind.map(|kind| (kind.to_owned(), format!("it is {kind}"))),
        };
        let mut journal = Journal::begin(&[], &[health(Some("timeout"))]);
        let mut all = Vec::new();
        for kind in [
            Some("timeout"),
            Some("missing"),
            Some("missing"),
            None,
            None,
            Some("no_list"),
        ] {
            all.push(said(|| journal.lists(&Lists::default(), &[health(kind)])));
        }
        let lines: Vec<_> = all.iter().map(Vec::len).collect();
        assert_eq!(lines, [0, 1, 0, 1, 0, 1], "{all:?}");
        let first = "WARN it is missing list=\"https://l.example/list.opml\" kind=\"missing\"";
        assert_eq!(all[1], [first]);
        assert!(all[3][0].starts_with("INFO the reading list answers again"));
    }

    #[test]
    fn a_lost_network_is_one_line_and_nobody_else_s_failure() {
        let mut journal = Journal::begin(&[], &[]);
        let mut offline = Summary::begin(DateTime::UNIX_EPOCH, b"round");
        offline.offline = true;
        let gone = || Health {
            is_offline: true,
            ..failing(Some("dns"))
        };
        let lines = said(|| {
            for _ in 0..3 {
                journal.round_ended(&offline, &[gone()]);
            }
        });
        assert_eq!(lines, [format!("WARN {OFFLINE}")]);
        // A round that asks nobody says nothing about it.
        let idle = Summary::begin(DateTime::UNIX_EPOCH, b"round");
        assert_eq!(said(|| journal.round_ended(&idle, &[gone()])), [""; 0]);
        let back = round(&mut journal, failing(None));
        assert_eq!(back, ["INFO sources can be reached again"]);
    }

    #[test]
    fn rounds_that_are_given_up_are_said_once_for_each_reason() {
        let mut journal = Journal::begin(&[], &[]);
        let full = refresh::Error::Store(store::Error::Full);
        let busy = refresh::Error::Store(store::Error::Busy);
        let lines = said(|| {
            for error in [&full, &full, &busy, &busy] {
                journal.given_up(error);
            }
        });
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("ERROR")));
        assert_eq!(round(&mut journal, failing(None)).len(), 1);
        assert_eq!(round(&mut journal, failing(None)), [""; 0]);
    }
}
