//! From the address of a site to its feeds: what the page declares, then what it links to, then
//! where sites usually keep them; only as many requests as it takes.

mod findings;
mod html;
mod look;
mod places;
mod suggest;
mod tags;

use std::collections::{BTreeSet, VecDeque};

use url::Url;

use crate::clock::Clock;
use crate::fetch::{Client, FailureKind, Request};

pub use findings::{Findings, Found, Missed, Trace};
use html::is_same_site;
use look::nameless;
pub use look::{Feed, NoFeed, Page, look};
pub use suggest::{Lost, Suggestion, suggest};

/// Addresses that are asked for one site, at most.
pub const MOST_REQUESTS: usize = 12;

/// Of these, how many are kept for what comes after the links that a page declares, and after the
/// links that it shows.
const KEPT_FOR_LINKS: usize = 4;
const KEPT_FOR_PLACES: usize = 5;

/// Finds the feeds of the site that `site` is an address of. Each address is told to `asking`
/// before it is asked.
pub async fn discover(
    client: &Client,
    clock: &Clock,
    site: &Url,
    asking: &(dyn Fn(&Url) + Sync),
) -> Findings {
    let mut search = Search::new(client, clock, site, asking);
    let page = search.ask(site.clone(), Trace::Given).await;
    if search.is_over() {
        return search.findings;
    }
    let page = page.unwrap_or_else(|| Page {
        url: site.clone(),
        html: String::new(),
    });
    search.findings.home = page.url.clone();
    let links = html::links(&page.html, &page.url);
    search
        .ask_all(links.declared, Trace::Declared, KEPT_FOR_LINKS)
        .await;
    if !search.is_over() {
        search.follow(links.linked).await;
    }
    for url in places::usual(&page.url, &page.html) {
        if search.is_over() {
            break;
        }
        search.ask(url, Trace::Usual).await;
    }
    search.findings
}

/// A search under way.
struct Search<'a> {
    client: &'a Client,
    clock: &'a Clock,
    asking: &'a (dyn Fn(&Url) + Sync),
    asked: BTreeSet<Url>,
    /// The site cannot be reached, or wants to be left alone.
    refused: bool,
    findings: Findings,
}

impl<'a> Search<'a> {
    fn new(
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
            findings: Findings {
                site: site.clone(),
                feeds: Vec::new(),
                missed: Vec::new(),
                not_asked: Vec::new(),
                home: site.clone(),
            },
        }
    }

    /// Whether there is nothing more to look for, or nobody to ask.
    fn is_over(&self) -> bool {
        self.refused || !self.findings.feeds.is_empty() || self.asked.len() >= MOST_REQUESTS
    }

    /// Asks each of `urls`, as long as more than `kept` requests are left or a feed was found, so
    /// that none need be kept; gives the pages that came instead of feeds.
    async fn ask_all(&mut self, urls: Vec<Url>, trace: Trace, kept: usize) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut urls = VecDeque::from(urls);
        loop {
            let found = !self.findings.feeds.is_empty();
            let kept = if found { 0 } else { kept };
            if self.refused || self.asked.len() + kept >= MOST_REQUESTS {
                break;
            }
            let Some(url) = urls.pop_front() else { break };
            pages.extend(self.ask(url, trace).await);
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
    async fn follow(&mut self, linked: Vec<Url>) {
        let kept = KEPT_FOR_PLACES + KEPT_FOR_LINKS;
        let pages = self.ask_all(linked, Trace::Linked, kept).await;
        for page in pages {
            let links = html::links(&page.html, &page.url);
            for (urls, trace) in [
                (links.declared, Trace::Declared),
                (links.linked, Trace::Linked),
            ] {
                self.ask_all(urls, trace, KEPT_FOR_PLACES).await;
            }
        }
    }

    /// Asks one address, unless it was asked before; gives the page that came instead of a feed.
    async fn ask(&mut self, url: Url, trace: Trace) -> Option<Page> {
        if !self.asked.insert(url.clone()) {
            return None;
        }
        (self.asking)(&url);
        match look(
            self.client,
            &Request::new(url.clone()),
            nameless(&url),
            None,
            self.clock,
        )
        .await
        {
            Ok(feed) => {
                self.found(feed, trace);
                None
            }
            Err(no_feed) => {
                self.refused |= self.is_refusal(&url, &no_feed);
                self.findings.missed.push(Missed {
                    kind: no_feed.kind(),
                    message: no_feed.message,
                    url,
                });
                no_feed.page.map(|page| *page)
            }
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
    fn is_refusal(&self, url: &Url, no_feed: &NoFeed) -> bool {
        use FailureKind::{
            Dns, Held, Network, Protocol, RateLimited, Redirect, Refused, Timeout, Tls, Unreachable,
        };
        let is_first = self.asked.len() == 1;
        match no_feed.failure {
            Some(RateLimited(_) | Held) => is_same_site(url, &self.findings.home),
            Some(Dns | Unreachable | Network | Tls | Refused) => {
                url.host() == self.findings.home.host()
            }
            Some(Timeout | Protocol | Redirect) => is_first,
            _ => false,
        }
    }
}
