//! A story as lists show it.

use maud::{Markup, html};

use super::dates;
use super::layout::Page;
use super::text::{SUMMARY, TITLE, cut, dir, lang, web};
use crate::domain::{Country, Story};

/// Outlets that a list names before it counts the rest.
const NAMED_OUTLETS: usize = 3;
/// Countries that stand above a story; one that is about more is about a region.
const NAMED_COUNTRIES: usize = 4;

/// A story in a list. `shown` is the country that the page itself is about, if it is about one.
pub fn item(page: &Page<'_>, story: &Story, shown: Option<Country>) -> Markup {
    html! {
        article {
            (kicker(page, story, shown))
            (headline(page, story))
            (summary(page, story))
            p.by { (outlets(page, story)) }
        }
    }
}

/// The story at the head of a page, with its image.
pub fn lead(page: &Page<'_>, story: &Story, shown: Option<Country>) -> Markup {
    html! {
        article.lead {
            (image(page, story))
            div {
                (kicker(page, story, shown))
                (headline(page, story))
                (summary(page, story))
                p.by { (outlets(page, story)) }
            }
        }
    }
}

/// The story's image, where the instance shows any. It says nothing that the title does not.
pub fn image(page: &Page<'_>, story: &Story) -> Markup {
    let address = story.image.as_deref().filter(|_| page.instance.images);
    html! {
        @if let Some(address) = address.and_then(web) {
            img src=(address) alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer";
        }
    }
}

/// The countries that the story is about, each with a link to its edition.
pub fn countries(page: &Page<'_>, countries: &[Country]) -> Markup {
    html! {
        @for (index, country) in countries.iter().enumerate() {
            @if index > 0 { ", " }
            a href={ (page.root) (country.slug()) "/" } { (country.name(page.language)) }
        }
    }
}

fn kicker(page: &Page<'_>, story: &Story, shown: Option<Country>) -> Markup {
    let about = &story.countries.primary;
    let others: Vec<_> = about
        .iter()
        .copied()
        .filter(|country| Some(*country) != shown)
        .take(NAMED_COUNTRIES)
        .collect();
    html! {
        p.kicker {
            (dates::clock(story.published))
            @if !others.is_empty() { " " (countries(page, &others)) }
        }
    }
}

fn headline(page: &Page<'_>, story: &Story) -> Markup {
    html! {
        h3 lang=[lang(story.language, page.language)] dir=[dir(story.language, page.language)] {
            a href={ (page.root) "story/" (story.id) "/" } { (cut(&story.title, TITLE)) }
        }
    }
}

fn summary(page: &Page<'_>, story: &Story) -> Markup {
    html! {
        @if !story.summary.is_empty() {
            p lang=[lang(story.language, page.language)] dir=[dir(story.language, page.language)] {
                (cut(&story.summary, SUMMARY))
            }
        }
    }
}

/// The outlets by name, each once and in the story's order, then how many they are.
fn outlets(page: &Page<'_>, story: &Story) -> Markup {
    let mut names: Vec<&str> = Vec::new();
    for report in &story.reports {
        let name = report.outlet().name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let further = names.len().saturating_sub(NAMED_OUTLETS);
    html! {
        @for (index, name) in names.iter().take(NAMED_OUTLETS).enumerate() {
            @if index > 0 { ", " }
            bdi { (cut(name, TITLE)) }
        }
        @if further > 0 { ", + " (page.words.others.phrase(further, page.language)) }
        @if names.len() > 1 { " " strong { (counts(page, story)) } }
    }
}

/// `6 médias, 2 textes indépendants`.
pub fn counts(page: &Page<'_>, story: &Story) -> String {
    let outlets = page
        .words
        .outlets
        .phrase(story.outlet_count(), page.language);
    let texts = story.independent_count();
    let texts = page.words.independent_texts.phrase(texts, page.language);
    let comma = if page.language.is_right_to_left() {
        "،"
    } else {
        ","
    };
    format!("{outlets}{comma} {texts}")
}
