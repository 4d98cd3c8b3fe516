//! Any text in the header fields that say when to come back.
#![no_main]

use chrono::{DateTime, Utc};
use griot::fetch::{http_date, max_age, retry_after};
use libfuzzer_sys::fuzz_target;

/// The longest wait or lifetime that is read: what is longer means "very long".
const MOST_SECONDS: u64 = 1 << 31;

fuzz_target!(|text: &str| {
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("constant");
    let date = http_date(text, now);
    if let Some(date) = date {
        let written = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        assert_eq!(http_date(&written, now), Some(date), "{text:?}");
    }
    let wait = retry_after(text, now);
    assert!(date.is_none() || wait.is_some(), "{text:?}");
    assert!(wait.is_none_or(|wait| wait.as_secs() <= MOST_SECONDS), "{text:?}");
    if let Some(age) = max_age(text) {
        assert!(age.as_secs() <= MOST_SECONDS, "{text:?}");
        let among_others = format!("public, {text}");
        assert_eq!(max_age(&among_others), Some(age), "{text:?}");
    }
});
