//! Foreign text as pages show it: in its own language and direction, no longer than it may be,
//! and only links that a browser opens as pages.

use std::borrow::Cow;

use url::Url;

use crate::domain::Language;

/// Characters of a title that a page shows.
pub const TITLE: usize = 240;
/// Characters of a title in a list of many.
pub const HEADLINE: usize = 140;
/// Characters of a summary in a list.
pub const SUMMARY: usize = 280;
/// Characters of a summary on the page of its story.
pub const LONG_SUMMARY: usize = 1_200;
/// Characters of an address; longer ones are no address of an article.
const ADDRESS: usize = 2_000;

/// `text` cut at a word's end if it is longer than `limit` characters.
pub fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return Cow::Borrowed(text);
    };
    let start = &text[..end];
    let word = start.rfind(char::is_whitespace).filter(|at| at * 2 > end);
    let start = start[..word.unwrap_or(end)].trim_end_matches([' ', ',', ';', ':', '–']);
    Cow::Owned(format!("{start}…"))
}

/// The address if it is one of the web: never `javascript:` or `data:`, nor one with a name before
/// the host, which leads elsewhere than it seems or holds a password.
pub fn web(address: &str) -> Option<&str> {
    let url = Url::parse(address)
        .ok()
        .filter(|_| address.len() <= ADDRESS)?;
    let named = !url.username().is_empty() || url.password().is_some();
    (matches!(url.scheme(), "http" | "https") && !named).then_some(address)
}

/// The `lang` of text in `language` on a page in `page`; none where they agree.
pub fn lang(language: Option<Language>, page: Language) -> Option<String> {
    language
        .filter(|language| *language != page)
        .map(|language| language.to_string())
}

/// The `dir` of text in `language` on a page in `page`; none where they agree. A language that is
/// not known leaves it to the first strong letter.
pub fn dir(language: Option<Language>, page: Language) -> Option<&'static str> {
    match language {
        None => Some("auto"),
        Some(language) if language.is_right_to_left() == page.is_right_to_left() => None,
        Some(language) if language.is_right_to_left() => Some("rtl"),
        Some(_) => Some("ltr"),
    }
}

/// What a name is sorted by: its letters without their accents, in lower case ("Égypte" belongs under
/// E), and without the Arabic article, which half of all names would stand under.
pub fn sort_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    name.strip_prefix("ال")
        .unwrap_or(name)
        .nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_ends_at_a_word() {
        assert_eq!(cut("un deux trois", 13), "un deux trois");
        assert_eq!(cut("un deux, trois quatre", 12), "un deux…");
        assert_eq!(cut("ééééééé", 3), "ééé…");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        assert_eq!(web("https://a.example/x"), Some("https://a.example/x"));
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/x",
            "mailto:a@b",
            "",
        ] {
            assert_eq!(web(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn cut_text_is_never_longer_than_its_limit_and_the_sign_of_the_cut(
            text in "\\PC{0,80}", limit in 1usize..60
        ) {
            proptest::prop_assert!(cut(&text, limit).chars().count() <= limit + 1);
        }
    }
}
