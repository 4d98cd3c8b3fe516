//! Bodies that are kept for a replay, and rounds.

use super::*;

#[test]
fn the_archive_lets_go_of_the_oldest_bodies_where_they_are_too_many() {
    let store = store();
    for (hour, size) in [(0, 10), (1, 40), (2, 30), (3, 20)] {
        let mut poll = poll("a", START + TimeDelta::hours(hour), Vec::new());
        poll.body = Some(body(size));
        record(&store, vec![poll]);
    }
    let now = START + TimeDelta::hours(4);
    for (most, gone, left) in [
        (u64::MAX, 0, vec![10, 40, 30, 20]),
        (100, 0, vec![10, 40, 30, 20]),
        (99, 1, vec![40, 30, 20]),
        (50, 1, vec![30, 20]),
        (25, 1, vec![20]),
        (0, 1, vec![]),
    ] {
        assert_eq!(store.bound_archive(&keep(most), now).unwrap(), gone);
        let together = i64::try_from(left.iter().sum::<usize>()).unwrap();
        assert_eq!(archived(&store), (left, together), "{most}");
    }
}

#[test]
fn the_archive_lets_go_of_bodies_that_are_too_old_whatever_room_there_is() {
    let store = store();
    for day in 0..3 {
        let at = START + TimeDelta::days(day);
        store.note_round(at, TimeDelta::zero()).unwrap();
        record(&store, vec![poll("a", at, Vec::new())]);
    }
    let keep = keep(u64::MAX);
    let month = START + TimeDelta::days(30);
    assert_eq!(store.bound_archive(&keep, month).unwrap(), 0);
    let later = month + TimeDelta::milliseconds(1);
    assert_eq!(store.bound_archive(&keep, later).unwrap(), 1);
    let rounds = store.archived_rounds(START).unwrap();
    let left: Vec<_> = rounds.iter().map(|round| round.at).collect();
    let days = [1, 2].map(|day| START + TimeDelta::days(day));
    assert_eq!(left, days, "rounds go with their bodies");
}

#[test]
fn forgetting_a_source_makes_room_in_the_archive() {
    let store = store();
    record(&store, vec![poll("a", START, Vec::new())]);
    record(&store, vec![poll("b", START, Vec::new())]);
    store.forget(&SourceId::new("a")).unwrap();
    assert_eq!(archived(&store), (vec![10], 10));
}

#[test]
fn a_round_is_what_was_polled_in_it_and_what_was_looked_at_again() {
    let store = store();
    let (first, second, third) = (
        START,
        START + TimeDelta::hours(1),
        START + TimeDelta::hours(2),
    );
    for (source, round, seconds) in [("a", first, 5), ("b", first, 3), ("c", third, 1)] {
        let mut poll = poll(source, round + TimeDelta::seconds(seconds), Vec::new());
        poll.round = round;
        poll.state.body_hash = Some(source.to_owned());
        record(&store, vec![poll]);
    }
    store.note_round(second, TimeDelta::minutes(5)).unwrap();
    store.note_round(third, TimeDelta::zero()).unwrap();
    let rounds = store.archived_rounds(START).unwrap();
    let sources = |round: &ArchivedRound| -> Vec<String> {
        let bodies = round.bodies.iter();
        let archived = bodies.map(|number| store.archived_body(*number).unwrap());
        archived
            .map(|archived| archived.source.to_string())
            .collect()
    };
    let seen: Vec<_> = rounds
        .iter()
        .map(|round| (round.at, round.settle, sources(round)))
        .collect();
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        seen,
        [
            (first, None, names(&["b", "a"])),
            (second, Some(TimeDelta::minutes(5)), names(&[])),
            (third, Some(TimeDelta::zero()), names(&["c"])),
        ]
    );
    assert_eq!(store.archived_rounds(second).unwrap(), rounds[1..]);
    let earliest = store.archived_body(rounds[0].bodies[0]).unwrap();
    assert_eq!(earliest.at, first + TimeDelta::seconds(3));
    assert_eq!(earliest.hash.as_deref(), Some("b"));
    assert_eq!(earliest.body, body(10));
}
