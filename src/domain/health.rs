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
    /// Where its URL is configured, such as `config/outlets.toml:12`; none when it is so no longer.
    pub configured_at: Option<String>,
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
    /// Whether it was our own network that was gone when it was last asked.
    pub is_offline: bool,
    /// Where permanent redirects have taken it: what is asked instead of the configured URL.
    pub moved_to: Option<Url>,
    /// A move that permanent redirects announce.
    pub moving: Option<Move>,
    /// That it brings nothing any more, although it used to.
    pub silence: Option<Silence>,
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
        matches!(self.condition(), Condition::Failing | Condition::Walled)
    }

    /// How it is doing, in one word.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let kind = self.trouble.as_ref().map(|trouble| trouble.kind.as_deref());
        match (self.standing, kind) {
            (Standing::Off, _) => Condition::Off,
            (Standing::Removed, _) => Condition::Removed,
            (Standing::On, Some(Some(WALL))) => Condition::Walled,
            (Standing::On, Some(_)) => Condition::Failing,
            (Standing::On, None) if self.last_poll.is_none() => Condition::New,
            (Standing::On, None) if self.silence.is_some() => Condition::Silent,
            (Standing::On, None) => Condition::Ok,
        }
    }
}

/// The class of failure of a source whose site wants proof that we are a person.
pub const WALL: &str = "bot_wall";

/// How a source is doing, in one word. What comes first of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// It is configured no longer; its entries are still there.
    Removed,
    /// It is switched off.
    Off,
    /// Its site answers with a check that is made for browsers, and not with the feed.
    Walled,
    /// Its last poll failed in another way.
    Failing,
    /// It has not been asked yet.
    New,
    /// It answers, and has brought nothing for far longer than is usual for it.
    Silent,
    /// All is well.
    Ok,
}

impl Condition {
    /// Those of sources that are configured.
    pub const CONFIGURED: [Self; 6] = [
        Self::Ok,
        Self::Silent,
        Self::Failing,
        Self::Walled,
        Self::New,
        Self::Off,
    ];

    /// The word that `--json` and metrics use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Off => "off",
            Self::Walled => "walled",
            Self::Failing => "failing",
            Self::New => "new",
            Self::Silent => "silent",
            Self::Ok => "ok",
        }
    }
}

/// That a source brings nothing any more, although it used to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// When it last brought something.
    pub since: DateTime<Utc>,
    /// How many entries a week it used to bring.
    pub weekly: u32,
}

impl Silence {
    /// What it used to bring, such as `20 entries a day`.
    #[must_use]
    pub fn usual(&self) -> String {
        let counted = |count: u32, unit: &str| match count {
            1 => format!("1 entry a {unit}"),
            count => format!("{count} entries a {unit}"),
        };
        match self.weekly {
            14.. => counted((self.weekly + 3) / 7, "day"),
            weekly => counted(weekly.max(1), "week"),
        }
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

/// A source that was never polled, at `https://e.example/old/feed?x=1`.
#[cfg(test)]
pub(crate) fn unpolled(id: &str) -> Health {
    use super::{Outlet, SourceId};

    Health {
        source: Arc::new(Source {
            id: SourceId::new(id),
            outlet: Arc::new(Outlet {
                name: "Écho".to_owned(),
                site: None,
                language: None,
                owner: None,
                ownership: None,
                full_content: false,
            }),
            url: "https://e.example/old/feed?x=1".parse().unwrap(),
            country: None,
        }),
        standing: Standing::On,
        configured_at: Some("griot.toml:12".to_owned()),
        last_poll: None,
        last_success: None,
        next: None,
        failures: 0,
        trouble: None,
        moved_to: None,
        is_offline: false,
        moving: None,
        silence: None,
        warnings: Vec::new(),
        hub: None,
        entries: 0,
        newest: None,
    }
}
