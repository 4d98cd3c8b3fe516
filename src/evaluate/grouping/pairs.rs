//! Labelled pairs: near but different, far but the same.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::Error;
use crate::domain::StoryId;

/// One labelled pair of entries.
#[derive(Debug, Deserialize)]
struct Pair {
    a: String,
    b: String,
    same: bool,
    kind: Option<String>,
}

/// How pairs of one kind were judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// Pairs of this kind whose entries are both in the stream.
    pub pairs: usize,
    /// Those that were joined.
    pub joined: usize,
    /// Those that are in stories of which one is listed beside the other.
    pub related: usize,
    /// Whether pairs of this kind report one event.
    pub same: bool,
}

/// A pair that was judged wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Misjudged {
    /// Its kind.
    pub kind: String,
    /// Whether the two report one event.
    pub same: bool,
    /// One entry's id, and the other's.
    pub ids: (String, String),
    /// Their titles.
    pub titles: (String, String),
}

/// What became of labelled pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pairs {
    /// By kind.
    pub kinds: BTreeMap<String, Kind>,
    /// Those that were judged wrongly, in the order of the file.
    pub wrong: Vec<Misjudged>,
    /// Those that were not judged, for one of their entries or both are not in the stream.
    pub unknown: usize,
}

/// Judges pairs. `find` gives the story and the title of an entry of the stream, `related` tells
/// whether one story is listed beside another.
pub(super) fn judge<'a>(
    pairs: impl BufRead,
    find: impl Fn(&str) -> Option<(StoryId, &'a str)>,
    related: impl Fn(StoryId, StoryId) -> bool,
) -> Result<Pairs, Error> {
    let mut judged = Pairs::default();
    for (index, line) in pairs.lines().enumerate() {
        let (text, line) = (line?, index + 1);
        if text.trim().is_empty() {
            continue;
        }
        let pair: Pair =
            serde_json::from_str(&text).map_err(|source| Error::Pair { line, source })?;
        let (Some(a), Some(b)) = (find(&pair.a), find(&pair.b)) else {
            judged.unknown += 1;
            continue;
        };
        let otherwise = if pair.same { "same" } else { "different" };
        let name = pair.kind.unwrap_or_else(|| otherwise.to_owned());
        let joined = a.0 == b.0;
        let kind = judged.kinds.entry(name.clone()).or_default();
        kind.same = pair.same;
        kind.pairs += 1;
        kind.joined += usize::from(joined);
        kind.related += usize::from(related(a.0.min(b.0), a.0.max(b.0)));
        if joined != pair.same {
            judged.wrong.push(Misjudged {
                kind: name,
                same: pair.same,
                ids: (pair.a, pair.b),
                titles: (a.1.to_owned(), b.1.to_owned()),
            });
        }
    }
    Ok(judged)
}
