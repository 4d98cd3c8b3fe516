//! A place at the head of a headline: what it is about, or only where it was held.

use super::check;

#[test]
fn a_city_of_the_world_before_another_country_only_says_where() {
    check(&[
        ("fr", "Genève : le Lesotho défend son rapport", "LS"),
        ("fr", "New York : le Tchad plaide pour ses réfugiés", "TD"),
        ("en", "Geneva: Malawi joins vaccine board", "MW"),
        ("pt", "Bruxelas: Moçambique assina acordo de pescas", "MZ"),
        // Alone it is what the headline is about.
        ("fr", "Paris : grève dans le métro", "FR"),
        ("fr", "Kampala : grève dans les hôpitaux", "UG"),
    ]);
}

#[test]
fn a_city_before_a_meeting_of_a_body_of_many_only_says_where() {
    check(&[
        ("fr", "Lusaka : le sommet de la SADC s'achève", ""),
        ("fr", "Libreville : la CEMAC ouvre ses assises", ""),
        ("en", "Nairobi: African Union summit opens", ""),
        ("pt", "Bissau: cimeira da CPLP adiada", ""),
        // What a body says of a place is about the place.
        ("fr", "Khartoum : l'ONU dénonce un blocus", "SD"),
    ]);
}
