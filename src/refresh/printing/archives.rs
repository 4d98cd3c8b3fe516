//! The archive documents of months and days: which to write, and what stays in them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::shelf::Shelf;
use super::{DRAFTS, Printing};
use crate::domain::{Edition, Story, StoryId};
use crate::publish::archive::{self, Month, Period, Volume, Written};
use crate::publish::paths;
use crate::refresh::Error;

impl Printing<'_> {
    /// Writes the archive documents (RFC 5005, section 4) that are missing, and those of a period of
    /// which a story came late, was withdrawn, or told what is to be forgotten. Those of months that have
    /// just come to their end are always written: one that is there is of a clock that ran ahead. Gives
    /// the newest one's period. The subscription document shows the stories in `shown`.
    pub(super) fn archives(
        &mut self,
        edition: &Edition,
        months: &[Month],
        shown: &[Arc<Story>],
    ) -> Result<Option<Period>, Error> {
        let shelf = self.shelf(edition, months, shown)?;
        for period in shelf.all() {
            let path = paths::archive(edition, period);
            let is_told_anew = self.is_retold(period) || self.has_just_ended(period);
            let is_touched = is_told_anew || self.changed_in(period).next().is_some();
            if shelf.written.contains(&period) && !is_touched {
                continue;
            }
            let old = self.refresher.directory.read(&path)?;
            let selection = self.selection(edition);
            let (from, to) = (period.start(), period.end());
            let ids = self.refresher.store.between(&selection, from, to)?;
            let is_right = |old: &str| self.is_as_written(period, &ids, old);
            if !is_told_anew && old.as_deref().is_some_and(is_right) {
                continue;
            }
            let forgotten = self.forgotten(old.as_deref().unwrap_or_default())?;
            let last_kept = forgotten.iter().map(|entry| entry.updated).max();
            let last = self.refresher.store.last_change(&selection, from, to)?;
            let instance = self.instance.clone();
            let mut document = archive::Document::begin(Volume {
                instance: &instance,
                edition,
                period,
                updated: last.max(last_kept),
                prev: shelf.before(period),
                next: shelf.after(period),
            });
            let mut forgotten = forgotten.iter().peekable();
            for ids in ids.chunks(DRAFTS) {
                for story in self.put_together(ids.to_vec(), edition.languages())? {
                    let is_newer = |entry: &&Written<'_>| entry.published > story.published;
                    while let Some(entry) = forgotten.next_if(is_newer) {
                        document.keep(entry);
                    }
                    document.add(&[&story]);
                }
            }
            forgotten.for_each(|entry| document.keep(entry));
            self.files.push((path, document.finish()));
            self.make_room()?;
        }
        Ok(shelf.newest(Month::open(self.now)))
    }

    /// What the edition has archive documents of: the months that are over, and of the one that is not
    /// the days of which the subscription document does not show every story. Those that there are stay: of
    /// stories that are forgotten readers find them, and one that has lost its last story otherwise has to
    /// be written once more, without it.
    fn shelf(
        &self,
        edition: &Edition,
        months: &[Month],
        shown: &[Arc<Story>],
    ) -> Result<Shelf, Error> {
        let (open, open_day) = (Month::open(self.now), archive::open_day(self.now));
        let written = self.archived(edition)?;
        let mut shelf = Shelf {
            months: months.iter().copied().collect(),
            days: self.days_left_out(edition, open_day, shown)?,
            written,
        };
        for period in &shelf.written {
            match period {
                Period::Month(month) => shelf.months.extend([*month]),
                Period::Day(day) => shelf.days.extend([*day]),
            }
        }
        shelf.months.retain(|month| *month < open);
        shelf.days.retain(|day| *day < open_day);
        Ok(shelf)
    }

    /// Days before `open_day` in its month that have stories of the edition which are not among those
    /// that are shown.
    fn days_left_out(
        &self,
        edition: &Edition,
        open_day: NaiveDate,
        shown: &[Arc<Story>],
    ) -> Result<BTreeSet<NaiveDate>, Error> {
        let (from, to) = (Month::of(open_day).start(), Period::Day(open_day).start());
        let days = (self.refresher.store).days(&self.selection(edition), from, to)?;
        let mut shown_of = BTreeMap::<NaiveDate, usize>::new();
        for story in shown {
            *shown_of.entry(story.published.date_naive()).or_default() += 1;
        }
        let left_out = days.into_iter().filter(|(day, stories)| {
            let shown = shown_of.get(day).copied().unwrap_or_default();
            shown < *stories
        });
        Ok(left_out.map(|(day, _)| day).collect())
    }

    /// Whether a story of the period's month told what is to be forgotten.
    fn is_retold(&self, period: Period) -> bool {
        self.retold.contains(&Month::of(period.start()))
    }

    /// Whether a month that is over was not when everything was last written. What a clock that ran
    /// ahead says of a day its month sets right.
    fn has_just_ended(&self, period: Period) -> bool {
        match period {
            Period::Month(month) => self.open_before.is_none_or(|open| open <= month),
            Period::Day(_) => false,
        }
    }

    /// Whether an archive document has just those of a period's stories that changed which it is to
    /// have, of which `ids` are all: what they say does not change any more.
    fn is_as_written(&self, period: Period, ids: &[StoryId], document: &str) -> bool {
        let written: BTreeSet<StoryId> = archive::entries(document)
            .map(|entry| entry.story)
            .collect();
        let mut changed = self.changed_in(period);
        changed.all(|story| written.contains(story) == ids.contains(story))
    }

    /// The entries of an archive document of whose stories nothing is remembered, in its order.
    fn forgotten<'d>(&self, document: &'d str) -> Result<Vec<Written<'d>>, Error> {
        let mut forgotten = Vec::new();
        for entry in archive::entries(document) {
            if self.refresher.store.life(entry.story)?.is_none() {
                forgotten.push(entry);
            }
        }
        Ok(forgotten)
    }

    /// What there are archive documents of.
    fn archived(&self, edition: &Edition) -> Result<HashSet<Period>, Error> {
        let names = self.refresher.directory.names(&paths::archives(edition))?;
        let period = |name: &String| name.strip_suffix(".atom")?.parse().ok();
        Ok(names.iter().filter_map(period).collect())
    }
}
