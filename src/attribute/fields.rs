//! A text in the parts that count differently: title, dateline, lead, rest.

use super::tokens::{Tokens, fold};

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
    /// The place of writing, at the head of the summary or the title: `PARIS (AFP) -`.
    Dateline,
    /// A segment of the entry's URL.
    Url,
    /// The country of the source, or of the mark with which it signs: `Africa-Press – Niger.`
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

/// With one of these among its first words, a short sentence says who wrote, and from where: "Avec notre
/// correspondant à Dakar, …". Folded.
const WRITERS: &[&str] = &[
    "correspondant",
    "correspondante",
    "correspondants",
    "envoye",
    "envoyee",
    "envoyes",
    "correspondent",
    "correspondente",
    "correspondentes",
    "enviado",
    "enviada",
    "مراسلنا",
    "مراسلتنا",
];

/// The summary of an entry, in parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'t> {
    pub dateline: &'t str,
    /// The outlet's own mark with a country ("Africa-Press – Niger."): what it says of the source.
    pub mark: &'t str,
    pub lead: &'t str,
    pub rest: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    /// Parts `summary` (plain text): its dateline, its first sentence, and the lines of the rest,
    /// each without the outlet's furniture.
    pub fn of(summary: &'t str) -> Self {
        let Head {
            dateline,
            mark,
            body,
        } = head(summary.trim_start());
        let mut lines = body
            .split('\n')
            .map(|line| without_trailer(line).trim())
            .filter(|line| !line.is_empty());
        let Some(first) = lines.next() else {
            return Self {
                dateline,
                mark,
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
            mark,
            lead,
            rest,
        }
    }
}

/// A title in its dateline and the rest. Only a date or an agency tells one from the topic of a
/// headline: "PARIS (AFP) - …", and not "Saurimo - …".
pub(super) fn title_parts(title: &str) -> (&str, &str) {
    let head = head(title.trim_start());
    if head.dateline.contains(['(', ',']) {
        (head.dateline, head.body)
    } else {
        ("", title)
    }
}

/// How a text begins, and what follows.
struct Head<'t> {
    dateline: &'t str,
    mark: &'t str,
    body: &'t str,
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
        let begins = |c: char| c.is_uppercase() || "«\"“".contains(c) || is_arabic(c);
        if next.len() < after.len() && next.starts_with(begins) {
            return at + c.len_utf8();
        }
    }
    text.len()
}

fn is_arabic(c: char) -> bool {
    ('\u{600}'..'\u{700}').contains(&c)
}

/// Cuts off a leading place of writing: up to four capitalised words, or Arabic ones, which have no
/// capitals, maybe a date, maybe a bracketed agency, then a dash and a space; or an outlet's mark,
/// `Name – Country.`
fn head(text: &str) -> Head<'_> {
    const LONGEST: usize = 72;
    const WORDS: usize = 4;
    let plain = Head {
        dateline: "",
        mark: "",
        body: text,
    };
    let head_end = text
        .char_indices()
        .take_while(|(at, _)| *at < LONGEST)
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let start = &text[..head_end];
    if let Some((dateline, body)) = by_correspondent(text) {
        return Head {
            dateline,
            mark: "",
            body,
        };
    }
    let Some((dash, width)) = start
        .char_indices()
        .find(|(at, c)| {
            matches!(c, '-' | '–' | '—')
                && start[..*at].ends_with(|c: char| c.is_whitespace() || c == ')')
        })
        .map(|(at, c)| (at, c.len_utf8()))
    else {
        return plain;
    };
    let doubled = text[dash + width..].starts_with('-');
    let width = width + usize::from(doubled);
    let body = &text[dash + width..];
    if !body.starts_with(char::is_whitespace) {
        return plain;
    }
    let place = &start[..dash];
    let name = place.split([',', '(', ':']).next().unwrap_or_default();
    let marked = name.len() < place.trim_end().len();
    let words: Vec<_> = name.split_whitespace().collect();
    let proper = words
        .iter()
        .filter(|word| word.starts_with(|c: char| c.is_uppercase() || is_arabic(c)))
        .count();
    let short = !words.is_empty() && words.len() <= if marked { WORDS } else { WORDS - 1 };
    if !short || proper * 2 < words.len() + 1 {
        return plain;
    }
    // An outlet's mark has the country after the dash: "Savane-Press – Niger. The text".
    let mark = body
        .find(". ")
        .filter(|stop| !marked && body[..*stop].split_whitespace().count() <= 4);
    match mark {
        Some(stop) => Head {
            dateline: "",
            mark: &text[..=dash + width + stop],
            body: &body[stop + 1..],
        },
        None => Head {
            dateline: &text[..dash + width],
            mark: "",
            body,
        },
    }
}

/// A text in the sentence that names its correspondent and what follows.
fn by_correspondent(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 120;
    const WORDS: usize = 4;
    let names_the_writer = text
        .split_whitespace()
        .take(WORDS)
        .any(|word| WRITERS.contains(&fold(word).as_str()));
    let end = names_the_writer.then(|| sentence_end(text))?;
    (end <= LONGEST && end < text.len()).then(|| text.split_at(end))
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
            ("DAKAR, 3 mars (ML) -- La pluie", "DAKAR, 3 mars (ML) --"),
            ("أديس أبابا – جاء ذلك في بيان", "أديس أبابا –"),
            ("الخرطوم (سونا) - قال الوزير", "الخرطوم (سونا) -"),
            (
                "Avec notre correspondante à Abidjan, Awa Traoré. La pluie tombe",
                "Avec notre correspondante à Abidjan, Awa Traoré.",
            ),
            ("Un correspondant de presse a été arrêté lundi à Lomé.", ""),
            ("قال وزير الخارجية اليوم - دون تفاصيل", ""),
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
    fn the_mark_of_an_outlet_is_told_from_a_dateline() {
        let parts = Parts::of("Savane-Press – Niger. Le gouvernement a dit");
        assert_eq!(parts.mark, "Savane-Press – Niger.");
        assert_eq!((parts.dateline, parts.lead), ("", "Le gouvernement a dit"));
    }

    #[test]
    fn a_title_has_a_dateline_only_where_a_date_or_an_agency_tells() {
        let (dateline, rest) = title_parts("PARIS (AFP) - Le Mali vote");
        assert_eq!((dateline, rest.trim()), ("PARIS (AFP) -", "Le Mali vote"));
        assert_eq!(title_parts("Saurimo - Governo inaugura escola").0, "");
        assert_eq!(title_parts("Mali – Niger : le sommet").0, "");
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
