//! `griot sources discover`: a site's feeds as tables.

use std::io::{self, Write};

use serde_json::json;
use url::Url;

use super::{Exit, configured_as, has_outlet};
use crate::cli::{progress::Bar, run::stop_signal, secrecy::without_keys};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::draft::{self, Draft, DraftSource};
use crate::discover::{Findings, MOST_REQUESTS, Missed, Start, Trace, discover};
use crate::domain::address;
use crate::fetch::{Client, RetryScope, Settings};
use crate::refresh::{self, Progress as _};

/// Find a site's feeds, as tables to put into a file of outlets
///
/// Asks the address, then what its page declares and links to, then where sites usually keep feeds,
/// then the sitemaps of its news: at most sixteen requests, spaced, and no more than it takes. Where
/// there is no feed, the page that was given may list headlines: the table then reads it by selectors.
/// Prints tables and writes nothing. Needs no configuration; where there is one, its contact and
/// [fetch] settings hold. Tables hold addresses whole; --json hides what looks like a key.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot sources discover example.org                      look at it first
  griot sources discover https://example.org/afrique/ >> config/outlets.toml
  griot sources discover example.org --json | jq .feeds

Exit codes: 0 found; 1 neither a feed nor a list of headlines, or the site does not answer;
2 wrong usage or configuration.")]
pub(super) struct Args {
    /// An address of the site, or of a feed; https:// may be left out
    #[arg(value_name = "URL")]
    url: Start,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Prints the tables; what went wrong goes to standard error. The exit code is 1 when no feed was
/// found.
pub(super) fn run(
    args: &Args,
    config: &Config,
    quiet: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(findings) = search(args, config, quiet || args.json)? else {
        return Ok(Exit::Interrupted);
    };
    let (draft, known) = new_ones(findings.draft(), config);
    if args.json {
        let mut object = serde_json::to_value(&findings)?;
        object["outlet"] = json!(draft);
        object["configured"] = known
            .iter()
            .map(|(source, id)| json!({ "url": source.url, "id": id }))
            .collect();
        writeln!(out, "{}", without_keys(object))?;
    } else {
        print(&findings, draft, &known, config, out)?;
    }
    Ok(if findings.feeds.is_empty() && findings.lists.is_empty() {
        Exit::Failed
    } else {
        Exit::Done
    })
}

/// Looks for the feeds; none when it was interrupted.
fn search(args: &Args, config: &Config, quiet: bool) -> anyhow::Result<Option<Findings>> {
    let settings = Settings {
        // Every request goes to the site that asks us to wait.
        retry_scope: RetryScope::Host,
        ..refresh::fetch_settings(config)
    };
    let clock = Clock::system();
    let client = Client::new(settings, clock.clone())?;
    let bar = Bar::new(quiet);
    bar.polling(MOST_REQUESTS);
    let findings = refresh::runtime()?.block_on(async {
        let stop = stop_signal()?;
        let asking = |url: &Url| bar.polled(&address::shown(url));
        let findings = tokio::select! {
            findings = discover(&client, &clock, &args.url, &asking) => Some(findings),
            () = stop => None,
        };
        anyhow::Ok(findings)
    });
    bar.done();
    findings
}

/// What of the draft is not configured yet; and what is, with its id.
fn new_ones(draft: Option<Draft>, config: &Config) -> (Option<Draft>, Vec<(DraftSource, String)>) {
    let Some(mut draft) = draft else {
        return (None, Vec::new());
    };
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for source in std::mem::take(&mut draft.sources) {
        match configured_as(config, &source.url) {
            Some(id) => known.push((source, id.to_string())),
            None => new.push(source),
        }
    }
    // What is off only repeats what is configured.
    let is_news = new.iter().any(|source| source.enabled);
    draft.sources = new;
    (is_news.then_some(draft), known)
}

fn print(
    findings: &Findings,
    draft: Option<Draft>,
    known: &[(DraftSource, String)],
    config: &Config,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{}", draft::to_toml(draft.as_slice()))?;
    let mut errors = io::stderr();
    if let Some(Draft { name, .. }) = draft.filter(|draft| has_outlet(config, &draft.name)) {
        writeln!(
            errors,
            "the outlet \"{name}\" is configured already: put these sources into its table"
        )?;
    }
    for (source, id) in known {
        let url = address::shown(&source.url);
        writeln!(errors, "configured already, as \"{id}\": {url}")?;
    }
    not_asked(findings, &mut errors)?;
    if findings.feeds.is_empty() {
        nothing(findings, &mut errors)?;
    }
    if let Some(list) = findings.lists.first() {
        writeln!(
            errors,
            "the page itself lists {} headlines: as a source of kind = \"page\" it is read by selectors",
            list.items
        )?;
    }
    Ok(())
}

/// Addresses that are named one by one; of more the first stands for all.
const NAMED: usize = 3;

fn not_asked(findings: &Findings, errors: &mut dyn Write) -> io::Result<()> {
    let urls: Vec<String> = findings.not_asked.iter().map(address::shown).collect();
    match urls.as_slice() {
        [first, ..] if urls.len() > NAMED => writeln!(
            errors,
            "not asked, for there are so many: {} addresses, such as {first} (--json lists them)",
            urls.len()
        ),
        urls => urls
            .iter()
            .try_for_each(|url| writeln!(errors, "not asked, for there are so many: {url}")),
    }
}

/// Says why no feed was found.
fn nothing(findings: &Findings, errors: &mut dyn Write) -> io::Result<()> {
    let mut alike: Vec<((Trace, &str), Vec<&Missed>)> = Vec::new();
    for missed in &findings.missed {
        let of = (missed.trace, missed.kind);
        match alike.iter_mut().find(|(known, _)| *known == of) {
            Some((_, group)) => group.push(missed),
            None => alike.push((of, vec![missed])),
        }
    }
    for ((trace, kind), group) in alike {
        let is_guess = matches!(trace, Trace::Usual | Trace::Sitemap);
        let is_expected = is_guess && matches!(kind, "missing" | "gone" | "no_feed");
        if group.len() <= NAMED && !is_expected {
            for missed in group {
                writeln!(errors, "{}", missed.message)?;
            }
        } else if let Some(first) = group.first() {
            let such = address::shown(&first.url);
            let whose = match trace {
                Trace::Given => "of the addresses given",
                Trace::Declared => "of the addresses that the page declares",
                Trace::Linked => "of the addresses that the page links to",
                Trace::Usual => "of the usual places",
                Trace::Sitemap => "of the places of news sitemaps",
            };
            let count = group.len();
            writeln!(
                errors,
                "{count} {whose} gave no feed ({kind}), such as {such}"
            )?;
        }
    }
    let requests = findings.requests;
    if requests > 1 {
        let site = address::shown(&findings.site);
        writeln!(errors, "no feed was found at {site} in {requests} requests")?;
    }
    let is_silent =
        |missed: &Missed| matches!(missed.kind, "tls" | "network" | "protocol" | "timeout");
    let is_https = findings.site.scheme() == "https";
    match findings.missed.as_slice() {
        [only] if is_https && is_silent(only) => {
            writeln!(errors, "does the site speak http only? then write http://")
        }
        [.., last] if requests > 1 && !is_silent(last) => writeln!(
            errors,
            "if a page of the site lists its feeds, give that page's address"
        ),
        _ => Ok(()),
    }
}
