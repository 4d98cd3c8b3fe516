//! What an export says of a story and its entries.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::csv::Cell;
use crate::domain::{Country, Language, Outlet, Ownership};
use crate::group::Reason;
use crate::refresh::{Exported, ExportedEntry};

/// The columns of a row, which is an entry with what its story says.
pub(super) const COLUMNS: [&str; 28] = [
    "story",
    "story_first_seen",
    "story_published",
    "story_updated",
    "story_title",
    "story_link",
    "countries",
    "countries_mentioned",
    "topics",
    "story_language",
    "outlet_count",
    "independent_count",
    "entry",
    "representative",
    "outlet",
    "owner",
    "ownership",
    "source",
    "guid",
    "url",
    "title",
    "language",
    "published",
    "first_seen",
    "independent",
    "copy_of",
    "reason",
    "score",
];

/// A row for each entry of a story.
pub(super) fn of(story: &Exported) -> impl Iterator<Item = [Cell<'_>; COLUMNS.len()]> {
    (0..story.entries.len()).map(|place| row(story, place))
}

fn row(story: &Exported, place: usize) -> [Cell<'_>; COLUMNS.len()] {
    let (life, exported) = (&story.life, &story.entries[place]);
    let entry = &exported.member.entry;
    let told = &story.entries[story.representative].member.entry;
    let outlet = outlet(exported);
    let copy_of = exported.member.copy_of.map(|id| id.0.to_string());
    [
        Cell::Made(life.id.to_string()),
        Cell::Made(time(life.first_seen)),
        Cell::Made(time(life.published)),
        Cell::Made(time(life.updated)),
        Cell::Foreign(&told.title),
        Cell::Foreign(&life.link),
        Cell::Made(codes(&life.countries.primary)),
        Cell::Made(codes(&life.countries.mentioned)),
        Cell::Made(life.topics.join(" ")),
        language(told.language.as_ref()),
        Cell::Made(life.outlets.to_string()),
        Cell::Made(independent(story).to_string()),
        Cell::Made(exported.member.id.0.to_string()),
        truth(place == story.representative),
        outlet.map_or(Cell::Empty, |outlet| Cell::Foreign(&outlet.name)),
        foreign(outlet.and_then(|outlet| outlet.owner.as_deref())),
        ownership(outlet).map_or(Cell::Empty, Cell::Own),
        Cell::Foreign(entry.key.source.as_str()),
        Cell::Foreign(&entry.key.guid),
        foreign(entry.url.as_deref()),
        Cell::Foreign(&entry.title),
        language(entry.language.as_ref()),
        Cell::Made(time(entry.published)),
        Cell::Made(time(entry.first_seen)),
        truth(exported.member.independent),
        copy_of.map_or(Cell::Empty, Cell::Made),
        Cell::Made(words(&exported.reason)),
        score(&exported.reason).map_or(Cell::Empty, |score| Cell::Made(format!("{score:.3}"))),
    ]
}

/// A story with its entries as one object.
pub(super) fn object(story: &Exported) -> Value {
    let life = &story.life;
    let told = &story.entries[story.representative].member.entry;
    let entries = story.entries.iter().enumerate().map(|(place, exported)| {
        let (entry, outlet) = (&exported.member.entry, outlet(exported));
        json!({
            "entry": exported.member.id.0,
            "representative": place == story.representative,
            "outlet": outlet.map(|outlet| &outlet.name),
            "owner": outlet.and_then(|outlet| outlet.owner.as_ref()),
            "ownership": ownership(outlet),
            "source": entry.key.source,
            "guid": entry.key.guid,
            "url": entry.url,
            "title": entry.title,
            "language": entry.language,
            "published": time(entry.published),
            "first_seen": time(entry.first_seen),
            "independent": exported.member.independent,
            "copy_of": exported.member.copy_of.map(|id| id.0),
            "reason": words(&exported.reason),
            "score": score(&exported.reason),
            "like": exported.reason.partner.map(|id| id.0),
        })
    });
    json!({
        "story": life.id,
        "uri": life.uri,
        "first_seen": time(life.first_seen),
        "published": time(life.published),
        "updated": time(life.updated),
        "title": told.title,
        "link": life.link,
        "countries": life.countries,
        "topics": life.topics,
        "language": told.language,
        "outlet_count": life.outlets,
        "independent_count": independent(story),
        "entries": entries.collect::<Vec<_>>(),
    })
}

/// Why an entry is in its story, in a few words.
fn words(reason: &Reason) -> String {
    match (&reason.ruling, reason.partner) {
        (Some(ruling), _) => format!("by hand: {ruling}"),
        (None, None) => "alone".to_owned(),
        (None, Some(_)) if reason.near_copy => "near copy".to_owned(),
        (None, Some(_)) if reason.across_languages => "same event, in another language".to_owned(),
        (None, Some(_)) => "same event".to_owned(),
    }
}

/// How alike it is to the entry that it is most like, to three places; none where it stands alone.
fn score(reason: &Reason) -> Option<f64> {
    let score = (f64::from(reason.score) * 1000.0).round() / 1000.0;
    reason.partner.map(|_| score)
}

fn independent(story: &Exported) -> usize {
    let entries = story.entries.iter();
    entries.filter(|entry| entry.member.independent).count()
}

fn outlet(entry: &ExportedEntry) -> Option<&Outlet> {
    entry.source.as_ref().map(|source| &*source.outlet)
}

fn ownership(outlet: Option<&Outlet>) -> Option<&'static str> {
    outlet?.ownership.map(Ownership::as_str)
}

fn foreign(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, Cell::Foreign)
}

fn language(language: Option<&Language>) -> Cell<'_> {
    language.map_or(Cell::Empty, |language| Cell::Own(language.as_str()))
}

fn truth(is_so: bool) -> Cell<'static> {
    Cell::Own(if is_so { "true" } else { "false" })
}

fn codes(countries: &[Country]) -> String {
    let codes: Vec<&str> = countries.iter().map(Country::code).collect();
    codes.join(" ")
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
