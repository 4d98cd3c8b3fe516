//! Where sentences end.

/// The sentences of a paragraph with the blanks that follow them: together they are the paragraph.
pub(in super::super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(sentence_end(rest));
        rest = after;
        Some(sentence)
    })
}

/// Where the first sentence ends: after a full stop that blanks and a capital, a quotation mark or
/// a letter without case follow.
fn sentence_end(text: &str) -> usize {
    let mut after_stop = false;
    let mut after_blank = false;
    for (at, c) in text.char_indices() {
        if after_blank && opens_sentence(c) {
            return at;
        }
        if is_stop(c) {
            (after_stop, after_blank) = (true, false);
        } else if c.is_whitespace() {
            after_blank = after_stop;
        } else if !matches!(c, '»' | '”' | '"' | ')' | '’') {
            (after_stop, after_blank) = (false, false);
        }
    }
    text.len()
}

fn opens_sentence(c: char) -> bool {
    match c.is_alphabetic() {
        true => !c.is_lowercase(),
        false => !is_stop(c) && !matches!(c, '-' | '–'),
    }
}

pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '。' | '۔')
}
