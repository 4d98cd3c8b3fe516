//! The life of a subscription: when its hub is asked, and what follows from what it says. Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Announced, Phase, Secret, SourceId, Subscription};
use crate::fetch::Failure;

/// For how long hubs are asked; what they grant counts.
pub(super) const LEASE: Duration = Duration::from_secs(10 * 24 * 60 * 60);

/// What a hub is taken to grant that does not say for how long.
const UNSAID: TimeDelta = TimeDelta::days(1);

/// The longest that is reckoned with.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// The part of a lease, one in so many, that is left when it is renewed.
const LEFT: i32 = 5;

/// A hub is not asked again for the same within this time, however short its lease.
const LEAST: TimeDelta = TimeDelta::seconds(5);

/// How long a hub has to confirm, and how long it is left alone after a first failure; it doubles.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(10);
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// When a hub that did not want to is asked again.
const AFTER_DENIAL: TimeDelta = TimeDelta::days(7);

/// Requests to end a subscription; then its lease runs out.
const GOODBYES: u32 = 3;

/// A subscription that is about to be asked for.
pub(super) fn begin(
    source: SourceId,
    of: Announced,
    token: String,
    secret: String,
    now: DateTime<Utc>,
) -> Subscription {
    let keeps_secrets = of.hub.scheme() == "https";
    Subscription {
        token: Secret::new(token),
        source,
        secret: keeps_secrets.then(|| Secret::new(secret)),
        of,
        phase: Phase::Asked,
        asked: None,
        until: None,
        trusted: None,
        attempts: 0,
        due: Some(now),
        trouble: None,
    }
}

/// Whether the hub has to be asked at `now`.
pub(super) fn is_due(subscription: &Subscription, now: DateTime<Utc>) -> bool {
    subscription.due.is_some_and(|due| due <= now)
}

/// It is being asked. Until it confirms, that counts as an attempt that came to nothing.
pub(super) fn ask(subscription: &mut Subscription, now: DateTime<Utc>) {
    let is_left = subscription.phase == Phase::Leaving;
    if subscription.attempts > 0 && subscription.trouble.is_none() && !is_left {
        subscription.trouble = Some("the hub took the request and did not confirm it".to_owned());
    }
    if subscription.phase == Phase::Denied {
        subscription.phase = Phase::Asked;
    }
    subscription.asked = Some(now);
    subscription.attempts = subscription.attempts.saturating_add(1);
    let goes_on = !is_left || subscription.attempts < GOODBYES;
    subscription.due = goes_on.then(|| now + back_off(subscription.attempts));
}

/// It could not be asked.
pub(super) fn failed(subscription: &mut Subscription, failure: &Failure, now: DateTime<Utc>) {
    subscription.trouble = Some(failure.message.clone());
    let wished = TimeDelta::from_std(failure.retry_after.unwrap_or_default());
    let wished = wished.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    subscription.due = subscription.due.map(|due| due.max(now + wished));
}

/// The hub has confirmed, for so long.
pub(super) fn confirmed(
    subscription: &mut Subscription,
    lease: Option<Duration>,
    now: DateTime<Utc>,
) {
    let lease = lease.map_or(UNSAID, |lease| {
        TimeDelta::from_std(lease).map_or(LONGEST, |lease| lease.min(LONGEST))
    });
    let until = now + lease;
    subscription.phase = Phase::Active;
    subscription.until = Some(until);
    subscription.attempts = 0;
    subscription.trouble = None;
    subscription.due = Some((until - lease / LEFT).max(now + LEAST));
}

/// The hub does not want to, or not any more.
pub(super) fn denied(subscription: &mut Subscription, reason: &str, now: DateTime<Utc>) {
    subscription.phase = Phase::Denied;
    subscription.until = None;
    subscription.trusted = None;
    subscription.attempts = 0;
    subscription.trouble = Some(match reason {
        "" => "the hub does not deliver it".to_owned(),
        reason => format!("the hub does not deliver it: {reason}"),
    });
    subscription.due = Some(now + AFTER_DENIAL);
}

/// It is to end.
pub(super) fn leave(subscription: &mut Subscription, now: DateTime<Utc>) {
    subscription.phase = Phase::Leaving;
    subscription.trusted = None;
    subscription.attempts = 0;
    subscription.due = Some(now);
}

/// Whether nothing is left of it that has to be remembered.
pub(super) fn is_over(subscription: &Subscription, now: DateTime<Utc>) -> bool {
    let leased = subscription.until.is_some_and(|until| until > now);
    subscription.phase == Phase::Leaving && !leased
}

fn back_off(attempts: u32) -> TimeDelta {
    (FIRST_WAIT * (1 << attempts.saturating_sub(1).min(10))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn asked(hub: &str) -> Subscription {
        let of = Announced {
            hub: hub.parse().unwrap(),
            topic: "https://a/feed".to_owned(),
        };
        let mut asked = begin(SourceId::new("a"), of, "t".to_owned(), "s".to_owned(), NOW);
        ask(&mut asked, NOW);
        asked
    }

    #[test]
    fn a_secret_is_for_hubs_over_tls_alone_section_5_1() {
        assert!(asked("https://hub/").secret.is_some());
        assert!(asked("http://hub/").secret.is_none());
    }

    #[test]
    fn a_lease_is_renewed_before_it_ends_and_never_in_a_storm() {
        let mut active = asked("https://hub/");
        confirmed(&mut active, Some(Duration::from_secs(1000)), NOW);
        assert!(active.is_in_force(NOW + TimeDelta::seconds(999)));
        assert!(!active.is_in_force(NOW + TimeDelta::seconds(1000)));
        assert_eq!(active.due, Some(NOW + TimeDelta::seconds(800)));
        for lease in [Some(Duration::ZERO), Some(Duration::MAX), None] {
            confirmed(&mut active, lease, NOW);
            assert!(active.due.unwrap() >= NOW + LEAST, "{lease:?}");
            assert!(active.until.unwrap() <= NOW + LONGEST);
        }
    }

    #[test]
    fn a_hub_that_does_not_confirm_is_asked_less_and_less_often() {
        let mut asked = asked("https://hub/");
        let mut now = NOW;
        for minutes in [10, 20, 40, 80] {
            let due = asked.due.unwrap();
            assert_eq!(due - now, TimeDelta::minutes(minutes));
            now = due;
            ask(&mut asked, now);
        }
        assert!(asked.trouble.unwrap().contains("did not confirm"));
    }

    #[test]
    fn a_denial_ends_it_for_a_week() {
        let mut denied_one = asked("https://hub/");
        confirmed(&mut denied_one, None, NOW);
        denied_one.trusted = Some(NOW);
        denied(&mut denied_one, "no such feed", NOW);
        assert_eq!(denied_one.relied_on(NOW), None);
        assert!(!is_due(&denied_one, NOW + TimeDelta::days(6)));
        assert!(is_due(&denied_one, NOW + TimeDelta::days(7)));
    }

    #[test]
    fn who_leaves_says_so_a_few_times_and_forgets_when_the_lease_is_over() {
        let mut left = asked("https://hub/");
        confirmed(&mut left, Some(Duration::from_secs(7200)), NOW);
        leave(&mut left, NOW);
        let mut goodbyes = 0;
        while let Some(due) = left.due {
            ask(&mut left, due);
            goodbyes += 1;
        }
        assert_eq!(goodbyes, GOODBYES);
        assert!(!is_over(&left, NOW));
        assert!(is_over(&left, NOW + TimeDelta::hours(2)));
    }
}
