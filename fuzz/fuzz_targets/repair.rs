//! Any text between two whole items: both are read.
#![no_main]

use griot::parse::{Context, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|middle: &str| {
    let item = |guid: &str| format!("<item><guid>{guid}</guid></item>");
    let text = format!("<rss><channel>{}{middle}", item("first"));
    let document = read(text.as_bytes(), &Context::default());
    let document = document.expect("a document with a whole item is a feed");
    let first = document
        .entries
        .first()
        .and_then(|item| item.head.id.as_deref());
    assert_eq!(first, Some("first"));
});
