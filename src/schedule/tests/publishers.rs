//! The publisher's side: freshness, `ttl`, `sy:`, skipped hours and days, `Retry-After`, `410`.

use super::*;

#[test]
fn freshness_holds_and_a_304_keeps_what_it_does_not_replace_rfc9111_4_3_4() {
    let rules = with_own("@always");
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
fn a_retry_after_beside_a_feed_holds_too() {
    let wait = Some(30 * MINUTE);
    let read = Came::Feed {
        new_entries: 1,
        lifetime: None,
        retry_after: wait,
        hints: Hints::default(),
        moved_to: None,
    };
    let same = Came::NotModified {
        lifetime: None,
        retry_after: wait,
        moved_to: None,
    };
    for came in [read, same] {
        let held = next(std::slice::from_ref(&came), &with_own("@always"));
        assert_eq!(
            (held.at, &held.why),
            (ten() + minutes(30), &Reason::RetryAfter)
        );
        assert!(!held.is_due(ten() + minutes(29), Round::All), "{came:?}");
        assert_eq!(after(&[came]).failures, 0);
    }
}

#[test]
fn a_redirect_that_asks_to_wait_is_waited_for_once_rfc9110_10_2_3() {
    let deferred = failed(Trouble::Deferred, Some(30 * MINUTE));
    let state = after(&[feed(0), deferred.clone()]);
    let held = next_poll(&state, &with_own("@always"), ten());
    assert_eq!(held.at, ten() + minutes(30));
    assert!(!held.is_due(ten() + minutes(29), Round::All));
    assert!(state.has_waited(), "the next poll follows it");
    assert!(!after(&[deferred, feed(0)]).has_waited());
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
fn an_answer_that_is_fresh_for_no_time_is_no_wish_to_be_left_alone() {
    for came in [fresh_for(Duration::ZERO), unchanged(Some(Duration::ZERO))] {
        let next = next(std::slice::from_ref(&came), &rules());
        assert_eq!(next.not_before, None, "{came:?}");
    }
}
