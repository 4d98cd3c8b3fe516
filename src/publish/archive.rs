//! Archive documents (RFC 5005, section 4): one for each month of an edition that is over.
//!
//! A month's document holds every story whose `published`, which is frozen, lies in the month. It
//! is written in the first round after the month has been over for 48 hours: no story is updated any
//! more by then, so the document does not change again, unless a story is withdrawn, or a source that
//! is new to the instance brings entries of that time. It outlives the entries and stories themselves:
//! where it is written again, what is forgotten stays as it was written.
//! Its `next-archive` link is there if the month after it was complete when it was written; that link
//! alone is no reason to write it again.
//!
//! A reader that walks back from the subscription document thus finds every story sooner or later:
//! what has left that document joins the archive when its month is complete.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::domain::{Edition, Instance, Story, StoryId};

use super::atom;
use super::item::Room;
use super::xml::Xml;

/// How long after its end a month is still open: `updated` of a story moves for so long.
const SETTLED_AFTER: TimeDelta = TimeDelta::hours(48);

/// A month in UTC: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

/// The text is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no month (such as 2026-11)")]
pub struct NotAMonth(pub String);

/// A month of an edition.
#[derive(Clone, Copy, Debug)]
pub struct Volume<'a> {
    /// Who publishes it.
    pub instance: &'a Instance,
    /// Which edition.
    pub edition: &'a Edition,
    /// Which month.
    pub month: Month,
    /// When one of its stories last changed; none where it has none.
    pub updated: Option<DateTime<Utc>>,
    /// The archive document before this one.
    pub prev: Option<Month>,
    /// The archive document after this one.
    pub next: Option<Month>,
}

/// The archive document of a month while it is written: a month has more stories than are to be in
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

    /// Adds stories of the month; the newest come first.
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
    /// The month of a moment.
    #[must_use]
    pub fn of(at: DateTime<Utc>) -> Self {
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

    /// Its first moment.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).map_or(DateTime::<Utc>::MAX_UTC, |day| {
            day.and_time(chrono::NaiveTime::MIN).and_utc()
        })
    }

    /// The first month that is not complete at `now`.
    #[must_use]
    pub fn open(now: DateTime<Utc>) -> Self {
        Self::of(now - SETTLED_AFTER)
    }

    /// Whether it is over at `now`, and its stories are no longer updated.
    #[must_use]
    pub fn is_complete(self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.next().start()) >= SETTLED_AFTER
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
    fn a_month_is_complete_two_days_after_its_end() {
        let month: Month = "2026-12".parse().unwrap();
        let end = month.next().start();
        assert_eq!(month.next().to_string(), "2027-01");
        assert!(!month.is_complete(end + TimeDelta::hours(47)));
        assert!(month.is_complete(end + TimeDelta::hours(48)));
        assert_eq!(Month::open(end + TimeDelta::hours(47)), month);
        assert_eq!(Month::open(end + TimeDelta::hours(48)), month.next());
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for wrong in ["2026", "2026-13", "2026-1", "november", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
