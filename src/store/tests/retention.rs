//! What is forgotten, and what that leaves of stories.

use super::*;

/// Puts the entries that wait into a story.
fn place_all(store: &Store, story: StoryId) -> Vec<crate::domain::EntryId> {
    let ids: Vec<_> = store.waiting().unwrap().iter().map(|m| m.id).collect();
    let place = |entry: &crate::domain::EntryId| Membership {
        entry: *entry,
        story,
        reason: "{}".to_owned(),
        copy_of: None,
    };
    store
        .place(&ids.iter().map(place).collect::<Vec<_>>())
        .unwrap();
    ids
}

#[test]
fn a_story_of_which_an_entry_is_forgotten_is_looked_at_again_and_named_meanwhile() {
    let store = store();
    let later = START + TimeDelta::days(400);
    record(&store, vec![poll("a", START, vec![entry("a", "1", "Un")])]);
    record(
        &store,
        vec![poll("b", START, vec![entry("b", "1", "Deux")])],
    );
    let ids = place_all(&store, story(1));
    let (mut told, mut other) = (life(story(1), &["NE"]), life(story(2), &["NE"]));
    told.representative = ids[0];
    other.representative = ids[1];
    other.first_seen = later;
    store.save_life(&told).unwrap();
    store.save_life(&other).unwrap();
    store.relate(story(2), story(1)).unwrap();
    store.written(&store.stale().unwrap()).unwrap();
    record(
        &store,
        vec![
            poll("a", later, Vec::new()),
            poll("b", later, vec![entry("b", "1", "Deux")]),
        ],
    );
    assert_eq!(
        store.prune(keep(u64::MAX), later, later).unwrap().entries,
        1
    );
    assert!(store.entry(ids[0]).unwrap().is_none());
    assert_eq!(store.due(later, TimeDelta::hours(1)).unwrap(), [story(1)]);
    let title = |reference: Option<&crate::domain::StoryRef>| reference.unwrap().title.clone();
    let named = store.reference(story(1)).unwrap();
    assert_eq!(title(named.as_ref()), "Deux");
    let related = store.related_references(story(2)).unwrap();
    assert_eq!(title(related.first()), "Deux");
    assert_eq!(related[0].language, "fr".parse().ok());
    let headlines = store
        .headlines(&all(10), START, START + TimeDelta::days(1))
        .unwrap();
    assert!(headlines.iter().any(|headline| headline.id == story(1)));
}

#[test]
fn a_source_that_is_not_heard_from_any_more_keeps_nothing() {
    let store = store();
    let later = START + TimeDelta::days(400);
    for name in ["dead", "quiet"] {
        record(
            &store,
            vec![poll(name, START, vec![entry(name, "1", name)])],
        );
    }
    let ids: Vec<_> = store.waiting().unwrap().iter().map(|m| m.id).collect();
    store.settle(&ids).unwrap();
    let answers = |name: &str, outcome, last_success| {
        let mut poll = poll(name, later, Vec::new());
        (poll.outcome, poll.body) = (outcome, None);
        (poll.state.last_success, poll.state.listed_at) = (Some(last_success), Some(START));
        poll
    };
    let failed = Outcome::Failed {
        kind: "not_found".to_owned(),
        status: Some(404),
        message: "there is nothing".to_owned(),
    };
    let polls = [
        answers("dead", failed, START),
        answers("quiet", Outcome::NotModified, later),
    ];
    record(&store, polls.into());
    assert_eq!(
        store.prune(keep(u64::MAX), later, later).unwrap().entries,
        1
    );
    assert!(store.entry(ids[0]).unwrap().is_none());
    assert!(store.entry(ids[1]).unwrap().is_some(), "it is still listed");
}

#[test]
fn a_story_that_went_before_it_was_shown_leaves_nothing() {
    let store = store();
    let later = START + TimeDelta::days(400);
    let gone = |number: u128, shown, into| Life {
        stage: Stage::Merged(story(into)),
        shown,
        gone: Some(START),
        ..life(story(number), &["NE"])
    };
    let mut living = life(story(1), &["NE"]);
    living.first_seen = later;
    store.save_life(&living).unwrap();
    store.written(&store.stale().unwrap()).unwrap();
    store.save_life(&gone(2, None, 1)).unwrap();
    store.save_life(&gone(3, None, 1)).unwrap();
    assert_eq!(store.stale().unwrap(), [], "nobody has them");
    store.save_life(&gone(4, Some(START), 3)).unwrap();
    assert_eq!(store.stale().unwrap().len(), 1);
    store.prune(keep(u64::MAX), later, later).unwrap();
    let is_there = |number| store.life(story(number)).unwrap().is_some();
    assert_eq!([1, 2, 3, 4].map(is_there), [true, false, true, true]);
}
