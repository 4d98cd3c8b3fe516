use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::read;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Each of the texts is the same moment.
fn all_read_as(moment: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(read(text), Some(at(moment)), "{text}");
    }
}

#[test]
fn rfc_822_is_read_as_it_should_be_and_as_it_is_written() {
    all_read_as(
        "2026-03-03T10:05:00Z",
        &[
            "Tue, 03 Mar 2026 10:05:00 GMT",
            "Tue, 3 Mar 2026 10:05 +0000",
            "Tue,3 Mar 26 10:05:00 Z",
            "3 March 2026 11:05:00 WAT",
            "Tue, 03 Mar 2026 12:05:00 CAT",
            "Tue, 03 Mar 2026 13:05:00 EAT",
            "Tuesday, March 3, 2026 5:05 AM EST",
            "Tue, 03 Mar 2026 19:05:00 GMT+9",
            "Tue, 03 Mar 2026 10:05:00 Etc/GMT",
            "Tue Mar  3 10:05:00 2026",
            "Tue Mar 03 10:05:00 +0000 2026",
            "Tue Mar 3 05:05:00 EST 2026",
            "Tue, 2026/03/03 10:05:00 UTC",
            "03-Mar-2026 10:05",
            "Tue, 03 Mar 2026 11:05:00 GMT+01:00",
            "Tue, 03 Mar 2026 11:05:00 GMT +0100",
            "Tue, 03 Mar 2026 11:05:00 UTC +01:00",
            "Tue, 03 Mar 2026 09:05:00 UT -1",
            "Tue, 03 Mar 2026 11:05:00Z +0100",
            "Tue, 03 Mar 2026 11:05:00 +0100 (GMT +0100)",
            "Wrong, 03 Mar 2026 10:05:00 GMT",
        ],
    );
}

#[test]
fn months_and_days_are_read_in_the_languages_of_the_outlets() {
    all_read_as(
        "2018-09-24T12:30:00Z",
        &[
            "Seg, 24 Set 2018 12:30:00 +0000",
            "lun., 24 sept. 2018 12:30",
            "lundi 24 septembre 2018 14h30 CEST",
            "24 septembre 2018 à 12 h 30 min",
            "24 de setembro de 2018 12:30",
            "24 de septiembre de 2018, 12:30",
            "Mo, 24 September 2018 12:30:00 GMT",
            "الاثنين، 24 سبتمبر 2018 12:30",
            "24 أيلول 2018 12:30",
            "٢٤ سبتمبر ٢٠١٨ ١٢:٣٠",
            "الإثنين 24 شتنبر 2018 - 12:30",
            "الاثنين، 24 أيلول 2018، 12:30:00 م التوقيت العالمي المنسق",
            "Jumatatu, 24 Septemba 2018 12:30",
            "24 Setembro, 2018 12:30",
            "24 сентября 2018 12:30",
        ],
    );
    all_read_as(
        "2017-01-04T00:00:00Z",
        &[
            "Mi, 04 Jan 2017",
            "mer. 4 janv. 2017",
            "4 كانون الثاني 2017",
        ],
    );
    all_read_as(
        "2026-08-01T00:00:00Z",
        &["1er août 2026", "1 de agosto de 2026", "1 آب 2026"],
    );
    all_read_as(
        "2020-03-24T08:00:00Z",
        &["mar., 24 mars 2020 08:00", "mar 24 mar 2020 08:00"],
    );
}

#[test]
fn iso_8601_is_read_in_full_and_in_part() {
    all_read_as(
        "2026-02-17T22:36:36Z",
        &[
            "2026-02-17T17:36:36-0500",
            "2026-02-17T22:36:36Z",
            "2026-02-17t22:36:36.123z",
            "2026-02-17 22:36:36",
            "2026-02-17 17:36:36 EST",
            "2026-02-17T17:36:36 -05:00",
            "2026-02-17T17:36:36Z-05:00",
            "2026-02-17T17:36:36 GMT -0500",
            "20260217T223636Z",
        ],
    );
    all_read_as(
        "2026-03-03T11:57:00Z",
        &["2026-03-03T12:57+0100", "2026-03-03T12:57:00+01"],
    );
    all_read_as(
        "2003-12-31T00:00:00Z",
        &[
            "2003-12-31",
            "20031231",
            "2003-365",
            "2003365",
            "031231",
            "03365",
        ],
    );
    all_read_as("2003-12-01T00:00:00Z", &["2003-12", "-0312", "-03-12"]);
    all_read_as("2027-01-01T00:00:00Z", &["2026-12-31T24:00:00Z"]);
}

#[test]
fn numbers_alone_are_read_day_first_unless_that_cannot_be() {
    all_read_as(
        "2026-11-20T10:00:00Z",
        &[
            "20/11/2026 10:00",
            "11/20/2026 10:00",
            "20.11.2026 10:00",
            "20-11-2026 10:00",
        ],
    );
    all_read_as("2026-11-08T00:00:00Z", &["08/11/2026", "8.11.26"]);
    all_read_as("2026-11-20T10:00:00Z", &["1795168800", "1795168800000"]);
}

#[test]
fn a_weekday_tells_the_day_from_the_month_where_both_could_be() {
    all_read_as(
        "2026-12-01T10:00:00Z",
        &[
            "Tue, 12/01/2026 - 10:00",
            "Tue, 01/12/2026 - 10:00",
            "mar, 12/01/2026 - 10:00",
            "mardi 01/12/2026 10:00",
            "ter, 12/01/2026 - 10:00",
            "martes, 12/01/2026 - 10:00",
            "الثلاثاء, 12/01/2026 - 10:00",
            // A weekday that fits neither tells nothing.
            "Sun, 01/12/2026 - 10:00",
        ],
    );
    all_read_as("2026-01-12T10:00:00Z", &["Mon, 12/01/2026 - 10:00"]);
}

#[test]
fn what_programs_and_their_logs_write_is_read() {
    all_read_as(
        "2026-03-03T10:05:00Z",
        &[
            "20260303100500",
            "202603031005",
            "1772532300.0",
            "1772532300000.5",
            "2026-03-03T11:05:00+01:00[Europe/Paris]",
            "2026-03-03T10:05:00[UTC]",
            "2026-03-03_10:05:00",
            "2026-03-03T10.05.00Z",
            "[03/Mar/2026:11:05:00 +0100]",
            "03/mars/2026:10:05:00",
            "Tue, 03 Mar 2026 10.05 GMT",
            "Tue, 03 Mar 2026 10.05.00 GMT",
            "03Mar2026 10:05",
            "Tue, 03 Mar 126 10:05:00 GMT",
            "2026年3月3日 10:05",
            "2026年03月03日10时05分",
            "2026年3月3日上午10时05分00秒",
            "3 مارس 2026 10:05 صباحاً",
        ],
    );
    all_read_as("2026-08-01T10:05:00Z", &["Sam, 01 Aoû 2026 10:05:00 +0000"]);
    all_read_as("1999-12-31T23:59:59Z", &["946684799000", "946684799"]);
}

#[test]
fn afternoons_are_read() {
    all_read_as(
        "2026-12-01T22:00:00Z",
        &[
            "01/12/2026 10:00 p. m.",
            "1 dic. 2026 10:00\u{a0}p.\u{a0}m. GMT",
        ],
    );
    assert_eq!(
        read("01/12/2026 10:00 a. m."),
        Some(at("2026-12-01T10:00:00Z"))
    );
    all_read_as(
        "2004-05-25T23:23:17Z",
        &[
            "2004-05-25 11:23:17 PM",
            "2004-05-25 오후 11:23:17",
            "May 25, 2004 11:23:17pm",
            "25 مايو 2004 11:23:17 مساءً",
            "2004年5月25日 下午11:23:17",
        ],
    );
    all_read_as(
        "2004-05-25T00:05:00Z",
        &["2004-05-25 12:05 AM", "2004-05-25 오전 12:05"],
    );
}

#[test]
fn years_that_cannot_be_are_read_for_others_to_judge() {
    all_read_as(
        "0001-01-01T00:00:00Z",
        &["0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000"],
    );
    all_read_as("2085-09-14T00:00:00Z", &["Sat, 14 Sep 85"]);
    all_read_as("1997-09-14T00:00:00Z", &["Sun, 14 Sep 97"]);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "soon",
        "2026-13-45",
        "32 Mar 2026",
        "99:99",
        "-",
        "00/00/0000",
        "0000-00-00 00:00:00",
        "il y a 3 heures",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn numbers_too_large_for_a_clock_or_a_zone_are_none() {
    for text in [
        "2020/-0 1466715166666666615:00",
        "2026-03-03T10:05:00+99999999999:00",
        "3 Mar 2026 10:05 +0:9223372036854775807",
        "9223372036854775807:00 3 Mar 2026",
    ] {
        let read = read(text);
        assert!(
            read.is_none_or(|date| date.to_rfc3339().starts_with("2026-03-03T")),
            "{text}: {read:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,60}") {
        let _ = read(&text);
    }

    #[test]
    fn no_digits_and_signs_are_too_odd(text in "[-0-9tz:+./ ,apm]{0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn every_moment_survives_its_two_usual_forms(seconds in -2_000_000_000i64..100_000_000_000) {
        let moment = DateTime::from_timestamp(seconds, 0).unwrap();
        prop_assert_eq!(read(&moment.to_rfc3339()), Some(moment));
        prop_assert_eq!(read(&moment.to_rfc2822()), Some(moment));
    }
}
