//! The configuration: TOML files to a validated [`Config`], with every mistake at once.
//!
//! Files are read as documents that remember where each value stands; each key is read by the
//! function that knows what it may be, and whatever key nobody asked for is unknown. So the list of
//! known keys is written down once, where they are read.

mod access;
mod addresses;
mod alerts;
mod codes;
mod document;
pub mod draft;
mod editions;
mod filters;
mod find;
mod identity;
mod instance;
pub mod lists;
mod load;
pub mod opml;
mod options;
mod others;
mod page;
mod problem;
mod quantities;
mod sections;
mod suggest;
mod table;
mod tables;
mod topics;
mod values;
mod words;

use std::sync::Arc;

use crate::attribute::{Alias, Block};
use crate::domain::{Country, Edition, Instance, Scope, Source, Topic};
use crate::normalise::Rules;
use crate::schedule::Pattern;

pub use access::Access;
pub use alerts::{Action, Alert};
pub use find::{NotFound, find};
pub use lists::{ListCopy, RemoteList};
pub use load::{defaults, load};
pub use options::{
    ArchiveOptions, Content, Coverage, FetchOptions, GroupOptions, Images, InstanceOptions,
    PublishOptions, RetentionOptions, ScheduleOptions, ServeOptions, TextOptions,
};
pub use page::Kind;
pub use problem::{Problem, Problems, Severity};
pub use quantities::parse_duration;

/// A whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who publishes, and where.
    pub instance: InstanceOptions,
    /// How sources are asked.
    pub fetch: FetchOptions,
    /// When sources are asked.
    pub schedule: ScheduleOptions,
    /// How titles and texts are cleaned.
    pub text: TextOptions,
    /// How entries become stories.
    pub group: GroupOptions,
    /// What the editions hold.
    pub publish: PublishOptions,
    /// Which polled bodies are kept.
    pub archive: ArchiveOptions,
    /// How long entries and stories are kept.
    pub retention: RetentionOptions,
    /// Where the daemon listens.
    pub serve: ServeOptions,
    /// Every source, those that are switched off included, in the order of the files.
    pub sources: Vec<SourceConfig>,
    /// The reading lists that are asked for at their addresses, in the order of the file. Their feeds are
    /// among the sources, as the copies that are kept of them say.
    pub lists: Vec<RemoteList>,
    /// The editions that the operator drew up: regions, several topics, what has certain words …
    pub own_editions: Vec<Scope>,
    /// What the operator wants to be told of.
    pub alerts: Vec<Alert>,
    /// Categories that the operator adds to topics, and topics of their own.
    pub topics: Vec<OwnTopic>,
    /// Additions to the gazetteer.
    pub aliases: Vec<Alias>,
    /// What is taken out of the gazetteer: for these countries, or for all when there is none.
    pub removals: Vec<Alias>,
    /// Words that look like a country and are none.
    pub blocks: Vec<Block>,
    /// What the operator should know although the configuration can be used.
    pub warnings: Vec<Problem>,
}

/// One source with what its tables say about reading it.
#[derive(Clone, Debug)]
pub struct SourceConfig {
    /// The source.
    pub source: Arc<Source>,
    /// Where its URL is configured, such as `config/outlets.toml:12`.
    pub place: String,
    /// When to poll it, when that is not the default schedule.
    pub schedule: Option<Pattern>,
    /// How its texts are read: its language or else its outlet's, and the boilerplate that is cut
    /// from them, its outlet's patterns first.
    pub rules: Rules,
    /// What it is: a feed, or a page of headlines.
    pub kind: Kind,
    /// What it alone is sent and trusted with.
    pub access: Access,
    /// Whether the pages of its entries are asked for what it does not say of them.
    pub enrich: bool,
    /// Whether it is polled.
    pub enabled: bool,
}

/// What a `[[topic]]` table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTopic {
    /// The topic, under the operator's title if it has one.
    pub topic: Topic,
    /// Categories of outlets that stand for it, beside those that griot knows.
    pub categories: Vec<String>,
}

impl Config {
    /// Keeps of `old` what cannot change while something goes by it: where readers and hubs have been
    /// sent, and the folders and the address that are open. Gives the names of what would have been
    /// another.
    pub fn keep_what_is_in_use(&mut self, old: &Self) -> Vec<&'static str> {
        let (ours, theirs) = (&mut self.instance, &old.instance);
        let mut kept = Vec::new();
        if ours.base_url != theirs.base_url {
            ours.base_url = theirs.base_url.clone();
            kept.push("base_url");
            // It may be the host of the other address.
            if ours.authority != theirs.authority {
                ours.authority.clone_from(&theirs.authority);
                kept.push("authority");
            }
        }
        if ours.state_dir != theirs.state_dir {
            ours.state_dir.clone_from(&theirs.state_dir);
            kept.push("state_dir");
        }
        if ours.public_dir != theirs.public_dir {
            ours.public_dir.clone_from(&theirs.public_dir);
            kept.push("public_dir");
        }
        if self.serve.listen != old.serve.listen {
            self.serve.listen = old.serve.listen;
            kept.push("listen");
        }
        kept
    }

    /// The sources that are polled.
    pub fn enabled(&self) -> impl Iterator<Item = &SourceConfig> {
        self.sources.iter().filter(|source| source.enabled)
    }

    /// The facts that publications carry.
    #[must_use]
    pub fn instance(&self) -> Instance {
        Instance {
            base_url: self.instance.base_url.clone(),
            authority: self.instance.authority.clone(),
            name: self.instance.name.clone(),
            contact: self.instance.contact.clone(),
            language: self.instance.language,
            items: self.publish.items,
            ttl_minutes: self.ttl_minutes(),
            images: self.publish.images != Images::None,
            topics: self.topics.iter().map(|own| own.topic.clone()).collect(),
            hub: self.publish.hub.clone(),
        }
    }

    /// Minutes between two rounds as readers may expect them.
    fn ttl_minutes(&self) -> u32 {
        // Under "@always" the operator's own clock decides; a quarter of an hour is the least that
        // any other schedule comes to by itself.
        match self.schedule.default.as_str() {
            "@always" => 15,
            _ => 60,
        }
    }

    /// The editions that exist from the start: of everything, of each country, of what the operator
    /// drew up, of each topic; each followed by those that are narrowed.
    #[must_use]
    pub fn editions(&self) -> Vec<Edition> {
        let countries: Vec<Country> = match &self.publish.countries {
            Coverage::All => Country::african().collect(),
            Coverage::Listed(countries) => countries.clone(),
        };
        let own = self.own_editions.iter().cloned();
        let scopes = std::iter::once(Scope::All)
            .chain(countries.into_iter().map(Scope::Country))
            .chain(own);
        scopes
            .flat_map(|scope| self.narrowed(scope))
            .chain(self.on_topics(&Scope::All, &self.publish.topics))
            .collect()
    }

    /// The edition of `scope`, then that of each published language; of a country, also those on
    /// the topics that each country has editions of.
    #[must_use]
    pub fn narrowed(&self, scope: Scope) -> Vec<Edition> {
        let topics: &[Topic] = match scope {
            Scope::Country(_) => &self.publish.country_topics,
            Scope::All | Scope::Own { .. } => &[],
        };
        let on_topics = self.on_topics(&scope, topics);
        let mut editions = self.in_languages(Edition::of(scope));
        editions.extend(on_topics);
        editions
    }

    fn on_topics(&self, scope: &Scope, topics: &[Topic]) -> Vec<Edition> {
        let on = |topic: &Topic| Edition {
            topic: Some(topic.clone()),
            ..Edition::of(scope.clone())
        };
        let editions = topics.iter().map(on);
        editions
            .flat_map(|edition| self.in_languages(edition))
            .collect()
    }

    /// An edition, and what is narrowed to each published language of it.
    fn in_languages(&self, edition: Edition) -> Vec<Edition> {
        let languages = self.publish.languages.iter().copied().map(Some);
        std::iter::once(None)
            .chain(languages)
            .map(|language| Edition {
                language,
                ..edition.clone()
            })
            .collect()
    }
}
