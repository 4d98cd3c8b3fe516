//! The client: polite, bounded, and out of the operator's private network.
//!
//! [`Client::get`] asks for one feed and gives back one [`Answer`]. On the way it
//!
//! - lets a host be asked one thing at a time, spaced ([`hosts`]), while other hosts go on;
//! - refuses addresses of private networks, in the URL, on every redirect, and when a name is
//!   resolved ([`guard`]);
//! - follows redirects itself, so that each hop is checked and neither validators nor credentials
//!   reach a place they do not belong to ([`client`]);
//! - bounds time, headers, and the body before and after decompression ([`body`], [`decode`]).
//!
//! Deliberately absent: cookies, `Referer`, proxies from the environment, query parameters of our
//! own, a second request to "check" anything, retries (but for one where a kept connection turns
//! out to be closed: the schedule decides when to try again).

mod answer;
mod body;
mod client;
mod decode;
mod failures;
mod fields;
mod form;
pub mod guard;
mod hosts;
mod origin;
mod outgoing;
mod request;
mod settings;
mod tls;
mod trail;
mod trust;
mod webhook;

pub use answer::{Answer, Body, Failure, FailureKind, Freshness, NotModified, Place};
pub use client::Client;
pub use fields::{http_date, max_age, retry_after};
pub use form::Pace;
pub use guard::is_public;
pub use origin::Origin;
pub use request::{Request, Spacing, Validators, Wanted};
pub use settings::{Error, RetryScope, Settings};
pub use trust::{BadTrust, Trust};
pub use webhook::{Message, post};
