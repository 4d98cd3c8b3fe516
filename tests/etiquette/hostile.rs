//! Servers that lie, stall, flood and break off, all in one round with one that does well: the
//! round ends, the well-behaved is read, nothing stored is lost, and whoever mends their ways is
//! read again.

use std::time::{Duration, Instant};

use crate::page::Page;
use crate::servers::{READ, hostile};
use crate::world::*;

#[tokio::test]
async fn no_server_however_hostile_ends_a_round_loses_what_is_stored_or_is_believed() {
    let hostile = hostile();
    let good = |title: &str, etag: &str| Page::feed(&[title]).etag(etag);
    let (mut world, outlets) = World::of(hostile.iter().map(|_| good("un", "\"good\""))).await;
    world.fetch("timeout = \"5s\"");
    world.fetch("max_body = \"200KB\"");
    let well = world.outlet("well", good("un", "\"1\"")).await;
    assert_eq!(world.refresh().await.sources.changed, hostile.len() + 1);

    well.feed(good("deux", "\"2\""));
    for (outlet, (_, page, _)) in outlets.iter().zip(&hostile) {
        outlet.feed(page.clone());
        outlet.asked();
    }
    // Asked for the whole, for a day has passed: who says 304 now says it unasked.
    world.sleep(days(1));
    let start = Instant::now();
    let round = world.all().await;
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    for (n, (what, _, kind)) in hostile.iter().enumerate() {
        let id = format!("s{n}");
        let failure = round.failures.iter().find(|failure| failure.source == id);
        let found = failure.map_or(READ, |failure| failure.kind.as_str());
        assert_eq!(found, *kind, "{what}: {failure:?}");
        assert!(
            outlets[n].asked().len() <= 2,
            "{what} is not asked again and again"
        );
    }
    assert!(
        world.known().contains("deux"),
        "the one that does well is read"
    );
    assert!(
        world.entries() > hostile.len(),
        "nothing that was stored is lost"
    );

    for outlet in &outlets {
        outlet.feed(good("trois", "\"better\""));
    }
    let round = world.all().await;
    let waits = hostile
        .iter()
        .filter(|(_, _, kind)| *kind == "rate_limited")
        .count();
    assert_eq!(round.sources.skipped, waits);
    assert_eq!(
        round.entries.new,
        hostile.len() - waits,
        "{:?}",
        round.failures
    );
    for (outlet, (what, _, kind)) in outlets.iter().zip(&hostile) {
        let asked = outlet.asked();
        if !matches!(*kind, READ | "rate_limited") {
            assert_eq!(asked[0].conditions(), (Some("\"good\""), None), "{what}");
        }
    }
    world.pass(days(1) + hours(1)).await;
    let late: i64 = (world.store())
        .query_row(
            "SELECT COUNT(*) FROM entry WHERE title = 'trois'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(late, i64::try_from(hostile.len()).unwrap());
}
