//! What readers are told of why a report is in its story, from what grouping noted.

use unicode_normalization::char::is_combining_mark;

use crate::domain::{EntryId, Retitled, Tie};
use crate::group::{self, Reason};
use crate::store::{EarlierTitle, Member};

/// Words in common that readers are told.
const WORDS: usize = 4;

/// Letters of a word that is worth telling.
const LETTERS: usize = 3;

/// Why an entry is in its story.
pub(super) struct Noted {
    pub tie: Tie,
    /// The entry that it is most like.
    pub partner: Option<EntryId>,
    /// Words that both have, as this entry writes them.
    pub words: Vec<String>,
}

/// What was noted of an entry; nothing where it stands alone.
pub(super) fn bond(member: &Member) -> Option<Noted> {
    let reason: Reason = serde_json::from_str(&member.reason).ok()?;
    let tie = match () {
        () if reason.ruling.is_some() => Tie::Ruling,
        () if reason.partner.is_none() => return None,
        () if reason.near_copy => Tie::Copy,
        () if reason.across_languages => Tie::AcrossLanguages,
        () => Tie::Alike,
    };
    let text = format!("{} {}", member.entry.title, member.entry.summary);
    Some(Noted {
        tie,
        partner: reason.partner,
        words: as_written(&reason.shared, &text),
    })
}

/// Folded words as `text` writes them, each once; those that it does not have are left out.
fn as_written(folded: &[String], text: &str) -> Vec<String> {
    let written: Vec<(String, &str)> = text
        .split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter))
        .filter(|word| word.chars().count() >= LETTERS)
        .map(|word| (group::fold(word), word))
        .collect();
    let as_written = folded.iter().filter_map(|word| {
        let (_, written) = written.iter().find(|(form, _)| form == word)?;
        Some((*written).to_owned())
    });
    as_written.take(WORDS).collect()
}

/// The titles that an entry had, among those of its story; an edit that left the title as it was
/// is none.
pub(super) fn retitled(member: &Member, earlier: &[EarlierTitle]) -> Vec<Retitled> {
    let of_it: Vec<_> = earlier
        .iter()
        .filter(|(entry, ..)| *entry == member.id)
        .collect();
    let after = of_it
        .iter()
        .skip(1)
        .map(|(_, _, title)| title.as_str())
        .chain([member.entry.title.as_str()]);
    of_it
        .iter()
        .zip(after)
        .filter(|((_, _, before), after)| before != after)
        .map(|((_, at, before), _)| Retitled {
            at: *at,
            before: before.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_common_are_told_as_the_outlet_writes_them() {
        let shared = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        for (folded, text, told) in [
            (
                &["zambezie", "licungo", "absent"][..],
                "Le Licungo déborde en Zambézie, Zambézie sinistrée",
                &["Zambézie", "Licungo"][..],
            ),
            (
                &["خارجيه", "موسكو"],
                "وزير خارجية تشاد في موسكو",
                &["خارجية", "موسكو"],
            ),
            (&["12"], "une zone de 12 milles", &[]),
        ] {
            let folded: Vec<String> = shared(folded);
            assert_eq!(as_written(&folded, text), told);
        }
    }
}
