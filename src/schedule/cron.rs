//! Five fields as in crontab(5), on top of a library that wants seven and means other things.
//!
//! The library counts Sunday as 1 and wants day of month *and* day of week to match; crontab(5)
//! counts it as 0 and 7 and wants *either* where both are restricted. So the fields are read here,
//! and the library is given lists of numbers: one schedule, or two whose earlier time counts.

use std::collections::BTreeSet;

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// When a crontab(5) line fires.
#[derive(Clone, Debug)]
pub(super) struct Cron {
    /// The earliest of their times is the next.
    either: Vec<cron::Schedule>,
    zone: Tz,
    /// Whether it fires in every hour, or in every so many: then it goes by the hours that pass, and
    /// not by those that the clocks show.
    by_the_hour: bool,
}

/// The longest by which clocks are ever set forward or back at once, but where a zone changes its
/// date, with room to spare.
const MOST_SHIFT: TimeDelta = TimeDelta::hours(3);

/// How far the first moment after a gap is looked for: a zone that changes its date leaves out a day.
const MOST_GAP: i64 = 25 * 60;

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
        let by_the_hour = hour.starts_with('*');
        let cron = Self {
            either,
            zone,
            by_the_hour,
        };
        if cron.after(DateTime::UNIX_EPOCH).is_none() {
            return Err("there is no such day; it would never come due".to_owned());
        }
        Ok(cron)
    }

    /// The first time after `moment`.
    ///
    /// Each time of the line comes once. One that clocks leave out when they are set forward is at the
    /// moment when they are; one that they show twice when they are set back is the first of the two,
    /// but for lines that fire by the hour, which go on through both.
    pub(super) fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.zone == Tz::UTC {
            return self
                .shown_after(moment.naive_utc())
                .next()
                .map(|at| at.and_utc());
        }
        let shown = moment.with_timezone(&self.zone).naive_local();
        // Of what clocks show out of order the earliest is looked for, a shift before and behind.
        let mut found = None;
        for at in self.shown_after(shown - MOST_SHIFT) {
            if found.is_some_and(|(first, _)| at - first > MOST_SHIFT) {
                break;
            }
            let due = self
                .moments(at)
                .into_iter()
                .filter(|due| *due > moment)
                .min();
            if let Some(due) = due {
                let (first, earliest) = found.unwrap_or((at, due));
                found = Some((first, due.min(earliest)));
            }
        }
        found.map(|(_, earliest)| earliest)
    }

    /// What clocks show when it fires, after they show `shown`.
    fn shown_after(&self, shown: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
        let from = shown.and_utc();
        let mut times: Vec<_> = self
            .either
            .iter()
            .map(|schedule| schedule.after(&from).peekable())
            .collect();
        std::iter::from_fn(move || {
            let next = times.iter_mut().filter_map(|times| times.peek().copied());
            let next = next.min()?;
            for times in &mut times {
                times.next_if_eq(&next);
            }
            Some(next.naive_utc())
        })
    }

    /// The moments at which clocks that show `at` have it fire.
    fn moments(&self, at: NaiveDateTime) -> Vec<DateTime<Utc>> {
        let in_zone = |at: NaiveDateTime| self.zone.from_local_datetime(&at).map(|at| at.to_utc());
        match in_zone(at) {
            LocalResult::Single(at) => vec![at],
            LocalResult::Ambiguous(first, second) if self.by_the_hour => vec![first, second],
            LocalResult::Ambiguous(first, _) => vec![first],
            LocalResult::None => (1..=MOST_GAP)
                .find_map(|minutes| in_zone(at + TimeDelta::minutes(minutes)).earliest())
                .into_iter()
                .collect(),
        }
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
mod tests;
