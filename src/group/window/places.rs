//! The countries of an entry as bits, to be compared with those of thousands.

use crate::domain::Country;

/// A bit for each country; several countries share one.
#[derive(Clone, Copy, Default)]
pub struct Places(u64);

impl Places {
    /// Of these countries.
    pub fn of(countries: impl IntoIterator<Item = Country>) -> Self {
        Self(countries.into_iter().fold(0, |bits, at| bits | bit(at)))
    }

    /// Whether both are about countries and, for sure, about none that is the other's.
    pub fn conflict(self, other: Self) -> bool {
        self.0 != 0 && other.0 != 0 && self.0 & other.0 == 0
    }
}

fn bit(country: Country) -> u64 {
    let letters = country.code().bytes();
    1 << (letters.fold(0, |sum: u32, letter| 26 * sum + u32::from(letter)) % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_a_country_is_never_taken_for_a_conflict() {
        let all: Vec<Country> = Country::all().collect();
        let conflicts = |a, b| Places::of([a]).conflict(Places::of([b]));
        for country in &all {
            assert!(!conflicts(*country, *country));
            assert!(!Places::of(all.clone()).conflict(Places::of([*country])));
            let told = all.iter().filter(|other| conflicts(*country, **other));
            assert!(
                told.count() > 9 * all.len() / 10,
                "{country:?} is like many"
            );
        }
        assert!(!Places::default().conflict(Places::of(all)));
    }
}
