//! `griot evaluate grouping`: grouping against a labelled stream.

mod labelled;
mod pairs;
mod rounds;
mod score;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};

use serde::Serialize;

use crate::domain::StoryId;
use crate::group::{self, Echo, Item, Member, Settings};
use labelled::Labelled;
pub use pairs::{Kind, Misjudged, Pairs};
pub use rounds::Rounds;
pub use score::{Across, Copies, Figures, Score};
pub use table::heading;

/// What is written for each entry with `--out`.
#[derive(Serialize)]
struct Assigned<'a> {
    id: &'a str,
    story: StoryId,
}

/// Why labelled entries could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or the output failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// A line is no labelled entry.
    #[error("line {line}: {source}; each line is one JSON object with id, title and event")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A line is no labelled pair.
    #[error("line {line} of the pairs: {source}; each line is one JSON object with a, b and same")]
    Pair {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// There is no line that could be scored.
    #[error("nothing to score: no line has an event")]
    Empty,
}

/// How good grouping is on a labelled stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// All entries, events and stories across languages.
    pub all: Score,
    /// The entries of one language each.
    pub languages: BTreeMap<String, Score>,
    /// The pairs of entries in two languages; none where all are in one.
    pub across_languages: Option<Across>,
    /// The texts that are copies; none where no entry is labelled as one.
    pub copies: Option<Copies>,
    /// The labelled pairs, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Pairs>,
    /// Entries in the stream, the ones that are not scored included.
    pub stream: usize,
}

/// A labelled stream, grouped.
pub struct Grouped {
    entries: Vec<Labelled>,
    items: Vec<Item>,
    stories: Vec<StoryId>,
    /// Stories of which one is listed beside the other, the elder id first.
    related: BTreeSet<(StoryId, StoryId)>,
}

impl Grouped {
    /// Groups a labelled stream, in the usual [rounds](Rounds), by the engine that `refresh` uses.
    ///
    /// # Errors
    /// When a line is no labelled entry, or reading fails.
    pub fn read(labelled: impl BufRead, settings: Settings) -> Result<Self, Error> {
        Self::read_in(Rounds::default(), labelled, settings)
    }

    /// As [`Grouped::read`], in rounds of another length.
    ///
    /// # Errors
    /// When a line is no labelled entry, or reading fails.
    pub fn read_in(
        rounds: Rounds,
        labelled: impl BufRead,
        settings: Settings,
    ) -> Result<Self, Error> {
        let entries = labelled::read(labelled)?;
        let items = labelled::items(&entries);
        let (stories, related) = rounds.group(&items, settings);
        Ok(Self {
            entries,
            items,
            stories,
            related,
        })
    }

    /// Writes the story of each entry, one JSON object a line.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (entry, story) in self.entries.iter().zip(&self.stories) {
            let assigned = Assigned {
                id: &entry.id,
                story: *story,
            };
            serde_json::to_writer(&mut *out, &assigned).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Scores the stories.
    ///
    /// # Errors
    /// When no entry has an event.
    pub fn report(&self) -> Result<Report, Error> {
        let scored: Vec<_> = self
            .entries
            .iter()
            .zip(&self.stories)
            .filter(|(entry, _)| entry.score)
            .filter_map(|(entry, story)| Some((entry.spoken(), entry.event.as_deref()?, *story)))
            .collect();
        if scored.is_empty() {
            return Err(Error::Empty);
        }
        let languages: BTreeSet<_> = scored.iter().map(|(language, ..)| *language).collect();
        let score_of = |name: Option<&str>| {
            let entries = scored
                .iter()
                .filter(|(language, ..)| name.is_none_or(|name| *language == name));
            Score::of(entries.map(|(_, event, story)| (*event, *story)))
        };
        Ok(Report {
            all: score_of(None),
            languages: languages
                .into_iter()
                .map(|name| (name.to_owned(), score_of(Some(name))))
                .collect(),
            across_languages: Across::of(scored.iter().copied()),
            copies: self.copies(),
            pairs: None,
            stream: self.entries.len(),
        })
    }

    /// Judges labelled pairs of entries of the stream.
    ///
    /// # Errors
    /// When a line is no labelled pair, or reading fails.
    pub fn judge(&self, pairs: impl BufRead) -> Result<Pairs, Error> {
        let ids = self.entries.iter().map(|entry| entry.id.as_str());
        let places: BTreeMap<_, _> = ids.zip(0..).collect();
        let find = |id: &str| {
            let place: usize = *places.get(id)?;
            Some((self.stories[place], self.items[place].title.as_str()))
        };
        let related = |one, other| self.related.contains(&(one, other));
        pairs::judge(pairs, find, related)
    }

    /// Compares what is counted as an independent text with the labels. A second entry of one outlet
    /// or owner is no voice of its own whatever its text, and says nothing of copies.
    fn copies(&self) -> Option<Copies> {
        let mut copies = Copies::default();
        let mut stories = BTreeMap::<StoryId, Vec<usize>>::new();
        for (place, story) in self.stories.iter().enumerate() {
            stories.entry(*story).or_default().push(place);
        }
        for places in stories.values() {
            let members: Vec<_> = places
                .iter()
                .map(|place| Member::of(&self.items[*place]))
                .collect();
            for (place, echoes) in places.iter().zip(group::echoes(&members)) {
                let is_voice = |echo: &Echo| matches!(echo, Echo::Voice { .. });
                match self.entries[*place].independent {
                    Some(false) => {
                        copies.labelled += 1;
                        copies.found += usize::from(!echoes.is_empty());
                    }
                    Some(true) if !echoes.iter().any(is_voice) => {
                        copies.wrongly += usize::from(!echoes.is_empty());
                    }
                    _ => {}
                }
            }
        }
        (copies.labelled > 0).then_some(copies)
    }
}
