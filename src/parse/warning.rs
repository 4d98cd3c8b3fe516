//! What was wrong with a document, or with its items, and did not stop us.

/// A defect that was mended or worked around; shown beside the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Warning {
    /// The bytes are not what HTTP, the byte order mark or the XML declaration say.
    #[error("labelled {declared} but written in {used}")]
    WrongEncoding {
        /// What the label says.
        declared: String,
        /// What the bytes are.
        used: String,
    },
    /// Nothing says which encoding it is, and it is not UTF-8.
    #[error("no encoding given: taken for {0}")]
    GuessedEncoding(String),
    /// Bytes that mean nothing in the encoding.
    #[error("bytes that are no {0} were replaced")]
    InvalidBytes(String),
    /// UTF-8 that was read as windows-1252 and encoded again.
    #[error("text was encoded as UTF-8 twice: undone")]
    EncodedTwice,
    /// Text before the document, such as the warning of a server's script.
    #[error("text before the feed was left out")]
    JunkBefore,
    /// Something after the document's end.
    #[error("text after the feed was left out")]
    JunkAfter,
    /// Characters that XML 1.0 forbids (section 2.2).
    #[error("control characters were left out")]
    ControlCharacters,
    /// Entities of HTML, which XML does not know.
    #[error("HTML entities stand where XML knows none")]
    HtmlEntities,
    /// Entities that the document declares itself are never expanded.
    #[error("the document declares entities of its own: left as they stand")]
    DeclaredEntities,
    /// `&` that begins no reference.
    #[error("\"&\" stands unescaped")]
    BareAmpersand,
    /// `<` that begins no tag.
    #[error("\"<\" stands unescaped")]
    BareAngle,
    /// Attributes as HTML allows them, without quotes or value.
    #[error("attributes stand without quotes")]
    LooseAttributes,
    /// Tags that do not nest.
    #[error("tags do not match")]
    MismatchedTags,
    /// A prefix that is bound to no namespace.
    #[error("a namespace prefix is not declared, such as \"{0}\"")]
    UndeclaredPrefix(String),
    /// A CDATA section without its end.
    #[error("a CDATA section has no end")]
    OpenCdata,
    /// JSON that is none by its letter: line breaks in strings, a comma too many.
    #[error("JSON was mended")]
    LooseJson,
    /// Items that are no JSON even so.
    #[error("an item is no JSON: left out")]
    BrokenItem,
    /// The document ends in the middle.
    #[error("the document is cut off: complete items were kept")]
    Truncated,
    /// Items stand outside the channel.
    #[error("items stand outside the channel")]
    ItemsOutside,
    /// Elements nested deeper than we follow.
    #[error("elements are nested too deeply: flattened")]
    TooDeep,
    /// More elements, items or text than any feed needs.
    #[error("too much {0}: the rest was left out")]
    TooMuch(&'static str),
    /// A date that cannot be read.
    #[error("a date is not understood, such as \"{0}\"")]
    UnreadableDate(String),
    /// An item without any date.
    #[error("an item carries no date")]
    Undated,
    /// An item dated in the future or before there were feeds.
    #[error("an item carries an impossible date")]
    ImpossibleDate,
    /// An item without guid and link.
    #[error("an item carries neither guid nor link: known by title and date")]
    WithoutIdentity,
    /// Different items under one guid.
    #[error("an item shares its guid with another: told apart by link or title")]
    SharedGuid,
    /// One item several times.
    #[error("an item was listed twice")]
    Repeated,
    /// An item that says nothing.
    #[error("an item has neither title nor text: left out")]
    Blank,
}

impl Warning {
    /// Whether two of them are one defect to an operator.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            // The first stands for all.
            (Self::UnreadableDate(_), Self::UnreadableDate(_))
            | (Self::UndeclaredPrefix(_), Self::UndeclaredPrefix(_)) => true,
            _ => self == other,
        }
    }

    /// The part of it that the document writes, which may be anything of any length.
    fn foreign(&mut self) -> Option<&mut String> {
        match self {
            Self::WrongEncoding { declared, .. } => Some(declared),
            Self::UndeclaredPrefix(text) | Self::UnreadableDate(text) => Some(text),
            _ => None,
        }
    }
}

/// The defects of a document and its items, each once, with how often it was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    found: Vec<(Warning, usize)>,
    /// Where the last one stands: defects come in runs.
    last: usize,
}

/// Characters of a document's own that a warning repeats.
const LONGEST_FOREIGN: usize = 40;

impl Warnings {
    /// Notes one defect.
    pub fn note(&mut self, warning: Warning) {
        self.note_many(warning, 1);
    }

    /// Notes the same defect `times` over; nothing, where that is none.
    pub fn note_many(&mut self, mut warning: Warning, times: usize) {
        if times == 0 {
            return;
        }
        if let Some(foreign) = warning.foreign() {
            let words = foreign
                .split_whitespace()
                .flat_map(|word| word.chars().chain([' ']));
            *foreign = words
                .take(LONGEST_FOREIGN)
                .collect::<String>()
                .trim_end()
                .to_owned();
        }
        let same = |(known, _): &(Warning, usize)| known.is_like(&warning);
        if !self.found.get(self.last).is_some_and(same) {
            self.last = self.found.iter().position(same).unwrap_or_else(|| {
                self.found.push((warning, 0));
                self.found.len() - 1
            });
        }
        let (_, count) = &mut self.found[self.last];
        *count = count.saturating_add(times);
    }

    /// Notes what `other` holds too.
    pub fn note_all(&mut self, other: Self) {
        for (warning, times) in other.found {
            self.note_many(warning, times);
        }
    }

    /// The defects in the order in which they were first met, each with how often it was.
    pub fn iter(&self) -> impl Iterator<Item = (&Warning, usize)> {
        self.found.iter().map(|(warning, count)| (warning, *count))
    }

    /// How often this one was met.
    #[must_use]
    pub fn count(&self, warning: &Warning) -> usize {
        let mut found = self.iter();
        found
            .find(|(known, _)| known.is_like(warning))
            .map_or(0, |(_, count)| count)
    }

    /// Whether nothing was wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// One line for each kind of defect, as operators read it: some thirty at most.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |(warning, count): (&Warning, usize)| match count {
            1 => warning.to_string(),
            count => format!("{warning} ({count} times)"),
        };
        self.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_defects_are_one_line_with_their_number() {
        let mut warnings = Warnings::default();
        for _ in 0..12 {
            warnings.note(Warning::BareAmpersand);
        }
        warnings.note(Warning::Truncated);
        warnings.note(Warning::UnreadableDate("hier".to_owned()));
        warnings.note(Warning::UnreadableDate("demain".to_owned()));
        warnings.note_many(Warning::Blank, 0);
        assert_eq!(
            warnings.lines(),
            [
                "\"&\" stands unescaped (12 times)",
                "the document is cut off: complete items were kept",
                "a date is not understood, such as \"hier\" (2 times)",
            ]
        );
        assert_eq!(warnings.count(&Warning::BareAmpersand), 12);
        assert_eq!(warnings.count(&Warning::Blank), 0);
    }

    #[test]
    fn what_a_document_makes_of_it_is_bounded() {
        let mut warnings = Warnings::default();
        for number in 0..100 {
            let prefix = format!("{number}{}", "é".repeat(10_000));
            warnings.note(Warning::UndeclaredPrefix(prefix));
        }
        let lines = warnings.lines();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].chars().count() < 120, "{}", lines[0]);
    }
}
