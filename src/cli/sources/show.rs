//! `griot sources show`: one source, its last polls, when it is next asked and why then.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::{Exit, moved, unknown, view};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Health, HubHealth, NextPoll, Phase, SourceId, Standing, Trouble, address};
use crate::refresh;
use crate::store::PollLine;

/// How many polls are listed.
const HISTORY: usize = 20;

/// One source: how it does, its last polls, when it is next asked and why then
///
/// The next poll is the latest of what three sides allow: the schedule with its least interval, the
/// back-off after failures, and what the publisher asks for. A hold (Retry-After, or the pause after
/// a 410) is kept by `refresh --all` too. Times are UTC.
///
/// Where a source fails for long, the page of its site is asked for another feed, and that feed
/// whether it can be read: two requests, stored nowhere.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The source's id
    id: String,
    /// Ask nobody, even where the source fails for long
    #[arg(long)]
    offline: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Prints what is known of the source. `quiet` shows no progress.
///
/// # Errors
/// When the store or the client cannot be used.
pub(super) fn run(
    args: &Args,
    config: &Config,
    quiet: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let id = SourceId::new(&args.id);
    let store = refresh::store_if_any(config)?;
    let now = Clock::system().now();
    let mut all = refresh::health(config, &store, now)?.into_iter();
    let Some(health) = all.find(|health| health.source.id == id) else {
        return unknown(&id);
    };
    let history = store.history(&id, HISTORY)?;
    if !args.json {
        print(&health, now, out)?;
        polls(&history, out)?;
        // What is known stands there before the site is waited for.
        out.flush()?;
    }
    let site = moved::site(&health);
    let suggestion = match &site {
        Some(site) if !args.offline => {
            match moved::ask(config, &health, site, quiet || args.json)? {
                Some(suggestion) => Some(suggestion),
                None => return Ok(Exit::Interrupted),
            }
        }
        _ => None,
    };
    if args.json {
        let mut object = view::object(&health);
        object["polls"] = history.iter().map(view::poll).collect();
        moved::put(&mut object, site.as_ref(), suggestion.as_ref())?;
        writeln!(out, "{object}")?;
    } else if let Some(site) = site {
        moved::print(&site, suggestion.as_ref(), out)?;
    }
    Ok(Exit::Done)
}

fn print(health: &Health, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    let source = &health.source;
    writeln!(out, "{}", source.id)?;
    line(out, "outlet", &source.outlet.name)?;
    line(out, "feed", &address::shown(&source.url))?;
    if let Some(to) = &health.moved_to {
        line(out, "moved to", &address::shown(to))?;
        let at = health
            .configured_at
            .as_deref()
            .unwrap_or("the configuration");
        let remedy = match address::is_open(to) {
            true => format!("for good; put in: url = \"{to}\" at {at}"),
            false => format!("for good; put that in, with its keys, at {at}"),
        };
        line(out, "", &remedy)?;
    }
    if let Some(moving) = &health.moving {
        line(out, "moving to", &address::shown(&moving.to))?;
        let (polls, of) = (moving.polls, moving.of);
        let so_far = format!("seen in {polls} of {of} polls in a row, after which it has moved");
        line(out, "", &so_far)?;
    }
    match health.standing {
        Standing::On => {}
        Standing::Off => line(out, "polled", "never: it is switched off (enabled = false)")?,
        Standing::Removed => {
            line(out, "polled", "never: it is configured no longer")?;
            let remedy = format!("`griot sources forget {}` takes its entries out", source.id);
            line(out, "", &remedy)?;
        }
    }
    if let Some(trouble) = &health.trouble {
        failing(trouble, health.failures, out)?;
    }
    line(out, "last success", &past(health.last_success, now))?;
    if let Some(silence) = &health.silence {
        let since = format!(
            "it has brought nothing since {}",
            past(Some(silence.since), now)
        );
        line(out, "silent", &since)?;
        line(out, "", &format!("it used to bring {}", silence.usual()))?;
    }
    let entries = match health.newest {
        Some(newest) => format!("{}, the newest of {}", health.entries, minute(newest)),
        None => "none".to_owned(),
    };
    line(out, "entries", &entries)?;
    for (place, warning) in health.warnings.iter().enumerate() {
        let name = if place == 0 { "its document" } else { "" };
        line(out, name, warning)?;
    }
    if let Some(named) = &health.hub {
        hub(named, now, out)?;
    }
    if let Some(next) = &health.next {
        next_poll(next, now, out)?;
    }
    Ok(())
}

/// What became of the hub that its feed names.
fn hub(named: &HubHealth, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    line(out, "hub", &address::shown(&named.hub))?;
    let lease = match named.until {
        Some(until) if until > now => format!("until {}", minute(until)),
        Some(until) => format!("its lease ended {}", minute(until)),
        None => "not confirmed yet".to_owned(),
    };
    let said = match named.phase {
        None => "not asked: `griot run` subscribes where hubs can reach base_url".to_owned(),
        Some(Phase::Asked) => "asked to deliver what is new, not confirmed yet".to_owned(),
        Some(Phase::Active) if named.is_relied_on => format!("delivers what is new, {lease}"),
        Some(Phase::Active) => format!("subscribed, {lease}; polled until it is seen to deliver"),
        Some(Phase::Denied) => "refused; polled as it was before".to_owned(),
        Some(Phase::Leaving) => "about to end".to_owned(),
    };
    line(out, "", &said)?;
    match &named.trouble {
        Some(trouble) => line(out, "", trouble),
        None => Ok(()),
    }
}

fn failing(trouble: &Trouble, failures: u32, out: &mut dyn Write) -> io::Result<()> {
    let mut said = trouble.kind.clone().unwrap_or_default();
    if failures > 1 {
        said += &format!(", {failures} times in a row");
    }
    if let Some(since) = trouble.since {
        said += &format!(", since {}", minute(since));
    }
    line(out, "failing", &said)?;
    line(out, "", &trouble.message)
}

fn next_poll(next: &NextPoll, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    let due = match view::span(next.at - now) {
        Some(span) => format!("{}, in {span}", minute(next.at)),
        None => "now".to_owned(),
    };
    line(out, "next poll", &due)?;
    line(out, "because", &next.because)?;
    line(out, "  schedule", &minute(next.schedule))?;
    if let Some(until) = next.back_off {
        line(out, "  back-off", &minute(until))?;
    }
    if let Some(wish) = &next.publisher {
        let why = Some(&wish.because).filter(|because| **because != next.because);
        let why = why.map_or_else(String::new, |because| format!(": {because}"));
        line(out, "  publisher", &format!("{}{why}", minute(wish.until)))?;
    }
    if let Some(hold) = &next.hold {
        let said = format!(
            "until {}, for --all too: {}",
            minute(hold.until),
            hold.because
        );
        line(out, "on hold", &said)?;
    }
    Ok(())
}

/// The history, the newest first. Of failures that say the same one after another, only the newest
/// says it.
fn polls(history: &[PollLine], out: &mut dyn Write) -> io::Result<()> {
    if history.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n  last polls        came             bytes  new  edited"
    )?;
    let mut said = None;
    for poll in history {
        let came = poll.kind.as_deref().unwrap_or(&poll.outcome);
        let text = format!(
            "  {}  {:<13} {:>8}  {:>3}  {:>6}",
            poll.at.format("%Y-%m-%d %H:%M"),
            came.replace('_', " "),
            poll.bytes,
            poll.tally.new,
            poll.tally.updated,
        );
        writeln!(out, "{text}")?;
        let message = poll.message.as_deref();
        if let Some(message) = message.filter(|message| said != Some(*message)) {
            writeln!(out, "                    {message}")?;
        }
        said = message;
    }
    Ok(())
}

pub(super) fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {name:<13} {value}")
}

fn past(time: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let Some(time) = time else {
        return "never".to_owned();
    };
    match view::span(now - time) {
        Some(span) => format!("{}, {span} ago", minute(time)),
        None => minute(time),
    }
}

fn minute(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
