//! What a search came to, and what of it could be configured.

use serde::Serialize;
use url::Url;

use super::Feed;
use super::html::is_same_site;
use crate::article::Proposal;
use crate::config::draft::{self, Draft, DraftSource};
use crate::domain::Language;

/// How an address was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// It is what was asked for.
    Given,
    /// A page declares it as its feed.
    Declared,
    /// A page links to it.
    Linked,
    /// Sites usually have their feeds there.
    Usual,
    /// It is a sitemap that the site names, or the usual place of one.
    Sitemap,
}

/// A feed of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// The feed.
    #[serde(flatten)]
    pub feed: Feed,
    /// How its address was come by.
    pub trace: Trace,
    /// An earlier one that brings the same entries.
    pub same_as: Option<Url>,
}

/// An address that gave no feed.
#[derive(Clone, Debug, Serialize)]
pub struct Missed {
    /// The address.
    pub url: Url,
    /// How it was come by.
    pub trace: Trace,
    /// The word for the failure.
    pub kind: &'static str,
    /// One sentence.
    pub message: String,
}

/// What a search came to.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    /// What was asked for; over http where https was a guess that nobody spoke.
    pub site: Url,
    /// The feeds, in the order in which they were found.
    pub feeds: Vec<Found>,
    /// Addresses that gave none, in the order in which they were asked.
    pub missed: Vec<Missed>,
    /// Requests that were made.
    pub requests: usize,
    /// Declared feeds and links to some that were not asked, for there were too many.
    pub not_asked: Vec<Url>,
    /// Lists of headlines on the page that was asked for, the likeliest first; looked for where the
    /// site has no feed.
    pub lists: Vec<Proposal>,
    /// What the page with the lists calls its site, and its language.
    #[serde(skip)]
    pub(super) page: (Option<String>, Option<Language>),
    /// The site's address after redirects.
    #[serde(skip)]
    pub(super) home: Url,
}

impl Findings {
    /// The feeds as an outlet that could be configured. Those that bring the same entries as another
    /// are there, switched off. Without a feed it is the page with the likeliest list of headlines;
    /// none when there is none either.
    #[must_use]
    pub fn draft(&self) -> Option<Draft> {
        let Some(Found { feed: first, .. }) = self.feeds.first() else {
            return self.page_draft();
        };
        let site = self.site_of(first);
        let language = first.language;
        let mut drafts = [Draft {
            name: (first.title.clone())
                .or_else(|| site.host_str().map(str::to_owned))
                .unwrap_or_default(),
            site: Some(site),
            language,
            sources: self
                .feeds
                .iter()
                .filter(|found| !self.stands_before(found))
                .map(|found| source_draft(found, language))
                .collect(),
        }];
        draft::tell_apart(&mut drafts);
        let [draft] = drafts;
        Some(draft)
    }

    /// The page as a source, read by the selectors of its likeliest list.
    fn page_draft(&self) -> Option<Draft> {
        let best = self.lists.first()?;
        let (name, language) = &self.page;
        let host = || self.home.host_str().unwrap_or_default().to_owned();
        let mut notes = vec![format!(
            "A page of headlines, read by selectors: {} items, {} of them dated",
            best.items, best.dated
        )];
        notes.extend(best.sample.iter().map(|item| match item.published {
            Some(date) => format!("  {}  {}", date.format("%Y-%m-%d %H:%M"), item.title),
            None => format!("  {}", item.title),
        }));
        Some(Draft {
            name: name.clone().unwrap_or_else(host),
            site: self.home.join("/").ok(),
            language: *language,
            sources: vec![DraftSource {
                select: Some(best.select.clone()),
                notes,
                ..DraftSource::new(self.home.clone())
            }],
        })
    }

    /// The site that the feed names, unless another was asked for: feeds name pages of test
    /// machines, too.
    fn site_of(&self, feed: &Feed) -> Url {
        let is_given = self.feeds.iter().any(|found| found.trace == Trace::Given);
        if let Some(site) = &feed.site
            && (is_given || is_same_site(site, &self.home))
        {
            return site.clone();
        }
        let mut site = self.home.clone();
        if is_given {
            site.set_path("/");
        }
        site.set_query(None);
        site.set_fragment(None);
        // Fails only for URLs that cannot have a host, which nobody can ask.
        let _ = site.set_username("");
        let _ = site.set_password(None);
        site
    }

    /// Whether an earlier feed has the very address, which two sources cannot share.
    fn stands_before(&self, found: &Found) -> bool {
        let address = found.feed.address();
        let mut earlier = self
            .feeds
            .iter()
            .take_while(|other| !std::ptr::eq(*other, found));
        earlier.any(|other| other.feed.address() == address)
    }
}

fn source_draft(found: &Found, language: Option<Language>) -> DraftSource {
    let feed = &found.feed;
    let mut notes = vec![match &feed.title {
        Some(title) => format!("{title}: {feed}"),
        None => feed.to_string(),
    }];
    if let Some(same) = &found.same_as {
        notes.push(format!("The same entries as {same}"));
    }
    DraftSource {
        language: feed.language.filter(|own| Some(*own) != language),
        enabled: found.same_as.is_none(),
        notes,
        ..DraftSource::new(feed.address().clone())
    }
}
