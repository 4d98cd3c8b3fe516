//! What hubs delivered, into the store: by the way that a poll's body takes.

use chrono::{DateTime, Utc};

use super::polling::Done;
use super::{Error, Refresher, Summary};
use crate::poll::{self, Delivered};

impl Refresher {
    /// Records what was delivered since the last round.
    pub(super) async fn record_delivered(
        &mut self,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        let waiting = self
            .hubs
            .as_mut()
            .map(|hubs| std::mem::take(&mut hubs.delivered));
        let reading = self.reading(now);
        let limit = usize::try_from(self.config.fetch.max_body).unwrap_or(usize::MAX);
        for (id, topic, delivery) in waiting.into_iter().flatten() {
            let Some(source) = self.config.enabled().find(|one| one.source.id == id) else {
                continue;
            };
            let job = self.job(source, self.store.sources()?.remove(&id));
            let delivered = Delivered {
                topic,
                content_type: delivery.content_type,
                codings: delivery.codings,
                bytes: delivery.bytes.into(),
            };
            let memory = job.memory();
            match poll::delivered(&reading, source, memory, delivered, limit).await {
                Ok(polled) => self.record(vec![Done { job, polled }], now, summary)?,
                Err(why) => {
                    tracing::warn!(source.id = %id, "what its hub delivered is not used: {why}");
                }
            }
        }
        Ok(())
    }
}
