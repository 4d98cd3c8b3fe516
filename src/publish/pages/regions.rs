//! The regions of Africa by which the start page groups its countries.

use crate::domain::Country;

/// The codes of each region as the United Nations' M49 standard draws them: Northern, Western,
/// Middle, Eastern, Southern Africa.
const REGIONS: [&str; 5] = [
    "DZ EG LY MA SD TN",
    "BJ BF CV CI GM GH GN GW LR ML MR NE NG SN SL TG",
    "AO CM CF TD CG CD GQ GA ST",
    "BI KM DJ ER ET KE MG MW MU MZ RW SC SO SS TZ UG ZM ZW",
    "BW SZ LS NA ZA",
];

/// The region of an African country, as an index from north to south; none for any other.
pub fn region(country: Country) -> Option<usize> {
    REGIONS
        .iter()
        .position(|codes| codes.split(' ').any(|code| code == country.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_african_countries_have_a_region() {
        for country in Country::all() {
            assert_eq!(region(country).is_some(), country.is_african(), "{country}");
        }
    }
}
