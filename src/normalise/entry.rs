//! Documents to entries.

use chrono::{DateTime, Duration, TimeZone, Utc};
use url::Url;

use super::allowance::Allowance;
use super::boilerplate::{Memory, key};
use super::draft::{Draft, drafts};
use super::language::{self, Said};
use super::references::References;
use super::{Rules, identity, image};
use crate::domain::identity::Named;
use crate::domain::{
    Countries, Enclosure, Entry, EntryKey, Language, Listed, Marks, Origin, Source,
};
use crate::parse::{Category, Document, Item, Media, Warning, Warnings};

/// Dates may be ahead of our clock by this much: clocks differ.
const CLOCK_SKEW: Duration = Duration::minutes(10);

/// Before this year there were no feeds: such dates are a program's zero.
const FIRST_YEAR: i32 = 1995;

/// Items of a document that become entries, the newest: no source may drown the others.
const MOST_ITEMS: usize = 1_000;

/// Bytes of an entry that tell its language: a few sentences tell it as well as all of it.
const SAMPLE: usize = 600;

/// An entry carries no more of these: every reader of an edition pays for them.
const MOST_CATEGORIES: usize = 30;
const MOST_ENCLOSURES: usize = 10;
const MOST_AUTHORS: usize = 20;

/// Bytes of a name, a category or a media type, and of a line of rights.
const LONGEST_NAME: usize = 200;
const LONGEST_RIGHTS: usize = 1_000;

pub(super) fn entries(
    document: &Document,
    source: &Source,
    rules: &Rules,
    memory: &mut Memory,
    now: DateTime<Utc>,
) -> (Vec<Entry>, Warnings) {
    let mut warnings = document.warnings.clone();
    let mut allowance = Allowance::default();
    let items = newest(document, now);
    warnings.note_many(
        Warning::TooMuch("items"),
        document.entries.len() - items.len(),
    );
    let references = References::of(document, source);
    let mut drafts = drafts(
        &items,
        document,
        source,
        &references,
        rules,
        &mut allowance,
        memory,
    );
    let all = drafts.len();
    drafts.retain(|draft| !draft.texts.title.is_empty());
    warnings.note_many(Warning::Blank, all - drafts.len());
    let mut images: Vec<&mut Vec<String>> =
        drafts.iter_mut().map(|draft| &mut draft.images).collect();
    image::drop_logos(&mut images);

    let names: Vec<Names> = (drafts.iter().map(|draft| Names::of(draft, rules, now))).collect();
    let listed = drafts.iter().zip(&names);
    let listed: Vec<identity::Item<'_>> = listed
        .map(|(draft, names)| identity::Item::new(names.with(&draft.texts.title)))
        .collect();
    let weak = listed.iter().filter(|item| item.is_weak()).count();
    warnings.note_many(Warning::WithoutIdentity, weak);
    let found = identity::identities(&listed);
    let marks: Vec<Marks> = listed.into_iter().map(|item| item.marks).collect();
    warnings.note_many(Warning::Repeated, found.repeated);
    warnings.note_many(Warning::SharedGuid, found.shared);

    let undated = drafts.iter().filter(|draft| draft.date.is_none()).count();
    warnings.note_many(Warning::Undated, undated);
    let impossible = drafts.iter().filter_map(|draft| draft.date);
    let impossible = impossible.filter(|date| !is_possible(*date, now)).count();
    warnings.note_many(Warning::ImpossibleDate, impossible);

    let rights = document.feed.head.rights.as_ref();
    let mut finish = Finish {
        rights: rights.map(|text| allowance.plain(&text.value, LONGEST_RIGHTS)),
        document,
        source,
        references: &references,
        rules,
        now,
        allowance: &mut allowance,
    };
    let entries = drafts
        .into_iter()
        .zip(found.keys)
        .zip(marks)
        .filter_map(|((draft, key), marks)| Some(finish.entry(draft, key?, marks)))
        .collect();
    warnings.note_many(Warning::TooMuch("markup"), allowance.denied());
    (entries, warnings)
}

/// What programs that publish call whoever has said no name, as [`key`] has it.
const NOBODY: [&str; 10] = [
    "admin",
    "administrateur",
    "administrador",
    "administrator",
    "noreply",
    "root",
    "superuser",
    "unknown",
    "webmaster",
    "wordpress",
];

/// The items that are read, in the order of the document. One without a date counts as new.
fn newest(document: &Document, now: DateTime<Utc>) -> Vec<&Item> {
    let mut items: Vec<(usize, &Item)> = document.entries.iter().enumerate().collect();
    if items.len() > MOST_ITEMS {
        items.sort_by_key(|(_, item)| {
            let date = item.head.published.or(item.head.updated);
            std::cmp::Reverse(date.filter(|date| is_possible(*date, now)).unwrap_or(now))
        });
        items.truncate(MOST_ITEMS);
        items.sort_by_key(|(place, _)| *place);
    }
    items.into_iter().map(|(_, item)| item).collect()
}

/// What an item is named by, its title aside.
struct Names {
    guid: Option<String>,
    page: Option<String>,
    date: Option<DateTime<Utc>>,
}

impl Names {
    fn of(draft: &Draft<'_>, rules: &Rules, now: DateTime<Utc>) -> Self {
        let guid = draft.item.head.id.as_deref();
        let guid = guid.filter(|guid| !guid.trim().is_empty());
        let link = draft.url.as_ref();
        let part = link.and_then(identity::part);
        let page = |link| {
            let mut page = rules.pages.canonical(link);
            page.set_fragment(part);
            page.into()
        };
        Self {
            guid: guid.map(|guid| identity::normal_guid(guid, part)),
            page: link.map(page),
            date: draft.date.filter(|date| is_possible(*date, now)),
        }
    }

    fn with<'a>(&'a self, title: &'a str) -> Named<'a> {
        Named {
            guid: self.guid.as_deref(),
            page: self.page.as_deref(),
            title,
            date: self.date,
        }
    }
}

fn is_possible(date: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let first = Utc.with_ymd_and_hms(FIRST_YEAR, 1, 1, 0, 0, 0).single();
    date <= now + CLOCK_SKEW && first.is_none_or(|first| date >= first)
}

/// What all entries of a poll have in common.
struct Finish<'a> {
    document: &'a Document,
    /// The feed's own line of rights.
    rights: Option<String>,
    source: &'a Source,
    references: &'a References,
    rules: &'a Rules,
    now: DateTime<Utc>,
    allowance: &'a mut Allowance,
}

impl Finish<'_> {
    fn entry(&mut self, draft: Draft<'_>, guid: String, marks: Marks) -> Entry {
        let head = &draft.item.head;
        let date = draft.date.filter(|date| is_possible(*date, self.now));
        let rights = match &head.rights {
            Some(text) => Some(self.allowance.plain(&text.value, LONGEST_RIGHTS)),
            None => self.rights.clone(),
        };
        // What an agency's dateline said is not lost with it.
        let credit = draft.texts.credit.clone();
        let credited = || {
            Some(Origin {
                name: credit?,
                url: None,
            })
        };
        Entry {
            key: EntryKey {
                source: self.source.id.clone(),
                guid,
            },
            language: match draft.is_relisted {
                true => None,
                false => self.language(&draft),
            },
            canonical_url: draft
                .url
                .as_ref()
                .map(|url| self.rules.pages.canonical(url).into()),
            url: draft.url.map(String::from),
            title: draft.texts.title,
            summary: draft.texts.summary,
            content: draft.content,
            // A date within the clocks' difference is not ahead of its own arrival.
            published: date.map_or(self.now, |date| date.min(self.now)),
            dated: date.is_some(),
            authors: self.authors(draft.item),
            categories: self.categories(&head.categories),
            image: draft.images.into_iter().next(),
            enclosures: self.enclosures(draft.item),
            rights: rights.filter(|text| !text.is_empty()),
            origin: self.origin(draft.item).or_else(credited),
            countries: Countries::default(),
            first_seen: self.now,
            listed: Some(Listed {
                marks,
                words: draft.words,
                is_relisted: draft.is_relisted,
            }),
        }
    }

    fn language(&self, draft: &Draft<'_>) -> Option<Language> {
        let feed = self.document.feed.head.language.as_deref();
        // What an item inherits from its feed is not its own.
        let own = draft
            .item
            .head
            .language
            .as_deref()
            .filter(|tag| Some(*tag) != feed);
        let said = Said {
            entry: own,
            configured: self.rules.language.or(self.source.outlet.language),
            feed,
        };
        let texts = &draft.texts;
        let mut sample = [&*texts.title, &*texts.summary, &*texts.text]
            .map(|text| {
                let end = text.floor_char_boundary(SAMPLE);
                &text[..end]
            })
            .join(" ");
        sample.truncate(sample.floor_char_boundary(SAMPLE));
        language::of(said, &sample)
    }

    fn authors(&mut self, item: &Item) -> Vec<String> {
        let outlet = key(&self.source.outlet.name);
        let mut names = Vec::new();
        for person in item.head.authors.iter().take(MOST_AUTHORS) {
            let name = person.name.as_deref().unwrap_or_default();
            let name = self.allowance.plain(name, LONGEST_NAME);
            // An outlet that signs with its own name, or with its program's, says nothing.
            let key = key(&name);
            let is_nobody = key.is_empty() || key == outlet || NOBODY.contains(&&*key);
            if !is_nobody && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The other outlet that an item was taken from; none where it is the source itself.
    fn origin(&mut self, item: &Item) -> Option<Origin> {
        let taken = item.source.as_deref()?;
        let head = &taken.feed.head;
        let name = head.title.as_ref().map_or("", |title| &*title.value);
        let name = self.allowance.plain(name, LONGEST_NAME);
        let link = head.links.first().map(|link| &*link.href);
        let url = taken.href.as_deref().or(link);
        let url = url.and_then(|url| self.references.address(url));
        let own_names = [
            key(&self.source.outlet.name),
            key(self
                .document
                .feed
                .head
                .title
                .as_ref()
                .map_or("", |title| &*title.value)),
        ];
        let own_hosts = [Some(&self.source.url), self.source.outlet.site.as_ref()];
        let host = url.as_ref().and_then(Url::host_str);
        let is_own = own_names.contains(&key(&name))
            || host.is_some()
                && own_hosts
                    .into_iter()
                    .flatten()
                    .any(|own| own.host_str() == host);
        (!name.is_empty() && !is_own).then(|| Origin {
            name,
            url: url.map(String::from),
        })
    }

    fn enclosures(&self, item: &Item) -> Vec<Enclosure> {
        let read = |media: &Media| {
            let length = media
                .length
                .as_ref()
                .and_then(|length| length.trim().parse().ok());
            let media_type = media.media_type.as_deref().unwrap_or_default();
            Some(Enclosure {
                url: self.references.address(&media.url)?.into(),
                media_type: media_type[..media_type.floor_char_boundary(LONGEST_NAME)].to_owned(),
                // Programs that do not know the length write 0.
                length: length.filter(|length| *length > 0),
            })
        };
        item.enclosures
            .iter()
            .filter_map(read)
            .take(MOST_ENCLOSURES)
            .collect()
    }

    /// The outlet's categories as plain words, each once; several packed into one are taken apart.
    fn categories(&mut self, given: &[Category]) -> Vec<String> {
        let mut seen = Vec::new();
        let mut out = Vec::new();
        for category in given {
            if out.len() >= MOST_CATEGORIES {
                break;
            }
            let text = category.label.as_ref().unwrap_or(&category.term);
            let text = self.allowance.plain(text, LONGEST_NAME * MOST_CATEGORIES);
            let packed = given.len() == 1;
            let parts = text.split(|c| matches!(c, ';' | '|') || packed && matches!(c, ',' | '،'));
            for part in parts
                .map(str::trim)
                .filter(|part| part.len() <= LONGEST_NAME)
            {
                let key = key(part);
                if !key.is_empty() && !seen.contains(&key) && out.len() < MOST_CATEGORIES {
                    seen.push(key);
                    out.push(part.to_owned());
                }
            }
        }
        out
    }
}
