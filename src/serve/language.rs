//! Which of a page's languages a reader gets (RFC 9110, section 12.5.4).

use super::coding::weight;
use super::fields::Fields;
use crate::domain::Language;

/// The greatest weight, in thousandths.
const CERTAIN: u16 = 1000;

/// The language to answer in, among the site's `own` and `others`: the one of the greatest weight,
/// of equals the one that is named first. Where the request wants none of them, the site's own: a
/// page in another language is better than none.
///
/// A tag stands for its language, whatever the region: `fr-CA` is `fr`.
pub(super) fn choose(
    request: &(impl Fields + ?Sized),
    own: Language,
    others: &[Language],
) -> Language {
    let mut best = (0, own);
    for line in request.lines("accept-language") {
        for element in line.split(',') {
            let Some((language, weight)) = wanted(element, own) else {
                continue;
            };
            let is_there = language == own || others.contains(&language);
            if is_there && weight > best.0 {
                best = (weight, language);
            }
        }
    }
    best.1
}

/// One element, such as `pt-BR;q=0.8`; any language is the site's own.
fn wanted(element: &str, own: Language) -> Option<(Language, u16)> {
    let (tag, parameter) = match element.split_once(';') {
        Some((tag, parameter)) => (tag.trim(), Some(parameter.trim())),
        None => (element.trim(), None),
    };
    let weight = parameter.map_or(Some(CERTAIN), weight)?;
    let language = if tag == "*" { own } else { tag.parse().ok()? };
    Some((language, weight))
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
