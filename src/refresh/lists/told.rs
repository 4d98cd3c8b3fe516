//! What came of asking for reading lists, for people and, as `--json`, for programs.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::refresh::summary::rfc3339;

/// What came of asking for reading lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lists {
    /// Lists that were asked for.
    pub asked: usize,
    /// Lists that name other feeds than before.
    pub changed: usize,
    /// Lists that failed.
    pub failed: usize,
    /// What went wrong, by list.
    pub failures: Vec<ListFailure>,
}

/// A reading list that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListFailure {
    /// Its address, keys hidden.
    pub list: String,
    /// The class of the failure, one word.
    pub kind: String,
    /// The HTTP status behind it, where there was one.
    pub status: Option<u16>,
    /// What happened, in one sentence.
    pub message: String,
    /// How many requests in a row have failed, this one included.
    pub in_a_row: u32,
    /// When it is asked for again.
    #[serde(serialize_with = "rfc3339")]
    pub next_poll: DateTime<Utc>,
    /// Whether there is an earlier copy, so that its feeds are polled all the same.
    pub has_copy: bool,
}

impl Lists {
    /// Whether the feeds of a list are not polled since there is no copy of it.
    #[must_use]
    pub fn lacks_one(&self) -> bool {
        self.failures.iter().any(|failure| !failure.has_copy)
    }
}

impl fmt::Display for ListFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feeds = match self.has_copy {
            true => "its feeds stay as they were",
            false => "none of its feeds is known",
        };
        let next = self.next_poll.format("%Y-%m-%d %H:%M UTC");
        write!(
            f,
            "reading list: {}; {feeds} (next request {next})",
            self.message
        )
    }
}

/// How a reading list is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHealth {
    /// What is remembered of it goes by this name.
    pub name: String,
    /// Its address, keys hidden.
    pub list: String,
    /// The class of its last failure, and what that said in one sentence; none where its last request
    /// went well, or there was none.
    pub trouble: Option<(String, String)>,
}
