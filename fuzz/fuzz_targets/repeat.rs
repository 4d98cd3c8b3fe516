//! A pattern, again and again, in every place of a document: what takes more than linear time over
//! it runs into the fuzzer's `-timeout`.
#![no_main]

use chrono::{DateTime, Utc};
use griot::normalise::{Rules, entries};
use griot::parse::{Context, read};
use griot_fuzz::source;
use libfuzzer_sys::fuzz_target;

/// Bytes of a document.
const SIZE: usize = 100_000;

/// What stands before and after the pattern.
const PLACES: &[[&str; 2]] = &[
    ["", ""],
    ["<rss><channel>", "</channel></rss>"],
    [
        "<rss><channel><item><title>",
        "</title></item></channel></rss>",
    ],
    [
        "<rss><channel><item><link>http://e.example/",
        "</link></item></channel></rss>",
    ],
    [
        "<rss><channel><item><description><![CDATA[",
        "]]></description></item></channel></rss>",
    ],
    [
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div>",
        "</div></content></entry></feed>",
    ],
    ["{\"items\":[", "]}"],
    ["{\"items\":[{\"content_html\":\"", "\"}]}"],
];

fuzz_target!(|input: (u8, &str, &str)| {
    let (place, first, pattern) = input;
    if pattern.is_empty() || pattern.len() + first.len() > 200 {
        return;
    }
    let [before, after] = PLACES[usize::from(place) % PLACES.len()];
    let pattern = pattern.repeat(SIZE / pattern.len());
    let text = [before, first, &pattern, after].concat();
    let Ok(document) = read(text.as_bytes(), &Context::default()) else {
        return;
    };
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("constant");
    let _ = entries(&document, &source(), &Rules::default(), now);
});
