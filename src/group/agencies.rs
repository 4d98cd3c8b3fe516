//! News agencies, and how texts name the one that they come from.

use super::item::Item;
use super::words;

/// Whether an outlet is an agency itself.
pub fn is_one(outlet: &str) -> bool {
    let names = AGENCIES.iter().flat_map(|(_, names)| *names);
    names
        .into_iter()
        .any(|name| outlet.eq_ignore_ascii_case(name))
}

/// Agencies by the names that datelines and credits use.
const AGENCIES: [(&str, &[&str]); 25] = [
    ("AFP", &["AFP", "Agence France-Presse"]),
    ("Reuters", &["Reuters"]),
    ("AP", &["AP", "Associated Press"]),
    ("APA", &["APA", "APANEWS", "APA News"]),
    ("PANA", &["PANA", "Panapress"]),
    ("Xinhua", &["Xinhua", "Chine nouvelle", "شينخوا"]),
    ("TASS", &["TASS", "ТАСС"]),
    ("APS", &["APS"]),
    ("MAP", &["MAP"]),
    ("TAP", &["TAP"]),
    ("ANP", &["ANP"]),
    ("AIB", &["AIB"]),
    ("AIP", &["AIP"]),
    ("ABP", &["ABP"]),
    ("AGP", &["AGP"]),
    ("ACP", &["ACP"]),
    ("AMAP", &["AMAP"]),
    ("NAN", &["NAN", "News Agency of Nigeria"]),
    ("GNA", &["GNA", "Ghana News Agency"]),
    ("Lusa", &["Lusa"]),
    ("Angop", &["Angop", "ANGOP"]),
    ("EFE", &["EFE"]),
    ("dpa", &["dpa", "DPA"]),
    ("Anadolu", &["Anadolu", "Anadolu Agency", "الأناضول"]),
    ("RIA Novosti", &["RIA Novosti", "РИА Новости"]),
];

/// Characters at the beginning and the end of a text where a dateline or a credit stands.
const EDGE: usize = 140;

/// Words that a credit begins with, folded.
const CREDITS: [&str; 14] = [
    "avec",
    "with",
    "com",
    "con",
    "mit",
    "source",
    "sources",
    "fonte",
    "fuente",
    "par",
    "via",
    "l'",
    "المصدر",
    "وكالات",
];

/// The agency that the text of an entry credits, or that its outlet is.
pub fn credited(item: &Item) -> Option<&'static str> {
    let edges = [&item.summary, &item.text].map(|text| (edge(text, false), edge(text, true)));
    AGENCIES
        .iter()
        .find(|(_, names)| {
            names.iter().any(|name| {
                item.outlet.eq_ignore_ascii_case(name)
                    || edges.iter().any(|(head, tail)| {
                        is_credit(head, name, false) || is_credit(tail, name, true)
                    })
            })
        })
        .map(|(agency, _)| *agency)
}

fn edge(text: &str, tail: bool) -> String {
    let count = text.chars().count();
    let skip = if tail { count.saturating_sub(EDGE) } else { 0 };
    text.chars().skip(skip).take(EDGE).collect()
}

/// Whether `name` stands in `text` as a credit: bracketed, after a word such as "avec" or
/// "source:", at the very end, or before the dash of a dateline.
fn is_credit(text: &str, name: &str, tail: bool) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].trim_end();
        let after = &text[at + name.len()..];
        let whole = !text[..at].ends_with(char::is_alphanumeric)
            && !after.starts_with(char::is_alphanumeric);
        let bracketed =
            before.ends_with(['(', '[', '/', '©']) && after.starts_with([')', ']', '/', ' ', ',']);
        let last = before.trim_end_matches([':', ' ', '\u{a0}']);
        let word = words::fold(last.rsplit(char::is_whitespace).next().unwrap_or_default());
        let named = CREDITS.contains(&word.as_str());
        let dateline = after.trim_start().starts_with(['-', '–', '—']) && !tail;
        let ends = tail
            && after.trim().trim_end_matches('.').is_empty()
            && before.ends_with(['.', '\n', '-', '–', '—']);
        whole && (bracketed || named || dateline || ends)
    })
}
