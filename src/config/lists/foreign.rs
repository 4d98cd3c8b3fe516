//! What is taken of a list elsewhere. It is foreign: what it says makes no configuration wrong, changes
//! nothing that is configured, and is bounded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Adopting;
use crate::config::Config;
use crate::config::draft::one_line;
use crate::config::opml::{List, Warning};
use crate::config::problem::Place;
use crate::config::tables::Taken;
use crate::domain::address;

/// Feeds that are taken from one list elsewhere, at most: each is asked every hour.
const MOST_FEEDS: usize = 5_000;

/// Feeds of one host among them: a list is no way to set griot on a site.
const MOST_OF_HOST: usize = 200;

/// Characters of a title in such a list, which becomes the name of an outlet.
const MOST_TITLE: usize = 120;

/// Bytes of an address in such a list.
const MOST_ADDRESS: usize = 2_000;

/// Takes the feeds of a list from elsewhere: how many, and what is to be said of the others, a sentence
/// and its remedy for each reason.
pub(super) fn adopt(
    list: List,
    shown: &str,
    place: &Place,
    config: &mut Config,
    taken: &mut Taken,
) -> (usize, Vec<(String, &'static str)>) {
    let mut damaged = LeftOut::default();
    for Warning(message) in list.warnings {
        damaged.count(message);
    }
    let [mut overlapping, mut borrowed, mut too_many] = [const { LeftOut::NONE }; 3];
    let known = Hosts::of(config);
    let mut by_host: HashMap<String, usize> = HashMap::new();
    let mut feeds = 0;
    let from = format!("the reading list {shown}");
    let mut adopting = Adopting::into(config, taken, place.clone(), from);
    for mut feed in list.feeds {
        let url = address::shown(&feed.url);
        let host = feed.url.host_str().unwrap_or_default().to_owned();
        if feed.url.as_str().len() > MOST_ADDRESS {
            damaged.count(format!("an address of {host} is too long"));
            continue;
        }
        feed.title = one_line(&feed.title, MOST_TITLE);
        feed.site = feed.site.filter(|site| site.as_str().len() <= MOST_ADDRESS);
        if known.is_another_s(&feed.title, &host) {
            borrowed.count(format!("{url} as \"{}\"", feed.title));
            continue;
        }
        let of_host = by_host.entry(host).or_default();
        if feeds >= MOST_FEEDS || *of_host >= MOST_OF_HOST {
            too_many.count(url);
            continue;
        }
        match adopting.add(feed) {
            Ok(()) => {
                feeds += 1;
                *of_host += 1;
            }
            Err(message) => overlapping.count(message),
        }
    }
    let said = [
        damaged.told(
            "left out, since griot cannot read them",
            "whoever keeps the list can correct it",
        ),
        overlapping.told(
            "left out, since they stand elsewhere",
            "nothing: what is configured stays as it is",
        ),
        borrowed.told(
            "left out, since they go by the name of an outlet that is configured with other hosts",
            "put them into that outlet's table if they are its own",
        ),
        too_many.told(
            &format!(
                "left out, since no more than {MOST_FEEDS} are taken, and {MOST_OF_HOST} of a host"
            ),
            "save the list as a file and name that",
        ),
    ];
    (feeds, said.into_iter().flatten().collect())
}

/// What was left out of a list for one reason: how much, and the first.
#[derive(Default)]
struct LeftOut {
    count: usize,
    first: String,
}

impl LeftOut {
    const NONE: Self = Self {
        count: 0,
        first: String::new(),
    };

    fn count(&mut self, what: String) {
        if self.count == 0 {
            self.first = what;
        }
        self.count += 1;
    }

    fn told(self, why: &str, remedy: &'static str) -> Option<(String, &'static str)> {
        let Self { count, first } = self;
        let are = match count {
            0 => return None,
            1 => "1 of its outlines is".to_owned(),
            count => format!("{count} of its outlines are"),
        };
        Some((format!("{are} {why}; the first: {first}"), remedy))
    }
}

/// The hosts of each outlet that is configured before a list is read, by its name as outlets are
/// compared.
struct Hosts(BTreeMap<String, BTreeSet<String>>);

impl Hosts {
    fn of(config: &Config) -> Self {
        let mut hosts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for configured in &config.sources {
            let source = &configured.source;
            let of_outlet = hosts.entry(source.outlet.name.to_lowercase()).or_default();
            let urls = [Some(&source.url), source.outlet.site.as_ref()];
            let named = urls.into_iter().flatten().filter_map(|url| url.host_str());
            of_outlet.extend(named.map(|host| without_www(host).to_owned()));
        }
        Self(hosts)
    }

    /// Whether a feed goes by the name of an outlet that has nothing to do with its host. What an outlet
    /// says is for that outlet to write.
    fn is_another_s(&self, title: &str, host: &str) -> bool {
        let host = without_www(host);
        let lies_below = |one: &str, other: &str| {
            one.strip_suffix(other)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let own = self.0.get(&title.to_lowercase());
        own.is_some_and(|hosts| {
            !hosts
                .iter()
                .any(|own| lies_below(own, host) || lies_below(host, own))
        })
    }
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}
