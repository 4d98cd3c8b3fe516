//! Adds evidence up, and decides what a text is about.

use super::context::Rule;
use super::evidence::Clue;
use super::fields::Field;
use super::{Attribution, Evidence};
use crate::domain::Country;

/// Points for a name of full weight, by field.
fn points(field: Field) -> f32 {
    match field {
        Field::Title => 1.0,
        Field::Category => 0.9,
        Field::Lead => 0.55,
        Field::Rest | Field::Dateline => 0.35,
        Field::Url | Field::Feed => 0.2,
    }
}

/// Points for standing as the topic of the headline.
const TOPIC: f32 = 0.5;
/// With this many points a country is primary; with fewer only where no other has more.
const ENOUGH: f32 = 0.5;
/// The least that makes a text's own words count before its source.
const AUDIBLE: f32 = 0.25;
/// A primary country has at least this share of the first one's points …
const SHARE: f32 = 0.42;
/// … which count up to here: a name repeated often does not push the others out.
const CAP: f32 = 1.2;
/// Where no title names a country, those of the summary that come this close to the first one.
const CLOSE: f32 = 0.75;
/// Under a title that names a country, one that only the summary names needs this much.
const ENOUGH_IN_SUMMARY: f32 = 0.62;
/// … and this much where title and categories name only places, persons and institutions: a
/// capital in the lead has it.
const ENOUGH_UNDER_PLACES: f32 = 0.43;
/// Countries in the headline or its categories that are all of those which the text is about: the two
/// sides of a match.
const COMPLETE: usize = 2;
/// In a field, a name counts once and, at a fraction, this many times more.
const REPEATS: usize = 2;
/// More country categories than this are tags for what a text touches, and count half.
const FEW_CATEGORIES: usize = 2;
/// No text is about more countries than this.
const MOST: usize = 5;

struct Tally {
    country: Country,
    score: f32,
    /// The best evidence in title or categories.
    headline: f32,
    topic: bool,
    /// Whether title or categories name the state itself, and not only what is in it.
    outright: bool,
    /// Whether the text or its categories name it, and not only its source.
    named: bool,
    times: [usize; FIELDS],
}

impl Tally {
    fn is_in(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.times[*field as usize] > 0)
    }
}

/// Where an outlet says what a text is about.
const HEAD: &[Field] = &[Field::Title, Field::Category];
/// Where a text tells it.
const BODY: &[Field] = &[Field::Title, Field::Category, Field::Lead, Field::Rest];

const FIELDS: usize = Field::Feed as usize + 1;

/// What the clues add up to.
pub(super) fn decide(mut clues: Vec<Clue>, feed: Option<Country>) -> Attribution {
    let categories = clues.iter().filter(|c| c.field == Field::Category).count();
    // The strongest first, so that a repetition is the weaker one.
    clues.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
    let mut tallies: Vec<Tally> = Vec::new();
    let mut evidence = Vec::new();
    for clue in &clues {
        for country in &clue.countries {
            let at = tally_of(&mut tallies, *country);
            let tags = clue.field == Field::Category && categories > FEW_CATEGORIES;
            evidence.push(weigh(clue, &mut tallies[at], if tags { 0.5 } else { 1.0 }));
        }
    }
    evidence.sort_by_key(|item: &Evidence| item.field);
    for tally in tallies.iter_mut().filter(|tally| tally.topic) {
        tally.score += TOPIC;
    }
    tallies.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.country.cmp(&b.country)));
    let primary = primary(&tallies, &clues, feed);
    let mut mentioned: Vec<_> = tallies
        .iter()
        .filter(|tally| tally.named && !primary.contains(&tally.country))
        .map(|tally| tally.country)
        .collect();
    mentioned.sort_unstable();
    Attribution {
        primary,
        mentioned,
        points: tallies
            .iter()
            .map(|tally| (tally.country, tally.score))
            .collect(),
        evidence,
    }
}

fn tally_of(tallies: &mut Vec<Tally>, country: Country) -> usize {
    if let Some(at) = tallies.iter().position(|tally| tally.country == country) {
        return at;
    }
    tallies.push(Tally {
        country,
        score: 0.0,
        headline: 0.0,
        topic: false,
        outright: false,
        named: false,
        times: [0; FIELDS],
    });
    tallies.len() - 1
}

fn weigh(clue: &Clue, tally: &mut Tally, share: f32) -> Evidence {
    let mut rules = clue.rules.clone();
    let times = &mut tally.times[clue.field as usize];
    let mut effect = points(clue.field) * clue.strength() * share;
    if *times > 0 {
        rules.push(Rule::Repeated);
        effect *= if *times <= REPEATS {
            Rule::Repeated.factor()
        } else {
            0.0
        };
    }
    *times += 1;
    tally.score += effect;
    tally.topic |= rules.contains(&Rule::Topic) && clue.weight >= ENOUGH;
    tally.named |= !matches!(clue.field, Field::Feed | Field::Url);
    if matches!(clue.field, Field::Title | Field::Category) {
        tally.outright |= clue.names_a_state();
        tally.headline = tally.headline.max(effect);
    }
    Evidence {
        country: tally.country,
        surface: clue.surface.clone(),
        kind: clue.kind,
        field: clue.field,
        weight: clue.weight,
        rules,
        effect,
    }
}

/// The countries with enough points, the weightiest first; where the text names none loud enough,
/// its source's, else the place of writing.
fn primary(tallies: &[Tally], clues: &[Clue], feed: Option<Country>) -> Vec<Country> {
    let heard = heard(tallies, feed);
    let named = || heard.iter().copied();
    let top = named().map(|tally| tally.score).fold(0.0, f32::max);
    if top < AUDIBLE {
        return source(clues, feed).into_iter().collect();
    }
    let has_headline = named().any(|tally| tally.headline >= ENOUGH);
    let least = if has_headline {
        ENOUGH.min(top).max(SHARE * top.min(CAP))
    } else {
        ENOUGH.min(CLOSE * top)
    };
    let headlined = || named().filter(|tally| tally.headline >= ENOUGH);
    // A headline about the country of its source needs no other.
    let told = tallies.iter().any(|tally| tally.outright)
        || headlined().count() >= COMPLETE
        || headlined().any(|tally| Some(tally.country) == feed);
    let enough = if told {
        ENOUGH_IN_SUMMARY
    } else {
        ENOUGH_UNDER_PLACES
    };
    let least = if has_headline {
        least.min(enough)
    } else {
        least
    };
    named()
        .filter(|tally| tally.score >= least)
        .filter(|tally| !has_headline || tally.headline >= AUDIBLE || tally.score >= enough)
        .map(|tally| tally.country)
        .take(MOST)
        .collect()
}

/// The countries that may be primary: a place of writing only where the text names nothing else; and
/// where title and categories of an outlet with a country name none, another that is named after the
/// first sentence is beside what it writes about at home.
fn heard(tallies: &[Tally], feed: Option<Country>) -> Vec<&Tally> {
    let named = || tallies.iter().filter(|tally| tally.named);
    let told = named().any(|tally| tally.is_in(BODY));
    let headless = !named().any(|tally| tally.is_in(HEAD));
    let is_another = |tally: &Tally| headless && feed.is_some_and(|feed| feed != tally.country);
    let is_beside = |tally: &&Tally| {
        told && !tally.is_in(BODY)
            || is_another(tally) && tally.is_in(&[Field::Rest]) && !tally.is_in(&[Field::Lead])
    };
    named().filter(|tally| !is_beside(tally)).collect()
}

/// What the source says of a text that names no country: its country, or that of its mark, a folder
/// of the URL, the place of writing where that is no venue.
fn source(clues: &[Clue], feed: Option<Country>) -> Option<Country> {
    let of = |field: Field| {
        clues
            .iter()
            .filter(move |clue| clue.field == field && clue.countries.len() == 1)
            .filter(|clue| !clue.rules.contains(&Rule::Venue))
            .find_map(|clue| clue.countries.first().copied())
    };
    feed.or_else(|| of(Field::Feed))
        .or_else(|| of(Field::Url))
        .or_else(|| of(Field::Dateline))
}
