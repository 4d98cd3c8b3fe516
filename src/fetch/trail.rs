//! Redirects (RFC 9110, section 15.4), followed by hand.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Response;
use reqwest::header::LOCATION;
use url::Url;

use super::fields::wait;
use super::outgoing::without_login;
use super::{Failure, FailureKind};
use crate::domain::address::shown;

/// Where a poll has come to, through its redirects.
#[derive(Clone, Debug)]
pub(super) struct Trail {
    /// Every URL asked, the last being the one to ask next.
    urls: Vec<Url>,
    /// Whether every redirect so far moves the feed for good.
    permanent: bool,
    /// Time left to the poll.
    pub(super) left: Duration,
}

/// Where an answer says to look instead.
pub(super) struct Redirect {
    pub(super) to: Url,
    /// Whether the feed has moved there for good.
    pub(super) permanent: bool,
    /// What is to happen before it is followed: nothing, or a failure that says how long to wait
    /// (RFC 9110, section 10.2.3).
    pub(super) not_yet: Option<Failure>,
}

impl Trail {
    /// A poll of `url` that may take `time`.
    pub(super) fn new(url: Url, time: Duration) -> Self {
        Self {
            urls: vec![url],
            permanent: true,
            left: time,
        }
    }

    /// The URL to ask next.
    pub(super) fn here(&self) -> &Url {
        // Never empty: it begins with the request's URL and only grows.
        &self.urls[self.urls.len() - 1]
    }

    /// Goes on to `to`, unless that leads round or too far.
    pub(super) fn turn_to(&mut self, redirect: Redirect, most: usize) -> Result<(), Failure> {
        let failed = |what: String| {
            let message = format!("{} {what}", shown(self.here()));
            Err(Failure::new(FailureKind::Redirect, message))
        };
        let Redirect { to, permanent, .. } = redirect;
        if self.urls.contains(&to) {
            return failed(format!("redirects in a circle, to {}", shown(&to)));
        }
        if self.urls.len() > most {
            return failed(format!("redirects yet again, after {most} times"));
        }
        // A move from https to http is followed, but never for good.
        let downgrade = self.here().scheme() == "https" && to.scheme() == "http";
        self.permanent &= permanent && !downgrade;
        self.urls.push(to);
        Ok(())
    }

    /// Names the place that was asked for where it is another that failed.
    pub(super) fn blame(&self, mut failure: Failure) -> Failure {
        if self.urls.len() > 1 {
            let from = shown(&self.urls[0]);
            failure.message = format!("{} (redirected from {from})", failure.message);
        }
        failure
    }

    /// See [`super::Body::permanent_to`].
    pub(super) fn moved_to(&self) -> Option<Url> {
        (self.permanent && self.urls.len() > 1).then(|| self.here().clone())
    }
}

impl Redirect {
    /// The redirect as the failure of a request that follows none.
    pub(super) fn told(self, trail: &Trail) -> Failure {
        let message = format!("{} redirects to {}", shown(trail.here()), shown(&self.to));
        Failure {
            redirect_to: Some(Box::new(self.to)),
            ..Failure::new(FailureKind::Redirect, message)
        }
    }
}

/// Where a redirect leads (RFC 9110, section 15.4). A name or password in the target is the
/// redirecting server's, not ours, and is dropped; so is a fragment.
pub(super) fn redirect(
    response: &Response,
    from: &Url,
    now: DateTime<Utc>,
) -> Result<Redirect, Failure> {
    let status = response.status();
    let failed = |what: &str| {
        let message = format!("{} answered {} {what}", shown(from), status.as_u16());
        Err(Failure::new(FailureKind::Redirect, message))
    };
    let Some(location) = response.headers().get(LOCATION) else {
        return failed("without saying where to");
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    match from.join(location.trim()) {
        Ok(to) => {
            let mut to = without_login(&to);
            to.set_fragment(None);
            let permanent = matches!(status.as_u16(), 301 | 308);
            let wait = wait(response.headers(), now).filter(|wait| !wait.is_zero());
            Ok(Redirect {
                to,
                permanent,
                not_yet: wait.map(|wait| not_yet(status.as_u16(), from, wait)),
            })
        }
        Err(_) => failed("with a target that is no URL"),
    }
}

fn not_yet(status: u16, from: &Url, wait: Duration) -> Failure {
    let message = format!(
        "{} answered {status} and asks to wait {} seconds before its redirect is followed",
        shown(from),
        wait.as_secs()
    );
    let mut failure = Failure::new(FailureKind::RateLimited(status), message);
    failure.retry_after = Some(wait);
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(urls: &[&str]) -> Trail {
        let url = |text: &&str| Url::parse(text).unwrap();
        let mut trail = Trail::new(url(&urls[0]), Duration::from_secs(1));
        for to in &urls[1..] {
            let redirect = Redirect {
                to: url(to),
                permanent: true,
                not_yet: None,
            };
            trail.turn_to(redirect, 10).unwrap();
        }
        trail
    }

    #[test]
    fn a_feed_moves_for_good_to_https_but_never_away_from_it() {
        let secured = follow(&["http://a.example/", "https://a.example/"]);
        assert_eq!(secured.moved_to().unwrap().as_str(), "https://a.example/");
        for urls in [
            &["https://a.example/", "http://a.example/"][..],
            &[
                "https://a.example/",
                "http://a.example/",
                "https://b.example/",
            ],
        ] {
            assert_eq!(follow(urls).moved_to(), None, "{urls:?}");
        }
        assert_eq!(follow(&["https://a.example/"]).moved_to(), None);
    }
}
