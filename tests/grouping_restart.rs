//! What grouping decides depends on what is remembered and not on how it came to be so: an engine
//! that is filled anew before every round decides as one that was never stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, SourceId, StoryId};
use griot::group::{Changes, Engine, Item, Settings};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    lang: String,
    source: String,
    outlet: String,
    title: String,
    summary: String,
    published: Option<DateTime<Utc>>,
    countries_primary: Vec<String>,
}

/// Entries of a week in four languages, by date.
static WEEK: LazyLock<Vec<Labelled>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/devcorpus/entries.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut week: Vec<Labelled> = lines.collect();
    week.sort_by_key(|entry| entry.published);
    week
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
});

/// An entry of the week, seen at `seen`, with the words of another in it where it was edited.
fn item(number: usize, seen: DateTime<Utc>, edit: Option<usize>) -> Item {
    let entry = &WEEK[number % WEEK.len()];
    let words = edit.map(|other| &WEEK[other % WEEK.len()]);
    let source = SourceId::new(entry.source.clone());
    let key = EntryKey {
        source: source.clone(),
        guid: number.to_string(),
    };
    Item {
        entry: EntryId(i64::try_from(number).unwrap()),
        founds: StoryId::mint(seen, &key, |_| u128::try_from(number).unwrap() << 16),
        source,
        outlet: entry.outlet.clone(),
        owner: None,
        language: words.unwrap_or(entry).lang.parse().ok(),
        title: words.unwrap_or(entry).title.clone(),
        summary: words.unwrap_or(entry).summary.clone(),
        text: String::new(),
        published: entry.published,
        seen,
        countries: words
            .unwrap_or(entry)
            .countries_primary
            .iter()
            .map(|code| code.parse().unwrap())
            .collect(),
    }
}

/// What the store remembers between rounds.
#[derive(Default)]
struct Remembered {
    entries: BTreeMap<EntryId, Item>,
    story_of: BTreeMap<EntryId, StoryId>,
    ids: BTreeSet<StoryId>,
}

impl Remembered {
    fn take(&mut self, arrivals: &[Item], changes: &Changes) {
        for item in arrivals {
            self.entries.insert(item.entry, item.clone());
        }
        for assignment in &changes.assigned {
            self.story_of.insert(assignment.entry, assignment.story);
            self.ids.insert(assignment.story);
        }
    }

    /// Who stands for each story, by a rule that is not the engine's own.
    fn representatives(&self) -> BTreeMap<StoryId, EntryId> {
        let mut chosen = BTreeMap::new();
        for (entry, story) in &self.story_of {
            chosen.insert(*story, *entry);
        }
        chosen
    }

    fn engine(&self, now: DateTime<Utc>) -> Engine {
        let horizon = now - SETTINGS.window;
        let mut engine = Engine::new(SETTINGS.clone());
        for story in &self.ids {
            engine.reserve(*story);
        }
        let mut members: Vec<_> = self
            .entries
            .values()
            .filter(|item| item.seen >= horizon)
            .collect();
        members.sort_by_key(|item| (item.seen, item.entry));
        for item in members {
            engine.restore(item, self.story_of[&item.entry]);
        }
        self.tell(&mut engine);
        engine
    }

    fn tell(&self, engine: &mut Engine) {
        for (story, entry) in self.representatives() {
            engine.represent(story, entry);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_restored_engine_decides_as_one_that_never_stopped(
        rounds in prop::collection::vec(
            (1_i64..2_000, 0_usize..30, prop::option::of((0_usize..200, 0_usize..200))),
            2..16,
        )
    ) {
        let mut continued = Engine::new(SETTINGS.clone());
        let mut remembered = Remembered::default();
        let mut now: DateTime<Utc> = "2026-03-02T06:00:00Z".parse().unwrap();
        let mut next = 0;
        for (minutes, count, edit) in rounds {
            now += TimeDelta::minutes(minutes);
            let mut arrivals: Vec<_> = (next..next + count)
                .map(|number| item(number, now, None))
                .collect();
            next += count;
            if let Some((entry, words)) = edit
                && let Some(known) = remembered.entries.get(&EntryId(i64::try_from(entry).unwrap()))
            {
                arrivals.push(item(entry, known.seen, Some(words)));
            }
            let mut restored = remembered.engine(now);
            let changes = continued.round(now, arrivals.clone());
            let again = restored.round(now, arrivals.clone());
            prop_assert_eq!(&changes, &again);
            let horizon = now - SETTINGS.window;
            arrivals.retain(|item| item.seen >= horizon);
            remembered.take(&arrivals, &changes);
            remembered.tell(&mut continued);
        }
    }
}
