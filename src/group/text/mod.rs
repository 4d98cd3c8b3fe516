//! What entries say, as numbers: words, names, runs of characters, and what stays of them in another
//! language; and how rare each is.

pub mod concepts;
pub mod copies;
pub mod crossing;
pub mod features;
pub mod lexicon;
pub mod prior;
pub mod reading;
pub mod vocabulary;
pub mod words;
