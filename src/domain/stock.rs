//! What an instance holds, in numbers.

use std::collections::BTreeMap;

use super::Condition;

/// What an instance holds and how its sources are doing, as `/metrics` tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// How many of the configured sources are in which condition.
    pub sources: BTreeMap<Condition, u64>,
    /// Configured sources that permanent redirects have taken elsewhere.
    pub moved: u64,
    /// Sources whose time has come and that have not been asked yet.
    pub due: u64,
    /// Polls that have begun and are not recorded yet.
    pub under_way: u64,
    /// Entries that are remembered.
    pub entries: u64,
    /// Stories that readers see.
    pub stories: u64,
    /// Bytes of the database.
    pub database: u64,
    /// Bytes of its write-ahead log.
    pub wal: u64,
    /// Bytes of archived bodies, a part of the database.
    pub archive: u64,
    /// Free bytes where the database lies, for us; none where the system does not say.
    pub state_free: Option<u64>,
    /// Free bytes where the published files lie.
    pub public_free: Option<u64>,
}
