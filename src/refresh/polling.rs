//! Polling within a round: which sources, all of them at once as far as the client allows, and
//! what each brought into the store.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, Progress, Refresher, Summary, hosts, keep, summary::Failure};
use crate::config::SourceConfig;
use crate::domain::{SourceId, address};
use crate::fetch::Origin;
use crate::poll::{self, Polled, Reading};
use crate::schedule::{self, Came, Next, Round, Rules, Trouble};
use crate::store::{self, Outcome, PollTally, SourceState};

/// Polls that are recorded in one transaction, at most: a commit costs as much as many entries,
/// and what is not recorded yet is in memory.
const BATCH: usize = 64;

/// How long a source is left alone, at least, whose answer could not be stored: it does not pay for a
/// disk of ours that is full.
pub(super) const UNRECORDED: TimeDelta = TimeDelta::minutes(15);

/// The part of a poll's time, one in so many, that a round of the daemon waits for polls before it
/// publishes what has come.
pub(super) const PATIENCE: u32 = 3;

/// Which sources a round takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// A single round's: what is due, or about to be.
    Due,
    /// The daemon's: what is due by now.
    Scheduled,
    /// Every source that is not on hold.
    All,
    /// These, unless they are on hold.
    Named(Vec<SourceId>),
}

/// A source that is about to be polled.
#[derive(Debug)]
pub(super) struct Job {
    source: SourceConfig,
    pub(super) state: SourceState,
    pub(super) schedule: schedule::State,
    pub(super) rules: Rules,
    /// Whether it is asked because somebody hinted at something new.
    pub(super) hinted: bool,
}

/// A poll that ended, with the job that it came of.
pub(super) struct Done {
    pub(super) job: Job,
    pub(super) polled: Polled,
}

impl Refresher {
    /// Polls what `which` takes and records it; whether it came to its end.
    ///
    /// A round of the daemon waits for so long only: what is still under way then is recorded by a
    /// later round.
    pub(super) async fn poll(
        &mut self,
        which: &Which,
        progress: &dyn Progress,
        stop: impl Future<Output = ()> + Unpin,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<bool, Error> {
        let jobs = self.jobs(which, now, summary)?;
        progress.polling(jobs.len());
        self.start(jobs, now);
        let mut stop = stop;
        let patience = tokio::time::sleep(self.config.fetch.timeout / PATIENCE);
        tokio::pin!(patience);
        let mut unreachable = Vec::new();
        let mut hosts = Vec::new();
        loop {
            let batch = tokio::select! {
                () = &mut stop => return Ok(false),
                batch = self.under_way.ended(BATCH) => batch,
                () = &mut patience, if *which == Which::Scheduled => break,
            };
            if batch.is_empty() {
                break;
            }
            for done in &batch {
                progress.polled(done.job.source.source.id.as_str());
                hosts.push((done.job.host(), done.polled.trouble()));
            }
            // Whether the publisher or our own network is to blame shows at the end.
            let (out_of_reach, ended) = batch
                .into_iter()
                .partition(|done| done.polled.trouble() == Some(Trouble::Unreachable));
            unreachable.extend::<Vec<Done>>(out_of_reach);
            self.record(ended, now, summary)?;
        }
        let polls = hosts
            .iter()
            .map(|(host, trouble)| (host.as_str(), *trouble));
        if schedule::is_outage(polls) {
            summary.offline = true;
            for done in &mut unreachable {
                done.polled.came = Came::Offline;
            }
        }
        self.record(unreachable, now, summary)?;
        summary.failures.sort_by(|a, b| a.source.cmp(&b.source));
        Ok(true)
    }

    /// The sources that `which` takes now.
    pub(super) fn jobs(
        &mut self,
        which: &Which,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<Vec<Job>, Error> {
        let mut jobs = Vec::new();
        let under_way = self.under_way.whom();
        self.unrecorded.retain(|_, until| *until > now);
        for mut job in self.all_jobs(now)? {
            if under_way.contains(&job.state.id) || self.unrecorded.contains_key(&job.state.id) {
                continue;
            }
            if let Which::Named(wanted) = which
                && !wanted.contains(&job.state.id)
            {
                continue;
            }
            let next = schedule::next_poll(&job.schedule, &job.rules, now);
            let hinted = self.may_follow_hint(&job, &next);
            job.hinted = *which == Which::Scheduled && hinted.is_some_and(|from| from <= now);
            if takes(which, &next, now) || job.hinted {
                if let Some(hubs) = &mut self.hubs {
                    hubs.hinted.remove(&job.state.id);
                }
                summary.sources.due += 1;
                jobs.push(job);
            } else if matches!(which, Which::All | Which::Named(_)) {
                summary.skip(job.state.id, next.hold);
            }
        }
        Ok(jobs)
    }

    /// Every source that is polled at all, with what is known of it.
    fn all_jobs(&self, now: DateTime<Utc>) -> Result<Vec<Job>, Error> {
        let mut states = self.store.sources()?;
        let relied_on = self.relied_on(now)?;
        let mut jobs: Vec<Job> = (self.config.enabled())
            .map(|source| self.job(source, states.remove(&source.source.id)))
            .collect();
        for job in &mut jobs {
            job.rules.pushed = relied_on.get(&job.state.id).copied();
        }
        hosts::share_holds(&self.config, &mut jobs, now);
        Ok(jobs)
    }

    pub(super) fn job(&self, source: &SourceConfig, known: Option<SourceState>) -> Job {
        let facts = (*source.source).clone();
        let state = match known {
            Some(state) => state.configured(facts),
            None => SourceState::new(facts),
        };
        Job {
            schedule: serde_json::from_str(&state.schedule).unwrap_or_default(),
            rules: rules(&self.config, source),
            source: source.clone(),
            state,
            hinted: false,
        }
    }

    /// Polls every job in a task of its own; the client sees to hosts and limits.
    pub(super) fn start(&mut self, jobs: Vec<Job>, now: DateTime<Utc>) {
        let reading = self.reading(now);
        for job in jobs {
            let client = Arc::clone(&self.client);
            let reading = reading.clone();
            let clock = self.clock.clone();
            self.under_way.begin(job.state.id.clone(), async move {
                let Job {
                    source,
                    state,
                    schedule,
                    ..
                } = &job;
                let polled = poll::poll(&client, &reading, source, state, schedule, &clock).await;
                Done { job, polled }
            });
        }
    }

    /// What reading the bodies of a round takes that began at `now`.
    pub(super) fn reading(&self, now: DateTime<Utc>) -> Reading {
        Reading {
            attributor: Arc::clone(&self.attributor),
            readers: self.readers.clone(),
            first_seen: now,
            keeps_bodies: !self.config.archive.keep.is_zero(),
            rulebook: Arc::clone(&self.rulebook),
        }
    }

    /// Records polls with what came of them, in one transaction.
    pub(super) fn record(
        &mut self,
        done: Vec<Done>,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        if done.is_empty() {
            return Ok(());
        }
        let (mut jobs, mut polls) = (Vec::new(), Vec::new());
        for Done { job, mut polled } in done {
            polls.push(polled.record(&job.state, now));
            jobs.push((job, polled));
        }
        let mut nexts: HashMap<SourceId, Next> = HashMap::new();
        let recorded = self.store.record(&mut polls, |place, poll, tally| {
            let (job, polled) = &mut jobs[place];
            let next = conclude(job, polled, poll, tally, now);
            nexts.insert(job.state.id.clone(), next);
        });
        if recorded.is_err() {
            for (job, _) in &jobs {
                let least = TimeDelta::from_std(job.rules.min_interval).unwrap_or(UNRECORDED);
                let until = now + least.max(UNRECORDED);
                self.unrecorded.insert(job.state.id.clone(), until);
            }
        }
        let tallies = recorded?;
        self.desk.learn(polls.iter().map(|poll| &poll.state));
        let age = self.age_at(now)?;
        self.store.bound_archive(&keep(&self.config), age)?;
        self.judge_hubs(&jobs, &polls, &tallies, now)?;
        for ((poll, tally), (_, polled)) in polls.iter().zip(tallies).zip(&jobs) {
            let next = nexts.get(&poll.state.id).map_or(now, |next| next.at);
            count(poll, tally, (next, polled.took), summary);
        }
        Ok(())
    }

    /// When the next source is due; now, when a poll or a page is under way that may end at any time.
    pub(super) fn next_poll(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
        if !self.under_way.is_empty() || !self.pages.is_empty() {
            return Ok(Some(now));
        }
        let jobs = self.all_jobs(now)?;
        let at = |job: &Job| {
            let next = schedule::next_poll(&job.schedule, &job.rules, now);
            let hinted = self.may_follow_hint(job, &next);
            let at = hinted.map_or(next.at, |hinted| hinted.min(next.at));
            let unrecorded = self.unrecorded.get(&job.state.id);
            unrecorded.map_or(at, |until| at.max(*until))
        };
        Ok(jobs.iter().map(at).min())
    }
}

impl Job {
    fn host(&self) -> String {
        let host = self.source.source.url.host_str();
        host.unwrap_or_default().to_owned()
    }

    /// Whom the source is asked of.
    pub(super) fn origin(&self) -> Origin {
        Origin::of(&poll::place(&self.source, &self.state))
    }
}

fn takes(which: &Which, next: &Next, now: DateTime<Utc>) -> bool {
    let round = match which {
        Which::Due => Round::Single,
        Which::Scheduled => Round::Due,
        Which::All | Which::Named(_) => Round::All,
    };
    next.is_due(now, round)
}

/// What the operator asks for of a source's schedule.
pub(super) fn rules(config: &crate::config::Config, source: &SourceConfig) -> Rules {
    Rules {
        source: source.source.id.clone(),
        own: source.schedule.clone(),
        default: config.schedule.default.clone(),
        min_interval: config.schedule.min_interval,
        adaptive: config.schedule.adaptive,
        backoff: config.schedule.backoff,
        pushed: None,
    }
}

/// Completes a poll once it is known how much of it is new: when the source is next asked hangs on
/// that, and is stored in the same transaction.
fn conclude(
    job: &mut Job,
    polled: &mut Polled,
    poll: &mut store::Poll,
    tally: PollTally,
    now: DateTime<Utc>,
) -> Next {
    if let Came::Feed { new_entries, .. } = &mut polled.came {
        *new_entries = tally.new;
    }
    let schedule = &mut job.schedule;
    let due = schedule::next_poll(schedule, &job.rules, now);
    if poll.outcome == Outcome::Delivered {
        // Nobody was asked, so the next poll stands.
        poll.body = poll.body.take().filter(|_| tally.new + tally.updated > 0);
        return due;
    }
    schedule.record(poll.at, polled.asked_whole, &polled.came);
    schedule.was_due(&due);
    if let Some(url) = schedule.moved_to().map(str::to_owned) {
        let to = url
            .parse()
            .map_or_else(|_| String::new(), |url| address::shown(&url));
        let (outlet, place) = (&job.source.source.outlet.name, &job.source.place);
        tracing::info!(
            source = %job.state.id,
            outlet,
            url = to,
            "the source has moved for good to {to}; put that into {place}"
        );
        poll.state.moved_to = Some(url);
        schedule.has_moved();
    }
    if poll.state.moved_to.is_some() && schedule.should_return() {
        tracing::warn!(source = %job.state.id, "where the source had moved to is nothing any more; its old place is asked again");
        poll.state.moved_to = None;
        schedule.has_returned();
    }
    let next = schedule::next_poll(schedule, &job.rules, poll.at.max(now));
    // A body in which only its date of making moved is no news; a first one always is.
    let nothing_new = tally.new + tally.updated == 0 && job.state.listed_at.is_some();
    if poll.outcome == Outcome::Read && nothing_new {
        poll.outcome = Outcome::NotModified;
        poll.body = None;
    }
    let state = &mut poll.state;
    state.last_poll = schedule.last_poll;
    state.last_success = schedule.last_success;
    state.failures = schedule.failures;
    state.next_poll = Some(next.at);
    state.schedule = serde_json::to_string(schedule).unwrap_or_default();
    next
}

/// Counts a poll that took so long, and after which the source is next asked then.
fn count(
    poll: &store::Poll,
    tally: PollTally,
    (next_poll, took): (DateTime<Utc>, Duration),
    summary: &mut Summary,
) {
    let sources = &mut summary.sources;
    match &poll.outcome {
        Outcome::Held => {
            sources.skipped += 1;
            return;
        }
        Outcome::Delivered => {
            summary.take_in(poll.bytes, tally);
            return;
        }
        Outcome::NotModified => sources.not_modified += 1,
        Outcome::Read => sources.changed += 1,
        Outcome::Failed {
            kind,
            status,
            message,
        } => {
            sources.failed += 1;
            tracing::debug!(source = %poll.state.id, kind, status, "{message}");
            summary.failures.push(Failure {
                source: poll.state.id.to_string(),
                kind: kind.clone(),
                status: *status,
                message: message.clone(),
                in_a_row: poll.state.failures,
                next_poll,
            });
        }
    }
    sources.polled += 1;
    summary.polls.push(took);
    summary.take_in(poll.bytes, tally);
}
