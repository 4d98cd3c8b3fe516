//! Any bytes, from document to entries.
#![no_main]

use griot::normalise::{Rules, entries};
use griot::parse::{Context, read};
use griot_fuzz::source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = read(bytes, &Context::default()) else {
        return;
    };
    let now = "2026-03-10T12:00:00Z".parse().expect("constant");
    let (entries, _) = entries(&document, &source(), &Rules::default(), now);
    assert!(
        entries
            .iter()
            .all(|entry| entry.published <= now && !entry.title.is_empty())
    );
});
