//! Any HTML: what comes out is safe and stays as it is.
#![no_main]

use griot::normalise::{plain_text, sanitise};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let safe = sanitise(html, None);
    let lower = safe.to_lowercase();
    for danger in ["<script", "<iframe", "<form", "<style", "<object"] {
        assert!(!lower.contains(danger), "{danger} in {safe}");
    }
    let _ = plain_text(html);
});
