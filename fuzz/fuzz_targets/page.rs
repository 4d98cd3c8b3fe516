//! Any bytes as the page of an article, as a page of headlines, and as one that nobody described.
#![no_main]

use griot::article::{Selectors, listing, propose, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let url = "https://fil.example/actu/".parse().expect("constant");
    let article = read(bytes, &url, None);
    assert!(article.title.is_none_or(|title| !title.value.is_empty()));
    let selectors = Selectors::items("div, li, article, h2".parse().expect("constant"));
    let _ = listing(bytes, &url, None, &selectors);
    for proposal in propose(bytes, &url, None) {
        let listed =
            listing(bytes, &url, None, &proposal.select).expect("what is proposed is there");
        assert!(listed.entries.len() >= proposal.items);
    }
});
