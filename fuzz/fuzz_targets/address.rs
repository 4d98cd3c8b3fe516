//! Any link: what is canonical is of the same place, holds nothing that only tracks, and stays as
//! it is.
#![no_main]

use griot::normalise::canonical_url;
use libfuzzer_sys::fuzz_target;
use url::Url;

/// Parameters of which every page's readers are counted, whatever their value.
const TRACKING: &[&str] = &[
    "utm_source",
    "utm_medium",
    "xtor",
    "at_medium",
    "fbclid",
    "gclid",
];

/// The bytes that a path stands for; what is no escape stands for itself.
fn unescaped(path: &str) -> Vec<u8> {
    let mut rest = path.as_bytes();
    let mut plain = Vec::new();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let digits = digits.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                plain.push(byte);
                rest = &after[2..];
            }
            _ => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

fuzz_target!(|text: &str| {
    // Whatever the input holds, a part of it is tried as a query.
    let written = [
        text.to_owned(),
        format!("https://e.example/a?utm_source={text}"),
    ];
    for url in written.iter().filter_map(|text| Url::parse(text).ok()) {
        let canonical = canonical_url(&url);
        assert_eq!(canonical_url(&canonical), canonical, "{url}");
        assert_eq!(
            Url::parse(canonical.as_str()).as_ref(),
            Ok(&canonical),
            "{url}"
        );
        if !matches!(url.scheme(), "http" | "https") {
            continue;
        }
        let host = |url: &Url| {
            url.host_str()
                .map(|host| host.trim_end_matches('.').to_owned())
        };
        assert_eq!(host(&canonical), host(&url));
        assert_eq!(canonical.scheme(), url.scheme());
        assert_eq!(
            canonical.port_or_known_default(),
            url.port_or_known_default()
        );
        // Escapes may be written otherwise, and a session's number goes.
        if !url.path().contains(';') {
            assert_eq!(unescaped(canonical.path()), unescaped(url.path()));
        }
        assert_eq!(canonical.fragment(), None);
        assert_eq!((canonical.username(), canonical.password()), ("", None));
        let mut names = canonical.query().unwrap_or_default().split('&');
        let name = |pair: &str| {
            pair.split('=')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        assert!(
            names.all(|pair| !TRACKING.contains(&&*name(pair))),
            "{canonical}"
        );
    }
});
