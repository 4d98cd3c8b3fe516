//! One address, asked once: a feed, or why not.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use url::Url;

use crate::clock::Clock;
use crate::config::Kind;
use crate::domain::{Entry, Language, Outlet, Source, SourceId, address};
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request};
use crate::normalise;
use crate::parse::{self, Context, Document, Unreadable};
use crate::poll;

/// Entries by which two feeds are compared.
const COMPARED: usize = 10;

/// What a feed amounts to.
#[derive(Clone, Debug, Serialize)]
pub struct Feed {
    /// The address that was asked.
    pub url: Url,
    /// Where the feed has moved for good, if it says so.
    pub moved_to: Option<Url>,
    /// What it is written in, as readers know it.
    pub format: &'static str,
    /// What it calls itself.
    pub title: Option<String>,
    /// The site it names as its own.
    pub site: Option<Url>,
    /// The language of most of its entries; of the feed when it has none.
    pub language: Option<Language>,
    /// How many entries griot reads in it.
    pub entries: usize,
    /// The date of its newest entry, where entries carry one that can be.
    pub newest: Option<DateTime<Utc>>,
    /// What its first entries are known by.
    #[serde(skip)]
    first: Vec<String>,
}

impl Feed {
    /// The address to configure.
    #[must_use]
    pub fn address(&self) -> &Url {
        self.moved_to.as_ref().unwrap_or(&self.url)
    }

    /// Whether both bring the same entries: sites offer one feed in several formats, of various
    /// lengths. Feeds of sections begin differently, even where each entry of one is in the other.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        if self.address() == other.address() {
            return true;
        }
        let compared = self.first.len().min(other.first.len());
        let (own, others) = (&self.first[..compared], &other.first[..compared]);
        let common = own.iter().filter(|entry| others.contains(entry)).count();
        compared > 0 && common * 5 >= compared * 4
    }
}

/// Format, entries, newest date and language, as operators read them.
impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.entries == 1 {
            "entry"
        } else {
            "entries"
        };
        write!(f, "{}, {} {noun}", self.format, self.entries)?;
        match self.newest {
            Some(newest) => write!(f, ", newest {}", newest.format("%Y-%m-%d %H:%M"))?,
            None if self.entries > 0 => f.write_str(", without dates")?,
            None => {}
        }
        match self.language {
            Some(language) => write!(f, ", {language}"),
            None => Ok(()),
        }
    }
}

/// Why an address gave no feed.
#[derive(Clone, Debug)]
pub struct NoFeed {
    /// The failure of fetching; none when what came is no feed.
    pub failure: Option<FailureKind>,
    /// One sentence that names the address.
    pub message: String,
    /// What came instead, if it is a page for people.
    pub page: Option<Box<Page>>,
    /// The sitemaps that came instead, if it is an index of them.
    pub sitemaps: Vec<Url>,
}

/// A page for people.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is, after redirects.
    pub url: Url,
    /// Its HTML.
    pub html: String,
    /// The `Link` fields of its header, as received.
    pub links: Vec<String>,
}

impl Page {
    /// Stands for the page at `url` where there is none.
    pub(super) fn empty(url: Url) -> Self {
        Self {
            url,
            html: String::new(),
            links: Vec::new(),
        }
    }
}

impl NoFeed {
    /// The address may not be asked; one sentence.
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Self {
        Self::of_fetching(Failure::refused(message))
    }

    /// The word that `--json` uses for the failure.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.failure.map_or("no_feed", FailureKind::as_str)
    }

    /// Whether nobody was asked, because the host wants to be left alone for now.
    #[must_use]
    pub fn was_not_asked(&self) -> bool {
        self.failure == Some(FailureKind::Held)
    }

    /// Whether the address is wrong rather than its host in trouble: another may do.
    #[must_use]
    pub fn wants_another_address(&self) -> bool {
        matches!(
            self.failure,
            None | Some(FailureKind::Missing | FailureKind::Gone)
        )
    }

    fn of_fetching(failure: Failure) -> Self {
        Self {
            failure: Some(failure.kind),
            message: failure.message,
            page: None,
            sitemaps: Vec::new(),
        }
    }

    fn of_reading(url: &Url, why: impl fmt::Display) -> Self {
        Self {
            failure: None,
            message: format!("{}: {why}", address::shown(url)),
            page: None,
            sitemaps: Vec::new(),
        }
    }
}

/// Makes `request` for the feed of `source`, as a whole. `language` is that of its entries, where it
/// is known.
///
/// # Errors
/// What is wrong with the address or with what it gave. A feed that was cut off is none.
pub async fn look(
    client: &Client,
    request: &Request,
    source: Arc<Source>,
    language: Option<Language>,
    clock: &Clock,
) -> Result<Feed, NoFeed> {
    look_by(client, request, source, &Kind::Feed, language, clock).await
}

/// As [`look`], at a source of this `kind`.
///
/// # Errors
/// As those of [`look`].
pub async fn look_by(
    client: &Client,
    request: &Request,
    source: Arc<Source>,
    kind: &Kind,
    language: Option<Language>,
    clock: &Clock,
) -> Result<Feed, NoFeed> {
    let url = source.url.clone();
    let body = match client.get(request).await {
        Answer::Body(body) => *body,
        Answer::Failed(failure) => return Err(NoFeed::of_fetching(failure)),
        Answer::NotModified(_) => {
            let why = "it says that nothing changed, although it was asked for the whole feed";
            return Err(NoFeed::of_reading(&url, why));
        }
    };
    let (now, kind) = (clock.now(), kind.clone());
    // Reading is work for the cores: it would keep the threads that wait for the network.
    tokio::task::spawn_blocking(move || read(&source, &kind, language, body, now))
        .await
        .unwrap_or_else(|_| {
            let why = "reading it failed; please report its URL";
            Err(NoFeed::of_reading(&url, why))
        })
}

fn read(
    source: &Source,
    kind: &Kind,
    language: Option<Language>,
    mut body: Body,
    now: DateTime<Utc>,
) -> Result<Feed, NoFeed> {
    let bytes = body.unpack(usize::MAX).map_err(NoFeed::of_fetching)?;
    let context = Context {
        url: Some(&body.final_url),
        content_type: body.content_type.as_deref(),
        content_language: body.content_language.as_deref(),
        content_location: body.content_location.as_ref().map(Url::as_str),
        ..Context::default()
    };
    if let Kind::Page(selectors) = kind {
        let document = poll::list(&bytes, &body.final_url, &context, selectors)
            .map_err(|why| NoFeed::of_reading(&body.final_url, why))?;
        return Ok(amounts(source, language, &body, &document, now));
    }
    let document = match (parse::read(&bytes, &context), &body.cut) {
        (Ok(document), None) => document,
        (Ok(_), Some(cut)) => return Err(NoFeed::of_fetching(cut.clone())),
        (Err(why), _) => {
            let mut no_feed = NoFeed::of_reading(&body.final_url, &why);
            if let Unreadable::SitemapIndex(sitemaps) = &why {
                no_feed.sitemaps = sitemaps.iter().filter_map(|url| web_address(url)).collect();
            }
            no_feed.page = page(body, &bytes, &why).map(Box::new);
            return Err(no_feed);
        }
    };
    Ok(amounts(source, language, &body, &document, now))
}

/// What `document` amounts to.
fn amounts(
    source: &Source,
    language: Option<Language>,
    body: &Body,
    document: &Document,
    now: DateTime<Utc>,
) -> Feed {
    let rules = normalise::Rules {
        language,
        ..normalise::Rules::default()
    };
    let (entries, _) = normalise::entries(document, source, &rules, now);
    let head = &document.feed.head;
    Feed {
        url: source.url.clone(),
        moved_to: (body.permanent_to.clone()).filter(|to| *to != source.url),
        format: document.format.name(),
        title: (head.title.as_ref())
            .map(|title| normalise::plain_text(&title.value))
            .filter(|title| !title.is_empty()),
        site: head.link().and_then(web_address),
        language: language_of(&entries).or_else(|| head.language.as_ref()?.parse().ok()),
        newest: newest(document, now),
        entries: entries.len(),
        first: entries.iter().take(COMPARED).map(identity).collect(),
    }
}

/// The page that came instead of a feed. A bot check may be an ordinary page that merely mentions
/// one.
fn page(body: Body, bytes: &[u8], why: &Unreadable) -> Option<Page> {
    let says_html = body
        .content_type
        .as_ref()
        .is_some_and(|media_type| media_type.to_ascii_lowercase().contains("html"));
    let is_page = says_html || matches!(why, Unreadable::Html(_) | Unreadable::Challenge);
    is_page.then(|| Page {
        url: body.final_url,
        html: parse::page(bytes, body.content_type.as_deref()),
        links: body.links,
    })
}

fn web_address(link: &str) -> Option<Url> {
    let url = Url::parse(link).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Entries are dated when they are first seen where they carry no date; what a feed itself says
/// shows whether it is still written.
fn newest(document: &Document, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let dates = document.entries.iter().filter_map(|item| {
        let head = &item.head;
        head.published.or(head.updated)
    });
    dates.filter(|date| *date <= now + TimeDelta::days(1)).max()
}

/// The language of most entries; the first by its tag among equals.
fn language_of(entries: &[Entry]) -> Option<Language> {
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    for language in entries.iter().filter_map(|entry| entry.language) {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(language, _)| language)
}

fn identity(entry: &Entry) -> String {
    entry.url.clone().unwrap_or_else(|| entry.key.guid.clone())
}

/// Stands for a source that is not configured yet.
pub(super) fn nameless(url: &Url) -> Arc<Source> {
    Arc::new(Source {
        id: SourceId::new("candidate"),
        outlet: Arc::new(Outlet {
            name: String::new(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: false,
        }),
        url: url.clone(),
        country: None,
    })
}
