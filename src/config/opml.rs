//! Reading lists in OPML 2.0: read, imported as tables, and written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use url::Url;

use super::draft::{self, Draft, DraftSource};
use super::{Config, values};
use crate::domain::{Language, Source, address};

/// Characters of a list's own words that a message shows, and of a name in it.
const MOST_SAID: usize = 200;
const MOST_NAME: usize = 20;

/// A feed that a reading list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// What the list calls it.
    pub title: String,
    /// Where the feed is.
    pub url: Url,
    /// The site, for people.
    pub site: Option<Url>,
    /// The language that the list gives it.
    pub language: Option<Language>,
}

/// Something in a reading list that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(pub String);

/// What a reading list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its feeds, each URL once, folders flattened.
    pub feeds: Vec<Subscription>,
    /// What was left out.
    pub warnings: Vec<Warning>,
    /// Why it is no whole reading list, where it is none: what goes on after "it".
    pub fault: Option<String>,
}

/// Reads the feeds of a reading list, each URL once, folders flattened.
///
/// A damaged list gives what stands before the damage.
#[must_use]
pub fn import(text: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let list = read(text);
    (list.feeds, list.warnings)
}

/// Reads a reading list of any damage, in time that grows with its length alone.
#[must_use]
pub fn read(text: &str) -> List {
    let mut list = List::default();
    let mut seen = BTreeSet::new();
    let mut root: Option<String> = None;
    let mut is_closed = false;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut lines = Lines::of(text);
    loop {
        let line = lines.at(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                root.get_or_insert_with(|| name(tag.local_name().as_ref()));
                if !tag.local_name().as_ref().eq_ignore_ascii_case(b"outline") {
                    continue;
                }
                match outline(&tag, line) {
                    Some(Ok(found)) if !seen.insert(found.url.clone()) => {
                        let url = address::shown(&found.url);
                        let twice = format!("{url} stands in the list twice");
                        list.warnings.push(Warning(twice));
                    }
                    Some(Ok(found)) => list.feeds.push(found),
                    Some(Err(warning)) => list.warnings.push(warning),
                    None => {}
                }
            }
            Ok(Event::End(tag)) => {
                is_closed |= tag.local_name().as_ref().eq_ignore_ascii_case(b"opml");
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let damage = format!(
                    "is damaged at byte {} ({})",
                    reader.error_position(),
                    draft::one_line(&error.to_string(), MOST_SAID)
                );
                let message = format!("the list {damage}: the rest was left out");
                list.warnings.push(Warning(message));
                list.fault = Some(damage);
                break;
            }
        }
    }
    let fault = match root.as_deref() {
        Some("opml") if list.fault.is_some() => return list,
        Some("opml") if !is_closed => Some("breaks off before </opml>".to_owned()),
        Some("opml") if list.feeds.is_empty() => Some("names no feed".to_owned()),
        Some("opml") => None,
        Some(other) => Some(format!("is no OPML but <{other}>")),
        None => Some("is no OPML".to_owned()),
    };
    list.fault = fault;
    list
}

/// The name of an element, as a message may show it.
fn name(bytes: &[u8]) -> String {
    draft::one_line(&String::from_utf8_lossy(bytes), MOST_NAME).to_ascii_lowercase()
}

/// Counts lines while a text is read, each byte of it once.
struct Lines<'t> {
    text: &'t [u8],
    counted: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The line, from 1, of a byte that does not lie before the last one that was asked for.
    fn at(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let passed = self.text.get(self.counted..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted += passed.len();
        self.line
    }
}

/// The feed of an outline in a line; none for a folder, which has no `xmlUrl`.
fn outline(tag: &BytesStart<'_>, line: usize) -> Option<Result<Subscription, Warning>> {
    let [mut address, mut title, mut text, mut site, mut language] = [const { None }; 5];
    // The first of a name counts. The library would look for each further one among all before it.
    for attribute in tag.attributes().with_checks(false).flatten() {
        let known = match attribute.key.as_ref().to_ascii_lowercase().as_slice() {
            b"xmlurl" => &mut address,
            b"title" => &mut title,
            b"text" => &mut text,
            b"htmlurl" => &mut site,
            b"language" => &mut language,
            _ => continue,
        };
        let raw = String::from_utf8_lossy(&attribute.value);
        let value = unescape(&raw).unwrap_or(Cow::Borrowed(&*raw));
        let value = value.trim();
        if known.is_none() && !value.is_empty() {
            *known = Some(value.to_owned());
        }
    }
    let title = title
        .or(text)
        .map(|text| draft::one_line(&text, usize::MAX));
    let title = title.filter(|title| !title.is_empty());
    Some(match values::parse_url(&without_feed(&address?)) {
        Ok(url) => Ok(Subscription {
            title: title.unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned()),
            site: site.and_then(|site| values::parse_url(&site).ok()),
            language: language.and_then(|language| language.parse().ok()),
            url,
        }),
        Err(wrong) => {
            let called = title.map_or_else(String::new, |title| format!(", \"{title}\""));
            let message = format!("line {line}{called}: {}", wrong.message);
            Err(Warning(draft::one_line(&message, MOST_SAID)))
        }
    })
}

/// An address as feed readers take it that register as programs for `feed:`. `feed://host/` is
/// `http://host/`; before a whole address the scheme says nothing.
fn without_feed(address: &str) -> Cow<'_, str> {
    match address.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("feed") => {
            match rest.starts_with("//") {
                true => Cow::Owned(format!("http:{rest}")),
                false => Cow::Borrowed(rest),
            }
        }
        _ => Cow::Borrowed(address),
    }
}

/// Subscriptions as tables, ready to be put into a file of outlets.
#[must_use]
pub fn to_tables(subscriptions: &[Subscription]) -> String {
    draft::to_toml(&drafts(subscriptions))
}

/// Subscriptions as outlets that could be configured, one for each title, by title.
#[must_use]
pub fn drafts(subscriptions: &[Subscription]) -> Vec<Draft> {
    let mut by_title: BTreeMap<String, Vec<&Subscription>> = BTreeMap::new();
    for subscription in subscriptions {
        // As the configuration compares the names of outlets.
        let title = subscription.title.to_lowercase();
        by_title.entry(title).or_default().push(subscription);
    }
    let mut drafts: Vec<Draft> = by_title.into_values().map(outlet_draft).collect();
    draft::tell_apart(&mut drafts);
    drafts
}

fn outlet_draft(feeds: Vec<&Subscription>) -> Draft {
    let language = feeds.iter().find_map(|feed| feed.language);
    Draft {
        name: feeds
            .first()
            .map_or_else(String::new, |feed| feed.title.clone()),
        site: feeds.iter().find_map(|feed| feed.site.clone()),
        language,
        sources: feeds
            .into_iter()
            .map(|feed| DraftSource {
                language: feed.language.filter(|own| Some(*own) != language),
                ..DraftSource::new(feed.url.clone())
            })
            .collect(),
    }
}

/// Those feeds of `config` as a reading list that are switched on and that `may` leave, with their
/// addresses whole. A page of headlines is no feed for other readers.
#[must_use]
pub fn export(config: &Config, may: impl Fn(&Source) -> bool) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(
        text,
        "  <head><title>{}</title></head>\n  <body>",
        escape(config.instance.name.as_str())
    );
    for configured in config
        .enabled()
        .filter(|configured| !configured.kind.is_page() && may(&configured.source))
    {
        let source = &configured.source;
        let name = escape(source.outlet.name.as_str());
        let _ = write!(
            text,
            "    <outline type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{}\"",
            escape(source.url.as_str())
        );
        if let Some(site) = &source.outlet.site {
            let _ = write!(text, " htmlUrl=\"{}\"", escape(site.as_str()));
        }
        if let Some(language) = configured.rules.language {
            let _ = write!(text, " language=\"{language}\"");
        }
        text.push_str("/>\n");
    }
    text.push_str("  </body>\n</opml>\n");
    text
}
