//! Any text as a date.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = griot::parse::dates::read(text);
});
