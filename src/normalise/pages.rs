//! Addresses under which an outlet serves one page several times: for telephones, and as AMP.

use std::collections::BTreeMap;

use url::Url;

use super::canonical_url;

/// Which addresses of an outlet's pages stand for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Hosts that serve the pages of another, each with that other: `m.le-fil.example` with
    /// `www.le-fil.example`.
    pub hosts: BTreeMap<String, String>,
    /// Whether AMP pages stand for the pages that they were made from.
    pub amp: bool,
}

/// Hosts that serve the AMP pages of everybody under `/amp/`.
const VIEWERS: &[&str] = &["www.google.com", "google.com"];

/// The domain of the cache that serves AMP pages under a host of its own for each outlet.
const CACHE: &str = ".cdn.ampproject.org";

impl Pages {
    /// The canonical address (see [`canonical_url`]) of the page that `url` stands for.
    #[must_use]
    pub fn canonical(&self, url: &Url) -> Url {
        let mut url = canonical_url(url);
        if self.amp {
            url = without_amp(url);
        }
        let host = url.host_str().and_then(|host| self.hosts.get(host));
        if let Some(host) = host {
            // A host that is none was checked when it was configured; it changes nothing here.
            let _ = url.set_host(Some(host));
        }
        url
    }
}

/// The address of the page that an AMP page was made from, as outlets' programs name the two.
fn without_amp(url: Url) -> Url {
    let mut url = served_from_elsewhere(&url).unwrap_or(url);
    if let Some(host) = url.host_str().and_then(|host| host.strip_prefix("amp.")) {
        let host = host.to_owned();
        let _ = url.set_host(Some(&host));
    }
    let path = url.path();
    let shorter = path
        .strip_suffix("/amp/")
        .map(|path| format!("{path}/"))
        .or_else(|| path.strip_suffix("/amp").map(str::to_owned))
        .or_else(|| Some(format!("{}.html", path.strip_suffix(".amp.html")?)))
        .or_else(|| path.strip_suffix(".amp").map(str::to_owned))
        .or_else(|| Some(format!("/{}", path.strip_prefix("/amp/")?)));
    if let Some(path) = shorter.filter(|path| path.len() > 1) {
        url.set_path(&path);
    }
    let marks = ["amp", "amp=1", "amp=true", "outputtype=amp"];
    let query = url.query().map(|query| {
        let pairs = query.split('&');
        let kept = pairs.filter(|pair| !marks.contains(&&*pair.to_ascii_lowercase()));
        kept.collect::<Vec<_>>().join("&")
    });
    if let Some(query) = query {
        url.set_query(Some(&*query).filter(|query| !query.is_empty()));
    }
    url
}

/// The address that a cache or viewer of AMP pages names in its path: after `/c/`, `/v/` or
/// `/amp/`, with `s/` for https.
fn served_from_elsewhere(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let rest = match host {
        host if host.ends_with(CACHE) => path.strip_prefix("/c/").or(path.strip_prefix("/v/"))?,
        host if VIEWERS.contains(&host) => path.strip_prefix("/amp/")?,
        _ => return None,
    };
    let (scheme, rest) = match rest.strip_prefix("s/") {
        Some(rest) => ("https", rest),
        None => ("http", rest),
    };
    let mut served = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    served.set_query(url.query());
    Some(canonical_url(&served))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(amp: bool) -> Pages {
        let hosts = [("m.fil.example", "www.fil.example")];
        Pages {
            hosts: hosts
                .map(|(from, to)| (from.to_owned(), to.to_owned()))
                .into(),
            amp,
        }
    }

    fn canonical(pages: &Pages, url: &str) -> String {
        pages.canonical(&url.parse().unwrap()).into()
    }

    #[test]
    fn a_host_for_telephones_stands_for_the_one_that_it_is_said_to() {
        let said = pages(false);
        for (given, expected) in [
            (
                "https://m.fil.example/a?utm_source=x",
                "https://www.fil.example/a",
            ),
            ("https://www.fil.example/a", "https://www.fil.example/a"),
            ("https://m.other.example/a", "https://m.other.example/a"),
            (
                "https://www.fil.example/a/amp/",
                "https://www.fil.example/a/amp/",
            ),
        ] {
            assert_eq!(canonical(&said, given), expected, "{given}");
        }
    }

    #[test]
    fn amp_pages_stand_for_their_pages_where_that_is_wanted() {
        for given in [
            "https://fil.example/a/b",
            "https://fil.example/a/b/amp",
            "https://amp.fil.example/a/b",
            "https://fil.example/amp/a/b",
            "https://fil.example/a/b?amp=1",
            "https://fil.example/a/b?outputType=amp",
            "https://fil-example.cdn.ampproject.org/c/s/fil.example/a/b",
            "https://www.google.com/amp/s/fil.example/a/b/amp",
        ] {
            assert_eq!(
                canonical(&pages(true), given),
                "https://fil.example/a/b",
                "{given}"
            );
        }
        for (given, expected) in [
            ("https://fil.example/a/amp/", "https://fil.example/a/"),
            (
                "https://fil.example/a.amp.html",
                "https://fil.example/a.html",
            ),
            (
                "https://m.fil.example/?p=1&amp",
                "https://www.fil.example/?p=1",
            ),
            ("https://fil.example/amp/", "https://fil.example/amp/"),
            ("https://fil.example/lamp", "https://fil.example/lamp"),
        ] {
            assert_eq!(canonical(&pages(true), given), expected, "{given}");
        }
    }
}
