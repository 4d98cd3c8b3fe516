//! What the operator rules comes before all evidence, in the engine itself: whatever the languages,
//! the size of a story, or what comes in between.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, Ruling, SourceId, StoryId};
use griot::group::{Changes, Credits, Engine, Hand, Item, Ruled, Rulings, Settings};

const START: &str = "2026-03-02T08:00:00Z";

const FLOOD: [&str; 2] = [
    "Mopti sous les eaux après trois jours de pluie",
    "Le fleuve a débordé dans la nuit à Mopti ; le maire compte quatre cents maisons détruites.",
];
const TARIFF: [&str; 2] = [
    "Le kilowattheure baisse de cinq francs à Cotonou",
    "La compagnie d'électricité du Bénin annonce un nouveau tarif pour les ménages dès avril.",
];
const ENGLISH: [&str; 2] = [
    "Chess club of Bo wins the junior cup",
    "The young players beat Kenema in the last round on Sunday.",
];

fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

fn key(number: i64) -> EntryKey {
    EntryKey {
        source: SourceId::new(format!("source-{number}")),
        guid: number.to_string(),
    }
}

fn item(number: i64, language: &str, words: [&str; 2], seen: DateTime<Utc>) -> Item {
    let key = key(number);
    Item {
        entry: EntryId(number),
        founds: StoryId::mint(seen, &key, |_| u128::from(number.unsigned_abs()) << 16),
        outlet: format!("outlet {number}"),
        source: key.source,
        owner: None,
        language: language.parse().ok(),
        title: words[0].to_owned(),
        summary: words[1].to_owned(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
        published: Some(seen),
        seen,
        countries: Vec::new(),
    }
}

fn settings() -> Settings {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
}

/// An engine with what a store would remember for it.
struct Desk {
    engine: Engine,
    rulings: Rulings,
    story_of: BTreeMap<i64, StoryId>,
    changes: Changes,
}

impl Desk {
    /// Each ruling: entries that are one event, and those of another.
    fn ruled(said: &[(&[i64], &[i64])]) -> Self {
        let keys = |numbers: &[i64]| numbers.iter().copied().map(key).collect();
        let said = said.iter().map(|(together, apart)| Ruling {
            at: start(),
            reason: "I was there".to_owned(),
            together: keys(together),
            apart: keys(apart),
        });
        let said: Vec<_> = said.collect();
        Self {
            engine: Engine::new(settings()),
            rulings: Rulings::resolve(&said),
            story_of: BTreeMap::new(),
            changes: Changes::default(),
        }
    }

    fn round(&mut self, now: DateTime<Utc>, arrivals: Vec<Item>) {
        let known = self.story_of.keys().copied();
        let numbers = known.chain(arrivals.iter().map(|item| item.entry.0));
        let ruled = numbers.map(|number| Ruled {
            key: key(number),
            entry: EntryId(number),
            story: self.story_of.get(&number).copied(),
        });
        let hand = Hand::new(self.rulings.clone(), ruled.collect::<Vec<_>>());
        self.engine.rule(hand);
        self.changes = self.engine.round(now, arrivals);
        for assignment in &self.changes.assigned {
            self.story_of.insert(assignment.entry.0, assignment.story);
        }
        for merge in &self.changes.merged {
            for story in self.story_of.values_mut() {
                if *story == merge.from {
                    *story = merge.into;
                }
            }
        }
    }

    fn are_one(&self, one: i64, other: i64) -> bool {
        self.story_of[&one] == self.story_of[&other]
    }

    fn ruling(&self, number: i64) -> Option<&str> {
        let mut assigned = self.changes.assigned.iter();
        let assignment = assigned.find(|assignment| assignment.entry.0 == number);
        assignment?.reason.ruling.as_deref()
    }
}

#[test]
fn what_has_nothing_in_common_is_one_story_because_the_operator_says_so() {
    let now = start();
    let arrivals = || {
        vec![
            item(1, "fr", FLOOD, now),
            item(2, "fr", TARIFF, now),
            item(3, "en", ENGLISH, now),
            item(4, "fr", FLOOD, now),
        ]
    };
    let mut left_alone = Desk::ruled(&[]);
    left_alone.round(now, arrivals());
    assert!(left_alone.are_one(1, 4) && !left_alone.are_one(1, 2) && !left_alone.are_one(1, 3));
    assert_eq!(left_alone.ruling(4), None);

    let mut desk = Desk::ruled(&[(&[1, 2], &[]), (&[2, 3], &[])]);
    desk.round(now, arrivals());
    assert!(desk.are_one(1, 2) && desk.are_one(1, 3) && desk.are_one(1, 4));
    assert_eq!(desk.ruling(2), Some("I was there"));
    assert_eq!(desk.ruling(4), None, "the evidence has put it there");

    // One by one, it is the same story.
    let mut desk = Desk::ruled(&[(&[1, 2], &[]), (&[2, 3], &[])]);
    for (hours, arrival) in (1..).zip(arrivals()) {
        desk.round(now + TimeDelta::hours(hours), vec![arrival]);
    }
    assert!(desk.are_one(1, 2) && desk.are_one(1, 3) && desk.are_one(1, 4));
}

#[test]
fn one_text_in_two_stories_draws_neither_to_the_other() {
    let now = start();
    let mut desk = Desk::ruled(&[(&[1], &[2])]);
    for number in 1..12 {
        let at = now + TimeDelta::hours(number);
        desk.round(at, vec![item(number, "fr", FLOOD, at)]);
        assert!(number == 1 || !desk.are_one(1, 2), "after {number}");
    }
    // What comes beside them belongs to either.
    assert!((3..12).all(|number| desk.are_one(number, 1) || desk.are_one(number, 2)));
}

#[test]
fn what_is_apart_stays_so_by_way_of_another_language() {
    let now = start();
    // 1 and 2 are in French and apart; 3 is in English and one event with 2, 4 with 1.
    let mut desk = Desk::ruled(&[(&[1], &[2]), (&[2, 3], &[]), (&[1, 4], &[])]);
    desk.round(
        now,
        vec![
            item(1, "fr", FLOOD, now),
            item(2, "fr", FLOOD, now),
            item(3, "en", ENGLISH, now),
            item(4, "en", ENGLISH, now),
        ],
    );
    assert!(desk.are_one(2, 3) && desk.are_one(1, 4));
    assert!(!desk.are_one(1, 2) && !desk.are_one(3, 4));
}

#[test]
fn strands_that_rulings_tie_to_what_is_apart_are_parted() {
    let now = start();
    // 1 and 2 are one text in French; 3 and 5 in English, 4 and 6 in Portuguese.
    let mut desk = Desk::ruled(&[(&[1, 3], &[]), (&[2, 4], &[]), (&[5], &[6])]);
    let languages = ["fr", "fr", "en", "pt", "en", "pt"];
    let words = [FLOOD, FLOOD, ENGLISH, TARIFF, ENGLISH, TARIFF];
    let arrivals = (1..).zip(languages).zip(words);
    let arrivals = arrivals.map(|((number, language), words)| item(number, language, words, now));
    desk.round(now, arrivals.collect());
    assert!(desk.are_one(1, 3) && desk.are_one(2, 4));
    assert!(!desk.are_one(5, 6));
}

#[test]
fn stories_too_large_to_be_linked_entry_by_entry_keep_to_it_too() {
    let now = start();
    let mut desk = Desk::ruled(&[(&[1], &[2]), (&[3, 500], &[])]);
    desk.round(
        now,
        vec![item(1, "fr", FLOOD, now), item(2, "fr", FLOOD, now)],
    );
    for hour in 1..13 {
        let at = now + TimeDelta::hours(hour);
        let copies = (hour * 20..hour * 20 + 20).map(|number| item(number, "fr", FLOOD, at));
        desk.round(at, copies.collect());
        assert!(!desk.are_one(1, 2));
    }
    let largest = |desk: &Desk| {
        let mut sizes = BTreeMap::<StoryId, usize>::new();
        for story in desk.story_of.values() {
            *sizes.entry(*story).or_default() += 1;
        }
        sizes.into_values().max()
    };
    assert!(largest(&desk) > Some(100));
    let at = now + TimeDelta::hours(13);
    let arrivals = vec![item(500, "fr", TARIFF, at), item(3, "fr", FLOOD, at)];
    desk.round(at, arrivals);
    assert!(desk.are_one(3, 500) && !desk.are_one(1, 2));
}

#[test]
fn an_entry_that_has_left_the_window_still_binds() {
    let (now, near) = (start(), start() + TimeDelta::days(6));
    let later = now + TimeDelta::days(8);
    // Of the first day, however late they are seen.
    let flood = |number, seen| Item {
        published: Some(now),
        ..item(number, "fr", FLOOD, seen)
    };
    let lived = |said: &[(&[i64], &[i64])]| {
        let mut desk = Desk::ruled(said);
        desk.round(now, vec![item(1, "fr", TARIFF, now), flood(2, now)]);
        desk.round(near, vec![flood(5, near)]);
        assert!(desk.are_one(2, 5));
        let chess = item(3, "en", ENGLISH, later);
        desk.round(later, vec![chess, flood(4, later)]);
        desk
    };
    let left_alone = lived(&[]);
    assert!(!left_alone.are_one(1, 3) && left_alone.are_one(2, 4));
    let ruled = lived(&[(&[1, 3], &[]), (&[2], &[4])]);
    assert!(ruled.are_one(1, 3), "the story of 1 lives on in 3");
    assert!(
        !ruled.are_one(2, 4),
        "5 is in the story of 2, so 4 cannot join it"
    );
}

#[test]
fn rulings_on_what_is_not_there_change_nothing() {
    let now = start();
    let mut plain = Desk::ruled(&[]);
    let mut ruled = Desk::ruled(&[(&[100, 101], &[102]), (&[1], &[103])]);
    for hour in 0..6 {
        let at = now + TimeDelta::hours(hour);
        let words = [FLOOD, TARIFF][usize::try_from(hour % 2).unwrap()];
        for desk in [&mut plain, &mut ruled] {
            desk.round(at, vec![item(hour + 1, "fr", words, at)]);
        }
        assert_eq!(plain.changes, ruled.changes);
    }
}
