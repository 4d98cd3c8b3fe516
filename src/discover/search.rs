//! A search of a site: what was asked, what came, and whether to go on.

use std::collections::{BTreeSet, VecDeque};

use url::Url;

use super::findings::{Findings, Found, Missed, Trace};
use super::html::{self, is_same_site};
use super::look::{Feed, NoFeed, Page, look, nameless};
use super::{KEPT_FOR_LINKS, KEPT_FOR_PLACES, KEPT_FOR_SITEMAPS, MOST_REQUESTS, Start};
use crate::article;
use crate::clock::Clock;
use crate::fetch::{Client, FailureKind, Request};

/// A search under way.
pub(super) struct Search<'a> {
    pub(super) client: &'a Client,
    clock: &'a Clock,
    asking: &'a (dyn Fn(&Url) + Sync),
    asked: BTreeSet<Url>,
    /// The site cannot be reached, or wants to be left alone.
    refused: bool,
    /// What failed at the last address, if it was fetching.
    failure: Option<FailureKind>,
    pub(super) findings: Findings,
}

impl<'a> Search<'a> {
    /// A search of the site that `site` is an address of. Each address is told to `asking` before it
    /// is asked.
    pub(super) fn new(
        client: &'a Client,
        clock: &'a Clock,
        site: &Url,
        asking: &'a (dyn Fn(&Url) + Sync),
    ) -> Self {
        Self {
            client,
            clock,
            asking,
            asked: BTreeSet::new(),
            refused: false,
            failure: None,
            findings: Findings {
                site: site.clone(),
                feeds: Vec::new(),
                missed: Vec::new(),
                not_asked: Vec::new(),
                requests: 0,
                lists: Vec::new(),
                page: (None, None),
                home: site.clone(),
            },
        }
    }

    /// Asks the address that was given; over http where https was a guess and nobody speaks it.
    pub(super) async fn begin(&mut self, start: &Start) -> Option<NoFeed> {
        use FailureKind::{Network, Protocol, Timeout, Unreachable};
        let came = self.ask(start.url.clone(), Trace::Given).await;
        let is_silent = matches!(
            self.failure,
            Some(Network | Protocol | Timeout | Unreachable)
        );
        let mut plain = start.url.clone();
        if start.is_guess && is_silent && plain.set_scheme("http").is_ok() {
            self.refused = false;
            self.findings.site = plain.clone();
            self.findings.home = plain.clone();
            return self.ask(plain, Trace::Given).await;
        }
        came
    }

    /// Whether there is nothing more to look for, or nobody to ask.
    pub(super) fn is_over(&self) -> bool {
        self.refused || !self.findings.feeds.is_empty() || self.left() == 0
    }

    /// Requests that may still be made.
    pub(super) fn left(&self) -> usize {
        MOST_REQUESTS.saturating_sub(self.findings.requests)
    }

    /// Asks each of `urls`, as long as more than `kept` requests are left or a feed was found, so
    /// that none need be kept; gives the pages that came instead of feeds.
    pub(super) async fn ask_all(&mut self, urls: Vec<Url>, trace: Trace, kept: usize) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut urls = VecDeque::from(urls);
        loop {
            let found = !self.findings.feeds.is_empty();
            let kept = if found { 0 } else { kept };
            if self.refused || self.left() <= kept {
                break;
            }
            let Some(url) = urls.pop_front() else { break };
            let came = self.ask(url, trace).await;
            pages.extend(came.and_then(|no_feed| no_feed.page).map(|page| *page));
        }
        let not_asked = &mut self.findings.not_asked;
        for url in urls {
            if !self.asked.contains(&url) && !not_asked.contains(&url) {
                not_asked.push(url);
            }
        }
        pages
    }

    /// Asks what a page links to. Behind such a link there may be a page that lists feeds, whose
    /// links are asked in turn.
    pub(super) async fn follow(&mut self, linked: Vec<Url>) {
        let kept = KEPT_FOR_LINKS + KEPT_FOR_PLACES - KEPT_FOR_SITEMAPS;
        let pages = self.ask_all(linked, Trace::Linked, kept).await;
        for page in pages {
            let links = html::links(&page);
            for (urls, trace) in [
                (links.declared, Trace::Declared),
                (links.linked, Trace::Linked),
            ] {
                self.ask_all(urls, trace, KEPT_FOR_PLACES).await;
            }
        }
    }

    /// Asks one address, unless it was asked before; gives what came instead of a feed.
    pub(super) async fn ask(&mut self, url: Url, trace: Trace) -> Option<NoFeed> {
        if !self.announce(&url) {
            return None;
        }
        let request = Request::new(url.clone());
        let source = nameless(&url);
        match look(self.client, &request, source, None, self.clock).await {
            Ok(feed) => {
                self.failure = None;
                self.found(feed, trace);
                None
            }
            Err(no_feed) => {
                self.failed(no_feed.failure, &url, trace);
                self.findings.missed.push(Missed {
                    trace,
                    kind: no_feed.kind(),
                    message: no_feed.message.clone(),
                    url,
                });
                Some(no_feed)
            }
        }
    }

    /// Counts a request that is about to be made; false when it was made before.
    pub(super) fn announce(&mut self, url: &Url) -> bool {
        let is_new = self.asked.insert(url.clone());
        if is_new {
            self.findings.requests += 1;
            (self.asking)(url);
        }
        is_new
    }

    /// Takes in what failed at `url`, if it was fetching.
    pub(super) fn failed(&mut self, failure: Option<FailureKind>, url: &Url, trace: Trace) {
        self.failure = failure;
        self.refused |= self.is_refusal(url, trace);
    }

    /// Looks for lists of headlines on the page, where nothing better was found.
    pub(super) async fn read_page(&mut self, page: Page) {
        if self.refused || !self.findings.feeds.is_empty() || page.html.is_empty() {
            return;
        }
        let read = tokio::task::spawn_blocking(move || {
            let (html, media_type) = (page.html.as_bytes(), Some("text/html; charset=utf-8"));
            let lists = article::propose(html, &page.url, media_type);
            (lists, article::read(html, &page.url, media_type))
        });
        // Reading that fails proposes nothing.
        if let Ok((lists, about)) = read.await {
            let name = about.site_name.map(|said| said.value);
            let language = about.language.and_then(|said| said.value.parse().ok());
            self.findings.lists = lists;
            self.findings.page = (name, language);
        }
    }

    fn found(&mut self, feed: Feed, trace: Trace) {
        let mut earlier = self.findings.feeds.iter();
        let same_as = earlier
            .find(|known| known.same_as.is_none() && feed.repeats(&known.feed))
            .map(|known| known.feed.address().clone());
        self.findings.feeds.push(Found {
            feed,
            trace,
            same_as,
        });
    }

    /// Whether the site is not to be asked on. A status that is about one address is no reason.
    fn is_refusal(&self, url: &Url, trace: Trace) -> bool {
        use FailureKind::{
            Dns, Held, Network, Protocol, RateLimited, Redirect, Refused, Timeout, Tls, Unreachable,
        };
        match self.failure {
            Some(RateLimited(_) | Held) => is_same_site(url, &self.findings.home),
            Some(Dns | Unreachable | Network | Tls | Refused) => {
                url.host() == self.findings.home.host()
            }
            Some(Timeout | Protocol | Redirect) => trace == Trace::Given,
            _ => false,
        }
    }
}
