//! How often a host is asked, and what it is left alone for.

mod fetch_support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fetch_support::*;
use griot::fetch::{Answer, FailureKind, RetryScope, Settings};
use url::Url;

#[tokio::test]
async fn retry_after_is_read_in_both_forms_rfc9110_10_2_3() {
    for (status, value, seconds) in [
        ("429 Too Many Requests", "120", Some(120)),
        (
            "503 Service Unavailable",
            "Fri, 20 Nov 2026 10:30:00 GMT",
            Some(1800),
        ),
        (
            "503 Service Unavailable",
            "99999999999999999999",
            Some(1 << 31),
        ),
        (
            "429 Too Many Requests",
            "Fri, 20 Nov 2026 10:30:00 -0000",
            Some(1800),
        ),
        ("429 Too Many Requests", "120.5", Some(121)),
        ("503 Service Unavailable", "120, 240", Some(240)),
        ("429 Too Many Requests", "soon", None),
        ("429 Too Many Requests", "-1", None),
    ] {
        let outlet = Outlet::always(reply(status, &[("Retry-After", value)], "")).await;
        let failure = failure(get(&client(), outlet.url("/")).await);
        assert_eq!(
            failure.retry_after.map(|wait| wait.as_secs()),
            seconds,
            "{value}"
        );
        assert!(
            matches!(failure.kind, FailureKind::RateLimited(_)),
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_retry_after_silences_the_host_where_it_is_set_so_rfc9110_10_2_3() {
    for (scope, requests) in [(RetryScope::Source, 2), (RetryScope::Host, 1)] {
        let outlet = Outlet::always(reply(
            "429 Too Many Requests",
            &[("Retry-After", "3600")],
            "",
        ))
        .await;
        let client = client_with(Settings {
            retry_scope: scope,
            ..settings()
        });
        get(&client, outlet.url("/a")).await;
        let second = failure(get(&client, outlet.url("/b")).await);
        assert_eq!(outlet.seen().len(), requests, "{scope:?}");
        if scope == RetryScope::Host {
            assert_eq!(second.kind, FailureKind::Held);
            assert!(second.retry_after.unwrap() > Duration::from_secs(3500));
        }
    }
}

#[tokio::test]
async fn a_host_sees_one_request_at_a_time_and_its_starts_are_spaced() {
    let under_way = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&under_way);
    let outlet = Outlet::serve(move |_, _| {
        counter.fetch_add(1, Ordering::SeqCst);
        ok(&[])
    })
    .await;
    let interval = Duration::from_millis(10);
    let client = Arc::new(client_with(Settings {
        per_host_interval: interval,
        ..settings()
    }));
    let begin = std::time::Instant::now();
    let polls: Vec<_> = (0..5)
        .map(|n| {
            let (client, url) = (Arc::clone(&client), outlet.url(&format!("/{n}")));
            tokio::spawn(async move { get(&client, url).await })
        })
        .collect();
    for poll in polls {
        body(poll.await.unwrap());
    }
    assert!(begin.elapsed() >= interval * 4);
    assert_eq!(
        outlet.connections(),
        1,
        "five at once would have needed five"
    );
}

#[tokio::test]
async fn a_slow_host_holds_nobody_else() {
    let slow = Outlet::always(vec![Step::Stall]).await;
    let quick = Outlet::always(ok(&[])).await;
    let client = Arc::new(client_with(Settings {
        concurrency: 2,
        timeout: Duration::from_secs(5),
        ..settings()
    }));
    let waiting: Vec<_> = (0..10)
        .map(|_| {
            let (client, url) = (Arc::clone(&client), slow.url("/"));
            tokio::spawn(async move { get(&client, url).await })
        })
        .collect();
    while slow.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    let begin = std::time::Instant::now();
    for _ in 0..5 {
        body(get(&client, quick.url("/")).await);
    }
    assert!(begin.elapsed() < Duration::from_secs(4));
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn one_thing_at_a_time_holds_across_redirects_without_deadlock() {
    let there = Arc::new(std::sync::OnceLock::<Url>::new());
    let (to_a, to_b) = (
        Arc::clone(&there),
        Arc::new(std::sync::OnceLock::<Url>::new()),
    );
    let a = {
        let to_b = Arc::clone(&to_b);
        Outlet::serve(move |_, head| match head.starts_with("GET /end") {
            true => ok(&[]),
            false => redirect(
                "302 Found",
                to_b.get().unwrap().join("/end").unwrap().as_str(),
            ),
        })
        .await
    };
    let b = Outlet::serve(move |_, head| match head.starts_with("GET /end") {
        true => ok(&[]),
        false => redirect(
            "302 Found",
            to_a.get().unwrap().join("/end").unwrap().as_str(),
        ),
    })
    .await;
    there.set(a.url("/")).unwrap();
    to_b.set(b.url("/")).unwrap();
    let client = client_with(Settings {
        concurrency: 1,
        ..settings()
    });
    let (from_a, from_b) = tokio::join!(get(&client, a.url("/x")), get(&client, b.url("/x")));
    assert!(matches!(
        (from_a, from_b),
        (Answer::Body(_), Answer::Body(_))
    ));
}
