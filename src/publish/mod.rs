//! Stories to editions: RSS, Atom, JSON Feed, OPML, pages, and the folder they are written to.

pub mod pages;
