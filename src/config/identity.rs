//! Ids of sources.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::domain::address;

/// Words of feed addresses that tell no section from another.
const COMMON: [&str; 13] = [
    "feed", "feeds", "rss", "rss2", "atom", "xml", "rdf", "json", "php", "aspx", "index", "html",
    "www",
];

/// The longest id that is made here.
const MAX_MADE: usize = 80;

/// The longest id that is accepted: it stands in log lines and file names.
const MAX_GIVEN: usize = 100;

/// Whether `text` can be the id of a source.
pub(super) fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.len() <= MAX_GIVEN
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(allowed)
}

/// The id of a source that was given none: its outlet's name and what its address says of its
/// section. It depends on nothing else, so that no other source can change it.
pub(super) fn default_id(outlet: &str, url: &Url) -> String {
    let mut words = words(outlet);
    if words.is_empty() {
        words = self::words(url.host_str().unwrap_or("source"));
    }
    // What is a key in the address is nothing for log lines and pages, in which ids stand.
    let shown = address::shown(url);
    let section = shown.splitn(4, '/').nth(3).unwrap_or_default();
    let address = percent_decode_str(section).decode_utf8_lossy().into_owned();
    words.extend(
        self::words(&address)
            .into_iter()
            .filter(|word| !COMMON.contains(&word.as_str())),
    );
    let mut id = words.join("-");
    id.truncate(MAX_MADE);
    id.trim_end_matches('-').to_owned()
}

/// The words of `text` in ASCII, lower-case, without accents.
fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(outlet: &str, url: &str) -> String {
        default_id(outlet, &Url::parse(url).unwrap())
    }

    #[test]
    fn ids_are_made_of_outlet_and_section() {
        assert_eq!(
            id("Exemple-Presse", "https://e.example/niger/feed"),
            "exemple-presse-niger"
        );
        assert_eq!(
            id("L'Écho du Sud", "https://e.example/rss.xml"),
            "l-echo-du-sud"
        );
        assert_eq!(
            id("Écho", "https://e.example/spip.php?page=backend"),
            "echo-spip-page-backend"
        );
        assert_eq!(id("صدى", "https://sada.example/feed"), "sada-example");
    }

    #[test]
    fn two_sections_of_an_outlet_have_two_ids() {
        let first = id("Écho", "https://e.example/?cat=afrique&feed=rss2");
        assert_ne!(first, id("Écho", "https://e.example/?cat=monde&feed=rss2"));
    }

    proptest! {
        #[test]
        fn a_made_id_is_an_id(outlet in "\\PC{0,60}", path in "\\PC{0,200}") {
            if let Ok(url) = Url::parse(&format!("https://e.example/{path}")) {
                let id = default_id(&outlet, &url);
                prop_assert!(is_id(&id), "{id}");
            }
        }
    }
}
