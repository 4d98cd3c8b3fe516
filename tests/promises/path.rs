//! Which way an instance came to where it is does not matter: a daemon that never stops, a `refresh`
//! started anew for each round, and a replay of what either archived end in the same stories.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::future::pending;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use griot::config::Config;
use griot::domain::{EntryKey, Life, StoryId};
use griot::refresh::{self, Quietly, Refresher, SETTLE_DAEMON, Which};
use serde::Deserialize;

use crate::feeds::escaped;
use crate::instance::{Instance, differing};
use crate::outlet::{Outlet, Page};

/// Between two rounds.
const PACE: TimeDelta = TimeDelta::hours(6);
/// Rounds: the week, and until nothing of it is left in the window.
const ROUNDS: usize = 41;
/// Rounds after which the operator has a word.
const RULED: [usize; 8] = [7, 9, 12, 16, 20, 22, 24, 26];
/// Entries that a feed lists, the newest.
const LISTED: usize = 9;

/// What an outlet says of something, from a moment on.
#[derive(Clone, Debug, Deserialize)]
struct Article {
    outlet: String,
    source: String,
    lang: String,
    guid: String,
    title: String,
    summary: String,
    published: Option<DateTime<Utc>>,
    seen: DateTime<Utc>,
}

/// The bundled week with what else happens to news: some come a day or most of the window late,
/// some are corrected, and some end up saying what another one says.
fn week() -> Vec<Article> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams/week.jsonl");
    let text = fs::read_to_string(path).unwrap();
    let bundled: Vec<Article> = (text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut week = Vec::new();
    for (place, article) in bundled.iter().enumerate() {
        let mut article = article.clone();
        article.seen += match place {
            place if place % 11 == 3 => TimeDelta::hours(26),
            place if place % 29 == 7 => TimeDelta::hours(65),
            _ => TimeDelta::zero(),
        };
        week.push(article.clone());
        if place % 8 == 5 {
            let seen = article.seen + TimeDelta::hours(7);
            let title = format!("{} (+)", article.title);
            week.push(Article {
                seen,
                title,
                ..article.clone()
            });
        }
        if place % 19 == 4 {
            let other = bundled[(place + 31) % bundled.len()].clone();
            let seen = article.seen + TimeDelta::hours(10);
            let (title, summary) = (other.title, other.summary);
            week.push(Article {
                seen,
                title,
                summary,
                ..article
            });
        }
    }
    week.sort_by_key(|article| article.seen);
    week
}

/// The sources of the week on one server, and the tables that configure them.
struct Press {
    server: Outlet,
    week: Vec<Article>,
}

impl Press {
    fn open() -> Self {
        Self {
            server: Outlet::open(),
            week: week(),
        }
    }

    /// The configuration's tables; the last outlet first where `backwards`, so that polls end in another
    /// order.
    fn tables(&self, backwards: bool) -> String {
        let mut outlets = BTreeMap::<(&str, &str), BTreeSet<&str>>::new();
        for article in &self.week {
            let outlet = (article.outlet.as_str(), article.lang.as_str());
            outlets.entry(outlet).or_default().insert(&article.source);
        }
        let mut text = "[group]\nwindow = \"3d\"\nsettle = \"4h\"\n".to_owned();
        let mut outlets: Vec<_> = outlets.into_iter().collect();
        if backwards {
            outlets.reverse();
        }
        for ((name, language), sources) in outlets {
            write!(
                text,
                "[[outlet]]\nname = \"{name}\"\nlanguage = \"{language}\"\n"
            )
            .unwrap();
            for id in sources {
                let url = self.server.url(&format!("/{id}"));
                write!(text, "[[outlet.source]]\nid = \"{id}\"\nurl = \"{url}\"\n").unwrap();
            }
        }
        text
    }

    /// Serves what is out by then.
    fn go_on(&self, now: DateTime<Utc>) {
        let sources: BTreeSet<_> = self.week.iter().map(|article| &article.source).collect();
        for source in sources {
            let mut listed = BTreeMap::new();
            let out = self.week.iter().filter(|article| article.seen <= now);
            for article in out.filter(|article| article.source == *source) {
                // A correction takes the place of what it corrects.
                let place = listed.len();
                let of = listed.entry(&article.guid).or_insert((place, article));
                of.1 = article;
            }
            let mut listed: Vec<_> = listed.into_values().collect();
            listed.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
            let newest = listed.into_iter().take(LISTED).map(|(_, article)| article);
            self.server
                .publish(&format!("/{source}"), Page::rss(feed(newest)));
        }
    }
}

fn feed<'a>(articles: impl Iterator<Item = &'a Article>) -> String {
    let mut text = "<rss version=\"2.0\"><channel><title>Fil</title>".to_owned();
    for article in articles {
        let date = article.published.map(|date| date.to_rfc2822());
        let date = date.map_or_else(String::new, |date| format!("<pubDate>{date}</pubDate>"));
        write!(
            text,
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{}</title>\
             <link>https://outlet.example/{}</link>{date}<description>{}</description></item>",
            escaped(&article.title),
            griot::digest::hex(article.guid.as_bytes()),
            escaped(&article.summary),
            guid = escaped(&article.guid),
        )
        .unwrap();
    }
    text + "</channel></rss>"
}

/// What the operator does after one of the rounds, by what stands there.
fn rule(refresher: &mut Refresher, round: usize) {
    let config = refresher.config().clone();
    let standing = Standing::of(&config);
    let living = || {
        standing
            .lives
            .iter()
            .filter(|(_, life)| life.gone.is_none())
    };
    let largest = || {
        let story = living().max_by_key(|(id, _)| (standing.entries_of(**id).len(), **id));
        *story.unwrap().0
    };
    match round {
        7 | 20 | 26 => {
            let newest: Vec<_> = living()
                .rev()
                .map(|(id, _)| *id)
                .step_by(3)
                .take(2)
                .collect();
            refresher.join(&newest, "one event").unwrap();
        }
        9 | 16 | 22 => {
            let story = largest();
            let entries = standing.entries_of(story);
            let names: Vec<_> = (entries.iter().rev().take(2))
                .map(|key| key.guid.clone())
                .collect();
            refresher.split(story, &names, "two events").unwrap();
        }
        12 | 24 => {
            assert!(refresher.withdraw(largest(), Some("untrue")).unwrap());
        }
        _ => unreachable!("nothing is ruled after round {round}"),
    }
}

/// What an instance has come to.
#[derive(Debug, PartialEq)]
struct Standing {
    stories: BTreeMap<EntryKey, String>,
    lives: BTreeMap<StoryId, Life>,
    representatives: BTreeMap<StoryId, EntryKey>,
}

impl Standing {
    fn of(config: &Config) -> Self {
        let store = refresh::existing_store(config).unwrap();
        let stories = store.stories_of_entries().unwrap();
        let (mut lives, mut representatives) = (BTreeMap::new(), BTreeMap::new());
        for id in store.stories_since(DateTime::UNIX_EPOCH).unwrap() {
            let mut life = store.life(id).unwrap().unwrap();
            if let Some(entry) = store.entry(life.representative).unwrap() {
                representatives.insert(id, entry.entry.key);
            }
            // A number of the store's own.
            life.representative.0 = 0;
            for speaker in &mut life.speakers {
                speaker.entry.0 = 0;
            }
            lives.insert(id, life);
        }
        Self {
            stories,
            lives,
            representatives,
        }
    }

    fn entries_of(&self, story: StoryId) -> Vec<&EntryKey> {
        let story = story.to_string();
        let of = self.stories.iter().filter(|(_, other)| **other == story);
        of.map(|(key, _)| key).collect()
    }

    /// What is otherwise there.
    fn differences(&self, other: &Self) -> Vec<String> {
        let mut all = unequal(&self.stories, &other.stories);
        all.extend(unequal(&self.lives, &other.lives));
        all.extend(unequal(&self.representatives, &other.representatives));
        all
    }
}

fn unequal<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
) -> Vec<String> {
    let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    keys.into_iter()
        .filter(|key| one.get(key) != other.get(key))
        .map(|key| format!("{key:?}: {:?} / {:?}", one.get(key), other.get(key)))
        .collect()
}

fn opened(griot: &Instance, clock: &Clock) -> Refresher {
    let config = griot::config::load(&griot.config()).unwrap();
    Refresher::open(config, clock.clone(), SETTLE_DAEMON).unwrap()
}

fn replayed(griot: &Instance) -> (tempfile::TempDir, Standing) {
    let folder = tempfile::tempdir().unwrap();
    let config = griot::config::load(&griot.config()).unwrap();
    let archive = refresh::existing_store(&config).unwrap();
    let config = refresh::in_folder(config, folder.path());
    let replay = refresh::replay(&archive, config.clone(), DateTime::UNIX_EPOCH, &Quietly);
    let said = refresh::runtime().unwrap().block_on(replay).unwrap();
    assert_eq!(said.bodies.skipped, Vec::<String>::new());
    (folder, Standing::of(&config))
}

#[test]
fn a_daemon_single_rounds_and_a_replay_end_in_the_same_stories() {
    let press = Press::open();
    let publish = "countries = [\"NE\", \"ML\", \"SN\", \"MZ\"]\nlanguages = [\"fr\", \"en\"]";
    let instances =
        [false, true].map(|backwards| Instance::configured(publish, &press.tables(backwards)));
    let [kept, anew] = &instances;
    let runtime = refresh::runtime().unwrap();
    let clock = Clock::manual("2026-03-02T06:00:00Z".parse().unwrap());
    let mut daemon = opened(kept, &clock);
    for round in 0..ROUNDS {
        clock.advance(PACE);
        press.go_on(clock.now());
        let mut single = opened(anew, &clock);
        for refresher in [&mut daemon, &mut single] {
            let done = refresher.round(&Which::All, &Quietly, Box::pin(pending()));
            let summary = runtime.block_on(done).unwrap().unwrap();
            assert_eq!(summary.failures.len(), 0, "{:?}", summary.failures);
        }
        drop(single);
        clock.advance(TimeDelta::minutes(10));
        if RULED.contains(&round) {
            rule(&mut daemon, round);
            rule(&mut opened(anew, &clock), round);
        }
        let (one, other) = (Standing::of(daemon.config()), {
            let config = griot::config::load(&anew.config()).unwrap();
            Standing::of(&config)
        });
        assert_eq!(one.differences(&other), [""; 0], "round {round}");
        if round % 20 == 19 || round + 1 == ROUNDS {
            let differing = differing(&kept.published(), &anew.published());
            assert_eq!(differing, [""; 0], "round {round}");
        }
    }
    let standing = Standing::of(daemon.config());
    let stages: BTreeSet<_> = (standing.lives.values())
        .map(|life| {
            format!("{:?}", life.stage)
                .chars()
                .take(6)
                .collect::<String>()
        })
        .collect();
    assert_eq!(
        stages.len(),
        3,
        "published, merged and withdrawn: {stages:?}"
    );
    for griot in &instances {
        let (_folder, again) = replayed(griot);
        assert_eq!(again.differences(&standing), [""; 0]);
    }
}
