//! What helps an operator to a working list of outlets, through the real binary, against sites on
//! loopback: `check --online`, `sources discover`, `sources import`.

mod site;

mod check;
mod find;
mod headlines;
mod import;
mod sitemaps;
