//! What hubs delivered, into the store: by the way that a poll's body takes. And how far hubs can be
//! relied on.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::polling::{Done, Job};
use super::{Error, Refresher, Summary};
use crate::domain::{Phase, SourceId};
use crate::poll::{self, Delivered, Polled};
use crate::schedule::Next;
use crate::store::{self, Outcome, PollTally};

/// A source is not asked because of a hint within this time after it was asked: hints are unsigned.
const BETWEEN_HINTS: TimeDelta = TimeDelta::minutes(5);

impl Refresher {
    /// Records what was delivered since the last round.
    pub(super) async fn record_delivered(
        &mut self,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        let reading = self.reading(now);
        let limit = usize::try_from(self.config.fetch.max_body).unwrap_or(usize::MAX);
        // What a full disk keeps from being recorded waits for the next round.
        while let Some((id, delivered)) = self.next_delivered() {
            let source = self.config.enabled().find(|one| one.source.id == id);
            if let Some(source) = source {
                let job = self.job(source, self.store.sources()?.remove(&id));
                let memory = job.state.memory.clone();
                match poll::delivered(&reading, source, memory, delivered, limit).await {
                    Ok(polled) => self.record(vec![Done { job, polled }], now, summary)?,
                    Err(why) => {
                        tracing::warn!(source = %id, "what its hub delivered is not used: {why}");
                    }
                }
            }
            if let Some(hubs) = &mut self.hubs {
                hubs.delivered.pop_front();
            }
        }
        Ok(())
    }

    /// What was delivered first of what is not recorded yet.
    fn next_delivered(&self) -> Option<(SourceId, Delivered)> {
        let (id, topic, delivery) = self.hubs.as_ref()?.delivered.front()?;
        let delivered = Delivered {
            topic: topic.clone(),
            content_type: delivery.content_type.clone(),
            codings: delivery.codings.clone(),
            bytes: delivery.bytes.to_vec(),
        };
        Some((id.clone(), delivered))
    }

    /// What these polls say of hubs: one that is relied on has brought everything before, and one
    /// that brings news or points at it can be relied on.
    pub(super) fn judge_hubs(
        &self,
        jobs: &[(Job, Polled)],
        polls: &[store::Poll],
        tallies: &[PollTally],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let all = jobs.iter().zip(polls).zip(tallies);
        for (((job, _), poll), _) in all.filter(|(_, tally)| tally.new > 0) {
            let id = &job.state.id;
            match poll.outcome {
                Outcome::Delivered => self.rely_on_hub(id, job.state.last_poll, now)?,
                _ if job.hinted => self.rely_on_hub(id, Some(poll.at), now)?,
                _ if job.rules.pushed.is_some() => {
                    tracing::info!(source = %id, "its hub did not deliver what is new; it is polled as it was before");
                    self.store.doubt_hubs(Some(id))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// From when on a source may be asked because of a hint, if there is one: soon, but no sooner
    /// after the last poll than hints that anybody may give should make it, and never on hold.
    pub(super) fn may_follow_hint(&self, job: &Job, next: &Next) -> Option<DateTime<Utc>> {
        let hubs = self.hubs.as_ref()?;
        let hinted = hubs.hinted.contains(&job.state.id);
        let last = job.schedule.last_poll.filter(|_| hinted)?;
        let hold = next.hold.as_ref().map(|hold| hold.until);
        Some((last + BETWEEN_HINTS).max(hold.unwrap_or(last)))
    }

    /// Whether something was delivered that no round has recorded yet.
    #[must_use]
    pub fn has_deliveries(&self) -> bool {
        let hubs = self.hubs.as_ref();
        hubs.is_some_and(|hubs| !hubs.delivered.is_empty())
    }

    /// Until when the hub of each source can be relied on, where one can.
    pub(super) fn relied_on(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<SourceId, DateTime<Utc>>, Error> {
        let mut relied = BTreeMap::new();
        if self.hubs.is_some() {
            for subscription in self.store.subscriptions()? {
                let until = subscription.relied_on(now);
                relied.extend(until.map(|until| (subscription.source, until)));
            }
        }
        Ok(relied)
    }

    /// Notes that the hub of a source has brought what is new, which was last polled at `last`.
    fn rely_on_hub(
        &self,
        source: &SourceId,
        last: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let is_caught_up = last.is_some_and(|last| last >= self.since);
        if self.hubs.is_none() || !is_caught_up {
            return Ok(());
        }
        for mut subscription in self.store.subscriptions()? {
            if subscription.source == *source && subscription.phase == Phase::Active {
                subscription.trusted.get_or_insert(now);
                self.store.save_subscription(&subscription)?;
            }
        }
        Ok(())
    }
}
