//! The bytes of an answer, and where they are held.
//!
//! What is small is held as the program's own memory and written together with the head. What is
//! larger lies in the pages of a file without a name, which the kernel hands to a connection as they
//! are: written from our own memory, each page would be copied first, and for whole editions that is
//! most of the work. Where there is no such file, all is held as memory. What is read when somebody
//! asks for it is held until it is sent, while there is room for it, and else is read again.

use std::io;
use std::sync::Arc;

use axum::body::Bytes;

mod on_disk;
mod pages;
mod room;

pub(super) use on_disk::{OnDisk, Stamp};
pub(super) use pages::{Pages, Span, send_with_more_to_come};
pub(super) use room::Room;

/// From how many bytes on a content is worth a system call of its own.
const LARGE: usize = 8 * 1024;

/// How many bytes are read at once of what is not in memory: those of a frame (RFC 9113, section 4.2).
pub(super) const PIECE: usize = 16 * 1024;

/// What an answer consists of behind its head. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Memory(Bytes),
    Pages(Arc<Span>),
    OnDisk(Arc<OnDisk>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Memory(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for Content {
    fn from(bytes: T) -> Self {
        Self::Memory(bytes.into())
    }
}

impl Content {
    /// Holds `bytes` in `pages` where they are large enough for it, and there are any.
    pub(super) fn hold(bytes: Vec<u8>, pages: Option<&Arc<Pages>>) -> Self {
        let pages = pages.filter(|_| bytes.len() >= LARGE);
        match pages.and_then(|pages| Pages::hold(pages, &bytes).ok()) {
            Some(span) => Self::Pages(Arc::new(span)),
            None => bytes.into(),
        }
    }

    /// Holds `bytes`, which are those of `file`, if there is room; else they are read again when they
    /// are sent.
    pub(super) fn lend(bytes: Vec<u8>, file: &Arc<OnDisk>, room: &Room) -> Self {
        match room.hold(bytes) {
            Some(bytes) => Self::Memory(bytes),
            None => Self::OnDisk(Arc::clone(file)),
        }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Pages(span) => span.len(),
            Self::OnDisk(file) => file.len(),
        }
    }

    /// What comes after its first `sent` bytes as memory, or a piece of that, for who cannot send
    /// pages.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(super) fn piece(&self, sent: usize) -> io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => Ok(bytes.slice(sent..)),
            Self::Pages(span) => span.read(sent, PIECE).map(Bytes::from),
            Self::OnDisk(file) => file.read(sent, PIECE).map(Bytes::from),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0_u8..=250).cycle().take(length).collect()
    }

    fn read(content: &Content) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < content.len() {
            let piece = content.piece(all.len()).unwrap();
            all.extend_from_slice(&piece);
        }
        all
    }

    #[test]
    fn what_is_held_is_what_was_given() {
        let pages = Pages::new();
        let lengths = [0, 1, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE];
        let held = lengths.map(|length| Content::hold(bytes(length), pages.as_ref()));
        for (content, length) in held.iter().zip(lengths) {
            assert_eq!(content.len(), length);
            assert_eq!(read(content), bytes(length));
            assert_eq!(matches!(content, Content::Pages(_)), length >= LARGE);
        }
    }

    #[test]
    fn what_nobody_holds_takes_no_memory_and_the_rest_stays() {
        let pages = Pages::new().unwrap();
        let first = Content::hold(bytes(100_000), Some(&pages));
        let second = Content::hold(bytes(50_001), Some(&pages));
        let with_both = pages.allocated();
        let shown = first.clone();
        drop(first);
        assert_eq!(pages.allocated(), with_both, "an answer is under way");
        drop(shown);
        assert!(pages.allocated() < with_both / 2);
        assert_eq!(read(&second), bytes(50_001));
    }

    #[test]
    fn without_pages_all_is_memory() {
        let content = Content::hold(bytes(2 * LARGE), None);
        assert!(matches!(content, Content::Memory(_)));
        assert_eq!(read(&content), bytes(2 * LARGE));
    }
}
