//! How names are written: glued, with other signs, in small letters, in the letters of another language.

use griot::attribute::Text;

use super::{check, primary};

#[test]
fn a_name_is_known_in_a_hashtag_and_without_its_apostrophe() {
    check(&[
        ("en", "#SouthAfrica mourns a jazz great", "ZA"),
        ("en", "#southafrica mourns a jazz great", "ZA"),
        ("fr", "#BurkinaFaso les pluies sont là", "BF"),
        ("fr", "#GuinéeÉquatoriale nouvelle raffinerie", "GQ"),
        ("pt", "#CaboVerde recebe festival", "CV"),
        ("en", "Cote dIvoire farmers await prices", "CI"),
        ("en", "Sierra_Leone reopens schools", "SL"),
        // What only looks glued.
        ("fr", "La mission de l'eu et du ru", ""),
    ]);
}

#[test]
fn where_a_line_may_be_broken_is_no_part_of_a_name() {
    check(&[("fr", "Le Came\u{ad}roun exporte du bois", "CM")]);
}

#[test]
fn an_everyday_word_is_no_name_in_small_letters() {
    check(&[
        ("fr", "Faut-il que la pluie vienne avant mai ?", ""),
        ("fr", "Les drapeaux sont en berne", ""),
        ("fr", "Le feu gagne les savanes", ""),
        ("en", "Pupils polish their speeches", ""),
        ("pt", "Estaleiro à beira da falência", ""),
        ("pt", "Pescadores dos lagos pedem apoio", ""),
        ("pt", "Cimeira dos Grandes Lagos adiada", ""),
        ("pt", "Preço dos camarões dispara", ""),
        ("sw", "Mkutano wa kwanza wafanyika leo", ""),
        ("fr", "Le chenal Canal Nord est dragué", ""),
        // With its capital, and with its sign, it is.
        ("pt", "O porto da Beira recebe gruas", "MZ"),
        ("fr", "Canal+ lance une chaîne", "FR"),
        ("en", "Polish farmers block roads", "PL"),
    ]);
}

#[test]
fn persian_and_urdu_are_not_read_as_arabic() {
    let of = |language: Option<&str>, title| {
        primary(&Text {
            language: language.and_then(|language| language.parse().ok()),
            title,
            feed_country: "PK".parse().ok(),
            ..Text::default()
        })
    };
    // "Financial", which Arabic has for a Malian.
    assert_eq!(of(Some("ur"), "مالی سال کا بجٹ پیش"), ["PK"]);
    assert_eq!(of(Some("fa"), "بازار مالی در پایان سال"), ["PK"]);
    assert_eq!(of(None, "مالی سال کا بجٹ پیش کیا گیا"), ["PK"]);
    assert_eq!(of(None, "مالي ترسل وفدا إلى القمة"), ["ML"]);
}
