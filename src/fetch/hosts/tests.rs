//! Turns and distances, in as little time as tells them apart.

use super::*;

fn hosts(concurrency: usize, per_host: usize, interval: Duration) -> Hosts {
    let settings = Settings {
        concurrency,
        per_host_connections: per_host,
        per_host_interval: interval,
        ..Settings::default()
    };
    Hosts::new(&settings, Clock::manual(DateTime::UNIX_EPOCH))
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

const NEVER: Duration = Duration::from_millis(30);

#[tokio::test]
async fn a_host_is_asked_one_thing_at_a_time_and_others_go_on() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let first = hosts.turn(&url("http://a/1"), None, false).await.unwrap();
    let second = tokio::time::timeout(NEVER, hosts.turn(&url("http://a:80/2"), None, false)).await;
    assert!(second.is_err(), "the same host waits");
    for other in ["http://b/", "https://a/", "http://a:81/"] {
        hosts.turn(&url(other), None, false).await.unwrap();
    }
    drop(first);
    hosts.turn(&url("http://a/2"), None, false).await.unwrap();
}

#[tokio::test]
async fn who_waits_for_a_slow_host_takes_no_place_from_others() {
    let hosts = Arc::new(hosts(2, 1, Duration::ZERO));
    let _slow = hosts.turn(&url("http://slow/"), None, false).await.unwrap();
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let hosts = Arc::clone(&hosts);
            tokio::spawn(async move {
                hosts
                    .turn(&url("http://slow/"), None, false)
                    .await
                    .map(drop)
            })
        })
        .collect();
    tokio::task::yield_now().await;
    hosts
        .turn(&url("http://quick/"), None, false)
        .await
        .unwrap();
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn starts_at_one_host_are_spaced_even_when_several_may_run() {
    let interval = Duration::from_millis(15);
    let hosts = hosts(8, 3, interval);
    let begin = Instant::now();
    let site = url("http://a/");
    let turns = (
        hosts.turn(&site, None, false),
        hosts.turn(&site, None, false),
        hosts.turn(&site, None, false),
    );
    let (a, b, c) = tokio::join!(turns.0, turns.1, turns.2);
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert!(begin.elapsed() >= interval * 2);
}

fn apart(apart: Duration, longest_queue: Duration) -> Option<Spacing> {
    Some(Spacing {
        apart,
        longest_queue,
    })
}

#[tokio::test]
async fn a_distance_of_the_site_s_own_counts_from_start_to_start() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let site = url("http://a/");
    let distance = Duration::from_millis(60);
    let spacing = apart(distance, Duration::MAX);
    let busy = hosts.turn(&site, None, false).await.unwrap();
    let ask = || async { drop(hosts.turn(&site, spacing, false).await.unwrap()) };
    let asking = async { tokio::join!(ask(), ask()) };
    tokio::pin!(asking);
    // Both would be free by now, if the first had not been held up.
    let late = tokio::time::timeout(distance * 2, &mut asking).await;
    assert!(late.is_err(), "the host is busy");
    let free = Instant::now();
    drop(busy);
    asking.await;
    assert!(free.elapsed() >= distance);
    ask().await;
    assert!(free.elapsed() >= distance * 2, "whoever asks, and when");
}

#[tokio::test]
async fn who_keeps_a_site_s_distance_keeps_no_feed_waiting() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let site = url("http://a/");
    let spacing = apart(Duration::from_secs(3600), Duration::MAX);
    hosts.turn(&site, spacing, false).await.unwrap();
    let next = hosts.turn(&site, spacing, false);
    tokio::pin!(next);
    let early = tokio::time::timeout(NEVER, &mut next).await;
    assert!(early.is_err(), "it is not its time");
    let feed = tokio::time::timeout(Duration::from_secs(60), hosts.turn(&site, None, false)).await;
    assert!(feed.is_ok_and(|turn| turn.is_ok()));
}

#[tokio::test]
async fn a_queue_that_is_too_long_is_not_joined() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let site = url("http://a/");
    let (hour, minute) = (Duration::from_secs(3600), Duration::from_secs(60));
    hosts.turn(&site, apart(hour, minute), false).await.unwrap();
    let left = hosts
        .turn(&site, apart(hour, minute), false)
        .await
        .unwrap_err();
    assert!(left.0 > minute && left.0 <= hour, "{left:?}");
    let other = hosts
        .turn(&url("http://b/"), apart(hour, minute), false)
        .await;
    assert!(other.is_ok());
}

#[tokio::test]
async fn a_held_host_is_not_asked_and_says_for_how_long() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let site = url("http://a/");
    let minute = Duration::from_secs(60);
    hosts.turn(&site, None, false).await.unwrap().hold(minute);
    hosts.clock.advance(TimeDelta::seconds(20));
    let left = hosts.turn(&site, None, false).await.unwrap_err();
    assert_eq!(left, Held(minute * 2 / 3));
    assert!(hosts.turn(&url("http://b/"), None, false).await.is_ok());
    hosts.clock.advance(TimeDelta::seconds(40));
    assert!(hosts.turn(&site, None, false).await.is_ok());
}

#[tokio::test]
async fn no_host_is_held_beyond_a_day_nor_by_a_clock_that_was_set_back() {
    let hosts = hosts(8, 1, Duration::ZERO);
    let site = url("http://a/");
    hosts
        .turn(&site, None, false)
        .await
        .unwrap()
        .hold(Duration::MAX);
    let left = hosts.turn(&site, None, false).await.unwrap_err();
    assert_eq!(left, Held(Duration::from_secs(24 * 60 * 60)));
    hosts.clock.advance(TimeDelta::days(-400));
    assert!(hosts.turn(&site, None, false).await.is_ok());
}
