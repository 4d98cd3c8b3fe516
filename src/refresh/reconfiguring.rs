//! What hangs on the configuration, and another one taken over between rounds.

use std::sync::Arc;

use chrono::TimeDelta;

use super::desk::Desk;
use super::grouping::Grouping;
use super::instance::{attributor, delta, fetch_settings, group_settings, topics};
use super::sources_shown::SourcesShown;
use super::{Error, Refresher, alerts, filters};
use crate::attribute::Attributor;
use crate::config::Config;
use crate::fetch::Client;
use crate::life;
use crate::store::Store;

impl Refresher {
    /// Goes by another configuration from now on. Polls that are under way go on and are recorded; new
    /// stories wait `settle` unless the configuration sets its own time. Gives what cannot change while
    /// this lives, and stays as it was: addresses that were given out, and folders that are open.
    ///
    /// # Errors
    /// When the store refuses, or a client cannot be set up; then everything stays as it was.
    pub fn reconfigure(
        &mut self,
        mut config: Config,
        settle: TimeDelta,
    ) -> Result<Vec<&'static str>, Error> {
        let kept = config.keep_what_is_in_use(&self.config);
        let asks_alike = config.fetch == self.config.fetch
            && config.instance.contact == self.config.instance.contact;
        let client = match asks_alike {
            // It knows which hosts want to be left alone.
            true => Arc::clone(&self.client),
            false => Arc::new(Client::new(fetch_settings(&config), self.clock.clone())?),
        };
        let attributor = attributor(&config);
        self.desk = desk(&config, settle, &self.store)?;
        self.client = client;
        self.attributor = Arc::new(attributor);
        self.config = Arc::new(config);
        self.grouping = grouping(&self.config, &self.attributor);
        // Its page may have to name others.
        self.sources_shown = SourcesShown::default();
        Ok(kept)
    }
}

/// Grouping as a configuration wants it.
pub(super) fn grouping(config: &Arc<Config>, attributor: &Arc<Attributor>) -> Grouping {
    let (config, attributor) = (Arc::clone(config), Arc::clone(attributor));
    Grouping::new(move || group_settings(&config, &attributor))
}

/// Where stories are told as a configuration wants them told.
pub(super) fn desk(config: &Config, settle: TimeDelta, store: &Store) -> Result<Desk, Error> {
    let rules = life::Rules {
        authority: config.instance.authority.clone(),
        settle: config.group.settle.map_or(settle, delta),
        window: delta(config.group.window),
    };
    let sources = config.sources.iter().map(|entry| Arc::clone(&entry.source));
    let sieves = filters::of_editions(config);
    let mut desk = Desk::new(sources, topics(config), sieves, rules);
    desk.watches = alerts::watches(config);
    desk.learn(store.sources()?.values());
    Ok(desk)
}
