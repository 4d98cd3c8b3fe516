//! What a new entry costs: rounds of a day on top of a window that already holds many entries.

use chrono::{DateTime, TimeDelta, Utc};
use divan::Bencher;
use divan::counter::ItemsCount;
use griot::attribute::Attributor;
use griot::domain::{EntryId, EntryKey, SourceId, StoryId};
use griot::group::{Engine, Item, Settings};

/// As `griot refresh` groups without a configuration.
fn settings() -> Settings {
    griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled())
}

fn main() {
    divan::main();
}

/// Entries of the window that are in memory before anything is measured.
const WINDOWS: [i64; 3] = [5_000, 20_000, 100_000];
/// Entries that are measured.
const MEASURED: i64 = 1_000;
/// Entries of a round.
const ROUND: usize = 100;
/// Words that titles are made of, beside names.
const VOCABULARY: u64 = 4_000;

#[divan::bench(args = WINDOWS, sample_count = 1, sample_size = 1)]
fn new_entries(bencher: Bencher, window: i64) {
    let start: DateTime<Utc> = DateTime::UNIX_EPOCH;
    let step = TimeDelta::days(7) / i32::try_from(window).unwrap_or(i32::MAX);
    let items = move |from: i64, count: i64| -> Vec<Item> {
        (from..from + count)
            .map(|number| item(number, start + step * i32::try_from(number).unwrap_or(0)))
            .collect()
    };
    bencher
        .counter(ItemsCount::new(u64::try_from(MEASURED).unwrap_or(0)))
        .with_inputs(|| {
            let mut engine = Engine::new(settings());
            for round in items(0, window).chunks(ROUND) {
                if let Some(last) = round.last() {
                    engine.round(last.seen, round.to_vec());
                }
            }
            (engine, items(window, MEASURED))
        })
        .bench_values(|(mut engine, arrivals)| {
            for round in arrivals.chunks(ROUND) {
                if let Some(last) = round.last() {
                    divan::black_box(engine.round(last.seen, round.to_vec()));
                }
            }
        });
}

/// An entry of an invented stream: about four entries an event, words by Zipf's law.
fn item(number: i64, seen: DateTime<Utc>) -> Item {
    let event = number.unsigned_abs() / 40 * 10 + spread(number.unsigned_abs()) % 10;
    let words = |seed: u64, count: u64| -> Vec<String> {
        (0..count)
            .map(|i| {
                let rank = zipf(spread(seed * 31 + i));
                format!("mot{rank:x}q")
            })
            .collect()
    };
    let names = format!(
        "Nom{:x} Lieu{:x}",
        spread(event) % 9_973,
        spread(event + 1) % 997
    );
    let own = words(number.unsigned_abs() + 1_000_003, 4).join(" ");
    let shared = words(event * 7_919, 6).join(" ");
    let source = SourceId::new(format!("s{}", number % 500));
    let key = EntryKey {
        source: source.clone(),
        guid: number.to_string(),
    };
    Item {
        entry: EntryId(number),
        founds: StoryId::mint(seen, &key, |_| u128::from(number.unsigned_abs()) << 16),
        outlet: source.as_str().to_owned(),
        source,
        owner: None,
        language: "fr".parse().ok(),
        title: format!("{names} {shared}"),
        summary: format!("{own} {names} {}", words(event * 104_729, 14).join(" ")),
        text: String::new(),
        published: Some(seen),
        seen,
        countries: Vec::new(),
    }
}

/// Spreads a number over all 64 bits.
fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 7
}

/// A rank of the vocabulary; low ranks are the more frequent.
fn zipf(random: u64) -> u64 {
    let fraction = (random % 1_000_003) as f64 / 1_000_003.0;
    (VOCABULARY as f64).powf(fraction) as u64
}
