//! Forms sent to hubs (WebSub): the only requests that are no GET.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{RequestBuilder, Response};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::failures::{held_back, hung_up, transport_failure};
use super::fields::{text, wait};
use super::{Client, Failure, FailureKind};
use crate::domain::address::shown;

/// Redirects that are followed: hubs move seldom.
const MOST_REDIRECTS: usize = 3;

/// Bytes of an answer that may say what is wrong.
const MOST_SAID: usize = 300;

/// Letters and digits in a row from which on they are taken for a secret.
const LONGEST_WORD: usize = 20;

/// How requests to one host follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One at a time and spaced, as every host is asked that others named.
    InTurn,
    /// As they come: for a host of the operator's own choice that is there to be told.
    AtOnce,
}

impl Client {
    /// Sends `form`, which is encoded already, to `url`; well when it is accepted, whatever the
    /// answer says. `307` and `308` are followed, but never from https to http: the form may hold a
    /// secret.
    ///
    /// # Errors
    /// What went wrong, in one sentence: as for [`Client::get`], or any status but success.
    pub async fn post(&self, url: &Url, form: &str, pace: Pace) -> Result<(), Failure> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.guard.check(&url)?;
            let turn = match pace {
                Pace::InTurn => Some(self.hosts.turn(&url, None, false).await),
                Pace::AtOnce => None,
            };
            let turn = turn.transpose().map_err(|held| held_back(&url, held))?;
            let deadline = Instant::now() + self.settings.timeout;
            let answer = timeout_at(deadline, self.send(&url, form)).await;
            let response = answer.map_err(|_| too_slow(&url))??;
            let status = response.status().as_u16();
            let redirect = match status {
                200..=299 => return Ok(()),
                307 | 308 => target(response.headers(), &url),
                _ => None,
            };
            let Some(next) = redirect else {
                return Err(self.refused(response, &url, deadline).await);
            };
            if url.scheme() == "https" && next.scheme() != "https" {
                let place = shown(&url);
                let message = format!("{place} leads to a place that cannot keep a secret");
                return Err(Failure::new(FailureKind::Redirect, message));
            }
            drop(turn);
            url = next;
        }
        let message = format!("{} leads from one place to the next", shown(&url));
        Err(Failure::new(FailureKind::Redirect, message))
    }

    /// Sends it; once more where a connection that was kept proves to be closed (RFC 9112, section
    /// 9.3.1): whoever is told twice, or asked twice for the same, does the same.
    async fn send(&self, url: &Url, form: &str) -> Result<Response, Failure> {
        let ask = || -> RequestBuilder {
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
            let fields = [
                (CONTENT_TYPE, kind),
                (ACCEPT, HeaderValue::from_static("*/*")),
            ];
            let ask = self.http.post(url.clone());
            ask.headers(HeaderMap::from_iter(fields))
                .body(form.to_owned())
        };
        let was_kept = self.hosts.may_reuse_connection(url);
        let answer = match ask().send().await {
            Err(error) if was_kept && hung_up(&error) => ask().send().await,
            answer => answer,
        };
        if answer.is_ok() {
            self.hosts.has_connected(url);
        }
        answer.map_err(|error| transport_failure(&error, &shown(url)))
    }

    /// What an answer other than success means, in the host's own words where it has some.
    async fn refused(&self, mut response: Response, url: &Url, deadline: Instant) -> Failure {
        let status = response.status().as_u16();
        let retry_after = wait(response.headers(), self.clock.now());
        let mut said = Vec::new();
        while said.len() < MOST_SAID
            && let Ok(Ok(Some(piece))) = timeout_at(deadline, response.chunk()).await
        {
            said.extend_from_slice(&piece[..piece.len().min(MOST_SAID)]);
        }
        let said = sentence(&String::from_utf8_lossy(&said));
        let kind = match status {
            429 | 503 => FailureKind::RateLimited(status),
            404 => FailureKind::Missing,
            410 => FailureKind::Gone,
            _ => FailureKind::Status(status),
        };
        let message = format!("{} answered {status}{said}", shown(url));
        Failure {
            retry_after,
            ..Failure::new(kind, message)
        }
    }
}

fn target(headers: &HeaderMap, url: &Url) -> Option<Url> {
    url.join(&text(headers, LOCATION)?).ok()
}

fn too_slow(url: &Url) -> Failure {
    let message = format!(
        "{} did not answer in time; [fetch] timeout sets how long",
        shown(url)
    );
    Failure::new(FailureKind::Timeout, message)
}

/// What a host says about itself, as the end of a sentence; nothing where it shows a page. It may
/// repeat what it was sent: nothing that could be a secret is kept.
fn sentence(said: &str) -> String {
    let line = said.lines().map(str::trim).find(|line| !line.is_empty());
    let Some(line) = line.filter(|line| !line.contains(['<', '{'])) else {
        return String::new();
    };
    let words = line.split_whitespace().map(|word| {
        let mut runs = word.split(|c: char| !c.is_alphanumeric());
        match runs.any(|run| run.len() >= LONGEST_WORD) {
            true => "…".to_owned(),
            false => word.chars().filter(|c| !c.is_control()).collect(),
        }
    });
    let line = words.collect::<Vec<String>>().join(" ");
    format!(": {}", line.chars().take(160).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hub_says_is_one_line_without_markup() {
        for (said, shown) in [
            ("", ""),
            ("<html><body>400", ""),
            ("{\"error\": 1}", ""),
            ("\n  hub.topic is missing\r\nmore", ": hub.topic is missing"),
            ("a\u{1b}[31mb", ": a[31mb"),
            (
                "no https://a.example/websub/0123456789abcdef0123 there",
                ": no … there",
            ),
        ] {
            assert_eq!(sentence(said), shown);
        }
        assert!(sentence(&"x ".repeat(900)).len() < 200);
    }
}
