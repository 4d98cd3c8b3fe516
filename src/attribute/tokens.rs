//! Words as the gazetteer compares them: folded, with what their spelling tells.
//!
//! A text is folded once into one buffer; a token is a pair of ranges into it and into the text.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word of a text.
pub(super) struct Token {
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// Where its folded form stands in [`Tokens::folded`].
    folded: Range<usize>,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether it is written in Arabic letters.
    pub arabic: bool,
}

/// The words of one text.
pub(super) struct Tokens<'t> {
    /// The text they were cut from.
    pub text: &'t str,
    folded: String,
    list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    /// Cuts `text` into words: runs of letters, digits and combining marks, and dotted acronyms
    /// (`U.S.`, `R.D.C.`), which are one word without their dots.
    pub fn of(text: &'t str) -> Self {
        let mut tokens = Self {
            text,
            folded: String::with_capacity(text.len()),
            list: Vec::with_capacity(text.len() / 5),
        };
        let mut from = 0;
        while let Some(start) = text[from..].find(char::is_alphanumeric).map(|at| from + at) {
            let rest = &text[start..];
            let length = dotted_acronym(rest).unwrap_or_else(|| word(rest));
            tokens.push(start..start + length);
            from = start + length;
        }
        tokens
    }

    fn push(&mut self, at: Range<usize>) {
        let written = &self.text[at.clone()];
        let begin = self.folded.len();
        fold_into(written, &mut self.folded);
        if self.folded.len() == begin {
            return;
        }
        let first = written.chars().next();
        self.list.push(Token {
            at,
            folded: begin..self.folded.len(),
            capital: first.is_some_and(char::is_uppercase),
            arabic: first.is_some_and(is_arabic),
        });
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The word at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<&Token> {
        self.list.get(index)
    }

    /// The folded form of the word at `index`; empty beyond the last.
    pub fn key(&self, index: usize) -> &str {
        self.get(index)
            .map_or("", |token| &self.folded[token.folded.clone()])
    }

    /// The folded forms of the `count` words before `index`, the nearest first.
    pub fn before(&self, index: usize, count: usize) -> impl Iterator<Item = &str> {
        (index.saturating_sub(count)..index)
            .rev()
            .map(|at| self.key(at))
    }

    /// The folded forms of the `count` words from `index` on.
    pub fn after(&self, index: usize, count: usize) -> impl Iterator<Item = &str> {
        (index..self.len().min(index + count)).map(|at| self.key(at))
    }

    /// The word at `index` as written.
    pub fn written(&self, index: usize) -> &'t str {
        self.get(index)
            .map_or("", |token| &self.text[token.at.clone()])
    }

    /// The words `span` as they stand in the text.
    pub fn surface(&self, span: &Range<usize>) -> &'t str {
        match (self.get(span.start), self.get(span.end.wrapping_sub(1))) {
            (Some(first), Some(last)) => &self.text[first.at.start..last.at.end],
            _ => "",
        }
    }

    /// What stands between the word before `index` and the word at it: before the first word and
    /// after the last, all that is there.
    pub fn gap(&self, index: usize) -> &'t str {
        let from = index
            .checked_sub(1)
            .and_then(|before| self.get(before))
            .map_or(0, |token| token.at.end);
        let to = self
            .get(index)
            .map_or(self.text.len(), |token| token.at.start);
        self.text.get(from..to).unwrap_or_default()
    }

    /// Whether the word at `index` continues the name that the word before it is part of: nothing
    /// but a space, hyphen, underscore, apostrophe, quote, bracket, ampersand or the dot of an abbreviation
    /// between them.
    pub fn joined(&self, index: usize) -> bool {
        const ABBREVIATIONS: &[&str] = &["st", "ste", "mt", "ft"];
        let gap = self.gap(index);
        gap.chars().count() <= 3
            && gap.chars().all(|c| {
                c.is_whitespace() && c != '\n' || "-\u{2010}\u{2011}–_'’ʼ`.()/«»\"“”&".contains(c)
            })
            && (!gap.starts_with(". ") || index > 0 && ABBREVIATIONS.contains(&self.key(index - 1)))
    }

    /// Whether the text is a headline in capitals, where capitals tell nothing.
    pub fn shouts(&self) -> bool {
        let (mut letters, mut capitals) = (0, 0);
        for c in self
            .text
            .chars()
            .filter(|c| c.is_lowercase() || c.is_uppercase())
        {
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
        letters > 8 && capitals * 10 > letters * 7
    }

    /// Whether most words begin with a capital, as in an English headline. The first always does,
    /// and too few prove nothing.
    pub fn title_case(&self) -> bool {
        const FEWEST: usize = 4;
        let others = self.list.get(1..).unwrap_or_default();
        let capitals = others.iter().filter(|token| token.capital).count();
        others.len() >= FEWEST && capitals * 10 > others.len() * 6
    }
}

/// Where a word may be broken at the end of a line; no part of it.
const SOFT_HYPHEN: char = '\u{ad}';

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && c != SOFT_HYPHEN)
        .unwrap_or(text.len())
}

/// The length of a leading acronym with dots: at least two single letters, each with its dot.
fn dotted_acronym(text: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = 0;
    let mut chars = text.chars();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        letters += 1;
        length += letter.len_utf8() + 1;
    }
    (letters >= 2).then_some(length)
}

/// Appends `word` without case, accents, Arabic vowel signs and dots.
fn fold_into(word: &str, out: &mut String) {
    for c in word.chars() {
        if c.is_ascii() {
            if c != '.' {
                out.push(c.to_ascii_lowercase());
            }
        } else {
            fold_char(c, out);
        }
    }
}

fn fold_char(c: char, out: &mut String) {
    if let Some(base) = plain(c) {
        out.push(base);
        return;
    }
    for base in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
        match base {
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            'ɛ' | 'Ɛ' => out.push('e'),
            'ɔ' | 'Ɔ' => out.push('o'),
            // Arabic: one alef, one ya, ta marbuta as ha, no tatweel; Persian ka and ya.
            'ٱ' => out.push('ا'),
            'ى' | 'ی' => out.push('ي'),
            'ة' => out.push('ه'),
            'ک' => out.push('ك'),
            'ـ' | SOFT_HYPHEN => {}
            other => out.extend(other.to_lowercase()),
        }
    }
}

/// The folded form of the letters that our languages write most, which decomposing would find too,
/// and more slowly.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'À' | 'Á' | 'Â' | 'Ã' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'í' | 'î' | 'ï' | 'Í' | 'Î' | 'Ï' => 'i',
        'ó' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'u',
        'آ' | 'أ' | 'إ' | 'ا' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' => 'ي',
        'ة' => 'ه',
        'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' => c,
        _ => return None,
    })
}

/// `word` folded, in a string of its own.
pub(super) fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

fn is_arabic(c: char) -> bool {
    ('\u{600}'..='\u{6ff}').contains(&c)
}

/// Whether two words are spelled alike but for accents, case included.
pub(super) fn same_case(left: &str, right: &str) -> bool {
    let bare = |word: &'_ str| {
        word.nfkd()
            .filter(|c| !is_combining_mark(*c) && *c != '.')
            .collect::<String>()
    };
    left == right || bare(left) == bare(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        (0..tokens.len())
            .map(|i| tokens.key(i).to_owned())
            .collect()
    }

    #[test]
    fn words_are_folded_and_apostrophes_and_hyphens_part_them() {
        assert_eq!(keys("Côte d’Ivoire"), ["cote", "d", "ivoire"]);
        assert_eq!(keys("Guinée-Bissau"), ["guinee", "bissau"]);
        assert_eq!(keys("Cœlacanthes"), ["coelacanthes"]);
        // Decomposed letters (an e and a combining accent) fold as the composed ones.
        assert_eq!(keys("Guine\u{301}e"), ["guinee"]);
        assert_eq!(keys("إِثيوبيا"), keys("اثيوبيا"));
        assert_eq!(keys("غزة"), keys("غزه"));
    }

    #[test]
    fn the_letters_folded_by_hand_fold_as_their_decomposition_does() {
        for c in ('\u{c0}'..'\u{700}').filter(|c| plain(*c).is_some()) {
            let decomposed: String = c.nfkd().collect();
            let base = decomposed.chars().next().and_then(|base| match base {
                'ى' => Some('ي'),
                'ة' => Some('ه'),
                other => other.to_lowercase().next(),
            });
            assert_eq!(plain(c), base, "{c}");
        }
    }

    #[test]
    fn dotted_acronyms_are_one_word() {
        assert_eq!(keys("the U.S. army"), ["the", "us", "army"]);
        assert_eq!(keys("en R.D.C."), ["en", "rdc"]);
        assert_eq!(keys("J. Biden"), ["j", "biden"]);
    }

    #[test]
    fn capitals_of_a_shouted_headline_are_told_from_an_acronym() {
        assert!(Tokens::of("LE NIGER ROMPT AVEC WASHINGTON").shouts());
        assert!(!Tokens::of("RDC : le M23 avance").shouts());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_without_a_panic_and_every_range_holds(text in "\\PC{0,200}") {
            let tokens = Tokens::of(&text);
            for index in 0..=tokens.len() {
                let _ = (tokens.gap(index), tokens.joined(index), tokens.surface(&(0..index)));
            }
            for index in 0..tokens.len() {
                proptest::prop_assert!(!tokens.key(index).is_empty());
            }
        }
    }
}
