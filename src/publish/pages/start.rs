//! The start page: what is moving, and every edition.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::item::List;
use super::layout::{PROPOSALS, Page, around, fitting};
use super::regions::{AFRICAN, african_region};
use super::text::sort_key;
use super::{FRAME, MAX_BYTES, Site, dates, edition_folder, edition_name, item};
use crate::domain::{Country, Edition, Language, Scope, Story};
use crate::publish::words::words;

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

/// What the start page shows of what is moving.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moving<'a> {
    /// The stories, in their order.
    pub stories: &'a [&'a Story],
    /// The end of the 24 hours in which most outlets reported them; none where they are the latest
    /// of several outlets, because nothing else is there to show.
    pub until: Option<DateTime<Utc>>,
}

/// The start page: what is moving, and the editions; those narrowed to a language have no page and
/// are left out.
#[must_use]
pub fn start(
    site: &Site<'_>,
    editions: &[EditionSummary],
    moving: Moving<'_>,
    language: Language,
) -> Vec<u8> {
    let all = Edition::EVERYTHING;
    let page = Page::at("", site, language).with_feed(&all);
    let whole: Vec<_> = editions
        .iter()
        .filter(|summary| summary.edition.language.is_none())
        .collect();
    let mut proposed: Vec<Country> = site.countries().collect();
    proposed.sort_by_cached_key(|country| {
        let name = sort_key(country.name(page.language));
        (!country.is_african(), name)
    });
    let main = html! {
        h1.visually-hidden { bdi { (site.instance.name) } }
        p.tagline { (page.words.tagline) }
        (front(&page, moving))
        div.beside {
            section #editions aria-labelledby="editions-title" {
                h2 #editions-title { (page.words.editions) }
                (page.search(&proposed))
                (groups(&page, &whole))
            }
            (page.subscribe(&all))
        }
    };
    page.render(&[&site.instance.name, page.words.tagline], &main)
}

/// What is moving.
fn front(page: &Page<'_>, moving: Moving<'_>) -> Markup {
    let Some((first, others)) = moving.stories.split_first() else {
        return html! {};
    };
    let items = others
        .iter()
        .map(|story| item::item(page, story, List::Mixed));
    let (items, _) = fitting(items, STORIES);
    html! {
        section aria-labelledby="moving" {
            h2 #moving { (page.words.moving) }
            @if let Some(until) = moving.until {
                p.note { (around(page.words.most_reported, &dates::moment(until, page.language))) }
            }
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
    let named = (words(page.language).regions.iter())
        .take(AFRICAN)
        .enumerate();
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
    let (parts, _) = fitting(parts, MAX_BYTES - STORIES - FRAME - PROPOSALS);
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
    html! {
        a href=(page.to(&edition_folder(&summary.edition))) { (name) }
        @if summary.stories > 0 {
            "\u{a0}" span.count { (summary.stories) }
        }
    }
}
