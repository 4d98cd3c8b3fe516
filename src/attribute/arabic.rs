//! Arabic words without what is written together with them: conjunctions, prepositions, the article.

use std::borrow::Cow;

/// A form in which an Arabic word may stand in the gazetteer.
pub(super) struct Form<'k> {
    /// The folded word without clitics.
    pub key: Cow<'k, str>,
    /// Whether a conjunction or preposition (و ف ب ك ل) was taken off.
    pub clitic: bool,
    /// Whether the article (ال) was taken off.
    pub article: bool,
}

/// The forms of a folded Arabic word, the word itself first: without the conjunction, without the
/// preposition, without the article. At least three letters stay.
pub(super) fn arabic_forms<'k>(key: &'k str, mut visit: impl FnMut(Form<'k>)) {
    const STEM: usize = 3;
    let long = |word: &str| word.chars().count() >= STEM;
    let mut offer = |word: Cow<'k, str>, clitic: bool| {
        let bare = match &word {
            Cow::Borrowed(word) => word.strip_prefix("ال").map(Cow::Borrowed),
            Cow::Owned(word) => word.strip_prefix("ال").map(|s| Cow::Owned(s.to_owned())),
        };
        visit(Form {
            key: word,
            clitic,
            article: false,
        });
        if let Some(key) = bare.filter(|word| long(word)) {
            visit(Form {
                key,
                clitic,
                article: true,
            });
        }
    };
    let without_conjunction = key.strip_prefix(['و', 'ف']).filter(|rest| long(rest));
    for (word, conjunction) in [(Some(key), false), (without_conjunction, true)] {
        let Some(word) = word else { continue };
        offer(Cow::Borrowed(word), conjunction);
        if let Some(rest) = word.strip_prefix("لل").filter(|rest| long(rest)) {
            offer(Cow::Owned(format!("ال{rest}")), true);
        }
        if let Some(rest) = word.strip_prefix(['ب', 'ك', 'ل']).filter(|rest| long(rest)) {
            offer(Cow::Borrowed(rest), true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::tokens::fold;

    #[test]
    fn arabic_words_are_offered_without_their_clitics() {
        let forms = |word: &str| {
            let key = fold(word);
            let mut seen = Vec::new();
            arabic_forms(&key, |form| seen.push(form.key.into_owned()));
            seen
        };
        for (word, stem) in [
            ("بمصر", "مصر"),
            ("والسودان", "السودان"),
            ("للسودان", "السودان"),
            ("بالنيجر", "النيجر"),
            ("المصريين", "مصريين"),
        ] {
            assert!(forms(word).contains(&fold(stem)), "{word}");
        }
        // Two letters are too few to be sure of.
        assert_eq!(forms("وفد"), [fold("وفد")]);
    }
}
