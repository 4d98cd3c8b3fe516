//! The rules of scheduling, one by one.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use proptest::prelude::*;

use super::*;
use crate::domain::SourceId;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A Friday, ten o'clock.
fn ten() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 10, 0, 0).unwrap()
}

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

/// The rules of a configuration that says nothing.
fn rules() -> Rules {
    Rules {
        source: SourceId::new("exemple-niger"),
        own: None,
        default: Pattern::hourly(),
        min_interval: HOUR,
        adaptive: true,
        backoff: 10 * MINUTE,
    }
}

fn with_own(pattern: &str) -> Rules {
    Rules {
        own: Some(pattern.parse().unwrap()),
        ..rules()
    }
}

fn feed(new_entries: usize) -> Came {
    Came::Feed {
        new_entries,
        lifetime: None,
        hints: Hints::default(),
        moved_to: None,
    }
}

fn fresh_for(lifetime: Duration) -> Came {
    Came::Feed {
        new_entries: 0,
        lifetime: Some(lifetime),
        hints: Hints::default(),
        moved_to: None,
    }
}

fn hinted(hints: Hints) -> Came {
    Came::Feed {
        new_entries: 0,
        lifetime: None,
        hints,
        moved_to: None,
    }
}

fn failed(trouble: Trouble, retry_after: Option<Duration>) -> Came {
    Came::Failed {
        trouble,
        retry_after,
    }
}

/// What is known after `polls`, the last of them at ten.
fn after(polls: &[Came]) -> State {
    let mut state = State::default();
    for (index, came) in polls.iter().rev().enumerate().rev() {
        let ago = TimeDelta::hours(i64::try_from(index).unwrap());
        state.record(ten() - ago, true, came);
    }
    state
}

fn next(polls: &[Came], rules: &Rules) -> Next {
    next_poll(&after(polls), rules, ten())
}

#[test]
fn a_source_that_was_never_asked_is_due_in_every_round() {
    let next = next_poll(&State::default(), &rules(), ten());
    assert_eq!((next.at, &next.why), (ten(), &Reason::FirstPoll));
    for round in [Round::Due, Round::Single, Round::All] {
        assert!(next.is_due(ten(), round));
    }
}

#[test]
fn hourly_means_a_minute_of_the_source_s_own_and_no_second_poll_within_the_hour() {
    let mut state = State::default();
    let mut now = ten();
    let mut moments = Vec::new();
    for _ in 0..5 {
        state.record(now, true, &feed(0));
        state.pace = None;
        now = next_poll(&state, &rules(), now).at;
        moments.push((now.minute(), now.second()));
    }
    assert!(
        moments.windows(2).all(|pair| pair[0] == pair[1]),
        "{moments:?}"
    );
    assert_eq!(now - state.last_poll.unwrap(), minutes(60));
    let again = next_poll(&state, &rules(), state.last_poll.unwrap() + minutes(1));
    assert!(!again.is_due(state.last_poll.unwrap() + minutes(54), Round::Single));
}

#[test]
fn an_hourly_cron_job_that_starts_early_or_late_by_seconds_skips_no_hour() {
    for own in [None, Some("hourly"), Some("0 * * * *"), Some("@hourly")] {
        let rules = Rules {
            own: own.map(|own| own.parse().unwrap()),
            adaptive: false,
            ..rules()
        };
        let mut state = State::default();
        for (hour, seconds) in [0, -20, 15, -40, 3, -59, 30].into_iter().enumerate() {
            let start = ten()
                + TimeDelta::hours(i64::try_from(hour).unwrap())
                + TimeDelta::seconds(seconds);
            let next = next_poll(&state, &rules, start);
            assert!(next.is_due(start, Round::Single), "{own:?} {hour} {next:?}");
            state.record(start, true, &feed(0));
            let twice = next_poll(&state, &rules, start);
            assert!(
                !twice.is_due(start + minutes(2), Round::Single),
                "{own:?} {hour}"
            );
        }
    }
}

#[test]
fn the_tolerance_is_a_tenth_of_the_interval_and_at_most_five_minutes() {
    for (line, early) in [("*/10 * * * *", 1), ("*/30 * * * *", 3), ("0 */6 * * *", 5)] {
        let next = next(&[feed(0)], &with_own(line));
        let slot = next.at.with_second(0).unwrap();
        assert_eq!(slot - next.ready, minutes(early), "{line}");
    }
}

#[test]
fn a_cron_line_of_the_source_s_own_is_kept_to_the_minute() {
    let next = next(&[feed(0)], &with_own("*/30 * * * *"));
    assert_eq!((next.at.hour(), next.at.minute()), (10, 30));
    assert_eq!(next.why.to_string(), "its schedule is \"*/30 * * * *\"");
}

#[test]
fn always_is_due_in_every_round_but_publishers_and_back_off_hold() {
    let rules = with_own("@always");
    assert!(next(&[feed(0)], &rules).is_due(ten(), Round::Single));
    assert!(next(&[feed(0), failed(Trouble::Server, None)], &rules).is_due(ten(), Round::Single));
    let failing = [failed(Trouble::Server, None), failed(Trouble::Server, None)];
    assert!(!next(&failing, &rules).is_due(ten() + minutes(9), Round::Single));
    assert!(next(&failing, &rules).is_due(ten() + minutes(12), Round::Single));
    assert!(!next(&[fresh_for(HOUR)], &rules).is_due(ten() + minutes(59), Round::Single));
    assert!(next(&[fresh_for(HOUR)], &rules).is_due(ten() + minutes(60), Round::Single));
}

#[test]
fn the_least_interval_is_for_sources_without_a_schedule_of_their_own() {
    let default = |min_interval| Rules {
        default: "@always".parse().unwrap(),
        min_interval,
        ..rules()
    };
    assert!(next(&[feed(0)], &default(Duration::ZERO)).is_due(ten(), Round::Single));
    let hourly = next(&[feed(0)], &default(HOUR));
    assert!(!hourly.is_due(ten() + minutes(50), Round::Single));
    assert!(hourly.is_due(ten() + minutes(60), Round::Due));
    let quarter = Rules {
        default: "*/5 * * * *".parse().unwrap(),
        min_interval: 20 * MINUTE,
        adaptive: false,
        ..rules()
    };
    assert_eq!(next(&[feed(0)], &quarter).at.minute(), 20);
}

#[test]
fn pace_follows_the_news_within_its_bounds() {
    let rules = Rules {
        min_interval: Duration::ZERO,
        ..rules()
    };
    let run = |news: usize| {
        let mut state = State::default();
        let mut now = ten();
        for _ in 0..60 {
            state.record(now, true, &feed(news));
            now = next_poll(&state, &rules, now).at;
        }
        (now - state.last_poll.unwrap()).num_minutes()
    };
    assert_eq!(run(3), 15);
    assert!(
        (24 * 60 - 65..=24 * 60 + 60).contains(&run(0)),
        "{}",
        run(0)
    );
    let mut state = after(&[feed(0)]);
    let before = state.pace;
    for _ in 0..50 {
        state.record(
            ten() + minutes(1),
            false,
            &Came::NotModified {
                lifetime: None,
                moved_to: None,
            },
        );
    }
    assert_eq!(
        state.pace, before,
        "asking again by hand says nothing about the source"
    );
}

#[test]
fn freshness_holds_and_a_304_keeps_what_it_does_not_replace_rfc9111_4_3_4() {
    let rules = with_own("@always");
    let unchanged = |lifetime| Came::NotModified {
        lifetime,
        moved_to: None,
    };
    let at = |polls: &[Came]| (next(polls, &rules).at - ten()).num_minutes();
    assert_eq!(at(&[fresh_for(2 * HOUR)]), 120);
    assert_eq!(at(&[fresh_for(2 * HOUR), unchanged(None)]), 120);
    assert_eq!(at(&[fresh_for(2 * HOUR), unchanged(Some(HOUR))]), 60);
    assert_eq!(
        at(&[fresh_for(2 * HOUR), feed(0)]),
        0,
        "a whole answer replaces it"
    );
}

#[test]
fn the_largest_of_what_a_publisher_asks_counts_rss_ttl_and_sy() {
    let hints = Hints {
        ttl_minutes: Some(90),
        update_period: Some(3 * HOUR),
        ..Hints::default()
    };
    let by_period = next(&[hinted(hints.clone())], &with_own("@always"));
    assert_eq!(
        (by_period.at, by_period.why),
        (ten() + minutes(180), Reason::UpdatePeriod)
    );
    let hints = Hints {
        update_period: None,
        ..hints
    };
    let by_ttl = next(&[hinted(hints)], &with_own("@always"));
    assert_eq!((by_ttl.at, by_ttl.why), (ten() + minutes(90), Reason::Ttl));
    assert_eq!(
        by_ttl.not_before.map(|limit| limit.until),
        Some(ten() + minutes(90))
    );
    assert_eq!(by_ttl.ours, ten());
}

#[test]
fn no_publisher_silences_itself_beyond_a_day() {
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    for came in [
        fresh_for(year),
        hinted(Hints {
            ttl_minutes: Some(u32::MAX),
            ..Hints::default()
        }),
        hinted(Hints {
            update_period: Some(Duration::MAX),
            ..Hints::default()
        }),
        failed(Trouble::Throttled, Some(Duration::MAX)),
    ] {
        let next = next(std::slice::from_ref(&came), &with_own("@always"));
        assert_eq!(next.at, ten() + TimeDelta::days(1), "{came:?}");
    }
}

#[test]
fn skipped_hours_hold_also_for_a_poll_that_is_overdue() {
    let hints = Hints {
        skip_hours: vec![11, 12],
        skip_days: vec![Weekday::Sat],
        ..Hints::default()
    };
    let state = after(&[hinted(hints)]);
    let next = next_poll(&state, &with_own("*/30 * * * *"), ten() + minutes(90));
    assert_eq!((next.at, next.why), (ten() + minutes(180), Reason::Skipped));
    let saturday = next_poll(&state, &with_own("0 12 * * 6"), ten());
    assert_eq!(
        saturday.at,
        Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap()
    );
}

#[test]
fn retry_after_holds_against_all_and_ends_with_the_next_answer_rfc9110_10_2_3() {
    let rules = with_own("@always");
    let throttled = failed(Trouble::Throttled, Some(30 * MINUTE));
    let held = next(&[feed(0), throttled.clone()], &rules);
    assert_eq!(
        (held.at, &held.why),
        (ten() + minutes(30), &Reason::RetryAfter)
    );
    assert!(!held.is_due(ten() + minutes(29), Round::All));
    assert!(held.is_due(ten() + minutes(30), Round::All));
    assert!(next(&[throttled, feed(0)], &rules).is_due(ten(), Round::Single));
}

#[test]
fn all_asks_whatever_schedule_and_freshness_say() {
    let skipping = Hints {
        skip_hours: vec![10],
        ttl_minutes: Some(600),
        ..Hints::default()
    };
    assert!(next(&[hinted(skipping)], &rules()).is_due(ten(), Round::All));
    assert!(next(&[fresh_for(HOUR)], &rules()).is_due(ten(), Round::All));
    let failing = [
        failed(Trouble::Missing, None),
        failed(Trouble::Missing, None),
    ];
    assert!(next(&failing, &rules()).is_due(ten(), Round::All));
}

#[test]
fn back_off_begins_with_the_second_failure_doubles_and_ends_at_a_day() {
    let rules = with_own("@always");
    let wait = |failures: usize| {
        let polls = vec![failed(Trouble::Server, None); failures];
        (next(&polls, &rules).at - ten()).num_minutes()
    };
    assert_eq!(wait(1), 0);
    assert!((10..=11).contains(&wait(2)), "{}", wait(2));
    assert!((20..=22).contains(&wait(3)), "{}", wait(3));
    assert!((40..=44).contains(&wait(4)), "{}", wait(4));
    assert_eq!(wait(40), 24 * 60);
    let polls = vec![failed(Trouble::Server, None); 3];
    assert_eq!(
        next(&polls, &rules).why.to_string(),
        "it failed 3 times in a row"
    );
}

#[test]
fn what_a_person_must_mend_is_asked_less_often() {
    let wait = |trouble| {
        (next(
            &[failed(trouble, None), failed(trouble, None)],
            &with_own("@always"),
        )
        .at - ten())
        .num_minutes()
    };
    for trouble in [Trouble::Denied, Trouble::Missing] {
        assert!((60..=66).contains(&wait(trouble)), "{trouble:?}");
    }
    for trouble in [
        Trouble::Server,
        Trouble::Network,
        Trouble::Unreachable,
        Trouble::Content,
    ] {
        assert!((10..=11).contains(&wait(trouble)), "{trouble:?}");
    }
}

#[test]
fn too_many_requests_without_a_time_is_backed_off_from_at_once_rfc6585_4() {
    let next = next(
        &[feed(0), failed(Trouble::Throttled, None)],
        &with_own("@always"),
    );
    assert!((10..=11).contains(&(next.at - ten()).num_minutes()));
}

#[test]
fn a_feed_that_is_gone_is_paused_against_all_and_probed_once_a_week_rfc9110_15_5_11() {
    let gone = next(
        &[feed(0), failed(Trouble::Gone, None)],
        &with_own("@always"),
    );
    assert_eq!(gone.at, ten() + GONE_PAUSE);
    assert!(!gone.is_due(ten() + TimeDelta::days(6), Round::All));
    assert!(gone.is_due(ten() + GONE_PAUSE, Round::Due));
}

#[test]
fn a_lost_network_counts_against_nobody_and_is_tried_again_soon() {
    let mut state = after(&[feed(0)]);
    state.record(ten(), false, &Came::Offline);
    let next = next_poll(&state, &rules(), ten());
    assert_eq!((state.failures, next.why), (0, Reason::Offline));
    assert!(next.at <= ten() + minutes(6));
    let polls = |troubles: &[Option<Trouble>]| {
        let hosts = ["a", "b", "c", "d"];
        is_outage(hosts.into_iter().zip(troubles.iter().copied()))
    };
    let (gone, refused) = (Some(Trouble::Unreachable), Some(Trouble::Network));
    assert!(polls(&[gone, gone, gone]));
    assert!(!polls(&[gone, gone]), "two hosts may both be down");
    assert!(!polls(&[gone, gone, gone, refused]), "somebody answered");
    assert!(!polls(&[gone, gone, gone, None]));
}

#[test]
fn once_a_day_the_whole_feed_is_asked_for() {
    let mut state = State::default();
    assert!(state.should_ask_whole(ten()));
    state.record(ten(), true, &feed(1));
    for hour in 1..24 {
        let now = ten() + TimeDelta::hours(hour);
        assert!(!state.should_ask_whole(now), "{hour}");
        state.record(
            now,
            false,
            &Came::NotModified {
                lifetime: None,
                moved_to: None,
            },
        );
    }
    assert!(state.should_ask_whole(ten() + TimeDelta::hours(24) - TimeDelta::seconds(30)));
}

#[test]
fn a_source_moves_after_three_polls_in_a_row_that_end_at_one_place_rfc9110_15_4_2() {
    let moved = |to: Option<&str>| Came::NotModified {
        lifetime: None,
        moved_to: to.map(str::to_owned),
    };
    let (here, there) = (Some("https://a.example/new"), Some("https://b.example/"));
    let to = |polls: &[Came]| after(polls).moved_to().map(str::to_owned);
    assert_eq!(to(&[moved(here), moved(here)]), None);
    assert_eq!(
        to(&[moved(here), moved(here), moved(here)]).as_deref(),
        here
    );
    assert_eq!(to(&[moved(here), moved(here), moved(there)]), None);
    assert_eq!(
        to(&[moved(here), moved(here), moved(None), moved(here)]),
        None
    );
    let broken = failed(Trouble::Content, None);
    assert_eq!(to(&[moved(here), moved(here), broken, moved(here)]), None);
    let mut state = after(&[moved(here), moved(here), moved(here)]);
    state.has_moved();
    assert_eq!(state.moved_to(), None);
}

#[test]
fn a_host_on_hold_is_no_poll_but_is_remembered() {
    let mut state = after(&[feed(0)]);
    state.record(ten() + minutes(1), false, &Came::Held(HOUR));
    assert_eq!((state.last_poll, state.failures), (Some(ten()), 0));
    let next = next_poll(&state, &with_own("@always"), ten() + minutes(2));
    assert_eq!(next.at, ten() + minutes(61));
}

#[test]
fn a_clock_that_was_set_back_silences_nobody() {
    let state = after(&[fresh_for(HOUR)]);
    let next = next_poll(&state, &rules(), ten() - TimeDelta::days(400));
    assert_eq!(next.at, ten() - TimeDelta::days(400));
}

#[test]
fn state_survives_being_stored() {
    let state = after(&[fresh_for(HOUR), failed(Trouble::Throttled, Some(HOUR))]);
    let stored = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<State>(&stored).unwrap(), state);
    assert_eq!(
        serde_json::from_str::<State>("{}").unwrap(),
        State::default()
    );
}

fn any_came() -> impl Strategy<Value = Came> {
    let wait = || prop::option::of((0_u64..100_000_000).prop_map(Duration::from_secs));
    let hints = (
        prop::option::of(0_u32..1_000_000),
        wait(),
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
        Trouble::Denied,
        Trouble::Missing,
        Trouble::Content,
    ]);
    prop_oneof![
        (0_usize..3, wait(), hints).prop_map(|(new_entries, lifetime, hints)| Came::Feed {
            new_entries,
            lifetime,
            hints,
            moved_to: None,
        }),
        wait().prop_map(|lifetime| Came::NotModified {
            lifetime,
            moved_to: None
        }),
        (trouble, wait()).prop_map(|(trouble, retry_after)| failed(trouble, retry_after)),
        Just(Came::Offline),
    ]
}

proptest! {
    #[test]
    fn never_before_a_publisher_s_wish_never_beyond_the_cap_and_always_in_the_end(
        polls in prop::collection::vec(any_came(), 1..12),
        pattern in prop::sample::select(vec![None, Some("hourly"), Some("@always"), Some("*/20 * * * *"), Some("0 6 * * *")]),
        adaptive in any::<bool>(),
        later in 0_i64..4000,
    ) {
        let rules = Rules { own: pattern.map(|own| own.parse().unwrap()), adaptive, ..rules() };
        let state = after(&polls);
        let next = next_poll(&state, &rules, ten());
        let last = polls.last().unwrap();
        let wish = match last {
            Came::Feed { lifetime, hints, .. } => {
                let ttl = hints.ttl_minutes.map(|ttl| MINUTE * ttl);
                [*lifetime, hints.update_period, ttl].into_iter().flatten().max()
            }
            Came::NotModified { lifetime, .. } => *lifetime,
            Came::Failed { retry_after, .. } => *retry_after,
            _ => None,
        };
        if let Some(wish) = wish {
            let wish = TimeDelta::from_std(wish).unwrap().min(CAP);
            prop_assert!(next.at >= ten() + wish && next.ready >= ten() + wish);
        }
        prop_assert!(next.ready <= next.at);
        // A day, the schedule's own step of at most a day, an hour, and the hours skipped.
        prop_assert!(next.at <= ten() + CAP * 2 + minutes(360));
        // Whenever one looks, it is the same poll; and once its time has come it is due.
        let now = next.at.max(ten() + minutes(later));
        let looked = next_poll(&state, &rules, now);
        prop_assert!(looked.at <= now || looked.why == Reason::Skipped);
        prop_assert!(looked.at <= now + minutes(360));
    }
}
