//! Reading lists elsewhere: each is asked for when it is due, and its copy is kept in the state folder,
//! where whoever reads the configuration finds it.
//!
//! The copy is put in place before what it is known by is stored, with its hash: a condition is only
//! ever sent for the very copy that is there.

mod copies;
#[cfg(test)]
mod tests;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, pending};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::held::Held;
use super::polling::UNRECORDED;
use super::under_way::UnderWay;
use super::{Error, Refresher, Which};
use crate::config::{Config, RemoteList};
use crate::domain::{SourceId, address};
use crate::fetch::Validators;
use crate::poll::{self, ListAsked, ListCame};
use crate::schedule::{self, CAP, Came, Next, Pattern, Round, Rules, Trouble};
use crate::store::ListState;

use copies::Copies;
pub use told::{ListFailure, ListHealth, Lists};

/// Bounds of the time between two requests for a list, within which its server's word on how long it
/// stays fresh counts. Where it says nothing, the longer one holds.
const LEAST: Duration = Duration::from_secs(60 * 60);
const MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// A list is asked for without conditions once in this time, which catches servers whose validators lie.
const WHOLE_EVERY: TimeDelta = TimeDelta::days(7);

/// Lists that are recorded at once.
const BATCH: usize = 16;

/// The class of failure of a copy that cannot be written.
const NOT_KEPT: &str = "copy";

/// The reading lists that are asked for, beside the rounds.
pub struct ReadingLists {
    under_way: UnderWay<Ended, String>,
    /// Lists of which what came could not be stored, and until when they are left alone.
    unrecorded: BTreeMap<String, DateTime<Utc>>,
    /// Whether a copy names other feeds than the one before, and nobody was told so.
    changed: bool,
    told: Lists,
}

/// A list that is asked for, with what is known of it.
struct Job {
    list: RemoteList,
    state: ListState,
    schedule: schedule::State,
}

/// A request for a list that ended.
pub struct Ended {
    job: Job,
    asked: ListAsked,
}

impl Default for ReadingLists {
    fn default() -> Self {
        Self {
            under_way: UnderWay::none(),
            unrecorded: BTreeMap::new(),
            changed: false,
            told: Lists::default(),
        }
    }
}

impl ReadingLists {
    /// Begins to ask for the lists that `which` takes, each in a task of its own, and forgets those that
    /// are configured no longer. A round of named sources takes none.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn begin(&mut self, refresher: &Refresher, which: &Which) -> Result<(), Error> {
        let round = match which {
            Which::Due => Round::Single,
            Which::Scheduled => Round::Due,
            Which::All => Round::All,
            Which::Named(_) => return Ok(()),
        };
        let begun = self.begin_due(refresher, round);
        refresher.told(begun)
    }

    fn begin_due(&mut self, refresher: &Refresher, round: Round) -> Result<(), Error> {
        let now = refresher.clock.now();
        self.unrecorded.retain(|_, until| *until > now);
        // A round says so where the state folder was taken away.
        if refresher.held.iter().any(|held| held.is_there().is_err()) {
            return Ok(());
        }
        let copies = Copies::of(&refresher.config);
        let mut known = refresher.store.lists()?;
        for list in &refresher.config.lists {
            let name = list.name();
            let job = Job::new(list, known.remove(&name));
            let is_free = !self.under_way.whom().contains(&name)
                && !self.unrecorded.contains_key(&name)
                && job.next(&refresher.config, &copies, now).is_due(now, round);
            if is_free {
                self.ask(refresher, &copies, job, now);
            }
        }
        for name in known.keys() {
            refresher.store.forget_list(name)?;
        }
        let names: Vec<String> = refresher
            .config
            .lists
            .iter()
            .map(RemoteList::name)
            .collect();
        if let Err(error) = copies.sweep(&names) {
            tracing::debug!("copies of reading lists that are not wanted any more stay: {error}");
        }
        Ok(())
    }

    fn ask(&mut self, refresher: &Refresher, copies: &Copies, job: Job, now: DateTime<Utc>) {
        let validators = job.validators(copies, now);
        let (client, clock) = (Arc::clone(&refresher.client), refresher.clock.clone());
        self.under_way.begin(job.list.name(), async move {
            let (url, has_waited) = (&job.list.url, job.schedule.has_waited());
            let asked = poll::reading_list(&client, url, validators, has_waited, &clock).await;
            Ended { job, asked }
        });
    }

    /// Waits for requests to end, as long as it takes; nothing is lost when it is not waited for to the
    /// end. What is given is to be recorded.
    pub async fn ended(&mut self) -> Vec<Ended> {
        match self.under_way.is_empty() {
            true => pending().await,
            false => self.under_way.ended(BATCH).await,
        }
    }

    /// Keeps what came; whether any list names other feeds now, so that the configuration is to be read
    /// anew.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn record(&mut self, refresher: &Refresher, ended: Vec<Ended>) -> Result<bool, Error> {
        let configured: BTreeSet<&Url> = (refresher.config.lists.iter())
            .map(|list| &list.url)
            .collect();
        let mut failed = None;
        for Ended { job, asked } in ended {
            // It may be configured no longer.
            if !configured.contains(&job.list.url) {
                continue;
            }
            let name = job.list.name();
            if let Err(error) = self.record_one(refresher, job, asked) {
                let until = refresher.clock.now() + UNRECORDED;
                self.unrecorded.insert(name, until);
                failed.get_or_insert(error);
            }
        }
        match failed {
            Some(error) => refresher.told(Err(error)),
            None => Ok(std::mem::take(&mut self.changed)),
        }
    }

    fn record_one(
        &mut self,
        refresher: &Refresher,
        mut job: Job,
        mut asked: ListAsked,
    ) -> Result<(), Error> {
        refresher.held.iter().try_for_each(Held::is_there)?;
        let copies = Copies::of(&refresher.config);
        let due = job.next(&refresher.config, &copies, asked.at);
        let (name, shown) = (job.list.name(), job.list.shown());
        let (mut changed, mut failed) = (false, None);
        match asked.result {
            ListCame::Read {
                text,
                feeds,
                validators,
            } => match copies.keep(&name, &text, asked.at) {
                Ok((hash, is_other)) => {
                    job.state.validators = validators.as_ref().and_then(written);
                    job.state.copy = Some(hash);
                    changed = is_other;
                    self.changed |= is_other;
                    tracing::debug!(list = shown, feeds, "the reading list was read");
                }
                Err(error) => {
                    let message =
                        format!("the copy of the reading list {shown} cannot be kept: {error}");
                    failed = Some((NOT_KEPT.to_owned(), None, message));
                    asked.came = Came::Failed {
                        trouble: Trouble::Content,
                        retry_after: None,
                    };
                }
            },
            ListCame::Same { validators } => {
                job.state.validators = written(&validators);
                copies.confirm(&name, asked.at);
            }
            ListCame::Failed {
                kind,
                status,
                message,
            } => failed = Some((kind.to_owned(), status, message)),
            ListCame::Held => {}
        }
        let was_asked = !matches!(asked.came, Came::Held(_));
        job.schedule
            .record(asked.at, asked.asked_whole, &asked.came);
        job.schedule.was_due(&due);
        job.tell_of_move();
        if was_asked {
            let trouble = failed.as_ref();
            job.state.trouble = trouble.map(|(kind, _, message)| (kind.clone(), message.clone()));
        }
        job.state.schedule = serde_json::to_string(&job.schedule).unwrap_or_default();
        refresher.store.save_list(&job.state)?;
        self.told.asked += usize::from(was_asked);
        self.told.changed += usize::from(changed);
        if let Some((kind, status, message)) = failed {
            self.told.failed += 1;
            self.told.failures.push(ListFailure {
                list: shown,
                kind,
                status,
                message,
                in_a_row: job.schedule.failures,
                next_poll: job.next(&refresher.config, &copies, asked.at).at,
                has_copy: copies.is_there(&name),
            });
        }
        Ok(())
    }

    /// Asks for the lists that `which` takes and waits for all of them: whether any names other feeds
    /// now; none where `stop` resolved before.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn ask_all(
        &mut self,
        refresher: &Refresher,
        which: &Which,
        mut stop: impl Future<Output = ()> + Unpin,
    ) -> Result<Option<bool>, Error> {
        self.begin(refresher, which)?;
        let mut changed = false;
        while !self.under_way.is_empty() {
            let ended = tokio::select! {
                ended = self.ended() => ended,
                () = &mut stop => return Ok(None),
            };
            changed |= self.record(refresher, ended)?;
        }
        Ok(Some(changed))
    }

    /// What came of the requests that were recorded since this was last called.
    #[must_use]
    pub fn take_told(&mut self) -> Lists {
        std::mem::take(&mut self.told)
    }
}

impl Refresher {
    /// How every reading list is doing that is asked for, in the order of the configuration.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn lists(&self) -> Result<Vec<ListHealth>, Error> {
        let known = self.store.lists().map_err(Error::from);
        let mut known = self.told(known)?;
        let health = self.config.lists.iter().map(|list| {
            let name = list.name();
            ListHealth {
                list: list.shown(),
                trouble: known.remove(&name).and_then(|state| state.trouble),
                name,
            }
        });
        Ok(health.collect())
    }
}

impl Job {
    fn new(list: &RemoteList, known: Option<ListState>) -> Self {
        let state = known.unwrap_or_else(|| ListState {
            name: list.name(),
            ..ListState::default()
        });
        Self {
            schedule: serde_json::from_str(&state.schedule).unwrap_or_default(),
            list: list.clone(),
            state,
        }
    }

    /// When the list is asked for next: as a source is, but by its server's word. One whose copy went
    /// lost is asked for at once.
    fn next(&self, config: &Config, copies: &Copies, now: DateTime<Utc>) -> Next {
        let mut schedule = self.schedule.clone();
        if schedule.failures == 0 && !self.has_copy(copies) {
            schedule.last_poll = None;
        }
        let interval = match (schedule.failures, schedule.lifetime) {
            (0, None) => MOST,
            (0, Some(lifetime)) => lifetime.clamp(LEAST, MOST),
            // After that back-off decides.
            _ => LEAST,
        };
        let rules = Rules {
            source: SourceId::new(&self.state.name),
            own: None,
            default: Pattern::hourly(),
            min_interval: interval,
            adaptive: false,
            backoff: config.schedule.backoff,
            pushed: None,
        };
        schedule::next_poll(&schedule, &rules, now)
    }

    /// Whether the copy that the configuration was read from is there, or the one that came since.
    fn has_copy(&self, copies: &Copies) -> bool {
        let name = &self.state.name;
        match self.list.copy {
            Some(_) => copies.is_there(name),
            None => self.state.copy.is_some() && copies.hash(name) == self.state.copy,
        }
    }

    /// What the list is known by, where the copy is that list, and it is not time to look without.
    fn validators(&self, copies: &Copies, now: DateTime<Utc>) -> Option<Validators> {
        let is_recent = |last: DateTime<Utc>| now - last < WHOLE_EVERY && last - now <= CAP;
        let validators = self.state.validators.as_deref()?;
        let may = self.schedule.last_whole.is_some_and(is_recent)
            && copies.hash(&self.state.name) == self.state.copy;
        may.then(|| serde_json::from_str(validators).ok()).flatten()
    }

    /// Says where the list has moved for good, when that is first seen: it is the operator's to follow.
    fn tell_of_move(&self) {
        let moving = self.schedule.moving.as_ref().filter(|one| one.polls == 1);
        let to: Option<Url> = moving.and_then(|moving| moving.to.parse().ok());
        if let Some(to) = to {
            let (shown, to) = (self.list.shown(), address::shown(&to));
            tracing::warn!(
                list = shown,
                url = to,
                "the reading list has moved for good to {to}; put that into {}",
                self.list.place
            );
        }
    }
}

fn written(validators: &Validators) -> Option<String> {
    serde_json::to_string(validators).ok()
}
