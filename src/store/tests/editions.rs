//! What editions hold, and what stays where a story is gone.

use super::*;

#[test]
fn a_story_marks_the_editions_that_it_enters_and_those_that_it_leaves() {
    let store = store();
    store.save_life(&life(story(1), &["NE", "RU"])).unwrap();
    let first = store.stale().unwrap();
    assert_eq!(first.len(), 1);
    store.written(&first).unwrap();
    assert!(store.stale().unwrap().is_empty());

    store.save_life(&life(story(1), &["NE", "ML"])).unwrap();
    let codes: Vec<_> = store.stale().unwrap()[0]
        .countries
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(codes, ["ML", "NE", "RU"]);
    store.save_life(&life(story(1), &["NE", "ML"])).unwrap();
    assert_eq!(
        store.stale().unwrap().len(),
        1,
        "saved twice, to be written once"
    );
}

#[test]
fn editions_hold_what_they_are_about_newest_first() {
    let store = store();
    for (number, hours, code) in [(1, 1, "NE"), (2, 3, "ML"), (3, 2, "NE")] {
        let mut life = life(story(number), &[code]);
        life.published = START + TimeDelta::hours(hours);
        store.save_life(&life).unwrap();
    }
    let niger = ["NE".parse::<Country>().unwrap()];
    let selection = Selection {
        countries: &niger,
        ..all(50)
    };
    assert_eq!(store.select(&selection).unwrap(), [story(3), story(1)]);
    assert_eq!(
        store.select(&all(50)).unwrap(),
        [story(2), story(3), story(1)]
    );
    assert_eq!(store.count(&selection).unwrap().0, 2);
}

#[test]
fn a_small_document_still_holds_the_last_day() {
    let store = store();
    for number in 0..4 {
        let mut life = life(story(number), &["NE"]);
        life.published = START + TimeDelta::hours(number as i64);
        life.first_seen = START - TimeDelta::days(if number == 0 { 2 } else { 0 });
        store.save_life(&life).unwrap();
    }
    assert_eq!(
        store.select(&all(1)).unwrap().len(),
        3,
        "the one of two days ago may go"
    );
}

#[test]
fn what_was_no_news_appears_only_where_there_is_nothing_else() {
    let store = store();
    let mut old = life(story(1), &["NE"]);
    old.fresh = false;
    store.save_life(&old).unwrap();
    assert_eq!(store.select(&all(50)).unwrap(), [story(1)]);
    store.save_life(&life(story(2), &["NE"])).unwrap();
    assert_eq!(store.select(&all(50)).unwrap(), [story(2)]);
}

#[test]
fn the_first_poll_of_an_archive_floods_no_document() {
    let store = store();
    for number in 0..9 {
        let mut old = life(story(number), &["NE"]);
        old.fresh = false;
        store.save_life(&old).unwrap();
    }
    assert_eq!(store.select(&all(4)).unwrap().len(), 4);
}

#[test]
fn months_are_those_of_publication() {
    let store = store();
    for (number, days) in [(1, 0), (2, 20), (3, 40)] {
        let mut life = life(story(number), &["NE"]);
        life.published = START + TimeDelta::days(days);
        store.save_life(&life).unwrap();
    }
    let months = store.months(&all(50)).unwrap();
    assert_eq!(months, [START, START + TimeDelta::days(40)]);
    let january = store
        .between(&all(50), START, START + TimeDelta::days(31))
        .unwrap();
    assert_eq!(january, [story(2), story(1)]);
}

#[test]
fn a_story_that_is_gone_leaves_a_tombstone_in_its_editions() {
    let store = store();
    store.save_life(&life(story(1), &["NE"])).unwrap();
    let mut gone = life(story(1), &["NE"]);
    gone.stage = Stage::Merged(story(2));
    gone.gone = Some(START + TimeDelta::hours(1));
    store.save_life(&gone).unwrap();
    assert!(store.select(&all(50)).unwrap().is_empty());
    let niger = ["NE".parse::<Country>().unwrap()];
    let selection = Selection {
        countries: &niger,
        ..Selection::default()
    };
    assert_eq!(store.gone(&selection, 10).unwrap(), [gone]);
    let since = story(1).first_poll();
    assert_eq!(store.stories_since(since).unwrap(), [story(1)]);
    let later = since + TimeDelta::milliseconds(1);
    assert!(store.stories_since(later).unwrap().is_empty());
}
