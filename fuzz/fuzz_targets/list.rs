//! Any bytes as a reading list from elsewhere: read, and read again when it was written down as text.
#![no_main]

use griot::config::opml;
use griot::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = parse::decoded(bytes, None);
    let list = opml::read(&text);
    // What is kept as a copy is what was judged.
    assert_eq!(opml::read(&text), list);
    assert!(list.fault.is_some() || !list.feeds.is_empty());
    for feed in &list.feeds {
        assert!(matches!(feed.url.scheme(), "http" | "https"));
        assert!(!feed.title.chars().any(char::is_control));
    }
    for warning in &list.warnings {
        assert!(!warning.0.chars().any(char::is_control));
    }
});
