//! Lines, their times, and zones.

use chrono::{Datelike, NaiveDateTime, Timelike};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .unwrap()
        .and_utc()
}

fn next(line: &str, after: &str) -> String {
    let next = Cron::parse(line).unwrap().after(at(after)).unwrap();
    next.format("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn lines_fire_as_crontab_5_says() {
    // 2026-11-20 is a Friday.
    for (line, due) in [
        ("*/15 * * * *", "2026-11-20 10:15"),
        ("0 * * * *", "2026-11-20 11:00"),
        ("5,35 8-18 * * 1-5", "2026-11-20 10:05"),
        ("0 6 * * mon-fri", "2026-11-23 06:00"),
        ("0 6 * * 0", "2026-11-22 06:00"),
        ("0 6 * * 7", "2026-11-22 06:00"),
        ("0 6 * * SUN", "2026-11-22 06:00"),
        ("0 6 * * sat-sun", "2026-11-21 06:00"),
        ("0 6 * * 5-7", "2026-11-21 06:00"),
        ("0 0 1 jan *", "2027-01-01 00:00"),
        ("10-40/10 * * * *", "2026-11-20 10:10"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("@hourly", "2026-11-20 11:00"),
        ("@daily", "2026-11-21 00:00"),
        ("@weekly", "2026-11-22 00:00"),
        ("@monthly", "2026-12-01 00:00"),
        ("@yearly", "2027-01-01 00:00"),
    ] {
        assert_eq!(next(line, "2026-11-20 10:01"), due, "{line}");
    }
}

#[test]
fn either_day_matches_where_both_are_restricted() {
    assert_eq!(next("0 0 13 * fri", "2026-11-20 10:00"), "2026-11-27 00:00");
    assert_eq!(next("0 0 22 * fri", "2026-11-20 10:00"), "2026-11-22 00:00");
    assert_eq!(
        next("0 0 */2 * fri", "2026-11-20 10:00"),
        "2026-11-27 00:00",
        "a star restricts nothing"
    );
}

#[test]
fn a_zone_is_kept_through_its_changes() {
    assert_eq!(
        next("CRON_TZ=Africa/Niamey 0 6 * * *", "2026-11-20 10:00"),
        "2026-11-21 05:00"
    );
    assert_eq!(
        next("TZ=Europe/Paris 0 6 * * *", "2026-07-01 10:00"),
        "2026-07-02 04:00"
    );
}

/// When a line fires from `from` on, until `until`.
fn all(line: &str, from: &str, until: &str) -> Vec<String> {
    let cron = Cron::parse(line).unwrap();
    let fires = std::iter::successors(Some(at(from)), |last| cron.after(*last));
    let within = fires.skip(1).take_while(|fires| *fires <= at(until));
    within
        .map(|at| at.format("%m-%d %H:%M").to_string())
        .collect()
}

#[test]
fn a_time_that_clocks_leave_out_or_show_twice_comes_once() {
    let once = |line: &str, from: &str, until: &str, fires: &[&str]| {
        let line = format!("CRON_TZ={line}");
        assert_eq!(all(&line, from, until), fires, "{line}");
    };
    // Paris goes from 02:00 to 03:00 on 29 March and back from 03:00 to 02:00 on 25 October 2026.
    let (spring, autumn) = (
        ("2026-03-28 12:00", "2026-03-30 12:00"),
        ("2026-10-24 12:00", "2026-10-26 12:00"),
    );
    for minute in [0, 30, 59] {
        let line = format!("Europe/Paris {minute} 2 * * *");
        let morning = format!("03-30 00:{minute:02}");
        once(&line, spring.0, spring.1, &["03-29 01:00", &morning]);
    }
    once(
        "Europe/Paris 30 2,3 * * *",
        spring.0,
        "2026-03-29 12:00",
        &["03-29 01:00", "03-29 01:30"],
    );
    let twice = ["10-25 00:30", "10-26 01:30"];
    once("Europe/Paris 30 2 * * *", autumn.0, autumn.1, &twice);
    // By the hour goes on as time does.
    let hours = ["10-24 23:00", "10-25 00:00", "10-25 01:00", "10-25 02:00"];
    once(
        "Europe/Paris 0 * * * *",
        "2026-10-24 22:00",
        "2026-10-25 02:00",
        &hours,
    );
    let hours = ["03-29 00:00", "03-29 01:00", "03-29 02:00"];
    once(
        "Europe/Paris 0 * * * *",
        "2026-03-28 23:00",
        "2026-03-29 02:00",
        &hours,
    );
    // Cairo goes from 00:00 to 01:00, so that the day begins at one o'clock.
    let days = ["04-22 22:00", "04-23 22:00", "04-24 21:00"];
    once(
        "Africa/Cairo @daily",
        "2026-04-22 12:00",
        "2026-04-25 12:00",
        &days,
    );
    // Half an hour, and a whole day that never was.
    once(
        "Australia/Lord_Howe 15 2 * * *",
        "2026-10-03 12:00",
        "2026-10-04 12:00",
        &["10-03 15:30"],
    );
    once(
        "Pacific/Apia 0 12 * * *",
        "2011-12-29 00:00",
        "2011-12-31 12:00",
        &["12-29 22:00", "12-30 10:00", "12-30 22:00"],
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_remedy() {
    for (line, says) in [
        ("", "0 fields"),
        ("* * * *", "write five"),
        ("0 0 * * * *", "6 fields"),
        ("60 * * * *", "minute \"60\""),
        ("* 24 * * *", "hour \"24\""),
        ("* * 0 * *", "day of month \"0\""),
        ("* * * 13 *", "month \"13\""),
        ("* * * * 8", "day of week \"8\""),
        ("* * * * fry", "names such as sun"),
        ("*/0 * * * *", "from 1 on"),
        ("5/15 * * * *", "write 5-59/15"),
        ("20-10 * * * *", "joined by a comma"),
        ("? * * * *", "minute \"?\""),
        ("1,,2 * * * *", "minute \"\""),
        ("0 0 30 2 *", "never"),
        ("@reboot", "write @always"),
        ("CRON_TZ=Niger/Niamey 0 6 * * *", "Africa/Niamey"),
    ] {
        let error = Cron::parse(line).expect_err(line);
        assert!(error.contains(says), "{line}: {error}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}") {
        let _ = Cron::parse(&text);
    }

    #[test]
    fn in_every_zone_a_day_has_its_time_once_and_time_goes_on(
        zone in prop::sample::select(vec![
            "Europe/Paris", "Africa/Cairo", "Africa/Casablanca", "America/New_York",
            "Australia/Lord_Howe", "Africa/Niamey", "Pacific/Chatham",
        ]),
        minute in 0_u32..60, hour in 0_u32..24, start in 0_i64..40_000_000,
    ) {
        let cron = Cron::parse(&format!("CRON_TZ={zone} {minute} {hour} * * *")).unwrap();
        let start = DateTime::from_timestamp(1_780_000_000 + start, 0).unwrap();
        let fires = std::iter::successors(cron.after(start), |last| cron.after(*last));
        let fires: Vec<_> = fires.take(40).collect();
        let zone: Tz = zone.parse().unwrap();
        let days: Vec<_> = fires.iter().map(|at| at.with_timezone(&zone).date_naive()).collect();
        prop_assert!(fires[0] > start);
        for pair in days.windows(2) {
            prop_assert_eq!(pair[1], pair[0].succ_opt().unwrap());
        }
    }

    #[test]
    fn it_fires_at_the_first_minute_that_matches(
        minute in 0_u32..60, day in 1_u32..29, weekday in 0_u32..7, start in 0_i64..40_000_000,
    ) {
        let cron = Cron::parse(&format!("{minute} 3 {day} * {weekday}")).unwrap();
        let start = DateTime::from_timestamp(1_780_000_000 + start, 0).unwrap();
        let due = cron.after(start).unwrap();
        let matches = |at: DateTime<Utc>| {
            at.minute() == minute && at.hour() == 3 && at.second() == 0
                && (at.day() == day || at.weekday().num_days_from_sunday() == weekday)
        };
        prop_assert!(due > start && matches(due));
        let mut earlier = due - chrono::TimeDelta::minutes(1);
        while earlier > start {
            prop_assert!(!matches(earlier));
            earlier -= chrono::TimeDelta::minutes(1);
        }
    }
}
