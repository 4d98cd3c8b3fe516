//! Any bytes, from document to entries.
#![no_main]

use std::sync::Arc;

use griot::domain::{Outlet, Source, SourceId};
use griot::normalise::{Rules, entries};
use griot::parse::{Context, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = read(bytes, &Context::default()) else {
        return;
    };
    let outlet = Outlet {
        name: "Le Fil".to_owned(),
        site: None,
        language: None,
        owner: None,
        ownership: None,
        full_content: true,
    };
    let source = Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(outlet),
        url: "https://fil.example/feed/".parse().expect("constant"),
        country: None,
    };
    let now = "2026-03-10T12:00:00Z".parse().expect("constant");
    let (entries, _) = entries(&document, &source, &Rules::default(), now);
    assert!(
        entries
            .iter()
            .all(|entry| entry.published <= now && !entry.title.is_empty())
    );
});
