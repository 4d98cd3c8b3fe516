//! What a round did, for people and, as `--json`, for programs.

use std::fmt;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use ulid::Ulid;

use super::Lists;
use crate::domain::SourceId;
use crate::schedule::Limit;
use crate::store::PollTally;

/// What a round did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The round's id.
    pub round: String,
    /// When it began.
    #[serde(serialize_with = "rfc3339")]
    pub started: DateTime<Utc>,
    /// When it ended.
    #[serde(serialize_with = "rfc3339")]
    pub finished: DateTime<Utc>,
    /// Which reading lists were asked for, before the round or beside it.
    pub lists: Lists,
    /// What was asked.
    pub sources: Sources,
    /// What was read.
    pub entries: Entries,
    /// Which pages of entries were asked for.
    pub pages: Pages,
    /// What became of it.
    pub stories: Stories,
    /// What was written.
    pub editions: Editions,
    /// What was transferred.
    pub bytes: Bytes,
    /// How long each stage took.
    pub milliseconds: Milliseconds,
    /// Whether nobody could be reached: then it is our own network that is gone.
    pub offline: bool,
    /// What went wrong, by source.
    pub failures: Vec<Failure>,
    /// Sources that were wanted and are on hold; `sources show` tells programs.
    #[serde(skip)]
    pub on_hold: Vec<OnHold>,
    /// How long each poll took, the wait for its host's turn included.
    #[serde(skip)]
    pub polls: Vec<Duration>,
    /// Files of the public folder that were written or removed, their compressed forms not counted.
    #[serde(skip)]
    pub files: usize,
}

/// Sources of a round; `polled = not_modified + changed + failed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sources {
    /// Sources whose time had come.
    pub due: usize,
    /// Sources that were asked.
    pub polled: usize,
    /// Sources that had nothing new.
    pub not_modified: usize,
    /// Sources that sent something else than what is stored.
    pub changed: usize,
    /// Sources that failed.
    pub failed: usize,
    /// Sources that were wanted but may not be asked: a `Retry-After` in force, or gone for good.
    pub skipped: usize,
}

/// Entries of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entries {
    /// Entries that the bodies listed.
    pub seen: usize,
    /// Entries that were not known.
    pub new: usize,
    /// Entries that were edited.
    pub updated: usize,
}

/// Pages of entries that a round asked for, or that an earlier one did and that came now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// Pages that were to be asked for.
    pub asked: usize,
    /// Pages that were read.
    pub read: usize,
    /// Pages that failed.
    pub failed: usize,
    /// Pages that their sites keep programs from.
    pub forbidden: usize,
}

/// Stories of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stories {
    /// Stories that were founded.
    pub new: usize,
    /// Stories that were known and have changed.
    pub changed: usize,
    /// Stories that joined an elder one.
    pub merged: usize,
}

impl Stories {
    /// Counts what a further part of the round did.
    pub(super) fn add(&mut self, part: Self) {
        self.new += part.new;
        self.changed += part.changed;
        self.merged += part.merged;
    }
}

/// Edition documents of a round: each edition is one in each of three formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Editions {
    /// Editions of which a byte changed.
    pub written: usize,
    /// Editions that stand as they stood.
    pub unchanged: usize,
}

/// Bytes of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bytes {
    /// Bytes of bodies, as they came over the network.
    pub received: u64,
}

/// Milliseconds of a round by stage. What stages wait for counts; what stands in no stage takes no time
/// worth speaking of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Milliseconds {
    /// Asking sources, reading what they brought, and recording it.
    pub polling: u64,
    /// Asking for the pages of entries and reading them.
    pub pages: u64,
    /// Grouping, and the lives of stories.
    pub grouping: u64,
    /// Asking for images.
    pub images: u64,
    /// Writing editions and pages, and forgetting what is too old.
    pub publishing: u64,
}

/// A source that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its id.
    pub source: String,
    /// The class of the failure, one word.
    pub kind: String,
    /// The HTTP status behind it, where there was one.
    pub status: Option<u16>,
    /// What happened, in one sentence.
    pub message: String,
    /// How many polls in a row have failed, this one included.
    pub in_a_row: u32,
    /// When it is asked again.
    #[serde(serialize_with = "rfc3339")]
    pub next_poll: DateTime<Utc>,
}

/// A source that was wanted and may not be asked, whoever says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnHold {
    /// Its id.
    pub source: SourceId,
    /// Until when, and what says so.
    pub hold: Limit,
}

impl Summary {
    /// The summary of a round that begins at `started`. `seed` tells rounds of one millisecond
    /// apart.
    #[must_use]
    pub fn begin(started: DateTime<Utc>, seed: &[u8]) -> Self {
        let millis = u64::try_from(started.timestamp_millis()).unwrap_or_default();
        Self {
            round: Ulid::from_parts(millis, crate::digest::wide(seed)).to_string(),
            started,
            finished: started,
            lists: Lists::default(),
            sources: Sources::default(),
            entries: Entries::default(),
            pages: Pages::default(),
            stories: Stories::default(),
            editions: Editions::default(),
            bytes: Bytes::default(),
            milliseconds: Milliseconds::default(),
            offline: false,
            failures: Vec::new(),
            on_hold: Vec::new(),
            polls: Vec::new(),
            files: 0,
        }
    }

    /// Whether it did nothing but see that nothing was due: nobody was asked, nothing came, and
    /// nothing that readers see has changed.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let nothing = (Sources::default(), Entries::default(), Stories::default());
        (self.sources, self.entries, self.stories) == nothing
            && self.pages == Pages::default()
            && self.files == 0
    }

    /// Counts a source that was wanted and may not be asked.
    pub(super) fn skip(&mut self, source: SourceId, hold: Option<Limit>) {
        self.sources.due += 1;
        self.sources.skipped += 1;
        self.on_hold
            .extend(hold.map(|hold| OnHold { source, hold }));
    }

    /// Takes in what a body brought: so many bytes, and these entries.
    pub(super) fn take_in(&mut self, bytes: u64, tally: PollTally) {
        self.entries.seen += tally.seen;
        self.entries.new += tally.new;
        self.entries.updated += tally.updated;
        self.bytes.received += bytes;
    }

    /// How the round went, as a whole.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.sources {
            Sources { failed: 0, .. } if self.lists.lacks_one() => Verdict::SomeFailed,
            Sources { failed: 0, .. } => Verdict::Done,
            Sources { failed, polled, .. } if failed == polled => Verdict::AllFailed,
            _ => Verdict::SomeFailed,
        }
    }
}

/// What is said where nobody can be reached.
pub const OFFLINE: &str = "no source can be reached; is this machine's network down?";

/// Tells how long each of several things took that follow one another.
pub(super) struct Watch(Instant);

impl Watch {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since the last lap, or since the start.
    pub(super) fn lap(&mut self) -> u64 {
        let lap = self.0.elapsed().as_millis();
        self.0 = Instant::now();
        u64::try_from(lap).unwrap_or(u64::MAX)
    }
}

/// How a round went, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing failed.
    Done,
    /// Some sources failed, others did not; or the feeds of a reading list are not known.
    SomeFailed,
    /// Every source that was asked failed.
    AllFailed,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lists,
            sources,
            entries,
            pages,
            stories,
            editions,
            ..
        } = self;
        if lists.asked > 0 {
            writeln!(
                f,
                "reading lists: {} asked, {} changed, {} failed",
                lists.asked, lists.changed, lists.failed
            )?;
        }
        writeln!(
            f,
            "polled {} of {} due sources: {} changed, {} not modified, {} failed{}",
            sources.polled,
            sources.due,
            sources.changed,
            sources.not_modified,
            sources.failed,
            if sources.skipped > 0 {
                format!(" ({} may not be asked yet)", sources.skipped)
            } else {
                String::new()
            }
        )?;
        writeln!(
            f,
            "entries: {} seen, {} new, {} edited; stories: {} new, {} changed, {} merged",
            entries.seen,
            entries.new,
            entries.updated,
            stories.new,
            stories.changed,
            stories.merged
        )?;
        if *pages != Pages::default() {
            writeln!(
                f,
                "pages: {} read, {} failed, {} kept from programs by robots.txt",
                pages.read, pages.failed, pages.forbidden
            )?;
        }
        write!(
            f,
            "editions: {} written, {} unchanged",
            editions.written, editions.unchanged
        )?;
        if self.offline {
            write!(f, "\n  {OFFLINE}")?;
        }
        for failure in &lists.failures {
            write!(f, "\n  {failure}")?;
        }
        for failure in &self.failures {
            write!(f, "\n  {failure}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.next_poll.format("%Y-%m-%d %H:%M UTC");
        write!(f, "{}: {} (next poll {next})", self.source, self.message)
    }
}

impl fmt::Display for OnHold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (source, Limit { until, why }) = (&self.source, &self.hold);
        let until = until.format("%Y-%m-%d %H:%M UTC");
        write!(
            f,
            "{source}: on hold until {until}: {why}; `griot sources show {source}` tells more"
        )
    }
}

pub(super) fn rfc3339<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true))
}
