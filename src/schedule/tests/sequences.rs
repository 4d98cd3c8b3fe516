//! Whatever polls bring, in whatever order: never earlier than a publisher asks, never later than
//! the cap, always in the end.

use proptest::prelude::*;

use super::*;

/// What the publisher's answers so far ask for, kept beside the code under test.
#[derive(Debug, Default)]
struct Wishes {
    /// How long the last whole answer is fresh; a `304` that says nothing starts it anew.
    lifetime: Option<Duration>,
    document: Option<Duration>,
    skip_hours: Vec<u8>,
    /// From when on these hold.
    answered: Option<DateTime<Utc>>,
    retry_at: Option<DateTime<Utc>>,
}

impl Wishes {
    fn take_in(&mut self, at: DateTime<Utc>, came: &Came) {
        let until = |wait: &Option<Duration>| wait.map(|wait| at + short(wait));
        match came {
            Came::Feed {
                lifetime,
                retry_after,
                hints,
                ..
            } => {
                let ttl = hints.ttl_minutes.map(|minutes| MINUTE * minutes);
                self.lifetime = *lifetime;
                self.document = ttl.max(hints.update_period);
                self.skip_hours.clone_from(&hints.skip_hours);
                self.answered = Some(at);
                self.retry_at = until(retry_after);
            }
            Came::NotModified {
                lifetime,
                retry_after,
                ..
            } => {
                self.lifetime = lifetime.or(self.lifetime);
                self.answered = Some(at);
                self.retry_at = until(retry_after);
            }
            Came::Failed { retry_after, .. } => self.retry_at = until(retry_after),
            Came::Held(wait) => self.retry_at = until(&Some(*wait)),
            Came::Offline | Came::Delivered => {}
        }
    }

    /// Until when nobody may ask on schedule.
    fn not_before(&self) -> Option<DateTime<Utc>> {
        let fresh = self.lifetime.max(self.document);
        let fresh = self.answered.zip(fresh).map(|(at, wait)| at + short(wait));
        fresh.max(self.retry_at)
    }

    fn skips(&self, at: DateTime<Utc>) -> bool {
        self.skip_hours.len() < 24 && self.skip_hours.contains(&u8::try_from(at.hour()).unwrap())
    }
}

fn short(wait: Duration) -> TimeDelta {
    TimeDelta::from_std(wait).map_or(TimeDelta::days(1), |wait| wait.min(TimeDelta::days(1)))
}

fn any_wait() -> impl Strategy<Value = Option<Duration>> {
    let seconds = prop_oneof![4 => 0_u64..20_000, 1 => 0_u64..100_000_000, 1 => Just(u64::MAX)];
    prop::option::of(seconds.prop_map(Duration::from_secs))
}

fn any_came() -> impl Strategy<Value = Came> {
    let hints = (
        prop::option::of(0_u32..3_000),
        any_wait(),
        prop::collection::vec(0_u8..24, 0..5),
    )
        .prop_map(|(ttl_minutes, update_period, skip_hours)| Hints {
            ttl_minutes,
            update_period,
            skip_hours,
            skip_days: vec![],
        });
    let trouble = prop::sample::select(vec![
        Trouble::Unreachable,
        Trouble::Network,
        Trouble::Server,
        Trouble::Throttled,
        Trouble::Deferred,
        Trouble::Denied,
        Trouble::Missing,
        Trouble::Content,
    ]);
    prop_oneof![
        4 => (0_usize..3, any_wait(), any_wait(), hints).prop_map(
            |(new_entries, lifetime, retry_after, hints)| Came::Feed {
                new_entries,
                lifetime,
                retry_after,
                hints,
                moved_to: None,
            }
        ),
        4 => (any_wait(), any_wait()).prop_map(|(lifetime, retry_after)| Came::NotModified {
            lifetime,
            retry_after,
            moved_to: None,
        }),
        3 => (trouble, any_wait()).prop_map(|(trouble, retry_after)| failed(trouble, retry_after)),
        1 => Just(Came::Offline),
        1 => (0_u64..100_000).prop_map(|wait| Came::Held(Duration::from_secs(wait))),
    ]
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let own = prop::sample::select(vec![
        None,
        None,
        Some("hourly"),
        Some("@always"),
        Some("*/20 * * * *"),
        Some("0 6 * * *"),
    ]);
    (own, any::<bool>(), 0_u32..50).prop_map(|(own, adaptive, n)| Rules {
        source: SourceId::new(format!("outlet-{n}")),
        own: own.map(|own| own.parse().unwrap()),
        adaptive,
        ..rules()
    })
}

proptest! {
    #[test]
    fn through_any_sequence_of_polls_publishers_are_heard_and_nobody_is_forgotten(
        rules in any_rules(),
        // What came of each poll, how late the round was, and whether somebody asked by hand
        // in between.
        polls in prop::collection::vec((any_came(), 0_i64..600, prop::option::of(0_i64..90)), 1..40),
    ) {
        let mut state = State::default();
        let mut wishes = Wishes::default();
        let mut now = ten();
        let mut asked: Option<DateTime<Utc>> = None;
        for (came, late, by_hand) in polls {
            let next = next_poll(&state, &rules, now);
            prop_assert!(next.ready <= next.at);
            if let Some(wish) = wishes.not_before() {
                prop_assert!(next.at >= wish && next.ready >= wish, "{next:?} before {wish}");
            }
            // Always in the end, and never later than the cap after what may come first: the
            // schedule's own step of at most a day, an hour, and the hours that are skipped.
            prop_assert!(next.at <= now.max(asked.unwrap_or(now)) + CAP * 2 + minutes(6 * 60), "{next:?}");
            if let (Some(asked), None, false) = (asked, &rules.own, state.offline) {
                prop_assert!(next.at - asked >= minutes(60), "{next:?} after {asked}");
            }
            let due = next.at.max(now);
            let looked = next_poll(&state, &rules, due);
            prop_assert!(looked.is_due(due, Round::Due) || looked.why == Reason::Skipped);
            if let Some(minutes_later) = by_hand {
                // Somebody says --all: what holds then is a wish of the server's and nothing else.
                now += minutes(minutes_later);
                let held = wishes.retry_at.is_some_and(|until| until > now);
                prop_assert_eq!(next_poll(&state, &rules, now).is_due(now, Round::All), !held);
                if held {
                    continue;
                }
            } else {
                now = due + TimeDelta::seconds(late);
                let looked = next_poll(&state, &rules, now);
                if !looked.is_due(now, Round::Due) {
                    prop_assert!(wishes.skips(now), "{looked:?} at {now}");
                    continue;
                }
                prop_assert!(!wishes.skips(now));
            }
            poll(&mut state, &rules, now, &came);
            wishes.take_in(now, &came);
            if !matches!(came, Came::Held(_)) {
                asked = Some(now);
            }
        }
    }

    #[test]
    fn failures_alone_are_asked_less_and_less_often_but_at_least_daily(
        troubles in prop::collection::vec(
            prop::sample::select(vec![Trouble::Server, Trouble::Network, Trouble::Missing, Trouble::Content]),
            2..60,
        ),
        rules in any_rules(),
    ) {
        let mut state = State::default();
        let mut now = ten();
        let mut longest = TimeDelta::zero();
        for trouble in troubles {
            state.record(now, true, &failed(trouble, None));
            let next = next_poll(&state, &rules, now);
            let gap = next.at - now;
            let daily = CAP + minutes(61);
            prop_assert!(gap <= daily, "{gap}");
            longest = longest.max(gap);
            now = next.at;
        }
        prop_assert!(longest >= minutes(10), "{longest}");
    }
}
