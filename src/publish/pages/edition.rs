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
    let main = html! {
        h1 { (name) }
        div.beside {
            div {
                @if stories.is_empty() { p.nothing { (page.words.nothing_yet) } }
                @else { (days(&page, edition, stories)) }
            }
            div {
                (page.subscribe(edition))
                (topics(&page, edition))
            }
        }
    };
    page.render(&format!("{name} – {}", site.instance.name), &main)
}

/// The editions on topics of the same country.
fn topics(page: &Page<'_>, edition: &Edition) -> Markup {
    let on_topics = page.site.editions.iter().filter(|other| {
        let is_whole = edition.topic.is_none() && other.language.is_none();
        is_whole && other.scope == edition.scope && edition.scope != Scope::All
    });
    let named = on_topics.filter_map(|other| Some((other, other.topic.as_ref()?)));
    let named: Vec<_> = named.collect();
    html! {
        @if !named.is_empty() {
            section aria-labelledby="topics" {
                h2 #topics { (page.words.topics) }
                ul {
                    @for (other, topic) in named {
                        li { a href={ (page.root) (other.scope_slug()) "/" } { (topic.name(page.language)) } }
                    }
                }
            }
        }
    }
}

/// The stories below the names of their days.
fn days(page: &Page<'_>, edition: &Edition, stories: &[&Story]) -> Markup {
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
    let (parts, _) = fitting(parts, MAX_BYTES - FRAME);
    parts
}
