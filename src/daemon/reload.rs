//! Another configuration, while it runs.

use std::sync::Arc;

use sd_notify::NotifyState;
use tokio::sync::Notify;

use super::notify;
use super::site::Site;
use crate::config::{Config, Problems};
use crate::refresh::{Refresher, SETTLE_DAEMON, Subscriber};

/// Where the configuration is read anew when somebody asks for it.
pub struct Reload {
    ask: Arc<Notify>,
    read: Box<dyn Fn() -> Result<Config, Problems> + Send + Sync>,
}

impl Reload {
    /// Reads by `read`.
    pub fn new(read: impl Fn() -> Result<Config, Problems> + Send + Sync + 'static) -> Self {
        Self {
            ask: Arc::default(),
            read: Box::new(read),
        }
    }

    /// What is notified to ask for it. Asked during a round, it is done after that.
    #[must_use]
    pub fn asking(&self) -> Arc<Notify> {
        Arc::clone(&self.ask)
    }

    pub(super) async fn asked(&self) {
        self.ask.notified().await;
    }

    /// Takes the configuration over, if it is right as a whole; otherwise says what is wrong, and the
    /// old one stays. Nothing that is under way is dropped.
    pub(super) fn take_over(
        &self,
        refresher: &mut Refresher,
        hubs: &mut Subscriber,
        site: &mut Site,
    ) {
        // systemd takes the two together for one message (sd_notify(3)).
        match NotifyState::monotonic_usec_now() {
            Ok(now) => notify(&[NotifyState::Reloading, now]),
            Err(_) => notify(&[NotifyState::Reloading]),
        }
        match (self.read)() {
            Err(problems) => {
                tracing::error!("the configuration is refused and the old one stays: {problems}");
            }
            Ok(config) => match refresher.reconfigure(config, SETTLE_DAEMON) {
                Err(error) => tracing::error!("the old configuration stays: {error}"),
                Ok(kept) => {
                    hubs.reconfigured(refresher);
                    site.reconfigured(refresher.config());
                    let sources = refresher.config().enabled().count();
                    tracing::info!(sources, "the configuration was taken over");
                    if !kept.is_empty() {
                        let kept = kept.join(", ");
                        tracing::warn!("{kept} cannot change while it runs; restart for it");
                    }
                }
            },
        }
        notify(&[NotifyState::Ready]);
    }
}
