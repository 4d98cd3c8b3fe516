use super::*;
use crate::domain::{EntryKey, SourceId};

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn rules(settle_minutes: i64) -> Rules {
    Rules {
        authority: "example.org".to_owned(),
        settle: TimeDelta::minutes(settle_minutes),
        window: TimeDelta::days(7),
    }
}

fn facts(outlets: usize, text: &str) -> Now {
    Now {
        representative: EntryId(1),
        date: START,
        link: "https://a.example/1".to_owned(),
        text: text.to_owned(),
        speakers: Vec::new(),
        outlets,
        countries: Countries::default(),
        topics: Vec::new(),
        editions: Vec::new(),
        first_seen: START,
        is_news: true,
    }
}

fn id() -> StoryId {
    let key = EntryKey {
        source: SourceId::new("a"),
        guid: "1".to_owned(),
    };
    StoryId::mint(START, &key, |_| 1)
}

fn minutes(count: i64) -> DateTime<Utc> {
    START + TimeDelta::minutes(count)
}

fn published(outlets: usize) -> Life {
    begin(id(), facts(outlets, "one"), &rules(0), START)
}

#[test]
fn a_new_story_waits_out_its_settle_window_and_then_shows_what_came_meanwhile() {
    let waiting = begin(id(), facts(1, "one"), &rules(5), START);
    assert_eq!(waiting.stage, Stage::Settling);
    assert_eq!(waiting.due, Some(minutes(5)));
    let shown = advance(waiting, facts(2, "one"), &rules(5), minutes(5));
    assert_eq!(shown.stage, Stage::Published);
    assert_eq!((shown.shown, shown.due), (Some(minutes(5)), None));
    assert_eq!(shown.told_outlets, 2);
    assert_eq!(shown.updated, START, "the first version is no update");
}

#[test]
fn published_and_link_are_frozen_at_first_publication() {
    let moved = Now {
        date: minutes(90),
        link: "https://a.example/2".to_owned(),
        ..facts(4, "two")
    };
    let life = advance(published(1), moved, &rules(0), minutes(90));
    assert_eq!(life.published, START);
    assert_eq!(life.link, "https://a.example/1");
}

#[test]
fn the_link_goes_with_the_entry_that_stands_for_the_story() {
    let other = Now {
        representative: EntryId(2),
        link: "https://b.example/2".to_owned(),
        ..facts(1, "two")
    };
    let life = advance(published(2), other, &rules(0), minutes(90));
    assert_eq!(life.published, START);
    assert_eq!(
        (life.representative, &*life.link),
        (EntryId(2), "https://b.example/2")
    );
}

#[test]
fn updated_moves_when_the_outlets_pass_two_three_five_and_ten_only() {
    let mut life = published(1);
    let mut moved = Vec::new();
    for outlets in 2..=12 {
        let at = minutes(60 * i64::try_from(outlets).unwrap());
        life = advance(life, facts(outlets, "one"), &rules(0), at);
        if life.updated == at {
            moved.push(outlets);
        }
    }
    assert_eq!(moved, [2, 3, 5, 10]);
}

#[test]
fn a_correction_moves_updated_and_another_representative_does_not() {
    let corrected = advance(published(1), facts(1, "two"), &rules(0), minutes(60));
    assert_eq!(corrected.updated, minutes(60));
    let other = Now {
        representative: EntryId(2),
        ..facts(1, "two")
    };
    let changed = advance(published(1), other, &rules(0), minutes(60));
    assert_eq!(changed.updated, START);
}

#[test]
fn two_updates_are_half_an_hour_apart_and_none_is_forgotten() {
    let once = advance(published(1), facts(2, "one"), &rules(0), minutes(40));
    assert_eq!(once.updated, minutes(40));
    let soon = advance(once, facts(3, "one"), &rules(0), minutes(50));
    assert_eq!((soon.updated, soon.due), (minutes(40), Some(minutes(70))));
    let later = advance(soon, facts(3, "one"), &rules(0), minutes(70));
    assert_eq!((later.updated, later.due), (minutes(70), None));
}

#[test]
fn who_reads_another_report_is_told_of_its_corrections_by_the_same_rules() {
    let said = |text: &str, link: &str| Now {
        speakers: vec![Said {
            entry: EntryId(2),
            link: link.to_owned(),
            text: text.to_owned(),
        }],
        ..facts(1, "one")
    };
    let seen = |life: &Life| {
        let speaker = life.speaker(EntryId(2)).unwrap();
        assert_eq!(speaker.link, "https://b.example/1", "it stays");
        (life.updated, life.updated.max(speaker.updated), life.due)
    };
    let life = begin(id(), said("a", "https://b.example/1"), &rules(0), START);
    assert_eq!(seen(&life), (START, START, None));
    let soon = advance(
        life,
        said("b", "https://b.example/2"),
        &rules(0),
        minutes(10),
    );
    assert_eq!(seen(&soon), (START, START, Some(minutes(30))));
    let told = advance(
        soon,
        said("b", "https://b.example/2"),
        &rules(0),
        minutes(30),
    );
    assert_eq!(seen(&told), (START, minutes(30), None));
    let both = Now {
        outlets: 2,
        ..said("b", "https://b.example/1")
    };
    let next = advance(told.clone(), both.clone(), &rules(0), minutes(50));
    assert_eq!(seen(&next), (START, minutes(30), Some(minutes(60))));
    let next = advance(next, both, &rules(0), minutes(60));
    assert_eq!(seen(&next), (minutes(60), minutes(60), None));
    let late = minutes(48 * 60 + 1);
    let late = advance(told.clone(), said("c", ""), &rules(0), late);
    assert_eq!(seen(&late), (START, minutes(30), None));

    let alone = Now {
        representative: EntryId(2),
        ..facts(1, "b")
    };
    let alone = advance(told, alone, &rules(0), minutes(90));
    assert_eq!(alone.updated, minutes(30), "no date goes back");
}

#[test]
fn updated_is_frozen_after_two_days() {
    let life = advance(
        published(1),
        facts(10, "two"),
        &rules(0),
        minutes(48 * 60 + 1),
    );
    assert_eq!((life.updated, life.due), (START, None));
}

#[test]
fn the_uri_is_kept_whole_when_the_authority_changes() {
    let life = published(1);
    assert_eq!(
        life.uri,
        format!("tag:example.org,1970-01-01:story/{}", id())
    );
    let elsewhere = Rules {
        authority: "other.example".to_owned(),
        ..rules(0)
    };
    let kept = advance(life.clone(), facts(3, "one"), &elsewhere, minutes(60));
    assert_eq!(kept.uri, life.uri);
}

#[test]
fn what_was_dropped_or_merged_does_not_come_back() {
    let dropped = withdraw(published(1), minutes(1));
    assert_eq!(
        advance(dropped.clone(), facts(9, "two"), &rules(0), minutes(60)),
        dropped
    );
    assert_eq!(merge(dropped.clone(), id().next(), minutes(2)), dropped);
    assert_eq!(withdraw(dropped.clone(), minutes(9)), dropped);
    let merged = merge(published(1), id().next(), minutes(1));
    assert_eq!(
        advance(merged.clone(), facts(9, "two"), &rules(0), minutes(60)),
        merged
    );
}

#[test]
fn an_old_story_is_news_from_when_something_new_is_reported_of_it() {
    let old = Now {
        is_news: false,
        ..facts(1, "one")
    };
    let life = begin(id(), old.clone(), &rules(0), START);
    assert!(!life.fresh);
    let life = advance(life, facts(2, "one"), &rules(0), minutes(60));
    assert!(life.fresh);
    assert!(
        advance(life, old, &rules(0), minutes(90)).fresh,
        "and stays so"
    );
}
