//! Where the feed of a source may be that fails for long: what its site's page names.

use std::io::{self, Write};

use chrono::TimeDelta;
use serde_json::{Value, json};
use url::Url;

use super::configured_as;
use super::show::line;
use crate::cli::{progress::Bar, run::stop_signal, secrecy::without_keys};
use crate::clock::Clock;
use crate::config::Config;
use crate::discover::{Lost, Suggestion, suggest};
use crate::domain::{Health, Standing, WALL, address};
use crate::fetch::{Client, Request, RetryScope, Settings};
use crate::poll;
use crate::refresh::{self, Progress as _};

/// A source that failed so often, and gave nothing for so long, may have moved.
const FAILURES: u32 = 3;
const WITHOUT_SUCCESS: TimeDelta = TimeDelta::days(2);

/// The page to look for another feed at, when the source may have moved: it fails for long, or says
/// itself that it is gone. One that asks to be left alone is left alone.
pub(super) fn site(health: &Health) -> Option<Url> {
    let last = health.last_poll?;
    let kind = health.trouble.as_ref()?.kind.as_deref();
    let is_gone = kind == Some("gone");
    let is_long = health
        .last_success
        .is_none_or(|success| last - success >= WITHOUT_SUCCESS);
    let on_hold = health.next.as_ref().is_some_and(|next| next.hold.is_some());
    let shuts_out = matches!(kind, Some("rate_limited" | WALL));
    let may_be_asked = is_gone || (!on_hold && !shuts_out);
    let may_have_moved = is_gone || (health.failures >= FAILURES && is_long);
    let source = &health.source;
    (health.standing == Standing::On && may_be_asked && may_have_moved)
        .then(|| {
            source
                .outlet
                .site
                .clone()
                .or_else(|| source.url.join("/").ok())
        })
        .flatten()
}

/// Asks the page `site` for another feed; none when it was interrupted.
pub(super) fn ask(
    config: &Config,
    health: &Health,
    site: &Url,
    quiet: bool,
) -> anyhow::Result<Option<Suggestion>> {
    let settings = Settings {
        // Every request goes to the site that asks us to wait.
        retry_scope: RetryScope::Host,
        ..refresh::fetch_settings(config)
    };
    let clock = Clock::system();
    let client = Client::new(settings, clock.clone())?;
    let source = &health.source;
    let configured = config.enabled().find(|other| other.source.id == source.id);
    let lost = Lost {
        url: health.moved_to.as_ref().unwrap_or(&source.url),
        request: &|url| match configured {
            Some(configured) => poll::at(configured, url.clone()),
            None => Request::new(url.clone()),
        },
        is_taken: &|url| configured_as(config, url).is_some(),
    };
    let bar = Bar::new(quiet);
    bar.polling(1);
    bar.polled(&address::shown(site));
    let suggestion = refresh::runtime()?.block_on(async {
        let stop = stop_signal()?;
        anyhow::Ok(tokio::select! {
            suggestion = suggest(&client, &clock, site, &lost) => Some(suggestion),
            () = stop => None,
        })
    });
    bar.done();
    suggestion
}

/// Adds what was found to the JSON object of the source.
pub(super) fn put(
    object: &mut Value,
    site: Option<&Url>,
    suggestion: Option<&Suggestion>,
) -> serde_json::Result<()> {
    let (found, nothing) = match suggestion {
        Some(Suggestion::Feed(feed)) => {
            let mut found = without_keys(serde_json::to_value(feed)?);
            found["url"] = address::shown(feed.address()).into();
            found["toml"] = toml(feed.address()).into();
            (found, None)
        }
        Some(Suggestion::Nothing(why)) => (Value::Null, Some(why)),
        None => (Value::Null, None),
    };
    object["discover"] = json!(site.map(address::shown));
    object["suggestion"] = found;
    object["no_suggestion"] = json!(nothing);
    Ok(())
}

/// Prints what was found, or where to look.
pub(super) fn print(
    site: &Url,
    suggestion: Option<&Suggestion>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    match suggestion {
        Some(Suggestion::Feed(feed)) => {
            let found = address::shown(feed.address());
            line(
                out,
                "suggestion",
                &format!("the site's page names another feed: {found}"),
            )?;
            line(out, "", &feed.to_string())?;
            return line(out, "", &format!("put in: {}", toml(feed.address())));
        }
        Some(Suggestion::Nothing(why)) => line(out, "suggestion", &format!("none: {why}"))?,
        None => {}
    }
    let site = address::shown(site);
    line(out, "try", &format!("griot sources discover {site}"))
}

/// The line of the configuration that names the feed. A public page names it: it holds no key of
/// the operator's.
fn toml(feed: &Url) -> String {
    format!("url = \"{feed}\"")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::health::unpolled as health;
    use crate::domain::{NextPoll, Trouble, Wish};

    #[test]
    fn a_source_that_fails_for_long_or_is_gone_may_have_moved() {
        let root = Some("https://e.example/");
        for (kind, failures, days_without, on_hold, page) in [
            ("missing", 3, Some(2), false, root),
            ("missing", 3, None, false, root),
            ("missing", 30, Some(1), false, None),
            ("missing", 2, Some(9), false, None),
            ("gone", 1, Some(0), true, root),
            ("rate_limited", 9, Some(9), false, None),
            ("status", 9, Some(9), true, None),
            ("bot_wall", 9, Some(9), false, None),
        ] {
            let last = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
            let hold = Wish {
                until: last,
                because: String::new(),
            };
            let failing = Health {
                last_poll: Some(last),
                last_success: days_without.map(|days| last - TimeDelta::days(days)),
                failures,
                trouble: Some(Trouble {
                    kind: Some(kind.to_owned()),
                    message: String::new(),
                    since: None,
                }),
                next: Some(NextPoll {
                    at: last,
                    decided_by: "schedule",
                    because: String::new(),
                    schedule: last,
                    back_off: None,
                    publisher: None,
                    hold: Some(hold).filter(|_| on_hold),
                }),
                ..health("echo")
            };
            assert_eq!(site(&failing).as_ref().map(Url::as_str), page, "{kind}");
        }
        assert_eq!(site(&health("echo")), None);
    }
}
