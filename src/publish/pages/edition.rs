//! The page of an edition: its latest stories, day by day.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::item::List;
use super::layout::{Page, fitting};
use super::{FRAME, MAX_BYTES, Site, dates, edition_folder, edition_name, item, month_folder};
use crate::domain::{Edition, Language, Scope, Story};
use crate::publish::archive::Month;

/// Months that an edition's page names.
const MONTHS: usize = 13;

/// The page of `edition` with its `stories`, newest first: as many as fit into a page. All of them
/// are on the pages of its `months`, of which the oldest comes first.
#[must_use]
pub fn edition(
    site: &Site<'_>,
    edition: &Edition,
    stories: &[&Story],
    months: &[Month],
    language: Language,
) -> Vec<u8> {
    let page = Page::at(&edition_folder(edition), site, language).with_feed(edition);
    let name = edition_name(edition, page.language);
    let beside = siblings(&page, edition);
    let archive = archive(&page, edition, months);
    let room = MAX_BYTES.saturating_sub(FRAME + beside.0.len() + archive.0.len());
    let main = html! {
        h1 { (name) }
        (beside)
        div.beside {
            div {
                @if stories.is_empty() { p.nothing { (page.words.nothing_yet) } }
                @else { (days(&page, edition, stories, room)) }
            }
            aside {
                (page.subscribe(edition))
                (archive)
            }
        }
    };
    page.render(&[&name, &site.instance.name], &main)
}

/// The other editions of the same country: the whole one, and those on topics.
fn siblings(page: &Page<'_>, edition: &Edition) -> Markup {
    let is_sibling = |other: &&Edition| {
        matches!(other.scope, Scope::Country(_))
            && other.language.is_none()
            && other.scope == edition.scope
            && other.topic != edition.topic
    };
    let siblings: Vec<_> = page.site.editions.iter().filter(is_sibling).collect();
    if siblings.is_empty() {
        return html! {};
    }
    let links = siblings.into_iter().enumerate().map(|(at, other)| {
        let name = match &other.topic {
            Some(topic) => topic.name(page.language).to_owned(),
            None => edition_name(other, page.language),
        };
        html! {
            @if at > 0 { " · " }
            a href=(page.to(&edition_folder(other))) { (name) }
        }
    });
    let (links, _) = fitting(links, MAX_BYTES / 4);
    html! { p { (links) } }
}

/// The ways to the latest months; from each one leads on to the one before.
fn archive(page: &Page<'_>, edition: &Edition, months: &[Month]) -> Markup {
    html! {
        @if !months.is_empty() {
            nav.archive aria-labelledby="archive" {
                h2 #archive { (page.words.archive) }
                ul {
                    @for month in months.iter().rev().take(MONTHS) {
                        li { a href=(page.to(&month_folder(edition, *month))) {
                            (dates::month(*month, page.language))
                        } }
                    }
                }
            }
        }
    }
}

/// The stories below the names of their days.
fn days(page: &Page<'_>, edition: &Edition, stories: &[&Story], room: usize) -> Markup {
    let list = List::Daily(match &edition.scope {
        Scope::Country(country) => Some(*country),
        Scope::All | Scope::Own { .. } => None,
    });
    let mut last: Option<NaiveDate> = None;
    let parts = stories.iter().map(|story| {
        let date = story.published.date_naive();
        let first = last.is_none();
        let heading =
            (last.replace(date) != Some(date)).then(|| dates::weekday(date, page.language));
        html! {
            @if let Some(heading) = heading { h2.day { (heading) } }
            @if first { (item::lead(page, story, list)) }
            @else { (item::item(page, story, list)) }
        }
    });
    let (parts, _) = fitting(parts, room);
    parts
}
