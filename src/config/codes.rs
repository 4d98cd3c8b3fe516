//! What to write for a country instead of what is no code of ISO 3166-1.

use super::suggest::nearest;
use crate::domain::{Country, Language};

/// Three letters (alpha-3) and other codes that people write: the country's own follows.
const OTHERS: &str = "\
    DZA DZ AGO AO BEN BJ BWA BW BFA BF BDI BI CPV CV CMR CM CAF CF TCD TD COM KM COG CG COD CD \
    CIV CI DJI DJ EGY EG GNQ GQ ERI ER SWZ SZ ETH ET GAB GA GMB GM GHA GH GIN GN GNB GW KEN KE \
    LSO LS LBR LR LBY LY MDG MG MWI MW MLI ML MRT MR MUS MU MAR MA MOZ MZ NAM NA NER NE NGA NG \
    RWA RW STP ST SEN SN SYC SC SLE SL SOM SO ZAF ZA SSD SS SDN SD TZA TZ TGO TG TUN TN UGA UG \
    ZMB ZM ZWE ZW LBN LB CAN CA USA US FRA FR RUS RU UKR UA GBR GB CHN CN DEU DE ESP ES PRT PT \
    ITA IT BEL BE CHE CH BRA BR TUR TR IND IN SAU SA ARE AE RDC CD DRC CD RCA CF RSA ZA UK GB \
    UAE AE EL GR";

/// What to do about `text`, which is no code: the code that was most likely meant.
pub(super) fn remedy(text: &str) -> String {
    let text = text.trim();
    let upper = text.to_uppercase();
    let meant = other_code(&upper)
        .or_else(|| swapped(&upper))
        .or_else(|| named(&text.to_lowercase()));
    if let Some(country) = meant {
        return format!("did you mean \"{country}\"?");
    }
    let neighbours: Vec<String> = Country::african()
        .filter(|country| upper.len() == 2 && upper.starts_with(&country.code()[..1]))
        .map(|country| format!("\"{country}\" for {}", country.name(Language::ENGLISH)))
        .collect();
    match neighbours.is_empty() {
        true => "use an ISO 3166-1 code, such as \"NE\" for Niger".to_owned(),
        false => format!("use an ISO 3166-1 code: {}", neighbours.join(", ")),
    }
}

fn other_code(text: &str) -> Option<Country> {
    let mut words = OTHERS.split_whitespace();
    while let (Some(other), Some(code)) = (words.next(), words.next()) {
        if other == text {
            return code.parse().ok();
        }
    }
    None
}

/// Two letters in the wrong order.
fn swapped(text: &str) -> Option<Country> {
    let mut letters = text.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    letters.next().is_none().then_some(())?;
    format!("{second}{first}").parse().ok()
}

/// The country that is called so, or nearly so, in one of the languages that countries have names
/// in.
fn named(text: &str) -> Option<Country> {
    let languages = [
        Language::FRENCH,
        Language::ENGLISH,
        Language::PORTUGUESE,
        Language::ARABIC,
    ];
    if text.chars().count() < 3 {
        return None;
    }
    let of = |country: Country| languages.map(|language| country.name(language).to_lowercase());
    let names: Vec<(String, Country)> = Country::all()
        .flat_map(|country| of(country).map(|name| (name, country)))
        .collect();
    let exact = names.iter().find(|(name, _)| name == text);
    let near = || {
        let near = nearest(text, names.iter().map(|(name, _)| name.as_str()))?;
        names.iter().find(|(name, _)| name == near)
    };
    exact.or_else(near).map(|(_, country)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_named() {
        for (text, code) in [
            ("Niger", "NE"),
            ("Nigéria", "NG"),
            ("Burkina Fasso", "BF"),
            ("النيجر", "NE"),
            ("TCD", "TD"),
            ("uk", "GB"),
            ("LM", "ML"),
        ] {
            assert_eq!(remedy(text), format!("did you mean \"{code}\"?"), "{text}");
        }
        assert!(
            remedy("NX").contains("\"NE\" for Niger"),
            "{}",
            remedy("NX")
        );
        assert!(remedy("XX").contains("such as"), "{}", remedy("XX"));
        assert!(remedy("Zorglubie").contains("such as"));
    }

    #[test]
    fn every_other_code_leads_to_a_country() {
        let words: Vec<_> = OTHERS.split_whitespace().collect();
        for pair in words.chunks(2) {
            assert!(pair[0].parse::<Country>().is_err(), "{pair:?}");
            assert!(pair[1].parse::<Country>().is_ok(), "{pair:?}");
        }
    }
}
