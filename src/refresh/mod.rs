//! One round: the sources that are due are polled, what they brought is grouped, stored and
//! published. The command line and the daemon both call it.

mod alerts;
mod announcing;
mod bench;
mod bonds;
mod deeds;
mod delivering;
mod desk;
mod dossier;
mod error;
mod explain;
mod export;
mod filters;
mod forgetting;
mod grouping;
mod hand;
mod held;
mod hosts;
mod images;
mod instance;
mod laying;
mod lists;
mod pages;
mod polling;
mod printing;
mod publishing;
mod reconfiguring;
mod replay;
mod rights;
mod silence;
mod sources_shown;
mod stock;
mod subscribing;
mod summary;
mod telling;
mod under_way;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::attribute::Attributor;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Edition, EntryId, SourceId, Story, StoryId, Tombstone};
use crate::fetch::Client;
use crate::poll::{Readers, Rulebook};
use crate::publish::Directory;
use crate::store::Store;

use announcing::Announcing;
use desk::Desk;
use grouping::Grouping;
use held::Held;
use instance::{cores, database, delta, keep, lock, lock_file, open_store, time};
use pages::Asked;
use polling::Done;
use sources_shown::SourcesShown;
use subscribing::Hubs;
use summary::Watch;
use under_way::UnderWay;

pub use alerts::{NotGiven, try_out};
pub use bench::{Bench, Near};
pub use error::Error;
pub use explain::{Explained, ExplainedStory, explain, explain_story};
pub use export::{Exported, ExportedEntry, export};
pub use forgetting::prunable;
pub use hand::{Laid, Refusal};
pub use instance::{
    attributor, backup, existing_store, fetch_settings, group_settings, runtime, store_if_any,
    topics, window,
};
pub use laying::overruled;
pub use lists::{ListFailure, ListHealth, Lists, ReadingLists};
pub use polling::Which;
pub use replay::{Replayed, in_folder, replay};
pub use rights::{Unwritable, unwritable};
pub use subscribing::{Subscriber, subscribes};
pub use summary::{OFFLINE, Summary, Verdict};
pub use views::health;

/// How long a new story waits in a single round: there is no later look at it to wait for.
pub const SETTLE_ONCE: TimeDelta = TimeDelta::zero();

/// How long a new story waits in the daemon: the version that some readers keep for ever shall
/// already name more than one outlet.
pub const SETTLE_DAEMON: TimeDelta = TimeDelta::minutes(5);

/// How a round shows how far it has come.
pub trait Progress {
    /// So many sources are going to be polled.
    fn polling(&self, sources: usize);
    /// This one was.
    fn polled(&self, source: &str);
    /// Another step begins, or the same has got further.
    fn step(&self, what: &'static str);
    /// The round is over.
    fn done(&self);
}

/// Shows nothing.
#[derive(Clone, Copy, Debug)]
pub struct Quietly;

impl Progress for Quietly {
    fn polling(&self, _sources: usize) {}
    fn polled(&self, _source: &str) {}
    fn step(&self, _what: &'static str) {}
    fn done(&self) {}
}

/// Everything that a round needs, held from round to round.
pub struct Refresher {
    config: Arc<Config>,
    clock: Clock,
    store: Store,
    client: Arc<Client>,
    attributor: Arc<Attributor>,
    directory: Directory,
    desk: Desk,
    grouping: Grouping,
    under_way: UnderWay<Done>,
    /// Sources whose answers could not be stored, and until when they are left alone.
    unrecorded: BTreeMap<SourceId, DateTime<Utc>>,
    /// Pages that are asked for, and the entries that they are of.
    pages: UnderWay<Asked>,
    pages_asked: BTreeSet<EntryId>,
    /// Images that were asked for and have not come yet.
    images: UnderWay<images::Fetched, String>,
    /// Alerts that are being given.
    alerts: UnderWay<alerts::Tried, (String, StoryId)>,
    rulebook: Arc<Rulebook>,
    readers: Readers,
    /// Since when this process has been at work.
    since: DateTime<Utc>,
    /// What hubs brought, where a daemon listens to them.
    hubs: Option<Hubs>,
    announcing: Announcing,
    sources_shown: SourcesShown,
    /// Held for as long as this lives: one process at a time does rounds.
    _lock: File,
    /// The lock's file and the database's.
    held: [Held; 2],
}

impl Refresher {
    /// Opens the store and the public folder. A new story waits `settle` unless the configuration
    /// sets its own time.
    ///
    /// Whether the store is whole is found out while the first polls are under way: nothing is
    /// written to it before that is known.
    ///
    /// # Errors
    /// When either folder cannot be used, or another process is at work on them.
    pub fn open(config: Config, clock: Clock, settle: TimeDelta) -> Result<Self, Error> {
        let since = time(&clock)?;
        let lock = lock(&config)?;
        let store = open_store(&config)?;
        let read = Self::read(&store, &config, &clock, settle);
        let (desk, rulebook) = read.map_err(|error| damage_first(&store, error, &config))?;
        let found =
            |path: PathBuf| Held::new(&path).map_err(|source| Error::State { path, source });
        let held = [found(lock_file(&config))?, found(database(&config))?];
        let directory = Directory::open(&config.instance.public_dir)?;
        let client = Client::new(fetch_settings(&config), clock.clone())?;
        let attributor = Arc::new(attributor(&config));
        let config = Arc::new(config);
        Ok(Self {
            grouping: reconfiguring::grouping(&config, &attributor),
            config,
            clock,
            store,
            client: Arc::new(client),
            attributor,
            directory,
            desk,
            under_way: UnderWay::none(),
            unrecorded: BTreeMap::new(),
            pages: UnderWay::none(),
            pages_asked: BTreeSet::new(),
            images: UnderWay::none(),
            alerts: UnderWay::none(),
            rulebook: Arc::new(rulebook),
            readers: Readers::new(cores()),
            since,
            hubs: None,
            announcing: Announcing::default(),
            sources_shown: SourcesShown::default(),
            _lock: lock,
            held,
        })
    }

    /// Begins some of the polls that are due, ahead of the first round, which records them: what a
    /// start reads and writes takes longer than to ask. No more than are asked at once, since what they
    /// bring stays in memory until then; and none of which a hub may deliver something before anybody
    /// listens to it.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn ask_ahead(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        let mut ahead = Summary::begin(now, b"ahead");
        let jobs = self.jobs(&Which::Scheduled, now, &mut ahead);
        let mut jobs = self.told(jobs)?;
        let subscriptions = self.store.subscriptions().map_err(Error::from);
        let subscriptions = self.told(subscriptions)?;
        let subscribed: BTreeSet<_> = subscriptions.iter().map(|one| &one.source).collect();
        jobs.retain(|job| !subscribed.contains(&job.state.id));
        jobs.truncate(self.config.fetch.concurrency);
        self.start(jobs, now);
        Ok(())
    }

    /// What is read before the first round.
    fn read(
        store: &Store,
        config: &Config,
        clock: &Clock,
        settle: TimeDelta,
    ) -> Result<(Desk, Rulebook), Error> {
        let desk = reconfiguring::desk(config, settle, store)?;
        Ok((desk, Rulebook::new(store.site_rules(clock.now())?)))
    }

    /// What was done or, where that failed, why: where the store is damaged, that.
    fn told<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        done.map_err(|error| damage_first(&self.store, error, &self.config))
    }

    /// Runs one round. When `stop` resolves, polling ends, what was polled is kept, and the answer
    /// is none: the next round carries on.
    ///
    /// A source that fails is part of the summary and no error.
    ///
    /// # Errors
    /// When the store or the public folder refuses; what was recorded until then stays.
    pub async fn round(
        &mut self,
        which: &Which,
        progress: &dyn Progress,
        stop: impl Future<Output = ()> + Unpin,
    ) -> Result<Option<Summary>, Error> {
        let done = self.steps(which, progress, stop).await;
        self.told(done)
    }

    async fn steps(
        &mut self,
        which: &Which,
        progress: &dyn Progress,
        mut stop: impl Future<Output = ()> + Unpin,
    ) -> Result<Option<Summary>, Error> {
        self.held.iter().try_for_each(Held::is_there)?;
        let started = time(&self.clock)?;
        let mut summary = Summary::begin(started, self.config.instance.authority.as_bytes());
        let mut watch = Watch::start();
        self.begin_day(started)?;
        self.record_delivered(started, &mut summary).await?;
        let polled = self
            .poll(which, progress, &mut stop, started, &mut summary)
            .await?;
        // Until now it was checked beside the polls.
        self.store.checked()?;
        summary.milliseconds.polling = watch.lap();
        let finished = polled
            && self
                .enrich(which, progress, &mut stop, started, &mut summary)
                .await?;
        if !finished {
            progress.done();
            return Ok(None);
        }
        summary.milliseconds.pages = watch.lap();
        self.settle(started, progress, &mut summary)?;
        summary.milliseconds.grouping = watch.lap();
        self.listen(started)?;
        if !self
            .fetch_images(which, progress, &mut stop, started)
            .await?
        {
            progress.done();
            return Ok(None);
        }
        summary.milliseconds.images = watch.lap();
        self.publish(progress, &mut summary)?;
        self.prune(started)?;
        summary.milliseconds.publishing = watch.lap();
        if *which != Which::Scheduled {
            // The daemon gives them between its rounds.
            progress.step("alerts");
            self.give_alerts_in_time(&mut stop).await?;
        }
        progress.done();
        summary.finished = self.clock.now();
        Ok(Some(summary))
    }

    /// Forgets a source with all its entries, and writes the editions without them; how many went,
    /// or none when there is no such source.
    ///
    /// # Errors
    /// When the store or the public folder refuses.
    pub fn forget(&mut self, source: &SourceId) -> Result<Option<usize>, Error> {
        if !self.store.sources()?.contains_key(source) {
            return Ok(None);
        }
        let gone = self.store.forget(source)?;
        let now = self.clock.now();
        let mut summary = Summary::begin(now, b"forget");
        self.settle(now, &Quietly, &mut summary)?;
        self.publish(&Quietly, &mut summary)?;
        Ok(Some(gone))
    }

    fn settle(
        &mut self,
        now: DateTime<Utc>,
        progress: &dyn Progress,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        self.set_alerts(now)?;
        let begin = || progress.step("grouping");
        let stories = self.grouping.run(&self.store, &self.desk, now, begin)?;
        summary.stories = stories;
        if stories.new + stories.changed + stories.merged > 0 && !self.config.archive.keep.is_zero()
        {
            self.store.note_round(now, self.desk.rules.settle)?;
        }
        Ok(())
    }

    /// Writes editions that an earlier round left unwritten, and all of them where there are none.
    ///
    /// # Errors
    /// When the store or the public folder refuses.
    pub fn publish_what_waits(&self, progress: &dyn Progress) -> Result<(), Error> {
        let mut summary = Summary::begin(self.clock.now(), b"start");
        self.told(self.publish(progress, &mut summary))
    }

    /// Every story that was published and is gone.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn gone(&self) -> Result<Vec<Tombstone>, Error> {
        self.told(publishing::all_gone(&self.store))
    }

    /// How many stories are published, and how many of them at least two outlets report.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn story_counts(&self) -> Result<(usize, usize), Error> {
        Ok(self.store.story_counts()?)
    }

    /// Every edition that there is.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn editions(&self) -> Result<Vec<Edition>, Error> {
        self.all_editions()
    }

    /// The published stories that several outlets report, those that changed last first: title,
    /// countries, outlets.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn moving(&self, limit: usize) -> Result<Vec<Story>, Error> {
        let mut stories = Vec::new();
        for id in self.store.moving(2, limit)? {
            if let Some(life) = self.store.life(id)? {
                stories.extend(self.desk.story(&self.store, life)?);
            }
        }
        Ok(stories)
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// When the next source is due, the next story has to be looked at, or an alert is to be given.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next_event(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let now = self.clock.now();
        let polls = self.next_poll(now)?;
        let stories = self.store.next_due()?;
        let alerts = self.store.next_alert()?;
        let images = (!self.images.is_empty()).then(|| now + images::LOOK_AGAIN);
        let events = polls.into_iter().chain(stories).chain(alerts);
        Ok(events.chain(images).min())
    }
}

/// Why something failed: where the store is damaged, that, whatever came of it.
fn damage_first(store: &Store, error: Error, config: &Config) -> Error {
    store.checked().err().map_or(error, Error::from).of(config)
}
