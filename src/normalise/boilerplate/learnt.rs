//! What a feed repeats in item after item.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::sentences::sentences;

/// Sentences that a feed repeats in item after item, by the [`mark`] of their letters, or by their
/// [`counter`].
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Learnt(HashSet<u64>);

/// Shorter sentences are not boilerplate by repetition: "Vidéo.", "Explications."
const LEARN_FROM: usize = 12;

/// Letters of the shortest counter, beside its number: "37 vues".
const COUNTER_FROM: usize = 4;

/// Bytes of the longest: what says more is about more than a number.
const LONGEST_COUNTER: usize = 120;

/// Sentences at the beginning and at the end of a text that may be there without being of it; a text
/// of one sentence is all edge.
const OPENING: usize = 1;
const CLOSING: usize = 3;

/// Letters of a word of a title that says what the item is about.
const TELLING: usize = 4;

/// In how many items a sentence stands.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    /// Of these, where it opens or closes a text, or is all of it.
    edge: usize,
    /// Of these, where it speaks of what the title speaks of.
    told: usize,
    /// Where the whole text was another item's already: many items may tell one alert.
    again: usize,
    /// Whether its numbers may differ from item to item.
    is_counter: bool,
}

/// An item of an earlier document, as far as later ones learn from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Hashes of its link and of its title: an item that is edited stays one.
    link: Option<u64>,
    title: u64,
    /// The sentences at the edges of its texts, each with whether it speaks of what the title does.
    edges: Vec<(u64, bool)>,
    /// All that it says, with whether that speaks of what the title does.
    whole: (u64, bool),
}

/// What the documents of a source are remembered by: those that hold too few items to learn from
/// one alone, and what the last one listed. Whoever keeps it between two polls need not know what is
/// in it, but has to keep what that document brought as well, or neither.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    seen: Vec<Seen>,
    /// Hashes of what the last document said of its items.
    listed: BTreeSet<u64>,
}

/// A document of so many items tells enough by itself.
const ENOUGH_ITEMS: usize = 20;

/// An item that is learnt from.
pub(in super::super) struct Lesson<'t> {
    /// The page that it leads to.
    pub link: Option<String>,
    pub title: &'t str,
    pub texts: [&'t [String]; 2],
}

impl Learnt {
    /// Learns from a document's items, and from what is remembered where they are few: a sentence
    /// is boilerplate that stands in half of those that say something of their own; or at the edge
    /// of a tenth, unless it speaks of what their titles speak of. So a quotation or a background
    /// that reports of one affair have in common stays. What is all that a tenth say is at an edge.
    pub(in super::super) fn from<'t>(
        items: impl Iterator<Item = Lesson<'t>>,
        memory: &mut Memory,
    ) -> Self {
        let mut counts: HashMap<u64, Count> = HashMap::new();
        let mut wholes: HashMap<u64, Count> = HashMap::new();
        let mut said: HashMap<u64, Vec<u64>> = HashMap::new();
        let mut pages: HashSet<u64> = HashSet::new();
        let mut titles: HashSet<u64> = HashSet::new();
        let mut seen: Vec<Seen> = Vec::new();
        let mut all = 0_usize;
        for item in items {
            let (marks, told) = marks(item.title, item.texts);
            // An item that is listed twice proves nothing.
            let text: Vec<u64> = marks.keys().copied().collect();
            let whole = hash(&text);
            let is_page = !pages.insert(hash(&(&item.link, whole)));
            let is_titled = !item.title.is_empty() && !titles.insert(hash(&item.title));
            if is_page && item.link.is_some() || is_titled {
                continue;
            }
            all += 1;
            let again = wholes.contains_key(&whole);
            wholes.entry(whole).or_default().add(told, again);
            said.insert(whole, text);
            for (mark, of_item) in &marks {
                let count = counts.entry(*mark).or_default();
                count.all += 1;
                count.is_counter = of_item.is_counter;
                count.edge += usize::from(of_item.edge > 0);
                count.told += usize::from(of_item.told > 0);
                count.again += usize::from(again);
            }
            if seen.len() < ENOUGH_ITEMS {
                let edges = marks.iter().filter(|(_, of_item)| of_item.edge > 0);
                seen.push(Seen {
                    link: item.link.as_ref().map(hash),
                    title: hash(&item.title),
                    edges: edges.map(|(mark, at)| (*mark, at.told > 0)).collect(),
                    whole: (whole, told),
                });
            }
        }
        memory.take_in(seen);
        for earlier in memory.seen.iter().skip(all) {
            all += 1;
            let (whole, told) = earlier.whole;
            let again = wholes.contains_key(&whole);
            wholes.entry(whole).or_default().add(told, again);
            for (mark, told) in &earlier.edges {
                counts.entry(*mark).or_default().add(*told, again);
            }
        }
        let half = wholes.len().div_ceil(2).max(4);
        let tenth = (all / 10).max(3);
        let is_boilerplate = |count: &Count| {
            let is_untold = count.told * 2 < count.edge;
            match count.all - count.again >= half {
                true => is_untold || !count.is_counter,
                false => is_untold && !count.is_counter && count.edge >= tenth,
            }
        };
        let mut learnt: HashSet<u64> = (counts.iter())
            .filter(|(_, count)| is_boilerplate(count))
            .map(|(mark, _)| *mark)
            .collect();
        // Where all that items say is boilerplate, each sentence of it is.
        for (whole, marks) in said {
            if wholes.get(&whole).is_some_and(is_boilerplate) {
                learnt.extend(marks);
            }
        }
        Self(learnt)
    }

    pub(super) fn knows(&self, sentence: &str) -> bool {
        !self.0.is_empty() && mark(sentence).is_some_and(|mark| self.0.contains(&mark))
            || self.counts(sentence)
    }

    /// Whether the sentence is known to be the same in item after item but for its numbers.
    pub(super) fn counts(&self, sentence: &str) -> bool {
        !self.0.is_empty() && counter(sentence).is_some_and(|mark| self.0.contains(&mark))
    }
}

impl Count {
    /// Counts an item in which it stands at the edge.
    fn add(&mut self, told: bool, again: bool) {
        self.all += 1;
        self.edge += 1;
        self.told += usize::from(told);
        self.again += usize::from(again);
    }
}

impl Seen {
    /// Whether this may be the item of an earlier document: one that is edited teaches nothing.
    fn is(&self, earlier: &Self) -> bool {
        self.link.is_some() && self.link == earlier.link || self.title == earlier.title
    }
}

impl Memory {
    /// Whether the last document said just this of an item, by the hash of it.
    pub(in super::super) fn has_listed(&self, words: &str) -> bool {
        self.listed.contains(&hash(&words))
    }

    /// Notes what a document says of its items, by the hash of each.
    pub(in super::super) fn list<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        self.listed = words.map(|words| hash(&words)).collect();
    }

    /// Without what the last document listed: for documents that are no lists.
    pub fn forget_listed(&mut self) {
        self.listed.clear();
    }

    /// Puts the items of a document before those of earlier ones. Enough are kept, also where a
    /// document has them: the next may be one that a hub delivers, of a single item.
    fn take_in(&mut self, mut items: Vec<Seen>) {
        let mut earlier = std::mem::take(&mut self.seen);
        earlier.retain(|earlier| items.iter().all(|item| !item.is(earlier)));
        items.extend(earlier);
        items.truncate(ENOUGH_ITEMS);
        self.seen = items;
    }
}

/// The sentences of an item's texts, each with where it stands in them, and whether any of them
/// speaks of what the title speaks of.
fn marks(title: &str, texts: [&[String]; 2]) -> (BTreeMap<u64, Count>, bool) {
    let words: HashSet<String> = words(title).collect();
    let tells = |text: &str| self::words(text).any(|word| words.contains(&word));
    let mut out: BTreeMap<u64, Count> = BTreeMap::new();
    for paragraphs in texts {
        let all: Vec<&str> = paragraphs
            .iter()
            .flat_map(|paragraph| sentences(paragraph))
            .collect();
        // A text that gives numbers all along tells of them: prices, results.
        let is_prose = |sentence: &&str| counter(sentence).is_none() && mark(sentence).is_some();
        let has_prose = all.iter().any(is_prose);
        for (place, sentence) in all.iter().enumerate() {
            let closes = all.len() - place <= CLOSING;
            let is_edge = place < OPENING || closes;
            let counter = counter(sentence).filter(|_| has_prose);
            for (mark, is_counter) in [(mark(sentence), false), (counter, true)] {
                let Some(mark) = mark else { continue };
                let count = out.entry(mark).or_default();
                count.is_counter = is_counter;
                if is_edge {
                    count.edge += 1;
                    count.told += usize::from(tells(sentence));
                }
            }
        }
        // Sentences that are too short to be learnt go with the paragraph that they are a part of.
        let edges = [paragraphs.first(), paragraphs.last()];
        for paragraph in edges.into_iter().flatten() {
            if sentences(paragraph).nth(1).is_some()
                && let Some(mark) = mark(paragraph)
            {
                let count = out.entry(mark).or_default();
                count.edge += 1;
                count.told += usize::from(tells(paragraph));
            }
        }
    }
    let told = texts
        .iter()
        .copied()
        .flatten()
        .any(|paragraph| tells(paragraph));
    (out, told)
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

/// What tells a short sentence with numbers from others that differ in more than these: a hash of its
/// letters, with one sign for each number. None for others.
fn counter(sentence: &str) -> Option<u64> {
    if sentence.len() > LONGEST_COUNTER || !sentence.contains(char::is_numeric) {
        return None;
    }
    let mut letters: Vec<char> = Vec::with_capacity(sentence.len());
    for word in sentence.split(|c: char| !c.is_alphanumeric()) {
        // What begins with a letter is a name: "G7", "Covid19".
        let is_number = word.starts_with(char::is_numeric);
        letters.extend(is_number.then_some(NUMBER));
        letters.extend(word.chars().filter(|c| !is_number || !c.is_numeric()));
    }
    letters.dedup_by(|c, before| *c == NUMBER && *before == NUMBER);
    (letters.len() > COUNTER_FROM && letters.contains(&NUMBER)).then(|| hash(&letters))
}

/// The sign that stands for a number.
const NUMBER: char = '#';

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
