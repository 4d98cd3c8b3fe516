//! Where sites keep their feeds when their pages do not say.

use url::Url;

/// A usual address of feeds.
struct Place {
    /// From the root of the site.
    address: &'static str,
    /// Words in a page of the site, in lower case, that make it likely.
    signs: &'static [&'static str],
}

/// The likeliest first, as long as no sign speaks for another.
const PLACES: [Place; 15] = [
    place("/feed/", &["wp-content", "wp-includes", "wordpress"]),
    place("/rss", &["ghost"]),
    place("/rss.xml", &["drupal"]),
    place("/feed.xml", &["jekyll"]),
    place("/atom.xml", &[]),
    place("/index.xml", &["hugo"]),
    place("/spip.php?page=backend", &["spip"]),
    place(
        "/arc/outboundfeeds/rss/",
        &["arcpublishing", "/pf/resources", "outboundfeeds"],
    ),
    place("/feed.json", &[]),
    place("/?feed=rss2", &["wp-json"]),
    place(
        "/export/rss2/archive/index.xml",
        &["sputnik", "/export/rss2"],
    ),
    place("/feeds/posts/default", &["blogger", "blogspot"]),
    place(
        "/index.php?format=feed&type=rss",
        &["joomla", "com_content"],
    ),
    place("/feeds/", &[]),
    place("/rss/all.xml", &[]),
];

const fn place(address: &'static str, signs: &'static [&'static str]) -> Place {
    Place { address, signs }
}

/// Only the beginning of a page is searched for signs of its program.
const SEARCHED: usize = 256 * 1024;

/// The usual addresses at the site of `page`, those first that its HTML makes likely. Below a page
/// that is not the root, its own feed comes first: sites of several languages have one for each.
pub(super) fn usual(page: &Url, html: &str) -> Vec<Url> {
    let start = &html[..html.floor_char_boundary(SEARCHED.min(html.len()))];
    let start = start.to_ascii_lowercase();
    let is_likely = |place: &&Place| place.signs.iter().any(|sign| start.contains(sign));
    let (likely, rest): (Vec<_>, Vec<_>) = PLACES.iter().partition(is_likely);
    let below =
        (page.path() != "/").then(|| format!("{}/feed/", page.path().trim_end_matches('/')));
    let addresses = likely.iter().chain(&rest).map(|place| place.address);
    let mut urls: Vec<Url> = Vec::new();
    for address in below.as_deref().into_iter().chain(addresses) {
        if let Ok(url) = page.join(address)
            && !urls.contains(&url)
        {
            urls.push(url);
        }
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(page: &str, html: &str) -> String {
        usual(&Url::parse(page).unwrap(), html)[0].to_string()
    }

    #[test]
    fn what_the_page_is_made_with_says_where_to_look_first() {
        let site = "https://s.example/?x=1";
        assert_eq!(first(site, ""), "https://s.example/feed/");
        assert_eq!(
            first(site, "<meta name=generator content='SPIP 4.1'>"),
            "https://s.example/spip.php?page=backend"
        );
        assert_eq!(
            first("https://s.example/fr", "<p>SPIP"),
            "https://s.example/fr/feed/"
        );
    }

    #[test]
    fn every_sign_can_be_found() {
        for place in &PLACES {
            assert!(place.address.starts_with('/'));
            for sign in place.signs {
                assert_eq!(*sign, sign.to_lowercase());
            }
        }
    }
}
