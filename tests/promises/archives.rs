//! Who reads a feed again after a while finds all that it missed (RFC 5005, section 4). Time is the
//! test's own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::feeds::Item;
use crate::life::World;

const DAY: i64 = 24 * 60;

/// Stories a day: in two weeks more than a subscription document shows.
const DAILY: usize = 4;

/// The documents of an edition from the subscription document back, by the links of each.
fn chain(world: &World) -> Vec<(String, String)> {
    let mut path = "feeds/all.atom".to_owned();
    let mut documents = Vec::new();
    loop {
        let document = world.griot.read(&path);
        let link = document.split("<link ").find(|link| {
            let end = link.find('>').unwrap_or_default();
            link[..end].contains("rel=\"prev-archive\"")
        });
        let next = link.map(|link| {
            let href = link.split("href=\"").nth(1).unwrap();
            let href = href.split('"').next().unwrap();
            href.split_once("/feeds/").unwrap().1.to_owned()
        });
        documents.push((path, document));
        match next {
            Some(next) => path = format!("feeds/{next}"),
            None => return documents,
        }
    }
}

/// The titles and dates of a document's entries.
fn entries(document: &str) -> BTreeMap<String, DateTime<Utc>> {
    let field = |entry: &str, name: &str| {
        let rest = entry.split_once(&format!("<{name}>")).unwrap().1;
        rest.split_once("</").unwrap().0.to_owned()
    };
    let entries = document.split("<entry ").skip(1);
    entries
        .map(|entry| {
            let published = field(entry, "published").parse().unwrap();
            (field(entry, "title"), published)
        })
        .collect()
}

/// An item that is like no other one: words of letters that spell its number.
fn unlike(number: usize, date: DateTime<Utc>) -> Item {
    let word = |of: usize| -> String {
        let digits = format!("{of:04}");
        let letters = digits
            .bytes()
            .map(|digit| b"bdfgklmnpr"[usize::from(digit - b'0')]);
        letters
            .flat_map(|letter| [char::from(letter), 'a'])
            .collect()
    };
    let title: Vec<_> = (0..5).map(|place| word(number * 7 + place)).collect();
    let mut item = Item::new(0, &title.join(" "), &word(9_000 - number));
    item.date = date;
    item
}

#[test]
fn what_leaves_a_feed_is_in_its_archives_three_days_later_at_the_latest() {
    let mut world = World::open(1, "");
    let mut all: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut months = BTreeSet::new();
    for day in 0..26 {
        let now = world.clock.now();
        let items: Vec<Item> = (0..DAILY)
            .map(|place| {
                let date = now - TimeDelta::minutes(20 * (place as i64 + 1));
                unlike(day * DAILY + place, date)
            })
            .collect();
        all.extend(items.iter().map(|item| (item.title.clone(), item.date)));
        world.publish(0, &items);
        world.after(0);
        world.after(10);
        let documents = chain(&world);
        let found: BTreeMap<String, DateTime<Utc>> = documents
            .iter()
            .flat_map(|(_, text)| entries(text))
            .collect();
        let now = world.clock.now();
        for (title, date) in &all {
            let is_old = now - *date > TimeDelta::days(3);
            assert!(
                found.contains_key(title) || !is_old,
                "{title} of {date} on {now}"
            );
        }
        // What is archived stands for good, but for where its successor is.
        for (path, text) in &documents[1..] {
            let told = entries(text);
            let before = written.entry(path.clone()).or_insert_with(|| text.clone());
            assert_eq!(before, text, "{path}");
            assert!(!told.is_empty(), "{path}");
        }
        months.extend(
            (documents[1..].iter())
                .map(|(path, _)| path.clone())
                .filter(|path| path.ends_with("2026-11.atom")),
        );
        world.after(DAY - 10);
    }
    assert_eq!(months.len(), 1, "the month is over, and one document");
    let days = written.keys().filter(|path| path.matches('-').count() == 2);
    assert!(days.count() >= 8, "{:?}", written.keys());

    // What is withdrawn goes from every one of them, those of days that a month has replaced too.
    let story = |text: &str| -> String {
        let id = text.split_once("<id>tag:").unwrap().1;
        let id = id.split_once("</id>").unwrap().0;
        id.rsplit_once('/').unwrap().1.to_owned()
    };
    let day = world.griot.read("feeds/all/archive/2026-11-12.atom");
    let gone = story(day.split("<entry ").nth(1).unwrap());
    assert!(
        world
            .refresher
            .withdraw(gone.parse().unwrap(), None)
            .unwrap()
    );
    world.after(0);
    for path in written.keys() {
        assert!(!world.griot.read(path).contains(&gone), "{path}");
    }
}
