//! Where the feed of a source may be now: what its site's own page names, looked at once.

use std::collections::BTreeSet;

use url::Url;

use super::look::{look, nameless};
use super::{Feed, html};
use crate::clock::Clock;
use crate::domain::address::shown;
use crate::fetch::{Client, Request};

/// What a site's page says of where a feed is now.
#[derive(Clone, Debug)]
pub enum Suggestion {
    /// It names another feed, and that one can be read.
    Feed(Box<Feed>),
    /// It does not help; why, in one sentence.
    Nothing(String),
}

/// Words of feed addresses that tell no section from another.
const COMMON: [&str; 8] = [
    "feed", "feeds", "rss", "rss2", "atom", "xml", "index", "php",
];

/// What is known of a feed that is lost.
pub struct Lost<'a> {
    /// Where it was asked last.
    pub url: &'a Url,
    /// The request that is made at a place for it: some places get its keys.
    pub request: &'a (dyn Fn(&Url) -> Request + Sync),
    /// Whether a place is asked for a source already.
    pub is_taken: &'a (dyn Fn(&Url) -> bool + Sync),
}

/// Looks for another feed than the `lost` one on the page `site`: asks the page, and then the feed
/// that it names, if it names one that is not taken. Of several the one is asked whose address is
/// most like the lost one's.
pub async fn suggest(client: &Client, clock: &Clock, site: &Url, lost: &Lost<'_>) -> Suggestion {
    let look =
        async |url: &Url| look(client, &(lost.request)(url), nameless(url), None, clock).await;
    let is_taken = |url: &Url| url == lost.url || (lost.is_taken)(url);
    let page = match look(site).await {
        Ok(feed) if !is_taken(feed.address()) => {
            return Suggestion::Feed(Box::new(feed));
        }
        Ok(_) => return Suggestion::Nothing(format!("{} is a feed itself", shown(site))),
        Err(no_feed) => match no_feed.page {
            Some(page) => page,
            None => return Suggestion::Nothing(no_feed.message),
        },
    };
    let links = html::links(&page);
    let named = match links.declared.is_empty() {
        true => links.linked,
        false => links.declared,
    };
    let names_lost = named.contains(lost.url);
    let others = named.into_iter().filter(|url| !is_taken(url)).rev();
    let page = shown(&page.url);
    let Some(url) = others.max_by_key(|url| likeness(url, lost.url)) else {
        return Suggestion::Nothing(match names_lost {
            true => format!("{page} names this very feed"),
            false => format!("{page} names no feed that is not configured already"),
        });
    };
    match look(&url).await {
        Ok(feed) if !is_taken(feed.address()) => Suggestion::Feed(Box::new(feed)),
        Ok(feed) => Suggestion::Nothing(format!(
            "{page} names {}, which leads to {}",
            shown(&url),
            shown(feed.address())
        )),
        Err(no_feed) => Suggestion::Nothing(format!(
            "{page} names a feed that does not do either: {}",
            no_feed.message
        )),
    }
}

/// How many words two addresses share.
fn likeness(url: &Url, lost: &Url) -> usize {
    words(url).intersection(&words(lost)).count()
}

fn words(url: &Url) -> BTreeSet<String> {
    let address = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    address
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && !COMMON.contains(word))
        .map(str::to_owned)
        .collect()
}
