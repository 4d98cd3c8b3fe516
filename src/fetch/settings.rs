//! What an operator can set about fetching.

use std::time::Duration;

use ipnet::IpNet;

/// How the client behaves; the defaults are those of the configuration's `[fetch]` table.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where publishers reach the operator: a URL or an address, shown in the `User-Agent`.
    pub contact: Option<String>,
    /// Ranges exempt from the refusal of private addresses.
    pub allow_networks: Vec<IpNet>,
    /// Requests under way at once, over all hosts.
    pub concurrency: usize,
    /// Requests under way at once to one host (scheme, name and port).
    pub per_host_connections: usize,
    /// Least time between the starts of two requests to one host.
    pub per_host_interval: Duration,
    /// Most time that one poll may take, its redirects included and its turns in the queue not. A
    /// third of it may go to a connection, two thirds until the header of an answer is there.
    pub timeout: Duration,
    /// Most bytes of a body: of what is received, and again of what it decompresses to.
    pub max_body: usize,
    /// Most redirects of one poll.
    pub max_redirects: usize,
    /// Whom a `Retry-After` silences.
    pub retry_scope: RetryScope,
}

/// Whom a `Retry-After` silences (RFC 9110, section 10.2.3 leaves it open).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RetryScope {
    /// The source that received it; keeping to it is the schedule's work.
    #[default]
    Source,
    /// Every source of that host: the client asks the host nothing until then.
    Host,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            allow_networks: Vec::new(),
            concurrency: 64,
            per_host_connections: 1,
            per_host_interval: Duration::from_secs(1),
            timeout: Duration::from_secs(30),
            max_body: 10 << 20,
            max_redirects: 10,
            retry_scope: RetryScope::default(),
        }
    }
}

impl Settings {
    /// Most time to a connection, TLS included.
    pub(super) fn connect_timeout(&self) -> Duration {
        self.timeout / 3
    }

    /// Most time until the header of an answer is there.
    pub(super) fn header_timeout(&self) -> Duration {
        self.timeout * 2 / 3
    }

    /// The `User-Agent` (RFC 9110, section 10.1.5): `griot/VERSION (+contact)`. Characters that a
    /// comment may not hold are left out of the contact.
    #[must_use]
    pub fn user_agent(&self) -> String {
        let contact: String = self
            .contact
            .as_deref()
            .unwrap_or_default()
            .chars()
            .filter(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\'))
            .collect();
        let product = concat!("griot/", env!("CARGO_PKG_VERSION"));
        if contact.is_empty() {
            product.to_owned()
        } else {
            format!("{product} (+{contact})")
        }
    }
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The TLS or HTTP library refuses its settings.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agent_names_version_and_contact_rfc9110_10_1_5() {
        let mut settings = Settings::default();
        assert_eq!(
            settings.user_agent(),
            format!("griot/{}", env!("CARGO_PKG_VERSION"))
        );
        settings.contact = Some("https://example.org/a(b)\r\nX: y".to_owned());
        assert_eq!(
            settings.user_agent(),
            format!(
                "griot/{} (+https://example.org/abX:y)",
                env!("CARGO_PKG_VERSION")
            )
        );
    }
}
