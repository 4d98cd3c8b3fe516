//! What the desk has on one story: read from the store once, and told by any of its reports.

use std::collections::BTreeSet;

use super::Desk;
use super::bonds;
use crate::domain::{Bond, Language, Life, Report, Story, StoryRef};
use crate::store::{EarlierTitle, Error, Member, Store};

/// A story with all that is needed to tell it.
pub(super) struct Dossier {
    life: Life,
    /// Never empty.
    members: Vec<Member>,
    /// The place of the member that stands for it.
    own: usize,
    earlier: Vec<EarlierTitle>,
    related: Vec<StoryRef>,
}

impl Dossier {
    /// The place of the report that tells the story to readers of these languages: the story's own
    /// representative, unless that is in none of them and another report is. Then it is the first.
    pub(super) fn speaker(&self, languages: &[Language]) -> usize {
        let speaks = |place: &usize| {
            let language = self.members[*place].entry.language;
            language.is_some_and(|language| languages.contains(&language))
        };
        if languages.is_empty() || speaks(&self.own) {
            return self.own;
        }
        let mut speakers = speakers(&self.members, self.own).into_iter();
        speakers.find(speaks).unwrap_or(self.own)
    }
}

/// The places of the reports that tell a story to readers of other languages than the representative's
/// is: of each language the first, in the order in which they were first seen.
pub(super) fn speakers(members: &[Member], own: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..members.len()).collect();
    places.sort_by_key(|place| members[*place].entry.first_seen);
    let mut taken: BTreeSet<Language> = (members.get(own).into_iter())
        .filter_map(|member| member.entry.language)
        .collect();
    places.retain(|place| {
        let language = members[*place].entry.language;
        language.is_some_and(|language| taken.insert(language))
    });
    places
}

impl Desk {
    /// All there is on a story; nothing when no entry of it is left.
    pub(super) fn dossier(&self, store: &Store, life: Life) -> Result<Option<Dossier>, Error> {
        let members = store.members_of(life.id)?;
        if members.is_empty() {
            return Ok(None);
        }
        let own = members
            .iter()
            .position(|member| member.id == life.representative);
        Ok(Some(Dossier {
            own: own.unwrap_or_default(),
            earlier: store.earlier_titles(life.id)?,
            related: store.related_references(life.id)?,
            members,
            life,
        }))
    }

    /// The story as readers see it who speak no language in particular; nothing when no entry of it
    /// is left.
    pub(super) fn story(&self, store: &Store, life: Life) -> Result<Option<Story>, Error> {
        let dossier = self.dossier(store, life)?;
        Ok(dossier.map(|dossier| self.told(&dossier, dossier.own)))
    }

    /// The story as readers see it, told by the report at a place.
    pub(super) fn told(&self, dossier: &Dossier, speaker: usize) -> Story {
        let Dossier { life, .. } = dossier;
        let others = (0..dossier.members.len()).filter(|place| *place != speaker);
        let members: Vec<&Member> = (std::iter::once(speaker).chain(others))
            .map(|place| &dossier.members[place])
            .collect();
        let first = &members[0].entry;
        let full = self.shows_all(members[0]);
        let speaks = life.speaker(members[0].id);
        Story {
            id: life.id,
            uri: life.uri.clone(),
            published: life.published,
            updated: speaks.map_or(life.updated, |speaks| speaks.updated.max(life.updated)),
            link: match speaks {
                Some(speaks) => speaks.link.clone(),
                None if speaker == dossier.own => life.link.clone(),
                // The story was not looked at since it speaks.
                None => self.link(members[0]),
            },
            title: first.title.clone(),
            summary: first.summary.clone(),
            content: first.content.clone().filter(|_| full),
            language: first.language,
            authors: first.authors.clone(),
            image: members.iter().find_map(|member| member.entry.image.clone()),
            enclosures: first.enclosures.clone(),
            countries: life.countries.clone(),
            topics: life.topics.clone(),
            reports: self.reports(dossier, &members),
            related: dossier.related.clone(),
        }
    }

    fn reports(&self, dossier: &Dossier, members: &[&Member]) -> Vec<Report> {
        let reports = members.iter().filter_map(|member| {
            let report = self.report(member)?;
            Some(Report {
                bond: self.bond(member, members),
                retitled: bonds::retitled(member, &dossier.earlier),
                ..report
            })
        });
        reports.collect()
    }

    fn bond(&self, member: &Member, members: &[&Member]) -> Option<Bond> {
        let bond = bonds::bond(member)?;
        let partner = members
            .iter()
            .find(|other| Some(other.id) == bond.partner)
            .and_then(|other| self.source(&other.entry.key.source));
        Some(Bond {
            tie: bond.tie,
            with: partner.map(|source| source.outlet.name.clone()),
            words: bond.words,
        })
    }

    fn report(&self, member: &Member) -> Option<Report> {
        let source = self.source(&member.entry.key.source)?;
        Some(Report {
            source: source.clone(),
            feed_title: self.feed_titles.get(&source.id).cloned(),
            title: member.entry.title.clone(),
            url: self.link(member),
            language: member.entry.language,
            published: member.entry.published,
            first_seen: member.entry.first_seen,
            independent: member.independent,
            rights: member.entry.rights.clone(),
            origin: member.entry.origin.clone(),
            bond: None,
            retitled: Vec::new(),
        })
    }
}
