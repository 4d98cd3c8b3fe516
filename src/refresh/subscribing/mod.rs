//! Subscriptions to the hubs that feeds name (WebSub), kept beside the rounds of the daemon.
//!
//! What a hub says is answered at once and out of memory ([`keeper`]); what follows from it is
//! stored here, between two rounds, by the one writer that there is. What was delivered waits in
//! memory for the next round, which comes at once. A process that ends before that loses no news: a
//! hub is relied on only from the first delivery after the source was last asked by this process.

mod keeper;
mod life;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

use super::{Error, Refresher};
use crate::chance::Chance;
use crate::config::{Config, Kind};
use crate::domain::{Announced, Phase, Secret, SourceId, Subscription, address};
use crate::fetch::{self, Failure, Pace};
use crate::serve::{Callbacks, Delivery};
use crate::websub;

use keeper::{Call, Keeper, What};

/// Under this name the store keeps below which address hubs were asked to call.
const CALLED_AT: &str = "websub";

/// What a round has to know of hubs.
#[derive(Debug)]
pub(super) struct Hubs {
    /// What was delivered and is not recorded yet.
    pub(super) delivered: VecDeque<(SourceId, Url, Delivery)>,
    /// Sources that are said to have something new.
    pub(super) hinted: BTreeSet<SourceId>,
}

/// A request that has ended: under which token it was made, in which phase, and what came of it.
type Ended = (Secret, Result<(), Failure>);

/// Keeps the subscriptions of an instance.
#[derive(Debug)]
pub struct Subscriber {
    keeper: Arc<Keeper>,
    calls: mpsc::Receiver<Call>,
    /// What was received while it was waited for.
    waiting: Vec<Call>,
    requests: JoinSet<Ended>,
    ended: Vec<Ended>,
    base: Url,
    /// Whether there are to be any.
    wanted: bool,
    chance: Chance,
}

/// Whether the daemon subscribes to hubs: as the configuration says or, where it says nothing, where
/// hubs can reach the instance.
#[must_use]
pub fn subscribes(config: &Config) -> bool {
    let reached = || fetch::is_public(&config.instance.base_url);
    config.fetch.websub.unwrap_or_else(reached)
}

impl Subscriber {
    /// Takes up what was asked for earlier. From now on rounds of `refresher` rely on hubs.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn open(refresher: &mut Refresher, chance: Chance) -> Result<Self, Error> {
        let config = Arc::clone(&refresher.config);
        let base = config.instance.base_url.clone();
        let most_bytes = usize::try_from(config.fetch.max_body).unwrap_or(usize::MAX);
        let store = &refresher.store;
        if store.note(CALLED_AT)?.as_deref() != Some(base.as_str()) {
            // Hubs call at addresses that are ours no longer.
            for subscription in store.subscriptions()? {
                store.forget_subscription(&subscription.token)?;
            }
            store.set_note(CALLED_AT, base.as_str())?;
        }
        // What was delivered while nobody was here is lost.
        store.doubt_hubs(None)?;
        let (keeper, calls) = Keeper::new(most_bytes);
        keeper.expect(&store.subscriptions()?);
        refresher.hubs = Some(Hubs {
            delivered: VecDeque::new(),
            hinted: BTreeSet::new(),
        });
        Ok(Self {
            keeper: Arc::new(keeper),
            calls,
            waiting: Vec::new(),
            requests: JoinSet::new(),
            ended: Vec::new(),
            base,
            wanted: subscribes(&config),
            chance,
        })
    }

    /// Goes by the configuration that rounds go by now.
    pub fn reconfigured(&mut self, refresher: &Refresher) {
        self.wanted = subscribes(&refresher.config);
    }

    /// Who answers hubs.
    #[must_use]
    pub fn callbacks(&self) -> Arc<dyn Callbacks> {
        Arc::clone(&self.keeper) as Arc<dyn Callbacks>
    }

    /// Waits until there is something to see to. Nothing is lost when it is not waited for to the
    /// end.
    pub async fn woken(&mut self) {
        tokio::select! {
            Some(call) = self.calls.recv() => self.waiting.push(call),
            Some(Ok(ended)) = self.requests.join_next() => self.ended.push(ended),
            else => std::future::pending().await,
        }
    }

    /// Notes what hubs said and what came of asking them, and asks those whose time has come.
    /// Whether there is news for a round.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn see_to(&mut self, refresher: &mut Refresher) -> Result<bool, Error> {
        let now = refresher.clock.now();
        let known = refresher.store.subscriptions()?;
        let mut known: BTreeMap<String, Subscription> = (known.into_iter())
            .map(|subscription| (subscription.token.reveal().to_owned(), subscription))
            .collect();
        let before = known.clone();
        self.note_calls(refresher, &mut known, now);
        self.note_requests(&mut known, now);
        self.match_wishes(refresher, &mut known, now)?;
        self.ask(refresher, &mut known, now);
        for (token, subscription) in &known {
            if before.get(token) != Some(subscription) {
                refresher.store.save_subscription(subscription)?;
            }
        }
        for (token, subscription) in &before {
            if !known.contains_key(token) {
                refresher.store.forget_subscription(&subscription.token)?;
            }
        }
        self.keeper.expect(known.values());
        let hubs = refresher.hubs.as_ref();
        Ok(hubs.is_some_and(|hubs| !hubs.delivered.is_empty() || !hubs.hinted.is_empty()))
    }

    /// When a hub next has to be asked.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next(&self, refresher: &Refresher) -> Result<Option<DateTime<Utc>>, Error> {
        let subscriptions = refresher.store.subscriptions()?;
        Ok(subscriptions.iter().filter_map(|one| one.due).min())
    }

    fn note_calls(
        &mut self,
        refresher: &mut Refresher,
        known: &mut BTreeMap<String, Subscription>,
        now: DateTime<Utc>,
    ) {
        while let Ok(call) = self.calls.try_recv() {
            self.waiting.push(call);
        }
        for Call { token, what } in self.waiting.drain(..) {
            let Some(subscription) = known.get_mut(token.reveal()) else {
                continue;
            };
            let source = subscription.source.clone();
            match what {
                What::Confirmed(lease) => {
                    let is_new = subscription.phase != Phase::Active;
                    life::confirmed(subscription, lease, now);
                    if is_new {
                        let hub = address::shown(&subscription.of.hub);
                        tracing::info!(source = %source, hub, "a hub delivers what is new");
                    }
                }
                What::Ended => {
                    known.remove(token.reveal());
                }
                What::Denied(reason) => {
                    life::denied(subscription, &reason, now);
                    let trouble = subscription.trouble.as_deref().unwrap_or_default();
                    tracing::warn!(source = %source, "{trouble}; it is polled as it was before");
                }
                What::Delivered(delivery) => {
                    let topic = Url::parse(&subscription.of.topic).ok();
                    if let (Some(topic), Some(hubs)) = (topic, &mut refresher.hubs) {
                        hubs.delivered.push_back((source, topic, delivery));
                    }
                }
                What::Hinted => {
                    let hinted = refresher.hubs.as_mut().map(|hubs| &mut hubs.hinted);
                    hinted.map(|hinted| hinted.insert(source));
                }
            }
        }
    }

    fn note_requests(&mut self, known: &mut BTreeMap<String, Subscription>, now: DateTime<Utc>) {
        while let Some(ended) = self.requests.try_join_next() {
            // What panicked has said so.
            self.ended.extend(ended);
        }
        for (token, came) in self.ended.drain(..) {
            let (Some(subscription), Err(failure)) = (known.get_mut(token.reveal()), came) else {
                continue;
            };
            life::failed(subscription, &failure, now);
            if subscription.attempts == 1 {
                let source = &subscription.source;
                tracing::warn!(source = %source, "its hub cannot be asked: {failure}; the source is polled");
            }
        }
    }

    /// Begins what is wanted, and ends what is wanted no longer.
    fn match_wishes(
        &self,
        refresher: &Refresher,
        known: &mut BTreeMap<String, Subscription>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut wanted = self.wishes(refresher)?;
        for subscription in known.values_mut() {
            match wanted.get(&subscription.source) {
                Some(of) if *of == subscription.of && subscription.phase != Phase::Leaving => {
                    wanted.remove(&subscription.source);
                }
                _ if subscription.phase != Phase::Leaving => life::leave(subscription, now),
                _ => {}
            }
        }
        known.retain(|_, subscription| !life::is_over(subscription, now));
        for (source, of) in wanted {
            let Some((token, secret)) = self.chance.secret().zip(self.chance.secret()) else {
                tracing::warn!("this machine has no chance to give, so no hub is asked");
                break;
            };
            let begun = life::begin(source, of, token.clone(), secret, now);
            known.insert(token, begun);
        }
        Ok(())
    }

    /// The sources that are polled, and the hubs that their feeds name.
    fn wishes(&self, refresher: &Refresher) -> Result<BTreeMap<SourceId, Announced>, Error> {
        let mut wishes = BTreeMap::new();
        if self.wanted {
            let mut named = refresher.store.announced()?;
            let sources = refresher.config.enabled();
            for source in sources.filter(|source| matches!(source.kind, Kind::Feed)) {
                let id = &source.source.id;
                wishes.extend(named.remove(id).map(|of| (id.clone(), of)));
            }
        }
        Ok(wishes)
    }

    /// Asks the hubs whose time has come. What they are asked is expected before they hear of it.
    fn ask(
        &mut self,
        refresher: &Refresher,
        known: &mut BTreeMap<String, Subscription>,
        now: DateTime<Utc>,
    ) {
        let mut forms = Vec::new();
        for subscription in known.values_mut().filter(|one| life::is_due(one, now)) {
            life::ask(subscription, now);
            let place = format!("{}{}", websub::CALLBACKS, subscription.token.reveal());
            let Ok(callback) = self.base.join(&place) else {
                continue;
            };
            let (topic, secret) = (&subscription.of.topic, subscription.secret.as_ref());
            let form = match subscription.phase {
                Phase::Leaving => websub::unsubscribe(&callback, topic),
                _ => websub::subscribe(&callback, topic, life::LEASE, secret),
            };
            forms.push((
                subscription.token.clone(),
                subscription.of.hub.clone(),
                form,
            ));
        }
        self.keeper.expect(known.values());
        for (token, hub, form) in forms {
            let client = Arc::clone(&refresher.client);
            self.requests.spawn(async move {
                let came = client.post(&hub, &form, Pace::InTurn).await;
                (token, came)
            });
        }
    }
}
