//! The known word that a mistaken one most likely meant.

/// The word of `known` nearest to `word`, when one is near enough to be meant.
///
/// A part of a word counts as the whole: `intervall` is near `per_host_interval`.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong; beyond that a suggestion misleads.
    let limit = (word.chars().count() / 3).max(1);
    known
        .map(|candidate| (distance_to_part(word, candidate), candidate))
        .filter(|((distance, _), _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The least distance to the candidate or to one of its tails after an underscore, and how much of
/// the candidate that leaves out: the whole word wins over a part.
fn distance_to_part(word: &str, candidate: &str) -> (usize, usize) {
    let tails = candidate
        .match_indices('_')
        .map(|(at, _)| &candidate[at + 1..]);
    std::iter::once(candidate)
        .chain(tails)
        .map(|part| (distance(word, part), candidate.len() - part.len()))
        .min()
        .unwrap_or((usize::MAX, 0))
}

/// Levenshtein's distance: insertions, deletions and replacements from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_word_and_strangers_none() {
        let known = ["timeout", "per_host_interval", "max_body", "min_interval"];
        let near = |word| nearest(word, known.into_iter());
        assert_eq!(near("timeot"), Some("timeout"));
        assert_eq!(near("per_host_intervall"), Some("per_host_interval"));
        assert_eq!(near("maxbody"), Some("max_body"));
        assert_eq!(near("colour"), None);
        assert_eq!(near(""), None);
    }

    #[test]
    fn a_part_of_a_word_is_enough() {
        let known = ["concurrency", "per_host_interval"];
        assert_eq!(
            nearest("intervall", known.into_iter()),
            Some("per_host_interval")
        );
    }
}
