//! What of an address may be seen, and what never is.

use proptest::prelude::*;

use super::*;

fn see(url: &str) -> String {
    shown(&Url::parse(url).unwrap())
}

#[test]
fn what_tells_one_feed_from_another_stays() {
    for url in [
        "https://e.example/?feed=rss2",
        "https://e.example/spip.php?page=backend&lang=fr",
        "https://e.example/spip.php?page=backend&id_rubrique=12&date=2026-11-21",
        "https://e.example/index.php?format=feed&type=rss&Itemid=101",
        "https://e.example/rss?q=C%C3%B4te+d%27Ivoire&keywords=mines,or&author=7",
        "https://e.example/feeds/LeFasoNet/rss091.xml?v=2.0",
        "https://e.example:8443/afrique-de-louest/coronavirus2020/20261121.atom",
        "https://xn--cho-9la.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/feed/",
        "http://127.0.0.1:8080/",
    ] {
        assert_eq!(see(url), url);
        let url = Url::parse(url).unwrap();
        assert_eq!(open(&url), Some(url));
    }
}

#[test]
fn keys_are_hidden_and_the_rest_stays() {
    for (url, seen, published) in [
        (
            "https://me:word@e.example/feed#top",
            "https://e.example/feed",
            Some("https://e.example/feed"),
        ),
        (
            "https://me@e.example/feed",
            "https://e.example/feed",
            Some("https://e.example/feed"),
        ),
        (
            "https://e.example/f?page=2&apikey=K",
            "https://e.example/f?page=2&apikey=…",
            Some("https://e.example/f?page=2"),
        ),
        (
            "https://e.example/f?accessToken=K",
            "https://e.example/f?accessToken=…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/f?user%5Fid=7&pwd=x",
            "https://e.example/f?user%5Fid=…&pwd=…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/f?x=0f3c9a7b51e8",
            "https://e.example/f?x=…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/f?Zk39QaLp2",
            "https://e.example/f?…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/f?to=me@e.example",
            "https://e.example/f?to=…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/f?of=https%253A%252F%252Fa.example%252F%253Ftoken%253Dabc",
            "https://e.example/f?of=…",
            Some("https://e.example/f"),
        ),
        (
            "https://e.example/feed/0f3c9a7b51e84d02b6c7/rss",
            "https://e.example/feed/…/rss",
            None,
        ),
        (
            "https://e.example/feed/0f3c9a7b51e84d02b6c7.xml",
            "https://e.example/feed/…",
            None,
        ),
        (
            "https://e.example/6fa459ea-ee8a-3ca4-894e-db77e160355e/",
            "https://e.example/…/",
            None,
        ),
        (
            "https://e.example/token/abc/rss",
            "https://e.example/token/…/rss",
            None,
        ),
        ("https://e.example/rss;key=abc", "https://e.example/…", None),
        (
            "https://e.example/of/https:%2F%2Fa:b@c.example/rss",
            "https://e.example/of/…/rss",
            None,
        ),
    ] {
        assert_eq!(see(url), seen);
        let open = open(&Url::parse(url).unwrap());
        assert_eq!(open.as_ref().map(Url::as_str), published, "{url}");
    }
}

/// Keys as machines make them.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9a-f]{20,64}",
        "[A-Za-z0-9]{24,64}",
        "[A-Z2-7]{26,52}",
        "[0-9]{20,30}"
    ]
}

proptest! {
    #[test]
    fn a_key_is_hidden_wherever_it_stands(key in key(), password in "[a-z]{6,12}zq[0-9]") {
        for url in [
            format!("https://{password}:{password}@e.example/feed"),
            format!("https://e.example/feed?token={password}"),
            format!("https://e.example/feed?a=b&rss_key={password}&c=d"),
            format!("https://e.example/feed?x={key}"),
            format!("https://e.example/feed?{key}"),
            format!("https://e.example/feed#{password}{key}"),
            format!("https://e.example/feed/{key}"),
            format!("https://e.example/{key}.xml?a=b"),
            format!("https://e.example/private-{key}/rss"),
        ] {
            let url = Url::parse(&url).unwrap();
            let published = open(&url).map(String::from).unwrap_or_default();
            for text in [shown(&url), published] {
                prop_assert!(!text.contains(&key) && !text.contains(&password), "{text}");
            }
        }
    }

    #[test]
    fn nothing_before_the_last_at_is_shown_of_what_is_no_address(
        name in "[a-z]{1,4}zq", password in "[a-z]{1,4}[/#?@: ]{0,3}zq[/#?@: ]{0,3}"
    ) {
        let text = format!("https://{name}:{password}@e.example/feed?page=2&token=zq#top");
        prop_assert_eq!(shown_text(&text).contains("zq"), false, "{}", shown_text(&text));
        prop_assert!(shown_text(&text).starts_with("https://…@"));
    }

    #[test]
    fn what_is_shown_of_any_address_has_nothing_left_to_hide(
        rest in "[a-zA-Z0-9/?&=;:@%._~+-]{0,80}"
    ) {
        if let Ok(url) = Url::parse(&format!("https://e.example/{rest}")) {
            if let Some(open) = open(&url) {
                prop_assert!(is_open(&open), "{open}");
                prop_assert_eq!(super::open(&open), Some(open));
            }
            prop_assert!(shown(&url).starts_with("https://e.example/"));
        }
    }
}
