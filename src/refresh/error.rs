//! What stops a round.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::Refusal;
use super::instance::database;
use crate::config::Config;
use crate::{fetch, publish, store};

/// What stops a round, as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store, which does not know its file's name.
    #[error("{source} ({})", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it says.
        source: store::Error,
    },
    /// The public folder.
    #[error(transparent)]
    Publish(#[from] publish::directory::Error),
    /// The client cannot be set up.
    #[error(transparent)]
    Client(#[from] fetch::Error),
    /// The state folder, or its lock, cannot be used.
    #[error(
        "cannot use {path} for what griot remembers: {source}; state_dir has to be a folder in which \
         this user may write"
    )]
    State {
        /// The folder, or the file in it.
        path: PathBuf,
        /// The system's word on it.
        source: io::Error,
    },
    /// The machine's clock is wrong beyond doubt.
    #[error(
        "this machine's clock says {}, and nothing is done by a clock that stands before 1970; set it \
         right first",
        now.format("%Y-%m-%d")
    )]
    Clock {
        /// What it says.
        now: DateTime<Utc>,
    },
    /// The state folder was taken away, or another one put in its place.
    #[error(
        "{path} was taken away while griot was at work, and nothing is written until it is back; put \
         it back, or restart griot to begin with what is there now"
    )]
    Moved {
        /// The file that is not what it was.
        path: PathBuf,
    },
    /// There is nothing to look at yet.
    #[error(
        "there is no database {path} yet; `griot refresh` makes it, or state_dir in [instance] names another folder"
    )]
    NoStore {
        /// Where it would be.
        path: PathBuf,
    },
    /// What the operator asks for cannot be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Another griot is at work on the same state.
    #[error("another griot is at work on {path}; it does the rounds, so wait for it or stop it")]
    Locked {
        /// The state folder.
        path: PathBuf,
    },
    /// What was to be looked at is of an older version, which counts on it.
    #[error(
        "an older griot is at work on the database {path}, which this one would change to look at it; \
         restart that as this version first"
    )]
    Older {
        /// The database.
        path: PathBuf,
    },
}

impl Error {
    /// Whether the store is damaged: no round will do better.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Store(store::Error::Corrupt { .. }))
    }

    /// The same, naming the database of this configuration where that is what is meant.
    pub(super) fn of(self, config: &Config) -> Self {
        self.at(&database(config))
    }

    /// The same, naming this file where the database in it is what is meant.
    pub(super) fn at(self, file: &Path) -> Self {
        match self {
            Self::Store(source) if source.lacks_the_file() => Self::Database {
                path: file.to_owned(),
                source,
            },
            other => other,
        }
    }
}
