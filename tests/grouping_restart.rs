//! What grouping decides depends on what is remembered and not on how it came to be so: an engine
//! that is filled anew before every round decides as one that was never stopped, and what the
//! operator has ruled holds in every round, whatever comes and goes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, Ruling, SourceId, StoryId};
use griot::group::{Changes, Credits, Engine, Hand, Item, Ruled, Rulings, Settings};
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams/week.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut week: Vec<Labelled> = lines.collect();
    week.sort_by_key(|entry| entry.published);
    week
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
});

fn id(number: usize) -> EntryId {
    EntryId(i64::try_from(number).unwrap())
}

fn key(number: usize) -> EntryKey {
    EntryKey {
        source: SourceId::new(WEEK[number % WEEK.len()].source.clone()),
        guid: number.to_string(),
    }
}

/// An entry of the week, seen at `seen`, with the words of another in it where it was edited.
fn item(number: usize, seen: DateTime<Utc>, edit: Option<usize>) -> Item {
    let entry = &WEEK[number % WEEK.len()];
    let words = edit.map(|other| &WEEK[other % WEEK.len()]);
    let key = key(number);
    Item {
        entry: id(number),
        founds: StoryId::mint(seen, &key, |_| u128::try_from(number).unwrap() << 16),
        source: key.source,
        outlet: entry.outlet.clone(),
        owner: None,
        language: words.unwrap_or(entry).lang.parse().ok(),
        title: words.unwrap_or(entry).title.clone(),
        summary: words.unwrap_or(entry).summary.clone(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
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
        // With a story that is merged into another goes what has left the window.
        for merge in &changes.merged {
            for story in self.story_of.values_mut() {
                if *story == merge.from {
                    *story = merge.into;
                }
            }
        }
    }

    /// The rulings for a round with these arrivals.
    fn hand(&self, rulings: &[Ruling], arrivals: &[Item]) -> Hand {
        let known = self.entries.keys().copied();
        let entries: BTreeSet<_> = known
            .chain(arrivals.iter().map(|item| item.entry))
            .collect();
        let ruled = entries.into_iter().map(|entry| Ruled {
            key: key(usize::try_from(entry.0).unwrap()),
            entry,
            story: self.story_of.get(&entry).copied(),
        });
        Hand::new(Rulings::resolve(rulings), ruled)
    }

    /// Pairs of entries that stand as no ruling has it.
    fn against(&self, rulings: &[Ruling]) -> Vec<(EntryId, EntryId)> {
        let resolved = Rulings::resolve(rulings);
        let group = |entry: &EntryId| resolved.group(&key(usize::try_from(entry.0).unwrap()));
        let ruled: Vec<_> = self
            .story_of
            .iter()
            .filter_map(|(entry, story)| Some((*entry, *story, group(entry)?)))
            .collect();
        let mut against = Vec::new();
        for (one, here, ours) in &ruled {
            for (other, there, theirs) in &ruled {
                let wrong = match here == there {
                    true => resolved.are_apart(*ours, *theirs),
                    false => ours == theirs,
                };
                if wrong {
                    against.push((*one, *other));
                }
            }
        }
        against
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
        let members = self.entries.values().filter(|item| item.seen >= horizon);
        let members = members.map(|item| (item.clone(), self.story_of[&item.entry]));
        engine.restore(members.collect());
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
                && let Some(known) = remembered.entries.get(&id(entry))
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
    #[test]
    fn what_is_ruled_holds_in_every_round_of_either_engine(
        rounds in prop::collection::vec(
            (1_i64..3_000, 0_usize..30, prop::option::of((0_usize..200, 0_usize..200))),
            2..16,
        ),
        said in prop::collection::vec(
            (
                prop::collection::btree_set(0_usize..200, 1..4),
                prop::collection::btree_set(0_usize..200, 0..6),
            ),
            1..24,
        ),
    ) {
        let keys = |numbers: Vec<usize>| numbers.into_iter().map(key).collect();
        let rulings: Vec<Ruling> = said.into_iter().map(|(together, apart)| Ruling {
            at: DateTime::UNIX_EPOCH,
            reason: "ruled".to_owned(),
            apart: keys(apart.difference(&together).copied().collect()),
            together: keys(together.into_iter().collect()),
        }).collect();
        let mut continued = Engine::new(SETTINGS.clone());
        let mut remembered = Remembered::default();
        let mut now: DateTime<Utc> = "2026-03-02T06:00:00Z".parse().unwrap();
        let mut next = 0;
        for (minutes, count, edit) in rounds {
            now += TimeDelta::minutes(minutes);
            // Every other entry comes late, when what it is ruled together with may be gone.
            let mut arrivals: Vec<_> = (next..next + count)
                .map(|place| item(place * 67 % 200 + place / 200 * 200, now, None))
                .collect();
            next += count;
            if let Some((entry, words)) = edit
                && let Some(known) = remembered.entries.get(&id(entry))
            {
                arrivals.push(item(entry, known.seen, Some(words)));
            }
            let horizon = now - SETTINGS.window;
            arrivals.retain(|item| item.seen >= horizon);
            let mut restored = remembered.engine(now);
            restored.rule(remembered.hand(&rulings, &arrivals));
            continued.rule(remembered.hand(&rulings, &arrivals));
            let changes = continued.round(now, arrivals.clone());
            prop_assert_eq!(&changes, &restored.round(now, arrivals.clone()));
            remembered.take(&arrivals, &changes);
            remembered.tell(&mut continued);
            prop_assert_eq!(remembered.against(&rulings), []);
        }
    }
}
