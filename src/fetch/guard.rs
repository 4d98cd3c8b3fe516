//! Which addresses may be asked: the guard against requests forged through a feed's URL.
//!
//! Three gates: the URL's host when it is an address, in whatever spelling (`url` reads
//! `0x7f000001`, `2130706433` and `0177.1` as the address they are); the same on every redirect;
//! and the resolver, which hands on only addresses that passed, so that what was checked is what
//! is connected to and a name cannot be rebound in between.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::{Failure, FailureKind};
use crate::domain::address::shown;

/// IPv4 ranges that no public feed is in (IANA special-purpose registry, RFC 6890; multicast, RFC
/// 5771), and one address beside them.
const CLOSED_V4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(168, 63, 129, 16), 32), // metadata of a cloud, in public space
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relay
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, broadcast
];

/// What is closed within `2000::/3`, the only range of public IPv6 addresses.
const CLOSED_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

const PUBLIC_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// NAT64 (RFC 6052): the last 32 bits are an IPv4 address, which decides.
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Knows which addresses may be asked.
#[derive(Clone, Debug)]
pub struct Guard {
    allowed: Arc<[IpNet]>,
}

/// The resolver found addresses for a name, none of which may be asked.
#[derive(Debug)]
pub(super) struct Closed {
    name: String,
    address: IpAddr,
}

impl Guard {
    /// Refuses every private address outside `allowed`.
    #[must_use]
    pub fn new(allowed: &[IpNet]) -> Self {
        Self {
            allowed: allowed.into(),
        }
    }

    /// Whether `address` may be asked.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        let plain = address.to_canonical();
        let allowed = |net: &IpNet| net.contains(&address) || net.contains(&plain);
        self.allowed.iter().any(allowed)
            || match plain {
                IpAddr::V4(v4) => is_public_v4(v4),
                IpAddr::V6(v6) => is_public_v6(v6),
            }
    }

    /// Passes a URL whose scheme is http or https and whose host is a name or a permitted address.
    ///
    /// # Errors
    ///
    /// [`FailureKind::Refused`], with what is wrong and the setting that would allow it.
    pub fn check(&self, url: &Url) -> Result<(), Failure> {
        let refused = |why: String| {
            Err(Failure::new(
                FailureKind::Refused,
                format!("{} is not asked: {why}", shown(url)),
            ))
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refused(format!("only http and https are, not {}", url.scheme()));
        }
        let address = match url.host() {
            Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
            Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
            Some(Host::Domain(name)) if !name.is_empty() => return Ok(()),
            _ => return refused("it has no host".to_owned()),
        };
        if self.permits(address) {
            Ok(())
        } else {
            refused(closed(address))
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (open, shut): (Vec<_>, Vec<_>) = found
                .into_iter()
                .partition(|found| guard.permits(found.ip()));
            match shut.first() {
                Some(shut) if open.is_empty() => Err(Closed {
                    name,
                    address: shut.ip(),
                }
                .into()),
                _ => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} resolves to {}", self.name, closed(self.address))
    }
}

impl std::error::Error for Closed {}

/// Names of which the last part says that they lead nowhere from outside (RFC 2606, RFC 6761, RFC
/// 6762, RFC 8375).
const CLOSED_NAMES: [&str; 8] = [
    "arpa",
    "example",
    "internal",
    "invalid",
    "lan",
    "local",
    "localhost",
    "test",
];

/// Whether strangers can hope to reach `url`: its host is a public address, or a name that may lead
/// to one. Nobody is asked.
#[must_use]
pub fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(v4)) => is_public_v4(v4),
        Some(Host::Ipv6(v6)) => Guard::new(&[]).permits(IpAddr::V6(v6)),
        Some(Host::Domain(name)) => {
            let last = name.trim_end_matches('.').rsplit_once('.');
            last.is_some_and(|(_, last)| !CLOSED_NAMES.contains(&last))
        }
        None => false,
    }
}

fn closed(address: IpAddr) -> String {
    format!("{address} is no public address; [fetch] allow_networks can allow it")
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !CLOSED_V4
        .iter()
        .any(|&(base, bits)| Ipv4Net::new_assert(base, bits).contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let within =
        |&(base, bits): &(Ipv6Addr, u8)| Ipv6Net::new_assert(base, bits).contains(&address);
    if within(&NAT64) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    within(&PUBLIC_V6) && !CLOSED_V6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, allowed: &[&str]) -> Result<(), Failure> {
        let allowed: Vec<IpNet> = allowed.iter().map(|net| net.parse().unwrap()).collect();
        Guard::new(&allowed).check(&Url::parse(url).unwrap())
    }

    #[test]
    fn addresses_of_private_networks_are_refused_in_all_their_spellings() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "①②⑦.0.0.1",
            "0",
            "0.0.0.0",
            "10.0.0.8",
            "100.64.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:10.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::808:808]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[100::1]",
            "[5f00::1]",
        ] {
            let failure = check(&format!("http://{host}/feed"), &[]).expect_err(host);
            assert_eq!(failure.kind, FailureKind::Refused, "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for host in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "[2606:4700::1]",
            "[2001:4860:4860::8888]",
            "[64:ff9b::808:808]",
            "[::ffff:8.8.8.8]",
            "example.org",
            "localhost",
        ] {
            assert!(check(&format!("https://{host}/"), &[]).is_ok(), "{host}");
        }
    }

    #[test]
    fn allow_networks_opens_exactly_what_it_names() {
        let allowed = &["127.0.0.0/8", "fd12::/16"];
        for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "[fd12::1]"] {
            assert!(check(&format!("http://{host}/"), allowed).is_ok(), "{host}");
        }
        for host in ["10.0.0.1", "[::1]", "[fd13::1]"] {
            assert!(
                check(&format!("http://{host}/"), allowed).is_err(),
                "{host}"
            );
        }
    }

    #[test]
    fn what_strangers_can_reach_is_told_without_asking() {
        for (host, is_reached) in [
            ("news.org", true),
            ("news.org.", true),
            ("8.8.8.8", true),
            ("[2606:4700::1]", true),
            ("localhost", false),
            ("griot", false),
            ("griot.localhost", false),
            ("nas.local", false),
            ("news.example", false),
            ("127.0.0.1", false),
            ("192.168.1.4", false),
            ("[::ffff:10.0.0.1]", false),
            ("[fd00::1]", false),
        ] {
            let url = Url::parse(&format!("http://{host}:8080/")).unwrap();
            assert_eq!(is_public(&url), is_reached, "{host}");
        }
    }

    #[test]
    fn only_http_and_https_are_asked() {
        for url in [
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org/",
            "data:,x",
        ] {
            assert!(check(url, &["0.0.0.0/0"]).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_is_resolved_to_permitted_addresses_only() {
        let localhost = || "localhost".parse::<Name>().unwrap();
        let refused = Guard::new(&[]).resolve(localhost()).await;
        assert!(refused.err().unwrap().is::<Closed>());
        let open = Guard::new(&["127.0.0.0/8".parse().unwrap()]);
        let found: Vec<_> = open.resolve(localhost()).await.unwrap().collect();
        assert!(!found.is_empty());
        assert!(found.iter().all(|found| found.ip() == Ipv4Addr::LOCALHOST));
    }
}
