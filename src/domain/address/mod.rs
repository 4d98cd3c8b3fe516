//! Addresses as others may see them. Feeds of subscribers carry keys in their addresses: a name and
//! password, a token in the query or in the path. Those stay with the operator and with the server
//! that they are for.
//!
//! The one rule for messages, logs, `--json`, pages and published feeds. What is a key is told by
//! what a parameter is called and by what a value looks like; in doubt a value is hidden, because
//! an address in which too much is hidden is still recognised. The name of a host is no secret: it
//! is asked of every resolver on the way.

mod keys;
mod mended;
mod random;
#[cfg(test)]
mod tests;

use percent_encoding::percent_decode_str;
use url::{Position, Url};

pub use keys::Keys;
pub use mended::mended;
use random::{Doubt, looks_random};

/// What stands in place of what is hidden.
const HIDDEN: &str = "…";

/// Words that say outright that a key follows: of parameters, of values, of parts of a path.
const KEYS: [&str; 15] = [
    "key",
    "apikey",
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "auth",
    "authorization",
    "bearer",
    "sig",
    "signature",
    "hmac",
    "jwt",
    "credentials",
];

/// How names of parameters begin whose values open doors or say who somebody is …
const BEGINNINGS: [&str; 12] = [
    "key", "token", "secret", "pass", "auth", "sign", "cred", "sess", "uid", "user", "login",
    "email",
];

/// … how they end …
const ENDINGS: [&str; 7] = ["key", "token", "secret", "code", "pass", "auth", "uid"];

/// … and what they are.
const NAMES: [&str; 7] = ["sid", "hash", "pin", "otp", "access", "pw", "k"];

/// Words that only look like one of those.
const HARMLESS: [&str; 5] = ["keyword", "keywords", "author", "authors", "passage"];

/// Percent-encoding is undone so often: a key may be encoded along with the address it stands in.
const MOST_DECODINGS: usize = 4;

/// `url` as people and programs may see it: without name, password and fragment, and with `…` for
/// each key in its path and query.
#[must_use]
pub fn shown(url: &Url) -> String {
    if url.cannot_be_a_base() {
        return format!("{}:{HIDDEN}", url.scheme());
    }
    let mut text = url[..Position::BeforeUsername].to_owned();
    text.push_str(&url[Position::BeforeHost..Position::BeforePath]);
    text.push_str(&shown_path(url.path()));
    if let Some(query) = url.query() {
        text.push('?');
        text.push_str(&shown_query(query));
    }
    text
}

/// As [`shown`], of a text that was to be an address and is none. A password with a `/`, `#` or `?`
/// as it is ends the host for whoever reads by the rules, so all before the last `@` is hidden.
#[must_use]
pub fn shown_text(text: &str) -> String {
    let begin = text.find("://").map_or(0, |at| at + "://".len());
    let (scheme, rest) = text.split_at(begin);
    let mut shown = scheme.to_owned();
    let rest = match rest.rsplit_once('@') {
        Some((_, rest)) => {
            shown.push_str(HIDDEN);
            shown.push('@');
            rest
        }
        None => rest,
    };
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let (place, query) = match rest.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (rest, None),
    };
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    shown.push_str(host);
    shown.push_str(&shown_path(path));
    if let Some(query) = query {
        shown.push('?');
        shown.push_str(&shown_query(query));
    }
    shown
}

/// `url` as it may be published, without the parameters that hold keys; none where a key stands in
/// its path, without which it would lead nowhere.
#[must_use]
pub fn open(url: &Url) -> Option<Url> {
    let mut open = url.clone();
    open.set_fragment(None);
    open.set_username("").ok()?;
    open.set_password(None).ok()?;
    if let Some(query) = url.query() {
        let parameters = query.split('&');
        let kept: Vec<&str> = parameters
            .filter(|parameter| shown_parameter(parameter) == **parameter)
            .collect();
        let query = kept.join("&");
        open.set_query(Some(&*query).filter(|query| !query.is_empty()));
    }
    (shown(&open) == open.as_str()).then_some(open)
}

/// Whether nothing in `url` has to be hidden.
#[must_use]
pub fn is_open(url: &Url) -> bool {
    shown(url) == url.as_str()
}

fn shown_path(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut after_key = false;
    for (place, segment) in path.split('/').enumerate() {
        if place > 0 {
            text.push('/');
        }
        if (after_key && !segment.is_empty()) || is_secret_segment(segment) {
            text.push_str(HIDDEN);
        } else {
            text.push_str(segment);
        }
        after_key = KEYS.contains(&&*decoded(segment).to_ascii_lowercase());
    }
    text
}

fn shown_query(query: &str) -> String {
    let parameters: Vec<String> = query.split('&').map(shown_parameter).collect();
    parameters.join("&")
}

fn shown_parameter(parameter: &str) -> String {
    let (name, value) = match parameter.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (parameter, None),
    };
    let called = decoded(name);
    if looks_random(&called, Doubt::LITTLE) || called.contains('@') {
        return HIDDEN.to_owned();
    }
    match value.filter(|value| !value.is_empty()) {
        Some(value) if is_key_name(&called) || is_secret_value(&decoded(value)) => {
            format!("{name}={HIDDEN}")
        }
        _ => parameter.to_owned(),
    }
}

/// Whether a value looks like a key, or holds one: it may be an address or a list itself.
fn is_secret_value(value: &str) -> bool {
    value.contains('@')
        || looks_random(value, Doubt::LITTLE)
        || words(value).any(|word| KEYS.contains(&&*word))
}

fn is_secret_segment(segment: &str) -> bool {
    let segment = decoded(segment);
    let holds_key = segment.split([';', ',', '&']).any(|parameter| {
        let named = parameter.split_once(['=', ':']);
        named.is_some_and(|(name, value)| is_key_name(name) || is_secret_value(value))
    });
    holds_key
        || segment.contains('@') && segment.contains(':')
        || looks_random(&segment, Doubt::MUCH)
}

fn is_key_name(name: &str) -> bool {
    words(name)
        .filter(|word| !HARMLESS.contains(&&**word))
        .any(|word| {
            KEYS.contains(&&*word)
                || NAMES.contains(&&*word)
                || BEGINNINGS.iter().any(|begin| word.starts_with(begin))
                || ENDINGS.iter().any(|end| word.ends_with(end))
        })
}

/// The words of a text in lower case, `accessToken` and `access_token` alike.
fn words(text: &str) -> std::vec::IntoIter<String> {
    written_together(text, char::is_alphanumeric).into_iter()
}

/// The words of a name in lower case, parted where `is_letter` does not hold and where a capital
/// follows a small letter.
pub(super) fn written_together(name: &str, is_letter: impl Fn(char) -> bool) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len());
    let mut was_lower = false;
    for c in name.chars() {
        if was_lower && c.is_uppercase() {
            spaced.push(' ');
        }
        was_lower = c.is_lowercase();
        spaced.push(if is_letter(c) { c } else { ' ' });
    }
    spaced.split_whitespace().map(str::to_lowercase).collect()
}

fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MOST_DECODINGS {
        let plain = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if plain == text {
            break;
        }
        text = plain;
    }
    text
}
