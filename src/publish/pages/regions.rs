//! The regions by which the start page and the reading list group countries.

use crate::domain::Country;

/// Regions of Africa; they come first.
pub const AFRICAN: usize = 5;

/// The codes of each region as the United Nations' M49 standard draws them: Northern, Western,
/// Middle, Eastern, Southern Africa; then the Americas, Asia, Europe, Oceania. What M49 does not
/// list stands where it lies; Antarctica stands nowhere.
const REGIONS: [&str; 9] = [
    "DZ EG EH LY MA SD TN",
    "BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG",
    "AO CM CF TD CG CD GQ GA ST",
    "BI KM DJ ER ET IO KE MG MW MU MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "BW SZ LS NA ZA",
    "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN \
     HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
    "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO \
     MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU \
     LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
    "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
];

/// The region of a country, as an index: those of Africa from north to south, then the other
/// continents by their English names; none for Antarctica.
pub fn region(country: Country) -> Option<usize> {
    REGIONS
        .iter()
        .position(|codes| codes.split_whitespace().any(|code| code == country.code()))
}

/// As [`region`], for what lies in Africa alone.
pub fn african_region(country: Country) -> Option<usize> {
    region(country).filter(|region| *region < AFRICAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_region_and_the_african_ones_have_theirs_in_africa() {
        for country in Country::all().filter(|country| country.code() != "AQ") {
            let codes = REGIONS.iter().flat_map(|codes| codes.split_whitespace());
            let listed = codes.filter(|code| *code == country.code()).count();
            assert_eq!(listed, 1, "{country}");
            if country.is_african() {
                assert!(african_region(country).is_some(), "{country}");
            }
        }
        let listed = REGIONS.iter().flat_map(|codes| codes.split_whitespace());
        for code in listed {
            assert!(code.parse::<Country>().is_ok(), "{code}");
        }
    }
}
