//! What alerts are done with.

use super::*;

#[test]
fn an_alert_that_was_given_for_a_story_is_given_for_none_that_it_became() {
    let store = store();
    let merged = |number: u128, into| Life {
        stage: Stage::Merged(story(into)),
        gone: Some(START),
        ..life(story(number), &["NE"])
    };
    for life in [
        life(story(1), &[]),
        life(story(5), &[]),
        merged(2, 1),
        merged(3, 2),
    ] {
        store.save_life(&life).unwrap();
    }
    store.set_alerts(&[("big", String::new())], START).unwrap();
    store
        .alert_ended("big", story(3), Ending::Told, START)
        .unwrap();
    let done = [1, 2, 3, 5].map(|number| store.is_alerted("big", story(number)).unwrap());
    assert_eq!(done, [true, true, true, false]);
    assert!(!store.is_alerted("other", story(1)).unwrap());
}
