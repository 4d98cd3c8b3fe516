//! The page of an edition: its latest stories, day by day.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::item::List;
use super::layout::{Page, fitting};
use super::{FRAME, MAX_BYTES, Site, dates, edition_name, item};
use crate::domain::{Edition, Language, Scope, Story};

/// The page of `edition` with its `stories`, newest first: as many as fit into a page.
#[must_use]
pub fn edition(
    site: &Site<'_>,
    edition: &Edition,
    stories: &[&Story],
    language: Language,
) -> Vec<u8> {
    let path = format!("{}/", edition.scope_slug());
    let page = Page::at(&path, site, language).with_feed(edition);
    let name = edition_name(edition, page.language);
    let beside = siblings(&page, edition);
    let room = MAX_BYTES.saturating_sub(FRAME + beside.0.len());
    let main = html! {
        h1 { (name) }
        (beside)
        div.beside {
            div {
                @if stories.is_empty() { p.nothing { (page.words.nothing_yet) } }
                @else { (days(&page, edition, stories, room)) }
            }
            (page.subscribe(edition))
        }
    };
    page.render(&format!("{name} – {}", site.instance.name), &main)
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
            a href={ (page.root) (other.scope_slug()) "/" } { (name) }
        }
    });
    let (links, _) = fitting(links, MAX_BYTES / 4);
    html! { p { (links) } }
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
