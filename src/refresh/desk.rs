//! The desk: what an instance knows of its outlets, and how a story is put together from what the
//! store remembers.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::alerts::Watch;
use super::dossier;
use super::filters::Sieve;
use crate::attribute::{self, Topics};
use crate::digest;
use crate::domain::{Countries, Life, Source, SourceId, StoryId, address};
use crate::group;
use crate::life;
use crate::normalise;
use crate::publish::images;
use crate::store::{Error, Member, ShownImages, SourceState, Store};

/// Bytes of a text that grouping looks at.
const TEXT_BYTES: usize = 4_000;

/// What an instance knows of its outlets and of the rules for stories.
#[derive(Debug)]
pub(super) struct Desk {
    sources: HashMap<SourceId, Arc<Source>>,
    pub(super) feed_titles: HashMap<SourceId, String>,
    topics: Topics,
    sieves: Vec<(String, Sieve)>,
    /// The alerts that stories are watched for.
    pub(super) watches: Vec<Watch>,
    pub(super) rules: life::Rules,
}

impl Desk {
    /// A desk that knows the configured sources.
    pub(super) fn new(
        configured: impl IntoIterator<Item = Arc<Source>>,
        topics: Topics,
        sieves: Vec<(String, Sieve)>,
        rules: life::Rules,
    ) -> Self {
        Self {
            sources: configured
                .into_iter()
                .map(|source| (source.id.clone(), source))
                .collect(),
            feed_titles: HashMap::new(),
            topics,
            sieves,
            watches: Vec::new(),
            rules,
        }
    }

    /// Learns of sources that are no longer configured, whose entries are still there, and of the
    /// titles that feeds give themselves.
    pub(super) fn learn<'a>(&mut self, states: impl IntoIterator<Item = &'a SourceState>) {
        for state in states {
            self.sources
                .entry(state.id.clone())
                .or_insert_with(|| Arc::new(state.facts.clone()));
            if let Some(title) = &state.feed_title {
                self.feed_titles.insert(state.id.clone(), title.clone());
            }
        }
    }

    pub(super) fn source(&self, id: &SourceId) -> Option<&Arc<Source>> {
        self.sources.get(id)
    }

    /// Who speaks in the story of these members; none where they are too few to be told apart: most
    /// stories have one, and to read it takes as long as all else that is told of it.
    pub(super) fn voices(&self, members: &[Member]) -> Option<Vec<group::Member>> {
        let voices = || members.iter().map(|member| self.voice(member)).collect();
        (members.len() > 1).then(voices)
    }

    /// For each member, whom it repeats.
    pub(super) fn echoes(&self, members: &[Member]) -> Vec<Vec<group::Echo>> {
        let voices = self.voices(members);
        voices.map_or_else(
            || vec![Vec::new(); members.len()],
            |voices| group::echoes(&voices),
        )
    }

    /// How many outlets report the story.
    pub(super) fn outlets(&self, members: &[Member]) -> usize {
        members
            .iter()
            .filter_map(|member| self.source(&member.entry.key.source))
            .map(|source| source.outlet.name.as_str())
            .collect::<BTreeSet<_>>()
            .len()
            .max(1)
    }

    /// What the story is about, by the vote of its entries; where it was shown counts.
    pub(super) fn countries(&self, members: &[Member], before: Option<&Life>) -> Countries {
        let shown = before
            .filter(|life| life.shown.is_some())
            .map(|life| life.countries.primary.as_slice())
            .unwrap_or_default();
        attribute::vote(members.iter().map(|member| &member.entry.countries), shown)
    }

    /// The topics of the story, by the vote of its entries. As with countries, a topic that was shown
    /// before stays while any entry has it.
    pub(super) fn topics(&self, members: &[Member], before: Option<&Life>) -> Vec<String> {
        let categories = members
            .iter()
            .map(|member| member.entry.categories.as_slice());
        let mut voted = self.topics.of_story(categories.clone());
        let shown = before.filter(|life| life.shown.is_some());
        for topic in shown.iter().flat_map(|life| &life.topics) {
            let mut entries = categories.clone();
            let held = entries.any(|entry| self.topics.of(entry).contains(&topic.as_str()));
            if held && !voted.contains(topic) {
                voted.push(topic.clone());
            }
        }
        voted.sort_unstable();
        voted
    }

    /// The operator's editions that the story's reports are right for, by their names in paths.
    pub(super) fn editions(&self, members: &[Member]) -> Vec<String> {
        let sieves = self.sieves.iter();
        let takes = sieves.filter(|(_, sieve)| sieve.takes(self, members));
        takes.map(|(name, _)| name.clone()).collect()
    }

    /// The name of an entry's outlet, as far as it is known.
    pub(super) fn outlet(&self, member: &Member) -> Option<&str> {
        let source = self.source(&member.entry.key.source)?;
        Some(&source.outlet.name)
    }

    /// Where a reader finds the entry: its own link or, failing that, its outlet's site or feed.
    pub(super) fn link(&self, member: &Member) -> String {
        let entry = &member.entry;
        let source = self.source(&entry.key.source);
        entry
            .url
            .clone()
            .or_else(|| source?.outlet.site.as_ref().map(ToString::to_string))
            .or_else(|| address::open(&source?.url).map(String::from))
            .unwrap_or_default()
    }

    /// The images that the story shows, in whatever language it is told; none when no entry of it is
    /// left.
    pub(super) fn images(&self, store: &Store, life: &Life) -> Result<ShownImages, Error> {
        let members = store.members_of(life.id)?;
        let own = (members.iter()).position(|member| member.id == life.representative);
        let own = own.unwrap_or_default();
        let speakers = dossier::speakers(&members, own).into_iter();
        let mut shown = ShownImages::default();
        for member in std::iter::once(own)
            .chain(speakers)
            .filter_map(|at| members.get(at))
        {
            let entry = &member.entry;
            let others = members
                .iter()
                .find_map(|other| other.entry.image.as_deref());
            let image = entry.image.as_deref().or(others);
            let content = entry.content.as_deref().filter(|_| self.shows_all(member));
            let found = images::of(image, &entry.enclosures, content);
            shown.urls.extend(found);
        }
        let outlet = members.get(own);
        shown.outlet = outlet
            .and_then(|member| self.outlet(member))
            .unwrap_or_default()
            .to_owned();
        Ok(shown)
    }

    /// Whether the full text of an entry may be republished.
    pub(super) fn shows_all(&self, member: &Member) -> bool {
        self.source(&member.entry.key.source)
            .is_some_and(|source| source.outlet.full_content)
    }

    /// What grouping looks at in a stored entry.
    pub(super) fn item(&self, member: &Member) -> group::Item {
        let entry = &member.entry;
        let source = self.source(&entry.key.source);
        group::Item {
            entry: member.id,
            founds: founds(member),
            source: entry.key.source.clone(),
            outlet: source
                .map(|source| source.outlet.name.clone())
                .unwrap_or_default(),
            owner: source.and_then(|source| source.outlet.owner.clone()),
            language: entry.language,
            title: entry.title.clone(),
            summary: entry.summary.clone(),
            text: entry
                .content
                .as_deref()
                .map(|html| normalise::plain_text_of_safe(beginning(html)))
                .or_else(|| Some(beginning(&member.page.as_ref()?.text).to_owned()))
                .unwrap_or_default(),
            categories: entry.categories.clone(),
            credits: group::Credits {
                authors: entry.authors.clone(),
                origin: entry.origin.as_ref().map(|origin| origin.name.clone()),
                rights: entry.rights.clone(),
                ending: match (&entry.content, &member.page) {
                    (Some(html), _) => normalise::plain_text_of_safe(ending(html)),
                    (None, Some(page)) => ending(&page.text).to_owned(),
                    (None, None) => String::new(),
                },
            },
            published: entry.dated.then_some(entry.published),
            seen: entry.first_seen,
            countries: entry.countries.primary.clone(),
        }
    }

    fn voice(&self, member: &Member) -> group::Member {
        group::Member::of(&self.item(member))
    }
}

/// Bytes of the end of a text: enough for a credit and its markup.
const ENDING_BYTES: usize = 800;

/// How a text ends whose [`beginning`] is not all of it; it may begin within a word or a tag.
fn ending(html: &str) -> &str {
    match html.len() > TEXT_BYTES {
        true => &html[html.ceil_char_boundary(html.len() - ENDING_BYTES)..],
        false => "",
    }
}

/// The id of the story that an entry begins if it begins one.
pub(super) fn founds(member: &Member) -> StoryId {
    StoryId::mint(member.entry.first_seen, &member.entry.key, digest::wide)
}

/// The part of a text that grouping looks at: what follows repeats what everybody knows.
fn beginning(html: &str) -> &str {
    let mut end = html.len().min(TEXT_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}
