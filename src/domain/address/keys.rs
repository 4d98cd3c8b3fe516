//! Keys that come back: a server writes into its links what it was asked with.

use url::{Position, Url};

use super::random::{Doubt, looks_random};
use super::{KEYS, decoded, is_secret_value, shown_parameter, words};

/// From this length on a value that a parameter calls a key is known again under any other name.
const TELLING: usize = 8;

/// The keys in the query of an address, which belong to whoever asks with it.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

/// One of them, decoded.
#[derive(Clone, Debug)]
struct Key {
    name: String,
    value: String,
    /// Whether it is known wherever it stands. What only names somebody, `user=7`, may be a number
    /// or a word like others.
    tells: bool,
}

impl Keys {
    /// Those that `url` holds.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        let parameters = url.query().unwrap_or_default().split('&');
        let hidden = parameters.filter(|parameter| shown_parameter(parameter) != **parameter);
        Self(hidden.map(Key::of).collect())
    }

    /// `url` without the parameters that repeat a key; none where one stands in its path, without
    /// which it would lead nowhere.
    #[must_use]
    pub fn taken_out(&self, mut url: Url) -> Option<Url> {
        if self.0.is_empty() {
            return Some(url);
        }
        let path = decoded(&url[Position::BeforePath..Position::AfterPath]);
        if self.0.iter().any(|key| key.stands_in(&path)) {
            return None;
        }
        let repeats = |parameter: &str| self.0.iter().any(|key| key.is_repeated_by(parameter));
        if url
            .fragment()
            .is_some_and(|text| text.split('&').any(repeats))
        {
            url.set_fragment(None);
        }
        if let Some(query) = url.query().filter(|query| query.split('&').any(repeats)) {
            let kept: Vec<&str> = (query.split('&').filter(|part| !repeats(part))).collect();
            let kept = kept.join("&");
            url.set_query(Some(&*kept).filter(|query| !query.is_empty()));
        }
        Some(url)
    }
}

impl Key {
    fn of(parameter: &str) -> Self {
        let (name, value) = parameter.split_once('=').unwrap_or(("", parameter));
        let (name, value) = (decoded(name), decoded(value));
        let is_called_key = words(&name).any(|word| KEYS.contains(&&*word));
        Self {
            tells: looks_random(&value, Doubt::LITTLE)
                || is_secret_value(&value)
                || is_called_key && value.len() >= TELLING,
            name,
            value,
        }
    }

    fn is_repeated_by(&self, parameter: &str) -> bool {
        let parameter = decoded(parameter);
        let same = parameter.split_once('=').is_some_and(|(name, value)| {
            name.trim_start_matches("amp;")
                .eq_ignore_ascii_case(&self.name)
                && value == self.value
        });
        same || self.stands_in(&parameter)
    }

    fn stands_in(&self, text: &str) -> bool {
        self.tells && text.contains(&*self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(source: &str, link: &str) -> Option<String> {
        let keys = Keys::of(&source.parse().unwrap());
        keys.taken_out(link.parse().unwrap()).map(String::from)
    }

    #[test]
    fn what_a_server_was_asked_with_is_taken_out_of_what_it_links() {
        let source = "https://e.example/feed?cat=7&key=SECRETKEY";
        for (link, published) in [
            (
                "https://e.example/a?key=SECRETKEY",
                Some("https://e.example/a"),
            ),
            (
                "https://e.example/a?cat=7&key=SECRETKEY&id=2",
                Some("https://e.example/a?cat=7&id=2"),
            ),
            (
                "https://e.example/a?amp;k=SECRETKEY",
                Some("https://e.example/a"),
            ),
            (
                "https://x.example/go?to=https%3A%2F%2Fe.example%2Fa%3Fkey%3DSECRETKEY&id=2",
                Some("https://x.example/go?id=2"),
            ),
            (
                "https://e.example/a#key=SECRETKEY",
                Some("https://e.example/a"),
            ),
            ("https://e.example/of/SECRETKEY/a", None),
            (
                "https://e.example/a?key=other#top",
                Some("https://e.example/a?key=other#top"),
            ),
        ] {
            assert_eq!(without(source, link).as_deref(), published, "{link}");
        }
    }

    #[test]
    fn what_tells_pages_apart_stays_although_a_key_has_the_same_value() {
        let source = "https://e.example/feed?user=7&p=12";
        for link in ["https://e.example/7?p=7&id=7", "https://e.example/a?p=12"] {
            assert_eq!(without(source, link).as_deref(), Some(link));
        }
        let link = "https://e.example/a?p=7&user=7";
        assert_eq!(
            without(source, link).as_deref(),
            Some("https://e.example/a?p=7")
        );
    }
}
