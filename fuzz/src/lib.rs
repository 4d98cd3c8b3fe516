//! What the targets share.

use std::sync::Arc;

use griot::domain::{Outlet, Source, SourceId};

/// The source that whatever is read came from.
#[must_use]
pub fn source() -> Source {
    Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(Outlet {
            name: "Le Fil".to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: true,
        }),
        url: "https://fil.example/feed/".parse().expect("constant"),
        country: None,
    }
}
