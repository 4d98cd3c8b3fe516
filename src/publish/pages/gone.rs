//! Pages in place of what is no longer there, or never was.

use maud::html;

use super::Site;
use super::layout::Page;
use super::text::{TITLE, cut};
use crate::domain::{Language, Tombstone};

/// The page of a story that is gone. Merged: it leads to the story that lives, at once, also where
/// no server of ours can answer 301. Withdrawn: it says so, and nothing of what the story said.
#[must_use]
pub fn gone(site: &Site<'_>, tombstone: &Tombstone, language: Language) -> Vec<u8> {
    let page = Page::at(&format!("story/{}/", tombstone.id), site, language);
    let Some(story) = &tombstone.merged_into else {
        return notice(&page, page.words.withdrawn, page.words.withdrawn_why);
    };
    let place = format!("story/{}/", story.id);
    let page = page.moved_to(place.clone());
    let main = html! {
        h1 { (page.words.merged) }
        p {
            (page.words.merged_into) " "
            a href={ (page.root) (place) } dir="auto" { (cut(&story.title, TITLE)) }
        }
    };
    page.render(
        &format!("{} – {}", page.words.merged, site.instance.name),
        &main,
    )
}

/// The page for an address where nothing is, to be written as `404.html`.
#[must_use]
pub fn not_found(site: &Site<'_>, language: Language) -> Vec<u8> {
    let page = Page::at("", site, language).anywhere();
    notice(&page, page.words.not_found, page.words.not_found_why)
}

fn notice(page: &Page<'_>, title: &str, text: &str) -> Vec<u8> {
    let main = html! {
        h1 { (title) }
        p { (text) }
        p { a href=(page.start()) { (page.words.home) } }
    };
    page.render(&format!("{title} – {}", page.site.instance.name), &main)
}
