//! A story as lists show it.

use maud::{Markup, html};

use super::dates;
use super::layout::{Page, fitting};
use super::text::{SUMMARY, TITLE, cut, dir, lang, web};
use crate::domain::{Country, Story};

/// Outlets that a list names before it counts the rest.
const NAMED_OUTLETS: usize = 3;
/// Countries that stand above a story; one that is about more is about a region.
const NAMED_COUNTRIES: usize = 4;

/// Dots that stand for the reports of a story, at most.
const DOTS: usize = 12;

/// The list that a story stands in: what it says already, its stories do not repeat.
#[derive(Clone, Copy)]
pub enum List {
    /// Stories of any day and country.
    Mixed,
    /// Stories below the names of their days; of one country, if the page is about one.
    Daily(Option<Country>),
}

/// Bytes of the countries of one story.
const COUNTRIES: usize = 2 * 1024;

/// A story in a list.
pub fn item(page: &Page<'_>, story: &Story, list: List) -> Markup {
    html! { article { (told(page, story, list)) } }
}

/// The story at the head of a page, with its image.
pub fn lead(page: &Page<'_>, story: &Story, list: List) -> Markup {
    html! {
        article.lead {
            (image(page, story))
            div { (told(page, story, list)) }
        }
    }
}

/// What a list tells of a story; its title and summary in their own language and direction.
fn told(page: &Page<'_>, story: &Story, list: List) -> Markup {
    html! {
        (kicker(page, story, list))
        div lang=[lang(story.language, page.language)] dir=[dir(story.language, page.language)] {
            h3 {
                a href=(page.to_story(story.id, story.outlet_count())) { (cut(&story.title, TITLE)) }
            }
            @if !story.summary.is_empty() { p { (cut(&story.summary, SUMMARY)) } }
        }
        p.by { (outlets(page, story)) }
    }
}

/// The story's image, where the instance shows any. It says nothing that the title does not.
pub fn image(page: &Page<'_>, story: &Story) -> Markup {
    let address = story.image.as_deref().filter(|_| page.site.instance.images);
    html! {
        @if let Some(address) = address.and_then(web) {
            img src=(address) alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer";
        }
    }
}

/// Countries by name, each with a link to its edition if it has one; as many as fit.
pub fn countries(page: &Page<'_>, countries: &[Country]) -> Markup {
    let parts = countries.iter().enumerate().map(|(index, country)| {
        html! {
            @if index > 0 { (page.comma()) }
            @if page.site.has_edition_of(*country) {
                a href=(page.to(&format!("{}/", country.slug()))) { (country.name(page.language)) }
            } @else { (country.name(page.language)) }
        }
    });
    fitting(parts, COUNTRIES).0
}

fn kicker(page: &Page<'_>, story: &Story, list: List) -> Markup {
    let about = story.countries.primary.iter().copied();
    let (time, shown) = match list {
        List::Mixed => (dates::brief(story.published, page.language), None),
        List::Daily(shown) => (dates::clock(story.published), shown),
    };
    let others: Vec<_> = about
        .filter(|country| Some(*country) != shown)
        .take(NAMED_COUNTRIES)
        .collect();
    html! {
        p.kicker {
            @if !others.is_empty() { (countries(page, &others)) " · " }
            (time)
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
            @if index > 0 { (page.comma()) }
            bdi { (cut(name, TITLE)) }
        }
        @if further > 0 { (page.comma()) "+\u{a0}" (page.words.others.phrase(further, page.language)) }
        @if names.len() > 1 { br; (voices(story)) strong { (counts(page, story)) } }
    }
}

/// Dots for the reports of a story, filled for texts of their own: what [`counts`] says, at a glance.
pub fn voices(story: &Story) -> Markup {
    let own = story.independent_count();
    html! {
        span.voices aria-hidden="true" {
            @for at in 0..story.reports.len().min(DOTS) { i.own[at < own] {} }
        }
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
    format!("{outlets}{}{texts}", page.comma())
}
