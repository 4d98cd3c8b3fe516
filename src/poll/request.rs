//! What a source is asked, and where: its keys go to the origin that the configuration names, and
//! nowhere else, also after the feed has moved.

use url::Url;

use crate::config::SourceConfig;
use crate::fetch::{Request, Trust};
use crate::store::SourceState;

/// The poll of `source`, of which `state` is known; `whole` leaves the validators out.
pub(super) fn request(source: &SourceConfig, state: &SourceState, whole: bool) -> Request {
    let request = at(source, place(source, state));
    let validators = state.validators.as_deref().filter(|_| !whole);
    request.unless(validators.and_then(|text| serde_json::from_str(text).ok()))
}

/// Where a source is asked: where it has moved to for good, or where the configuration says.
#[must_use]
pub fn place(source: &SourceConfig, state: &SourceState) -> Url {
    let configured = &source.source.url;
    let moved: Option<Url> = state.moved_to.as_deref().and_then(|url| url.parse().ok());
    let Some(mut moved) = moved else {
        return configured.clone();
    };
    if moved.origin() == configured.origin() {
        // A redirect names no login, and the place is still the one that it is for.
        let _ = moved.set_username(configured.username());
        let _ = moved.set_password(configured.password());
    }
    moved
}

/// What is asked at `url` for `source`: with its keys at the origin that they are for, and nowhere
/// else.
#[must_use]
pub fn at(source: &SourceConfig, mut url: Url) -> Request {
    let first = first(source);
    if url.origin() != first.url.origin() {
        return Request::new(url);
    }
    // Fails only for URLs that cannot have a host, which no source has.
    let _ = url.set_username(first.url.username());
    let _ = url.set_password(first.url.password());
    Request { url, ..first }
}

/// The first poll of `source`.
#[must_use]
pub fn first(source: &SourceConfig) -> Request {
    let mut request = Request::new(source.source.url.clone());
    request.fields.clone_from(&source.access.headers);
    request.trust = source.access.trust.clone();
    request
}

/// Where permanent redirects take `source`. One that has keys does not leave their origin for
/// good: it would be refused there without them.
pub(super) fn moves(source: &SourceConfig, to: Option<Url>) -> Option<String> {
    let to = to?;
    let url = &source.source.url;
    let has_login = !url.username().is_empty() || url.password().is_some();
    let has_keys = has_login || !source.access.headers.is_empty();
    let is_excepted = source.access.trust != Trust::System;
    if (has_keys || is_excepted) && to.origin() != url.origin() {
        tracing::info!(
            source = %source.source.id,
            outlet = source.source.outlet.name,
            "the feed has moved to another host, where its credentials do not follow it; \
             change its url in {}",
            source.place
        );
        return None;
    }
    Some(to.into())
}
