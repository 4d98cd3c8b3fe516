//! What a publisher's log shows of the client: conditional requests, fields, redirects.

mod fetch_support;

use std::time::Duration;

use fetch_support::*;
use griot::domain::Secret;
use griot::fetch::{Answer, FailureKind, Request};

const DATE: &str = "Thu, 19 Nov 2026 08:00:00 GMT";

#[tokio::test]
async fn validators_go_back_exactly_as_received_rfc9110_13_1() {
    // Quotes, weakness, bytes beyond ASCII and dates of any spelling are the server's business.
    for (etag, date) in [
        ("\"abc\"", DATE),
        ("W/\"a b\"", "Thursday, 19-Nov-26 08:00:00 GMT"),
        ("no-quotes", "2026-11-19 08:00"),
        ("\"\u{e9}\u{ff}\"", "yesterday"),
        ("\"abc--gzip\"", "Thu, 19 Nov 2026 08:00:00 +0000"),
    ] {
        let outlet = Outlet::serve(move |number, _| match number {
            0 => ok(&[("ETag", etag), ("Last-Modified", date)]),
            _ => reply("304 Not Modified", &[], ""),
        })
        .await;
        let client = client();
        let kept = body(get(&client, outlet.url("/feed")).await).validators;
        let again = Request::new(outlet.url("/feed")).unless(kept.clone());
        assert_eq!(Some(unchanged(client.get(&again).await).validators), kept);
        let asked = &outlet.seen()[1];
        assert_eq!(field(asked, "if-none-match"), Some(etag));
        assert_eq!(field(asked, "if-modified-since"), Some(date));
    }
}

#[tokio::test]
async fn each_validator_is_sent_alone_where_it_came_alone_and_none_is_invented_rfc9110_8_8() {
    for (fields, etag, date) in [
        (vec![("ETag", "\"1\"")], true, false),
        (vec![("Last-Modified", DATE)], false, true),
        (vec![("Date", DATE), ("Expires", DATE)], false, false),
        (vec![("ETag", "")], false, false),
        // It is what asks for any representation at all (13.1.2), and no entity-tag.
        (vec![("ETag", "*")], false, false),
        (vec![("ETag", " * "), ("Last-Modified", DATE)], false, true),
    ] {
        let outlet = Outlet::always(ok(&fields)).await;
        let client = client();
        let kept = body(get(&client, outlet.url("/")).await).validators;
        assert_eq!(kept.is_some(), etag || date);
        client
            .get(&Request::new(outlet.url("/")).unless(kept))
            .await;
        let asked = &outlet.seen()[1];
        assert_eq!(field(asked, "if-none-match").is_some(), etag, "{fields:?}");
        assert_eq!(
            field(asked, "if-modified-since").is_some(),
            date,
            "{fields:?}"
        );
    }
}

#[tokio::test]
async fn a_304_replaces_the_validators_that_it_names_rfc9111_4_3_4() {
    let outlet = Outlet::always(reply(
        "304 Not Modified",
        &[("ETag", "\"2\""), ("Cache-Control", "max-age=7200")],
        "",
    ))
    .await;
    let url = outlet.url("/");
    let request =
        Request::new(url.clone()).unless(Some(validators(&url, Some("\"1\""), Some(DATE))));
    let answer = unchanged(client().get(&request).await);
    assert_eq!(
        answer.validators,
        validators(&url, Some("\"2\""), Some(DATE))
    );
    assert_eq!(answer.freshness.lifetime, Some(Duration::from_secs(7200)));
}

#[tokio::test]
async fn a_304_to_an_unconditional_request_is_a_failure_rfc9110_15_4_5() {
    let outlet = Outlet::always(reply("304 Not Modified", &[("ETag", "\"1\"")], "")).await;
    let failure = failure(get(&client(), outlet.url("/")).await);
    assert_eq!(failure.kind, FailureKind::UnaskedNotModified);
}

#[tokio::test]
async fn a_changed_feed_brings_its_own_validators_rfc9110_15_3_1() {
    let outlet = Outlet::always(ok(&[("ETag", "\"2\"")])).await;
    let url = outlet.url("/");
    let request =
        Request::new(url.clone()).unless(Some(validators(&url, Some("\"1\""), Some(DATE))));
    let kept = body(client().get(&request).await).validators;
    assert_eq!(kept, Some(validators(&url, Some("\"2\""), None)));
}

#[tokio::test]
async fn one_request_a_poll_with_our_name_and_nothing_that_tracks_rfc9110_10_1_5() {
    let outlet = Outlet::always(ok(&[("Set-Cookie", "id=1; Path=/"), ("ETag", "\"1\"")])).await;
    let client = client();
    for _ in 0..2 {
        body(get(&client, outlet.url("/feed?a=b&c")).await);
    }
    let seen = outlet.seen();
    assert_eq!(seen.len(), 2);
    for asked in seen {
        assert!(asked.starts_with("GET /feed?a=b&c HTTP/1.1\r\n"), "{asked}");
        let agent = field(&asked, "user-agent").unwrap();
        assert!(agent.starts_with("griot/") && agent.ends_with(" (+https://example.org/about)"));
        assert!(
            field(&asked, "accept")
                .unwrap()
                .starts_with("application/atom+xml")
        );
        assert_eq!(
            field(&asked, "accept-encoding"),
            Some("gzip, br, zstd, deflate")
        );
        assert_eq!(
            field(&asked, "host"),
            Some(&*format!("127.0.0.1:{}", outlet.port))
        );
        for absent in [
            "cookie",
            "referer",
            "from",
            "origin",
            "range",
            "a-im",
            "if-none-match",
            "te",
        ] {
            assert_eq!(field(&asked, absent), None, "{absent}");
        }
    }
}

#[tokio::test]
async fn a_connection_is_used_again_rfc9112_9_3() {
    let outlet = Outlet::serve(|number, _| match number {
        0 => ok(&[]),
        1 => redirect("302 Found", "/there"),
        2 => reply("404 Not Found", &[], "no such page"),
        _ => ok(&[]),
    })
    .await;
    let client = client();
    for _ in 0..3 {
        get(&client, outlet.url("/")).await;
    }
    assert_eq!((outlet.seen().len(), outlet.connections()), (4, 1));
}

#[tokio::test]
async fn what_the_answer_says_of_itself_is_handed_on() {
    let outlet = Outlet::always(ok(&[
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", "fr"),
        ("Content-Location", "/feeds/1"),
        ("Cache-Control", "public"),
        ("Cache-Control", "max-age=600"),
        ("Age", "100"),
    ]))
    .await;
    let body = body(get(&client(), outlet.url("/feed")).await);
    assert_eq!(
        body.content_type.as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(body.content_language.as_deref(), Some("fr"));
    assert_eq!(body.content_location, Some(outlet.url("/feeds/1")));
    assert_eq!(body.freshness.lifetime, Some(Duration::from_secs(500)));
    assert_eq!(body.bytes, FEED.as_bytes());
    assert_eq!(body.received, FEED.len() as u64);
    assert!(body.cut.is_none() && body.permanent_to.is_none());
}

#[tokio::test]
async fn permanent_redirects_move_and_temporary_ones_do_not_rfc9110_15_4() {
    for (first, second, moves) in [
        ("301 Moved Permanently", "308 Permanent Redirect", true),
        ("301 Moved Permanently", "302 Found", false),
        ("307 Temporary Redirect", "301 Moved Permanently", false),
        ("303 See Other", "303 See Other", false),
        ("300 Multiple Choices", "308 Permanent Redirect", false),
    ] {
        let outlet = Outlet::serve(move |_, head| match head {
            head if head.starts_with("GET /a ") => redirect(first, "b"),
            head if head.starts_with("GET /b ") => redirect(second, "/c?x=1#part"),
            _ => ok(&[("ETag", "\"1\"")]),
        })
        .await;
        let body = body(get(&client(), outlet.url("/a")).await);
        let end = outlet.url("/c?x=1");
        assert_eq!(
            body.permanent_to,
            moves.then(|| end.clone()),
            "{first} {second}"
        );
        assert_eq!(
            body.validators.unwrap().url,
            end,
            "validators belong to who sent them"
        );
        assert_eq!(body.final_url, end);
    }
}

#[tokio::test]
async fn validators_reach_only_the_url_that_sent_them() {
    let outlet = Outlet::serve(|_, head| match head {
        head if head.starts_with("GET /old ") => redirect("301 Moved Permanently", "/new"),
        head if field(head, "if-none-match").is_some() => reply("304 Not Modified", &[], ""),
        _ => ok(&[("ETag", "\"new\"")]),
    })
    .await;
    let client = client();
    let kept = body(get(&client, outlet.url("/old")).await).validators;
    let request = Request::new(outlet.url("/old")).unless(kept);
    assert_eq!(
        unchanged(client.get(&request).await).permanent_to,
        Some(outlet.url("/new"))
    );
    let seen = outlet.seen();
    assert_eq!(
        field(&seen[2], "if-none-match"),
        None,
        "the redirecting URL"
    );
    assert_eq!(field(&seen[3], "if-none-match"), Some("\"new\""));
    // Those of the redirecting URL do not go along either.
    let old = validators(&outlet.url("/old"), Some("\"old\""), None);
    body(
        client
            .get(&Request::new(outlet.url("/old")).unless(Some(old)))
            .await,
    );
    let seen = outlet.seen();
    assert_eq!(field(&seen[4], "if-none-match"), Some("\"old\""));
    assert_eq!(field(&seen[5], "if-none-match"), None);
}

#[tokio::test]
async fn credentials_stay_with_their_origin_and_out_of_messages_rfc9110_11_6_2() {
    let other = Outlet::always(reply("401 Unauthorized", &[], "")).await;
    let away = other.url("/stolen?k=2").to_string();
    let outlet = Outlet::serve(move |_, head| match head {
        head if head.starts_with("GET /a") => redirect("302 Found", "/b"),
        _ => redirect("302 Found", &away),
    })
    .await;
    let mut url = outlet.url("/a?key=sesame");
    url.set_username("aladdin").unwrap();
    url.set_password(Some("open%20sesame")).unwrap();
    let mut request = Request::new(url);
    request
        .fields
        .push(("X-Api-Key".to_owned(), Secret::new("sesame")));
    let failure = failure(client().get(&request).await);
    for asked in outlet.seen() {
        assert_eq!(
            field(&asked, "authorization"),
            Some("Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(field(&asked, "x-api-key"), Some("sesame"));
        assert_eq!(field(&asked, "referer"), None);
    }
    let asked = &other.seen()[0];
    assert_eq!(field(asked, "authorization"), None);
    assert_eq!(field(asked, "x-api-key"), None);
    assert!(
        !failure.message.contains("sesame") && !failure.message.contains("k=2"),
        "{failure}"
    );
    assert!(!format!("{:?}", request.fields).contains("sesame"));
}

#[tokio::test]
async fn a_login_in_a_redirect_s_target_is_not_used() {
    let outlet = Outlet::serve(|_, head| {
        let host = field(head, "host").unwrap();
        match head.starts_with("GET /a ") {
            true => redirect("302 Found", &format!("http://planted:word@{host}/b")),
            false => ok(&[]),
        }
    })
    .await;
    let body = body(get(&client(), outlet.url("/a")).await);
    assert_eq!(field(&outlet.seen()[1], "authorization"), None);
    assert_eq!(body.final_url, outlet.url("/b"));
}

#[tokio::test]
async fn refusals_are_told_apart_rfc9110_15_5_and_15_6() {
    for (status, kind) in [
        ("400 Bad Request", FailureKind::Status(400)),
        ("401 Unauthorized", FailureKind::Denied(401)),
        ("403 Forbidden", FailureKind::Denied(403)),
        ("404 Not Found", FailureKind::Missing),
        ("410 Gone", FailureKind::Gone),
        ("418 I'm a teapot", FailureKind::Status(418)),
        ("429 Too Many Requests", FailureKind::RateLimited(429)),
        (
            "451 Unavailable For Legal Reasons",
            FailureKind::Denied(451),
        ),
        ("500 Internal Server Error", FailureKind::Status(500)),
        ("503 Service Unavailable", FailureKind::Status(503)),
        ("305 Use Proxy", FailureKind::Status(305)),
        ("799 Odd", FailureKind::Status(799)),
        ("202 Accepted", FailureKind::NoContent(202)),
        ("204 No Content", FailureKind::NoContent(204)),
        ("206 Partial Content", FailureKind::NoContent(206)),
        ("226 IM Used", FailureKind::NoContent(226)),
    ] {
        let outlet = Outlet::always(reply(status, &[], FEED)).await;
        let failure = failure(get(&client(), outlet.url("/feed")).await);
        assert_eq!(failure.kind, kind, "{status}");
        assert!(failure.message.contains("/feed") && failure.message.contains(&status[..3]));
        assert_eq!(outlet.seen().len(), 1, "{status} is not asked twice");
    }
}

#[tokio::test]
async fn an_empty_200_is_a_failure_and_leaves_no_validators() {
    let outlet = Outlet::always(reply("200 OK", &[("ETag", "\"1\"")], "")).await;
    let failure = failure(get(&client(), outlet.url("/")).await);
    assert_eq!(failure.kind, FailureKind::NoContent(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_closes_unannounced_costs_no_poll_rfc9112_9_3_1() {
    let outlet = Outlet::serve(|_, _| {
        let mut steps = ok(&[]);
        steps.push(Step::Close);
        steps
    })
    .await;
    let client = client();
    for poll in 0..200 {
        let answer = get(&client, outlet.url("/")).await;
        assert!(matches!(answer, Answer::Body(_)), "{poll}: {answer:?}");
    }
}
