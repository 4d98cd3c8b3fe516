//! An item stays one entry, under one id, whatever its outlet does to it from poll to poll.

mod cases;
mod habits;
mod house;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use griot::domain::{Outlet, Source, SourceId};
use griot::normalise::{self, Rules};
use griot::parse;
use griot::store::{Member, Outcome, Poll, PollTally, SourceState, Store};

const START: &str = "2026-03-01T06:00:00Z";

fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

fn source() -> Source {
    Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(Outlet {
            name: "Le Fil".to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: false,
        }),
        url: "https://fil.example/feed".parse().unwrap(),
        country: None,
    }
}

/// Records a poll that brought a channel of these items, on top of what was remembered.
fn poll(store: &Store, items: &str, at: DateTime<Utc>) -> PollTally {
    let known = store.sources().unwrap().remove(&source().id);
    let mut state = known.unwrap_or_else(|| SourceState::new(source()));
    let mut memory = serde_json::from_str(&state.memory).unwrap_or_default();
    let xml = format!("<rss version='2.0'><channel><title>Le Fil</title>{items}</channel></rss>");
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    let rules = Rules::default();
    let (entries, _) = normalise::remembering(&document, &source(), &rules, &mut memory, at);
    state.memory = serde_json::to_string(&memory).unwrap();
    let mut polls = [Poll {
        at,
        first_seen: at,
        round: at,
        outcome: Outcome::Read,
        bytes: xml.len() as u64,
        state,
        entries,
        body: None,
    }];
    store.record(&mut polls, |_, _, _| {}).unwrap()[0]
}

/// The entries of the store by the number of the item that they are of.
fn entries(store: &Store) -> BTreeMap<usize, Vec<Member>> {
    let mut found: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for member in store.waiting().unwrap() {
        let words = member.entry.title.split_whitespace();
        let number = words
            .filter_map(|word| word.strip_prefix("Sujet")?.parse().ok())
            .next();
        found.entry(number.unwrap()).or_default().push(member);
    }
    found
}
