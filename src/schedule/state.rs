//! What is known of a source from its earlier polls.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{CAP, Hints, Next};

/// Polls in a row that must end at the same new place before a source's URL moves there.
pub const POLLS_TO_MOVE: u32 = 3;

/// Hosts that must be out of reach, and none within, before it is our own network that is gone.
const HOSTS_FOR_OUTAGE: usize = 3;

/// Failures in a row after which a source that moved for good is looked for at its old place again.
const FAILURES_TO_RETURN: u32 = POLLS_TO_MOVE;

/// A source with validators is asked without them once in this time, and never more often: whoever
/// counts the requests for the whole feed finds one a day.
const WHOLE_EVERY: TimeDelta = TimeDelta::days(1);

/// Bounds and start of the interval between polls that follows how often a source brings news.
pub(super) const LEAST_PACE: Duration = Duration::from_secs(15 * 60);
pub(super) const MOST_PACE: Duration = Duration::from_secs(24 * 60 * 60);
pub(super) const FIRST_PACE: Duration = Duration::from_secs(60 * 60);

/// What is known of a source from its earlier polls; the store keeps it, and what a restart finds
/// is what the last poll left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When it was last asked.
    pub last_poll: Option<DateTime<Utc>>,
    /// When the last poll was due, where it came a little before.
    pub early_for: Option<DateTime<Utc>>,
    /// When it last answered with a readable feed, or that nothing had changed.
    pub last_success: Option<DateTime<Utc>>,
    /// When it was last asked without validators.
    pub last_whole: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub failures: u32,
    /// The kind of the last failure; none when the last poll went well.
    pub trouble: Option<Trouble>,
    /// Whether the last poll failed because we had no network.
    pub offline: bool,
    /// How long the last answer said it would stay fresh.
    pub lifetime: Option<Duration>,
    /// What the last document read said about when to read it again.
    pub hints: Hints,
    /// Until when the publisher asked to be left alone (`Retry-After`, capped).
    pub retry_at: Option<DateTime<Utc>>,
    /// The interval between polls that fits how often it brings news.
    pub pace: Option<Duration>,
    /// Where permanent redirects have led in the last polls.
    pub moving: Option<Moving>,
}

/// A move that permanent redirects announce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// The URL that they lead to.
    pub to: String,
    /// Polls in a row that ended there.
    pub polls: u32,
}

/// What came of a poll, as far as it concerns the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// A readable feed.
    Feed {
        /// Entries not seen before.
        new_entries: usize,
        /// How long the answer says it stays fresh.
        lifetime: Option<Duration>,
        /// `Retry-After`, as long as it may be.
        retry_after: Option<Duration>,
        /// What the document says about when to read it again.
        hints: Hints,
        /// Where redirects led, all of them permanent.
        moved_to: Option<String>,
    },
    /// Nothing changed (`304`).
    NotModified {
        /// How long it stays fresh; what it does not say holds as it was.
        lifetime: Option<Duration>,
        /// `Retry-After`, as long as it may be.
        retry_after: Option<Duration>,
        /// Where redirects led, all of them permanent.
        moved_to: Option<String>,
    },
    /// No feed, or only a part of one.
    Failed {
        /// Which kind of failure.
        trouble: Trouble,
        /// `Retry-After`, as long as it may be.
        retry_after: Option<Duration>,
    },
    /// Our own network was gone (see [`is_outage`]): no fault of the source's.
    Offline,
    /// It was not asked, because its host wants to be left alone for this long.
    Held(Duration),
    /// It was not asked: a hub brought a part of it, or all. When it is next asked does not hang on
    /// that.
    Delivered,
}

/// Failures, by what to do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// No name or no route: the only kind that may be our own network's fault.
    Unreachable,
    /// No connection, no answer in time, or one that broke off.
    Network,
    /// The server failed (5xx).
    Server,
    /// We ask too often (`429`, or `503` with `Retry-After`).
    Throttled,
    /// A redirect that asks to wait before it is followed (RFC 9110, section 10.2.3).
    Deferred,
    /// It does not let us in (`401`, `403`, `451`).
    Denied,
    /// There is nothing there (`404`).
    Missing,
    /// It is gone for good (`410`).
    Gone,
    /// What came is no feed, or anything else that waiting seldom mends.
    Content,
}

impl State {
    /// Takes in a poll made at `at`: `asked_whole` when it sent no validators.
    pub fn record(&mut self, at: DateTime<Utc>, asked_whole: bool, came: &Came) {
        if let Came::Held(wait) = came {
            self.wait(at, Some(*wait));
            return;
        }
        if *came == Came::Delivered {
            return;
        }
        let since = self.last_poll.replace(at).map(|last| at - last);
        self.early_for = None;
        if asked_whole {
            self.last_whole = Some(at);
        }
        self.offline = matches!(came, Came::Offline);
        match came {
            Came::Feed {
                new_entries,
                lifetime,
                retry_after,
                hints,
                moved_to,
            } => {
                self.lifetime = *lifetime;
                self.hints = hints.clone();
                self.wait(at, *retry_after);
                self.succeed(at, *new_entries, since, moved_to.as_deref());
            }
            Came::NotModified {
                lifetime,
                retry_after,
                moved_to,
            } => {
                self.lifetime = lifetime.or(self.lifetime);
                self.wait(at, *retry_after);
                self.succeed(at, 0, since, moved_to.as_deref());
            }
            Came::Failed {
                trouble,
                retry_after,
            } => {
                self.failures = self.failures.saturating_add(1);
                self.trouble = Some(*trouble);
                if self.is_too_fast(*retry_after) {
                    self.pace = Some((self.pace.unwrap_or(FIRST_PACE) * 2).min(MOST_PACE));
                }
                self.wait(at, *retry_after);
                self.moving = None;
            }
            Came::Offline | Came::Held(_) | Came::Delivered => {}
        }
    }

    /// Notes that the poll just recorded was `due`. If it came a little before, the next interval
    /// counts from then, so that rounds which start early, one after the other, do not add up to
    /// more polls than the schedule has.
    pub fn was_due(&mut self, due: &Next) {
        let is_early = |last| due.ready <= last && last < due.ours;
        self.early_for = self
            .last_poll
            .filter(|last| is_early(*last))
            .map(|_| due.ours);
    }

    /// From when on the interval after a poll at `last` counts.
    pub(super) fn counted_from(&self, last: DateTime<Utc>) -> DateTime<Utc> {
        self.early_for.unwrap_or(last).max(last)
    }

    /// Whether the next poll should be made without validators, which once a day catches servers
    /// whose validators lie.
    #[must_use]
    pub fn should_ask_whole(&self, now: DateTime<Utc>) -> bool {
        self.last_whole
            .is_none_or(|last| now - last >= WHOLE_EVERY || last - now > CAP)
    }

    /// The URL that the source has moved to for good, once enough polls in a row ended there.
    /// Whoever moves it calls [`State::has_moved`] then.
    #[must_use]
    pub fn moved_to(&self) -> Option<&str> {
        let moving = self.moving.as_ref()?;
        (moving.polls >= POLLS_TO_MOVE).then_some(moving.to.as_str())
    }

    /// Forgets the move that [`State::moved_to`] named: it has been made, or refused.
    pub fn has_moved(&mut self) {
        self.moving = None;
    }

    /// Whether a redirect that asked to wait has been waited for: the next poll follows it.
    #[must_use]
    pub fn has_waited(&self) -> bool {
        self.trouble == Some(Trouble::Deferred)
    }

    /// Whether the place that the source moved to for good has failed for so long that the old one
    /// is worth another look. Who only asks us to wait is not lost.
    #[must_use]
    pub fn should_return(&self) -> bool {
        let lost = !matches!(
            self.trouble,
            None | Some(Trouble::Throttled | Trouble::Deferred)
        );
        lost && (self.failures >= FAILURES_TO_RETURN || self.trouble == Some(Trouble::Gone))
    }

    /// Forgets what troubled the place that was given up, as [`State::should_return`] advised: neither a
    /// pause nor a back-off is for the old one. That the source failed so often stands.
    pub fn has_returned(&mut self) {
        self.trouble = None;
    }

    /// Whether we were told that we ask too often, and not how long to wait (RFC 6585, section 4).
    fn is_too_fast(&self, retry_after: Option<Duration>) -> bool {
        self.trouble == Some(Trouble::Throttled) && retry_after.is_none()
    }

    fn wait(&mut self, at: DateTime<Utc>, wait: Option<Duration>) {
        self.retry_at = wait.map(|wait| at + capped(wait));
    }

    fn succeed(
        &mut self,
        at: DateTime<Utc>,
        new_entries: usize,
        since: Option<TimeDelta>,
        moved_to: Option<&str>,
    ) {
        self.last_success = Some(at);
        self.failures = 0;
        self.trouble = None;
        self.moving = moved_to.map(|to| match self.moving.take() {
            Some(moving) if moving.to == to => Moving {
                polls: moving.polls.saturating_add(1),
                ..moving
            },
            _ => Moving {
                to: to.to_owned(),
                polls: 1,
            },
        });
        self.adapt(new_entries, since);
    }

    /// News halves the interval, none stretches it by a quarter: it settles where about one poll
    /// in four brings something. A poll soon after another says little, and changes nothing.
    fn adapt(&mut self, new_entries: usize, since: Option<TimeDelta>) {
        let pace = self.pace.unwrap_or(FIRST_PACE);
        let soon = since.is_none_or(|since| since.to_std().unwrap_or_default() < pace / 2);
        let adapted = match (new_entries, soon) {
            (_, true) => pace,
            (0, false) => pace * 5 / 4,
            (_, false) => pace / 2,
        };
        self.pace = Some(adapted.clamp(LEAST_PACE, MOST_PACE));
    }
}

/// Whether a round failed because we had no network: several hosts, each out of reach, and nobody
/// answered. Gives one item a poll: its host, and its trouble if it had any.
pub fn is_outage<'a>(polls: impl IntoIterator<Item = (&'a str, Option<Trouble>)>) -> bool {
    let mut hosts = BTreeSet::new();
    for (host, trouble) in polls {
        if trouble != Some(Trouble::Unreachable) {
            return false;
        }
        hosts.insert(host);
    }
    hosts.len() >= HOSTS_FOR_OUTAGE
}

/// A publisher's wish, within [`CAP`].
pub(super) fn capped(wait: Duration) -> TimeDelta {
    TimeDelta::from_std(wait).map_or(CAP, |wait| wait.min(CAP))
}
