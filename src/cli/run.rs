//! `griot run`: the daemon.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::{Exit, usage};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, Config, Problems};
use crate::daemon::{self, Reload};

/// Poll on schedule and serve the editions, until SIGTERM
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot run                            as the configuration says
  griot run --listen 127.0.0.1:9000    on another port

SIGTERM and SIGINT end it cleanly. SIGHUP reads the configuration anew; one with a mistake is
refused, and the old one stays. Under systemd it says when it is ready.")]
pub struct Args {
    /// Where to serve, instead of what the configuration says
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

/// Runs the daemon until it is told to end.
///
/// # Errors
/// When the store, the public folder or the address cannot be used.
pub fn run(args: &Args, path: &Path) -> anyhow::Result<Exit> {
    let config = match read(path, args.listen) {
        Ok(config) => config,
        Err(problems) => return usage(&problems),
    };
    let runtime = crate::refresh::runtime().context("the async runtime did not start")?;
    runtime.block_on(async {
        let stop = stop_signal()?;
        let mut hangup = signal(SignalKind::hangup())?;
        let (path, listen) = (PathBuf::from(path), args.listen);
        let reload = Reload::new(move || read(&path, listen));
        let ask = reload.asking();
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                ask.notify_one();
            }
        });
        daemon::run(config, Clock::system(), Chance::system(), reload, stop).await
    })?;
    Ok(Exit::Done)
}

/// The configuration as it stands now, its warnings told.
fn read(path: &Path, listen: Option<SocketAddr>) -> Result<Config, Problems> {
    let mut config = config::load(path)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    if let Some(listen) = listen {
        config.serve.listen = listen;
    }
    Ok(config)
}

/// Resolves when the process is asked to end.
///
/// # Errors
/// When signals cannot be listened for.
pub fn stop_signal() -> io::Result<Stop> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let asking = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    Ok(Stop(Some(Box::pin(asking))))
}

/// That the process is asked to end. Who waits for it after that is told at once: a round has several
/// places at which it may end.
pub struct Stop(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Stop {
    /// Whether it has been asked, as far as somebody has waited for it.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.0.is_none()
    }
}

impl Future for Stop {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let Some(asking) = &mut self.0 {
            ready!(asking.as_mut().poll(context));
            self.0 = None;
        }
        Poll::Ready(())
    }
}
