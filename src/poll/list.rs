//! A reading list: asked for as a feed is, and taken only where it is whole.

use chrono::{DateTime, Utc};
use url::Url;

use super::trouble;
use crate::clock::Clock;
use crate::config::opml;
use crate::domain::address::shown;
use crate::fetch::{Answer, Body, Client, Failure, FailureKind, Request, Validators, Wanted};
use crate::parse;
use crate::schedule::{Came, Hints, Trouble};

/// The class of failure of a body that is no reading list.
const NO_LIST: &str = "no_list";

/// What came of asking for a reading list.
#[derive(Debug)]
pub struct ListAsked {
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// Whether it was asked for without validators.
    pub asked_whole: bool,
    /// What the schedule makes of it.
    pub came: Came,
    /// What came.
    pub result: ListCame,
}

/// What came of asking for a reading list, for whoever keeps its copy.
#[derive(Debug)]
pub enum ListCame {
    /// A whole list.
    Read {
        /// The list as text.
        text: String,
        /// How many feeds it names.
        feeds: usize,
        /// What it is known by.
        validators: Option<Validators>,
    },
    /// Nothing has changed.
    Same {
        /// What it is known by from now on.
        validators: Validators,
    },
    /// No list.
    Failed {
        /// The class of the failure, one word.
        kind: &'static str,
        /// The HTTP status behind it, where there was one.
        status: Option<u16>,
        /// One sentence that names the list.
        message: String,
    },
    /// It was not asked: its host wants to be left alone.
    Held,
}

/// Asks for the list at `url`, unless it is still what `validators` stand for; `has_waited` where a
/// redirect asked to wait, and that is over.
pub async fn reading_list(
    client: &Client,
    url: &Url,
    validators: Option<Validators>,
    has_waited: bool,
    clock: &Clock,
) -> ListAsked {
    let request = Request {
        has_waited,
        ..Request::new(url.clone())
            .wanting(Wanted::List)
            .unless(validators)
    };
    let asked_whole = request.validators.is_none();
    let answer = client.get(&request).await;
    let at = clock.now();
    let (came, result) = match answer {
        Answer::NotModified(answer) => (
            Came::NotModified {
                lifetime: answer.freshness.lifetime,
                retry_after: answer.freshness.retry_after,
                moved_to: answer.permanent_to.map(String::from),
            },
            ListCame::Same {
                validators: answer.validators,
            },
        ),
        Answer::Failed(failure) => failed(&failure),
        Answer::Body(body) => {
            let place = shown(url);
            // Reading is work for the cores: it would keep the threads that wait for the network.
            let read = tokio::task::spawn_blocking(move || taken(*body, &place));
            read.await.unwrap_or_else(|_| {
                let message = format!("{}: reading it failed; please report it", shown(url));
                failed(&Failure::refused(message))
            })
        }
    };
    ListAsked {
        at,
        asked_whole,
        came,
        result,
    }
}

fn failed(failure: &Failure) -> (Came, ListCame) {
    if failure.kind == FailureKind::Held {
        let wait = failure.retry_after.unwrap_or_default();
        return (Came::Held(wait), ListCame::Held);
    }
    let came = Came::Failed {
        trouble: trouble(failure.kind),
        retry_after: failure.retry_after,
    };
    let result = ListCame::Failed {
        kind: failure.kind.as_str(),
        status: failure.kind.status(),
        message: failure.message.clone(),
    };
    (came, result)
}

/// What a body holds. A part of a list is none: what is missing would be taken for taken out.
fn taken(mut body: Body, place: &str) -> (Came, ListCame) {
    let bytes = match body.unpack_whole(usize::MAX) {
        Ok(bytes) => bytes,
        Err(failure) => return failed(&failure),
    };
    let text = parse::decoded(&bytes, body.content_type.as_deref());
    let list = opml::read(&text);
    let retry_after = body.freshness.retry_after;
    if let Some(fault) = list.fault {
        let came = Came::Failed {
            trouble: Trouble::Content,
            retry_after,
        };
        let result = ListCame::Failed {
            kind: NO_LIST,
            status: Some(200),
            message: format!("{place} gives no reading list: it {fault}"),
        };
        return (came, result);
    }
    let came = Came::Feed {
        new_entries: 0,
        lifetime: body.freshness.lifetime,
        retry_after,
        hints: Hints::default(),
        moved_to: body.permanent_to.map(String::from),
    };
    let result = ListCame::Read {
        text,
        feeds: list.feeds.len(),
        validators: body.validators,
    };
    (came, result)
}
