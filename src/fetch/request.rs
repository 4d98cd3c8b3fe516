//! What is asked for.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

pub use crate::domain::address::shown;

/// One poll, before it is made.
#[derive(Clone, Debug)]
pub struct Request {
    /// The feed. Name and password in it become an `Authorization` and are sent to this origin
    /// only.
    pub url: Url,
    /// What the last answer was known by; `None` asks for the whole feed.
    pub validators: Option<Validators>,
    /// Header fields of this source's own, such as `Authorization`: sent to the origin of `url`
    /// only, and never shown.
    pub fields: Vec<(String, Secret)>,
}

impl Request {
    /// Asks for the whole feed at `url`.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self {
            url,
            validators: None,
            fields: Vec::new(),
        }
    }

    /// Asks for the feed only if it is no longer what `validators` stand for.
    #[must_use]
    pub fn unless(mut self, validators: Option<Validators>) -> Self {
        self.validators = validators;
        self
    }
}

/// What an answer is known by (RFC 9110, section 8.8), and the URL that sent it.
///
/// Each is the field's value exactly as received, byte for byte: a byte is the character of the
/// same number, so that no server's spelling is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The URL that sent them: the only one they are ever sent to.
    pub url: Url,
    /// `ETag`, quotes and `W/` included.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A value that is sent but never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` out of logs and messages.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let secret = Secret::new("Bearer abc");
        assert!(!format!("{secret:?}").contains("abc"));
    }
}
