//! Polling beside a hub that delivers: seldom while that can be relied on, and as ever otherwise.

use chrono::TimeDelta;
use griot::refresh::{Subscriber, Which};
use griot::serve::Delivery;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::outlet::Outlet;
use crate::page::{Page, document};
use crate::world::*;

/// What a subscription's address ends in, and its secret, where chance only counts.
const TOKEN: &str = "000000000000000000000000000000000000000000000000";
const SECRET: &str = "000000000000000100000000000000000000000000000000";

/// A feed with these items that names a hub of this scheme.
fn naming(scheme: &str, outlet: &Outlet, titles: &[&str]) -> Page {
    let (hub, own) = (outlet.url("/hub"), outlet.url("/feed"));
    let hub = hub.replacen("http", scheme, 1);
    let links = format!("<{hub}>; rel=hub, <{own}>; rel=self");
    Page::feed(titles).field("Link", &links)
}

/// A world whose source would be asked every hour and names a hub, which has confirmed.
async fn subscribed(scheme: &str) -> (World, Outlet, Subscriber) {
    let mut world = World::new();
    world.schedule("adaptive = false");
    world.fetch("websub = true");
    let outlet = world.outlet("a", Page::feed(&[])).await;
    outlet.feed(naming(scheme, &outlet, &["un"]));
    let mut subscriber = world.subscriber();
    world.round(&Which::Scheduled).await;
    world.see_to(&mut subscriber);
    let topic = outlet.url("/feed");
    let query =
        format!("hub.mode=subscribe&hub.topic={topic}&hub.challenge=x&hub.lease_seconds=864000");
    let challenge = subscriber.callbacks().intent(TOKEN, &query);
    assert_eq!(challenge.as_deref(), Some("x"));
    world.see_to(&mut subscriber);
    outlet.asked();
    (world, outlet, subscriber)
}

fn delivery(titles: &[&str]) -> Delivery {
    let body = document("", titles).into_bytes();
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(&body);
    let tag = mac.finalize().into_bytes();
    let tag: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    Delivery::new(body, Some(format!("sha1={tag}")))
}

/// The hub delivers items of these titles, and the next round takes them in.
async fn deliver(world: &mut World, subscriber: &mut Subscriber, titles: &[&str]) {
    let callbacks = subscriber.callbacks();
    callbacks.deliver(TOKEN, delivery(titles)).unwrap();
    assert!(world.see_to(subscriber));
    world.round(&Which::Scheduled).await;
}

/// How often the feed was asked for in so long a time.
async fn polls(world: &mut World, outlet: &Outlet, time: TimeDelta) -> usize {
    outlet.asked();
    world.pass(time).await;
    let asked = outlet.asked();
    asked.iter().filter(|asked| asked.target == "/feed").count()
}

#[tokio::test]
async fn a_source_whose_hub_delivers_is_asked_once_a_day() {
    let (mut world, outlet, mut subscriber) = subscribed("https").await;
    let before = polls(&mut world, &outlet, hours(4)).await;
    assert!(before >= 3, "nothing was delivered yet: {before}");
    deliver(&mut world, &mut subscriber, &["deux"]).await;
    assert_eq!(world.entries(), 2, "what is not in it stays");
    assert_eq!(polls(&mut world, &outlet, days(3)).await, 3);
}

#[tokio::test]
async fn a_hub_that_missed_something_is_relied_on_again_when_it_delivers() {
    let (mut world, outlet, mut subscriber) = subscribed("https").await;
    deliver(&mut world, &mut subscriber, &["deux"]).await;
    outlet.feed(naming("https", &outlet, &["un", "trois"]));
    assert!(polls(&mut world, &outlet, days(1) + hours(4)).await >= 4);
    assert_eq!(world.entries(), 3);
    deliver(&mut world, &mut subscriber, &["quatre"]).await;
    assert_eq!(polls(&mut world, &outlet, days(2)).await, 2);
}

#[tokio::test]
async fn polling_is_what_it_was_when_the_lease_is_over_or_the_daemon_begins_anew() {
    let (mut world, outlet, mut subscriber) = subscribed("https").await;
    deliver(&mut world, &mut subscriber, &["deux"]).await;
    assert_eq!(polls(&mut world, &outlet, days(1)).await, 1);
    drop(subscriber);
    world.restart();
    let mut subscriber = world.subscriber();
    let anew = polls(&mut world, &outlet, hours(4)).await;
    assert!(anew >= 3, "what was delivered meanwhile is lost: {anew}");
    deliver(&mut world, &mut subscriber, &["trois"]).await;
    assert_eq!(polls(&mut world, &outlet, days(7)).await, 7);
    let over = polls(&mut world, &outlet, days(2)).await;
    assert!(over >= 4, "the lease was for ten days: {over}");
}

#[tokio::test]
async fn what_is_not_signed_is_not_used() {
    let (mut world, _outlet, mut subscriber) = subscribed("https").await;
    let callbacks = subscriber.callbacks();
    for signature in [None, Some("sha1=00"), Some("sha1=")] {
        let forged = document("", &["faux"]).into_bytes();
        let delivery = Delivery::new(forged, signature.map(str::to_owned));
        callbacks.deliver(TOKEN, delivery).unwrap();
    }
    assert!(!world.see_to(&mut subscriber));
    world.round(&Which::Scheduled).await;
    assert_eq!(world.entries(), 1);
}

#[tokio::test]
async fn a_hub_that_can_keep_no_secret_only_hints_at_what_is_new() {
    let (mut world, outlet, mut subscriber) = subscribed("http").await;
    world.sleep(minutes(1));
    outlet.feed(naming("http", &outlet, &["un", "deux"]));
    let callbacks = subscriber.callbacks();
    // Anybody may say so: often is no more than once.
    for _ in 0..20 {
        callbacks.deliver(TOKEN, delivery(&["faux"])).unwrap();
    }
    assert!(world.see_to(&mut subscriber));
    let asked = |outlet: &Outlet| {
        let asked = outlet.asked();
        asked.iter().filter(|asked| asked.target == "/feed").count()
    };
    world.round(&Which::Scheduled).await;
    assert_eq!(asked(&outlet), 0, "it was asked a minute ago");
    world.pass(minutes(6)).await;
    assert_eq!(asked(&outlet), 1);
    assert_eq!(world.entries(), 2);
    // It has shown that its hints can be relied on.
    world.pass(hours(20)).await;
    assert_eq!(asked(&outlet), 0);
}
