//! From the address of a site to its feeds: what the page declares, then what it links to, then
//! where sites usually keep them, then the sitemaps of its news; only as many requests as it takes.

mod findings;
mod html;
mod look;
mod places;
mod search;
mod sitemaps;
mod suggest;
mod tags;

use std::str::FromStr;

use url::Url;

use crate::clock::Clock;
use crate::fetch::Client;

pub use findings::{Findings, Found, Missed, Trace};
pub use look::{Feed, NoFeed, Page, look, look_by};
use search::Search;
pub use suggest::{Lost, Suggestion, suggest};

/// Requests that are made for one site, at most; redirects are followed beside them.
pub const MOST_REQUESTS: usize = 16;

/// Of these, how many are kept for what comes last: the sitemaps of news.
const KEPT_FOR_SITEMAPS: usize = 4;

/// And how many for what comes after the links that a page declares, and after the links that it
/// shows.
const KEPT_FOR_LINKS: usize = KEPT_FOR_SITEMAPS + 4;
const KEPT_FOR_PLACES: usize = KEPT_FOR_SITEMAPS + 5;

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
    let came = search.begin(start).await;
    if search.is_over() {
        return search.findings;
    }
    let (page, sitemaps) = came.map_or((None, Vec::new()), |no_feed| {
        (no_feed.page, no_feed.sitemaps)
    });
    let page = page.map_or_else(|| Page::empty(search.findings.home.clone()), |page| *page);
    search.findings.home = page.url.clone();
    search.ask_news(sitemaps).await;
    let links = html::links(&page);
    search
        .ask_all(links.declared, Trace::Declared, KEPT_FOR_LINKS)
        .await;
    if !search.is_over() {
        search.follow(links.linked).await;
    }
    for url in places::usual(&page.url, &page.html) {
        if search.is_over() || search.left() <= KEPT_FOR_SITEMAPS {
            break;
        }
        search.ask(url, Trace::Usual).await;
    }
    search.sitemaps(&page.url).await;
    search.read_page(page).await;
    search.findings
}
