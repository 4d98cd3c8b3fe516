//! What was wrong with a document, or with one of its items, and did not stop us.

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
    #[error("namespace prefix \"{0}\" is not declared")]
    UndeclaredPrefix(String),
    /// A CDATA section without its end.
    #[error("a CDATA section has no end")]
    OpenCdata,
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
    #[error("date not understood: \"{0}\"")]
    UnreadableDate(String),
    /// Items without any date.
    #[error("{0} items carry no date")]
    Undated(usize),
    /// Items dated in the future or before there were feeds.
    #[error("{0} items carry an impossible date")]
    ImpossibleDate(usize),
    /// Items without guid and link.
    #[error("{0} items carry neither guid nor link: known by title and date")]
    WithoutIdentity(usize),
    /// Different items under one guid.
    #[error("{0} items share a guid with another: told apart by link or title")]
    SharedGuid(usize),
    /// One item several times.
    #[error("{0} items were listed twice")]
    Repeated(usize),
    /// Items that say nothing.
    #[error("{0} items have neither title nor text: left out")]
    Blank(usize),
}
