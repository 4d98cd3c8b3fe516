//! Why entries and stories are told as they are, by today's rules and words.

use std::sync::Arc;

use super::{Desk, Error, delta, topics};
use crate::attribute::{Attribution, Attributor};
use crate::config::Config;
use crate::domain::{Countries, Country, Life, SourceId};
use crate::store::{Member, Store};
use crate::{life, poll};

/// A stored entry, judged once more.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The entry with what is stored of it.
    pub member: Member,
    /// What today's rules and words make of it, and why.
    pub today: Attribution,
}

impl Explained {
    /// Whether today's verdict is another than the one that is stored.
    #[must_use]
    pub fn differs(&self) -> bool {
        let stored = &self.member.entry.countries;
        !same(stored, &Countries::from(self.today.clone()))
    }
}

/// A stored story, judged once more.
#[derive(Clone, Debug)]
pub struct ExplainedStory {
    /// What is stored of it.
    pub life: Life,
    /// What its entries would make of it by today's rules and words.
    pub today: Countries,
    /// Its entries.
    pub entries: Vec<Explained>,
}

impl ExplainedStory {
    /// Whether today's verdict is another than the one that is stored.
    #[must_use]
    pub fn differs(&self) -> bool {
        !same(&self.life.countries, &self.today)
    }
}

/// Judges a stored entry by the configuration.
///
/// # Errors
/// When the store refuses.
pub fn explain(
    config: &Config,
    store: &Store,
    attributor: &Attributor,
    member: Member,
) -> Result<Explained, Error> {
    let source = &member.entry.key.source;
    let configured = config.sources.iter().find(|one| one.source.id == *source);
    let country = match configured {
        Some(configured) => configured.source.country,
        None => forgotten_country(store, source)?,
    };
    let today = attributor.attribute(&poll::text(&member.entry, country));
    Ok(Explained { member, today })
}

/// Judges a stored story by the configuration.
///
/// # Errors
/// When the store refuses.
pub fn explain_story(
    config: &Config,
    store: &Store,
    attributor: &Attributor,
    life: Life,
) -> Result<ExplainedStory, Error> {
    let mut entries = Vec::new();
    for member in store.members_of(life.id)? {
        entries.push(explain(config, store, attributor, member)?);
    }
    let members: Vec<Member> = entries
        .iter()
        .map(|explained| {
            let mut member = explained.member.clone();
            member.entry.countries = explained.today.clone().into();
            member
        })
        .collect();
    let today = desk(config).countries(&members, Some(&life));
    Ok(ExplainedStory {
        life,
        today,
        entries,
    })
}

pub(super) fn desk(config: &Config) -> Desk {
    let rules = life::Rules {
        authority: config.instance.authority.clone(),
        settle: config.group.settle.map_or(super::SETTLE_ONCE, delta),
        window: delta(config.group.window),
    };
    let sources = config.sources.iter().map(|one| Arc::clone(&one.source));
    Desk::new(
        sources,
        topics(config),
        super::filters::of_editions(config),
        rules,
    )
}

/// The country of a source that is configured no longer.
fn forgotten_country(store: &Store, source: &SourceId) -> Result<Option<Country>, Error> {
    let sources = store.sources()?;
    Ok(sources.get(source).and_then(|state| state.facts.country))
}

/// Whether two verdicts name the same countries: their order tells readers nothing.
fn same(one: &Countries, other: &Countries) -> bool {
    let sorted = |list: &[Country]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    sorted(&one.primary) == sorted(&other.primary)
        && sorted(&one.mentioned) == sorted(&other.mentioned)
}
