//! Whether a text looks like a key: something that nobody made up of words and numbers.

/// Digits of a number, at most: identifiers have that many.
const LONGEST_NUMBER: usize = 16;

/// Letters by which it can be told at the earliest that they are no words, and letters of words
/// that are written as one, at most.
const SHORTEST_GIBBERISH: usize = 12;
const LONG_WORD: usize = 16;
const LONGEST_WORDS: usize = 30;

/// How sure one has to be that a text is a key.
#[derive(Clone, Copy)]
pub(super) struct Doubt {
    /// The shortest piece that may be one.
    least: usize,
    /// The longest run of letters and digits that may be a word with a number.
    numbered: usize,
}

impl Doubt {
    /// For a query, where little is lost by hiding.
    pub(super) const LITTLE: Self = Self {
        least: 6,
        numbered: 8,
    };

    /// For a path, which is most of what an address is recognised by.
    pub(super) const MUCH: Self = Self {
        least: 16,
        numbered: 23,
    };
}

/// Whether `text` holds what nobody would have made up of words and numbers.
pub(super) fn looks_random(text: &str, doubt: Doubt) -> bool {
    if is_uuid(text) {
        return true;
    }
    let pieces = text.split(|c: char| !c.is_alphanumeric());
    let small = Doubt {
        least: Doubt::LITTLE.least,
        ..doubt
    };
    let (mut all, mut odd) = (0, 0);
    for piece in pieces.filter(|piece| piece.is_ascii()) {
        if piece.len() >= doubt.least && is_odd(piece, doubt) {
            return true;
        }
        all += piece.len();
        if is_odd(piece, small) {
            odd += piece.len();
        }
    }
    // A key with `-` and `_` among its letters falls into small pieces.
    odd >= 12 && odd * 2 >= all
}

fn is_uuid(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .any(|piece| {
            let lengths: Vec<usize> = piece.split('-').map(str::len).collect();
            lengths.windows(5).any(|group| group == [8, 4, 4, 4, 12])
        })
}

/// Whether a run of letters and digits is neither word nor number nor words with a number.
fn is_odd(piece: &str, doubt: Doubt) -> bool {
    let runs = runs(piece, |c| c.is_ascii_digit());
    let (numbers, letters): (Vec<&str>, Vec<&str>) = runs
        .iter()
        .partition(|run| run.starts_with(|c: char| c.is_ascii_digit()));
    if letters.is_empty() {
        return piece.len() > LONGEST_NUMBER;
    }
    let is_speech = letters.iter().all(|letters| is_speech(letters));
    let is_named = letters.iter().all(|letters| letters.len() > 2);
    match numbers.len() {
        0 => !is_speech,
        1 if runs.len() == 2 || is_named => !is_speech || piece.len() > doubt.numbered,
        _ => piece.len() >= doubt.least,
    }
}

/// Whether letters may be a word, or several that are written as one: they can be spoken, and
/// capitals begin words.
fn is_speech(letters: &str) -> bool {
    if letters.len() < SHORTEST_GIBBERISH {
        return true;
    }
    let is_vowel = |c: char| "aeiouyAEIOUY".contains(c);
    let consonants = runs(letters, is_vowel);
    let consonants = consonants.iter().filter(|run| !run.starts_with(is_vowel));
    let vowels = letters.chars().filter(|c| is_vowel(*c)).count();
    let can_be_spoken = consonants.map(|run| run.len()).max() < Some(6)
        && (letters.len() < LONG_WORD || vowels * 4 >= letters.len());
    // Within words of mixed case capitals stand alone and small letters in company.
    let is_capital = |c: char| c.is_ascii_uppercase();
    let strays = runs(letters, is_capital);
    let strays = strays
        .iter()
        .filter(|run| run.starts_with(is_capital) != (run.len() == 1));
    let is_one_case = letters.chars().all(is_capital);
    can_be_spoken && (is_one_case || strays.count() < 3) && letters.len() <= LONGEST_WORDS
}

/// `text` cut wherever `is` turns from true to false or back.
fn runs(text: &str, is: impl Fn(char) -> bool) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is(c) != is(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(run);
        rest = after;
    }
    runs
}
