//! How sources are doing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::{Phase, Source};

/// How a source is doing, as `griot sources` and the page about sources show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Which source.
    pub source: Arc<Source>,
    /// What the configuration says of it.
    pub standing: Standing,
    /// When it was last asked.
    pub last_poll: Option<DateTime<Utc>>,
    /// When it last answered with a readable feed, or that nothing had changed.
    pub last_success: Option<DateTime<Utc>>,
    /// When it is next asked; none when it is not polled.
    pub next: Option<NextPoll>,
    /// Failures in a row; 0 when the last poll went well.
    pub failures: u32,
    /// What went wrong last; none when the last poll went well.
    pub trouble: Option<Trouble>,
    /// Where permanent redirects have taken it: what is asked instead of the configured URL.
    pub moved_to: Option<Url>,
    /// A move that permanent redirects announce.
    pub moving: Option<Move>,
    /// What is wrong with the document that was last read, a line for each kind of defect.
    pub warnings: Vec<String>,
    /// The hub that its feed names, and what we have of it.
    pub hub: Option<HubHealth>,
    /// Entries of it in the store.
    pub entries: u64,
    /// The date of its newest entry.
    pub newest: Option<DateTime<Utc>>,
}

impl Health {
    /// Whether it is polled, and its last poll failed.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.standing == Standing::On && self.trouble.is_some()
    }
}

/// The hub of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubHealth {
    /// Which hub.
    pub hub: Url,
    /// How far the subscription is; none where it was not asked for one.
    pub phase: Option<Phase>,
    /// When the lease ends.
    pub until: Option<DateTime<Utc>>,
    /// Whether it has been seen to deliver, so that the source is polled once a day only.
    pub is_relied_on: bool,
    /// What went wrong last, in one sentence.
    pub trouble: Option<String>,
}

/// What the configuration says of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is polled.
    On,
    /// It is switched off.
    Off,
    /// It is configured no longer; its entries are still there.
    Removed,
}

/// What went wrong in the last polls of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The class of the last failure, one word; none when the history is forgotten.
    pub kind: Option<String>,
    /// The last failure in one sentence.
    pub message: String,
    /// The first failure since the last poll that went well, as far back as the history goes.
    pub since: Option<DateTime<Utc>>,
}

/// When a source is next asked, and what decides. Each side sets a time before which it is not
/// asked; the latest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPoll {
    /// When it is due.
    pub at: DateTime<Utc>,
    /// What decides that, one word.
    pub decided_by: &'static str,
    /// What decides that, in words.
    pub because: String,
    /// By its schedule and the least interval.
    pub schedule: DateTime<Utc>,
    /// By our back-off after failures in a row.
    pub back_off: Option<DateTime<Utc>>,
    /// By what the publisher asks for.
    pub publisher: Option<Wish>,
    /// Before this not even `refresh --all` asks it; none when nothing is in force.
    pub hold: Option<Wish>,
}

/// What a publisher asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Not to be asked before.
    pub until: DateTime<Utc>,
    /// How it says so, in words.
    pub because: String,
}

/// A move that permanent redirects announce, before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where they lead.
    pub to: Url,
    /// Polls in a row that ended there.
    pub polls: u32,
    /// Polls in a row after which it is made.
    pub of: u32,
}
