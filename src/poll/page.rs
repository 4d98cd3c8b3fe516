//! The page of one entry: asked for where its site lets programs, and read for what the entry's feed
//! does not say.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::at;
use super::rulebook::{May, Rulebook};
use crate::article::{self, Article};
use crate::clock::Clock;
use crate::config::SourceConfig;
use crate::domain::address::shown;
use crate::domain::page::says_little;
use crate::domain::{Entry, PageFacts};
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request, Spacing, Wanted};
use crate::normalise::{self, Memory};
use crate::parse::{Category, Content, Document, Head, Image, Item, Link, Person, Text};

/// Redirects on the way to a page, at most. Each place is asked only where its own site's rules
/// allow it.
const MOST_REDIRECTS: usize = 5;

/// Where a site wants its requests farther apart than this, no page waits for another: a round takes
/// one, and later rounds the others.
const LONGEST_APART: Duration = Duration::from_secs(10);

/// Nothing joins a longer queue of requests that keep their site's distance; it is put off until that
/// is over.
pub(super) const LONGEST_QUEUE: Duration = Duration::from_secs(60);

/// Nothing is put off for longer, whatever its site says.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Bytes of a page's text that are kept: what follows repeats what everybody knows.
const TEXT_BYTES: usize = 8 << 10;

/// What came of asking for a page.
#[derive(Debug)]
pub enum PageCame {
    /// It was read.
    Read(Box<Article>),
    /// Its site's rules keep programs from it; one sentence.
    Forbidden(String),
    /// It failed; one sentence.
    Failed(String),
    /// Its site wants to be left alone for now.
    NotNow(PutOff),
}

/// What is put off, because its site wants to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutOff {
    /// For how long, at most a day.
    pub wait: Duration,
    /// Whether it was asked for, and that was the answer.
    pub was_asked: bool,
}

/// Asks for the page at `url`, which an entry of `source` leads to, and reads it. The source's keys
/// go along where the page is at the origin that they are for, and nowhere else.
pub async fn page(
    client: &Client,
    rulebook: &Rulebook,
    source: &SourceConfig,
    url: &Url,
    clock: &Clock,
) -> PageCame {
    let request = |url| at(source, url).wanting(Wanted::Page);
    match reach(client, rulebook, url, request, clock).await {
        Ok(body) => read(*body).await,
        Err(Missed::Forbidden(why)) => PageCame::Forbidden(why),
        Err(Missed::Failed(why)) => PageCame::Failed(why),
        Err(Missed::NotNow(put_off)) => PageCame::NotNow(put_off),
    }
}

/// Why nothing came from a place that was to be asked.
pub(super) enum Missed {
    /// A site's rules keep programs from it; one sentence.
    Forbidden(String),
    /// It failed; one sentence.
    Failed(String),
    /// Its site wants to be left alone for now.
    NotNow(PutOff),
}

impl Missed {
    /// A failure to get what was to be asked, or the rules of its site.
    fn of(failure: Failure) -> Self {
        let was_asked = match failure.kind {
            FailureKind::Held => false,
            FailureKind::RateLimited(_) => true,
            _ => return Self::Failed(failure.message),
        };
        let wait = failure.retry_after.unwrap_or_default().min(LONGEST_WAIT);
        Self::NotNow(PutOff { wait, was_asked })
    }
}

/// Asks for what is at `url`, by `request`, and at the places that it redirects to, each where its
/// site lets programs ask for it, and as far apart as it wants such requests.
pub(super) async fn reach(
    client: &Client,
    rulebook: &Rulebook,
    url: &Url,
    request: impl Fn(Url) -> Request,
    clock: &Clock,
) -> Result<Box<Body>, Missed> {
    let first = url;
    let mut url = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let delay = match rulebook.may(client, &url, clock).await {
            May::Yes(delay) => delay,
            May::No(why) => return Err(Missed::Forbidden(why)),
            May::Unknown(failure) => {
                return Err(match Missed::of(failure) {
                    Missed::Failed(why) => Missed::Forbidden(why),
                    missed => missed,
                });
            }
        };
        let request = Request {
            follows: false,
            spacing: delay.and_then(|apart| {
                let longest_queue = if apart > LONGEST_APART {
                    Duration::ZERO
                } else {
                    LONGEST_QUEUE
                };
                distance(apart, longest_queue, url == *first)
            }),
            ..request(url.clone()).as_extra()
        };
        let failure = match client.get(&request).await {
            Answer::Body(body) => return Ok(body),
            Answer::NotModified(_) => break,
            Answer::Failed(failure) => failure,
        };
        match &failure.redirect_to {
            Some(to) if is_front_page(to) && !is_front_page(&url) => {
                let message = format!("{} leads to the front page", shown(&url));
                return Err(Missed::Failed(message));
            }
            Some(to) => url = Url::clone(to),
            None => return Err(Missed::of(failure)),
        }
    }
    Err(Missed::Failed(format!(
        "{} redirects without end",
        shown(&url)
    )))
}

/// The distance that the first request for something keeps, where it may wait for `longest_queue`, or
/// a later one, to which a redirect leads. What has been begun is brought to its end, however long the
/// queue is. Where a site wants more than [`LONGEST_QUEUE`] between two requests, a redirect belongs to
/// the one that it answered: what was put off there would be put off there again, for ever.
pub(super) fn distance(
    apart: Duration,
    longest_queue: Duration,
    is_first: bool,
) -> Option<Spacing> {
    let longest_queue = match is_first {
        true => longest_queue,
        false if apart <= LONGEST_QUEUE => Duration::MAX,
        false => return None,
    };
    Some(Spacing {
        apart,
        longest_queue,
    })
}

/// Reads a page, off the threads that wait for the network.
async fn read(mut body: Body) -> PageCame {
    if !is_page(body.content_type.as_deref()) {
        let what = body.content_type.unwrap_or_default();
        let message = format!("{} is {what} and no page", shown(&body.final_url));
        return PageCame::Failed(message);
    }
    let read = tokio::task::spawn_blocking(move || {
        let bytes = body.unpack_whole(usize::MAX)?;
        let content_type = body.content_type.as_deref();
        Ok(article::read(&bytes, &body.final_url, content_type))
    });
    match read.await {
        Ok(Ok(article)) => PageCame::Read(Box::new(article)),
        Ok(Err(Failure { message, .. })) => PageCame::Failed(message),
        Err(_) => PageCame::Failed("reading the page failed; please report its URL".to_owned()),
    }
}

/// What the pages of these entries of `source` say, cleaned as its feed is. Pages are cleaned
/// together, and by what is remembered of earlier ones: what stands on several of them is the outlet's
/// furniture, a call for consent or a wall before the text. A page that says little besides has no
/// text.
#[must_use]
pub fn facts(
    source: &SourceConfig,
    pages: &[(Entry, Article)],
    memory: &mut Memory,
    now: DateTime<Utc>,
) -> Vec<PageFacts> {
    let items = pages.iter().enumerate();
    let document = Document {
        entries: items
            .map(|(place, (entry, article))| item(place, entry, article))
            .collect(),
        ..Document::default()
    };
    let (facts, rules) = (&source.source, &source.rules);
    let (entries, _) = normalise::remembering(&document, facts, rules, memory, now);
    // A page that is read again is read, and not known already.
    memory.forget_listed();
    let mut facts = vec![PageFacts::default(); pages.len()];
    for entry in entries {
        let place = entry
            .key
            .guid
            .strip_prefix(PLACE)
            .and_then(|place| place.parse().ok());
        let place = place.filter(|place: &usize| *place < pages.len());
        if let Some(place) = place {
            facts[place] = said(entry, &pages[place].1);
        }
    }
    facts
}

/// Before the place of a page among others, where feeds have a guid.
const PLACE: &str = "page ";

fn said(entry: Entry, article: &Article) -> PageFacts {
    let html = entry.content.unwrap_or_default();
    let mut text = normalise::plain_text(&html);
    let mut summary = entry.summary;
    let found = article.text.as_ref().map_or(&[][..], |said| &said.value);
    let found = found.iter().map(|paragraph| paragraph.chars().count());
    if says_little(&text) && found.sum::<usize>() > 2 * text.chars().count() {
        text.clear();
        if says_little(&summary) {
            summary.clear();
        }
    }
    text.truncate(text.floor_char_boundary(TEXT_BYTES.min(text.len())));
    PageFacts {
        summary,
        text,
        image: entry.image,
        categories: entry.categories,
        authors: entry.authors,
        published: entry.dated.then_some(entry.published),
    }
}

/// A page as an item of a feed, to be cleaned like one.
fn item(place: usize, entry: &Entry, article: &Article) -> Item {
    let paragraphs = article
        .text
        .as_ref()
        .map(|text| &text.value[..])
        .unwrap_or_default();
    let html: String = paragraphs
        .iter()
        .map(|paragraph| format!("<p>{}</p>", escape(paragraph)))
        .collect();
    // The beginning of the text says more than a few words do.
    let description = article.description.as_ref().map(|said| &*said.value);
    let summary = description.filter(|said| html.is_empty() || !says_little(said));
    let keywords = article
        .keywords
        .as_ref()
        .map(|said| &said.value[..])
        .unwrap_or_default();
    let section = article.section.iter().map(|said| &said.value);
    let category = |term: &String| Category {
        term: term.clone(),
        ..Category::default()
    };
    let author = |name: &String| Person {
        name: Some(name.clone()),
        ..Person::default()
    };
    Item {
        head: Head {
            id: Some(format!("{PLACE}{place}")),
            title: Some(Text::plain(&*entry.title)),
            links: vec![Link {
                href: entry.url.clone().unwrap_or_default(),
                rel: "alternate".to_owned(),
                ..Link::default()
            }],
            published: article.published.as_ref().map(|said| said.value),
            authors: article
                .authors
                .iter()
                .flat_map(|said| said.value.iter().map(author))
                .collect(),
            categories: section.chain(keywords).map(category).collect(),
            image: article.image.as_ref().map(|said| Image {
                href: said.value.to_string(),
                ..Image::default()
            }),
            ..Head::default()
        },
        summary: summary.map(Text::plain),
        content: (!html.is_empty())
            .then(|| Content {
                text: Text::html(html),
                src: None,
            })
            .into_iter()
            .collect(),
        ..Item::default()
    }
}

/// Where outlets lead who asks for what is no longer there.
fn is_front_page(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

/// Whether what is served as `content_type` is a page; nothing said may be one.
fn is_page(content_type: Option<&str>) -> bool {
    content_type.is_none_or(|said| {
        let said = said.to_ascii_lowercase();
        said.trim().is_empty() || said.contains("html") || said.starts_with("text/plain")
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
