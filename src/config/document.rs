//! A TOML file that remembers where each value stands.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::problem::{Place, Report, Wrong};
use super::table::Table;

/// One file, and what is known of it while its tables are read.
pub(super) struct Document<'r> {
    path: Arc<Path>,
    text: String,
    /// The offset of each line's first byte.
    line_starts: Vec<usize>,
    /// Lines that are no TOML: whatever else seems wrong with them follows from that.
    broken: BTreeSet<usize>,
    report: &'r RefCell<Report>,
}

impl<'r> Document<'r> {
    pub(super) fn new(path: &Path, text: String, report: &'r RefCell<Report>) -> Self {
        let newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            path: path.into(),
            line_starts: std::iter::once(0).chain(newlines).collect(),
            text,
            broken: BTreeSet::new(),
            report,
        }
    }

    /// Hands the root table to `read`, even when parts of the file are no TOML: what can be made
    /// out is read, so that one slip of the pen does not hide the other mistakes.
    pub(super) fn read(mut self, read: impl FnOnce(&Table<'_>)) {
        let (root, errors) = DeTable::parse_recoverable(&self.text);
        let mut broken = BTreeSet::new();
        for error in errors {
            let place = self.place(error.span().map_or(self.text.len(), |span| span.start));
            if broken.insert(line_of(&place)) {
                self.report
                    .borrow_mut()
                    .error(&place, syntax(error.message()));
            }
        }
        self.broken = broken;
        let table = Table::root(&self, root.get_ref(), root.span());
        read(&table);
        table.close();
    }

    /// The folder that it is in.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Where the byte `offset` stands.
    pub(super) fn place(&self, offset: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Place {
            file: Arc::clone(&self.path),
            position: Some((line, before.chars().count() + 1)),
        }
    }

    /// Whether the whole file is TOML.
    pub(super) fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }

    /// Reports an error, unless its line is no TOML anyway.
    pub(super) fn error(&self, place: &Place, wrong: Wrong) {
        if !self.broken.contains(&line_of(place)) {
            self.report.borrow_mut().error(place, wrong);
        }
    }

    /// Reports a warning.
    pub(super) fn warn(&self, place: &Place, wrong: Wrong) {
        self.report.borrow_mut().warn(place, wrong);
    }
}

fn line_of(place: &Place) -> usize {
    place.position.map_or(0, |(line, _)| line)
}

fn syntax(message: &str) -> Wrong {
    Wrong::new(
        format!("no valid TOML: {message}"),
        "text stands in quotes, lists in brackets, one key = value a line",
    )
}
