//! The sitemaps of news, for sites that have no feed: those that `robots.txt` names, then those at
//! usual places.

use std::collections::VecDeque;

use url::Url;

use super::findings::Trace;
use super::search::Search;
use crate::fetch::{Answer, Request};
use crate::parse::is_of_news;

/// Where sites keep the sitemap of their news when they do not say, the likeliest first.
const PLACES: [&str; 3] = [
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
];

/// Bytes of `robots.txt` that are read; crawlers stop there, too (RFC 9309, section 2.5).
const MOST_ROBOTS: usize = 500 * 1024;

/// Sitemaps that are read off a `robots.txt`.
const MOST_NAMED: usize = 100;

/// Sitemaps of news of one site that are asked, at most: several are of sections or of years.
const MOST_NEWS: usize = 2;

impl Search<'_> {
    /// Asks the sitemaps of news of the site of `page`, until one is found.
    pub(super) async fn sitemaps(&mut self, page: &Url) {
        if self.is_over() {
            return;
        }
        let named = self.robots(page).await;
        let (news, others): (Vec<Url>, Vec<Url>) = named
            .into_iter()
            .partition(|sitemap| is_of_news(sitemap.as_str()));
        self.ask_news(news).await;
        // What has no name may be an index, which names the others.
        if let Some(other) = others.into_iter().next().filter(|_| !self.is_over()) {
            let came = self.ask(other, Trace::Sitemap).await;
            let inner = came.map_or_else(Vec::new, |no_feed| no_feed.sitemaps);
            self.ask_news(inner).await;
        }
        let places = PLACES.iter().filter_map(|place| page.join(place).ok());
        self.ask_each(places.collect()).await;
    }

    /// Asks those of `sitemaps` that speak of news.
    pub(super) async fn ask_news(&mut self, sitemaps: Vec<Url>) {
        let news = sitemaps.into_iter().filter(|url| is_of_news(url.as_str()));
        self.ask_each(news.take(MOST_NEWS).collect()).await;
    }

    async fn ask_each(&mut self, sitemaps: VecDeque<Url>) {
        for sitemap in sitemaps {
            if self.is_over() {
                break;
            }
            self.ask(sitemap, Trace::Sitemap).await;
        }
    }

    /// The sitemaps that the site's `robots.txt` names (RFC 9309, section 2.2.4).
    async fn robots(&mut self, page: &Url) -> Vec<Url> {
        let Ok(url) = page.join("/robots.txt") else {
            return Vec::new();
        };
        if !self.announce(&url) {
            return Vec::new();
        }
        match self.client.get(&Request::new(url.clone())).await {
            Answer::Body(mut body) => match body.unpack(usize::MAX) {
                Ok(robots) => sitemaps_of(&robots, &body.final_url),
                Err(failure) => {
                    self.failed(Some(failure.kind), &url, Trace::Sitemap);
                    Vec::new()
                }
            },
            Answer::Failed(failure) => {
                self.failed(Some(failure.kind), &url, Trace::Sitemap);
                Vec::new()
            }
            Answer::NotModified(_) => Vec::new(),
        }
    }
}

fn sitemaps_of(robots: &[u8], url: &Url) -> Vec<Url> {
    let start = String::from_utf8_lossy(&robots[..robots.len().min(MOST_ROBOTS)]);
    let addresses = start.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("sitemap").then_some(value)
    });
    let mut found: Vec<Url> = Vec::new();
    for address in addresses {
        let address = address.split('#').next().unwrap_or_default().trim();
        if !address.is_empty()
            && let Ok(sitemap) = url.join(address)
            && matches!(sitemap.scheme(), "http" | "https")
            && found.len() < MOST_NAMED
            && !found.contains(&sitemap)
        {
            found.push(sitemap);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sitemaps_are_read_off_robots_txt_rfc9309_2_2_4() {
        let robots = "\u{feff}User-agent: *\nDisallow: /sitemap:\nSITEMAP : /a.xml # of all\r\n\
            sitemap:https://cdn.example/news.xml\nSitemap:\nSitemap: /a.xml\nSitemap: ftp://x/\n";
        let url = Url::parse("https://e.example/robots.txt").unwrap();
        let found = sitemaps_of(robots.as_bytes(), &url);
        let found: Vec<&str> = found.iter().map(Url::as_str).collect();
        assert_eq!(
            found,
            ["https://e.example/a.xml", "https://cdn.example/news.xml"]
        );
        assert_eq!(sitemaps_of(b"\xff\xfe<html>", &url), []);
    }
}
