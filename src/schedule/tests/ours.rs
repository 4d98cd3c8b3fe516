//! Our own side: schedules, least interval, pace, back-off.

use super::*;

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
fn no_poll_of_the_daemon_comes_before_its_interval_is_over() {
    // Rounds start late by some seconds, and once by minutes.
    for default in ["hourly", "0 * * * *", "*/15 * * * *"] {
        for n in 0..40_i64 {
            let rules = Rules {
                source: SourceId::new(format!("outlet-{n}")),
                default: default.parse().unwrap(),
                ..rules()
            };
            let mut state = State::default();
            let mut now = ten() + TimeDelta::seconds(n * 97);
            for poll in 0..50 {
                state.record(now, true, &feed(1));
                let next = next_poll(&state, &rules, now);
                let gap = next.at - now;
                assert!(gap >= minutes(60), "{default} {n} {poll}: {gap}");
                assert!(gap <= minutes(120), "{default} {n} {poll}: {gap}");
                let late = if poll % 9 == 8 { 300 } else { poll % 7 };
                now = next.at + TimeDelta::seconds(late);
            }
        }
    }
}

#[test]
fn five_hundred_sources_asked_in_one_minute_are_spread_over_the_hour_after() {
    let mut first = [0_u32; 60];
    let mut later = [0_u32; 60];
    for n in 0..500 {
        let rules = Rules {
            source: SourceId::new(format!("outlet-{n}")),
            ..rules()
        };
        let mut state = State::default();
        state.record(ten(), true, &feed(1));
        let mut now = next_poll(&state, &rules, ten()).at;
        first[now.minute() as usize] += 1;
        for _ in 0..20 {
            state.record(now, true, &feed(1));
            now = next_poll(&state, &rules, now).at + TimeDelta::seconds(7);
        }
        later[now.minute() as usize] += 1;
    }
    for minutes in [first, later] {
        let busiest = minutes.iter().max().unwrap();
        assert!(*busiest <= 40, "{busiest} in one minute: {minutes:?}");
    }
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
            poll(&mut state, &rules, start, &feed(0));
            let twice = next_poll(&state, &rules, start);
            assert!(
                !twice.is_due(start + minutes(2), Round::Single),
                "{own:?} {hour}"
            );
        }
    }
}

#[test]
fn rounds_every_minute_ask_no_more_often_than_the_schedule_says() {
    for (own, polls_a_week) in [
        (None, 7 * 24),
        (Some("hourly"), 7 * 24),
        (Some("0 * * * *"), 7 * 24),
        (Some("*/10 * * * *"), 7 * 24 * 6),
    ] {
        let rules = Rules {
            own: own.map(|own| own.parse().unwrap()),
            ..rules()
        };
        let mut state = State::default();
        let mut polls = 0;
        for minute in 0..7 * 24 * 60 {
            let now = ten() + minutes(minute);
            if next_poll(&state, &rules, now).is_due(now, Round::Single) {
                poll(&mut state, &rules, now, &feed(1));
                polls += 1;
            }
        }
        assert!(
            (polls_a_week - 2..=polls_a_week + 1).contains(&polls),
            "{own:?}: {polls}"
        );
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
        state.record(ten() + minutes(1), false, &unchanged(None));
    }
    assert_eq!(
        state.pace, before,
        "asking again by hand says nothing about the source"
    );
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
fn too_many_requests_slows_the_pace_until_there_is_news_again_rfc6585_4() {
    let mut state = after(&[feed(0)]);
    let before = state.pace.unwrap();
    state.record(ten(), false, &failed(Trouble::Throttled, None));
    assert_eq!(state.pace, Some(before * 2));
    let hourly = next_poll(&state, &rules(), ten());
    assert!(hourly.at >= ten() + minutes(120), "{hourly:?}");
    let told = after(&[feed(0), failed(Trouble::Throttled, Some(HOUR))]);
    assert_eq!(told.pace, Some(before), "who says how long is asked then");
}

#[test]
fn a_source_whose_hub_delivers_is_asked_once_a_day_as_long_as_the_lease_runs() {
    let mut state = State::default();
    state.record(ten(), true, &feed(1));
    let pushed = |hours: i64| Rules {
        pushed: Some(ten() + minutes(60 * hours)),
        ..rules()
    };
    let day = next_poll(&state, &pushed(240), ten());
    assert_eq!((day.at, day.why), (ten() + CAP, Reason::Pushed));
    let lease = next_poll(&state, &pushed(5), ten());
    assert_eq!(
        (lease.at, lease.why),
        (ten() + minutes(300), Reason::Pushed)
    );
    let usual = next_poll(&state, &rules(), ten());
    assert_eq!(next_poll(&state, &pushed(0), ten()), usual);
    // An operator's own schedule is their word.
    let own = |pushed| Rules {
        pushed,
        ..with_own("*/30 * * * *")
    };
    let kept = next_poll(&state, &own(Some(ten() + CAP)), ten());
    assert_eq!(kept, next_poll(&state, &own(None), ten()));
    // A delivery is no poll.
    let before = state.clone();
    state.record(ten() + minutes(90), false, &Came::Delivered);
    assert_eq!(state, before);
}
