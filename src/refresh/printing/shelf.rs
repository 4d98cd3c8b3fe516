//! The archive documents of an edition, and how one leads to the other (RFC 5005, section 4).

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use crate::publish::archive::{Month, Period};

/// The archive documents that an edition has or is to have. A month's leads back to the month before; a
/// day's to the day before in its month, and the first of them to the month before.
pub(super) struct Shelf {
    pub months: BTreeSet<Month>,
    pub days: BTreeSet<NaiveDate>,
    /// Those that there are.
    pub written: HashSet<Period>,
}

impl Shelf {
    pub fn all(&self) -> impl Iterator<Item = Period> {
        let months = self.months.iter().copied().map(Period::Month);
        months.chain(self.days.iter().copied().map(Period::Day))
    }

    /// Where a reader begins who comes from the subscription document, while `open` is the month that
    /// is not over.
    pub fn newest(&self, open: Month) -> Option<Period> {
        self.last_day(open, open.next().first())
            .or_else(|| self.last_month(open))
    }

    /// Where a reader of this one goes on.
    pub fn before(&self, period: Period) -> Option<Period> {
        match period {
            Period::Month(month) => self.last_month(month),
            Period::Day(day) => {
                let month = Month::of(day);
                self.last_day(month, day).or_else(|| self.last_month(month))
            }
        }
    }

    /// Which one leads to this one; of those after a month the next month, where that is over.
    pub fn after(&self, period: Period) -> Option<Period> {
        match period {
            Period::Month(month) => {
                let after = self.months.range(month.next()..).next();
                let day = || self.days.range(month.next().first()..).next();
                let after = after.copied().map(Period::Month);
                after.or_else(|| day().copied().map(Period::Day))
            }
            Period::Day(day) => {
                let after = self.days.range(day..Month::of(day).next().first());
                after.copied().nth(1).map(Period::Day)
            }
        }
    }

    fn last_month(&self, before: Month) -> Option<Period> {
        let month = self.months.range(..before).next_back();
        month.copied().map(Period::Month)
    }

    /// The last day of a month that comes before another.
    fn last_day(&self, month: Month, before: NaiveDate) -> Option<Period> {
        let day = self.days.range(month.first()..before).next_back();
        day.copied().map(Period::Day)
    }
}
