//! News agencies: who writes what many outlets carry.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Country;

/// A news agency, or a house that hands out press releases: its texts are one voice wherever they
/// stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Agency {
    /// What it is called here: no two have one name.
    pub name: &'static str,
    /// The country whose agency it is; none for those of the world and of a continent.
    country: Option<&'static str>,
    /// What texts call it, in whatever language.
    names: &'static [&'static str],
}

impl Agency {
    /// The agencies of that name, whatever its accents, hyphens and dots; where a name is of a few
    /// Latin letters they have to be capitals, for a "map" is none.
    #[must_use]
    pub fn called(text: &str) -> &'static [&'static Self] {
        static CALLED: LazyLock<HashMap<String, Vec<&'static Agency>>> = LazyLock::new(|| {
            let mut called: HashMap<String, Vec<&'static Agency>> = HashMap::new();
            for agency in &AGENCIES {
                for name in agency.names {
                    let all = called.entry(key(name)).or_default();
                    if !all.contains(&agency) {
                        all.push(agency);
                    }
                }
            }
            called
        });
        // Much longer than the longest name: no name, whatever its letters are.
        if text.len() > LONGEST {
            return &[];
        }
        let key = key(text);
        let all = CALLED.get(&key).map_or(&[][..], Vec::as_slice);
        let small = key.is_ascii() && key.len() <= LETTERS && text.contains(char::is_lowercase);
        let mut spelt = all
            .iter()
            .filter(|agency| agency.names.contains(&text.trim()));
        if small && spelt.next().is_none() {
            &[]
        } else {
            all
        }
    }

    /// The agency of that name. Some share their letters: which is meant, the country tells that
    /// the text is `about`; none where it does not.
    #[must_use]
    pub fn named(text: &str, about: &[Country]) -> Option<&'static Self> {
        let all = Self::called(text);
        let is_about = |agency: &Self| {
            let mut about = about.iter();
            about.any(|country| agency.country == Some(country.code()))
        };
        let mut meant = all.iter().filter(|one| all.len() == 1 || is_about(one));
        match (meant.next(), meant.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// Whether its letters may stand for something else: a party, a ministry, an authority.
    #[must_use]
    pub fn is_mistakable(&self) -> bool {
        self.country.is_some() || self.name.len() < 3
    }
}

/// Letters of a name that is a word in other cases.
const LETTERS: usize = 4;

/// Bytes of a name.
const LONGEST: usize = 120;

/// The letters of a name in lower case and without accents.
fn key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'í' | 'î' | 'ï' | 'ı' => 'i',
        'ñ' => 'n',
        'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    });
    // What is left of a dotted capital İ.
    letters.filter(|c| *c != '\u{307}').collect()
}

const fn world(name: &'static str, names: &'static [&'static str]) -> Agency {
    Agency {
        name,
        country: None,
        names,
    }
}

const fn of(country: &'static str, name: &'static str, names: &'static [&'static str]) -> Agency {
    Agency {
        name,
        country: Some(country),
        names,
    }
}

#[rustfmt::skip]
static AGENCIES: [Agency; 95] = [
    // Of the world.
    world("AFP", &["AFP", "Agence France-Presse", "أ ف ب", "فرانس برس", "وكالة فرانس برس", "وكالة الصحافة الفرنسية", "АФП", "Франс Пресс", "法新社"]),
    world("Reuters", &["Reuters", "Agence Reuters", "Agência Reuters", "Agencia Reuters", "Thomson Reuters", "Reuters News Agency", "رويترز", "وكالة رويترز", "Рейтер", "Рейтерс", "路透社"]),
    world("AP", &["AP", "Associated Press", "Agence AP", "AP News", "أسوشيتد برس", "أسوشييتد برس", "وكالة أسوشيتد برس", "Ассошиэйтед Пресс"]),
    world("dpa", &["dpa", "DPA", "Deutsche Presse-Agentur", "dpa International", "د ب أ"]),
    world("EFE", &["EFE", "Agencia EFE", "Agência EFE", "EFE Noticias", "إفي"]),
    world("ANSA", &["ANSA", "Agenzia ANSA", "Agência ANSA", "أنسا"]),
    world("Lusa", &["Lusa", "Agência Lusa", "Agence Lusa", "Agência de Notícias de Portugal"]),
    world("TASS", &["TASS", "Itar-Tass", "Agence TASS", "ТАСС", "ИТАР-ТАСС", "تاس", "وكالة تاس"]),
    world("RIA Novosti", &["RIA Novosti", "RIA", "РИА Новости", "РИА", "ريا نوفوستي"]),
    world("Interfax", &["Interfax", "Интерфакс"]),
    world("Sputnik", &["Sputnik", "Sputnik Afrique", "Sputnik Africa", "Sputnik News", "Спутник", "سبوتنيك"]),
    world("Xinhua", &["Xinhua", "Chine nouvelle", "Agence Chine nouvelle", "Xinhua News Agency", "Agence Xinhua", "Agência Xinhua", "Agencia Xinhua", "شينخوا", "وكالة أنباء شينخوا", "Синьхуа", "新华社"]),
    world("Anadolu", &["Anadolu", "Anadolu Agency", "Agence Anadolu", "Anadolu Ajansı", "Agência Anadolu", "الأناضول", "وكالة الأناضول", "Анадолу"]),
    world("Kyodo", &["Kyodo", "Kyodo News"]),
    world("Jiji", &["Jiji Press"]),
    world("Yonhap", &["Yonhap", "Yonhap News Agency"]),
    world("PTI", &["PTI", "Press Trust of India"]),
    world("ANI", &["Asian News International"]),
    world("IANS", &["IANS", "Indo-Asian News Service"]),
    world("UPI", &["UPI", "United Press International"]),
    world("PA Media", &["PA Media", "Press Association"]),
    world("Bloomberg", &["Bloomberg", "Bloomberg News", "بلومبرغ"]),
    world("Belga", &["Belga", "Agence Belga"]),
    world("Keystone-ATS", &["Keystone-ATS", "ATS", "Agence télégraphique suisse", "Keystone-SDA", "SDA"]),
    world("ANP (Netherlands)", &["Algemeen Nederlands Persbureau"]),
    world("Europa Press", &["Europa Press"]),
    world("Prensa Latina", &["Prensa Latina"]),
    world("Agência Brasil", &["Agência Brasil"]),
    world("IPS", &["IPS", "Inter Press Service"]),
    world("IRNA", &["IRNA", "Islamic Republic News Agency", "إرنا"]),
    world("SPA", &["SPA", "Saudi Press Agency", "واس", "وكالة الأنباء السعودية"]),
    world("WAM", &["WAM", "Emirates News Agency", "وام"]),
    world("QNA", &["QNA", "Qatar News Agency", "قنا"]),
    world("KUNA", &["KUNA", "Kuwait News Agency", "كونا"]),
    world("VNA", &["VNA", "Vietnam News Agency", "Agence vietnamienne d'information"]),
    world("Petra", &["Jordan News Agency", "بترا"]),
    world("SANA", &["SANA", "سانا"]),
    world("WAFA", &["WAFA", "وفا"]),
    // Of Africa.
    world("APA", &["APA", "APANEWS", "APA News", "Agence de presse africaine", "African Press Agency"]),
    world("PANA", &["PANA", "Panapress", "PANA Press", "Pan African News Agency", "Agence panafricaine de presse", "Agence panafricaine d'information", "بانا"]),
    world("Ecofin", &["Agence Ecofin", "Ecofin", "Ecofin Agency"]),
    world("APO Group", &["APO Group", "APO", "African Press Organization"]),
    world("AMA", &["African Media Agency"]),
    world("GlobeNewswire", &["GlobeNewswire"]),
    world("PR Newswire", &["PR Newswire"]),
    world("Business Wire", &["Business Wire"]),
    of("BF", "AIB", &["AIB", "Agence d'information du Burkina"]),
    of("CI", "AIP", &["AIP", "Agence ivoirienne de presse"]),
    of("BJ", "ABP (Benin)", &["ABP", "Agence Bénin Presse", "Agence béninoise de presse"]),
    of("BI", "ABP (Burundi)", &["ABP", "Agence burundaise de presse"]),
    of("GN", "AGP (Guinea)", &["AGP", "Agence guinéenne de presse"]),
    of("GA", "AGP (Gabon)", &["AGP", "Agence gabonaise de presse"]),
    of("SN", "APS (Senegal)", &["APS", "Agence de presse sénégalaise"]),
    of("DZ", "APS (Algeria)", &["APS", "Algérie Presse Service", "Algeria Press Service", "واج", "وأج", "وكالة الأنباء الجزائرية"]),
    of("ML", "AMAP", &["AMAP", "Agence malienne de presse", "Agence malienne de presse et de publicité"]),
    of("NE", "ANP", &["ANP", "Agence nigérienne de presse"]),
    of("TG", "ATOP", &["ATOP", "Agence togolaise de presse"]),
    of("CF", "ACAP", &["ACAP", "Agence Centrafrique Presse"]),
    of("CG", "ACI", &["ACI", "Agence congolaise d'information"]),
    of("CG", "ADIAC", &["ADIAC", "Agence d'information d'Afrique centrale"]),
    of("CD", "ACP", &["ACP", "Agence congolaise de presse"]),
    of("TD", "ATPE", &["ATPE", "ATP", "Agence tchadienne de presse", "Agence tchadienne de presse et d'édition"]),
    of("CM", "CamNews", &["Cameroon News Agency", "CNA"]),
    of("MR", "AMI", &["AMI", "Agence mauritanienne d'information", "وما", "الوكالة الموريتانية للأنباء"]),
    of("MG", "ANTA", &["ANTA", "Agence nationale d'information Taratra"]),
    of("DJ", "ADI", &["ADI", "Agence djiboutienne d'information"]),
    of("RW", "RNA", &["RNA", "Rwanda News Agency", "Agence rwandaise d'information"]),
    of("MA", "MAP", &["MAP", "Maghreb Arabe Presse", "Agence Maghreb Arabe Presse", "Agence marocaine de presse", "و م ع", "وكالة المغرب العربي للأنباء"]),
    of("TN", "TAP", &["TAP", "Tunis Afrique Presse", "Agence Tunis Afrique Presse", "وات", "وكالة تونس إفريقيا للأنباء"]),
    of("LY", "LANA", &["LANA", "Libyan News Agency", "Agence de presse libyenne", "وال", "وكالة الأنباء الليبية"]),
    of("EG", "MENA", &["MENA", "Middle East News Agency", "أ ش أ", "وكالة أنباء الشرق الأوسط"]),
    of("SD", "SUNA", &["SUNA", "Sudan News Agency", "سونا", "وكالة السودان للأنباء"]),
    of("SS", "SSNA", &["South Sudan News Agency"]),
    of("ET", "ENA", &["ENA", "Ethiopian News Agency"]),
    of("SO", "SONNA", &["SONNA", "Somali National News Agency", "صونا"]),
    of("KE", "KNA", &["KNA", "Kenya News Agency"]),
    of("UG", "URN", &["URN", "Uganda Radio Network"]),
    of("ZM", "ZANIS", &["ZANIS", "ZANA", "Zambia News and Information Services", "Zambia News Agency"]),
    of("ZW", "New Ziana", &["New Ziana", "ZIANA"]),
    of("MW", "MANA", &["MANA", "Malawi News Agency"]),
    of("MZ", "AIM", &["AIM", "Agência de Informação de Moçambique"]),
    of("AO", "ANGOP", &["ANGOP", "Angola Press", "Agência Angola Press", "Agence Angola Presse"]),
    of("CV", "Inforpress", &["Inforpress", "Agência Cabo-verdiana de Notícias"]),
    of("ST", "STP-Press", &["STP-Press", "STP Press"]),
    of("GW", "ANG", &["ANG", "Agência de Notícias da Guiné"]),
    of("NG", "NAN", &["NAN", "News Agency of Nigeria"]),
    of("GH", "GNA", &["GNA", "Ghana News Agency"]),
    of("SL", "SLENA", &["SLENA", "Sierra Leone News Agency"]),
    of("LR", "LINA", &["LINA", "LINAN", "Liberia News Agency"]),
    of("GM", "GAMNA", &["GAMNA", "Gambia News Agency"]),
    of("NA", "NAMPA", &["NAMPA", "Namibia Press Agency"]),
    of("BW", "BOPA", &["BOPA", "Botswana Press Agency"]),
    of("LS", "LENA", &["LENA", "Lesotho News Agency"]),
    of("ZA", "SAnews", &["SAnews", "SAnews.gov.za", "South African Government News Agency"]),
    of("ZA", "SAPA", &["SAPA", "South African Press Association"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_agency_has_one_name_here_and_a_country_that_there_is() {
        let names: BTreeSet<_> = AGENCIES.iter().map(|agency| agency.name).collect();
        assert_eq!(names.len(), AGENCIES.len());
        for agency in &AGENCIES {
            assert!(!agency.names.is_empty());
            let code = agency.country;
            assert!(
                code.is_none_or(|code| code.parse::<Country>().is_ok()),
                "{code:?}"
            );
        }
    }

    #[test]
    fn names_count_in_every_spelling_and_short_ones_in_capitals() {
        let name = |text: &str| Agency::named(text, &[]).map(|agency| agency.name);
        assert_eq!(name("Agence France-Presse"), Some("AFP"));
        assert_eq!(name("agencia lusa"), Some("Lusa"));
        assert_eq!(name("أ.ف.ب"), Some("AFP"));
        assert_eq!(name("ANADOLU AJANSI"), Some("Anadolu"));
        assert_eq!(name("dpa"), Some("dpa"));
        assert_eq!(name("map"), None);
        assert_eq!(name("Map"), None);
        assert_eq!(name("Le Fil"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn letters_that_two_agencies_share_are_told_apart_by_what_the_text_is_about() {
        let [senegal, algeria, mali] = ["SN", "DZ", "ML"].map(|code| code.parse().unwrap());
        let name = |about: &[Country]| Agency::named("APS", about).map(|agency| agency.name);
        assert_eq!(name(&[senegal, mali]), Some("APS (Senegal)"));
        assert_eq!(name(&[algeria]), Some("APS (Algeria)"));
        assert_eq!(name(&[senegal, algeria]), None);
        assert_eq!(name(&[mali]), None);
    }
}
