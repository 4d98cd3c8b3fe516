//! From the address of a site to its feeds: what the page declares, then what it links to, then
//! where sites usually keep them; only as many requests as it takes.

mod findings;
mod header;
mod html;
mod look;
mod places;
mod suggest;
mod tags;

use std::collections::{BTreeSet, VecDeque};
use std::str::FromStr;

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

/// An address of a site, as people write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The address.
    pub url: Url,
    /// Whether https is a guess: where nothing listens for it, http may do.
    pub is_guess: bool,
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let is_guess = !text.contains("://");
        let guess = if is_guess { "https://" } else { "" };
        let url = Url::parse(&format!("{guess}{text}")).map_err(|error| error.to_string())?;
        match url.scheme() {
            "http" | "https" => Ok(Self { url, is_guess }),
            scheme => Err(format!("only http and https are asked, not {scheme}")),
        }
    }
}

/// Finds the feeds of the site that `start` is an address of. Each address is told to `asking`
/// before it is asked.
pub async fn discover(
    client: &Client,
    clock: &Clock,
    start: &Start,
    asking: &(dyn Fn(&Url) + Sync),
) -> Findings {
    let mut search = Search::new(client, clock, &start.url, asking);
    let page = search.begin(start).await;
    if search.is_over() {
        return search.findings;
    }
    let page = page.unwrap_or_else(|| Page {
        url: search.findings.home.clone(),
        html: String::new(),
        links: Vec::new(),
    });
    search.findings.home = page.url.clone();
    let links = html::links(&page);
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
    /// What failed at the last address, if it was fetching.
    failure: Option<FailureKind>,
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
            failure: None,
            findings: Findings {
                site: site.clone(),
                feeds: Vec::new(),
                missed: Vec::new(),
                not_asked: Vec::new(),
                home: site.clone(),
            },
        }
    }

    /// Asks the address that was given; over http where https was a guess and nobody speaks it.
    async fn begin(&mut self, start: &Start) -> Option<Page> {
        use FailureKind::{Network, Protocol, Timeout, Unreachable};
        let page = self.ask(start.url.clone(), Trace::Given).await;
        let is_silent = matches!(
            self.failure,
            Some(Network | Protocol | Timeout | Unreachable)
        );
        let mut plain = start.url.clone();
        if start.is_guess && is_silent && plain.set_scheme("http").is_ok() {
            self.refused = false;
            self.findings.home = plain.clone();
            return self.ask(plain, Trace::Given).await;
        }
        page
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
            let links = html::links(&page);
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
                self.failure = no_feed.failure;
                self.refused |= self.is_refusal(&url, trace);
                self.findings.missed.push(Missed {
                    trace,
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
