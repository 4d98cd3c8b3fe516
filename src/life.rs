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
mod tests;
