//! What a feed repeats in item after item.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::sentences::sentences;

/// Sentences that a feed repeats in item after item, by the [`mark`] of their letters.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Learnt(HashSet<u64>);

/// Shorter sentences are not boilerplate by repetition: "Vidéo.", "Explications."
const LEARN_FROM: usize = 12;

/// Sentences at the beginning and at the end of a text that may be there without being of it.
const OPENING: usize = 1;
const CLOSING: usize = 3;

/// Letters of a word of a title that says what the item is about.
const TELLING: usize = 4;

/// In how many items a sentence stands.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    /// Of these, where it opens or closes a text that says something else as well.
    edge: usize,
    /// Of these, where it speaks of what the title speaks of.
    told: usize,
}

impl Learnt {
    /// Learns from the titles and texts of a document's items: a sentence is boilerplate that stands
    /// in half of them; or at the edge of a tenth, unless it speaks of what their titles speak of.
    /// So a quotation or a background that reports of one affair have in common stays.
    pub(in super::super) fn from<'t>(
        items: impl Iterator<Item = (&'t str, [&'t [String]; 2])>,
    ) -> Self {
        let mut counts: HashMap<u64, Count> = HashMap::new();
        let mut seen: HashSet<u64> = HashSet::new();
        let mut titles: HashSet<u64> = HashSet::new();
        let mut items_seen = 0_usize;
        for (title, texts) in items {
            let marks = marks(title, texts);
            // An item that is listed twice proves nothing.
            let is_listed = !title.is_empty() && !titles.insert(hash(&title));
            if !seen.insert(hash(&marks.keys().collect::<Vec<_>>())) || is_listed {
                continue;
            }
            items_seen += 1;
            for (mark, of_item) in marks {
                let count = counts.entry(mark).or_default();
                count.all += 1;
                count.edge += usize::from(of_item.edge > 0);
                count.told += usize::from(of_item.told > 0);
            }
        }
        let half = items_seen.div_ceil(2).max(4);
        let tenth = (items_seen / 10).max(3);
        let is_boilerplate =
            |count: &Count| count.all >= half || count.edge >= tenth && count.told * 2 < count.edge;
        let learnt = counts
            .into_iter()
            .filter(|(_, count)| is_boilerplate(count));
        Self(learnt.map(|(mark, _)| mark).collect())
    }

    pub(super) fn knows(&self, sentence: &str) -> bool {
        !self.0.is_empty() && mark(sentence).is_some_and(|mark| self.0.contains(&mark))
    }
}

/// The sentences of an item's texts, each with where it stands in them.
fn marks(title: &str, texts: [&[String]; 2]) -> BTreeMap<u64, Count> {
    let words: HashSet<String> = words(title).collect();
    let mut out: BTreeMap<u64, Count> = BTreeMap::new();
    for paragraphs in texts {
        let all: Vec<&str> = paragraphs
            .iter()
            .flat_map(|paragraph| sentences(paragraph))
            .collect();
        for (place, sentence) in all.iter().enumerate() {
            let Some(mark) = mark(sentence) else { continue };
            let count = out.entry(mark).or_default();
            let closes = all.len() - place <= CLOSING;
            if all.len() > 1 && (place < OPENING || closes) {
                count.edge += 1;
                count.told += usize::from(self::words(sentence).any(|word| words.contains(&word)));
            }
        }
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= TELLING)
        .map(str::to_lowercase)
}

/// What tells a sentence from others: a hash of its letters and digits, those of ASCII and whatever
/// is beyond. None for one that is too short to be learnt.
fn mark(sentence: &str) -> Option<u64> {
    let letters = sentence
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let letters: Vec<u8> = letters.collect();
    // Bytes that begin a character.
    let count = letters.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    (count >= LEARN_FROM).then(|| hash(&letters))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
