//! What a request's header holds.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, USER_AGENT,
};
use url::Url;

use super::{Error, Request, Settings, Validators, Wanted};

/// What we would rather have (RFC 9110, section 12.5.1).
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
     application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, \
     */*;q=0.1";

/// The same where a page for people is wanted, and where plain text is.
const PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.1";
const TEXTS: &str = "text/plain, */*;q=0.1";

/// The same where an image is wanted: of the kinds that every reader shows.
const IMAGES: &str = "image/jpeg, image/png, image/webp, image/gif, image/avif;q=0.9, */*;q=0.1";

/// The same where a reading list is wanted. No media type is registered for OPML; this is what most say.
const LISTS: &str = "text/x-opml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// What [`super::decode`] undoes.
const CODINGS: &str = "gzip, br, zstd, deflate";

/// The fields that every request has.
pub(super) fn standing_fields(settings: &Settings) -> Result<HeaderMap, Error> {
    let agent = settings.user_agent();
    let agent = HeaderValue::try_from(agent).map_err(|error| Error::Setup(error.to_string()))?;
    Ok([
        (USER_AGENT, agent),
        (ACCEPT, HeaderValue::from_static(FEEDS)),
        (ACCEPT_ENCODING, HeaderValue::from_static(CODINGS)),
    ]
    .into_iter()
    .collect())
}

/// The field that says what is wanted, where that is no feed.
pub(super) fn wanted(request: &Request) -> HeaderMap {
    let wanted = match request.wants {
        Wanted::Feed => return HeaderMap::new(),
        Wanted::Page => PAGES,
        Wanted::Text => TEXTS,
        Wanted::Image => IMAGES,
        Wanted::List => LISTS,
    };
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(wanted))])
}

/// What stands in a condition for any entity-tag at all (RFC 9110, section 13.1.2).
pub(super) const ANY: &str = "*";

/// Both validators where both are known (RFC 9110, section 13.2.2 leaves the choice to the server).
pub(super) fn conditions(sent: Option<&Validators>) -> HeaderMap {
    let etag = sent.and_then(|sent| sent.etag.as_deref());
    // One may have been kept by an earlier version.
    let etag = etag.filter(|etag| etag.trim() != ANY);
    let last_modified = sent.and_then(|sent| sent.last_modified.as_deref());
    [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, field_value(value?)?)))
        .collect()
}

/// What only the origin of the source's own URL gets to see.
pub(super) fn private_fields(request: &Request) -> HeaderMap {
    let mut fields: HeaderMap = request
        .fields
        .iter()
        .filter_map(|(name, value)| {
            let mut value = field_value(value.reveal())?;
            value.set_sensitive(true);
            Some((name.parse::<HeaderName>().ok()?, value))
        })
        .collect();
    let (name, password) = (request.url.username(), request.url.password());
    if (!name.is_empty() || password.is_some()) && !fields.contains_key(AUTHORIZATION) {
        fields
            .extend(basic(name, password.unwrap_or_default()).map(|login| (AUTHORIZATION, login)));
    }
    fields
}

/// RFC 7617.
fn basic(name: &str, password: &str) -> Option<HeaderValue> {
    let mut login: Vec<u8> = percent_encoding::percent_decode_str(name).collect();
    login.push(b':');
    login.extend(percent_encoding::percent_decode_str(password));
    let mut value = HeaderValue::try_from(format!("Basic {}", base64(&login))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// A field's value with the bytes that its characters stand for (see [`Validators`]).
fn field_value(text: &str) -> Option<HeaderValue> {
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    HeaderValue::from_bytes(&bytes.ok()?).ok()
}

/// `url` without name and password.
pub(super) fn without_login(url: &Url) -> Url {
    let mut url = url.clone();
    // Fails only for URLs that cannot have a host; those are refused before they are asked.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_rfc4648_10() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }

    #[test]
    fn a_value_goes_out_as_the_bytes_it_stands_for() {
        let sent = field_value("\"\u{e9}\"").unwrap();
        assert_eq!(sent.as_bytes(), b"\"\xe9\"");
        assert_eq!(field_value("two\r\nlines"), None);
        assert_eq!(field_value("\u{20ac}"), None);
    }
}
