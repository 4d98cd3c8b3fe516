//! Hosts: one thing at a time, over one connection, and nobody waits for another's sake.

use std::time::{Duration, Instant};

use crate::outlet::Outlet;
use crate::page::{Page, Step};
use crate::world::*;

/// An outlet with so many sources.
async fn many(count: usize) -> (World, Outlet) {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    for n in 0..count {
        let path = format!("/{n}");
        outlet.put(&path, Page::feed(&["un"]).etag("\"1\""));
        world.source(&format!("s{n}"), &outlet.url(&path), "");
    }
    (world, outlet)
}

#[tokio::test]
async fn two_sources_of_one_host_are_never_asked_at_once() {
    let (mut world, outlet) = many(20).await;
    assert_eq!(world.refresh().await.sources.polled, 20);
    assert_eq!(outlet.asked().len(), 20);
    assert_eq!(outlet.most_at_once(), 1);
}

#[tokio::test]
async fn a_connection_serves_all_sources_of_a_host_and_the_rounds_after_rfc9112_9_3() {
    let (mut world, outlet) = many(20).await;
    for _ in 0..3 {
        world.all().await;
    }
    assert_eq!((outlet.asked().len(), outlet.connections()), (60, 1));
}

#[tokio::test]
async fn more_connections_to_a_host_are_opened_only_where_the_operator_says() {
    let (mut world, outlet) = many(12).await;
    world.fetch("per_host_connections = 3");
    world.refresh().await;
    assert!(outlet.most_at_once() <= 3 && outlet.connections() <= 3);
}

#[tokio::test]
async fn requests_to_one_host_are_spaced_and_others_go_on_meanwhile() {
    let (mut world, outlet) = many(4).await;
    world.spaced("40ms");
    let other = world.outlet("other", Page::feed(&["deux"])).await;
    let start = Instant::now();
    world.refresh().await;
    assert!(start.elapsed() >= Duration::from_millis(3 * 40));
    assert_eq!((outlet.asked().len(), other.asked().len()), (4, 1));
}

#[tokio::test]
async fn a_host_that_never_answers_holds_nobody_else() {
    let mut world = World::new();
    world.fetch("timeout = \"3s\"");
    world.fetch("concurrency = 2");
    let silent = world.outlet("silent", Page::steps(vec![Step::Stall])).await;
    let mut others = Vec::new();
    for n in 0..6 {
        others.push(world.outlet(&format!("s{n}"), Page::feed(&["un"])).await);
    }
    let round = world.refresh().await;
    assert_eq!((round.sources.changed, round.sources.failed), (6, 1));
    assert_eq!(round.failures[0].kind, "timeout");
    silent.asked_once();
    others.iter().for_each(|outlet| drop(outlet.asked_once()));
}

#[tokio::test]
async fn a_host_spelled_in_two_ways_is_one_host() {
    let mut world = World::new();
    let outlet = Outlet::open(world.clock()).await;
    for (n, name) in ["localhost", "LOCALHOST", "LocalHost"].iter().enumerate() {
        let path = format!("/{n}");
        outlet.put(&path, Page::feed(&["un"]));
        world.source(
            &format!("s{n}"),
            &outlet.url(&path).replace("127.0.0.1", name),
            "",
        );
    }
    assert_eq!(world.refresh().await.sources.changed, 3);
    assert_eq!((outlet.most_at_once(), outlet.connections()), (1, 1));
}

#[tokio::test]
async fn a_connection_that_the_host_closed_in_between_costs_no_failure_rfc9112_9_3_1() {
    let (mut world, outlet) = World::with(Page::feed(&["un"])).await;
    let body = crate::page::document("", &["un"]);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    outlet.feed(Page::steps(vec![
        Step::Send((head + &body).into_bytes()),
        Step::Close,
    ]));
    for _ in 0..10 {
        assert_eq!(world.all().await.sources.failed, 0);
    }
}

#[tokio::test]
async fn a_connection_that_the_host_means_to_close_is_not_used_again_rfc9112_9_6() {
    let closing = Page::feed(&["un"]).field("Connection", "close");
    let (mut world, outlet) = World::with(closing).await;
    for _ in 0..3 {
        world.all().await;
    }
    let connections: Vec<_> = outlet
        .asked()
        .iter()
        .map(|asked| asked.connection)
        .collect();
    assert_eq!(connections, [0, 1, 2]);
}

#[tokio::test]
async fn our_own_lost_network_is_nobody_s_failure_and_tried_again_soon() {
    let mut world = World::new();
    for n in 0..4 {
        world.source(
            &format!("s{n}"),
            &format!("http://outlet-{n}.invalid/feed"),
            "",
        );
    }
    let round = world.refresh().await;
    assert_eq!(round.sources.failed, 4);
    let failures: i64 = (world.store())
        .query_row("SELECT SUM(failures) FROM source", [], |row| row.get(0))
        .unwrap();
    assert_eq!(failures, 0, "no source has failed: nobody could be reached");
    let wait = world.next() - world.now();
    assert!(wait >= minutes(5) && wait <= minutes(6), "{wait}");
}
