//! Stories to editions: RSS, Atom, JSON Feed, OPML, pages, and the folder they are written to.
//!
//! An [`Issue`] is one edition at one moment; [`atom`], [`rss`] and [`json`] turn it into bytes,
//! [`archive`] does so for a month that is over, [`opml`] lists the editions, and [`directory`]
//! writes what changed. All but the last are pure: the same input gives the same bytes, and no
//! clock is read.

pub mod archive;
pub mod atom;
pub mod directory;
pub mod images;
pub mod issue;
pub mod json;
pub mod opml;
pub mod pages;
pub mod paths;
pub mod rss;
pub mod words;
pub mod xml_text;

mod html;
mod item;
mod xml;

pub use directory::{Directory, Summary};
pub use issue::Issue;
pub use paths::Format;

/// The name that stands as generator in feeds.
const GENERATOR: &str = "griot";

/// An issue in every format, as paths and bytes for [`Directory::publish`].
#[must_use]
pub fn render_all(issue: &Issue<'_>) -> Vec<(String, Vec<u8>)> {
    let items = item::prepared(issue, &mut item::Room::whole());
    let rendered = Format::ALL.map(|format| {
        let document = match format {
            Format::Atom => atom::render(issue, &items),
            Format::Rss => rss::render(issue, &items),
            Format::Json => json::render(issue, &items),
        };
        (paths::feed(issue.edition, format), document)
    });
    rendered.into()
}
