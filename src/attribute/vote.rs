//! The countries of a story, from those of its entries.

use crate::domain::{Countries, Country};

/// What a story is about: what at least half of its entries are about; where no country has half,
/// what most of them are about. The rest is mentioned. The entry that comes first (the
/// representative) wins ties.
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
