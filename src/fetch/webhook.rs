//! One message to an address that the operator names, and trusts: a webhook.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tokio::time::timeout;

use super::client::http;
use super::failures::transport_failure;
use super::fields::wait;
use super::outgoing::{private_fields, without_login};
use super::{Error, Failure, FailureKind, Request, Settings};

/// The field by which a receiver knows a message that is sent again
/// (draft-ietf-httpapi-idempotency-key-header).
const KEY: &str = "idempotency-key";

/// A message, ready to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it goes, with the fields and the trust that are for that place alone.
    pub to: Request,
    /// By what it is known; letters and digits.
    pub key: String,
    /// The message, in JSON.
    pub body: Vec<u8>,
    /// Most time that it may take.
    pub limit: Duration,
}

/// Sends a message once. Taken is what is answered with a status from 200 to 299; what the answer says
/// besides is not read. Redirects are not followed, for what is sent is for the place that the operator
/// named. Private addresses are not refused: the address is the operator's own, and no feed's.
///
/// # Errors
/// Why it was not taken, without the path of the address, which is often a key.
pub async fn post(
    settings: &Settings,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let place = message.to.url.origin().ascii_serialization();
    let setup = |error: Error| Failure::new(FailureKind::Tls, error.to_string());
    let client = http(settings, None, &message.to.trust).map_err(setup)?;
    let mut fields = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("*/*")),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ]);
    if let Ok(key) = HeaderValue::try_from(format!("\"{}\"", message.key)) {
        fields.insert(HeaderName::from_static(KEY), key);
    }
    let ask = client
        .post(without_login(&message.to.url))
        .headers(fields)
        .headers(private_fields(&message.to))
        .body(message.body.clone());
    let response = match timeout(message.limit, ask.send()).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(transport_failure(&error, &place)),
        Err(_) => {
            let message = format!("{place} did not answer in time");
            return Err(Failure::new(FailureKind::Timeout, message));
        }
    };
    let code = response.status().as_u16();
    let why = match code {
        200..=299 => return Ok(()),
        300..=399 => "a redirect, which is not followed; name the new address",
        401 | 403 => "it wants credentials; headers in the alert's table holds them",
        404 | 410 => "there is nothing at that address; correct it",
        429 => "it gets more than it wants",
        500..=599 => "the trouble is its own",
        _ => "it does not take the message",
    };
    let mut failure = Failure::new(
        FailureKind::Status(code),
        format!("{place} answered {code}: {why}"),
    );
    failure.retry_after = wait(response.headers(), now);
    Err(failure)
}
