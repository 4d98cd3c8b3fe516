//! What publishers, hubs and subscribers say to one another (WebSub, W3C Recommendation of 23
//! January 2018). Pure: nothing is asked and nothing remembered here.

use std::time::Duration;

use url::Url;
use url::form_urlencoded::{self, Serializer};

use crate::digest;
use crate::domain::{Announced, Secret};

/// Where hubs call, below the base URL; what follows is a subscription's own.
pub const CALLBACKS: &str = "websub/";

/// Bytes of an address that a feed names, at most.
const MOST_ADDRESS: usize = 2048;

/// Characters of a hub's reason that are kept.
const MOST_REASON: usize = 200;

/// What a feed is found to say: the targets of its `hub` and `self` links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    hubs: Vec<String>,
    own: Option<String>,
}

impl Links {
    /// Takes in a link: its relation types, parted by spaces, and where it leads.
    pub fn add(&mut self, rel: &str, target: &str) {
        if target.len() > MOST_ADDRESS {
            return;
        }
        for rel in rel.split_ascii_whitespace() {
            if rel.eq_ignore_ascii_case("hub") {
                self.hubs.push(target.to_owned());
            } else if rel.eq_ignore_ascii_case("self") && self.own.is_none() {
                self.own = Some(target.to_owned());
            }
        }
    }

    /// What the feed at these places announces, by the links of its header and, where they are
    /// silent, of its document (section 4). Of several hubs, one that is asked over TLS comes first.
    ///
    /// None without a hub, without an address of its own, or where that is another publisher's: a
    /// feed must not have what others publish delivered as its own.
    #[must_use]
    pub fn announced(header: Self, document: Self, places: &[&Url]) -> Option<Announced> {
        let hubs = match header.hubs.is_empty() {
            true => document.hubs,
            false => header.hubs,
        };
        let topic = header.own.or(document.own)?;
        let own = Url::parse(&topic).ok().filter(is_asked)?;
        if !places.iter().any(|place| is_same_publisher(place, &own)) {
            return None;
        }
        let mut hubs: Vec<Url> = (hubs.iter())
            .filter_map(|hub| Url::parse(hub).ok())
            .filter(is_asked)
            .collect();
        hubs.sort_by_key(|hub| hub.scheme() != "https");
        let hub = hubs.into_iter().next()?;
        Some(Announced { hub, topic })
    }
}

fn is_asked(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

fn is_same_publisher(one: &Url, other: &Url) -> bool {
    let name = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    name(one) == name(other)
}

/// The form that asks a hub for a subscription (section 5.1). The secret is for hubs that are asked
/// over TLS alone.
#[must_use]
pub fn subscribe(callback: &Url, topic: &str, lease: Duration, secret: Option<&Secret>) -> String {
    let mut form = request("subscribe", callback, topic);
    form.append_pair("hub.lease_seconds", &lease.as_secs().to_string());
    if let Some(secret) = secret {
        form.append_pair("hub.secret", secret.reveal());
    }
    form.finish()
}

/// The form that asks a hub to end one (section 5.1).
#[must_use]
pub fn unsubscribe(callback: &Url, topic: &str) -> String {
    request("unsubscribe", callback, topic).finish()
}

fn request(mode: &str, callback: &Url, topic: &str) -> Serializer<'static, String> {
    let mut form = Serializer::new(String::new());
    form.append_pair("hub.mode", mode);
    form.append_pair("hub.topic", topic);
    form.append_pair("hub.callback", callback.as_str());
    form
}

/// The form that tells a hub that a document of ours has changed (PubSubHubbub 0.4, section 7.1;
/// WebSub, section 6 leaves it open).
#[must_use]
pub fn publish(topic: &str) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("hub.mode", "publish");
    form.append_pair("hub.url", topic);
    form.finish()
}

/// What a hub asks or says at a callback, in the query of a GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Whether we asked for the subscription (section 5.3).
    Subscribe {
        /// Sent back where we did.
        challenge: String,
        /// How long it is for.
        lease: Option<Duration>,
    },
    /// Whether we asked for its end (section 5.3).
    Unsubscribe {
        /// Sent back where we did.
        challenge: String,
    },
    /// That there is none (section 5.2).
    Denied {
        /// Why, in the hub's words; empty where it says nothing.
        reason: String,
    },
}

impl Intent {
    /// Reads the query; with the topic that it is about. None where it is nothing that hubs say.
    #[must_use]
    pub fn read(query: &str) -> Option<(Self, String)> {
        let said = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let found = pairs.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.into_owned())
        };
        let challenge = || said("hub.challenge").filter(|challenge| !challenge.is_empty());
        let intent = match &*said("hub.mode")? {
            "subscribe" => Self::Subscribe {
                challenge: challenge()?,
                lease: said("hub.lease_seconds")
                    .and_then(|seconds| seconds.trim().parse().ok())
                    .map(Duration::from_secs),
            },
            "unsubscribe" => Self::Unsubscribe {
                challenge: challenge()?,
            },
            "denied" => Self::Denied {
                reason: said("hub.reason").map_or_else(String::new, |reason| plain(&reason)),
            },
            _ => return None,
        };
        Some((intent, said("hub.topic")?))
    }
}

/// Foreign words as one line of a message.
fn plain(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = words.chars().filter(|c| !c.is_control());
    shown.take(MOST_REASON).collect()
}

/// Whether `header`, an `X-Hub-Signature`, signs `body` with `secret` (section 8).
#[must_use]
pub fn is_signed(header: &str, secret: &Secret, body: &[u8]) -> bool {
    let Some((method, signature)) = header.trim().split_once('=') else {
        return false;
    };
    let key = secret.reveal().as_bytes();
    digest::from_hex(signature)
        .is_some_and(|tag| digest::is_hmac(&method.to_ascii_lowercase(), key, body, &tag))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links(links: &[(&str, &str)]) -> Links {
        let mut found = Links::default();
        for (rel, target) in links {
            found.add(rel, target);
        }
        found
    }

    fn announced(header: &[(&str, &str)], document: &[(&str, &str)]) -> Option<(String, String)> {
        let place = Url::parse("https://news.org/feed").unwrap();
        let found = Links::announced(links(header), links(document), &[&place])?;
        Some((found.hub.into(), found.topic))
    }

    fn some(hub: &str, topic: &str) -> Option<(String, String)> {
        Some((hub.to_owned(), topic.to_owned()))
    }

    #[test]
    fn the_header_comes_before_the_document_section_4() {
        let document = [
            ("self", "https://news.org/doc"),
            ("hub", "https://doc.org/"),
        ];
        let header = [
            ("hub self", "https://news.org/both"),
            ("Hub", "http://b.org/"),
        ];
        assert_eq!(
            announced(&[], &document),
            some("https://doc.org/", "https://news.org/doc")
        );
        assert_eq!(
            announced(&header, &document),
            some("https://news.org/both", "https://news.org/both")
        );
        assert_eq!(
            announced(&header[1..], &document),
            some("http://b.org/", "https://news.org/doc")
        );
        assert_eq!(announced(&[], &document[..1]), None, "no hub");
        assert_eq!(announced(&[], &document[1..]), None, "no topic");
    }

    #[test]
    fn a_hub_over_tls_is_asked_first_and_other_schemes_never() {
        let own = ("self", "https://news.org/feed");
        let hubs = [
            own,
            ("hub", "ftp://a/"),
            ("hub", "http://b/"),
            ("hub", "https://c/"),
        ];
        assert_eq!(announced(&hubs, &[]), some("https://c/", own.1));
        assert_eq!(announced(&hubs[..3], &[]), some("http://b/", own.1));
        assert_eq!(announced(&hubs[..2], &[]), None);
    }

    #[test]
    fn a_topic_is_kept_as_written_and_must_be_the_publisher_s_own() {
        let of = |topic| announced(&[("self", topic), ("hub", "https://h/")], &[]);
        for own in ["http://WWW.news.org:80/x", "https://news.org"] {
            assert_eq!(of(own), some("https://h/", own));
        }
        for foreign in [
            "https://news.example/feed",
            "https://my.news.org/",
            "/feed",
            "x:y",
        ] {
            assert_eq!(of(foreign), None, "{foreign}");
        }
        assert_eq!(of(&format!("https://news.org/{}", "x".repeat(3000))), None);
    }

    #[test]
    fn forms_are_those_of_section_5_1() {
        let callback = Url::parse("https://we.org/websub/1?a=b").unwrap();
        let secret = Secret::new("s&1");
        assert_eq!(
            subscribe(
                &callback,
                "http://t/?a&b",
                Duration::from_secs(60),
                Some(&secret)
            ),
            "hub.mode=subscribe&hub.topic=http%3A%2F%2Ft%2F%3Fa%26b\
             &hub.callback=https%3A%2F%2Fwe.org%2Fwebsub%2F1%3Fa%3Db\
             &hub.lease_seconds=60&hub.secret=s%261"
        );
        assert!(!subscribe(&callback, "t", Duration::ZERO, None).contains("secret"));
        assert_eq!(
            publish("http://t/"),
            "hub.mode=publish&hub.url=http%3A%2F%2Ft%2F"
        );
    }

    #[test]
    fn what_hubs_say_is_read_sections_5_2_and_5_3() {
        let read = |query| Intent::read(query);
        assert_eq!(
            read("hub.mode=subscribe&hub.topic=a%2Fb&hub.challenge=x+y&hub.lease_seconds=9&z"),
            Some((
                Intent::Subscribe {
                    challenge: "x y".to_owned(),
                    lease: Some(Duration::from_secs(9)),
                },
                "a/b".to_owned()
            ))
        );
        let denied = Intent::Denied {
            reason: "not you".to_owned(),
        };
        assert_eq!(
            read("hub.mode=denied&hub.topic=a&hub.reason=%1bnot%0d%0ayou"),
            Some((denied, "a".to_owned()))
        );
        for none in [
            "",
            "hub.mode=subscribe&hub.topic=a",
            "hub.mode=subscribe&hub.challenge=a",
            "hub.mode=publish&hub.topic=a&hub.challenge=b",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_signature_is_method_and_digest_section_8() {
        let (secret, body) = (Secret::new("Jefe"), b"what do ya want for nothing?");
        let right = "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
        for signature in [right, "SHA1=EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79"] {
            assert!(is_signed(signature, &secret, body), "{signature}");
        }
        for wrong in [
            "",
            "sha1",
            "sha1=",
            "sha1=00",
            "sha256=effcdf6a",
            &right[..43],
            &right[5..],
        ] {
            assert!(!is_signed(wrong, &secret, body), "{wrong}");
        }
        assert!(!is_signed(right, &Secret::new("jefe"), body));
        assert!(!is_signed(right, &secret, b"what"));
    }

    proptest! {
        #[test]
        fn nothing_that_a_stranger_says_makes_reading_panic(text in "(hub\\.|mode|=|&|%|\\PC){0,30}") {
            let _ = Intent::read(&text);
            let _ = is_signed(&text, &Secret::new("x"), text.as_bytes());
            let place = Url::parse("https://news.org/feed").unwrap();
            let _ = Links::announced(
                links(&[("hub", &text), ("self", &text)]), Links::default(), &[&place]
            );
        }
    }
}
