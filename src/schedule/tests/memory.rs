//! What is remembered from poll to poll, and through a restart.

use super::*;

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
        state.record(now, false, &unchanged(None));
    }
    let day = ten() + TimeDelta::days(1);
    assert!(!state.should_ask_whole(day - TimeDelta::milliseconds(1)));
    assert!(state.should_ask_whole(day));
}

#[test]
fn a_source_moves_after_three_polls_in_a_row_that_end_at_one_place_rfc9110_15_4_2() {
    let moved = |to: Option<&str>| Came::NotModified {
        lifetime: None,
        retry_after: None,
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
fn a_new_place_that_is_nothing_any_more_sends_back_to_the_old_one() {
    let returns = |polls: &[Came]| after(polls).should_return();
    let failing = |trouble, times| vec![failed(trouble, None); times];
    for trouble in [
        Trouble::Missing,
        Trouble::Denied,
        Trouble::Content,
        Trouble::Server,
        Trouble::Network,
        Trouble::Unreachable,
    ] {
        assert!(!returns(&failing(trouble, 2)), "{trouble:?}");
        assert!(returns(&failing(trouble, 3)), "{trouble:?}");
    }
    assert!(returns(&failing(Trouble::Gone, 1)), "410 says it at once");
    for patient in [Trouble::Throttled, Trouble::Deferred] {
        assert!(!returns(&failing(patient, 9)), "{patient:?}");
    }
    let mut recovered = failing(Trouble::Missing, 5);
    recovered.push(feed(0));
    assert!(!returns(&recovered));
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
    let right = ten() - TimeDelta::days(400);
    assert_eq!(next_poll(&state, &rules(), right).at, right);
    // Nor does it where the first poll by the right clock fails.
    let mut state = state;
    state.record(right, false, &failed(Trouble::Network, None));
    let next = next_poll(&state, &rules(), right);
    assert!(next.at <= right + minutes(120), "{next:?}");
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
