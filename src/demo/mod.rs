//! The demo: sample outlets on loopback, and a real griot that polls, groups and publishes them.

mod houses;
mod newsroom;
mod outlets;

use std::fmt::Write as _;
use std::fs;
use std::future::Future;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::config;
use crate::daemon::Site;
use crate::domain::Language;
use crate::refresh::{Quietly, Refresher, SETTLE_ONCE, Summary, Which};
use crate::serve::{self, Limits};

use houses::House;
use newsroom::{Article, Newsroom};
use outlets::{Outlets, SharedNewsroom};

/// Between two articles that the sample outlets publish.
const PACE: Duration = Duration::from_secs(4);

/// Stories that the report of the first round shows.
const SHOWN: usize = 5;

/// The first line of a demo's configuration, by which a later demo knows the folder as its own.
const HEADING: &str = "# The demo's configuration: sample outlets on this machine.";

/// What the demo is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether to end after the first round.
    pub once: bool,
    /// Where to serve; a free port is taken where this one is busy.
    pub listen: SocketAddr,
}

/// How the demo ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// After the first round, as it was told to.
    Done,
    /// Because `stop` resolved.
    Stopped,
}

/// Runs the demo in `folder` until `stop` resolves, or, `once`, until the first round is done.
///
/// # Errors
/// When loopback or the folder cannot be used.
pub async fn run(
    options: &Options,
    folder: &Path,
    out: &mut dyn Write,
    stop: impl Future<Output = ()> + Unpin,
) -> anyhow::Result<Ended> {
    let clock = Clock::system();
    let newsroom: SharedNewsroom = Arc::new(RwLock::new(Newsroom::open(clock.now())?));
    let outlets = Outlets::open(&newsroom)
        .await
        .context("the sample outlets could not be started on 127.0.0.1")?;
    let (listener, note) = listen(options.listen).await?;
    let address = listener.local_addr()?;

    let file = folder.join("griot.toml");
    anyhow::ensure!(
        !file.exists() || fs::read_to_string(&file).is_ok_and(|text| text.starts_with(HEADING)),
        "{} is no demo's configuration; name an empty folder with --dir",
        file.display()
    );
    fs::write(&file, configuration(&outlets, address, options.once))
        .with_context(|| format!("cannot write {}", file.display()))?;
    let config = config::load(&file)
        .map_err(|problems| anyhow::anyhow!("the demo's configuration: {problems}"))?;
    let mut refresher = Refresher::open(config, clock.clone(), SETTLE_ONCE)?;
    let summary = refresher
        .round(&Which::All, &Quietly, std::future::pending())
        .await?
        .context("the first round did not end")?;
    let mut site = Site::open(&refresher, &clock)?;
    write!(out, "{}", report(&refresher, &summary, folder)?)?;
    if options.once {
        return Ok(Ended::Done);
    }
    if let Some(note) = note {
        writeln!(out, "{note}")?;
    }
    write!(out, "{}", invitation(address))?;
    out.flush()?;

    let server = Arc::clone(&site.server);
    let (ending, ended) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve::serve(
        vec![listener],
        server,
        Limits::of_process(),
        async {
            // An error means that the demo has ended, which is what is waited for.
            let _ = ended.await;
        },
    ));
    let live = go_on(&mut refresher, &mut site, &clock, &newsroom, out, stop).await;
    drop(ending);
    serving.await.context("the server did not end cleanly")?;
    live.map(|()| Ended::Stopped)
}

/// Lets the outlets publish, and polls them, until told to stop.
async fn go_on(
    refresher: &mut Refresher,
    site: &mut Site,
    clock: &Clock,
    newsroom: &SharedNewsroom,
    out: &mut dyn Write,
    mut stop: impl Future<Output = ()> + Unpin,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = tokio::time::sleep(PACE) => {}
        }
        let article = {
            let mut newsroom = newsroom.write().unwrap_or_else(PoisonError::into_inner);
            newsroom.next(clock.now())
        };
        let round = refresher
            .round(&Which::Scheduled, &Quietly, &mut stop)
            .await?;
        let Some(summary) = round else {
            return Ok(());
        };
        site.round_ended(&summary, &refresher.look()?.1);
        site.take_up(summary.files, refresher, clock)?;
        if let Some(article) = article {
            writeln!(out, "{}", what_became(&article, &summary))?;
            out.flush()?;
        }
    }
}

fn what_became(article: &Article, summary: &Summary) -> String {
    let became = match (summary.entries.updated, summary.stories.new) {
        (1.., _) => "a correction",
        (0, 1..) => "a new story",
        (0, 0) => "joins a story",
    };
    let outlet = houses::HOUSES
        .iter()
        .find(|house| house.feeds.iter().any(|(feed, _)| *feed == article.source))
        .map_or(article.source.as_str(), |house| house.name);
    format!("  + {outlet}: {} ({became})", article.title)
}

/// The address asked for, or a free port where it is busy; then with a word on it.
async fn listen(wanted: SocketAddr) -> anyhow::Result<(TcpListener, Option<String>)> {
    match TcpListener::bind(wanted).await {
        Ok(listener) => Ok((listener, None)),
        Err(error) => {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .await
                .context("no port of 127.0.0.1 can be listened on")?;
            Ok((
                listener,
                Some(format!(
                    "{wanted} cannot be used ({error}), so a free port serves"
                )),
            ))
        }
    }
}

/// A configuration as an operator would write it, for the sample outlets. After a single round they are
/// gone, and their images with them.
fn configuration(outlets: &Outlets, address: SocketAddr, once: bool) -> String {
    let images = if once { "none" } else { "link" };
    let mut text = format!(
        "{HEADING}\n\n\
         [instance]\n\
         base_url   = \"http://{address}/\"\n\
         authority  = \"griot.example\"\n\
         contact    = \"https://griot.example/about\"\n\
         state_dir  = \"state\"\n\
         public_dir = \"public\"\n\n\
         [fetch]\n\
         allow_networks    = [\"127.0.0.0/8\"]   # the sample outlets are on loopback\n\
         per_host_interval = \"0s\"\n\n\
         [schedule]\n\
         default = \"@always\"\n\n\
         [publish]\n\
         languages = [\"fr\", \"en\"]\n\
         images    = \"{images}\"\n\n\
         [serve]\n\
         listen = \"{address}\"\n"
    );
    for (house, address) in outlets.houses() {
        // Writing to a string cannot fail.
        let _ = outlet(&mut text, house, address);
    }
    text
}

fn outlet(text: &mut String, house: &House, address: SocketAddr) -> std::fmt::Result {
    let (owner, ownership) = house.owner;
    write!(
        text,
        "\n[[outlet]]\nname      = \"{}\"\nsite      = \"http://{address}/\"\n\
         language  = \"{}\"\nowner     = \"{owner}\"\nownership = \"{ownership}\"\n",
        house.name, house.language
    )?;
    for (feed, country) in house.feeds {
        write!(
            text,
            "  [[outlet.source]]\n  id  = \"{feed}\"\n  url = \"http://{address}/{feed}.{}\"\n",
            house.format.extension()
        )?;
        if let Some(country) = country {
            writeln!(text, "  country = \"{country}\"")?;
        }
        if !house.strip.is_empty() {
            let patterns: Vec<_> = house.strip.iter().map(|p| format!("'''{p}'''")).collect();
            writeln!(text, "  strip = [{}]", patterns.join(", "))?;
        }
    }
    Ok(())
}

/// What the first round did.
fn report(refresher: &Refresher, summary: &Summary, folder: &Path) -> anyhow::Result<String> {
    let (stories, several) = refresher.story_counts()?;
    let mut text = String::new();
    writeln!(
        text,
        "polled    {} feeds of {} sample outlets over HTTP on loopback",
        summary.sources.polled,
        houses::HOUSES.len()
    )?;
    writeln!(text, "entries   {}", summary.entries.seen)?;
    writeln!(
        text,
        "stories   {stories}, of which {several} were reported by several outlets"
    )?;
    writeln!(
        text,
        "editions  {}, each in RSS 2.0, Atom 1.0 and JSON Feed 1.1, in {}",
        refresher.editions()?.len(),
        folder.join("public").display()
    )?;
    for failure in &summary.failures {
        writeln!(text, "failed    {}: {}", failure.source, failure.message)?;
    }
    writeln!(text, "\nreported by several outlets, the latest:")?;
    for story in refresher.moving(SHOWN)? {
        let countries: Vec<_> = story
            .countries
            .primary
            .iter()
            .map(|country| country.name(Language::ENGLISH))
            .collect();
        let about = match countries.is_empty() {
            true => String::new(),
            false => format!(" ({})", countries.join(", ")),
        };
        writeln!(text, "  {}{about}", story.title)?;
        for report in &story.reports {
            let copy = if report.independent {
                ""
            } else {
                " (no text of its own)"
            };
            writeln!(text, "    {}: {}{copy}", report.outlet().name, report.title)?;
        }
    }
    Ok(text)
}

fn invitation(address: SocketAddr) -> String {
    format!(
        "\nlook at   http://{address}/              start page\n          \
         http://{address}/ne/           what is about Niger, for people\n          \
         http://{address}/feeds/all.atom (.rss, .json), /feeds/ne.atom, /feeds/all.fr.rss …\n          \
         http://{address}/editions.opml  every edition, for a feed reader\n\n\
         the outlets publish something every {} seconds; Ctrl-C ends the demo\n",
        PACE.as_secs()
    )
}
