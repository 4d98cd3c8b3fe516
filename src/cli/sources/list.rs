//! `griot sources list` and `show`: how every source is doing.

use std::io::Write;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use url::Url;

use super::{Exit, unknown};
use crate::config::Config;
use crate::domain::{Health, SourceId};
use crate::refresh;

/// How many polls `show` lists.
const HISTORY: usize = 20;

/// A source that failed so often, and gave nothing for so long, may have moved.
const FAILURES: u32 = 3;
const WITHOUT_SUCCESS: TimeDelta = TimeDelta::days(2);

/// Every source with its state.
///
/// # Errors
/// When the store cannot be used.
pub(super) fn list(config: &Config, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = refresh::store_if_any(config)?;
    if !json {
        writeln!(
            out,
            "{:<32} {:<16} {:>7} {:<16} state",
            "source", "last success", "entries", "next poll"
        )?;
    }
    for health in refresh::health(config, &store)? {
        if json {
            writeln!(out, "{}", object(&health))?;
        } else {
            writeln!(
                out,
                "{:<32} {:<16} {:>7} {:<16} {}",
                health.source.id,
                ago(health.last_success),
                health.entries,
                health
                    .next_poll
                    .map_or_else(|| "now".to_owned(), |at| ago(Some(at))),
                state(&health),
            )?;
        }
    }
    Ok(Exit::Done)
}

/// How it does, in a few words.
fn state(health: &Health) -> &str {
    match &health.trouble {
        Some(trouble) => trouble,
        None if health.last_poll.is_none() => "not polled yet",
        None => "ok",
    }
}

/// One source with its last polls.
///
/// # Errors
/// When the store cannot be used.
pub(super) fn show(
    config: &Config,
    id: &SourceId,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::store_if_any(config)?;
    let Some(health) = refresh::health(config, &store)?
        .into_iter()
        .find(|health| health.source.id == *id)
    else {
        return unknown(id);
    };
    let history = store.history(id, HISTORY)?;
    if json {
        let mut object = object(&health);
        object["polls"] = history
            .iter()
            .map(|poll| {
                json!({
                    "at": poll.at.to_rfc3339(),
                    "outcome": poll.outcome,
                    "message": poll.message,
                    "bytes": poll.bytes,
                    "new": poll.tally.new,
                    "updated": poll.tally.updated,
                })
            })
            .collect();
        object["next_poll_because"] = refresh::why_next(config, &store, id)?.into();
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{}", health.source.id)?;
    writeln!(out, "  outlet        {}", health.source.outlet.name)?;
    writeln!(out, "  feed          {}", shown(&health.source.url))?;
    if let Some(place) = &health.moved_to {
        writeln!(
            out,
            "  moved to      {}  (for good, says its server)",
            shown(place)
        )?;
    }
    writeln!(out, "  last success  {}", ago(health.last_success))?;
    writeln!(out, "  next poll     {}", ago(health.next_poll))?;
    if let Some(why) = refresh::why_next(config, &store, id)? {
        writeln!(out, "  because       {why}")?;
    }
    if let Some(trouble) = &health.trouble {
        writeln!(
            out,
            "  trouble       {trouble} ({} in a row)",
            health.failures
        )?;
    }
    if let Some(site) = has_it_moved(&health) {
        writeln!(
            out,
            "  try           griot sources discover {}  (its feed may have moved)",
            shown(&site)
        )?;
    }
    for poll in history {
        writeln!(
            out,
            "  {}  {:<13} {:>8} bytes  {:>3} new  {:>3} edited  {}",
            poll.at.format("%Y-%m-%d %H:%M"),
            poll.outcome,
            poll.bytes,
            poll.tally.new,
            poll.tally.updated,
            poll.message.unwrap_or_default()
        )?;
    }
    Ok(Exit::Done)
}

fn object(health: &Health) -> serde_json::Value {
    let at = |time: Option<DateTime<Utc>>| time.map(|time| time.to_rfc3339());
    json!({
        "id": health.source.id,
        "outlet": health.source.outlet.name,
        "url": shown(&health.source.url),
        "moved_to": health.moved_to.as_ref().map(shown),
        "country": health.source.country,
        "last_poll": at(health.last_poll),
        "last_success": at(health.last_success),
        "next_poll": at(health.next_poll),
        "failures": health.failures,
        "trouble": health.trouble,
        "entries": health.entries,
        "newest": at(health.newest),
        "discover": has_it_moved(health).map(|site| shown(&site)),
    })
}

/// The site to look for another feed at, when a source fails for long.
fn has_it_moved(health: &Health) -> Option<Url> {
    let last = health.last_poll?;
    let is_long = health
        .last_success
        .is_none_or(|success| last - success >= WITHOUT_SUCCESS);
    let source = &health.source;
    let site = source.outlet.site.clone();
    (health.failures >= FAILURES && is_long)
        .then(|| site.or_else(|| source.url.join("/").ok()))
        .flatten()
}

/// A URL without the name and password that it may hold.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Fails only for URLs that cannot have a host, which have no name or password either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

fn ago(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(
        || "never".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Outlet, Source};

    fn failing(failures: u32, days_without: Option<i64>) -> Health {
        let last = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        Health {
            source: Arc::new(Source {
                id: SourceId::new("echo"),
                outlet: Arc::new(Outlet {
                    name: "Écho".to_owned(),
                    site: None,
                    language: None,
                    owner: None,
                    ownership: None,
                    full_content: false,
                }),
                url: Url::parse("https://e.example/old/feed?x=1").unwrap(),
                country: None,
            }),
            moved_to: None,
            last_poll: Some(last),
            last_success: days_without.map(|days| last - TimeDelta::days(days)),
            next_poll: None,
            failures,
            trouble: Some("https://e.example/old/feed answered 404".to_owned()),
            entries: 0,
            newest: None,
        }
    }

    #[test]
    fn a_source_that_fails_for_long_may_have_moved() {
        for (failures, days_without, site) in [
            (3, Some(2), Some("https://e.example/")),
            (3, None, Some("https://e.example/")),
            (30, Some(1), None),
            (2, Some(9), None),
            (0, Some(0), None),
        ] {
            let found = has_it_moved(&failing(failures, days_without));
            assert_eq!(found.as_ref().map(Url::as_str), site, "{failures}");
        }
    }
}
