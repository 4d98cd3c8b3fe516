//! Who speaks in a story: which entry stands for it, and which texts are independent.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use super::copies::{self, Sketch};
use super::item::Item;
use super::words;
use crate::domain::EntryId;

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
    /// The outlet's owner.
    pub owner: Option<String>,
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
            owner: item.owner.clone(),
            agency: credited(item),
            completeness: worth(&item.summary, 60)
                + worth(&item.text, 300)
                + u8::from(item.published.is_some()),
            sketch: copies::sketch(item),
        }
    }

    /// The runs of words of its text.
    pub(super) fn sketch(&self) -> &Sketch {
        &self.sketch
    }

    /// Whoever answers for it: the owner, else the outlet.
    fn voice(&self) -> &str {
        self.owner.as_deref().unwrap_or(&self.outlet)
    }
}

/// Which member stands for the story: the index into `members`, none when there are none.
///
/// The most complete, then a text of its own before a copy, then the earliest. `current` keeps its
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
            member.entry,
        )
    })
}

/// Which members are texts of their own.
///
/// Of near-copies of one text the agency's own or else the earliest counts, of texts that credit one agency
/// likewise; outlets of one owner are one voice.
#[must_use]
pub fn independent<M: Borrow<Member>>(members: &[M]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|i| {
        let member = members[*i].borrow();
        (!is_agency_itself(member), member.at, member.entry)
    });
    let mut independent = vec![false; members.len()];
    let mut voices = BTreeSet::new();
    let mut agencies = BTreeSet::new();
    let mut heard: Vec<&Member> = Vec::new();
    for i in order {
        let member = members[i].borrow();
        let copied = heard
            .iter()
            .any(|other| member.sketch.overlap(&other.sketch) >= COPY);
        let unnamed = member.voice().is_empty();
        let new_voice = unnamed || voices.insert(member.voice().to_owned());
        let new_agency = member.agency.is_none_or(|agency| agencies.insert(agency));
        independent[i] = !copied && new_voice && new_agency;
        heard.push(member);
    }
    independent
}

fn is_agency_itself(member: &Member) -> bool {
    AGENCIES.iter().any(|(_, names)| {
        names
            .iter()
            .any(|name| member.outlet.eq_ignore_ascii_case(name))
    })
}

/// Agencies by the names that datelines and credits use.
const AGENCIES: [(&str, &[&str]); 25] = [
    ("AFP", &["AFP", "Agence France-Presse"]),
    ("Reuters", &["Reuters"]),
    ("AP", &["AP", "Associated Press"]),
    ("APA", &["APA", "APANEWS", "APA News"]),
    ("PANA", &["PANA", "Panapress"]),
    ("Xinhua", &["Xinhua", "Chine nouvelle", "شينخوا"]),
    ("TASS", &["TASS", "ТАСС"]),
    ("APS", &["APS"]),
    ("MAP", &["MAP"]),
    ("TAP", &["TAP"]),
    ("ANP", &["ANP"]),
    ("AIB", &["AIB"]),
    ("AIP", &["AIP"]),
    ("ABP", &["ABP"]),
    ("AGP", &["AGP"]),
    ("ACP", &["ACP"]),
    ("AMAP", &["AMAP"]),
    ("NAN", &["NAN", "News Agency of Nigeria"]),
    ("GNA", &["GNA", "Ghana News Agency"]),
    ("Lusa", &["Lusa"]),
    ("Angop", &["Angop", "ANGOP"]),
    ("EFE", &["EFE"]),
    ("dpa", &["dpa", "DPA"]),
    ("Anadolu", &["Anadolu", "Anadolu Agency", "الأناضول"]),
    ("RIA Novosti", &["RIA Novosti", "РИА Новости"]),
];

/// Characters at the beginning and the end of a text where a dateline or a credit stands.
const EDGE: usize = 140;

/// Words that a credit begins with, folded.
const CREDITS: [&str; 14] = [
    "avec",
    "with",
    "com",
    "con",
    "mit",
    "source",
    "sources",
    "fonte",
    "fuente",
    "par",
    "via",
    "l'",
    "المصدر",
    "وكالات",
];

fn credited(item: &Item) -> Option<&'static str> {
    let edges = [&item.summary, &item.text]
        .map(|text| [(edge(text, false), false), (edge(text, true), true)]);
    let words: Vec<_> = (edges.iter().flatten())
        .flat_map(|(edge, tail)| {
            let starts = edge.char_indices().map(|(at, _)| at);
            let starts = starts.filter(|at| may_name(edge.as_bytes()[*at]));
            let starts = starts.filter(|at| !edge[..*at].ends_with(char::is_alphanumeric));
            starts.map(move |at| (edge.as_str(), at, *tail))
        })
        .collect();
    let credits = |name: &str| {
        (words.iter()).any(|(text, at, tail)| {
            text[*at..].starts_with(name) && is_credit(text, *at, name, *tail)
        })
    };
    let named = |name: &&str| item.outlet.eq_ignore_ascii_case(name) || credits(name);
    let mut agencies = AGENCIES.iter();
    let agency = agencies.find(|(_, names)| names.iter().any(named));
    agency.map(|(agency, _)| *agency)
}

/// Whether the name of an agency begins with this byte.
fn may_name(byte: u8) -> bool {
    static FIRST: LazyLock<[bool; 256]> = LazyLock::new(|| {
        let mut first = [false; 256];
        for name in AGENCIES.iter().flat_map(|(_, names)| *names) {
            first[usize::from(name.as_bytes()[0])] = true;
        }
        first
    });
    FIRST[usize::from(byte)]
}

fn edge(text: &str, tail: bool) -> String {
    let count = text.chars().count();
    let skip = if tail { count.saturating_sub(EDGE) } else { 0 };
    text.chars().skip(skip).take(EDGE).collect()
}

/// Whether `name`, which stands in `text` at the beginning of a word, is a credit: bracketed, after a word such as "avec" or
/// "source:", at the very end, or before the dash of a dateline.
fn is_credit(text: &str, at: usize, name: &str, tail: bool) -> bool {
    let before = text[..at].trim_end();
    let after = &text[at + name.len()..];
    if after.starts_with(char::is_alphanumeric) {
        return false;
    }
    let bracketed =
        before.ends_with(['(', '[', '/', '©']) && after.starts_with([')', ']', '/', ' ', ',']);
    let last = before.trim_end_matches([':', ' ', '\u{a0}']);
    let word = words::fold(last.rsplit(char::is_whitespace).next().unwrap_or_default());
    let named = CREDITS.contains(&word.as_str());
    let dateline = after.trim_start().starts_with(['-', '–', '—']) && !tail;
    let ends = tail
        && after.trim().trim_end_matches('.').is_empty()
        && before.ends_with(['.', '\n', '-', '–', '—']);
    bracketed || named || dateline || ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{SourceId, StoryId};

    const LEAD: &str = "Le pont routier de Kandi s'est effondré lundi matin au passage d'un convoi \
        de trois camions chargés de coton, a annoncé la préfecture, qui déplore deux disparus.";

    fn member(number: i64, outlet: &str, owner: Option<&str>, summary: &str) -> Member {
        let at = DateTime::from_timestamp(1_772_000_000 + 60 * number, 0).unwrap();
        Member::of(&Item {
            entry: EntryId(number),
            founds: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse::<StoryId>().unwrap(),
            source: SourceId::new(outlet),
            outlet: outlet.to_owned(),
            owner: owner.map(str::to_owned),
            language: "fr".parse().ok(),
            title: "Le pont de Kandi s'effondre".to_owned(),
            summary: summary.to_owned(),
            text: String::new(),
            published: Some(at),
            seen: at,
            countries: Vec::new(),
        })
    }

    #[test]
    fn a_copy_of_a_text_is_not_independent_even_when_lightly_edited() {
        let edited = LEAD.replace("lundi matin", "ce lundi");
        let members = [
            member(1, "A", None, LEAD),
            member(2, "B", None, &edited),
            member(
                3,
                "C",
                None,
                "Deux chauffeurs de camion restent introuvables au nord du Bénin.",
            ),
        ];
        assert_eq!(independent(&members), [true, false, true]);
    }

    #[test]
    fn the_agency_itself_is_the_original_of_its_copies() {
        let members = [member(1, "A", None, LEAD), member(2, "AFP", None, LEAD)];
        assert_eq!(independent(&members), [false, true]);
    }

    #[test]
    fn outlets_of_one_owner_are_one_voice() {
        let other = "Au nord du Bénin, la chute d'un ouvrage coupe la route du coton.";
        let members = [
            member(1, "A", Some("Groupe"), LEAD),
            member(2, "B", Some("Groupe"), other),
        ];
        assert_eq!(independent(&members), [true, false]);
    }

    #[test]
    fn credits_and_datelines_tell_the_agency_and_words_do_not() {
        let agency = |summary: &str| member(1, "A", None, summary).agency;
        assert_eq!(
            agency("NIAMEY (AFP) - Le pont s'est effondré."),
            Some("AFP")
        );
        assert_eq!(
            agency("Le pont s'est effondré. Avec Reuters"),
            Some("Reuters")
        );
        assert_eq!(
            agency("COTONOU, APA – Le pont s'est effondré."),
            Some("APA")
        );
        assert_eq!(agency("Source : PANA"), Some("PANA"));
        assert_eq!(agency("Le MAPUTO Express a déraillé dans le nord."), None);
        assert_eq!(
            agency("L'accord entre Reuters et le ministère est signé."),
            None
        );
    }

    #[test]
    fn who_stands_for_a_story_stays_unless_much_less_complete() {
        let bare = member(1, "A", None, "");
        let full = member(2, "B", None, LEAD);
        assert_eq!(representative(&[bare.clone(), full.clone()], None), Some(1));
        let members = [bare, full];
        assert_eq!(representative(&members, Some(EntryId(1))), Some(0));
        assert_eq!(representative::<Member>(&[], None), None);
    }
}
