//! Who speaks in a story: which entry stands for it, and which texts are independent.

pub mod agencies;
pub mod bylines;
pub mod credits;

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::EntryId;
use crate::group::item::Item;
use crate::group::text::copies::{self, Sketch};
use crate::group::text::features::{self, Kind};
use crate::group::text::words;

/// Share of the shorter text that makes two texts one.
const COPY: f32 = 0.5;

/// An entry of a story, as far as it matters for who speaks.
#[derive(Clone, Debug)]
pub struct Member {
    /// The entry.
    pub entry: EntryId,
    /// Its date or, failing that, when it was first seen.
    pub at: DateTime<Utc>,
    /// Its outlet.
    pub outlet: String,
    /// The key of its outlet; none where that is not known.
    name: Option<u32>,
    /// The key of the outlet's owner.
    owner: Option<u32>,
    /// The key of its title, word for word; none where it is too short to be anybody's own.
    headline: Option<u32>,
    /// Whether its title is all there is of it.
    bare: bool,
    /// The agency that its text credits, or that its outlet is.
    pub agency: Option<&'static str>,
    /// Whether it has a summary, a text worth the name, and a usable date: 0 to 3.
    pub completeness: u8,
    sketch: Sketch,
}

impl Member {
    /// Reads what matters of an entry.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        let worth = |text: &str, least: usize| u8::from(text.chars().count() >= least);
        Self {
            entry: item.entry,
            at: item.published.unwrap_or(item.seen),
            outlet: item.outlet.clone(),
            name: house(&item.outlet),
            owner: item.owner.as_deref().and_then(house),
            headline: headline(&item.title),
            bare: item.summary.trim().is_empty() && item.text.trim().is_empty(),
            agency: agencies::credited(item),
            completeness: worth(&item.summary, 60)
                + worth(&item.text, 300)
                + u8::from(item.published.is_some()),
            sketch: copies::sketch(item),
        }
    }

    /// The runs of words of its text.
    pub(in crate::group) fn sketch(&self) -> &Sketch {
        &self.sketch
    }

    /// The share of the shorter of the two texts that stands in the other. Where one is a title
    /// alone there is nothing else to tell by: titles that are the same word for word are one text.
    fn shared(&self, other: &Self) -> f32 {
        match (self.bare || other.bare, self.headline) {
            (true, Some(headline)) if other.headline == Some(headline) => 1.0,
            (true, _) => 0.0,
            (false, _) => self.sketch.overlap(&other.sketch),
        }
    }
}

/// Words of a title from which on two outlets do not chance upon it.
const HEADLINE: usize = 5;

fn headline(title: &str) -> Option<u32> {
    let words = words::split(title);
    let title: Vec<_> = words.iter().map(|word| word.folded.as_str()).collect();
    (title.len() >= HEADLINE).then(|| key(&title.join(" ")))
}

/// The key of an outlet or an owner: of the letters and digits of its name, whatever their case and
/// accents. None for a name without any.
fn house(name: &str) -> Option<u32> {
    let letters = words::fold(name);
    let letters: String = letters.chars().filter(|c| c.is_alphanumeric()).collect();
    (!letters.is_empty()).then(|| key(&letters))
}

fn key(text: &str) -> u32 {
    features::key(Kind::Head, None, text)
}

/// Whoever answers for each outlet in the end: its owner, that owner's owner, and so on.
struct Owners(BTreeMap<u32, u32>);

impl Owners {
    fn of<M: Borrow<Member>>(members: &[M]) -> Self {
        let members = members.iter().map(Borrow::borrow);
        Self(
            members
                .filter_map(|member| Some((member.name?, member.owner?)))
                .collect(),
        )
    }

    /// None where the outlet is not known.
    fn voice(&self, member: &Member) -> Option<u32> {
        let mut voice = member.owner.or(member.name)?;
        // Owners that own each other come to an end as well.
        for _ in 0..self.0.len() {
            let Some(owner) = self.0.get(&voice) else {
                break;
            };
            voice = *owner;
        }
        Some(voice)
    }
}

/// Which member stands for the story: the index into `members`, none when there are none.
///
/// The most complete, then a text of its own before a copy, then the earliest, then the first that is
/// given: numbers of entries hang on which answer came first, and say nothing. `current` keeps its
/// place as long as it is a member and nothing is more complete by two steps: a story that changes
/// its headline without need confuses its readers.
#[must_use]
pub fn representative<M: Borrow<Member>>(members: &[M], current: Option<EntryId>) -> Option<usize> {
    let most = members
        .iter()
        .map(|member| member.borrow().completeness)
        .max()?;
    let now = members
        .iter()
        .position(|member| Some(member.borrow().entry) == current);
    if let Some(now) = now.filter(|now| members[*now].borrow().completeness + 2 > most) {
        return Some(now);
    }
    let own = independent(members);
    (0..members.len()).min_by_key(|i| {
        let member = members[*i].borrow();
        (
            Reverse(member.completeness),
            Reverse(own[*i]),
            member.at,
            *i,
        )
    })
}

/// Why a text is not a text of its own: whom it repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Echo {
    /// It is a near-copy of this entry.
    Copy {
        /// The entry, which was heard before.
        of: EntryId,
        /// The share of the shorter of the two that stands in the other.
        share: f32,
    },
    /// It credits the agency that this entry credits, or is.
    Agency {
        /// The agency.
        name: &'static str,
        /// The entry, which was heard before.
        of: EntryId,
    },
    /// Its outlet, or another of the same owner, has this entry.
    Voice {
        /// The entry, which was heard before.
        of: EntryId,
    },
}

/// Which members are texts of their own.
///
/// Of near-copies of one text the agency's own or else the earliest counts, of texts that are from
/// one agency likewise; outlets of one owner are one voice, and so are those of an owner's owner. A
/// translation is a text of its own: whoever made it answers for its words.
#[must_use]
pub fn independent<M: Borrow<Member>>(members: &[M]) -> Vec<bool> {
    let echoes = echoes(members).into_iter();
    echoes.map(|echoes| echoes.is_empty()).collect()
}

/// For each member, whom it repeats; nothing for texts of their own. Of those of one moment the first
/// that is given was heard before.
#[must_use]
pub fn echoes<M: Borrow<Member>>(members: &[M]) -> Vec<Vec<Echo>> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|i| {
        let member = members[*i].borrow();
        (!agencies::is_one(&member.outlet), member.at)
    });
    let mut echoes = vec![Vec::new(); members.len()];
    let owners = Owners::of(members);
    let mut voices = BTreeMap::new();
    let mut agencies = BTreeMap::new();
    let mut heard: Vec<&Member> = Vec::new();
    for i in order {
        let member = members[i].borrow();
        let copy = heard.iter().find_map(|other| {
            let share = member.shared(other);
            let of = other.entry;
            (share >= COPY).then_some(Echo::Copy { of, share })
        });
        echoes[i].extend(copy);
        if let Some(voice) = owners.voice(member) {
            let of = *voices.entry(voice).or_insert(member.entry);
            echoes[i].extend((of != member.entry).then_some(Echo::Voice { of }));
        }
        if let Some(name) = member.agency {
            let of = *agencies.entry(name).or_insert(member.entry);
            echoes[i].extend((of != member.entry).then_some(Echo::Agency { name, of }));
        }
        heard.push(member);
    }
    echoes
}

#[cfg(test)]
mod tests;
