//! The archive documents of months: which to write, and what stays in them.

use std::collections::BTreeSet;

use super::{DRAFTS, Printing};
use crate::domain::{Edition, StoryId};
use crate::publish::archive::{self, Month, Volume, Written};
use crate::publish::paths;
use crate::refresh::Error;

impl Printing<'_> {
    /// Writes the archive documents (RFC 5005, section 4) that are missing, and those of a month of
    /// which a story came late, was withdrawn, or told what is to be forgotten. Those of months that have
    /// just come to their end are always written: one that is there is of a clock that ran ahead. Gives
    /// the newest one's month.
    pub(super) fn archives(
        &mut self,
        edition: &Edition,
        months: &[Month],
    ) -> Result<Option<Month>, Error> {
        let mut months: BTreeSet<Month> = months.iter().copied().collect();
        // Those of stories that are forgotten stay, and readers find them. One that has lost its last
        // story otherwise has to be written once more, without it.
        months.extend(self.archived(edition)?);
        let months: Vec<Month> = months
            .into_iter()
            .filter(|month| month.is_complete(self.now))
            .collect();
        for (place, month) in months.iter().enumerate() {
            let path = paths::archive(edition, *month);
            let file = self.refresher.directory.root().join(&path);
            let is_told_anew = self.retold.contains(month) || self.has_just_ended(*month);
            let is_touched = is_told_anew || self.changed_months.contains_key(month);
            if file.is_file() && !is_touched {
                continue;
            }
            let old = self.refresher.directory.read(&path)?;
            let selection = self.selection(edition);
            let (from, to) = (month.start(), month.next().start());
            let ids = self.refresher.store.between(&selection, from, to)?;
            let is_right = |old: &str| self.is_as_written(*month, &ids, old);
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
                month: *month,
                updated: last.max(last_kept),
                prev: place.checked_sub(1).map(|before| months[before]),
                next: months.get(place + 1).copied(),
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
        Ok(months.last().copied())
    }

    /// Whether a month that is over was not when everything was last written.
    fn has_just_ended(&self, month: Month) -> bool {
        self.open_before.is_none_or(|open| open <= month)
    }

    /// Whether an archive document has just those of a month's stories that changed which it is to
    /// have, of which `ids` are all: what they say does not change any more.
    fn is_as_written(&self, month: Month, ids: &[StoryId], document: &str) -> bool {
        let written: BTreeSet<StoryId> = archive::entries(document)
            .map(|entry| entry.story)
            .collect();
        let changed = self.changed_months.get(&month);
        let mut changed = changed.into_iter().flatten();
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

    /// The months of which there are archive documents.
    fn archived(&self, edition: &Edition) -> Result<Vec<Month>, Error> {
        let any = paths::archive(edition, Month::of(self.now));
        let folder = any.rsplit_once('/').map_or("", |(folder, _)| folder);
        let names = self.refresher.directory.names(folder)?;
        let month = |name: &String| name.strip_suffix(".atom")?.parse().ok();
        Ok(names.iter().filter_map(month).collect())
    }
}
