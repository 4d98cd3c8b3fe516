//! An entry as the engine remembers it.

use chrono::{DateTime, Utc};

use super::tempo::Moment;
use crate::domain::{Country, EntryId, Language, StoryId};
use crate::group::item::Item;
use crate::group::text::crossing::{self, Marks};
use crate::group::text::features::{self, Kind, Terms, Vectors};
use crate::group::text::reading::Reading;
use crate::group::text::vocabulary::Vocabulary;
use crate::group::text::words;
use crate::group::voices::Member;

/// An entry within the window.
pub struct Known {
    /// The entry.
    pub entry: EntryId,
    /// The id that it gives to a story it founds.
    pub founds: StoryId,
    /// The key of its feed.
    pub source: u32,
    /// Its language.
    pub language: Option<Language>,
    /// Its title, to say in the end which words were shared.
    pub title: String,
    /// When it was published.
    pub when: When,
    /// When a poll first brought it.
    pub seen: DateTime<Utc>,
    /// What it is about.
    pub countries: Vec<Country>,
    /// Its terms, counted.
    pub terms: Terms,
    /// Root of the number of its words: what it could share with any other grows with it.
    pub extent: f32,
    /// What matters for who speaks, its text's runs of words among it.
    pub member: Member,
    /// What of it stays the same in other words, and in another language.
    pub marks: Marks,
    /// The first words of its title, digits masked.
    pub head: u32,
    /// Its whole title, digits masked.
    pub mask: u32,
    /// Whether it reports on several events at once.
    pub roundup: bool,
    /// Whether it tells how many dead an event has by now: it speaks of what happened before.
    pub new_toll: bool,
    /// Whether it says more than its title does.
    pub has_lead: bool,
    /// The story that it is in.
    pub story: Option<StoryId>,
    /// What it looks like among the others; none when nobody has looked yet in this round.
    pub view: Option<Box<View>>,
}

/// When an entry was published.
#[derive(Clone, Copy, Default)]
pub struct When {
    /// Minutes since 1970 of its date or, failing that, of when it was seen.
    pub minutes: i32,
    /// Whether its date can be used.
    pub dated: bool,
}

/// What an entry looks like among the entries that are remembered now. It is never kept beyond a
/// round: what grouping decides depends on what is remembered, not on how it came to be so.
#[derive(Default)]
pub struct View {
    /// Its terms, weighed.
    pub vectors: Vectors,
    /// Its marks, weighed: a unit vector, sorted by key.
    pub marks: Vec<(u32, f32)>,
    /// Logarithm of its neighbours in time.
    pub neighbours: f32,
    /// Whether many titles open as its does.
    pub common_head: bool,
    /// Whether its source repeats its title.
    pub recurring: bool,
}

impl Known {
    /// Reads an entry that is in no story yet.
    pub fn read(item: &Item, vocabulary: &mut Vocabulary) -> Self {
        let reading = Reading::of(item, vocabulary);
        let (head, mask) = heads(&reading);
        let terms = Terms::of(&reading);
        Self {
            entry: item.entry,
            founds: item.founds,
            source: features::key(Kind::Head, None, item.source.as_str()),
            language: item.language,
            title: item.title.clone(),
            when: When {
                minutes: i32::try_from(item.at().timestamp().div_euclid(60)).unwrap_or(i32::MAX),
                dated: item.published.is_some(),
            },
            seen: item.seen,
            countries: item.countries.clone(),
            extent: (terms.words().count() as f32).max(1.0).sqrt(),
            terms,
            member: Member::of(item),
            marks: crossing::marks(&reading),
            head,
            mask,
            roundup: is_roundup(item),
            new_toll: is_new_toll(&reading),
            has_lead: reading.lead.len() >= LEAD_WORDS,
            story: None,
            view: None,
        }
    }

    /// Where it stands in the stream.
    pub fn moment(&self) -> Moment {
        let When { minutes, dated } = self.when;
        Moment {
            language: self.language,
            countries: self.countries.clone(),
            hour: dated.then(|| minutes.div_euclid(60).into()),
        }
    }

    /// What it shares with the entries of its source that carry the same title, and with hardly
    /// any other.
    pub fn title_key(&self) -> u32 {
        self.mask ^ self.source
    }
}

/// Words of a lead, about a sentence of them: fewer are a kicker or a label.
const LEAD_WORDS: usize = 16;
/// Words of a title that are its opening.
const HEAD: usize = 3;

fn heads(reading: &Reading) -> (u32, u32) {
    let masked: Vec<&str> = (reading.title.iter())
        .map(|told| match told.word.number {
            true => "0",
            false => &told.word.folded,
        })
        .collect();
    let key = |words: &[&str]| features::key(Kind::Head, reading.language, &words.join(" "));
    (key(&masked[..masked.len().min(HEAD)]), key(&masked))
}

/// What press reviews and daily round-ups call themselves, folded.
const ROUNDUPS: [&str; 14] = [
    "revue de presse",
    "revue de la presse",
    "en bref",
    "l'essentiel de l'actualite",
    "press review",
    "news in brief",
    "news briefs",
    "week in review",
    "daily briefing",
    "morning briefing",
    "revista de imprensa",
    "revista de prensa",
    "resumen de prensa",
    "اقوال الصحف",
];

/// Countries that an entry is about from which on it is a roundup.
const ROUNDUP_COUNTRIES: usize = 4;
/// Parts of a title, between semicolons, slashes or bars, that make it a roundup.
const ROUNDUP_PARTS: usize = 3;

fn is_roundup(item: &Item) -> bool {
    let title = words::fold(&item.title).replace('’', "'");
    let parts = title
        .split([';', '/', '؛'])
        .filter(|part| part.trim().len() > 8);
    ROUNDUPS.iter().any(|name| title.contains(name))
        || parts.count() >= ROUNDUP_PARTS
        || item.countries.len() >= ROUNDUP_COUNTRIES
}

/// What titles say of a toll that has changed, folded, between the spaces that part words.
const NEW_TOLLS: [&str; 26] = [
    " bilan ",
    " alourdit ",
    " grimpe a ",
    " monte a ",
    " toll ",
    " climbs to ",
    " rises to ",
    " sobe para ",
    " sobem para ",
    " aumenta para ",
    " numero de mortos ",
    " numero de vitimas ",
    " sube a ",
    " suben a ",
    " aumenta a ",
    " cifra de muertos ",
    " zahl der toten ",
    " opferzahl ",
    " steigt auf ",
    " bilancio ",
    " sale a ",
    " salgono a ",
    " حصيله ",
    " ارتفاع عدد ",
    " число погибших ",
    " число жертв ",
];

fn is_new_toll(reading: &Reading) -> bool {
    let mut title = String::from(" ");
    for told in &reading.title {
        title.push_str(&told.word.folded);
        title.push(' ');
    }
    NEW_TOLLS.iter().any(|phrase| title.contains(phrase))
}
