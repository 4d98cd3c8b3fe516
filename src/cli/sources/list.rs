//! `griot sources list`: every source in a line.

use std::io::{self, IsTerminal as _, Write};

use chrono::{DateTime, Utc};

use super::{Exit, view};
use crate::cli::terminal;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Condition, Health, Silence, Standing, address};
use crate::refresh;

/// The least room that the state of a source gets, however narrow the terminal.
const LEAST_STATE: usize = 20;

/// Every source with its state
///
/// On a terminal the last column is cut to its width, and a line of sums follows; a pipe gets
/// whole lines and nothing else.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources list                 all of them, in the order of the configuration
  griot sources list --failing       those whose last poll failed
  griot sources list --silent        those that answer and bring nothing any more
  griot sources list --json | jq -r 'select(.kind == \"denied\") | .id'")]
pub(super) struct Args {
    /// Only sources whose last poll failed
    #[arg(long)]
    failing: bool,
    /// Only sources that used to bring news and have brought none for far longer than is usual for them
    #[arg(long)]
    silent: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Whether a source is asked for: all are where no state is named.
    fn takes(&self, health: &Health) -> bool {
        let is_silent = health.condition() == Condition::Silent;
        let is_any = !self.failing && !self.silent;
        is_any || self.failing && health.is_failing() || self.silent && is_silent
    }
}

/// Prints a line for each source. `quiet` leaves the sums out.
///
/// # Errors
/// When the store cannot be used.
pub(super) fn run(
    args: &Args,
    config: &Config,
    quiet: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let store = refresh::store_if_any(config)?;
    let now = Clock::system().now();
    let all = refresh::health(config, &store, now)?;
    let listed: Vec<&Health> = all.iter().filter(|health| args.takes(health)).collect();
    if args.json {
        for health in listed {
            writeln!(out, "{}", view::object(health))?;
        }
        return Ok(Exit::Done);
    }
    let is_terminal = io::stdout().is_terminal();
    let width = terminal::width();
    out.write_all(table(&listed, now, width).as_bytes())?;
    if is_terminal && !quiet {
        writeln!(io::stderr(), "{}", sums(&all))?;
    }
    Ok(Exit::Done)
}

/// The table, its lines at most `width` characters long where there is a width. Ids are never cut:
/// they are what is typed next.
fn table(listed: &[&Health], now: DateTime<Utc>, width: Option<usize>) -> String {
    let mut rows = vec![["source", "last ok", "next", "entries", "state"].map(str::to_owned)];
    rows.extend(listed.iter().map(|health| {
        [
            health.source.id.to_string(),
            health
                .last_success
                .map_or_else(|| "never".to_owned(), |at| ago(at, now)),
            health
                .next
                .as_ref()
                .map_or_else(|| "-".to_owned(), |next| ahead(next.at, now)),
            health.entries.to_string(),
            state(health, now),
        ]
    }));
    let widest = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let [id, success, next, entries] = [0, 1, 2, 3].map(widest);
    let before = id + success + next + entries + 8;
    let room = width.map(|width| width.saturating_sub(before).max(LEAST_STATE));
    let mut text = String::new();
    for [a, b, c, d, state] in &rows {
        let state = room.map_or_else(|| state.clone(), |room| terminal::cut(state, room));
        let line = format!("{a:<id$}  {b:<success$}  {c:<next$}  {d:>entries$}  {state}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// How it does, in a few words; those that say most come first.
fn state(health: &Health, now: DateTime<Utc>) -> String {
    match health.standing {
        Standing::Off => return "switched off".to_owned(),
        Standing::Removed => return "no longer configured".to_owned(),
        Standing::On => {}
    }
    let on_hold = health.next.as_ref().is_some_and(|next| next.hold.is_some());
    let state = match &health.trouble {
        Some(trouble) => {
            let kind = trouble.kind.as_deref().unwrap_or("failing");
            let times = match health.failures {
                0 | 1 => String::new(),
                failures => format!(" {failures} times"),
            };
            let hold = if on_hold { ", on hold" } else { "" };
            let message = without_address(&trouble.message, &address::shown(&health.source.url));
            return format!("{kind}{times}{hold}: {message}");
        }
        None if on_hold => "on hold".to_owned(),
        None if health.last_poll.is_none() => "not polled yet".to_owned(),
        None => health
            .silence
            .map_or_else(|| "ok".to_owned(), |silence| silent(silence, now)),
    };
    match (&health.moved_to, &health.moving) {
        (Some(to), _) => {
            let at = health.configured_at.as_deref().unwrap_or_default();
            format!(
                "{state}, moved to {}: put that into {at}",
                address::shown(to)
            )
        }
        (None, Some(moving)) => {
            let (polls, of) = (moving.polls, moving.of);
            format!(
                "{state}, moving ({polls} of {of}) to {}",
                address::shown(&moving.to)
            )
        }
        (None, None) => state,
    }
}

/// Since when it brings nothing, and what it used to bring.
fn silent(silence: Silence, now: DateTime<Utc>) -> String {
    let length = view::span(now - silence.since).unwrap_or_default();
    format!("silent for {length}: it used to bring {}", silence.usual())
}

/// A failure's sentence without the address that it begins with: the line is about that source.
fn without_address<'m>(message: &'m str, address: &str) -> &'m str {
    let rest = message.strip_prefix(address);
    rest.map_or(message, |rest| rest.trim_start_matches([':', ' ']))
}

/// How many sources there are in each state, in one line.
fn sums(all: &[Health]) -> String {
    let count = |of: Condition| all.iter().filter(|health| health.condition() == of).count();
    let (ok, walled) = (count(Condition::Ok), count(Condition::Walled));
    let failing = count(Condition::Failing) + walled;
    let mut sums = format!("{} sources: {ok} ok, {failing} failing", all.len());
    for (count, what) in [
        (walled, "of them behind bot walls"),
        (count(Condition::Silent), "silent"),
        (count(Condition::New), "not polled yet"),
        (count(Condition::Off), "switched off"),
        (count(Condition::Removed), "no longer configured"),
    ] {
        if count > 0 {
            sums += &format!(", {count} {what}");
        }
    }
    sums
}

fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match view::span(now - at) {
        Some(span) => format!("{span} ago"),
        None => "now".to_owned(),
    }
}

fn ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match view::span(at - now) {
        Some(span) => format!("in {span}"),
        None => "now".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Trouble;
    use crate::domain::health::unpolled as health;

    #[test]
    fn columns_fit_what_they_hold_and_only_the_last_is_cut() {
        let now = DateTime::UNIX_EPOCH;
        let mut failing = health("a-source-with-a-rather-long-name");
        failing.failures = 12;
        failing.trouble = Some(Trouble {
            kind: Some("missing".to_owned()),
            message: "https://e.example/old/feed?x=1 answered 404: there is no feed".to_owned(),
            since: None,
        });
        let fine = health("fine");
        let listed = [&failing, &fine];
        let whole = table(&listed, now, None);
        let lines: Vec<&str> = whole.lines().collect();
        let at = lines[0].find("state").unwrap();
        assert_eq!(
            &lines[1][at..],
            "missing 12 times: answered 404: there is no feed"
        );
        assert_eq!(&lines[2][at..], "not polled yet");
        for width in [40, 80, 200] {
            let cut = table(&listed, now, Some(width));
            for (cut, whole) in cut.lines().zip(&lines) {
                assert_eq!(cut[..at.min(cut.len())], whole[..at.min(cut.len())]);
                assert!(cut.chars().count() <= width.max(at + LEAST_STATE), "{cut}");
            }
            assert_eq!(
                cut.contains('…'),
                width < whole.lines().nth(1).unwrap().len()
            );
        }
    }
}
