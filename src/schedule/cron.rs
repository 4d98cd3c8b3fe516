//! Five fields as in crontab(5), on top of a library that wants seven and means other things.
//!
//! The library counts Sunday as 1 and wants day of month *and* day of week to match; crontab(5)
//! counts it as 0 and 7 and wants *either* where both are restricted. So the fields are read here,
//! and the library is given lists of numbers: one schedule, or two whose earlier time counts.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// When a crontab(5) line fires.
#[derive(Clone, Debug)]
pub(super) struct Cron {
    /// The earliest of their times is the next.
    either: Vec<cron::Schedule>,
    zone: Tz,
}

struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Names of its values, from `least` on.
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field {
        name: "minute",
        least: 0,
        most: 59,
        names: &[],
    },
    Field {
        name: "hour",
        least: 0,
        most: 23,
        names: &[],
    },
    Field {
        name: "day of month",
        least: 1,
        most: 31,
        names: &[],
    },
    Field {
        name: "month",
        least: 1,
        most: 12,
        names: &MONTHS,
    },
    Field {
        name: "day of week",
        least: 0,
        most: 7,
        names: &DAYS,
    },
];

impl Cron {
    /// Reads five fields, or a name such as `@daily`, with `CRON_TZ=Zone` before them if need be.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (zone, fields) = zone(text.trim())?;
        let fields = nickname(fields)?.unwrap_or(fields);
        let words: Vec<&str> = fields.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = words.as_slice() else {
            return Err(format!(
                "it has {} fields; write five: minute hour day-of-month month day-of-week",
                words.len()
            ));
        };
        let [minutes, hours, days, months, weekdays] = [
            FIELDS[0].read(minute)?,
            FIELDS[1].read(hour)?,
            FIELDS[2].read(day)?,
            FIELDS[3].read(month)?,
            FIELDS[4].read(weekday)?,
        ];
        let schedule = |days: &str, weekdays: &str| {
            let line = format!(
                "0 {} {} {days} {} {weekdays} *",
                list(&minutes),
                list(&hours),
                list(&months)
            );
            line.parse::<cron::Schedule>()
                .map_err(|error| error.to_string())
        };
        // Sunday is 0 or 7 here, and 1 there.
        let weekdays = list(&weekdays.iter().map(|day| day % 7 + 1).collect());
        let days = list(&days);
        let either = match (day.starts_with('*'), weekday.starts_with('*')) {
            (false, false) => vec![schedule(&days, "*")?, schedule("*", &weekdays)?],
            _ => vec![schedule(&days, &weekdays)?],
        };
        let cron = Self { either, zone };
        if cron.after(DateTime::UNIX_EPOCH).is_none() {
            return Err("there is no such day; it would never come due".to_owned());
        }
        Ok(cron)
    }

    /// The first time after `moment`.
    pub(super) fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let moment = moment.with_timezone(&self.zone);
        self.either
            .iter()
            .filter_map(|schedule| schedule.after(&moment).next())
            .map(|at| at.with_timezone(&Utc))
            .min()
    }
}

fn zone(text: &str) -> Result<(Tz, &str), String> {
    let named = text
        .strip_prefix("CRON_TZ=")
        .or_else(|| text.strip_prefix("TZ="));
    let Some(named) = named else {
        return Ok((Tz::UTC, text));
    };
    let (name, fields) = named.split_once(char::is_whitespace).unwrap_or((named, ""));
    let zone = name
        .parse()
        .map_err(|_| format!("\"{name}\" is no time zone; write one such as Africa/Niamey"))?;
    Ok((zone, fields.trim()))
}

fn nickname(text: &str) -> Result<Option<&'static str>, String> {
    if !text.starts_with('@') {
        return Ok(None);
    }
    Ok(Some(match text {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ => {
            return Err(format!(
                "there is no {text}; write @always, @hourly, @daily, @weekly, @monthly, @yearly or five fields"
            ));
        }
    }))
}

impl Field {
    /// The values that a field names: a list of `*`, values and ranges, the last two with steps.
    fn read(&self, text: &str) -> Result<BTreeSet<u32>, String> {
        let mut values = BTreeSet::new();
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, Some(self.step(step, part)?)),
                None => (part, None),
            };
            let (from, to) = match range.split_once('-') {
                _ if range == "*" => (self.least, self.most),
                Some((from, to)) => (self.value(from)?, self.value(to)?),
                None if step.is_some() => {
                    return Err(format!(
                        "the {} \"{part}\" has a step but no range; write {range}-{}/{}",
                        self.name,
                        self.most,
                        step.unwrap_or(1)
                    ));
                }
                None => self.value(range).map(|value| (value, value))?,
            };
            // A range of names may end on Sunday, which is also 7.
            let to = if self.most == 7 && to == 0 && from > 0 {
                7
            } else {
                to
            };
            if from > to {
                return Err(format!(
                    "the {} range \"{range}\" runs backwards; write it as two, joined by a comma",
                    self.name
                ));
            }
            values.extend((from..=to).step_by(step.unwrap_or(1)));
        }
        Ok(values)
    }

    fn step(&self, step: &str, part: &str) -> Result<usize, String> {
        match number(step) {
            Some(step) if step > 0 => Ok(step as usize),
            _ => Err(format!(
                "the {} \"{part}\" has no step that can be counted; write a number from 1 on after the slash",
                self.name
            )),
        }
    }

    fn value(&self, text: &str) -> Result<u32, String> {
        let named = self
            .names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(place) => Some(self.least + u32::try_from(place).unwrap_or_default()),
            None => number(text),
        };
        value
            .filter(|value| (self.least..=self.most).contains(value))
            .ok_or_else(|| {
                format!(
                    "the {} \"{text}\" is not one of {}-{}{}",
                    self.name,
                    self.least,
                    self.most,
                    self.names
                        .first()
                        .map_or(String::new(), |first| format!(" or names such as {first}"))
                )
            })
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn list(values: &BTreeSet<u32>) -> String {
    let words: Vec<String> = values.iter().map(u32::to_string).collect();
    words.join(",")
}

#[cfg(test)]
mod tests {
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
            next("CRON_TZ=Europe/Paris 30 2 * * *", "2026-03-28 10:00"),
            "2026-03-30 00:30",
            "02:30 does not exist on the 29th"
        );
        assert_eq!(
            next("TZ=Europe/Paris 0 6 * * *", "2026-07-01 10:00"),
            "2026-07-02 04:00"
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
}
