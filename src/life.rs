//! The life of a story: what its entries change in it, and what stays as it is.
//!
//! Pure rules. `published` and the link are frozen when the story is first published, the link for as
//! long as one entry stands for the story; `updated` moves only for what a reader would call
//! significant, at most once in half an hour and never after two days (see [`advance`]).

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Countries, EntryId, Life, Speaker, Stage, StoryId};

/// Passing one of these numbers of outlets is significant.
const MILESTONES: [usize; 4] = [2, 3, 5, 10];

/// Between two moves of `updated`: some readers mark an updated item unread again.
const BETWEEN_UPDATES: TimeDelta = TimeDelta::minutes(30);

/// After this time since first publication `updated` is frozen.
const FROZEN_AFTER: TimeDelta = TimeDelta::hours(48);

/// What an operator sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The authority of new ids (RFC 4151).
    pub authority: String,
    /// How long a new story waits before it is first published.
    pub settle: TimeDelta,
    /// An entry whose date lies further back than this when it is first seen was no news then.
    pub window: TimeDelta,
}

impl Rules {
    /// The longest that a story is left alone before it is looked at again.
    #[must_use]
    pub fn longest_wait(&self) -> TimeDelta {
        self.settle.max(BETWEEN_UPDATES)
    }
}

/// What a report that tells the story to readers of another language says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The entry that tells it.
    pub entry: EntryId,
    /// Its link.
    pub link: String,
    /// Hash of its title and text, as its feed gives them.
    pub text: String,
}

/// What the entries of a story say of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The entry that stands for the story.
    pub representative: EntryId,
    /// The representative's date.
    pub date: DateTime<Utc>,
    /// The representative's link.
    pub link: String,
    /// Hash of the representative's title and text, as its feed gives them.
    pub text: String,
    /// Who tells it to readers of other languages (see [`Life::speakers`]).
    pub speakers: Vec<Said>,
    /// How many outlets report it.
    pub outlets: usize,
    /// What it is about.
    pub countries: Countries,
    /// Its topics, by their slugs.
    pub topics: Vec<String>,
    /// The operator's editions that its reports are right for (see [`Life::editions`]).
    pub editions: Vec<String>,
    /// The earliest first sight of its entries.
    pub first_seen: DateTime<Utc>,
    /// Whether one of its entries was news when it was first seen: dated no longer ago than the window.
    pub is_news: bool,
}

/// The facts of a story that was not known before.
#[must_use]
pub fn begin(id: StoryId, facts: Now, rules: &Rules, now: DateTime<Utc>) -> Life {
    let life = Life {
        uri: format!(
            "tag:{},{}:story/{id}",
            rules.authority,
            facts.first_seen.format("%Y-%m-%d")
        ),
        id,
        stage: Stage::Settling,
        first_seen: facts.first_seen,
        shown: None,
        published: facts.date,
        updated: facts.date,
        link: facts.link.clone(),
        representative: facts.representative,
        told_text: facts.text.clone(),
        speakers: Vec::new(),
        told_outlets: facts.outlets,
        outlets: facts.outlets,
        countries: facts.countries.clone(),
        topics: facts.topics.clone(),
        editions: facts.editions.clone(),
        fresh: facts.is_news,
        due: None,
        gone: None,
        reason: None,
    };
    advance(life, facts, rules, now)
}

/// The facts of `life` after its entries say `facts`.
///
/// Before first publication everything follows the entries. Afterwards `published` stays, the link
/// too while the same entry stands for the story, and `updated` moves for a correction of the representative's text or for an outlet count
/// that passes 2, 3, 5 or 10. What holds for the representative holds for those who tell the story to
/// readers of other languages, and for these readers. What a dropped or merged story's entries say changes nothing.
#[must_use]
pub fn advance(mut life: Life, facts: Now, rules: &Rules, now: DateTime<Utc>) -> Life {
    match life.stage {
        Stage::Merged(_) | Stage::Dropped => return life,
        Stage::Settling => settle(&mut life, facts, rules, now),
        Stage::Published => grow(&mut life, facts, now),
    }
    life
}

fn settle(life: &mut Life, facts: Now, rules: &Rules, now: DateTime<Utc>) {
    life.first_seen = facts.first_seen;
    life.published = facts.date;
    life.updated = facts.date;
    life.link = facts.link;
    life.representative = facts.representative;
    life.told_text = facts.text;
    life.speakers = begun(&facts.speakers, life.published);
    life.told_outlets = facts.outlets;
    life.outlets = facts.outlets;
    life.countries = facts.countries;
    life.topics = facts.topics;
    life.editions = facts.editions;
    life.fresh = facts.is_news;
    let settled = life.first_seen + rules.settle;
    // What seems to come yet was seen by a clock that ran ahead, and has waited.
    if life.first_seen <= now && now < settled {
        life.due = Some(settled);
    } else {
        life.stage = Stage::Published;
        life.shown = Some(now);
        life.due = None;
    }
}

/// Reports that tell a story from now on; what they say first is no correction.
fn begun(speakers: &[Said], updated: DateTime<Utc>) -> Vec<Speaker> {
    let begun = speakers.iter().map(|said| Speaker {
        entry: said.entry,
        link: said.link.clone(),
        told_text: said.text.clone(),
        updated,
    });
    begun.collect()
}

fn grow(life: &mut Life, facts: Now, now: DateTime<Utc>) {
    let last_told = life.last_told();
    let corrected = life.representative == facts.representative && life.told_text != facts.text;
    let passed = MILESTONES
        .iter()
        .any(|milestone| life.told_outlets < *milestone && facts.outlets >= *milestone);
    let passes_on = life.representative != facts.representative;
    if passes_on {
        // The entry that stood for the story has left it: what another one says is told, and no
        // correction. Its readers may have been told of its own: no date goes back.
        life.representative = facts.representative;
        life.told_text = facts.text.clone();
        life.updated = last_told;
    }
    if passes_on || life.link.is_empty() {
        // Words of one outlet never stand over the page of another, nor over one to be forgotten.
        life.link = facts.link;
    }
    let mut speakers = begun(&facts.speakers, last_told);
    for speaker in &mut speakers {
        if let Some(before) = life.speaker(speaker.entry) {
            speaker.clone_from(before);
        }
    }
    life.speakers = speakers;
    life.outlets = facts.outlets;
    life.countries = facts.countries;
    life.topics = facts.topics;
    life.editions = facts.editions;
    life.fresh |= facts.is_news;
    life.due = None;

    let mut said = life.speakers.iter().zip(&facts.speakers);
    let speaks_otherwise = said.any(|(speaker, said)| speaker.told_text != said.text);
    let shown = life.shown.unwrap_or(now);
    if !(corrected || passed || speaks_otherwise) || now > shown + FROZEN_AFTER {
        return;
    }
    let last = last_told.max(shown);
    let free = last + BETWEEN_UPDATES;
    if last <= now && now < free {
        life.due = Some(free);
        return;
    }
    if corrected || passed {
        life.updated = now.max(life.updated);
        life.told_text = facts.text;
        life.told_outlets = facts.outlets;
    }
    for (speaker, said) in life.speakers.iter_mut().zip(facts.speakers) {
        if speaker.told_text != said.text {
            speaker.updated = now.max(speaker.updated);
            speaker.told_text = said.text;
        }
    }
}

/// What becomes of a story whose entries joined `into`.
#[must_use]
pub fn merge(mut life: Life, into: StoryId, now: DateTime<Utc>) -> Life {
    if life.stage != Stage::Dropped {
        life.stage = Stage::Merged(into);
        life.gone = Some(now);
        life.due = None;
    }
    life
}

/// What becomes of a story that the operator withdraws, or of which no entry is left. One that is
/// gone already stays as it went.
#[must_use]
pub fn withdraw(mut life: Life, now: DateTime<Utc>) -> Life {
    if life.gone.is_some() {
        return life;
    }
    life.stage = Stage::Dropped;
    life.gone = Some(now);
    life.due = None;
    life
}

#[cfg(test)]
mod tests {
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
}
