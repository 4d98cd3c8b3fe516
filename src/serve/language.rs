//! Which of a page's languages a reader gets (RFC 9110, section 12.5.4).

use std::cmp::Reverse;

use super::coding::weight;
use super::fields::Fields;
use crate::domain::Language;

/// The greatest weight, in thousandths.
const CERTAIN: u16 = 1000;

/// One element of what a request accepts, such as `pt-BR;q=0.8`.
struct Range {
    /// None is `*`: every language that is not named (RFC 4647, section 2.1).
    language: Option<Language>,
    weight: u16,
}

/// The language to answer in, among the site's `own` and `others`: the one of the greatest weight,
/// of equals the one that is named first, and of those that are not named the site's own. Where the
/// request wants none of them, the site's own, too: a page in another language is better than none.
///
/// A tag stands for its language, whatever the region: `fr-CA` is `fr`.
pub(super) fn choose(
    request: &(impl Fields + ?Sized),
    own: Language,
    others: &[Language],
) -> Language {
    let ranges: Vec<Range> = request
        .lines("accept-language")
        .flat_map(|line| line.split(','))
        .filter_map(range)
        .collect();
    let best = [own]
        .into_iter()
        .chain(others.iter().copied())
        .filter_map(|language| {
            let (weight, place) = rank(&ranges, Some(language)).or_else(|| rank(&ranges, None))?;
            (weight > 0).then_some((weight, place, language == own, Reverse(language)))
        });
    best.max()
        .map_or(own, |(_, _, _, Reverse(language))| language)
}

/// The greatest weight that is given to `language`, and where: what comes first is greater.
fn rank(ranges: &[Range], language: Option<Language>) -> Option<(u16, Reverse<usize>)> {
    let places = ranges.iter().enumerate();
    places
        .filter(|(_, range)| range.language == language)
        .map(|(place, range)| (range.weight, Reverse(place)))
        .max()
}

fn range(element: &str) -> Option<Range> {
    let (tag, parameter) = match element.split_once(';') {
        Some((tag, parameter)) => (tag.trim(), Some(parameter.trim())),
        None => (element.trim(), None),
    };
    let language = match tag {
        "*" => None,
        tag => Some(tag.parse().ok()?),
    };
    let weight = parameter.map_or(Some(CERTAIN), weight)?;
    Some(Range { language, weight })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT_LANGUAGE;

    use super::*;

    #[test]
    fn readers_get_the_language_that_they_would_rather_read() {
        let others = [Language::ENGLISH, Language::PORTUGUESE, Language::ARABIC];
        for (line, language) in [
            ("en", "en"),
            ("en-US,en;q=0.9,fr;q=0.8", "en"),
            ("fr-CA", "fr"),
            ("PT-br", "pt"),
            ("sw, ar;q=0.3", "ar"),
            ("de;q=1, pt;q=0.4, en;q=0.5", "en"),
            ("pt, en", "pt"),
            ("en;q=0", "fr"),
            ("en;q=0.1, *", "fr"),
            ("*", "fr"),
            // A star stands for those that are not named.
            ("fr;q=0.2, *;q=0.8, en;q=0.9, ar;q=0", "en"),
            ("fr;q=0, *;q=0.8, en;q=0", "ar"),
            ("*;q=0.5, fr;q=0.1, pt;q=0.2, en;q=0.4", "ar"),
            ("*;q=0.5, pt;q=0.2", "fr"),
            ("*;q=0, pt;q=0.1", "pt"),
            ("*;q=0", "fr"),
            ("fr;q=0, *", "ar"),
            ("de", "fr"),
            ("", "fr"),
            (";;,=,q=1", "fr"),
            ("en;q=nonsense, ar;q=0.1", "ar"),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(ACCEPT_LANGUAGE, line.parse().unwrap());
            let chosen = choose(&headers, Language::FRENCH, &others);
            assert_eq!(chosen.as_str(), language, "{line}");
        }
        let chosen = choose(&HeaderMap::new(), Language::FRENCH, &others);
        assert_eq!(chosen, Language::FRENCH);
    }
}
