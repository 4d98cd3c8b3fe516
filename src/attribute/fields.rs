//! A text in the parts that count differently: title, dateline, lead, rest.

use super::tokens::Tokens;

/// Where a piece of evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The title.
    Title,
    /// The first sentence of the summary.
    Lead,
    /// What follows it.
    Rest,
    /// One of the outlet's own categories.
    Category,
    /// The place of writing or the outlet's country mark at the head of the summary:
    /// `PARIS (AFP) -`, `Africa-Press – Niger.`
    Dateline,
    /// A segment of the entry's URL.
    Url,
    /// The country of the source.
    Feed,
}

/// Words with which an outlet's own furniture begins; nothing that follows on their line is part
/// of the article. Folded.
const TRAILERS: &[&[&str]] = &[
    &["lire", "aussi"],
    &["lire", "egalement"],
    &["lisez", "aussi"],
    &["a", "lire"],
    &["voir", "aussi"],
    &["read", "also"],
    &["also", "read"],
    &["read", "more"],
    &["see", "also"],
    &["leia", "tambem"],
    &["leia", "mais"],
    &["ler", "tambem"],
    &["veja", "tambem"],
    &["اقرا", "ايضا"],
    &["اقرا", "المزيد"],
    &["طالع", "ايضا"],
    &["articles", "similaires"],
    &["articles", "recents"],
    &["related", "articles"],
    &["artigos", "relacionados"],
    &["mots", "cles"],
    &["breaking", "news"],
    &["pour", "plus", "d", "informations"],
    &["for", "more", "information"],
    &["para", "mais", "informacoes"],
    &["لمزيد", "من", "المعلومات"],
    &["rejoignez", "notre"],
    &["rejoindre", "le", "groupe"],
    &["rejoignez", "nous"],
    &["suivez", "nous"],
    &["follow", "us"],
    &["siga", "nos"],
    &["abonnez", "vous"],
    &["est", "apparu", "en", "premier"],
    &["appeared", "first", "on"],
    &["publicite"],
    &["advertisement"],
    &["publicidade"],
];

/// The summary of an entry, in parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'t> {
    pub dateline: &'t str,
    pub lead: &'t str,
    pub rest: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    /// Parts `summary` (plain text): its dateline, its first sentence, and the lines of the rest,
    /// each without the outlet's furniture.
    pub fn of(summary: &'t str) -> Self {
        let (dateline, body) = split_dateline(summary.trim_start());
        let mut lines = body
            .split('\n')
            .map(|line| without_trailer(line).trim())
            .filter(|line| !line.is_empty());
        let Some(first) = lines.next() else {
            return Self {
                dateline,
                ..Self::default()
            };
        };
        let (lead, tail) = first.split_at(sentence_end(first));
        let rest = std::iter::once(tail)
            .chain(lines)
            .filter(|part| !part.trim().is_empty())
            .collect();
        Self {
            dateline,
            lead,
            rest,
        }
    }
}

/// The line up to the first words of furniture.
fn without_trailer(line: &str) -> &str {
    let tokens = Tokens::of(line);
    let begins = |at: usize| {
        TRAILERS.iter().any(|words| {
            words.first() == Some(&tokens.key(at))
                && words
                    .iter()
                    .enumerate()
                    .all(|(nth, word)| tokens.key(at + nth) == *word)
                && (words.len() > 1 || tokens.len() == 1)
        })
    };
    let cut = (0..tokens.len())
        .find(|at| begins(*at))
        .and_then(|at| tokens.get(at));
    cut.map_or(line, |token| &line[..token.at.start])
}

/// Where the first sentence ends. Shorter than this is an abbreviation or an exclamation.
fn sentence_end(text: &str) -> usize {
    const SHORTEST: usize = 25;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let ends = matches!(c, '!' | '?' | '؟' | '…')
            || c == '.' && !previous.is_uppercase() && !previous.is_whitespace();
        previous = c;
        if !ends || at < SHORTEST {
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let next = after.trim_start();
        let begins =
            |c: char| c.is_uppercase() || "«\"“".contains(c) || ('\u{600}'..'\u{700}').contains(&c);
        if next.len() < after.len() && next.starts_with(begins) {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Cuts off a leading place of writing: up to four capitalised words, maybe a date, maybe a
/// bracketed agency, then a dash and a space; or an outlet's mark, `Name – Country.`
fn split_dateline(text: &str) -> (&str, &str) {
    const LONGEST: usize = 72;
    const WORDS: usize = 4;
    let head_end = text
        .char_indices()
        .take_while(|(at, _)| *at < LONGEST)
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let head = &text[..head_end];
    let Some((dash, width)) = head
        .char_indices()
        .find(|(at, c)| {
            matches!(c, '-' | '–' | '—')
                && head[..*at].ends_with(|c: char| c.is_whitespace() || c == ')')
        })
        .map(|(at, c)| (at, c.len_utf8()))
    else {
        return ("", text);
    };
    let body = &text[dash + width..];
    if !body.starts_with(char::is_whitespace) {
        return ("", text);
    }
    let place = &head[..dash];
    let name = place.split([',', '(', ':']).next().unwrap_or_default();
    let marked = name.len() < place.trim_end().len();
    let words: Vec<_> = name.split_whitespace().collect();
    let proper = words
        .iter()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    let short = !words.is_empty() && words.len() <= if marked { WORDS } else { WORDS - 1 };
    if !short || proper * 2 < words.len() + 1 {
        return ("", text);
    }
    // An outlet's mark has the country after the dash: "Savane-Press – Niger. The text".
    let mark = body
        .find(". ")
        .filter(|stop| !marked && body[..*stop].split_whitespace().count() <= 4);
    match mark {
        Some(stop) => text.split_at(dash + width + stop + 1),
        None => text.split_at(dash + width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_cut_and_a_sentence_with_a_dash_is_not() {
        for (text, place) in [
            ("PARIS (AFP) - Le gouvernement a dit", "PARIS (AFP) -"),
            (
                "Luanda, 03 mar (CL) - O governo disse",
                "Luanda, 03 mar (CL) -",
            ),
            ("Saurimo - O governo disse", "Saurimo -"),
            (
                "Savane-Press – Niger. Le gouvernement a dit",
                "Savane-Press – Niger.",
            ),
            (
                "Le gouvernement de transition a promis - encore - des élections",
                "",
            ),
            ("Le Niger est prêt.", ""),
        ] {
            assert_eq!(Parts::of(text).dateline, place, "{text}");
        }
    }

    #[test]
    fn what_follows_the_outlets_furniture_is_left_out_to_the_end_of_its_line() {
        let parts = Parts::of("La police a ouvert une enquête. Lire aussi : Le Mali vote\nSuite");
        assert_eq!(parts.lead, "La police a ouvert une enquête.");
        assert_eq!(parts.rest, ["Suite"]);
        assert_eq!(Parts::of("À lire aussi : Le Mali vote").lead, "");
    }

    #[test]
    fn an_initial_ends_no_sentence() {
        let text = "La rencontre a été décidée par M. Diallo mardi. Elle aura lieu.";
        assert_eq!(
            Parts::of(text).lead,
            "La rencontre a été décidée par M. Diallo mardi."
        );
    }

    proptest::proptest! {
        #[test]
        fn any_summary_is_parted_without_a_panic(text in "(\\PC|\n){0,200}") {
            let _ = Parts::of(&text);
        }
    }
}
