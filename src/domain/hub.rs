//! Hubs: what feeds name them, and what we asked them for (WebSub, W3C Recommendation of 23
//! January 2018).

use chrono::{DateTime, Utc};
use url::Url;

use super::{Secret, SourceId};

/// The hub that a feed names, and the address under which that hub knows the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The hub.
    pub hub: Url,
    /// The feed's own address (`rel=self`), as it is written: hubs compare it letter by letter.
    pub topic: String,
}

/// What we asked a hub for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The end of the address that the hub calls: whoever knows it may speak for the hub.
    pub token: Secret,
    /// The source that it is for.
    pub source: SourceId,
    /// Which hub, and for what.
    pub of: Announced,
    /// What the hub signs deliveries with. None where it is not asked over TLS: then nothing that
    /// is delivered can be trusted, and a delivery only says that there is something to ask for.
    pub secret: Option<Secret>,
    /// How far it is.
    pub phase: Phase,
    /// When the hub was last asked.
    pub asked: Option<DateTime<Utc>>,
    /// When the lease ends, by what the hub said last.
    pub until: Option<DateTime<Utc>>,
    /// Since when the hub has delivered all that polls found; none while that has to be seen.
    pub trusted: Option<DateTime<Utc>>,
    /// Requests in a row that came to nothing.
    pub attempts: u32,
    /// When the hub has to be asked next.
    pub due: Option<DateTime<Utc>>,
    /// What went wrong last, in one sentence.
    pub trouble: Option<String>,
}

/// How far a subscription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The hub was asked, or is about to be, and has not confirmed yet.
    Asked,
    /// The hub has confirmed it.
    Active,
    /// The hub does not want to.
    Denied,
    /// It is to end: the source is gone or has another hub.
    Leaving,
}

impl Phase {
    /// The word that the store and `--json` use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Denied => "denied",
            Self::Leaving => "leaving",
        }
    }
}

impl Subscription {
    /// Whether the hub has confirmed it and its lease is not over at `now`.
    #[must_use]
    pub fn is_in_force(&self, now: DateTime<Utc>) -> bool {
        self.phase == Phase::Active && self.until.is_some_and(|until| until > now)
    }

    /// Until when the hub can be relied on, if it can be at `now`.
    #[must_use]
    pub fn relied_on(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let relied = self.is_in_force(now) && self.trusted.is_some();
        self.until.filter(|_| relied)
    }
}
