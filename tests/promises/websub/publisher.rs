//! Our own hub is told of what changed.

use std::process::Stdio;

use super::{Daemon, PATIENCE, feed, news};
use crate::events;
use crate::feeds::Item;
use crate::hub::Hub;
use crate::instance::{Instance, Running, source, until};
use crate::outlet::Outlet;

fn publisher(outlet: &Outlet, hub: &Hub) -> Instance {
    let publish = format!("countries = [\"NE\"]\nhub = \"{}\"", hub.url());
    Instance::configured(&publish, &source("a", &outlet.url("/feed")))
}

/// The feeds of the two editions that it publishes, as addresses.
fn topics() -> Vec<String> {
    let feeds = [
        "all.atom", "all.json", "all.rss", "ne.atom", "ne.json", "ne.rss",
    ];
    let address = |feed| format!("https://news.example/feeds/{feed}");
    feeds.into_iter().map(address).collect()
}

#[test]
fn the_hub_is_named_in_every_feed_and_told_once_of_each_that_changed() {
    let outlet = Outlet::serving(feed(&[events::mine("A")]));
    let hub = Hub::open();
    let griot = publisher(&outlet, &hub);
    griot.refresh(&[]);
    assert_eq!(hub.told(), topics());
    let url = hub.url();
    assert!(
        griot
            .read("feeds/ne.atom")
            .contains(&format!("<link rel=\"hub\" href=\"{url}\"/>"))
    );
    assert!(
        griot
            .read("feeds/ne.rss")
            .contains(&format!("<atom:link rel=\"hub\" href=\"{url}\"/>"))
    );
    let hubs = &griot.json("ne")["hubs"];
    assert_eq!(hubs, &serde_json::json!([{ "type": "WebSub", "url": url }]));

    griot.refresh(&["--all"]);
    assert_eq!(hub.told(), [""; 0], "nothing changed");
    // Chad has no edition here: only that of everything changes.
    let chad = Item::new(
        1,
        "Tchad : le marché de Moundou rouvre",
        "À Moundou, au Tchad.",
    );
    outlet.publish("/feed", feed(&[events::mine("A"), chad]));
    griot.refresh(&["--all"]);
    assert_eq!(hub.told(), topics()[..3]);

    let other = Hub::open();
    let publish = format!("countries = [\"NE\"]\nhub = \"{}\"", other.url());
    griot.configure(&publish, &source("a", &outlet.url("/feed")));
    griot.refresh(&[]);
    assert_eq!((hub.told().len(), other.told()), (0, topics()));
}

#[test]
fn a_hub_that_fails_costs_no_round_is_named_once_and_told_later() {
    let outlet = Outlet::serving(feed(&[events::mine("A")]));
    let hub = Hub::open();
    hub.answers(500);
    let griot = publisher(&outlet, &hub);
    let said = griot.run(&["refresh"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(
        said.err.matches("the hub could not be told").count(),
        1,
        "{}",
        said.err
    );
    let said = griot.run(&["refresh"]);
    assert!(
        !said.err.contains("the hub could not be told"),
        "{}",
        said.err
    );

    // A round that is killed while it tells the hub.
    hub.answers(0);
    hub.heard();
    let mut round = griot.command(&["refresh"]);
    let round = round.stdout(Stdio::null()).stderr(Stdio::null());
    let mut round = Running(round.spawn().unwrap());
    until(PATIENCE, "the hub is told", || {
        (!hub.heard().is_empty()).then_some(())
    });
    round.0.kill().unwrap();
    round.wait(PATIENCE);

    hub.answers(204);
    hub.heard();
    griot.refresh(&[]);
    assert_eq!(hub.told(), topics());
    griot.refresh(&["--all"]);
    assert_eq!(hub.told(), [""; 0]);

    // What it does not want to know of is not told again.
    hub.answers(400);
    outlet.publish(
        "/feed",
        feed(&[events::mine("A"), news("un marché rouvre")]),
    );
    let said = griot.run(&["refresh", "--all"]);
    assert_eq!(
        (said.code, said.err.matches("answered 400").count()),
        (Some(0), 1)
    );
    hub.answers(204);
    hub.heard();
    griot.refresh(&["--all"]);
    assert_eq!(hub.told(), [""; 0]);
}

#[test]
fn the_daemon_tells_the_hub_of_what_it_serves_already() {
    let outlet = Outlet::serving(feed(&[events::mine("A")]));
    let hub = Hub::open();
    hub.fetches();
    let publish = format!("countries = [\"NE\"]\nhub = \"{}\"", hub.url());
    let daemon = Daemon::start(&publish, "", &source("a", &outlet.url("/feed")));
    let topic = format!("http://{}/feeds/ne.json", daemon.address);
    let fetched = until(PATIENCE, "the hub fetches the story", || {
        let fetched = hub.fetched().remove(&topic)?;
        fetched.contains("orpailleurs").then_some(fetched)
    });
    let links = format!(
        "Link: <{topic}>; rel=\"self\", <{}>; rel=\"hub\"",
        hub.url()
    );
    assert!(fetched.contains(&links), "{fetched}");
}
