//! Who answers hubs while rounds go on: what we asked for, in memory, and what hubs said since.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::domain::{Phase, Secret, SourceId, Subscription};
use crate::serve::{Callbacks, Delivery};
use crate::websub::{self, Intent};

/// What hubs said that is not noted yet, at most; beyond that they are asked to come again.
const MOST_CALLS: usize = 4096;

/// What a hub did.
#[derive(Debug)]
pub(super) struct Call {
    /// Under which subscription.
    pub token: Secret,
    /// What it did.
    pub what: What,
}

/// What a hub did.
#[derive(Debug)]
pub(super) enum What {
    /// It confirmed a subscription, for so long.
    Confirmed(Option<Duration>),
    /// It confirmed the end of one.
    Ended,
    /// It refused one, or ended it: why.
    Denied(String),
    /// It brought a document, and has shown that it is the hub.
    Delivered(Delivery),
    /// It, or somebody else, says that there is something new.
    Hinted,
}

/// What is expected of a hub.
#[derive(Debug)]
struct Expected {
    source: SourceId,
    topic: String,
    secret: Option<Secret>,
    phase: Phase,
    /// Whether a hint was handed on since this was last looked over: one says all.
    hinted: bool,
}

/// Answers hubs out of memory.
#[derive(Debug)]
pub(super) struct Keeper {
    expected: Mutex<HashMap<String, Expected>>,
    calls: mpsc::Sender<Call>,
    most_bytes: usize,
}

impl Keeper {
    /// One that expects nothing yet, and where what hubs say comes out.
    pub(super) fn new(most_bytes: usize) -> (Self, mpsc::Receiver<Call>) {
        let (calls, said) = mpsc::channel(MOST_CALLS);
        let keeper = Self {
            expected: Mutex::default(),
            calls,
            most_bytes,
        };
        (keeper, said)
    }

    /// Expects what was asked for under these subscriptions, and nothing else.
    pub(super) fn expect<'a>(&self, subscriptions: impl IntoIterator<Item = &'a Subscription>) {
        let expected = subscriptions.into_iter().map(|subscription| {
            let expected = Expected {
                source: subscription.source.clone(),
                topic: subscription.of.topic.clone(),
                secret: subscription.secret.clone(),
                phase: subscription.phase,
                hinted: false,
            };
            (subscription.token.reveal().to_owned(), expected)
        });
        *self.expected() = expected.collect();
    }

    fn expected(&self) -> MutexGuard<'_, HashMap<String, Expected>> {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands on what a hub did; whether there was room for it.
    fn call(&self, token: &str, what: What) -> Result<(), What> {
        let token = Secret::new(token);
        let sent = self.calls.try_send(Call { token, what });
        sent.map_err(|error| error.into_inner().what)
    }
}

impl Callbacks for Keeper {
    fn intent(&self, token: &str, query: &str) -> Option<String> {
        let (intent, topic) = Intent::read(query)?;
        let phase = {
            let expected = self.expected();
            let expected = expected.get(token)?;
            (expected.topic == topic).then_some(expected.phase)?
        };
        let (what, answer) = match (intent, phase) {
            (Intent::Subscribe { challenge, lease }, Phase::Asked | Phase::Active) => {
                (What::Confirmed(lease), challenge)
            }
            (Intent::Unsubscribe { challenge }, Phase::Leaving) => (What::Ended, challenge),
            (Intent::Denied { reason }, _) => (What::Denied(reason), String::new()),
            _ => return None,
        };
        self.call(token, what).ok()?;
        Some(answer)
    }

    fn expects(&self, token: &str) -> Option<usize> {
        let expected = self.expected();
        let phase = expected.get(token)?.phase;
        matches!(phase, Phase::Asked | Phase::Active).then_some(self.most_bytes)
    }

    fn deliver(&self, token: &str, delivery: Delivery) -> Result<(), Delivery> {
        let (source, secret, was_hinted) = match self.expected().get_mut(token) {
            Some(expected) => (
                expected.source.clone(),
                expected.secret.clone(),
                std::mem::replace(&mut expected.hinted, true),
            ),
            // It has ended meanwhile.
            None => return Ok(()),
        };
        let Some(secret) = secret else {
            if !was_hinted {
                // Where there is no room for it, rounds are busy with news already.
                let _ = self.call(token, What::Hinted);
            }
            return Ok(());
        };
        let signature = delivery.signature.as_deref().unwrap_or_default();
        if !websub::is_signed(signature, &secret, &delivery.bytes) {
            // WebSub, section 8: answered like any other, and not used.
            tracing::debug!(source = %source, "a delivery without the hub's signature is not used");
            return Ok(());
        }
        match self.call(token, What::Delivered(delivery)) {
            Err(What::Delivered(delivery)) => Err(delivery),
            _ => Ok(()),
        }
    }
}
