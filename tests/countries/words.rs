//! Words that look like a country and are none.

use super::check;

#[test]
fn a_given_name_before_a_family_name_is_no_country() {
    check(&[
        ("en", "Israel Wanjiru opens bakery in Kisumu", "KE"),
        ("fr", "Paris Mensah remporte le prix à Accra", "GH"),
        ("en", "Kenya Dlamini sings in Soweto", "ZA"),
        ("en", "Actor Michael K. Jordan signs autographs", ""),
        ("en", "Israel strikes southern Lebanon", "IL LB"),
        ("en", "Israel Strikes Beirut", "IL LB"),
        ("en", "Kenya Cricket names new captain", "KE"),
        ("fr", "Paris-Nice : victoire au sprint", "FR"),
    ]);
}

#[test]
fn first_names_are_no_countries() {
    check(&[
        ("fr", "Maurice inaugure un métro léger", "MU"),
        ("fr", "L'île Maurice taxe les croisiéristes", "MU"),
        ("fr", "Le cinéaste Maurice Dupin est mort", ""),
        ("fr", "Jean-Maurice Lebel expose ses toiles", ""),
        ("fr", "L'abbaye de Saint-Maurice fête ses bâtisseurs", ""),
        ("en", "Chad reopens its eastern border", "TD"),
        ("en", "Actor Chad Baker joins new series", ""),
        ("en", "Jordan sends aid convoy", "JO"),
        ("en", "Coach Jordan Miller resigns", ""),
        ("pt", "Maurícias aprovam nova lei laboral", "MU"),
        ("pt", "Maurício de Almeida lança disco", ""),
    ]);
}

#[test]
fn lakes_gulfs_events_and_masterpieces_are_no_countries() {
    check(&[
        ("fr", "Le lac Tchad retrouve ses pêcheurs", ""),
        ("en", "Lake Chad fishermen return home", ""),
        ("pt", "Lago Chade perde metade da água", ""),
        ("ar", "جفاف يهدد بحيرة تشاد", ""),
        ("fr", "Le Tchad recense ses éleveurs", "TD"),
        ("fr", "Un musée restitue des bronzes du Bénin", ""),
        ("fr", "Un cargo en panne dans le golfe du Bénin", ""),
        ("fr", "Benin City accueille une exposition", "NG"),
        ("en", "Benin City museum opens its doors", "NG"),
        ("fr", "Le Bénin recrute des enseignants", "BJ"),
        ("fr", "Un motard abandonne le rallye Dakar", ""),
        ("fr", "Paris-Dakar : la légende renaît en vidéo", ""),
        ("fr", "Dakar rénove ses marchés", "SN"),
    ]);
}

#[test]
fn what_only_contains_a_countrys_name_is_none() {
    check(&[
        ("fr", "Le Mali rouvre ses aéroports", "ML"),
        ("fr", "Un ancien normalien publie ses mémoires", ""),
        ("fr", "Les formalités douanières simplifiées", ""),
        ("en", "Malian musicians tour villages", "ML"),
        ("en", "Somali traders reopen market", "SO"),
        ("ar", "الوزير يعرض تقريره المالي", ""),
        ("ar", "خسائر مالية كبيرة بسبب الإضراب", ""),
        ("ar", "مالي تعيد فتح حدودها", "ML"),
        ("fr", "Le trafic d'ivoire recule", ""),
        ("fr", "Cote d'ivoire : le prix du cacao relevé", "CI"),
        ("fr", "Côte d’Ivoire : les lycéens en vacances", "CI"),
        ("en", "Gold Coast beaches closed after shark sighting", "AU"),
        ("ar", "عودة السكان إلى الجزر بعد العاصفة", ""),
        ("ar", "رفع أذان المغرب في المساجد", ""),
        ("ar", "قادة المغرب العربي يناقشون التجارة", ""),
        ("ar", "المغرب يطلق قمرا صناعيا", "MA"),
        ("ar", "الجزائر ترفع إنتاج الغاز", "DZ"),
        ("ar", "تونس تستعد لموسم الزيتون", "TN"),
    ]);
}

#[test]
fn acronyms_are_told_from_words_also_in_headlines_in_capitals() {
    check(&[
        ("en", "CAR soldiers retake town", "CF"),
        ("en", "Electric car sales double", ""),
        ("en", "U.S. lifts tariffs on textiles", "US"),
        ("en", "Neighbours tell us their story", ""),
        ("en", "TEN KILLED AS CAR HITS TREE", ""),
        ("fr", "RCA : le budget adopté", "CF"),
        ("fr", "RCI : grève des dockers", "CI"),
        ("fr", "Les EAU financent une centrale solaire", "AE"),
        ("fr", "COUPURES D'EAU : LES HABITANTS EN COLÈRE", ""),
        ("fr", "RDC : LES ENSEIGNANTS EN GRÈVE", "CD"),
        ("fr", "LE TOGO RECRUTE DES INFIRMIERS", "TG"),
        ("en", "UK tightens visa rules", "GB"),
    ]);
}

#[test]
fn capitals_of_towns_are_told_from_common_words() {
    check(&[
        ("fr", "Le Cap manque d'eau potable", "ZA"),
        ("fr", "Le parti franchit le cap des mille adhérents", ""),
        ("fr", "Une réunion de crise ce soir", ""),
        ("fr", "La Réunion se prépare au cyclone", "RE"),
        ("fr", "L'île de la Réunion en alerte", "RE"),
        ("fr", "La réunion des ministres reportée", ""),
        ("pt", "Turistas enchem a praia no fim de semana", ""),
        ("pt", "Câmara da Praia recolhe lixo", "CV"),
        ("fr", "Éboulement sur la presqu'île du Cap-Vert", "SN"),
        ("fr", "Le Cap-Vert accueille un sommet du tourisme", "CV"),
    ]);
}

#[test]
fn everyday_arabic_words_are_no_places() {
    check(&[
        ("ar", "توقيع اتفاق في إطار الشراكة", ""),
        ("ar", "العواصف تدمر عشرات البيوت", ""),
        ("ar", "حمم بركان خامد تقترب من القرى", ""),
        ("ar", "مدينة بركان تستعد لموسم الحوامض", "MA"),
        ("ar", "قرعة دوري الأبطال مساء الخميس", ""),
        ("ar", "قرار وزاري بتعليق الدراسة", ""),
        ("ar", "قرارا وزاريا بتعليق الدراسة", ""),
        ("ar", "تمزق الرباط الصليبي ينهي موسمه", ""),
        ("ar", "الرباط تستضيف معرض الكتاب", "MA"),
        ("ar", "المصنع يعلن القوة القاهرة", ""),
        ("ar", "القاهرة تستضيف معرض الكتاب", "EG"),
        ("ar", "عاد إلى مسقط رأسه بعد غياب", ""),
        ("ar", "الطلبة يستقبلون العام الدراسي بحماس", ""),
        ("ar", "إصابة في ساقه اليمنى تبعده شهرا", ""),
        ("ar", "السيول تغير مجرى الوادي", ""),
        ("ar", "مصرع ثلاثة في سقوط مروحية تابعة للجيش المجري", "HU"),
    ]);
}

#[test]
fn a_people_that_is_a_family_name_is_no_people() {
    check(&[
        ("ar", "رحيل الشاعر أحمد التونسي", ""),
        ("ar", "عبد الرحيم اللبناني يصدر روايته الثالثة", ""),
        ("ar", "تركي بن فهد يفتتح الملتقى", ""),
        ("ar", "رحيل الشاعر التونسي أحمد القاسمي", "TN"),
        ("ar", "مقتل الفتى السوداني في مشاجرة", "SD"),
    ]);
}
