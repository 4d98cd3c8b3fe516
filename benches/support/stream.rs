//! An invented stream of news, alike to a real one in what grouping costs: how many words an entry
//! has, how words are spread, how many entries an event has, and how they follow one another.

use chrono::{DateTime, TimeDelta, Utc};
use griot::domain::{EntryId, EntryKey, SourceId, StoryId};
use griot::group::{Credits, Item};

/// Words of a language beside names and those that say nothing.
const VOCABULARY: f64 = 100_000.0;
/// The higher, the less the commonest words stand out.
const COMMON_WORDS: f64 = 20.0;
/// Storylines: events that share names and words.
const TOPICS: f64 = 3_000.0;
/// The higher, the less the busiest storylines stand out.
const BUSY_TOPICS: f64 = 10.0;
/// Of a hundred entries, those that open an event.
const NEW: u64 = 35;
/// Of a hundred entries that follow up an event, those that copy a text of it.
const COPIED: u64 = 20;
/// Of a hundred entries, those whose feed has the full text.
const FULL: u64 = 30;
/// Hours by which an entry follows another of its event, on average.
const PACE: f64 = 10.0;
/// Feeds.
const SOURCES: u64 = 1_000;

/// Languages, the share of each in a hundred entries, syllables, and words that say nothing.
const LANGUAGES: [(&str, u64, &str, &str); 4] = [
    (
        "fr",
        50,
        "ma ré ti on lu per sa veau che di en tou ga pli eur no cam bri é man ju ration",
        "le la les de des du et en un une pour dans sur par au que qui",
    ),
    (
        "en",
        30,
        "ca ter in work sho un ra ble ton ed pro mis fi wer sta hol y ght or men ju ly",
        "the of to in and a for on with at by from as is that after",
    ),
    (
        "pt",
        10,
        "ca ção ra men to pre do si ve lha bo ri fa nos te mu ga al es po ju gem",
        "o a os as de do da em um uma para por com no na que e",
    ),
    (
        "ar",
        10,
        "با ري مس كو نا دي ال حر تي سو عم قا لي هم شر وي طن فر جا زي ضو بل",
        "في من على إلى عن مع هذا التي الذي بعد قبل بين كان",
    ),
];

/// A stream in which so many entries come in a week.
pub struct Stream {
    /// Entries a week.
    pub weekly: u64,
}

impl Stream {
    /// When an entry comes.
    pub fn seen(&self, number: u64) -> DateTime<Utc> {
        let step = TimeDelta::days(7).num_milliseconds().unsigned_abs() / self.weekly;
        let after = i64::try_from(number * step).unwrap_or(i64::MAX);
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(after)
    }

    /// An entry.
    pub fn item(&self, number: u64) -> Item {
        let seen = self.seen(number);
        let event = self.event(number);
        let told = Teller::of(event);
        // A copy has the text of an entry before it, under a title of its own.
        let text = match self.former(number) {
            Some(former) if chance(number, "copied") < COPIED => former,
            _ => number,
        };
        let source = SourceId::new(format!("source-{}", pick(number, "source", SOURCES)));
        let key = EntryKey {
            source: source.clone(),
            guid: number.to_string(),
        };
        let full = chance(number, "full") < FULL;
        Item {
            entry: EntryId(i64::try_from(number).unwrap_or(i64::MAX)),
            founds: StoryId::mint(seen, &key, |_| u128::from(number) << 16),
            outlet: format!("Outlet {}", source.as_str()),
            source,
            owner: None,
            language: told.language.parse().ok(),
            categories: Vec::new(),
            credits: Credits::default(),
            title: told.sentence(number, "title", 11),
            summary: told.sentence(text, "summary", 31),
            text: match full {
                true => told.sentence(text, "text", 250),
                false => String::new(),
            },
            published: Some(seen),
            seen,
            countries: Vec::new(),
        }
    }

    /// The entry that this one follows up, unless it opens an event.
    fn former(&self, number: u64) -> Option<u64> {
        if chance(number, "new") < NEW {
            return None;
        }
        let fraction = share(number, "delay").max(1e-6);
        let hours = -fraction.ln() * PACE;
        let entries = (hours * self.weekly as f64 / 168.0) as u64 + 1;
        number.checked_sub(entries)
    }

    /// The entry that opened its event; itself, maybe.
    pub fn event(&self, number: u64) -> u64 {
        let mut first = number;
        while let Some(former) = self.former(first) {
            first = former;
        }
        first
    }
}

/// What entries of one event are made of.
struct Teller {
    event: u64,
    topic: u64,
    language: &'static str,
    syllables: Vec<&'static str>,
    empty: Vec<&'static str>,
}

impl Teller {
    fn of(event: u64) -> Self {
        let topic = ranked(share(event, "topic"), TOPICS, BUSY_TOPICS);
        let mut left = chance(event, "language");
        let spoken = LANGUAGES.iter().find(|(_, entries, ..)| {
            let found = left < *entries;
            left = left.saturating_sub(*entries);
            found
        });
        let (language, _, syllables, empty) = spoken.unwrap_or(&LANGUAGES[0]);
        Self {
            event,
            topic,
            language,
            syllables: syllables.split(' ').collect(),
            empty: empty.split(' ').collect(),
        }
    }

    /// So many words: half of them say nothing, the rest are names and words of the event, of its
    /// storyline, and of no account.
    fn sentence(&self, text: u64, part: &str, length: u64) -> String {
        let mut words = Vec::new();
        for place in 0..length {
            let own = spread(text, part).wrapping_add(place);
            words.push(match pick(own, "kind", 100) {
                0..40 => {
                    let among = self.empty.len() as u64;
                    self.empty[pick(own, "empty", among) as usize].to_owned()
                }
                40..52 => self.name(self.event, pick(own, "name", 3)),
                52..60 => self.name(self.topic + 7, pick(own, "name", 5)),
                60..75 => self.common(spread(self.event, "word") + pick(own, "word", 10)),
                75..83 => self.common(spread(self.topic, "topical") + pick(own, "word", 30)),
                _ => self.common(own),
            });
        }
        words.join(" ")
    }

    fn common(&self, word: u64) -> String {
        self.word(ranked(share(word, "common"), VOCABULARY, COMMON_WORDS))
    }

    fn name(&self, of: u64, number: u64) -> String {
        let word = self.word(spread(of, "names") % 100_000 + number + 200_000);
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters).collect()
    }

    /// The word of a rank; what is rarer tends to be longer.
    fn word(&self, rank: u64) -> String {
        let count = self.syllables.len() as u64;
        let mut left = rank;
        let mut word = String::new();
        while left > 0 || word.is_empty() {
            word.push_str(self.syllables[(spread(left, "syllable") % count) as usize]);
            left /= count;
        }
        // Words of different ranks are to be different words.
        word + self.syllables[(rank % count) as usize]
    }
}

/// A rank below `most`, by the law of Zipf and Mandelbrot.
fn ranked(fraction: f64, most: f64, flat: f64) -> u64 {
    (flat * ((most / flat + 1.0).powf(fraction) - 1.0)) as u64
}

fn chance(number: u64, what: &str) -> u64 {
    pick(number, what, 100)
}

fn pick(number: u64, what: &str, among: u64) -> u64 {
    spread(number, what) % among
}

fn share(number: u64, what: &str) -> f64 {
    (spread(number, what) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A number that looks random, the same for the same number and purpose.
fn spread(number: u64, what: &str) -> u64 {
    let seed = what.bytes().fold(number, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
