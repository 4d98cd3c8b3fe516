//! The page of a story: the outlets side by side.

use maud::{Markup, html};

use super::layout::{Page, around, fitting};
use super::text::{LONG_SUMMARY, TITLE, cut, dir, lang, web};
use super::{FRAME, MAX_BYTES, Site, dates, item};
use crate::domain::{Language, Outlet, Report, Story, StoryRef};

/// Bytes of the links to related stories.
const RELATED: usize = 4 * 1024;

/// The page of `story`.
#[must_use]
pub fn story(site: &Site<'_>, story: &Story, language: Language) -> Vec<u8> {
    let page = Page::at(&format!("story/{}/", story.id), site, language);
    let title = cut(&story.title, TITLE);
    let (opening, facts) = (opening(&page, story, &title), facts(&page, story));
    let taken = FRAME + opening.0.len() + facts.0.len();
    let (reports, left_out) = fitting(
        story.reports.iter().map(|report| card(&page, report)),
        MAX_BYTES.saturating_sub(taken),
    );
    let main = html! {
        article.story {
            (opening)
            section aria-labelledby="reports" {
                h2 #reports { (page.words.reported_by) }
                p.counts { (item::counts(&page, story)) }
                ol.reports { (reports) }
                @if left_out > 0 {
                    p { "+ " (page.words.others.phrase(left_out, page.language)) }
                }
            }
            (facts)
        }
    };
    page.render(&format!("{title} – {}", site.instance.name), &main)
}

fn opening(page: &Page<'_>, story: &Story, title: &str) -> Markup {
    let language = lang(story.language, page.language);
    let direction = dir(story.language, page.language);
    html! {
        header.lead {
            (item::image(page, story))
            div {
                p.kicker { (item::countries(page, &story.countries.primary)) }
                h1 lang=[language.as_deref()] dir=[direction] { (title) }
                (times(page, story))
                @if !story.summary.is_empty() {
                    p.summary lang=[language] dir=[direction] { (cut(&story.summary, LONG_SUMMARY)) }
                }
                @if let (Some(address), Some(report)) = (web(&story.link), story.reports.first()) {
                    p { a.read href=(address) { (around(page.words.read_at, &name(report.outlet()))) } }
                }
            }
        }
    }
}

fn times(page: &Page<'_>, story: &Story) -> Markup {
    html! {
        p.when {
            (page.words.first_published) " " (dates::moment(story.published, page.language))
            @if story.updated > story.published {
                " · " (page.words.updated) " " (dates::moment(story.updated, page.language))
            }
        }
    }
}

fn name(outlet: &Outlet) -> Markup {
    html! { bdi { (cut(&outlet.name, TITLE)) } }
}

/// One outlet's report.
fn card(page: &Page<'_>, report: &Report) -> Markup {
    let language = lang(report.language, page.language);
    let direction = dir(report.language, page.language);
    let title = cut(&report.title, TITLE);
    html! {
        li {
            p.outlet {
                (name(report.outlet()))
                (ownership(page, report.outlet()))
                @if let Some(origin) = &report.origin {
                    " · " (page.words.after) " " bdi { (cut(&origin.name, TITLE)) }
                }
            }
            p.title lang=[language.as_deref()] dir=[direction] {
                @if let Some(address) = web(&report.url) {
                    a href=(address) hreflang=[language.as_deref()] { (title) }
                } @else { (title) }
            }
            p.when {
                (dates::moment(report.published, page.language))
                @if let Some(other) = report.language.filter(|other| *other != page.language) {
                    " · " (page.words.language(other))
                }
                " · "
                @if report.independent { (page.words.own_text) } @else { (page.words.copy) }
            }
            @if let Some(rights) = &report.rights {
                p.rights dir="auto" { (cut(rights, TITLE)) }
            }
        }
    }
}

/// Who stands behind an outlet.
fn ownership(page: &Page<'_>, outlet: &Outlet) -> Markup {
    html! {
        @if let Some(ownership) = outlet.ownership {
            " " span.tag { (page.words.ownership(ownership)) }
        }
        @if let Some(owner) = &outlet.owner {
            " " span.owner { (around(page.words.owner, &html! { bdi { (cut(owner, TITLE)) } })) }
        }
    }
}

/// What else there is to say about a story.
fn facts(page: &Page<'_>, story: &Story) -> Markup {
    let countries = &story.countries;
    let (related, _) = fitting(
        story.related.iter().map(|other| related(page, other)),
        RELATED,
    );
    html! {
        dl.facts {
            @if !countries.primary.is_empty() {
                dt { (page.words.about) }
                dd { (item::countries(page, &countries.primary)) }
            }
            @if !countries.mentioned.is_empty() {
                dt { (page.words.mentioned) }
                dd {
                    (item::countries(page, &countries.mentioned))
                }
            }
            @if !story.related.is_empty() {
                dt { (page.words.related) }
                dd { ul { (related) } }
            }
            dt { (page.words.identifier) }
            dd { code dir="ltr" { (story.uri) } }
        }
    }
}

fn related(page: &Page<'_>, other: &StoryRef) -> Markup {
    html! {
        li dir="auto" {
            a href={ (page.root) "story/" (other.id) "/" } { (cut(&other.title, TITLE)) }
        }
    }
}
