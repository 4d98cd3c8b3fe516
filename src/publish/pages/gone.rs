//! Pages in place of what is no longer there, or never was. They say it in every language at once:
//! whoever comes here came by an address, which may tell nothing about the language they read.

use maud::{Markup, html};

use super::layout::Page;
use super::text::{TITLE, cut, dir, lang};
use super::words::Words;
use super::{LANGUAGES, Site, spoken, story_folder};
use crate::domain::{Language, Tombstone};

/// The page of a story that is gone. Merged: it leads to the story that lives, at once and in the
/// reader's language, also where no server of ours can answer 301. Withdrawn: it says so, and nothing
/// of what the story said.
#[must_use]
pub fn gone(site: &Site<'_>, tombstone: &Tombstone, language: Language) -> Vec<u8> {
    let page = Page::at(&story_folder(tombstone.id), site, language).alone();
    let Some(story) = &tombstone.merged_into else {
        return notice(&page, |words| (words.withdrawn, words.withdrawn_why));
    };
    let page = page.moved_to(story.id, story.outlets);
    let address = page.to_story(story.id, story.outlets);
    let language = lang(story.language, page.language);
    let direction = dir(story.language, page.language);
    let main = html! {
        (said(&page, |words| (words.merged, words.merged_into)))
        p.nothing {
            a href=(address) lang=[language] dir=[direction] { (cut(&story.title, TITLE)) }
        }
    };
    page.render(&[page.words.merged, &site.instance.name], &main)
}

/// The page for an address where nothing is, to be written as `404.html`.
#[must_use]
pub fn not_found(site: &Site<'_>) -> Vec<u8> {
    let page = Page::at("", site, site.instance.language)
        .alone()
        .anywhere();
    notice(&page, |words| (words.not_found, words.not_found_why))
}

/// What a notice says in one language: its heading, and a sentence.
type Said = fn(&'static Words) -> (&'static str, &'static str);

fn notice(page: &Page<'_>, what: Said) -> Vec<u8> {
    let main = html! {
        (said(page, what))
        p { a href=(page.to("")) { (page.words.home) } }
    };
    let (title, _) = what(page.words);
    page.render(&[title, &page.site.instance.name], &main)
}

fn said(page: &Page<'_>, what: Said) -> Markup {
    let (title, text) = what(page.words);
    let others = LANGUAGES
        .into_iter()
        .filter(|language| *language != spoken(page.language));
    html! {
        h1 { (title) }
        p { (text) }
        @for language in others { (in_other(page, language, what)) }
    }
}

fn in_other(page: &Page<'_>, language: Language, what: Said) -> Markup {
    let (title, text) = what(Words::of(language));
    html! {
        p.other lang=[lang(Some(language), page.language)] dir=[dir(Some(language), page.language)] {
            strong { (title) } " " (text)
        }
    }
}
