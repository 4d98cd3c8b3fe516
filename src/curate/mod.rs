//! Keeps the gazetteer fresh: its lines from CLDR and GeoNames against their current files, and the
//! lines that nobody has checked for long. What is ours (`curated`) is never touched.

mod cldr;
mod geonames;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use table::{Line, Month, Table};

use crate::attribute::key;

/// Where the current files lie.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The folder of `cldr-localenames-full`, or its `main`.
    pub cldr: Option<PathBuf>,
    /// A folder with GeoNames' `cities15000.txt`, `admin1CodesASCII.txt`, `alternateNamesV2.txt` and
    /// `countryInfo.txt`.
    pub geonames: Option<PathBuf>,
}

/// Why the table cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// The system's word on it.
        source: io::Error,
    },
    /// A line is not what its file's format says.
    #[error("{path}:{line}: {what}")]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A file is no JSON, or none of CLDR's.
    #[error("{path}: {what}; it should be a territories.json of cldr-localenames-full")]
    Cldr {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// How the table's lines differ from what the current files come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Lines that the table lacks.
    pub added: Vec<Line>,
    /// Lines whose set has no such name any more.
    pub removed: Vec<Line>,
    /// Lines that name another country or kind of thing now, as they are and as they should be.
    pub changed: Vec<(Line, Line)>,
    /// What a person has to look at.
    pub notes: Vec<String>,
}

/// Words of the sets that are no evidence: common words, names of people and of places elsewhere.
#[derive(Clone, Debug, Default)]
pub struct LeftOut(BTreeSet<(String, String, String)>);

impl LeftOut {
    /// Reads `source, lang, surface, why` a line.
    ///
    /// # Errors
    /// When the file cannot be read, or a line has not these four cells.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut words = BTreeSet::new();
        for (at, line) in read(path)?.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let cells: Vec<_> = line.split('\t').collect();
            let [source, language, surface, _why] = cells[..] else {
                return Err(Error::Line {
                    path: path.to_owned(),
                    line: at + 1,
                    what: format!("{} cells instead of 4", cells.len()),
                });
            };
            words.insert((source.to_owned(), language.to_owned(), fold(surface)));
        }
        Ok(Self(words))
    }

    fn has(&self, line: &Line) -> bool {
        let key = (
            line.source.clone(),
            line.language.clone(),
            fold(&line.surface),
        );
        self.0.contains(&key)
    }
}

/// Compares `table` with the current files of the sets that are given.
///
/// A name that one of our own lines has in the same language is ours to weigh, and one that
/// `left_out` names is not wanted. Lines that stand keep their weights and flags.
///
/// # Errors
/// When a file cannot be read or is not what it should be.
pub fn compare(table: &Table, left_out: &LeftOut, sources: &Sources) -> Result<Difference, Error> {
    let mut difference = Difference::default();
    if let Some(folder) = &sources.cldr {
        let found = cldr::lines(folder)?;
        difference.take("cldr", found, table, left_out);
    }
    if let Some(folder) = &sources.geonames {
        let found = geonames::lines(folder)?;
        difference.take("geonames", found, table, left_out);
        difference.notes.extend(geonames::capitals(folder, table)?);
    }
    difference.added.sort();
    difference.removed.sort();
    difference.changed.sort();
    Ok(difference)
}

impl Difference {
    fn take(&mut self, source: &str, found: Vec<Line>, table: &Table, left_out: &LeftOut) {
        let ours: BTreeSet<(&str, String)> = table
            .lines()
            .filter(|line| line.source != "cldr" && line.source != "geonames")
            .map(|line| (line.language.as_str(), fold(&line.surface)))
            .collect();
        let is_ours = |line: &Line| {
            let surface = fold(&line.surface);
            ours.contains(&("*", surface.clone())) || ours.contains(&(&line.language, surface))
        };
        let mut known: BTreeMap<(&str, &str), Vec<&Line>> = BTreeMap::new();
        for line in table.lines().filter(|line| line.source == source) {
            known.entry(line.name()).or_default().push(line);
        }
        let mut current: BTreeMap<(&str, &str), Vec<&Line>> = BTreeMap::new();
        for line in &found {
            current.entry(line.name()).or_default().push(line);
        }
        for (name, lines) in &current {
            let before = known.get(name).map_or(&[][..], Vec::as_slice);
            let stands = |line: &Line| before.iter().any(|one| one.means(line));
            let mut stale = before
                .iter()
                .filter(|one| !lines.iter().any(|line| one.means(line)));
            for line in lines.iter().filter(|line| !stands(line)) {
                if is_ours(line) || left_out.has(line) {
                    continue;
                }
                match stale.next() {
                    Some(old) => self.changed.push(((*old).clone(), old.meaning(line))),
                    None => self.added.push((*line).clone()),
                }
            }
            self.removed.extend(stale.map(|line| (*line).clone()));
        }
        let gone = known
            .iter()
            .filter(|(name, _)| !current.contains_key(*name));
        let gone = gone.flat_map(|(_, lines)| lines.iter());
        self.removed.extend(gone.map(|line| (*line).clone()));
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// The difference, a line for each line of the table: `-` goes, `+` comes; what changes is both,
    /// one below the other. Sorted as the table is.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let one = |sign: char, line: &Line| (line.to_string(), vec![format!("{sign}{line}")]);
        let added = self.added.iter().map(|line| one('+', line));
        let removed = self.removed.iter().map(|line| one('-', line));
        let changed = self.changed.iter().map(|(old, new)| {
            let both = vec![format!("-{old}"), format!("+{new}")];
            (old.to_string(), both)
        });
        let mut all: Vec<_> = added.chain(removed).chain(changed).collect();
        all.sort();
        all.into_iter().flat_map(|(_, lines)| lines).collect()
    }

    /// The table with the difference in it.
    #[must_use]
    pub fn applied(&self, table: &Table) -> Table {
        let gone = self
            .removed
            .iter()
            .chain(self.changed.iter().map(|(old, _)| old));
        let new = self
            .added
            .iter()
            .chain(self.changed.iter().map(|(_, new)| new));
        table.with(&gone.collect(), new)
    }
}

/// A surface as surfaces are compared.
fn fold(surface: &str) -> String {
    key(surface).join(" ")
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}
