//! Links: absolute, and the same for the same page.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use url::{Host, Url};

use super::tracking::{is_session, tracks};
use crate::domain::address;

/// A segment of the path that holds the numbers of a session, as ASP.NET writes it:
/// `(S(lit3py55t21z5v55))`, `(X(1)S(lit3py55t21z5v55))`.
static SESSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\((?:[AFSX]\([^()]*\))+\)$").expect("constant"));

/// The URL without what only tracks or varies: equal for equal pages.
///
/// Scheme and host in lower case, without default port and dot segments (RFC 3986, section 6.2,
/// which parsing does), without fragment, user and tracking parameters.
#[must_use]
pub fn canonical_url(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(host) = without_root(&url) {
        let _ = url.set_host(Some(&host));
    }
    if let Some(path) = plain_path(url.path()) {
        url.set_path(&path);
    }
    if let Some(query) = url.query().map(alike) {
        // Cut and joined as it stands: decoding and encoding again would change what stays.
        let pairs = query.split('&').map(unescaped);
        let kept: Vec<&str> = pairs.filter(|pair| !tracks(pair)).collect();
        let kept = kept.join("&");
        url.set_query(Some(&*kept).filter(|query| !query.is_empty()));
    }
    url
}

/// The path without a session's number, and with its escapes alike; none where nothing changes.
fn plain_path(path: &str) -> Option<String> {
    let plain = alike(path);
    let segments = plain.split('/').map(without_session);
    let kept: Vec<String> = segments
        .filter(|segment| !SESSION.is_match(segment))
        .collect();
    let plain = kept.join("/");
    (plain != path).then_some(plain)
}

/// A segment of a path without those of its parameters (RFC 3986, section 3.3) that name a session.
fn without_session(segment: &str) -> String {
    let mut parts = segment.split(';');
    let name = parts.next();
    let kept = parts.filter(|parameter| !is_session(parameter));
    name.into_iter().chain(kept).collect::<Vec<_>>().join(";")
}

/// A parameter without what is left of an ampersand that was escaped twice.
fn unescaped(mut pair: &str) -> &str {
    while let Some(rest) = pair.strip_prefix("amp;") {
        pair = rest;
    }
    pair
}

/// The text with its escapes in capitals, and without those that nothing needs (RFC 3986, sections
/// 6.2.2.1 and 6.2.2.2).
fn alike(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2);
        // A sign before the digit would be read as part of the number.
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                out.push_str(&part[2..]);
            }
            Some(byte) => {
                out.push_str(&format!("%{byte:02X}"));
                out.push_str(&part[2..]);
            }
            // A bare sign, which escaped signs behind it must not make an escape.
            None => {
                out.push_str("%25");
                out.push_str(part);
            }
        }
    }
    out
}

/// The name of the host without the root's dot; none where there is no dot, or where without it
/// the name would be no name but nothing, or a number.
fn without_root(url: &Url) -> Option<String> {
    let Some(Host::Domain(name)) = url.host() else {
        return None;
    };
    let bare = name.trim_end_matches('.');
    let is_name = matches!(Host::parse(bare), Ok(Host::Domain(_)));
    (bare != name && is_name).then(|| bare.to_owned())
}

/// Bytes of an address: longer ones lead nowhere that readers could go.
const LONGEST: usize = 4_096;

/// References for an ampersand.
const AMPERSANDS: [&str; 3] = ["&amp;", "&#38;", "&#038;"];

/// `reference` as an absolute http URL. An ampersand that was escaped twice is meant as one: in no
/// address does its reference mean anything else.
pub(super) fn absolute(reference: &str, base: &Url) -> Option<Url> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > LONGEST {
        return None;
    }
    let mut reference = Cow::Borrowed(reference);
    for escaped in AMPERSANDS {
        while reference.contains(escaped) {
            reference = Cow::Owned(reference.replace(escaped, "&"));
        }
    }
    let url = base.join(&address::mended(&reference, Some(base))?).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(url: &str) -> String {
        canonical_url(&url.parse().unwrap()).into()
    }

    #[test]
    fn what_tracks_goes_and_what_names_the_page_stays() {
        for (given, expected) in [
            (
                "HTTPS://Example.ORG:443/a/../b?utm_source=rss&id=3#top",
                "https://example.org/b?id=3",
            ),
            ("http://e.org/a?xtor=RSS-3-[monde]", "http://e.org/a"),
            (
                "http://e.org/a?at_medium=RSS&at_campaign=x&fbclid=y",
                "http://e.org/a",
            ),
            ("http://e.org/?p=12", "http://e.org/?p=12"),
            (
                "http://e.org/a?q=caf%C3%A9&&b",
                "http://e.org/a?q=caf%C3%A9&b",
            ),
            ("http://e.org/a?source=rss", "http://e.org/a"),
            ("http://e.org/a?source=12", "http://e.org/a?source=12"),
            ("http://user:pass@e.org./a", "http://e.org/a"),
            (
                "http://e.org/a?xtor=RSS-3&xts=2&xtmc=x&xtcr=1",
                "http://e.org/a",
            ),
            (
                "http://e.org/a?ns_mchannel=rss&wt_zmc=x&ocid=y",
                "http://e.org/a",
            ),
            (
                "http://e.org/a?ref=rss&from=rss&feature=share",
                "http://e.org/a",
            ),
            (
                "http://e.org/a?ref=77&from=2026&src=img",
                "http://e.org/a?ref=77&from=2026&src=img",
            ),
            (
                "http://e.org/a?b=1&amp;utm_source=x&amp;id=3",
                "http://e.org/a?b=1&id=3",
            ),
            (
                "http://e.org/a?idrub=4&p=2&article=9&id=1",
                "http://e.org/a?idrub=4&p=2&article=9&id=1",
            ),
            ("http://e.org/a;jsessionid=9F?id=1", "http://e.org/a?id=1"),
            ("http://e.org/a;JSESSIONID=9F/b", "http://e.org/a/b"),
            ("http://e.org/?PHPSESSID=9&id=1", "http://e.org/?id=1"),
            (
                "http://e.org/a;sid=8f1c0a9b7d6e5f4a;page=2/b",
                "http://e.org/a;page=2/b",
            ),
            (
                "http://e.org/(S(lit3py55t21z5v55))/article.aspx?n=1",
                "http://e.org/article.aspx?n=1",
            ),
            ("http://e.org/(X(1)S(lit3py55t21z5v55))/", "http://e.org/"),
            (
                "http://e.org/wiki/Niger_(pays)/(S)/(suite)",
                "http://e.org/wiki/Niger_(pays)/(S)/(suite)",
            ),
            (
                "http://e.org/a?id=3&sid=8f1c0a9b7d6e5f4a77aa0b1c2d3e4f50",
                "http://e.org/a?id=3",
            ),
            (
                "http://e.org/a?osCsid=77aa0b1c2d3e4f50&zenid=8f1c0a9b7d6e5f4a",
                "http://e.org/a",
            ),
            (
                "http://e.org/a.cfm?CFID=1234567&CFTOKEN=87654321&id=3",
                "http://e.org/a.cfm?id=3",
            ),
            ("http://e.org/a?_=1796134311", "http://e.org/a"),
            ("http://e.org/a?_=1796134311123", "http://e.org/a"),
            ("http://e.org/a?sid=359&_=12", "http://e.org/a?sid=359&_=12"),
            (
                "http://e.org/a?sid=un-marche-brule-dans-la-nuit",
                "http://e.org/a?sid=un-marche-brule-dans-la-nuit",
            ),
            (
                "http://e.org/caf%c3%a9/%7Ea%2fb%zz",
                "http://e.org/caf%C3%A9/~a%2Fb%25zz",
            ),
            ("http://e.org/café", "http://e.org/caf%C3%A9"),
            (
                "http://sénégal.example/a",
                "http://xn--sngal-bsab.example/a",
            ),
            (
                "https://news.google.com/rss/articles/CBMi?oc=5",
                "https://news.google.com/rss/articles/CBMi?oc=5",
            ),
        ] {
            assert_eq!(canonical(given), expected, "{given}");
        }
    }

    #[test]
    fn canonical_is_canonical_already() {
        for url in [
            "http://e.org/a?utm_x=1&b=2",
            "http://e.org/%7Ea?&",
            "https://e.org:8080/",
            "https://e.org../a",
            "https://.../a",
            "https://017../a",
            "https://e.org/%%34%31/%2%35?a=%%34%31",
            "https://e.org/;jsessionid=1/b;jsessionid=2/..",
            "https://e.org/(S(a))/..;jsessionid=1/(S(b;jsessionid=2))/(S(c))",
            "https://e.org/%25%34%31%2e/%2E%2e/a?b=%2541&amp;amp;c=1",
        ] {
            let once = canonical(url);
            assert_eq!(canonical(&once), once);
            let numbers = ["017", "0.0.0.15"];
            assert!(
                !numbers
                    .iter()
                    .any(|number| once == format!("https://{number}/a"))
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_address_is_canonical_at_the_second_try_alone(
            rest in "([a-c0-9%;/.?&=+]|%2|%25|%[2-7][0-9A-f]|amp;|;jsessionid=|\\(S\\(|\\)\\)|utm_|ref=rss){0,24}"
        ) {
            if let Ok(url) = Url::parse(&format!("https://e.org/{rest}")) {
                let once = canonical_url(&url);
                proptest::prop_assert_eq!(canonical_url(&once), once);
            }
        }
    }

    #[test]
    fn links_are_absolute_and_of_the_web() {
        let base = "https://e.org/feed/".parse().unwrap();
        assert_eq!(
            absolute("/a b", &base).unwrap().as_str(),
            "https://e.org/a%20b"
        );
        assert_eq!(
            absolute("//f.org/x", &base).unwrap().as_str(),
            "https://f.org/x"
        );
        assert_eq!(
            absolute("www.f.org/x", &base).unwrap().as_str(),
            "https://www.f.org/x"
        );
        for wrong in [
            "",
            "<b>x</b>",
            "javascript:alert(1)",
            "mailto:a@e.org",
            "data:text/html,x",
            "file:///etc",
        ] {
            assert_eq!(absolute(wrong, &base), None, "{wrong}");
        }
    }
}
