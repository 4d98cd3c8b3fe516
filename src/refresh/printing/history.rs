//! The pages of months: which to write, and which are no more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Printing, START};
use crate::domain::Edition;
use crate::publish::archive::Month;
use crate::publish::pages;
use crate::refresh::Error;

impl Printing<'_> {
    /// The pages of the months that changed, or that are not there yet; and those beside a month that
    /// is new or has lost its last story, for they name it. Unlike an archive document, a page says
    /// nothing itself and leads to pages of stories: it names none that is forgotten.
    pub(super) fn history(&mut self, edition: &Edition, months: &[Month]) -> Result<(), Error> {
        let changed: BTreeSet<Month> = self.changed.keys().copied().map(Month::of).collect();
        let lost: Vec<Month> = changed
            .iter()
            .copied()
            .filter(|month| !months.contains(month) && self.is_there(edition, *month))
            .collect();
        let moved = |month: &Month| lost.contains(month) || !self.is_there(edition, *month);
        let all: Vec<Month> = months
            .iter()
            .chain(&lost)
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let moved: Vec<bool> = all.iter().map(moved).collect();
        for (place, month) in all.iter().enumerate() {
            let beside = place.saturating_sub(1)..=(place + 1).min(all.len() - 1);
            let touched = moved[beside].contains(&true) || changed.contains(month);
            if self.anew || touched {
                self.month(edition, *month, months)?;
            }
        }
        self.make_room()
    }

    fn is_there(&self, edition: &Edition, month: Month) -> bool {
        let root = self.refresher.directory.root();
        let folder = root.join(pages::month_folder(edition, month));
        folder.join(START).is_file()
    }

    /// The pages of one month of an edition, of which `months` are the ones with stories. What was
    /// there and is not any more is removed: it may name what was withdrawn.
    fn month(&mut self, edition: &Edition, month: Month, months: &[Month]) -> Result<(), Error> {
        let selection = self.selection(edition);
        let (from, to) = (month.start(), month.next().start());
        let headlines = self.refresher.store.headlines(&selection, from, to)?;
        let volume = pages::Volume {
            edition,
            month,
            headlines: &headlines,
            prev: months.iter().copied().rfind(|other| *other < month),
            next: months.iter().copied().find(|other| *other > month),
        };
        let mut obsolete = BTreeSet::new();
        let root = self.refresher.directory.root();
        let folder = pages::month_folder(edition, month);
        list(root, folder.trim_end_matches('/'), &mut obsolete);
        for language in pages::LANGUAGES {
            for (file, page) in pages::history(&self.site(), &volume, language) {
                obsolete.remove(&file);
                self.files.push((file, page));
            }
        }
        self.obsolete.extend(obsolete);
        Ok(())
    }
}

/// The pages below a folder, by their published paths. What cannot be read is not there.
fn list(root: &Path, folder: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(root.join(folder))
        .into_iter()
        .flatten()
        .flatten()
    {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{folder}/{name}");
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            list(root, &path, found);
        } else if Path::new(&name)
            .extension()
            .is_some_and(|end| end == "html")
        {
            found.insert(path);
        }
    }
}
