//! What a feed document says about when to read it again.

use std::time::Duration;

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// What a feed document says about when to read it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// RSS `ttl`, in minutes.
    pub ttl_minutes: Option<u32>,
    /// RSS `skipHours`: hours of the day, in GMT, in which nobody should ask. 24 is read as 0.
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`: days, in GMT, on which nobody should ask.
    pub skip_days: Vec<Weekday>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`.
    pub update_period: Option<Duration>,
}

impl Hints {
    /// The first time from `at` on that no skipped hour or day covers. A feed that skips every
    /// hour or every day means something else, and is not believed.
    pub(super) fn after_skips(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if !self.skips(at) {
            return at;
        }
        let hour = at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at);
        (1..=7 * 24)
            .filter_map(|hours| hour.checked_add_signed(TimeDelta::hours(hours)))
            .find(|at| !self.skips(*at))
            .unwrap_or(at)
    }

    fn skips(&self, at: DateTime<Utc>) -> bool {
        let hour = |hour: &u8| u32::from(*hour) % 24 == at.hour();
        self.skip_hours.iter().any(hour) || self.skip_days.contains(&at.weekday())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn friday(hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, hour, minute, 0).unwrap()
    }

    #[test]
    fn skipped_hours_and_days_are_left_out_rss_2_0_skiphours_skipdays() {
        let hints = Hints {
            skip_hours: vec![24, 1, 2, 23],
            skip_days: vec![Weekday::Sat, Weekday::Sun],
            ..Hints::default()
        };
        assert_eq!(hints.after_skips(friday(1, 30)), friday(3, 0));
        assert_eq!(hints.after_skips(friday(22, 59)), friday(22, 59));
        let monday = Utc.with_ymd_and_hms(2026, 11, 23, 3, 0, 0).unwrap();
        assert_eq!(hints.after_skips(friday(23, 0)), monday);
    }

    #[test]
    fn a_feed_that_skips_everything_is_not_believed() {
        let hints = Hints {
            skip_hours: (0..24).collect(),
            ..Hints::default()
        };
        assert_eq!(hints.after_skips(friday(5, 5)), friday(5, 5));
    }

    proptest! {
        #[test]
        fn skipping_never_moves_back_nor_beyond_a_week(
            hours in prop::collection::vec(0_u8..30, 0..30),
            days in prop::collection::vec(0_u8..7, 0..8),
            minutes in 0_i64..20_000,
        ) {
            let hints = Hints {
                skip_hours: hours,
                skip_days: days.into_iter().map(|day| Weekday::try_from(day).unwrap()).collect(),
                ..Hints::default()
            };
            let at = friday(0, 0) + TimeDelta::minutes(minutes);
            let after = hints.after_skips(at);
            prop_assert!(after >= at && after <= at + TimeDelta::days(7));
            prop_assert_eq!(hints.after_skips(after), after);
        }
    }
}
