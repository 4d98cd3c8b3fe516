//! Archive documents (RFC 5005, section 4): one for each month of an edition that is over, and until
//! then one for each day that has left the subscription document.
//!
//! A document holds every story whose `published`, which is frozen, lies in its month or day. It
//! is written in the first round that writes the edition after that has been over for 48 hours: no story
//! is updated any more by then, so the document does not change again, unless a story is withdrawn, or a
//! source that is new to the instance brings entries of that time. It outlives the entries and stories
//! themselves: where it is written again, what is forgotten stays as it was written.
//! Its `next-archive` link is there if what comes after it was complete when it was written; that link
//! alone is no reason to write it again.
//!
//! A reader that walks back from the subscription document thus finds every story: by the days of
//! the month that is not over, then by months. When a month is over its document takes the place of its
//! days, which stay for who is on the way.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::{Edition, Instance, Story, StoryId};

use super::atom;
use super::item::Room;
use super::xml::Xml;

/// How long after its end a period is still open: `updated` of a story moves for so long.
const SETTLED_AFTER: TimeDelta = TimeDelta::hours(48);

/// A month in UTC: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

/// What an archive document holds the stories of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A month.
    Month(Month),
    /// A day in UTC, of a month that is not over: `2026-11-05`.
    Day(NaiveDate),
}

/// The text is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no month (such as 2026-11)")]
pub struct NotAMonth(pub String);

/// The text is neither a month nor a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither a month (such as 2026-11) nor a day (such as 2026-11-05)")]
pub struct NotAPeriod(pub String);

/// A period of an edition.
#[derive(Clone, Copy, Debug)]
pub struct Volume<'a> {
    /// Who publishes it.
    pub instance: &'a Instance,
    /// Which edition.
    pub edition: &'a Edition,
    /// Which period.
    pub period: Period,
    /// When one of its stories last changed; none where it has none.
    pub updated: Option<DateTime<Utc>>,
    /// The archive document before this one.
    pub prev: Option<Period>,
    /// The archive document after this one.
    pub next: Option<Period>,
}

/// The archive document of a period while it is written: a month has more stories than are to be in
/// memory at once.
pub struct Document<'a> {
    volume: Volume<'a>,
    xml: Xml,
    room: Room,
}

impl<'a> Document<'a> {
    /// One without stories.
    #[must_use]
    pub fn begin(volume: Volume<'a>) -> Self {
        let xml = atom::begin_volume(&volume);
        Self {
            volume,
            xml,
            room: Room::whole(),
        }
    }

    /// Adds stories of the period; the newest come first.
    pub fn add(&mut self, stories: &[&Story]) {
        atom::add_entries(&mut self.xml, &self.volume, stories, &mut self.room);
    }

    /// Adds a story that is forgotten, as it was written.
    pub fn keep(&mut self, entry: &Written<'_>) {
        self.xml.written(entry.text);
    }

    /// Its bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.xml.finish()
    }
}

/// An entry of an archive document that stands.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its story.
    pub story: StoryId,
    /// When that was published, to the second.
    pub published: DateTime<Utc>,
    /// When it last changed, to the second.
    pub updated: DateTime<Utc>,
    text: &'a str,
}

/// The entries of an archive document, as [`Document`] writes them.
pub fn entries(document: &str) -> impl Iterator<Item = Written<'_>> {
    // No text holds these: its brackets are escaped.
    let rest = document
        .split_once(ENTRY)
        .map(|(head, _)| &document[head.len()..]);
    let entries = rest.unwrap_or_default().split_inclusive(END);
    entries.filter_map(|text| {
        let field = |open: &str| Some(text.split_once(open)?.1.split_once("</")?.0);
        let date = |open: &str| field(open)?.parse().ok();
        Some(Written {
            story: field("\n    <id>")?.rsplit_once('/')?.1.parse().ok()?,
            published: date("\n    <published>")?,
            updated: date("\n    <updated>")?,
            text,
        })
    })
}

/// How an entry begins, and how it ends.
const ENTRY: &str = "  <entry ";
const END: &str = "  </entry>\n";

impl Month {
    /// The month of a moment in UTC, or of a day.
    #[must_use]
    pub fn of(at: impl Datelike) -> Self {
        Self {
            year: at.year(),
            month: at.month(),
        }
    }

    /// The month after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            year: self.year + i32::from(self.month == 12),
            month: self.month % 12 + 1,
        }
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its first moment.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        midnight(self.first())
    }

    /// The first month that is not complete at `now`: its stories may be updated yet.
    #[must_use]
    pub fn open(now: DateTime<Utc>) -> Self {
        Self::of(now - SETTLED_AFTER)
    }
}

/// The first day that is not complete at `now`.
#[must_use]
pub fn open_day(now: DateTime<Utc>) -> NaiveDate {
    (now - SETTLED_AFTER).date_naive()
}

impl Period {
    /// Its first moment.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        match self {
            Self::Month(month) => month.start(),
            Self::Day(day) => midnight(day),
        }
    }

    /// The first moment after it.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        match self {
            Self::Month(month) => month.next().start(),
            Self::Day(day) => day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, midnight),
        }
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let day = || {
            let day = text.parse().ok().map(Self::Day);
            day.filter(|day| day.to_string() == text)
        };
        let period = text.parse().ok().map(Self::Month).or_else(day);
        period.ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(|day| Self {
                year: day.year(),
                month: day.month(),
            })
            .ok()
            .filter(|month| month.to_string() == text)
            .ok_or_else(|| NotAMonth(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_days_are_complete_two_days_after_their_end() {
        let month: Month = "2026-12".parse().unwrap();
        let end = month.next().start();
        assert_eq!(month.next().to_string(), "2027-01");
        let last: NaiveDate = "2026-12-31".parse().unwrap();
        for (hours, open, day) in [(47, month, last), (48, month.next(), end.date_naive())] {
            let now = end + TimeDelta::hours(hours);
            assert_eq!((Month::open(now), open_day(now)), (open, day));
        }
        assert_eq!(Period::Month(month).end(), end);
        assert_eq!(Period::Day(last).end(), end);
    }

    #[test]
    fn periods_are_read_as_they_are_written_and_nothing_else_is() {
        for text in ["2026-11", "2026-11-05"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for wrong in ["2026", "2026-13", "2026-1", "2026-11-5", "november", ""] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
