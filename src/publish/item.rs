//! A story as all three formats show it: clean text, sound addresses, the same order everywhere.

use crate::domain::{Enclosure, Instance, Language, Outlet, Report, Story};

use super::issue::{Issue, address};
use super::words::Words;
use super::{html, paths, xml_text};

/// A story, prepared.
pub(super) struct Item<'a> {
    instance: &'a Instance,
    pub story: &'a Story,
    /// Plain text, never empty.
    pub title: String,
    /// Where the item leads: to the representative, or to our page where it has no sound address.
    pub link: String,
    /// Our page about it.
    pub page: String,
    /// Plain text; may be empty.
    pub summary: String,
    /// Summary and "also reported by" as HTML.
    pub digest: String,
    /// Full text and "also reported by" as HTML, where the full text may be republished and there is room
    /// for it.
    pub full: Option<String>,
    /// Who wrote it: its authors, else its outlet.
    pub authors: Vec<String>,
    /// Whose text stands for the story.
    pub representative: Option<&'a Report>,
    /// One report of each other outlet.
    pub others: Vec<Other<'a>>,
    pub related: Vec<Related<'a>>,
    pub image: Option<String>,
    pub enclosures: Vec<Enclosure>,
    /// Copyright or licence line of the representative.
    pub rights: Option<String>,
}

/// The report of another outlet.
pub(super) struct Other<'a> {
    pub report: &'a Report,
    pub title: String,
    pub url: String,
}

/// A story that follows up, or is followed up.
pub(super) struct Related<'a> {
    pub uri: &'a str,
    pub title: String,
    pub url: String,
    pub language: Option<Language>,
}

/// Bytes of full texts that a document still has room for. The newest stories have theirs; where there
/// is none left, those that come later show their summary alone: readers refuse documents of several
/// megabytes.
pub(super) struct Room(usize);

impl Room {
    /// That of a document which has none of them yet.
    pub fn whole() -> Self {
        Self(2 << 20)
    }

    fn take(&mut self, full: String) -> Option<String> {
        let left = self.0.checked_sub(full.len());
        self.0 = left.unwrap_or(0);
        left.map(|_| full)
    }
}

/// The stories of an issue as its items, as much of their full texts as there is room for.
pub(super) fn prepared<'a>(issue: &Issue<'a>, room: &mut Room) -> Vec<Item<'a>> {
    let words = issue.words();
    let items = issue.stories.iter();
    items
        .map(|story| Item::new(story, issue.instance, words, room))
        .collect()
}

impl<'a> Item<'a> {
    fn new(story: &'a Story, instance: &'a Instance, words: &Words, room: &mut Room) -> Self {
        let page = address(instance, &paths::story(story.id));
        let representative = story.reports.first();
        let image = story.image.as_deref().filter(|_| instance.images);
        let enclosures = story.enclosures.iter().filter_map(enclosure);
        let mut item = Self {
            instance,
            story,
            title: title(story),
            link: xml_text::link(&story.link).unwrap_or_else(|| page.clone()),
            summary: xml_text::summary(&story.summary),
            digest: String::new(),
            full: None,
            authors: authors(story),
            representative,
            others: others(story, &page),
            related: related(story, instance),
            image: image.and_then(xml_text::link),
            enclosures: enclosures
                .filter(|file| instance.images || !file.media_type.starts_with("image/"))
                .collect(),
            rights: representative
                .and_then(|report| report.rights.as_deref())
                .map(xml_text::label)
                .filter(|rights| !rights.is_empty()),
            page,
        };
        item.digest = html::digest(&item, words);
        item.full = html::full(&item, words, instance).and_then(|full| room.take(full));
        item
    }

    /// The representative's language, in which title, summary and full text are.
    pub(super) fn language(&self) -> Option<Language> {
        self.story.language
    }

    /// As [`Item::language`], where it is one that validators of XML documents know.
    pub(super) fn listed_language(&self) -> Option<Language> {
        self.language().filter(|language| language.is_listed())
    }

    /// The outlet whose text stands for the story.
    pub(super) fn outlet(&self) -> Option<&'a Outlet> {
        self.representative.map(Report::outlet)
    }

    /// The two counts, as in `6 outlets, 2 independent texts`.
    pub(super) fn counts(&self, words: &Words) -> String {
        words.counts(self.story.outlet_count(), self.story.independent_count())
    }

    /// The names of the countries that it is about, then those of its topics, each once.
    pub(super) fn tags(&self, words: &Words) -> Vec<String> {
        let countries = self.story.countries.primary.iter();
        let mut tags: Vec<String> = Vec::new();
        let names = countries.map(|country| country.name(words.language).to_owned());
        let topics = self.topics().into_iter().map(|(_, name)| name);
        for tag in names.chain(topics) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    /// Its topics, clean: as they stand in paths, and as readers call them.
    pub(super) fn topics(&self) -> Vec<(String, String)> {
        let topics = self.story.topics.iter();
        let topics = topics.map(|slug| {
            let name = self.instance.topic_name(slug);
            (xml_text::label(slug), xml_text::label(&name))
        });
        topics
            .filter(|(slug, name)| !slug.is_empty() && !name.is_empty())
            .collect()
    }
}

/// A feed's items must have titles: where the story has none, the beginning of its summary, else
/// the outlet's name.
fn title(story: &Story) -> String {
    let outlet = story.reports.first().map(|report| &report.outlet().name);
    [&story.title, &story.summary]
        .into_iter()
        .chain(outlet)
        .map(|text| xml_text::title(text))
        .find(|title| !title.is_empty())
        .unwrap_or_else(|| story.id.to_string())
}

fn authors(story: &Story) -> Vec<String> {
    let names = |names: &[String]| -> Vec<String> {
        let clean = names.iter().map(|name| xml_text::label(&person(name)));
        clean.filter(|name| !name.is_empty()).collect()
    };
    let own = names(&story.authors);
    if own.is_empty() {
        let outlet = story.reports.first().map(|r| r.outlet().name.clone());
        names(outlet.as_slice())
    } else {
        own
    }
}

/// Who is named where a mailbox is: `a@b.example (Awa)`, `Awa <a@b.example>`. The address itself is
/// not republished.
fn person(name: &str) -> String {
    if !name.contains('@') {
        return name.to_owned();
    }
    let inside = name
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let named = inside.map_or(name, |(inside, _)| inside);
    let words = named.split(|c: char| c.is_whitespace() || "<>\"".contains(c));
    let words = words.filter(|word| !word.is_empty() && !word.contains('@'));
    words.collect::<Vec<_>>().join(" ")
}

/// The first report of each outlet other than the representative's.
fn others<'a>(story: &'a Story, page: &str) -> Vec<Other<'a>> {
    let mut seen: Vec<&str> = Vec::new();
    let mut others = Vec::new();
    for report in &story.reports {
        let outlet = report.outlet().name.as_str();
        if !seen.contains(&outlet) {
            seen.push(outlet);
            others.push(report);
        }
    }
    let others = others.into_iter().skip(1).map(|report| {
        let title = xml_text::title(&report.title);
        Other {
            report,
            title: if title.is_empty() {
                xml_text::title(&report.outlet().name)
            } else {
                title
            },
            url: xml_text::link(&report.url).unwrap_or_else(|| page.to_owned()),
        }
    });
    others.collect()
}

fn related<'a>(story: &'a Story, instance: &Instance) -> Vec<Related<'a>> {
    let related = story.related.iter().map(|other| Related {
        uri: &other.uri,
        title: xml_text::title(&other.title),
        url: address(instance, &paths::story(other.id)),
        language: other.language,
    });
    related.filter(|other| !other.title.is_empty()).collect()
}

/// An enclosure with a sound address and a media type, which RSS requires: the feed's, else what
/// the address ends in; none where neither tells.
fn enclosure(file: &Enclosure) -> Option<Enclosure> {
    let url = url::Url::parse(&xml_text::link(&file.url)?).ok()?;
    // With its path, if only the root.
    let url = xml_text::link(url.as_str())?;
    let given = file.media_type.split(';').next().unwrap_or_default().trim();
    let media_type = if is_media_type(given) {
        given.to_ascii_lowercase()
    } else {
        media_type_of(&url)?.to_owned()
    };
    Some(Enclosure {
        url,
        media_type,
        length: file.length,
    })
}

/// `type/subtype` of the characters that RFC 6838 (section 4.2) allows.
fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

pub(super) fn media_type_of(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit('.').next()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "pdf" => "application/pdf",
        _ => return None,
    })
}
