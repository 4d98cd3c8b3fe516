//! A feed in any bytes under any charset label.
#![no_main]

use griot::parse::{Context, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (charset, title) = input;
    let content_type = format!("text/xml; charset={charset}");
    let context = Context {
        content_type: Some(&content_type),
        ..Context::default()
    };
    let bytes = [b"<rss><channel><title>", title, b"</title></channel></rss>"].concat();
    let _ = read(&bytes, &context);
});
