//! What is said of two entries is what grouping weighs, and what is said to turn the verdict turns it.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, SourceId, StoryId};
use griot::group::{Caution, Change, Comparison, Credits, Engine, Item, Settings, Weights};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    lang: String,
    outlet: String,
    title: String,
    summary: String,
    published: Option<DateTime<Utc>>,
    countries_primary: Vec<String>,
}

/// Entries of a week in four languages, by date.
static WEEK: LazyLock<Vec<Item>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams/week.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut week: Vec<Labelled> = lines.collect();
    week.retain(|entry| entry.published.is_some());
    week.sort_by_key(|entry| entry.published);
    (1..)
        .zip(&week)
        .map(|(number, entry)| item(number, entry))
        .collect()
});

/// All are first seen at one time, so that their dates may be moved.
fn item(number: i64, entry: &Labelled) -> Item {
    let seen: DateTime<Utc> = "2026-03-20T12:00:00Z".parse().unwrap();
    let source = SourceId::new(entry.outlet.to_lowercase());
    let key = EntryKey {
        source: source.clone(),
        guid: number.to_string(),
    };
    Item {
        entry: EntryId(number),
        founds: StoryId::mint(seen, &key, |_| u128::from(number.unsigned_abs()) << 16),
        source,
        outlet: entry.outlet.clone(),
        owner: None,
        language: entry.lang.parse().ok(),
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
        published: entry.published,
        seen,
        countries: (entry.countries_primary.iter())
            .map(|code| code.parse().unwrap())
            .collect(),
    }
}

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
});

/// An engine that remembers these entries, each in the story that the entry of this place founds.
fn engine(items: &[Item], stories: &[usize], settings: Settings) -> Engine {
    let mut engine = Engine::new(settings);
    let of = |story: &usize| items[*story % items.len()].founds;
    engine.restore(items.iter().cloned().zip(stories.iter().map(of)).collect());
    engine
}

/// Two entries, each alone or both in one story.
fn pair(items: &[Item], together: bool, settings: Settings) -> Comparison {
    let stories: Vec<_> = (0..items.len())
        .map(|place| if together && place == 1 { 0 } else { place })
        .collect();
    let mut engine = engine(items, &stories, settings);
    engine.compare(&items[0], &items[1]).unwrap()
}

fn sum(comparison: &Comparison) -> f32 {
    let features = comparison.features.iter();
    features.map(|feature| feature.value * feature.weight).sum()
}

fn product(comparison: &Comparison, but: &[String]) -> f32 {
    let factors = comparison.factors.iter();
    let left = factors.filter(|factor| !but.contains(&factor.name));
    left.map(|factor| factor.value).product()
}

/// Two entries of the week, the second of them most of the time one that tells some of the same in
/// other words, and a few more that they are weighed among.
fn entries() -> impl Strategy<Value = Vec<Item>> {
    let chosen = prop::collection::btree_set(0..WEEK.len(), 12);
    (chosen, 0_usize..5, 0_i64..120).prop_map(|(chosen, told, hours)| {
        let mut items: Vec<Item> = chosen
            .into_iter()
            .map(|place| WEEK[place].clone())
            .collect();
        let last = items.len() - 1;
        items.swap(1, last);
        let (first, other) = (items[0].clone(), &mut items[1]);
        if told > 0 {
            // Of runs of words nothing is left; of one in five the whole is.
            let every = if told == 4 { 1 } else { 2 };
            let words = |text: &str, step: usize| {
                let words = text.split(' ').step_by(step);
                words.collect::<Vec<_>>().join(" ")
            };
            other.title = words(&first.title, if told == 1 { 2 } else { 1 });
            other.summary = words(&first.summary, every);
            other.language = first.language;
            other.published = first.published.map(|at| at + TimeDelta::hours(hours));
            // A title that comes again at its own source later is a template.
            other.outlet = format!("{} bis", first.outlet);
            other.source = SourceId::new("bis");
        }
        if told == 2 {
            other.countries = first.countries.clone();
        }
        items
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_added_up_comes_to_the_score(items in entries(), together: bool) {
        let said = pair(&items, together, SETTINGS.clone());
        let score = sum(&said) * product(&said, &[]);
        if said.near_copy {
            prop_assert!(said.score >= score - 1e-4, "{said:?}");
        } else {
            prop_assert!((said.score - score).abs() < 1e-4, "{said:?}");
        }
        // Two that are alone are linked by their own likeness.
        prop_assert_eq!((said.link.first, said.link.second), (1, 1));
        prop_assert!((said.link.value - said.score * said.link.held).abs() < 1e-4, "{said:?}");
        prop_assert_eq!(said.joins, said.link.value >= said.threshold);
        // What words bring is part of what there is.
        let words: f32 = said.shared.iter().map(|shared| shared.points).sum();
        prop_assert!(words <= sum(&said) + 1e-3, "{said:?}");
    }

    #[test]
    fn what_is_said_to_turn_the_verdict_turns_it(items in entries(), together: bool) {
        let said = pair(&items, together, SETTINGS.clone());
        for one in &said.otherwise {
            prop_assert_ne!(one.link >= one.threshold, said.joins, "{:?}", one);
            let held = said.link.held;
            let recomputed = match &one.change {
                // Done, and looked at anew.
                Change::Hours { hours } => {
                    let mut moved = items.clone();
                    let later = moved[0].at() + TimeDelta::seconds((hours * 3600.0) as i64);
                    moved[1].published = Some(later);
                    let moved = pair(&moved, together, SETTINGS.clone());
                    prop_assert_eq!(moved.dated, true);
                    Some(moved.link.value)
                }
                Change::Caution { caution } => {
                    let settings = Settings { caution: *caution, ..SETTINGS.clone() };
                    let other = pair(&items, together, settings);
                    prop_assert_ne!(other.joins, said.joins);
                    prop_assert!((other.threshold - one.threshold).abs() < 1e-6);
                    None
                }
                Change::NotHeld => {
                    let apart = pair(&items, false, SETTINGS.clone());
                    Some(apart.score)
                }
                // Reckoned by hand from what is shown.
                _ if said.near_copy => None,
                Change::WithoutFactor { name } => {
                    Some(sum(&said) * product(&said, std::slice::from_ref(name)) * held)
                }
                Change::WithoutFactors { names } => Some(sum(&said) * product(&said, names) * held),
                Change::WithoutFeature { name } => {
                    let gone = said.features.iter().find(|feature| feature.name == *name).unwrap();
                    let left = sum(&said) - gone.value * gone.weight;
                    Some(left * product(&said, &[]) * held)
                }
                Change::Points { points } => {
                    Some((sum(&said) + points) * product(&said, &[]) * held)
                }
                Change::NoCopy => None,
                Change::Alone | Change::NotClosed => {
                    prop_assert!(false, "each is alone: {:?}", one);
                    None
                }
            };
            if let Some(recomputed) = recomputed {
                // Minutes are what grouping reckons with.
                prop_assert!((recomputed - one.link).abs() < 2e-3, "{recomputed} {one:?} {said:?}");
            }
        }
    }

    #[test]
    fn what_is_said_of_stories_turns_the_verdict_too(
        items in entries(),
        stories in prop::collection::vec(0_usize..4, 12),
        caution in prop::sample::select(vec![Caution::Cautious, Caution::Balanced, Caution::Eager]),
    ) {
        let settings = Settings { caution, ..SETTINGS.clone() };
        let mut engine = engine(&items, &stories, settings);
        for other in 1..items.len() {
            let said = engine.compare(&items[0], &items[other]).unwrap();
            prop_assert_eq!(said.together, stories[0] == stories[other]);
            for one in &said.otherwise {
                let joined = said.link.value >= said.threshold;
                prop_assert_ne!(one.link >= one.threshold, joined, "{:?}", one);
            }
        }
    }
}

#[test]
fn the_fewest_points_and_the_nearest_hours_are_named() {
    // Of one event, but so far apart in time that it takes to be told.
    let mut items: Vec<Item> = WEEK.iter().take(12).cloned().collect();
    items[1].title = items[0].title.clone();
    items[1].summary = String::new();
    items[1].language = items[0].language;
    items[1].countries = items[0].countries.clone();
    items[1].published = items[0].published.map(|at| at + TimeDelta::hours(80));
    let said = pair(&items, false, SETTINGS.clone());
    assert!(!said.joins, "{said:?}");
    let mut hours = said.otherwise.iter().filter_map(|one| match one.change {
        Change::Hours { hours } => Some(hours),
        _ => None,
    });
    let hours = hours.next().unwrap();
    assert!(hours > 1.0 && hours < 80.0, "{hours}");
    // An hour more than that would not do.
    items[1].published = items[0]
        .published
        .map(|at| at + TimeDelta::minutes((hours * 60.0) as i64 + 70));
    assert!(!pair(&items, false, SETTINGS.clone()).joins);
    items[1].published = items[0]
        .published
        .map(|at| at + TimeDelta::minutes((hours * 60.0) as i64));
    assert!(pair(&items, false, SETTINGS.clone()).joins);
    let points = |said: &Comparison| {
        let mut points = said.otherwise.iter().filter_map(|one| match one.change {
            Change::Points { points } => Some(points),
            _ => None,
        });
        points.next().unwrap()
    };
    let missing = (said.threshold - said.score) / product(&said, &[]);
    assert!((points(&said) - missing).abs() < 2e-3, "{said:?}");
}

/// An affair in two steps, a day apart, each as three outlets tell it: the outlet, the date, the title
/// and the summary.
const STEPS: [[(&str, &str, &str, &str); 3]; 2] = [
    [
        (
            "A",
            "2026-03-17T08:00:00Z",
            "Speaker announces inquiry into the fuel contract",
            "Speaker Catherine Gotani told parliament in Lilongwe on Tuesday that a committee of inquiry \
             will look into the fuel contract with Dubai, after weeks of protest.",
        ),
        (
            "B",
            "2026-03-17T11:00:00Z",
            "Fuel contract: Gotani announces a committee of inquiry",
            "A committee of inquiry will look into the fuel contract with Dubai after weeks of protest, \
             Speaker Catherine Gotani told parliament in Lilongwe.",
        ),
        (
            "C",
            "2026-03-17T13:00:00Z",
            "Gotani announces inquiry into Dubai fuel contract",
            "The Speaker of parliament, Catherine Gotani, announced on Tuesday in Lilongwe a committee \
             of inquiry into the fuel contract, after weeks of protest.",
        ),
    ],
    [
        (
            "A",
            "2026-03-18T09:00:00Z",
            "Opposition walks out of the vote on the fuel inquiry",
            "Members of parliament in Lilongwe voted 98 to 71 for the inquiry into the fuel contract \
             with Dubai; the opposition walked out over the terms.",
        ),
        (
            "B",
            "2026-03-18T12:00:00Z",
            "Fuel inquiry passes by 98 votes as opposition walks out",
            "Parliament in Lilongwe voted 98 to 71 for the fuel inquiry on Wednesday. The opposition \
             walked out over the terms and wants judges on the committee.",
        ),
        (
            "D",
            "2026-03-18T14:00:00Z",
            "Parliament votes 98 to 71 for fuel inquiry, opposition walks out",
            "The opposition walked out of the vote on the inquiry into the fuel contract with Dubai \
             over the terms; Speaker Catherine Gotani counted 98 votes to 71.",
        ),
    ],
];

/// The steps of the affair, in an engine that has grouped what came before, round by round.
fn affair(closed: f32, with_leads: bool) -> (Vec<Item>, Engine) {
    let mut engine = Engine::new(Settings {
        weights: Weights {
            closed,
            ..Weights::default()
        },
        ..SETTINGS.clone()
    });
    let steps: Vec<Item> = (1..)
        .zip(STEPS.as_flattened())
        .map(|(number, (outlet, published, title, summary))| {
            let told = Labelled {
                lang: "en".to_owned(),
                outlet: (*outlet).to_owned(),
                title: (*title).to_owned(),
                summary: if with_leads { *summary } else { "" }.to_owned(),
                published: published.parse().ok(),
                countries_primary: vec!["MW".to_owned()],
            };
            item(number, &told)
        })
        .collect();
    for step in &steps {
        let now = step.seen + (step.at() - steps[0].at());
        let step = Item {
            seen: now,
            ..step.clone()
        };
        engine.round(now, vec![step]);
    }
    (steps, engine)
}

#[test]
fn two_steps_of_an_affair_are_two_stories_and_what_parts_them_is_said() {
    let stories = |steps: &[Item], engine: &Engine| -> Vec<StoryId> {
        let stories = steps.iter().map(|step| engine.story_of(step.entry));
        stories.map(Option::unwrap).collect()
    };
    let (steps, mut engine) = affair(Weights::default().closed, true);
    let of = stories(&steps, &engine);
    assert!(of[..3].iter().all(|story| *story == of[0]), "{of:?}");
    assert!(of[3..].iter().all(|story| *story == of[3]), "{of:?}");
    assert_ne!(of[0], of[3]);

    let said = engine.compare(&steps[0], &steps[3]).unwrap();
    assert!(!said.together && !said.joins, "{said:?}");
    assert!(said.link.closed < 1.0, "{said:?}");
    let open = said
        .otherwise
        .iter()
        .find(|one| one.change == Change::NotClosed);
    let open = open.unwrap();
    assert!(open.link >= open.threshold, "{open:?}");
    assert!(
        (open.link * said.link.closed - said.link.value).abs() < 1e-4,
        "{said:?}"
    );
    // It is that and nothing else which parts them.
    let (steps, engine) = affair(0.0, true);
    let of = stories(&steps, &engine);
    assert!(of.iter().all(|story| *story == of[0]), "{of:?}");
}

#[test]
fn titles_alone_say_nothing_of_how_alike_the_reports_of_a_story_are() {
    let (steps, mut engine) = affair(Weights::default().closed, false);
    let said = engine.compare(&steps[0], &steps[3]).unwrap();
    assert_eq!(said.link.closed, 1.0, "{said:?}");
}
