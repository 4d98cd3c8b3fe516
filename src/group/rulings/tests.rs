//! The newer word holds, and what is ruled is so.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::SourceId;

fn key(name: char) -> EntryKey {
    EntryKey {
        source: SourceId::new("a"),
        guid: name.to_string(),
    }
}

fn ruling(together: &str, apart: &str) -> Ruling {
    Ruling {
        at: DateTime::UNIX_EPOCH,
        reason: format!("{together}|{apart}"),
        together: together.chars().map(key).collect(),
        apart: apart.chars().map(key).collect(),
    }
}

fn are_one(rulings: &Rulings, one: char, other: char) -> bool {
    rulings.group(&key(one)) == rulings.group(&key(other))
}

fn are_apart(rulings: &Rulings, one: char, other: char) -> bool {
    match (rulings.group(&key(one)), rulings.group(&key(other))) {
        (Some(one), Some(other)) => rulings.are_apart(one, other),
        _ => false,
    }
}

#[test]
fn what_is_ruled_holds_by_way_of_others() {
    let rulings = Rulings::resolve(&[ruling("ab", ""), ruling("bc", ""), ruling("d", "c")]);
    assert!(are_one(&rulings, 'a', 'c'));
    assert!(are_apart(&rulings, 'a', 'd'));
    assert_eq!(rulings.group(&key('e')), None);
    assert!((0..3).all(|place| !rulings.is_overruled(place)));
}

#[test]
fn the_newer_of_two_that_are_at_odds_wins_and_the_rest_of_the_older_holds() {
    let rulings = Rulings::resolve(&[ruling("abcd", ""), ruling("a", "b")]);
    assert!(are_apart(&rulings, 'a', 'b'));
    assert!(are_one(&rulings, 'a', 'c') && are_one(&rulings, 'c', 'd'));
    assert!(rulings.is_overruled(0) && !rulings.is_overruled(1));
    assert_eq!(rulings.reason(&key('a')), Some("a|b"));
    assert_eq!(rulings.reason(&key('c')), Some("abcd|"));

    let rulings = Rulings::resolve(&[ruling("a", "bcd"), ruling("ab", "")]);
    assert!(are_one(&rulings, 'a', 'b') && are_apart(&rulings, 'b', 'c'));
    assert!(rulings.is_overruled(0));

    // What is left of an older one without the entry that it begins with.
    let rulings = Rulings::resolve(&[ruling("abc", ""), ruling("a", "bc")]);
    assert!(are_one(&rulings, 'b', 'c'));

    // By way of a third: a is b, b is c, so a cannot be another event than c any more.
    let rulings = Rulings::resolve(&[ruling("a", "c"), ruling("ab", ""), ruling("bc", "")]);
    assert!(are_one(&rulings, 'a', 'c') && rulings.is_overruled(0));
    let rulings = Rulings::resolve(&[ruling("ab", ""), ruling("bc", ""), ruling("a", "c")]);
    assert!(are_apart(&rulings, 'a', 'c') && are_one(&rulings, 'b', 'c'));
}

#[test]
fn a_story_is_parted_around_what_comes_first_in_it() {
    let group = |key: u32| (key < 10).then_some(key as usize / 2);
    let apart = |one: usize, other: usize| one != other;
    // 0 and 1 are one group, 2 another; 10 and 11 are not ruled on.
    assert_eq!(
        lay(vec![vec![10, 0, 2, 1, 11], vec![12]], group, apart),
        [vec![10, 0, 1, 11], vec![2], vec![12]]
    );
    // 2 and 3 belong together, in stories that cannot be one.
    assert_eq!(
        lay(vec![vec![2, 10], vec![3, 11]], group, apart),
        [vec![2, 10, 3, 11]]
    );
    let group = |key: u32| [None, Some(0), Some(0), Some(1), Some(2)][key as usize];
    let apart = |one: usize, other: usize| one + other == 3;
    assert_eq!(
        lay(vec![vec![1, 3], vec![2, 4, 0]], group, apart),
        [vec![3], vec![4, 0], vec![1, 2]]
    );
}

fn letters(most: usize) -> impl Strategy<Value = String> {
    prop::collection::btree_set(prop::char::range('a', 'j'), 1..=most)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #[test]
    fn the_newest_ruling_always_holds_and_no_two_contradict(
        said in prop::collection::vec((letters(4), letters(4)), 1..8),
        stories in prop::collection::vec(0_usize..4, 10),
    ) {
        let said: Vec<_> = said.into_iter().map(|(together, apart)| {
            let apart: String = apart.chars().filter(|c| !together.contains(*c)).collect();
            ruling(&together, &apart)
        }).collect();
        let rulings = Rulings::resolve(&said);
        let newest = said.last().unwrap();
        prop_assert!(!rulings.is_overruled(said.len() - 1));
        for one in &newest.together {
            prop_assert_eq!(rulings.group(one), rulings.group(&newest.together[0]));
            for other in &newest.apart {
                let (one, other) = (rulings.group(one), rulings.group(other));
                prop_assert!(rulings.are_apart(one.unwrap(), other.unwrap()));
            }
        }
        let keys: Vec<EntryKey> = ('a'..='j').map(key).collect();
        let mut standing = vec![Vec::new(); 4];
        for (place, story) in stories.iter().enumerate() {
            standing[*story].push(place);
        }
        let group = |place: usize| rulings.group(&keys[place]);
        let laid = lay(standing, group, |one, other| rulings.are_apart(one, other));
        let mut all: Vec<usize> = laid.iter().flatten().copied().collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..10).collect::<Vec<_>>());
        for (at, part) in laid.iter().enumerate() {
            for one in part {
                for (with, others) in laid.iter().enumerate() {
                    for other in others {
                        let (Some(one), Some(other)) = (group(*one), group(*other)) else {
                            continue;
                        };
                        prop_assert!(one != other || at == with);
                        prop_assert!(!rulings.are_apart(one, other) || at != with);
                    }
                }
            }
        }
        prop_assert_eq!(&lay(laid.clone(), group, |a, b| rulings.are_apart(a, b)), &laid);
    }
}
