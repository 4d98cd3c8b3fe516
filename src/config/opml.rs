//! Reading lists in OPML 2.0: read as sources, imported as tables, and written.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use url::Url;

use super::draft::{self, Draft, DraftSource};
use super::identity::default_id;
use super::options::Content;
use super::problem::{Place, Report, Wrong};
use super::tables::Taken;
use super::{Access, Config, Kind, SourceConfig, values};
use crate::domain::{Language, Outlet, Source, SourceId, address};

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

/// Reads the feeds of a reading list, each URL once, folders flattened.
///
/// A damaged list gives what stands before the damage.
#[must_use]
pub fn import(text: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let mut subscriptions: Vec<Subscription> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut warnings = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut lines = Lines::of(text);
    loop {
        let line = lines.at(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if !tag.local_name().as_ref().eq_ignore_ascii_case(b"outline") {
                    continue;
                }
                match outline(&tag, line) {
                    Some(Ok(found)) if !seen.insert(found.url.clone()) => {
                        let url = address::shown(&found.url);
                        warnings.push(Warning(format!("{url} stands in the list twice")));
                    }
                    Some(Ok(found)) => subscriptions.push(found),
                    Some(Err(warning)) => warnings.push(warning),
                    None => {}
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let at = reader.error_position();
                let message =
                    format!("the list is damaged at byte {at} ({error}): the rest was left out");
                warnings.push(Warning(message));
                break;
            }
        }
    }
    (subscriptions, warnings)
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
    let mut attributes = BTreeMap::new();
    for attribute in tag.attributes().flatten() {
        let name = String::from_utf8_lossy(attribute.key.as_ref()).to_lowercase();
        let raw = String::from_utf8_lossy(&attribute.value);
        let value =
            quick_xml::escape::unescape(&raw).map_or(raw.to_string(), |text| text.into_owned());
        attributes.insert(name, value.trim().to_owned());
    }
    let get = |name: &str| attributes.get(name).filter(|value| !value.is_empty());
    let address = get("xmlurl")?;
    let title = get("title").or_else(|| get("text"));
    Some(match values::parse_url(&without_feed(address)) {
        Ok(url) => Ok(Subscription {
            title: title.map_or_else(
                || url.host_str().unwrap_or_default().to_owned(),
                String::clone,
            ),
            site: get("htmlurl").and_then(|site| values::parse_url(site).ok()),
            language: get("language").and_then(|language| language.parse().ok()),
            url,
        }),
        Err(wrong) => {
            let called = title.map_or_else(String::new, |title| format!(", \"{title}\""));
            Err(Warning(format!("line {line}{called}: {}", wrong.message)))
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

/// Adds the feeds of the reading list `text` to `config`. A feed that is configured already stays
/// as it is: reading lists overlap with everything.
pub(super) fn adopt(
    path: &Path,
    text: &str,
    config: &mut Config,
    taken: &mut Taken,
    report: &RefCell<Report>,
) {
    let place = Place::file(path);
    let (subscriptions, warnings) = import(text);
    let mut report = report.borrow_mut();
    for Warning(message) in warnings {
        report.warn(&place, Wrong::new(message, "correct the list"));
    }
    if subscriptions.is_empty() {
        let wrong = Wrong::new(
            "the list names no feed",
            "is it OPML? outlines carry xmlUrl",
        );
        report.error(&place, wrong);
    }
    let mut outlets: BTreeMap<String, Arc<Outlet>> = config
        .sources
        .iter()
        .map(|known| {
            (
                known.source.outlet.name.to_lowercase(),
                Arc::clone(&known.source.outlet),
            )
        })
        .collect();
    for subscription in subscriptions {
        let outlet = outlets
            .entry(subscription.title.to_lowercase())
            .or_insert_with(|| Arc::new(outlet_of(&subscription, config.publish.content)));
        let id = default_id(&outlet.name, &subscription.url);
        if !taken.claim(&id, &subscription.url, &place) {
            let message = format!(
                "{} or its id \"{id}\" is configured already",
                address::shown(&subscription.url)
            );
            report.warn(
                &place,
                Wrong::new(message, "nothing: this outline is left out"),
            );
            continue;
        }
        config.sources.push(SourceConfig {
            rules: (config.text).rules(subscription.language.or(outlet.language), Vec::new()),
            source: Arc::new(Source {
                id: SourceId::new(id),
                outlet: Arc::clone(outlet),
                url: subscription.url,
                country: None,
            }),
            place: place.to_string(),
            schedule: None,
            kind: Kind::Feed,
            access: Access::default(),
            enrich: false,
            enabled: true,
        });
    }
}

fn outlet_of(subscription: &Subscription, content: Content) -> Outlet {
    Outlet {
        name: subscription.title.clone(),
        site: subscription.site.clone(),
        language: subscription.language,
        owner: None,
        ownership: None,
        full_content: content == Content::Full,
    }
}
