//! What a configuration means to the stages: folders, locks, and each stage's own settings.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use super::publishing::WRITTEN_FROM;
use crate::attribute::{Attributor, Topics};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Keep, Store};
use crate::{fetch, group};

/// The database's name in the state folder.
const DATABASE: &str = "griot.db";

pub(super) fn database(config: &Config) -> PathBuf {
    config.instance.state_dir.join(DATABASE)
}

/// Where the instance's database is; it must be there already.
fn existing(config: &Config) -> Result<PathBuf, Error> {
    let path = database(config);
    match path.is_file() {
        true => Ok(path),
        false => Err(Error::NoStore { path }),
    }
}

/// Copies the instance's database to `file` while it is in use, as it is: that of an older version is
/// for going back to that. Who restores the copy may have files of later rounds in the public folder:
/// all of them are written anew then.
///
/// # Errors
/// When there is no database, it cannot be used, or the copy cannot be written.
pub fn backup(config: &Config, file: &Path) -> Result<(), Error> {
    let path = existing(config)?;
    let store = Store::open_as_it_is(&path).map_err(|error| Error::from(error).at(&path))?;
    let copied = store.backup(file, |copy| copy.forget_note(WRITTEN_FROM));
    copied.map_err(|error| Error::from(error).at(file))
}

/// Opens the instance's database to look at it; it must be there already. One of an older version is
/// brought up to date first, where nobody is at work on it.
///
/// # Errors
/// When there is none, it cannot be used, or an older version is at work on it.
pub fn existing_store(config: &Config) -> Result<Store, Error> {
    let path = existing(config)?;
    let at = |error| Error::from(error).at(&path);
    let store = Store::open_as_it_is(&path).map_err(at)?;
    if store.is_up_to_date().map_err(at)? {
        return Ok(store);
    }
    drop(store);
    let _lock = lock(config).map_err(|error| match error {
        Error::Locked { .. } => Error::Older { path: path.clone() },
        other => other,
    })?;
    Store::open(&path).map_err(at)
}

/// As [`existing_store`]; where there is none yet, one that holds nothing and leaves nothing.
///
/// # Errors
/// When there is one, and it cannot be used.
pub fn store_if_any(config: &Config) -> Result<Store, Error> {
    match existing_store(config) {
        Err(Error::NoStore { .. }) => Ok(Store::in_memory()?),
        store => store,
    }
}

/// Opens the instance's database for rounds, and makes it where there is none. Whether it is whole is
/// [told later](Store::checked).
///
/// # Errors
/// When the folder or the database cannot be used.
pub(super) fn open_store(config: &Config) -> Result<Store, Error> {
    let folder = &config.instance.state_dir;
    fs::create_dir_all(folder).map_err(|source| Error::State {
        path: folder.clone(),
        source,
    })?;
    Store::open_at_once(&database(config)).map_err(|error| Error::from(error).of(config))
}

/// The file that who does rounds holds a lock on.
pub(super) fn lock_file(config: &Config) -> PathBuf {
    config.instance.state_dir.join("griot.lock")
}

/// Takes the lock that only one process has.
pub(super) fn lock(config: &Config) -> Result<File, Error> {
    let folder = &config.instance.state_dir;
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::State { path, source }
    };
    fs::create_dir_all(folder).map_err(at(folder))?;
    let path = lock_file(config);
    // Its owner's alone: who can open it can hold it.
    let file = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .map_err(at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            path: folder.clone(),
        }),
        Err(TryLockError::Error(source)) => Err(at(&path)(source)),
    }
}

/// The gazetteer of a configuration: the bundled one with the operator's own words.
#[must_use]
pub fn attributor(config: &Config) -> Attributor {
    Attributor::new(&config.aliases, &config.blocks, &config.removals)
}

/// The topics of a configuration: the bundled table with the operator's own categories.
#[must_use]
pub fn topics(config: &Config) -> Topics {
    let own = config.topics.iter().flat_map(|own| {
        let categories = own.categories.iter();
        categories.map(|category| (category.as_str(), own.topic.slug()))
    });
    Topics::new(own)
}

/// How long grouping remembers an entry.
#[must_use]
pub fn window(config: &Config) -> TimeDelta {
    delta(config.group.window)
}

/// How a configuration wants entries grouped.
#[must_use]
pub fn group_settings(config: &Config, attributor: &Attributor) -> group::Settings {
    group::Settings {
        prior: Arc::new(group::Prior::of_places(attributor.everyday_names())),
        window: delta(config.group.window),
        caution: config.group.caution,
        ..group::Settings::default()
    }
}

/// How a configuration wants sources asked.
#[must_use]
pub fn fetch_settings(config: &Config) -> fetch::Settings {
    fetch::Settings {
        contact: config.instance.contact.clone(),
        allow_networks: config.fetch.allow_networks.clone(),
        concurrency: config.fetch.concurrency,
        per_host_connections: config.fetch.per_host_connections,
        per_host_interval: config.fetch.per_host_interval,
        timeout: config.fetch.timeout,
        max_body: usize::try_from(config.fetch.max_body).unwrap_or(usize::MAX),
        retry_scope: config.fetch.retry_scope,
        ..fetch::Settings::default()
    }
}

/// What a configuration keeps, and for how long.
pub(super) fn keep(config: &Config) -> Keep {
    Keep {
        entries: delta(config.retention.keep),
        archive: delta(config.archive.keep),
        archive_bytes: config.archive.max_size,
    }
}

/// What time it is, unless the clock stands before 1970: HTTP's dates and the ids of stories begin
/// there, and no machine that is asked to poll was at work then.
pub(super) fn time(clock: &Clock) -> Result<DateTime<Utc>, Error> {
    let now = clock.now();
    match now < DateTime::UNIX_EPOCH {
        true => Err(Error::Clock { now }),
        false => Ok(now),
    }
}

/// A configured length of time; the longest that can be reckoned with where it is longer.
pub(super) fn delta(duration: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// The runtime that rounds and servers run on. Its blocking threads look up names and read feeds;
/// looking up waits, and reading is bounded to a feed for each core where it is done.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores())
        .max_blocking_threads(64)
        .enable_all()
        .build()
}

pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
