//! Alerts: for which stories they are to be given, and giving them.
//!
//! Whether is decided in the step that tells a story anew, and stored with it; that an alert was given
//! is stored when it was. So a process that dies in between loses none, and may give one twice, by
//! the same id.

mod message;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;

use super::filters::Sieve;
use super::{Desk, Error, Refresher, delta};
use crate::config::{Alert, Config};
use crate::digest;
use crate::domain::{Filter, Life, Stage};
use crate::store::{Due, Ending, Member, Store};
pub use message::{NotGiven, try_out};

/// A story of which the last report is older than this is no news.
const NEWS: TimeDelta = TimeDelta::days(1);

/// Alerts that are given at a time.
const AT_ONCE: usize = 8;

/// How long a single round waits for alerts to be given; the rest is for the next one.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long the end of a daemon waits for what is under way.
const FAREWELL: Duration = Duration::from_secs(2);

/// Between two tries; it doubles …
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// … up to this.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// For so long an alert that fails is tried again.
const TRIED_FOR: TimeDelta = TimeDelta::hours(24);

/// An alert as it is held against stories.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    name: String,
    outlets: usize,
    independent: usize,
    filter: Filter,
    sieve: Sieve,
}

impl Watch {
    fn of(alert: &Alert) -> Self {
        Self {
            name: alert.name.clone(),
            outlets: alert.outlets,
            independent: alert.independent,
            sieve: Sieve::new(&alert.filter),
            filter: alert.filter.clone(),
        }
    }

    /// Whether a story is as the alert asks.
    fn takes(&self, desk: &Desk, life: &Life, members: &[Member]) -> bool {
        let independent = members.iter().filter(|member| member.independent).count();
        life.stage == Stage::Published
            && life.outlets >= self.outlets
            && independent >= self.independent
            && self.filter.takes(&life.countries.primary, &life.topics)
            && self.sieve.takes(desk, members)
    }
}

/// The alerts of a configuration, as they are held against stories.
pub(super) fn watches(config: &Config) -> Vec<Watch> {
    config.alerts.iter().map(Watch::of).collect()
}

impl Desk {
    /// Notes the alerts that are to be given for a story that was just told: once each, and none
    /// for a story that is no news.
    pub(super) fn watch(
        &self,
        store: &Store,
        life: &Life,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if self.watches.is_empty() || life.stage != Stage::Published {
            return Ok(());
        }
        let members = store.members_of(life.id)?;
        let newest = members.iter().map(|member| member.entry.published).max();
        if newest.is_none_or(|newest| newest < now - NEWS) {
            return Ok(());
        }
        for watch in &self.watches {
            if watch.takes(self, life, &members) && !store.is_alerted(&watch.name, life.id)? {
                store.alert(&watch.name, life.id, now)?;
            }
        }
        Ok(())
    }
}

/// An alert that was tried.
pub(super) struct Tried {
    due: Due,
    came: Result<(), NotGiven>,
}

impl Refresher {
    /// Takes notice of the alerts there are now. What is as a new one asks already is no news to it.
    pub(super) fn set_alerts(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let alerts: Vec<(&str, String)> = (self.config.alerts.iter())
            .map(|alert| (alert.name.as_str(), asks(alert)))
            .collect();
        let (desk, window) = (&self.desk, delta(self.config.group.window));
        self.store.step(|store| {
            let new = store.set_alerts(&alerts, now)?;
            if new.is_empty() {
                return Ok(());
            }
            // Nothing comes to a story that grouping remembers no entry of.
            for id in store.published_of(now - window)? {
                let Some(life) = store.life(id)? else {
                    continue;
                };
                let members = store.members_of(id)?;
                for watch in desk.watches.iter().filter(|one| new.contains(&one.name)) {
                    if watch.takes(desk, &life, &members) && !store.is_alerted(&watch.name, id)? {
                        store.alert_ended(&watch.name, id, Ending::Known, now)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Gives the alerts that are due, until none is. Nothing is lost when it is not waited for to
    /// the end: what is under way goes on.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn give_alerts(&mut self) -> Result<(), Error> {
        loop {
            self.begin_alerts()?;
            let tried = self.alerts.ended(AT_ONCE).await;
            if tried.is_empty() && self.alerts.is_empty() {
                return Ok(());
            }
            self.note_alerts(tried)?;
        }
    }

    /// As [`Refresher::give_alerts`], within the time that a single round has for it.
    pub(super) async fn give_alerts_in_time(
        &mut self,
        stop: impl Future<Output = ()> + Unpin,
    ) -> Result<(), Error> {
        tokio::select! {
            given = timeout(PATIENCE, self.give_alerts()) => given.unwrap_or(Ok(())),
            () = stop => Ok(()),
        }
    }

    /// Waits a moment for what is under way: what was given is better noted.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn finish_alerts(&mut self) -> Result<(), Error> {
        let finish = async {
            while !self.alerts.is_empty() {
                let tried = self.alerts.ended(AT_ONCE).await;
                self.note_alerts(tried)?;
            }
            Ok(())
        };
        timeout(FAREWELL, finish).await.unwrap_or(Ok(()))
    }

    /// Begins to give what is due, as far as there is room.
    fn begin_alerts(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        let under_way = self.alerts.whom();
        let room = AT_ONCE.saturating_sub(under_way.len());
        let due = self.store.alerts_due(now)?.into_iter();
        let due = due.filter(|due| !under_way.contains(&(due.alert.clone(), due.story)));
        for due in due.take(room) {
            let alert = self.config.alerts.iter().find(|one| one.name == due.alert);
            let message = match alert {
                Some(alert) => self.message(alert, &due)?,
                None => None,
            };
            let Some(message) = message else {
                self.store
                    .alert_ended(&due.alert, due.story, Ending::Gone, now)?;
                continue;
            };
            let settings = super::fetch_settings(&self.config);
            let whom = (due.alert.clone(), due.story);
            self.alerts.begin(whom, async move {
                let came = message.give(&settings, now).await;
                Tried { due, came }
            });
        }
        Ok(())
    }

    fn note_alerts(&self, tried: Vec<Tried>) -> Result<(), Error> {
        let now = self.clock.now();
        for Tried { due, came } in tried {
            let Due { alert, story, .. } = &due;
            match came {
                Ok(()) => {
                    self.store.alert_ended(alert, *story, Ending::Told, now)?;
                    tracing::info!(alert, story = %story, "alert given");
                }
                Err(why) => self.put_off(&due, &why, now)?,
            }
        }
        Ok(())
    }

    /// An alert could not be given: later, or never.
    fn put_off(&self, due: &Due, why: &NotGiven, now: DateTime<Utc>) -> Result<(), Error> {
        let Due { alert, story, .. } = due;
        let again = now + wait(due.tries, why.wait);
        self.store
            .alert_failed(alert, *story, &why.message, again)?;
        if again > due.at + TRIED_FOR {
            self.store.alert_ended(alert, *story, Ending::Failed, now)?;
            tracing::warn!(alert, story = %story, "alert given up after a day: {}", why.message);
        } else if due.tries == 0 {
            tracing::warn!(alert, story = %story, "alert is tried again: {}", why.message);
        } else {
            tracing::debug!(alert, story = %story, "alert is tried again: {}", why.message);
        }
        Ok(())
    }
}

/// What an alert asks for, as a hash: when that changes, it is another alert.
fn asks(alert: &Alert) -> String {
    let Alert {
        filter,
        outlets,
        independent,
        ..
    } = alert;
    digest::fields([
        &*format!("{filter:?}"),
        &*format!("{outlets} {independent}"),
    ])
}

/// How long to wait after so many tries that failed before, where the other side asks for `wished`.
fn wait(tries: u32, wished: Option<Duration>) -> TimeDelta {
    let doubled = FIRST_WAIT * (1 << tries.min(10));
    let wished = wished.map_or(TimeDelta::zero(), delta);
    doubled.min(LONGEST_WAIT).max(wished.min(TRIED_FOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_further_and_further_apart_and_a_wish_is_kept() {
        let minutes: Vec<i64> = (0..9)
            .map(|tries| wait(tries, None).num_minutes())
            .collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait(u32::MAX, None), LONGEST_WAIT);
        assert_eq!(
            wait(0, Some(Duration::from_secs(7200))),
            TimeDelta::hours(2)
        );
        assert_eq!(wait(0, Some(Duration::MAX)), TRIED_FOR);
    }
}
