//! Links: absolute, and the same for the same page.

use url::{Host, Url};

/// Query parameters that say where a reader came from, and nothing about the page.
const TRACKING: &[&str] = &[
    "xtor",
    "xts",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "s_cid",
    "ncid",
    "ocid",
    "cmpid",
    "campaign_id",
    "ftag",
    "smid",
    "smtyp",
    "sr_share",
    "wt_mc",
    "wt.mc_id",
    "wt_zmc",
    "spm",
    "ref_src",
    "ref_url",
    "__twitter_impression",
    "traffic_source",
    "echobox",
    "trk",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "maca",
];

/// Families of such parameters, by how they begin.
const TRACKING_FAMILIES: &[&str] = &[
    "utm_", "at_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "ito_",
];

/// Parameters that may also name the page, and track only with these values.
const TRACKING_VALUES: &[(&str, &[&str])] = &[
    ("partner", &["rss", "feedburner"]),
    ("rss", &["", "1", "true"]),
    ("feature", &["rss", "share", "youtu.be"]),
    ("campaign", &["rss"]),
    ("origin", &["rss"]),
    ("cmp", &["rss"]),
    ("ref", &["rss", "feed"]),
    ("source", &["rss", "feed"]),
    ("from", &["rss", "feed"]),
];

/// The URL without what only tracks or varies: equal for equal pages.
///
/// Scheme and host in lower case, without default port and dot segments (RFC 3986, section 6.2,
/// which parsing does), without fragment, user and tracking parameters.
#[must_use]
pub fn canonical_url(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(host) = without_root(&url) {
        let _ = url.set_host(Some(&host));
    }
    if let Some(query) = url.query() {
        // Cut and joined as it stands: decoding and encoding again would change what stays.
        let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
        let kept = kept.join("&");
        url.set_query(Some(&*kept).filter(|query| !query.is_empty()));
    }
    url
}

/// The name of the host without the root's dot; none where there is no dot, or where without it
/// the name would be no name but nothing, or a number.
fn without_root(url: &Url) -> Option<String> {
    let Some(Host::Domain(name)) = url.host() else {
        return None;
    };
    let bare = name.trim_end_matches('.');
    let is_name = matches!(Host::parse(bare), Ok(Host::Domain(_)));
    (bare != name && is_name).then(|| bare.to_owned())
}

/// Whether a parameter says where a reader came from, and nothing about the page.
pub(super) fn tracks(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    if name.is_empty() {
        return true;
    }
    if let Some((_, values)) = TRACKING_VALUES.iter().find(|(known, _)| *known == name) {
        return values.contains(&&*value);
    }
    TRACKING.contains(&&*name)
        || TRACKING_FAMILIES
            .iter()
            .any(|family| name.starts_with(family))
}

/// Bytes of an address: longer ones lead nowhere that readers could go.
const LONGEST: usize = 4_096;

/// `reference` as an absolute http URL.
pub(super) fn absolute(reference: &str, base: &Url) -> Option<Url> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > LONGEST {
        return None;
    }
    let url = base.join(reference).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(url: &str) -> String {
        canonical_url(&url.parse().unwrap()).into()
    }

    #[test]
    fn what_tracks_goes_and_what_names_the_page_stays() {
        for (given, expected) in [
            (
                "HTTPS://Example.ORG:443/a/../b?utm_source=rss&id=3#top",
                "https://example.org/b?id=3",
            ),
            ("http://e.org/a?xtor=RSS-3-[monde]", "http://e.org/a"),
            (
                "http://e.org/a?at_medium=RSS&at_campaign=x&fbclid=y",
                "http://e.org/a",
            ),
            ("http://e.org/?p=12", "http://e.org/?p=12"),
            (
                "http://e.org/a?q=caf%C3%A9&&b",
                "http://e.org/a?q=caf%C3%A9&b",
            ),
            ("http://e.org/a?source=rss", "http://e.org/a"),
            ("http://e.org/a?source=12", "http://e.org/a?source=12"),
            ("http://user:pass@e.org./a", "http://e.org/a"),
        ] {
            assert_eq!(canonical(given), expected, "{given}");
        }
    }

    #[test]
    fn canonical_is_canonical_already() {
        for url in [
            "http://e.org/a?utm_x=1&b=2",
            "http://e.org/%7Ea?&",
            "https://e.org:8080/",
            "https://e.org../a",
            "https://.../a",
            "https://017../a",
        ] {
            let once = canonical(url);
            assert_eq!(canonical(&once), once);
            let numbers = ["017", "0.0.0.15"];
            assert!(
                !numbers
                    .iter()
                    .any(|number| once == format!("https://{number}/a"))
            );
        }
    }

    #[test]
    fn links_are_absolute_and_of_the_web() {
        let base = "https://e.org/feed/".parse().unwrap();
        assert_eq!(
            absolute("/a b", &base).unwrap().as_str(),
            "https://e.org/a%20b"
        );
        assert_eq!(
            absolute("//f.org/x", &base).unwrap().as_str(),
            "https://f.org/x"
        );
        for wrong in [
            "",
            "javascript:alert(1)",
            "mailto:a@e.org",
            "data:text/html,x",
            "file:///etc",
        ] {
            assert_eq!(absolute(wrong, &base), None, "{wrong}");
        }
    }
}
