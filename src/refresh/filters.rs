//! What filters ask of a story's reports, held against the reports.

use super::Desk;
use crate::attribute::Phrases;
use crate::config::Config;
use crate::digest;
use crate::domain::{Filter, Scope};
use crate::store::Member;

/// The part of a filter that only the reports of a story tell (see [`Filter::asks_reports`]).
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    filter: Filter,
    words: Phrases,
    without: Phrases,
}

impl Sieve {
    pub(super) fn new(filter: &Filter) -> Self {
        let phrases = |list: &[String]| Phrases::new(list.iter().map(String::as_str));
        Self {
            words: phrases(&filter.words),
            without: phrases(&filter.without),
            filter: filter.clone(),
        }
    }

    /// Whether a story with these reports is taken.
    pub(super) fn takes(&self, desk: &Desk, members: &[Member]) -> bool {
        let Filter {
            languages, outlets, ..
        } = &self.filter;
        let any = |meets: &dyn Fn(&Member) -> bool| members.iter().any(meets);
        let speaks = |member: &Member| {
            let language = member.entry.language;
            language.is_some_and(|language| languages.contains(&language))
        };
        let is_of = |member: &Member| {
            let outlet = desk.outlet(member);
            outlet.is_some_and(|outlet| outlets.iter().any(|name| name == outlet))
        };
        (languages.is_empty() || any(&speaks))
            && (outlets.is_empty() || any(&is_of))
            && (self.words.is_empty() || any(&|member| says(member, &self.words)))
            && !any(&|member| says(member, &self.without))
    }
}

/// Whether a report's title or summary has one of these.
fn says(member: &Member, phrases: &Phrases) -> bool {
    phrases.are_in(&member.entry.title) || phrases.are_in(&member.entry.summary)
}

/// The editions of the operator's that ask something of reports, each by its name in paths.
pub(super) fn of_editions(config: &Config) -> Vec<(String, Sieve)> {
    let mut sieves: Vec<_> = (config.own_editions.iter())
        .filter_map(|scope| match scope {
            Scope::Own { slug, filter, .. } if filter.asks_reports() => {
                Some((slug.clone(), Sieve::new(filter)))
            }
            _ => None,
        })
        .collect();
    sieves.sort_by(|(one, _), (other, _)| one.cmp(other));
    sieves
}

/// What has to stay the same for stories to be noted for the editions that they would be noted for
/// now.
pub(super) fn fingerprint(config: &Config) -> String {
    let filters: Vec<_> = of_editions(config)
        .into_iter()
        .map(|(name, sieve)| (name, sieve.filter))
        .collect();
    // A source that moves to another outlet takes its reports along.
    let sources = config.sources.iter().map(|one| &one.source);
    let asks_outlets = filters.iter().any(|(_, filter)| !filter.outlets.is_empty());
    let outlets = sources.filter(|_| asks_outlets);
    let outlets: Vec<_> = outlets
        .map(|source| (source.id.as_str(), source.outlet.name.as_str()))
        .collect();
    digest::fields([&*format!("{filters:?}"), &*format!("{outlets:?}")])
}
