//! Whether a source has fallen silent: it answers, and has brought nothing for far longer than its own
//! rhythm allows.
//!
//! Pure. A rhythm is how often something came in each hour of the week, over the weeks before it last
//! did: nights, weekends and the day on which a weekly appears are in it by themselves. From it
//! follows how often something should have come since, and, for news that comes independently
//! (Poisson), how likely it is that nothing did.
//!
//! News does not come independently: some outlets bring all of a week on one day, and a feast or a strike
//! takes a day whole. So a day on which nothing comes tells no more than the days before it allow: a
//! weekday that was silent one time in three is so again, and who was never silent on `n` days may be so
//! on one in `n + 1` (Laplace's rule of succession). Nor is a rate known better than by the news that
//! it was counted from: where `n` came, the chance that none comes of `m` that should is
//! `(1 + m / n)^-n` (Poisson, with a rate that `n` arrivals leave uncertain), which for few is far more
//! than `e^-m`. And a source that had a long break once may have one of twice that length.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

use crate::domain::Silence;

/// The time before it last brought something that a source's rhythm is read from.
const MEMORY: TimeDelta = TimeDelta::weeks(8);

/// Less than this shows no rhythm: a week may be like no other.
const LEAST_MEMORY: TimeDelta = TimeDelta::weeks(2);

/// Nor do fewer arrivals.
const LEAST_ARRIVALS: usize = 8;

/// A silence is one when a source as it was would fall into it this rarely. With a thousand sources
/// that are judged every hour, about one such verdict in some years is wrong.
const CHANCE: f64 = 1e-6;

/// Hours of a week.
const HOURS: usize = 7 * 24;

/// Something new that came of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: DateTime<Utc>,
    /// How many entries.
    pub entries: u32,
}

/// The silence that a source is in, if it is in one. `arrivals` is all that is remembered of what it
/// brought, the oldest first; `asked` is when it last answered that there was nothing new.
#[must_use]
pub fn silence(arrivals: &[Arrival], asked: DateTime<Utc>) -> Option<Silence> {
    let (first, last) = (arrivals.first()?, arrivals.last()?);
    // What a source lists when it is first asked came about before.
    let begin = first.at.max(last.at - MEMORY);
    let from = arrivals.partition_point(|arrival| arrival.at <= begin);
    let heard = &arrivals[from..];
    let memory = last.at - begin;
    if memory < LEAST_MEMORY || heard.len() < LEAST_ARRIVALS {
        return None;
    }
    let longest = arrivals
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .max();
    if asked - last.at <= longest? * 2 || is_likely(heard, memory, last.at, asked) {
        return None;
    }
    let entries: u32 = heard.iter().map(|arrival| arrival.entries).sum();
    Some(Silence {
        since: last.at,
        weekly: (f64::from(entries) / weeks(memory)).round() as u32,
    })
}

/// Whether a source of which `heard` came within `memory` may well bring nothing from `last` until
/// `asked`.
fn is_likely(
    heard: &[Arrival],
    memory: TimeDelta,
    last: DateTime<Utc>,
    asked: DateTime<Utc>,
) -> bool {
    let mut hours = [0.0; HOURS];
    for arrival in heard {
        hours[hour_of_week(arrival.at)] += 1.0 / weeks(memory);
    }
    let days: BTreeSet<_> = heard
        .iter()
        .map(|arrival| arrival.at.date_naive())
        .collect();
    let mut spoken = [0.0; 7];
    for day in &days {
        spoken[day.weekday().num_days_from_monday() as usize] += 1.0 / weeks(memory);
    }
    let most = |at: DateTime<Utc>| {
        let spoken: f64 = spoken[at.weekday().num_days_from_monday() as usize];
        (days.len() as f64)
            .ln_1p()
            .min(-(1.0 - spoken).max(0.0).ln())
    };
    let known_by = heard.len() as f64;
    let (mut missed, mut of_the_day) = (0.0, 0.0_f64);
    let hour = TimeDelta::hours(1);
    let mut at = last + hour;
    while at + hour <= asked {
        of_the_day += hours[hour_of_week(at)];
        let next = at + hour;
        if next.date_naive() != at.date_naive() || next + hour > asked {
            missed += of_the_day.min(most(at));
            of_the_day = 0.0;
        }
        if known_by * (missed / known_by).ln_1p() > -CHANCE.ln() {
            return false;
        }
        at = next;
    }
    true
}

fn hour_of_week(at: DateTime<Utc>) -> usize {
    let day = at.weekday().num_days_from_monday();
    (day * 24 + at.hour()) as usize
}

fn weeks(time: TimeDelta) -> f64 {
    time.num_seconds() as f64 / TimeDelta::weeks(1).num_seconds() as f64
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    /// A Monday, midnight.
    fn monday() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap()
    }

    /// Numbers between 0 and 1 that look as if they came by chance, the same in each run.
    fn chances(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    /// What comes in so many days when `chance` says how likely it is in each hour.
    fn press(days: i64, seed: u64, chance: impl Fn(DateTime<Utc>) -> f64) -> Vec<Arrival> {
        let mut chances = chances(seed);
        (0..days * 24)
            .map(|hour| monday() + TimeDelta::hours(hour))
            .filter(|at| chances() < chance(*at))
            .map(|at| Arrival { at, entries: 2 })
            .collect()
    }

    /// How many hours after the last of these the silence is one.
    fn told_after(arrivals: &[Arrival]) -> i64 {
        let last = arrivals.last().unwrap().at;
        let hours: Vec<i64> = (1..24 * 400).collect();
        let told = |hours: i64| silence(arrivals, last + TimeDelta::hours(hours)).is_some();
        hours[hours.partition_point(|hours| !told(*hours))]
    }

    /// Whether it would ever have been called silent on its way.
    fn was_ever_called_silent(arrivals: &[Arrival]) -> bool {
        (1..arrivals.len()).any(|place| silence(&arrivals[..place], arrivals[place].at).is_some())
    }

    fn by_day(at: DateTime<Utc>) -> f64 {
        if (6..20).contains(&at.hour()) {
            0.7
        } else {
            0.05
        }
    }

    fn on_weekdays(at: DateTime<Utc>) -> f64 {
        let weekend = at.weekday().num_days_from_monday() >= 5;
        if weekend { 0.0 } else { by_day(at) }
    }

    fn weekly(at: DateTime<Utc>) -> f64 {
        let thursday = at.weekday().num_days_from_monday() == 3;
        if thursday && (7..12).contains(&at.hour()) {
            0.8
        } else {
            0.0
        }
    }

    #[test]
    fn a_source_of_many_a_day_is_silent_on_the_fourth_day_and_a_weekly_after_weeks() {
        for (name, chance, least, most) in [
            ("by day", by_day as fn(DateTime<Utc>) -> f64, 60, 110),
            ("on weekdays", on_weekdays, 80, 180),
            ("weekly", weekly, 5 * 7 * 24, 10 * 7 * 24),
            ("slow", |_| 2.0 / 168.0, 32 * 24, 150 * 24),
        ] {
            for seed in 0..8 {
                let hours = told_after(&press(70, seed, chance));
                assert!(
                    (least..=most).contains(&hours),
                    "{name} {seed}: {hours} hours"
                );
            }
        }
    }

    #[test]
    fn who_keeps_its_rhythm_is_never_called_silent() {
        for (name, chance) in [
            ("by day", by_day as fn(DateTime<Utc>) -> f64),
            ("on weekdays", on_weekdays),
            ("weekly", weekly),
            ("slow", |_| 2.0 / 168.0),
            ("now and then", |_| 0.5 / 168.0),
        ] {
            for seed in 0..4 {
                let arrivals = press(150, seed, chance);
                assert!(!was_ever_called_silent(&arrivals), "{name} {seed}");
            }
        }
    }

    #[test]
    fn feasts_breaks_of_the_slow_and_bursts_are_no_silence() {
        for seed in 0..6 {
            // Three days without a paper, and a weekly that leaves out two issues.
            let mut daily = press(120, seed, by_day);
            daily.retain(|arrival| !(84..87).contains(&(arrival.at - monday()).num_days()));
            assert!(!was_ever_called_silent(&daily), "feast {seed}");
            let mut paper = press(200, seed, weekly);
            paper.retain(|arrival| !(98..112).contains(&(arrival.at - monday()).num_days()));
            assert!(!was_ever_called_silent(&paper), "weekly {seed}");
            // A month without a word of who says something twice a week.
            let mut slow = press(300, seed, |_| 2.0 / 168.0);
            slow.retain(|arrival| !(150..180).contains(&(arrival.at - monday()).num_days()));
            assert!(!was_ever_called_silent(&slow), "slow {seed}");
            // Twenty in a day, once in ten days or so.
            let mut chances = chances(seed);
            let days: Vec<i64> = (0..300).filter(|_| chances() < 0.1).collect();
            let bursts: Vec<_> = days
                .iter()
                .flat_map(|day| (0..20).map(move |hour| day * 24 + hour))
                .map(|hour| Arrival {
                    at: monday() + TimeDelta::hours(hour),
                    entries: 1,
                })
                .collect();
            assert!(!was_ever_called_silent(&bursts), "bursts {seed}");
        }
    }

    #[test]
    fn a_break_that_it_had_before_is_no_silence_until_it_is_twice_as_long() {
        let mut arrivals = press(100, 1, by_day);
        arrivals.retain(|arrival| !(60..75).contains(&(arrival.at - monday()).num_days()));
        let hours = told_after(&arrivals);
        assert!((29 * 24..=33 * 24).contains(&hours), "{hours}");
    }

    #[test]
    fn what_is_hardly_known_has_no_rhythm() {
        let all = press(200, 1, by_day);
        let much_later = all.last().unwrap().at + TimeDelta::days(300);
        assert!(silence(&all, much_later).is_some());
        let week: Vec<_> = press(13, 1, by_day);
        assert_eq!(silence(&week, much_later), None, "two weeks at least");
        assert_eq!(silence(&all[..1], much_later), None);
        assert_eq!(silence(&[], much_later), None);
        let first = Arrival {
            at: monday(),
            entries: 500,
        };
        let few = [vec![first], press(200, 3, |_| 1.0 / 800.0)].concat();
        assert!(few.len() < 9 && silence(&few, much_later).is_none());
    }

    #[test]
    fn what_it_used_to_bring_is_told_without_what_it_had_at_first() {
        let mut arrivals = press(29, 1, |_| 1.0);
        arrivals[0].entries = 5_000;
        let told = silence(&arrivals, monday() + TimeDelta::days(60)).unwrap();
        assert_eq!(
            (told.since, told.weekly),
            (arrivals.last().unwrap().at, 336)
        );
        assert_eq!(told.usual(), "48 entries a day");
        let weekly = |weekly| Silence { weekly, ..told }.usual();
        assert_eq!(weekly(140), "20 entries a day");
        assert_eq!(weekly(13), "13 entries a week");
        assert_eq!(weekly(1), "1 entry a week");
    }
}
