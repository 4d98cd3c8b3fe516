//! Telling our own hub which documents have changed (WebSub, section 6), once they are in place.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Error, Refresher};
use crate::domain::address::shown;
use crate::fetch::{Client, Failure, FailureKind, Pace};
use crate::store::Ping;
use crate::websub;

/// The hub is not told twice of one document within this time: it fetches it each time.
pub(super) const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Pings under way at a time.
const AT_ONCE: usize = 4;

/// How long the daemon waits after a first failure; it doubles with each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// Under this name the store keeps what is wrong with the hub.
const TROUBLE: &str = "hub";

/// What is wrong with the hub, from its first failure until it takes everything again.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Trouble {
    /// Which hub.
    hub: String,
    failures: u32,
    /// It is not told anything before; Unix time.
    until: i64,
}

/// What came of telling it.
#[derive(Debug, Default)]
struct Told {
    /// It knows of these, or does not want to.
    done: Vec<Ping>,
    /// Those that it does not want to know of.
    refused: usize,
    /// What went wrong first.
    failure: Option<Failure>,
}

/// Telling that is under way.
#[derive(Debug, Default)]
pub(super) struct Announcing(Option<JoinHandle<Told>>);

impl Refresher {
    /// Tells the hub of all that has changed, in about as much time as one request may take; what
    /// is left is told by the next round. That the hub fails is said, and is no error.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn announce(&self) -> Result<(), Error> {
        let Some(hub) = self.config.publish.hub.clone() else {
            return Ok(());
        };
        let pings = self.store.pings(None)?;
        if pings.is_empty() {
            return Ok(());
        }
        let base = self.config.instance.base_url.clone();
        let time = self.config.fetch.timeout;
        let told = tell(&self.client, &hub, &base, pings, time).await;
        self.note_told(&hub, &told)
    }

    /// Begins to tell the hub what it has to be told by now, and notes what came of it earlier;
    /// nothing is waited for.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn keep_announcing(&mut self) -> Result<(), Error> {
        let Some(hub) = self.config.publish.hub.clone() else {
            return Ok(());
        };
        match self.announcing.0.take() {
            Some(task) if !task.is_finished() => {
                self.announcing.0 = Some(task);
                return Ok(());
            }
            // One that panicked has said so, and what it had to tell is still to be told.
            Some(task) => {
                if let Ok(told) = task.await {
                    self.note_told(&hub, &told)?;
                }
            }
            None => {}
        }
        let now = self.clock.now();
        if self
            .hub_trouble()?
            .is_some_and(|trouble| trouble.until() > now)
        {
            return Ok(());
        }
        let pings = self.store.pings(Some(now))?;
        if !pings.is_empty() {
            let client = std::sync::Arc::clone(&self.client);
            let base = self.config.instance.base_url.clone();
            let time = self.config.fetch.timeout * u32::try_from(pings.len()).unwrap_or(u32::MAX);
            self.announcing.0 = Some(tokio::spawn(async move {
                tell(&client, &hub, &base, pings, time).await
            }));
        }
        Ok(())
    }

    /// When the hub next has to be told something, if it has to be; now, while it is being told.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next_announcement(&self) -> Result<Option<DateTime<Utc>>, Error> {
        if self.config.publish.hub.is_none() {
            return Ok(None);
        }
        if self.announcing.0.is_some() {
            return Ok(Some(self.clock.now()));
        }
        let until = self.hub_trouble()?.map(|trouble| trouble.until());
        let next = self.store.next_ping()?;
        Ok(next.map(|next| until.map_or(next, |until| next.max(until))))
    }

    fn hub_trouble(&self) -> Result<Option<Trouble>, Error> {
        let note = self.store.note(TROUBLE)?;
        let trouble: Option<Trouble> = note.and_then(|note| serde_json::from_str(&note).ok());
        let hub = self.config.publish.hub.as_ref().map(Url::as_str);
        Ok(trouble.filter(|trouble| Some(trouble.hub.as_str()) == hub))
    }

    /// Notes what came of telling the hub. That it fails is said when it begins, that it does no
    /// longer when it ends.
    fn note_told(&self, hub: &Url, told: &Told) -> Result<(), Error> {
        let now = self.clock.now();
        self.store.told(&told.done, now)?;
        let before = self.hub_trouble()?;
        let Some(failure) = &told.failure else {
            if before.is_some() {
                self.store.set_note(TROUBLE, "")?;
                tracing::info!("the hub {} takes what it is told again", shown(hub));
            }
            return Ok(());
        };
        if before.is_none() {
            let remedy = match told.refused {
                0 => "it is told later",
                _ => "does [publish] hub name a hub that serves this site?",
            };
            tracing::warn!("the hub could not be told of changes: {failure}; {remedy}");
        }
        let failures = before.map_or(0, |before| before.failures) + 1;
        let doubled = FIRST_WAIT * (1 << failures.saturating_sub(1).min(10));
        let wished = failure.retry_after.unwrap_or_default();
        let wished = TimeDelta::from_std(wished).unwrap_or(LONGEST_WAIT);
        let wait = match told.refused {
            0 => doubled.max(wished).min(LONGEST_WAIT),
            // What it refuses is not told again: there is nothing to wait for.
            _ => TimeDelta::zero(),
        };
        let trouble = Trouble {
            hub: hub.to_string(),
            failures,
            until: (now + wait).timestamp(),
        };
        let note = serde_json::to_string(&trouble).unwrap_or_default();
        Ok(self.store.set_note(TROUBLE, &note)?)
    }
}

impl Trouble {
    fn until(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.until, 0).unwrap_or_default()
    }
}

/// Tells the hub of one document after the other, for so long; no further ones once it proves to be
/// out of order.
async fn tell(client: &Client, hub: &Url, base: &Url, pings: Vec<Ping>, time: Duration) -> Told {
    let deadline = Instant::now() + time;
    let mut told = Told::default();
    let one = |ping: Ping| async move {
        let form = websub::publish(&format!("{base}{}", ping.path));
        let answer = timeout_at(deadline, client.post(hub, &form, Pace::AtOnce)).await;
        (ping, answer)
    };
    let mut answers = stream::iter(pings).map(one).buffer_unordered(AT_ONCE);
    while let Some((ping, answer)) = answers.next().await {
        match answer {
            Ok(Ok(())) => told.done.push(ping),
            Ok(Err(failure)) => {
                let refused = is_refusal(&failure);
                told.failure.get_or_insert(failure);
                if !refused {
                    break;
                }
                told.refused += 1;
                told.done.push(ping);
            }
            // Time is up, and no fault of the hub's.
            Err(_) => break,
        }
    }
    told
}

/// Whether the hub does not want to know of one document, which asking again would not change.
fn is_refusal(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Missing | FailureKind::Gone => true,
        FailureKind::Status(status) => (400..500).contains(&status) && status != 408,
        _ => false,
    }
}
