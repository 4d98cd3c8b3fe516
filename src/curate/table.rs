//! The gazetteer's file: its lines as they are written, and when they were last checked.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Utc};

use super::{Error, read};

/// One line of the gazetteer, cell by cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Codes with commas between them; `-` for none.
    pub countries: String,
    /// What it names.
    pub kind: String,
    /// The language; `*` for all.
    pub language: String,
    /// The words.
    pub surface: String,
    /// 0 to 1.
    pub weight: String,
    /// Flags with commas between them; `-` for none.
    pub flags: String,
    /// `cldr`, `geonames` or `curated`.
    pub source: String,
    /// The month in which it was last known to hold, for what changes.
    pub checked: Option<Month>,
}

/// A month: `2025-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month of a date, in UTC.
    #[must_use]
    pub fn of(date: DateTime<Utc>) -> Self {
        Self(date.year() * 12 + date.month0().cast_signed())
    }

    /// So many months earlier.
    #[must_use]
    pub fn before(self, months: u16) -> Self {
        Self(self.0 - i32::from(months))
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date = format!("{text}-01").parse::<chrono::NaiveDate>();
        match date {
            Ok(date) if text.len() == 7 => Ok(Self(date.year() * 12 + date.month0().cast_signed())),
            _ => Err(format!("\"{text}\" is no month, such as 2025-06")),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.0.div_euclid(12),
            self.0.rem_euclid(12) + 1
        )
    }
}

impl Line {
    /// The words and their language, by which a line is known.
    pub(super) fn name(&self) -> (&str, &str) {
        (&self.language, &self.surface)
    }

    /// Whether both lines say that the words name the same thing.
    pub(super) fn means(&self, other: &Self) -> bool {
        self.countries == other.countries && self.kind == other.kind
    }

    /// This line, naming what `other` names.
    pub(super) fn meaning(&self, other: &Self) -> Self {
        Self {
            countries: other.countries.clone(),
            kind: other.kind.clone(),
            ..self.clone()
        }
    }
}

impl FromStr for Line {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let cells: Vec<_> = text.split('\t').collect();
        let (cells, checked) = match cells[..] {
            [.., checked] if cells.len() == 8 => (&cells[..7], Some(checked.parse()?)),
            _ => (&cells[..], None),
        };
        let [countries, kind, language, surface, weight, flags, source] = cells else {
            return Err(format!("{} cells instead of 7 or 8", cells.len()));
        };
        Ok(Self {
            countries: (*countries).to_owned(),
            kind: (*kind).to_owned(),
            language: (*language).to_owned(),
            surface: (*surface).to_owned(),
            weight: (*weight).to_owned(),
            flags: (*flags).to_owned(),
            source: (*source).to_owned(),
            checked,
        })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            countries,
            kind,
            language,
            surface,
            weight,
            flags,
            source,
            checked,
        } = self;
        write!(
            f,
            "{countries}\t{kind}\t{language}\t{surface}\t{weight}\t{flags}\t{source}"
        )?;
        match checked {
            Some(month) => write!(f, "\t{month}"),
            None => Ok(()),
        }
    }
}

/// The gazetteer, as a file of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What stands above the lines.
    head: Vec<String>,
    lines: Vec<Line>,
}

impl Table {
    /// Reads a gazetteer's file.
    ///
    /// # Errors
    /// When it cannot be read, or a line is none of a gazetteer.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::parse(&read(path)?, path)
    }

    /// The gazetteer that comes with griot.
    ///
    /// # Errors
    /// Never, as a test holds.
    pub fn bundled() -> Result<Self, Error> {
        let text = include_str!("../../data/gazetteer.tsv");
        Self::parse(text, Path::new("data/gazetteer.tsv"))
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let mut table = Self {
            head: Vec::new(),
            lines: Vec::new(),
        };
        for (at, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                table.head.push(line.to_owned());
            } else if !line.is_empty() {
                table.lines.push(line.parse().map_err(|what| Error::Line {
                    path: path.to_owned(),
                    line: at + 1,
                    what,
                })?);
            }
        }
        Ok(table)
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter()
    }

    /// The lines that were last checked before `month`, the oldest first.
    #[must_use]
    pub fn unchecked_since(&self, month: Month) -> Vec<&Line> {
        let is_old = |line: &&Line| line.checked.is_some_and(|checked| checked < month);
        let mut old: Vec<_> = self.lines().filter(is_old).collect();
        old.sort_by_key(|line| (line.checked, *line));
        old
    }

    /// The table without the lines `gone` and with those that are `new`.
    pub(super) fn with<'l>(
        &self,
        gone: &BTreeSet<&Line>,
        new: impl Iterator<Item = &'l Line>,
    ) -> Self {
        let mut lines = self.lines.clone();
        lines.retain(|line| !gone.contains(line));
        lines.extend(new.cloned());
        Self {
            head: self.head.clone(),
            lines,
        }
    }

    /// Writes it to `path`, its lines sorted by their bytes, in one go.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::Io {
            path: path.to_owned(),
            source,
        };
        let sorted: BTreeSet<String> = self.lines().map(Line::to_string).collect();
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut file =
            tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        for line in self.head.iter().chain(&sorted) {
            writeln!(file, "{line}").map_err(failed)?;
        }
        if let Ok(there) = std::fs::metadata(path) {
            file.as_file()
                .set_permissions(there.permissions())
                .map_err(failed)?;
        }
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}
