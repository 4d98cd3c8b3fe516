//! Whom a request goes to.

use url::Url;

/// Scheme, name and port: whom a host's turns and wishes are counted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    name: String,
    port: u16,
}

impl Origin {
    /// Whom a request for `url` goes to. Names are the same in any case (RFC 9110, section 4.2.3),
    /// with or without the root's dot, and a port that goes without saying is one all the same.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        let name = url.host_str().unwrap_or_default();
        Self {
            scheme: url.scheme().to_owned(),
            name: name.strip_suffix('.').unwrap_or(name).to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_a_host_are_one_rfc9110_4_2_3() {
        let origin = |text| Origin::of(&Url::parse(text).unwrap());
        for other in [
            "http://OUTLET.example/b",
            "http://outlet.example:80/",
            "http://outlet.example./a",
            "http://name:word@outlet.example/a?b#c",
        ] {
            assert_eq!(origin("http://outlet.example/a"), origin(other), "{other}");
        }
        assert_eq!(
            origin("http://journ\u{e9}e.example/"),
            origin("http://XN--journe-fva.example/")
        );
        for other in [
            "https://outlet.example/a",
            "http://outlet.example:81/a",
            "http://www.outlet.example/a",
        ] {
            assert_ne!(origin("http://outlet.example/a"), origin(other), "{other}");
        }
    }
}
