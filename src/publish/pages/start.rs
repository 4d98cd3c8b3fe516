//! The start page: what is moving, and every edition.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::item::List;
use super::layout::{Page, fitting};
use super::regions::african_region;
use super::{FRAME, MAX_BYTES, Site, edition_name, item};
use crate::domain::{Edition, Language, Scope, Story};

/// Bytes of the stories on the start page; its editions take the rest.
const STORIES: usize = 16 * 1024;

/// An edition as the start page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionSummary {
    /// Which edition.
    pub edition: Edition,
    /// How many stories its subscription document holds.
    pub stories: usize,
    /// When it last changed; none before its first story.
    pub updated: Option<DateTime<Utc>>,
}

/// The start page: the stories of `moving` in their order (the latest that several outlets
/// report), and the editions; those narrowed to a language have no page and are left out.
#[must_use]
pub fn start(
    site: &Site<'_>,
    editions: &[EditionSummary],
    moving: &[&Story],
    language: Language,
) -> Vec<u8> {
    let all = Edition::EVERYTHING;
    let page = Page::at("", site, language).with_feed(&all);
    let whole: Vec<_> = editions
        .iter()
        .filter(|summary| summary.edition.language.is_none())
        .collect();
    let main = html! {
        h1.visually-hidden { (site.instance.name) }
        p.tagline { (page.words.tagline) }
        (front(&page, moving))
        div.beside {
            section #editions aria-labelledby="editions-title" {
                h2 #editions-title { (page.words.editions) }
                (groups(&page, &whole))
            }
            (page.subscribe(&all))
        }
    };
    page.render(
        &format!("{} – {}", site.instance.name, page.words.tagline),
        &main,
    )
}

/// What is moving.
fn front(page: &Page<'_>, moving: &[&Story]) -> Markup {
    let Some((first, others)) = moving.split_first() else {
        return html! {};
    };
    let items = others
        .iter()
        .map(|story| item::item(page, story, List::Mixed));
    let (items, _) = fitting(items, STORIES);
    html! {
        section aria-labelledby="moving" {
            h2 #moving { (page.words.moving) }
            (item::lead(page, first, List::Mixed))
            div.grid { (items) }
        }
    }
}

/// The editions: all news and regions first, then topics, then Africa by region, then the other
/// countries.
fn groups(page: &Page<'_>, editions: &[&EditionSummary]) -> Markup {
    let across = editions.iter().copied().filter(|summary| {
        let Edition { scope, topic, .. } = &summary.edition;
        !matches!(scope, Scope::Country(_)) && topic.is_none()
    });
    let topics = editions.iter().copied().filter(|summary| {
        let Edition { scope, topic, .. } = &summary.edition;
        !matches!(scope, Scope::Country(_)) && topic.is_some()
    });
    // A country's editions on topics are listed on its own page.
    let of_region = |wanted: Option<usize>| {
        editions.iter().copied().filter(move |summary| {
            let Edition { scope, topic, .. } = &summary.edition;
            topic.is_none()
                && matches!(scope, Scope::Country(country) if african_region(*country) == wanted)
        })
    };
    let named = page.words.regions.iter().enumerate();
    let african =
        named.map(|(index, name)| group(page, name, by_name(page, of_region(Some(index)))));
    let elsewhere = by_name(page, of_region(None));
    let across = group(page, page.words.regions_across, across.collect());
    let topics = group(page, page.words.topics, by_name(page, topics));
    let parts = [across, topics]
        .into_iter()
        .chain(african)
        .chain(std::iter::once(group(
            page,
            page.words.elsewhere,
            elsewhere,
        )));
    let (parts, _) = fitting(parts, MAX_BYTES - STORIES - FRAME);
    html! { div.groups { (parts) } }
}

/// In the order of the names as readers of the language look for them.
fn by_name<'a>(
    page: &Page<'_>,
    editions: impl Iterator<Item = &'a EditionSummary>,
) -> Vec<&'a EditionSummary> {
    let mut editions: Vec<_> = editions.collect();
    editions.sort_by_cached_key(|summary| {
        let name = edition_name(&summary.edition, page.language);
        (sort_key(&name), summary.edition.slug())
    });
    editions
}

/// Letters without their accents, in lower case: "Égypte" belongs under E.
pub(in crate::publish) fn sort_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    name.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

fn group(page: &Page<'_>, name: &str, editions: Vec<&EditionSummary>) -> Markup {
    html! {
        @if !editions.is_empty() {
            section {
                h3 { (name) }
                ul {
                    @for summary in editions { li { (entry(page, summary)) } }
                }
            }
        }
    }
}

fn entry(page: &Page<'_>, summary: &EditionSummary) -> Markup {
    let name = edition_name(&summary.edition, page.language);
    let stories = page.words.stories.phrase(summary.stories, page.language);
    html! {
        a href={ (summary.edition.scope_slug()) "/" } { (name) }
        @if summary.stories > 0 {
            "\u{a0}" span.count title=(stories) { (summary.stories) }
        }
    }
}
