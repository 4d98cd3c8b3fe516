//! What `griot sources` says of a source, in JSON, and how it tells times.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::cli::secrecy::without_keys;
use crate::domain::{Health, HubHealth, NextPoll, Phase, Standing, Wish};
use crate::store::PollLine;

/// What is known of a source; the same in `list` and in `show`.
pub(super) fn object(health: &Health) -> Value {
    let next = health.next.as_ref();
    let trouble = health.trouble.as_ref();
    without_keys(json!({
        "id": health.source.id,
        "outlet": health.source.outlet.name,
        "url": health.source.url,
        "country": health.source.country,
        "configured_at": health.configured_at,
        "state": health.condition().as_str(),
        "enabled": health.standing == Standing::On,
        "configured": health.standing != Standing::Removed,
        "last_poll": moment(health.last_poll),
        "last_success": moment(health.last_success),
        "next_poll": moment(next.map(|next| next.at)),
        "next_poll_because": next.map(|next| &next.because),
        "next_poll_decided_by": next.map(|next| next.decided_by),
        "next_poll_limits": next.map(limits),
        "on_hold": next.and_then(|next| next.hold.as_ref()).map(wish),
        "failures": health.failures,
        "failing_since": moment(trouble.and_then(|trouble| trouble.since)),
        "kind": trouble.and_then(|trouble| trouble.kind.as_ref()),
        "trouble": trouble.map(|trouble| &trouble.message),
        "moved_to": health.moved_to,
        "moving": health.moving.as_ref().map(|moving| {
            json!({ "to": moving.to, "polls": moving.polls, "of": moving.of })
        }),
        "silent_since": moment(health.silence.map(|silence| silence.since)),
        "usual_entries_per_week": health.silence.map(|silence| silence.weekly),
        "hub": health.hub.as_ref().map(hub),
        "warnings": health.warnings,
        "entries": health.entries,
        "newest": moment(health.newest),
    }))
}

fn hub(hub: &HubHealth) -> Value {
    json!({
        "url": hub.hub,
        "subscription": hub.phase.map(Phase::as_str),
        "until": moment(hub.until),
        "relied_on": hub.is_relied_on,
        "trouble": hub.trouble,
    })
}

/// A poll of its history.
pub(super) fn poll(line: &PollLine) -> Value {
    json!({
        "at": line.at.to_rfc3339(),
        "outcome": line.outcome,
        "kind": line.kind,
        "message": line.message,
        "bytes": line.bytes,
        "seen": line.tally.seen,
        "new": line.tally.new,
        "updated": line.tally.updated,
    })
}

/// The time that each side sets, before which it does not want the poll.
fn limits(next: &NextPoll) -> Value {
    json!({
        "schedule": moment(Some(next.schedule)),
        "back_off": moment(next.back_off),
        "publisher": next.publisher.as_ref().map(wish),
    })
}

fn wish(wish: &Wish) -> Value {
    json!({ "until": wish.until.to_rfc3339(), "because": wish.because })
}

fn moment(time: Option<DateTime<Utc>>) -> Option<String> {
    time.map(|time| time.to_rfc3339())
}

/// A length of time in a unit that suits it, such as `25m`; none when it is over or hardly any.
pub(in crate::cli) fn span(length: TimeDelta) -> Option<String> {
    let seconds = length.num_seconds();
    let (unit, of) = match seconds {
        ..1 => return None,
        1..90 => ("s", 1),
        90..5_400 => ("m", 60),
        5_400..129_600 => ("h", 3_600),
        _ => ("d", 86_400),
    };
    Some(format!("{}{unit}", (seconds + of / 2) / of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_the_unit_that_suits_them() {
        for (seconds, said) in [
            (-5, None),
            (0, None),
            (89, Some("89s")),
            (90, Some("2m")),
            (7_199, Some("2h")),
            (129_599, Some("36h")),
            (6 * 86_400 + 86_000, Some("7d")),
        ] {
            assert_eq!(span(TimeDelta::seconds(seconds)).as_deref(), said);
        }
    }
}
