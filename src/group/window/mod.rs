//! The entries of the window as the engine remembers them, how dense the stream is around each, and
//! the indexes that find what an entry may be like.

pub mod known;
pub mod memory;
pub mod overlap;
pub mod places;
pub mod postings;
pub mod tempo;
