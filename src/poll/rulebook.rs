//! What sites let programs ask for: their `robots.txt`, asked for at most once a day and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OnceCell;
use url::Url;

use crate::clock::Clock;
use crate::domain::address::shown;
use crate::fetch::{self, Client, Failure, FailureKind, Request, Wanted};
use crate::robots::{Answer, LIFETIME, Robots};
use crate::store::SiteRules;

/// The rules of one site, or why they cannot be had, and until when that holds.
#[derive(Clone, Debug)]
struct Known {
    rules: Result<Arc<Robots>, Failure>,
    until: DateTime<Utc>,
}

impl Known {
    fn distance(&self) -> Option<Duration> {
        self.rules.as_ref().ok()?.delay()
    }
}

/// A site's page, filled by whoever asks first.
type Page = Arc<OnceCell<Known>>;

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
    Yes(Option<Duration>),
    /// The site's rules keep programs from it; one sentence.
    No(String),
    /// What the site allows cannot be known now, and so nothing may be asked (RFC 9309, section
    /// 2.3.1.4): why.
    Unknown(Failure),
}

impl Rulebook {
    /// The book with what the store remembers.
    #[must_use]
    pub fn new(known: Vec<SiteRules>) -> Self {
        let sites = known.into_iter().map(|site| {
            let rules = match site.rules.as_str() {
                "" => Err(Failure::held()),
                rules => Ok(Arc::new(Robots::read(rules.as_bytes()))),
            };
            let until = site.until;
            (site.site, Arc::new(OnceCell::from(Known { rules, until })))
        });
        Self {
            sites: Mutex::new(sites.collect()),
            new: Mutex::default(),
        }
    }

    /// Whether `url` may be asked, by the rules of its site, which is asked for them where need be.
    pub async fn may(&self, client: &Client, url: &Url, clock: &Clock) -> May {
        let known = self.known(client, url, clock).await;
        match known.rules {
            Ok(rules) if rules.allows(url) => May::Yes(rules.delay()),
            Ok(_) => May::No(format!(
                "the robots.txt of its site keeps programs from {}",
                shown(url)
            )),
            Err(mut failure) => {
                if failure.kind == FailureKind::Held {
                    let left = (known.until - clock.now()).to_std().unwrap_or_default();
                    failure.retry_after.get_or_insert(left);
                }
                May::Unknown(failure)
            }
        }
    }

    /// How far apart the site of `url` wants requests, as far as that is known without asking.
    #[must_use]
    pub fn distance(&self, url: &Url) -> Option<Duration> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites
            .get(&url.origin().ascii_serialization())?
            .get()?
            .distance()
    }

    /// The longest distance that any site is known to want.
    #[must_use]
    pub fn longest_distance(&self) -> Duration {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sites.values().filter_map(|page| page.get());
        known.filter_map(Known::distance).max().unwrap_or_default()
    }

    /// The rules that were asked for since this was last called, to be stored. Those that hold no longer
    /// at `now` are let go of: most sites are asked of once.
    #[must_use]
    pub fn take_new(&self, now: DateTime<Utc>) -> Vec<SiteRules> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        // Empty ones are being asked for.
        sites.retain(|_, page| !page.get().is_some_and(|known| is_over(known, now)));
        drop(sites);
        std::mem::take(&mut self.new.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn known(&self, client: &Client, url: &Url, clock: &Clock) -> Known {
        let site = url.origin().ascii_serialization();
        let page = self.page(&site, clock.now());
        let known = page
            .get_or_init(|| async {
                let known = ask(client, url, clock).await;
                if !is_over(&known, clock.now()) {
                    let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
                    let rules = known.rules.as_ref();
                    new.push(SiteRules {
                        site: site.clone(),
                        until: known.until,
                        rules: rules.map(ToString::to_string).unwrap_or_default(),
                    });
                }
                known
            })
            .await;
        known.clone()
    }

    /// The page of `site`; an empty one where what it says holds no longer.
    fn page(&self, site: &str, now: DateTime<Utc>) -> Page {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let page = sites.entry(site.to_owned()).or_default();
        if page.get().is_some_and(|known| is_over(known, now)) {
            *page = Page::default();
        }
        Arc::clone(page)
    }
}

/// Whether what a site said holds no longer.
fn is_over(known: &Known, now: DateTime<Utc>) -> bool {
    // What seems to hold for longer than anything does was noted by a clock that is set back since.
    let longest = TimeDelta::from_std(LIFETIME).unwrap_or(TimeDelta::MAX);
    known.until <= now || known.until - now > longest
}

/// Asks a site for its rules. What says nothing about the site is not kept: that it was not asked,
/// or that our own network is gone.
async fn ask(client: &Client, url: &Url, clock: &Clock) -> Known {
    let mut address = url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    let request = Request::new(address).wanting(Wanted::Text).as_extra();
    let file = match client.get(&request).await {
        // Half of the rules may forbid less than all of them.
        fetch::Answer::Body(mut body) => body.unpack_whole(usize::MAX),
        // Nobody has asked for that: what it says is unknown, and so it is asked again.
        fetch::Answer::NotModified(_) => Err(Failure::held()),
        fetch::Answer::Failed(failure) => Err(failure),
    };
    let answer = match &file {
        Ok(bytes) => Answer::File(bytes),
        Err(failure) => match failure.kind {
            // A file that says nothing.
            FailureKind::NoContent(200 | 204) => Answer::File(b""),
            FailureKind::Redirect => Answer::Redirects,
            kind => kind.status().map_or(Answer::Unreachable, Answer::Status),
        },
    };
    let mut holds = answer.lifetime();
    let rules = match &file {
        Err(failure) if answer.is_trouble() => {
            holds = match failure.kind {
                FailureKind::Held | FailureKind::Dns | FailureKind::Unreachable => Duration::ZERO,
                // Who asks to wait is not asked sooner.
                _ => holds
                    .max(failure.retry_after.unwrap_or_default())
                    .min(LIFETIME),
            };
            Err(unknown(failure))
        }
        _ => Ok(Arc::new(Robots::of(answer))),
    };
    Known {
        rules,
        until: clock.now() + TimeDelta::from_std(holds).unwrap_or_default(),
    }
}

/// The failure to get a site's rules as one of whatever was to be asked there.
fn unknown(failure: &Failure) -> Failure {
    Failure {
        message: format!(
            "what its site lets programs ask for is not known: {}",
            failure.message
        ),
        ..failure.clone()
    }
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
            rules: "User-agent: griot\n".to_owned(),
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
