//! What sites let programs ask for: their `robots.txt`, asked for at most once a day and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OnceCell;
use url::Url;

use crate::clock::Clock;
use crate::domain::address::shown;
use crate::fetch::{self, Client, FailureKind, Request, Wanted};
use crate::robots::{Answer, LIFETIME, Robots};
use crate::store::SiteRules;

/// The rules of one site, and until when they hold.
#[derive(Clone, Debug)]
struct Known {
    rules: Arc<Robots>,
    until: DateTime<Utc>,
}

/// A site's page, filled by whoever asks first.
type Page = Arc<OnceCell<Option<Known>>>;

/// The rules of all sites. One serves a whole instance, so that no site is asked twice.
#[derive(Debug, Default)]
pub struct Rulebook {
    sites: Mutex<HashMap<String, Page>>,
    /// Rules that were asked for and are not stored yet.
    new: Mutex<Vec<SiteRules>>,
}

/// Whether an address may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum May {
    /// It may, and this is how far apart its site wants requests.
    Yes(Option<std::time::Duration>),
    /// The site's rules keep programs from it; one sentence.
    No(String),
    /// The site does not want to be asked anything now.
    NotNow,
}

impl Rulebook {
    /// The book with what the store remembers.
    #[must_use]
    pub fn new(known: Vec<SiteRules>) -> Self {
        let sites = known.into_iter().map(|site| {
            let known = Known {
                rules: Arc::new(Robots::read(site.rules.as_bytes())),
                until: site.until,
            };
            (site.site, Arc::new(OnceCell::from(Some(known))))
        });
        Self {
            sites: Mutex::new(sites.collect()),
            new: Mutex::default(),
        }
    }

    /// Whether `url` may be asked, by the rules of its site, which is asked for them where need be.
    pub async fn may(&self, client: &Client, url: &Url, clock: &Clock) -> May {
        let Some(rules) = self.rules(client, url, clock).await else {
            return May::NotNow;
        };
        match rules.allows(url) {
            true => May::Yes(rules.delay()),
            false => May::No(format!(
                "the robots.txt of its site keeps programs from {}",
                shown(url)
            )),
        }
    }

    /// The rules that were asked for since this was last called, to be stored. Those that hold no longer
    /// at `now` are let go of: most sites are asked of once.
    #[must_use]
    pub fn take_new(&self, now: DateTime<Utc>) -> Vec<SiteRules> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        // Empty ones are being asked for.
        sites.retain(|_, page| !page.get().is_some_and(|known| is_over(known.as_ref(), now)));
        drop(sites);
        std::mem::take(&mut self.new.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn rules(&self, client: &Client, url: &Url, clock: &Clock) -> Option<Arc<Robots>> {
        let site = url.origin().ascii_serialization();
        let page = self.page(&site, clock.now());
        let known = page
            .get_or_init(|| async {
                let known = ask(client, url, clock).await?;
                let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
                new.push(SiteRules {
                    site: site.clone(),
                    until: known.until,
                    rules: known.rules.to_string(),
                });
                Some(known)
            })
            .await;
        known.as_ref().map(|known| Arc::clone(&known.rules))
    }

    /// The page of `site`; an empty one where what it says holds no longer.
    fn page(&self, site: &str, now: DateTime<Utc>) -> Page {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let page = sites.entry(site.to_owned()).or_default();
        if page.get().is_some_and(|known| is_over(known.as_ref(), now)) {
            *page = Page::default();
        }
        Arc::clone(page)
    }
}

/// Whether what a site said holds no longer, or it did not want to be asked.
fn is_over(known: Option<&Known>, now: DateTime<Utc>) -> bool {
    // What seems to hold for longer than anything does was noted by a clock that is set back since.
    let longest = TimeDelta::from_std(LIFETIME).unwrap_or(TimeDelta::MAX);
    known.is_none_or(|known| known.until <= now || known.until - now > longest)
}

/// Asks a site for its rules; none where it does not want to be asked now.
async fn ask(client: &Client, url: &Url, clock: &Clock) -> Option<Known> {
    let address = url.join("/robots.txt").ok()?;
    let came = client
        .get(&Request::new(address).wanting(Wanted::Text))
        .await;
    let file = match came {
        // Half of the rules may forbid less than all of them.
        fetch::Answer::Body(mut body) => body.unpack_whole(usize::MAX),
        // Nobody has asked for that: what it says is unknown, and so it is asked again.
        fetch::Answer::NotModified(_) => return None,
        fetch::Answer::Failed(failure) => Err(failure),
    };
    let answer = match &file {
        Ok(bytes) => Answer::File(bytes),
        Err(failure) => match failure.kind {
            FailureKind::Held => return None,
            // A file that says nothing.
            FailureKind::NoContent(200 | 204) => Answer::File(b""),
            FailureKind::Redirect => Answer::Redirects,
            kind => kind.status().map_or(Answer::Unreachable, Answer::Status),
        },
    };
    let holds = TimeDelta::from_std(answer.lifetime()).unwrap_or_default();
    Some(Known {
        rules: Arc::new(Robots::of(answer)),
        until: clock.now() + holds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_holds_no_more_than_what_holds() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let site = |name: &str, until| SiteRules {
            site: format!("https://{name}.example"),
            until: at(until),
            rules: String::new(),
        };
        let book = Rulebook::new(vec![site("a", 1), site("b", 24), site("c", 2)]);
        let asked_for = book.page("https://d.example", at(1));
        let held = |now| {
            assert!(book.take_new(at(now)).is_empty());
            let sites = book.sites.lock().unwrap();
            let mut names: Vec<_> = sites
                .keys()
                .map(|site| site["https://".len()..][..1].to_owned())
                .collect();
            names.sort();
            names.concat()
        };
        assert_eq!(held(1), "bcd");
        assert_eq!(held(2), "bd");
        assert!(Arc::ptr_eq(
            &asked_for,
            &book.page("https://d.example", at(2))
        ));
        assert_eq!(held(24), "d");
    }

    #[test]
    fn rules_noted_by_a_clock_that_ran_ahead_are_asked_for_again() {
        let now = DateTime::UNIX_EPOCH;
        let site = SiteRules {
            site: "https://a.example".to_owned(),
            until: now + TimeDelta::days(400),
            rules: String::new(),
        };
        let book = Rulebook::new(vec![site]);
        assert!(book.page("https://a.example", now).get().is_none());
    }
}
