//! The countries of a story, from those of its entries.

use crate::domain::{Countries, Country};

/// What a story is about: what at least half of its entries are about; where no country has half,
/// what most of them are about. The rest is mentioned. The entry that comes first (the
/// representative) wins ties.
///
/// An entry that is about no country has no vote. Half was the best of seven rules on stories of
/// labelled entries, judged whole, by title or by summary alone: whatever any entry says lets one
/// slip into an edition for good (macro F1 0.981 by summaries, where half has 1.000), a quarter
/// and a third do in part, the representative alone loses what only the others say (0.986, and
/// 0.957 against 0.971 by bare titles); more than half and two thirds make no difference there,
/// and would take a country from a story that two outlets see differently.
#[must_use]
pub fn vote<'a>(entries: impl IntoIterator<Item = &'a Countries>) -> Countries {
    let mut ballots: Vec<(Country, usize)> = Vec::new();
    let mut voters = 0;
    let mut mentioned: Vec<Country> = Vec::new();
    for entry in entries {
        voters += usize::from(!entry.primary.is_empty());
        for country in &entry.primary {
            match ballots.iter_mut().find(|(known, _)| known == country) {
                Some((_, votes)) => *votes += 1,
                None => ballots.push((*country, 1)),
            }
        }
        mentioned.extend(&entry.mentioned);
    }
    let most = ballots.iter().map(|(_, votes)| *votes).max().unwrap_or(0);
    let least = voters.div_ceil(2).min(most);
    // A stable sort: the representative's countries stay first among equals.
    ballots.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
    let primary: Vec<_> = ballots
        .iter()
        .filter(|(_, votes)| *votes >= least)
        .map(|(country, _)| *country)
        .collect();
    mentioned.extend(ballots.iter().map(|(country, _)| *country));
    mentioned.sort_unstable();
    mentioned.dedup();
    mentioned.retain(|country| !primary.contains(country));
    Countries { primary, mentioned }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(primary: &str, mentioned: &str) -> Countries {
        let codes = |list: &str| {
            list.split_whitespace()
                .filter_map(|code| code.parse().ok())
                .collect()
        };
        Countries {
            primary: codes(primary),
            mentioned: codes(mentioned),
        }
    }

    fn voted(entries: &[Countries]) -> (String, String) {
        let found = vote(entries);
        let codes = |list: &[Country]| list.iter().map(Country::code).collect::<Vec<_>>().join(" ");
        (codes(&found.primary), codes(&found.mentioned))
    }

    #[test]
    fn what_one_of_many_says_is_only_mentioned() {
        let story = [entry("NE", ""), entry("NE FR", ""), entry("NE", "NG")];
        assert_eq!(voted(&story), ("NE".into(), "FR NG".into()));
    }

    #[test]
    fn what_one_of_two_says_counts_and_the_first_leads() {
        let story = [entry("ML", "SN"), entry("SN", "")];
        assert_eq!(voted(&story), ("ML SN".into(), String::new()));
    }

    #[test]
    fn an_entry_about_no_country_has_no_vote() {
        let story = [entry("", "TD"), entry("", ""), entry("TD", "")];
        assert_eq!(voted(&story), ("TD".into(), String::new()));
        assert_eq!(voted(&[]), (String::new(), String::new()));
    }

    #[test]
    fn where_no_country_has_half_the_most_named_stand() {
        let story = [
            entry("BJ", ""),
            entry("TG", ""),
            entry("GH", ""),
            entry("TG", ""),
        ];
        assert_eq!(voted(&story).0, "TG");
        let story = [entry("BJ", ""), entry("TG", ""), entry("GH", "")];
        assert_eq!(voted(&story).0, "BJ TG GH");
    }
}
