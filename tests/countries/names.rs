//! Names of countries that are also another's name, or a part of one.

use super::check;

#[test]
fn niger_the_country_is_told_from_the_river_the_state_and_the_delta() {
    check(&[
        ("fr", "Le Niger suspend trois ONG humanitaires", "NE"),
        ("fr", "Deux pirogues chavirent sur le fleuve Niger", ""),
        (
            "fr",
            "Mali : les rizières de la boucle du Niger sous les eaux",
            "ML",
        ),
        (
            "fr",
            "Pollution pétrolière : le delta du Niger demande réparation",
            "NG",
        ),
        (
            "fr",
            "Un bus tombe dans un ravin dans l'État du Niger",
            "NG",
        ),
        (
            "en",
            "Niger recalls its ambassador over border dispute",
            "NE",
        ),
        (
            "en",
            "Fishermen rescued from the River Niger after storm",
            "",
        ),
        (
            "en",
            "Oil spill leaves Niger Delta villages without water",
            "NG",
        ),
        ("en", "Gunmen attack market in Niger State", "NG"),
        (
            "pt",
            "Níger anuncia eleições municipais para dezembro",
            "NE",
        ),
        ("pt", "Seca reduz caudal do rio Níger", ""),
        (
            "pt",
            "Delta do Níger: pescadores processam petrolífera",
            "NG",
        ),
        ("ar", "النيجر تعلن حالة الطوارئ بعد الفيضانات", "NE"),
        ("ar", "ارتفاع منسوب نهر النيجر إلى مستوى قياسي", ""),
        ("ar", "انفجار أنبوب نفط في دلتا النيجر", "NG"),
        ("ar", "مقتل مزارعين في ولاية النيجر", "NG"),
    ]);
}

#[test]
fn nigeriens_are_told_from_nigerians() {
    check(&[
        ("fr", "Les étudiants nigériens reprennent les cours", "NE"),
        (
            "fr",
            "Une romancière nigériane lauréate d'un prix littéraire",
            "NG",
        ),
        ("fr", "Deux nigérianes arrêtées pour escroquerie", "NG"),
        ("fr", "Une délégation nigérienne attendue lundi", "NE"),
        ("en", "Nigerien farmers fear another dry season", "NE"),
        ("en", "Nigerian lawmakers approve tax bill", "NG"),
        ("pt", "Exército nigerino liberta reféns", "NE"),
        ("pt", "Cantora nigeriana esgota bilhetes", "NG"),
        ("ar", "الجيش النيجري يصد هجوما مسلحا", "NE"),
        ("ar", "الشرطة النيجيرية تحرر رهائن", "NG"),
    ]);
}

#[test]
fn the_guineas_are_told_apart_and_from_gulf_fowl_and_pig() {
    check(&[
        ("fr", "La Guinée ouvre un nouveau port minéralier", "GN"),
        ("fr", "Guinée-Bissau : report du scrutin présidentiel", "GW"),
        (
            "fr",
            "La Guinée équatoriale réduit ses dépenses publiques",
            "GQ",
        ),
        ("fr", "Séisme en Papouasie-Nouvelle-Guinée", "PG"),
        (
            "fr",
            "Piraterie : un pétrolier abordé dans le golfe de Guinée",
            "",
        ),
        (
            "fr",
            "L'élevage de la poule de Guinée séduit les jeunes",
            "",
        ),
        ("en", "Guinea signs rail deal for iron ore", "GN"),
        ("en", "Guinea-Bissau soldiers patrol after gunfire", "GW"),
        ("en", "Equatorial Guinea jails former minister", "GQ"),
        (
            "en",
            "Navies train against piracy in the Gulf of Guinea",
            "",
        ),
        ("en", "School breeds guinea fowl to feed pupils", ""),
        ("pt", "Governo guineense paga salários em atraso", "GW"),
        ("pt", "Presidente guineano visita as minas", "GN"),
        ("pt", "Marinhas vigiam o Golfo da Guiné", ""),
        ("ar", "غينيا تستأنف تصدير البوكسيت", "GN"),
        ("ar", "غينيا بيساو تؤجل الانتخابات", "GW"),
        ("ar", "قراصنة يخطفون سفينة في خليج غينيا", ""),
    ]);
}

#[test]
fn the_congos_are_told_apart_and_from_the_river() {
    check(&[
        ("fr", "RDC : reprise des combats près de la frontière", "CD"),
        (
            "fr",
            "Congo-Brazzaville : les retraités réclament leurs pensions",
            "CG",
        ),
        ("fr", "La République du Congo renégocie sa dette", "CG"),
        ("fr", "Naufrage d'une baleinière sur le fleuve Congo", ""),
        ("fr", "Sassou Nguesso promet des routes aux Congolais", "CG"),
        (
            "fr",
            "Tshisekedi s'adresse aux Congolais à la télévision",
            "CD",
        ),
        ("en", "DR Congo rebels seize mining town", "CD"),
        ("en", "Republic of Congo restructures its debt", "CG"),
        ("en", "Scientists map peat in the Congo Basin", ""),
        ("en", "Brazzaville court frees Congolese journalist", "CG"),
        ("pt", "RD Congo: milhares fogem dos combates", "CD"),
        ("pt", "Barco naufraga no rio Congo", ""),
        ("ar", "الكونغو الديمقراطية تعلن تفشي الكوليرا", "CD"),
        ("ar", "جمهورية الكونغو تنظم انتخابات محلية", "CG"),
        ("ar", "غرق عبارة في نهر الكونغو", ""),
    ]);
}

#[test]
fn the_sudans_are_told_apart() {
    check(&[
        ("fr", "Soudan : une trêve de trois jours annoncée", "SD"),
        ("fr", "Soudan du Sud : le choléra gagne la capitale", "SS"),
        ("fr", "Des réfugiés sud-soudanais manquent de vivres", "SS"),
        ("fr", "Combats dans le sud du Soudan", "SD"),
        ("en", "South Sudanese ministers sworn in", "SS"),
        ("en", "Floods cut roads in the south of Sudan", "SD"),
        ("pt", "Sudão do Sul adia eleições", "SS"),
        ("pt", "Refugiados sudaneses chegam à fronteira", "SD"),
        ("ar", "جنوب السودان يعيد فتح المدارس", "SS"),
        ("ar", "السودان يعلن موسم حصاد جيدا", "SD"),
    ]);
}

#[test]
fn renamed_countries_keep_their_old_names() {
    check(&[
        ("fr", "Le Swaziland change de Premier ministre", "SZ"),
        ("en", "Eswatini parliament reopens", "SZ"),
        ("fr", "La Birmanie libère des prisonniers", "MM"),
        ("en", "Myanmar frees prisoners", "MM"),
        ("fr", "Myanmar (Birmanie) : un séisme ressenti", "MM"),
        ("pt", "Cabo Verde regista recorde de turistas", "CV"),
        ("en", "Cape Verde inaugurates wind farm", "CV"),
    ]);
}

#[test]
fn towns_of_one_name_go_by_the_rest_of_the_text() {
    check(&[
        ("fr", "Tripoli : reprise des vols intérieurs", "LY"),
        ("fr", "Liban : incendie au marché de Tripoli", "LB"),
        ("en", "Shops reopen in Tripoli after clashes", "LY"),
        ("ar", "اشتباكات في طرابلس", "LY"),
        ("ar", "لبنان: حريق في طرابلس", "LB"),
        ("fr", "Saint-Louis célèbre son festival de jazz", "SN"),
        ("fr", "États-Unis : tornade à Saint-Louis", "US"),
        ("fr", "La Géorgie vote dimanche", "GE"),
        ("fr", "Géorgie : un sheriff suspendu à Atlanta", "US"),
        ("en", "Georgia sheriff arrests two men", "US"),
        ("en", "Georgia protests continue in Tbilisi", "GE"),
    ]);
}

#[test]
fn an_arabic_people_is_known_in_every_inflection() {
    // One man, one woman, two, two of theirs, many, and with what is written together with it.
    for people in [
        "تونسي",
        "تونسية",
        "التونسيان",
        "التونسيتان",
        "بالتونسيتين",
        "والتونسيون",
        "للتونسيين",
        "فالتونسيات",
        "كالتونسي",
    ] {
        check(&[("ar", people, "TN")]);
    }
}
